// Puts keys in line; one that waits already keeps the sooner time and the more urgent reason.

import { randomUUID } from "node:crypto";
import type { Clock } from "../../ports/clock.ts";
import type { Priority } from "../../ports/queue.ts";
import type { OpenBoss } from "./boss.ts";
import type { Add } from "./intake.ts";
import { KEYS, SOONER_SQL } from "./statements.ts";

export const PRIORITIES: Readonly<Record<Priority, number>> = { person: 10, sweep: 0 };

/** What a waiting key carries. */
export interface KeyData {
  readonly attempts: number;
  readonly addedAtMs: number;
}

export async function insertKeys(
  { boss, db }: Pick<OpenBoss, "boss" | "db">,
  clock: Clock,
  adds: readonly Add[],
): Promise<void> {
  const jobs = adds.map(({ key, priority, dueMs, attempts, addedAtMs }) => {
    const waitMs = Math.max(0, dueMs - clock.nowMs());
    return {
      id: randomUUID(),
      singletonKey: key,
      priority: PRIORITIES[priority],
      startAfter: waitMs / 1_000,
      data: { attempts, addedAtMs } satisfies KeyData,
    };
  });
  const inserted = new Set(await boss.insert(KEYS, jobs, { returnId: true }));
  const present = jobs.filter(({ id }) => !inserted.has(id));
  if (present.length > 0)
    await db.executeSql(SOONER_SQL, [
      JSON.stringify(
        present.map(({ singletonKey, priority, startAfter, data }) => ({
          key: singletonKey,
          priority,
          wait: startAfter,
          attempts: data.attempts,
          added: data.addedAtMs,
        })),
      ),
    ]);
}
