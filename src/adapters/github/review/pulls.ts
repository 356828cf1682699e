// Pull requests and the commits between their ends, and what a review writes on them.

import { JobError } from "../../../core/job-error.ts";
import type { CommitBetween } from "../../../ports/forge.ts";
import type { CatalogForge } from "../../../ports/publish.ts";
import { found, type ForgeOptions } from "../base/repository.ts";
import { openHeads, openPulls, reviewState } from "./state.ts";
import { applyWrite } from "./write.ts";

/** Commits of a pull request that are looked at; GitHub gives so many at once. */
const LINEAGE_MAX = 100;
const COMMITS_PER_PAGE = 100;
const COMMITS_MAX = 1_000;

type Pulls = Pick<
  CatalogForge,
  | "reviewState"
  | "openHeads"
  | "openPulls"
  | "lineage"
  | "headSha"
  | "pullsOf"
  | "commitOf"
  | "commitsBetween"
  | "apply"
>;

export function pullRequests(options: ForgeOptions): Pulls {
  const { octokit, owner, name } = options;
  const at = { owner, repo: name };
  return {
    reviewState: (number, beside) => reviewState(options, number, beside),
    openHeads: (after) => openHeads(options, after),
    openPulls: () => openPulls(options),
    async lineage(baseSha, headSha) {
      const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
        ...at,
        basehead: `${baseSha}...${headSha}`,
        per_page: LINEAGE_MAX,
      });
      const { commits, total_commits: total } = data;
      // What is not listed to its end could hold a merge.
      const isWhole = commits.length >= total;
      const own = new Set(commits.map(({ sha }) => sha));
      return {
        base: data.merge_base_commit.sha,
        isLinear: isWhole && commits.every(({ parents }) => parents.length === 1),
        first: isWhole
          ? commits.filter(({ parents }) => !parents.some(({ sha }) => own.has(sha))).map(({ sha }) => sha)
          : undefined,
      };
    },
    async headSha(number) {
      const { data } = await octokit.rest.pulls.get({
        ...at,
        pull_number: number,
      });
      return data.head.sha;
    },
    async pullsOf(commitSha) {
      const { data } = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({
        ...at,
        commit_sha: commitSha,
        per_page: 100,
      });
      return data.map((pull) => ({
        number: pull.number,
        headSha: pull.head.sha,
        baseRef: pull.base.ref,
        mergedAtMs: pull.merged_at === null ? undefined : Date.parse(pull.merged_at),
        author:
          pull.user === null
            ? undefined
            : {
                id: Number(pull.user.id),
                login: pull.user.login,
                type: pull.user.type === "User" ? ("User" as const) : ("Bot" as const),
              },
      }));
    },
    async commitOf(sha) {
      const answer = await found(octokit.rest.git.getCommit({ ...at, commit_sha: sha }));
      if (answer === undefined) return undefined;
      const { message, tree, parents } = answer.data;
      return { message, tree: tree.sha, parents: parents.map((parent) => parent.sha) };
    },
    commitsBetween: (baseSha, headSha) => commitsBetween(options, `${baseSha}...${headSha}`),
    apply: (write, pull) => applyWrite(options, write, pull),
  };
}

/** Whoever asks for no page is given the newest 250; pages have a hundred at most, the oldest first. */
async function commitsBetween(
  { octokit, owner, name }: ForgeOptions,
  basehead: string,
): Promise<readonly CommitBetween[] | undefined> {
  const ask = async (page: number | undefined) =>
    (
      await octokit.rest.repos.compareCommitsWithBasehead({
        owner,
        repo: name,
        basehead,
        ...(page === undefined ? {} : { per_page: COMMITS_PER_PAGE, page }),
      })
    ).data;
  let { total_commits: total, commits } = await ask(undefined);
  if (total > COMMITS_MAX) return undefined;
  if (total > commits.length) commits = [];
  for (let page = 1; commits.length < total; page += 1) {
    const more = (await ask(page)).commits;
    if (more.length === 0) throw new JobError("retry", `the list of commits between ${basehead} came cut`);
    commits.push(...more);
  }
  return commits.map(({ sha, commit, parents }) => ({
    sha,
    message: commit.message,
    parents: parents.map((parent) => parent.sha),
  }));
}
