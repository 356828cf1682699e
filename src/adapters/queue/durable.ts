// Keys on disk or in PostgreSQL, by pg-boss: what was accepted survives any end of the process, and several may share it.

import { randomUUID } from "node:crypto";
import type { JobWithMetadata } from "pg-boss";
import type { Clock } from "../../ports/clock.ts";
import type { KeyQueue, QueueState, Lease } from "../../ports/queue.ts";
import { CLAIM_SECONDS, MAINTENANCE_SECONDS, openBoss, type BossOptions } from "./boss.ts";
import { createDeadLetters } from "./dead.ts";
import { insertKeys, PRIORITIES, type KeyData } from "./insert.ts";
import { createIntake } from "./intake.ts";
import { adoptOrphans, orphanLastProcess } from "./orphans.ts";
import { KEYS, OURS_SQL, PROBE, STATE_SQL } from "./statements.ts";

const POLL_MS = 1_000;

export interface DurableOptions extends BossOptions {
  readonly clock: Clock;
}

/** Opens the queue, bringing its tables up to date. Throws `FolderInUse`, or what the database says. */
export async function openDurableQueue(options: DurableOptions): Promise<KeyQueue> {
  const { clock, log } = options;
  const opened = await openBoss(options);
  const { boss, db } = opened;
  const listeners: (() => void)[] = [];
  const put = createIntake(async (adds) => {
    await insertKeys(opened, clock, adds);
    for (const listener of listeners) listener();
  });
  const dead = createDeadLetters(opened, clock);
  const adopt = () => adoptOrphans({ opened, clock, log, dead, put });
  await orphanLastProcess(opened);
  await adopt();
  let adoptedAtMs = clock.nowMs();

  const queue: KeyQueue = {
    leaseMs: CLAIM_SECONDS * 1_000,
    add: (key, priority, dueMs = clock.nowMs()) =>
      put({ key, priority, dueMs, attempts: 0, addedAtMs: clock.nowMs() }),
    async claim(limit) {
      if (Math.abs(clock.nowMs() - adoptedAtMs) > MAINTENANCE_SECONDS * 1_000) {
        adoptedAtMs = clock.nowMs();
        await adopt();
      }
      const jobs = await boss.fetch<KeyData>(KEYS, { batchSize: limit, includeMetadata: true });
      return jobs
        .sort((a, b) => b.priority - a.priority || Number(a.createdOn) - Number(b.createdOn))
        .map(leaseOf);
    },
    async ack(lease) {
      await boss.deleteJob(KEYS, attemptOf(lease));
      if (dead.mayExist && lease.attempts === 0) await dead.takeAway(lease.key);
    },
    async retry(lease, atMs, attempts) {
      const { key, priority, addedAtMs } = lease;
      // Kept twice for a moment rather than not at all: a claimed key cannot be taken, and a lost claim comes back.
      await put({ key, priority, dueMs: atMs, attempts, addedAtMs });
      await boss.deleteJob(KEYS, attemptOf(lease));
    },
    async deadLetter(lease, because) {
      await dead.put(lease.key, because, lease.attempts);
      await boss.deleteJob(KEYS, attemptOf(lease));
    },
    async renew(lease) {
      if (lease.length === 0) return [];
      await boss.touch(KEYS, lease.map(attemptOf));
      const { rows } = await db.executeSql(OURS_SQL, [lease.map(({ id: claim }) => claim)]);
      const ours = new Set(rows.map(({ claim }: { claim: string }) => claim));
      return lease.filter(({ id: claim }) => !ours.has(claim));
    },
    nextLookMs: () => Promise.resolve(clock.nowMs() + POLL_MS),
    async state() {
      const { rows } = await db.executeSql(STATE_SQL);
      const state = stateOf(rows[0] as Record<keyof QueueState, number | string>);
      dead.mayExist = state.dead > 0;
      return state;
    },
    deadLetters: () => dead.list(),
    async replay(keys) {
      const chosen = (await dead.list()).filter(({ key }) => keys === undefined || keys.includes(key));
      await Promise.all(chosen.map(({ key }) => queue.add(key, "person")));
      for (const { key } of chosen) await dead.takeAway(key);
      return chosen.length;
    },
    async probe() {
      const id = randomUUID();
      await boss.insert(PROBE, [{ id, singletonKey: id }]);
      await boss.deleteJob(PROBE, id);
    },
    onAdded: (listener) => void listeners.push(listener),
    close: () => opened.close(),
  };
  return queue;
}

function leaseOf({ id, retryCount, singletonKey, priority, data }: JobWithMetadata<KeyData>): Lease {
  return {
    key: singletonKey ?? "",
    priority: priority >= PRIORITIES.person ? "person" : "sweep",
    attempts: data.attempts,
    addedAtMs: data.addedAtMs,
    id: `${id}:${retryCount}`,
  };
}

function attemptOf({ id: claim }: Lease): { readonly id: string; readonly retryCount: number } {
  const [id = "", retryCount] = claim.split(":");
  return { id, retryCount: Number(retryCount) };
}

function stateOf(row: Record<keyof QueueState, number | string>): QueueState {
  return {
    due: Number(row.due),
    oldestDueMs: Number(row.oldestDueMs),
    later: Number(row.later),
    working: Number(row.working),
    dead: Number(row.dead),
  };
}
