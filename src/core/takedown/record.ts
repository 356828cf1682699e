// A case's records: numbered comments that only this App can write, each a whole picture of the case in ids and dates.

import type { Seal } from "../seal.ts";
import { z } from "zod";
import { ID_PATTERN } from "../listing/ids.ts";
import { CASE_KIND_NAMES, CLOCKS, GRADES, type ClockGrade, type LaterClock } from "../listing/reasons.ts";
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

/** The block that a notice ends with. Nothing in it could end the HTML comment early: ids, dates and our own words. */
export function writeRecord(record: CaseRecord, seal: Pick<Seal, "sign">): string {
  return `<!-- steward:record ${canonical(record)} ${sealOf(record, seal)} -->`;
}

const BLOCK = /<!-- steward:record (\{[^\n]{1,4000}\}) ([0-9a-f]{64}) -->/g;
const TRACE = "<!-- steward:record";

/** Every record in a text, each with its seal; `broken`: one that does not verify. */
export function readRecords(
  text: string,
  seal: Pick<Seal, "verify">,
): readonly ({ readonly record: CaseRecord; readonly seal: string } | "broken")[] {
  const blocks = [...text.matchAll(BLOCK)].map(([, json = "", code = ""]) => {
    const record = parse(json);
    return record !== undefined && canonical(record) === json && seal.verify(sealed("record", json), code)
      ? { record, seal: code }
      : ("broken" as const);
  });
  const traces = text.split(TRACE).length - 1;
  return traces > blocks.length ? [...blocks, "broken"] : blocks;
}

function parse(json: string): CaseRecord | undefined {
  try {
    const parsed = recordSchema.safeParse(JSON.parse(json));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
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
  const found = new Map<number, { readonly record: CaseRecord; readonly seal: string }>();
  for (const { mine, edited, body } of comments) {
    if (!mine) continue;
    for (const one of readRecords(body, seal)) {
      if (one === "broken") broken ??= edited ? "edited" : "not-verified";
      else if (one.record.repositoryId !== place.repositoryId || one.record.issue !== place.issue)
        broken ??= "elsewhere";
      else {
        if (edited) broken ??= "edited";
        const same = found.get(one.record.number);
        if (same !== undefined && same.seal !== one.seal) broken ??= "not-verified";
        else found.set(one.record.number, one);
      }
    }
  }
  const sorted = [...found.values()].sort((a, b) => a.record.number - b.record.number);
  let previous = "";
  for (const [index, { record, seal: code }] of sorted.entries()) {
    if (record.number !== index + 1 || record.previous !== previous) broken ??= "missing";
    previous = code;
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

export function isOf(record: CaseRecord, { repositoryId, issue }: CasePlace): boolean {
  return record.repositoryId === repositoryId && record.issue === issue;
}
