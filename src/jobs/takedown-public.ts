// Which public cases run, as a catalog's own issues tell it: what publishing says of their listings.

import type { PublicCase } from "../core/catalog/under-review.ts";
import { isSilent, removalMs } from "../core/takedown/clock.ts";
import type { PublicLine } from "../core/takedown/dashboard.ts";
import { readPublic } from "../core/takedown/public-side.ts";
import type { CaseRecord, Seal } from "../core/takedown/record.ts";
import type { SeenOwn } from "../ports/cases.ts";
import type { CatalogForge } from "../ports/publish.ts";
import { seeDashboard } from "./takedown-seen.ts";

/** Cases in the catalog itself are on its dashboard; of those elsewhere it has the public side alone. */
export async function publicCases(ports: {
  readonly forge: CatalogForge;
  readonly repositoryId: number;
  readonly seal: Seal;
}): Promise<readonly PublicCase[]> {
  const { forge, repositoryId, seal } = ports;
  const { copies, sides } = await seeDashboard(forge, repositoryId, seal);
  return [
    ...[...copies.values()].flatMap(publicCaseOf),
    ...publicLines(sides).flatMap(({ number, listing, deadlineMs }) =>
      deadlineMs === undefined ? [] : [{ id: listing, deadlineMs, issue: number }],
    ),
  ];
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
