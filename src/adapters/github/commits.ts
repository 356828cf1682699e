// Commits made through the Git Data API, never by force, and pull requests where a rule forbids the direct way.

import type { Octokit } from "@octokit/core";
import { Trouble } from "../../core/trouble.ts";
import type { CommitForge } from "../../ports.ts";
import { statusOf } from "./client.ts";

export function commitsOf(
  octokit: Octokit,
  at: { readonly owner: string; readonly repo: string },
): CommitForge {
  const tip = async (branch: string): Promise<string | undefined> => {
    try {
      const { data } = await octokit.request("GET /repos/{owner}/{repo}/git/ref/{ref}", {
        ...at,
        ref: `heads/${branch}`,
      });
      return data.object.sha;
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  };
  return {
    async treeOf(commitSha) {
      const { data } = await octokit.request("GET /repos/{owner}/{repo}/git/commits/{commit_sha}", {
        ...at,
        commit_sha: commitSha,
      });
      return data.tree.sha;
    },
    async makeTree(base, writes) {
      const { data } = await octokit.request("POST /repos/{owner}/{repo}/git/trees", {
        ...at,
        ...(base === undefined ? {} : { base_tree: base }),
        tree: writes.map((write) => ({
          path: write.path,
          mode: "100644" as const,
          type: "blob" as const,
          ...("text" in write
            ? { content: write.text }
            : { sha: "blob" in write ? write.blob : (null as unknown as string) }),
        })),
      });
      return data.sha;
    },
    async makeCommit({ tree, parents, message }) {
      // Without an author of its own GitHub signs the commit in the App's name.
      const { data } = await octokit.request("POST /repos/{owner}/{repo}/git/commits", {
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
          await octokit.request("POST /repos/{owner}/{repo}/git/refs", {
            ...at,
            ref: `refs/heads/${branch}`,
            sha,
          });
        else
          await octokit.request("PATCH /repos/{owner}/{repo}/git/refs/{ref}", {
            ...at,
            ref: `heads/${branch}`,
            sha,
            force: false,
          });
        return "moved";
      } catch (error) {
        const status = statusOf(error);
        if (status === 403 && error instanceof Trouble && error.kind === "denied") return "refused";
        if (status !== 409 && status !== 422) throw error;
        // GitHub says the same of both: what stands there now tells them apart.
        const now = await tip(branch);
        return now === sha ? "moved" : now === before ? "refused" : "behind";
      }
    },
    async dropBranch(branch) {
      try {
        await octokit.request("DELETE /repos/{owner}/{repo}/git/refs/{ref}", {
          ...at,
          ref: `heads/${branch}`,
        });
      } catch (error) {
        if (![404, 422].includes(statusOf(error) ?? 0)) throw error;
      }
    },
    async branches(prefix) {
      const { data } = await octokit.request("GET /repos/{owner}/{repo}/git/matching-refs/{ref}", {
        ...at,
        ref: `heads/${prefix}`,
      });
      return data.map(({ ref, object }) => ({ name: ref.slice("refs/heads/".length), sha: object.sha }));
    },
    async pullFrom(branch) {
      const { data } = await octokit.request("GET /repos/{owner}/{repo}/pulls", {
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
      const { data } = await octokit.request("POST /repos/{owner}/{repo}/pulls", {
        ...at,
        head: branch,
        base,
        title,
        body,
      });
      return data.number;
    },
    async setPullOpen(number, open) {
      await octokit.request("PATCH /repos/{owner}/{repo}/pulls/{pull_number}", {
        ...at,
        pull_number: number,
        state: open ? "open" : "closed",
      });
    },
  };
}
