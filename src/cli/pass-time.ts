// Lets time pass in a local GitHub: everybody's clock jumps, and whatever is due meanwhile happens at its own time.

import type { Connected } from "../sandbox/connected.ts";

const ROUNDS_MAX = 200;

export async function passTime(connected: Connected, ms: number): Promise<void> {
  const { sandbox, server, clock } = connected;
  const endMs = clock.nowMs() + ms;
  for (let round = 0; round < ROUNDS_MAX && clock.nowMs() < endMs; round += 1) {
    const dueMs = (await server.service.queue.nextLookMs()) ?? endMs;
    const toMs = Math.min(endMs, Math.max(dueMs, clock.nowMs()) + 1);
    // Weeks pass here in a moment: a token that has just been made is not meant to be old already.
    for (const token of sandbox.world.tokens.values())
      Object.assign(token, { expiresAtMs: Number.MAX_SAFE_INTEGER });
    clock.advance(toMs - clock.nowMs());
    server.service.worker.poke();
    await connected.settled();
  }
}
