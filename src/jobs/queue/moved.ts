// The default branch moved: of which open pull requests merging would no longer do what was judged, told without asking about each.

import type { Judged } from "../../core/review/run-state.ts";
import { JobError } from "../../core/job-error.ts";
import type { Forge } from "../../ports/forge.ts";
import { filesAt, listingsOf, MANY, shortCommit, tipOf } from "../review/fingerprint.ts";

/** A verdict that holds by all that can be told from the pull request itself. */
export interface Standing {
  readonly number: number;
  /** As in its fingerprint: one id, several (`*`), or none. */
  readonly id: string;
  /** absent: it was written by a version that did not remember it, which compared nothing. */
  readonly judged?: Judged | undefined;
}

type Reads = Pick<Forge, "commitsBetween" | "lineage" | "tree">;

/** What came to the default branch between two of its tips. */
interface Step {
  readonly from: string;
  readonly to: string;
  /** In short; undefined: it cannot be told. */
  readonly commits: ReadonlySet<string> | undefined;
}

/** Hints of one process, by repository; what is not known is asked. */
export type Moves = Map<number, Moved>;

interface Moved {
  /** The tip at the last sweep. */
  readonly tipSha: string;
  /** What came after each tip that an open pull request was judged on, or that lies between. */
  readonly steps: ReadonlyMap<string, Step>;
}

export interface MovedAsk {
  readonly repositoryId: number;
  readonly tipSha: string;
  readonly digest: (text: string) => string;
}

/**
 * Each verdict is compared with all that came since the tip it was reached on: one that was reached while the branch
 * moved, and written after, is found too. Several of one tip, and pushes one after the other, cost one question each.
 */
export async function noLongerTrue(
  forge: Reads,
  standing: readonly Standing[],
  moves: Moves,
  { repositoryId, tipSha, digest }: MovedAsk,
): Promise<readonly number[]> {
  const stale: number[] = [];
  const before = moves.get(repositoryId);
  // What cannot be told makes everything be looked at once, not at every sweep.
  const isNews = before?.tipSha !== tipSha;
  const steps = new Map<string, Step>();
  const known = (at: string): Step | undefined => steps.get(at) ?? before?.steps.get(at);
  const files = standing.length === 0 ? new Map<string, string>() : await filesAt(forge, tipSha);
  for (const { number, id, judged } of standing) {
    if (judged === undefined) continue;
    const came = await stepsSince(forge, known, tipOf(judged), tipSha);
    for (const step of came) steps.set(step.from, step);
    const isShared = came.some(({ commits }) => (commits === undefined ? isNews : shares(judged, commits)));
    if (isShared || judged.listings !== listingsOf(id, files, digest)) stale.push(number);
  }
  moves.set(repositoryId, { tipSha, steps });
  return stale;
}

async function stepsSince(
  forge: Reads,
  known: (at: string) => Step | undefined,
  since: string,
  tipSha: string,
): Promise<readonly Step[]> {
  const found: Step[] = [];
  const passed = new Set<string>();
  for (let at = since; at !== tipSha;) {
    // A branch that was put back comes by a tip twice.
    const step = (passed.has(at) ? undefined : known(at)) ?? {
      from: at,
      to: tipSha,
      commits: await unlessUntold(arrivals(forge, at, tipSha)),
    };
    passed.add(at);
    found.push(step);
    at = step.to;
  }
  return found;
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

/** What is new on the default branch; undefined: more than is read, or it was put back, or to another line, and anything may have parted elsewhere. */
async function arrivals(
  forge: Reads,
  since: string,
  tipSha: string,
): Promise<ReadonlySet<string> | undefined> {
  const [{ base }, commits] = await Promise.all([
    forge.lineage(since, tipSha),
    forge.commitsBetween(since, tipSha),
  ]);
  return base === since && commits !== undefined
    ? new Set(commits.map(({ sha }) => shortCommit(sha)))
    : undefined;
}

/**
 * Whether a commit of its own may be on the default branch by now: the two have parted elsewhere then, and merging undoes what
 * the branch has undone since. No commit arrives without those before it, so the first ones tell.
 */
function shares({ first }: Judged, arrived: ReadonlySet<string>): boolean {
  return first === MANY || (first.match(/.{4}/g) ?? []).some((short) => arrived.has(short));
}
