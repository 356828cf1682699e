// Copies of every case's newest record, kept in the dashboard: pages that are sealed, so that a lost one is noticed, and that stay put.

import type { Seal } from "../seal.ts";
import { DAY_MS } from "../time.ts";
import { readRecords, writeRecord, type CaseRecord } from "./record.ts";

/** The first page stands in the dashboard's body, which has other things to say; the others are comments below it. */
const ON_FIRST_MAX = 20;
/** A record takes up to 1,000 characters, a comment 65,536. */
const ON_PAGE_MAX = 60;
/** A case that has ended is kept so long, that nobody can bring it back to life by deleting a comment. */
const ENDED_KEPT_MS = 3 * DAY_MS;

export type CopyReader = (text: string) => readonly CaseRecord[];

export interface Copies {
  /** Newest copy of each case, by its issue's number. */
  readonly copies: ReadonlyMap<number, CaseRecord>;
  /** Which issues stand on which page. */
  readonly pages: readonly (readonly number[])[];
  /** Changes up to then are in the copies; undefined: never looked, or a page is lost, so that all is to be looked at. */
  readonly asOfMs: number | undefined;
}

/** The records of a text that verify; whatever does not is no copy. */
export function createCopyReader(seal: Pick<Seal, "verify">): CopyReader {
  return (text) => readRecords(text, seal).flatMap((one) => (one === "broken" ? [] : [one.record]));
}

// Ours is the last one: what stands above it quotes other people's words.
const FIRST = /<!-- steward:as-of (\d{1,15}) (\d{1,6}) ([0-9a-f]{64}) -->/g;
const PAGE = /<!-- steward:copies (\d{1,6}) ([0-9a-f]{64}) -->/;

/** `texts`: the body, then our comments. Records that stand in other comments of ours count as copies too. */
export function readCopies(
  texts: readonly string[],
  repositoryId: number,
  seal: Pick<Seal, "verify">,
  read: CopyReader = createCopyReader(seal),
): Copies {
  const [body = "", ...comments] = texts.map((text) => text.replaceAll("\r\n", "\n"));
  const copies = new Map<number, CaseRecord>();
  const take = (text: string): readonly number[] => {
    const records = read(text).filter((record) => record.repositoryId === repositoryId);
    for (const record of records)
      if (record.number > (copies.get(record.issue)?.number ?? 0)) copies.set(record.issue, record);
    return records.map(({ issue }) => issue);
  };
  const pages: number[][] = [[...take(body)]];
  const [, asOf = "", said = "1", firstSeal = ""] = [...body.matchAll(FIRST)].at(-1) ?? [];
  let isWhole = seal.verify(sealedFirst(repositoryId, blockOf(body), Number(asOf), Number(said)), firstSeal);
  const count = isWhole ? Number(said) : 1;
  for (const text of comments) {
    const [, page, code = ""] = PAGE.exec(text) ?? [];
    // A page that stands twice is what was written first: the other is never written again.
    if (page !== undefined && pages[Number(page)] !== undefined) continue;
    const issues = take(text);
    if (page === undefined) continue;
    // A page that was changed counts as missing: its records are verified one by one, what was cut out is not.
    if (seal.verify(sealedPage(repositoryId, blockOf(text), Number(page)), code))
      pages[Number(page)] = [...issues];
  }
  for (let page = 1; page < Math.max(count, pages.length); page += 1)
    if (pages[page] === undefined) {
      isWhole = false;
      pages[page] = [];
    }
  return { copies, pages, asOfMs: isWhole ? Number(asOf) : undefined };
}

/** The newer of what was known and what was just read; what ended long ago goes. */
export function mergeCopies(
  before: ReadonlyMap<number, CaseRecord>,
  fresh: readonly CaseRecord[],
  nowMs: number,
): ReadonlyMap<number, CaseRecord> {
  const merged = new Map(before);
  for (const record of fresh)
    if (record.number > (merged.get(record.issue)?.number ?? 0)) merged.set(record.issue, record);
  for (const [issue, record] of merged)
    if (record.phase === "ended" && nowMs - Math.max(record.atMs, record.deadlineMs ?? 0) > ENDED_KEPT_MS)
      merged.delete(issue);
  return merged;
}

/** A copy stays on its page; a new one goes where there is room: one change writes one page, however many there are. */
export function layOut(
  before: readonly (readonly number[])[],
  copies: ReadonlyMap<number, CaseRecord>,
): readonly (readonly number[])[] {
  const placed = new Set<number>();
  const pages = (before.length === 0 ? [[]] : before).map((page) =>
    page.filter((issue) => copies.has(issue) && !placed.has(issue) && placed.add(issue)),
  );
  let at = 0;
  for (const issue of [...copies.keys()].sort((a, b) => a - b)) {
    if (placed.has(issue)) continue;
    while ((pages[at]?.length ?? 0) >= (at === 0 ? ON_FIRST_MAX : ON_PAGE_MAX)) at += 1;
    (pages[at] ??= []).push(issue);
  }
  return pages;
}

export interface WrittenCopies {
  /** The end of the body. */
  first(asOfMs: number): string;
  /** The comments, the first of them page 1. */
  readonly pages: readonly string[];
}

/** Equal input gives equal text. `write`: how a record is written, for whoever keeps what was written before. */
export function writeCopies(
  before: readonly (readonly number[])[],
  copies: ReadonlyMap<number, CaseRecord>,
  repositoryId: number,
  seal: Pick<Seal, "sign">,
  write: (record: CaseRecord) => string = (record) => writeRecord(record, seal),
): WrittenCopies {
  const [first = "", ...rest] = layOut(before, copies).map((page) =>
    page
      .flatMap((issue) => copies.get(issue) ?? [])
      .map((record) => write(record))
      .join("\n"),
  );
  const count = rest.length + 1;
  return {
    first: (asOfMs) =>
      `${OPEN}\n${first}\n<!-- steward:as-of ${asOfMs} ${count} ${seal.sign(sealedFirst(repositoryId, first, asOfMs, count))} -->`,
    pages: rest.map(
      (block, at) =>
        `Copies of cases, page ${at + 2}. Steward keeps them up to date.\n\n${OPEN}\n${block}\n<!-- steward:copies ${at + 1} ${seal.sign(sealedPage(repositoryId, block, at + 1))} -->`,
    ),
  };
}

/** Which page a comment of ours holds; undefined: it says something else. */
export function copyPageOf(text: string): number | undefined {
  const page = PAGE.exec(text)?.[1];
  return page === undefined ? undefined : Number(page);
}

const OPEN = "<!-- steward:copies of cases -->";

/** What stands between the mark that opens the copies and the one that closes them. */
function blockOf(text: string): string {
  const from = text.lastIndexOf(`${OPEN}\n`);
  const to = Math.max(text.lastIndexOf("\n<!-- steward:as-of "), text.lastIndexOf("\n<!-- steward:copies "));
  return from < 0 || to < from + OPEN.length ? "" : text.slice(from + OPEN.length + 1, to);
}

function sealedFirst(repositoryId: number, block: string, asOfMs: number, count: number): string {
  return `steward-copies\n${repositoryId} 0 ${asOfMs} ${count}\n${block}`;
}

function sealedPage(repositoryId: number, block: string, page: number): string {
  return `steward-copies\n${repositoryId} ${page}\n${block}`;
}
