// Waits until an App has nothing left to do here; what GitHub's limits make it wait for is waited for by moving the clock.

import type { Sandbox } from "./sandbox.ts";

/** What is asked of the App's service. */
export interface Settling {
  readonly worker: { idle(): Promise<void>; poke(): void };
  readonly queue: {
    state(): Promise<{ readonly due: number; readonly working: number }>;
    nextLookMs(): Promise<number>;
  };
}

export interface MovedClock {
  nowMs(): number;
  advance(ms: number): void;
}

/** Work causes events and events cause work; a few rounds bring both to rest. */
const ROUNDS_MAX = 10;
/** As many moves of the clock in a row. */
const MOVES_MAX = 2_000;
/** Whoever was told to wait comes back a little later than that, and not all at once. */
const LATER_MS = 35_000;

/** What it returns resolves when all events are delivered and all due work is done, limits or not. */
export function settler(sandbox: Sandbox, service: () => Settling, clock: MovedClock): () => Promise<void> {
  return async () => {
    for (let move = 0; move < MOVES_MAX; move += 1) {
      if (!(await atRest(sandbox, service))) return;
      const { queue, worker } = service();
      const nextMs = await queue.nextLookMs();
      if (nextMs > sandbox.refusals.untilMs + LATER_MS) return;
      clock.advance(Math.max(0, nextMs - clock.nowMs()) + 1);
      worker.poke();
    }
  };
}

async function atRest(sandbox: Sandbox, service: () => Settling): Promise<boolean> {
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    await sandbox.deliveriesSettled();
    await service().worker.idle();
    await sandbox.deliveriesSettled();
    const { due, working } = await service().queue.state();
    if (working === 0 && due === 0) return true;
  }
  return false;
}
