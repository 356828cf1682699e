// Which files programs read there are, and what each is made of: feed, search index, schemas, sitemaps.

import { PART_ENTRIES_MAX } from "../catalog/schema.ts";
import type { RemovedEntry, Site } from "../catalog/entry.ts";
import type { Frame } from "./frame.tsx";
import { pagesOf } from "./lists.ts";
import { isoOf, rowOf, type Listed } from "./listed.ts";
import {
  feedXml,
  robotsTxt,
  SCHEMA_NAMES,
  schemaJson,
  schemaPath,
  searchPart,
  sitemapIndex,
  sitemapPart,
  type Feed,
} from "./machine.ts";
import type { Counted } from "./pages/home.tsx";
import { folderOf, type ListKind } from "./pages/list.tsx";
import type { CardData } from "./parts/card.tsx";

/** `draw` is given the input and the frame and nothing else, so that an equal input cannot make another page. */
export type AddFile = <I>(path: string, input: I, draw: (input: I, frame: Frame) => string) => void;

const FEED_MAX = 50;
/** Addresses in one of the sitemaps beside those of listings: it is written anew as a whole. */
const SITEMAP_MAX = 1_000;

export function addFeed(add: AddFile, kept: Site["feed"], listed: readonly Listed[]): void {
  const entries = listed
    .slice(-FEED_MAX)
    .reverse()
    .map(({ id, name, type, summary, maintainers, added, updated }) => {
      return { id, name, type, summary, maintainers, added: isoOf(added), updated: isoOf(updated) };
    });
  const feed: Feed = { kept, entries };
  add("feed.xml", feed, feedXml);
}

export function addMachine(
  add: AddFile,
  listed: readonly Listed[],
  frame: Frame,
  touched: ReadonlySet<number> | undefined,
): void {
  add("robots.txt", null, robotsTxt);
  for (const name of SCHEMA_NAMES) add(schemaPath(name), name, schemaJson);
  const parts = partsOf(listed);
  const own = touched === undefined ? parts : parts.filter(([part]) => touched.has(part));
  for (const [part, inPart] of own) add(`search/${part}.json`, inPart.map(rowOf), searchPart);
  add(
    "search/index.json",
    parts.map(([part, inPart]) => [`search/${part}.json`, inPart.length]),
    (list) => `${JSON.stringify({ version: 1, base: frame.site.basePath, parts: list })}\n`,
  );
}

/** Sitemaps are made of whole addresses: without the site's own there is none. */
export function addSitemaps(
  add: AddFile,
  shown: {
    readonly listed: readonly Listed[];
    readonly lists: ReadonlyMap<ListKind, readonly CardData[]>;
    readonly removed: readonly RemovedEntry[];
    readonly tags: readonly Counted[];
  },
  frame: Frame,
  touched: ReadonlySet<number> | undefined,
): void {
  if (frame.site.origin === undefined) return;
  const { listed, removed, tags } = shown;
  const maps: string[] = [];
  const map = (name: string, paths: readonly string[]): void => {
    if (paths.length === 0) return;
    maps.push(`sitemap/${name}.xml`);
    add(
      `sitemap/${name}.xml`,
      paths.slice(0, SITEMAP_MAX).map((path) => ({ path })),
      sitemapPart,
    );
  };
  const types = frame.site.types.map((type) => `type/${type}/`);
  map("site", ["", "all/", "about/", "checklist/", "tags/", "removed/", ...types]);
  map("tags", tags.map(({ name }) => `tag/${name}/`).sort());
  // Older pages of lists so long that they bear no numbers are left out: their listings are named themselves.
  const older = [...shown.lists].flatMap(([list, cards]) =>
    pagesOf(cards)
      .filter(({ path, place }) => path !== "" && place !== undefined)
      .map(({ path }) => `${folderOf(list)}${path}`),
  );
  map("lists", older);
  map(
    "removed",
    removed.map(({ id }) => `removed/${id}/`),
  );
  const parts = partsOf(listed);
  const own = touched === undefined ? parts : parts.filter(([part]) => touched.has(part));
  for (const [part, inPart] of own)
    add(
      `sitemap/${part}.xml`,
      inPart.map(({ id, updated }) => ({ path: `listings/${id}/`, changed: isoOf(updated) })),
      sitemapPart,
    );
  add("sitemap.xml", [...maps, ...parts.map(([part]) => `sitemap/${part}.xml`)], sitemapIndex);
}

/** The same parts as the catalog's own. */
function partsOf(listed: readonly Listed[]): readonly (readonly [number, readonly Listed[]])[] {
  const parts = new Map<number, Listed[]>();
  for (const one of listed) {
    const number = Math.floor(one.order / PART_ENTRIES_MAX);
    const part = parts.get(number);
    if (part === undefined) parts.set(number, [one]);
    else part.push(one);
  }
  return [...parts];
}
