// Removed listings as the storefront tells of them, the newest first.

import type { RemovedEntry } from "./entry.ts";
import { canonicalJson } from "./json.ts";
import type { RemovedLine } from "./schema.ts";

export function newestRemovalFirst(a: RemovedLine, b: RemovedLine): number {
  return a.removed === b.removed ? (a.id < b.id ? -1 : 1) : a.removed < b.removed ? 1 : -1;
}

/** Ids of lines that are new or say something else than before. */
export function changedLines(
  before: readonly RemovedLine[],
  after: readonly RemovedLine[],
): ReadonlySet<string> {
  const old = new Map(before.map((line) => [line.id, canonicalJson(line)]));
  return new Set(after.filter((line) => old.get(line.id) !== canonicalJson(line)).map(({ id }) => id));
}

/** What a tombstone tells: nothing of the owners, nothing of a private case. */
export function removedEntryOf(line: RemovedLine): RemovedEntry {
  const severity = line.cases.findLast((one) => one.severity !== undefined)?.severity;
  return {
    id: line.id,
    ...(line.name === undefined ? {} : { name: line.name }),
    status: line.reason === "withdrawn" ? "withdrawn" : "removed",
    reason: line.reason,
    removed: line.removed,
    ...(severity === undefined ? {} : { severity }),
    issues: line.cases.flatMap(({ issue }) => (issue === undefined ? [] : [issue])),
  };
}
