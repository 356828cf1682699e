// Where the files of many new listings came from, asked about all of them together before each is looked at.

import type { Origin } from "../../core/publication/origin.ts";
import { folder } from "../facts/trees.ts";
import type { PendingWork, PublishPorts, PublishSnapshot } from "./context.ts";
import type { EvaluationContext } from "./evaluation-context.ts";

/** Fewer are asked about one by one, which takes no call more. */
const MANY = 10;

export async function openOrigins(
  { forge }: Pick<PublishPorts, "forge">,
  { state }: Pick<PublishSnapshot, "state">,
  work: Pick<PendingWork, "ids" | "listings" | "entries">,
): Promise<EvaluationContext["origins"]> {
  const { tipSha, tipTree, defaultBranch } = state;
  const fresh = new Set(work.ids.filter((id) => isFresh(work, id)));
  const pushed =
    fresh.size < MANY
      ? new Map<string, Origin>()
      : await forge.pushedOrigins(tipSha, [
          ...[...fresh].map((id) => `listings/${id}.yml`),
          // Most pictures are called as their listing is; the few others are asked about with it.
          ...(await folder(forge, tipTree, "images"))
            .filter(({ name }) => fresh.has(name.replace(/\.[a-z]+$/, "")))
            .map(({ name }) => `images/${name}`),
        ]);
  return async (paths) => {
    const known = paths.flatMap((path): [string, Origin][] => {
      const origin = pushed.get(path);
      return origin === undefined ? [] : [[path, origin]];
    });
    const open = paths.filter((path) => !pushed.has(path));
    const asked = open.length === 0 ? [] : await forge.origins(tipSha, open, defaultBranch);
    return new Map([...known, ...asked]);
  };
}

/** Of a listing that stands as it was published nobody is asked who changed it. */
function isFresh({ listings, entries }: Pick<PendingWork, "listings" | "entries">, id: string): boolean {
  const file = listings.get(id);
  return file !== undefined && entries.get(id)?.source.blobs[`listings/${id}.yml`] !== file.sha;
}
