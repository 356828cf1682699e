// What contributors get wrong, through the real check: what is found, once, and a fix that works when it is followed.

import { mkdtemp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { runCheckCommand } from "../../src/cli/check.ts";
import type { JsonReport } from "../support/json-report.ts";
import { listing, TYPED_MISTAKES } from "../support/contributor-mistakes.ts";
import { pngIcon } from "../support/scene.ts";

let folder: string;
const file = (): string => join(folder, "listings/poll-maker.yml");

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "steward-mistakes-"));
  await mkdir(join(folder, "listings"));
  await mkdir(join(folder, "images"));
  await writeFile(join(folder, "images/poll-maker.png"), await pngIcon());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function findings(text: string | undefined, fix = false) {
  if (text !== undefined) await writeFile(file(), text);
  let out = "";
  await runCheckCommand(
    { files: [], catalog: folder, format: "json", offline: true, fix },
    { write: (more) => void (out += more), warn: () => undefined, color: false, interactive: false },
  );
  const { listings } = JSON.parse(out) as JsonReport;
  return listings
    .flatMap(({ checks }) => checks)
    .flatMap((check) => check.findings)
    .filter(({ level }) => level !== "suggestion");
}

describe("a mistake in a file", () => {
  it("is one of forty at least, and a sound file has none", async () => {
    expect(TYPED_MISTAKES.length).toBeGreaterThanOrEqual(40);
    expect(new Set(TYPED_MISTAKES.map(({ name }) => name)).size).toBe(TYPED_MISTAKES.length);
    expect(await findings(listing())).toEqual([]);
  });

  it.each(TYPED_MISTAKES)("$name", async ({ wrong, found, says, right }) => {
    const first = await findings(wrong);
    expect(first.map(({ line, rule }) => `${line} ${rule.replace("submission/", "")}`)).toEqual(found);
    expect(first[0]?.fix).toContain(says);
    // A file of its own that is not there is the image check's to say, here as everywhere.
    expect(await findings(right, right === undefined)).toEqual([]);
  });
});

describe("a fix by itself", () => {
  const fixed = async (change: Parameters<typeof listing>[0]): Promise<string> => {
    await findings(listing(change), true);
    return readFile(file(), "utf8");
  };

  it.each([
    ["README.md"],
    ["docs/install.md"],
    ["./guide.html"],
    ["setup.py"],
    ["install.sh"],
    ["plugin.zip"],
    ["main.rs"],
    ["setup.exe"],
    ["docs/guide.docx"],
    ["poll-maker.jar"],
    ["main.go"],
  ])("makes no address of %s", async (documentation) => {
    expect(await fixed({ documentation })).toBe(listing({ documentation }));
  });

  it("takes no comment for a value, and says so", async () => {
    const text = listing({ summary: "Create polls in a channel # be short", license: "MIT # as ever" });
    await writeFile(file(), text);
    expect(await findings(text, true)).toEqual([]);
    expect(await readFile(file(), "utf8")).toBe(text);
  });

  it("keeps the line ends of Windows", async () => {
    const text = listing({ type: "plugins", summary: "Polls: the best in town" }).replaceAll("\n", "\r\n");
    expect(await findings(text, true)).toEqual([]);
    expect((await readFile(file(), "utf8")).replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  });
});

describe("beside a line that breaks the file", () => {
  it("nothing is said to be missing that stands there", async () => {
    const found = await findings(
      listing({ summary: '"Polls', license: undefined, name: undefined }) + "licence: 'MIT\n",
    );
    expect(found.map(({ line, rule }) => `${line} ${rule}`)).toEqual([
      "2 submission/syntax",
      "9 submission/syntax",
      "1 submission/missing",
    ]);
    expect(found[2]?.message).toContain("`name`");
  });
});
