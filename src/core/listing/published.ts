// What reviews and cases read of what was published: who owns an entry, and which ids were removed.

import { z } from "zod";
import { ledgerSchema, type LedgerLine, type LedgerWord } from "./ledger.ts";

const JSON_BYTES_MAX = 16 * 1024 * 1024;

const entrySchema = z.object({
  id: z.string(),
  owners: z.array(z.object({ id: z.int().positive(), login: z.string() })),
});

const removedSchema = z.object({
  version: z.literal(1),
  removed: z.array(
    ledgerSchema
      .extend({
        lapsed: z.boolean().optional(),
        lifted: z.boolean().optional(),
        revision: z.int().nonnegative().optional(),
      })
      .loose(),
  ),
});

export type PublishedOwners = z.output<typeof entrySchema>["owners"];

/** undefined: not an entry of that id; nobody's ownership follows from it. */
export function parseOwners(bytes: Uint8Array, id: string): PublishedOwners | undefined {
  const parsed = entrySchema.safeParse(parseJson(bytes));
  return parsed.success && parsed.data.id === id ? parsed.data.owners : undefined;
}

/** What was published of one removal. */
export interface RememberedRemoval {
  readonly line: LedgerLine;
  /** When Steward wrote it, in ms; 0: an earlier version did. */
  readonly revision: number;
  /** It lapsed, or `/restore` let it back: it may come. */
  readonly isFree: boolean;
}

/** Every removal that Steward remembers, by id, whatever the default branch says. undefined: unreadable. */
export function parseRemovals(bytes: Uint8Array): ReadonlyMap<string, RememberedRemoval> | undefined {
  const parsed = removedSchema.safeParse(parseJson(bytes));
  if (!parsed.success) return undefined;
  return new Map(
    parsed.data.removed.map(
      ({ version, id, reason, removed, name, cases, owners, blobs, lapsed, lifted, revision = 0 }) => [
        id,
        {
          line: { version, id, reason, removed, name, cases, owners, blobs },
          revision,
          isFree: lapsed === true || lifted === true,
        },
      ],
    ),
  );
}

/**
 * What counts of a removal: Steward's memory; before it a ledger file that it sealed later; a file of somebody else's only
 * where it remembers nothing.
 */
export function lineThatCounts(
  memory: RememberedRemoval | undefined,
  file: LedgerWord | undefined,
): LedgerLine | "unreadable" | undefined {
  const isNewer = file?.revision !== undefined && file.revision > (memory?.revision ?? -1);
  if (memory !== undefined && !isNewer) return memory.isFree ? undefined : memory.line;
  return file === undefined ? undefined : (file.line ?? "unreadable");
}

function parseJson(bytes: Uint8Array): unknown {
  if (bytes.byteLength > JSON_BYTES_MAX) return undefined;
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}
