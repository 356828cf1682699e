// The storefront as a whole: equal bytes for equal catalogs, few pages a merge, links that lead somewhere, files that machines can read.

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parse, type DefaultTreeAdapterTypes } from "parse5";
import { SaxesParser } from "saxes";
import { readBrowserSources } from "../../src/adapters/storefront-files.ts";
import type { Catalog, Entry, Site } from "../../src/core/catalog/entry.ts";
import { listedFromPart, listedOf } from "../../src/core/storefront/listed.ts";
import {
  pageChanges,
  fileAt,
  pageFiles,
  openPartly,
  openStorefront,
} from "../../src/core/storefront/storefront.ts";
import { pagesOf } from "../../src/core/storefront/lists.ts";
import { entryOf, largeCatalog, niceCatalog, SITE } from "../support/storefront-sample.ts";

const SOURCES = readBrowserSources();
const open = (catalog: Catalog) => openStorefront(catalog, SOURCES);
const drawn = (catalog: Catalog): Map<string, string> =>
  new Map([...pageFiles(open(catalog))].map(({ path, text }) => [path, text]));
const LATER: Site = {
  ...SITE,
  generation: SITE.generation + 1,
  source: { commit: "6".repeat(40), at: "2026-11-21T10:00:00Z" },
};

describe("drawing", () => {
  it("gives equal bytes for equal catalogs, in the same order", () => {
    const once = [...pageFiles(open(niceCatalog()))];
    const copy = JSON.parse(JSON.stringify(niceCatalog())) as Catalog;
    expect([...pageFiles(open(copy))]).toEqual(once);
  });

  it("gives one file by its path as it gives all of them", () => {
    const storefront = open(niceCatalog());
    for (const { path, text } of pageFiles(storefront)) expect(fileAt(storefront, path)?.text).toBe(text);
    expect(fileAt(storefront, "nowhere.html")).toBeUndefined();
  });

  it("shows the first paragraph about the marketplace on the home page, and all of them on the About page", () => {
    const about = "What we do & why.\n\n \nHow we\ndo it.\n";
    const files = drawn(niceCatalog({ ...SITE, marketplace: { ...SITE.marketplace, about } }));
    const home = files.get("index.html") ?? "";
    expect(home).toContain('<p class="lead about">What we do &amp; why.</p>');
    expect(home).toContain('<meta name="description" content="What we do &amp; why."');
    expect(home).not.toContain("do it.");
    expect(files.get("about/index.html")).toContain(
      '<p class="lead">What we do &amp; why.</p><p>How we\ndo it.</p>',
    );
  });

  it("shows the time of the publish on the home page alone", () => {
    const before = drawn(niceCatalog());
    const after = drawn(niceCatalog(LATER));
    expect([...after].filter(([path, text]) => before.get(path) !== text).map(([path]) => path)).toEqual([
      "index.html",
    ]);
  });
});

const TAGS = ["red", "green", "blue"];
const edits = fc.array(
  fc.record({
    what: fc.constantFrom("add", "remove", "rename", "retag", "review", "take down"),
    at: fc.nat(),
    tag: fc.constantFrom(...TAGS),
  }),
  { minLength: 1, maxLength: 4 },
);

function edited(catalog: Catalog, steps: typeof edits extends fc.Arbitrary<infer T> ? T : never): Catalog {
  let entries = [...catalog.entries];
  let removed = [...catalog.removed];
  for (const [step, { what, at, tag }] of steps.entries()) {
    const index = at % entries.length;
    const chosen = entries[index] as Entry;
    const change = (fields: Partial<Entry>): void => {
      entries = entries.with(index, { ...chosen, ...fields });
    };
    if (what === "add") entries.push(entryOf({ id: `new-${at}-${step}`, order: 1_000 + step, tags: [tag] }));
    if (what === "remove") entries = entries.toSpliced(index, 1);
    if (what === "rename") change({ name: `Renamed ${at}`, updated: LATER.source.at });
    if (what === "retag") change({ tags: [tag] });
    if (what === "review") change({ status: "under-review", review: { deadline: LATER.source.at } });
    if (what === "take down") {
      entries = entries.toSpliced(index, 1);
      const { id, name } = chosen;
      const gone = {
        id,
        name,
        status: "removed",
        reason: "security",
        removed: LATER.source.at,
        issues: [1],
      } as const;
      removed = [gone, ...removed.filter((one) => one.id !== id)];
    }
  }
  return { site: LATER, entries, removed };
}

describe("changes", () => {
  const base = largeCatalog(120);
  const tagged: Catalog = {
    ...base,
    entries: base.entries.map((entry, at) => ({ ...entry, tags: [TAGS[at % 3] ?? "red"] })),
  };
  const before = drawn(tagged);

  it("names every file whose bytes differ, and hardly another", () => {
    fc.assert(
      fc.property(edits, (steps) => {
        const next = edited(tagged, steps);
        const { write, remove } = pageChanges(open(tagged), open(next));
        const after = drawn(next);
        const differing = [...after]
          .filter(([path, text]) => before.get(path) !== text)
          .map(([path]) => path);
        expect(differing.filter((path) => !write.includes(path))).toEqual([]);
        expect([...before.keys()].filter((path) => !after.has(path)).sort()).toEqual([...remove].sort());
        expect(write.length - differing.length).toBeLessThanOrEqual(2 * steps.length);
      }),
      { numRuns: 15 },
    );
  });

  it("need no more of the catalog than the published search index and what changed", () => {
    const next = edited(tagged, [
      { what: "add", at: 1, tag: "red" },
      { what: "rename", at: 50, tag: "red" },
      { what: "take down", at: 7, tag: "red" },
    ]);
    const listed = [...before]
      .filter(([path]) => /^search\/\d+\.json$/.test(path))
      .flatMap(([, text]) => listedFromPart(text) ?? []);
    const old = openPartly({ ...tagged, listed, entries: [] }, SOURCES);
    const changed = next.entries.filter((entry) => !tagged.entries.includes(entry));
    const partly = openPartly({ ...next, listed: next.entries.map(listedOf), entries: changed }, SOURCES);
    const whole = open(next);
    const { write, remove } = pageChanges(old, partly);
    expect({ write, remove }).toEqual(pageChanges(open(tagged), whole));
    for (const path of write) expect(fileAt(partly, path)).toEqual(fileAt(whole, path));
  });

  it("are all files where there was nothing, or where all pages look different", () => {
    const all = [...open(tagged).pages.keys()];
    expect(pageChanges(undefined, open(tagged)).write).toEqual(all);
    const red = { ...tagged, site: { ...tagged.site, themeColor: "#aa0000" } };
    expect(pageChanges(open(tagged), open(red)).write).toHaveLength(all.length);
  });

  const catalog = largeCatalog(10_000);
  const bytesOf = (next: Catalog): { files: number; bytes: number } => {
    const storefront = open(next);
    const { write, remove } = pageChanges(open(catalog), storefront);
    const bytes = write.reduce(
      (sum, path) => sum + Buffer.byteLength(fileAt(storefront, path)?.text ?? ""),
      0,
    );
    return { files: write.length + remove.length, bytes };
  };
  const entry = catalog.entries[5_000] as Entry;
  const newest = entryOf({
    id: "brand-new",
    order: 10_000,
    name: "Brand New",
    tags: ["channel", "thread", "message", "poll", "note", "board", "team", "role"],
  });

  // The catalog's own parts go up with it: together they must stay below 512 KiB.
  it.each<[string, () => Catalog]>([
    ["one listing more", () => ({ ...catalog, site: LATER, entries: [...catalog.entries, newest] })],
    [
      "one listing changed",
      () => ({
        ...catalog,
        site: LATER,
        entries: catalog.entries.map((one) =>
          one === entry ? { ...one, name: "New", updated: LATER.source.at } : one,
        ),
      }),
    ],
    [
      "one listing taken down",
      () => ({
        site: LATER,
        entries: catalog.entries.filter((one) => one !== entry),
        removed: [
          {
            id: entry.id,
            name: entry.name,
            status: "removed",
            reason: "security",
            removed: LATER.source.at,
            issues: [],
          },
        ],
      }),
    ],
  ])("of %s among 10,000 are few and small", (_, next) => {
    const { files, bytes } = bytesOf(next());
    expect(files).toBeLessThanOrEqual(40);
    expect(bytes).toBeLessThanOrEqual(300 * 1024);
  });
});

type Node = DefaultTreeAdapterTypes.Node;
function linksOf(node: Node): string[] {
  const own =
    "attrs" in node ? node.attrs.filter(({ name }) => ["href", "src", "action"].includes(name)) : [];
  const children = "childNodes" in node ? node.childNodes.flatMap(linksOf) : [];
  return [...own.map(({ value }) => value), ...children];
}
function idsOf(node: Node): string[] {
  const own = "attrs" in node ? node.attrs.filter(({ name }) => name === "id") : [];
  const children = "childNodes" in node ? node.childNodes.flatMap(idsOf) : [];
  return [...own.map(({ value }) => value), ...children];
}

/** What the publisher writes beside our pages. */
const ELSEWHERE = /^(?:catalog\.json|removed\.json|listings\/[^/]+\.json|images\/.+)$/;

describe.each([
  ["a project's page", niceCatalog()],
  ["a site of its own", niceCatalog({ ...SITE, origin: "https://market.example", basePath: "/" })],
  ["a site whose address nobody knows", withoutOrigin(niceCatalog())],
  ["an empty catalog", { site: SITE, entries: [], removed: [] }],
  ["a catalog with long lists", largeCatalog(300)],
])("links of %s", (_, catalog) => {
  const files = drawn(catalog);
  const pages = [...files].filter(([path]) => path.endsWith(".html"));

  it("lead to files of the site, or away from it", () => {
    const { basePath, origin } = catalog.site;
    const broken = new Set<string>();
    for (const [path, html] of pages) {
      const document = parse(html);
      for (const link of linksOf(document)) {
        if (link.startsWith("#") && !idsOf(document).includes(link.slice(1))) broken.add(`${path}: ${link}`);
        const own =
          origin !== undefined && link.startsWith(`${origin}/`)
            ? basePath + link.slice(origin.length + 1)
            : link;
        if (!own.startsWith("/")) continue;
        const inside = own.startsWith(basePath)
          ? (own.slice(basePath.length).split(/[?#]/)[0] ?? "")
          : undefined;
        const target = inside === "" || inside?.endsWith("/") === true ? `${inside}index.html` : inside;
        if (target === undefined || !(files.has(target) || ELSEWHERE.test(target)))
          broken.add(`${path}: ${link}`);
      }
    }
    expect([...broken]).toEqual([]);
  });

  it("reach every page from the home page", () => {
    const { basePath } = catalog.site;
    const reached = new Set<string>();
    const waiting = ["index.html"];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (reached.has(path)) continue;
      reached.add(path);
      for (const link of linksOf(parse(files.get(path) ?? ""))) {
        const inside = link.startsWith(basePath) ? link.slice(basePath.length) : undefined;
        const target = inside === "" || inside?.endsWith("/") === true ? `${inside}index.html` : undefined;
        if (target !== undefined && files.has(target)) waiting.push(target);
      }
    }
    const gone = new Set(catalog.removed.map(({ id }) => `listings/${id}/index.html`));
    expect(
      pages
        .map(([path]) => path)
        .filter((path) => !reached.has(path) && path !== "404.html" && !gone.has(path)),
    ).toEqual([]);
  });

  it("have no id twice on a page", () => {
    for (const [, html] of pages) {
      const ids = idsOf(parse(html));
      expect(new Set(ids).size).toBe(ids.length);
    }
  });
});

function withoutOrigin(catalog: Catalog): Catalog {
  const { origin: _origin, ...site } = catalog.site;
  return { ...catalog, site };
}

interface Told {
  readonly name: string;
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
}

function elementsOf(xml: string): Told[] {
  const told: { name: string; text: string; attributes: Record<string, string> }[] = [];
  const openElements: (typeof told)[number][] = [];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const element = { name, text: "", attributes };
    told.push(element);
    openElements.push(element);
  });
  parser.on("text", (text) => {
    const element = openElements.at(-1);
    if (element !== undefined) element.text += text;
  });
  parser.on("closetag", () => void openElements.pop());
  parser.write(xml).close();
  return told;
}

describe("for machines", () => {
  const catalog = largeCatalog(300);
  const files = drawn(catalog);
  const texts = (path: string, name: string) =>
    elementsOf(files.get(path) ?? "")
      .filter((element) => element.name === name)
      .map(({ text }) => text);

  it("the feed has the newest fifty, with all that Atom asks for", () => {
    const elements = elementsOf(files.get("feed.xml") ?? "");
    const count = (name: string): number => elements.filter((element) => element.name === name).length;
    expect(count("entry")).toBe(50);
    for (const name of ["id", "title", "updated"]) expect(count(name)).toBe(51);
    expect(new Set(texts("feed.xml", "id")).size).toBe(51);
    for (const time of texts("feed.xml", "updated"))
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/);
    expect(texts("feed.xml", "title")[1]).toBe(catalog.entries.at(-1)?.name);
    expect(elements.filter(({ attributes }) => attributes["rel"] === "self")).toHaveLength(1);
  });

  it("the feed's entries move when a listing changes, and lead to addresses that every reader can follow", () => {
    const entries = [
      entryOf({ id: "old", order: 0, added: "2026-01-01T00:00:00Z", updated: "2026-03-01T00:00:00Z" }),
      entryOf({ id: "new", order: 1, added: "2026-02-01T00:00:00Z", updated: "2026-02-01T00:00:00Z" }),
    ];
    const feedOf = (site: Site) =>
      elementsOf(drawn({ site, entries, removed: [] }).get("feed.xml") ?? "").map((element) => ({
        ...element,
        at: element.attributes["href"] ?? element.text,
      }));
    const named = (site: Site, name: string) =>
      feedOf(site).flatMap((element) => (element.name === name ? [element.at] : []));
    expect(named(SITE, "updated")).toEqual([
      "2026-03-01T00:00:00Z",
      "2026-02-01T00:00:00Z",
      "2026-03-01T00:00:00Z",
    ]);
    const home = `${new URL(SITE.origin ?? "").origin}${SITE.basePath}`;
    expect(named(SITE, "link")).toEqual(
      ["feed.xml", "", "listings/new/", "listings/old/"].map((path) => home + path),
    );
    const { origin: _origin, ...nowhere } = SITE;
    const file = (id: string) => `${SITE.repositoryUrl}/blob/HEAD/listings/${id}.yml`;
    expect(named(nowhere, "link")).toEqual([SITE.repositoryUrl, file("new"), file("old")]);
  });

  it("the feed's ids stay when the repository is renamed, and its time is what was kept", () => {
    const kept = { id: SITE.repositoryUrl ?? "", updated: "2026-11-30T00:00:00Z" };
    const renamed: Site = { ...SITE, repositoryUrl: "https://github.com/other/name", feed: kept };
    const idsAt = (site: Site) =>
      elementsOf(drawn(niceCatalog(site)).get("feed.xml") ?? "").flatMap(({ name, text }) =>
        name === "id" ? [text] : [],
      );
    expect(idsAt(renamed)).toEqual(idsAt(SITE));
    expect(drawn(niceCatalog(renamed)).get("feed.xml")).toContain(`<updated>${kept.updated}</updated>`);
  });

  it("the sitemaps name tags, removed listings and numbered pages", () => {
    const named = (given: Catalog): readonly string[] => {
      const all = drawn(given);
      const home = `${new URL(SITE.origin ?? "").origin}${SITE.basePath}`;
      const locs = (path: string) =>
        elementsOf(all.get(path) ?? "").flatMap(({ name, text }) =>
          name === "loc" ? [text.slice(home.length)] : [],
        );
      return locs("sitemap.xml").flatMap(locs);
    };
    const nice = named(niceCatalog());
    expect(nice).toEqual(
      expect.arrayContaining(["tags/", "tag/meetings/", "removed/", "removed/token-share/"]),
    );
    expect(nice.filter((path) => path.startsWith("all/since/")).length).toBeGreaterThan(0);
  });

  it("the sitemaps name every listing once, at addresses that are there", () => {
    const { origin = "" } = catalog.site;
    const maps = texts("sitemap.xml", "loc").map((loc) => loc.slice(origin.length + 1));
    const addresses = maps.flatMap((path) => texts(path, "loc")).map((loc) => loc.slice(origin.length + 1));
    expect(addresses.filter((path) => path.startsWith("listings/"))).toHaveLength(300);
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(addresses.filter((path) => !files.has(`${path}index.html`))).toEqual([]);
  });

  it("the search index names its parts, and they have every listing once", () => {
    const index = JSON.parse(files.get("search/index.json") ?? "") as { parts: [string, number][] };
    const rows = index.parts.flatMap(([path, count]) => {
      const part = listedFromPart(files.get(path) ?? "") ?? [];
      expect(part).toHaveLength(count);
      return part;
    });
    expect(rows).toEqual(catalog.entries.map(listedOf));
  });

  it("badges say whether a listing is listed, under review or removed", () => {
    const badges = drawn(niceCatalog());
    const messageOf = (id: string) =>
      (JSON.parse(badges.get(`badge/${id}.json`) ?? "{}") as { message?: string }).message;
    expect(["poll-maker", "whiteboard", "token-share"].map(messageOf)).toEqual([
      "listed",
      "under review",
      "removed",
    ]);
    expect(elementsOf(badges.get("badge/poll-maker.svg") ?? "")[0]?.name).toBe("svg");
  });

  it("JSON-LD ends where it should, whatever a name says", () => {
    const name = "</script><!--<script>&\u2028";
    const entries = [entryOf({ id: "one", name })];
    const page = drawn({ site: SITE, entries, removed: [] }).get("listings/one/index.html") ?? "";
    const [, json = ""] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(page) ?? [];
    expect((JSON.parse(json) as { name: string }).name).toBe(name);
  });
});

describe("JSON-LD of a listing", () => {
  const ldOf = (change: Partial<Entry>): Record<string, unknown> => {
    const page = drawn({ site: SITE, entries: [entryOf({ id: "one", ...change })], removed: [] });
    const [, json = ""] =
      /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(
        page.get("listings/one/index.html") ?? "",
      ) ?? [];
    return JSON.parse(json) as Record<string, unknown>;
  };

  it("claims no type whose price and ratings it would have to tell", () => {
    expect(ldOf({})).toMatchObject({
      "@type": "CreativeWork",
      subjectOf: { "@type": "CreativeWork", url: "https://github.com/one-owner/one#readme" },
    });
    expect(ldOf({})).not.toHaveProperty("softwareHelp");
  });

  it.each<[string | undefined, unknown]>([
    ["MIT", "https://spdx.org/licenses/MIT.html"],
    ["GPL-3.0-or-later", "https://spdx.org/licenses/GPL-3.0-or-later.html"],
    ["MIT OR Apache-2.0", { "@type": "CreativeWork", name: "MIT OR Apache-2.0" }],
    ["LicenseRef-Ours", { "@type": "CreativeWork", name: "LicenseRef-Ours" }],
  ])("names the licence %s as an address or a work", (license, told) => {
    expect(ldOf(license === undefined ? {} : { license })["license"]).toEqual(told);
  });

  it("has no empty list of tags", () => {
    expect(ldOf({ tags: [] })).not.toHaveProperty("keywords");
    expect(ldOf({ tags: ["a", "b"] })["keywords"]).toBe("a, b");
  });
});

describe("what there is, in numbers", () => {
  const many = largeCatalog(300);
  const files = drawn(many);

  it("stands beside types, tags and lists", () => {
    const plugins = many.entries.filter(({ type }) => type === "plugin").length;
    const home = files.get("index.html") ?? "";
    expect(home).toContain(`<b>Plugins</b> <span class="count">${plugins}</span>`);
    expect(home).toContain("Browse all 300");
    expect(files.get("type/plugin/index.html")).toContain(`${plugins} listings`);
    expect(files.get("tags/index.html")).toMatch(/<a href="[^"]*">\S+ <span class="count">\d+<\/span>/);
  });

  it("numbers the pages of a list, and leads to both of its ends", () => {
    const pages = pagesOf(many.entries);
    const seen = pages.map(({ path, place }) => {
      const html = files.get(`all/${path}index.html`) ?? "";
      expect(html).toContain(`Page ${place?.number} of ${pages.length}`);
      return place?.number;
    });
    expect(seen).toEqual(pages.map((_, at) => at + 1));
    const middle = files.get(`all/${pages[5]?.path ?? ""}index.html`) ?? "";
    for (const words of ["Newest", "← Newer", "Older →", "Oldest"]) expect(middle).toContain(words);
  });

  it("leaves the older pages of a very long list alone", () => {
    const pages = pagesOf(Array.from({ length: 1_000 }, (_, at) => ({ id: `item-${at}` })));
    expect(pages[0]?.place?.of).toBe(pages.length);
    expect(pages.slice(1).every(({ place, total }) => place === undefined && total === undefined)).toBe(true);
  });

  it("offers a badge only where its address is known", () => {
    const nowhere = drawn(withoutOrigin(niceCatalog()));
    expect(nowhere.get("listings/poll-maker/index.html")).not.toContain("A badge for your README");
    expect(drawn(niceCatalog()).get("listings/poll-maker/index.html")).toContain("A badge for your README");
  });

  it("tells facts and where to turn before what was checked", () => {
    const page = drawn(niceCatalog()).get("listings/poll-maker/index.html") ?? "";
    const at = (id: string) => page.indexOf(`id="${id}"`);
    expect([at("about"), at("facts"), at("problems"), at("checked")].toSorted((a, b) => a - b)).toEqual([
      at("about"),
      at("facts"),
      at("problems"),
      at("checked"),
    ]);
  });

  it.each(["logo", "share"])("shows others the marketplace's %s where a page has no picture", (as) => {
    const site = { ...SITE, [as]: "assets/logo.0-1.png" };
    const withLogo = drawn(niceCatalog(site));
    for (const path of [
      "index.html",
      "all/index.html",
      "about/index.html",
      "listings/feed-reader/index.html",
    ])
      expect(withLogo.get(path)).toMatch(/property="og:image" content="https:[^"]+logo\.0-1\.png"/);
    expect(withLogo.get("listings/poll-maker/index.html")).not.toMatch(/og:image" content="[^"]*logo/);
  });
});

describe("a page of a listing", () => {
  const files = drawn(niceCatalog());
  const page = files.get("listings/poll-maker/index.html") ?? "";

  it("shows the links with their hosts, the people, the evidence and where to turn", () => {
    for (const words of [
      "on github.com",
      "on docs.poll.example",
      "poll-maker-owner",
      "“Configuration”, heading on the page",
      "Accepted by a maintainer",
      "Waived until 31 January 2027",
      "19 November 2026",
      "mailto:security@poll.example",
      ">=9.5 &lt;12",
      "Apache-2.0",
      "badge/poll-maker.svg",
    ])
      expect(page).toContain(words);
  });

  it("warns while a case runs, with the deadline", () => {
    const underReview = files.get("listings/whiteboard/index.html") ?? "";
    expect(underReview).toContain("29 November 2026, 14:00 UTC");
    expect(underReview).toContain("/issues/41");
    expect(page).not.toContain("being investigated");
  });

  it("becomes a tombstone that says why and when, in both places", () => {
    for (const path of ["listings/token-share/index.html", "removed/token-share/index.html"]) {
      expect(files.get(path)).toContain("security problem that was not solved in time");
      expect(files.get(path)).toContain("16 November 2026");
      expect(files.get(path)).toContain(`<link rel="canonical" href="${SITE.origin}/removed/token-share/"`);
    }
  });
});
