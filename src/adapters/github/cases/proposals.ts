// Pull requests of our own, where a rule of the repository forbids the direct way: their branches, and themselves.

import type { Octokit } from "@octokit/rest";
import { noComment } from "../../../core/listing/quote.ts";
import type { ProposalForge } from "../../../ports/cases.ts";
import { statusOf } from "../base/client.ts";

export function proposalsOf(
  octokit: Octokit,
  at: { readonly owner: string; readonly repo: string },
): ProposalForge {
  return {
    async treeOf(commitSha) {
      const { data } = await octokit.rest.git.getCommit({
        ...at,
        commit_sha: commitSha,
      });
      return data.tree.sha;
    },
    async dropBranch(branch) {
      try {
        await octokit.rest.git.deleteRef({
          ...at,
          ref: `heads/${branch}`,
        });
      } catch (error) {
        if (![404, 422].includes(statusOf(error) ?? 0)) throw error;
      }
    },
    async branches(prefix) {
      const { data } = await octokit.rest.git.listMatchingRefs({
        ...at,
        ref: `heads/${prefix}`,
      });
      return data.map(({ ref, object }) => ({ name: ref.slice("refs/heads/".length), sha: object.sha }));
    },
    async pullFrom(branch) {
      const { data } = await octokit.rest.pulls.list({
        ...at,
        head: `${at.owner}:${branch}`,
        state: "all",
        per_page: 10,
      });
      const newest = data[0];
      return newest === undefined
        ? undefined
        : {
            number: newest.number,
            state: newest.merged_at !== null ? "merged" : newest.state === "open" ? "open" : "closed",
          };
    },
    async openPull({ branch, base, title, body }) {
      const { data } = await octokit.rest.pulls.create({
        ...at,
        head: branch,
        base,
        title,
        body: noComment(body),
      });
      return data.number;
    },
    async setPullOpen(number, open) {
      await octokit.rest.pulls.update({
        ...at,
        pull_number: number,
        state: open ? "open" : "closed",
      });
    },
  };
}
