// What merging a pull request would do to the default branch, compared with what was judged of it.

import type { Merging } from "../../core/listing/merging.ts";
import type { ChangedPath, TreeFile } from "../../core/listing/changes.ts";
import type { Forge, Lineage, TestMerge } from "../../ports/forge.ts";
import { entryAt, treeChanges } from "../facts/trees.ts";

export interface MergingAsk {
  readonly tipSha: string;
  readonly lineage: Lineage;
  /** What the branch changes since they parted: all that is judged. */
  readonly changes: readonly ChangedPath[];
  readonly testMerge: TestMerge;
}

/**
 * Where the branch holds all of the tip, or is one line of commits whose paths nobody changed on the tip since, merging
 * does what was judged and nothing else. Everything else is GitHub's test merge to say.
 */
export async function mergingOf(forge: Pick<Forge, "tree">, ask: MergingAsk): Promise<Merging> {
  const { tipSha, lineage, changes, testMerge } = ask;
  if (lineage.base === tipSha) return { state: "judged" };
  if (testMerge.state === "conflicting") return { state: "conflicts" };
  if (lineage.isLinear && (await areUntouched(forge, ask))) return { state: "judged" };
  if (testMerge.state === "unknown") return { state: "unknown" };
  const merged = await treeChanges(forge, tipSha, testMerge.tree);
  if (!merged.complete) return { state: "unknown" };
  return beyond(merged.changes, changes);
}

/** What `done` changes that `judged` does not, or leaves otherwise than it was judged. */
export function beyond(done: readonly ChangedPath[], judged: readonly ChangedPath[]): Merging {
  const known = new Map(judged.map((change) => [change.path, change]));
  const others = done.filter(({ path }) => !known.has(path)).map(({ path }) => path);
  const otherwise = done
    .filter(({ path, after }) => known.has(path) && !isSame(known.get(path)?.after, after))
    .map(({ path }) => path);
  return others.length === 0 && otherwise.length === 0
    ? { state: "judged" }
    : { state: "more", others, otherwise };
}

function isSame(a: TreeFile | undefined, b: TreeFile | undefined): boolean {
  return a?.sha === b?.sha && a?.mode === b?.mode;
}

async function areUntouched(
  forge: Pick<Forge, "tree">,
  { tipSha, lineage, changes }: Omit<MergingAsk, "testMerge">,
): Promise<boolean> {
  for (const { path, before } of changes) {
    if (!isSame(before, await entryAt(forge, tipSha, path))) return false;
    // Git takes a new file along to where its whole folder was moved.
    const parts = path.split("/").slice(0, -1);
    const folders = parts.map((_, at) => parts.slice(0, at + 1).join("/"));
    for (const folder of before === undefined ? folders : [])
      if ((await isFolder(forge, lineage.base, folder)) && !(await isFolder(forge, tipSha, folder)))
        return false;
  }
  return true;
}

async function isFolder(forge: Pick<Forge, "tree">, root: string, path: string): Promise<boolean> {
  return (await entryAt(forge, root, path))?.type === "tree";
}
