// Pushes, as a person makes them.

import { gitEntryAt } from "../git/trees.ts";
import { commitFiles, moveRef } from "../actions/commits.ts";
import type { By } from "../actions/emit.ts";
import type { Repository } from "../model.ts";
import type { People } from "./types.ts";
import { resolveCommitish } from "../commitish.ts";
import type { World } from "../world.ts";
import type { Finders } from "./find.ts";

async function readPath(
  repository: Repository,
  branchOrSha: string,
  path: string,
): Promise<Buffer | undefined> {
  const { objects } = repository.git;
  const sha = resolveCommitish(repository, branchOrSha);
  const commit = sha === undefined ? undefined : await objects.commit(sha);
  const entry = commit === undefined ? undefined : await gitEntryAt(objects, commit.tree, path);
  return entry?.type === "blob" ? (await objects.read(entry.sha))?.bytes : undefined;
}

type Code = Pick<People, "commit" | "deleteBranch" | "forcePush" | "branchSha" | "readFile">;

export function codeActions(world: World, find: Finders): Code {
  const byOrOwner = (repository: Repository, login: string | undefined): By =>
    login === undefined ? { account: repository.owner, viaApp: false } : find.by(login);
  return {
    commit(repo, branch, files, more = {}) {
      const repository = find.repository(repo);
      return commitFiles(world, repository, byOrOwner(repository, more.author), {
        branch,
        files,
        message: more.message ?? "Change files\n",
        ...(more.from === undefined ? {} : { from: more.from }),
      });
    },
    deleteBranch(repo, branch, login) {
      const repository = find.repository(repo);
      const ref = `refs/heads/${branch}`;
      const move = { ref, before: repository.git.ref(ref), after: undefined };
      return moveRef(world, repository, byOrOwner(repository, login), move);
    },
    forcePush(repo, branch, sha, login) {
      const repository = find.repository(repo);
      const ref = `refs/heads/${branch}`;
      const move = { ref, before: repository.git.ref(ref), after: sha };
      return moveRef(world, repository, byOrOwner(repository, login), move);
    },
    branchSha: (repo, branch) => find.repository(repo).git.ref(`refs/heads/${branch}`),
    readFile: (repo, branchOrSha, path) => readPath(find.repository(repo), branchOrSha, path),
  };
}
