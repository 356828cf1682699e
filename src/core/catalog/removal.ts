// Listings that go: the line that removed.json and the ledger hold of each, and the guard against losing many at once.

import { isoSecond } from "../time.ts";
import type { LedgerLine, RemovalReason } from "../listing/ledger.ts";
import type { Entry } from "./entry.ts";
import { canonicalJson } from "./json.ts";
import type { RemovedLine } from "./schema.ts";

export const LOST_MAX = 2;
export const LOST_SHARE_MAX = 0.05;

/** More would go than anybody explained: a person looks first. */
export function isShrinking(lost: number, published: number): boolean {
  return lost > LOST_MAX && lost > published * LOST_SHARE_MAX;
}

/** `Reason: abandoned` on a line of its own in the pull request's text. */
export function saysAbandoned(text: string): boolean {
  return /^[ \t]*reason:[ \t]*abandoned[ \t]*$/im.test(text);
}

/** Why a listing went that no ledger line speaks of yet. `authorId`: of the merged pull request, if there was one. */
export function reasonFor(
  entry: Pick<Entry, "owners">,
  authorId: number | undefined,
  text: string,
): RemovalReason {
  if (authorId !== undefined && entry.owners.some(({ id }) => id === authorId)) return "withdrawn";
  return saysAbandoned(text) ? "abandoned" : "policy";
}

/** The line of an entry that goes by a push or a merge. It is marked until the ledger has it as a file. */
export function lineFor(entry: Entry, reason: RemovalReason, atMs: number): RemovedLine {
  return {
    version: 1,
    id: entry.id,
    reason,
    removed: isoSecond(atMs),
    name: entry.name,
    cases: [],
    owners: entry.owners.map(({ id }) => id),
    blobs: { ...entry.source.blobs },
    status: reason === "withdrawn" ? "withdrawn" : "removed",
    marked: true,
    revision: Math.floor(atMs),
    kept: asKept(entry),
  };
}

/** The ledger's own line, with what is kept of the entry; the ledger's word counts for everything it says. */
export function lineOf(ledger: LedgerLine, kept: Entry | undefined): RemovedLine {
  return {
    ...ledger,
    status: ledger.reason === "withdrawn" ? "withdrawn" : "removed",
    ...(kept === undefined ? {} : { kept: asKept(kept) }),
  };
}

/** Whether two lines tell the same of a removal, whatever else they bear. */
export function saysSameOfRemoval(a: LedgerLine, b: LedgerLine): boolean {
  const said = ({ version, id, reason, removed, name, cases, owners, blobs }: LedgerLine): string =>
    canonicalJson({ version, id, reason, removed, name, cases, owners, blobs });
  return said(a) === said(b);
}

/** As it comes back: what a case said of it ends with the case. */
function asKept({ review: _review, ...entry }: Entry): Entry {
  return { ...entry, status: "active" };
}

/** All lines once `line` is marked: its listing is out, whatever stands in `listings/`. `entry`: as published, if it is. */
export function markedLines(
  before: readonly RemovedLine[],
  line: LedgerLine,
  entry: Entry | undefined,
  /** When Steward wrote the line, in ms. */
  revision: number,
): readonly RemovedLine[] {
  const old = before.find(({ id }) => id === line.id);
  // Asked again, it says the same: nothing is to be written for it.
  if (old?.marked === true && entry === undefined && saysSameOfRemoval(old, line)) return before;
  const marked = { ...lineOf(line, entry ?? old?.kept), marked: true, revision };
  return [...before.filter(({ id }) => id !== line.id), marked];
}

/** All lines once `/restore` has let the listing back: what was kept stays until it is. `revision`: of now, in ms. */
export function liftedLines(
  before: readonly RemovedLine[],
  id: string,
  revision: number,
): readonly RemovedLine[] {
  return before.map((line) => {
    if (line.id !== id || line.lifted === true) return line;
    const { marked: _marked, rewritten: _rewritten, ...rest } = line;
    return { ...rest, lifted: true, revision };
  });
}

/** `removed/<id>.yml`: JSON is YAML too, but people read this file. */
export function ledgerText(line: RemovedLine): string {
  const { id, reason, removed, name, cases, owners, blobs } = line;
  const list = (values: readonly unknown[]): string =>
    `[${values.map((one) => JSON.stringify(one)).join(", ")}]`;
  return [
    "# Written by Steward: why this listing went, and whose it is.",
    "version: 1",
    `id: ${id}`,
    `reason: ${reason}`,
    `removed: ${JSON.stringify(removed)}`,
    ...(name === undefined ? [] : [`name: ${JSON.stringify(name)}`]),
    ...(cases.length === 0 ? [] : ["cases:", ...cases.map((one) => `  - ${canonicalJson(one).trim()}`)]),
    `owners: ${list(owners)}`,
    ...(Object.keys(blobs).length === 0
      ? []
      : [
          "blobs:",
          ...Object.entries(blobs)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([path, sha]) => `  ${JSON.stringify(path)}: ${JSON.stringify(sha)}`),
        ]),
    "",
  ].join("\n");
}

export interface Going {
  readonly entry: Entry;
  readonly reason: RemovalReason;
  /** Its grace is over; nobody removed it. */
  readonly lapsed?: boolean;
}

export interface LinesInput {
  /** What Steward remembers, the default branch's ledger files taken into account. */
  readonly memory: readonly RemovedLine[];
  /** Entries that go now, each with why. */
  readonly going: readonly Going[];
  /** Ids that are published after this. */
  readonly back: ReadonlySet<string>;
  /** Whether the listing's file stands on the default branch. */
  readonly isLive: (id: string) => boolean;
  readonly atMs: number;
}

/** All lines as they shall stand in removed.json. */
export function nextLines({ memory, going, back, isLive, atMs }: LinesInput): readonly RemovedLine[] {
  const lines = new Map(memory.map((line) => [line.id, line]));
  for (const { entry, reason, lapsed } of going) {
    if (lapsed === true) {
      const { marked: _marked, ...line } = lineFor(entry, reason, atMs);
      lines.set(entry.id, { ...line, lapsed });
      continue;
    }
    const known = lines.get(entry.id);
    lines.set(
      entry.id,
      known === undefined ? lineFor(entry, reason, atMs) : { ...known, kept: asKept(entry) },
    );
  }
  for (const id of back) lines.delete(id);
  // What had lapsed and is now taken away has gone like anything else.
  for (const [id, { lapsed, ...line }] of lines)
    if (lapsed === true && !isLive(id)) lines.set(id, { ...line, marked: true });
  return [...lines.values()];
}
