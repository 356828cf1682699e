// ALLOW_REPOSITORIES: which catalogs the operator serves, by name and by the number that the name led to first.

import type { RepositoryLocation } from "../../../ports/repository-location.ts";
import { LIST_PERMISSIONS } from "../../../work/permissions.ts";
import type { GitHub } from "./client.ts";

export interface Allowed {
  /** Throws `JobError` when GitHub does not say. */
  admits(where: RepositoryLocation): Promise<boolean>;
}

/**
 * A name is a wish, a number a fact: GitHub is asked what the number is called today before a name counts, and a name
 * that later leads to another number (an owner renamed, the name taken by somebody else) is refused until a restart.
 */
export function createAllowed(names: readonly string[], github: GitHub): Allowed {
  const allowed = new Set(names.map((name) => name.toLowerCase()));
  const numbers = new Map<string, number>();
  return {
    async admits({ repositoryId, installationId, owner, name }) {
      if (allowed.size === 0) return true;
      const fullName = `${owner}/${name}`.toLowerCase();
      if (!allowed.has(fullName)) return false;
      const first = numbers.get(fullName);
      if (first !== undefined) return first === repositoryId;
      const octokit = github.installation(installationId, repositoryId, LIST_PERMISSIONS);
      // By name, which GitHub leads on from after a rename: what answers says its number and its name of today.
      const { data: today } = await octokit.rest.repos.get({ owner, repo: name });
      if (Number(today.id) !== repositoryId || today.full_name.toLowerCase() !== fullName) return false;
      // Another one may have asked meanwhile; who was first stays.
      numbers.set(fullName, numbers.get(fullName) ?? repositoryId);
      return numbers.get(fullName) === repositoryId;
    },
  };
}
