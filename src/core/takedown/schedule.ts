// Whether a catalog's schedule stands still: without a server, each run leaves a stamp, and the next that finds it old says so.

import { z } from "zod";
import { markValues, type Mark } from "../marks/marks.ts";
import { DAY_MS, HOUR_MS } from "../time.ts";
import { utc } from "./messages.ts";

export interface ScheduleStamp {
  /** When a run was here, to some hours. */
  readonly atMs: number;
  /** The last time that none was, while it is worth telling. */
  readonly gap?: { readonly fromMs: number; readonly untilMs: number };
}

const NAME = "schedule";
/** A stamp is an edit of the dashboard: four a day are enough to find a day without a run. */
const STAMPED_MS = 6 * HOUR_MS;
const TOLD_MS = 7 * DAY_MS;

const schema = z.object({
  atMs: z.int().nonnegative(),
  gap: z.object({ fromMs: z.int().nonnegative(), untilMs: z.int().nonnegative() }).exactOptional(),
});

/** `body`: of the dashboard; undefined: no run has left a stamp there. */
export function readStamp(body: string): ScheduleStamp | undefined {
  const parsed = schema.safeParse(markValues(body, NAME).at(-1));
  return parsed.success ? parsed.data : undefined;
}

export function stampMark(stamp: ScheduleStamp): Mark {
  return [NAME, stamp];
}

/** What this run leaves behind. The same while little has changed, so that nothing is written for it. */
export function stampAfter(before: ScheduleStamp | undefined, nowMs: number): ScheduleStamp {
  if (before === undefined) return { atMs: nowMs };
  const ageMs = nowMs - before.atMs;
  if (ageMs > DAY_MS) return { atMs: nowMs, gap: { fromMs: before.atMs, untilMs: nowMs } };
  // A stamp from the future is a clock's mistake, and not believed.
  if (ageMs >= 0 && ageMs < STAMPED_MS) return before;
  const { gap } = before;
  return gap === undefined || nowMs - gap.untilMs > TOLD_MS ? { atMs: nowMs } : { atMs: nowMs, gap };
}

/** For the dashboard; empty: every run came. */
export function gapLines({ gap }: ScheduleStamp): readonly string[] {
  if (gap === undefined) return [];
  return [
    `- The schedule stood still: no run between ${utc(gap.fromMs)} and ${utc(gap.untilMs)}. GitHub starts scheduled workflows late when it is busy, and switches them off in a public repository where nothing happened for 60 days; “Enable workflow” under [Actions](../actions) switches it on again`,
  ];
}
