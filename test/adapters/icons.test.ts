// The images that the marketplace we model really shows must all pass, or our rules are wrong.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { afterAll, expect, test } from "@jest/globals";
import { createImages } from "../../src/adapters/images/images.ts";

const FOLDER = new URL("../../../shared/data/mattermost/icons/", import.meta.url);
const ICONS = 20;
const here = existsSync(FOLDER);
const images = createImages();

afterAll(() => images.close());

if (!here)
  process.stderr.write("SKIPPED test/adapters/icons.test.ts: ../shared/data/mattermost/icons is not here\n");

(here ? test : test.skip)("all icons of the Mattermost marketplace pass", async () => {
  const names = readdirSync(FOLDER);
  const facts = await Promise.all(names.map((name) => images.inspect(readFileSync(new URL(name, FOLDER)))));
  const refused = names.filter((_, at) => {
    const fact = facts[at];
    return fact?.state !== "known" || fact.value.kind !== "image";
  });
  expect(refused).toEqual([]);
  expect(names).toHaveLength(ICONS);
});
