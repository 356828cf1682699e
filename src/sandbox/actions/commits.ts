// Makes commits on branches, as a push does.

import { formatCommit, type Signature } from "../git/parse.ts";
import { isSha } from "../git/objects.ts";
import { changeTree, type TreeChange } from "../git/trees.ts";
import type { SandboxAccount, Repository } from "../model.ts";
import { ApiRefusal } from "../refusal.ts";
import { refuseMove } from "../rulesets.ts";
import { emailOf } from "../views/git.ts";
import type { World } from "../world.ts";
import type { By } from "./emit.ts";
import { afterRefMove } from "./refs.ts";

/** null deletes. Modes: 100644 (default), 100755, 120000 (content: where the link leads), 160000 (sha: the submodule's commit). */
export type FileChange =
  | string
  | Uint8Array
  | { readonly mode: string; readonly content: string | Uint8Array }
  | { readonly mode: string; readonly sha: string }
  | null;

export type FileChanges = Readonly<Record<string, FileChange>>;

export function signatureOf(world: World, account: SandboxAccount): Signature {
  return { name: account.login, email: emailOf(account), dateMs: world.nowMs() };
}

async function storeChange(repository: Repository, change: FileChange): Promise<TreeChange | null> {
  if (change === null) return null;
  const { objects } = repository.git;
  if (typeof change === "string" || change instanceof Uint8Array) {
    return { mode: "100644", sha: await objects.writeBlob(change) };
  }
  if ("sha" in change) {
    if (!isSha(change.sha)) throw new ApiRefusal(422, `${change.sha} is not a SHA`);
    return { mode: change.mode, sha: change.sha };
  }
  return { mode: change.mode, sha: await objects.writeBlob(change.content) };
}

export async function changedTree(
  repository: Repository,
  baseTree: string | undefined,
  files: FileChanges,
): Promise<string> {
  const changes = await Promise.all(
    Object.entries(files).map(
      async ([path, change]) => [path, await storeChange(repository, change)] as const,
    ),
  );
  return changeTree(repository.git.objects, baseTree, new Map(changes));
}

export interface CommitAsk {
  readonly branch: string;
  readonly files: FileChanges;
  readonly message: string;
  /** Where a branch that does not exist yet starts; default: the default branch's tip. */
  readonly from?: string;
  readonly author?: Signature;
  /** Default: whoever does it. */
  readonly committer?: Signature;
  readonly isSigned?: boolean;
}

/** Commits on top of the branch and moves it; answers the commit's SHA. */
export async function commitFiles(
  world: World,
  repository: Repository,
  by: By,
  ask: CommitAsk,
): Promise<string> {
  const { git } = repository;
  const ref = `refs/heads/${ask.branch}`;
  const before = git.ref(ref);
  const parent = before ?? ask.from ?? git.ref(`refs/heads/${repository.defaultBranch}`);
  const parentCommit = parent === undefined ? undefined : await git.objects.commit(parent);
  const tree = await changedTree(repository, parentCommit?.tree, ask.files);
  const who = signatureOf(world, by.account);
  const sha = await git.objects.writeCommit(
    formatCommit({
      tree,
      parents: parent === undefined ? [] : [parent],
      author: ask.author ?? who,
      committer: ask.committer ?? who,
      message: ask.message,
      isSigned: ask.isSigned === true,
    }),
  );
  await moveRef(world, repository, by, { ref, before, after: sha });
  return sha;
}

/** Moves a ref if it is still where the caller saw it, then lets everything follow that follows. */
export async function moveRef(
  world: World,
  repository: Repository,
  by: By,
  move: { readonly ref: string; readonly before: string | undefined; readonly after: string | undefined },
): Promise<void> {
  await refuseMove(world, repository, move, by);
  if (repository.git.ref(move.ref) !== move.before || !repository.git.setRef(move.ref, move.after)) {
    throw new ApiRefusal(422, "Update is not a fast forward");
  }
  await afterRefMove(world, repository, move, by);
}
