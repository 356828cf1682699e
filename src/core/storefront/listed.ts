// What lists, search, feed and sitemap know of a listing; a row of the search index holds all of it, so that a publisher may read the index in place of the catalog.

import type { Entry } from "../catalog/entry.ts";
import { fileFor, hueOf } from "./parts/picture.tsx";
import { allFit } from "./text.ts";

const CARD_PICTURE_PX = 128;

/** Its texts are fit to be shown. */
export interface Listed {
  readonly id: string;
  readonly order: number;
  readonly name: string;
  readonly type: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly maintainers: readonly string[];
  /** Seconds since 1970. */
  readonly added: number;
  readonly updated: number;
  /** Path of the small picture. */
  readonly picture: string | undefined;
  readonly underReview: boolean;
}

/** A list and no mapping, because names of fields 10,000 times over would be most of the bytes. */
export type SearchRow = readonly [
  id: string,
  order: number,
  name: string,
  type: string,
  summary: string,
  tags: readonly string[],
  maintainers: readonly string[],
  added: number,
  updated: number,
  /** Path of the picture, or the hue of the tile. */
  picture: string | number,
  underReview: 0 | 1,
];

export function listedOf(entry: Entry): Listed {
  const { id, order, name, type, summary, tags, maintainers } = entry;
  return allFit({
    id,
    order,
    name,
    type,
    summary,
    tags,
    maintainers,
    added: secondsOf(entry.added),
    updated: secondsOf(entry.updated),
    picture: fileFor(entry.image, CARD_PICTURE_PX),
    underReview: entry.status === "under-review",
  });
}

export function rowOf(listed: Listed): SearchRow {
  const { id, order, name, type, summary, tags, maintainers, added, updated } = listed;
  const picture = listed.picture ?? hueOf(id);
  return [
    id,
    order,
    name,
    type,
    summary,
    tags,
    maintainers,
    added,
    updated,
    picture,
    listed.underReview ? 1 : 0,
  ];
}

/** The rows of one part of the search index as it was published; undefined: it is not one. */
export function listedFromPart(text: string): readonly Listed[] | undefined {
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch {
    return undefined;
  }
  return Array.isArray(rows) && rows.every(isRow) ? allFit(rows).map(listedFromRow) : undefined;
}

function isRow(row: unknown): row is SearchRow {
  const shape = "snsssLLnn-n";
  return (
    Array.isArray(row) &&
    row.length === shape.length &&
    row.every((cell, at) => {
      const kind = shape[at];
      if (kind === "-") return typeof cell === "string" || typeof cell === "number";
      if (kind === "L") return Array.isArray(cell) && cell.every((one) => typeof one === "string");
      return typeof cell === (kind === "n" ? "number" : "string");
    })
  );
}

function listedFromRow(row: SearchRow): Listed {
  const [id, order, name, type, summary, tags, maintainers, added, updated, picture, underReview] = row;
  return {
    id,
    order,
    name,
    type,
    summary,
    tags,
    maintainers,
    added,
    updated,
    picture: typeof picture === "string" ? picture : undefined,
    underReview: underReview === 1,
  };
}

/** ISO date-time, UTC, without fractions. */
export function isoOf(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().replace(".000Z", "Z");
}

function secondsOf(iso: string): number {
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? 0 : Math.floor(ms / 1_000);
}
