// The next catalog out of the one before: equal bytes for equal input, and nothing written that does not differ.

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  assemble,
  NOTHING_PUBLISHED,
  partOf,
  partsNeeded,
  type Assembled,
  type CatalogChanges,
  type Published,
} from "../../src/core/catalog/assemble.ts";
import type { Entry } from "../../src/core/catalog/entry.ts";
import { PART_ENTRIES_MAX, parseCatalog, parsePart, parseRemoved } from "../../src/core/catalog/schema.ts";
import { parseRemovals } from "../../src/core/listing/published.ts";
import { lineFor } from "../../src/core/catalog/removal.ts";
import { siteOf } from "../../src/core/catalog/site.ts";
import { digests, entryOf, policyWith, sourceAt } from "../support/catalog-entries.ts";

const site = siteOf(policyWith(), "https://github.com/acme/catalog");

function changes(more: Partial<CatalogChanges> = {}): CatalogChanges {
  return {
    put: [],
    drop: [],
    removed: [],
    waiting: [],
    source: sourceAt(1_000),
    today: "2026-02-01",
    site,
    pagesVersion: "1",
    ...more,
  };
}

/** The publish branch as a map of files, read back by our own readers. */
function branch() {
  const files = new Map<string, string>();
  const write = ({ texts, gone }: Pick<Assembled, "texts" | "gone">): void => {
    for (const path of gone) expect(files.delete(path)).toBe(true);
    for (const { path, text } of texts) {
      expect(files.get(path)).not.toBe(text);
      files.set(path, text);
    }
  };
  const read = (numbers: readonly number[] | "all"): Published => {
    const head = parseCatalog(files.get("catalog.json") ?? "");
    if (head === undefined) return NOTHING_PUBLISHED;
    const parts = new Map<number, readonly Entry[]>();
    for (const { path } of head.parts) {
      const number = Number(/\d+/.exec(path)?.[0]);
      if (numbers === "all" || numbers.includes(number))
        parts.set(number, parsePart(files.get(path) ?? "") ?? []);
    }
    return { head, parts, removed: parseRemoved(files.get("removed.json") ?? "") ?? [] };
  };
  return { files, write, read };
}

const numbersOf = (paths: readonly { readonly path: string }[]) =>
  paths.map(({ path }) => Number(/\d+/.exec(path)?.[0]));

describe("the first publish", () => {
  it("writes the head, the parts, each entry and an empty list of removals", () => {
    const { texts, head } = assemble(
      NOTHING_PUBLISHED,
      changes({ put: [entryOf("alpha"), entryOf("beta")] }),
      digests,
    );
    expect(texts.map(({ path }) => path).sort()).toEqual([
      "catalog.json",
      "catalog/0.json",
      "listings/alpha.json",
      "listings/beta.json",
      "removed.json",
    ]);
    expect(head).toMatchObject({ version: 1, generation: 1_000, count: 2, next: 2, types: { plugin: 2 } });
  });

  it("says equal things in equal bytes, whatever order its keys come in", () => {
    const turned = Object.fromEntries(Object.entries(entryOf("alpha")).reverse()) as unknown as Entry;
    const [one, two] = [entryOf("alpha"), turned].map((entry) =>
      assemble(NOTHING_PUBLISHED, changes({ put: [entry] }), digests),
    );
    expect(one?.texts).toEqual(two?.texts);
  });
});

describe("generation", () => {
  it.each([
    ["the source's time", 500, 1_000, 1_000],
    ["one more than before, where clocks went back", 5_000, 1_000, 5_001],
    ["one more within the same second", 1_000, 1_000, 1_001],
  ])("is %s", (_, before, second, expected) => {
    const first = assemble(NOTHING_PUBLISHED, changes({ source: sourceAt(before) }), digests);
    const store = branch();
    store.write(first);
    const { head } = assemble(store.read("all"), changes({ source: sourceAt(second) }), digests);
    expect(head.generation).toBe(expected);
  });
});

describe("any history", () => {
  type Step = { readonly put: readonly number[]; readonly drop: readonly number[]; readonly word: string };
  const steps = fc.array(
    fc.record({
      put: fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 120 }),
      drop: fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 40 }),
      word: fc.constantFrom("plugin", "app", "tool"),
    }),
    { minLength: 1, maxLength: 5 },
  );

  function play(history: readonly Step[], whole: boolean) {
    const store = branch();
    const live = new Map<string, Entry>();
    for (const [at, { put, drop, word }] of history.entries()) {
      const ids = put.map((number) => `id-${number}`);
      const going = drop
        .map((number) => live.get(`id-${number}`))
        .filter((entry) => entry !== undefined)
        .filter(({ id }) => !ids.includes(id));
      const coming = ids.map((id) =>
        entryOf(id, { type: word, tags: [word], order: live.get(id)?.order ?? -1, summary: `${word} ${at}` }),
      );
      const known = store.read("all");
      const touched = [...going, ...coming].map(({ order }) => order);
      const before =
        whole || known.head === undefined
          ? known
          : store.read(numbersOf(partsNeeded(known.head, touched, false, 100_000)));
      const made = assemble(
        before,
        changes({
          put: coming,
          drop: going,
          removed: [...before.removed, ...going.map((entry) => lineFor(entry, "withdrawn", at))].filter(
            ({ id }, index, all) => !ids.includes(id) && all.findIndex((line) => line.id === id) === index,
          ),
          source: sourceAt(1_000 + at),
        }),
        digests,
      );
      store.write(made);
      for (const { id } of going) live.delete(id);
      for (const [, entries] of store.read("all").parts)
        for (const entry of entries) live.set(entry.id, entry);
    }
    return { store, live };
  }

  it("ends in the same files as rendering them from the entries, in the order of addition", () => {
    fc.assert(
      fc.property(steps, (history) => {
        const { store, live } = play(history, true);
        const { head, parts } = store.read("all");
        const entries = [...parts.values()].flat();
        expect(entries.map(({ order }) => order)).toEqual(
          entries.map(({ order }) => order).sort((a, b) => a - b),
        );
        expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
        expect(head?.count).toBe(live.size);
        for (const [number, some] of parts)
          expect(some.every(({ order }) => partOf(order) === number)).toBe(true);
        const types: Record<string, number> = {};
        for (const { type } of entries) types[type] = (types[type] ?? 0) + 1;
        expect(head?.types).toEqual(types);
        const listed = [...store.files.keys()].filter((path) => path.startsWith("listings/"));
        expect(listed.sort()).toEqual(entries.map(({ id }) => `listings/${id}.json`).sort());
        expect(parseCatalog(store.files.get("catalog.json") ?? "")?.entries).toEqual(entries);
      }),
      { numRuns: 25 },
    );
  });

  it("is the same whether all parts are read or only those that change", () => {
    fc.assert(
      fc.property(steps, (history) => {
        const strip = (files: ReadonlyMap<string, string>) =>
          [...files].filter(([path]) => path !== "catalog.json").sort(([a], [b]) => (a < b ? -1 : 1));
        expect(strip(play(history, true).store.files)).toEqual(strip(play(history, false).store.files));
      }),
      { numRuns: 15 },
    );
  });
});

describe("a large catalog", () => {
  it("is changed by a head, one part and one entry, far below 512 KiB", () => {
    const store = branch();
    const many = Array.from({ length: 5_000 }, (_, at) =>
      entryOf(`id-${at}`, { description: "Words about it. ".repeat(60), tags: [`tag-${at % 300}`] }),
    );
    store.write(assemble(NOTHING_PUBLISHED, changes({ put: many }), digests));
    const known = store.read("all");
    expect(known.head).not.toHaveProperty("entries");
    const needed = numbersOf(partsNeeded(known.head as never, [-1], false, 5_001));
    expect(needed.length).toBeLessThanOrEqual(3);
    const made = assemble(store.read(needed), changes({ put: [entryOf("newcomer")] }), digests);
    expect(made.texts.map(({ path }) => path).sort()).toEqual([
      "catalog.json",
      `catalog/${5_000 / PART_ENTRIES_MAX}.json`,
      "listings/newcomer.json",
    ]);
    expect(made.texts.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(100 * 1024);
    expect(made.pages.all).toBeUndefined();
    expect(made.pages.newest[0]?.id).toBe("newcomer");
  });
});

describe("a part full of the longest descriptions", () => {
  it("leaves room within 512 KiB for the pages that a change touches", () => {
    const store = branch();
    const long = { description: "Words about it. ".repeat(312).slice(0, 4_990) };
    const many = Array.from({ length: 2_000 }, (_, at) => entryOf(`id-${at}`, long));
    store.write(assemble(NOTHING_PUBLISHED, changes({ put: many }), digests));
    const changed = { ...(store.read("all").parts.get(3)?.[7] as Entry), summary: "Says something else" };
    const made = assemble(store.read([3]), changes({ put: [changed] }), digests);
    expect(made.texts.map(({ path }) => path)).toContain("catalog/3.json");
    expect(made.texts.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(400 * 1024);
  });
});

describe("removed.json", () => {
  it("is what reviews read: what was removed, with owners; and nothing of it names people on a tombstone", () => {
    const line = lineFor(entryOf("alpha", { order: 3 }), "policy", 5_000);
    const { texts, pages } = assemble(NOTHING_PUBLISHED, changes({ removed: [line] }), digests);
    const text = texts.find(({ path }) => path === "removed.json")?.text ?? "";
    expect(parseRemovals(new TextEncoder().encode(text))?.get("alpha")).toMatchObject({
      line: { reason: "policy", owners: [101] },
      revision: 5_000,
      isFree: false,
    });
    expect(parseRemoved(text)?.[0]?.kept).toEqual(entryOf("alpha", { order: 3 }));
    expect(pages.removed).toEqual([
      {
        id: "alpha",
        name: "Name of alpha",
        status: "removed",
        reason: "policy",
        removed: "1970-01-01T00:00:05Z",
        issues: [],
      },
    ]);
  });
});
