// A case and the time → the writes still missing, one step at a time; after each the case is read anew, and an empty plan is the end.

import { readCase, beginOf, isUnnamed, type CaseState, type ReadCase } from "./case.ts";
import { firstDeadlineMs, isSilent, nextMs, regraded, reminderDue } from "./clock.ts";
import { corrections, isOn, reopening } from "./corrections.ts";
import { CASE_LABELS } from "./labels.ts";
import { publicWrites } from "./public-side.ts";
import type { CaseRecord } from "./record.ts";
import { answers, refusals } from "./requests.ts";
import type { SeenCase, SeenIssue } from "./seen.ts";
import { nextRecord, recordComment, removalOf, type PlanOptions, type CaseWork } from "./work.ts";
import {
  isSameCase,
  noteOf,
  saidIn,
  sameNote,
  sayOnce,
  sayTakenBack,
  type CaseWrite,
  type On,
} from "./writes.ts";
import { takenBack } from "./hand-over-words.ts";
import * as words from "./messages.ts";

export interface CasePlan {
  readonly state: CaseState;
  /** In order; the first fault stops, and the next look sees what got through. */
  readonly writes: readonly CaseWrite[];
  /** When to look again, at the latest; undefined: when something happens. */
  readonly requeueAtMs: number | undefined;
}

const UNSETTLED_WAIT_MS = 30_000;
/** A listing that is gone without a line in the ledger: publishing is about to write it. */
const GONE_WAIT_MS = 10 * 60_000;

export function planCase(seen: SeenCase, asked: PlanOptions): CasePlan {
  // Records hold whole milliseconds, whatever the clock has.
  const options: PlanOptions = { ...asked, nowMs: Math.floor(asked.nowMs) };
  const { nowMs, seal } = options;
  const read = readCase(seen, seal, nowMs);
  const { state } = read;
  const plan = (writes: readonly CaseWrite[], requeueAtMs?: number): CasePlan => ({
    state,
    writes,
    // Whatever was written, the next look says what follows from it.
    requeueAtMs: writes.length > 0 ? nowMs : requeueAtMs,
  });
  if (state.is === "unsettled") return plan([], nowMs + UNSETTLED_WAIT_MS);
  if (seen.issue === "gone") return plan(away(seen, read, options), wakeOf(seen, read, nowMs));
  const work: CaseWork = { ...options, ...read, seen, issue: seen.issue };
  for (const part of [corrections, handedBack, turns, answers, publicWrites, clockwork, refusals]) {
    const writes = part(work);
    if (writes.length > 0) return plan(writes);
  }
  return plan([], earliest(wakeOf(seen, read, nowMs), reopening(work)?.atMs));
}

function earliest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((one) => one !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function wakeOf({ listing }: SeenCase, { chain }: ReadCase, nowMs: number): number | undefined {
  const { newest } = chain;
  if (newest === undefined) return undefined;
  const next = nextMs(newest, nowMs);
  return next !== undefined && listing(newest.listing).state === "gone"
    ? Math.min(next, nowMs + GONE_WAIT_MS)
    : next;
}

/** A case that was a person's while the catalog could not use its repository: before it goes on, that is said where the other was. */
function handedBack({ seen, issue, chain, nowMs }: CaseWork): readonly CaseWrite[] {
  const { newest } = chain;
  if (newest === undefined || newest.phase === "ended") return [];
  const text = takenBack(newest);
  const { publicSide } = seen;
  return [
    ...sayTakenBack("case", nowMs, text, issue.comments),
    ...(publicSide === undefined || isSilent(newest)
      ? []
      : sayTakenBack({ public: publicSide.number }, nowMs, text, publicSide.comments)),
  ];
}

/** What changes the case by itself: it starts, its severity changes, its listing is gone. */
function turns(work: CaseWork): readonly CaseWrite[] {
  const { seen, chain, labels, seal, nowMs } = work;
  const { newest } = chain;
  const says = labels?.says;
  const isHeld = chain.broken !== undefined;
  if (newest === undefined || newest.phase === "ended") return isHeld ? heldWrites(work) : starts(work);
  const listing = seen.listing(newest.listing);
  if ((newest.phase === "running" || newest.phase === "paused") && listing.state === "removed") {
    const record = removedRecord(work, newest, listing.line, nowMs);
    const text = words.removedNotice(record, listing, record.terms.private);
    return [recordComment("case", record, text, seal)];
  }
  if (isHeld) return heldWrites(work);
  if (newest.phase !== "running" && newest.phase !== "paused") return [];
  if (labels === undefined || says?.gradeEvent === undefined || says.grade === newest.grade) return [];
  // A bug that prevents use may turn out to be more; a security problem stays one.
  const event = says.gradeEvent;
  const startedMs = chain.records.findLast(({ why }) => why === "start")?.atMs ?? newest.startMs;
  if (isUnnamed(seen, work.issue, labels, newest, startedMs))
    return sayOnce("case", `ask-${event.id}`, words.askBefore(newest.listing), work.issue.comments);
  const record = nextRecord(work, newest, {
    why: "grade",
    cause: `event:${event.id}`,
    atMs: nowMs,
    by: event.actor?.id ?? 0,
    kind: says.kind,
    grade: says.grade,
    explicit: says.explicit,
    ...regraded(newest, says.grade, event.atMs, nowMs),
  });
  return [recordComment("case", record, words.gradeNotice(record, listing), seal)];
}

function heldWrites({ chain, issue }: CaseWork): readonly CaseWrite[] {
  const { broken, newest } = chain;
  return broken === undefined
    ? []
    : sayOnce("case", `held-${broken}`, words.held(broken, newest), issue.comments);
}

function starts({ seen, issue, labels, chain, seal, nowMs }: CaseWork): readonly CaseWrite[] {
  if (labels?.says === undefined || issue.mine) return [];
  const begin = beginOf(seen, issue, labels);
  const { kind, grade, explicit, kindEvent } = labels.says;
  if (begin.is === "none" || kindEvent === undefined) return [];
  if (begin.is === "asks")
    return sayOnce("case", `ask-${kindEvent.id}`, words.askForId(begin.why, issue.formId), issue.comments);
  const listing = seen.listing(begin.listing);
  const isRemoved = listing.state === "removed";
  const deadlineMs = isRemoved ? null : firstDeadlineMs(grade, seen.terms, begin.atMs, nowMs);
  const record: CaseRecord = {
    version: 1,
    repositoryId: seen.place.repositoryId,
    issue: seen.place.issue,
    number: chain.next.number,
    previous: chain.next.previous,
    why: "start",
    cause: `event:${kindEvent.id}`,
    atMs: nowMs,
    by: kindEvent.actor?.id ?? 0,
    phase: isRemoved ? "removed" : deadlineMs === null ? "paused" : "running",
    how: null,
    listing: begin.listing,
    kind,
    grade,
    explicit,
    acknowledgedBy: kindEvent.actor?.id ?? 0,
    startMs: begin.atMs,
    deadlineMs,
    extendedDays: 0,
    extendedInAllDays: 0,
    notifiedMs: null,
    removedMs: isRemoved ? removedAtMs(listing.line, nowMs) : null,
    terms: seen.terms,
    through: labels.through,
  };
  const text = words.startNotice(record, listing, kindEvent.actor?.login ?? "ghost", seen.contact);
  return [recordComment("case", record, text, seal)];
}

/** What time brings: reminders, the removal, and what is left to do once a case has gone so far. */
function clockwork(work: CaseWork): readonly CaseWrite[] {
  const { seen, issue, chain, state, nowMs } = work;
  const { newest } = chain;
  if (newest === undefined) return [];
  if (newest.phase === "removed" || newest.phase === "ended") return aftermath(work, newest);
  const reminded = remind(seen, newest, issue, nowMs);
  if (state.is !== "due") {
    return state.is === "needs-confirmation"
      ? [
          ...reminded,
          ...sayOnce(
            "case",
            `confirm-${newest.deadlineMs ?? 0}`,
            words.confirmPlease(newest, state.why),
            issue.comments,
          ),
        ]
      : reminded;
  }
  if (seen.mode === "dry-run")
    return sayOnce("case", `dry-run-${newest.deadlineMs ?? 0}`, words.dryRun(newest), issue.comments);
  return [removalOf(seen, newest)];
}

function remind(
  { publicSide, listing }: SeenCase,
  record: CaseRecord,
  issue: SeenIssue | undefined,
  nowMs: number,
  elsewhere: On = "dashboard",
  comments: SeenIssue["comments"] = [],
): readonly CaseWrite[] {
  const outside = record.terms.private && !isSilent(record) ? publicSide : undefined;
  const on: On =
    outside !== undefined ? { public: outside.number } : issue === undefined ? elsewhere : "case";
  const there = outside?.comments ?? issue?.comments ?? comments;
  const PREFIX = `reminder-${record.issue}-${record.deadlineMs ?? 0}-`;
  const sentDays = saidIn(there).flatMap((name) => {
    const days = typeof name === "string" && name.startsWith(PREFIX) ? name.slice(PREFIX.length) : "";
    return /^-?\d{1,6}$/.test(days) ? [Number(days)] : [];
  });
  const due = reminderDue(record, nowMs, ({ days }) => sentDays.some((sent) => sent <= days));
  if (due === undefined) return [];
  const text = words.reminder(record, listing(record.listing), due.days);
  return sayOnce(on, `${PREFIX}${due.days}`, text, there);
}

/** The label, the ledger's word on the case, and the closing of what has ended. */
function aftermath({ seen, issue }: CaseWork, record: CaseRecord): readonly CaseWrite[] {
  const { line, restorePull } = seen.listing(record.listing);
  const tookDown = issue.events.some(({ mine, label }) => mine && label === CASE_LABELS.takenDown.name);
  if (record.phase === "removed" && !tookDown && !isOn(issue, CASE_LABELS.takenDown.name))
    return [{ do: "label", on: "case", label: CASE_LABELS.takenDown }];
  // A line that is about to go needs no more words.
  const noted = restorePull === undefined ? ledgerNote(seen, record, line) : [];
  if (noted.length > 0) return noted;
  if (record.phase !== "ended" || !issue.open) return [];
  const closed = issue.events.some(
    ({ what, mine, atMs }) => what === "closed" && mine && atMs >= Math.floor(record.atMs / 1_000) * 1_000,
  );
  return closed ? [] : [{ do: "close", on: "case" }];
}

function ledgerNote(
  { publicSide }: SeenCase,
  record: CaseRecord,
  line: ReturnType<SeenCase["listing"]>["line"],
): readonly CaseWrite[] {
  if (line === undefined || line === "unreadable" || record.removedMs === null) return [];
  const note = noteOf(record, publicSide?.number);
  const known = line.cases.find((one) => isSameCase(one, note));
  // A listing that its owner withdrew while a case ran went for the case's reason.
  const wasWithdrawn = line.reason === "withdrawn" && Date.parse(line.removed) > record.startMs;
  const reason = wasWithdrawn && record.phase === "removed" ? record.kind : undefined;
  if (known !== undefined && sameNote(known, note) && reason === undefined) return [];
  return [{ do: "note", id: record.listing, note, reason }];
}

/** A case whose issue cannot be reached: the copy goes on, a person confirms, and it ends on the dashboard. */
function away(seen: SeenCase, read: ReadCase, { seal, nowMs }: PlanOptions): readonly CaseWrite[] {
  const { newest } = read.chain;
  const comments = seen.dashboard?.comments ?? [];
  if (newest === undefined || seen.dashboard === undefined) return [];
  const listing = seen.listing(newest.listing);
  const isOver = newest.phase === "ended" || newest.phase === "removed";
  if (!isOver && listing.state === "removed") {
    const record = removedRecord(read, newest, listing.line, nowMs);
    return [recordComment("dashboard", record, words.removedAway(record), seal)];
  }
  const outside = publicWrites({ seen, chain: read.chain, seal });
  if (outside.length > 0) return outside;
  if (isOver) return listing.restorePull === undefined ? ledgerNote(seen, newest, listing.line) : [];
  const told = sayOnce("dashboard", `gone-${newest.issue}`, words.goneAway(newest), comments);
  if (told.length > 0) return told;
  const reminded = remind(seen, newest, undefined, nowMs, "dashboard", comments);
  if (reminded.length > 0 || read.state.is !== "needs-confirmation") return reminded;
  const name = `confirm-${newest.issue}-${newest.deadlineMs ?? 0}`;
  return sayOnce("dashboard", name, words.confirmPlease(newest, "away"), comments);
}

/** The listing is gone, whoever took it: the case says so. */
function removedRecord(
  read: Pick<ReadCase, "chain" | "labels">,
  newest: CaseRecord,
  line: ReturnType<SeenCase["listing"]>["line"],
  nowMs: number,
): CaseRecord {
  return nextRecord(read, newest, {
    why: "removed",
    cause: "clock",
    atMs: nowMs,
    by: 0,
    phase: "removed",
    removedMs: removedAtMs(line, nowMs),
  });
}

function removedAtMs(line: ReturnType<SeenCase["listing"]>["line"], nowMs: number): number {
  return line === undefined || line === "unreadable" ? nowMs : Date.parse(line.removed);
}
