// When an entry must be looked at again though nothing changed: a waiver or a grace ends on a day.

import { addDays } from "../time.ts";
import type { Entry } from "./entry.ts";
import type { CatalogHead } from "./schema.ts";

/** The day to assemble for when nothing was judged: what is due stays due. */
export function notLooked(head: Pick<CatalogHead, "due"> | undefined, today: string): string {
  const due = head?.due;
  return due === undefined || due > today ? today : addDays(due, -1);
}

/** The first day on which a waiver or a grace is over, among all entries; a day that has come has been looked at whole. */
export function dueOf(
  head: CatalogHead | undefined,
  put: readonly Entry[],
  today: string,
  parts: ReadonlyMap<number, ReadonlyMap<number, Entry>>,
): string | undefined {
  const before = head?.due !== undefined && head.due > today ? head.due : undefined;
  const seen =
    head?.due === undefined || before !== undefined
      ? put
      : [...parts.values()].flatMap((entries) => [...entries.values()]);
  const days = seen.flatMap(({ checks }) =>
    checks.flatMap(({ waivedUntil, graceUntil }) => [waivedUntil, graceUntil]).map(dayAfter),
  );
  return [...days, before]
    .filter((day) => day !== undefined)
    .filter((day) => day > today)
    .sort()[0];
}

function dayAfter(day: string | undefined): string | undefined {
  return day === undefined ? undefined : addDays(day, 1);
}
