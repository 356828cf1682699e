// GitHub's public REST API for people without a token: the command line at home.

import type { Octokit } from "@octokit/rest";
import { absent, known, unavailable, type Fact } from "../../../core/facts.ts";
import { isLimit } from "../../../core/job-error.ts";
import { statusOf } from "../base/client.ts";
import { repositoryOf, type Lookups } from "./lookups.ts";

/** Same answers as the GraphQL look-ups, at four requests a repository instead of one for all. */
export function createPublicLookups(octokit: Octokit, host: string): Lookups {
  return {
    account: (login) =>
      fact(async () => {
        const { data } = await octokit.rest.users.getByUsername({ username: login });
        return {
          id: Number(data.id),
          login: data.login,
          type:
            data.type === "Organization"
              ? ("Organization" as const)
              : data.type === "User"
                ? ("User" as const)
                : ("Bot" as const),
        };
      }),
    repository: (owner, name) =>
      fact(async () => {
        const [{ data }, commits, release, profile] = await Promise.all([
          octokit.rest.repos.get({ owner, repo: name }),
          fact(() => octokit.rest.repos.listCommits({ owner, repo: name, per_page: 1 })),
          fact(() => octokit.rest.repos.getLatestRelease({ owner, repo: name })),
          fact(() => octokit.rest.repos.getCommunityProfileMetrics({ owner, repo: name })),
        ]);
        return repositoryOf(
          { host, owner, name },
          {
            owner: data.owner.login,
            name: data.name,
            archived: data.archived,
            // An empty repository answers 409 to a question for commits, and has no size.
            empty: commits.state === "known" ? commits.value.data.length === 0 : data.size === 0,
            issuesEnabled: data.has_issues,
            hasRelease: release.state === "unavailable" ? undefined : release.state === "known",
            hasIssueTemplate:
              profile.state === "known" ? profile.value.data.files.issue_template !== null : undefined,
          },
        );
      }),
    tie: () => Promise.resolve(undefined),
  };
}

export async function fact<T>(request: () => Promise<T>): Promise<Fact<T>> {
  try {
    return known(await request());
  } catch (error) {
    // Whoever is told to wait comes back later: that is no fact about anybody.
    if (isLimit(error)) throw error;
    const status = statusOf(error) ?? (error as { status?: number }).status;
    if (status === 404 || status === 410) return absent("not-found");
    return unavailable("github");
  }
}
