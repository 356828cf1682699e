// Keeps what cannot change (trees and blobs by SHA) for a while, bounded by weight, so that a burst of pull requests reads the catalog once.

import { LRUCache } from "lru-cache";

export interface Cache<T> {
  get(key: string): T | undefined;
  put(key: string, value: T, weight: number): void;
}

/** Least recently used goes first, once the weights add up to more than `weightMax`. */
export function createCache<T extends object>(weightMax: number): Cache<T> {
  const entries = new LRUCache<string, T>({ maxSize: weightMax });
  return {
    get: (key) => entries.get(key),
    put(key, value, weight) {
      // What is empty weighs something too: the library takes no size of 0.
      if (!entries.has(key)) entries.set(key, value, { size: Math.max(1, weight) });
    },
  };
}
