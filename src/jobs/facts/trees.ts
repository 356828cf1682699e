// Compares two trees folder by folder, by SHA: what is equal is never opened, and nothing is ever diffed as text.

import { CHANGED_PATHS_MAX, type ChangedPath, type TreeFile } from "../../core/listing/changes.ts";
import type { Forge, TreeEntry } from "../../ports/forge.ts";

const DEPTH_MAX = 30;
/** 200 listings with a folder of screenshots each stay below; a pull request of thousands of folders is not opened to the end. */
const FOLDERS_MAX = 500;

export interface TreeChanges {
  readonly changes: readonly ChangedPath[];
  /** false: there is more than was read. */
  readonly complete: boolean;
}

/** `before` and `after` are tree or commit SHAs; undefined: there is nothing on that side. */
export async function treeChanges(
  forge: Pick<Forge, "tree">,
  before: string | undefined,
  after: string | undefined,
): Promise<TreeChanges> {
  const changes: ChangedPath[] = [];
  let complete = true;
  let opened = 0;
  await walk(before, after, "", 0);
  changes.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { changes, complete };

  async function walk(
    left: string | undefined,
    right: string | undefined,
    folder: string,
    depth: number,
  ): Promise<void> {
    if (left === right) return;
    if (depth > DEPTH_MAX || opened >= FOLDERS_MAX || changes.length > CHANGED_PATHS_MAX) {
      complete = false;
      return;
    }
    opened += 1;
    const [old, now] = await Promise.all([entries(left), entries(right)]);
    const deeper: Promise<void>[] = [];
    for (const name of new Set([...old.keys(), ...now.keys()])) {
      const a = old.get(name);
      const b = now.get(name);
      if (a?.sha === b?.sha && a?.mode === b?.mode) continue;
      const path = `${folder}${name}`;
      const [fileBefore, fileAfter] = [fileOf(a), fileOf(b)];
      if (fileBefore !== undefined || fileAfter !== undefined)
        changes.push({ path, before: fileBefore, after: fileAfter });
      if (a?.type === "tree" || b?.type === "tree") {
        deeper.push(
          walk(
            a?.type === "tree" ? a.sha : undefined,
            b?.type === "tree" ? b.sha : undefined,
            `${path}/`,
            depth + 1,
          ),
        );
      }
      if (changes.length > CHANGED_PATHS_MAX) {
        complete = false;
        break;
      }
    }
    await Promise.all(deeper);
  }

  async function entries(sha: string | undefined): Promise<ReadonlyMap<string, TreeEntry>> {
    return new Map(sha === undefined ? [] : (await forge.tree(sha)).map((entry) => [entry.name, entry]));
  }
}

function fileOf(entry: TreeEntry | undefined): TreeFile | undefined {
  return entry === undefined || entry.type === "tree" ? undefined : { mode: entry.mode, sha: entry.sha };
}

/** A path in a tree, opened folder by folder; undefined when it is not there. */
export async function entryAt(
  forge: Pick<Forge, "tree">,
  root: string,
  path: string,
): Promise<TreeEntry | undefined> {
  let sha = root;
  const parts = path.split("/");
  for (const [index, part] of parts.entries()) {
    const entry = (await forge.tree(sha)).find(({ name }) => name === part);
    if (entry === undefined || index === parts.length - 1) return entry;
    if (entry.type !== "tree") return undefined;
    sha = entry.sha;
  }
  return undefined;
}

/** The entries of a folder; none when there is no such folder. */
export async function folder(
  forge: Pick<Forge, "tree">,
  root: string,
  path: string,
): Promise<readonly TreeEntry[]> {
  const entry = await entryAt(forge, root, path);
  return entry?.type === "tree" ? forge.tree(entry.sha) : [];
}
