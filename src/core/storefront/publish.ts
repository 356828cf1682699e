// One publish → the pages it touches, from what was published and what changed; no part of the catalog is read that did not change.

import type { Pages, PagesInput, PagesOut } from "../catalog/pages.ts";
import type { Catalog, Entry } from "../catalog/entry.ts";
import { assetDigest, type BrowserSources } from "./assets.ts";
import { FACT_FIELDS } from "../listing/fields.ts";
import { REMOVAL_REASONS } from "../listing/ledger.ts";
import { listedFromPart, listedOf, type Listed } from "./listed.ts";
import { partOf } from "../catalog/assemble.ts";
import type { File } from "./own.ts";
import { pageChanges, fileAt, pageFiles, openPartly, openStorefront, type Touched } from "./storefront.ts";

/** The parts of the search index: together they say of each listing all that lists, feed and sitemaps need. */
export const READ_BEFORE = /^search\/\d+\.json$/;

/** The storefront as publishing uses it. */
export function storefrontPages(sources: BrowserSources): Pages {
  return {
    // Drawn when it is first asked for: a server that only reviews never needs it.
    get version() {
      return storefrontVersion(sources);
    },
    indexFolder: "search",
    render: (input, before) => pagesOfPublish(input, before, sources),
  };
}

/**
 * `before`: the published files whose path is one of `READ_BEFORE`; none where nothing was published. undefined: one that
 * is needed is not there or not as we write it; then all of the catalog must be given, as for a new look.
 */
export function pagesOfPublish(
  input: PagesInput,
  before: ReadonlyMap<string, string>,
  sources: BrowserSources,
): PagesOut | undefined {
  const old = new Map<string, readonly Listed[]>();
  for (const [path, text] of before) {
    const listed = READ_BEFORE.test(path) ? listedFromPart(text) : [];
    if (listed !== undefined) old.set(path, listed);
  }
  const changed = new Map(input.changedParts.map((part) => [part.number, part.entries]));
  const listed: Listed[] = [];
  for (const { number } of [...input.parts].sort((a, b) => a.number - b.number)) {
    const inPart = changed.get(number)?.map(listedOf) ?? old.get(`search/${number}.json`);
    if (inPart === undefined) return undefined;
    listed.push(...inPart);
  }
  const { site, feedBefore, removed, removedBefore, everything } = input;
  const { feed: _feed, ...lasting } = site;
  const entries = input.changedParts.flatMap((part) => part.entries);
  const given = everything ? entries : entries.filter(({ id }) => input.changed.has(id));
  const listedBefore = [...old.values()].flat().sort((a, b) => a.order - b.order);
  const touched = everything ? {} : { touched: touchedBy(input, listed, listedBefore) };
  const next = openPartly({ site, listed, entries: given, removed, ...touched }, sources);
  const previous = openPartly(
    // Of another time: the home page says when it was published, though nothing else on it may have changed.
    {
      site: { ...lasting, ...(feedBefore && { feed: feedBefore }), source: { commit: "", at: "" } },
      listed: listedBefore,
      entries: [],
      removed: removedBefore,
      ...touched,
    },
    sources,
  );
  const { write, remove } = pageChanges(previous, next);
  return {
    write: everything ? pageFiles(next) : drawn(write, (path) => fileAt(next, path)),
    remove,
  };
}

/** Whoever is not the very same before and after; one that only moved between the ledger and the list is among them. */
function touchedBy(
  { changed, changedParts, removed, removedBefore }: PagesInput,
  after: readonly Listed[],
  before: readonly Listed[],
): Touched {
  const stayed = new Set(before);
  const differing = after.filter((one) => !stayed.delete(one));
  const apart = [...differing, ...stayed];
  return {
    ids: new Set([...changed, ...[...apart, ...removed, ...removedBefore].map(({ id }) => id)]),
    parts: new Set([...changedParts.map(({ number }) => number), ...apart.map(({ order }) => partOf(order))]),
    cards: new WeakMap(),
  };
}

function* drawn(paths: readonly string[], draw: (path: string) => File | undefined): Iterable<File> {
  for (const path of paths) {
    const file = draw(path);
    if (file !== undefined) yield file;
  }
}

/** Differs as soon as anything would be drawn otherwise: the pages of a small catalog with one of everything, digested. */
export function storefrontVersion(sources: BrowserSources): string {
  const version = versions.get(sources) ?? drawnVersion(sources);
  versions.set(sources, version);
  return version;
}

const versions = new WeakMap<BrowserSources, string>();

function drawnVersion(sources: BrowserSources): string {
  const files = [...pageFiles(openStorefront(ONE_OF_EVERYTHING, sources))];
  return assetDigest(JSON.stringify(files.map(({ path, text }) => [path, text])));
}

const AT = "2020-01-01T00:00:00Z";

function sampleEntry(order: number): Entry {
  const address = "https://host.example/";
  const files = [
    { path: "images/x.png", type: "image/png", width: 512, height: 512, bytes: 1, blob: "x" },
  ] as const;
  const picture = { source: "x", sourceBytes: 1, from: "x", width: 512, height: 512, files };
  const check = { title: "x", evidence: ["`x`"], at: AT };
  const isFull = order === 0;
  return {
    id: `sample-${order}`,
    order,
    status: isFull ? "under-review" : "active",
    name: "Sample",
    type: ["plugin", "app", "integration", "webhook", "playbook", "tool"][order % 6] ?? "tool",
    summary: "A sample",
    link: address,
    documentation: address,
    issues: address,
    tags: ["sample"],
    maintainers: isFull ? ["one", "two"] : ["one"],
    owners: [],
    screenshots: isFull ? [picture] : [],
    added: AT,
    updated: isFull ? "2020-01-02T00:00:00Z" : AT,
    verified: AT,
    checks: [
      { ...check, id: "submission", status: "pass" },
      { ...check, id: "ownership", status: "released", releasedBy: { id: 1, login: "x", reason: "x" } },
      { ...check, id: "link", status: "waived", waivedUntil: "2020-01-01" },
      { ...check, id: "documentation", status: "grace", graceUntil: "2020-01-01" },
      { ...check, id: "issue-tracker", status: "recommended" },
      { ...check, id: "image", status: "not-run" },
    ],
    source: { blobs: {}, ...(isFull && { pull: 1 }) },
    ...(isFull && {
      description:
        "# A\n\n**b** `c` [d](https://host.example)\n\n- e\n\n1. f\n\n| g |\n|-|\n| h |\n\n> i\n\n```\nj\n```",
      security: address,
      license: "MIT",
      ...Object.fromEntries(FACT_FIELDS.map(({ name, as }) => [name, as === "link" ? address : ">=1"])),
      image: picture,
      review: { deadline: AT, issue: 1 },
    }),
  };
}

const ONE_OF_EVERYTHING: Catalog = {
  site: {
    marketplace: {
      name: "Sample",
      about: "About",
      security: "mailto:security@host.example",
      url: "https://host.example/",
      contact: "https://host.example/",
    },
    origin: "https://host.example",
    basePath: "/",
    themeColor: "#1c58d9",
    repositoryUrl: "https://host.example/owner/name",
    types: ["plugin", "app", "integration", "webhook", "playbook", "tool"],
    generation: 1,
    source: { commit: "x", at: AT },
  },
  entries: Array.from({ length: 60 }, (_, order) => sampleEntry(order)),
  removed: REMOVAL_REASONS.map((reason) => ({
    id: `gone-${reason}`,
    status: reason === "withdrawn" ? "withdrawn" : "removed",
    reason,
    removed: AT,
    severity: "high",
    issues: [1],
  })),
};
