// What was published last, as we wrote it: our newest sealed commit, in the repository that the policy publishes into.

import { sameLogin } from "../../core/logins.ts";
import type { Seal } from "../../core/seal.ts";
import { readMessage, type PublishMessage } from "../../core/catalog/message.ts";
import type { Policy } from "../../core/policy/policy.ts";
import type { CatalogState, Forge, SeenCommit } from "../../ports/forge.ts";
import type { CatalogForge } from "../../ports/publish.ts";

export const USUAL_BRANCH = "gh-pages";

export interface OwnCommit extends SeenCommit {
  readonly said: PublishMessage;
}

/** Another repository of the catalog's owner; undefined: the App is not installed there, or may not serve it. */
export type Elsewhere = (repository: string) => Promise<CatalogForge | undefined>;

/** Commits of ours among these, in their order. `repositoryId`: the catalog's, whatever repository they stand in. */
export function ownCommits(
  commits: readonly SeenCommit[],
  repositoryId: number,
  seal: Pick<Seal, "verify">,
): readonly OwnCommit[] {
  return commits.flatMap((commit) => {
    const said = readMessage(commit.message, repositoryId, commit.tree, seal);
    return said === undefined ? [] : [{ ...commit, said }];
  });
}

/** An old message of ours on an old tree of ours is ours too; the newest is the one that counts highest. */
export function newestOf(ours: readonly OwnCommit[]): OwnCommit | undefined {
  return ours.reduce<OwnCommit | undefined>(
    (best, one) => (best === undefined || one.said.generation > best.said.generation ? one : best),
    undefined,
  );
}

export function isElsewhere(policy: Policy, { owner, name }: Pick<CatalogState, "owner" | "name">): boolean {
  const { repository } = policy.publish;
  return repository !== undefined && !sameLogin(repository, `${owner}/${name}`);
}

export interface PublishedAt {
  /** Where what is published is read from. */
  readonly out: Pick<Forge, "tree" | "blob">;
  /** Our newest commit; undefined: the branch bears none. What others put on top of it is nothing of ours. */
  readonly root: string | undefined;
}

/** `usual`: newest commits of the usual branch, which the state query brings along; another one costs a call. */
export async function publishedAt(
  ports: { readonly forge: Forge; readonly seal: Pick<Seal, "verify">; readonly elsewhere: Elsewhere },
  state: CatalogState,
  policy: Policy,
  usual: readonly SeenCommit[] | undefined,
): Promise<PublishedAt> {
  const { branch, repository = "" } = policy.publish;
  const away = isElsewhere(policy, state);
  const out = away ? await ports.elsewhere(repository) : ports.forge;
  // The newest deployment names a commit that cannot be read here: owners are unreadable then, and never guessed at.
  if (out === undefined) return { out: ports.forge, root: undefined };
  const commits = branch === USUAL_BRANCH && !away ? usual : await out.commitsOf(branch);
  return { out, root: newestOf(ownCommits(commits ?? [], state.repositoryId, ports.seal))?.sha };
}
