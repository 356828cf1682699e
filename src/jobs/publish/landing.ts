// Which pull request a change of a listing came by: one that changed those very files, or none that was judged for it.

import type { Entry } from "../../core/catalog/entry.ts";
import type { Merging } from "../../core/listing/merging.ts";
import {
  changedPaths,
  earlierMerges,
  isOlder,
  pullThatCounts,
  type MergedPull,
  type Origin,
} from "../../core/publication/origin.ts";
import { personOf } from "../../core/policy/apps.ts";
import { sameLogin } from "../../core/logins.ts";
import type { Forge } from "../../ports/forge.ts";
import type { RecentCommit } from "../../ports/publish.ts";
import { entryAt, treeChanges } from "../facts/trees.ts";
import { hasThese, type Blobs } from "./blobs.ts";
import type { EvaluationContext } from "./evaluation-context.ts";

export interface ChangeOrigin {
  /** undefined: it was pushed, or came by a merge that was not judged for it. */
  readonly pull: MergedPull | undefined;
  readonly merging: Merging | undefined;
}

export interface ChangeAsk {
  readonly before: Entry | undefined;
  readonly blobs: Blobs;
  /** Logins that the listing's file names. */
  readonly maintainers: readonly string[];
  /** When the version was published, or taken out, that this one comes after; undefined: there was none. */
  readonly sinceMs: number | undefined;
}

/** What a publish knows before it looks at any listing. */
export type LandingContext = Pick<EvaluationContext, "ports" | "snapshot" | "recentCommits">;

type BeyondPull = Extract<Merging, { state: "did-more" }>;

export async function changedBy(context: EvaluationContext, ask: ChangeAsk): Promise<ChangeOrigin> {
  const { forge } = context.ports;
  const { before, blobs, sinceMs } = ask;
  const paths = changedPaths(before, blobs);
  const found = await context.origins(paths);
  const updatedMs = before === undefined ? Number.POSITIVE_INFINITY : Date.parse(before.updated);
  const origins: Origin[] = [];
  const beyond: BeyondPull[] = [];
  for (const path of paths) {
    const whole = await withRebased(context, path, found.get(path), updatedMs);
    const origin = await ownersFirst(context, ask, whole);
    // A picture that stood there long before the listing named it is nothing that came back.
    const isOld = (wasPublished(before, path) || path.startsWith("listings/")) && isOlder(origin, sinceMs);
    const came = await originOf(context, path, origin, isOld);
    if (came !== undefined && "state" in came) beyond.push(came);
    else if (came !== undefined) origins.push(came);
  }
  const [first] = beyond;
  // What nobody was judged for counts as pushed, and is held for that; a person with write access merged it.
  if (first !== undefined)
    return { pull: undefined, merging: { ...first, paths: beyond.flatMap((one) => one.paths) } };
  const head = origins
    .toSorted((a, b) => b.atMs - a.atMs)
    .flatMap(({ pulls }) => pulls.slice(0, 1))[0]?.headSha;
  const isVouched =
    earlierMerges(origins, before).length === 0 ||
    (head !== undefined && (await hasThese(forge, head, blobs, "change")));
  return { pull: pullThatCounts(origins, before, isVouched), merging: undefined };
}

/**
 * A rebase puts a commit for each of a pull request's, and GitHub may name the pull request at the last one alone: what no
 * pull request is known of is asked about before it counts as pushed, which takes write access.
 */
async function withRebased(
  context: LandingContext,
  path: string,
  origin: Origin | undefined,
  /** Earlier commits matter after this alone. */
  sinceMs: number,
): Promise<Origin | undefined> {
  if (origin === undefined) return origin;
  const pulls = origin.pulls.length > 0 ? origin.pulls : await rebasedBy(context, origin.commitSha, path);
  const earlier = [...origin.earlier];
  for (const { sha, atMs } of origin.unclaimed)
    if (atMs > sinceMs) earlier.push(...(await rebasedBy(context, sha, path)));
  return { ...origin, pulls, earlier };
}

/** The pull request merged next on the default branch, if it changed the path; none: nobody's. */
export async function rebasedBy(
  { ports: { forge }, recentCommits }: LandingContext,
  commitSha: string,
  path: string,
): Promise<readonly MergedPull[]> {
  const recent = await recentCommits();
  const bySha = new Map(recent.map((one) => [one.sha, one]));
  let next: RecentCommit | undefined;
  for (let at = recent[0]; at !== undefined && at.sha !== commitSha; at = bySha.get(at.parent ?? "")) {
    if (at.merged.length > 0) next = at;
    // What was merged from the side is named by GitHub, or was never proposed.
    if (at.parent === undefined || !bySha.has(at.parent)) return [];
  }
  const found: MergedPull[] = [];
  for (const { number, mergedAtMs } of next?.merged ?? []) {
    const pull = (await forge.reviewState(number))?.pull;
    const merged = pull && { ...pull, mergedAtMs, mergedOnto: next?.parent };
    if (merged !== undefined && (await didChange(forge, merged, path))) found.push(merged);
  }
  return found;
}

/**
 * Anybody may propose a commit of somebody else's: of several pull requests that were merged with one, the oldest whose
 * author may own the listing counts (recorded, named in its file, or with write access); failing all, the oldest.
 */
async function ownersFirst(
  { mayWrite }: EvaluationContext,
  { before, maintainers }: ChangeAsk,
  origin: Origin | undefined,
): Promise<Origin | undefined> {
  if (origin === undefined || origin.pulls.length < 2) return origin;
  const pulls = origin.pulls.toSorted((a, b) => a.number - b.number);
  const mayOwn = async ({ author }: MergedPull): Promise<boolean> =>
    author !== undefined &&
    (before?.owners.some(({ id }) => id === author.id) === true ||
      maintainers.some((login) => sameLogin(login, personOf(author)?.login)) ||
      (await mayWrite(author)));
  for (const pull of pulls)
    if (await mayOwn(pull)) return { ...origin, pulls: [pull, ...pulls.filter((one) => one !== pull)] };
  return { ...origin, pulls };
}

function wasPublished(before: Entry | undefined, path: string): boolean {
  return before?.source.blobs[path] !== undefined;
}

/** What put a file of the default branch as it stands; undefined: it was pushed. `sinceMs`: as of a change's own. */
export async function landedBy(
  context: LandingContext,
  path: string,
  sinceMs: number,
): Promise<Origin | BeyondPull | undefined> {
  const { tipSha, defaultBranch } = context.snapshot.state;
  const found = (await context.ports.forge.origins(tipSha, [path], defaultBranch)).get(path);
  const origin = await withRebased(context, path, found, Number.POSITIVE_INFINITY);
  return originOf(context, path, origin, isOlder(origin, sinceMs));
}

/** A listing belongs to a pull request only where that changed the very path. */
async function originOf(
  context: LandingContext,
  path: string,
  origin: Origin | undefined,
  isOld: boolean,
): Promise<Origin | BeyondPull | undefined> {
  if (isOld) return landingOf(context, path);
  const [pull] = origin?.pulls ?? [];
  if (origin === undefined || pull === undefined) return origin;
  for (const one of origin.pulls)
    if (await didChange(context.ports.forge, one, path))
      return { ...origin, pulls: [one, ...origin.pulls.filter((other) => other !== one)] };
  return { state: "did-more", paths: [path], pull: pull.number };
}

/** GitHub's list of files tells most; what it leaves out (a name that a rename took away, the many) two trees tell. */
async function didChange(
  forge: Pick<Forge, "lineage" | "tree">,
  { files, headSha, mergedOnto }: Pick<MergedPull, "files" | "headSha" | "mergedOnto">,
  path: string,
): Promise<boolean> {
  if (files?.includes(path) === true) return true;
  if (mergedOnto === undefined) return false;
  const { base } = await forge.lineage(mergedOnto, headSha);
  const { changes, complete } = await treeChanges(forge, base, headSha);
  return complete && changes.some((change) => change.path === path);
}

/** Commits of the default branch that are gone through, newest first, for the one that put a path as it stands. */
const STEPS_MAX = 40;

/**
 * An older version is back, and a path's own history shows nobody who did it: a merge that takes one side whole leaves no
 * trace there. So the default branch is gone back, merge by merge, to the one that changed the path.
 */
async function landingOf(context: LandingContext, path: string): Promise<Origin | BeyondPull | undefined> {
  const { forge } = context.ports;
  const { defaultBranch } = context.snapshot.state;
  const unknown: BeyondPull = { state: "did-more", paths: [path], pull: undefined };
  const landed = await changingCommit(context, path);
  if (landed === "not-read") return unknown;
  if (landed === "never") return undefined;
  const merged = (await forge.pullsOf(landed.sha)).filter(
    ({ baseRef, mergedAtMs }) => baseRef === defaultBranch && mergedAtMs !== undefined,
  );
  for (const { headSha, number, mergedAtMs = 0 } of merged)
    if (await didChange(forge, { headSha, mergedOnto: landed.parent }, path)) {
      const pull = (await forge.reviewState(number))?.pull;
      return pull === undefined ? unknown : originBy(landed.sha, { ...pull, mergedAtMs });
    }
  const [first] = merged;
  if (first !== undefined) return { ...unknown, pull: first.number };
  const [rebased] = await rebasedBy(context, landed.sha, path);
  // Nobody's pull request: it was pushed, and whoever pushes has write access.
  return rebased && originBy(landed.sha, rebased);
}

function originBy(commitSha: string, pull: MergedPull): Origin {
  return { commitSha, atMs: pull.mergedAtMs, pulls: [pull], earlier: [], unclaimed: [] };
}

/**
 * The newest commit of the branch itself, not of what was merged into it, that changed the path. `never`: none did since
 * its first one, so that nothing merged there took it away; `not-read`: it lies further back than we look.
 */
async function changingCommit(
  { ports: { forge }, snapshot, recentCommits }: LandingContext,
  path: string,
): Promise<{ readonly sha: string; readonly parent: string } | "never" | "not-read"> {
  const parents = new Map((await recentCommits()).map((one) => [one.sha, one.parent]));
  let sha = snapshot.state.tipSha;
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const parent = parents.get(sha);
    if (parent === undefined) return parents.has(sha) ? "never" : "not-read";
    const [now, then] = [await entryAt(forge, sha, path), await entryAt(forge, parent, path)];
    if (now?.sha !== then?.sha || now?.mode !== then?.mode) return { sha, parent };
    sha = parent;
  }
  return "not-read";
}
