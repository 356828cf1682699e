// One merge into a large catalog: what finding and drawing its pages costs, while nothing else can run in the process.

import { readBrowserSources } from "../../src/adapters/storefront-files.ts";
import { PART_ENTRIES_MAX } from "../../src/core/catalog/schema.ts";
import type { PagesInput } from "../../src/core/catalog/pages.ts";
import { pagesOfPublish, READ_BEFORE } from "../../src/core/storefront/publish.ts";
import { fileAt, openStorefront } from "../../src/core/storefront/storefront.ts";
import { entryOf, largeCatalog } from "../support/storefront-sample.ts";
import { median } from "./figures.ts";

const ROUNDS = 9;

export function benchPublishPages(): Promise<void> {
  for (const count of [100, 1_000, 10_000, 50_000]) oneMerge(count);
  return Promise.resolve();
}

function oneMerge(count: number): void {
  const sources = readBrowserSources();
  const catalog = largeCatalog(count);
  const storefront = openStorefront(catalog, sources);
  const before = new Map(
    [...storefront.pages.keys()]
      .filter((path) => READ_BEFORE.test(path))
      .map((path) => [path, fileAt(storefront, path)?.text ?? ""]),
  );
  const entry = entryOf({ id: "brand-new", order: count, tags: ["poll", "survey"] });
  const number = Math.floor(count / PART_ENTRIES_MAX);
  const inPart = [...catalog.entries.slice(number * PART_ENTRIES_MAX), entry];
  const counts = Array.from({ length: number + 1 }, (_, at) => ({
    number: at,
    count: at === number ? inPart.length : PART_ENTRIES_MAX,
  }));
  const input: PagesInput = {
    feedBefore: undefined,
    site: catalog.site,
    counts: { entries: count + 1, types: {}, tags: {} },
    parts: counts,
    all: undefined,
    changedParts: [{ number, entries: inPart }],
    newest: [],
    changed: new Set([entry.id]),
    removed: [],
    removedChanged: new Set(),
    removedBefore: [],
    everything: false,
  };
  const tookMs: number[] = [];
  let files = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = process.cpuUsage();
    files = [...(pagesOfPublish(input, before, sources)?.write ?? [])].length;
    const { user, system } = process.cpuUsage(started);
    tookMs.push((user + system) / 1_000);
  }
  console.log(
    `one merge into ${count} listings: ${median(tookMs).toFixed(0)} ms of CPU for ${files} files, the first ${tookMs[0]?.toFixed(0)} ms` +
      (count === 10_000 ? " (bound 200)" : ""),
  );
}
