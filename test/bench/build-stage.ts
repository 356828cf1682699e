// What the bench of `steward build` stands on: a catalog folder of any size, and the same pages as an Eleventy project.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Entry } from "../../src/core/catalog/entry.ts";
import { CONTENT_SECURITY_POLICY } from "../../src/core/storefront/frame.tsx";
import type { ListInput } from "../../src/core/storefront/pages/list.tsx";
import { DRAWN } from "../../src/core/storefront/parts/icons.tsx";
import { hueOf } from "../../src/core/storefront/parts/picture.tsx";
import type { StorefrontPage, Storefront } from "../../src/core/storefront/storefront.ts";
import { initialOf, typeWords } from "../../src/core/storefront/text.ts";
import { largeCatalog } from "../support/storefront-sample.ts";

export const ELEVENTY = "3.1.8";

const MARKDOWN = `What it does, in a few lines, so that the file has the **size** that such files have.

- It starts with \`/tool\`, or with a click.
- It ends when you tell it to; see the [guide](https://tools.example/guide).

Install it, give it a channel, and leave it alone.
`;

/** `images`: each listing has one of its own in the folder; else it has an address, which nothing asks. Every other description is Markdown. */
export function writeCatalog(folder: string, count: number, images?: (at: number) => Uint8Array): void {
  for (const name of ["listings", "images", ".github"]) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(
    join(folder, ".github/steward.yml"),
    "extends: mattermost\nmarketplace:\n  url: https://github.com/community/marketplace\npublish:\n  url: https://market.example/shop/\n",
  );
  for (const entry of largeCatalog(count).entries) {
    const { id, order } = entry;
    const description =
      order % 2 === 0 ? (entry.description ?? "") : MARKDOWN.replaceAll("tool", `tool-${order}`);
    if (images !== undefined) writeFileSync(join(folder, `images/${id}.png`), images(order));
    writeFileSync(
      join(folder, `listings/${id}.yml`),
      `name: ${entry.name}
type: ${entry.type}
summary: ${entry.summary}
description: |
${description.replaceAll(/^(?=.)/gm, "  ").trimEnd()}
link: https://github.com/owner-${order}/${id}
documentation: https://github.com/owner-${order}/${id}#readme
issues: https://github.com/owner-${order}/${id}/issues
image: ${images === undefined ? `https://tools.example/${id}/logo.png` : `images/${id}.png`}
maintainers: [owner-${order}, second-owner]
security: mailto:security@tools.example
license: Apache-2.0
tags: [${entry.tags.join(", ")}]
compatibility: ">=9.0.0"
`,
    );
  }
  const git = (...words: string[]) =>
    execFileSync("git", ["-C", folder, "-c", "user.name=b", "-c", "user.email=b@b.example", ...words]);
  git("init", "-q");
  // Tidying up in the background would take time that is measured, and outlive the folder.
  git("config", "gc.auto", "0");
  git("add", "-A");
  git("commit", "-q", "-m", "The catalog");
}

/** An Eleventy project that writes what `texts` holds, drawn from the same data; what is not worth a template is copied. */
export function writeEleventy(
  folder: string,
  { pages, look }: Storefront,
  entries: readonly Entry[],
  texts: ReadonlyMap<string, string>,
): void {
  cpSync(fileURLToPath(new URL("eleventy/", import.meta.url)), folder, { recursive: true });
  const all = [...pages.values()];
  const inputs = <T>(pattern: RegExp): (readonly [string, T])[] =>
    all
      .filter(({ path }) => pattern.test(path))
      .map((page: StorefrontPage) => [page.path, page.input as T] as const);
  const lists = inputs<ListInput>(/^(?:all|type|tag)\/.*index\.html$/).map(([path, input]) =>
    listData(path.replace(/index\.html$/, ""), input, look.site.marketplace.name),
  );
  const sitemaps = inputs<readonly unknown[]>(/^sitemap\/.*\.xml$/).map(([path, rows]) => ({ path, rows }));
  const parts = [...texts]
    .filter(([path]) => /^(?:search|catalog)\/\d+\.json$/.test(path))
    .map(([path, text]) => {
      const value = JSON.parse(text) as unknown[] | { entries: unknown[] };
      return Array.isArray(value)
        ? { path, rows: value, before: "[", after: "]" }
        : { path, rows: value.entries, before: '{"version":1,"entries":[', after: "]}" };
    });
  const drawn = new Set([
    ...[...lists, ...sitemaps, ...parts].map(({ path }) => (path.endsWith("/") ? `${path}index.html` : path)),
    ...entries.flatMap(({ id }) => [
      `listings/${id}/index.html`,
      `listings/${id}.json`,
      `badge/${id}.json`,
      `badge/${id}.svg`,
    ]),
  ]);
  for (const [path, text] of texts) {
    if (drawn.has(path)) continue;
    const file = join(folder, "plain", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const { site, assets } = look;
  writeFileSync(
    join(folder, "data.json"),
    JSON.stringify({
      frame: {
        policy: CONTENT_SECURITY_POLICY,
        name: site.marketplace.name,
        origin: look.absolute(""),
        base: site.basePath,
        color: site.themeColor,
        guide: site.marketplace.guide ?? site.repositoryUrl,
        security: site.marketplace.security,
        repository: site.repositoryUrl,
        forge: new URL(site.repositoryUrl ?? "https://github.com").origin,
        assets,
        icons: DRAWN,
        order: site.types,
        types: Object.fromEntries(site.types.map((type) => [type, typeWords(type)])),
      },
      entries: entries.map(({ id }) => JSON.parse(texts.get(`listings/${id}.json`) ?? "") as unknown),
      listings: entries.map((entry) => ({ ...entry, hue: hueOf(entry.id), initial: initialOf(entry.name) })),
      lists,
      sitemaps,
      parts,
    }),
  );
}

function listData(path: string, { list, page }: ListInput, marketplace: string) {
  const name = list.kind === "all" ? "" : list.name;
  const words = list.kind === "type" ? typeWords(name) : undefined;
  const title = words?.many ?? (list.kind === "tag" ? `Tagged “${name}”` : "All listings");
  const lead = list.kind === "all" ? "The newest first." : words === undefined ? "" : `${words.what}.`;
  const front = page.path === "";
  return {
    path,
    folder: path.slice(0, path.length - page.path.length),
    kind: list.kind,
    name,
    area: list.kind === "all" ? "all" : "none",
    title,
    front,
    description: `${title} of ${marketplace}. ${lead}`.trim(),
    lead: front ? lead : "Added earlier, newest first.",
    query: list.kind === "all" ? "" : `?${list.kind}=${name}`,
    ask: list.kind === "all" ? "Search and sort" : "Search, sort and narrow down",
    newer: page.newer ?? null,
    older: page.older ?? null,
    cards: page.entries.map((card) => ({ ...card, hue: hueOf(card.id), initial: initialOf(card.name) })),
  };
}

/** The words of a page: tags and white space are not compared, since templates lay them out differently. */
export function wordsOf(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/&#?\w+;/g, (entity) => ENTITIES[entity] ?? entity)
    .replaceAll(/\\u003[ce]/g, (code) => (code.endsWith("c") ? "<" : ">"))
    .replaceAll(/\s+/g, " ")
    .replaceAll(/ (?=[.,;:)])/g, "")
    .trim();
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
};

export function textsIn(folder: string, paths: readonly string[]): ReadonlyMap<string, string> {
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}
