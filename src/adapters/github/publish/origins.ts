// Where published files came from: the commits that brought them and the pull requests that were merged with those.

import { JobError } from "../../../core/job-error.ts";
import type { MergedPull, Origin } from "../../../core/publication/origin.ts";
import { askGraphQL } from "../base/graphql.ts";
import type { ForgeOptions } from "../base/repository.ts";
import { ownTexts } from "../base/own-texts.ts";
import { pullOf, type PullNode } from "../base/shapes.ts";
import { reviewState } from "../review/state.ts";
import { originsQuery } from "./queries.ts";

const PATHS_PER_QUERY = 10;

export async function originsOf(
  from: ForgeOptions,
  tipSha: string,
  paths: readonly string[],
  defaultBranch: string,
): Promise<ReadonlyMap<string, Origin>> {
  const { octokit, appId, owner, name } = from;
  const result = new Map<string, Origin>();
  for (let start = 0; start < paths.length; start += PATHS_PER_QUERY) {
    const some = paths.slice(start, start + PATHS_PER_QUERY);
    const variables = Object.fromEntries(some.map((path, i) => [`p${i}`, path]));
    type Node = PullNode & { readonly mergedAt: string | null };
    type Commit = {
      readonly oid: string;
      readonly committedDate: string;
      readonly associatedPullRequests: { readonly nodes: readonly Node[] } | null;
    };
    const { data, errors } = await askGraphQL<{
      repository: Record<string, { history: { nodes: readonly Commit[] } } | null> | null;
    }>(octokit, originsQuery(some.length), { owner, name, app: appId, tip: tipSha, ...variables });
    if (data.repository === null || errors.length > 0)
      throw new JobError("retry", "POST /graphql: incomplete");
    for (const [i, path] of some.entries()) {
      const [commit, ...before] = data.repository[`p${i}`]?.history.nodes ?? [];
      if (commit === undefined) continue;
      const pullsOf = ({ associatedPullRequests }: Commit): Promise<MergedPull[]> =>
        Promise.all(
          (associatedPullRequests?.nodes ?? [])
            .filter(({ mergedAt, baseRefName }) => mergedAt !== null && baseRefName === defaultBranch)
            .sort((a, b) => ((a.mergedAt ?? "") < (b.mergedAt ?? "") ? -1 : 1))
            .map(async (node) => ({
              ...(await wholePull(from, node)),
              mergedAtMs: Date.parse(node.mergedAt ?? ""),
            })),
        );
      result.set(path, {
        commitSha: commit.oid,
        atMs: Date.parse(commit.committedDate),
        pulls: await pullsOf(commit),
        earlier: (await Promise.all(before.map(pullsOf))).flat(),
      });
    }
  }
  return result;
}

/** A talk that one answer does not hold is read to its end. */
async function wholePull(from: ForgeOptions, node: PullNode) {
  const more = node.comments.pageInfo.hasNextPage || node.reviews?.pageInfo.hasNextPage === true;
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
