// Which public cases run, as a catalog's own issues tell it: what publishing says of their listings.

import type { PublicCase } from "../core/catalog/under-review.ts";
import { isSilent, removalMs } from "../core/takedown/clock.ts";
import { LABELS } from "../core/takedown/labels.ts";
import { readPublic } from "../core/takedown/public-side.ts";
import type { CaseRecord, Seal } from "../core/takedown/record.ts";
import type { CatalogForge } from "../ports/publish.ts";
import { seeDashboard } from "./takedown-seen.ts";

/** Cases in the catalog itself are on its dashboard; of those elsewhere it has the public side alone. */
export async function publicCases(ports: {
  readonly forge: CatalogForge;
  readonly repositoryId: number;
  readonly seal: Seal;
}): Promise<readonly PublicCase[]> {
  const { forge, repositoryId, seal } = ports;
  const [{ copies }, sides] = await Promise.all([
    seeDashboard(forge, repositoryId, seal),
    publicSides(forge),
  ]);
  return [
    ...[...copies.values()].flatMap(publicCaseOf),
    ...sides.flatMap(({ number, listing, deadlineMs }) =>
      deadlineMs === undefined ? [] : [{ id: listing, deadlineMs, issue: number }],
    ),
  ];
}

function publicCaseOf(record: CaseRecord): readonly PublicCase[] {
  const deadlineMs = removalMs(record);
  if (deadlineMs === undefined || isSilent(record)) return [];
  return [{ id: record.listing, deadlineMs, issue: record.issue }];
}

/** Public sides that are open, as their own bodies say it. */
export async function publicSides(forge: Pick<CatalogForge, "ownIssues">): Promise<
  readonly {
    readonly number: number;
    readonly listing: string;
    readonly deadlineMs: number | undefined;
  }[]
> {
  const own = await forge.ownIssues(LABELS.underReview.name);
  return own.flatMap(({ number, open, body }) => {
    const mark = open ? readPublic(body) : undefined;
    return mark === undefined ? [] : [{ number, listing: mark.listing, deadlineMs: mark.deadlineMs }];
  });
}
