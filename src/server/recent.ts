// Remembers deliveries for a moment, so that the same bytes sent twice cost one look. Nothing relies on it: keys are safe to add twice.

import { createHash } from "node:crypto";

/** Short, so that whoever redelivers by hand is heard. */
export const REMEMBERED_MS = 30_000;
const REMEMBERED_MAX = 1_000;

export interface Recent {
  has(digest: string): boolean;
  add(digest: string): void;
}

export function digestOf(event: string, parts: readonly Buffer[]): string {
  const hash = createHash("sha256").update(`${event}\n`);
  for (const part of parts) hash.update(part);
  return hash.digest("base64");
}

export function createRecent(nowMs: () => number): Recent {
  const seenMs = new Map<string, number>();
  return {
    has: (digest) => nowMs() - (seenMs.get(digest) ?? -Infinity) < REMEMBERED_MS,
    add(digest) {
      seenMs.delete(digest);
      seenMs.set(digest, nowMs());
      for (const oldest of seenMs.keys()) {
        if (seenMs.size <= REMEMBERED_MAX) break;
        seenMs.delete(oldest);
      }
    },
  };
}
