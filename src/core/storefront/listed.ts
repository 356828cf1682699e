// What lists, search, feed and sitemap know of a listing; a row of the search index holds all of it, so that a publisher may read the index in place of the catalog.

import type { Entry } from "../catalog/entry.ts";
import { fileFor, hueOf } from "./parts/picture.tsx";
import { allFit } from "./text.ts";

const CARD_PICTURE_PX = 128;

/** How a column's value stands in a row of the index, and how we hold it. */
interface Forms {
  readonly text: { readonly row: string; readonly held: string };
  readonly number: { readonly row: number; readonly held: number };
  readonly texts: { readonly row: readonly string[]; readonly held: readonly string[] };
  readonly flag: { readonly row: 0 | 1; readonly held: boolean };
  /** A picture's path; in a row, where there is none, the hue of its tile. */
  readonly picture: { readonly row: string | number; readonly held: string | undefined };
}
export type ColumnForm = keyof Forms;

interface Column<N extends string, F extends ColumnForm> {
  readonly name: N;
  readonly form: F;
  of(entry: Entry): Forms[F]["held"];
}

function column<const N extends string, F extends ColumnForm>(
  name: N,
  form: F,
  of: (entry: Entry) => Forms[F]["held"],
): Column<N, F> {
  return { name, form, of };
}

/** All that lists and search know of a listing, in the order of the index's rows: the one place that says so. */
export const COLUMNS = [
  column("id", "text", ({ id }) => id),
  column("order", "number", ({ order }) => order),
  column("name", "text", ({ name }) => name),
  column("type", "text", ({ type }) => type),
  column("summary", "text", ({ summary }) => summary),
  column("tags", "texts", ({ tags }) => tags),
  column("maintainers", "texts", ({ maintainers }) => maintainers),
  // Seconds since 1970.
  column("added", "number", ({ added }) => secondsOf(added)),
  column("updated", "number", ({ updated }) => secondsOf(updated)),
  column("picture", "picture", ({ image }) => fileFor(image, CARD_PICTURE_PX)),
  column("underReview", "flag", ({ status }) => status === "under-review"),
] as const;

type Columns = typeof COLUMNS;

/** Its texts are fit to be shown. */
export type Listed = {
  readonly [C in Columns[number] as C["name"]]: Forms[C["form"]]["held"];
};

/** A list and no mapping, because names of fields 10,000 times over would be most of the bytes. */
export type SearchRow = {
  readonly [At in keyof Columns]: Columns[At] extends Column<string, infer F> ? Forms[F]["row"] : never;
};

export function listedOf(entry: Entry): Listed {
  return allFit(Object.fromEntries(COLUMNS.map(({ name, of }) => [name, of(entry)])) as unknown as Listed);
}

export function rowOf(listed: Listed): SearchRow {
  return COLUMNS.map(({ name, form }) => {
    if (form === "picture") return listed[name] ?? hueOf(listed.id);
    return form === "flag" ? (listed[name] ? 1 : 0) : listed[name];
  }) as unknown as SearchRow;
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
  return (
    Array.isArray(row) &&
    row.length === COLUMNS.length &&
    row.every((cell, at) => fitsForm(cell, COLUMNS[at]?.form))
  );
}

function fitsForm(cell: unknown, form: ColumnForm | undefined): boolean {
  switch (form) {
    case "picture":
      return typeof cell === "string" || typeof cell === "number";
    case "texts":
      return Array.isArray(cell) && cell.every((one) => typeof one === "string");
    case "text":
      return typeof cell === "string";
    default:
      return typeof cell === "number";
  }
}

function listedFromRow(row: SearchRow): Listed {
  return Object.fromEntries(
    COLUMNS.map(({ name, form }, at) => [name, heldOf(form, row[at])]),
  ) as unknown as Listed;
}

function heldOf(form: ColumnForm, cell: unknown): unknown {
  if (form === "picture") return typeof cell === "string" ? cell : undefined;
  return form === "flag" ? cell === 1 : cell;
}

/** ISO date-time, UTC, without fractions. */
export function isoOf(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().replace(".000Z", "Z");
}

function secondsOf(iso: string): number {
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? 0 : Math.floor(ms / 1_000);
}
