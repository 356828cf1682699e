// One catalog repository at GitHub: everything a job reads of it, and the writes of a plan.

import { JobError } from "../../core/job-error.ts";
import type { Role } from "../../ports/forge.ts";
import type { CatalogForge } from "../../ports/publish.ts";
import { casesOf } from "./cases/cases.ts";
import { askGraphQL } from "./base/graphql.ts";
import { BRANCH_COMMITS } from "./review/queries.ts";
import { commitsOf, type BranchNode } from "./base/shapes.ts";
import { found, type ForgeOptions } from "./base/repository.ts";
import { history, readBlob, readTree } from "./base/objects.ts";
import { issuesOf } from "./base/issues.ts";
import { publishingOf } from "./publish/publishing.ts";
import { openPulls, reviewState, runsOn } from "./review/state.ts";
import { applyWrite } from "./review/write.ts";

export function createForge(options: ForgeOptions): CatalogForge {
  const { octokit, appId, owner, name } = options;
  const at = { owner, repo: name };
  return {
    reviewState: (number, merged) => reviewState(options, number, merged),
    openPulls: () => openPulls(options),
    async mergeBase(baseSha, headSha) {
      const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
        ...at,
        basehead: `${baseSha}...${headSha}`,
        per_page: 1,
      });
      return data.merge_base_commit.sha;
    },
    tree: (sha) => readTree(options, sha),
    blob: (sha) => readBlob(options, sha),
    async branchTip(branch) {
      const answer = await found(octokit.rest.git.getRef({ ...at, ref: `heads/${branch}` }));
      return answer?.data.object.sha;
    },
    async commitsOf(branch) {
      const { data, errors } = await askGraphQL<{ repository: { ref: BranchNode | null } | null }>(
        octokit,
        BRANCH_COMMITS,
        { owner, name, branch: `refs/heads/${branch}` },
      );
      if (data.repository === null || errors.length > 0)
        throw new JobError("retry", "POST /graphql: incomplete");
      return commitsOf(data.repository.ref);
    },
    async headSha(number) {
      const { data } = await octokit.rest.pulls.get({
        ...at,
        pull_number: number,
      });
      return data.head.sha;
    },
    async roleOf(login) {
      const ask = () =>
        found(
          octokit.rest.repos.getCollaboratorPermissionLevel({
            ...at,
            username: login,
          }),
        );
      // Nobody loses a say by one answer of a replica that is behind.
      const answer = (await ask()) ?? (await ask());
      const user = answer?.data.user;
      if (answer === undefined || user === null || user === undefined) return undefined;
      return {
        accountId: Number(user.id),
        role: roleFrom(answer.data.role_name, answer.data.permission, user.permissions),
      };
    },
    async broughtBy(path, branch) {
      const commits = await octokit.rest.repos.listCommits({
        ...at,
        sha: branch,
        path,
        per_page: 100,
      });
      const first = commits.data.at(-1);
      if (first === undefined || commits.data.length === 100) return undefined;
      const pulls = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({
        ...at,
        commit_sha: first.sha,
      });
      const author = pulls.data.find(
        ({ merged_at, base }) => merged_at !== null && base.ref === branch,
      )?.user;
      return author === null || author === undefined
        ? undefined
        : { id: Number(author.id), login: author.login, type: author.type === "User" ? "User" : "Bot" };
    },
    async newestDeployment() {
      const { data } = await octokit.rest.repos.listDeployments({
        ...at,
        per_page: 30,
      });
      const own = data.find((deployment) => deployment.performed_via_github_app?.id === appId);
      if (own === undefined) return undefined;
      const payload = own.payload as unknown as { publish_commit?: unknown } | string;
      const sha = typeof payload === "object" ? payload.publish_commit : undefined;
      return {
        id: Number(own.id),
        publishSha: typeof sha === "string" && /^[0-9a-f]{40}$/.test(sha) ? sha : undefined,
      };
    },
    async issueState(number) {
      const answer = await found(octokit.rest.issues.get({ ...at, issue_number: number }));
      return answer === undefined ? "unreadable" : answer.data.state === "open" ? "open" : "closed";
    },
    ...issuesOf(octokit, appId, at),
    ...publishingOf(options),
    ...casesOf(options),
    history: (path, commitsMax) => history(options, path, commitsMax),
    async run(id) {
      const answer = await found(octokit.rest.checks.get({ ...at, check_run_id: id }));
      if (answer === undefined || answer.data.app?.id !== appId) return undefined;
      return {
        name: answer.data.name,
        headSha: answer.data.head_sha,
        externalId: answer.data.external_id ?? "",
      };
    },
    async runsOfSuite(id) {
      const answer = await found(
        octokit.rest.checks.listForSuite({
          ...at,
          check_suite_id: id,
          per_page: 100,
        }),
      );
      return (answer?.data.check_runs ?? [])
        .filter(({ app }) => app?.id === appId)
        .map((run) => ({ name: run.name, headSha: run.head_sha, externalId: run.external_id ?? "" }));
    },
    runsOn: (sha) => runsOn(options, sha),
    async pullsOf(commitSha) {
      const { data } = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({
        ...at,
        commit_sha: commitSha,
        per_page: 100,
      });
      return data.map((pull) => ({ number: pull.number, headSha: pull.head.sha, baseRef: pull.base.ref }));
    },
    async commitsBetween(baseSha, headSha) {
      const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
        ...at,
        basehead: `${baseSha}...${headSha}`,
        per_page: 250,
      });
      if (data.total_commits > data.commits.length)
        throw new JobError("denied", "more commits in the group than can be read");
      return data.commits.map(({ sha }) => sha);
    },
    apply: (write, pull) => applyWrite(octokit, at, write, pull, options.resolver),
  };
}

/** GitHub's `permission` folds maintain into write and triage into read; `role_name` may be an organisation's own role. */
function roleFrom(
  roleName: string,
  permission: string,
  flags: { triage?: boolean; push: boolean; maintain?: boolean; admin: boolean; pull: boolean } | undefined,
): Role {
  if (["admin", "maintain", "write", "triage", "read", "none"].includes(roleName)) return roleName as Role;
  if (flags?.admin === true) return "admin";
  if (flags?.maintain === true) return "maintain";
  if (flags?.push === true) return "write";
  if (flags?.triage === true) return "triage";
  return permission === "admin"
    ? "admin"
    : permission === "write"
      ? "write"
      : permission === "read"
        ? "read"
        : "none";
}
