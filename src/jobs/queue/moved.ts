// The default branch moved: of which open pull requests merging would no longer do what was judged, told without asking about each.

import type { Judged } from "../../core/review/run-state.ts";
import { JobError } from "../../core/job-error.ts";
import type { Forge } from "../../ports/forge.ts";
import { folder } from "../facts/trees.ts";
import { listingsOf, MANY, shortCommit, tipOf } from "../review/fingerprint.ts";

/** A verdict that holds by all that can be told from the pull request itself. */
export interface Standing {
  readonly number: number;
  /** As in its fingerprint: one id, several (`*`), or none. */
  readonly id: string;
  /** absent: it was written by a version that did not remember it. */
  readonly judged?: Judged | undefined;
  readonly atMs: number;
}

type Reads = Pick<Forge, "commitsBetween" | "tree">;

/** `sinceSha`: the tip of the last sweep; after a restart, the tip that the newest verdict was reached on. */
export async function noLongerTrue(
  forge: Reads,
  standing: readonly Standing[],
  sinceSha: string | undefined,
  tipSha: string,
  digest: (text: string) => string,
): Promise<readonly number[]> {
  const known = standing.flatMap(({ judged, ...one }) => (judged === undefined ? [] : [{ ...one, judged }]));
  if (known.length === 0) return [];
  const since = sinceSha ?? newestTip(known);
  const arrived = since === tipSha ? new Set<string>() : await unlessUntold(arrivals(forge, since, tipSha));
  const now = await folder(forge, tipSha, "listings");
  return known
    .filter(
      ({ id, judged }) =>
        judged.listings !== listingsOf(id, now, digest) || (since !== tipSha && shares(judged, arrived)),
    )
    .map(({ number }) => number);
}

function newestTip(known: readonly (Standing & { readonly judged: Judged })[]): string {
  const newest = known.reduce((best, one) => (one.atMs > best.atMs ? one : best));
  return tipOf(newest.judged);
}

/** undefined: it cannot be told; more than is listed, or the older tip is no more. */
async function unlessUntold<T>(question: Promise<T>): Promise<T | undefined> {
  try {
    return await question;
  } catch (error) {
    if (error instanceof JobError && error.kind !== "retry") return undefined;
    throw error;
  }
}

/** What is new on the default branch. */
async function arrivals(
  forge: Reads,
  since: string,
  tipSha: string,
): Promise<ReadonlySet<string> | undefined> {
  const commits = await forge.commitsBetween(since, tipSha);
  return commits === undefined ? undefined : new Set(commits.map(({ sha }) => shortCommit(sha)));
}

/**
 * Whether a commit of its own may be on the default branch by now: the two have parted elsewhere then, and merging undoes what
 * the branch has undone since. No commit arrives without those before it, so the first ones tell.
 */
function shares({ first }: Judged, arrived: ReadonlySet<string> | undefined): boolean {
  if (arrived === undefined || first === MANY) return true;
  return (first.match(/.{4}/g) ?? []).some((short) => arrived.has(short));
}
