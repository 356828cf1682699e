// What Steward itself remembers of removals, and what a ledger file on the default branch may add to that: only Steward's newer word.

import type { LedgerWord, RemovalReason } from "../listing/ledger.ts";
import { DAY_MS, HOUR_MS, isoSecond } from "../time.ts";
import { lineOf, saysSameOfRemoval } from "./removal.ts";
import type { RemovedLine } from "./schema.ts";

/** A case says that it took this listing out, and it has not ended. */
export interface RemovedInCase {
  readonly id: string;
  readonly reason: RemovalReason;
  readonly removedMs: number;
  /** Number of its public issue; undefined: it is private. */
  readonly issue: number | undefined;
}

export interface MemoryInput {
  /** Lines of the published removed.json: sealed with the commit they stand in. */
  readonly lines: readonly RemovedLine[];
  /** Ledger files of the default branch that changed since the last publish, as they read now. */
  readonly words: ReadonlyMap<string, LedgerWord>;
  /** Date of the commit that was published last, in ms; undefined: nothing is published, so the files are the memory. */
  readonly sourceAtMs: number | undefined;
  readonly isPublished: (id: string) => boolean;
  /** Asked where nothing is published: what a case took out does not come back because the catalog was lost. */
  readonly cases: readonly RemovedInCase[];
}

/** All removals as they stand, before anything is judged. Lines that nothing speaks against stay the same values. */
export function rememberRemovals(input: MemoryInput): readonly RemovedLine[] {
  const { lines: before, words, cases } = input;
  const lines = new Map(before.map((line) => [line.id, line]));
  for (const [id, word] of words) {
    const now = remembered(id, word, lines.get(id), input);
    if (now !== undefined) lines.set(id, now);
  }
  for (const one of cases) if (!lines.has(one.id)) lines.set(one.id, lineOfCase(one));
  return [...lines.values()];
}

function remembered(
  id: string,
  { line, revision }: LedgerWord,
  old: RemovedLine | undefined,
  { sourceAtMs, isPublished }: MemoryInput,
): RemovedLine | undefined {
  const isNewer =
    revision !== undefined && revision > (old === undefined ? (sourceAtMs ?? -1) : (old.revision ?? 0));
  if (line !== undefined && revision !== undefined && isNewer)
    return { ...lineOf(line, old?.kept), ...rewrittenOf(old), revision };
  if (old === undefined)
    // Somebody's own line keeps an id from being listed; it takes nothing out that is published.
    return line === undefined || isPublished(id) ? undefined : lineOf(line, undefined);
  if (old.lapsed === true || old.lifted === true) return old;
  if (line !== undefined && saysSameOfRemoval(line, old)) {
    const { marked: _marked, ...rest } = old;
    return rest;
  }
  return { ...old, marked: true, rewritten: old.rewritten ?? [] };
}

function rewrittenOf(old: RemovedLine | undefined): Pick<RemovedLine, "rewritten"> {
  return old?.rewritten === undefined ? {} : { rewritten: old.rewritten };
}

function lineOfCase({ id, reason, removedMs, issue }: RemovedInCase): RemovedLine {
  return {
    version: 1,
    id,
    reason,
    removed: isoSecond(removedMs),
    cases: [issue === undefined ? {} : { issue }],
    owners: [],
    blobs: {},
    status: "removed",
    marked: true,
    revision: removedMs,
  };
}

/** Whether the line keeps its listing out; what lapsed, or was let back by `/restore`, is free to come. */
export function keepsOut({ lapsed, lifted }: Pick<RemovedLine, "lapsed" | "lifted">): boolean {
  return lapsed !== true && lifted !== true;
}

export const REWRITES_A_DAY_MAX = 3;
export const REWRITE_AGAIN_MS = HOUR_MS;

/** When the file of a line that others undid may be written again, in ms; now or earlier: at once. */
export function rewriteAtMs({ rewritten = [] }: Pick<RemovedLine, "rewritten">, nowMs: number): number {
  const times = withinDay(rewritten, nowMs);
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return nowMs;
  return times.length >= REWRITES_A_DAY_MAX ? first + DAY_MS : last + REWRITE_AGAIN_MS;
}

/** The line once its file is written again. */
export function rewritten(line: RemovedLine, nowMs: number): RemovedLine {
  const times = [...withinDay(line.rewritten ?? [], nowMs), nowMs].slice(-REWRITES_A_DAY_MAX);
  return { ...line, rewritten: times.map(isoSecond) };
}

/** In ms, the oldest first. */
function withinDay(times: readonly string[], nowMs: number): readonly number[] {
  return times
    .map((at) => Date.parse(at))
    .filter((ms) => nowMs - ms < DAY_MS)
    .toSorted((a, b) => a - b);
}
