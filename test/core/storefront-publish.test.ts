// One publish after another, each drawn from what was published and what changed: the site is the one drawn at a stroke.

import { describe, expect, it } from "@jest/globals";
import { readBrowserSources } from "../../src/adapters/storefront-files.ts";
import type { Catalog, Entry } from "../../src/core/catalog/entry.ts";
import { PART_ENTRIES_MAX } from "../../src/core/catalog/schema.ts";
import type { PagesInput } from "../../src/core/catalog/pages.ts";
import { pagesOfPublish, READ_BEFORE, storefrontVersion } from "../../src/core/storefront/publish.ts";
import { pageFiles, openStorefront } from "../../src/core/storefront/storefront.ts";
import { entryOf, largeCatalog } from "../support/storefront-sample.ts";

const SOURCES = readBrowserSources();

function partsOf(entries: readonly Entry[]): Map<number, Entry[]> {
  const parts = new Map<number, Entry[]>();
  for (const entry of entries) {
    const number = Math.floor(entry.order / PART_ENTRIES_MAX);
    parts.set(number, [...(parts.get(number) ?? []), entry]);
  }
  return parts;
}

function inputOf(before: Catalog, after: Catalog, everything = false): PagesInput {
  const [old, parts] = [partsOf(before.entries), partsOf(after.entries)];
  const changed = after.entries.filter((entry) => everything || !before.entries.includes(entry));
  return {
    site: after.site,
    feedBefore: before.site.feed,
    counts: { entries: after.entries.length, types: {}, tags: {} },
    parts: [...parts].map(([number, entries]) => ({ number, count: entries.length })),
    all: undefined,
    changedParts: [...parts]
      .filter(
        ([number, entries]) => everything || JSON.stringify(old.get(number)) !== JSON.stringify(entries),
      )
      .map(([number, entries]) => ({ number, entries })),
    newest: [],
    changed: new Set(changed.map(({ id }) => id)),
    removed: after.removed,
    removedChanged: new Set(),
    removedBefore: before.removed,
    everything,
  };
}

const drawn = (catalog: Catalog): Map<string, string> =>
  new Map([...pageFiles(openStorefront(catalog, SOURCES))].map(({ path, text }) => [path, text]));

function publish(site: Map<string, string>, input: PagesInput): number {
  const before = new Map([...site].filter(([path]) => READ_BEFORE.test(path)));
  const pages = pagesOfPublish(input, before, SOURCES);
  if (pages === undefined) throw new Error("more must be given");
  let written = 0;
  for (const { path, text } of pages.write) {
    site.set(path, text);
    written++;
  }
  for (const path of pages.remove) site.delete(path);
  return written;
}

describe("publishing page by page", () => {
  it("comes to the same site as drawing all of it, through additions, changes and removals", () => {
    let catalog = largeCatalog(450);
    const site = new Map<string, string>();
    publish(site, inputOf({ ...catalog, entries: [] }, catalog, true));
    expect(site).toEqual(drawn(catalog));
    const steps: ((catalog: Catalog) => Catalog)[] = [
      (now) => ({
        ...now,
        entries: [...now.entries, entryOf({ id: "brand-new", order: 450, tags: ["poll"] })],
      }),
      (now) => ({
        ...now,
        entries: now.entries.map((entry, at) =>
          at === 120 ? { ...entry, name: "Renamed", tags: ["new-tag"] } : entry,
        ),
      }),
      (now) => ({
        ...now,
        entries: now.entries.filter((_, at) => at !== 30),
        removed: [
          {
            id: now.entries[30]?.id ?? "",
            status: "removed",
            reason: "security",
            removed: "2026-11-21T00:00:00Z",
            issues: [],
          },
        ],
      }),
      (now) => ({
        ...now,
        entries: now.entries.map((entry, at) =>
          at === 5
            ? { ...entry, status: "under-review", review: { deadline: "2026-12-01T00:00:00Z" } }
            : entry,
        ),
      }),
      (now) => ({ ...now, entries: [...now.entries, entryOf({ id: "last", order: 500 })], removed: [] }),
      (now) => ({ ...now, entries: now.entries.filter(({ order }) => order < 100 || order >= 200) }),
    ];
    for (const step of steps) {
      const next = step(catalog);
      const written = publish(site, inputOf(catalog, next));
      expect(site).toEqual(drawn(next));
      expect(written).toBeLessThan(250);
      catalog = next;
    }
  });

  it("asks for the whole catalog where a part of what was published is missing or not ours", () => {
    const catalog = largeCatalog(300);
    const input = inputOf(catalog, {
      ...catalog,
      entries: [...catalog.entries, entryOf({ id: "new", order: 300 })],
    });
    const before = new Map([...drawn(catalog)].filter(([path]) => READ_BEFORE.test(path)));
    expect(pagesOfPublish(input, before, SOURCES)).toBeDefined();
    expect(pagesOfPublish(input, new Map([...before].slice(1)), SOURCES)).toBeUndefined();
    expect(pagesOfPublish(input, new Map([...before, ["search/1.json", "[[1]]"]]), SOURCES)).toBeUndefined();
  });

  it("has a version that changes with the look alone", () => {
    expect(storefrontVersion(SOURCES)).toBe(storefrontVersion({ ...SOURCES }));
    expect(storefrontVersion({ ...SOURCES, style: `${SOURCES.style} p{margin:0}` })).not.toBe(
      storefrontVersion(SOURCES),
    );
  });
});
