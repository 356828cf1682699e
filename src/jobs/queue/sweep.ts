// Finds the open pull requests whose verdict is missing or no longer holds, at one question for 50 of them.

import { mayRun, parsePullCommand } from "../../core/review/commands.ts";
import { readRunState, sameBasis, type Fingerprint } from "../../core/review/run-state.ts";
import { recordedPull, saysShared } from "../../core/review/sharing.ts";
import { newestRun, ROLL_UP, type SeenRun } from "../../core/review/seen.ts";
import { lastLookMs } from "../../core/review/retry.ts";
import { recheckedMs } from "../../core/review/watch.ts";
import type { CatalogState, Forge, OpenPull, QueuedGroup } from "../../ports/forge.ts";
import type { Key } from "../../work/keys.ts";
import type { Clock } from "../../ports/clock.ts";
import { basisToday } from "../review/fingerprint.ts";
import { idsAt, type CatalogIds } from "../facts/catalog.ts";
import { noLongerTrue, type Moves, type Standing } from "./moved.ts";

export interface SweepPorts {
  readonly forge: Forge;
  readonly clock: Clock;
  readonly digest: (text: string) => string;
}

export interface Swept {
  /** Pull requests to be looked at again. */
  readonly numbers: readonly number[];
  /** Groups of the merge queue that wait for an answer whose event was lost. */
  readonly groups: readonly LostGroup[];
  /** Blob of the policy file; undefined: no catalog. */
  readonly policySha: string | undefined;
}

/** When a pull request was last looked at, as far as this process remembers. */
export type LookedAt = (number: number) => number | undefined;

/** Who remembers nothing looks at what was due since about the sweep before. */
const DUE_LATELY_MS = 20 * 60_000;

export type LostGroup = Pick<Extract<Key, { kind: "merge" }>, "number" | "baseSha" | "headSha">;

/** A group's event comes within seconds, and its answer soon after; what has none by then has lost it. */
const GROUP_ANSWERED_MS = 2 * 60_000;

export async function sweepCatalog(
  { forge, clock, digest }: SweepPorts,
  repositoryId: number,
  moves: Moves,
  lookedAtMs: LookedAt = () => undefined,
): Promise<Swept> {
  const stale: number[] = [];
  const standing: Standing[] = [];
  const heads = new Map<number, string>();
  const leaving: Leaving[] = [];
  const queued: QueuedGroup[] = [];
  let ids: CatalogIds | undefined;
  let policySha: string | undefined;
  let tipSha: string | undefined;
  for await (const { catalog, pulls, queued: groups } of forge.openPulls()) {
    if (catalog.policy === undefined) return { numbers: [], groups: [], policySha };
    queued.push(...groups.filter(({ onto }) => onto === catalog.defaultBranch));
    policySha = catalog.policy.sha;
    // A later page may be of a later tip: what came between is checked against the next sweep.
    tipSha ??= catalog.tipSha;
    ids ??= await idsAt(forge, catalog.tipSha);
    for (const pull of pulls) {
      if (pull.baseRef !== catalog.defaultBranch) continue;
      heads.set(pull.number, pull.headSha);
      const owner = recordedPull(pull.runs);
      if (owner !== undefined && owner !== pull.number) leaving.push(leavingOf(pull, owner));
      else if (isStale(pull, { catalog, ids, digest }, clock.nowMs(), lookedAtMs(pull.number)))
        stale.push(pull.number);
      else standing.push(...standingOf(pull));
    }
  }
  // Whether the other is open, and ends in this commit, is seen once all pages are.
  for (const { number, headSha, owner, isTold } of leaving)
    if (!isTold || heads.get(owner) !== headSha) stale.push(number);
  if (tipSha !== undefined)
    stale.push(...(await noLongerTrue(forge, standing, moves, { repositoryId, tipSha, digest })));
  const groups = tipSha === undefined ? [] : await lostGroups({ forge, clock }, queued, tipSha);
  return { numbers: stale, groups, policySha };
}

/**
 * Asked about one by one, and only where the queue has any that are old enough. A group is judged against the default
 * branch as it is, with all that stands before it in the queue: its branch's name is no proof of what it was built on.
 */
async function lostGroups(
  { forge, clock }: Pick<SweepPorts, "forge" | "clock">,
  queued: readonly QueuedGroup[],
  tipSha: string,
): Promise<readonly LostGroup[]> {
  const lost: LostGroup[] = [];
  for (const { number, headSha, madeAtMs } of queued) {
    if (!(clock.nowMs() - madeAtMs >= GROUP_ANSWERED_MS)) continue;
    if (newestRun(await forge.runsOn(headSha), ROLL_UP)?.completed === true) continue;
    // Where something else came to the default branch, GitHub makes the group anew.
    if ((await forge.lineage(tipSha, headSha)).base !== tipSha) continue;
    lost.push({ number, baseSha: tipSha, headSha });
  }
  return lost;
}

function standingOf({ number, runs }: OpenPull): readonly Standing[] {
  const run = newestRun(runs, ROLL_UP);
  const fingerprint = readRunState(run?.externalId ?? "")?.fingerprint;
  if (run === undefined || fingerprint === undefined) return [];
  const { id, judged } = fingerprint;
  return [{ number, id, judged }];
}

/** A pull request on whose commit the check runs are another's. */
interface Leaving {
  readonly number: number;
  readonly headSha: string;
  readonly owner: number;
  /** Its comment says so, and nobody waits for an answer. */
  readonly isTold: boolean;
}

function leavingOf(pull: OpenPull, owner: number): Leaving {
  const { number, headSha, comments } = pull;
  const isSaid = comments.some(({ mine, body }) => mine && saysShared(body, headSha, owner));
  return { number, headSha, owner, isTold: isSaid && !awaitsAnswer(pull) };
}

function isStale(
  pull: OpenPull,
  { catalog, ids, digest }: Basis,
  nowMs: number,
  lookedAtMs: number | undefined,
): boolean {
  if (pull.rerunAsked || awaitsAnswer(pull)) return true;
  const run = newestRun(pull.runs, ROLL_UP);
  const state = run === undefined ? undefined : readRunState(run.externalId);
  if (run === undefined || state?.fingerprint === undefined) return true;
  if (run.conclusion === "action_required" && wasReviewedSince(pull, run)) return true;
  if (pull.runs.some((one) => isTakenBack(pull, readRunState(one.externalId)?.released))) return true;
  // A run left open is ours to close or to ask again; so is what waits for something outside, when its look was due.
  const rechecked = recheckedMs(pull.comments);
  if (pull.runs.some((one) => isDue(one, rechecked, nowMs, lookedAtMs))) return true;
  const now = today(state.fingerprint, pull, { catalog, ids, digest });
  return !sameBasis(state.fingerprint, now);
}

/** A command whose event was lost runs now; one that bears our answer never again. */
function awaitsAnswer({ comments }: OpenPull): boolean {
  return comments.some((comment) => mayRun(comment) && parsePullCommand(comment.body) !== undefined);
}

/** What waits for a maintainer may have had its review while we did not listen. */
function wasReviewedSince({ reviews, headSha }: OpenPull, run: SeenRun): boolean {
  const sinceMs = run.completedAtMs ?? run.startedAtMs;
  return reviews.some((review) => review.sha === headSha && review.submittedAtMs > sinceMs);
}

/** What let a check through may be gone while we did not listen; where not all that was said is seen, it is asked. */
function isTakenBack(
  { comments, reviews, headSha }: OpenPull,
  released: number | "approval" | undefined,
): boolean {
  if (released === undefined) return false;
  if (released !== "approval") return !comments.some(({ id, edited }) => id === released && !edited);
  return !reviews.some(({ sha, state }) => sha === headSha && state === "APPROVED");
}

function isDue(
  { externalId, completed }: Pick<SeenRun, "externalId" | "completed">,
  recheckedAtMs: number,
  nowMs: number,
  lookedAtMs: number | undefined,
): boolean {
  const { unknownSinceMs = 0, watchedSinceMs = 0 } = readRunState(externalId) ?? {};
  const sinceMs = watchedSinceMs > 0 ? watchedSinceMs : unknownSinceMs;
  if (sinceMs === 0 || (!completed && lookedAtMs === undefined)) return !completed;
  const lastMs = lastLookMs(Math.max(sinceMs, recheckedAtMs), nowMs, unknownSinceMs > 0);
  if (lastMs === undefined) return false;
  return lookedAtMs === undefined ? nowMs - lastMs < DUE_LATELY_MS : lookedAtMs < lastMs;
}

interface Basis {
  readonly catalog: CatalogState;
  readonly ids: CatalogIds;
  readonly digest: (text: string) => string;
}

function today(fingerprint: Fingerprint, pull: OpenPull, { catalog, ids, digest }: Basis): Fingerprint {
  return basisToday(fingerprint, { policySha: catalog.policy?.sha ?? "", text: pull.text, ids, digest });
}
