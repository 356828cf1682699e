// createCommitOnBranch: many files in one commit, if the branch is still where the caller saw it.

import { commitFiles, type FileChanges } from "../actions/commits.ts";
import { byActor } from "../actions/emit.ts";
import { gitEntryAt } from "../git/trees.ts";
import type { Repository } from "../model.ts";
import { ApiRefusal } from "../refusal.ts";
import { canSee, mayWrite } from "../roles.ts";
import { refuseMove } from "../rulesets.ts";
import { findRepository } from "../world.ts";
import { graphqlError, type GraphqlContext, type MutationInput } from "./context.ts";
import { commitNode, refId, refNode } from "./git-nodes.ts";

interface Branch {
  readonly id?: string | null;
  readonly repositoryNameWithOwner?: string | null;
  readonly branchName?: string | null;
}

interface CommitInput {
  readonly branch: Branch;
  readonly expectedHeadOid: string;
  readonly message: { readonly headline: string; readonly body?: string | null };
  readonly fileChanges?: {
    readonly additions?: readonly { readonly path: string; readonly contents: string }[] | null;
    readonly deletions?: readonly { readonly path: string }[] | null;
  } | null;
}

/** As seen in the field (planetscale/ghcommit#153; the double blank is GitHub's). */
const stale = (expected: string): string =>
  `Expected branch to point to "${expected}" but it did not.  Pull and try again.`;

/** How GitHub signs and commits for whoever asks: the author stays who that is. */
const COMMITTER = { name: "GitHub", email: "noreply@github.com" };

export async function createCommitOnBranch(context: GraphqlContext, { input }: MutationInput<CommitInput>) {
  const { world, actor } = context;
  const { repository, ref } = branchOf(context, input.branch);
  if (!mayWrite(repository, actor)) throw graphqlError("FORBIDDEN", "Resource not accessible by integration");
  if (repository.archived) throw graphqlError("UNPROCESSABLE", "Repository was archived so is read-only.");
  const by = byActor(world, actor);
  if (by === undefined) throw new Error("a commit by nobody");
  const tip = repository.git.ref(ref);
  if (tip === undefined) throw graphqlError("NOT_FOUND", `The branch ${ref} does not exist.`);
  if (tip !== input.expectedHeadOid) throw graphqlError("STALE_DATA", stale(input.expectedHeadOid));
  const files = await changesOf(repository, tip, input.fileChanges ?? {});
  const { headline, body } = input.message;
  try {
    // What a rule refuses leaves no object behind.
    await refuseMove(world, repository, { ref, before: tip, after: tip }, by);
    const sha = await commitFiles(world, repository, by, {
      branch: ref.slice("refs/heads/".length),
      files,
      message: typeof body === "string" && body !== "" ? `${headline}\n\n${body}` : headline,
      committer: { ...COMMITTER, dateMs: world.nowMs() },
      isSigned: true,
    });
    return {
      clientMutationId: input.clientMutationId ?? null,
      commit: commitNode(context, repository, sha),
      ref: refNode(context, repository, ref),
    };
  } catch (error) {
    // Rules of the repository; GitHub's own type for them is told nowhere, and differs from classic protection's.
    if (error instanceof ApiRefusal) throw graphqlError("UNPROCESSABLE", error.message);
    throw error;
  }
}

/** By node id, or by the names of repository and branch; a full name of a branch is taken, too. */
function branchOf(context: GraphqlContext, { id, repositoryNameWithOwner, branchName }: Branch) {
  const { world, actor } = context;
  const missing = (what: string) => graphqlError("NOT_FOUND", `Could not resolve to ${what}.`);
  if (typeof id === "string") {
    for (const repository of world.repositories.values()) {
      const found = repository.git.refs("refs/heads/").find(({ name }) => refId(repository, name) === id);
      if (found !== undefined && !repository.deleted && canSee(repository, actor))
        return { repository, ref: found.name };
    }
    throw missing(`a node with the global id of '${id}'`);
  }
  const [owner = "", name = ""] = (repositoryNameWithOwner ?? "").split("/");
  const found = findRepository(world, owner, name);
  if (found.state === "missing" || !canSee(found.repository, actor))
    throw missing(`a Repository with the name '${owner}/${name}'`);
  const branch = (branchName ?? "").replace(/^refs\/heads\//, "");
  return { repository: found.repository, ref: `refs/heads/${branch}` };
}

/** Without a group that repeats: of 20 MB the engine would keep each. */
function isBase64(text: string): boolean {
  return text.length % 4 === 0 && !/[^A-Za-z0-9+/]/.test(text.replace(/={1,2}$/, ""));
}

async function changesOf(
  repository: Repository,
  tip: string,
  { additions, deletions }: NonNullable<CommitInput["fileChanges"]>,
): Promise<FileChanges> {
  const { objects } = repository.git;
  const tree = (await objects.commit(tip))?.tree ?? "";
  const changes = new Map<string, Buffer | null>();
  const add = (path: string, change: Buffer | null): void => {
    if (changes.has(path)) throw graphqlError("UNPROCESSABLE", `The path '${path}' is given more than once.`);
    if (path.split("/").some((part) => ["", ".", "..", ".git"].includes(part)))
      throw graphqlError("UNPROCESSABLE", `'${path}' is no path.`);
    changes.set(path, change);
  };
  for (const { path } of deletions ?? []) {
    if ((await gitEntryAt(objects, tree, path)) === undefined)
      throw graphqlError(
        "NOT_FOUND",
        `A path was requested for deletion which does not exist as of commit oid \`${tip}\``,
      );
    add(path, null);
  }
  for (const { path, contents } of additions ?? []) {
    const text = contents.replaceAll("\n", "");
    if (!isBase64(text)) throw graphqlError("UNPROCESSABLE", `The contents of '${path}' are not base64.`);
    add(path, Buffer.from(text, "base64"));
  }
  return Object.fromEntries(changes);
}
