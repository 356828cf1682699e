// `steward policy check`: valid or not, what is in force and where it comes from, and what it would do to the folder's listings.

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runPolicyCheck } from "../../src/cli/policy-check.ts";
import { listing } from "../support/scene.ts";

let root: string;
let said: string;
let warned: string;
const NOW_MS = Date.parse("2026-04-15T10:00:00Z");

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "steward-policy-"));
  for (const folder of [".github", "listings", "images"]) mkdirSync(join(root, folder));
  write(".github/steward.yml", "extends: mattermost\n");
  write("listings/poll-maker.yml", listing());
  write("images/poll-maker.png", "x".repeat(3_000));
  write("listings/stand-up.yml", listing({ type: "tool", image: "https://img.example/a.png" }));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  writeFileSync(join(root, path), text);
}

async function check(file?: string, catalog: string | undefined = root): Promise<number> {
  said = "";
  warned = "";
  return runPolicyCheck(
    { file: file === undefined ? undefined : join(root, file), catalog, nowMs: NOW_MS },
    (text) => (said += text),
    (text) => (warned += text),
  );
}

function commit(): void {
  const git = (...words: string[]) =>
    execFileSync("git", ["-C", root, "-c", "user.name=t", "-c", "user.email=t@t.example", ...words]);
  git("init", "-q");
  git("add", "-A");
  git("commit", "-q", "-m", "x");
}

describe("a policy by itself", () => {
  it("is explained key by key, each with its source", async () => {
    write(".github/steward.yml", "extends: mattermost\ntakedown:\n  days:\n    high: 3\n");
    expect(await check()).toBe(0);
    expect(said).toMatch(/^ {2}takedown\.days\.high +3 {2}\(this file\)$/m);
    expect(said).toMatch(/^ {2}takedown\.days\.medium +14 {2}\(preset mattermost\)$/m);
    expect(said).toMatch(/^ {2}publish\.grace_days +14 {2}\(default\)$/m);
    expect(said).toContain("no other version");
  });

  it("that is not valid is said line by line", async () => {
    write(".github/steward.yml", "extends: mattermost\ntakedwon: {}\n");
    expect(await check()).toBe(1);
    expect(said).toContain("steward.yml:2:1 There is no field 'takedwon'; the nearest is 'takedown'.");
    expect(said).toContain("is not valid: 1 to fix");
  });

  it.each([
    ["no such file", "nowhere.yml", undefined],
    ["a folder for a file", "listings", undefined],
    ["no such folder", undefined, "/nowhere/at/all"],
  ])("%s is a slip of the pen", async (_, file, catalog) => {
    expect(await check(file, catalog ?? root)).toBe(64);
    expect(warned).not.toBe("");
  });
});

describe("compared with the policy of the folder", () => {
  it.each<[string, string, number, string]>([
    [
      "nothing changes",
      "extends: mattermost\npublish: { branch: site }\n",
      0,
      "No listing would change verdict.",
    ],
    [
      "a type goes",
      "extends: mattermost\ntypes: [plugin]\n",
      1,
      "  stand-up: pass → fail: submission: its type 'tool' is not among the types",
    ],
    [
      "images shrink",
      "extends: mattermost\nchecks:\n  image:\n    max_bytes: 2048\n",
      1,
      "  poll-maker: pass → fail: image: its image has 3000 bytes, more than 2048",
    ],
  ])("%s", async (_, text, code, line) => {
    write("new.yml", text);
    expect(await check("new.yml")).toBe(code);
    expect(said).toContain("by the files of 2 listings; nothing was asked of any web site.");
    expect(said).toContain(line);
  });

  it("a check that is asked for anew is on no record", async () => {
    write(".github/steward.yml", "extends: mattermost\nchecks: { link: off }\n");
    write("new.yml", "extends: mattermost\n");
    expect(await check("new.yml")).toBe(2);
    expect(said).toContain("  poll-maker: pass → unknown: link: it was never checked\n");
  });

  it("a waiver that is dropped counts for its listing alone", async () => {
    write(
      ".github/steward.yml",
      "extends: mattermost\nwaivers:\n  - {check: link, listing: stand-up, who: boss, why: it moves, until: 2026-06-01}\n",
    );
    write("new.yml", "extends: mattermost\n");
    expect(await check("new.yml")).toBe(1);
    expect(said).toContain("  stand-up: pass → fail: link: it did not pass, and no waiver holds\n");
    expect(said).not.toContain("  poll-maker:");
  });

  it("its own file is compared with the last commit, and a broken listing hides no other", async () => {
    write("listings/broken.yml", "{");
    commit();
    expect(await check()).toBe(0);
    expect(said).toContain("no other version");
    write(".github/steward.yml", "extends: mattermost\ntypes: [plugin]\n");
    expect(await check(".github/steward.yml", undefined)).toBe(1);
    expect(said).toContain("Compared with the last commit's .github/steward.yml, by the files of 3 listings");
    expect(said).toContain("1 would change verdict: 1 from “passes” to “fails”.");
  });
});
