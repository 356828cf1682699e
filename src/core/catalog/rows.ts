// An entry written out: once, for the part it stands in and for its own file.

import type { Entry } from "./entry.ts";
import { canonicalRow, jsonLines } from "./json.ts";
import { CATALOG_VERSION } from "./schema.ts";

export interface TextFile {
  readonly path: string;
  /** Made when it is asked for: the texts of a large catalog are more than its entries. */
  readonly text: string;
}

type RowOf = (entry: Entry) => string;

/** An entry stands in its part, whose digest comes first, and in its own file. */
export function rowsOnce(given: ReadonlyMap<string, string> = new Map()): RowOf {
  const rows = new WeakMap<Entry, string>();
  return (entry) => {
    if (!rows.has(entry)) rows.set(entry, given.get(entry.id) ?? canonicalRow(entry));
    return rows.get(entry) as string;
  };
}

export function entryFile(entry: Entry, row: RowOf): TextFile {
  return {
    path: entryPath(entry.id),
    get text() {
      return entryText(row(entry));
    },
  };
}

/** `row`: the entry's own, by `canonicalRow`. */
export function entryText(row: string): string {
  return `${row}\n`;
}

export function partFile(path: string, entries: readonly Entry[], row: RowOf): TextFile {
  return {
    path,
    get text() {
      return jsonLines({ version: CATALOG_VERSION }, "entries", entries.map(row));
    },
  };
}

export function entryPath(id: string): string {
  return `listings/${id}.json`;
}
