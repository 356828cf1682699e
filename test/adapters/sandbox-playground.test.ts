// The local GitHub as a place to try things: forms, labels and forks on its pages, advice that works when it is pasted, and a clock.

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";

const CATALOG = "market/catalog";
const FORM = `name: A listing has a problem
description: Say which, and <b>nothing</b> else.
title: "A problem: "
labels: [report]
body:
  - type: markdown
    attributes: { value: "**Everybody** can read this. <script>alert(1)</script>" }
  - type: input
    id: listing
    attributes: { label: Listing, description: Its id, placeholder: poll-maker }
    validations: { required: true }
  - type: textarea
    id: what
    attributes: { label: What happens }
  - type: dropdown
    id: since
    attributes: { label: Since when, options: [today, longer] }
  - type: checkboxes
    id: private
    attributes: { label: Before you open it, options: [{ label: Nothing private here }, { label: I searched }] }
`;
const CONFIG = `blank_issues_enabled: false
contact_links:
  - { name: In private, url: "https://market.example/security", about: Details go there }
  - { name: By mail, url: "mailto:a@market.example", about: GitHub refuses this }
`;
let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await createSandbox();
  sandbox.addOrganization("market", { owner: "admin" });
  for (const login of ["contributor", "maintainer", "helper"]) sandbox.addUser(login);
  await sandbox.addRepository({
    owner: "market",
    name: "catalog",
    installed: true,
    files: {
      "README.md": "# Catalog\n",
      ".github/ISSUE_TEMPLATE/problem.yml": FORM,
      ".github/ISSUE_TEMPLATE/broken.yml": "name: [",
      ".github/ISSUE_TEMPLATE/config.yml": CONFIG,
    },
    roles: { maintainer: "write", helper: "triage" },
  });
});
afterEach(() => sandbox.close());

async function get(path: string, actor = "maintainer") {
  const response = await fetch(`${sandbox.url}${path}`, { headers: { cookie: `actor=${actor}` } });
  return { status: response.status, text: await response.text() };
}

async function post(path: string, form: readonly (readonly [string, string])[], actor = "maintainer") {
  const response = await fetch(`${sandbox.url}${path}`, {
    method: "POST",
    redirect: "manual",
    headers: {
      cookie: `actor=${actor}`,
      origin: sandbox.url,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams(form.map(([name, value]) => [name, value])).toString(),
  });
  return { status: response.status, location: response.headers.get("location") };
}

describe("issue forms", () => {
  it("are offered as GitHub offers them, with contact links by https alone", async () => {
    const { text } = await get(`/${CATALOG}/issues/new/choose`);
    expect(text).toContain("A listing has a problem");
    expect(text).toContain("&lt;b&gt;nothing&lt;/b&gt;");
    expect(text).toContain("https://market.example/security");
    for (const words of ["mailto:", "broken", "Blank issue"]) expect(text).not.toContain(words);
    expect((await get(`/${CATALOG}/issues`)).text).toContain("/issues/new/choose");
  });

  it("ask what the form asks, and write it as GitHub does", async () => {
    const { text } = await get(`/${CATALOG}/issues/new?template=problem.yml`);
    for (const words of [
      "<strong>Everybody</strong>",
      'value="A problem: "',
      'name="listing"',
      "<option>longer",
    ])
      expect(text).toContain(words);
    expect(text).not.toContain("<script>");
    const answers = [
      ["template", "problem.yml"],
      ["title", "A problem: polls"],
      ["listing", "poll-maker"],
      ["what", ""],
      ["since", "longer"],
      ["private", "1"],
    ] as const;
    expect(await post(`/${CATALOG}/issues/_new`, answers, "contributor")).toMatchObject({ status: 303 });
    expect(sandbox.issue(CATALOG, 1)).toMatchObject({ title: "A problem: polls" });
    expect(sandbox.labels(CATALOG, 1)).toEqual(["report"]);
    expect(sandbox.issue(CATALOG, 1).body).toBe(
      [
        "### Listing\n\npoll-maker",
        "### What happens\n\n_No response_",
        "### Since when\n\nlonger",
        "### Before you open it\n\n- [ ] Nothing private here\n- [X] I searched",
      ].join("\n\n"),
    );
  });
});

describe("labels", () => {
  it("are made on the page by those who may, and stand on the issue at once", async () => {
    await sandbox.openIssue(CATALOG, { author: "contributor", title: "x" });
    const path = `/${CATALOG}/issues/1`;
    expect((await get(path)).text).toContain("/_newlabel");
    for (const actor of ["helper", "contributor"]) {
      expect((await get(path, actor)).text).not.toContain("/_newlabel");
      expect((await post(`${path}/_newlabel`, [["name", "security"]], actor)).status).toBe(403);
    }
    expect((await post(`${path}/_newlabel`, [["name", " security "]])).status).toBe(303);
    expect(sandbox.labels(CATALOG, 1)).toEqual(["security"]);
    expect((await post(`${path}/_newlabel`, [["name", "security"]])).status).toBe(422);
  });
});

async function pasteInto(cwd: string, lines: string): Promise<void> {
  const who = { GIT_AUTHOR_NAME: "c", GIT_AUTHOR_EMAIL: "c@x.example" };
  const committer = { GIT_COMMITTER_NAME: "c", GIT_COMMITTER_EMAIL: "c@x.example" };
  const env = { ...process.env, ...who, ...committer, GIT_TERMINAL_PROMPT: "0" };
  await promisify(execFile)("sh", ["-e", "-c", lines], { cwd, env });
}

describe("the way in", () => {
  it("is a fork for whoever may not push, and what its page says works when it is pasted", async () => {
    const before = await get(`/${CATALOG}`, "contributor");
    expect(before.text).toContain("Fork as contributor");
    expect(before.text).toContain("contributor may not push here.");
    expect(before.text).not.toContain("git clone");
    await post(`/${CATALOG}/_fork`, [], "contributor");
    for (const page of [`/${CATALOG}`, "/contributor/catalog"]) {
      const { text } = await get(page, "contributor");
      expect(text).not.toContain("Fork as contributor");
      const pasted = [...text.matchAll(/<pre class="shell">([^<]*)<\/pre>/g)].map(([, lines = ""]) =>
        lines.replaceAll("&quot;", '"'),
      );
      const folder = mkdtempSync(join(tmpdir(), "steward-paste-"));
      try {
        const [first = "", second = ""] = pasted.map((lines) =>
          lines.replaceAll("my-change", page.slice(1).replace("/", "-")),
        );
        await pasteInto(folder, first);
        writeFileSync(join(folder, "catalog/NEW.md"), "new\n");
        await pasteInto(join(folder, "catalog"), second);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
      const branch = page.slice(1).replace("/", "-");
      expect((await sandbox.readFile("contributor/catalog", branch, "NEW.md"))?.toString()).toBe("new\n");
    }
    expect((await get(`/${CATALOG}`, "contributor")).text).toContain("Your fork");
  });

  it("names who merged, not who proposed", async () => {
    const fork = sandbox.fork(CATALOG, "contributor");
    await sandbox.commit(fork, "add", { "NEW.md": "new\n" }, { author: "contributor" });
    const head = { repo: fork, branch: "add" };
    await sandbox.openPullRequest({ repo: CATALOG, author: "contributor", head, title: "Add" });
    await sandbox.mergePullRequest(CATALOG, 1, "maintainer");
    expect((await get(`/${CATALOG}/pull/1`)).text).toMatch(
      /<strong>maintainer<\/strong>\s+merged 1\s+commit/,
    );
  });
});

describe("the clock", () => {
  it("is moved from the pages of a playground alone, by what they offer", async () => {
    expect((await post("/_clock", [["by", "3600000"]])).status).toBe(404);
    expect((await get("/")).text).not.toContain("/_clock");
    const passed: number[] = [];
    sandbox.world.desk = {
      storefront: "http://127.0.0.1:1/catalog/",
      hosts: ["images.example"],
      pass: async (ms) => void passed.push(ms),
    };
    const { text } = await get(`/${CATALOG}`, "");
    for (const words of [
      "/_clock",
      "http://127.0.0.1:1/catalog/",
      "There is no internet here",
      "images.example",
    ])
      expect(text).toContain(words);
    const back = ["back", `/${CATALOG}`] as const;
    expect(await post("/_clock", [["by", "86400000"], back])).toEqual({
      status: 303,
      location: `/${CATALOG}`,
    });
    expect((await post("/_clock", [["by", "1"]])).status).toBe(404);
    for (const elsewhere of ["//evil.example", "https://evil.example", "/\\evil.example"])
      expect(
        (
          await post("/_clock", [
            ["by", "3600000"],
            ["back", elsewhere],
          ])
        ).location,
      ).toBe("/");
    expect(passed).toEqual([86_400_000, 3_600_000, 3_600_000, 3_600_000]);
  });
});
