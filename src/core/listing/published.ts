// What reviews read of what was published: who owns an entry, and which ids are marked as removed.

import { z } from "zod";
import { ledgerSchema, type LedgerLine } from "./ledger.ts";

const JSON_BYTES_MAX = 16 * 1024 * 1024;

const entrySchema = z.object({
  id: z.string(),
  owners: z.array(z.object({ id: z.int().positive(), login: z.string() })),
});

const removedSchema = z.object({
  version: z.literal(1),
  removed: z.array(ledgerSchema.extend({ marked: z.boolean().optional() }).loose()),
});

export type PublishedOwners = z.output<typeof entrySchema>["owners"];

/** undefined: not an entry of that id; nobody's ownership follows from it. */
export function parseOwners(bytes: Uint8Array, id: string): PublishedOwners | undefined {
  const parsed = entrySchema.safeParse(parseJson(bytes));
  return parsed.success && parsed.data.id === id ? parsed.data.owners : undefined;
}

/** Ids taken out of what is published although their file still stands (a protected branch). undefined: unreadable. */
export function parseMarked(bytes: Uint8Array): ReadonlyMap<string, LedgerLine> | undefined {
  const parsed = removedSchema.safeParse(parseJson(bytes));
  if (!parsed.success) return undefined;
  return new Map(
    parsed.data.removed
      .filter(({ marked }) => marked === true)
      .map(({ version, id, reason, removed, name, cases, owners, blobs }) => [
        id,
        { version, id, reason, removed, name, cases, owners, blobs },
      ]),
  );
}

function parseJson(bytes: Uint8Array): unknown {
  if (bytes.byteLength > JSON_BYTES_MAX) return undefined;
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}
