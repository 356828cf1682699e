// Which files no pull request brought: a cheap question about many, so that the dear one is asked about the others alone.

import { JobError } from "../../../core/job-error.ts";
import type { Origin } from "../../../core/publication/origin.ts";
import { askGraphQL } from "../base/graphql.ts";
import { inLots } from "../base/lots.ts";
import type { ForgeOptions } from "../base/repository.ts";
import { pushedQuery } from "./queries.ts";

/** One point of GitHub's budget. */
const PATHS_PER_QUERY: readonly number[] = [16, 8, 4, 2, 1];

interface PushedCommit {
  readonly oid: string;
  readonly committedDate: string;
  readonly associatedPullRequests: { readonly nodes: readonly unknown[] };
}

/** Of those paths whose newest commits GitHub names no pull request for, merged or not; of the others nothing is said. */
export async function pushedOrigins(
  { octokit, owner, name }: ForgeOptions,
  tip: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Origin>> {
  const found = new Map<string, Origin>();
  const ask = async (some: readonly string[]): Promise<void> => {
    const variables = Object.fromEntries(some.map((path, i) => [`p${i}`, path]));
    const { repository } = await askGraphQL<{
      repository: Record<string, { history?: { nodes: readonly PushedCommit[] } } | null> | null;
    }>(octokit, pushedQuery(some.length), { owner, name, tip, ...variables });
    if (repository === null) throw new JobError("retry", "the repository cannot be read");
    for (const [i, path] of some.entries()) {
      const commits = repository[`p${i}`]?.history?.nodes ?? [];
      const [commit, ...before] = commits;
      const isProposed = commits.some((one) => one.associatedPullRequests.nodes.length > 0);
      if (commit === undefined || isProposed) continue;
      found.set(path, {
        commitSha: commit.oid,
        atMs: Date.parse(commit.committedDate),
        pulls: [],
        earlier: [],
        unclaimed: before.map(({ oid, committedDate }) => ({ sha: oid, atMs: Date.parse(committedDate) })),
      });
    }
  };
  await inLots(paths, PATHS_PER_QUERY, ask, (path) => path);
  return found;
}
