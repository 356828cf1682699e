// Public cases that run → what an entry says of them: the earliest deadline, and the issue to read about it.

import { isoSecond } from "../time.ts";
import type { Entry } from "./entry.ts";
import { canonicalJson } from "./json.ts";

/** A case that runs and that everybody may know of. */
export interface PublicCase {
  /** The listing's. */
  readonly id: string;
  readonly deadlineMs: number;
  /** Number of its public issue in the catalog's repository. */
  readonly issue: number | undefined;
  /** The issue is the public side of a case that is handled in private. */
  readonly isSide?: true;
}

/** The entry as it stands while these cases run. `cases`: of any listing. */
export function underCases(entry: Entry, cases: readonly PublicCase[]): Entry {
  const [first] = cases
    .filter(({ id }) => id === entry.id)
    .sort((a, b) => a.deadlineMs - b.deadlineMs || (a.issue ?? 0) - (b.issue ?? 0));
  const { review: _review, ...rest } = entry;
  if (first === undefined) return { ...rest, status: "active" };
  const { deadlineMs, issue } = first;
  return {
    ...rest,
    status: "under-review",
    review: { deadline: isoSecond(deadlineMs), ...(issue === undefined ? {} : { issue }) },
  };
}

export function saysSameOfCases(a: Entry, b: Entry): boolean {
  return canonicalJson([a.status, a.review ?? null]) === canonicalJson([b.status, b.review ?? null]);
}
