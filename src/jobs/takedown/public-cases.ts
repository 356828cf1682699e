// Which public cases run, as a catalog's own issues tell it: what publishing says of their listings.

import type { Seal } from "../../core/seal.ts";
import type { PublicCase } from "../../core/catalog/under-review.ts";
import { isSilent, removalMs } from "../../core/takedown/clock.ts";
import { createCopyReader, type CopyReader } from "../../core/takedown/copies.ts";
import type { PublicLine } from "../../core/takedown/dashboard.ts";
import { readPublic } from "../../core/takedown/public-side.ts";
import type { CaseRecord } from "../../core/takedown/record.ts";
import type { SeenOwn } from "../../ports/cases.ts";
import type { CatalogForge } from "../../ports/publish.ts";
import type { CatalogCases } from "../publish/context.ts";
import { seeDashboard } from "./observe.ts";

const TEXTS_KEPT_MAX = 1_000;

/** Keeps what was read: thousands of copies are looked at often and change rarely. */
export function createKeptReader(seal: Pick<Seal, "verify">): CopyReader {
  const kept = new Map<string, readonly CaseRecord[]>();
  const read = createCopyReader(seal);
  return (text) => {
    const records = kept.get(text) ?? read(text);
    // The oldest go first; whatever was just asked for is the newest.
    kept.delete(text);
    kept.set(text, records);
    for (const oldest of kept.keys()) {
      if (kept.size <= TEXTS_KEPT_MAX) break;
      kept.delete(oldest);
    }
    return records;
  };
}

/** Cases in the catalog itself are on its dashboard; of those elsewhere it has the public side alone. */
export async function publicCases(ports: {
  readonly forge: CatalogForge;
  readonly repositoryId: number;
  readonly seal: Seal;
  readonly read?: CopyReader;
}): Promise<CatalogCases> {
  const { forge, repositoryId, seal, read } = ports;
  const { copies, sides } = await seeDashboard(forge, repositoryId, seal, read);
  const records = [...copies.values()];
  return {
    running: [
      ...records.flatMap(publicCaseOf),
      ...publicLines(sides).flatMap(({ number, listing, deadlineMs }) =>
        deadlineMs === undefined ? [] : [{ id: listing, deadlineMs, issue: number, isSide: true as const }],
      ),
    ],
    removed: records.flatMap(({ phase, listing, kind, removedMs, atMs, issue, terms }) =>
      phase === "removed"
        ? [
            {
              id: listing,
              reason: kind,
              removedMs: removedMs ?? atMs,
              issue: terms.private ? undefined : issue,
            },
          ]
        : [],
    ),
  };
}

function publicCaseOf(record: CaseRecord): readonly PublicCase[] {
  const deadlineMs = removalMs(record);
  if (deadlineMs === undefined || isSilent(record)) return [];
  return [{ id: record.listing, deadlineMs, issue: record.issue }];
}

/** Public sides, as their own bodies say it. */
export function publicLines(sides: readonly SeenOwn[]): readonly PublicLine[] {
  return sides.flatMap(({ number, body }) => {
    const mark = readPublic(body);
    return mark === undefined ? [] : [{ number, listing: mark.listing, deadlineMs: mark.deadlineMs }];
  });
}
