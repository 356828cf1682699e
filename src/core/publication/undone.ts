// What others undid of removals on the default branch: nothing that is published follows it; the ledger is written again, and people are told.

import { keepsOut, rewriteAtMs, rewritten, REWRITES_A_DAY_MAX } from "../catalog/memory.ts";
import type { RemovedLine } from "../catalog/schema.ts";
import { quote } from "../listing/quote.ts";
import { utc } from "../takedown/messages.ts";
import type { LedgerPlan, PublishingNote } from "./plan.ts";
import type { SeenPublication } from "./seen.ts";

export interface Undone {
  /** As they shall stand, each rewriting noted. */
  readonly lines: readonly RemovedLine[];
  readonly ledger: LedgerPlan;
  readonly notes: readonly PublishingNote[];
  /** When files may be written again. */
  readonly requeuesMs: readonly number[];
}

/** `lines`: of removed.json, as they shall stand. `waiting`: ids whose files are held. */
export function undoneBy(
  { work, branches, nowMs }: SeenPublication,
  lines: readonly RemovedLine[],
  waiting: ReadonlySet<string>,
): Undone {
  const before = new Map(work.lines.map((line) => [line.id, line]));
  const missing: RemovedLine[] = [];
  const notes: PublishingNote[] = [];
  const requeuesMs: number[] = [];
  const next = lines.map((line): RemovedLine => {
    const isFileUndone = line.marked === true && line.rewritten !== undefined && keepsOut(line);
    if (isFileUndone) {
      const atMs = rewriteAtMs(line, nowMs);
      if (atMs > nowMs) {
        requeuesMs.push(atMs);
        if ((line.rewritten?.length ?? 0) >= REWRITES_A_DAY_MAX && before.get(line.id)?.marked !== true)
          notes.push(...tell(line, `gave-up ${line.rewritten?.[0]}`, gaveUpText(line, atMs)));
        return line;
      }
      const written = rewritten(line, nowMs);
      missing.push(written);
      notes.push(...tell(line, `undone ${written.rewritten?.at(-1)}`, undoneText(line, branches.tip.sha)));
      return written;
    }
    if (line.marked === true && !work.listings.has(line.id)) missing.push(line);
    if (work.back.has(line.id) && waiting.has(line.id))
      notes.push(...tell(line, `back ${branches.tip.sha.slice(0, 12)}`, backText(line, branches.tip.sha)));
    return line;
  });
  return {
    lines: next,
    ledger: {
      missing,
      over: [...work.ledgerFiles.keys()].filter(
        (id) => work.listings.has(id) && !waiting.has(id) && !lines.some((line) => line.id === id),
      ),
    },
    notes,
    requeuesMs,
  };
}

/** The issue about publishing, which the dashboard names, and the public cases that still run. */
function tell(line: RemovedLine, mark: string, text: string): readonly PublishingNote[] {
  const issues = line.cases.flatMap(({ issue, ended }) =>
    issue === undefined || ended !== undefined ? [] : [issue],
  );
  const note = { do: "tell-once", mark: `removal ${line.id} ${mark}`, text } as const;
  return [note, ...issues.map((issue) => ({ ...note, issue }))];
}

function wayBack(id: string): string {
  return `It comes back with \`/restore ${id}\`, which needs every case on it ended, or by a pull request of its owners.`;
}

function undoneText({ id }: RemovedLine, tip: string): string {
  return `Somebody changed or took away ${quote(`removed/${id}.yml`)} on the default branch (at ${tip.slice(0, 12)}). That changes nothing of what is published: ${quote(id)} stays out, and Steward writes the file again. ${wayBack(id)}`;
}

function gaveUpText({ id }: RemovedLine, atMs: number): string {
  return `${quote(`removed/${id}.yml`)} was changed or taken away again, and Steward has written it ${REWRITES_A_DAY_MAX} times within a day. It leaves the file as it is until ${utc(atMs)}; ${quote(id)} stays out of what is published all the same. ${wayBack(id)}`;
}

function backText({ id }: RemovedLine, tip: string): string {
  return `Somebody put the files of ${quote(id)} back on the default branch (at ${tip.slice(0, 12)}). That alone publishes nothing: ${quote(id)} stays out. ${wayBack(id)}`;
}
