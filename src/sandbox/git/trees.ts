// Looks paths up in trees and builds changed trees, reusing every folder that did not change.

import type { GitTreeEntry } from "./parse.ts";
import type { ObjectStore } from "./objects.ts";

export interface TreeChange {
  readonly mode: string;
  readonly sha: string;
}

/** null takes the path out. */
export type GitTreeChanges = ReadonlyMap<string, TreeChange | null>;

/** undefined: no such path. The root itself is not an entry. */
export async function gitEntryAt(
  objects: ObjectStore,
  treeSha: string,
  path: string,
): Promise<GitTreeEntry | undefined> {
  let entry: GitTreeEntry | undefined;
  let tree = treeSha;
  for (const name of path.split("/")) {
    if (entry !== undefined && entry.type !== "tree") return undefined;
    entry = (await objects.tree(tree))?.find((one) => one.name === name);
    if (entry === undefined) return undefined;
    tree = entry.sha;
  }
  return entry;
}

interface Level {
  readonly own: Map<string, TreeChange | null>;
  readonly below: Map<string, Map<string, TreeChange | null>>;
}

function splitByFolder(changes: GitTreeChanges): Level {
  const level: Level = { own: new Map(), below: new Map() };
  for (const [path, change] of changes) {
    const slash = path.indexOf("/");
    if (slash === -1) {
      level.own.set(path, change);
      continue;
    }
    const folder = path.slice(0, slash);
    const inside = level.below.get(folder) ?? new Map<string, TreeChange | null>();
    inside.set(path.slice(slash + 1), change);
    level.below.set(folder, inside);
  }
  return level;
}

/** The tree after the changes; undefined when nothing is left in it. */
async function changed(
  objects: ObjectStore,
  base: string | undefined,
  changes: GitTreeChanges,
): Promise<string | undefined> {
  const entries = new Map<string, Omit<GitTreeEntry, "type">>();
  if (base !== undefined) {
    for (const entry of (await objects.tree(base)) ?? []) entries.set(entry.name, entry);
  }
  const { own, below } = splitByFolder(changes);
  for (const [name, change] of own) {
    if (change === null) entries.delete(name);
    else entries.set(name, { name, ...change });
  }
  for (const [name, inside] of below) {
    const before = entries.get(name);
    const sha = await changed(objects, before?.mode === "040000" ? before.sha : undefined, inside);
    if (sha === undefined) entries.delete(name);
    else entries.set(name, { name, mode: "040000", sha });
  }
  return entries.size === 0 ? undefined : objects.writeTree([...entries.values()]);
}

export async function changeTree(
  objects: ObjectStore,
  base: string | undefined,
  changes: GitTreeChanges,
): Promise<string> {
  return (await changed(objects, base, changes)) ?? objects.writeTree([]);
}

export interface WalkedEntry extends GitTreeEntry {
  readonly path: string;
}

/** Folders come before what is in them, as GitHub lists a recursive tree. */
export async function walkTree(
  objects: ObjectStore,
  treeSha: string,
  prefix = "",
): Promise<readonly WalkedEntry[]> {
  const found: WalkedEntry[] = [];
  for (const entry of (await objects.tree(treeSha)) ?? []) {
    const path = `${prefix}${entry.name}`;
    found.push({ ...entry, path });
    if (entry.type === "tree") found.push(...(await walkTree(objects, entry.sha, `${path}/`)));
  }
  return found;
}
