// One port on 127.0.0.1 for everything: API, GraphQL, git and pages; faults are injected here, before and after the work.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import type { Api, ApiRequest } from "./api.ts";
import type { CallRecord } from "./calls.ts";
import type { FaultMatcher, RequestFault } from "./faults.ts";
import { nodesAsked } from "./graphql/execute.ts";
import { parseJson, readRequest, writeWire, type Wire } from "./http.ts";
import type { World } from "./world.ts";
import { requestUrl } from "../server/request-url.ts";

export interface ServerParts {
  readonly world: World;
  readonly api: Api;
  readonly faults: FaultMatcher;
  readonly calls: CallRecord[];
  /** The API is where GitHub Enterprise Server has it, and nowhere else. */
  readonly enterprise: boolean;
  /** False: not a git request. */
  readonly git: (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<boolean>;
  readonly pages: (request: ApiRequest) => Promise<Wire>;
}

function firstHeaders(request: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}

function faultWire(world: World, answer: RequestFault["answer"]): Wire | undefined {
  if ("hang" in answer || "reset" in answer) return undefined;
  const headers: Record<string, string> = {
    "content-type": "application/json; charset=utf-8",
    date: new Date(world.nowMs()).toUTCString(),
  };
  if ("hole" in answer) return undefined;
  if ("rateLimited" in answer) {
    const message = "API rate limit exceeded for installation.";
    const bytes = JSON.stringify({ errors: [{ type: "RATE_LIMITED", message }] });
    return {
      status: 200,
      headers: { ...headers, ...usedUp(world, answer.resetInSeconds, "graphql") },
      bytes,
    };
  }
  if ("malformed" in answer) return { status: 200, headers, bytes: '{"message": "cut' };
  if ("afterWork" in answer)
    return { status: answer.afterWork, headers, bytes: '{"message":"Server Error"}' };
  if (answer.retryAfterSeconds !== undefined) headers["retry-after"] = String(answer.retryAfterSeconds);
  if (answer.resetInSeconds !== undefined)
    Object.assign(headers, usedUp(world, answer.resetInSeconds, "core"));
  const bytes = JSON.stringify({ message: answer.message ?? "Injected by the sandbox" });
  return { status: answer.status, headers, bytes };
}

function usedUp(world: World, resetInSeconds: number, resource: string): Record<string, string> {
  return {
    "x-ratelimit-limit": "5000",
    "x-ratelimit-remaining": "0",
    "x-ratelimit-used": "5000",
    "x-ratelimit-reset": String(Math.ceil(world.nowMs() / 1_000) + resetInSeconds),
    "x-ratelimit-resource": resource,
  };
}

function faultPath(path: string, bytes: Buffer): string[] {
  if (path !== "/graphql") return [path];
  const name = /\b(?:query|mutation)\s+(\w+)/.exec(bytes.toString("utf8"))?.[1];
  return name === undefined ? [path] : [path, `graphql:${name}`];
}

function nodesOf({ path, bytes }: ApiRequest): number {
  if (path !== "/graphql") return 0;
  const { query, variables } = parseJson(bytes);
  return nodesAsked(typeof query === "string" ? query : "", (variables ?? {}) as Record<string, unknown>);
}

/** As GitHub Enterprise Server has it, beside the web pages of the same host. */
function apiPath(path: string): string {
  if (path === "/api/graphql") return "/graphql";
  return path.startsWith("/api/v3/") ? path.slice("/api/v3".length) : path;
}

/** Under any other name it is another site's page that talks to us, through a name that leads to this machine. */
const OWN_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i;

async function handle(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { world, api, faults, calls } = parts;
  if (!OWN_HOST.test(request.headers.host ?? "")) {
    const headers = { "content-type": "application/json; charset=utf-8", connection: "close" };
    const message = "The sandbox answers on this machine alone, under 127.0.0.1 or localhost";
    writeWire(request, response, { status: 421, headers, bytes: JSON.stringify({ message }) });
    return;
  }
  const url = requestUrl(request, "http://127.0.0.1");
  if (await parts.git(request, response, url)) return;
  const asked: ApiRequest = {
    method: request.method ?? "GET",
    path: apiPath(url.pathname),
    query: url.searchParams,
    headers: firstHeaders(request),
    bytes: await readRequest(request),
  };
  if (!api.owns(asked.path) || (parts.enterprise && asked.path === url.pathname)) {
    writeWire(request, response, await parts.pages(asked));
    return;
  }
  if (world.faults.slowMs > 0) await new Promise((resolve) => setTimeout(resolve, world.faults.slowMs));
  const fault = faults.find(asked.method, faultPath(asked.path, asked.bytes), () => nodesOf(asked));
  if (fault === undefined || "hole" in fault.answer) {
    const hole = fault === undefined || !("hole" in fault.answer) ? {} : { hole: fault.answer };
    writeWire(request, response, await api.answer({ ...asked, ...hole }));
    return;
  }
  if ("afterWork" in fault.answer) await api.answer(asked);
  if ("reset" in fault.answer) request.socket.destroy();
  const wire = faultWire(world, fault.answer);
  if (!("afterWork" in fault.answer)) {
    const reading = asked.method === "GET" || asked.path === "/graphql";
    calls.push({
      method: asked.method,
      template: asked.path,
      path: asked.path,
      status: wire?.status ?? 0,
      kind: reading ? "read" : "write",
      operationName: undefined,
      points: undefined,
      actor: "fault",
      durationMs: 0,
    });
  }
  if (wire !== undefined) writeWire(request, response, wire);
}

export async function listenSandbox(parts: ServerParts, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    handle(parts, request, response).catch((error: unknown) => {
      // Nobody waits any more: the sandbox is closing, or the client went away.
      if (response.destroyed) return;
      // A bug of the sandbox: say so loudly instead of looking like GitHub.
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.emitWarning(`sandbox: ${message}`);
      const headers = { "content-type": "application/json" };
      writeWire(request, response, {
        status: 500,
        headers,
        bytes: JSON.stringify({ message: `sandbox bug: ${message}` }),
      });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  parts.world.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return server;
}

export async function stopServer(server: Server): Promise<void> {
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
}
