// A list of any length as pages: the front page shows the newest, and each older page keeps its address and its entries.

import { chunksOf, type Chunk } from "./chunks.ts";

const SIZES = { min: 12, oneIn: 6, max: 24 } as const;
/** Where the run still growing is shorter, the front page shows the one before it as well. */
const FRONT_MIN = 12;

export interface ListPage<T> {
  /** Within the list's folder: "" for the front page, "since/<id>/" for an older one. */
  readonly path: string;
  /** Newest first. */
  readonly entries: readonly T[];
  readonly newer: string | undefined;
  readonly older: string | undefined;
  /** How many entries the list has: said on its front page alone, for it changes with every one. */
  readonly total: number | undefined;
  /** undefined: an older page of a list so long that numbers would change too many pages with each one that is added. */
  readonly place: ListPlace | undefined;
}

export interface ListPlace {
  /** Counted from the front page, which is 1. */
  readonly number: number;
  readonly of: number;
  /** Path of the last page. */
  readonly oldest: string | undefined;
}

/** Up to so many pages each says its number; a new page renumbers them all. */
export const NUMBERED_MAX = 20;

/**
 * `entries` in order of addition. Always answers a front page, even of nothing. A run that the front page shows has no page
 * of its own yet; it gets one when newer entries push it off, and keeps it.
 */
export function pagesOf<T extends { readonly id: string }>(entries: readonly T[]): readonly ListPage<T>[] {
  const chunks = chunksOf(entries, SIZES);
  const closed = chunks.filter((chunk) => chunk.closed);
  const open = chunks.at(-1)?.closed === false ? chunks.at(-1) : undefined;
  const front: T[] = newestFirst(open);
  let shown = closed.length;
  while (front.length < FRONT_MIN && shown > 0) front.push(...newestFirst(closed[--shown]));
  const older = closed.slice(0, shown);
  const addressOf = (at: number): string | undefined => {
    const chunk = older[at];
    return chunk === undefined ? undefined : `since/${chunk.first}/`;
  };
  const of = older.length + 1;
  const oldest = of > 1 && of <= NUMBERED_MAX ? addressOf(0) : undefined;
  const pages: ListPage<T>[] = [
    {
      path: "",
      entries: front,
      newer: undefined,
      older: addressOf(older.length - 1),
      total: entries.length,
      place: { number: 1, of, oldest },
    },
  ];
  for (let at = older.length - 1; at >= 0; at--) {
    pages.push({
      path: addressOf(at) ?? "",
      entries: newestFirst(older[at]),
      newer: addressOf(at + 1) ?? "",
      older: addressOf(at - 1),
      total: undefined,
      place: of <= NUMBERED_MAX ? { number: of - at, of, oldest } : undefined,
    });
  }
  return pages;
}

function newestFirst<T>(chunk: Chunk<T> | undefined): T[] {
  return [...(chunk?.entries ?? [])].reverse();
}
