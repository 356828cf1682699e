// Registration: only the operator gets to it, GitHub's answer is taken once, and the keys are kept where nobody else reads them.

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readConfig } from "../../src/platform/config.ts";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { appEnvPath, isUnconfigured, withAppEnv, writeAppEnv } from "../../src/server/app-env.ts";
import { apiUrlOf, webUrlOf } from "../../src/server/manifest.ts";
import { startRegistration, TRIES_MAX, type Registration } from "../../src/server/registration.ts";
import { enterpriseUrl } from "../support/scene.ts";
import { startSteward } from "../support/steward-process.ts";

let folder: string;
let path: string;
let sandbox: Sandbox;
let registration: Registration;
let nowMs: number;
let logged: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "steward-registration-"));
  path = join(folder, "data", "app.env");
  nowMs = Date.now();
  logged = [];
  sandbox = await createSandbox();
});
afterEach(async () => {
  await registration.stop();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(change: Partial<Parameters<typeof startRegistration>[0]> = {}): Promise<void> {
  const log = (message: string, fields?: unknown): void =>
    void logged.push(JSON.stringify([message, fields]));
  registration = await startRegistration({
    host: "127.0.0.1",
    port: 0,
    path,
    apiUrl: sandbox.url,
    publicUrl: undefined,
    log: { info: log, warn: log, error: log },
    nowMs: () => nowMs,
    ...change,
  });
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** With any Host and Origin, which `fetch` would not send. */
async function ask(
  method: string,
  target: string,
  form?: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const url = new URL(target, registration.url);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      url,
      { method, headers: { "content-type": "application/x-www-form-urlencoded", ...headers } },
      (response) => {
        let text = "";
        response.on("data", (piece: Buffer) => (text += piece.toString("utf8")));
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
        );
      },
    );
    request.on("error", reject);
    request.end(form === undefined ? undefined : new URLSearchParams(form).toString());
  });
}

function unescape(text: string): string {
  return text
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

function hiddenOf({ text }: Answer): Record<string, string> {
  const fields = text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g);
  return Object.fromEntries([...fields].map(([, name = "", value = ""]) => [name, unescape(value)]));
}

const SETTINGS = {
  step: "settings",
  owner: "organization",
  organization: "community",
  name: "Our Steward",
  publicUrl: "https://steward.example.org",
};

/** Fills in the forms up to GitHub's own page; answers where it leads back. */
async function toGitHub(change: Readonly<Record<string, string>> = {}): Promise<URL> {
  const keep = hiddenOf(
    registration.code === undefined
      ? await ask("GET", "/registration")
      : await ask("POST", "/registration", { code: registration.code }),
  );
  const confirm = await ask("POST", "/registration", { ...keep, ...SETTINGS, ...change });
  if (confirm.status !== 200) throw new Error(confirm.text);
  const action = unescape(/<form method="post" action="([^"]+)"/.exec(confirm.text)?.[1] ?? "");
  const { manifest = "" } = hiddenOf(confirm);
  const made = await fetch(action, {
    method: "POST",
    body: new URLSearchParams({ manifest }),
    redirect: "manual",
  });
  return new URL(made.headers.get("location") ?? "");
}

describe("on loopback", () => {
  it("goes from the form over GitHub to a file with everything the App needs", async () => {
    await open();
    expect(registration.code).toBeUndefined();
    const back = await toGitHub();
    expect(back.origin).toBe(new URL(registration.url).origin);
    const done = await ask("GET", back.pathname + back.search);
    expect([done.status, done.text]).toEqual([200, expect.stringContaining("The App is registered")]);
    await registration.registered;
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const values = parseEnv(readFileSync(path, "utf8"));
    expect(Object.keys(values).sort()).toEqual([
      "APP_ID",
      "GITHUB_API_URL",
      "PRIVATE_KEY",
      "PUBLIC_URL",
      "RECORD_KEY",
      "WEBHOOK_SECRET",
    ]);
    const environment = { DATA_DIR: join(folder, "data") };
    expect(isUnconfigured(environment)).toBe(false);
    expect(readConfig(withAppEnv(environment))).toMatchObject({
      state: "ready",
      config: { appId: Number(values["APP_ID"]), publicUrl: SETTINGS.publicUrl, apiUrl: sandbox.url },
    });
    for (const secret of [values["RECORD_KEY"], values["WEBHOOK_SECRET"]]) {
      expect(logged.join()).not.toContain(secret);
      expect(done.text).not.toContain(secret);
    }
  });

  it("sends the manifest of app.yml, with what was filled in and where to come back", async () => {
    await open();
    const keep = hiddenOf(await ask("GET", "/registration"));
    const confirm = await ask("POST", "/registration", { ...keep, ...SETTINGS });
    const manifest = JSON.parse(hiddenOf(confirm)["manifest"] ?? "") as Record<string, unknown>;
    expect(manifest).toMatchObject({
      name: "Our Steward",
      url: "https://steward.example.org",
      public: false,
      hook_attributes: { url: "https://steward.example.org/api/github/webhooks", active: true },
      redirect_url: `${registration.url}/callback`,
      default_permissions: { checks: "write", contents: "write" },
    });
    expect(confirm.text).toContain(`${sandbox.url}/organizations/community/settings/apps/new?state=`);
    const personal = await ask("POST", "/registration", { ...keep, ...SETTINGS, owner: "personal" });
    expect(personal.text).toContain(`${sandbox.url}/settings/apps/new?state=`);
  });

  it("registers an App for a catalog without a server: no address, no hook, and the three secrets told by name", async () => {
    await open();
    const page = await ask("GET", "/registration");
    expect(page.text).toMatch(/name="runs" value="server" checked/);
    expect(page.text).not.toMatch(/id="publicUrl"[^>]* required/);
    const confirm = await ask("POST", "/registration", {
      ...hiddenOf(page),
      ...SETTINGS,
      publicUrl: "",
      runs: "schedule",
    });
    const manifest = JSON.parse(hiddenOf(confirm)["manifest"] ?? "") as Record<string, unknown>;
    expect(manifest).not.toHaveProperty("hook_attributes");
    expect(manifest).not.toHaveProperty("default_events");
    expect(manifest).toMatchObject({ default_permissions: { checks: "write" } });
    expect(confirm.text).toContain("nowhere: a scheduled job looks");
    const back = await toGitHub({ publicUrl: "", runs: "schedule" });
    const done = await ask("GET", back.pathname + back.search);
    expect(done.status).toBe(200);
    expect(await registration.registered).toBe("without-server");
    const values = parseEnv(readFileSync(path, "utf8"));
    expect(Object.keys(values).sort()).toEqual(["APP_ID", "GITHUB_API_URL", "PRIVATE_KEY", "RECORD_KEY"]);
    for (const name of ["APP_ID", "PRIVATE_KEY", "RECORD_KEY"]) {
      expect(done.text).toContain(`<code>STEWARD_${name}</code>`);
      expect(done.text).toContain(`the value of <code>${name}</code>`);
    }
    expect(done.text).not.toContain(values["RECORD_KEY"]);
    // As they stand in the file they are what the workflow hands on.
    const pasted = Object.fromEntries(
      [...readFileSync(path, "utf8").matchAll(/^(\w+)="(.*)"$/gm)].map(([, name = "", value = ""]) => [
        name,
        value,
      ]),
    );
    const config = readConfig({ ...pasted, WEBHOOK_SECRET: "7d1c0b9e5f3a48267d10c9be5f3a4826aa" });
    expect(config).toMatchObject({ state: "ready", config: { appId: Number(values["APP_ID"]) } });
  });

  it("asks for an address where a server runs, and for none where none does", async () => {
    await open();
    const keep = hiddenOf(await ask("GET", "/registration"));
    const refused = await ask("POST", "/registration", {
      ...keep,
      ...SETTINGS,
      publicUrl: "",
      runs: "server",
    });
    expect([refused.status, refused.text]).toEqual([
      422,
      expect.stringContaining("choose “without a server”"),
    ]);
    const chosen = await ask("POST", "/registration", {
      ...keep,
      ...SETTINGS,
      name: "",
      publicUrl: "",
      runs: "schedule",
    });
    expect(chosen.text).toMatch(/name="runs" value="schedule" checked/);
  });

  it.each([
    ["another site's name that leads here", { host: "evil.example" }],
    ["another site's name with our port", { host: "evil.example:80" }],
    ["a name that begins like ours", { host: "localhost.evil.example" }],
    ["a name alone", { host: "localhost" }],
  ])("is not served under %s", async (_, headers) => {
    await open();
    for (const target of ["/registration", "/", "/registration/callback?code=a&state=b"]) {
      const { status, text } = await ask("GET", target, undefined, headers);
      expect([status, text]).toEqual([421, "not served under this name\n"]);
    }
    expect(await ask("POST", "/registration", SETTINGS, headers)).toMatchObject({ status: 421 });
  });

  it.each([
    ["another origin", { origin: "https://evil.example" }],
    ["a hidden origin", { origin: "null" }],
    ["another site, as the browser says", { "sec-fetch-site": "cross-site" }],
    ["a sibling site, as the browser says", { "sec-fetch-site": "same-site" }],
  ])("takes no form from %s", async (_, headers) => {
    await open();
    const keep = hiddenOf(await ask("GET", "/registration"));
    expect(await ask("POST", "/registration", { ...keep, ...SETTINGS }, headers)).toMatchObject({
      status: 403,
    });
  });

  it("takes no form without the page's own token", async () => {
    await open();
    for (const token of ["", "0".repeat(64), "undefined"])
      expect(await ask("POST", "/registration", { ...SETTINGS, token })).toMatchObject({ status: 403 });
  });

  it("asks again for what cannot be right, and shows it as text", async () => {
    await open({ apiUrl: undefined });
    const keep = hiddenOf(await ask("GET", "/registration"));
    const hostile = '"><script>alert(1)</script>';
    for (const change of [
      { organization: hostile },
      { organization: "../settings" },
      { name: hostile },
      { name: "x".repeat(35) },
      { publicUrl: hostile },
      { publicUrl: "http://steward.example.org" },
      { publicUrl: "https://user:pass@steward.example.org" },
      { publicUrl: "https://steward.example.org/path?x" },
      { github: "javascript:alert(1)" },
      { github: "http://github.example" },
      { github: "https://github.example; script-src *" },
    ]) {
      const answer = await ask("POST", "/registration", {
        github: "https://github.com",
        ...keep,
        ...SETTINGS,
        ...change,
      });
      expect([change, answer.status]).toEqual([change, 422]);
      expect(answer.text).not.toContain("<script");
      expect(answer.text).toContain('role="alert"');
    }
  });

  it("tells browsers to load nothing, show it in no frame and keep no copy", async () => {
    await open();
    const { headers } = await ask("GET", "/registration");
    expect(headers["content-security-policy"]).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "cache-control": "no-store" });
  });

  it("knows nothing but its own pages", async () => {
    await open();
    for (const target of ["/api/github/webhooks", "/registration/", "/.env", "/data/app.env"])
      expect([target, (await ask("GET", target)).status]).toEqual([target, 404]);
    expect(await ask("POST", "/api/github/webhooks", {})).toMatchObject({ status: 405 });
    expect(await ask("GET", "/readyz")).toMatchObject({ status: 503 });
    expect(await ask("POST", "/registration", { filler: "x".repeat(20_000) })).toMatchObject({ status: 413 });
  });
});

describe("GitHub's answer", () => {
  it.each([
    ["with no state", (back: URL) => back.searchParams.delete("state")],
    ["with another state", (back: URL) => back.searchParams.set("state", "0".repeat(64))],
    ["without a code", (back: URL) => back.searchParams.delete("code")],
    ["with a code that is a path", (back: URL) => back.searchParams.set("code", "../../app")],
  ])("%s is refused, and nothing is written", async (_, change) => {
    await open();
    const back = await toGitHub();
    change(back);
    sandbox.calls.length = 0;
    expect(await ask("GET", back.pathname + back.search)).toMatchObject({ status: 400 });
    expect(sandbox.calls).toEqual([]);
    expect(existsSync(path)).toBe(false);
  });

  it("counts once, and for an hour", async () => {
    await open();
    const late = await toGitHub();
    nowMs += 3_600_001;
    expect(await ask("GET", late.pathname + late.search)).toMatchObject({ status: 400 });
    const back = await toGitHub();
    expect(await ask("GET", back.pathname + back.search)).toMatchObject({ status: 200 });
    expect(await ask("GET", back.pathname + back.search)).toMatchObject({ status: 400 });
  });

  it("that GitHub does not honour is said plainly, and may be tried again", async () => {
    await open();
    const back = await toGitHub();
    sandbox.world.manifestCodes.clear();
    expect(await ask("GET", back.pathname + back.search)).toMatchObject({ status: 502 });
    expect(existsSync(path)).toBe(false);
    const again = await toGitHub();
    expect(await ask("GET", again.pathname + again.search)).toMatchObject({ status: 200 });
  });

  it("never overwrites a file that is there, and does not even fetch the keys then", async () => {
    await open();
    const back = await toGitHub();
    expect(writeAppEnv(path, { APP_ID: "1" })).toBe(true);
    sandbox.calls.length = 0;
    expect(await ask("GET", back.pathname + back.search)).toMatchObject({ status: 409 });
    expect(sandbox.calls).toEqual([]);
    expect(readFileSync(path, "utf8")).toBe('APP_ID="1"\n');
    expect(writeAppEnv(path, { APP_ID: "2" })).toBe(false);
    expect(readFileSync(path, "utf8")).toBe('APP_ID="1"\n');
  });
});

describe("elsewhere than on loopback", () => {
  const elsewhere = { host: "0.0.0.0", publicUrl: "https://steward.example.org" };

  it("shows nothing before the code is given, and everything after", async () => {
    await open(elsewhere);
    const { code = "" } = registration;
    expect(code).toMatch(/^[0-9a-f]{30}$/);
    // A container that waits for a person is not broken.
    expect(await ask("GET", "/healthz")).toMatchObject({ status: 200, text: "ok\n" });
    const page = await ask("GET", "/registration");
    expect(page.text).toContain("Code");
    expect(page.text).not.toContain(code);
    expect(hiddenOf(page)).toEqual({});
    expect(await ask("POST", "/registration", SETTINGS)).toMatchObject({ status: 403 });
    // Behind a proxy on this machine, since the stand-in for GitHub leads nowhere else.
    const back = await toGitHub({ publicUrl: "http://localhost:8443" });
    expect(back.origin).toBe("http://localhost:8443");
    expect(await ask("GET", back.pathname + back.search)).toMatchObject({ status: 200 });
    expect(logged.join()).not.toContain(code);
  });

  it("takes so many wrong codes and then not even the right one", async () => {
    await open(elsewhere);
    const { code = "" } = registration;
    for (let tries = 0; tries < TRIES_MAX; tries += 1)
      expect(await ask("POST", "/registration", { code: `${tries}${code.slice(1)}x` })).toMatchObject({
        status: 403,
      });
    const { status, text } = await ask("POST", "/registration", { code });
    expect([status, text]).toEqual([403, expect.stringContaining("Start the server again")]);
  });
});

/** Whole processes begin here, on machines that others share: what takes longer hangs. How fast they begin, a bench says. */
const HANGS_MS = 180_000;

describe("`steward start`", () => {
  it(
    "without credentials serves the page, goes on with the new keys, and starts with them the next time",
    async () => {
      await open();
      const environment = { DATA_DIR: folder, GITHUB_API_URL: sandbox.url, PORT: "0" };
      const first = startSteward(environment);
      const own = registration;
      const url = (await first.saw(/http:\/\/127\.0\.0\.1:\d+\/registration/))[0];
      registration = { ...own, url };
      const back = await toGitHub();
      expect(await ask("GET", back.pathname + back.search)).toMatchObject({ status: 200 });
      await first.saw(/"listening"/);
      expect(await first.stop()).toBe(0);
      const values = parseEnv(readFileSync(appEnvPath(environment), "utf8"));
      expect(first.output()).not.toContain(values["RECORD_KEY"]);
      expect(first.output()).not.toContain(values["WEBHOOK_SECRET"]);
      const second = startSteward(environment);
      await second.saw(/"listening"/);
      expect(await second.stop()).toBe(0);
      registration = own;
    },
    HANGS_MS,
  );

  it(
    "prints a code when it listens elsewhere, and says what else is wrong first",
    async () => {
      await open();
      const environment = { DATA_DIR: folder, GITHUB_API_URL: sandbox.url, PORT: "0", HOST: "0.0.0.0" };
      const steward = startSteward(environment);
      await steward.saw(/enter this code: [0-9a-f]{30}/);
      expect(await steward.stop()).toBe(0);
      const faulty = startSteward({ ...environment, LOG_LEVEL: "loud" });
      await faulty.saw(/LOG_LEVEL/);
      expect(await faulty.stop()).toBe(64);
      expect(faulty.output()).not.toContain("code");
    },
    HANGS_MS,
  );

  it(
    "with half of the credentials says what is missing and serves no page",
    async () => {
      await open();
      writeFileSync(join(folder, "app.env"), 'APP_ID="7"\n');
      const steward = startSteward({ DATA_DIR: folder, PORT: "0" });
      await steward.saw(/WEBHOOK_SECRET/);
      expect(await steward.stop()).toBe(64);
      expect(steward.output()).not.toContain("/registration");
    },
    HANGS_MS,
  );
});

describe("on GitHub Enterprise Server", () => {
  it.each([
    ["an organisation", {}, "/organizations/community/settings/apps/new"],
    ["a person", { owner: "personal" }, "/settings/apps/new"],
  ])("%s registers on the company's own pages, and the keys come from its API", async (_, change, page) => {
    const company = await createSandbox({ enterprise: true });
    try {
      const apiUrl = enterpriseUrl(company.url);
      await open({ apiUrl });
      const keep = hiddenOf(await ask("GET", "/registration"));
      const confirm = await ask("POST", "/registration", { ...keep, ...SETTINGS, ...change });
      expect(unescape(confirm.text)).toContain(`action="${new URL(apiUrl).origin}${page}?state=`);
      // Private, as app.yml has it: only the account that owns the App can install it.
      expect(JSON.parse(hiddenOf(confirm)["manifest"] ?? "{}")).toMatchObject({ public: false });
      const back = await toGitHub(change);
      expect(await ask("GET", back.pathname + back.search)).toMatchObject({ status: 200 });
      await registration.registered;
      const values = parseEnv(readFileSync(path, "utf8"));
      expect(values["GITHUB_API_URL"]).toBe(apiUrl);
      expect(Number(values["APP_ID"])).toBeGreaterThan(0);
    } finally {
      await company.close();
    }
  });
});

describe("addresses of GitHub", () => {
  it.each([
    ["https://github.com", "https://api.github.com"],
    ["https://github.example.org", "https://github.example.org/api/v3"],
    ["https://octocorp.ghe.com", "https://api.octocorp.ghe.com"],
  ])("%s speaks at %s, and back", async (web, api) => {
    await open();
    expect(apiUrlOf(web)).toBe(api);
    expect(webUrlOf(api)).toBe(web);
  });
});
