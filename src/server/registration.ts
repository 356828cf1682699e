// First start without credentials: a page that has GitHub make the App, takes its keys and keeps them in DATA_DIR/app.env.

import { HOUR_MS } from "../core/time.ts";
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { existsSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Log } from "../ports/log.ts";
import { writeAppEnv } from "./app-env.ts";
import { createBodies } from "./bodies.ts";
import { exchange } from "./conversion.ts";
import { createLimitedServer, refuseRequest, reply } from "./limits.ts";
import { API_URL_DEFAULT, apiUrlOf, manifestOf, readApp, registrationUrl, webUrlOf } from "./manifest.ts";
import {
  codePage,
  confirmPage,
  contentPolicy,
  donePage,
  doneWithoutServerPage,
  problemPage,
  settingsPage,
  type Settings,
} from "./registration-page.ts";
import { requestUrl } from "./request-url.ts";

const FORM_BYTES_MAX = 16 * 1024;
export const TRIES_MAX = 10;
const SECRET_BYTES = 32;
const CODE_BYTES = 15;
/** GitHub's own code lives an hour. */
const STATE_MS_MAX = HOUR_MS;
const STATES_MAX = 20;
const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|::1|localhost)$/;
export const REGISTRATION_PATH = "/registration";

export interface RegistrationOptions {
  readonly host: string;
  readonly port: number;
  /** Where the keys go; must not exist. */
  readonly path: string;
  /** The operator's GITHUB_API_URL; undefined: the page asks for the address of GitHub. */
  readonly apiUrl: string | undefined;
  readonly publicUrl: string | undefined;
  readonly log: Log;
  readonly nowMs: () => number;
}

export interface Registration {
  readonly url: string;
  /** To be printed, and typed into the page; undefined on loopback, where the machine's users are trusted. */
  readonly code: string | undefined;
  /** Resolves once the keys are written and the last page is sent; `without-server`: nothing is to be started with them. */
  readonly registered: Promise<Registered>;
  stop(): Promise<void>;
}

export type Registered = "registered" | "without-server";

interface Pending {
  readonly state: string;
  readonly settings: Settings;
  readonly apiUrl: string;
  readonly madeAtMs: number;
}

/** One registration under way. */
interface Desk {
  readonly options: RegistrationOptions;
  readonly loopback: boolean;
  readonly code: string | undefined;
  /** In every form of ours: a page of another site cannot know it. */
  readonly formToken: string;
  readonly pending: Pending[];
  port: number;
  triesLeft: number;
  finish(how: Registered): void;
}

export async function startRegistration(options: RegistrationOptions): Promise<Registration> {
  const loopback = LOOPBACK.test(options.host);
  let finish: Desk["finish"] = () => undefined;
  const registered = new Promise<Registered>((resolve) => {
    finish = resolve;
  });
  const desk: Desk = {
    options,
    loopback,
    code: loopback ? undefined : randomBytes(CODE_BYTES).toString("hex"),
    formToken: randomBytes(SECRET_BYTES).toString("hex"),
    pending: [],
    port: options.port,
    triesLeft: TRIES_MAX,
    finish,
  };
  const readBody = createBodies({ bytesMax: FORM_BYTES_MAX, togetherBytesMax: 64 * FORM_BYTES_MAX });
  const { server } = createLimitedServer(options.log, async (request, response) => {
    const url = requestUrl(request, "http://registration.invalid");
    if (!isOurHost(desk, request)) return refuseRequest(request, response, 421, "not served under this name");
    if (request.method === "GET") return get(desk, url, response);
    if (request.method !== "POST" || url.pathname !== REGISTRATION_PATH)
      return refuseRequest(request, response, 405, "only GET");
    if (!isOurForm(request)) return refuseRequest(request, response, 403, "this form came from another site");
    const parts = await readBody(request, response);
    if (parts === undefined) return;
    post(desk, new URLSearchParams(Buffer.concat(parts).toString("utf8")), request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, resolve);
  });
  desk.port = (server.address() as AddressInfo).port;
  const shown = options.host.includes(":") ? `[${options.host}]` : options.host;
  return {
    url: `http://${shown}:${desk.port}${REGISTRATION_PATH}`,
    code: desk.code,
    registered,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 1_000).unref();
      }),
  };
}

/** On loopback a foreign name in `Host` is another site's page talking to us (DNS rebinding). */
function isOurHost({ loopback, port }: Desk, request: IncomingMessage): boolean {
  if (!loopback) return true;
  const host = request.headers.host ?? "";
  return ["127.0.0.1", "localhost", "[::1]"].some((name) => host === `${name}:${port}`);
}

function isOurForm({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers;
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  return origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
}

async function get(desk: Desk, url: URL, response: ServerResponse): Promise<void> {
  // Whatever watches a container must not take it for broken while it waits for a person.
  if (url.pathname === "/healthz") return reply(response, 200, "ok");
  if (url.pathname === `${REGISTRATION_PATH}/callback`) return callback(desk, url, response);
  if (url.pathname === "/") {
    response.writeHead(303, { location: REGISTRATION_PATH, "cache-control": "no-store" });
    response.end();
  } else if (url.pathname === "/healthz") reply(response, 200, "ok");
  else if (url.pathname === "/readyz") reply(response, 503, "not registered");
  else if (url.pathname !== REGISTRATION_PATH) reply(response, 404, "not found");
  else if (desk.code === undefined) show(response, 200, settingsPage(startPage(desk)));
  else show(response, 200, codePage([]));
}

function startPage(desk: Desk) {
  const { apiUrl, publicUrl } = desk.options;
  const settings: Settings = {
    owner: "organization",
    organization: "",
    name: readApp().name,
    publicUrl: publicUrl ?? "",
    withoutServer: false,
    github: apiUrl === undefined ? "https://github.com" : webUrlOf(apiUrl),
  };
  return { settings, problems: [], keep: keep(desk), githubFixed: apiUrl !== undefined };
}

/** What goes along from form to form, so that no cookie is needed. */
function keep({ formToken, code }: Desk): Record<string, string> {
  return { token: formToken, ...(code === undefined ? {} : { code }) };
}

function post(desk: Desk, form: URLSearchParams, request: IncomingMessage, response: ServerResponse): void {
  if (desk.code !== undefined) {
    if (desk.triesLeft <= 0)
      return show(response, 403, problemPage("Too many wrong codes. Start the server again for a new one."));
    if (!sameText(form.get("code")?.trim() ?? "", desk.code)) {
      desk.triesLeft -= 1;
      desk.options.log.warn("registration: wrong code", { triesLeft: desk.triesLeft });
      return show(response, 403, codePage(["That is not the code."]));
    }
    if (form.get("step") !== "settings") return show(response, 200, settingsPage(startPage(desk)));
  }
  if (!sameText(form.get("token") ?? "", desk.formToken))
    return show(response, 403, problemPage("This form is not from the page that is being served now."));
  const settings = settingsOf(desk, form);
  const problems = problemsOf(desk, settings);
  if (problems.length > 0)
    return show(response, 422, settingsPage({ ...startPage(desk), settings, problems }));
  confirm(desk, settings, request, response);
}

function settingsOf({ options }: Desk, form: URLSearchParams): Settings {
  const text = (name: string): string => (form.get(name) ?? "").trim();
  return {
    owner: text("owner") === "personal" ? "personal" : "organization",
    organization: text("organization"),
    name: text("name"),
    publicUrl: text("runs") === "schedule" ? "" : text("publicUrl").replace(/\/+$/, ""),
    withoutServer: text("runs") === "schedule",
    github: options.apiUrl === undefined ? text("github").replace(/\/+$/, "") : webUrlOf(options.apiUrl),
  };
}

function problemsOf({ options, loopback }: Desk, settings: Settings): readonly string[] {
  const { owner, organization, name, publicUrl, withoutServer, github } = settings;
  const problems: string[] = [];
  if (owner === "organization" && !/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,98}[A-Za-z0-9])?$/.test(organization))
    problems.push("The organization's name has letters, digits and hyphens, as in its address.");
  if (!/^[\p{L}\p{N} ._-]{1,34}$/u.test(name))
    problems.push("The App's name has 1 to 34 letters, digits, spaces, dots or hyphens.");
  if (withoutServer && !loopback)
    problems.push(
      "Without a server, register the App on your own machine, where GitHub's answer comes back to: start Steward there with HOST=127.0.0.1.",
    );
  if (!withoutServer && !isPlainAddress(publicUrl, true))
    problems.push(
      "The public address is an https:// address without anything behind the host and port. Where no server runs, choose “without a server”.",
    );
  if (options.apiUrl === undefined && !isPlainAddress(github, false))
    problems.push("GitHub's address is an https:// address such as https://github.com.");
  return problems;
}

/** Only a scheme and a host; plain http where nothing leaves this machine. */
function isPlainAddress(text: string, loopbackToo: boolean): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const local = loopbackToo && url.protocol === "http:" && LOOPBACK.test(url.hostname);
  return (url.protocol === "https:" || local) && url.origin === text.toLowerCase();
}

function confirm(desk: Desk, settings: Settings, request: IncomingMessage, response: ServerResponse): void {
  const { options, pending } = desk;
  const app = readApp();
  const state = randomBytes(SECRET_BYTES).toString("hex");
  const apiUrl = options.apiUrl ?? apiUrlOf(settings.github);
  pending.push({ state, settings, apiUrl, madeAtMs: options.nowMs() });
  if (pending.length > STATES_MAX) pending.shift();
  // Where this very page was asked for is where the browser can come back to.
  const origin = desk.loopback ? `http://${request.headers.host}` : settings.publicUrl;
  const content = confirmPage({
    action: registrationUrl(settings, state),
    manifest: manifestOf(app, settings, `${origin}${REGISTRATION_PATH}/callback`),
    settings,
    permissions: app.default_permissions,
  });
  show(response, 200, content, new URL(settings.github).origin);
}

async function callback(desk: Desk, url: URL, response: ServerResponse): Promise<void> {
  const { options, pending } = desk;
  const given = url.searchParams.get("state") ?? "";
  const code = url.searchParams.get("code") ?? "";
  const at = pending.findIndex(({ state }) => sameText(given, state));
  const known = pending[at];
  if (
    known === undefined ||
    options.nowMs() - known.madeAtMs > STATE_MS_MAX ||
    !/^[A-Za-z0-9_-]{1,200}$/.test(code)
  )
    return show(response, 400, problemPage("GitHub's answer does not belong to a registration begun here."));
  pending.splice(at, 1);
  if (existsSync(options.path))
    return show(response, 409, problemPage(`There is a file ${options.path} already. It stays as it is.`));
  const made = await exchange(known.apiUrl, code);
  const { withoutServer, publicUrl, github } = known.settings;
  if (made === undefined || (made.webhook_secret === null && !withoutServer))
    return show(
      response,
      502,
      problemPage("GitHub did not give out the App's keys; a code works once, for an hour."),
    );
  const written = writeAppEnv(options.path, {
    APP_ID: String(made.id),
    PRIVATE_KEY: made.pem.trim(),
    ...(made.webhook_secret === null || withoutServer ? {} : { WEBHOOK_SECRET: made.webhook_secret }),
    RECORD_KEY: randomBytes(SECRET_BYTES).toString("hex"),
    ...(withoutServer ? {} : { PUBLIC_URL: publicUrl }),
    ...(known.apiUrl === API_URL_DEFAULT ? {} : { GITHUB_API_URL: known.apiUrl }),
  });
  if (!written)
    return show(response, 409, problemPage(`There is a file ${options.path} already. It stays as it is.`));
  options.log.info("registered", { appId: made.id });
  response.once("finish", () => desk.finish(withoutServer ? "without-server" : "registered"));
  const done = withoutServer ? doneWithoutServerPage : donePage;
  show(response, 200, done(installUrlOf(made.html_url, github), options.path));
}

function installUrlOf(htmlUrl: string | undefined, github: string): string | undefined {
  if (htmlUrl === undefined || !URL.canParse(htmlUrl)) return undefined;
  const url = new URL(htmlUrl);
  return url.origin === new URL(github).origin ? `${url.origin}${url.pathname}/installations/new` : undefined;
}

/** In the same time whatever was given, its length included. */
function sameText(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

function show(response: ServerResponse, status: number, html: string, formTarget?: string): void {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": contentPolicy(formTarget),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
  });
  response.end(html);
}
