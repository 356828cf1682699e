// Takes due keys and works on them, a few at a time; a fault puts the key back with a growing wait, never aside in silence.

import { Trouble } from "../core/trouble.ts";
import type { Clock, Log } from "../ports.ts";

/** What became of one key. `wakeAtMs`: look again at that time even if nothing happens. */
export interface Worked {
  readonly outcome: string;
  readonly wakeAtMs: number | undefined;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** The queue as the worker sees it. */
export interface WorkerQueue {
  add(key: string, priority: "person" | "sweep", notBeforeMs?: number): Promise<void>;
  take(): { readonly key: string; readonly attempts: number } | undefined;
  done(key: string): void;
  again(key: string, atMs: number, attempts: number): void;
  nextDueMs(): number | undefined;
  onAdded(listener: () => void): void;
}

export interface WorkerOptions {
  readonly queue: WorkerQueue;
  readonly clock: Clock;
  readonly log: Log;
  readonly atOnce: number;
  readonly handle: (key: string) => Promise<Worked>;
  /** Spreads retries; between 0 and 1. */
  readonly random: () => number;
}

export interface Worker {
  /** Looks for due keys now; for tests that move the clock by hand. */
  poke(): void;
  /** Resolves when nothing is due and nothing is being worked on. */
  idle(): Promise<void>;
  /** Takes no more keys and waits for those under way. */
  stop(): Promise<void>;
}

const BACK_OFF_MS_FIRST = 1_000;
const BACK_OFF_MS_MAX = 15 * 60_000;
const TIMER_MS_MAX = 60_000;

/** GitHub answers 404 for a moment to what it has just told us of; a quarter of a minute later it means it. */
const GONE_ATTEMPTS_MAX = 4;

function isOver({ kind }: Trouble, attempts: number): boolean {
  return kind === "denied" || (kind === "gone" && attempts >= GONE_ATTEMPTS_MAX);
}

export function backOffMs(attempts: number, random: number): number {
  const full = Math.min(BACK_OFF_MS_MAX, BACK_OFF_MS_FIRST * 2 ** Math.min(attempts, 20));
  return full / 2 + (full / 2) * random;
}

export function startWorker({ queue, clock, log, atOnce, handle, random }: WorkerOptions): Worker {
  const running = new Set<Promise<void>>();
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let waiters: (() => void)[] = [];

  const poke = (): void => {
    clearTimeout(timer);
    while (!stopped && running.size < atOnce) {
      const taken = queue.take();
      if (taken === undefined) break;
      const work = workOn(taken.key, taken.attempts).finally(() => {
        running.delete(work);
        poke();
      });
      running.add(work);
    }
    if (running.size === 0 && (stopped || !isDue())) {
      for (const waiter of waiters.splice(0)) waiter();
    }
    const next = queue.nextDueMs();
    // A long wait is taken in steps, so that a clock that is put right is noticed.
    if (!stopped && next !== undefined)
      timer = setTimeout(poke, Math.min(TIMER_MS_MAX, Math.max(1, next - clock.nowMs()))).unref();
  };
  const isDue = (): boolean => (queue.nextDueMs() ?? Number.POSITIVE_INFINITY) <= clock.nowMs();

  async function workOn(key: string, attempts: number): Promise<void> {
    const startMs = clock.nowMs();
    try {
      const { outcome, wakeAtMs, fields } = await handle(key);
      log.info("worked", { key, outcome, tookMs: clock.nowMs() - startMs, ...fields });
      if (wakeAtMs !== undefined) await queue.add(key, "sweep", wakeAtMs);
      queue.done(key);
    } catch (error) {
      if (error instanceof Trouble && isOver(error, attempts)) {
        log.warn("gave up", { key, because: error.message, kind: error.kind });
        queue.done(key);
        return;
      }
      const waitMs = Math.max(
        error instanceof Trouble ? (error.afterMs ?? 0) : 0,
        backOffMs(attempts, random()),
      );
      log.warn("will try again", {
        key,
        attempts: attempts + 1,
        waitMs: Math.round(waitMs),
        because: error instanceof Trouble ? error.message : undefined,
        bug: error instanceof Trouble ? undefined : describe(error),
      });
      queue.again(key, clock.nowMs() + waitMs, attempts + 1);
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
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await Promise.allSettled(running);
    },
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
