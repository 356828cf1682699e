// Whether this process can do its work: keep a delivery, and get to what is due. Asked by load balancers, so it must be cheap.

import type { Clock } from "../ports/clock.ts";
import type { KeyQueue } from "../ports/queue.ts";
import { withinMs } from "../platform/within.ts";

const LATE = "no answer in time";

/** A key that has been due for longer means that nobody gets to it. */
export const OLDEST_DUE_MS_MAX = 10 * 60_000;
const KEPT_MS = 2_000;
const ANSWER_MS_MAX = 3_000;

export interface Health {
  /** Why this process is not ready; undefined: it is. Asked of the queue at most every two seconds. */
  whyNotReady(): Promise<string | undefined>;
  stopping(): void;
}

export function createHealth(queue: Pick<KeyQueue, "probe" | "state">, clock: Clock): Health {
  let stopped = false;
  let last: { readonly atMs: number; readonly answer: Promise<string | undefined> } | undefined;
  const look = async (): Promise<string | undefined> => {
    try {
      await withinMs(ANSWER_MS_MAX, LATE, queue.probe());
      const { oldestDueMs } = await withinMs(ANSWER_MS_MAX, LATE, queue.state());
      if (oldestDueMs > OLDEST_DUE_MS_MAX)
        return `the oldest due key has waited for ${Math.round(oldestDueMs / 60_000)} minutes`;
      return undefined;
    } catch {
      // What the database said may name hosts and users; the log has it.
      return "the queue cannot be written";
    }
  };
  return {
    whyNotReady() {
      if (stopped) return Promise.resolve("stopping");
      const nowMs = clock.nowMs();
      if (last === undefined || nowMs - last.atMs >= KEPT_MS) last = { atMs: nowMs, answer: look() };
      return last.answer;
    },
    stopping() {
      stopped = true;
    },
  };
}
