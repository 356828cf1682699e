// The default branch moved: of which open pull requests merging would no longer do what was judged, told without asking about each.

import { LRUCache } from "lru-cache";
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
}

type Reads = Pick<Forge, "commitsBetween" | "lineage" | "tree">;

/** What came to the default branch between two of its tips; undefined: it cannot be told. */
interface Step {
  readonly to: string;
  /** Commits, in short. */
  readonly arrived: ReadonlySet<string> | undefined;
  /** Ids of the listings that changed. */
  readonly ids: ReadonlySet<string> | undefined;
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

/**
 * Each verdict is compared with all that came since the tip it was reached on: one reached while the branch moved, and
 * written after, is found too. Several of one tip, and pushes one after the other, cost one question.
 */
export async function noLongerTrue(
  forge: Reads,
  standing: readonly Standing[],
  { steps, tips }: Moves,
  { repositoryId, tipSha }: { readonly repositoryId: number; readonly tipSha: string },
): Promise<readonly number[]> {
  const stale: number[] = [];
  for (const { number, id, judged } of standing) {
    const since = judged === undefined ? tips.get(repositoryId) : tipOf(judged);
    const came = since === undefined ? [] : await stepsSince(forge, steps, since, tipSha);
    if (came.some(({ ids, arrived }) => isAbout(id, ids) || shares(judged, arrived))) stale.push(number);
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
    const step = known ?? { to: tipSha, ...(await betweenTips(forge, at, tipSha)) };
    if (known === undefined) steps.set(at, step);
    passed.add(at);
    found.push(step);
    at = step.to;
  }
  return found;
}

async function betweenTips(forge: Reads, since: string, tipSha: string): Promise<Omit<Step, "to">> {
  const [arrived, ids] = await Promise.all([
    unlessUntold(arrivals(forge, since, tipSha)),
    unlessUntold(changedIds(forge, since, tipSha)),
  ]);
  return { arrived, ids };
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
function shares(judged: Judged | undefined, arrived: ReadonlySet<string> | undefined): boolean {
  if (judged === undefined) return false;
  const { first } = judged;
  if (arrived === undefined || first === MANY) return true;
  return (first.match(/.{4}/g) ?? []).some((short) => arrived.has(short));
}

function isAbout(id: string, changed: ReadonlySet<string> | undefined): boolean {
  if (changed === undefined) return id !== "";
  return id === SEVERAL ? changed.size > 0 : changed.has(id);
}

/** Listings whose file or picture is another one than before, or new, or gone. */
async function changedIds(forge: Reads, since: string, tipSha: string): Promise<ReadonlySet<string>> {
  const [before, now] = await Promise.all([filesAt(forge, since), filesAt(forge, tipSha)]);
  const changed = [...new Set([...before.keys(), ...now.keys()])].filter(
    (path) => before.get(path) !== now.get(path),
  );
  return new Set(changed.map((path) => path.replace(/^[^/]*\//, "").replace(/\.[^.]*$/, "")));
}

/** Path → git name; a listing's folder of pictures by its own. */
async function filesAt(forge: Reads, root: string): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const path of ["listings", "images"])
    for (const { name, sha } of await folder(forge, root, path)) files.set(`${path}/${name}`, sha);
  return files;
}
