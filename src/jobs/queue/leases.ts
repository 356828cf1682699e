// The leases that this process holds: renewed while their keys are worked on, and each able to say whether it still stands.

import { JobError } from "../../core/job-error.ts";
import type { KeyQueue, Lease } from "../../ports/queue.ts";
import type { Log } from "../../ports/log.ts";
import { describe } from "./retry-policy.ts";

/** One claim as its handler sees it. */
export interface HeldLease {
  /** Throws when the key may be another's by now: to be asked before each write. */
  assertHeld(): void;
}

export interface RunningLease extends HeldLease {
  readonly lease: Lease;
  /** From now on nothing is written under it. */
  lose(): void;
  /** Resolves when its work has ended, well or not. */
  readonly settled: Promise<void>;
}

export interface Leases {
  count(): number;
  all(): readonly RunningLease[];
  /** `sinceMs`: monotonic time before the lease was asked for. `work` must not reject. */
  begin(lease: Lease, sinceMs: number, work: (held: RunningLease) => Promise<void>): void;
  stopRenewing(): void;
}

const MARGIN_MS = 3_000;

export function holdLeases(
  { queue, log }: { readonly queue: KeyQueue; readonly log: Log },
  onEnd: () => void,
): Leases {
  const runs = new Map<string, Run>();
  const renewing = Number.isFinite(queue.leaseMs)
    ? setInterval(() => void renew(queue, log, [...runs.values()]), queue.leaseMs / 4).unref()
    : undefined;
  return {
    count: () => runs.size,
    all: () => [...runs.values()],
    begin(lease, sinceMs, work) {
      const run = runOf(lease, sinceMs + queue.leaseMs - MARGIN_MS);
      runs.set(lease.id, run);
      run.settled = work(run).finally(() => {
        runs.delete(lease.id);
        onEnd();
      });
    },
    stopRenewing: () => clearInterval(renewing),
  };
}

interface Run extends RunningLease {
  /** Monotonic time until which the claim is certainly ours. */
  oursUntilMs: number;
  isLost: boolean;
  settled: Promise<void>;
}

function runOf(lease: Lease, oursUntilMs: number): Run {
  const run: Run = {
    lease,
    oursUntilMs,
    isLost: false,
    settled: Promise.resolve(),
    assertHeld() {
      if (run.isLost || performance.now() > run.oursUntilMs)
        throw new JobError("retry", "the key may be another process's by now");
    },
    lose() {
      run.isLost = true;
    },
  };
  return run;
}

async function renew(queue: KeyQueue, log: Log, runs: readonly Run[]): Promise<void> {
  const renewed = runs.filter(({ isLost }) => !isLost);
  const sinceMs = performance.now();
  try {
    const lost = new Set((await queue.renew(renewed.map(({ lease }) => lease))).map(({ id }) => id));
    for (const run of renewed) {
      if (lost.has(run.lease.id)) run.lose();
      else run.oursUntilMs = sinceMs + queue.leaseMs - MARGIN_MS;
    }
  } catch (error) {
    log.warn("the queue does not answer", { because: describe(error) });
  }
}
