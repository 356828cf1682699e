// The default branch moved: of which open pull requests merging would no longer do what was judged, told without asking about each.

import { LRUCache } from "lru-cache";
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
  readonly to: string;
  /** In short; undefined: it cannot be told. */
  readonly commits: ReadonlySet<string> | undefined;
}

/** Hints of one process; what is not known is asked. */
export interface Moves {
  /** What came after each tip. */
  readonly steps: LRUCache<string, Step>;
  /** The tip at the last sweep, by repository. */
  readonly tips: Map<number, string>;
}

const STEPS_MAX = 200;

export function createMoves(): Moves {
  return { steps: new LRUCache({ max: STEPS_MAX }), tips: new Map() };
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
  { steps, tips }: Moves,
  { repositoryId, tipSha, digest }: MovedAsk,
): Promise<readonly number[]> {
  const stale: number[] = [];
  // What cannot be told makes everything be looked at once, not at every sweep.
  const isNews = tips.get(repositoryId) !== tipSha;
  const files = standing.length === 0 ? new Map<string, string>() : await filesAt(forge, tipSha);
  for (const { number, id, judged } of standing) {
    if (judged === undefined) continue;
    const came = await stepsSince(forge, steps, tipOf(judged), tipSha);
    const isShared = came.some(({ commits }) => (commits === undefined ? isNews : shares(judged, commits)));
    if (isShared || judged.listings !== listingsOf(id, files, digest)) stale.push(number);
  }
  tips.set(repositoryId, tipSha);
  return stale;
}

async function stepsSince(
  forge: Reads,
  steps: Moves["steps"],
  since: string,
  tipSha: string,
): Promise<readonly Step[]> {
  const found: Step[] = [];
  const passed = new Set<string>();
  for (let at = since; at !== tipSha;) {
    // A branch that was put back comes by a tip twice.
    const known = passed.has(at) ? undefined : steps.get(at);
    const step = known ?? { to: tipSha, commits: await unlessUntold(arrivals(forge, at, tipSha)) };
    if (known === undefined) steps.set(at, step);
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

/** What is new on the default branch; undefined: it was put back, or to another line, and anything may have parted elsewhere. */
async function arrivals(
  forge: Reads,
  since: string,
  tipSha: string,
): Promise<ReadonlySet<string> | undefined> {
  const [{ base }, commits] = await Promise.all([
    forge.lineage(since, tipSha),
    forge.commitsBetween(since, tipSha),
  ]);
  return base === since ? new Set(commits.map(({ sha }) => shortCommit(sha))) : undefined;
}

/**
 * Whether a commit of its own may be on the default branch by now: the two have parted elsewhere then, and merging undoes what
 * the branch has undone since. No commit arrives without those before it, so the first ones tell.
 */
function shares({ first }: Judged, arrived: ReadonlySet<string>): boolean {
  return first === MANY || (first.match(/.{4}/g) ?? []).some((short) => arrived.has(short));
}
