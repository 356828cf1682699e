// Finds the open pull requests whose verdict is missing or no longer holds, at one question for 50 of them.

import { mayRun, parsePullCommand } from "../../core/review/commands.ts";
import { readRunState, sameBasis, type Fingerprint } from "../../core/review/run-state.ts";
import { recordedPull, saysShared } from "../../core/review/sharing.ts";
import { newestRun, ROLL_UP, type SeenRun } from "../../core/review/seen.ts";
import { GIVE_UP_MS } from "../../core/review/retry.ts";
import type { CatalogState, Forge, OpenPull } from "../../ports/forge.ts";
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
  /** Blob of the policy file; undefined: no catalog. */
  readonly policySha: string | undefined;
}

export async function sweepCatalog(
  { forge, clock, digest }: SweepPorts,
  repositoryId: number,
  moves: Moves,
): Promise<Swept> {
  const stale: number[] = [];
  const standing: Standing[] = [];
  const heads = new Map<number, string>();
  const leaving: Leaving[] = [];
  let ids: CatalogIds | undefined;
  let policySha: string | undefined;
  let tipSha: string | undefined;
  for await (const { catalog, pulls } of forge.openPulls()) {
    if (catalog.policy === undefined) return { numbers: [], policySha };
    policySha = catalog.policy.sha;
    // A later page may be of a later tip: what came between is looked at by the next sweep.
    tipSha ??= catalog.tipSha;
    ids ??= await idsAt(forge, catalog.tipSha);
    for (const pull of pulls) {
      if (pull.baseRef !== catalog.defaultBranch) continue;
      heads.set(pull.number, pull.headSha);
      const owner = recordedPull(pull.runs);
      if (owner !== undefined && owner !== pull.number) leaving.push(leavingOf(pull, owner));
      else if (isStale(pull, catalog, ids, clock.nowMs(), digest)) stale.push(pull.number);
      else standing.push(...standingOf(pull));
    }
  }
  // Whether the other is open, and ends in this commit, is seen once all pages are.
  for (const { number, headSha, owner, isTold } of leaving)
    if (!isTold || heads.get(owner) !== headSha) stale.push(number);
  if (tipSha !== undefined)
    stale.push(...(await noLongerTrue(forge, standing, moves, { repositoryId, tipSha, digest })));
  return { numbers: stale, policySha };
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
  catalog: CatalogState,
  ids: CatalogIds,
  nowMs: number,
  digest: (text: string) => string,
): boolean {
  if (pull.rerunAsked || awaitsAnswer(pull)) return true;
  const run = newestRun(pull.runs, ROLL_UP);
  const state = run === undefined ? undefined : readRunState(run.externalId);
  if (run === undefined || state?.fingerprint === undefined) return true;
  if (run.conclusion === "action_required" && wasReviewedSince(pull, run)) return true;
  if (pull.runs.some((one) => isTakenBack(pull, readRunState(one.externalId)?.released))) return true;
  // A run left open is ours to close or to ask again; so is what we gave up on for a while.
  if (pull.runs.some((one) => isDue(one.externalId, one.completed, nowMs))) return true;
  const now = today(state.fingerprint, catalog, pull, ids, digest);
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

function isDue(externalId: string, completed: boolean, nowMs: number): boolean {
  const since = readRunState(externalId)?.unknownSinceMs ?? 0;
  return !completed || (since > 0 && nowMs - since >= GIVE_UP_MS);
}

function today(
  fingerprint: Fingerprint,
  catalog: CatalogState,
  pull: OpenPull,
  ids: CatalogIds,
  digest: (text: string) => string,
): Fingerprint {
  return basisToday(fingerprint, { policySha: catalog.policy?.sha ?? "", text: pull.text, ids, digest });
}
