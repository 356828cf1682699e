// Routes of the pages: addresses look like GitHub's, forms post back to them, nothing is loaded from elsewhere.

import type { ApiRequest } from "../api.ts";
import type { Wire } from "../http.ts";
import type { SandboxAccount, Issue, Repository } from "../model.ts";
import { ApiRefusal } from "../refusal.ts";
import { registerManifest } from "../rest/app.ts";
import { canSee } from "../roles.ts";
import { isPull } from "../views/pulls.ts";
import type { Actor } from "../actor.ts";
import { accountByLogin, findRepository, type World } from "../world.ts";
import { issuePath } from "./conversation.ts";
import { postToIssue, postToRepository } from "./forms.ts";
import { html } from "./html.ts";
import { chooseIssuePage, issueChoices, issueFormPage } from "./issue-forms.ts";
import { issuePage, newIssuePage } from "./issue-page.ts";
import { CLOCK_MOVES, page, type Visit } from "./layout.ts";
import { avatarSvg } from "./parts.ts";
import { pullPage } from "./pull-page.ts";
import { loginPage, quietPage } from "./quiet-pages.ts";
import { filePage, findPlace } from "./file-pages.ts";
import { repositoryHome, repositoryList, repositoryPage } from "./repository-pages.ts";
import { STYLE } from "./style.ts";

const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self' data: http://127.0.0.1:*; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

function wire(
  status: number,
  type: string,
  bytes: Uint8Array | string,
  more: Readonly<Record<string, string>> = {},
): Wire {
  return {
    status,
    bytes,
    headers: {
      "content-type": type,
      "content-security-policy": POLICY,
      "x-content-type-options": "nosniff",
      "referrer-policy": "same-origin",
      "cache-control": "no-cache",
      ...more,
    },
  };
}

function htmlWire(status: number, text: string): Wire {
  return wire(status, "text/html; charset=utf-8", text);
}

function goTo(location: string, more: Readonly<Record<string, string>> = {}): Wire {
  return wire(303, "text/plain; charset=utf-8", "", { location, ...more });
}

function visitor(world: World, request: ApiRequest): SandboxAccount | undefined {
  const login = /(?:^|;\s*)actor=([^;]*)/.exec(request.headers["cookie"] ?? "")?.[1];
  return login === undefined ? undefined : accountByLogin(world, decodeURIComponent(login));
}

/** Any page in the same browser could post a form here; only our own may. */
function isOwnForm(world: World, request: ApiRequest): boolean {
  const origin = request.headers["origin"];
  const host = request.headers["host"] ?? "";
  return origin === undefined || origin === world.url || origin === `http://${host}`;
}

/** Within these pages, whatever a form says. */
function safePath(back: string | null): string {
  return back !== null && /^\/(?![/\\])/.test(back) ? back : "/";
}

function switchActor(request: ApiRequest): Wire {
  const form = new URLSearchParams(request.bytes.toString("utf8"));
  const safe = safePath(form.get("back"));
  const login = encodeURIComponent(form.get("login") ?? "");
  const age = login === "" ? "; Max-Age=0" : "";
  return goTo(safe, { "set-cookie": `actor=${login}; Path=/; HttpOnly; SameSite=Strict${age}` });
}

async function moveClock(world: World, request: ApiRequest): Promise<Wire> {
  const form = new URLSearchParams(request.bytes.toString("utf8"));
  const moved = CLOCK_MOVES.find(([, ms]) => String(ms) === form.get("by"));
  if (world.desk === undefined || moved === undefined) throw new ApiRefusal(404, "There is no such form.");
  await world.desk.pass(moved[1]);
  return goTo(safePath(form.get("back")));
}

/** The manifest flow without the page in between: straight back to the App's set-up with a code. */
function register(world: World, request: ApiRequest): Wire {
  const form = new URLSearchParams(request.bytes.toString("utf8"));
  const manifest = JSON.parse(form.get("manifest") ?? "{}") as Record<string, unknown>;
  const back = manifest["redirect_url"];
  if (typeof back !== "string" || !/^https?:\/\/(?:127\.0\.0\.1|localhost)[:/]/.test(back)) {
    throw new ApiRefusal(422, "The manifest's redirect_url must lead to this machine.");
  }
  const target = new URL(back);
  target.searchParams.set("code", registerManifest(world, manifest));
  const state = request.query.get("state") ?? form.get("state");
  if (state !== null) target.searchParams.set("state", state);
  return goTo(target.href);
}

const RAW_TYPES: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  svg: "image/svg+xml",
};

async function raw(repository: Repository, address: string): Promise<Wire> {
  const place = await findPlace(repository, address);
  const blob = place?.entry.type === "blob" ? await repository.git.objects.read(place.entry.sha) : undefined;
  if (blob === undefined) throw new ApiRefusal(404, "There is no such file.");
  const type = RAW_TYPES[/\.(\w+)$/.exec(address)?.[1]?.toLowerCase() ?? ""] ?? "text/plain; charset=utf-8";
  // Whatever a contributor put into it, it runs nothing and loads nothing.
  return wire(200, type, blob.bytes, {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  });
}

async function repositoryPages(
  visit: Visit,
  request: ApiRequest,
  repository: Repository,
  rest: string,
): Promise<Wire> {
  const [kind = "", ...parts] = rest.split("/");
  const address = parts.join("/");
  if (rest === "") return htmlWire(200, await repositoryPage(visit, repository));
  if (kind === "raw") return raw(repository, address);
  if (kind === "tree" || kind === "blob") {
    const place = await findPlace(repository, address);
    if (place !== undefined) return htmlWire(200, await filePage(visit, place));
  }
  const show = request.query.get("state") === "closed" ? "closed" : "open";
  if (rest === "pulls" || rest === "issues")
    return htmlWire(200, repositoryList(visit, repository, rest, show));
  if (rest === "issues/new/choose") return htmlWire(200, await chooseIssuePage(visit, repository));
  if (rest === "issues/new") return htmlWire(200, await newIssue(visit, request, repository));
  const quiet = await quietPage(visit, repository, rest);
  if (quiet !== undefined) return "html" in quiet ? htmlWire(200, quiet.html) : goTo(quiet.goTo);
  if (kind === "runs") return goToRun(repository, Number(address));
  const issue = issueAt(repository, kind, address);
  if (issue === undefined) throw new ApiRefusal(404, "There is no such page.");
  if (isPull(issue)) {
    return kind === "pull" ? htmlWire(200, await pullPage(visit, issue)) : goTo(issuePath(issue));
  }
  return kind === "issues" ? htmlWire(200, issuePage(visit, issue)) : goTo(issuePath(issue));
}

async function newIssue(visit: Visit, request: ApiRequest, repository: Repository): Promise<string> {
  const template = request.query.get("template") ?? "";
  const form =
    template === ""
      ? undefined
      : (await issueChoices(repository)).forms.find(({ file }) => file === template);
  return form === undefined ? newIssuePage(visit, repository) : issueFormPage(visit, repository, form);
}

function issueAt(repository: Repository, kind: string, number: string): Issue | undefined {
  const issue = kind === "pull" || kind === "issues" ? repository.issues.get(Number(number)) : undefined;
  return issue?.deleted === true ? undefined : issue;
}

function goToRun(repository: Repository, id: number): Wire {
  const run = repository.suites.flatMap((suite) => suite.runs).find((one) => one.id === id);
  const issue = [...repository.issues.values()].find((one) => one.pull?.head.sha === run?.suite.headSha);
  if (run === undefined || issue === undefined) throw new ApiRefusal(404, "There is no such check run.");
  return goTo(`${issuePath(issue)}#run-${id}`);
}

async function post(visit: Visit, request: ApiRequest, repository: Repository, rest: string): Promise<Wire> {
  if (!isOwnForm(visit.world, request)) throw new ApiRefusal(403, "This form came from another site.");
  if (visit.user === undefined) throw new ApiRefusal(401, "Choose who you are at the top of the page first.");
  const posted = {
    world: visit.world,
    user: visit.user,
    form: new URLSearchParams(request.bytes.toString("utf8")),
  };
  const match = /^(pull|issues)\/(\d+)\/(_\w+)$/.exec(rest);
  if (match === null) return goTo(await postToRepository(posted, repository, rest));
  const issue = issueAt(repository, match[1] ?? "", match[2] ?? "");
  if (issue === undefined) throw new ApiRefusal(404, "There is no such page.");
  return goTo(await postToIssue(posted, issue, match[3] ?? ""));
}

async function route(visit: Visit, actor: Actor, request: ApiRequest): Promise<Wire> {
  const { world } = visit;
  const { path } = request;
  if (path === "/") return htmlWire(200, repositoryHome(visit, actor));
  if (path === "/login") return htmlWire(200, loginPage(visit));
  if (path === "/_style.css") return wire(200, "text/css; charset=utf-8", STYLE);
  if (path === "/favicon.ico") return wire(200, "image/svg+xml", avatarSvg(7));
  const face = /^\/avatars\/(\d+)\.svg$/.exec(path);
  if (face !== null) return wire(200, "image/svg+xml", avatarSvg(Number(face[1])));
  if (/^(?:\/organizations\/[^/]+)?\/settings\/apps\/new$/.test(path) && request.method === "POST")
    return register(world, request);
  if (path === "/_clock" && request.method === "POST" && isOwnForm(world, request))
    return moveClock(world, request);
  if (path === "/_actor" && request.method === "POST" && isOwnForm(world, request))
    return switchActor(request);
  const [, owner = "", name = "", ...rest] = decodeURIComponent(path).replace(/\/$/, "").split("/");
  const found = findRepository(world, owner, name);
  if (found.state === "missing" || !canSee(found.repository, actor))
    throw new ApiRefusal(404, "There is no such page.");
  const { repository } = found;
  if (found.state === "moved") return goTo(["", repository.owner.login, repository.name, ...rest].join("/"));
  return request.method === "POST"
    ? post(visit, request, repository, rest.join("/"))
    : repositoryPages(visit, request, repository, rest.join("/"));
}

function problemPage(visit: Visit, refusal: ApiRefusal): Wire {
  const details = (refusal.errors ?? []).map((one) =>
    typeof one === "string" ? one : (one.message ?? one.code),
  );
  const text = [refusal.message, ...details].join(" · ");
  const content = html`<div class="crumbs"><b>That did not work</b></div>
    <div class="card">
      <div class="body">
        <p>${text}</p>
        <p><a href="/">To the list of repositories</a></p>
      </div>
    </div>`;
  return htmlWire(refusal.status, page(visit, "Problem", content));
}

export function createPages(world: World): (request: ApiRequest) => Promise<Wire> {
  return async (request) => {
    const user = visitor(world, request);
    const actor: Actor = user === undefined ? { kind: "anonymous" } : { kind: "user", user };
    const visit: Visit = { world, user, address: request.path };
    try {
      return await route(visit, actor, request);
    } catch (error) {
      if (error instanceof URIError)
        return problemPage(visit, new ApiRefusal(400, "That address is malformed."));
      if (!(error instanceof ApiRefusal)) throw error;
      const back = request.method === "POST" ? request.path.replace(/\/_\w+$/, "") : undefined;
      return problemPage({ ...visit, ...(back === undefined ? {} : { address: back }) }, error);
    }
  };
}
