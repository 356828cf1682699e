// A green check stays true: when the default branch moves so that merging a pull request would do something else, it is judged anew by itself.

import { afterEach, describe, expect, it } from "@jest/globals";
import { ROLL_UP } from "../../src/core/review/seen.ts";
import { propose, weather } from "../support/merge-scene.ts";
import { BRANCH, ids, later, mergeNow } from "../support/published.ts";
import {
  addProject,
  CATALOG,
  goodFiles,
  listing,
  openScene,
  pngIcon,
  rollUp,
  submit,
  type Scene,
  type Submission,
} from "../support/scene.ts";

let scene: Scene;
afterEach(async () => scene.close());

const MINUTE_MS = 60_000;
const LISTING = "listings/poll-maker.yml";

async function open(): Promise<void> {
  scene = await openScene();
  await addProject(scene.sandbox, "stranger", "fine");
  await mergeNow(scene, await goodFiles());
  await later(scene, MINUTE_MS);
  expect(await ids(scene)).toEqual(["poll-maker"]);
}

const onMain = async (path: string) =>
  (await scene.sandbox.readFile(CATALOG, "main", path))?.toString() ?? "";

const comment = (number: number): string =>
  scene.sandbox
    .comments(CATALOG, number)
    .filter(({ viaApp }) => viaApp)
    .map(({ body }) => body)
    .join("\n");

/** How often a commit was looked at since. */
const looks = (sha: string, since: number): number =>
  scene.sandbox.calls.slice(since).filter(({ path }) => path.includes(`...${sha}`)).length;

/** The owner's update waits; a stranger builds on its commit, takes it back there, and lists a thing of their own. */
async function shared() {
  await open();
  const before = await onMain(LISTING);
  const update = await submit(scene, { [LISTING]: before.replace(/summary: .*/, "summary: Polls that end") });
  await scene.settled();
  const stranger = await propose(scene, [update.sha], { ...(await weather()), [LISTING]: before });
  // Today merging it does what it shows: one new listing.
  expect(rollUp(scene, stranger.sha)).toBe("success");
  expect(comment(stranger.number)).not.toContain("poll-maker");
  const bystander = await submit(scene, await goodFiles("chat-log", { name: "Chat Log" }), {
    branch: "bystander",
  });
  await scene.settled();
  scene.clock.advance(MINUTE_MS);
  return { update, stranger, bystander };
}

async function push(files: Parameters<typeof submit>[1]): Promise<void> {
  scene.clock.advance(MINUTE_MS);
  await scene.sandbox.commit(CATALOG, "main", files, { author: "maintainer" });
  await scene.settled();
  // GitHub works its test merge out once somebody asked.
  for (let i = 0; i < 3; i += 1) await later(scene, MINUTE_MS);
}

const summary = (edition: number): Record<string, string> => ({
  [LISTING]: listing({
    summary: `Create polls and see the votes come in, edition ${edition}`,
  }),
});

async function openChange(): Promise<Submission> {
  scene = await openScene();
  await mergeNow(scene, await goodFiles());
  await mergeNow(scene, await goodFiles("other-tool", { name: "Other Tool" }), { author: "maintainer" });
  scene.clock.advance(MINUTE_MS);
  const change = await submit(scene, summary(1));
  await scene.settled();
  expect(rollUp(scene, change.sha)).toBe("success");
  return change;
}

describe("a pull request that shares a commit with another", () => {
  it("is judged anew once that commit is merged, for merging it would undo the other", async () => {
    const { update, stranger, bystander } = await shared();
    const since = scene.sandbox.calls.length;
    await scene.sandbox.mergePullRequest(CATALOG, update.number, "maintainer", "merge");
    await scene.settled();
    expect(rollUp(scene, stranger.sha)).not.toBe("success");
    expect(comment(stranger.number)).toContain("poll-maker");
    // Those that share nothing are not asked about.
    expect(looks(bystander.sha, since)).toBe(0);
    expect(rollUp(scene, bystander.sha)).toBe("success");
    // Once: the next sweeps find that it holds for the branch as it is.
    const judged = scene.sandbox.calls.length;
    for (let round = 0; round < 3; round += 1) {
      await scene.server.service.sweepAll();
      await later(scene, MINUTE_MS);
    }
    expect(looks(stranger.sha, judged)).toBe(0);
  });

  it("is judged anew after the App was away meanwhile", async () => {
    const { update, stranger } = await shared();
    await scene.stopApp();
    await scene.sandbox.mergePullRequest(CATALOG, update.number, "maintainer", "merge");
    await scene.startApp();
    expect(rollUp(scene, stranger.sha)).not.toBe("success");
    // A third process goes by what this one wrote, and does not begin again.
    await scene.stopApp();
    const since = scene.sandbox.calls.length;
    await scene.startApp();
    expect(looks(stranger.sha, since)).toBe(0);
  });

  it("keeps its verdict where the other was squashed: merging it still does what it shows", async () => {
    const { update, stranger } = await shared();
    await scene.sandbox.mergePullRequest(CATALOG, update.number, "maintainer", "squash");
    await scene.settled();
    expect(rollUp(scene, stranger.sha)).toBe("success");
    scene.clock.advance(MINUTE_MS);
    await scene.sandbox.mergePullRequest(CATALOG, stranger.number, "maintainer", "squash");
    await scene.settled();
    expect(await onMain(LISTING)).toContain("summary: Polls that end");
    expect(await scene.sandbox.readFile(CATALOG, BRANCH, "listings/weather-board.json")).toBeDefined();
  });
});

describe("a pull request about a listing that changes on the default branch", () => {
  it("is judged anew, and says that merging would leave something that was not judged", async () => {
    await open();
    const before = await onMain(LISTING);
    const change = await submit(scene, { [LISTING]: before.replace("Apache-2.0", "MIT") });
    await scene.settled();
    expect(rollUp(scene, change.sha)).toBe("success");
    scene.clock.advance(MINUTE_MS);
    await mergeNow(scene, { [LISTING]: before.replace(/name: .*/, "name: Poll Maker Two") }, { branch: "b" });
    await later(scene, MINUTE_MS);
    expect(rollUp(scene, change.sha)).not.toBe("success");
    expect(comment(change.number)).toMatch(/was not judged|conflicts with the default branch/);
    await scene.stopApp();
    const since = scene.sandbox.calls.length;
    await scene.startApp();
    expect(looks(change.sha, since)).toBe(0);
  });

  it("the same line was changed on the default branch: the conflict is named, and it is the author's turn", async () => {
    const { number, sha, fork, branch } = await openChange();
    await push(summary(2));
    expect(rollUp(scene, sha)).toBe("failure");
    expect(comment(number)).toContain("conflicts with the default branch");
    expect(scene.sandbox.labels(CATALOG, number)).toContain("steward: needs changes");
    // Brought up to date, it is green again.
    scene.clock.advance(MINUTE_MS);
    await scene.sandbox.forcePush(
      fork,
      branch,
      scene.sandbox.branchSha(CATALOG, "main") ?? "",
      "contributor",
    );
    const after = await scene.sandbox.commit(fork, branch, summary(3), { author: "contributor" });
    await scene.settled();
    expect(rollUp(scene, after)).toBe("success");
  });

  it("another line of the file was changed there: merging would leave what nobody judged, and it is held", async () => {
    const { number, sha } = await openChange();
    await push({ "listings/poll-maker.yml": listing({ license: "MIT" }) });
    expect(rollUp(scene, sha)).toBe("action_required");
    expect(comment(number)).toContain("The default branch has changed");
  });

  it("its picture alone was changed there: judged again, and merging does what was judged", async () => {
    const { sha } = await openChange();
    const before = scene.sandbox.calls.length;
    await push({ "images/poll-maker.png": await pngIcon(640) });
    expect(rollUp(scene, sha)).toBe("success");
    expect(looks(sha, before)).toBeGreaterThan(0);
  });

  it("another listing was changed there: nothing is asked or written", async () => {
    const { sha } = await openChange();
    const { sandbox } = scene;
    const before = sandbox.calls.length;
    await push({
      "listings/other-tool.yml": listing({ name: "Other Tool", summary: "All that it does now" }),
    });
    expect(rollUp(scene, sha)).toBe("success");
    expect(looks(sha, before)).toBe(0);
  });

  it("the listing was taken away there: the open change of it conflicts", async () => {
    const { number, sha } = await openChange();
    await push({ "listings/poll-maker.yml": null, "images/poll-maker.png": null });
    expect(rollUp(scene, sha)).not.toBe("success");
    expect(comment(number)).not.toBe("");
  });

  it("the App did not hear of the push: the next look at the catalog finds it", async () => {
    const { sha } = await openChange();
    scene.sandbox.faults.deliveries.lose = true;
    scene.clock.advance(MINUTE_MS);
    await scene.sandbox.commit(CATALOG, "main", summary(2), { author: "maintainer" });
    scene.sandbox.faults.deliveries.lose = false;
    await scene.server.service.sweepAll();
    for (let i = 0; i < 3; i += 1) await later(scene, MINUTE_MS);
    expect(rollUp(scene, sha)).toBe("failure");
  });
});

describe("verdicts that an earlier version wrote", () => {
  it("are read as before: neither the new version nor a moved branch looks at all of them", async () => {
    const { stranger, bystander } = await shared();
    await scene.stopApp();
    for (const { sha } of [stranger, bystander])
      for (const run of scene.sandbox.checkRuns(CATALOG, sha))
        run.externalId = run.externalId?.replace(/ b=\S+$/, "") ?? null;
    const runs = () =>
      [stranger, bystander].map(({ sha }) =>
        scene.sandbox.checkRuns(CATALOG, sha).map(({ id, externalId }) => [id, externalId]),
      );
    const [before, since] = [runs(), scene.sandbox.calls.length];
    await scene.startApp();
    await scene.sandbox.commit(CATALOG, "main", { "notes.md": "# Notes\n" });
    await scene.settled();
    await later(scene, MINUTE_MS);
    expect(runs()).toEqual(before);
    expect(looks(stranger.sha, since) + looks(bystander.sha, since)).toBe(0);
    // A look that something else asks for remembers it from then on.
    scene.sandbox.comment(CATALOG, bystander.number, "contributor", "/recheck");
    await scene.settled();
    const found = scene.sandbox.checkRuns(CATALOG, bystander.sha).find(({ name }) => name === ROLL_UP);
    expect(found?.externalId).toMatch(/ b=\S+$/);
  });
});
