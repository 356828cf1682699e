// A push that changes a listing reaches the open pull requests about it, and no other.

import { afterEach, expect, it } from "@jest/globals";
import {
  CATALOG,
  goodFiles,
  listing,
  openScene,
  pngIcon,
  rollUp,
  submit,
  type Scene,
} from "../support/scene.ts";
import { later, mergeNow } from "../support/published.ts";
import { bears } from "../support/marked.ts";

let scene: Scene;
afterEach(async () => scene.close());

const MINUTE_MS = 60_000;
const sticky = (number: number): string =>
  scene.sandbox.comments(CATALOG, number).find(({ body }) => bears(body, "review"))?.body ?? "";

async function push(files: Parameters<typeof submit>[1]): Promise<void> {
  scene.clock.advance(MINUTE_MS);
  await scene.sandbox.commit(CATALOG, "main", files, { author: "maintainer" });
  await scene.settled();
  // GitHub works its test merge out once somebody asked.
  for (let i = 0; i < 3; i += 1) await later(scene, MINUTE_MS);
}

const summary = (edition: number): Record<string, string> => ({
  "listings/poll-maker.yml": listing({
    summary: `Create polls and see the votes come in, edition ${edition}`,
  }),
});

async function openChange(): Promise<{ readonly number: number; readonly sha: string }> {
  scene = await openScene();
  await mergeNow(scene, await goodFiles());
  await mergeNow(scene, await goodFiles("other-tool", { name: "Other Tool" }), { author: "maintainer" });
  scene.clock.advance(MINUTE_MS);
  const change = await submit(scene, summary(1));
  await scene.settled();
  expect(rollUp(scene, change.sha)).toBe("success");
  return change;
}

it("the same line was changed on the default branch: the conflict is named, and it is the author's turn", async () => {
  const { number, sha } = await openChange();
  await push(summary(2));
  expect(rollUp(scene, sha)).toBe("failure");
  expect(sticky(number)).toContain("conflicts with the default branch");
  expect(scene.sandbox.labels(CATALOG, number)).toContain("steward: needs changes");
  // Brought up to date, it is green again.
  scene.clock.advance(MINUTE_MS);
  const { fork, branch } = { fork: "contributor/marketplace", branch: headBranch(number) };
  await scene.sandbox.forcePush(fork, branch, scene.sandbox.branchSha(CATALOG, "main") ?? "", "contributor");
  const after = await scene.sandbox.commit(fork, branch, summary(3), { author: "contributor" });
  await scene.settled();
  expect(rollUp(scene, after)).toBe("success");
});

it("another line of the file was changed there: merging would leave what nobody judged, and it is held", async () => {
  const { number, sha } = await openChange();
  await push({ "listings/poll-maker.yml": listing({ license: "MIT" }) });
  expect(rollUp(scene, sha)).toBe("action_required");
  expect(sticky(number)).toContain("The default branch has changed");
});

it("its picture alone was changed there: judged again, and merging does what was judged", async () => {
  const { sha } = await openChange();
  const before = scene.sandbox.calls.length;
  await push({ "images/poll-maker.png": await pngIcon(640) });
  expect(rollUp(scene, sha)).toBe("success");
  expect(comparisons(before, sha)).not.toEqual([]);
});

it("another listing was changed there: nothing is asked or written", async () => {
  const { sha } = await openChange();
  const { sandbox } = scene;
  const before = sandbox.calls.length;
  await push({ "listings/other-tool.yml": listing({ name: "Other Tool", summary: "All that it does now" }) });
  expect(rollUp(scene, sha)).toBe("success");
  expect(comparisons(before, sha)).toEqual([]);
});

it("the listing was taken away there: the open change of it conflicts", async () => {
  const { number, sha } = await openChange();
  await push({ "listings/poll-maker.yml": null, "images/poll-maker.png": null });
  expect(rollUp(scene, sha)).not.toBe("success");
  expect(sticky(number)).not.toBe("");
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

/** How often that commit was compared with the default branch since: a review does that first. */
function comparisons(since: number, sha: string): readonly string[] {
  return scene.sandbox.calls
    .slice(since)
    .map(({ path }) => path)
    .filter((path) => path.includes("/compare/") && path.endsWith(`...${sha}`));
}

function headBranch(number: number): string {
  return scene.sandbox.issue(CATALOG, number).pull?.head.branch ?? "";
}
