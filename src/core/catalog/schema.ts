// The files of a published catalog, version 1, as other programs may rely on them and as we read them back.

import { z } from "zod";
import { ID_PATTERN } from "../listing/ids.ts";
import { ledgerSchema } from "../listing/ledger.ts";
import { entrySchema, type Entry } from "./entry.ts";
import { openSchema } from "./open-schema.ts";
import type { FeedState } from "./feed-state.ts";

export const CATALOG_VERSION = 1;
/** Up to so many listings `catalog.json` holds the entries too. */
export const ENTRIES_INLINE_MAX = 1_000;
/** A part holds the entries whose number, divided by this, is the part's: 50 entries with long descriptions stay below 512 KiB, with all else that a merge sends. */
export const PART_ENTRIES_MAX = 50;

const sha = z.string().regex(/^[0-9a-f]{40}$|^[0-9a-f]{64}$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const time = z.iso.datetime();
const id = z.string().regex(ID_PATTERN);
const day = z.iso.date();

const fileSchema = z.looseObject({
  path: z.string(),
  count: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  /** Of the file's bytes. */
  sha256,
  /** The same file as git names it: it can be read by this name alone. */
  blob: sha,
});

export const catalogSchema = z.looseObject({
  version: z.literal(CATALOG_VERSION),
  /** Grows with every publish. A catalog with a smaller one than you know is an old copy. */
  generation: z.int().positive(),
  /** What the catalog was built from. The three trees and the policy are git's names; null where there was none. */
  source: z.looseObject({
    commit: sha,
    at: time,
    policy: sha,
    listings: sha.nullable(),
    images: sha.nullable(),
    removed: sha.nullable(),
  }),
  marketplace: z.looseObject({
    name: z.string(),
    url: z.string().exactOptional(),
    security: z.string().exactOptional(),
  }),
  count: z.int().nonnegative(),
  types: z.record(z.string(), z.int().positive()),
  tags: z.record(z.string(), z.int().positive()),
  /** The number that the next new entry gets. */
  next: z.int().nonnegative(),
  /** Ids whose file in the catalog repository is newer than what is published, or not published yet. */
  waiting: z.array(id),
  /** Ids whose entry is `under-review`; absent: none. */
  underReview: z.array(id).exactOptional(),
  /** The first day on which some entry must be looked at again (a waiver or a grace ends). */
  due: day.exactOptional(),
  parts: z.array(fileSchema),
  removed: fileSchema,
  /** What the feed keeps: its id, with which those of its entries begin, and when it last changed. */
  feed: z.looseObject({ id: z.string(), updated: time }).exactOptional(),
  /** A digest of everything that all pages share. */
  look: z.string(),
  entries: z.array(entrySchema).exactOptional(),
});

export const partSchema = z.looseObject({
  version: z.literal(CATALOG_VERSION),
  entries: z.array(entrySchema),
});

/** A ledger line as published, with what a restore needs. `marked`: no file of the ledger says so, this line alone does. */
export const removedLineSchema = ledgerSchema.extend({
  status: z.enum(["removed", "withdrawn"]).exactOptional(),
  marked: z.boolean().exactOptional(),
  /** Not removed by anybody: its files stopped passing, and the grace is over. It comes back as soon as they pass. */
  lapsed: z.boolean().exactOptional(),
  /** `/restore` let it back: the identical files come back without a new judgement. */
  lifted: z.boolean().exactOptional(),
  /** When Steward wrote the line, in ms since the epoch: an older word of its own says nothing against it. */
  revision: z.int().nonnegative().exactOptional(),
  /** Others undid it on the default branch: when its ledger file was written again within the last day. */
  rewritten: z.array(time).exactOptional(),
  kept: entrySchema.exactOptional(),
});

export const removedSchema = z.looseObject({
  version: z.literal(CATALOG_VERSION),
  removed: z.array(removedLineSchema.loose()),
});

export interface FileRecord {
  readonly path: string;
  readonly count: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly blob: string;
}

/** `catalog.json` without its entries. */
export interface CatalogHead {
  readonly version: typeof CATALOG_VERSION;
  readonly generation: number;
  readonly source: {
    readonly commit: string;
    readonly at: string;
    readonly policy: string;
    readonly listings: string | null;
    readonly images: string | null;
    readonly removed: string | null;
  };
  readonly marketplace: { readonly name: string; readonly url?: string; readonly security?: string };
  readonly count: number;
  readonly types: Readonly<Record<string, number>>;
  readonly tags: Readonly<Record<string, number>>;
  readonly next: number;
  readonly waiting: readonly string[];
  readonly underReview?: readonly string[];
  readonly due?: string;
  readonly parts: readonly FileRecord[];
  readonly removed: FileRecord;
  readonly feed?: FeedState;
  readonly look: string;
}

export interface CatalogFile extends CatalogHead {
  readonly entries?: readonly Entry[];
}

export type RemovedLine = Omit<z.output<typeof removedLineSchema>, "kept"> & { readonly kept?: Entry };

// The interfaces that everybody else imports say what the schemas say: the functions below do not compile otherwise.

/** undefined: not a catalog of this version; nothing is published on the strength of it. */
export function parseCatalog(text: string): CatalogFile | undefined {
  const parsed = catalogSchema.safeParse(jsonOf(text));
  return parsed.success ? (parsed.data satisfies CatalogFile) : undefined;
}

export function parsePart(text: string): readonly Entry[] | undefined {
  const parsed = partSchema.safeParse(jsonOf(text));
  return parsed.success ? parsed.data.entries : undefined;
}

export function parseEntry(text: string): Entry | undefined {
  const parsed = entrySchema.safeParse(jsonOf(text));
  return parsed.success ? parsed.data : undefined;
}

export function parseRemoved(text: string): readonly RemovedLine[] | undefined {
  const parsed = removedSchema.safeParse(jsonOf(text));
  return parsed.success ? parsed.data.removed : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** JSON Schema of `catalog.json`; each part and entry is described within. `id`: its own address, where that is known. */
export function catalogJsonSchema(id?: string): Record<string, unknown> {
  return {
    ...openSchema(z.toJSONSchema(catalogSchema), id),
    title: "Marketplace catalog, version 1",
    description: "catalog.json: what is published, what it was built from, and where its parts are.",
  };
}

/** JSON Schema of `listings/<id>.json`. */
export function entryJsonSchema(id?: string): Record<string, unknown> {
  return {
    ...openSchema(z.toJSONSchema(entrySchema), id),
    title: "Marketplace entry, version 1",
    description: "One published listing: listings/<id>.json, and an element of `entries`.",
  };
}

/** JSON Schema of `removed.json`. */
export function removedJsonSchema(id?: string): Record<string, unknown> {
  return {
    ...openSchema(z.toJSONSchema(removedSchema), id),
    title: "Marketplace removals, version 1",
    description: "removed.json: every listing that was removed, with the reason.",
  };
}
