// Takes due keys and has them worked on, a few at a time; a queue that does not answer is asked again after a growing wait.

import { backOffMs, BACK_OFF_MS_FIRST, describe } from "./retry-policy.ts";
import { holdLeases, type Leases } from "./leases.ts";
import { workOnKey, type WorkOptions } from "./work.ts";

export interface WorkerOptions extends WorkOptions {
  readonly atOnce: number;
}

export interface Worker {
  /** Looks for due keys now; for tests that move the clock by hand. */
  poke(): void;
  /** Resolves when nothing is due and nothing is being worked on. */
  idle(): Promise<void>;
  /** Takes no more keys, waits for those under way, and hands back what does not end in time. */
  stop(graceMs?: number): Promise<void>;
}

const TIMER_MS_MAX = 60_000;
const STOP_MS_MAX = 7_000;

export function startWorker(options: WorkerOptions): Worker {
  const { queue, clock, log, atOnce, random } = options;
  let stopped = false;
  let looking = false;
  let lookAgain = false;
  let queueFaults = 0;
  let timer: NodeJS.Timeout | undefined;
  let waiters: (() => void)[] = [];

  /** One look at a time; whoever asks meanwhile gets another one after it. */
  const look = async (): Promise<void> => {
    if (looking) {
      lookAgain = true;
      return;
    }
    looking = true;
    clearTimeout(timer);
    let nextMs = BACK_OFF_MS_FIRST;
    try {
      let empty = false;
      do {
        lookAgain = false;
        empty = !(await claimAll(options, leases, () => stopped));
      } while (lookAgain && !stopped && leases.count() < atOnce);
      queueFaults = 0;
      if (empty && leases.count() === 0) for (const waiter of waiters.splice(0)) waiter();
      nextMs = (await queue.nextLookMs()) - clock.nowMs();
    } catch (error) {
      queueFaults += 1;
      nextMs = Math.min(TIMER_MS_MAX, backOffMs(queueFaults, random()));
      log.error("the queue does not answer", { because: describe(error), waitMs: Math.round(nextMs) });
    } finally {
      looking = false;
      if (stopped) for (const waiter of waiters.splice(0)) waiter();
      else {
        // A long wait is taken in steps, so that a clock that is put right is noticed.
        const waitMs = Math.min(TIMER_MS_MAX, Math.max(1, nextMs));
        if (lookAgain) setImmediate(poke);
        else if (Number.isFinite(nextMs)) timer = setTimeout(poke, waitMs).unref();
      }
    }
  };
  const poke = (): void => void look();
  const leases = holdLeases(options, poke);

  queue.onAdded(() => setImmediate(poke));
  poke();
  return {
    poke,
    idle: () =>
      new Promise((resolve) => {
        waiters = [...waiters, resolve];
        poke();
      }),
    async stop(graceMs = STOP_MS_MAX) {
      stopped = true;
      clearTimeout(timer);
      await handBack(options, leases, graceMs);
    },
  };
}

/** False: there was room, and nothing was due. */
async function claimAll(options: WorkerOptions, leases: Leases, isStopped: () => boolean): Promise<boolean> {
  const { queue, atOnce } = options;
  while (!isStopped() && leases.count() < atOnce) {
    const sinceMs = performance.now();
    const found = await queue.claim(atOnce - leases.count());
    if (found.length === 0) return false;
    for (const lease of found) leases.begin(lease, sinceMs, (held) => workOnKey(options, held));
  }
  return true;
}

/** Waits for what is under way, and puts back what does not end in time. */
async function handBack(
  { queue, clock, log }: WorkerOptions,
  leases: Leases,
  graceMs: number,
): Promise<void> {
  const ended = Promise.allSettled(leases.all().map(({ settled }) => settled));
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, graceMs).unref())]);
  for (const held of leases.all()) {
    const { lease } = held;
    held.lose();
    log.warn("handed back", { key: lease.key });
    // Where the queue is away, the claim ends by itself.
    await queue.retry(lease, clock.nowMs(), lease.attempts).catch((error: unknown) => {
      log.warn("the queue does not answer", { key: lease.key, because: describe(error) });
    });
  }
  leases.stopRenewing();
}
