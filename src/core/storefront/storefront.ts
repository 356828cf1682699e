// Catalog → every file of the storefront, each drawn only when it is asked for; and which of them a change touches.

import type { Catalog, Entry, RemovedEntry, Site } from "../catalog/entry.ts";
import { assetsOf, assetDigest, type BrowserSources } from "./assets.ts";
import type { BadgeInput } from "./badge.ts";
import type { Frame } from "./frame.tsx";
import { pagesOf } from "./lists.ts";
import { listedOf, type Listed } from "./listed.ts";
import { addFeed, addMachine, addSitemaps, type AddFile } from "./machine-files.ts";
import { homePage, type Counted, type HomeInput } from "./pages/home.tsx";
import { folderOf, listPage, type ListInput, type ListKind } from "./pages/list.tsx";
import { aboutPage, checklistPage, notFoundPage, tagsPage } from "./pages/plain.tsx";
import { problemsPage, type ShownProblem } from "./pages/problems.tsx";
import { removedListPage, tombstonePage } from "./pages/removed.tsx";
import { cardOf, type CardData } from "./parts/card.tsx";
import { BADGES, badgeOf, drawListing, frameOf, listingPath, type File } from "./own.ts";
import { isSame } from "./same.ts";
import { allFit } from "./text.ts";

const HOME_NEWEST_MAX = 12;
const HOME_CHANGED_MAX = 3;
const HOME_TAGS_MAX = 24;
const TAGS_MAX = 300;

export interface StorefrontPage {
  readonly path: string;
  /** All that the page shows besides the frame: equal inputs in equal frames make equal bytes. */
  readonly input: unknown;
  draw(): string;
}

export interface Storefront {
  readonly look: Frame;
  readonly pages: ReadonlyMap<string, StorefrontPage>;
  /** What all pages share. When it differs, they all do. */
  readonly frame: string;
}

/** What a storefront is drawn from. */
export interface StorefrontInput {
  readonly site: Site;
  /** All listings, in order of addition. */
  readonly listed: readonly Listed[];
  /** Those whose own pages may be drawn: all of them, or those that changed. */
  readonly entries: readonly Entry[];
  /** Newest removal first. */
  readonly removed: readonly RemovedEntry[];
  /** Where two storefronts are only to be compared: what of them can differ. Other files are left out of both. */
  readonly touched?: Touched;
}

export interface Touched {
  readonly ids: ReadonlySet<string>;
  /** Numbers of parts. */
  readonly parts: ReadonlySet<number>;
  /** The cards made so far: a listing that both have is one card. */
  readonly cards: WeakMap<Listed, CardData>;
}

export function openStorefront({ site, entries, removed }: Catalog, sources: BrowserSources): Storefront {
  return openPartly({ site, listed: entries.map(listedOf), entries, removed }, sources);
}

/** Cheap even for a large catalog: nothing is drawn yet. */
export function openPartly(input: StorefrontInput, sources: BrowserSources): Storefront {
  const site = allFit(input.site);
  const { listed, touched } = input;
  const removed = input.removed.map(allFit);
  const { names, files } = assetsOf(sources, site);
  const frame = frameOf(site, sources);
  const pages = new Map<string, StorefrontPage>();
  const add: AddFile = (path, given, draw) => {
    pages.set(path, { path, input: given, draw: () => draw(given, frame) });
  };
  for (const { path, text } of files) add(path, text, (inner) => inner);
  const cards = listed.map((one) => cardFor(one, touched));
  const tags = tagsByUse(listed);
  addHome(add, site, listed, cards, tags);
  const own = touched === undefined ? listed : listed.filter(({ id }) => touched.ids.has(id));
  addListings(add, own, input.entries, frame);
  const lists = listsOf(site.types, listed, cards);
  addLists(add, lists, countedTypes(site.types, listed));
  addRemoved(add, listed, removed, site.marketplace.name);
  addFeed(add, site.feed, listed);
  addMachine(add, listed, frame, touched?.parts);
  addSitemaps(add, { listed, lists, removed, tags }, frame, touched?.parts);
  add("about/index.html", null, aboutPage);
  add("checklist/index.html", null, checklistPage);
  add("tags/index.html", tags.slice(0, TAGS_MAX), tagsPage);
  add("404.html", null, notFoundPage);
  // GitHub Pages is to serve the files as they are.
  add(".nojekyll", null, () => "");
  return { pages, look: frame, frame: assetDigest(JSON.stringify([frame.site, names])) };
}

function cardFor(listed: Listed, touched: Touched | undefined): CardData {
  const card = touched?.cards.get(listed) ?? cardOf(listed);
  touched?.cards.set(listed, card);
  return card;
}

/** `except`: paths that need not be drawn. */
export function* pageFiles(storefront: Storefront, except: ReadonlySet<string> = new Set()): Iterable<File> {
  for (const { path, draw } of storefront.pages.values()) if (!except.has(path)) yield { path, text: draw() };
}

/** undefined: the storefront has no such file. */
export function fileAt(storefront: Storefront, path: string): File | undefined {
  const page = storefront.pages.get(path);
  return page === undefined ? undefined : { path, text: page.draw() };
}

/** In a preview, what stands in place of a page that cannot be drawn yet. */
export function problemsAt(
  { look }: Storefront,
  input: { readonly id: string; readonly problems: readonly ShownProblem[] },
): string {
  return problemsPage(input, look);
}

export interface PageChanges {
  /** Paths whose bytes differ, or are new. */
  readonly write: readonly string[];
  readonly remove: readonly string[];
}

/**
 * Compares what pages show, and draws none. What has another frame is written anew throughout: `next` must have been given
 * all entries then.
 */
export function pageChanges(previous: Storefront | undefined, next: Storefront): PageChanges {
  const before = previous?.frame === next.frame ? previous.pages : new Map<string, StorefrontPage>();
  const write = [...next.pages.values()].filter(({ path, input }) => {
    if (input === KEPT) return false;
    const old = before.get(path);
    return old === undefined || !isSame(old.input, input);
  });
  const remove = [...(previous?.pages.keys() ?? [])].filter((path) => !next.pages.has(path));
  return { write: write.map(({ path }) => path), remove };
}

function addHome(
  add: AddFile,
  { types, source }: Site,
  listed: readonly Listed[],
  cards: readonly CardData[],
  tags: readonly Counted[],
): void {
  const newest = cards.slice(-HOME_NEWEST_MAX).reverse();
  const shown = new Set(newest.map(({ id }) => id));
  const changed = listed
    .map((one, index) => ({ one, card: cards[index] as CardData }))
    .filter(({ one }) => one.updated > one.added && !shown.has(one.id))
    .sort((a, b) => b.one.updated - a.one.updated || a.one.order - b.one.order)
    .slice(0, HOME_CHANGED_MAX)
    .map(({ card }) => card);
  const home: HomeInput = {
    newest,
    changed,
    tags: tags.slice(0, HOME_TAGS_MAX),
    types: countedTypes(types, listed),
    total: listed.length,
    at: source.at,
  };
  add("index.html", home, homePage);
}

/** Stands for a page that stays as it was published: its entry was not given. */
const KEPT = Symbol("kept");

function addListings(add: AddFile, listed: readonly Listed[], entries: readonly Entry[], look: Frame): void {
  const entryById = new Map(entries.map((entry) => [entry.id, entry]));
  const listedBadge = badgeOf("active", look);
  const reviewed = badgeOf("under-review", look);
  for (const { id, underReview } of listed) {
    const entry = entryById.get(id);
    const path = listingPath(id);
    if (entry !== undefined) add(path, entry, drawListing);
    else
      add(path, KEPT, () => {
        throw new Error(`the entry of ${id} was not given`);
      });
    addBadge(add, id, underReview ? reviewed : listedBadge);
  }
}

function addBadge(add: AddFile, id: string, input: BadgeInput): void {
  for (const [extension, draw] of BADGES) add(`badge/${id}.${extension}`, input, draw);
}

/** Each list with what belongs on it. A type nobody uses has an empty page, which the home page leads to. */
function listsOf(
  types: readonly string[],
  listed: readonly Listed[],
  cards: readonly CardData[],
): ReadonlyMap<ListKind, readonly CardData[]> {
  const lists = new Map<ListKind, CardData[]>([[{ kind: "all" }, [...cards]]]);
  const byType = new Map<string, CardData[]>();
  const byTag = new Map<string, CardData[]>();
  const listAt = (known: Map<string, CardData[]>, kind: "type" | "tag", name: string): CardData[] => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const list: CardData[] = [];
    known.set(name, list);
    lists.set({ kind, name }, list);
    return list;
  };
  for (const type of types) listAt(byType, "type", type);
  listed.forEach(({ type, tags }, at) => {
    const card = cards[at] as CardData;
    listAt(byType, "type", type).push(card);
    for (const tag of tags) {
      const list = listAt(byTag, "tag", tag);
      if (list.at(-1) !== card) list.push(card);
    }
  });
  return lists;
}

function addLists(
  add: AddFile,
  lists: ReadonlyMap<ListKind, readonly CardData[]>,
  types: readonly Counted[],
): void {
  for (const [list, cards] of lists) {
    for (const page of pagesOf(cards)) {
      const input: ListInput =
        list.kind === "all" && page.path === "" ? { list, page, types } : { list, page };
      add(`${folderOf(list)}${page.path}index.html`, input, listPage);
    }
  }
}

function addRemoved(
  add: AddFile,
  listed: readonly Listed[],
  removed: readonly RemovedEntry[],
  marketplace: string,
): void {
  const live = new Set(listed.map(({ id }) => id));
  for (const entry of removed) {
    add(`removed/${entry.id}/index.html`, entry, tombstonePage);
    if (live.has(entry.id)) continue;
    add(listingPath(entry.id), entry, tombstonePage);
    addBadge(add, entry.id, { marketplace, state: "removed" });
  }
  for (const page of pagesOf([...removed].reverse()))
    add(`removed/${page.path}index.html`, page, removedListPage);
}

/** The most used first; equally used ones by name. */
function tagsByUse(entries: readonly Pick<Listed, "tags">[]): readonly Counted[] {
  const uses = new Map<string, number>();
  for (const { tags } of entries) for (const tag of new Set(tags)) uses.set(tag, (uses.get(tag) ?? 0) + 1);
  return [...uses]
    .sort(([a, usesOfA], [b, usesOfB]) => usesOfB - usesOfA || (a < b ? -1 : 1))
    .map(([name, count]) => ({ name, count }));
}

/** Every type of the policy with how many listings have it, none among them. */
function countedTypes(types: readonly string[], listed: readonly Pick<Listed, "type">[]): readonly Counted[] {
  const counts = new Map<string, number>();
  for (const { type } of listed) counts.set(type, (counts.get(type) ?? 0) + 1);
  return types.map((name) => ({ name, count: counts.get(name) ?? 0 }));
}
