// `steward doctor --live` against the local GitHub: as expected, and otherwise in each way that it can be.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { read } from "../../scripts/generate.ts";
import { runDoctorLive } from "../../src/cli/doctor-live.ts";
import { LIVE_IDS, LIVE_QUESTIONS } from "../../src/core/setup/live.ts";
import { noFaults } from "../../src/sandbox/faults.ts";
import { CATALOG, goodFiles, openScene, submit, type Scene } from "../support/scene.ts";

const ELSEWHERE = "tools/editor";
let scene: Scene;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "steward-live-"));
  scene = await openScene();
  const { sandbox } = scene;
  sandbox.addOrganization("tools");
  await sandbox.addRepository({
    owner: "tools",
    name: "editor",
    files: { ".github/ISSUE_TEMPLATE/bug.yml": "name: Bug\n" },
    releases: ["v1.0.0"],
  });
  await submit(scene, await goodFiles());
  await scene.settled();
});
beforeEach(() => void (scene.sandbox.calls.length = 0));
afterEach(() => void Object.assign(scene.sandbox.faults, noFaults()));
afterAll(async () => {
  await scene.close();
  rmSync(folder, { recursive: true, force: true });
});

async function live(
  { write = false, elsewhere = ELSEWHERE, repo = CATALOG } = {},
  environment: Record<string, string> = {},
) {
  const { appId, privateKey, url } = scene.sandbox;
  let text = "";
  let warned = "";
  const exit = await runDoctorLive(
    { repo, elsewhere, write },
    {
      environment: {
        APP_ID: String(appId),
        PRIVATE_KEY: privateKey,
        GITHUB_API_URL: url,
        DATA_DIR: folder,
        ...environment,
      },
      nowMs: Date.now,
      color: false,
      write: (piece) => (text += piece),
      warn: (piece) => (warned += piece),
    },
    // Nothing is waited for: the local GitHub shows at once what was written.
    () => Promise.resolve(),
  );
  const line = (id: string): string =>
    text.split("\n").findLast(
      (one, at, all) =>
        all
          .slice(at, at + 3)
          .join(" ")
          .includes(`[${id}]`) && /^ {2}[✔✖?]/.test(one),
    ) ?? "";
  return { exit, text, warned, line };
}

const branches = (): string[] =>
  scene.sandbox.world.repositories.size > 0
    ? scene.sandbox.calls
        .filter(({ template, method }) => template.endsWith("/git/refs") && method === "POST")
        .map(({ path }) => path)
    : [];
const left = () => ({
  open: scene.sandbox
    .issues(CATALOG)
    .filter(({ title, state }) => title.includes("live check") && state === "open").length,
  writes: scene.sandbox.calls.filter(({ kind }) => kind === "write").length,
});

describe("all as expected", () => {
  it("by reading alone: nothing is written, and what takes writing could not be checked", async () => {
    const { exit, text, line } = await live();
    expect(text).toContain("Nothing is written");
    for (const id of LIVE_IDS) {
      const { by } = LIVE_QUESTIONS[id];
      expect([id, line(id)]).toEqual([
        id,
        expect.stringMatching(
          by === "reading" ? /as expected/ : by === "hand" ? /by hand/ : /could not check/,
        ),
      ]);
    }
    expect(exit).toBe(2);
    expect(left()).toEqual({ open: 0, writes: 0 });
    expect(scene.sandbox.calls.length).toBeLessThan(30);
  });

  it("with --write: everything that a machine can ask, and it is taken away again", async () => {
    const before = scene.sandbox.branchSha(CATALOG, "main");
    const { exit, text, warned } = await live({ write: true });
    expect(text).toContain("10 as expected, 0 otherwise, 0 could not be checked, 3 by hand.");
    expect([exit, warned]).toEqual([0, ""]);
    expect(left().open).toBe(0);
    expect(branches()).toHaveLength(2);
    const deleted = scene.sandbox.calls.filter(
      ({ method, template }) => method === "DELETE" && template.includes("/git/refs/"),
    );
    expect(deleted).toHaveLength(2);
    expect(scene.sandbox.branchSha(CATALOG, "main")).toBe(before);
    expect(scene.sandbox.calls.length).toBeLessThan(80);
    for (const row of text.split("\n")) expect(row.length).toBeLessThanOrEqual(80);
  });
});

describe("otherwise", () => {
  it.each<[string, (sandbox: Scene["sandbox"]) => void, boolean]>([
    ["own-texts", ({ faults }) => (faults.viewerUnknown = true), true],
    ["own-reactions", ({ faults }) => (faults.viewerUnknown = true), true],
    [
      "repository-by-number",
      ({ faults }) => faults.requests.push({ path: /^\/repositories\/\d+$/, answer: { status: 404 } }),
      false,
    ],
    [
      "commit-size",
      ({ faults }) => faults.requests.push({ path: /^graphql:CommitSize$/, answer: { status: 502 } }),
      true,
    ],
  ])("%s: it says so, and what follows", async (id, breaks, write) => {
    breaks(scene.sandbox);
    const { exit, text, line } = await live({ write });
    expect(line(id)).toContain("✖ otherwise: not so:");
    expect(text.replaceAll(/\s+/g, " ")).toContain(LIVE_QUESTIONS[id as "own-texts"].otherwise);
    expect([exit, left().open]).toEqual([1, 0]);
  });

  it("elsewhere: a repository that shows nothing", async () => {
    await scene.sandbox.addRepository({ owner: "tools", name: "bare", files: { "a.md": "a" } });
    const { line } = await live({ elsewhere: "tools/bare" });
    for (const id of ["elsewhere-release", "elsewhere-templates"]) expect(line(id)).toContain("otherwise");
  });
});

describe("what could not be checked", () => {
  it("is said with the reason, and what was begun is taken away all the same", async () => {
    scene.sandbox.faults.requests.push({ path: /^graphql:OwnWords$/, answer: { status: 500 } });
    const { exit, text, line } = await live({ write: true });
    expect(line("own-texts")).toContain("could not check");
    expect(text).toContain("GitHub said: 500");
    expect([exit, left().open]).toEqual([2, 0]);
    expect(text).toContain("8 as expected, 0 otherwise, 2 could not be checked");
  });

  it("what cannot be taken away again is named", async () => {
    scene.sandbox.faults.requests.push({ method: "DELETE", path: /\/git\/refs\//, answer: { status: 500 } });
    const { warned } = await live({ write: true });
    expect(warned).toContain("Could not be taken away again: the branch steward-live-check-");
  });

  it("a name that is none, a repository without the App, and no key: nothing is asked", async () => {
    expect((await live({ repo: "market" })).exit).toBe(64);
    expect((await live({ repo: ELSEWHERE })).warned).toContain("not installed on tools/editor");
    expect((await live({}, { PRIVATE_KEY: "" })).warned).toContain("Nothing was asked");
    expect(left().writes).toBe(0);
  });
});

it("docs/live-check.md says of each how to see it, and what follows", () => {
  const page = read("docs/live-check.md");
  for (const id of LIVE_IDS) {
    expect(page).toContain(`## ${id}`);
    expect(page).toContain(LIVE_QUESTIONS[id].expected);
    expect(page).toContain(LIVE_QUESTIONS[id].otherwise);
  }
});
