// Whatever the format asks of contributors reaches those who visit: a field that nobody shows is a broken promise.

import { describe, expect, it } from "@jest/globals";
import { load } from "js-yaml";
import { readBrowserSources } from "../../src/adapters/storefront-files.ts";
import {
  CARRIED_FIELDS,
  entrySchema,
  FIELDS_IN_OTHER_FORM,
  type Entry,
  type PublishedImage,
} from "../../src/core/catalog/entry.ts";
import { makeEntry } from "../../src/core/catalog/make-entry.ts";
import { parseEntry } from "../../src/core/catalog/schema.ts";
import { canonicalJson } from "../../src/core/catalog/json.ts";
import { FIELD_NAMES, LISTING_FIELDS, type FieldName } from "../../src/core/listing/fields.ts";
import { isComplete, listingSchema, type Listing } from "../../src/core/listing/schema.ts";
import { COLUMNS, listedFromPart, listedOf, rowOf } from "../../src/core/storefront/listed.ts";
import { fileAt, openStorefront } from "../../src/core/storefront/storefront.ts";
import { SITE } from "../support/storefront-sample.ts";

const SOURCES = readBrowserSources();

/** Fields that visitors need not see, each with the reason. */
const NOT_SHOWN: Readonly<Partial<Record<FieldName, string>>> = {};

const WHOLE = Object.assign({}, ...FIELD_NAMES.map((name) => load(LISTING_FIELDS[name].example))) as Listing;

const picture = (from: string): PublishedImage => {
  const path = `images/poll-maker.${from.replaceAll(/\W/g, "")}.png`;
  const file = { path, type: "image/png", width: 512, height: 512, bytes: 9, blob: "b".repeat(40) } as const;
  return { source: "a".repeat(64), sourceBytes: 9, from, width: 512, height: 512, files: [file] };
};

function entryFor(fields: Partial<Listing>): Entry {
  return makeEntry({
    id: "poll-maker",
    fields: fields as Listing,
    before: undefined,
    owners: [{ id: 101, login: "your-login" }],
    image: fields.image === undefined ? undefined : picture(fields.image),
    screenshots: (fields.screenshots ?? []).map(picture),
    checks: [],
    blobs: {},
    pull: 7,
    nowMs: 1_780_000_000_000,
    sourceAtMs: 1_780_000_000_000,
  });
}

/** All that a visitor and the search are given of it. */
function shown(fields: Partial<Listing>): string {
  const entry = { ...entryFor(fields), order: 0 };
  const storefront = openStorefront({ site: SITE, entries: [entry], removed: [] }, SOURCES);
  const page = fileAt(storefront, "listings/poll-maker/index.html")?.text ?? "";
  expect(page.length).toBeGreaterThan(1_000);
  return JSON.stringify([page, rowOf(listedOf(entry))]);
}

/** The same listing with another value in one field, or none where it may be left out. */
function changed(name: FieldName): Partial<Listing> {
  const { [name]: value, ...rest } = WHOLE;
  if (LISTING_FIELDS[name].need !== "required") return rest;
  const other = (text: string): string =>
    text.replace("poll-maker", "other").replace(/[a-z](?=[^a-z]*$)/, "x");
  return { ...WHOLE, [name]: typeof value === "string" ? other(value) : (value as string[]).map(other) };
}

describe("every field of the format", () => {
  it("is in the example that stands beside its words", () => {
    expect(Object.keys(WHOLE).sort()).toEqual([...FIELD_NAMES].sort());
    expect(listingSchema().safeParse(WHOLE).error).toBeUndefined();
  });

  it.each(FIELD_NAMES)(
    "%s reaches the listing's page, the search, or the list of those that need not",
    (name) => {
      const reaches = shown(changed(name)) !== shown(WHOLE);
      expect({ name, reaches }).toEqual({ name, reaches: !Object.hasOwn(NOT_SHOWN, name) });
    },
  );

  it.each(FIELD_NAMES)("%s reaches the entry", (name) => {
    expect(canonicalJson(entryFor(changed(name)))).not.toBe(canonicalJson(entryFor(WHOLE)));
    expect(Object.keys(entrySchema.shape)).toContain(name);
  });

  it("is carried as it is, or stands in a form of its own", () => {
    expect([...CARRIED_FIELDS, ...FIELDS_IN_OTHER_FORM].sort()).toEqual([...FIELD_NAMES].sort());
  });

  it("is required in words where the schema requires it", () => {
    for (const name of FIELD_NAMES) {
      const { [name]: _left, ...rest } = WHOLE;
      expect({ name, needed: !isComplete(rest) }).toEqual({
        name,
        needed: LISTING_FIELDS[name].need === "required",
      });
    }
  });
});

describe("an entry of version 1", () => {
  // As the first catalogs have it: whatever comes later is optional for whoever reads them.
  const FIRST = {
    id: "poll-maker",
    order: 0,
    status: "active",
    name: "Poll Maker",
    type: "plugin",
    summary: "Create polls",
    link: "https://a.example/",
    documentation: "https://a.example/docs",
    issues: "https://a.example/issues",
    tags: [],
    maintainers: ["owner"],
    owners: [{ id: 1, login: "owner" }],
    screenshots: [],
    added: "2026-01-01T00:00:00Z",
    updated: "2026-01-01T00:00:00Z",
    verified: "2026-01-01T00:00:00Z",
    checks: [],
    source: { blobs: {} },
  };

  it("is read for good, with what a newer version wrote beside it", () => {
    expect(parseEntry(JSON.stringify(FIRST))).toEqual(FIRST);
    const newer = { ...FIRST, colour: "red", source: { blobs: {}, mirror: "x" } };
    expect(parseEntry(JSON.stringify(newer))).toEqual(newer);
  });

  it("is none without what every entry has", () => {
    for (const key of Object.keys(FIRST)) {
      const { [key as keyof typeof FIRST]: _left, ...rest } = FIRST;
      expect(parseEntry(JSON.stringify(rest))).toBeUndefined();
    }
  });
});

describe("the rows of the search", () => {
  const listed = listedOf({ ...entryFor(WHOLE), order: 3 });

  it("hold what lists know, and give it back", () => {
    expect(rowOf(listed)).toHaveLength(COLUMNS.length);
    expect(listedFromPart(JSON.stringify([rowOf(listed)]))).toEqual([listed]);
  });

  it("keep the places that published indexes have", () => {
    expect(COLUMNS.slice(0, 11).map(({ name }) => name)).toEqual(
      "id order name type summary tags maintainers added updated picture underReview".split(" "),
    );
  });

  it.each(COLUMNS.map(({ name }, at) => [name, at] as const))("are none with another %s", (_, at) => {
    const row: unknown[] = [...rowOf(listed)];
    row[at] = { not: "this" };
    expect(listedFromPart(JSON.stringify([row]))).toBeUndefined();
  });
});
