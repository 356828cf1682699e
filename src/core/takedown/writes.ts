// What may be done about a case, as values; each is safe to plan again after a crash.

import { markValues, withMarks } from "../marks/marks.ts";
import { isoSecond } from "../time.ts";
import type { LedgerLine, RemovalReason } from "../listing/ledger.ts";
import { isSeverity } from "../listing/reasons.ts";
import type { LabelWords } from "../review/labels.ts";
import type { SeenComment } from "../review/seen.ts";
import type { CaseRecord, CasePlace } from "./record.ts";

/** The case's own issue, the dashboard of its repository, or its public side in the catalog. */
export type On = "case" | "dashboard" | { readonly public: number };

export type CaseNote = LedgerLine["cases"][number];

export type CaseWrite =
  | { readonly do: "comment"; readonly on: On; readonly body: string }
  | { readonly do: "label"; readonly on: On; readonly label: LabelWords }
  | { readonly do: "unlabel"; readonly on: On; readonly name: string }
  | { readonly do: "react"; readonly on: On; readonly commentId: number; readonly content: string }
  | { readonly do: "close" | "reopen"; readonly on: On }
  | { readonly do: "open-public"; readonly title: string; readonly body: string; readonly label: LabelWords }
  | { readonly do: "edit-public"; readonly number: number; readonly body: string }
  /** One commit: the listing goes, the ledger line comes. */
  | {
      readonly do: "remove";
      readonly id: string;
      readonly reason: RemovalReason;
      readonly cases: readonly CaseNote[];
    }
  /** One commit: the ledger line tells of this case as it stands. */
  | {
      readonly do: "note";
      readonly id: string;
      readonly note: CaseNote;
      readonly reason: RemovalReason | undefined;
    }
  /** One commit: the identical files come, the ledger line goes. */
  | { readonly do: "restore"; readonly id: string };

/** A comment that is written once: its mark names what it was written for, and tells whether it stands there already. */
export function sayOnce(
  on: On,
  name: string,
  text: string,
  comments: readonly SeenComment[],
): readonly CaseWrite[] {
  return wasSaid(name, comments) ? [] : [{ do: "comment", on, body: withMarks(text, [["said", name]]) }];
}

export function wasSaid(name: string, comments: readonly SeenComment[]): boolean {
  return saidIn(comments).includes(name);
}

/** What our comments were written for. */
export function saidIn(comments: readonly SeenComment[]): readonly unknown[] {
  return comments.flatMap(({ mine, body }) => (mine ? markValues(body, "said") : []));
}

const HANDED_OVER = "handed-over ";
const TAKEN_BACK = "taken-back ";

/** The mark of what hands a case to a person; undefined: it is a person's already. `name`: the repository that was left. */
export function handOverMark(name: string, comments: readonly SeenComment[]): string | undefined {
  return isHandedOver(comments) ? undefined : `${HANDED_OVER}${name}`;
}

/** A transfer that was undone gives a case back: whatever was said last counts. */
function isHandedOver(comments: readonly SeenComment[]): boolean {
  const last = saidIn(comments).findLast(
    (name) => typeof name === "string" && (name.startsWith(HANDED_OVER) || name.startsWith(TAKEN_BACK)),
  );
  return typeof last === "string" && last.startsWith(HANDED_OVER);
}

/** Written where it was said last that a case is a person's, now that Steward goes on with it. */
export function sayTakenBack(
  on: On,
  nowMs: number,
  text: string,
  comments: readonly SeenComment[],
): readonly CaseWrite[] {
  return isHandedOver(comments)
    ? [{ do: "comment", on, body: withMarks(text, [["said", `${TAKEN_BACK}${nowMs}`]]) }]
    : [];
}

/** What the ledger tells of a case. `publicNumber`: of a private case's public side. */
export function noteOf(record: CaseRecord, publicNumber: number | undefined): CaseNote {
  const issue = record.terms.private ? publicNumber : record.issue;
  return {
    ...(issue === undefined ? {} : { issue }),
    ...(isSeverity(record.grade) ? { severity: record.grade } : {}),
    acknowledged: isoSecond(record.startMs),
    ...(record.deadlineMs === null ? {} : { deadline: isoSecond(record.deadlineMs) }),
    ...(record.phase === "ended" ? { ended: isoSecond(record.atMs) } : {}),
  };
}

/** The same case: by its public number, or by its start where it has none. */
export function isSameCase(a: CaseNote, b: CaseNote): boolean {
  return a.issue === undefined || b.issue === undefined
    ? a.issue === b.issue && a.acknowledged === b.acknowledged
    : a.issue === b.issue;
}

export function sameNote(a: CaseNote, b: CaseNote): boolean {
  return (["issue", "severity", "acknowledged", "deadline", "ended"] as const).every(
    (key) => a[key] === b[key],
  );
}

/** The line's cases with this one as it stands now. */
export function withNote(cases: readonly CaseNote[], note: CaseNote): readonly CaseNote[] {
  return cases.some((one) => isSameCase(one, note))
    ? cases.map((one) => (isSameCase(one, note) ? note : one))
    : [...cases, note];
}

export function samePlace(a: CasePlace, b: CasePlace): boolean {
  return a.repositoryId === b.repositoryId && a.issue === b.issue;
}
