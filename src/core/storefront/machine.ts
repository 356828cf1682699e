// What programs read of the storefront: the Atom feed, the sitemaps, robots.txt and the search index in parts.

import type { Entry } from "../catalog/entry.ts";
import type { Frame } from "./frame.tsx";
import { hueOf } from "./parts/picture.tsx";
import type { CardData } from "./parts/card.tsx";
import { element, escapeXml } from "./xml.ts";

const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n';
const SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9";

export interface FeedEntry {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly summary: string;
  readonly maintainers: readonly string[];
  readonly added: string;
}

/** `entries`: newest first. Ids name the file in the catalog, so that they stay when the site moves. */
export function feedXml(entries: readonly FeedEntry[], frame: Frame): string {
  const { site, absolute, href } = frame;
  const at = (path: string): string => absolute(path) ?? href(path);
  const file = (id: string): string => `${site.repositoryUrl}/blob/HEAD/listings/${id}.yml`;
  const name = site.marketplace.name;
  return [
    DECLARATION,
    '<feed xmlns="http://www.w3.org/2005/Atom">\n',
    element("id", {}, escapeXml(site.repositoryUrl)),
    element("title", {}, escapeXml(`${name}: new listings`)),
    // An empty feed was updated when there was nothing yet: any fixed time will do, but one there must be.
    element("updated", {}, escapeXml(newestOf(entries.map(({ added }) => added)) ?? "1970-01-01T00:00:00Z")),
    element("author", {}, element("name", {}, escapeXml(name))),
    element("link", { rel: "self", type: "application/atom+xml", href: at("feed.xml") }),
    element("link", { rel: "alternate", type: "text/html", href: at("") }),
    "\n",
    ...entries.map((entry) =>
      [
        "<entry>",
        element("id", {}, escapeXml(file(entry.id))),
        element("title", {}, escapeXml(entry.name)),
        element("link", { rel: "alternate", type: "text/html", href: at(`listings/${entry.id}/`) }),
        element("published", {}, escapeXml(entry.added)),
        element("updated", {}, escapeXml(entry.added)),
        ...entry.maintainers.map((login) => element("author", {}, element("name", {}, escapeXml(login)))),
        element("category", { term: entry.type }),
        element("summary", {}, escapeXml(entry.summary)),
        "</entry>\n",
      ].join(""),
    ),
    "</feed>\n",
  ].join("");
}

function newestOf(times: readonly string[]): string | undefined {
  return times.reduce<string | undefined>(
    (newest, time) => (newest === undefined || time > newest ? time : newest),
    undefined,
  );
}

export interface Address {
  readonly path: string;
  readonly changed?: string;
}

export function sitemapIndex(parts: readonly string[], frame: Frame): string {
  const maps = parts.map((path) => element("sitemap", {}, element("loc", {}, locOf(path, frame))));
  return `${DECLARATION}${element("sitemapindex", { xmlns: SITEMAP }, `\n${maps.join("\n")}\n`)}\n`;
}

export function sitemapPart(addresses: readonly Address[], frame: Frame): string {
  const urls = addresses.map(({ path, changed }) =>
    element(
      "url",
      {},
      element("loc", {}, locOf(path, frame)) +
        (changed === undefined ? "" : element("lastmod", {}, escapeXml(changed))),
    ),
  );
  return `${DECLARATION}${element("urlset", { xmlns: SITEMAP }, `\n${urls.join("\n")}\n`)}\n`;
}

function locOf(path: string, frame: Frame): string {
  return escapeXml(frame.absolute(path) ?? frame.href(path));
}

export function robotsTxt(_: null, frame: Frame): string {
  const sitemap = frame.absolute("sitemap.xml");
  return `User-agent: *\nAllow: /\n${sitemap === undefined ? "" : `Sitemap: ${sitemap}\n`}`;
}

/** One listing as the browser's search knows it; a list, because names of fields 10,000 times over are most of the bytes. */
export type SearchRow = readonly [
  id: string,
  name: string,
  type: string,
  summary: string,
  tags: readonly string[],
  maintainers: readonly string[],
  /** Days since 1970. */
  added: number,
  updated: number,
  /** Path of the picture, or the hue of the tile. */
  picture: string | number,
  underReview: 0 | 1,
];

const DAY_MS = 86_400_000;

export function searchRow(entry: Entry, card: CardData): SearchRow {
  return [
    entry.id,
    entry.name,
    entry.type,
    entry.summary,
    entry.tags,
    entry.maintainers,
    daysOf(entry.added),
    daysOf(entry.updated),
    card.picture ?? hueOf(entry.id),
    card.underReview ? 1 : 0,
  ];
}

function daysOf(iso: string): number {
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? 0 : Math.floor(ms / DAY_MS);
}

/** One row a line, so that a change is a change of one line to whoever reads the branch's history. */
export function searchPart(rows: readonly SearchRow[]): string {
  return `[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]\n`;
}
