// What the storefront is given to render from: never more of the catalog than has to be read for one change.

import type { Entry, RemovedEntry, Site } from "./entry.ts";
import type { FeedState } from "./feed-state.ts";

export interface Part {
  readonly number: number;
  /** In order of addition. */
  readonly entries: readonly Entry[];
}

export interface PagesInput {
  readonly site: Site;
  /** As it was published last; undefined: nothing was, or it was not written down. */
  readonly feedBefore: FeedState | undefined;
  readonly counts: {
    readonly entries: number;
    readonly types: Readonly<Record<string, number>>;
    readonly tags: Readonly<Record<string, number>>;
  };
  /** Every part there is, by number, with how many entries each holds; those without entries are not listed. */
  readonly parts: readonly { readonly number: number; readonly count: number }[];
  /** Every entry in order of addition, where the catalog is small enough to be read whole; else undefined. */
  readonly all: readonly Entry[] | undefined;
  /** The parts in which something changed, each with all its entries; every part when `everything`. */
  readonly changedParts: readonly Part[];
  /** The newest additions, newest first: at least 50 where there are so many. */
  readonly newest: readonly Entry[];
  /** Ids whose own pages are to be written. */
  readonly changed: ReadonlySet<string>;
  /** Newest removal first. */
  readonly removed: readonly RemovedEntry[];
  /** Ids removed, or changed in the ledger, since the last publish: their tombstones are to be written. */
  readonly removedChanged: ReadonlySet<string>;
  /** As `removed.json` said before, newest removal first. */
  readonly removedBefore: readonly RemovedEntry[];
  /** The pages' common frame changed (policy, look): every page is to be written. */
  readonly everything: boolean;
}

export interface PageText {
  /** Within OUTPUT_PATHS; never `catalog.json`, `catalog/`, `removed.json`, `images/` or `listings/<id>.json`. */
  readonly path: string;
  readonly text: string;
}

export interface PagesOut {
  /** Drawn one by one, as they are taken. */
  readonly write: Iterable<PageText>;
  /** Paths that were published and are no more. */
  readonly remove: readonly string[];
}

export interface Pages {
  /** Changes whenever the same input would render differently: then every page is written anew. */
  readonly version: string;
  /** Folder of the published files that `render` needs; undefined: none. */
  readonly indexFolder: string | undefined;
  /**
   * `before`: the texts of the files in that folder as we published them last, by path. undefined: they are not what we
   * write, so the whole catalog must be given (`everything`).
   */
  render(input: PagesInput, before: ReadonlyMap<string, string>): PagesOut | undefined;
}

/** Everything that publishing may write or delete on the publish branch; a trailing slash means all below it. */
export const OUTPUT_PATHS = [
  "catalog.json",
  "catalog/",
  "listings/",
  "removed.json",
  "removed/",
  "verification.json",
  "images/",
  "badge/",
  "type/",
  "tag/",
  "tags/",
  "all/",
  "search/",
  "assets/",
  "schema/",
  "about/",
  "checklist/",
  "index.html",
  "404.html",
  "feed.xml",
  "sitemap.xml",
  "sitemap/",
  "robots.txt",
  "manifest.webmanifest",
  ".nojekyll",
] as const;

export function isOutput(path: string): boolean {
  return OUTPUT_PATHS.some((one) => (one.endsWith("/") ? path.startsWith(one) : path === one));
}
