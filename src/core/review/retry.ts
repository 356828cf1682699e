// When a check that waits for something outside the pull request is asked again, when a person takes over, and when it ends.

import { DAY_MS, HOUR_MS, MINUTE_MS } from "../time.ts";
import type { CheckId } from "../checks/check.ts";
import { readRunState } from "./run-state.ts";
import { newestRun, type SeenPull } from "./seen.ts";

/** After this long, unknown becomes held: a pull request must not wait for ever on somebody's broken host. */
export const GIVE_UP_MS = 30 * MINUTE_MS;
/** So long what fails or is held for something outside is looked at again by itself. */
const WATCH_DAYS = 30;

/** After so long each is looked at again: 33 looks, so that with the six sooner ones and the first no address is asked more than 40 times. */
const LOOKS_MS: readonly number[] = [
  15 * MINUTE_MS,
  HOUR_MS,
  6 * HOUR_MS,
  ...Array.from({ length: WATCH_DAYS }, (_, day) => (day + 1) * DAY_MS),
];
/** What had no answer is asked sooner: most hosts that are busy or out are back in minutes. */
const SOONER_MS: readonly number[] = [
  MINUTE_MS / 4,
  MINUTE_MS,
  2 * MINUTE_MS,
  4 * MINUTE_MS,
  8 * MINUTE_MS,
  GIVE_UP_MS,
];
const LOOKS_UNKNOWN_MS: readonly number[] = [...SOONER_MS, ...LOOKS_MS].sort((a, b) => a - b);

/** Since when each check has not been able to tell, as our newest runs on the head remember it. */
export function unknownSince(
  pull: SeenPull,
  names: ReadonlyMap<CheckId, string>,
): ReadonlyMap<CheckId, number> {
  return sinceOf(pull, names, "unknownSinceMs");
}

/** Since when each check has not passed for something outside the pull request, whatever that was. */
export function watchedSince(
  pull: SeenPull,
  names: ReadonlyMap<CheckId, string>,
): ReadonlyMap<CheckId, number> {
  return sinceOf(pull, names, "watchedSinceMs");
}

function sinceOf(
  pull: SeenPull,
  names: ReadonlyMap<CheckId, string>,
  what: "unknownSinceMs" | "watchedSinceMs",
): ReadonlyMap<CheckId, number> {
  const since = new Map<CheckId, number>();
  for (const [check, name] of names) {
    const run = newestRun(pull.runs, name);
    const ms = run === undefined ? 0 : (readRunState(run.externalId)?.[what] ?? 0);
    if (ms > 0) since.set(check, ms);
  }
  return since;
}

export function hasGivenUp(sinceMs: number, nowMs: number): boolean {
  return nowMs - sinceMs >= GIVE_UP_MS;
}

/**
 * The next look at what has not passed since then; undefined: the thirty days are over. `isUnknown`: there was no answer,
 * and within the first half hour it is asked sooner.
 */
export function nextLookMs(sinceMs: number, nowMs: number, isUnknown: boolean): number | undefined {
  const age = Math.max(0, nowMs - sinceMs);
  const next = (isUnknown ? LOOKS_UNKNOWN_MS : LOOKS_MS).find((afterMs) => afterMs > age);
  return next === undefined ? undefined : sinceMs + next;
}

/** The newest look that was due by now; undefined: none was yet. */
export function lastLookMs(sinceMs: number, nowMs: number, isUnknown: boolean): number | undefined {
  const last = (isUnknown ? LOOKS_UNKNOWN_MS : LOOKS_MS).findLast((afterMs) => afterMs <= nowMs - sinceMs);
  return last === undefined ? undefined : sinceMs + last;
}

/** When what had no answer is asked again where somebody waits for it for good, as publishing does: daily in the end. */
export function nextAskMs(sinceMs: number, nowMs: number): number {
  return nextLookMs(sinceMs, nowMs, true) ?? nowMs + DAY_MS;
}
