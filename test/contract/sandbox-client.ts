// A bare client for the sandbox: requests as a person or as the App, and a place for webhooks to arrive.

import { createSign } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import type { Sandbox } from "../../src/sandbox/sandbox.ts";

/** JSON of any shape; a member that is not there is an empty one, so that a test can reach in and compare. */
export interface Value {
  readonly [key: string]: Value;
  readonly [index: number]: Value;
}

export interface Reply {
  readonly status: number;
  readonly body: Value;
  readonly text: string;
  readonly headers: Headers;
}

export interface Ask {
  readonly as?: string;
  readonly body?: unknown;
  readonly accept?: string;
  readonly redirect?: "follow" | "manual";
}

/** `as`: a login, `jwt …`/`ghs_…` as a whole authorization value, or nothing for nobody. */
export async function ask(sandbox: Sandbox, method: string, path: string, how: Ask = {}): Promise<Reply> {
  const secret = how.as === undefined || /^(?:ghs_|eyJ)/.test(how.as) ? how.as : `user:${how.as}`;
  const response = await fetch(`${sandbox.url}${path}`, {
    method,
    redirect: how.redirect ?? "follow",
    headers: {
      ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
      ...(how.accept === undefined ? {} : { accept: how.accept }),
    },
    ...(how.body === undefined ? {} : { body: JSON.stringify(how.body) }),
  });
  const text = await response.text();
  let body: unknown;
  try {
    body = text === "" ? undefined : JSON.parse(text);
  } catch {
    body = undefined;
  }
  return { status: response.status, body: body as Value, text, headers: response.headers };
}

function base64(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

export function appJwt(sandbox: Sandbox, claims: Readonly<Record<string, unknown>> = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const payload = { iat: now - 30, exp: now + 540, iss: sandbox.appId, ...claims };
  const signed = `${base64({ alg: "RS256", typ: "JWT" })}.${base64(payload)}`;
  return `${signed}.${createSign("RSA-SHA256").update(signed).sign(sandbox.privateKey, "base64url")}`;
}

/** An installation token for the first installation, narrowed by `narrow`. */
export async function installationToken(sandbox: Sandbox, narrow: unknown = {}): Promise<string> {
  const jwt = appJwt(sandbox);
  const installations = await ask(sandbox, "GET", "/app/installations", { as: jwt });
  const path = `/app/installations/${String(installations.body[0]?.["id"])}/access_tokens`;
  const reply = await ask(sandbox, "POST", path, { as: jwt, body: narrow });
  return String(reply.body["token"]);
}

export interface Arrival {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly body: Value;
  /** `pull_request.opened`, `push`. */
  readonly name: string;
}

export interface Receiver {
  readonly url: string;
  readonly arrivals: Arrival[];
  close(): Promise<void>;
}

export async function receiveWebhooks(status = 200): Promise<Receiver> {
  const arrivals: Arrival[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      const body = JSON.parse(text) as Value;
      const event = String(request.headers["x-github-event"]);
      const name = body["action"] === undefined ? event : `${event}.${String(body["action"])}`;
      arrivals.push({ headers: request.headers, text, body, name });
      response.writeHead(status);
      response.end("{}");
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    arrivals,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
