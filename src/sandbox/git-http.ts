// Clone, fetch and push over HTTP through git's own `http-backend`; a push fires the events of any other change.

import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { basename, dirname } from "node:path";

import { afterRefMove } from "./actions/refs.ts";
import { byActor, type By } from "./actions/emit.ts";
import { authenticate } from "./auth.ts";
import { gitEnvironment } from "./git/process.ts";
import { writeWire, type Wire } from "./http.ts";
import type { Repository } from "./model.ts";
import { ApiRefusal } from "./refusal.ts";
import { canSee, mayWrite } from "./roles.ts";
import type { Actor } from "./actor.ts";
import { findRepository, type World } from "./world.ts";

const GIT_PATH =
  /^\/([^/]+)\/([^/]+?)\.git(\/(?:info\/refs|git-upload-pack|git-receive-pack|HEAD|objects\/.+))$/;

function deny(response: ServerResponse, status: number, text: string): true {
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    ...(status === 401 ? { "www-authenticate": 'Basic realm="Sandbox: your login, any password"' } : {}),
  });
  response.end(`${text}\n`);
  return true;
}

function heads(repository: Repository): Map<string, string> {
  return new Map(repository.git.refs("refs/").map((one) => [one.name, one.sha]));
}

async function announce(
  world: World,
  repository: Repository,
  before: ReadonlyMap<string, string>,
  by: By,
): Promise<void> {
  const after = heads(repository);
  for (const ref of new Set([...before.keys(), ...after.keys()])) {
    if (before.get(ref) === after.get(ref) || ref.startsWith("refs/pull/")) continue;
    await afterRefMove(world, repository, { ref, before: before.get(ref), after: after.get(ref) }, by);
  }
}

/** The backend speaks CGI: header lines, an empty line, the body. */
function runBackend(
  request: IncomingMessage,
  repository: Repository,
  url: URL,
  rest: string,
  login: string,
): Promise<Wire> {
  const { folder } = repository.git;
  const child = spawn("git", ["http-backend"], {
    env: {
      ...gitEnvironment(dirname(folder)),
      GIT_PROJECT_ROOT: dirname(folder),
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: `/${basename(folder)}${rest}`,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? "GET",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
      REMOTE_ADDR: "127.0.0.1",
      REMOTE_USER: login,
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.on("error", () => {});
  request.pipe(child.stdin);
  child.stderr.resume();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    child.on("error", reject);
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("close", () => {
      const bytes = Buffer.concat(chunks);
      const end = bytes.indexOf("\r\n\r\n");
      let status = 200;
      const headers: Record<string, string> = {};
      for (const line of bytes.toString("latin1", 0, Math.max(0, end)).split("\r\n")) {
        const colon = line.indexOf(":");
        const value = line.slice(colon + 1).trim();
        if (line.slice(0, colon).toLowerCase() === "status") status = Number.parseInt(value, 10);
        else if (colon > 0) headers[line.slice(0, colon)] = value;
      }
      resolve({ status: end === -1 ? 500 : status, headers, bytes: bytes.subarray(end + 4) });
    });
  });
}

/** False: not a request of git's. */
export async function serveGit(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<boolean> {
  const match = GIT_PATH.exec(url.pathname);
  if (match === null) return false;
  const found = findRepository(world, decodeURIComponent(match[1] ?? ""), decodeURIComponent(match[2] ?? ""));
  let actor: Actor;
  try {
    actor = authenticate(world, request.headers.authorization);
  } catch (error) {
    if (error instanceof ApiRefusal) return deny(response, 401, error.message);
    throw error;
  }
  if (found.state === "missing" || !canSee(found.repository, actor)) {
    return deny(response, actor.kind === "anonymous" ? 401 : 404, "Repository not found.");
  }
  const { repository } = found;
  const pushing =
    url.searchParams.get("service") === "git-receive-pack" || url.pathname.endsWith("/git-receive-pack");
  const by = byActor(world, actor);
  if (pushing && by === undefined) return deny(response, 401, "Say who you are: http://LOGIN@…");
  if (pushing && !mayWrite(repository, actor))
    return deny(response, 403, "Permission to this repository denied.");
  const before = heads(repository);
  const wire = await runBackend(request, repository, url, match[3] ?? "", by?.account.login ?? "");
  // Events first: when `git push` returns, they are on their way.
  if (pushing && by !== undefined) await announce(world, repository, before, by);
  writeWire(request, response, wire);
  return true;
}
