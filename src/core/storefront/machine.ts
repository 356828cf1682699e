// What programs read of the storefront: the Atom feed, the sitemaps, robots.txt, the schemas, and the search index in parts.

import { catalogJsonSchema, entryJsonSchema, removedJsonSchema } from "../catalog/schema.ts";
import { verificationJsonSchema } from "../verification/file.ts";
import type { FeedState } from "../catalog/feed-state.ts";
import type { Frame } from "./frame.tsx";
import type { SearchRow } from "./listed.ts";
import { element, escapeXml } from "./xml.ts";

const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n';
const SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9";

export interface FeedEntry {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly summary: string;
  readonly maintainers: readonly string[];
  /** ISO date-times, UTC. */
  readonly added: string;
  readonly updated: string;
}

export interface Feed {
  /** undefined: nothing was published from this yet. */
  readonly kept: FeedState | undefined;
  /** Newest first. */
  readonly entries: readonly FeedEntry[];
}

/** A feed must say when it was updated; one that never held an entry says the beginning of time. */
const NEVER = "1970-01-01T00:00:00Z";

/**
 * Ids name the file in the catalog as it was first called, so that they stay when the site or the repository moves. Many
 * readers cannot follow a relative link: where the site's address is unknown, links lead to the files in the repository.
 */
export function feedXml({ kept, entries }: Feed, frame: Frame): string {
  const { site, absolute, href } = frame;
  const fileAt = (repository: string | undefined, id: string): string | undefined =>
    repository === undefined ? undefined : `${repository}/blob/HEAD/listings/${id}.yml`;
  const repository = kept?.id ?? site.repositoryUrl;
  // A site of which nobody knows where it lives has readers at home alone.
  const feedId = repository ?? absolute("") ?? "urn:steward:not-published";
  const idOf = (id: string): string =>
    fileAt(repository, id) ?? absolute(`listings/${id}/`) ?? `${feedId}:${id}`;
  const updatedOf = ({ added, updated }: FeedEntry): string => (updated > added ? updated : added);
  const self = absolute("feed.xml");
  const name = site.marketplace.name;
  return [
    DECLARATION,
    '<feed xmlns="http://www.w3.org/2005/Atom">\n',
    element("id", {}, escapeXml(feedId)),
    element("title", {}, escapeXml(`${name}: new listings`)),
    element("updated", {}, escapeXml(kept?.updated ?? newestOf(entries.map(updatedOf)) ?? NEVER)),
    element("author", {}, element("name", {}, escapeXml(name))),
    self === undefined ? "" : element("link", { rel: "self", type: "application/atom+xml", href: self }),
    element("link", {
      rel: "alternate",
      type: "text/html",
      href: absolute("") ?? site.repositoryUrl ?? href(""),
    }),
    "\n",
    ...entries.map((entry) =>
      [
        "<entry>",
        element("id", {}, escapeXml(idOf(entry.id))),
        element("title", {}, escapeXml(entry.name)),
        element("link", {
          rel: "alternate",
          type: "text/html",
          href:
            absolute(`listings/${entry.id}/`) ??
            fileAt(site.repositoryUrl, entry.id) ??
            href(`listings/${entry.id}/`),
        }),
        element("published", {}, escapeXml(entry.added)),
        element("updated", {}, escapeXml(updatedOf(entry))),
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

/** The schemas of what programs read, by the file's name under `schema/`. */
const SCHEMAS = {
  catalog: catalogJsonSchema,
  entry: entryJsonSchema,
  removed: removedJsonSchema,
  verification: verificationJsonSchema,
} as const;

export type SchemaName = keyof typeof SCHEMAS;
export const SCHEMA_NAMES = Object.keys(SCHEMAS) as readonly SchemaName[];

export function schemaPath(name: SchemaName): string {
  return `schema/${name}.json`;
}

export function schemaJson(name: SchemaName, frame: Frame): string {
  return indented(SCHEMAS[name](frame.absolute(schemaPath(name))));
}

/** For people too: whoever opens a schema wants to read it. */
function indented(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** One row a line, so that a change is a change of one line to whoever reads the branch's history. */
export function searchPart(rows: readonly SearchRow[]): string {
  return `[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]\n`;
}
