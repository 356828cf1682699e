// Which repositories hold a catalog and which none, so that a round asks about one that holds none only after a push there.

import { DAY_MS } from "../../core/time.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ListedRepository } from "../../ports/repository-location.ts";

/** Whatever GitHub's list does not show is found by then. */
const ASKED_AGAIN_MS = DAY_MS;
/** GitHub tells pushes by the second, and its list may lag: what was pushed just now is asked again by the next round. */
const SETTLED_MS = 5 * 60_000;

export interface KnownCatalogs {
  /** Whether a round has to look there. What was never listed, or was pushed, renamed or set up otherwise since, it has to. */
  isDue(listed: ListedRepository): boolean;
  /** Called before a look; what it answers is called with what the look found. */
  look(repositoryId: number): (isCatalog: boolean) => void;
  /** It was one when it was looked at last. */
  isCatalog(repositoryId: number): boolean;
}

/** Kept in memory: a process that begins asks everywhere once. */
export function createKnownCatalogs(clock: Clock): KnownCatalogs {
  const listings = new Map<number, ListedRepository>();
  const none = new Map<number, { readonly asOf: string; readonly atMs: number }>();
  const catalogs = new Set<number>();
  return {
    isDue(listed) {
      const { repositoryId } = listed;
      listings.set(repositoryId, listed);
      const known = none.get(repositoryId);
      return known?.asOf !== asOf(listed) || clock.nowMs() - known.atMs >= ASKED_AGAIN_MS;
    },
    look(repositoryId) {
      // As it was listed before the look: what is pushed meanwhile differs at the next round.
      const listed = listings.get(repositoryId);
      const atMs = clock.nowMs();
      return (isCatalog) => {
        none.delete(repositoryId);
        if (isCatalog) catalogs.add(repositoryId);
        else catalogs.delete(repositoryId);
        if (isCatalog || listed?.pushedAtMs === undefined || atMs - listed.pushedAtMs < SETTLED_MS) return;
        none.set(repositoryId, { asOf: asOf(listed), atMs });
      };
    },
    isCatalog: (repositoryId) => catalogs.has(repositoryId),
  };
}

function asOf({ owner, name, pushedAtMs, defaultBranch }: ListedRepository): string {
  return JSON.stringify([owner, name, pushedAtMs, defaultBranch]);
}
