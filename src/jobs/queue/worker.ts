// Takes due keys and works on them, a few at a time; a fault puts the key back with a growing wait, never aside in silence.

import { Trouble } from "../../core/trouble.ts";
import type { Clock } from "../../ports/clock.ts";
import type { KeyQueue, Taken } from "../../ports/queue.ts";
import type { Log } from "../../ports/log.ts";
import { withinMs } from "../../platform/within.ts";

/** What became of one key. `wakeAtMs`: look again at that time even if nothing happens. */
export interface Worked {
  readonly outcome: string;
  readonly wakeAtMs: number | undefined;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** One claim as its handler sees it. */
export interface Claim {
  /** Throws when the key may be another's by now: to be asked before each write. */
  assertOurs(): void;
}

export interface WorkerOptions {
  readonly queue: KeyQueue;
  readonly clock: Clock;
  readonly log: Log;
  readonly atOnce: number;
  readonly handle: (key: string, claim: Claim) => Promise<Worked>;
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

function isOver({ kind }: Trouble, attempts: number): boolean {
  return kind === "denied" || (kind === "gone" && attempts >= GONE_ATTEMPTS_MAX);
}

export function backOffMs(attempts: number, random: number): number {
  const full = Math.min(BACK_OFF_MS_MAX, BACK_OFF_MS_FIRST * 2 ** Math.min(attempts, 20));
  return full / 2 + (full / 2) * random;
}

interface Run {
  readonly taken: Taken;
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
        empty = !(await takeAll());
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
  const takeAll = async (): Promise<boolean> => {
    while (!stopped && runs.size < atOnce) {
      const sinceMs = performance.now();
      const found = await queue.take(atOnce - runs.size);
      if (found.length === 0) return false;
      for (const taken of found) begin(taken, sinceMs);
    }
    return true;
  };
  const poke = (): void => void look();

  const begin = (taken: Taken, sinceMs: number): void => {
    const run: Run = {
      taken,
      oursUntilMs: sinceMs + queue.claimLastsMs - MARGIN_MS,
      lost: false,
      settled: Promise.resolve(),
    };
    runs.set(taken.claim, run);
    const settled = workOn(run).finally(() => {
      runs.delete(taken.claim);
      poke();
    });
    Object.assign(run, { settled });
  };

  const keeping = Number.isFinite(queue.claimLastsMs)
    ? setInterval(() => void keep(), queue.claimLastsMs / 4).unref()
    : undefined;
  const keep = async (): Promise<void> => {
    const held = [...runs.values()].filter(({ lost }) => !lost);
    const sinceMs = performance.now();
    try {
      const lost = new Set((await queue.keep(held.map(({ taken }) => taken))).map(({ claim }) => claim));
      for (const run of held) {
        if (lost.has(run.taken.claim)) run.lost = true;
        else run.oursUntilMs = sinceMs + queue.claimLastsMs - MARGIN_MS;
      }
    } catch (error) {
      log.warn("the queue does not answer", { because: describe(error) });
    }
  };

  async function workOn(run: Run): Promise<void> {
    const { taken } = run;
    const { key, attempts } = taken;
    const startMs = clock.nowMs();
    const report = (outcome: string): void =>
      options.onWorked?.({
        kind: key.slice(0, Math.max(0, key.indexOf(":"))),
        outcome,
        tookMs: clock.nowMs() - startMs,
        waitedMs: taken.priority === "person" ? clock.nowMs() - taken.addedAtMs : undefined,
      });
    const claim: Claim = {
      assertOurs() {
        if (run.lost || performance.now() > run.oursUntilMs)
          throw new Trouble("retry", "the key may be another process's by now");
      },
    };
    try {
      const { outcome, wakeAtMs, fields } = await withinMs(
        WORK_MS_MAX,
        "took too long and was let go",
        // What it still does afterwards is stopped by its claim.
        handle(key, claim),
      );
      log.info("worked", { key, outcome, tookMs: clock.nowMs() - startMs, ...fields });
      report(outcome);
      if (wakeAtMs !== undefined) await queue.add(key, "sweep", wakeAtMs);
      await queue.done(taken);
    } catch (error) {
      report("failed");
      run.lost = true;
      await putBack(taken, error).catch((fault: unknown) => {
        // Its claim ends by itself, and whoever looks next puts it back.
        log.error("the queue does not answer", { key, because: describe(fault) });
      });
    }

    async function putBack(back: Taken, error: unknown): Promise<void> {
      if (error instanceof Trouble && isOver(error, attempts)) {
        log.warn("gave up", { key, because: error.message, kind: error.kind });
        await queue.done(back);
        return;
      }
      const because = error instanceof Trouble ? error.message : undefined;
      const bug = error instanceof Trouble ? undefined : describe(error);
      if (attempts + 1 >= (bug === undefined ? TROUBLE_ATTEMPTS_MAX : BUG_ATTEMPTS_MAX)) {
        log.error("dead letter", { key, attempts: attempts + 1, because, bug });
        await queue.bury({ ...back, attempts: attempts + 1 }, because ?? firstLineOf(error));
        return;
      }
      const afterMs = error instanceof Trouble ? error.afterMs : undefined;
      const counted = error instanceof Trouble && error.isPause ? attempts : attempts + 1;
      // What was told to wait until a moment comes back a little after it, and not all in the same breath.
      const waitMs = Math.max(
        afterMs === undefined ? 0 : afterMs + random() * Math.min(afterMs / 4, 30_000),
        backOffMs(attempts, random()),
      );
      log.warn("will try again", { key, attempts: counted, waitMs: Math.round(waitMs), because, bug });
      await queue.again(back, clock.nowMs() + waitMs, counted);
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
        log.warn("handed back", { key: run.taken.key });
        // Where the queue is away, the claim ends by itself.
        await queue.again(run.taken, clock.nowMs(), run.taken.attempts).catch((error: unknown) => {
          log.warn("the queue does not answer", { key: run.taken.key, because: describe(error) });
        });
      }
      clearInterval(keeping);
    },
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function firstLineOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0]?.slice(0, 300) ?? "";
}
