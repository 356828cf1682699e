// Takes due keys and works on them, a few at a time; a fault puts the key back with a growing wait, never aside in silence.

import { JobError } from "../../core/job-error.ts";
import type { Clock } from "../../ports/clock.ts";
import type { KeyQueue, Lease } from "../../ports/queue.ts";
import type { Log } from "../../ports/log.ts";
import { withinMs } from "../../platform/within.ts";

/** What became of one key. `wakeAtMs`: look again at that time even if nothing happens. */
export interface Worked {
  readonly outcome: string;
  readonly requeueAtMs: number | undefined;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** One claim as its handler sees it. */
export interface HeldLease {
  /** Throws when the key may be another's by now: to be asked before each write. */
  assertHeld(): void;
}

export interface WorkerOptions {
  readonly queue: KeyQueue;
  readonly clock: Clock;
  readonly log: Log;
  readonly atOnce: number;
  readonly handle: (key: string, heldLease: HeldLease) => Promise<Worked>;
  /** Spreads retries; between 0 and 1. */
  readonly random: () => number;
  /** Called once per key worked on, for metrics. */
  readonly onWorked?: (worked: KeyWorked) => void;
}

export interface KeyWorked {
  readonly kind: string;
  readonly outcome: string;
  readonly tookMs: number;
  /** Since a person's event came in; undefined: nobody waited for it. */
  readonly waitedMs: number | undefined;
}

export interface Worker {
  /** Looks for due keys now; for tests that move the clock by hand. */
  poke(): void;
  /** Resolves when nothing is due and nothing is being worked on. */
  idle(): Promise<void>;
  /** Takes no more keys, waits for those under way, and hands back what does not end in time. */
  stop(graceMs?: number): Promise<void>;
}

const BACK_OFF_MS_FIRST = 1_000;
const BACK_OFF_MS_MAX = 15 * 60_000;
const TIMER_MS_MAX = 60_000;
/** Longer than any honest look takes; what hangs is let go, so that it holds no place for ever. */
const WORK_MS_MAX = 10 * 60_000;
const STOP_MS_MAX = 7_000;
/** GitHub answers 404 for a moment to what it has just told us of; a quarter of a minute later it means it. */
const GONE_ATTEMPTS_MAX = 4;
/** A mistake of ours fails alike each time: eight times take four minutes. */
const BUG_ATTEMPTS_MAX = 8;
/** An outage of theirs is waited out, for about a day. */
const TROUBLE_ATTEMPTS_MAX = 100;
const MARGIN_MS = 3_000;

function isOver({ kind }: JobError, attempts: number): boolean {
  return kind === "denied" || (kind === "gone" && attempts >= GONE_ATTEMPTS_MAX);
}

export function backOffMs(attempts: number, random: number): number {
  const full = Math.min(BACK_OFF_MS_MAX, BACK_OFF_MS_FIRST * 2 ** Math.min(attempts, 20));
  return full / 2 + (full / 2) * random;
}

interface Run {
  readonly lease: Lease;
  /** Monotonic time until which the claim is certainly ours. */
  oursUntilMs: number;
  lost: boolean;
  readonly settled: Promise<void>;
}

export function startWorker(options: WorkerOptions): Worker {
  const { queue, clock, log, atOnce, handle, random } = options;
  const runs = new Map<string, Run>();
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
        empty = !(await claimAll());
      } while (lookAgain && !stopped && runs.size < atOnce);
      queueFaults = 0;
      if (empty && runs.size === 0) for (const waiter of waiters.splice(0)) waiter();
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
  /** False: there was room, and nothing was due. */
  const claimAll = async (): Promise<boolean> => {
    while (!stopped && runs.size < atOnce) {
      const sinceMs = performance.now();
      const found = await queue.claim(atOnce - runs.size);
      if (found.length === 0) return false;
      for (const lease of found) begin(lease, sinceMs);
    }
    return true;
  };
  const poke = (): void => void look();

  const begin = (lease: Lease, sinceMs: number): void => {
    const run: Run = {
      lease,
      oursUntilMs: sinceMs + queue.leaseMs - MARGIN_MS,
      lost: false,
      settled: Promise.resolve(),
    };
    runs.set(lease.id, run);
    const settled = workOn(run).finally(() => {
      runs.delete(lease.id);
      poke();
    });
    Object.assign(run, { settled });
  };

  const renewing = Number.isFinite(queue.leaseMs)
    ? setInterval(() => void renew(), queue.leaseMs / 4).unref()
    : undefined;
  const renew = async (): Promise<void> => {
    const renewed = [...runs.values()].filter(({ lost }) => !lost);
    const sinceMs = performance.now();
    try {
      const lost = new Set((await queue.renew(renewed.map(({ lease }) => lease))).map(({ id }) => id));
      for (const run of renewed) {
        if (lost.has(run.lease.id)) run.lost = true;
        else run.oursUntilMs = sinceMs + queue.leaseMs - MARGIN_MS;
      }
    } catch (error) {
      log.warn("the queue does not answer", { because: describe(error) });
    }
  };

  async function workOn(run: Run): Promise<void> {
    const { lease } = run;
    const { key, attempts } = lease;
    const startMs = clock.nowMs();
    const report = (outcome: string): void =>
      options.onWorked?.({
        kind: key.slice(0, Math.max(0, key.indexOf(":"))),
        outcome,
        tookMs: clock.nowMs() - startMs,
        waitedMs: lease.priority === "person" ? clock.nowMs() - lease.addedAtMs : undefined,
      });
    const heldLease: HeldLease = {
      assertHeld() {
        if (run.lost || performance.now() > run.oursUntilMs)
          throw new JobError("retry", "the key may be another process's by now");
      },
    };
    try {
      const { outcome, requeueAtMs, fields } = await withinMs(
        WORK_MS_MAX,
        "took too long and was let go",
        // What it still does afterwards is stopped by its claim.
        handle(key, heldLease),
      );
      log.info("worked", { key, outcome, tookMs: clock.nowMs() - startMs, ...fields });
      report(outcome);
      if (requeueAtMs !== undefined) await queue.add(key, "sweep", requeueAtMs);
      await queue.ack(lease);
    } catch (error) {
      report("failed");
      run.lost = true;
      await putBack(lease, error).catch((fault: unknown) => {
        // Its claim ends by itself, and whoever looks next puts it back.
        log.error("the queue does not answer", { key, because: describe(fault) });
      });
    }

    async function putBack(back: Lease, error: unknown): Promise<void> {
      if (error instanceof JobError && isOver(error, attempts)) {
        log.warn("gave up", { key, because: error.message, kind: error.kind });
        await queue.ack(back);
        return;
      }
      const because = error instanceof JobError ? error.message : undefined;
      const bug = error instanceof JobError ? undefined : describe(error);
      if (attempts + 1 >= (bug === undefined ? TROUBLE_ATTEMPTS_MAX : BUG_ATTEMPTS_MAX)) {
        log.error("dead letter", { key, attempts: attempts + 1, because, bug });
        await queue.deadLetter({ ...back, attempts: attempts + 1 }, because ?? firstLineOf(error));
        return;
      }
      const afterMs = error instanceof JobError ? error.retryAfterMs : undefined;
      const counted = error instanceof JobError && error.isRateLimited ? attempts : attempts + 1;
      // What was told to wait until a moment comes back a little after it, and not all in the same breath.
      const waitMs = Math.max(
        afterMs === undefined ? 0 : afterMs + random() * Math.min(afterMs / 4, 30_000),
        backOffMs(attempts, random()),
      );
      log.warn("will try again", { key, attempts: counted, waitMs: Math.round(waitMs), because, bug });
      await queue.retry(back, clock.nowMs() + waitMs, counted);
    }
  }

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
      const ended = Promise.allSettled([...runs.values()].map(({ settled }) => settled));
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, graceMs).unref())]);
      for (const run of runs.values()) {
        run.lost = true;
        log.warn("handed back", { key: run.lease.key });
        // Where the queue is away, the claim ends by itself.
        await queue.retry(run.lease, clock.nowMs(), run.lease.attempts).catch((error: unknown) => {
          log.warn("the queue does not answer", { key: run.lease.key, because: describe(error) });
        });
      }
      clearInterval(renewing);
    },
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function firstLineOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0]?.slice(0, 300) ?? "";
}
