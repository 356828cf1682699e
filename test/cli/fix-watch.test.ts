// `steward check --fix` and `--watch` on a folder: what is written, what is shown, and when it looks again.

import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { runCheckCommand, type CheckOptions } from "../../src/cli/check.ts";
import { listing, pngIcon } from "../support/scene.ts";

let folder: string;
let out: string;
let err: string;
const file = (): string => join(folder, "listings/poll-maker.yml");

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "steward-fix-"));
  for (const name of [".github", "listings", "images"]) await mkdir(join(folder, name));
  await writeFile(join(folder, ".github/steward.yml"), "extends: mattermost\n");
  await writeFile(join(folder, "images/poll-maker.png"), await pngIcon());
  out = "";
  err = "";
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function check(more: Partial<CheckOptions>, stopped?: Promise<unknown>): Promise<number> {
  return runCheckCommand(
    { files: [], catalog: folder, format: "text", offline: true, ...more },
    {
      write: (text) => void (out += text),
      warn: (text) => void (err += `${text}\n`),
      color: false,
      interactive: false,
    },
    stopped,
  );
}

describe("--fix", () => {
  it("writes the one right answer, shows it, keeps the rest, and the check is clean", async () => {
    const text = `# ours\n${listing({ type: "Plugin", license: "apache 2.0  # of course" })}`;
    await writeFile(file(), text, { mode: 0o640 });
    expect(await check({})).toBe(1);
    expect(await readFile(file(), "utf8")).toBe(text);
    expect(await check({ fix: true })).toBe(0);
    expect(await readFile(file(), "utf8")).toBe(
      text.replace("Plugin", "plugin").replace("apache 2.0", "Apache-2.0"),
    );
    expect((await stat(file())).mode & 0o777).toBe(0o640);
    expect(err).toContain("listings/poll-maker.yml\n  line 3\n    - type: Plugin\n    + type: plugin\n");
    expect(err).toContain("Fixed 2 lines.");
    err = "";
    expect(await check({ fix: true })).toBe(0);
    expect(err).toBe("");
  });

  it("leaves what a person has to decide, and what is no listing", async () => {
    await writeFile(file(), listing({ summary: "short" }));
    await writeFile(join(folder, "listings/broken.yml"), Buffer.from([0xff, 0xfe, 0x00]));
    expect(await check({ fix: true })).toBe(1);
    expect(await readFile(file(), "utf8")).toBe(listing({ summary: "short" }));
    expect(await readFile(join(folder, "listings/broken.yml"))).toEqual(Buffer.from([0xff, 0xfe, 0x00]));
  });

  it("keeps the report on its own channel", async () => {
    await writeFile(file(), listing({ type: "Plugin" }));
    expect(await check({ fix: true, format: "json" })).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ version: 1, verdict: "pass" });
  });
});

describe("--watch", () => {
  it("checks again when a file is saved, and ends with the last verdict", async () => {
    await writeFile(file(), listing({ summary: "short" }));
    const { ended, stop } = watched();
    await until(() => err.includes("Watching"));
    expect(out).toContain("summary");
    err = "";
    await writeFile(file(), listing());
    await until(() => err.includes("Watching"));
    stop();
    expect(await ended).toBe(0);
  }, 30_000);

  it("waits for the first listing of an empty folder, and for none where there is no folder", async () => {
    await rm(join(folder, "listings"), { recursive: true });
    const { ended, stop } = watched();
    await until(() => err.includes("Watching"));
    expect(out).toContain("No listing found");
    await mkdir(join(folder, "listings"));
    await writeFile(file(), listing());
    await until(() => out.includes("1 listing: 1 in order"));
    await writeFile(file(), listing({ summary: "short" }));
    await until(() => out.includes("1 needs changes"));
    stop();
    expect(await ended).toBe(1);
    err = "";
    expect(await check({ watch: true, catalog: join(folder, "none") })).toBe(64);
    expect(err).not.toContain("Watching");
  }, 30_000);
});

function watched(): { readonly ended: Promise<number>; stop(): void } {
  let stop = (): void => undefined;
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  return { ended: check({ watch: true }, stopped), stop };
}

async function until(there: () => boolean): Promise<void> {
  const endMs = performance.now() + 20_000;
  while (!there()) {
    if (performance.now() > endMs) throw new Error("it did not look again");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
