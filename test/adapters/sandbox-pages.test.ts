// The pages show what people wrote without running it, and their forms act as the chosen person.

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { parse, type DefaultTreeAdapterTypes } from "parse5";

import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { markdown } from "../../src/sandbox/web/markdown.ts";
import { ask, installationToken } from "../contract/sandbox-client.ts";

const CATALOG = "market/catalog";
const HOSTILE = `<script>alert(1)</script><img src=x onerror="alert(1)">"><svg onload=alert(1)>`;
let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await createSandbox();
  sandbox.addOrganization("market", { owner: "admin" });
  for (const login of ["contributor", "maintainer"]) sandbox.addUser(login);
  await sandbox.addRepository({
    owner: "market",
    name: "catalog",
    installed: true,
    files: { "README.md": "# Catalog\n", "listings/demo.yml": "name: Demo\nimage: demo.gif\n" },
    roles: { maintainer: "write" },
    labels: ["security"],
  });
  const fork = sandbox.fork(CATALOG, "contributor");
  await sandbox.commit(fork, "add", { "listings/new.yml": `name: ${HOSTILE}\n` }, { author: "contributor" });
  await sandbox.openPullRequest({
    repo: CATALOG,
    author: "contributor",
    head: { repo: fork, branch: "add" },
    title: HOSTILE,
    body: HOSTILE,
  });
});

afterEach(() => sandbox.close());

/** Elements and attributes that could run something, as a browser's parser sees them. */
function dangerous(text: string): string[] {
  const found: string[] = [];
  const walk = (node: DefaultTreeAdapterTypes.ParentNode): void => {
    for (const child of node.childNodes) {
      if (!("tagName" in child)) continue;
      if (["script", "iframe", "object", "embed", "base"].includes(child.tagName)) found.push(child.tagName);
      found.push(
        ...child.attrs
          .filter(({ name }) => name.startsWith("on"))
          .map(({ name }) => `${child.tagName} ${name}`),
      );
      walk(child);
    }
  };
  walk(parse(text));
  return found;
}

async function get(path: string, actor = "maintainer") {
  const response = await fetch(`${sandbox.url}${path}`, { headers: { cookie: `actor=${actor}` } });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

async function post(
  path: string,
  form: Readonly<Record<string, string>>,
  actor = "maintainer",
  origin = sandbox.url,
) {
  const response = await fetch(`${sandbox.url}${path}`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: `actor=${actor}`, origin, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
  });
  return response.status;
}

describe("what is shown", () => {
  it("answers every page, with a policy that runs nothing", async () => {
    const issue = await sandbox.openIssue(CATALOG, { author: "contributor", title: HOSTILE, body: HOSTILE });
    const pages = [
      "/",
      `/${CATALOG}`,
      `/${CATALOG}/pulls`,
      `/${CATALOG}/issues?state=closed`,
      `/${CATALOG}/issues/new`,
      `/${CATALOG}/pull/1`,
      `/${CATALOG}/issues/${issue.number}`,
      `/${CATALOG}/tree/main/listings`,
      `/${CATALOG}/blob/main/listings/demo.yml`,
      "/contributor/catalog/blob/add/listings/new.yml",
      "/_style.css",
      "/avatars/7.svg",
    ];
    for (const path of pages) {
      const { status, text, headers } = await get(path);
      expect({ path, status }).toEqual({ path, status: 200 });
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(dangerous(text)).toEqual([]);
    }
    expect((await get("/market/none")).status).toBe(404);
    expect((await get(`/${CATALOG}/raw/main/listings/demo.yml`)).headers.get("content-type")).toMatch(
      /^text\/plain/,
    );
  });

  it("shows check runs with their words and the line they are about", async () => {
    const token = await installationToken(sandbox);
    const head = sandbox.issue(CATALOG, 1).pull?.head.sha;
    const annotations = [
      {
        path: "listings/new.yml",
        start_line: 1,
        end_line: 1,
        annotation_level: "failure",
        message: "Not an image",
      },
    ];
    const output = { title: "Image", summary: "Please **fix**", annotations };
    const body = { name: "steward / Image", head_sha: head, conclusion: "failure", output };
    const run = await ask(sandbox, "POST", `/repos/${CATALOG}/check-runs`, { as: token, body });
    const { text } = await get(`/${CATALOG}/pull/1`);
    for (const part of [
      "steward / Image",
      "<strong>fix</strong>",
      "Not an image",
      "listings/new.yml:1",
      "Re-run",
    ]) {
      expect(text).toContain(part);
    }
    expect(await post(`/${CATALOG}/pull/1/_rerun`, { run: String(run.body["id"]) })).toBe(303);
    expect(sandbox.deliveries.at(-1)?.action).toBe("rerequested");
  });

  it("keeps a few tags of raw HTML, balanced, and hides comments", () => {
    const show = (text: string): string => markdown(text, "/o/n").html;
    expect(show("<details><summary>More</summary>\n\n**in**\n\n</details>")).toContain(
      "<details><summary>More</summary>",
    );
    expect(show("<details>\n\nnever closed")).toMatch(/<\/details><\/div>$/);
    expect(show('a <!-- steward:v1 {"x":1} --> b')).not.toContain("steward:v1");
    expect(show("</div></details>x")).not.toMatch(/<\/details>/);
    expect(show("[x](javascript:alert(1))")).not.toContain("javascript");
    expect(show("![x](https://tracker.example/p.png)")).not.toContain("<img");
    expect(show('<img src="https://tracker.example/p.png" onerror="x">')).not.toContain("<img");
    expect(show("| a |\n|---|\n| b |\n\n- [x] done")).toMatch(/<table>.*checkbox" disabled checked/s);
  });
});

describe("forms", () => {
  it("comment, label, approve and merge as the chosen person", async () => {
    expect(await post(`/${CATALOG}/pull/1/_say`, { action: "comment", body: "Hello\r\nthere" })).toBe(303);
    expect(sandbox.comments(CATALOG, 1)[0]).toMatchObject({
      body: "Hello\nthere",
      author: { login: "maintainer" },
    });
    expect(await post(`/${CATALOG}/pull/1/_label`, { name: "security" })).toBe(303);
    expect(sandbox.labels(CATALOG, 1)).toEqual(["security"]);
    expect(await post(`/${CATALOG}/pull/1/_say`, { action: "approve", body: "" })).toBe(303);
    expect(await post(`/${CATALOG}/pull/1/_merge`, { method: "squash" })).toBe(303);
    expect(sandbox.issue(CATALOG, 1).pull?.mergeCommitSha).toBeDefined();
  });

  it("keep to roles, and refuse other sites and nobody", async () => {
    expect(await post(`/${CATALOG}/pull/1/_merge`, {}, "contributor")).toBe(403);
    expect(await post(`/${CATALOG}/pull/1/_label`, { name: "security" }, "contributor")).toBe(403);
    expect(await post(`/${CATALOG}/pull/1/_say`, { action: "comment", body: "x" }, "nobody")).toBe(401);
    expect(
      await post(
        `/${CATALOG}/pull/1/_say`,
        { action: "comment", body: "x" },
        "maintainer",
        "https://evil.example",
      ),
    ).toBe(403);
    expect(sandbox.comments(CATALOG, 1)).toEqual([]);
  });

  it("take an App's manifest and give a code for it", async () => {
    const manifest = JSON.stringify({ name: "My Steward", redirect_url: "http://127.0.0.1:3000/setup" });
    const response = await fetch(`${sandbox.url}/settings/apps/new?state=s`, {
      method: "POST",
      redirect: "manual",
      body: new URLSearchParams({ manifest }),
    });
    const back = new URL(response.headers.get("location") ?? "");
    expect(back.searchParams.get("state")).toBe("s");
    const made = await ask(sandbox, "POST", `/app-manifests/${back.searchParams.get("code")}/conversions`);
    expect(made.body).toMatchObject({ name: "My Steward", slug: "my-steward" });
    expect(
      (await ask(sandbox, "POST", `/app-manifests/${back.searchParams.get("code")}/conversions`)).status,
    ).toBe(404);
  });
});
