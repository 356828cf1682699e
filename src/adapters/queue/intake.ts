// Gathers what is added while a write is under way into the next one, so that a burst costs few statements and nobody is answered early.

import type { Priority } from "../../ports/queue.ts";

export interface Add {
  readonly key: string;
  readonly priority: Priority;
  readonly dueMs: number;
  readonly attempts: number;
  readonly addedAtMs: number;
}

const BATCH_MAX = 500;

/** Resolves (or rejects) each add when the write that holds it has been answered. */
export function createIntake(write: (adds: readonly Add[]) => Promise<void>): (add: Add) => Promise<void> {
  let waiting: { add: Add; resolve: () => void; reject: (error: unknown) => void }[] = [];
  let writing = false;

  const flush = async (): Promise<void> => {
    writing = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH_MAX);
      waiting = waiting.slice(BATCH_MAX);
      try {
        await write(merged(batch.map(({ add }) => add)));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    writing = false;
  };
  return (add) =>
    new Promise((resolve, reject) => {
      waiting.push({ add, resolve, reject });
      // On the next turn, so that what arrives in the same breath goes out together.
      if (!writing) {
        writing = true;
        setImmediate(() => void flush());
      }
    });
}

function merged(adds: readonly Add[]): readonly Add[] {
  const byKey = new Map<string, Add>();
  for (const add of adds) {
    const present = byKey.get(add.key);
    byKey.set(
      add.key,
      present === undefined
        ? add
        : {
            key: add.key,
            priority: present.priority === "person" ? "person" : add.priority,
            dueMs: Math.min(present.dueMs, add.dueMs),
            attempts: Math.max(present.attempts, add.attempts),
            addedAtMs: Math.min(present.addedAtMs, add.addedAtMs),
          },
    );
  }
  return [...byKey.values()];
}
