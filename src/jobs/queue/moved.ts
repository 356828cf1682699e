// The default branch moved: of which open pull requests merging would no longer do what was judged, told without asking about each.

import type { Judged } from "../../core/review/run-state.ts";
import { JobError } from "../../core/job-error.ts";
import type { Forge } from "../../ports/forge.ts";
import { folder } from "../facts/trees.ts";
import { MANY, SEVERAL, shortCommit, tipOf } from "../review/fingerprint.ts";

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
): Promise<readonly number[]> {
  const since = sinceSha ?? newestTip(standing);
  if (since === undefined || since === tipSha || standing.length === 0) return [];
  const [arrived, ids] = await Promise.all([
    standing.some(({ judged }) => judged !== undefined)
      ? unlessUntold(arrivals(forge, since, tipSha))
      : undefined,
    unlessUntold(changedIds(forge, since, tipSha)),
  ]);
  return standing
    .filter(({ id, judged }) => isAbout(id, ids) || (judged !== undefined && shares(judged, arrived)))
    .map(({ number }) => number);
}

function newestTip(standing: readonly Standing[]): string | undefined {
  const newest = standing
    .filter(({ judged }) => judged !== undefined)
    .reduce<Standing | undefined>(
      (best, one) => (best === undefined || one.atMs > best.atMs ? one : best),
      undefined,
    );
  return newest?.judged === undefined ? undefined : tipOf(newest.judged);
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
async function arrivals(forge: Reads, since: string, tipSha: string): Promise<ReadonlySet<string>> {
  return new Set((await forge.commitsBetween(since, tipSha)).map(({ sha }) => shortCommit(sha)));
}

/**
 * Whether a commit of its own may be on the default branch by now: the two have parted elsewhere then, and merging undoes what
 * the branch has undone since. No commit arrives without those before it, so the first ones tell.
 */
function shares({ first }: Judged, arrived: ReadonlySet<string> | undefined): boolean {
  if (arrived === undefined || first === MANY) return true;
  return (first.match(/.{4}/g) ?? []).some((short) => arrived.has(short));
}

function isAbout(id: string, changed: ReadonlySet<string> | undefined): boolean {
  if (changed === undefined) return id !== "";
  return id === SEVERAL ? changed.size > 0 : changed.has(id);
}

/** Listings whose file is another one than before, or new, or gone. */
async function changedIds(forge: Reads, since: string, tipSha: string): Promise<ReadonlySet<string>> {
  const [before, now] = await Promise.all([listingsAt(forge, since), listingsAt(forge, tipSha)]);
  return new Set(
    [...new Set([...before.keys(), ...now.keys()])].filter((id) => before.get(id) !== now.get(id)),
  );
}

async function listingsAt(forge: Reads, root: string): Promise<ReadonlyMap<string, string>> {
  const entries = await folder(forge, root, "listings");
  return new Map(entries.map(({ name, sha }) => [name.replace(/\.yml$/, ""), sha]));
}
