// Keys waiting in this process. Losing them loses nothing: the sweep at the next start finds what they stood for.

import type { Clock, Queue } from "../../ports.ts";

export interface Waiting {
  readonly key: string;
  readonly attempts: number;
}

export interface KeyQueue extends Queue {
  /** The next key that is due and not being worked on, now marked as being worked on. */
  take(): Waiting | undefined;
  /** Done; what was added meanwhile waits anew. */
  done(key: string): void;
  /** Not done: again at that time, with one more attempt on its record. */
  again(key: string, atMs: number, attempts: number): void;
  /** When the next waiting key is due; undefined: none waits. */
  nextDueMs(): number | undefined;
  readonly waiting: number;
  readonly working: number;
  onAdded(listener: () => void): void;
}

interface Entry {
  readonly key: string;
  priority: "person" | "sweep";
  dueMs: number;
  attempts: number;
  readonly order: number;
}

export function createMemoryQueue(clock: Clock): KeyQueue {
  const waiting = new Map<string, Entry>();
  const working = new Set<string>();
  const listeners: (() => void)[] = [];
  let order = 0;

  const put = (key: string, priority: Entry["priority"], dueMs: number, attempts: number): void => {
    const present = waiting.get(key);
    if (present === undefined) {
      order += 1;
      waiting.set(key, { key, priority, dueMs, attempts, order });
    } else {
      // A key waits once: the sooner time and the more urgent reason win.
      present.dueMs = Math.min(present.dueMs, dueMs);
      if (priority === "person") present.priority = "person";
    }
    for (const listener of listeners) listener();
  };
  const free = (entry: Entry): boolean => !working.has(entry.key);

  return {
    add(key, priority, notBeforeMs = clock.nowMs()) {
      put(key, priority, notBeforeMs, 0);
      return Promise.resolve();
    },
    take() {
      const nowMs = clock.nowMs();
      let best: Entry | undefined;
      for (const entry of waiting.values()) {
        if (entry.dueMs > nowMs || !free(entry)) continue;
        if (
          best === undefined ||
          rank(entry) < rank(best) ||
          (rank(entry) === rank(best) && entry.order < best.order)
        )
          best = entry;
      }
      if (best === undefined) return undefined;
      waiting.delete(best.key);
      working.add(best.key);
      return { key: best.key, attempts: best.attempts };
    },
    done(key) {
      working.delete(key);
      for (const listener of listeners) listener();
    },
    again(key, atMs, attempts) {
      working.delete(key);
      put(key, "sweep", atMs, attempts);
    },
    nextDueMs() {
      let next: number | undefined;
      for (const entry of waiting.values())
        if (free(entry) && (next === undefined || entry.dueMs < next)) next = entry.dueMs;
      return next;
    },
    get waiting() {
      return waiting.size;
    },
    get working() {
      return working.size;
    },
    onAdded(listener) {
      listeners.push(listener);
    },
  };
}

function rank({ priority }: Entry): number {
  return priority === "person" ? 0 : 1;
}
