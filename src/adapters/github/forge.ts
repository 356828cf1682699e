// One catalog repository at GitHub: everything a job reads of it, and the writes of a plan.

import { JobError } from "../../core/job-error.ts";
import type { CatalogForge } from "../../ports/publish.ts";
import { casesOf } from "./cases/cases.ts";
import { askGraphQL } from "./base/graphql.ts";
import { BRANCH_COMMITS, WHERE_LEADS } from "./review/queries.ts";
import { commitsOf, type BranchNode } from "./base/shapes.ts";
import { found, type ForgeOptions } from "./base/repository.ts";
import { branchesFrom, branchTip, history, readBlob, readTree } from "./base/objects.ts";
import { issuesOf } from "./base/issues.ts";
import { peopleOf } from "./base/people.ts";
import { publishingOf } from "./publish/publishing.ts";
import { pullRequests } from "./review/pulls.ts";
import { ownRuns } from "./review/runs.ts";

export function createForge(options: ForgeOptions): CatalogForge {
  const { octokit, owner, name } = options;
  const at = { owner, repo: name };
  return {
    tree: (sha) => readTree(options, sha),
    blob: (sha) => readBlob(options, sha),
    history: (path, commitsMax) => history(options, path, commitsMax),
    branchTip: (branch) => branchTip(options, branch),
    branches: (prefix) => branchesFrom(options, prefix),
    async commitsOf(branch) {
      const { repository } = await askGraphQL<{ repository: { ref: BranchNode | null } | null }>(
        octokit,
        BRANCH_COMMITS,
        { owner, name, branch: `refs/heads/${branch}` },
      );
      if (repository === null) throw new JobError("retry", "the repository cannot be read");
      return commitsOf(repository.ref);
    },
    async issueState(number) {
      const answer = await found(octokit.rest.issues.get({ ...at, issue_number: number }));
      return answer === undefined ? "unreadable" : answer.data.state === "open" ? "open" : "closed";
    },
    async isOldName(fullName, repositoryId) {
      const [formerOwner = "", repo = ""] = fullName.split("/");
      const { repository } = await askGraphQL<{ repository: { databaseId: number | null } | null }>(
        octokit,
        WHERE_LEADS,
        { owner: formerOwner, name: repo },
        { accept: ["NOT_FOUND"] },
      );
      return repository?.databaseId === repositoryId;
    },
    ...pullRequests(options),
    ...ownRuns(options),
    ...peopleOf(options),
    ...issuesOf(options),
    ...publishingOf(options),
    ...casesOf(options),
  };
}
