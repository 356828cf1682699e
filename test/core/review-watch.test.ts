// What fails or waits for something outside the pull request turns green by itself: when it is looked at again, and how often.

import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { absent, unavailable, type Fact } from "../../src/core/facts.ts";
import { lastLookMs, nextLookMs } from "../../src/core/review/retry.ts";
import { goodJudgement } from "../support/good-world.ts";
import {
  AUTHOR,
  BOSS,
  MINUTE_MS,
  PASSER_BY,
  START_MS,
  TinyGitHub,
  type World,
} from "../support/tiny-github.ts";

const DAY_MS = 24 * 60 * MINUTE_MS;
const GOOD: World = {};
const GONE: World = { judgements: [goodJudgement({ linkTarget: absent("not-found") })] };
const SILENT: World = { judgements: [goodJudgement({ linkTarget: unavailable("time-out") })] };
const LINK = "steward / Link";
const ROLL_UP = "steward";
const OVER = "No longer asked by itself";

/** The life of a page: what it answers from when on (minutes after the review); it is fixed at the last. */
const pageLife = fc
  .tuple(
    fc.array(fc.tuple(fc.integer({ min: 0, max: 29 * 1_440 }), fc.constantFrom("gone", "silent")), {
      maxLength: 12,
    }),
    fc.constantFrom<"gone" | "silent">("gone", "silent"),
    fc.oneof(
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 0, max: 1_440 }),
      fc.integer({ min: 0, max: 30 * 1_440 - 1 }),
    ),
  )
  .map(([changes, first, fixedMinute]) => {
    const ordered = [[0, first] as const, ...changes.toSorted(([a], [b]) => a - b)];
    return {
      fixedMs: fixedMinute * MINUTE_MS,
      at: (ms: number) =>
        ms > 0 && ms >= fixedMinute * MINUTE_MS
          ? "good"
          : (ordered.findLast(([minute]) => minute * MINUTE_MS <= ms)?.[1] ?? first),
    };
  });

describe("a page that is fixed outside", () => {
  it("turns its pull request green at the next look due, in 500 lives, with at most 40 questions each", () => {
    let green = 0;
    fc.assert(
      fc.property(pageLife, ({ at, fixedMs }) => {
        // The queue brings each look when it is due, or some minutes late.
        let nowMs = 0;
        let asked = 1;
        let answer = at(0);
        let dueMs: number | undefined = 0;
        while (answer !== "good") {
          dueMs = nextLookMs(0, nowMs, answer === "silent");
          if (dueMs === undefined) return;
          nowMs = dueMs + (asked % 3) * 1_000;
          asked += 1;
          answer = at(nowMs);
        }
        green += 1;
        expect(asked).toBeLessThanOrEqual(40);
        expect(nowMs - (dueMs ?? 0)).toBeLessThanOrEqual(15 * MINUTE_MS);
        expect(nowMs).toBeGreaterThanOrEqual(fixedMs);
        // No look was due between the fix and the one that saw it.
        const before = lastLookMs(0, nowMs - 5_000, false);
        expect(before === undefined || before < fixedMs || before >= (dueMs ?? 0)).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(green).toBeGreaterThanOrEqual(495);
  });

  it("through the whole decision: the plan says when, one comment stays, and nothing is written while nothing changes", () => {
    fc.assert(
      fc.property(pageLife, ({ at }) => {
        const github = new TinyGitHub();
        const worldAt = (ms: number): World => ({ good: GOOD, gone: GONE, silent: SILENT })[at(ms)];
        let wake = github.review(worldAt(0)).plan.requeueAtMs;
        let asked = 1;
        while (wake !== undefined) {
          expect(wake).toBeGreaterThan(github.nowMs);
          github.nowMs = wake;
          wake = github.review(worldAt(github.nowMs - START_MS)).plan.requeueAtMs;
          asked += 1;
        }
        expect(asked).toBeLessThanOrEqual(40);
        expect(github.newest(ROLL_UP)?.conclusion).toBe("success");
        expect(github.comments.filter(({ mine }) => mine)).toHaveLength(1);
      }),
      { numRuns: 12 },
    );
  });
});

describe("thirty days", () => {
  const untilOver = (github: TinyGitHub, world: World): number => {
    let looks = 0;
    for (let wake = github.review(world).plan.requeueAtMs; wake !== undefined; looks += 1) {
      github.nowMs = wake;
      wake = github.review(world).plan.requeueAtMs;
    }
    return looks;
  };
  const said = (github: TinyGitHub): string =>
    github
      .seen()
      .comments.filter(({ mine }) => mine)
      .map(({ body }) => body)
      .join("\n");

  it.each([
    ["fails", GONE, 33],
    ["has no answer", SILENT, 39],
  ])(
    "what %s is looked at so often; then it is said once that this is over, and `/recheck` begins again",
    (_, world, looks) => {
      const github = new TinyGitHub();
      expect(untilOver(github, world)).toBe(looks);
      expect(github.nowMs).toBe(START_MS + 30 * DAY_MS);
      expect(said(github)).toContain(OVER);
      const writes = github.writes.length;
      github.nowMs += 10 * DAY_MS;
      expect(github.review(world).plan).toEqual({ stages: [], requeueAtMs: undefined });
      expect(github.writes.length).toBe(writes);

      // Nobody without a say keeps us asking for ever.
      github.comment(PASSER_BY, "/recheck");
      expect(github.review(world).plan.requeueAtMs).toBeUndefined();
      expect(said(github)).toContain(OVER);

      github.comment(AUTHOR, "/recheck");
      const { plan } = github.review(world);
      expect(plan.requeueAtMs).toBeLessThanOrEqual(github.nowMs + 15 * MINUTE_MS);
      expect(said(github)).not.toContain(OVER);
      github.nowMs = plan.requeueAtMs ?? 0;
      github.review(GOOD);
      expect(github.newest(ROLL_UP)?.conclusion).toBe("success");
    },
  );

  it("begin when it stopped passing, whatever the reason was then; a break begins them anew", () => {
    const github = new TinyGitHub();
    github.review(GONE);
    github.nowMs += 3 * 60 * MINUTE_MS;
    // Given up at once: it had its half hour, and nobody is kept waiting for a check in progress.
    const silent = github.review(SILENT);
    expect(github.newest(LINK)).toMatchObject({ completed: true, conclusion: "action_required" });
    expect(silent.plan.requeueAtMs).toBe(START_MS + 6 * 60 * MINUTE_MS);
    github.nowMs = START_MS + 6 * 60 * MINUTE_MS;
    expect(github.review(GOOD).plan.requeueAtMs).toBeUndefined();
    github.nowMs += MINUTE_MS;
    expect(github.review(GONE).plan.requeueAtMs).toBe(github.nowMs + 15 * MINUTE_MS);
  });
});

describe("what is not looked at again by itself", () => {
  it.each<[string, World]>([
    ["what passes", GOOD],
    ["a field that is missing", { judgements: [goodJudgement({ linkTarget: absent("not-given") })] }],
    ["what a maintainer let through", GONE],
  ])("%s", (name, world) => {
    const github = new TinyGitHub();
    if (name === "what a maintainer let through") {
      github.review(SILENT);
      github.nowMs += 31 * MINUTE_MS;
      github.review(SILENT);
      github.nowMs += MINUTE_MS;
      github.approve(BOSS);
      expect(github.review(SILENT).plan.requeueAtMs).toBeUndefined();
      return;
    }
    expect(github.review(world).plan.requeueAtMs).toBeUndefined();
  });

  it("a picture in the repository; one at an address is", () => {
    const broken: Fact<never> = absent("not-found");
    const local = new TinyGitHub();
    expect(local.review({ judgements: [goodJudgement({ image: broken })] }).plan.requeueAtMs).toBeUndefined();
  });
});
