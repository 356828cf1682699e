// A rebase puts a commit for each of a pull request's on the default branch, and not all of them need name it: none counts as pushed.

import { afterEach, expect, it } from "@jest/globals";
import { addProject, CATALOG, goodFiles, listing, openScene, submit, type Scene } from "../support/scene.ts";
import { entries, ids, later, mergeNow, openIssues } from "../support/published.ts";

let scene: Scene;
afterEach(async () => scene.close());

const MINUTE_MS = 60_000;
const held = (): string => openIssues(scene, "steward: not published")[0]?.body ?? "";
const EVIL = "https://github.com/stranger/evil";

async function openPublished(): Promise<void> {
  scene = await openScene();
  await mergeNow(scene, await goodFiles());
  await addProject(scene.sandbox, "stranger", "evil");
  scene.clock.advance(MINUTE_MS);
}

/** A pull request of two commits: the listing's file first, then a file that no listing has. */
async function rebase(author: string, change: Parameters<typeof listing>[0]): Promise<number> {
  const file = { "listings/poll-maker.yml": listing(change) };
  const { number, fork, branch } = await submit(scene, file, { author, branch: `two-${author}` });
  await scene.sandbox.commit(fork, branch, { "NOTES.md": "Notes\n" }, { author });
  await scene.settled();
  scene.clock.advance(MINUTE_MS);
  await scene.sandbox.mergePullRequest(CATALOG, number, "maintainer", "rebase");
  await scene.settled();
  await later(scene, MINUTE_MS);
  return number;
}

const links = async () => (await entries(scene)).map(({ link }) => link);

it("a stranger's, merged over its red check, is held with its number", async () => {
  await openPublished();
  const [before] = await links();
  const number = await rebase("stranger", { link: EVIL });
  expect(await links()).toEqual([before]);
  expect(held()).toContain(`#${number}`);
});

it("a stranger's stays beneath what its owner merged from a branch without it", async () => {
  await openPublished();
  const [before] = await links();
  // The owner's branch begins before the stranger's change, and touches another line.
  const own = await submit(
    scene,
    { "listings/poll-maker.yml": listing({ license: "MIT" }) },
    { branch: "own" },
  );
  await scene.settled();
  await rebase("stranger", { link: EVIL });
  await scene.sandbox.mergePullRequest(CATALOG, own.number, "maintainer", "squash");
  await scene.settled();
  await later(scene, MINUTE_MS);
  const file = (await scene.sandbox.readFile(CATALOG, "main", "listings/poll-maker.yml"))?.toString("utf8");
  expect(file).toContain(EVIL);
  expect(file).toContain("license: MIT");
  expect(await links()).toEqual([before]);
});

it("its owner's is published, with its number", async () => {
  await openPublished();
  const number = await rebase("contributor", { summary: "Polls for every channel, and their results" });
  const [entry] = await entries(scene);
  expect(entry?.summary).toContain("Polls for every channel");
  expect(entry?.source.pull).toBe(number);
});

it("what was pushed before somebody's pull request of another listing counts as pushed", async () => {
  await openPublished();
  await scene.stopApp();
  await scene.sandbox.commit(
    CATALOG,
    "main",
    { "listings/poll-maker.yml": listing({ summary: "Pushed by somebody who may, and in order" }) },
    { author: "maintainer" },
  );
  scene.clock.advance(MINUTE_MS);
  await mergeNow(scene, await goodFiles("other-tool", { name: "Other Tool" }));
  await scene.startApp();
  await later(scene, MINUTE_MS);
  expect((await ids(scene)).toSorted()).toEqual(["other-tool", "poll-maker"]);
  expect((await entries(scene)).find(({ id }) => id === "poll-maker")?.summary).toContain("Pushed by");
});

it("an older state that a rebase brought back is the pull request's, too", async () => {
  await openPublished();
  const old = await scene.sandbox.readFile(CATALOG, "main", "listings/poll-maker.yml");
  await mergeNow(scene, { "listings/poll-maker.yml": listing({ license: "MIT" }) });
  scene.clock.advance(MINUTE_MS);
  const { number, fork, branch } = await submit(
    scene,
    { "listings/poll-maker.yml": old?.toString("utf8") ?? "" },
    { author: "stranger", branch: "back" },
  );
  await scene.sandbox.commit(fork, branch, { "NOTES.md": "Notes\n" }, { author: "stranger" });
  await scene.settled();
  scene.clock.advance(MINUTE_MS);
  await scene.sandbox.mergePullRequest(CATALOG, number, "maintainer", "rebase");
  await scene.settled();
  await later(scene, MINUTE_MS);
  expect((await entries(scene))[0]?.license).toBe("MIT");
  expect(held()).toContain(`#${number}`);
});
