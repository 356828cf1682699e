// Where published files came from: the commits that brought them and the pull requests that were merged with those.

import { JobError } from "../../../core/job-error.ts";
import type { MergedPull, Origin } from "../../../core/publication/origin.ts";
import { askGraphQL } from "../base/graphql.ts";
import { inLots } from "../base/lots.ts";
import type { ForgeOptions } from "../base/repository.ts";
import { ownTexts } from "../base/own-texts.ts";
import { hasMoreRuns, pullOf, type PullNode } from "../base/shapes.ts";
import { reviewState } from "../review/state.ts";
import type { FirstCommit, RecentCommit } from "../../../ports/publish.ts";
import { originsQuery, pathHistoriesQuery, RECENT_COMMITS } from "./queries.ts";

const PATHS_PER_QUERY: readonly number[] = [10, 5, 2, 1];
/** Of what was said on each pull request; the few on which more was said are read whole. */
const SAID = 20;
/** Our runs on each: a review leaves fewer. */
const RUNS = 30;

export async function originsOf(
  from: ForgeOptions,
  tipSha: string,
  paths: readonly string[],
  defaultBranch: string,
): Promise<ReadonlyMap<string, Origin>> {
  const { octokit, appId, owner, name } = from;
  const result = new Map<string, Origin>();
  const ask = async (some: readonly string[]): Promise<void> => {
    const variables = Object.fromEntries(some.map((path, i) => [`p${i}`, path]));
    type Node = PullNode & {
      readonly mergedAt: string | null;
      readonly mergeCommit: {
        readonly parents: { readonly nodes: readonly { readonly oid: string }[] };
      } | null;
      readonly files: { readonly nodes: readonly ({ readonly path: string } | null)[] } | null;
    };
    type Commit = {
      readonly oid: string;
      readonly committedDate: string;
      readonly associatedPullRequests: { readonly nodes: readonly Node[] } | null;
    };
    const { repository } = await askGraphQL<{
      repository: Record<string, { history: { nodes: readonly Commit[] } } | null> | null;
    }>(
      octokit,
      originsQuery(some.length),
      { owner, name, app: appId, tip: tipSha, first: SAID, runs: RUNS, ...variables },
      { spare: ["files"] },
    );
    if (repository === null) throw new JobError("retry", "the repository cannot be read");
    for (const [i, path] of some.entries()) {
      const [commit, ...before] = repository[`p${i}`]?.history.nodes ?? [];
      if (commit === undefined) continue;
      const pullsOf = ({ associatedPullRequests }: Commit): Promise<MergedPull[]> =>
        Promise.all(
          (associatedPullRequests?.nodes ?? [])
            .filter(({ mergedAt, baseRefName }) => mergedAt !== null && baseRefName === defaultBranch)
            .sort((a, b) => ((a.mergedAt ?? "") < (b.mergedAt ?? "") ? -1 : 1))
            .map(async (node) => ({
              ...(await wholePull(from, node)),
              mergedAtMs: Date.parse(node.mergedAt ?? ""),
              mergedOnto: node.mergeCommit?.parents.nodes[0]?.oid,
              files: (node.files?.nodes ?? []).flatMap((file) => (file === null ? [] : [file.path])),
            })),
        );
      const earlier = await Promise.all(
        before.map(async (one) => ({
          sha: one.oid,
          atMs: Date.parse(one.committedDate),
          pulls: await pullsOf(one),
        })),
      );
      result.set(path, {
        commitSha: commit.oid,
        atMs: Date.parse(commit.committedDate),
        pulls: await pullsOf(commit),
        earlier: earlier.flatMap(({ pulls }) => pulls),
        unclaimed: earlier.flatMap(({ pulls, ...one }) => (pulls.length === 0 ? [one] : [])),
      });
    }
  };
  await inLots(paths, PATHS_PER_QUERY, ask, (path) => path);
  return result;
}

/** A talk that one answer does not hold is read to its end, and so are runs. */
async function wholePull(from: ForgeOptions, node: PullNode) {
  const more =
    node.comments.pageInfo.hasNextPage || node.reviews?.pageInfo.hasNextPage === true || hasMoreRuns(node);
  const whole = more ? (await reviewState(from, node.number))?.pull : undefined;
  const { comments, reviews } = node;
  return (
    whole ??
    pullOf(
      node,
      { appId: from.appId, texts: ownTexts(from) },
      { comments: comments.nodes, reviews: reviews?.nodes ?? [] },
    )
  );
}

interface RecentNode {
  readonly oid: string;
  readonly parents: { readonly nodes: readonly { readonly oid: string }[] };
  readonly associatedPullRequests: {
    readonly nodes: readonly {
      readonly number: number;
      readonly mergedAt: string | null;
      readonly baseRefName: string;
    }[];
  } | null;
}

export async function recentCommitsOf(
  { octokit, owner, name }: ForgeOptions,
  sha: string,
  defaultBranch: string,
): Promise<readonly RecentCommit[]> {
  const { repository } = await askGraphQL<{
    repository: { object: { history?: { nodes: readonly RecentNode[] } } | null } | null;
  }>(octokit, RECENT_COMMITS, { owner, name, sha });
  const nodes = repository?.object?.history?.nodes;
  if (nodes === undefined) throw new JobError("retry", "the newest commits are not shown");
  return nodes.map(({ oid, parents, associatedPullRequests }) => ({
    sha: oid,
    parent: parents.nodes[0]?.oid,
    merged: (associatedPullRequests?.nodes ?? []).flatMap(({ number, mergedAt, baseRefName }) =>
      mergedAt === null || baseRefName !== defaultBranch
        ? []
        : [{ number, mergedAtMs: Date.parse(mergedAt) }],
    ),
  }));
}

/** A file that was changed more often is told nothing of. */
const HISTORY_PAGES_MAX = 5;

interface PathHistory {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly { readonly oid: string; readonly committedDate: string }[];
}

/** The oldest commit that touched each path; a path that nothing touched, or too much, is left out. */
export async function firstCommitsOf(
  { octokit, owner, name }: ForgeOptions,
  tip: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, FirstCommit>> {
  const result = new Map<string, FirstCommit>();
  let open = paths.map((path) => ({ path, after: null as string | null }));
  for (let page = 0; page < HISTORY_PAGES_MAX && open.length > 0; page += 1) {
    const further: typeof open = [];
    const ask = async (some: readonly (typeof open)[number][]): Promise<void> => {
      const variables = Object.fromEntries(
        some.flatMap(({ path, after }, i) => [
          [`p${i}`, path],
          [`a${i}`, after],
        ]),
      );
      const { repository } = await askGraphQL<{
        repository: Record<string, { history?: PathHistory } | null> | null;
      }>(octokit, pathHistoriesQuery(some.length), { owner, name, tip, ...variables });
      if (repository === null) throw new JobError("retry", "the repository cannot be read");
      for (const [i, { path }] of some.entries()) {
        const history = repository[`p${i}`]?.history;
        const { hasNextPage = false, endCursor = null } = history?.pageInfo ?? {};
        const oldest = history?.nodes.at(-1);
        if (hasNextPage && endCursor !== null) further.push({ path, after: endCursor });
        else if (oldest !== undefined)
          result.set(path, { sha: oldest.oid, atMs: Date.parse(oldest.committedDate) });
      }
    };
    await inLots(open, PATHS_PER_QUERY, ask, ({ path }) => path);
    open = further;
  }
  return result;
}
