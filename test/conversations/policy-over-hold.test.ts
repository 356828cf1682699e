// A policy that came into force though its pull request did not pass counts, for somebody with write access merged it; maintainers are told.

import { afterEach, describe, expect, it } from "@jest/globals";
import { mergedBehind, propose, weather } from "../support/merge-scene.ts";
import { ids, later, mergeNow, openIssues } from "../support/published.ts";
import { addProject, CATALOG, goodFiles, openScene, rollUp, submit, type Scene } from "../support/scene.ts";

let scene: Scene;
afterEach(async () => scene.close());

const MINUTE_MS = 60_000;
const POLICY = ".github/steward.yml";
const LOOSER = "extends: mattermost\ntakedown:\n  role: write\n";

async function open(): Promise<void> {
  scene = await openScene();
  await addProject(scene.sandbox, "stranger", "fine");
  await mergeNow(scene, await goodFiles());
  await later(scene, MINUTE_MS);
}

const told = (): string =>
  openIssues(scene, "steward: publishing")
    .flatMap(({ body, comments }) => [body, ...comments.map((one) => one.body)])
    .join("\n");

async function merge(number: number): Promise<void> {
  scene.clock.advance(2_000);
  await scene.sandbox.mergePullRequest(CATALOG, number, "maintainer");
  await scene.settled();
  await later(scene, MINUTE_MS);
}

describe("a policy merged over its hold", () => {
  it("is in force, and is told once, with the pull request it came by", async () => {
    await open();
    const { number, sha } = await submit(scene, { [POLICY]: LOOSER }, { author: "stranger" });
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("action_required");
    const since = scene.sandbox.calls.length;
    await merge(number);
    expect(told()).toContain(
      `\`${POLICY}\` was changed by merging #${number}, while Steward's check on it was on hold`,
    );
    // At the cost of one question, and only where the policy is another one.
    const origins = scene.sandbox.calls.slice(since).filter(({ operationName: one }) => one === "Origins");
    expect(origins).toHaveLength(1);
    // Publishing goes on, and nothing is said twice.
    const words = told();
    await mergeNow(scene, await goodFiles("other-tool", { name: "Other Tool" }));
    await later(scene, MINUTE_MS);
    expect((await ids(scene)).toSorted()).toEqual(["other-tool", "poll-maker"]);
    expect(told()).toBe(words);
  });

  it("is told where the pull request that brought it does not show it", async () => {
    await open();
    const { before, head } = await mergedBehind(scene, {
      [POLICY]: "extends: mattermost\ntakedown:\n  role: admin\n",
    });
    expect(told()).toBe("");
    const { number } = await propose(scene, [before, head], await weather());
    await later(scene, 15_000);
    await merge(number);
    expect(told()).toContain(`was changed by merging #${number}, which does not show that change`);
  });

  it.each(["approved by a maintainer", "proposed by a maintainer", "pushed by a maintainer"])(
    "is not told of one that passed: %s",
    async (how) => {
      await open();
      if (how.startsWith("pushed"))
        await scene.sandbox.commit(CATALOG, "main", { [POLICY]: LOOSER }, { author: "maintainer" });
      else {
        const author = how.startsWith("proposed") ? "maintainer" : "stranger";
        const { number, sha } = await submit(scene, { [POLICY]: LOOSER }, { author });
        await scene.settled();
        scene.clock.advance(MINUTE_MS);
        if (author === "stranger") scene.sandbox.review(CATALOG, number, "maintainer", "APPROVED");
        await scene.settled();
        expect(rollUp(scene, sha)).toBe("success");
        await merge(number);
      }
      await scene.settled();
      await later(scene, MINUTE_MS);
      expect(told()).toBe("");
    },
  );

  it("that is not valid is spoken of in the issue about that alone: it is not in force", async () => {
    await open();
    const { number } = await submit(scene, { [POLICY]: "extends: nothing\n" }, { author: "stranger" });
    await scene.settled();
    await merge(number);
    expect(told()).toBe("");
    expect(openIssues(scene, "steward: policy")).toHaveLength(1);
  });
});
