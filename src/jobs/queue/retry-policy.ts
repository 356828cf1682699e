// What becomes of a key whose look failed: it is given up on, kept as a dead letter, or waits for another try.

import { JobError } from "../../core/job-error.ts";

export type FailureAction =
  /** No try would end otherwise. */
  | { readonly do: "give-up"; readonly because: string; readonly kind: JobError["kind"] }
  | {
      readonly do: "dead-letter";
      readonly attempts: number;
      /** undefined: a mistake of ours. */
      readonly because: string | undefined;
      /** The whole trace of a mistake of ours. */
      readonly bug: string | undefined;
    }
  | {
      readonly do: "retry";
      readonly waitMs: number;
      readonly attempts: number;
      readonly because: string | undefined;
      readonly bug: string | undefined;
    };

export const BACK_OFF_MS_FIRST = 1_000;
const BACK_OFF_MS_MAX = 15 * 60_000;
/** GitHub answers 404 for a moment to what it has just told us of; a quarter of a minute later it means it. */
const GONE_ATTEMPTS_MAX = 4;
/** A mistake of ours fails alike each time: eight times take four minutes. */
const BUG_ATTEMPTS_MAX = 8;
/** An outage of theirs is waited out, for about a day. */
const TROUBLE_ATTEMPTS_MAX = 100;

/** `attempts`: those that failed before this one. `random` spreads retries; between 0 and 1. */
export function failureAction(error: unknown, attempts: number, random: () => number): FailureAction {
  if (error instanceof JobError && isOver(error, attempts))
    return { do: "give-up", because: error.message, kind: error.kind };
  const because = error instanceof JobError ? error.message : undefined;
  const bug = error instanceof JobError ? undefined : describe(error);
  const afterMs = error instanceof JobError ? error.retryAfterMs : undefined;
  // A limit says nothing against the key: it costs no attempt, and lasts no longer than GitHub says.
  const counted = afterMs === undefined ? attempts + 1 : attempts;
  if (counted >= (bug === undefined ? TROUBLE_ATTEMPTS_MAX : BUG_ATTEMPTS_MAX))
    return { do: "dead-letter", attempts: counted, because, bug };
  // What was told to wait until a moment comes back a little after it, and not all in the same breath.
  const waitMs = Math.max(
    afterMs === undefined ? 0 : afterMs + random() * Math.min(afterMs / 4, 30_000),
    backOffMs(afterMs === undefined ? attempts : 0, random()),
  );
  return { do: "retry", waitMs, attempts: counted, because, bug };
}

function isOver({ kind }: JobError, attempts: number): boolean {
  return kind === "denied" || (kind === "gone" && attempts >= GONE_ATTEMPTS_MAX);
}

export function backOffMs(attempts: number, random: number): number {
  const full = Math.min(BACK_OFF_MS_MAX, BACK_OFF_MS_FIRST * 2 ** Math.min(attempts, 20));
  return full / 2 + (full / 2) * random;
}

export function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

export function firstLineOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0]?.slice(0, 300) ?? "";
}
