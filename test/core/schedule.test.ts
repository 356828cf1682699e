// The stamp that runs of a schedule leave on the dashboard: old enough to be no run's, it is told, and for a week.

import { describe, expect, it } from "@jest/globals";
import { withMarks } from "../../src/core/marks/marks.ts";
import { gapLines, readStamp, stampAfter, stampMark } from "../../src/core/takedown/schedule.ts";
import { DAY_MS, HOUR_MS } from "../../src/core/time.ts";

const T = Date.parse("2026-11-01T00:00:00Z");

describe("a stamp", () => {
  it("is there from the first run on, and renewed four times a day: no run writes for it alone", () => {
    let stamp = stampAfter(undefined, T);
    expect(stamp).toEqual({ atMs: T });
    let writes = 0;
    for (let at = T; at < T + 2 * DAY_MS; at += HOUR_MS / 4) {
      const next = stampAfter(stamp, at);
      if (next !== stamp) writes += 1;
      stamp = next;
      expect(gapLines(stamp)).toEqual([]);
    }
    expect(writes).toBe(7);
  });

  it("older than a day is told with both times, for a week, and no longer", () => {
    const late = stampAfter({ atMs: T }, T + 25 * HOUR_MS);
    expect(gapLines(late).join()).toMatch(
      /^- The schedule stood still: no run between 2026-11-01 00:00:00 UTC and 2026-11-02 01:00:00 UTC\..*60 days.*“Enable workflow”/,
    );
    let stamp = late;
    for (let at = T + 25 * HOUR_MS; at < T + 8 * DAY_MS; at += HOUR_MS) stamp = stampAfter(stamp, at);
    expect(gapLines(stamp)).toHaveLength(1);
    for (let at = T + 8 * DAY_MS; at < T + 9 * DAY_MS; at += HOUR_MS) stamp = stampAfter(stamp, at);
    expect(gapLines(stamp)).toEqual([]);
  });

  it.each([
    [24, false],
    [24.1, true],
    [1_500, true],
  ])("after %s hours without a run: told is %s", (hours, told) => {
    expect(gapLines(stampAfter({ atMs: T }, T + hours * HOUR_MS)).length > 0).toBe(told);
  });

  it("from the future is not believed, and one that is none is none", () => {
    expect(stampAfter({ atMs: T + DAY_MS }, T)).toEqual({ atMs: T });
    expect(readStamp("no stamp")).toBeUndefined();
    expect(readStamp(withMarks("x", [["schedule", { atMs: "yesterday" }]]))).toBeUndefined();
    const stamp = { atMs: T, gap: { fromMs: T - DAY_MS, untilMs: T } };
    expect(readStamp(withMarks("x", [stampMark(stamp)]))).toEqual(stamp);
  });
});
