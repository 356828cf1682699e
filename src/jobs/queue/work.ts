// Works on one key under its lease: what it came to is logged and counted, and the key is done with or put back.

import type { Clock } from "../../ports/clock.ts";
import type { KeyQueue, Lease } from "../../ports/queue.ts";
import type { Log } from "../../ports/log.ts";
import { withinMs } from "../../platform/within.ts";
import { kindOfKey } from "../../work/keys.ts";
import { describe, failureAction, firstLineOf } from "./retry-policy.ts";
import type { HeldLease, RunningLease } from "./leases.ts";

/** What became of one key. `requeueAtMs`: look again at that time even if nothing happens. */
export interface Worked {
  readonly outcome: string;
  readonly requeueAtMs: number | undefined;
  readonly fields?: Readonly<Record<string, unknown>>;
}

export interface KeyWorked {
  readonly kind: string;
  readonly outcome: string;
  readonly tookMs: number;
  /** Since a person's event came in; undefined: nobody waited for it. */
  readonly waitedMs: number | undefined;
}

export interface WorkOptions {
  readonly queue: KeyQueue;
  readonly clock: Clock;
  readonly log: Log;
  readonly handle: (key: string, heldLease: HeldLease) => Promise<Worked>;
  /** Spreads retries; between 0 and 1. */
  readonly random: () => number;
  /** Called once per key worked on, for metrics. */
  readonly onWorked?: (worked: KeyWorked) => void;
}

/** Longer than any honest look takes; what hangs is let go, so that it holds no place for ever. */
const WORK_MS_MAX = 10 * 60_000;

export async function workOnKey(options: WorkOptions, held: RunningLease): Promise<void> {
  const { queue, clock, log } = options;
  const { lease } = held;
  const { key } = lease;
  const startMs = clock.nowMs();
  const report = (outcome: string): void =>
    options.onWorked?.({
      kind: kindOfKey(key),
      outcome,
      tookMs: clock.nowMs() - startMs,
      waitedMs: lease.priority === "person" ? clock.nowMs() - lease.addedAtMs : undefined,
    });
  try {
    const { outcome, requeueAtMs, fields } = await withinMs(
      WORK_MS_MAX,
      "took too long and was let go",
      // What it still does afterwards is stopped by its claim.
      options.handle(key, { assertHeld: () => held.assertHeld() }),
    );
    log.info("worked", { key, outcome, tookMs: clock.nowMs() - startMs, ...fields });
    report(outcome);
    if (requeueAtMs !== undefined) await queue.add(key, "sweep", requeueAtMs);
    await queue.ack(lease);
  } catch (error) {
    report("failed");
    held.lose();
    await putBack(options, lease, error).catch((fault: unknown) => {
      // Its claim ends by itself, and whoever looks next puts it back.
      log.error("the queue does not answer", { key, because: describe(fault) });
    });
  }
}

async function putBack(
  { queue, clock, log, random }: WorkOptions,
  lease: Lease,
  error: unknown,
): Promise<void> {
  const { key } = lease;
  const fate = failureAction(error, lease.attempts, random);
  switch (fate.do) {
    case "give-up":
      log.warn("gave up", { key, because: fate.because, kind: fate.kind });
      // A case may have a deadline: that nobody can look at it stands on the dashboard.
      if (fate.kind === "denied" && kindOfKey(key) === "case")
        await queue.deadLetter({ ...lease, attempts: lease.attempts + 1 }, fate.because);
      else await queue.ack(lease);
      return;
    case "dead-letter": {
      const { attempts, because, bug } = fate;
      log.error("dead letter", { key, attempts, because, bug });
      await queue.deadLetter({ ...lease, attempts }, because ?? firstLineOf(error));
      return;
    }
    case "retry": {
      const { waitMs, attempts, because, bug } = fate;
      log.warn("will try again", { key, attempts, waitMs: Math.round(waitMs), because, bug });
      await queue.retry(lease, clock.nowMs() + waitMs, attempts);
    }
  }
}
