// What a publish looks at first, in one question: the default branch, its root, and the newest commits of the publish branch.

import { uploadsBranch } from "../../../core/publication/uploads.ts";
import type { TreeEntry } from "../../../ports/forge.ts";
import type { PublishState } from "../../../ports/publish.ts";
import { askGraphQL } from "../base/graphql.ts";
import type { ForgeOptions } from "../base/repository.ts";
import { commitsOf, type BranchNode, type CatalogNode, type DeployedNode } from "../base/shapes.ts";
import { catalogState, deployedOf } from "../review/state.ts";
import { PUBLISH_STATE } from "./queries.ts";

/** undefined: no such repository, or nothing in it. */
export async function publishState(
  { octokit, owner, name, repositoryId, trees }: ForgeOptions,
  branch: string,
): Promise<PublishState | undefined> {
  const { repository } = await askGraphQL<{
    repository:
      | (CatalogNode &
          DeployedNode & {
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
            uploads: { target: { oid: string } | null } | null;
          })
      | null;
  }>(
    octokit,
    PUBLISH_STATE,
    {
      owner,
      name,
      publish: `refs/heads/${branch}`,
      uploads: `refs/heads/${uploadsBranch(repositoryId)}`,
    },
    { spare: ["deployments"] },
  );
  const catalog = catalogState(repository, repositoryId);
  const tip = repository?.tip?.target;
  if (repository === null || catalog === undefined || tip === undefined || tip === null) return undefined;
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
    deployments: deployedOf(repository),
    // Both come from one answer, but a ref could have moved between its parts.
    tipSha: tip.oid,
    tipTree: tip.tree.oid,
    tipAtMs: Date.parse(tip.committedDate),
    branch: commitsOf(repository?.published),
    uploads: repository?.uploads?.target?.oid ?? null,
  };
}
