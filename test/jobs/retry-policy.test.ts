// What becomes of a key whose look failed: a mistake is given up soon, an outage is waited out, a limit costs nothing.

import { describe, expect, it } from "@jest/globals";
import { JobError } from "../../src/core/job-error.ts";
import { failureAction } from "../../src/jobs/queue/retry-policy.ts";

/** How often it is tried, and the longest wait between two, until it is not tried again. */
function tries(error: unknown, most = 500): { readonly count: number; readonly longestMs: number } {
  let attempts = 0;
  let longestMs = 0;
  for (let count = 1; count <= most; count += 1) {
    const action = failureAction(error, attempts, () => 1);
    if (action.do !== "retry") return { count, longestMs };
    ({ attempts } = action);
    longestMs = Math.max(longestMs, action.waitMs);
  }
  return { count: Infinity, longestMs };
}

describe("a look that failed", () => {
  it.each<[string, unknown, number, number]>([
    ["a right that is lacking: never again", new JobError("denied", "forbidden"), 1, 0],
    ["what is gone: four times more, in case it is only late", new JobError("gone", "404"), 5, 8_000],
    ["a mistake of ours", new TypeError("undefined is not a function"), 8, 64_000],
    ["an outage: for about a day, a quarter of an hour apart", new JobError("retry", "502"), 100, 900_000],
    [
      "a limit: as often as GitHub says, no later than a quarter more than it says",
      new JobError("retry", "limited", 60_000),
      Infinity,
      75_000,
    ],
    [
      "a limit of an hour: half a minute later at most",
      new JobError("retry", "limited", 3_600_000),
      Infinity,
      3_630_000,
    ],
  ])("%s", (_what, error, count, longestMs) => {
    expect(tries(error)).toEqual({ count, longestMs });
  });

  it("begins to count where an outage follows a limit", () => {
    const limited = failureAction(new JobError("retry", "limited", 60_000), 7, () => 0);
    expect(limited).toMatchObject({ do: "retry", attempts: 7, waitMs: 60_000 });
    expect(failureAction(new JobError("retry", "502"), 7, () => 0)).toMatchObject({ attempts: 8 });
  });
});
