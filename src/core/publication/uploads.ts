// How pictures are cut into portions that GitHub takes, and how fast single ones may be written where portions are refused.

import { HOUR_MS, MINUTE_MS } from "../time.ts";

/** No other one is ever used: nothing is built from it, and it goes when what lies on it is published. */
export function uploadsBranch(repositoryId: number): string {
  return `marketplace-steward/uploads-${repositoryId}`;
}

export interface PortionLimits {
  readonly files: number;
  readonly bytes: number;
}

/**
 * GitHub cuts what takes it ten seconds; in the field, 101 files and 3.1 MB went through. We hold a portion several times
 * over while it is sent: 3 MB took 43 MB for a moment.
 */
export const PORTION: PortionLimits = { files: 100, bytes: 2_000_000 };

/** A branch made, written to and removed takes five calls: fewer files are fewer calls on their own. */
export const SINGLY_MAX = 5;

/** How many of these, from the first, are the next portion. 0: there may be more to come that fit in. */
export function portionOf(
  sizes: readonly number[],
  { files, bytes }: PortionLimits,
  isLast: boolean,
): number {
  let [count, total] = [0, 0];
  for (const size of sizes) {
    if (count === files || (count > 0 && total + size > bytes)) return count;
    count += 1;
    total += size;
  }
  // A file that is larger than a portion may be goes alone.
  return isLast || count === files || total >= bytes ? count : 0;
}

/** Half of it; undefined: it is so small already that files go singly. */
export function smallerPortion({ files, bytes }: PortionLimits): PortionLimits | undefined {
  const half = { files: Math.floor(files / 2), bytes: Math.floor(bytes / 2) };
  return half.files > SINGLY_MAX ? half : undefined;
}

/** GitHub takes 80 writes of content a minute and 500 an hour; other writes are to find room beside pictures. */
export const SINGLY_A_MINUTE = 50;
export const SINGLY_AN_HOUR = 400;

/** When the next file may be written on its own, after those at these times (ms since the epoch, rising). */
export function nextSingleMs(timesMs: readonly number[], nowMs: number): number {
  const after = (count: number, spanMs: number): number => {
    const oldest = timesMs.at(-count);
    return oldest === undefined ? nowMs : oldest + spanMs;
  };
  return Math.max(nowMs, after(SINGLY_A_MINUTE, MINUTE_MS), after(SINGLY_AN_HOUR, HOUR_MS));
}
