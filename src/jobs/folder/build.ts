// A catalog folder → everything that a publish would write, with what needs the network left as not run.

import { isoSecond } from "../../core/time.ts";
import { assemble, NEW_ORDER, type Digests, type Published } from "../../core/catalog/assemble.ts";
import type { Catalog, Entry } from "../../core/catalog/entry.ts";
import type { TextFile } from "../../core/catalog/rows.ts";
import type { CatalogHead, RemovedLine } from "../../core/catalog/schema.ts";
import { siteOf } from "../../core/catalog/site.ts";
import { ID_PATTERN } from "../../core/listing/ids.ts";
import type { Policy } from "../../core/policy/policy.ts";
import type { Held, Make, PictureFile, ToMake } from "./build-listing.ts";
import type { Folder, FolderListing } from "./check.ts";

export interface CatalogFolder extends Folder {
  listings(): Promise<readonly Omit<FolderListing, "added">[]>;
  idsIn(folder: "listings" | "removed"): Promise<ReadonlySet<string>>;
}

export interface BuildInput {
  readonly folder: CatalogFolder;
  readonly policy: Policy;
  /** ISO date, UTC. */
  readonly today: string;
  /** `makeListings`, here or in other processes. */
  readonly make: Make;
  readonly digests: Digests;
  /** What was published before: lends order, dates, owners and results. */
  readonly previous: { readonly head: CatalogHead; readonly entries: readonly Entry[] } | undefined;
  readonly source: { readonly commit: string; readonly atMs: number };
  /** When a path was added and last changed; what is not named was so at the source's time. */
  readonly history: ReadonlyMap<string, NonNullable<ToMake["times"]>>;
  /** undefined: git names no remote. */
  readonly repositoryUrl: string | undefined;
  readonly storefront: string;
  /** The policy's logo, drawn; undefined: there is none. */
  readonly logo: PictureFile | undefined;
  /** What other sites are shown in its place; undefined: there is none. */
  readonly share: PictureFile | undefined;
  /** For a preview: whatever can be drawn is drawn, to be fixed or not. */
  readonly lenient: boolean;
}

export interface Built {
  readonly catalog: Catalog;
  /** Catalog files for programs. */
  readonly texts: readonly TextFile[];
  readonly pictures: readonly PictureFile[];
  /** Paths that whoever made a listing has written already. */
  readonly written: ReadonlySet<string>;
  /** What is not let out, or would not be, and why. */
  readonly held: readonly Held[];
  /** Ids whose ledger line cannot be read: nothing is said of their removal. */
  readonly unreadable: readonly string[];
}

export async function buildFolder(input: BuildInput): Promise<Built> {
  const made = await input.make(await numbered(input));
  const entries = made.flatMap(({ entry }) => entry ?? []).sort((a, b) => a.order - b.order);
  // A file whose name is no id has nothing to wait for under that name.
  const waiting = made.flatMap(({ held }) => held?.id ?? []).filter((id) => ID_PATTERN.test(id));
  const ledger = await ledgerOf(input.folder);
  const assembled = assemble(
    emptied(input.previous?.head),
    {
      put: entries,
      rows: new Map(made.flatMap(({ entry, row }) => (entry && row !== undefined ? [[entry.id, row]] : []))),
      drop: [],
      removed: ledger.lines,
      waiting: input.lenient ? [] : waiting,
      source: { ...input.source, policy: "0".repeat(40), listings: null, images: null, removed: null },
      today: input.today,
      site: siteOf(input.policy, input.repositoryUrl, undefined, input.logo?.path, input.share?.path),
      pagesVersion: input.storefront,
    },
    input.digests,
  );
  return {
    catalog: {
      site: assembled.pages.site,
      entries: assembled.pages.changedParts.flatMap((part) => part.entries),
      removed: assembled.pages.removed,
    },
    texts: assembled.texts,
    pictures: [
      ...[input.logo, input.share].filter((one) => one !== undefined),
      ...made.flatMap(({ pictures }) => pictures),
    ],
    written: new Set(made.flatMap(({ written }) => written)),
    held: made.flatMap(({ held }) => held ?? []),
    unreadable: ledger.unreadable,
  };
}

/**
 * Those numbered already keep their numbers; new ones get the next, in the order they came. Known before they are made, so that
 * each can be written out at once; one that is held leaves its number unused.
 */
async function numbered({ folder, previous, history, source }: BuildInput): Promise<readonly ToMake[]> {
  const before = new Map((previous?.entries ?? []).map((entry) => [entry.id, entry]));
  const found = (await folder.listings()).map((listing) => {
    const times = history.get(listing.path);
    return {
      listing,
      before: before.get(listing.id),
      times,
      added: isoSecond(times?.addedMs ?? source.atMs),
    };
  });
  const added = found
    .filter((one) => one.before === undefined)
    .sort((a, b) => (a.added < b.added ? -1 : a.added > b.added ? 1 : a.listing.id < b.listing.id ? -1 : 1));
  const next = previous?.head.next ?? 0;
  const orders = new Map(added.map((one, at) => [one, next + at]));
  return found.map((one) => ({
    listing: one.listing,
    before: one.before,
    times: one.times,
    order: one.before?.order ?? orders.get(one) ?? NEW_ORDER,
  }));
}

/** Numbers and generation go on from what was published; every file is written anew. */
function emptied(head: CatalogHead | undefined): Published {
  const none = { path: "", count: 0, bytes: 0, sha256: "", blob: "" };
  return {
    head:
      head === undefined ? undefined : { ...head, types: {}, tags: {}, parts: [], removed: none, look: "" },
    parts: new Map(),
    removed: [],
  };
}

async function ledgerOf(
  folder: CatalogFolder,
): Promise<{ readonly lines: readonly RemovedLine[]; readonly unreadable: readonly string[] }> {
  const lines: RemovedLine[] = [];
  const unreadable: string[] = [];
  for (const id of [...(await folder.idsIn("removed"))].sort()) {
    const line = await folder.ledger(id);
    if (line === "unreadable") unreadable.push(id);
    else if (line !== undefined) lines.push(line);
  }
  return { lines, unreadable };
}
