// Every request to GitHub goes through one client, and says which version of the API it speaks.

import { afterEach, describe, expect, it } from "@jest/globals";
import { generateKeyPairSync } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { createGitHub } from "../../src/adapters/github/base/client.ts";
import { seeApp } from "../../src/adapters/github/setup/app.ts";
import { API_VERSION, createOctokit } from "../../src/adapters/github/base/octokit.ts";
import { read, sources } from "../../scripts/generate.ts";

const KEY = generateKeyPairSync("rsa", { modulusLength: 2_048 })
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();
let server: Server | undefined;
afterEach(() => new Promise<void>((resolve) => void (server?.close(() => resolve()) ?? resolve())));

async function answering(status: number, body: unknown) {
  const seen: IncomingHttpHeaders[] = [];
  const listening = createServer((request, response) => {
    seen.push(request.headers);
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  });
  server = listening;
  await new Promise<void>((resolve) => void listening.listen(0, "127.0.0.1", resolve));
  const { port } = listening.address() as { port: number };
  return { seen, apiUrl: `http://127.0.0.1:${port}` };
}

describe("the client", () => {
  it.each([
    [
      "a method by name",
      (octokit: ReturnType<typeof createOctokit>) => octokit.rest.repos.get({ owner: "o", repo: "r" }),
    ],
    [
      "GraphQL",
      (octokit: ReturnType<typeof createOctokit>) =>
        octokit.request("POST /graphql", { query: "{viewer{id}}" }),
    ],
  ])("states the version of the API: %s", async (_, ask) => {
    const { seen, apiUrl } = await answering(200, {});
    await ask(createOctokit({ apiUrl, userAgent: "steward", timeoutMs: 5_000 }));
    expect(seen.map((headers) => headers["x-github-api-version"])).toEqual([API_VERSION]);
    expect(API_VERSION).toBe("2022-11-28");
  });

  it("sends what a hook around it adds, and gives each try all of its time", async () => {
    const { seen, apiUrl } = await answering(200, {});
    const octokit = createOctokit({ apiUrl, userAgent: "steward", timeoutMs: 5_000 });
    const signals: unknown[] = [];
    octokit.hook.wrap("request", async (send, call) => {
      call.headers["authorization"] = "token of-an-installation";
      signals.push(call.request.signal);
      await send(call);
      signals.push(call.request.signal);
      return send(call);
    });
    await octokit.rest.repos.get({ owner: "o", repo: "r" });
    expect(seen.map(({ authorization }) => authorization)).toEqual([
      "token of-an-installation",
      "token of-an-installation",
    ]);
    expect(signals).toEqual([undefined, undefined]);
  });

  it("prints nothing of a request that fails", async () => {
    const { apiUrl } = await answering(404, { message: "Not Found" });
    const printed: unknown[] = [];
    const { console: printer } = globalThis;
    const { error, warn } = printer;
    printer.error = printer.warn = (...words: unknown[]) => void printed.push(words);
    try {
      const octokit = createOctokit({ apiUrl, userAgent: "steward", timeoutMs: 5_000 });
      await expect(octokit.rest.repos.get({ owner: "o", repo: "r" })).rejects.toMatchObject({ status: 404 });
    } finally {
      Object.assign(printer, { error, warn });
    }
    expect(printed).toEqual([]);
  });

  const asApp = (apiUrl: string) => {
    const calls: number[] = [];
    const github = createGitHub({
      appId: 1,
      privateKey: KEY,
      apiUrl,
      userAgent: "steward",
      clock: { nowMs: () => Date.now() },
      onCall: ({ status }) => void calls.push(status),
    });
    return { github, calls };
  };

  it("tells a network that fails from an answer", async () => {
    const { apiUrl } = await answering(200, {});
    await new Promise<void>((resolve) => void server?.close(() => resolve()));
    server = undefined;
    const { github, calls } = asApp(apiUrl);
    await expect(github.app.rest.apps.getAuthenticated()).rejects.toMatchObject({
      kind: "retry",
      message: "GET /app: no answer",
      cause: { status: undefined },
    });
    const minted = github.installation(1, undefined, undefined).rest.rateLimit.get();
    await expect(minted).rejects.toMatchObject({ message: "POST access token: no answer" });
    expect(calls).toEqual([0]);
  });

  it("tells a real 500 as one", async () => {
    const { apiUrl } = await answering(500, {});
    await expect(asApp(apiUrl).github.app.rest.apps.getAuthenticated()).rejects.toMatchObject({
      message: "GET /app: 500",
      cause: { status: 500 },
    });
  });

  it("names the version of the API where GitHub refuses a request whole", async () => {
    const { apiUrl } = await answering(400, { message: "Bad Request" });
    await expect(asApp(apiUrl).github.app.rest.apps.getAuthenticated()).rejects.toMatchObject({
      kind: "retry",
      message: `GET /app: 400, asked in version ${API_VERSION} of GitHub's API`,
    });
  });

  it.each([
    ["no owner", null, "https://github.example/settings/apps/steward"],
    [
      "an organisation",
      { type: "Organization", login: "acme" },
      "https://github.example/organizations/acme/settings/apps/steward",
    ],
  ])("sees an App of %s", async (_, owner, settingsUrl) => {
    const { apiUrl } = await answering(200, {
      name: "Steward",
      slug: "steward",
      html_url: "https://github.example/apps/steward",
      owner,
      permissions: {},
      events: [],
    });
    expect(await seeApp(asApp(apiUrl).github)).toMatchObject({ state: "known", value: { settingsUrl } });
  });

  it("is made in one place, and REST is asked by the name of the operation", () => {
    const files = sources("src").filter((path) => !path.startsWith("src/sandbox/"));
    const makers = files.filter((path) => /new Octokit\(/.test(read(path) ?? ""));
    expect(makers).toEqual(["src/adapters/github/base/octokit.ts"]);
    const routes = files.flatMap((path) =>
      [...(read(path) ?? "").matchAll(/\.request\(\s*"([^"]+)"/g)].map(([, route]) => `${path}: ${route}`),
    );
    expect(routes).toEqual([]);
  });
});
