// Hostile texts through real pull requests: what GitHub would show of them mentions nobody, links nowhere and loads nothing.

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { FIELD_NAMES } from "../../src/core/listing/fields.ts";
import { yamlString } from "../support/listing-files.ts";
import { breaches } from "../support/inert.ts";
import { HOSTILE_TEXTS, SENTINEL } from "../support/hostile-texts.ts";
import { CATALOG, rollUp, submit, type Submission, openScene, type Scene } from "../support/scene.ts";

const LISTS = new Set<string>(["screenshots", "maintainers", "tags"]);
/** So many that no document of theirs has to be cut. */
const LISTINGS_PER_PULL = 12;

let scene: Scene;
let pulls: readonly Submission[];

/** Each text stands in every field of some listing, next to other texts: the whole square is covered once. */
function listingAt(row: number): string {
  const text = (column: number): string => HOSTILE_TEXTS[(row + column) % HOSTILE_TEXTS.length] ?? "";
  const fields = FIELD_NAMES.map((field, column) => {
    const value = yamlString(text(column));
    return `${field}: ${LISTS.has(field) ? `[${value}]` : value}\n`;
  });
  return `${fields.join("")}${yamlString(`key ${text(FIELD_NAMES.length)}`)}: x\n`;
}

beforeAll(async () => {
  scene = await openScene();
  const opened: Submission[] = [];
  for (let from = 0; from < HOSTILE_TEXTS.length; from += LISTINGS_PER_PULL) {
    const files: Record<string, string> = {};
    for (let row = from; row < Math.min(HOSTILE_TEXTS.length, from + LISTINGS_PER_PULL); row += 1)
      files[`listings/hostile-${row}.yml`] = listingAt(row);
    const text = HOSTILE_TEXTS[from] ?? "";
    const more = { author: "maintainer", branch: `hostile-${from}`, title: text.slice(0, 200), body: text };
    opened.push(await submit(scene, files, more));
  }
  await scene.settled();
  scene.clock.advance(2_000);
  for (const [at, { number, sha }] of opened.entries()) {
    const line = `/accept submission ${sha.slice(0, 7)} ${HOSTILE_TEXTS[at] ?? ""}`;
    scene.sandbox.comment(CATALOG, number, "maintainer", line);
  }
  await scene.settled();
  pulls = opened;
}, 60_000);
afterAll(async () => {
  await scene.close();
});

describe(`${HOSTILE_TEXTS.length} hostile texts in every field of a listing`, () => {
  it("are enough, and every pull request of them was judged to its end", () => {
    expect(HOSTILE_TEXTS.length).toBeGreaterThanOrEqual(300);
    expect(pulls.map(({ sha }) => rollUp(scene, sha))).toEqual(pulls.map(() => "failure"));
  });

  it("come out of comments and check runs as code and nothing else", () => {
    let told = 0;
    for (const { number, sha } of pulls) {
      const comments = scene.sandbox.comments(CATALOG, number).filter(({ viaApp }) => viaApp);
      const runs = scene.sandbox.checkRuns(CATALOG, sha);
      expect(comments).toHaveLength(1);
      expect(runs.length).toBeGreaterThan(5);
      for (const markdown of [
        ...comments.map(({ body }) => body),
        ...runs.map(({ summary }) => summary ?? ""),
      ]) {
        told += markdown.split(SENTINEL).length - 1;
        expect(breaches(markdown)).toEqual([]);
      }
      for (const { title, annotations } of runs) {
        expect(title).not.toMatch(/[\n\r`]/);
        // GitHub shows these as plain text.
        for (const { message } of annotations) expect(message).not.toMatch(/[`\u202e\u2067\u200b]/);
      }
    }
    // The proof would be empty if the texts never came through.
    expect(told).toBeGreaterThan(HOSTILE_TEXTS.length);
  });

  it("neither label anything nor reach the log", () => {
    for (const { number } of pulls)
      expect(scene.sandbox.labels(CATALOG, number)).toEqual(["steward: needs changes"]);
    expect(scene.logged.filter((line) => line.includes(SENTINEL))).toEqual([]);
  });
});
