// Makes trees out of changes, in portions that GitHub takes; what was written is kept, so that it need not be read again.

import { createHash } from "node:crypto";
import type { TreeEntry } from "../../../ports/forge.ts";
import type { FileWrite } from "../../../ports/publish.ts";
import type { ForgeOptions } from "../base/repository.ts";

/** GitHub gives up on trees that take it more than ten seconds: reports speak of 200 files or 2.5 MB. */
const WRITES_PER_TREE = 150;
const TEXT_PER_TREE = 1_500_000;

export async function makeTree(
  { octokit, owner, name, repositoryId, trees, blobs }: ForgeOptions,
  base: string | undefined,
  writes: Iterable<FileWrite>,
): Promise<string> {
  let tree = base;
  for (const some of chunks(writes)) {
    const { data } = await octokit.rest.git.createTree({
      owner,
      repo: name,
      ...(tree === undefined ? {} : { base_tree: tree }),
      tree: some.map((write) => ({
        path: write.path,
        mode: "100644" as const,
        type: "blob" as const,
        ...("text" in write
          ? { content: write.text }
          : "blob" in write
            ? { sha: write.blob }
            : { sha: null }),
      })),
    });
    tree = data.sha;
    const entries = data.tree.map((entry): TreeEntry => ({
      name: entry.path,
      type: entry.type as TreeEntry["type"],
      mode: entry.mode,
      sha: entry.sha,
      size: entry.size,
    }));
    if (!data.truncated) trees.put(`${repositoryId}:${tree}`, entries, entries.length + 1);
    // What we have just written need not be read again, unless it is for people's eyes alone.
    for (const write of some) {
      if (!("text" in write) || !write.path.endsWith(".json")) continue;
      const bytes = new TextEncoder().encode(write.text);
      blobs.put(`${repositoryId}:${blobName(bytes)}`, bytes, bytes.byteLength + 100);
    }
  }
  if (tree === undefined) throw new Error("a tree without files");
  return tree;
}

/** As git names a blob. */
export function blobName(bytes: Uint8Array): string {
  return createHash("sha1").update(`blob ${bytes.byteLength}\0`).update(bytes).digest("hex");
}

/** Taken as they come: of a catalog that is written whole, a portion at a time is in memory. */
function* chunks(writes: Iterable<FileWrite>): Iterable<FileWrite[]> {
  let last: FileWrite[] = [];
  let size = 0;
  for (const write of writes) {
    const length = "text" in write ? write.text.length : 0;
    if (last.length > 0 && (last.length >= WRITES_PER_TREE || size + length > TEXT_PER_TREE)) {
      yield last;
      last = [];
      size = 0;
    }
    last.push(write);
    size += length;
  }
  if (last.length > 0) yield last;
}
