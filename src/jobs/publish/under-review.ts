// Public cases that began or ended: the entries they are about say so, without a new judgement.

import type { Entry } from "../../core/catalog/entry.ts";
import { saysSameOfCases, underCases, type PublicCase } from "../../core/catalog/under-review.ts";
import type { PublishSnapshot, PendingWork } from "./context.ts";
import { readEntries } from "./work.ts";

export interface UnderCases {
  /** All that go out, with what runs about each of them. */
  readonly put: readonly Entry[];
  /** Those among them that nothing but a case has changed, as they were published. */
  readonly before: ReadonlyMap<string, Entry>;
}

export async function putUnderCases(
  { out, own, head }: PublishSnapshot,
  { entries }: PendingWork,
  { put, going }: { readonly put: readonly Entry[]; readonly going: readonly { readonly entry: Entry }[] },
  cases: readonly PublicCase[],
): Promise<UnderCases> {
  const busy = new Set([...put, ...going.map(({ entry }) => entry)].map(({ id }) => id));
  const ids = [...new Set([...cases.map(({ id }) => id), ...(head?.underReview ?? [])])]
    .filter((id) => !busy.has(id))
    .sort();
  const unread = ids.filter((id) => !entries.has(id));
  // Where the whole catalog was read, what is not among it is not published.
  const wasRead = head === undefined || head.entries !== undefined;
  const read = own === undefined || wasRead || unread.length === 0 ? [] : await readEntries(out, own, unread);
  const published = [...ids.flatMap((id) => entries.get(id) ?? []), ...read];
  const told = published.filter((entry) => !saysSameOfCases(entry, underCases(entry, cases)));
  return {
    put: [...put, ...told].map((entry) => underCases(entry, cases)),
    before: new Map(told.map((entry) => [entry.id, entry])),
  };
}
