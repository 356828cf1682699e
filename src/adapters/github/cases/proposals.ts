// Pull requests of our own, where a rule of the repository forbids the direct way: their branches, and themselves.

import type { Octokit } from "@octokit/rest";
import { noComment } from "../../../core/listing/quote.ts";
import type { ProposalForge } from "../../../ports/cases.ts";
import { statusOf } from "../base/client.ts";

interface At {
  readonly owner: string;
  readonly repo: string;
}

export function proposalsOf(octokit: Octokit, at: At): ProposalForge {
  return { ...branchesOf(octokit, at), ...pullsOf(octokit, at) };
}

type Branches = "treeOf" | "resetBranch" | "dropBranch";

function branchesOf(octokit: Octokit, at: At): Pick<ProposalForge, Branches> {
  return {
    async treeOf(commitSha) {
      const { data } = await octokit.rest.git.getCommit({
        ...at,
        commit_sha: commitSha,
      });
      return data.tree.sha;
    },
    async resetBranch(branch, sha) {
      try {
        await octokit.rest.git.updateRef({ ...at, ref: `heads/${branch}`, sha, force: true });
      } catch (error) {
        if (![404, 422].includes(statusOf(error) ?? 0)) throw error;
        await octokit.rest.git.createRef({ ...at, ref: `refs/heads/${branch}`, sha });
      }
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
  };
}

function pullsOf(octokit: Octokit, at: At): Omit<ProposalForge, Branches> {
  return {
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
            base: newest.base.ref,
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
      try {
        await octokit.rest.pulls.update({
          ...at,
          pull_number: number,
          state: open ? "open" : "closed",
        });
        return true;
      } catch (error) {
        if (!open || statusOf(error) !== 422) throw error;
        return false;
      }
    },
    async setPullBase(number, base) {
      await octokit.rest.pulls.update({ ...at, pull_number: number, base });
    },
  };
}
