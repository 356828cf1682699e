// What authorised people ask for in comments, and our answer: one reaction each, and words where they help.

import { waits } from "./case.ts";
import { markValues, withMarks } from "../marks/marks.ts";
import { mayRun } from "../review/commands.ts";
import { DONE, REFUSED, UNCLEAR } from "../review/overrides.ts";
import type { SeenComment } from "../review/seen.ts";
import { extensionLeftDays, isSilent } from "./clock.ts";
import { DAY_MS } from "../time.ts";
import { parseCaseCommand, parseEndAway, type CaseCommand } from "./commands.ts";
import { CASE_LABELS } from "./labels.ts";
import { nextRecord, recordComment, removalOf, type CaseWork } from "./work.ts";
import { sealOf, type CaseRecord } from "./record.ts";
import { isDashboard } from "./seen.ts";
import { isSameCase, noteOf, sayOnce, type CaseNote, type CaseWrite } from "./writes.ts";
import * as words from "./messages.ts";

/** The oldest command of an authorised person that still waits for its answer. Who was not asked about yet, waits on. */
export function answers(work: CaseWork): readonly CaseWrite[] {
  const { issue, seen } = work;
  for (const comment of issue.comments) {
    const command = waits(comment) ? parseCaseCommand(comment.body) : undefined;
    if (command === undefined || comment.author === undefined || !seen.may(comment.author.id)) continue;
    const asked: Asked = { ...work, comment, by: comment.author.id };
    // The record stands, the reaction got lost: it has run, and does not run again.
    if (work.chain.records.some(({ cause }) => cause === causeOf(comment))) return [react(asked, DONE)];
    if (comment.edited && !issue.publicSide) return reply(asked, UNCLEAR, words.EDITED);
    return issue.publicSide ? reply(asked, UNCLEAR, words.POINTER) : answer(asked, command);
  }
  return [];
}

const REFUSED_MAX = 50;

/** The answer to commands of those who may not give them; it can wait for all that counts. */
export function refusals({ issue, seen }: CaseWork): readonly CaseWrite[] {
  const refused = issue.comments.filter((comment) => {
    const by = comment.author?.id;
    return by !== undefined && seen.asked(by) && !seen.may(by) && mayRun(comment) && isCommand(comment);
  });
  if (refused.length === 0) return [];
  // The reactions tell each of them; why, is said once for all.
  const text = issue.publicSide ? words.POINTER : words.NOT_THEIRS;
  return [
    ...sayOnce("case", "refused", text, issue.comments),
    ...refused
      .slice(0, REFUSED_MAX)
      .map(({ id }): CaseWrite => ({ do: "react", on: "case", commentId: id, content: REFUSED })),
  ];
}

function isCommand({ body }: SeenComment): boolean {
  return parseCaseCommand(body) !== undefined;
}

interface Asked extends CaseWork {
  readonly comment: SeenComment;
  /** Account number of an authorised person. */
  readonly by: number;
}

function causeOf({ id }: Pick<SeenComment, "id">): string {
  return `comment:${id}`;
}

function react({ comment }: Asked, content: string): CaseWrite {
  return { do: "react", on: "case", commentId: comment.id, content };
}

function reply(asked: Asked, content: string, text: string): readonly CaseWrite[] {
  return [
    ...sayOnce("case", `answer-${asked.comment.id}`, text, asked.issue.comments),
    react(asked, content),
  ];
}

function answer(asked: Asked, command: CaseCommand): readonly CaseWrite[] {
  const { chain } = asked;
  const active = chain.newest?.phase === "ended" ? undefined : chain.newest;
  switch (command.name) {
    case "unclear":
      return reply(asked, UNCLEAR, command.usage);
    case "case":
      return named(asked, command.id, active);
    case "takedown":
      return takedown(asked, command.id, active);
    case "restore":
      return restore(asked, command.id);
    default:
      if (active !== undefined) return onCase(asked, command, active);
      return isDashboard(asked.seen) ? endAway(asked) : reply(asked, UNCLEAR, words.NO_CASE_HERE);
  }
}

/** Ends the cases on a listing whose own issues are gone: there is no other place left to say so. */
function endAway(asked: Asked): readonly CaseWrite[] {
  const { seen, comment, by, nowMs, seal } = asked;
  const end = parseEndAway(comment.body);
  if (end === undefined) return reply(asked, UNCLEAR, words.END_AWAY_USAGE);
  const away = seen.away.filter(({ listing }) => listing === end.id);
  const cause = causeOf(comment);
  if (away.length === 0)
    return seen.causes.has(cause) ? [react(asked, DONE)] : reply(asked, UNCLEAR, words.nothingAway(end.id));
  return [
    ...away.map((newest) => {
      const next = { number: newest.number + 1, previous: sealOf(newest, seal) };
      const record: CaseRecord = {
        ...newest,
        ...next,
        why: "ended",
        cause,
        atMs: nowMs,
        by,
        phase: "ended",
        how: end.how,
      };
      return recordComment("case", record, words.endNotice(record), seal);
    }),
    react(asked, DONE),
  ];
}

function named(asked: Asked, id: string, active: CaseRecord | undefined): readonly CaseWrite[] {
  if (active !== undefined)
    return active.listing === id
      ? [react(asked, DONE)]
      : reply(asked, UNCLEAR, words.alreadyAbout(active.listing, id));
  if (asked.seen.listing(id).state === "gone") return reply(asked, UNCLEAR, words.unknownId(id));
  return reply(asked, DONE, words.caseNamed(id));
}

function onCase(
  asked: Asked,
  command: Extract<CaseCommand, { name: "extend" | "resolve" | "dismiss" | "notified" }>,
  active: CaseRecord,
): readonly CaseWrite[] {
  const { chain, by, comment, nowMs, seal } = asked;
  const base = { cause: causeOf(comment), atMs: nowMs, by } as const;
  const write = (record: CaseRecord, text: string): readonly CaseWrite[] => [
    recordComment("case", record, text, seal),
    react(asked, DONE),
  ];
  if (command.name === "resolve" || command.name === "dismiss") {
    const how = command.name === "resolve" ? "resolved" : "dismissed";
    const record = nextRecord(asked, active, { ...base, why: "ended", phase: "ended", how });
    return write(record, words.endNotice(record));
  }
  if (chain.broken !== undefined) return reply(asked, UNCLEAR, words.held(chain.broken, active));
  if (active.phase !== "running" || active.deadlineMs === null) return reply(asked, UNCLEAR, words.NO_CLOCK);
  if (command.name === "extend") {
    const left = extensionLeftDays(active);
    if (command.days > left) return reply(asked, UNCLEAR, words.extendRefused(left));
    const record = nextRecord(asked, active, {
      ...base,
      why: "extend",
      deadlineMs: active.deadlineMs + command.days * DAY_MS,
      extendedDays: active.extendedDays + command.days,
      extendedInAllDays: active.extendedInAllDays + command.days,
    });
    return write(record, words.extendNotice(record, command.days));
  }
  if (!isSilent(active) || active.notifiedMs !== null)
    return reply(asked, UNCLEAR, "There is nothing to note: the maintainers of this listing know.");
  const record = nextRecord(asked, active, { ...base, why: "notified", notifiedMs: comment.createdAtMs });
  return write(record, words.notifiedNotice(record));
}

function takedown(asked: Asked, id: string, active: CaseRecord | undefined): readonly CaseWrite[] {
  const { seen } = asked;
  const listing = seen.listing(id);
  const isOwn = active?.listing === id;
  if (listing.state === "removed") {
    const isPolicy =
      listing.line !== undefined && listing.line !== "unreadable" && listing.line.reason === "policy";
    return isPolicy && !isOwn ? policyNotice(asked, id) : [react(asked, DONE)];
  }
  if (listing.state === "gone" && !isOwn) return reply(asked, UNCLEAR, words.unknownId(id));
  if (seen.mode === "dry-run") return reply(asked, UNCLEAR, words.dryRunAsked(id));
  if (isOwn) return [removalOf(seen, active)];
  const running = seen.others.filter((one) => one.listing === id && one.phase !== "ended");
  return [
    {
      do: "remove",
      id,
      reason: running[0]?.kind ?? "policy",
      // A private case adds itself, with its public number, when it next looks.
      cases: running.filter(({ terms }) => !terms.private).map((one) => noteOf(one, undefined)),
    },
  ];
}

/** The maintainers hear of it: here, or in public where they cannot read what is here. */
function policyNotice(asked: Asked, id: string): readonly CaseWrite[] {
  const { seen, comment, seal } = asked;
  const listing = seen.listing(id);
  if (!seen.terms.private) return reply(asked, DONE, words.policyRemoval(id, listing));
  const said = `steward-notice\n${seen.place.repositoryId}#${comment.id}`;
  const isTold = seen.notices
    .flatMap((body) => markValues(body, "notice"))
    .some((token) => typeof token === "string" && seal.verify(said, token));
  if (isTold) return reply(asked, DONE, words.policyRemovalTold(id));
  const { title, body } = words.policyRemovalIssue(id, listing, seen.contact);
  // Which command a notice answers can be told by us alone.
  const told = withMarks(body, [["notice", seal.sign(said)]]);
  return [{ do: "open-public", title, body: told, label: CASE_LABELS.takenDown }];
}

function restore(asked: Asked, id: string): readonly CaseWrite[] {
  const listing = asked.seen.listing(id);
  if (listing.state === "live") {
    const running = openCases(asked, id, []);
    return reply(asked, running.length > 0 ? UNCLEAR : DONE, words.notRemoved(id, running));
  }
  if (listing.state === "gone") return reply(asked, UNCLEAR, words.unknownId(id));
  if (listing.restorePull !== undefined)
    return reply(asked, DONE, words.restoreProposed(id, listing.restorePull));
  if (listing.line === undefined || listing.line === "unreadable")
    return reply(asked, UNCLEAR, words.ledgerUnreadable(id));
  const open = openCases(asked, id, listing.line.cases);
  return open.length > 0 ? reply(asked, UNCLEAR, words.restoreWaits(open)) : [{ do: "restore", id }];
}

/** Cases on the id that have not ended, as they may be named: private ones without a number. */
function openCases({ seen, chain }: Asked, id: string, noted: readonly CaseNote[]): readonly string[] {
  const here = chain.newest;
  const copies = [...seen.others, ...(here === undefined ? [] : [here])].filter(
    (one) => one.listing === id && one.phase !== "ended",
  );
  const unnoted = copies
    .map((one) => noteOf(one, undefined))
    .filter((note) => !noted.some((one) => one.ended !== undefined && isSameStart(one, note)));
  const open = [
    ...noted.filter(({ ended }) => ended === undefined),
    ...unnoted.filter((note) => !noted.some((one) => isSameStart(one, note))),
  ];
  return open.map(({ issue }) => (issue === undefined ? "a private case" : `#${issue}`));
}

/** A private case's copy does not know its public number; its start tells it from others. */
function isSameStart(a: CaseNote, b: CaseNote): boolean {
  return isSameCase(a, b) || a.acknowledged === b.acknowledged;
}
