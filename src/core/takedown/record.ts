// A case's records: numbered comments that only this App can write, each a whole picture of the case in ids and dates.

import type { Seal } from "../seal.ts";
import { z } from "zod";
import { ID_PATTERN } from "../listing/ids.ts";
import { CASE_KIND_NAMES, CLOCKS, GRADES, type ClockGrade, type LaterClock } from "../listing/reasons.ts";
import { recordOf } from "../marks/first-marks.ts";
import { BROKEN, hasMark, markValues, readLine, type Mark } from "../marks/marks.ts";
import type { SeenComment } from "../review/seen.ts";

/** Where a case lives, by numbers that no rename changes. */
export interface CasePlace {
  readonly repositoryId: number;
  readonly issue: number;
}

const time = z.int().nonnegative();
const days = z.int().min(0).max(365);
const id = z.int().nonnegative();

/** A case that began before there was such a clock has no days of it, and its record stays as it was sealed. */
const daysShape = Object.fromEntries(
  CLOCKS.map(({ grade, since }) => [grade, since === undefined ? days : days.exactOptional()]),
) as unknown as Record<Exclude<ClockGrade, LaterClock>, typeof days> &
  Record<LaterClock, z.ZodExactOptional<typeof days>>;

const termsSchema = z.strictObject({
  days: z.strictObject(daysShape),
  reminderDays: z.array(days).max(10),
  extensionDaysMax: days,
  public: z.enum(["under-review", "nothing"]),
  /** The case's repository is not the catalog. */
  private: z.boolean(),
});

/** What a clock goes by; frozen when it starts. */
export type Terms = z.output<typeof termsSchema>;

const recordSchema = z.strictObject({
  version: z.literal(1),
  repositoryId: id,
  issue: id,
  /** 1, 2, 3 … within the case. */
  number: z.int().positive().max(100_000),
  /** The seal of the record before; empty for the first. */
  previous: z.string().regex(/^(?:[0-9a-f]{64})?$/),
  why: z.enum(["start", "grade", "extend", "notified", "removed", "ended"]),
  /** The event or comment that led to it ("event:7", "comment:9"), or "clock". A cause leads to one record. */
  cause: z.string().regex(/^(?:clock|(?:event|comment):\d{1,18})$/),
  atMs: time,
  /** Account number of whoever did it; 0: the clock. */
  by: id,
  phase: z.enum(["running", "paused", "removed", "ended"]),
  how: z.enum(["resolved", "dismissed"]).nullable(),
  listing: z.string().regex(ID_PATTERN),
  kind: z.enum(CASE_KIND_NAMES),
  grade: z.enum(GRADES),
  /** A severity label says so; otherwise medium is what none means. */
  explicit: z.boolean(),
  acknowledgedBy: id,
  startMs: time,
  /** null: no clock runs. */
  deadlineMs: time.nullable(),
  /** Extensions of this clock, and of the whole case. */
  extendedDays: days,
  extendedInAllDays: days,
  notifiedMs: time.nullable(),
  removedMs: time.nullable(),
  terms: termsSchema,
  /** Newest event that was taken into account. */
  through: id,
});

export type CaseRecord = z.output<typeof recordSchema>;

/** Fields in the schema's order, no spaces: one spelling for each record. */
export function canonical(record: CaseRecord): string {
  return JSON.stringify(recordSchema.parse(record));
}

export function sealOf(record: CaseRecord, seal: Pick<Seal, "sign">): string {
  return seal.sign(sealed("record", canonical(record)));
}

/** The mark that a notice ends with: ids, dates and our own words, with a seal of their own. */
export function recordMark(record: CaseRecord, seal: Pick<Seal, "sign">): Mark {
  return ["record", [recordSchema.parse(record), sealOf(record, seal)]];
}

const markSchema = z.tuple([recordSchema, z.string().regex(/^[0-9a-f]{64}$/)]);

export interface SealedRecord {
  readonly record: CaseRecord;
  readonly seal: string;
}

/** Every record among a text's marks, each with its seal; `broken`: one that does not verify. */
export function readRecords(body: string, seal: Pick<Seal, "verify">): readonly (SealedRecord | "broken")[] {
  return readValues(markValues(body, "record"), seal);
}

/** The same of lines of a file that somebody saved: copies stand on lines of their own, other lines quote titles. */
export function readRecordLines(
  lines: readonly string[],
  seal: Pick<Seal, "verify">,
): readonly (SealedRecord | "broken")[] {
  const marks = lines.flatMap((line) =>
    line.startsWith("record ") ? [readLine(line) ?? (["record", null] as const)] : recordOf(line),
  );
  return readValues(
    marks.map(([, value]) => value),
    seal,
  );
}

function readValues(
  values: readonly unknown[],
  seal: Pick<Seal, "verify">,
): readonly (SealedRecord | "broken")[] {
  return values.map((value) => {
    const parsed = markSchema.safeParse(value);
    if (!parsed.success) return "broken";
    const [record, code] = parsed.data;
    return fits(record, code, seal) ? { record, seal: code } : "broken";
  });
}

function fits(record: CaseRecord, code: string, seal: Pick<Seal, "verify">): boolean {
  return seal.verify(sealed("record", canonical(record)), code);
}

function sealed(what: string, text: string): string {
  return `steward-${what}\n${text}`;
}

export type Broken = "edited" | "missing" | "not-verified" | "elsewhere";

export interface Chain {
  /** Records that verify and belong here, oldest first. */
  readonly records: readonly CaseRecord[];
  readonly newest: CaseRecord | undefined;
  /** Why a person has to look; undefined: the records are whole. */
  readonly broken: Broken | undefined;
  /** The number and the link that the next record gets. */
  readonly next: { readonly number: number; readonly previous: string };
}

/** The case's records among its comments. Only this App's comments count: anybody may paste anything. */
export function readChain(
  place: CasePlace,
  comments: readonly SeenComment[],
  copy: CaseRecord | "broken" | undefined,
  seal: Seal,
): Chain {
  let broken: Broken | undefined;
  const found = new Map<number, SealedRecord>();
  for (const { mine, edited, body } of comments) {
    if (!mine) continue;
    const isBroken = hasMark(body, BROKEN);
    for (const one of readRecords(body, seal)) {
      if (one !== "broken" && !isOf(one.record, place)) broken ??= "elsewhere";
      else if (one === "broken" || isBroken) broken ??= edited ? "edited" : "not-verified";
      if (one === "broken" || !isOf(one.record, place)) continue;
      if (edited) broken ??= "edited";
      const same = found.get(one.record.number);
      if (same !== undefined && canonical(same.record) !== canonical(one.record)) broken ??= "not-verified";
      else found.set(one.record.number, one);
    }
  }
  const sorted = [...found.values()].sort((a, b) => a.record.number - b.record.number);
  let before: CaseRecord | undefined;
  for (const [index, { record }] of sorted.entries()) {
    if (record.number !== index + 1 || !follows(record, before, seal)) broken ??= "missing";
    before = record;
  }
  const last = sorted.at(-1);
  let newest = last?.record;
  if (copy === "broken") broken ??= newest === undefined ? undefined : "not-verified";
  else if (copy !== undefined && isOf(copy, place) && copy.number > (newest?.number ?? 0)) {
    broken ??= "missing";
    newest = copy;
  }
  return {
    records: sorted.map(({ record }) => record),
    newest,
    broken,
    next: {
      number: (newest?.number ?? 0) + 1,
      previous: newest === undefined ? "" : sealOf(newest, seal),
    },
  };
}

/** The link holds a seal of the record before, by whichever key. */
function follows(
  { previous }: CaseRecord,
  before: CaseRecord | undefined,
  seal: Pick<Seal, "verify">,
): boolean {
  return before === undefined ? previous === "" : fits(before, previous, seal);
}

export function isOf(record: CaseRecord, { repositoryId, issue }: CasePlace): boolean {
  return record.repositoryId === repositoryId && record.issue === issue;
}
