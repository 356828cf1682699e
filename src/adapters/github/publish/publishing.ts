// What publishing reads and writes at GitHub: commits by SHA, deployments, and what people say on our issues.

import { JobError } from "../../../core/job-error.ts";
import type { TreeEntry } from "../../../ports/forge.ts";
import type { MergedPull, Origin } from "../../../core/publication/origin.ts";
import type { PublishForge } from "../../../ports/publish.ts";
import { statusOf } from "../base/client.ts";
import { found, type ForgeOptions } from "../base/repository.ts";
import { askGraphQL } from "../base/graphql.ts";
import { ISSUE_TALK, originsQuery, PUBLISH_STATE, textsQuery } from "./queries.ts";
import {
  commentOf,
  commitsOf,
  pullOf,
  type BranchNode,
  type CatalogNode,
  type CommentNode,
  type PullNode,
} from "../base/shapes.ts";
import { catalogState, reviewState } from "../review/state.ts";
import { blobName, makeTree } from "./tree-writes.ts";

const PATHS_PER_QUERY = 10;
const TEXTS_PER_QUERY = 40;

export function publishingOf(options: ForgeOptions): PublishForge {
  const { octokit, appId, owner, name } = options;
  const at = { owner, repo: name };
  const branchTip = async (branch: string): Promise<string | undefined> =>
    (await found(octokit.rest.git.getRef({ ...at, ref: `heads/${branch}` })))?.data.object.sha;
  const readTexts: PublishForge["texts"] = async (commitSha, paths) => {
    const texts = new Map<string, string>();
    for (let from = 0; from < paths.length; from += TEXTS_PER_QUERY) {
      const some = paths.slice(from, from + TEXTS_PER_QUERY);
      const variables = Object.fromEntries(some.map((path, i) => [`f${i}`, `${commitSha}:${path}`]));
      const { data, errors } = await askGraphQL<{
        repository: Record<string, { oid: string; text?: string | null; byteSize?: number } | null> | null;
      }>(octokit, textsQuery(some.length), { owner, name, ...variables });
      if (data.repository === null || errors.length > 0)
        throw new JobError("retry", "POST /graphql: incomplete");
      for (const [i, path] of some.entries()) {
        const file = data.repository[`f${i}`];
        if (file === null || file === undefined) continue;
        if (typeof file.text !== "string") throw new JobError("retry", "a published file is no text");
        texts.set(path, file.text);
      }
    }
    return texts;
  };
  return {
    publishState: (branch) => publishState(options, branch),
    texts: readTexts,
    async textsOf(commitSha, files) {
      const texts = new Map<string, string>();
      const asked: string[] = [];
      for (const [path, sha] of files) {
        const known = options.blobs.get(`${options.repositoryId}:${sha}`);
        if (known === undefined) asked.push(path);
        else texts.set(path, new TextDecoder().decode(known));
      }
      for (const [path, text] of await readTexts(commitSha, asked)) {
        const bytes = new TextEncoder().encode(text);
        // GitHub gives texts cut or mended at times: the name says whether it is what was written.
        const sha = files.get(path) ?? "";
        if (blobName(bytes) !== sha)
          throw new JobError("retry", "a published file came otherwise than written");
        options.blobs.put(`${options.repositoryId}:${sha}`, bytes, bytes.byteLength + 100);
        texts.set(path, text);
      }
      return texts;
    },
    origins: (tipSha, paths, defaultBranch) => origins(options, tipSha, paths, defaultBranch),
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
        const now = await branchTip(branch);
        return now === sha ? "moved" : now === before ? "refused" : "behind";
      }
    },
    async deploymentStates(id) {
      const { data } = await octokit.rest.repos.listDeploymentStatuses({
        ...at,
        deployment_id: id,
        per_page: 10,
      });
      return data.map(({ state }) => state);
    },
    async deploy({ sourceSha, publishSha, generation }) {
      const { data } = await octokit.rest.repos.createDeployment({
        ...at,
        ref: sourceSha,
        auto_merge: false,
        required_contexts: [],
        environment: "marketplace",
        description: "The catalog and its storefront",
        payload: { publish_commit: publishSha, generation },
      });
      const id = (data as { id?: unknown }).id;
      if (typeof id !== "number") throw new JobError("retry", "a deployment came back without its number");
      return id;
    },
    async setDeployment(id, { state, description, url }) {
      await octokit.rest.repos.createDeploymentStatus({
        ...at,
        deployment_id: id,
        state,
        description,
        ...(url === undefined ? {} : { environment_url: url }),
      });
    },
    async pagesBuild() {
      const answer = await found(octokit.rest.repos.getLatestPagesBuild(at));
      return answer === undefined
        ? undefined
        : { commit: answer.data.commit, status: answer.data.status ?? "" };
    },
    async pagesAddress() {
      const answer = await found(octokit.rest.repos.getPages(at));
      return answer?.data.html_url ?? undefined;
    },
    async issueTalk(number) {
      const { data, errors } = await askGraphQL<{
        repository: { issue: { comments: { nodes: CommentNode[] } } | null } | null;
      }>(octokit, ISSUE_TALK, { owner, name, number });
      if (errors.length > 0 || data.repository?.issue === null || data.repository === null)
        throw new JobError("retry", "POST /graphql: incomplete");
      return (data.repository.issue?.comments.nodes ?? []).map(commentOf);
    },
    async comment(number, body) {
      const { data } = await octokit.rest.issues.createComment({
        ...at,
        issue_number: number,
        body,
      });
      if (typeof (data as { id?: unknown }).id !== "number")
        throw new JobError("retry", "a comment came back without its number");
    },
    async react(commentId, content) {
      await found(
        octokit.rest.reactions.createForIssueComment({
          ...at,
          comment_id: commentId,
          content: content as "+1",
        }),
      );
    },
  };

  async function publishState({ repositoryId, trees }: ForgeOptions, branch: string) {
    const { data, errors } = await askGraphQL<{
      repository:
        | (CatalogNode & {
            tip: {
              target: {
                oid: string;
                committedDate: string;
                tree: {
                  oid: string;
                  entries: readonly { name: string; oid: string; mode: number; type: string }[] | null;
                };
              } | null;
            } | null;
            published: BranchNode | null;
          })
        | null;
    }>(octokit, PUBLISH_STATE, { owner, name, publish: `refs/heads/${branch}` });
    if (errors.length > 0) throw new JobError("retry", "POST /graphql: incomplete");
    const catalog = catalogState(data.repository, repositoryId);
    const tip = data.repository?.tip?.target;
    if (catalog === undefined || tip === undefined || tip === null) return undefined;
    // Sizes are missing here; nobody asks for the size of a file in the root.
    const root = (tip.tree.entries ?? []).map((entry): TreeEntry => ({
      name: entry.name,
      type: entry.type as TreeEntry["type"],
      mode: entry.mode.toString(8).padStart(6, "0"),
      sha: entry.oid,
      size: undefined,
    }));
    if (tip.tree.entries !== null) trees.put(`${repositoryId}:${tip.tree.oid}`, root, root.length + 1);
    return {
      ...catalog,
      // Both come from one answer, but a ref could have moved between its parts.
      tipSha: tip.oid,
      tipTree: tip.tree.oid,
      tipAtMs: Date.parse(tip.committedDate),
      branch: commitsOf(data.repository?.published),
    };
  }

  async function origins(
    from: ForgeOptions,
    tipSha: string,
    paths: readonly string[],
    defaultBranch: string,
  ): Promise<ReadonlyMap<string, Origin>> {
    const result = new Map<string, Origin>();
    for (let start = 0; start < paths.length; start += PATHS_PER_QUERY) {
      const some = paths.slice(start, start + PATHS_PER_QUERY);
      const variables = Object.fromEntries(some.map((path, i) => [`p${i}`, path]));
      type Node = PullNode & { readonly mergedAt: string | null };
      type Commit = {
        readonly oid: string;
        readonly committedDate: string;
        readonly associatedPullRequests: { readonly nodes: readonly Node[] } | null;
      };
      const { data, errors } = await askGraphQL<{
        repository: Record<string, { history: { nodes: readonly Commit[] } } | null> | null;
      }>(octokit, originsQuery(some.length), { owner, name, app: appId, tip: tipSha, ...variables });
      if (data.repository === null || errors.length > 0)
        throw new JobError("retry", "POST /graphql: incomplete");
      for (const [i, path] of some.entries()) {
        const [commit, ...before] = data.repository[`p${i}`]?.history.nodes ?? [];
        if (commit === undefined) continue;
        const pullsOf = ({ associatedPullRequests }: Commit): Promise<MergedPull[]> =>
          Promise.all(
            (associatedPullRequests?.nodes ?? [])
              .filter(({ mergedAt, baseRefName }) => mergedAt !== null && baseRefName === defaultBranch)
              .sort((a, b) => ((a.mergedAt ?? "") < (b.mergedAt ?? "") ? -1 : 1))
              .map(async (node) => ({
                ...(await wholePull(from, node)),
                mergedAtMs: Date.parse(node.mergedAt ?? ""),
              })),
          );
        result.set(path, {
          commitSha: commit.oid,
          atMs: Date.parse(commit.committedDate),
          pulls: await pullsOf(commit),
          earlier: (await Promise.all(before.map(pullsOf))).flat(),
        });
      }
    }
    return result;
  }

  /** A talk that one answer does not hold is read to its end. */
  async function wholePull(from: ForgeOptions, node: PullNode) {
    const more = node.comments.pageInfo.hasNextPage || node.reviews?.pageInfo.hasNextPage === true;
    const whole = more ? (await reviewState(from, node.number))?.pull : undefined;
    const { comments, reviews } = node;
    return whole ?? pullOf(node, appId, { comments: comments.nodes, reviews: reviews?.nodes ?? [] });
  }
}
