// Which files no pull request brought: a cheap question about many, so that the dear one is asked about the others alone.

import type { Origin } from "../../../core/publication/origin.ts";
import { askGraphQL } from "../base/graphql.ts";
import type { ForgeOptions } from "../base/repository.ts";
import { pushedQuery } from "./queries.ts";

/** One point of GitHub's budget. */
const PATHS_PER_QUERY = 16;

interface PushedCommit {
  readonly oid: string;
  readonly committedDate: string;
  readonly associatedPullRequests: { readonly nodes: readonly unknown[] } | null;
}

/** Of those paths whose newest commits GitHub names no pull request for, merged or not; of the others nothing is said. */
export async function pushedOrigins(
  { octokit, owner, name }: ForgeOptions,
  tip: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Origin>> {
  const found = new Map<string, Origin>();
  for (let from = 0; from < paths.length; from += PATHS_PER_QUERY) {
    const some = paths.slice(from, from + PATHS_PER_QUERY);
    const variables = Object.fromEntries(some.map((path, i) => [`p${i}`, path]));
    const { data, errors } = await askGraphQL<{
      repository: Record<string, { history?: { nodes: readonly (PushedCommit | null)[] } } | null> | null;
    }>(octokit, pushedQuery(some.length), { owner, name, tip, ...variables });
    // What is not told here is asked in full.
    if (errors.length > 0) continue;
    for (const [i, path] of some.entries()) {
      const nodes = data.repository?.[`p${i}`]?.history?.nodes ?? [];
      const commits = nodes.flatMap((one) => (one?.associatedPullRequests?.nodes.length === 0 ? [one] : []));
      const [commit, ...before] = commits;
      if (commit === undefined || commits.length < nodes.length) continue;
      found.set(path, {
        commitSha: commit.oid,
        atMs: Date.parse(commit.committedDate),
        pulls: [],
        earlier: [],
        unclaimed: before.map(({ oid, committedDate }) => ({ sha: oid, atMs: Date.parse(committedDate) })),
      });
    }
  }
  return found;
}
