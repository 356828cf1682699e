// What a publish looks at first, in one question: the default branch, its root, and the newest commits of the publish branch.

import { uploadsBranch } from "../../../core/publication/uploads.ts";
import type { TreeEntry } from "../../../ports/forge.ts";
import type { PublishState } from "../../../ports/publish.ts";
import { askGraphQL } from "../base/graphql.ts";
import type { ForgeOptions } from "../base/repository.ts";
import { commitsOf, type BranchNode, type CatalogNode } from "../base/shapes.ts";
import { catalogState } from "../review/state.ts";
import { ENVIRONMENT } from "./deployments.ts";
import { PUBLISH_STATE } from "./queries.ts";

/** undefined: no such repository, or nothing in it. */
export async function publishState(
  { octokit, owner, name, repositoryId, trees }: ForgeOptions,
  branch: string,
): Promise<PublishState | undefined> {
  const { repository } = await askGraphQL<{
    repository:
      | (CatalogNode & {
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
          deployments: { readonly nodes: readonly ({ readonly payload: string | null } | null)[] } | null;
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
      environments: [ENVIRONMENT],
    },
    { spare: ["deployments"] },
  );
  const catalog = catalogState(repository, repositoryId);
  const tip = repository?.tip?.target;
  if (catalog === undefined || tip === undefined || tip === null) return undefined;
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
    // Both come from one answer, but a ref could have moved between its parts.
    tipSha: tip.oid,
    tipTree: tip.tree.oid,
    tipAtMs: Date.parse(tip.committedDate),
    branch: commitsOf(repository?.published),
    uploads: repository?.uploads?.target?.oid ?? null,
    deployments: (repository?.deployments?.nodes ?? []).map((node) => payloadOf(node?.payload ?? "")),
  };
}

/** A text that holds JSON, or JSON that holds such a text; undefined: neither. */
function payloadOf(text: string): unknown {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "string" ? (JSON.parse(value) as unknown) : value;
  } catch {
    return undefined;
  }
}
