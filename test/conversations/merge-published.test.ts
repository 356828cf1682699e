// What a merge did beyond what was judged of its pull request is not published, and says whose merge it was.

import { afterEach, describe, expect, it } from "@jest/globals";
import type { FileChanges } from "../../src/sandbox/actions/commits.ts";
import {
  addProject,
  CATALOG,
  goodFiles,
  lineFrom,
  listing,
  openScene,
  type Scene,
} from "../support/scene.ts";
import { mergedBehind, propose, weather } from "../support/merge-scene.ts";
import { entries, ids, later, mergeNow, openIssues } from "../support/published.ts";

let scene: Scene;
afterEach(async () => scene.close());

const MINUTE_MS = 60_000;

const HELD = "steward: not published";
const UPDATE = { "listings/poll-maker.yml": listing({ summary: "Create polls, see votes, end them" }) };

const links = async () =>
  (await entries(scene))
    .map(({ id, summary }) => [id, summary])
    .toSorted(([a = ""], [b = ""]) => (a < b ? -1 : 1));
const report = (): string => openIssues(scene, HELD)[0]?.body ?? "";

/** The stranger's branch takes back what was merged, and is merged over its held roll-up. */
async function undone(files: FileChanges, method: "merge" | "squash"): Promise<number> {
  const { before, head } = await mergedBehind(scene, files);
  const { number } = await propose(scene, [before, head], await weather());
  await later(scene, 15_000);
  await scene.sandbox.mergePullRequest(CATALOG, number, "maintainer", method);
  await scene.settled();
  await later(scene, 20_000);
  return number;
}

describe.each(["merge", "squash"] as const)("what a %s took back beside its own listing", (method) => {
  it("of somebody's update stays as it was published, until a maintainer lets it through", async () => {
    scene = await openScene();
    await addProject(scene.sandbox, "stranger", "fine");
    await mergeNow(scene, await goodFiles());
    scene.clock.advance(MINUTE_MS);
    const number = await undone(UPDATE, method);
    expect(await links()).toEqual([
      ["other-tool", "Create polls and see the votes come in"],
      ["poll-maker", "Create polls, see votes, end them"],
      ["weather-board", "Create polls and see the votes come in"],
    ]);
    expect(report()).toContain(
      `Merging #${number} also changed \`listings/poll-maker.yml\`, for which it was not judged.`,
    );
    // Looked at again after other pushes, it is still held.
    await scene.sandbox.commit(CATALOG, "main", { "NOTES.md": "x\n" }, { author: "maintainer" });
    await scene.settled();
    expect((await links())[1]?.[1]).toBe("Create polls, see votes, end them");
    scene.clock.advance(2_000);
    const issue = openIssues(scene, HELD)[0]?.number ?? 0;
    scene.sandbox.comment(CATALOG, issue, "maintainer", lineFrom(report(), "submission", "it was meant"));
    await scene.settled();
    expect((await links())[1]?.[1]).toBe("Create polls and see the votes come in");
  });

  it("of a new listing stays published", async () => {
    scene = await openScene();
    await addProject(scene.sandbox, "stranger", "fine");
    await mergeNow(scene, await goodFiles());
    scene.clock.advance(MINUTE_MS);
    const number = await undone(await goodFiles("chess-club", { name: "Chess Club" }), method);
    expect((await ids(scene)).toSorted()).toEqual([
      "chess-club",
      "other-tool",
      "poll-maker",
      "weather-board",
    ]);
    expect(report()).toContain(`Merging #${number} also changed \`listings/chess-club.yml\``);
  });
});

describe("what takes something back by its own name", () => {
  it("is its pull request's, however it is merged", async () => {
    scene = await openScene();
    await mergeNow(scene, await goodFiles());
    scene.clock.advance(MINUTE_MS);
    await mergeNow(scene, UPDATE);
    scene.clock.advance(MINUTE_MS);
    const number = await mergeNow(scene, { "listings/poll-maker.yml": listing() });
    expect(await links()).toEqual([["poll-maker", "Create polls and see the votes come in"]]);
    expect((await entries(scene))[0]?.source.pull).toBe(number);
    expect(openIssues(scene, HELD)).toEqual([]);
  });

  it("is pushed by somebody who may, and goes out", async () => {
    scene = await openScene();
    await mergeNow(scene, await goodFiles());
    scene.clock.advance(MINUTE_MS);
    await mergeNow(scene, UPDATE);
    scene.clock.advance(MINUTE_MS);
    await scene.sandbox.commit(
      CATALOG,
      "main",
      { "listings/poll-maker.yml": listing() },
      { author: "maintainer" },
    );
    await scene.settled();
    expect(await links()).toEqual([["poll-maker", "Create polls and see the votes come in"]]);
    expect(openIssues(scene, HELD)).toEqual([]);
  });
});
