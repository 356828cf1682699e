// Copies of every case's newest record, kept in the dashboard: pages that are sealed, so that a lost one is noticed, and that stay put.

import { z } from "zod";
import { BROKEN, hasMark, markValues, withMarks, type Mark } from "../marks/marks.ts";
import type { Seal } from "../seal.ts";
import { DAY_MS } from "../time.ts";
import { readRecords, recordMark, type CaseRecord } from "./record.ts";

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

const pageSchema = z.object({
  page: z.int().nonnegative().max(100_000),
  /** On the first: how many there are, and up to when changes are in them. */
  pages: z.int().positive().max(100_000).optional(),
  asOfMs: z.int().nonnegative().optional(),
});

/** What a text of ours says of the page that it is; undefined: it is none. */
function pageIn(body: string): z.output<typeof pageSchema> | undefined {
  const parsed = pageSchema.safeParse(markValues(body, "copies").at(-1));
  return parsed.success ? parsed.data : undefined;
}

/** `texts`: the body, then our comments. Records that stand in other comments of ours count as copies too. */
export function readCopies(
  texts: readonly string[],
  repositoryId: number,
  seal: Pick<Seal, "verify">,
  read: CopyReader = createCopyReader(seal),
): Copies {
  const [body = "", ...comments] = texts;
  const copies = new Map<number, CaseRecord>();
  const take = (text: string): readonly number[] => {
    const records = read(text).filter((record) => record.repositoryId === repositoryId);
    for (const record of records)
      if (record.number > (copies.get(record.issue)?.number ?? 0)) copies.set(record.issue, record);
    return records.map(({ issue }) => issue);
  };
  const pages: number[][] = [[...take(body)]];
  const { asOfMs, pages: said = 1 } = pageIn(body) ?? {};
  let isWhole = asOfMs !== undefined && !hasMark(body, BROKEN);
  const count = isWhole ? said : 1;
  for (const text of comments) {
    const page = pageIn(text)?.page;
    // A page that stands twice is what was written first: the other is never written again.
    if (page !== undefined && pages[page] !== undefined) continue;
    const issues = take(text);
    // A page that was changed counts as missing: its records are verified one by one, what was cut out is not.
    if (page !== undefined && !hasMark(text, BROKEN)) pages[page] = [...issues];
  }
  for (let page = 1; page < Math.max(count, pages.length); page += 1)
    if (pages[page] === undefined) {
      isWhole = false;
      pages[page] = [];
    }
  return { copies, pages, asOfMs: isWhole ? asOfMs : undefined };
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
  /** What the body bears. */
  first(asOfMs: number): readonly Mark[];
  /** The comments, the first of them page 1. */
  readonly pages: readonly string[];
}

/** Equal input gives equal text. `write`: how a record is written, for whoever keeps what was written before. */
export function writeCopies(
  before: readonly (readonly number[])[],
  copies: ReadonlyMap<number, CaseRecord>,
  seal: Pick<Seal, "sign">,
  write: (record: CaseRecord) => Mark = (record) => recordMark(record, seal),
): WrittenCopies {
  const [first = [], ...rest] = layOut(before, copies).map((page) =>
    page.flatMap((issue) => copies.get(issue) ?? []).map((record) => write(record)),
  );
  const pages = rest.length + 1;
  return {
    first: (asOfMs) => [...first, ["copies", { page: 0, pages, asOfMs }]],
    pages: rest.map((records, at) =>
      withMarks(`Copies of cases, page ${at + 2}. Steward keeps them up to date.`, [
        ...records,
        ["copies", { page: at + 1 }],
      ]),
    ),
  };
}

/** Which page a comment of ours holds; undefined: it says something else. */
export function copyPageOf(text: string): number | undefined {
  return pageIn(text)?.page;
}
