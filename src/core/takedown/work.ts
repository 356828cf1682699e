// What every part of a plan works on, and the few things that they all make.

import { withMarks } from "../marks/marks.ts";
import type { Seal } from "../seal.ts";
import type { ReadCase } from "./case.ts";
import { recordMark, type CaseRecord } from "./record.ts";
import type { SeenCase, SeenIssue } from "./seen.ts";
import { noteOf, type CaseWrite, type On } from "./writes.ts";

export interface PlanOptions {
  readonly nowMs: number;
  readonly seal: Seal;
}

export interface CaseWork extends PlanOptions, ReadCase {
  readonly seen: SeenCase;
  readonly issue: SeenIssue;
}

/** The record that follows the newest one. */
export function nextRecord(
  { chain, labels }: Pick<CaseWork, "chain" | "labels">,
  newest: CaseRecord,
  change: Partial<CaseRecord> & Pick<CaseRecord, "why" | "cause" | "atMs" | "by">,
): CaseRecord {
  return {
    ...newest,
    through: throughOf(labels, newest, change.why),
    ...change,
    number: chain.next.number,
    previous: chain.next.previous,
  };
}

/** A severity that waits for `/case` is not passed over by what is recorded meanwhile. */
function throughOf(labels: ReadCase["labels"], newest: CaseRecord, why: CaseRecord["why"]): number {
  if (labels === undefined) return newest.through;
  const { says } = labels;
  const waits = says?.gradeEvent !== undefined && says.grade !== newest.grade;
  return waits && (why === "extend" || why === "notified") ? newest.through : labels.through;
}

export function recordComment(on: On, record: CaseRecord, text: string, seal: Seal): CaseWrite {
  return { do: "comment", on, body: withMarks(text, [recordMark(record, seal)]) };
}

export function removalOf({ publicSide }: SeenCase, record: CaseRecord): CaseWrite {
  return {
    do: "remove",
    id: record.listing,
    reason: record.kind,
    cases: [noteOf(record, publicSide?.number)],
  };
}
