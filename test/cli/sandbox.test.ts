// `steward sandbox`: a folder's catalog on a local GitHub, with a first pull request reviewed; a sentence where it cannot start.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { runDemo } from "../../src/cli/demo.ts";
import { runSandbox } from "../../src/cli/sandbox.ts";

let folder: string;
let said: string[];
let warned: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "steward-sandbox-test-"));
  mkdirSync(join(folder, ".github"));
  writeFileSync(join(folder, ".github/steward.yml"), "extends: mattermost\n");
  [said, warned] = [[], []];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const say = (text: string): void => void said.push(text);
const warn = (text: string): void => void warned.push(text);

describe("steward sandbox", () => {
  it("shows a catalog with a first proposal reviewed; a second one on its port says so, as the demo does", async () => {
    let second: unknown[] = [];
    const code = await runSandbox({ port: 0, catalog: folder }, say, warn, async () => {
      const port = Number(/127\.0\.0\.1:(\d+)/.exec(said.join("\n"))?.[1]);
      second = [
        await runSandbox({ port, catalog: folder }, say, warn, () => Promise.resolve()),
        await runDemo({ once: true, port, color: false }, warn),
      ];
    });
    expect([code, second]).toEqual([0, [64, 64]]);
    expect(said.join("\n")).toMatch(/community\/marketplace\/pull\/\d+\n[^]*✔ steward/);
    expect(warned.filter((line) => /^Port \d+ is not available: another program/.test(line))).toHaveLength(2);
  }, 60_000);

  it("takes no folder that is no catalog", async () => {
    rmSync(join(folder, ".github/steward.yml"));
    expect(await runSandbox({ port: 0, catalog: folder }, say, warn)).toBe(64);
    expect(await runSandbox({ port: 0, catalog: join(folder, "none") }, say, warn)).toBe(64);
    expect(warned).toEqual([
      expect.stringContaining("has no .github/steward.yml"),
      expect.stringContaining("there is no folder"),
    ]);
  });

  it("says that it needs git, and ends what it started when something goes wrong", async () => {
    const path = process.env["PATH"];
    process.env["PATH"] = folder;
    try {
      expect([
        await runSandbox({ port: 0, catalog: folder }, say, warn),
        await runDemo({ once: true, port: 0, color: false }, warn),
      ]).toEqual([2, 2]);
      expect(
        warned.filter((line) => line.startsWith("The local GitHub keeps its repositories")),
      ).toHaveLength(2);
      expect(said).toEqual([]);
    } finally {
      process.env["PATH"] = path;
    }
    const broken = runSandbox({ port: 0, catalog: folder }, say, warn, () =>
      Promise.reject(new Error("odd")),
    );
    await expect(broken).rejects.toThrow("odd");
    const [, origin = ""] = /Look at it {8}(http:\/\/[\d.:]+)/.exec(said.join("\n")) ?? [];
    await expect(fetch(origin)).rejects.toThrow();
  }, 60_000);
});
