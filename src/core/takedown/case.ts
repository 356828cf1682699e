// One case as it stands: its issue, its events and its records, read into one of a few states.

import type { Seal } from "../seal.ts";
import type { Account } from "../facts.ts";
import { mayRun } from "../review/commands.ts";
import type { SeenComment } from "../review/seen.ts";
import { DONE } from "../review/overrides.ts";
import { HOUR_MS } from "../time.ts";
import { isUrgent, type Grade } from "../listing/reasons.ts";
import { daysFor, isLate, removalMs } from "./clock.ts";
import { parseCaseCommand } from "./commands.ts";
import { isTracked, readLabels, type Labels } from "./labels.ts";
import {
  isOf,
  readChain,
  readRecords,
  sealOf,
  type Broken,
  type CaseRecord,
  type Chain,
  type Terms,
} from "./record.ts";
import { isDashboard, type SeenCase, type SeenIssue } from "./seen.ts";

export type Confirm = "held" | "unread" | "away" | "not-authorised" | "late";

export type CaseState =
  /** Nobody who may has acknowledged anything here. */
  | { readonly is: "none" }
  | { readonly is: "asks"; readonly why: Doubt }
  | { readonly is: "starts" }
  | { readonly is: "running" | "paused" | "removed" | "ended" | "due"; readonly record: CaseRecord }
  | { readonly is: "needs-confirmation"; readonly why: Confirm; readonly record: CaseRecord }
  | { readonly is: "held"; readonly why: Broken; readonly record: CaseRecord | undefined }
  /** A copy knows more than the issue shows: GitHub's answer may be older than what we wrote. */
  | { readonly is: "unsettled" }
  | { readonly is: "away"; readonly record: CaseRecord };

export interface ReadCase {
  readonly chain: Chain;
  readonly labels: Labels | undefined;
  readonly state: CaseState;
}

/** GitHub may answer for so long as it was before our own write. */
const SETTLE_MS = 10 * 60_000;

export function readCase(seen: SeenCase, seal: Seal, nowMs: number): ReadCase {
  const { issue } = seen;
  if (issue === "gone") return readAway(seen, seal, nowMs);
  if (isDashboard(seen)) return { chain: NO_RECORDS, labels: undefined, state: { is: "none" } };
  const chain = readChain(seen.place, issue.comments, seen.copy, seal);
  const { newest } = chain;
  const active = newest?.phase === "ended" ? undefined : newest;
  const labels = readLabels(issue, active, newest?.through ?? 0, seen);
  if (chain.broken === "missing" && active !== undefined && nowMs - active.atMs < SETTLE_MS)
    return { chain, labels, state: { is: "unsettled" } };
  return { chain, labels, state: stateOf(seen, issue, chain, labels, nowMs) };
}

/** The dashboard holds everybody's records and is nobody's case. */
const NO_RECORDS: Chain = {
  records: [],
  newest: undefined,
  broken: undefined,
  next: { number: 1, previous: "" },
};

function stateOf(seen: SeenCase, issue: SeenIssue, chain: Chain, labels: Labels, nowMs: number): CaseState {
  const { newest, broken } = chain;
  if (newest === undefined || newest.phase === "ended") {
    // Whatever was done to the records of a case that has ended, it has ended; but no clock starts on top of them.
    if (broken !== undefined)
      return newest === undefined
        ? { is: "held", why: broken, record: undefined }
        : { is: "ended", record: newest };
    const begin = beginOf(seen, issue, labels);
    if (begin.is === "none" && newest !== undefined) return { is: "ended", record: newest };
    return begin.is === "starts" ? { is: "starts" } : begin;
  }
  const dueMs = removalMs(newest);
  if (dueMs !== undefined && nowMs >= dueMs) {
    const why = confirmWhy(seen, newest, broken !== undefined, labels.isUnread, nowMs);
    return why === undefined
      ? { is: "due", record: newest }
      : { is: "needs-confirmation", why, record: newest };
  }
  if (broken !== undefined) return { is: "held", why: broken, record: newest };
  return { is: newest.phase, record: newest };
}

/** Why a person must confirm a removal that is due; undefined: nothing speaks against it. */
function confirmWhy(
  seen: SeenCase,
  record: CaseRecord,
  isHeld: boolean,
  isUnread: boolean,
  nowMs: number,
): Confirm | undefined {
  if (isHeld) return "held";
  // Another severity may stand among what could not be read.
  if (isUnread) return "unread";
  if (!seen.may(record.acknowledgedBy)) return "not-authorised";
  return isLate(removalMs(record) ?? nowMs, nowMs) ? "late" : undefined;
}

function readAway(seen: SeenCase, seal: Seal, nowMs: number): ReadCase {
  const written = (seen.dashboard?.comments ?? [])
    .filter(({ mine, edited }) => mine && !edited)
    .flatMap(({ body }) => readRecords(body, seal))
    .flatMap((one) => (one === "broken" || !isOf(one.record, seen.place) ? [] : [one.record]));
  const copies = seen.copy === undefined || seen.copy === "broken" ? [] : [seen.copy];
  const newest = [...copies, ...written].sort((a, b) => b.number - a.number)[0];
  const chain: Chain = {
    records: newest === undefined ? [] : [newest],
    newest,
    broken: undefined,
    next: {
      number: (newest?.number ?? 0) + 1,
      previous: newest === undefined ? "" : sealOf(newest, seal),
    },
  };
  if (newest === undefined) return { chain, labels: undefined, state: { is: "none" } };
  if (newest.phase === "ended") return { chain, labels: undefined, state: { is: "ended", record: newest } };
  const dueMs = removalMs(newest);
  return {
    chain,
    labels: undefined,
    state:
      dueMs !== undefined && nowMs >= dueMs
        ? { is: "needs-confirmation", why: "away", record: newest }
        : { is: "away", record: newest },
  };
}

/**
 * Why an issue's text does not say which listing is meant: it names none, or none we know; it was edited since the label,
 * or by somebody who may not decide within the hour before; or the listing would go at once on such a person's word.
 */
export type Doubt = "none" | "unknown" | "edited" | "recent" | "critical";

export type Begin =
  | { readonly is: "none" }
  | { readonly is: "asks"; readonly why: Doubt }
  | { readonly is: "starts"; readonly listing: string; readonly atMs: number };

/** Whether a clock starts, for which listing, and from when. */
export function beginOf(seen: SeenCase, issue: SeenIssue, { says }: Labels): Begin {
  const event = says?.kindEvent;
  if (says === undefined || event === undefined || issue.mine) return { is: "none" };
  const doubt = doubtOf(seen, issue, says.grade, event.atMs);
  const named = namedBy(seen, issue);
  if (named !== undefined) {
    // What somebody else may have turned round costs no time.
    const isFromLabel = doubt === "recent" || doubt === "critical";
    return {
      is: "starts",
      listing: named.id,
      atMs: isFromLabel ? event.atMs : Math.max(event.atMs, named.atMs),
    };
  }
  if (doubt !== undefined || issue.formId === undefined) return { is: "asks", why: doubt ?? "none" };
  return { is: "starts", listing: issue.formId, atMs: event.atMs };
}

function doubtOf(seen: SeenCase, issue: SeenIssue, grade: Grade, labelledMs: number): Doubt | undefined {
  const { formId, bodyEditedAtMs } = issue;
  if (formId === undefined) return "none";
  if (wasEditedBefore(seen, issue, labelledMs)) return "recent";
  if (goesAtOnce(grade, seen.terms) && !isVouchedFor(seen, issue)) return "critical";
  // GitHub's times are whole seconds: an edit in the same second may have come after the label.
  if (bodyEditedAtMs !== undefined && bodyEditedAtMs >= labelledMs) return "edited";
  return seen.listing(formId).state === "gone" ? "unknown" : undefined;
}

/** So long before a label nobody else may have changed what it is about. */
const EDIT_MS = HOUR_MS;
/** So many edits are read; where there may be more within the hour, one of them may be anybody's. */
export const EDITS_READ_MAX = 10;

function wasEditedBefore(
  { may }: SeenCase,
  { bodyEdits, bodyEditedAtMs, createdAtMs }: SeenIssue,
  labelledMs: number,
): boolean {
  const sinceMs = labelledMs - EDIT_MS;
  const isWithin = (atMs: number): boolean => atMs >= sinceMs && atMs <= labelledMs;
  if (bodyEditedAtMs === undefined || bodyEditedAtMs < sinceMs) return false;
  const oldest = bodyEdits.at(-1);
  if (oldest === undefined) return isWithin(bodyEditedAtMs);
  if (bodyEdits.length >= EDITS_READ_MAX && oldest.atMs >= sinceMs) return true;
  // GitHub counts the writing itself as the first edit.
  return bodyEdits.some(
    ({ atMs, by }) => atMs > createdAtMs && isWithin(atMs) && !(by?.type === "User" && may(by.id)),
  );
}

function goesAtOnce(grade: Grade, terms: Terms): boolean {
  return isUrgent(grade) || daysFor(grade, terms) === 0;
}

/** Whoever wrote the text as it stands may decide. */
function isVouchedFor({ may }: SeenCase, { author, bodyEdits, bodyEditedAtMs }: SeenIssue): boolean {
  const writer = bodyEditedAtMs === undefined ? author : bodyEdits[0]?.by;
  return writer?.type === "User" && may(writer.id);
}

/** A notice that has stood for so long was there to be read by whoever then sets another severity. */
const READ_MS = HOUR_MS;

/** A running case becomes one whose listing goes at once, on nobody's word but the reporter's that it is this listing. */
export function isUnnamed(
  seen: SeenCase,
  issue: SeenIssue,
  { says }: Labels,
  newest: CaseRecord,
  startedMs: number,
): boolean {
  if (says?.gradeEvent === undefined || !goesAtOnce(says.grade, newest.terms)) return false;
  if (says.gradeEvent.atMs - startedMs >= READ_MS) return false;
  if (namedBy(seen, issue)?.id === newest.listing) return false;
  return !(issue.formId === newest.listing && isVouchedFor(seen, issue));
}

/** The newest `/case` of an authorised person that names a listing we know; answered ones count on. */
function namedBy(
  seen: SeenCase,
  { comments }: SeenIssue,
): { readonly id: string; readonly atMs: number } | undefined {
  for (const { author, body, edited, mine, myReactions, createdAtMs } of comments.toReversed()) {
    if (edited || mine || author?.type !== "User" || !seen.may(author.id)) continue;
    if (myReactions.length > 0 && !myReactions.includes(DONE)) continue;
    const command = parseCaseCommand(body);
    if (command?.name === "case" && seen.listing(command.id).state !== "gone")
      return { id: command.id, atMs: createdAtMs };
  }
  return undefined;
}

/** What must be looked up before a case can be decided. */
export interface Questions {
  readonly people: readonly { readonly id: number; readonly login: string }[];
  readonly ids: readonly string[];
}

/** So many people are asked about for labels, and so many for commands, in one look; the others in later ones. */
const ASKED_MAX = 20;
const NAMED_MAX = 5;

export function questionsOf(issue: SeenIssue, record: CaseRecord | undefined): Questions {
  const people = new Map<number, string>();
  const ids = new Set<string>(record === undefined ? [] : [record.listing]);
  if (issue.formId !== undefined) ids.add(issue.formId);
  const by = labellers(issue, record?.through ?? 0);
  for (const { id, login } of by.length === 0 ? [] : [...by, ...writers(issue)]) people.set(id, login);
  for (const { author, body } of [...waiting(issue), ...named(issue)]) {
    people.set(author.id, author.login);
    const command = parseCaseCommand(body);
    if (command !== undefined && "id" in command) ids.add(command.id);
  }
  return { people: [...people].map(([id, login]) => ({ id, login })), ids: [...ids] };
}

/** Who set or took off labels that count, or whose label stands; each once, the newest first. */
function labellers(issue: SeenIssue, since: number): readonly Account[] {
  const found = new Map<number, Account>();
  const standing = new Set<string>();
  for (const { id, actor, label, mine, what } of issue.events.toReversed()) {
    if (!isTracked(label)) continue;
    const name = label.toLowerCase();
    const isLast = what === "labeled" && !standing.has(name);
    if (what === "labeled") standing.add(name);
    if (mine || (id <= since && !isLast) || actor?.type !== "User") continue;
    if (!found.has(actor.id) && found.size < ASKED_MAX) found.set(actor.id, actor);
  }
  return [...found.values()];
}

/** Who wrote what the issue names. */
function writers({ author, bodyEdits }: SeenIssue): readonly Account[] {
  return [author, ...bodyEdits.map((edit) => edit.by)].flatMap((one) => (one?.type === "User" ? [one] : []));
}

type Said = SeenComment & { readonly author: Account };

/** Not answered yet. What was edited into a command is none, and is told so. */
export function waits(comment: SeenComment): boolean {
  return mayRun({ ...comment, edited: false });
}

/** Of everybody's commands that wait the oldest: one person has one turn, however much they write. */
function waiting({ comments }: SeenIssue): readonly Said[] {
  return ofEach(
    comments.filter((one) => waits(one) && parseCaseCommand(one.body) !== undefined),
    ASKED_MAX,
  );
}

/** Of everybody's `/case` that was carried out the newest: it counts on. */
function named({ comments }: SeenIssue): readonly Said[] {
  const done = comments.filter(
    ({ body, mine, edited, myReactions }) =>
      !mine && !edited && myReactions.includes(DONE) && parseCaseCommand(body)?.name === "case",
  );
  return ofEach(done.toReversed(), NAMED_MAX);
}

function ofEach(comments: readonly SeenComment[], max: number): readonly Said[] {
  const found = new Map<number, Said>();
  for (const comment of comments) {
    const { author } = comment;
    if (author?.type !== "User" || found.has(author.id) || found.size >= max) continue;
    found.set(author.id, { ...comment, author });
  }
  return [...found.values()];
}
