// What was published last, as we wrote it: our newest sealed commit, in the repository that the policy publishes into.

import { JobError } from "../../core/job-error.ts";
import { sameLogin } from "../../core/logins.ts";
import type { Seal } from "../../core/seal.ts";
import { newestDeployed, readMessage, type PublishMessage } from "../../core/catalog/message.ts";
import type { Policy } from "../../core/policy/policy.ts";
import type { CatalogState, DeployedState, Forge, SeenCommit } from "../../ports/forge.ts";
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
  /**
   * Our newest commit, also where the branch was put back or is gone; undefined: there never was one, or it cannot be
   * read. What others put on top of it is nothing of ours.
   */
  readonly root: string | undefined;
  /** It cannot be read any more: who owned what and what was taken out is unknown, and never guessed at. */
  readonly isLost?: boolean;
}

/** `usual`: newest commits of the usual branch, which the state query brings along; another one costs a call. */
export async function publishedAt(
  ports: { readonly forge: Forge; readonly seal: Pick<Seal, "verify">; readonly elsewhere: Elsewhere },
  state: DeployedState,
  policy: Policy,
  usual: readonly SeenCommit[] | undefined,
): Promise<PublishedAt> {
  const { branch, repository = "" } = policy.publish;
  const away = isElsewhere(policy, state);
  const out = away ? await ports.elsewhere(repository) : ports.forge;
  const { deployments, repositoryId } = state;
  const deployed = newestDeployed(deployments, repositoryId, ports.seal);
  // The newest deployment names a commit that cannot be read here.
  if (out === undefined) return { out: ports.forge, root: undefined, isLost: deployed !== undefined };
  const commits = branch === USUAL_BRANCH && !away ? usual : await out.commitsOf(branch);
  const onBranch = newestOf(ownCommits(commits ?? [], repositoryId, ports.seal));
  if (deployed === undefined || (onBranch?.said.generation ?? -1) >= deployed.generation)
    return { out, root: onBranch?.sha };
  // A branch that was put back to an older commit of ours, or is gone, says nothing of what has happened since.
  return (await isThere(out, deployed.publishSha))
    ? { out, root: deployed.publishSha }
    : { out, root: undefined, isLost: true };
}

async function isThere(out: Pick<Forge, "tree">, sha: string): Promise<boolean> {
  try {
    await out.tree(sha);
    return true;
  } catch (error) {
    if (error instanceof JobError && error.kind !== "retry") return false;
    throw error;
  }
}
