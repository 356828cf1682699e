// When a check that had no answer is asked again, and when a person takes over.

import { HOUR_MS, DAY_MS } from "../time.ts";
import type { CheckId } from "../checks/check.ts";
import { readRunState } from "./run-state.ts";
import { newestRun, type SeenPull } from "./seen.ts";

/** After this long, unknown becomes held: a pull request must not wait for ever on somebody's broken host. */
export const GIVE_UP_MS = 30 * 60_000;
const FIRST_RETRY_MS = 15_000;

/** Since when each check has not been able to tell, as our newest runs on the head remember it. */
export function unknownSince(
  pull: SeenPull,
  names: ReadonlyMap<CheckId, string>,
): ReadonlyMap<CheckId, number> {
  const since = new Map<CheckId, number>();
  for (const [check, name] of names) {
    const run = newestRun(pull.runs, name);
    const ms = run === undefined ? 0 : (readRunState(run.externalId)?.unknownSinceMs ?? 0);
    if (ms > 0) since.set(check, ms);
  }
  return since;
}

export function hasGivenUp(sinceMs: number, nowMs: number): boolean {
  return nowMs - sinceMs >= GIVE_UP_MS;
}

/**
 * The next time to ask: 15 s after the start, then each wait twice as long, the last one at 30 minutes sharp;
 * after that hourly for a day, then daily.
 */
export function nextAskMs(sinceMs: number, nowMs: number): number {
  const age = Math.max(0, nowMs - sinceMs);
  if (age < GIVE_UP_MS) {
    let at = FIRST_RETRY_MS;
    while (at <= age) at *= 2;
    return sinceMs + Math.min(at, GIVE_UP_MS);
  }
  const step = age < DAY_MS ? HOUR_MS : DAY_MS;
  return nowMs + step;
}
