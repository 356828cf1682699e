// What a branch, tag, ref or SHA in an address means.

import { isSha } from "./git/objects.ts";
import type { Repository } from "./model.ts";

/** A branch, tag, full ref, `HEAD` or SHA → the commit's SHA. */
export function resolveCommitish(repository: Repository, name: string): string | undefined {
  const { git } = repository;
  if (isSha(name)) return name;
  if (name === "HEAD") return git.ref(`refs/heads/${repository.defaultBranch}`);
  return git.ref(`refs/heads/${name}`) ?? git.ref(`refs/tags/${name}`) ?? git.ref(name);
}
