// Waiting times: honest figures or none, and never a reason to write.

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  MEASURED_MAX,
  MEASURED_MIN,
  waitsOf,
  waitsText,
  withoutWaits,
  type MergedSubmission,
} from "../../src/core/review/waits.ts";
import { START_MS, TinyGitHub } from "../support/tiny-github.ts";

const HOUR_MS = 3_600_000;
const took = (hours: number, at = 0): MergedSubmission => ({
  createdAtMs: START_MS + at * HOUR_MS - hours * HOUR_MS,
  mergedAtMs: START_MS + at * HOUR_MS,
});
const textOf = (hours: readonly number[]): string | undefined => {
  const waits = waitsOf(hours.map((one) => took(one)));
  return waits === undefined ? undefined : waitsText(waits);
};

describe("how long it takes", () => {
  it.each<[string, readonly number[], string | undefined]>([
    ["nothing of none", [], undefined],
    ["nothing of four", [1, 2, 3, 4], undefined],
    [
      "half and nine in ten",
      [1, 2, 3, 30, 300],
      "half of the last 5 submissions were merged within 3 hours, nine in ten within 13 days",
    ],
    [
      "one figure where they are the same",
      [1, 1, 1, 1, 1],
      "nine in ten of the last 5 submissions were merged within an hour",
    ],
    [
      "two days are still hours, more is not",
      [47.5, 48, 48, 49, 49],
      "within 48 hours, nine in ten within 3 days",
    ],
  ])("%s", (_, hours, expected) => {
    const text = textOf(hours);
    if (expected === undefined) expect(text).toBeUndefined();
    else expect(text).toContain(expected);
  });

  it("names the period, and counts only the newest", () => {
    const merged = Array.from({ length: MEASURED_MAX + 20 }, (_, i) => took(i < 20 ? 5_000 : 2, i));
    const waits = waitsOf(merged);
    expect(waits).toMatchObject({ count: MEASURED_MAX, medianMs: 2 * HOUR_MS, nineInTenMs: 2 * HOUR_MS });
    expect(waits?.fromMs).toBe(START_MS + 20 * HOUR_MS);
    expect(waitsText(waits ?? { count: 0, medianMs: 0, nineInTenMs: 0, fromMs: 0, untilMs: 0 })).toContain(
      "merged 2026-04-16 to 2026-04-18",
    );
  });

  it("at least the share that is named took no longer than is said, in any order", () => {
    const many = fc.array(fc.integer({ min: 0, max: 5_000 }), {
      minLength: MEASURED_MIN,
      maxLength: MEASURED_MAX,
    });
    fc.assert(
      fc.property(many, (hours) => {
        const waits = waitsOf(hours.map((one) => took(one)));
        const within = (ms = 0) => hours.filter((one) => one * HOUR_MS <= ms).length / hours.length;
        expect(within(waits?.medianMs)).toBeGreaterThanOrEqual(0.5);
        expect(within(waits?.nineInTenMs)).toBeGreaterThanOrEqual(0.9);
        expect(waitsOf(hours.toReversed().map((one) => took(one)))).toEqual(waits);
      }),
    );
  });
});

describe("in the comment", () => {
  const waits = waitsOf([1, 2, 3, 4, 5].map((hours) => took(hours)));
  const later = waitsOf([10, 20, 30, 40, 50].map((hours) => took(hours)));

  it("stands as one line, and new figures alone are no reason to write", () => {
    const github = new TinyGitHub();
    github.review({ waits });
    expect(github.comments[0]?.body).toContain("**How long it takes here:** half of the last 5");
    expect(github.decide({ waits: later }).plan.stages).toEqual([]);
    expect(github.decide({}).plan.stages).toEqual([]);
  });

  it("are renewed when the comment changes anyway", () => {
    const github = new TinyGitHub();
    github.review({ waits });
    github.pull = { draft: true };
    github.review({ waits: later });
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).toContain("within 30 hours");
  });

  it("a comment without them is the same comment", () => {
    const github = new TinyGitHub();
    github.review({});
    const without = github.comments[0]?.body ?? "";
    github.review({ waits });
    expect(github.comments[0]?.body).toBe(without);
    const other = new TinyGitHub();
    other.review({ waits });
    expect(withoutWaits(other.seen().comments[0]?.body ?? "")).toBe(github.seen().comments[0]?.body);
  });
});
