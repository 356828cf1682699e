// Keeps what cannot change (trees and blobs by SHA) for a while, bounded by weight, so that a burst of pull requests reads the catalog once.

export interface Kept<T> {
  get(key: string): T | undefined;
  put(key: string, value: T, weight: number): void;
}

/** Least recently used goes first, once the weights add up to more than `weightMax`. */
export function createKept<T>(weightMax: number): Kept<T> {
  const entries = new Map<string, { readonly value: T; readonly weight: number }>();
  let total = 0;
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    put(key, value, weight) {
      if (weight > weightMax || entries.has(key)) return;
      entries.set(key, { value, weight });
      total += weight;
      for (const [oldest, entry] of entries) {
        if (total <= weightMax) break;
        entries.delete(oldest);
        total -= entry.weight;
      }
    },
  };
}
