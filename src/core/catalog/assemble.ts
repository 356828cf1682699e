// What was published + what changes → the next catalog and the files that differ; the rest of the catalog is not looked at.

import { isoSecond } from "../time.ts";
import type { CatalogHead, FileRecord, RemovedLine } from "./schema.ts";
import { CATALOG_VERSION, ENTRIES_INLINE_MAX, PART_ENTRIES_MAX } from "./schema.ts";
import type { Entry, Site } from "./entry.ts";
import { dueOf } from "./due.ts";
import { feedStateAfter } from "./feed-state.ts";
import { canonicalJson, canonicalLines, jsonLines } from "./json.ts";
import type { Part, PagesInput } from "./pages.ts";
import { changedLines, newestRemovalFirst, removedEntryOf } from "./tombstones.ts";
import { entryFile, entryPath, partFile, rowsOnce, type TextFile } from "./rows.ts";

/** Digests of a text's UTF-8 bytes, in hex: the core does not reckon them itself. */
export interface Digests {
  sha256(text: string): string;
  /** As git names a blob of that text. */
  blob(text: string): string;
  bytes(text: string): number;
}

export interface Published {
  /** undefined: nothing was ever published. */
  readonly head: CatalogHead | undefined;
  /** The parts that were read, by number: at least those that `partsNeeded` names. */
  readonly parts: ReadonlyMap<number, readonly Entry[]>;
  readonly removed: readonly RemovedLine[];
}

export const NOTHING_PUBLISHED: Published = { head: undefined, parts: new Map(), removed: [] };

export interface NextSource {
  readonly commit: string;
  readonly atMs: number;
  readonly policy: string;
  readonly listings: string | null;
  readonly images: string | null;
  readonly removed: string | null;
}

export interface CatalogChanges {
  /** New entries bear `NEW_ORDER` and get the next number, in the order given, or a number from the next one on. */
  readonly put: readonly Entry[];
  /** Rows that whoever made an entry has written out already, by id. */
  readonly rows?: ReadonlyMap<string, string>;
  readonly drop: readonly { readonly id: string; readonly order: number }[];
  /** All lines, as they shall stand. */
  readonly removed: readonly RemovedLine[];
  readonly waiting: readonly string[];
  readonly source: NextSource;
  /** ISO date (UTC): what was due until then has been looked at. */
  readonly today: string;
  readonly site: Omit<Site, "generation" | "source">;
  /** The newest generation that is known of, whatever can still be read of it. */
  readonly generationFloor?: number;
  /** A digest of all that pages share beside the site: the storefront's version. */
  readonly pagesVersion: string;
  /** Every page is to be written, whatever they looked like before; all parts were read. */
  readonly anew?: boolean;
}

export interface Assembled {
  readonly head: CatalogHead;
  /** Data files that differ from what is published. */
  readonly texts: readonly TextFile[];
  /** Data files that go. */
  readonly gone: readonly string[];
  readonly pages: PagesInput;
}

export const NEW_ORDER = -1;

export function partOf(order: number): number {
  return Math.floor(order / PART_ENTRIES_MAX);
}

function numberOf({ path }: FileRecord): number {
  return Number(/(\d+)\.json$/.exec(path)?.[1] ?? -1);
}

const NEWEST_MIN = 50;
/** Whether all pages look otherwise than before, so that each is to be written. */
export function looksNew(
  head: CatalogHead | undefined,
  { site, pagesVersion }: Pick<CatalogChanges, "site" | "pagesVersion">,
  digests: Pick<Digests, "sha256">,
): boolean {
  return head?.look !== lookOf(site, pagesVersion, digests);
}

function lookOf(
  site: CatalogChanges["site"],
  pagesVersion: string,
  digests: Pick<Digests, "sha256">,
): string {
  return digests.sha256(canonicalJson([site, pagesVersion])).slice(0, 16);
}

/** Numbers of the parts that must be read before `assemble`; everything when all pages are new or the catalog becomes small. */
export function partsNeeded(
  head: CatalogHead,
  touched: readonly number[],
  everything: boolean,
  countAfter: number,
): readonly FileRecord[] {
  if (everything || countAfter <= ENTRIES_INLINE_MAX) return head.parts;
  const wanted = new Set(touched.filter((order) => order >= 0).map(partOf));
  wanted.add(partOf(head.next));
  let newest = 0;
  for (const part of head.parts.toReversed()) {
    if (newest < NEWEST_MIN) wanted.add(numberOf(part));
    newest += part.count;
  }
  return head.parts.filter((part) => wanted.has(numberOf(part)));
}

export function assemble(before: Published, changes: CatalogChanges, digests: Digests): Assembled {
  const { head } = before;
  const after = applied(before, changes);
  const row = rowsOnce(changes.rows);
  const written = dataFiles(before, changes, after, row, digests);
  const { texts, gone, records, removed } = written;

  const generation = Math.max(
    (head?.generation ?? 0) + 1,
    (changes.generationFloor ?? 0) + 1,
    Math.floor(changes.source.atMs / 1_000),
  );
  const { atMs, ...source } = changes.source;
  const at = isoSecond(atMs);
  const total = records.reduce((sum, part) => sum + part.count, 0);
  const feed = feedStateAfter(head?.feed, {
    repositoryUrl: changes.site.repositoryUrl,
    at,
    isChanged: after.put.length + changes.drop.length > 0,
  });
  const site: Site = {
    ...changes.site,
    generation,
    ...(feed && { feed }),
    source: { commit: source.commit, at },
  };
  const reviewed = underReviewAfter(head, changes.drop, after.put);
  const due = dueOf(head, after.put, changes.today, after.parts);
  const nextHead: CatalogHead = {
    version: CATALOG_VERSION,
    generation,
    source: { ...source, at },
    marketplace: {
      name: site.marketplace.name,
      ...(site.marketplace.security === undefined ? {} : { security: site.marketplace.security }),
      ...(site.marketplace.url === undefined ? {} : { url: site.marketplace.url }),
    },
    count: total,
    types: after.counts.types,
    tags: after.counts.tags,
    next: after.next,
    waiting: [...changes.waiting].sort(),
    ...(reviewed.length === 0 ? {} : { underReview: reviewed }),
    ...(due === undefined ? {} : { due }),
    parts: records,
    removed: written.removedRecord,
    ...(feed && { feed }),
    look: lookOf(changes.site, changes.pagesVersion, digests),
  };
  const all = total <= ENTRIES_INLINE_MAX ? allOf(after.parts).sort(inOrder) : undefined;
  texts.push({
    path: "catalog.json",
    text: all === undefined ? canonicalJson(nextHead) : jsonLines({ ...nextHead }, "entries", all.map(row)),
  });
  const everything = changes.anew === true || looksNew(head, changes, digests);
  const pages = { site, feedBefore: head?.feed, all, ...pagesChanged(before, after, removed, everything) };
  const counts = { entries: total, types: after.counts.types, tags: after.counts.tags };
  const parts = records.map((record) => ({ number: numberOf(record), count: record.count }));
  return { head: nextHead, texts, gone, pages: { ...pages, counts, parts } };
}

type PartEntries = Map<number, Map<number, Entry>>;

/** The entries after the changes, by part and order; of parts that were not read nothing is known. */
interface Applied {
  readonly parts: PartEntries;
  /** Numbers of the parts that changed. */
  readonly touched: ReadonlySet<number>;
  readonly counts: { readonly types: Record<string, number>; readonly tags: Record<string, number> };
  /** What was put, numbered. */
  readonly put: readonly Entry[];
  /** The order of the next new entry. */
  readonly next: number;
}

function applied({ head, parts: read }: Published, changes: CatalogChanges): Applied {
  const parts: PartEntries = new Map(
    [...read].map(([number, entries]) => [number, new Map(byOrder(entries))]),
  );
  const touched = new Set<number>();
  const counts = { types: { ...head?.types }, tags: { ...head?.tags } };
  const take = (order: number): void => {
    const old = parts.get(partOf(order))?.get(order);
    if (old === undefined) return;
    parts.get(partOf(order))?.delete(order);
    count(counts, old, -1);
  };
  let next = head?.next ?? 0;
  for (const { order } of changes.drop) {
    take(order);
    touched.add(partOf(order));
  }
  const put = changes.put.map((entry): Entry => {
    const order = entry.order === NEW_ORDER ? next : entry.order;
    next = Math.max(next, order + 1);
    take(order);
    const number = partOf(order);
    touched.add(number);
    const numbered = { ...entry, order };
    parts.set(number, (parts.get(number) ?? new Map<number, Entry>()).set(order, numbered));
    count(counts, numbered, 1);
    return numbered;
  });
  return { parts, touched, counts, put, next };
}

/** Parts, entries and removals that differ from what is published; the head that names them is written last. */
function dataFiles(
  { head }: Published,
  changes: CatalogChanges,
  { parts, touched, put }: Applied,
  row: ReturnType<typeof rowsOnce>,
  digests: Digests,
) {
  const texts: TextFile[] = [];
  const gone: string[] = [];
  const records = new Map((head?.parts ?? []).map((record) => [numberOf(record), record]));
  for (const number of [...touched].sort((a, b) => a - b)) {
    const entries = ordered(parts.get(number));
    const path = `catalog/${number}.json`;
    if (entries.length === 0) {
      if (records.delete(number)) gone.push(path);
      continue;
    }
    const part = partFile(path, entries, row);
    const record = recordOf(path, part.text, entries.length, digests);
    if (records.get(number)?.sha256 !== record.sha256) texts.push(part);
    records.set(number, record);
  }
  for (const entry of put) texts.push(entryFile(entry, row));
  const kept = new Set(put.map(({ id }) => id));
  gone.push(...changes.drop.filter(({ id }) => !kept.has(id)).map(({ id }) => entryPath(id)));
  const removed = [...changes.removed].sort(newestRemovalFirst);
  const removedText = canonicalLines({ version: CATALOG_VERSION, removed }, "removed");
  const removedRecord = recordOf("removed.json", removedText, removed.length, digests);
  if (head?.removed.sha256 !== removedRecord.sha256) texts.push({ path: "removed.json", text: removedText });
  const byNumber = [...records].sort(([a], [b]) => a - b).map(([, record]) => record);
  return { texts, gone, records: byNumber, removed, removedRecord };
}

/** Which pages are to be drawn, and from what. */
function pagesChanged(
  before: Published,
  { parts, touched, put }: Applied,
  removed: readonly RemovedLine[],
  everything: boolean,
): Omit<PagesInput, "site" | "feedBefore" | "all" | "counts" | "parts"> {
  const whole = (number: number): Part => ({ number, entries: ordered(parts.get(number)) });
  return {
    changedParts: (everything ? [...parts.keys()] : [...touched]).sort((a, b) => a - b).map(whole),
    newest: allOf(parts)
      .sort((a, b) => inOrder(b, a))
      .slice(0, PART_ENTRIES_MAX),
    changed: new Set((everything ? allOf(parts) : put).map(({ id }) => id)),
    removed: removed.map(removedEntryOf),
    removedBefore: [...before.removed].sort(newestRemovalFirst).map(removedEntryOf),
    removedChanged: everything ? new Set(removed.map(({ id }) => id)) : changedLines(before.removed, removed),
    everything,
  };
}

function allOf(parts: PartEntries): Entry[] {
  return [...parts.values()].flatMap(ordered);
}

function byOrder(entries: readonly Entry[]): [number, Entry][] {
  return entries.map((entry) => [entry.order, entry]);
}

function ordered(entries: ReadonlyMap<number, Entry> | undefined): Entry[] {
  return [...(entries?.values() ?? [])].sort(inOrder);
}

function inOrder(a: Entry, b: Entry): number {
  return a.order - b.order;
}

function count(
  { types, tags }: { types: Record<string, number>; tags: Record<string, number> },
  entry: Entry,
  by: 1 | -1,
): void {
  add(types, entry.type, by);
  for (const tag of entry.tags) add(tags, tag, by);
}

function add(counts: Record<string, number>, name: string, by: number): void {
  const now = (Object.hasOwn(counts, name) ? (counts[name] ?? 0) : 0) + by;
  if (now > 0) counts[name] = now;
  else delete counts[name];
}

function recordOf(path: string, text: string, entries: number, digests: Digests): FileRecord {
  return {
    path,
    count: entries,
    bytes: digests.bytes(text),
    sha256: digests.sha256(text),
    blob: digests.blob(text),
  };
}

function underReviewAfter(
  head: CatalogHead | undefined,
  drop: CatalogChanges["drop"],
  put: readonly Entry[],
): readonly string[] {
  const ids = new Set(head?.underReview);
  for (const { id } of [...drop, ...put]) ids.delete(id);
  for (const { id, status } of put) if (status === "under-review") ids.add(id);
  return [...ids].sort();
}
