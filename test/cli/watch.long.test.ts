// `check --watch` and `preview` hear every save, however an editor saves: each way twenty times, one right after the other.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { text } from "node:stream/consumers";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { runCheckCommand } from "../../src/cli/check.ts";
import { startPreview, type Preview } from "../../src/cli/preview.ts";
import { EDITOR_SAVES, type Save } from "../support/editor-saves.ts";
import { createEar } from "../support/ear.ts";
import { listing, pngIcon } from "../support/scene.ts";

const SAVES = 20;
const POLICY = "extends: default\nmarketplace:\n  name: Ours\n  security: mailto:security@ours.example\n";
const WAYS = Object.entries(EDITOR_SAVES);

let folder: string;
const file = (): string => join(folder, "listings/poll-maker.yml");

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "steward-watch-"));
  await mkdir(join(folder, "listings"));
  await mkdir(join(folder, "images"));
  await mkdir(join(folder, ".github"));
  await writeFile(join(folder, ".github/steward.yml"), POLICY);
  await writeFile(join(folder, "images/poll-maker.png"), await pngIcon());
  await writeFile(file(), listing());
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** On a connection of its own: one that was kept may be closed by the server just then. */
const page = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => void text(response).then(resolve, reject)).on("error", reject);
  });

describe("check --watch", () => {
  it.each(WAYS)(
    "hears a file that is %s",
    async (_, save: Save) => {
      const ear = createEar();
      let stop = (): void => undefined;
      const ended = runCheckCommand(
        { files: [], catalog: folder, format: "text", offline: true, watch: true },
        { write: (text) => ear.hear(text), warn: () => undefined, color: false, interactive: false },
        new Promise<void>((resolve) => {
          stop = resolve;
        }),
      );
      await ear.until("1 listing");
      for (let count = 1; count <= SAVES; count += 1) {
        await save(file(), `${listing()}field-${count}: x\n`, count);
        await ear.until(`field-${count}`);
      }
      stop();
      expect(await ended).toBe(1);
    },
    180_000,
  );
});

describe("preview", () => {
  let preview: Preview | undefined;
  afterEach(() => preview?.close());

  it.each(WAYS)(
    "hears a file that is %s",
    async (_, save: Save) => {
      preview = await startPreview({ file: file(), port: 0 }, (line) => {
        // A folder without git is told so, once; anything else would be a save that went wrong.
        if (!line.startsWith("git names no repository")) throw new Error(line);
      });
      if (preview === undefined) throw new Error("no preview");
      const { url } = preview;
      const told = await fetch(new URL("/-/saved", url));
      const reader = told.body?.pipeThrough(new TextDecoderStream()).getReader();
      const title = async (): Promise<string | undefined> => /<h1[^>]*>([^<]*)</.exec(await page(url))?.[1];
      for (let count = 1; count <= SAVES; count += 1) {
        await save(file(), listing({ name: `Polls ${count}` }), count);
        while ((await title()) !== `Polls ${count}`) expect((await reader?.read())?.done).toBe(false);
      }
      await reader?.cancel();
    },
    90_000,
  );
});
