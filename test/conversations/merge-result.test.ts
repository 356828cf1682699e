// What merging would do is what was judged: a branch whose merge undoes others' work is held, whatever GitHub's list of files shows.

import { afterEach, describe, expect, it } from "@jest/globals";
import type { FileChanges } from "../../src/sandbox/actions/commits.ts";
import {
  addProject,
  CATALOG,
  goodFiles,
  listing,
  openScene,
  rollUp,
  submit,
  type Scene,
} from "../support/scene.ts";
import { bears } from "../support/marked.ts";
import { mergedBehind, propose, weather } from "../support/merge-scene.ts";
import { later, mergeNow } from "../support/published.ts";

let scene: Scene;
afterEach(async () => scene.close());

const MINUTE_MS = 60_000;

const sticky = (number: number): string =>
  scene.sandbox.comments(CATALOG, number).find(({ body }) => bears(body, "review"))?.body ?? "";

describe("a merge commit that takes back what others have merged", () => {
  it.each<[string, FileChanges, string]>([
    [
      "an owner's update",
      { "listings/poll-maker.yml": listing({ summary: "Create polls, see votes, end them" }) },
      "listings/poll-maker.yml",
    ],
    [
      "a removal",
      { "listings/poll-maker.yml": null, "images/poll-maker.png": null },
      "listings/poll-maker.yml",
    ],
    [
      "a stricter policy",
      { ".github/steward.yml": "extends: mattermost\ntakedown:\n  role: admin\n" },
      ".github/steward.yml",
    ],
  ])("%s, is held with the paths it would change", async (_, files, path) => {
    scene = await openScene();
    await addProject(scene.sandbox, "stranger", "fine");
    await mergeNow(scene, await goodFiles());
    scene.clock.advance(MINUTE_MS);
    const { before, head } = await mergedBehind(scene, files);
    const { sha, number } = await propose(scene, [before, head], await weather());
    // GitHub's test merge is not there at once: nothing passes meanwhile, and it is asked for again by itself.
    expect(rollUp(scene, sha)).toBe("in_progress");
    await later(scene, 15_000);
    expect(rollUp(scene, sha)).toBe("action_required");
    expect(sticky(number)).toContain("Merging this would also change ");
    expect(sticky(number)).toContain(`\`${path}\``);
    expect(scene.sandbox.labels(CATALOG, number)).toEqual(["steward: held"]);
  });

  it("is held where nothing of the catalog is changed, and an approval from before that was shown does not count", async () => {
    scene = await openScene();
    await mergeNow(scene, await goodFiles());
    scene.clock.advance(MINUTE_MS);
    const { before, head } = await mergedBehind(scene, {
      "listings/poll-maker.yml": listing({ summary: "Create polls, see votes, end them" }),
    });
    scene.sandbox.faults.testMergeMs = MINUTE_MS;
    const { sha, number } = await propose(scene, [before, head], { "README.md": "# Better\n" });
    expect(rollUp(scene, sha)).toBe("in_progress");
    scene.sandbox.review(CATALOG, number, "maintainer", "APPROVED");
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("in_progress");
    await later(scene, 2 * MINUTE_MS);
    await later(scene, 2 * MINUTE_MS);
    expect(rollUp(scene, sha)).toBe("action_required");
    await later(scene, MINUTE_MS);
    scene.sandbox.review(CATALOG, number, "maintainer", "APPROVED");
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("success");
  });
});

describe("a test merge that GitHub does not make", () => {
  it("is asked for again, and after half an hour a maintainer decides", async () => {
    scene = await openScene();
    await addProject(scene.sandbox, "stranger", "fine");
    await mergeNow(scene, await goodFiles());
    const { before, head } = await mergedBehind(scene, { "README.md": "# Catalog\n" });
    scene.sandbox.faults.testMergeMs = 365 * 24 * 60 * MINUTE_MS;
    const { sha, number } = await propose(scene, [before, head], await weather());
    for (let minutes = 0; minutes < 29; minutes += 4) {
      expect(rollUp(scene, sha)).toBe("in_progress");
      await later(scene, 4 * MINUTE_MS);
    }
    await later(scene, 4 * MINUTE_MS);
    expect(rollUp(scene, sha)).toBe("action_required");
    expect(scene.sandbox.labels(CATALOG, number)).toEqual(["steward: held"]);
  });
});

describe("what merging would do is known without it", () => {
  it("where the branch is behind, and nobody touched its paths since", async () => {
    scene = await openScene();
    await addProject(scene.sandbox, "stranger", "fine");
    await mergeNow(scene, await goodFiles());
    const old = scene.sandbox.branchSha(CATALOG, "main") ?? "";
    await mergeNow(scene, await goodFiles("other-tool", { name: "Other Tool" }));
    const { sha } = await propose(scene, [old], await weather());
    expect(rollUp(scene, sha)).toBe("success");
  });

  it("where the branch was brought up to date by a merge, and once GitHub has merged it where it is behind again", async () => {
    scene = await openScene();
    await addProject(scene.sandbox, "stranger", "fine");
    await mergeNow(scene, await goodFiles());
    const old = scene.sandbox.branchSha(CATALOG, "main") ?? "";
    await mergeNow(scene, await goodFiles("other-tool", { name: "Other Tool" }));
    const main = scene.sandbox.branchSha(CATALOG, "main") ?? "";
    const { sha } = await propose(scene, [main, old], await weather());
    expect(rollUp(scene, sha)).toBe("success");
    await scene.sandbox.commit(CATALOG, "main", { "NOTES.md": "x\n" }, { author: "maintainer" });
    // What a branch with merges comes to may change with every push: it is judged again by itself.
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("in_progress");
    await later(scene, 15_000);
    expect(rollUp(scene, sha)).toBe("success");
  });

  it.each<[string, string, string]>([
    ["in another place", "summary: Create polls and see the votes come in", "merge-unknown"],
    ["in the same line, which conflicts", "summary: Something of mine altogether", "conflict"],
  ])("a file that the default branch has changed too, %s, is not what was judged", async (_, line, rule) => {
    scene = await openScene();
    await mergeNow(scene, await goodFiles());
    const main = scene.sandbox.branchSha(CATALOG, "main") ?? "";
    const before = listing();
    const theirs =
      rule === "conflict" ? { summary: "Create polls, see votes, end them" } : { security: undefined };
    await mergeNow(scene, { "listings/poll-maker.yml": listing(theirs) }, { branch: "theirs" });
    const change = before.replace(/summary: .*/, line).replace("name: Poll Maker", "name: Poll Makers");
    const { sha, number } = await propose(scene, [main], { "listings/poll-maker.yml": change });
    await later(scene, 15_000);
    if (rule === "conflict") {
      expect(rollUp(scene, sha)).toBe("failure");
      expect(sticky(number)).toContain("The branch conflicts with the default branch.");
      expect(sticky(number)).toContain("**Your turn:**");
    } else {
      expect(rollUp(scene, sha)).not.toBe("success");
      expect(sticky(number)).toContain("The default branch has changed `listings/poll-maker.yml` too");
    }
  });
});

describe("the merge queue", () => {
  it("fails a group that would change what none of its pull requests was judged for, and says what", async () => {
    scene = await openScene();
    await addProject(scene.sandbox, "stranger", "fine");
    await mergeNow(scene, await goodFiles());
    scene.clock.advance(MINUTE_MS);
    const { before, head } = await mergedBehind(scene, {
      ".github/steward.yml": "extends: mattermost\ntakedown:\n  role: admin\n",
    });
    const { sha, number } = await propose(scene, [before, head], await weather());
    await later(scene, 15_000);
    scene.clock.advance(MINUTE_MS);
    scene.sandbox.review(CATALOG, number, "maintainer", "APPROVED");
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("success");
    const group = await scene.sandbox.mergeGroup(CATALOG, [number]);
    await scene.settled();
    expect(rollUp(scene, group.headSha)).toBe("failure");
    expect(scene.sandbox.checkRuns(CATALOG, group.headSha)[0]?.title).toBe(
      "Merging this would also change '.github/steward.yml'.",
    );
  });

  it("compares the group's new listings with each other", async () => {
    scene = await openScene();
    await addProject(scene.sandbox, "owner", "poll-maker");
    const one = await submit(scene, await goodFiles());
    const two = await submit(scene, await goodFiles("poll-makers", { maintainers: "[contributor]" }), {
      branch: "two",
    });
    const three = await submit(scene, await goodFiles("chess-club"), { branch: "three" });
    await scene.settled();
    for (const { sha } of [one, two, three]) expect(rollUp(scene, sha)).toBe("success");
    const pair = await scene.sandbox.mergeGroup(CATALOG, [one.number, two.number]);
    await scene.settled();
    expect(rollUp(scene, pair.headSha)).toBe("failure");
    expect(scene.sandbox.checkRuns(CATALOG, pair.headSha)[0]?.title).toContain(
      `'poll-maker' (#${one.number}) and 'poll-makers' (#${two.number}) could be taken for each other`,
    );
    const apart = await scene.sandbox.mergeGroup(CATALOG, [one.number, three.number]);
    await scene.settled();
    expect(rollUp(scene, apart.headSha)).toBe("success");
  });

  it("counts nobody who built on somebody's queued commit among the group", async () => {
    scene = await openScene();
    const one = await submit(scene, await goodFiles());
    const two = await submit(scene, await goodFiles("chess-club"), { branch: "two" });
    await scene.settled();
    const fork = scene.sandbox.fork(CATALOG, "stranger");
    await scene.sandbox.forcePush(fork, "top", one.sha, "stranger");
    await scene.sandbox.commit(fork, "top", { "listings/zz.yml": "x: [" }, { author: "stranger" });
    const head = { repo: fork, branch: "top" };
    await scene.sandbox.openPullRequest({
      repo: CATALOG,
      author: "stranger",
      head,
      title: "On top",
      body: "",
    });
    await scene.settled();
    const group = await scene.sandbox.mergeGroup(CATALOG, [one.number, two.number]);
    await scene.settled();
    expect(rollUp(scene, group.headSha)).toBe("success");
    expect(scene.sandbox.checkRuns(CATALOG, group.headSha)[0]?.title).toBe(
      `Every pull request of the group has passed (#${one.number}, #${two.number})`,
    );
  });
});
