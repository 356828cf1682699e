// Cuts a list in order of addition into runs whose bounds stay where they are when entries come and go elsewhere.

export interface ChunkSizes {
  /** A run is closed at the first entry that says so, from this many on. */
  readonly min: number;
  /** One entry in so many says so. */
  readonly oneIn: number;
  readonly max: number;
}

export interface Chunk<T> {
  /** The id of its oldest entry: what it is called, as long as that entry stays. */
  readonly first: string;
  readonly entries: readonly T[];
  /** No entry will be added to it any more: what comes next opens another run. */
  readonly closed: boolean;
}

/**
 * Numbered pages would all shift when one old entry goes. Here the entries themselves say, by their ids, where a run ends:
 * an entry added or taken out changes the run it lies in and, now and then, one or two after it, whatever the length of the list.
 */
export function chunksOf<T extends { readonly id: string }>(
  entries: readonly T[],
  { min, oneIn, max }: ChunkSizes,
): readonly Chunk<T>[] {
  const chunks: Chunk<T>[] = [];
  let start = 0;
  for (let at = 0; at < entries.length; at++) {
    const size = at - start + 1;
    const closed = size >= max || (size >= min && mixed(entries[at]?.id ?? "") % oneIn === 0);
    if (!closed && at < entries.length - 1) continue;
    chunks.push({ first: entries[start]?.id ?? "", entries: entries.slice(start, at + 1), closed });
    start = at + 1;
  }
  return chunks;
}

const { imul } = Math;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** FNV-1a, then stirred: ids that differ in the last letter alone must not end runs together. */
export function mixed(text: string, seed = 0): number {
  let hash = (FNV_OFFSET ^ seed) >>> 0;
  for (let at = 0; at < text.length; at++) hash = imul(hash ^ text.charCodeAt(at), FNV_PRIME);
  hash = imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
