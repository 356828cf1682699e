// Which pull request a change of the default branch came by, of all that touched its files.

import type { Entry } from "../catalog/entry.ts";
import type { SeenPull } from "../review/seen.ts";

export interface MergedPull extends SeenPull {
  readonly mergedAtMs: number;
  /** The commit that it was merged onto; undefined: not told. */
  readonly mergedOnto?: string | undefined;
  /** Paths of its files as GitHub lists them: its first hundred, by their new names. */
  readonly files?: readonly string[];
}

/** What last touched a path on the default branch. */
export interface Origin {
  readonly commitSha: string;
  readonly atMs: number;
  /** Merged pull requests that the commit came by, the first merged first; none: it was pushed. */
  readonly pulls: readonly MergedPull[];
  /** Merged pull requests of the few commits before that touched the path, the newest first. */
  readonly earlier: readonly MergedPull[];
  /** Those few commits before that no pull request is known of: pushed, or one of several that a rebase put there. */
  readonly unclaimed: readonly { readonly sha: string; readonly atMs: number }[];
}

/** Paths whose origin is asked for: those that differ from what is published, or all where none does. */
export function changedPaths(
  before: Entry | undefined,
  blobs: Readonly<Record<string, string>>,
): readonly string[] {
  const changed = Object.keys(blobs).filter((path) => before?.source.blobs[path] !== blobs[path]);
  return changed.length === 0 ? Object.keys(blobs) : changed;
}

/**
 * Whether what touched the path last lies before what is published of it already, or nothing at all touched it: then
 * something put an older version back. `sinceMs` undefined: nothing of it was ever published.
 */
export function isOlder(origin: Origin | undefined, sinceMs: number | undefined): boolean {
  if (sinceMs === undefined) return false;
  if (origin === undefined) return true;
  return origin.pulls.length === 0
    ? origin.atMs <= sinceMs
    : origin.pulls.every(({ mergedAtMs }) => mergedAtMs <= sinceMs);
}

/**
 * Several merges can lie between two publishes: what a stranger's brought stands beneath the owner's, unless the owner's
 * own branch held these very files.
 */
export function earlierMerges(origins: readonly Origin[], before: Entry | undefined): readonly MergedPull[] {
  const since = before === undefined ? Number.POSITIVE_INFINITY : Date.parse(before.updated);
  return newestFirst(origins)
    .flatMap(({ earlier }) => earlier)
    .filter(({ mergedAtMs, number }) => mergedAtMs > since && number !== before?.source.pull);
}

/**
 * Of several that changed the listing's files, one whose author owns nothing here; undefined: it was pushed. `isVouched`:
 * the newest one's head holds these very files, or nothing was merged before it.
 */
export function pullThatCounts(
  origins: readonly Origin[],
  before: Entry | undefined,
  isVouched: boolean,
): MergedPull | undefined {
  const pulls = newestFirst(origins).flatMap((origin) => origin.pulls.slice(0, 1));
  const isOwner = ({ author }: SeenPull): boolean =>
    author !== undefined && before?.owners.some(({ id }) => id === author.id) === true;
  const all = [...pulls, ...(isVouched ? [] : earlierMerges(origins, before))];
  return all.find((pull) => before !== undefined && !isOwner(pull)) ?? pulls[0];
}

function newestFirst(origins: readonly Origin[]): readonly Origin[] {
  return origins.toSorted((a, b) => b.atMs - a.atMs);
}

/** How a file came to the default branch first. */
export interface Arrival {
  readonly commitSha: string;
  /** When it was merged, else committed. */
  readonly atMs: number;
  /** It was pushed, or proposed by somebody with write access. */
  readonly byWriter: boolean;
}

/**
 * Whether a listing that was never published stands beside one that looks like it: its file came first, or both came by
 * one commit of somebody with write access, who meant both. What is not known, or came within the same second, does not.
 */
export function standsBeside(own: Arrival | undefined, other: Arrival | undefined): boolean {
  if (own === undefined || other === undefined) return false;
  return own.commitSha === other.commitSha ? own.byWriter : own.atMs < other.atMs;
}
