// Keys waiting in this process: for a run that ends by itself, and looks at everything there is when it starts.

import type { Clock } from "../../ports/clock.ts";
import type { DeadLetter, KeyQueue, Lease, Priority, QueueState } from "../../ports/queue.ts";

interface Entry {
  readonly key: string;
  priority: Priority;
  dueMs: number;
  attempts: number;
  addedAtMs: number;
  readonly order: number;
}

/** Keys that wait, each once: the sooner time and the more urgent reason win. `working`: keys that are not to be taken. */
function createWaiting(working: ReadonlyMap<string, Lease>) {
  const waiting = new Map<string, Entry>();
  let count = 0;
  const free = (): readonly Entry[] => [...waiting.values()].filter(({ key }) => !working.has(key));
  const due = (nowMs: number): readonly Entry[] => free().filter(({ dueMs }) => dueMs <= nowMs);
  return {
    put(entry: Omit<Entry, "order">): void {
      const present = waiting.get(entry.key);
      if (present === undefined) {
        count += 1;
        waiting.set(entry.key, { ...entry, order: count });
        return;
      }
      present.dueMs = Math.min(present.dueMs, entry.dueMs);
      present.attempts = Math.max(present.attempts, entry.attempts);
      if (entry.priority === "person" && present.priority !== "person")
        Object.assign(present, { priority: entry.priority, addedAtMs: entry.addedAtMs });
    },
    /** What is due, the most urgent first; it waits no longer. */
    take(limit: number, nowMs: number): readonly Lease[] {
      const taken = due(nowMs)
        .toSorted((a, b) => rank(a) - rank(b) || a.order - b.order)
        .slice(0, limit);
      return taken.map(({ key, priority, attempts, addedAtMs }) => {
        waiting.delete(key);
        count += 1;
        return { key, priority, attempts, addedAtMs, id: String(count) };
      });
    },
    /** Infinity: nothing waits that could be taken. */
    nextMs: (): number => free().reduce((next, { dueMs }) => Math.min(next, dueMs), Number.POSITIVE_INFINITY),
    figures(nowMs: number): Pick<QueueState, "due" | "oldestDueMs" | "later"> {
      const now = due(nowMs);
      return {
        due: now.length,
        oldestDueMs: now.reduce((oldest, { dueMs }) => Math.max(oldest, nowMs - dueMs), 0),
        later: waiting.size - now.length,
      };
    },
  };
}

export function createMemoryQueue(clock: Clock): KeyQueue {
  const working = new Map<string, Lease>();
  const waiting = createWaiting(working);
  const buried = new Map<string, DeadLetter>();
  const listeners: (() => void)[] = [];
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const put = (entry: Omit<Entry, "order">): void => {
    waiting.put(entry);
    tell();
  };
  const isOurs = (lease: Lease): boolean => working.get(lease.key)?.id === lease.id;

  const queue: KeyQueue = {
    leaseMs: Number.POSITIVE_INFINITY,
    add(key, priority, notBeforeMs = clock.nowMs()) {
      put({ key, priority, dueMs: notBeforeMs, attempts: 0, addedAtMs: clock.nowMs() });
      return Promise.resolve();
    },
    claim(limit) {
      const leases = waiting.take(limit, clock.nowMs());
      for (const lease of leases) working.set(lease.key, lease);
      return Promise.resolve(leases);
    },
    ack(lease) {
      if (isOurs(lease)) {
        working.delete(lease.key);
        buried.delete(lease.key);
      }
      tell();
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
    nextLookMs: () => Promise.resolve(waiting.nextMs()),
    state: () =>
      Promise.resolve({ ...waiting.figures(clock.nowMs()), working: working.size, dead: buried.size }),
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
