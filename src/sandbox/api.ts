// Answers one REST or GraphQL request: finds the operation, asks who may, runs it, and words the refusals.

import { randomUUID } from "node:crypto";

import { authenticate } from "./auth.ts";
import type { CallRecord, Observer } from "./calls.ts";
import type { Hole } from "./faults.ts";
import type { GraphqlService } from "./graphql/execute.ts";
import { parseJson, type Wire } from "./http.ts";
import type { Budget } from "./limits.ts";
import { ApiRefusal, notFound } from "./refusal.ts";
import { rule } from "./roles.ts";
import type { Answer, Call, Operation, RepositoryCall } from "./rest/operation.ts";
import type { Actor } from "./actor.ts";
import { findRepository, fullName, type World } from "./world.ts";

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly bytes: Buffer;
  /** What is to be lacking in the answer to a GraphQL document. */
  readonly hole?: Hole;
}

export interface Api {
  /** Whether the path is the API's and not a page's. */
  owns(path: string): boolean;
  answer(request: ApiRequest): Promise<Wire>;
}

export interface ApiParts {
  readonly world: World;
  readonly operations: readonly Operation[];
  readonly graphql: GraphqlService;
  readonly calls: CallRecord[];
  readonly observer: Observer | undefined;
}

/** Documented nowhere; the field tells of 40 to 50 MB. */
const GRAPHQL_BYTES_MAX = 40_000_000;

interface Match {
  readonly operation: Operation;
  readonly params: Record<string, string>;
}

const API_PATH =
  /^\/(?:app|app-manifests|installation|repos|repositories|users|user|orgs|rate_limit|graphql)(?:\/|$)/;

function findOperation(operations: readonly Operation[], method: string, path: string): Match | undefined {
  for (const operation of operations) {
    if (operation.method !== method && !(method === "HEAD" && operation.method === "GET")) continue;
    const match = operation.pattern.exec(path);
    if (match === null) continue;
    const params: Record<string, string> = {};
    for (const [at, name] of operation.names.entries()) {
      try {
        params[name] = decodeURIComponent(match[at + 1] ?? "");
      } catch {
        return undefined;
      }
    }
    return { operation, params };
  }
  return undefined;
}

function actorName(actor: Actor): string {
  if (actor.kind === "user") return actor.user.login;
  return actor.kind === "installation" ? `installation ${actor.token.installation.id}` : actor.kind;
}

function permitted(world: World, match: Match, call: Call, path: string): Call {
  const { auth } = match.operation;
  if (auth.kind === "app" && call.actor.kind !== "app") {
    throw call.actor.kind === "anonymous"
      ? new ApiRefusal(401, "A JSON web token could not be decoded")
      : new ApiRefusal(401, "'Issuer' claim ('iss') must be an Integer");
  }
  if (auth.kind !== "repository") return call;
  const { owner = "", repo = "" } = match.params;
  const found = findRepository(world, owner, repo);
  if (found.state === "missing") throw notFound();
  const { repository } = found;
  if (path.startsWith("/repos/") && path.endsWith("/installation") && call.actor.kind === "app") {
    return { ...call, repository } as RepositoryCall;
  }
  const ruling = rule(repository, call.actor, auth.need);
  if (ruling === "hidden") throw notFound();
  if (found.state === "moved") {
    const rest = path.split("/").slice(4).join("/");
    const location = `${world.url}/repositories/${repository.id}${rest === "" ? "" : `/${rest}`}`;
    const reading = match.operation.method === "GET";
    throw new ApiRefusal(
      reading ? 301 : 307,
      reading ? "Moved Permanently" : "Temporary Redirect",
      undefined,
      {
        location,
      },
    );
  }
  if (ruling === "needs-login") throw new ApiRefusal(401, "Requires authentication");
  if (ruling === "forbidden") {
    const byApp = call.actor.kind === "installation";
    throw new ApiRefusal(
      403,
      byApp ? "Resource not accessible by integration" : "Must have admin rights to Repository.",
      undefined,
      byApp
        ? {
            "x-accepted-github-permissions": auth.need.permissions
              .map((name) => `${name}=${auth.need.level}`)
              .join("; "),
          }
        : {},
    );
  }
  if (repository.archived && match.operation.method !== "GET") {
    throw new ApiRefusal(403, "Repository was archived so is read-only.");
  }
  if (match.operation.method === "GET" && repository.staleReadsLeft > 0) {
    repository.staleReadsLeft -= 1;
    throw notFound();
  }
  return { ...call, repository } as RepositoryCall;
}

function refusalAnswer(refusal: ApiRefusal): Answer {
  return {
    status: refusal.status,
    headers: refusal.headers,
    body: {
      message: refusal.message,
      ...(refusal.errors === undefined ? {} : { errors: refusal.errors }),
      ...(refusal.headers["location"] === undefined ? {} : { url: refusal.headers["location"] }),
      documentation_url: "https://docs.github.com/rest",
      status: String(refusal.status),
    },
  };
}

function standardHeaders(world: World, budget: Budget): Record<string, string> {
  const { limit, used, resetMs, resource } = budget;
  return {
    date: new Date(world.nowMs()).toUTCString(),
    "x-github-request-id": randomUUID().slice(0, 18).toUpperCase().replaceAll("-", ":"),
    "x-github-media-type": "github.v3; format=json",
    "x-github-api-version-selected": "2022-11-28",
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(limit - used),
    "x-ratelimit-used": String(used),
    "x-ratelimit-reset": String(Math.floor(resetMs / 1000)),
    "x-ratelimit-resource": resource,
  };
}

function toWire(world: World, { answer, budget }: Outcome): Wire {
  const bytes = answer.raw?.bytes ?? (answer.body === undefined ? "" : JSON.stringify(answer.body));
  const type = answer.raw?.contentType ?? "application/json; charset=utf-8";
  return {
    status: answer.status,
    headers: {
      ...standardHeaders(world, budget),
      ...(bytes.length > 0 ? { "content-type": type } : {}),
      ...answer.headers,
    },
    bytes,
  };
}

interface Outcome {
  readonly template: string;
  readonly answer: Answer;
  readonly kind: CallRecord["kind"];
  readonly operationName?: string;
  readonly points?: number;
  readonly actor: string;
  readonly budget: Budget;
}

function byId(world: World, path: string): string {
  const match = /^\/repositories\/(\d+)(.*)$/.exec(path);
  const repository = match === null ? undefined : world.repositories.get(Number(match[1]));
  return repository === undefined ? path : `/repos/${fullName(repository)}${match?.[2] ?? ""}`;
}

async function rest(
  { world, operations, observer }: ApiParts,
  request: ApiRequest,
  path: string,
): Promise<Outcome> {
  const { limiter } = world;
  const match = findOperation(operations, request.method, path);
  const writes = request.method !== "GET" && request.method !== "HEAD";
  const template = match?.operation.template ?? path;
  const kind = writes && !template.endsWith("/access_tokens") ? "write" : "read";
  let who: Actor = { kind: "anonymous" };
  let body: unknown;
  let answer: Answer;
  let entered = false;
  try {
    who = authenticate(world, request.headers["authorization"]);
    limiter.enter(who);
    entered = true;
    if (template !== "/rate_limit") {
      const { method } = request;
      const { refusal } = limiter.admit({ actor: who, method, template, points: undefined, writes });
      if (refusal !== undefined) throw refusal;
    }
    if (match === undefined) throw notFound();
    const call = {
      world,
      actor: who,
      params: match.params,
      query: request.query,
      headers: request.headers,
      body: parseJson(request.bytes),
    };
    body = call.body;
    answer = await match.operation.run(permitted(world, match, call, path));
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error;
    answer = refusalAnswer(error);
  } finally {
    if (entered) limiter.leave(who);
  }
  observer?.exchange({
    method: request.method,
    template,
    params: match?.params ?? {},
    query: request.query,
    requestBody: request.bytes.length === 0 ? undefined : body,
    status: answer.status,
    responseBody: answer.raw === undefined ? answer.body : undefined,
  });
  return { template, answer, kind, actor: actorName(who), budget: limiter.budget(who, "core") };
}

async function ask({ world, graphql }: ApiParts, request: ApiRequest): Promise<Outcome> {
  const { limiter } = world;
  const template = "/graphql";
  let who: Actor = { kind: "anonymous" };
  let kind: CallRecord["kind"] = "read";
  let named = {};
  let answer: Answer;
  let entered = false;
  try {
    who = authenticate(world, request.headers["authorization"]);
    if (who.kind === "anonymous" || who.kind === "app")
      throw new ApiRefusal(401, "This endpoint requires you to be authenticated.");
    if (request.bytes.length > GRAPHQL_BYTES_MAX) throw new ApiRefusal(413, "Payload too large");
    limiter.enter(who);
    entered = true;
    const asked = graphql.prepare(who, parseJson(request.bytes), request.hole);
    const { points, mutates: writes, operationName } = asked;
    kind = writes ? "write" : "read";
    named = { points, ...(operationName === undefined ? {} : { operationName }) };
    const admission = limiter.admit({ actor: who, method: request.method, template, points, writes });
    if (admission.isSpent) {
      // An hour's budget that is spent is told in the answer; the other limits are told as REST tells them.
      const errors = [{ type: "RATE_LIMITED", message: admission.refusal?.message }];
      answer = { status: 200, body: { errors } };
    } else if (admission.refusal !== undefined) throw admission.refusal;
    else answer = { status: 200, body: await asked.execute() };
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error;
    answer = refusalAnswer(error);
  } finally {
    if (entered) limiter.leave(who);
  }
  const budget = limiter.budget(who, "graphql");
  return { template, answer, kind, actor: actorName(who), budget, ...named };
}

export function createApi(parts: ApiParts): Api {
  const { world, calls } = parts;
  return {
    owns: (path) => API_PATH.test(path),
    async answer(request) {
      const startedMs = performance.now();
      const path = byId(world, request.path);
      const outcome = await (path === "/graphql" ? ask(parts, request) : rest(parts, request, path));
      calls.push({
        method: request.method,
        template: outcome.template,
        path: request.path,
        status: outcome.answer.status,
        kind: outcome.kind,
        operationName: outcome.operationName,
        points: outcome.points,
        actor: outcome.actor,
        durationMs: performance.now() - startedMs,
      });
      return toWire(world, outcome);
    },
  };
}
