// Everything that a publish observed → what it does: what goes out, stays, is held or goes, and what is said about it.

import type { NextSource } from "../catalog/assemble.ts";
import { notLooked } from "../catalog/due.ts";
import type { Entry } from "../catalog/entry.ts";
import { canonicalJson } from "../catalog/json.ts";
import { isShrinking, nextLines } from "../catalog/removal.ts";
import { undoneBy } from "./undone.ts";
import { HELD_LABEL, heldReport, reportAnswers, type HeldListing } from "../catalog/report.ts";
import { reportWords } from "../catalog/report-words.ts";
import type { RemovedLine } from "../catalog/schema.ts";
import { checkNames } from "../review/check-names.ts";
import { saysSameOfCases, underCases } from "../catalog/under-review.ts";
import { sameText } from "../marks/marks.ts";
import { notesOf } from "./notes.ts";
import { pictureWrites } from "./pictures.ts";
import { placeListings, type Placement } from "./placement.ts";
import type { PublishStop } from "../catalog/stopped.ts";
import type { EndPlan, IssueWrite, NextPublication, PublishNeed, PublishPlan } from "./plan.ts";
import type { HeldIssue, SeenPublication, SeenPublish, SeenStop } from "./seen.ts";
import { decideStop, stopOver } from "./stop.ts";

/** Nothing is reported: there is no such issue. */
export const NO_HELD_ISSUE: HeldIssue = { number: undefined, body: "", reported: [], comments: [] };

/** A need where something that the decision rests on was not read: it is never guessed. */
export function decidePublish(
  seen: SeenPublish,
  digest: (text: string) => string,
): PublishPlan | EndPlan | PublishNeed {
  switch (seen.kind) {
    case "ignored":
      return { kind: "end", outcome: "ignored", because: seen.because, writes: [], stands: undefined };
    case "stopped":
      return decideStopped(seen, digest);
    case "ready":
      return decideReady(seen, digest);
  }
}

function decideStopped(
  { stop, stopIssue, isAnew, nowMs }: SeenStop,
  digest: (text: string) => string,
): EndPlan | PublishNeed {
  const end = { kind: "end", outcome: "stopped", because: stop.why } as const;
  if (isAnew) return { ...end, writes: [], stands: undefined };
  if (stopIssue === undefined) return { need: "stop-issue" };
  const { goesOn, writes } = decideStop(stop, stopIssue, nowMs, digest);
  return goesOn
    ? { need: "anew", carried: [...writes, ...stopOver(stopIssue)] }
    : { ...end, writes, stands: true };
}

function decideReady(seen: SeenPublication, digest: (text: string) => string): PublishPlan | PublishNeed {
  const placed = placeListings(seen);
  if (seen.heldIssue === undefined && placed.held.length > 0) return { need: "held-issue" };
  const { head } = seen.branches;
  const looks = { waiting: placed.waiting, held: placed.held };
  const carried = seen.carried.length > 0;
  const free = { isStopped: false, stands: carried ? false : undefined, stopWrites: seen.carried, looks };
  const stop = head === undefined ? undefined : stopOf(seen, placed, head.count);
  if (stop === undefined) return planOf(seen, placed, free, digest);
  if (seen.stopIssue === undefined) return { need: "stop-issue" };
  const { goesOn, writes } = decideStop(stop, seen.stopIssue, seen.nowMs, digest);
  const stopWrites = [...seen.carried, ...writes];
  if (goesOn) {
    const over = [...stopWrites, ...stopOver(seen.stopIssue)];
    return planOf(seen, placed, { ...free, stands: false, stopWrites: over }, digest);
  }
  const stopped = stoppedPlacement(seen, placed);
  return planOf(seen, stopped, { isStopped: true, stands: true, stopWrites, looks }, digest);
}

/** What must not go unasked: by a rewritten branch anything, otherwise a great many. */
function stopOf(
  { isRewritten, work }: SeenPublication,
  { removals, unexplained }: Placement,
  published: number,
): PublishStop | undefined {
  const own = new Set(work.memory.map(({ id }) => id));
  const going = removals.flatMap(({ entry, lapsed }) => (lapsed === true ? [] : [entry.id]));
  const lost = going.filter((id) => !own.has(id)).toSorted();
  if (isRewritten && lost.length > 0) return { why: "rewritten", lost, published };
  return isShrinking(unexplained.length, published)
    ? { why: "shrinking", lost: unexplained.toSorted(), published }
    : undefined;
}

interface Guard {
  readonly isStopped: boolean;
  readonly stands: boolean | undefined;
  readonly stopWrites: readonly IssueWrite[];
  /** What was found of all that was looked at, whatever then stands still. */
  readonly looks: PublishPlan["looks"];
}

/** Only what the ledger speaks of goes; the rest stays as published, or is put there again, and is looked at from there. */
function stoppedPlacement({ work, branches }: SeenPublication, placed: Placement): Placement {
  return {
    ...placed,
    upserts: [],
    held: [],
    removals: placed.removals.filter(({ entry }) => work.memory.some(({ id }) => id === entry.id)),
    waiting: branches.head?.waiting ?? [],
  };
}

function planOf(
  seen: SeenPublication,
  placed: Placement,
  { isStopped, stands, stopWrites, looks }: Guard,
  digest: (text: string) => string,
): PublishPlan {
  const { branches, later, nowMs } = seen;
  const waiting = new Set(placed.waiting);
  const { lines, ledger, notes, requeuesMs } = undoneBy(seen, linesOf(seen, placed, isStopped), waiting);
  const next = nextOf(seen, placed, lines, isStopped);
  const standsStill = isStopped && placed.removals.length === 0 && !branches.isBranchGone && branches.isWhole;
  const goesOut =
    !standsStill && (mustPublish(seen, placed, next, lines) || (branches.isOurs && branches.isBranchGone));
  return {
    kind: "go",
    outcome: isStopped && (goesOut || standsStill) ? "stopped" : goesOut ? "published" : "unchanged",
    notes: [...notesOf(branches), ...notes],
    stopWrites,
    next: goesOut ? next : undefined,
    ledger,
    heldWrites: isStopped ? [] : heldWrites(seen, placed.held, digest),
    looks,
    heldCount: placed.held.length,
    followsUp: !standsStill,
    pulls: placed.pulls,
    requeuesMs: standsStill
      ? []
      : [
          ...placed.requeuesMs,
          ...requeuesMs,
          ...(later.some(({ isOfThisTip }) => !isOfThisTip) ? [nowMs] : []),
        ],
    stands,
  };
}

function mustPublish(
  { branches, work, today }: SeenPublication,
  { removals, waiting }: Placement,
  { upserts }: NextPublication,
  lines: readonly RemovedLine[],
): boolean {
  const { head, isOurs, isWhole } = branches;
  const reasons = {
    upserts: upserts.length > 0,
    removals: removals.length > 0,
    source: work.sourceChanged,
    look: work.everything,
    waiting: canonicalJson(waiting.toSorted()) !== canonicalJson(head?.waiting ?? []),
    lines: canonicalJson(lines) !== canonicalJson(work.lines),
    // Others changed what we published: it is written anew.
    undo: isOurs && !isWhole,
    due: head?.due !== undefined && head.due <= today,
  };
  return Object.values(reasons).some(Boolean);
}

function nextOf(
  seen: SeenPublication,
  placed: Placement,
  lines: readonly RemovedLine[],
  isStopped: boolean,
): NextPublication {
  const { branches, work, today } = seen;
  const { upserts, before } = withCases(seen, placed);
  const back = new Set(work.memory.map(({ id }) => id));
  return {
    upserts,
    removals: placed.removals,
    lines,
    waiting: placed.waiting,
    source: sourceOf(seen, isStopped),
    pictures: placed.upserts.flatMap((entry) => pictureWrites(entry, work.entries.get(entry.id))),
    before: new Map([...work.entries, ...before]),
    added: isStopped
      ? []
      : placed.upserts.flatMap(({ id, source: { pull } }) =>
          work.entries.has(id) || pull === undefined || back.has(id) ? [] : [{ id, pull }],
        ),
    today: isStopped ? notLooked(branches.head, today) : today,
  };
}

/** All that go out, with what runs about each of them; those that nothing but a case has changed go out too. */
function withCases(
  { work, branches, cases, caseEntries }: SeenPublication,
  { upserts, removals }: Placement,
): { readonly upserts: readonly Entry[]; readonly before: ReadonlyMap<string, Entry> } {
  const busy = new Set([...upserts, ...removals.map(({ entry }) => entry)].map(({ id }) => id));
  const read = new Map(caseEntries.map((entry) => [entry.id, entry]));
  const told = [...new Set([...cases.map(({ id }) => id), ...(branches.head?.underReview ?? [])])]
    .filter((id) => !busy.has(id))
    .toSorted()
    .flatMap((id) => work.entries.get(id) ?? read.get(id) ?? [])
    .filter((entry) => !saysSameOfCases(entry, underCases(entry, cases)));
  return {
    upserts: [...upserts, ...told].map((entry) => underCases(entry, cases)),
    before: new Map(told.map((entry) => [entry.id, entry])),
  };
}

/** While publishing stands still, what is published stays of the source that it is of. */
function sourceOf({ branches }: SeenPublication, isStopped: boolean): NextSource {
  const { head, source, tip } = branches;
  if (!isStopped || head === undefined)
    return { ...source, commit: tip.sha, atMs: tip.atMs, policy: tip.policySha };
  const { at, commit, policy, listings, images } = head.source;
  return { commit, atMs: Date.parse(at), policy, listings, images, removed: source.removed };
}

/** A removal is of now: the dates of commits are their authors' to choose. */
function linesOf(
  { work, nowMs }: SeenPublication,
  { upserts, removals }: Placement,
  isStopped: boolean,
): readonly RemovedLine[] {
  const going = new Set(removals.map(({ entry }) => entry.id));
  // What is out and stays so was never removed, whatever somebody wrote into the ledger.
  const stays = (id: string): boolean => work.entries.has(id) && !going.has(id) && !isStopped;
  const out = [...upserts.map(({ id }) => id), ...work.memory.map(({ id }) => id).filter(stays)];
  return nextLines({
    memory: work.memory,
    going: removals,
    back: new Set(out),
    isLive: (id) => work.listings.has(id),
    atMs: nowMs,
  });
}

/** Opened, edited and closed as needed; commands there get their answer. Nothing where nothing differs. */
function heldWrites(
  { heldIssue = NO_HELD_ISSUE, mayWrite, nowMs, branches: { policy, tip } }: SeenPublication,
  held: readonly HeldListing[],
  digest: (text: string) => string,
): readonly IssueWrite[] {
  const { number, body, reported, comments } = heldIssue;
  const names = checkNames(policy.texts);
  const given = reportAnswers(reported, comments, (id) => mayWrite.has(id), names);
  const answers = given.map(({ commentId, content }): IssueWrite => ({ do: "react", commentId, content }));
  if (held.length === 0)
    return number === undefined
      ? answers
      : [
          ...answers,
          { do: "close", number, comment: "Everything on the default branch is published. Thank you!" },
        ];
  const answer = reportWords(reported, comments, given, names);
  const report = heldReport(held, { before: reported, nowMs, commit: tip.sha, digest, answer });
  if (number === undefined) return [...answers, { do: "open", ...report, label: HELD_LABEL }];
  return sameText(body, report.body) ? answers : [...answers, { do: "edit", number, body: report.body }];
}
