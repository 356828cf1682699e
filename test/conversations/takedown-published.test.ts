// What visitors see of a case: the entry is under review while it runs, and gone, with a word in its place, when time is up.

import { describe, expect, it } from "@jest/globals";
import { CASE_LABELS } from "../../src/core/takedown/labels.ts";
import { entries, ids, issuesBearing, publishedText, removed } from "../support/published.ts";
import { CATALOG } from "../support/scene.ts";
import { VAULT } from "../support/takedown-scene.ts";
import { takedownStage } from "../support/takedown-stage.ts";

const CASE_TIMEOUT_MS = 60_000;

const { scene, open } = takedownStage();

const DEADLINE_DAYS = 14;

async function reviewOf(id: string) {
  const entry = (await entries(scene())).find((one) => one.id === id);
  return { status: entry?.status, issue: entry?.review?.issue, deadline: entry?.review?.deadline };
}
const ACTIVE = { status: "active", issue: undefined, deadline: undefined };

async function labelled(repo = CATALOG): Promise<number> {
  const number = await scene().report("poll-maker", repo);
  await scene().sandbox.label(repo, number, "maintainer", "security");
  await scene().settled();
  await scene().days(0.01);
  return number;
}

async function say(number: number, body: string, repo = CATALOG): Promise<void> {
  scene().clock.advance(5_000);
  scene().sandbox.comment(repo, number, "maintainer", body);
  await scene().settled();
  await scene().days(0.01);
}

describe("what is published", () => {
  it(
    "says that a case runs, then that the listing is gone, and has it back after a restore",
    async () => {
      await open();
      const number = await labelled();
      const review = await reviewOf("poll-maker");
      expect(review).toMatchObject({ status: "under-review", issue: number });
      expect(Date.parse(review.deadline ?? "") - scene().clock.nowMs()).toBeGreaterThan(
        (DEADLINE_DAYS - 0.1) * 86_400_000,
      );
      expect(await reviewOf("other-tool")).toEqual(ACTIVE);
      await scene().days(DEADLINE_DAYS);
      expect(await scene().isListed("poll-maker")).toBe(false);
      expect(await ids(scene())).toEqual(["other-tool"]);
      expect(await publishedText(scene(), "listings/poll-maker.json")).toBeUndefined();
      expect(await publishedText(scene(), "removed/poll-maker/index.html")).toContain("security");
      expect(await removed(scene())).toMatchObject([{ id: "poll-maker", reason: "security" }]);
      await say(number, "/resolve fixed in 2.0");
      await say(number, "/restore poll-maker");
      expect((await ids(scene())).slice().sort()).toEqual(["other-tool", "poll-maker"]);
      expect(await reviewOf("poll-maker")).toEqual(ACTIVE);
      expect(await removed(scene())).toEqual([]);
    },
    CASE_TIMEOUT_MS,
  );

  it(
    "stops saying so when the case ends in time",
    async () => {
      await open();
      const number = await labelled();
      expect(await reviewOf("poll-maker")).toMatchObject({ status: "under-review", issue: number });
      await say(number, "/resolve fixed in 2.0");
      expect(await reviewOf("poll-maker")).toEqual(ACTIVE);
    },
    CASE_TIMEOUT_MS,
  );

  it(
    "names the public side of a private case, for as long as it is open",
    async () => {
      await open({ vault: true });
      const number = await labelled(VAULT);
      const [side] = issuesBearing(scene(), CASE_LABELS.underReview.name);
      expect(side).toBeDefined();
      expect(await reviewOf("poll-maker")).toMatchObject({ status: "under-review", issue: side?.number });
      await say(number, "/dismiss no problem", VAULT);
      expect(await reviewOf("poll-maker")).toEqual(ACTIVE);
    },
    CASE_TIMEOUT_MS,
  );
});
