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
/** As many limits in a row can be met; each lasts an hour at most. */
const WAITS_MAX = 200;
/** Whoever was told to wait comes back a little later than that, and not all at once. */
const WAIT_SHARE = 1.3;

export async function settle(sandbox: Sandbox, service: () => Settling, clock: MovedClock): Promise<void> {
  let told = sandbox.refusals.count;
  for (let waits = 0; waits < WAITS_MAX; waits += 1) {
    if (!(await atRest(sandbox, service))) return;
    if (sandbox.refusals.count === told) return;
    told = sandbox.refusals.count;
    const { queue, worker } = service();
    const nextMs = (await queue.nextLookMs()) - clock.nowMs();
    const mostMs = (sandbox.refusals.waitSeconds * WAIT_SHARE + 1) * 1_000;
    clock.advance(Math.max(0, Math.min(nextMs, mostMs)) + 1);
    worker.poke();
  }
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
