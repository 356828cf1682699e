// Which labels count on a case: those that authorised people set, at opening too. Others are taken off, and what others took off is put back.

import type { LabelWords } from "../review/labels.ts";
import {
  CASE_KIND_NAMES,
  CASE_KINDS,
  hasOwnClock,
  isCaseKind,
  SEVERITY_NAMES,
  SEVERITY_UNSAID,
  type CaseKind,
  type Grade,
  type SeverityName,
} from "../listing/reasons.ts";
import type { CaseRecord } from "./record.ts";
import type { SeenCase, SeenEvent, SeenIssue } from "./seen.ts";

const SEVERITIES: ReadonlyMap<string, SeverityName> = new Map(
  SEVERITY_NAMES.map((name) => [`severity: ${name}`, name]),
);

const KIND_LABELS = Object.fromEntries(
  CASE_KIND_NAMES.map((name): [string, LabelWords] => [name, { name, ...CASE_KINDS[name].label }]),
) as Readonly<Record<CaseKind, LabelWords>>;

export const CASE_LABELS = {
  ...KIND_LABELS,
  takenDown: { name: "taken-down", color: "6e7781", description: "The listing was removed for this case" },
  underReview: {
    name: "steward: under review",
    color: "bf8700",
    description: "The public side of a case that is handled in private",
  },
  dashboard: { name: "steward: dashboard", color: "1d76db", description: "What waits and what runs here" },
} as const satisfies Record<string, LabelWords>;

/** Labels are equal whatever their case, as GitHub has it. */
export function isCaseLabel(name: string): boolean {
  return isCaseKind(name.toLowerCase());
}

export function isTracked(name: string): boolean {
  return isCaseLabel(name) || SEVERITIES.has(name.toLowerCase());
}

export function severityLabel(grade: Grade): LabelWords {
  return { name: `severity: ${grade}`, color: "e99695", description: `Severity of a case: ${grade}` };
}

export interface Labels {
  /** What an authorised person said last; undefined: no case label of theirs stands. */
  readonly says:
    | {
        readonly kind: CaseKind;
        readonly grade: Grade;
        readonly explicit: boolean;
        /** The event that set the case label; undefined: it was set before the newest record. */
        readonly kindEvent: SeenEvent | undefined;
        /** The newest event that speaks of the grade. */
        readonly gradeEvent: SeenEvent | undefined;
      }
    | undefined;
  /** Standing labels that somebody else set, by a form or by hand: the newest such event of each. */
  readonly foreign: readonly SeenEvent[];
  /** Labels that must stand and do not; with the event that took each off, if there is one. */
  readonly missing: readonly { readonly label: LabelWords; readonly event: SeenEvent | undefined }[];
  /** Up to which event all was taken into account. */
  readonly through: number;
  /** Somebody's word since the record may be among events that were not read, or of whom nobody was asked yet. */
  readonly isUnread: boolean;
  /** Case labels that stand without a word of anybody, where words may be lacking. */
  readonly unexplained: readonly string[];
}

/** `record`: of a case that has not ended; `since`: events up to this one belong to what was before. */
export function readLabels(
  issue: SeenIssue,
  record: CaseRecord | undefined,
  since: number,
  { may, asked }: Pick<SeenCase, "may" | "asked">,
): Labels {
  const on = new Map<string, SeenEvent | undefined>();
  const off = new Map<string, SeenEvent | undefined>();
  if (record !== undefined) {
    on.set(record.kind, undefined);
    if (record.explicit) on.set(`severity: ${record.grade}`, undefined);
  }
  const counts = (event: SeenEvent): boolean => event.actor?.type === "User" && may(event.actor.id);
  let gradeEvent: SeenEvent | undefined;
  const tracked = issue.events.filter(({ label }) => isTracked(label));
  for (const event of tracked) {
    if (event.id <= since) continue;
    const label = event.label.toLowerCase();
    if (event.mine) {
      // What we put back stands as before; what we took off was nobody's word.
      if (event.what === "labeled" && off.has(label) && !on.has(label)) on.set(label, off.get(label));
      if (event.what === "unlabeled") on.delete(label);
      continue;
    }
    if (!counts(event)) continue;
    if (event.what === "labeled") {
      on.delete(label);
      on.set(label, event);
    } else if (!isCaseLabel(label) || record === undefined) {
      off.set(label, on.get(label));
      on.delete(label);
    }
    if (event.label !== "" && !isCaseLabel(label)) gradeEvent = event;
  }
  const standing = new Set(issue.labels.map((label) => label.toLowerCase()));
  const isOpen = ({ actor, mine }: SeenEvent): boolean => !mine && actor?.type === "User" && !asked(actor.id);
  const isUnread = issue.eventsFrom > since + 1 || tracked.some((event) => event.id > since && isOpen(event));
  return {
    says: saying(on, gradeEvent),
    isUnread,
    unexplained: !isUnread
      ? []
      : [...standing].filter(
          (label) =>
            isTracked(label) &&
            !on.has(label) &&
            !tracked.some(
              (event) => event.what === "labeled" && event.label.toLowerCase() === label && !isOpen(event),
            ),
        ),
    foreign: foreignOf(
      // What stands from before the end of an earlier case is settled.
      (record === undefined ? tracked.filter(({ id }) => id > since) : tracked).filter(
        (event) => !isOpen(event),
      ),
      standing,
      on,
      since,
      counts,
    ),
    missing: record === undefined ? [] : missingOf(tracked, standing, on, record),
    // What may be lacking is never passed over.
    through: isUnread ? since : Math.max(since, 0, ...issue.events.map(({ id }) => id)),
  };
}

function saying(
  on: ReadonlyMap<string, SeenEvent | undefined>,
  gradeEvent: SeenEvent | undefined,
): Labels["says"] {
  const kind = CASE_KIND_NAMES.find((name) => on.has(name));
  if (kind === undefined) return undefined;
  const kindEvent = on.get(kind);
  if (hasOwnClock(kind)) return { kind, grade: kind, explicit: false, kindEvent, gradeEvent: kindEvent };
  const severity = [...on.keys()].flatMap((label) => SEVERITIES.get(label) ?? []).at(-1);
  return {
    kind,
    grade: severity ?? SEVERITY_UNSAID,
    explicit: severity !== undefined,
    kindEvent,
    gradeEvent: gradeEvent ?? kindEvent,
  };
}

function foreignOf(
  tracked: readonly SeenEvent[],
  standing: ReadonlySet<string>,
  on: ReadonlyMap<string, SeenEvent | undefined>,
  since: number,
  counts: (event: SeenEvent) => boolean,
): readonly SeenEvent[] {
  const newest = new Map<string, SeenEvent>();
  for (const event of tracked) if (event.what === "labeled") newest.set(event.label.toLowerCase(), event);
  // A label that stands without any event (renamed, or brought along by a transfer) is nobody's word either way.
  return [...newest.values()].filter(
    (event) =>
      standing.has(event.label.toLowerCase()) &&
      !on.has(event.label.toLowerCase()) &&
      !event.mine &&
      !(event.id <= since && counts(event)),
  );
}

function missingOf(
  tracked: readonly SeenEvent[],
  standing: ReadonlySet<string>,
  on: ReadonlyMap<string, SeenEvent | undefined>,
  record: CaseRecord,
): Labels["missing"] {
  const wanted: LabelWords[] = [
    CASE_LABELS[record.kind],
    ...[...on.keys()].flatMap((label) => {
      const grade = SEVERITIES.get(label);
      return grade === undefined ? [] : [severityLabel(grade)];
    }),
  ];
  return wanted
    .filter(({ name }) => !standing.has(name))
    .map((label) => ({
      label,
      event: tracked.findLast(
        (event) => event.what === "unlabeled" && !event.mine && event.label.toLowerCase() === label.name,
      ),
    }));
}
