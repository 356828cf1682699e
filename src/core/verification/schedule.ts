// When a catalog is looked at again, and which of its listings that day: a seventh of them, and all that are in trouble.

import { DAY_MS } from "../time.ts";
import type { Row } from "./file.ts";

const DAYS = 7;
/** One that missed its day, because nobody looked, is not left for another week. */
const AGE_DAYS_MAX = DAYS + 1;

export interface WatchedListing {
  readonly id: string;
  /** ISO date-time at which its checks ran for the publish. */
  readonly verified: string;
}

/** Once a day, each catalog at a time of its own, so that many do not begin together. `last`: ISO date of the newest look. */
export function dueAtMs(last: string, repositoryId: number): number {
  return Date.parse(last) + DAY_MS + (spread(String(repositoryId)) % 1_440) * 60_000;
}

export function dueToday(
  listed: readonly WatchedListing[],
  rows: ReadonlyMap<string, Row>,
  day: string,
): readonly string[] {
  const number = Math.floor(Date.parse(day) / DAY_MS);
  return listed
    .filter(({ id, verified }) => {
      const row = rows.get(id);
      if ((row?.troubles ?? []).length > 0) return true;
      const since =
        [row?.verified, verified.slice(0, 10)]
          .flatMap((one) => one ?? [])
          .sort()
          .at(-1) ?? "";
      const ageDays = number - Math.floor(Date.parse(since) / DAY_MS);
      return ageDays >= AGE_DAYS_MAX || (ageDays > 0 && spread(id) % DAYS === number % DAYS);
    })
    .map(({ id }) => id);
}

/** FNV-1a with its bits mixed once more: the same on every machine, and even in its last digits. */
export function spread(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
