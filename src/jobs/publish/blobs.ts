// The files of a listing by their git names: as they stand at one commit, and whether another commit has the same.

import type { ChangeKind } from "../../core/publication/listing.ts";
import type { Forge, TreeEntry } from "../../ports/forge.ts";
import { entryAt } from "../facts/trees.ts";

/** Path → git name. */
export type Blobs = Readonly<Record<string, string>>;

/** Names of an own image file and of the listing, as they stand on the default branch. `named`: by the listing itself. */
export async function blobsOf(
  forge: Pick<Forge, "tree">,
  tipTree: string,
  { id, file, named }: { readonly id: string; readonly file: TreeEntry; readonly named: readonly string[] },
): Promise<Blobs> {
  const blobs: Record<string, string> = { [`listings/${id}.yml`]: file.sha };
  for (const path of named) {
    if (/^https:/i.test(path)) continue;
    const entry = await entryAt(forge, tipTree, path);
    if (entry !== undefined) blobs[path] = entry.sha;
  }
  return blobs;
}

/** Short, and equal for equal files, in whatever order they are named. */
export function blobsDigest(digest: (text: string) => string, blobs: Blobs): string {
  return digest(JSON.stringify(Object.entries(blobs).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** Whether a commit holds these very files: what was let through there is what stands on the default branch now. */
export async function hasThese(
  forge: Pick<Forge, "tree">,
  headSha: string,
  blobs: Blobs,
  kind: ChangeKind,
): Promise<boolean> {
  if (kind === "remove") return true;
  for (const [path, sha] of Object.entries(blobs))
    if ((await entryAt(forge, headSha, path))?.sha !== sha) return false;
  return true;
}
