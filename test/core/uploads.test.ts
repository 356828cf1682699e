// Pictures are cut into portions that lose none and hold no more than they may; single ones keep below GitHub's limits.

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  nextSingleMs,
  PORTION,
  portionOf,
  SINGLY_A_MINUTE,
  SINGLY_AN_HOUR,
  smallerPortion,
  type PortionLimits,
} from "../../src/core/publication/uploads.ts";
import { HOUR_MS, MINUTE_MS } from "../../src/core/time.ts";

describe("portions", () => {
  it.each<[string, readonly number[], boolean, number]>([
    ["nothing", [], true, 0],
    ["too few to go yet", [1, 1], false, 0],
    ["too few, and no more come", [1, 1], true, 2],
    ["as many files as it may hold", [1, 1, 1], false, 3],
    ["more files", [1, 1, 1, 1], false, 3],
    ["as many bytes as it may hold", [4, 6], false, 2],
    ["what would be too many bytes stays", [4, 7], false, 1],
    ["a file that is too large goes alone", [11, 1], false, 1],
    ["and those before it go first", [1, 11], false, 1],
  ])("%s", (_what, sizes, isLast, count) => {
    expect(portionOf(sizes, { files: 3, bytes: 10 }, isLast)).toBe(count);
  });

  it("are all of it, in order, whatever comes in whatever lots", () => {
    const limits: PortionLimits = { files: 4, bytes: 100 };
    fc.assert(
      fc.property(fc.array(fc.array(fc.integer({ min: 0, max: 130 }))), (lots) => {
        const portions: number[][] = [];
        let pending: readonly number[] = [];
        const take = (isLast: boolean): void => {
          for (let count = portionOf(pending, limits, isLast); count > 0;) {
            portions.push(pending.slice(0, count));
            pending = pending.slice(count);
            count = portionOf(pending, limits, isLast);
          }
        };
        for (const lot of lots) {
          pending = [...pending, ...lot];
          take(false);
          expect(pending.length).toBeLessThan(limits.files);
        }
        take(true);
        expect(portions.flat()).toEqual(lots.flat());
        for (const portion of portions) {
          expect(portion.length).toBeLessThanOrEqual(limits.files);
          const sum = portion.reduce((total, size) => total + size, 0);
          expect(portion.length === 1 || sum <= limits.bytes).toBe(true);
        }
      }),
    );
  });

  it("become smaller until files may as well go singly", () => {
    const files: number[] = [];
    for (let one: PortionLimits | undefined = PORTION; one !== undefined; one = smallerPortion(one))
      files.push(one.files);
    expect(files).toEqual([100, 50, 25, 12, 6]);
  });
});

describe("single files", () => {
  it("keep below what GitHub takes in a minute and in an hour, and are not kept longer than that", () => {
    const times: number[] = [];
    for (let nowMs = 0; times.length < 1_000; nowMs = nextSingleMs(times, nowMs)) times.push(nowMs);
    for (const [at, time] of times.entries()) {
      expect(time - (times[at - SINGLY_A_MINUTE] ?? -Infinity)).toBeGreaterThanOrEqual(MINUTE_MS);
      expect(time - (times[at - SINGLY_AN_HOUR] ?? -Infinity)).toBeGreaterThanOrEqual(HOUR_MS);
    }
    expect(times.at(-1)).toBeLessThan(3 * HOUR_MS);
  });
});
