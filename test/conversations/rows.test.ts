// Every row of the checklist in pass, fail, held and unknown: one marketplace, one pull request a case, all at once.

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { CheckId } from "../../src/core/checks/check.ts";
import { CHECKS } from "../../src/core/checks/index.ts";
import { createWebHosts, type HostPages, type WebHosts } from "../../src/sandbox/web-hosts.ts";
import {
  addProject,
  CATALOG,
  goodFiles,
  listing,
  openScene,
  pngIcon,
  README,
  submit,
  verdicts,
  type Scene,
  type Submission,
} from "../support/scene.ts";

type Shown = "success" | "failure" | "action_required" | "in_progress";
type Files = Parameters<Scene["sandbox"]["commit"]>[2];

interface Row {
  readonly check: CheckId;
  readonly name: string;
  readonly shown: Shown;
  readonly rule?: string;
  readonly author?: string;
  readonly body?: string;
  files(id: string): Promise<Files> | Files;
}

const site = (path: string) => `https://site.example${path}`;
const fields = (change: Parameters<typeof goodFiles>[1]) => (id: string) => goodFiles(id, change);
const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><rect width="512" height="512"/></svg>';
const page = (body: string) =>
  `<!doctype html><html lang="en"><title>Docs</title><main>${body}</main></html>`;
const WITHOUT_CONFIGURING = README.replace(/## Configuration[\s\S]*?## Usage/, "## Usage");
const WITHOUT_INSTALLING = README.replace(/## Installation[\s\S]*?## Configuration/, "## Configuration");

const PAGES: Record<string, HostPages> = {
  "site.example": {
    "/": { body: page("<p>Here it is.</p>") },
    "/hang": { hang: true },
    "/reset": { reset: true },
    "/forbidden": { status: 403 },
    "/busy": { status: 429 },
    "/login-needed": { status: 401 },
    "/broken": { status: 500 },
    "/unavailable": { status: 503 },
    "/gone": { status: 410 },
    "/paid": { status: 402 },
    "/teapot": { status: 418 },
    "/loop": { redirect: site("/loop") },
    "/plain": { redirect: "http://site.example/" },
    "/moved": { redirect: site("/"), status: 301 },
    "/inside": { redirect: "https://127.0.0.1/" },
    "/1": { redirect: site("/2") },
    "/2": { redirect: site("/3") },
    "/3": { redirect: site("/") },
    "/0": { redirect: site("/1") },
    "/app": {
      body: '<!doctype html><html><body><div id="root"></div><script src="/app.js"></script></body></html>',
    },
    "/docs": {
      body: page(
        '<h2>Installation</h2><pre><code>npm install poll-maker</code></pre><h2>Configuration</h2><p>No configuration is needed.</p><h2>Usage</h2><p>Type <code>/poll "Lunch?"</code> in a channel and click an answer to vote.</p>',
      ),
    },
    "/tracker-login": { redirect: site("/users/sign_in") },
    "/users/sign_in": { body: page('<form><input type="password"></form>') },
    "/logo.svg": { headers: { "content-type": "image/svg+xml" }, body: SVG },
    "/script.svg": {
      headers: { "content-type": "image/svg+xml" },
      body: SVG.replace("<rect", "<script>alert(1)</script><rect"),
    },
    "/page.png": { body: page("<p>not an image</p>") },
    "/logo.gif": {
      headers: { "content-type": "image/gif" },
      body: "GIF89a\u0001\u0000\u0001\u0000\u0000\u0000\u0000;",
    },
    "/large.png": { headers: { "content-type": "image/png" }, body: new Uint8Array(5_242_881) },
  },
};

const LEDGER = (id: string, change: string): string =>
  `version: 1\nid: ${id}\nremoved: "2026-03-01T10:00:00Z"\n${change}`;

const ROWS: readonly Row[] = [
  { check: "submission", name: "a complete listing", shown: "success", files: fields({}) },
  {
    check: "submission",
    name: "a field nobody knows",
    shown: "failure",
    rule: "submission/unknown-field",
    files: fields({ colour: "red" }),
  },
  {
    check: "submission",
    name: "an alias",
    shown: "failure",
    rule: "submission/alias",
    files: fields({ name: "&a Poll", tags: "[*a]" }),
  },
  {
    check: "submission",
    name: "an id one edit away from another",
    shown: "action_required",
    rule: "submission/looks-like",
    files: () => goodFiles("existing-too1"),
  },
  {
    check: "submission",
    name: "an id one edit away from a removed one",
    shown: "action_required",
    rule: "submission/looks-like",
    files: () => goodFiles("withdrawn-one2"),
  },

  { check: "ownership", name: "the author is a maintainer of it", shown: "success", files: fields({}) },
  {
    check: "ownership",
    name: "the author has write access",
    shown: "success",
    author: "maintainer",
    files: fields({}),
  },
  {
    check: "ownership",
    name: "the author is not in the list",
    shown: "failure",
    rule: "ownership/not-a-maintainer",
    author: "stranger",
    files: fields({}),
  },
  {
    check: "ownership",
    name: "a login without an account",
    shown: "failure",
    rule: "ownership/no-account",
    files: fields({ maintainers: "[contributor, nobody-at-all]" }),
  },
  {
    check: "ownership",
    name: "an organisation as maintainer",
    shown: "failure",
    rule: "ownership/not-a-user",
    files: fields({ maintainers: "[contributor, community]" }),
  },
  {
    check: "ownership",
    name: "a stranger changes a listing",
    shown: "action_required",
    rule: "ownership/not-the-owner",
    author: "stranger",
    files: () => goodFiles("existing-tool", { summary: "Another way to say what it does" }),
  },
  {
    check: "ownership",
    name: "its recorded owner changes it",
    shown: "success",
    files: () => goodFiles("existing-tool", { summary: "A better way to say what it does" }),
  },
  {
    check: "ownership",
    name: "an owner takes another off",
    shown: "action_required",
    rule: "ownership/owner-taken-off",
    files: () => goodFiles("shared-tool", { summary: "Now it is mine alone, I say" }),
  },

  { check: "link", name: "a page that answers", shown: "success", files: fields({ link: site("/") }) },
  {
    check: "link",
    name: "a page behind three redirects",
    shown: "success",
    files: fields({ link: site("/1") }),
  },
  { check: "link", name: "a repository that is fine", shown: "success", files: fields({}) },
  {
    check: "link",
    name: "four redirects",
    shown: "failure",
    rule: "link/too-many-redirects",
    files: fields({ link: site("/0") }),
  },
  {
    check: "link",
    name: "a redirect loop",
    shown: "failure",
    rule: "link/too-many-redirects",
    files: fields({ link: site("/loop") }),
  },
  {
    check: "link",
    name: "https to http",
    shown: "failure",
    rule: "link/downgrade",
    files: fields({ link: site("/plain") }),
  },
  {
    check: "link",
    name: "into a private network",
    shown: "failure",
    rule: "link/forbidden-address",
    files: fields({ link: site("/inside") }),
  },
  {
    check: "link",
    name: "no such page",
    shown: "failure",
    rule: "link/not-found",
    files: fields({ link: site("/nothing") }),
  },
  {
    check: "link",
    name: "gone",
    shown: "failure",
    rule: "link/not-found",
    files: fields({ link: site("/gone") }),
  },
  {
    check: "link",
    name: "login needed",
    shown: "failure",
    rule: "link/needs-login",
    files: fields({ link: site("/login-needed") }),
  },
  {
    check: "link",
    name: "another 4xx",
    shown: "failure",
    rule: "link/client-error",
    files: fields({ link: site("/paid") }),
  },
  {
    check: "link",
    name: "what guards answer to programs",
    shown: "in_progress",
    files: fields({ link: site("/teapot") }),
  },
  {
    check: "link",
    name: "no such name",
    shown: "failure",
    rule: "link/no-such-name",
    files: fields({ link: "https://no-such-host.example/" }),
  },
  {
    check: "link",
    name: "a repository that does not exist",
    shown: "failure",
    rule: "link/not-found",
    files: fields({ link: "https://github.com/contributor/nothing" }),
  },
  {
    check: "link",
    name: "an archived repository",
    shown: "failure",
    rule: "link/archived",
    files: fields({ link: "https://github.com/owner/archived" }),
  },
  {
    check: "link",
    name: "an empty repository",
    shown: "failure",
    rule: "link/empty",
    files: fields({ link: "https://github.com/owner/empty" }),
  },
  {
    check: "link",
    name: "a private repository",
    shown: "failure",
    rule: "link/not-found",
    files: fields({ link: "https://github.com/owner/hidden" }),
  },
  {
    check: "link",
    name: "a host that never answers",
    shown: "in_progress",
    files: fields({ link: site("/hang") }),
  },
  {
    check: "link",
    name: "a broken connection",
    shown: "in_progress",
    files: fields({ link: site("/reset") }),
  },
  { check: "link", name: "403", shown: "in_progress", files: fields({ link: site("/forbidden") }) },
  { check: "link", name: "429", shown: "in_progress", files: fields({ link: site("/busy") }) },
  { check: "link", name: "500", shown: "in_progress", files: fields({ link: site("/broken") }) },
  { check: "link", name: "503", shown: "in_progress", files: fields({ link: site("/unavailable") }) },

  { check: "documentation", name: "a README that covers all", shown: "success", files: fields({}) },
  {
    check: "documentation",
    name: "a page that says a topic is not needed",
    shown: "success",
    files: fields({ documentation: site("/docs") }),
  },
  {
    check: "documentation",
    name: "a README without a word on installing",
    shown: "failure",
    rule: "documentation/no-install",
    files: fields({ documentation: "https://github.com/owner/not-installable" }),
  },
  {
    check: "documentation",
    name: "a README that neither configures nor says that it need not",
    shown: "action_required",
    rule: "documentation/not-said",
    files: fields({ documentation: "https://github.com/owner/half-documented" }),
  },
  {
    check: "documentation",
    name: "no README",
    shown: "failure",
    rule: "documentation/not-found",
    files: fields({ documentation: "https://github.com/owner/empty" }),
  },
  {
    check: "documentation",
    name: "a page built by script",
    shown: "action_required",
    rule: "documentation/built-by-script",
    files: fields({ documentation: site("/app") }),
  },
  {
    check: "documentation",
    name: "a host that never answers",
    shown: "in_progress",
    files: fields({ documentation: site("/hang") }),
  },

  { check: "issue-tracker", name: "issues enabled", shown: "success", files: fields({}) },
  {
    check: "issue-tracker",
    name: "a tracker elsewhere",
    shown: "success",
    files: fields({ issues: site("/") }),
  },
  {
    check: "issue-tracker",
    name: "issues switched off",
    shown: "failure",
    rule: "issue-tracker/disabled",
    files: fields({ issues: "https://github.com/owner/no-issues/issues" }),
  },
  {
    check: "issue-tracker",
    name: "an archived repository",
    shown: "failure",
    rule: "issue-tracker/archived",
    files: fields({ issues: "https://github.com/owner/archived/issues" }),
  },
  {
    check: "issue-tracker",
    name: "behind a login",
    shown: "failure",
    rule: "issue-tracker/needs-login",
    files: fields({ issues: site("/tracker-login") }),
  },
  {
    check: "issue-tracker",
    name: "a host with trouble",
    shown: "in_progress",
    files: fields({ issues: site("/broken") }),
  },

  { check: "image", name: "a PNG in the repository", shown: "success", files: fields({}) },
  {
    check: "image",
    name: "an SVG by address",
    shown: "success",
    files: fields({ image: site("/logo.svg") }),
  },
  {
    check: "image",
    name: "a page instead",
    shown: "failure",
    rule: "image/not-an-image",
    files: fields({ image: site("/page.png") }),
  },
  {
    check: "image",
    name: "a GIF",
    shown: "failure",
    rule: "image/other-format",
    files: fields({ image: site("/logo.gif") }),
  },
  {
    check: "image",
    name: "one byte too large",
    shown: "failure",
    rule: "image/too-large",
    files: fields({ image: site("/large.png") }),
  },
  {
    check: "image",
    name: "an SVG with a script",
    shown: "failure",
    rule: "image/unsafe-svg",
    files: fields({ image: site("/script.svg") }),
  },
  {
    check: "image",
    name: "a file that is not there",
    shown: "failure",
    rule: "image/not-in-repository",
    files: (id) => ({ [`listings/${id}.yml`]: listing({ image: `images/${id}.png` }) }),
  },
  {
    check: "image",
    name: "a PNG named .jpg",
    shown: "failure",
    rule: "image/wrong-name",
    files: async (id) => ({
      [`listings/${id}.yml`]: listing({ image: `images/${id}.jpg` }),
      [`images/${id}.jpg`]: await pngIcon(),
    }),
  },
  {
    check: "image",
    name: "a host that never answers",
    shown: "in_progress",
    files: fields({ image: site("/hang") }),
  },

  { check: "standing", name: "never removed", shown: "success", files: fields({}) },
  {
    check: "standing",
    name: "withdrawn, back by its owner",
    shown: "success",
    files: () => goodFiles("withdrawn-one"),
  },
  {
    check: "standing",
    name: "every case ended, and what changed is said",
    shown: "success",
    body: "## What changed\nThe input is checked now.",
    files: () => goodFiles("security-over"),
  },
  {
    check: "standing",
    name: "every case ended, and not a word about it",
    shown: "failure",
    rule: "standing/nothing-said",
    body: "## What changed\n<!-- tell us -->\n",
    files: () => goodFiles("security-over2"),
  },
  {
    check: "standing",
    name: "a case still open",
    shown: "failure",
    rule: "standing/case-open",
    body: "## What changed\nAll of it.",
    files: () => goodFiles("security-open"),
  },
  {
    check: "standing",
    name: "back by somebody else",
    shown: "action_required",
    rule: "standing/not-the-owner",
    author: "stranger",
    files: () => goodFiles("withdrawn-three", { maintainers: "[stranger]" }),
  },
  {
    check: "standing",
    name: "removed by policy",
    shown: "action_required",
    rule: "standing/removed-by-policy",
    files: () => goodFiles("policy-one"),
  },
  {
    check: "standing",
    name: "a ledger line that cannot be read",
    shown: "action_required",
    rule: "standing/unreadable",
    files: () => goodFiles("garbled-line"),
  },
];

// Letters far enough apart that no two ids of this table could be confused.
const WORDS = [
  "amber",
  "birch",
  "cedar",
  "delta",
  "ember",
  "fjord",
  "grape",
  "heron",
  "ivory",
  "jumbo",
  "koala",
  "lemon",
  "mango",
  "north",
  "olive",
  "pearl",
  "quilt",
  "raven",
  "solar",
  "tulip",
];
const idOf = (index: number): string =>
  `${WORDS[index % WORDS.length]}-${WORDS[(index * 7 + 3) % WORDS.length]}-${WORDS[Math.floor(index / WORDS.length)]}`;

let scene: Scene;
let hosts: WebHosts;
const submissions: Submission[] = [];

beforeAll(async () => {
  hosts = await createWebHosts(PAGES);
  scene = await openScene({
    web: {
      ca: [hosts.ca],
      times: { connectMs: 2_000, firstByteMs: 1_500, totalMs: 6_000, nameAgainMs: 10, queueMs: 60_000 },
      resolve: async (name) => {
        const found = hosts.resolve(name);
        return found === undefined ? [] : [found];
      },
    },
  });
  const { sandbox } = scene;
  const ownerId = [...sandbox.world.accounts.values()].find(({ login }) => login === "contributor")?.id ?? 0;
  await addProject(sandbox, "owner", "archived");
  sandbox.setArchived("owner/archived", true);
  await sandbox.addRepository({ owner: "owner", name: "empty", files: {} });
  await sandbox.addRepository({
    owner: "owner",
    name: "hidden",
    private: true,
    files: { "README.md": README },
  });
  await addProject(sandbox, "owner", "half-documented", { "README.md": WITHOUT_CONFIGURING });
  await addProject(sandbox, "owner", "not-installable", { "README.md": WITHOUT_INSTALLING });
  await addProject(sandbox, "owner", "no-issues");
  sandbox.repository("owner/no-issues").hasIssues = false;
  const owners = `owners: [${ownerId}]\n`;
  const ended =
    'cases:\n  - { issue: 90, severity: high, acknowledged: "2026-02-01T00:00:00Z", ended: "2026-03-02T00:00:00Z" }\n';
  const running = 'cases:\n  - { severity: high, acknowledged: "2026-02-01T00:00:00Z" }\n';
  await sandbox.commit(
    CATALOG,
    "main",
    {
      "removed/withdrawn-one.yml": LEDGER("withdrawn-one", `reason: withdrawn\n${owners}`),
      "removed/withdrawn-three.yml": LEDGER("withdrawn-three", `reason: withdrawn\n${owners}`),
      "removed/security-over.yml": LEDGER("security-over", `reason: security\n${owners}${ended}`),
      "removed/security-over2.yml": LEDGER("security-over2", `reason: blocking-bug\n${owners}${ended}`),
      "removed/security-open.yml": LEDGER("security-open", `reason: security\n${owners}${running}`),
      "removed/policy-one.yml": LEDGER("policy-one", `reason: policy\n${owners}`),
      "removed/garbled-line.yml": "reason: [\n",
    },
    { author: "maintainer" },
  );
  for (const [id, change] of [
    ["existing-tool", {}],
    ["shared-tool", { maintainers: "[contributor, owner]" }],
  ] as const) {
    const { number } = await submit(scene, await goodFiles(id, change), { branch: `seed-${id}` });
    await sandbox.mergePullRequest(CATALOG, number, "maintainer");
  }
  await scene.settled();
  for (const [index, row] of ROWS.entries()) {
    const files = await row.files(idOf(index));
    submissions.push(
      await submit(scene, files, {
        branch: `row-${index}`,
        ...(row.author === undefined ? {} : { author: row.author }),
        ...(row.body === undefined ? {} : { body: row.body }),
      }),
    );
  }
  await scene.settled();
}, 120_000);

afterAll(async () => {
  await scene.close();
  await hosts.close();
});

describe("every row of the checklist", () => {
  it.each(ROWS.map((row, index) => ({ ...row, index })))(
    "$check: $name → $shown",
    ({ check, shown, rule, index }) => {
      const { sha } = submissions[index] ?? { sha: "" };
      const title = CHECKS.find(({ id }) => id === check)?.title ?? "";
      const seen = verdicts(scene, sha);
      expect({ run: seen[`steward / ${title}`], rollUp: seen["steward"] === "success" }).toEqual({
        run: shown,
        rollUp: shown === "success" && seen["steward"] === "success",
      });
      if (rule !== undefined) {
        const rules = scene.sandbox
          .checkRuns(CATALOG, sha)
          .flatMap((run) => run.annotations.map((annotation) => annotation.title));
        expect(rules).toContain(rule);
      }
    },
  );

  it("leaves no row out: each check is seen in every outcome it can have", () => {
    const seen = new Set(ROWS.map(({ check, shown }) => `${check} ${shown}`));
    const never = new Set([
      "submission in_progress",
      "ownership in_progress",
      "standing in_progress",
      "link action_required",
      "issue-tracker action_required",
      "image action_required",
    ]);
    for (const { id } of CHECKS)
      for (const shown of ["success", "failure", "action_required", "in_progress"])
        expect(seen.has(`${id} ${shown}`) || never.has(`${id} ${shown}`)).toBe(true);
  });
});
