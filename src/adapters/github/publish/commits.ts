// Writes of publishing: blobs, trees and commits, and a branch moved to one of them, never by force.

import { JobError } from "../../../core/job-error.ts";
import type { PublishForge } from "../../../ports/publish.ts";
import { statusOf } from "../base/client.ts";
import { branchTip } from "../base/objects.ts";
import { found, type ForgeOptions } from "../base/repository.ts";
import { makeTree } from "./tree-writes.ts";

type Commits = Pick<PublishForge, "commitAt" | "putBlob" | "makeTree" | "makeCommit" | "moveBranch">;

export function commitWrites(options: ForgeOptions): Commits {
  const { octokit, owner, name } = options;
  const at = { owner, repo: name };
  return {
    async commitAt(sha) {
      const answer = await found(octokit.rest.git.getCommit({ ...at, commit_sha: sha }));
      return answer === undefined
        ? undefined
        : { sha: answer.data.sha, tree: answer.data.tree.sha, message: answer.data.message };
    },
    async putBlob(bytes) {
      const { data } = await octokit.rest.git.createBlob({
        ...at,
        content: Buffer.from(bytes).toString("base64"),
        encoding: "base64",
      });
      return data.sha;
    },
    makeTree: (base, writes) => makeTree(options, base, writes),
    async makeCommit({ tree, parents, message }) {
      // Without an author of its own GitHub signs the commit in the App's name.
      const { data } = await octokit.rest.git.createCommit({
        ...at,
        tree,
        parents: [...parents],
        message,
      });
      return data.sha;
    },
    async moveBranch(branch, sha, before) {
      try {
        if (before === undefined)
          await octokit.rest.git.createRef({
            ...at,
            ref: `refs/heads/${branch}`,
            sha,
          });
        else
          await octokit.rest.git.updateRef({
            ...at,
            ref: `heads/${branch}`,
            sha,
            force: false,
          });
        return "moved";
      } catch (error) {
        const status = statusOf(error);
        if (status === 403 && error instanceof JobError && error.kind === "denied") return "refused";
        if (status !== 409 && status !== 422) throw error;
        // GitHub says the same of both: what stands there now tells them apart.
        const now = await branchTip(options, branch);
        return now === sha ? "moved" : now === before ? "refused" : "behind";
      }
    },
  };
}
