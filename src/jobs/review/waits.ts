// How long submissions take in each catalog, measured once in a while along with a review, and kept in memory.

import { HOUR_MS } from "../../core/time.ts";
import { waitsOf, type MergedSubmission, type Waits } from "../../core/review/waits.ts";
import type { Clock } from "../../ports/clock.ts";

const KEPT_MS = 6 * HOUR_MS;

/** One catalog's. */
export interface CatalogWaits {
  /** It is time to measure anew. */
  due(): boolean;
  measured(merged: readonly MergedSubmission[]): void;
  /** undefined: nobody can say. */
  now(): Waits | undefined;
}

/** By repository number; losing it costs a larger question. */
export function createWaits(clock: Clock): (repositoryId: number) => CatalogWaits {
  const kept = new Map<number, { readonly untilMs: number; readonly waits: Waits | undefined }>();
  return (repositoryId) => ({
    due: () => clock.nowMs() >= (kept.get(repositoryId)?.untilMs ?? 0),
    measured: (merged) =>
      void kept.set(repositoryId, { untilMs: clock.nowMs() + KEPT_MS, waits: waitsOf(merged) }),
    now: () => kept.get(repositoryId)?.waits,
  });
}
