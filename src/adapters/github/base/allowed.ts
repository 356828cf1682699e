// ALLOW_REPOSITORIES: which catalogs the operator serves, by name and by the number that the name led to first.

import type { Octokit } from "@octokit/rest";
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
      const today = await repositoryByNumber(octokit, repositoryId);
      if (today.id !== repositoryId || today.full_name.toLowerCase() !== fullName) return false;
      // Another one may have asked meanwhile; who was first stays.
      numbers.set(fullName, numbers.get(fullName) ?? repositoryId);
      return numbers.get(fullName) === repositoryId;
    },
  };
}

/** GitHub answers it, and describes no operation for it: `steward doctor --live` asks whether it still does. */
export async function repositoryByNumber(
  octokit: Octokit,
  repositoryId: number,
): Promise<{ readonly id: number; readonly full_name: string }> {
  const { data } = await octokit.request("GET /repositories/{repository_id}", {
    repository_id: repositoryId,
  });
  return data as { id: number; full_name: string };
}
