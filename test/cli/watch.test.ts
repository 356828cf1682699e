// What is watched of a catalog folder, and that a save is heard however an editor saves.

import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { watchCatalog } from "../../src/cli/watch.ts";
import { EDITOR_SAVES, type Save } from "../support/editor-saves.ts";
import { createEar } from "../support/ear.ts";

/** `watch.long.test.ts` saves more often, with the commands themselves. */
const SAVES = 4;

let folder: string;
const file = (): string => join(folder, "listings/poll-maker.yml");

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "steward-watch-"));
  await mkdir(join(folder, "listings"));
  await mkdir(join(folder, "images"));
  await writeFile(file(), "name: Poll Maker\n");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("what is watched", () => {
  const lines: string[] = [];
  beforeEach(() => void lines.splice(0));

  function watching(logo: () => string | undefined, look: () => Promise<string>) {
    const ear = createEar();
    const watch = watchCatalog({
      root: folder,
      logo,
      run: async () => ear.hear(await look()),
      warn: (line) => lines.push(line),
    });
    return { ...watch, until: (words: string) => ear.until(words) };
  }
  const textOf = (path: string) => () => readFile(join(folder, path), "utf8").catch(() => "none");

  it.each(Object.entries(EDITOR_SAVES))("is a file that is %s", async (_, save: Save) => {
    const watch = watching(() => undefined, textOf("listings/poll-maker.yml"));
    await watch.until("Poll Maker");
    for (let count = 1; count <= SAVES; count += 1) {
      await save(file(), `save ${count}.`, count);
      await watch.until(`save ${count}.`);
    }
    await watch.close();
    expect(lines).toEqual([]);
  });

  it("is a listing's own picture, though its folder comes later", async () => {
    const path = "images/poll-maker/one.png";
    const watch = watching(() => undefined, textOf(path));
    await watch.until("none");
    await mkdir(join(folder, "images/poll-maker"));
    await writeFile(join(folder, path), "first");
    await watch.until("first");
    await writeFile(join(folder, path), "second");
    await watch.until("second");
    await watch.close();
    expect(lines).toEqual([]);
  });

  it("is the policy, and the logo that it names by now", async () => {
    await mkdir(join(folder, ".github"));
    await mkdir(join(folder, "art"));
    await writeFile(join(folder, "art/logo.svg"), "drawn");
    let logo: string | undefined;
    const watch = watching(
      () => logo,
      async () => {
        logo = (await textOf(".github/steward.yml")()) === "none" ? undefined : "art/logo.svg";
        return `${logo} ${await textOf("art/logo.svg")()}`;
      },
    );
    await watch.until("undefined drawn");
    await writeFile(join(folder, ".github/steward.yml"), "logo");
    await watch.until("logo.svg drawn");
    await watch.until("logo.svg drawn");
    await writeFile(join(folder, "art/logo.svg"), "again");
    await watch.until("again");
    await watch.close();
    expect(lines).toEqual([]);
  });

  it("hears what is saved while it runs", async () => {
    let saved = false;
    const watch = watching(
      () => undefined,
      async () => {
        const text = await textOf("listings/poll-maker.yml")();
        if (!saved) await writeFile(file(), "while it ran");
        saved = true;
        return text;
      },
    );
    await watch.until("name:");
    await watch.until("while it ran");
    await watch.close();
  });
});
