// Remembers deliveries for a moment, so that the same bytes sent twice cost one look. Nothing relies on it: keys are safe to add twice.

import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";

/** Short, so that whoever redelivers by hand is heard. */
export const REMEMBERED_MS = 30_000;
const REMEMBERED_MAX = 1_000;

export interface Recent {
  has(digest: string): boolean;
  add(digest: string): void;
}

export function deliveryDigest(event: string, parts: readonly Buffer[]): string {
  const hash = createHash("sha256").update(`${event}\n`);
  for (const part of parts) hash.update(part);
  return hash.digest("base64");
}

export function createRecent(nowMs: () => number): Recent {
  const seen = new LRUCache<string, true>({
    max: REMEMBERED_MAX,
    // The library keeps an entry through its last millisecond.
    ttl: REMEMBERED_MS - 1,
    ttlResolution: 0,
    perf: { now: nowMs },
  });
  return {
    has: (digest) => seen.has(digest),
    add: (digest) => void seen.set(digest, true),
  };
}
