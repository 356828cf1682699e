// Whether a pull request of Steward's own is still exactly what Steward made.

import type { Seal } from "../../core/seal.ts";
import type { SeenPull } from "../../core/review/seen.ts";
import { isOfProposal, isProposal, proposalOf } from "../../core/takedown/proposal.ts";
import type { CatalogState, Forge } from "../../ports/forge.ts";
import { treeChanges } from "../facts/trees.ts";

/** Of those that propose a takedown, a restore or a line of the ledger. */
export function isOwnPull({ mine, branch }: Pick<SeenPull, "mine" | "branch">): boolean {
  return mine && branch !== undefined && proposalOf(branch) !== undefined;
}

type Reads = Pick<Forge, "commitOf" | "lineage" | "tree">;

/** One commit of this App's on a commit of the default branch, changing nothing but the listing's own. */
export async function isUntouched(
  { forge, seal }: { readonly forge: Reads; readonly seal: Pick<Seal, "verify"> },
  at: Pick<CatalogState, "repositoryId" | "tipSha"> & { readonly branch: string; readonly sha: string },
): Promise<boolean> {
  const proposal = proposalOf(at.branch);
  const commit = proposal === undefined ? undefined : await forge.commitOf(at.sha);
  if (proposal === undefined || commit?.parents.length !== 1 || !isProposal(commit, at, seal)) return false;
  const { base } = await forge.lineage(at.tipSha, at.sha);
  if (base !== commit.parents[0]) return false;
  const { changes, complete } = await treeChanges(forge, base, at.sha);
  return complete && changes.every(({ path }) => isOfProposal(proposal.id, path));
}
