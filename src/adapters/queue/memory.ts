// Keys waiting in this process: for a run that ends by itself, and looks at everything there is when it starts.

import type { Clock } from "../../ports/clock.ts";
import type { DeadLetter, KeyQueue, Priority, Lease } from "../../ports/queue.ts";

interface Entry {
  readonly key: string;
  priority: Priority;
  dueMs: number;
  attempts: number;
  addedAtMs: number;
  readonly order: number;
}

export function createMemoryQueue(clock: Clock): KeyQueue {
  const waiting = new Map<string, Entry>();
  const working = new Map<string, Lease>();
  const buried = new Map<string, DeadLetter>();
  const listeners: (() => void)[] = [];
  let order = 0;

  const put = (entry: Omit<Entry, "order">): void => {
    const present = waiting.get(entry.key);
    if (present === undefined) {
      order += 1;
      waiting.set(entry.key, { ...entry, order });
    } else {
      // A key waits once: the sooner time and the more urgent reason win.
      present.dueMs = Math.min(present.dueMs, entry.dueMs);
      present.attempts = Math.max(present.attempts, entry.attempts);
      if (entry.priority === "person" && present.priority !== "person")
        Object.assign(present, { priority: entry.priority, addedAtMs: entry.addedAtMs });
    }
    for (const listener of listeners) listener();
  };
  const free = (entry: Entry): boolean => !working.has(entry.key);
  const isOurs = (lease: Lease): boolean => working.get(lease.key)?.id === lease.id;

  const queue: KeyQueue = {
    leaseMs: Number.POSITIVE_INFINITY,
    add(key, priority, notBeforeMs = clock.nowMs()) {
      put({ key, priority, dueMs: notBeforeMs, attempts: 0, addedAtMs: clock.nowMs() });
      return Promise.resolve();
    },
    claim(limit) {
      const nowMs = clock.nowMs();
      const due = [...waiting.values()]
        .filter((entry) => entry.dueMs <= nowMs && free(entry))
        .sort((a, b) => rank(a) - rank(b) || a.order - b.order)
        .slice(0, limit);
      const lease = due.map(({ key, priority, attempts, addedAtMs }): Lease => ({
        key,
        priority,
        attempts,
        addedAtMs,
        id: String((order += 1)),
      }));
      for (const one of lease) {
        waiting.delete(one.key);
        working.set(one.key, one);
      }
      return Promise.resolve(lease);
    },
    ack(lease) {
      if (isOurs(lease)) {
        working.delete(lease.key);
        buried.delete(lease.key);
      }
      for (const listener of listeners) listener();
      return Promise.resolve();
    },
    retry(lease, atMs, attempts) {
      if (!isOurs(lease)) return Promise.resolve();
      working.delete(lease.key);
      const { key, priority, addedAtMs } = lease;
      put({ key, priority, dueMs: atMs, attempts, addedAtMs });
      return Promise.resolve();
    },
    deadLetter(lease, because) {
      if (!isOurs(lease)) return Promise.resolve();
      working.delete(lease.key);
      const { key, attempts } = lease;
      buried.set(key, { key, because, attempts, failedAtMs: clock.nowMs() });
      return Promise.resolve();
    },
    renew: (lease) => Promise.resolve(lease.filter((one) => !isOurs(one))),
    nextLookMs() {
      let next = Number.POSITIVE_INFINITY;
      for (const entry of waiting.values()) if (free(entry)) next = Math.min(next, entry.dueMs);
      return Promise.resolve(next);
    },
    state() {
      const nowMs = clock.nowMs();
      const due = [...waiting.values()].filter((entry) => entry.dueMs <= nowMs && free(entry));
      return Promise.resolve({
        due: due.length,
        oldestDueMs: due.reduce((oldest, { dueMs }) => Math.max(oldest, nowMs - dueMs), 0),
        later: waiting.size - due.length,
        working: working.size,
        dead: buried.size,
      });
    },
    deadLetters: () => Promise.resolve([...buried.values()]),
    async replay(keys) {
      const chosen = [...buried.keys()].filter((key) => keys === undefined || keys.includes(key));
      for (const key of chosen) {
        buried.delete(key);
        await queue.add(key, "person");
      }
      return chosen.length;
    },
    probe: () => Promise.resolve(),
    onAdded(listener) {
      listeners.push(listener);
    },
    close: () => Promise.resolve(),
  };
  return queue;
}

function rank({ priority }: Entry): number {
  return priority === "person" ? 0 : 1;
}
