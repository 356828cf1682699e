// What is generated is what stands there: with UPDATE=1 it is written, otherwise compared.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { FAULTS } from "../scripts/faults.ts";
import { generateAll, pathOf, read, sources } from "../scripts/generate.ts";
import { policyLeaves } from "../scripts/policy-page.ts";
import { POLICY_KEYS } from "../src/core/policy/keys.ts";
import { FIELD_NAMES } from "../src/core/listing/fields.ts";
import { listingJsonSchema } from "../src/core/listing/schema.ts";
import { parsePolicy } from "../src/core/policy/policy.ts";
import { policyJsonSchema } from "../src/core/policy/json-schema.ts";
import { parse } from "./support/listing-files.ts";

const files = generateAll();

if (process.env["UPDATE"] === "1") {
  for (const { path, content } of files) {
    mkdirSync(dirname(pathOf(path)), { recursive: true });
    writeFileSync(pathOf(path), content);
  }
}

describe("generated files", () => {
  it.each(files)("$path is current (`npm run gen` writes it)", ({ path, content }) => {
    expect(read(path)).toBe(content);
  });
});

describe("the policy page", () => {
  it("says of every key what it is for, and of none that there is not", () => {
    const keys = policyLeaves().map(([key]) => key);
    expect(keys.toSorted()).toEqual(Object.keys(POLICY_KEYS).toSorted());
    for (const words of Object.values(POLICY_KEYS)) expect(words.length).toBeGreaterThan(10);
  });

  it("puts the same words beside the keys in editors", () => {
    for (const [key, node] of policyLeaves())
      if (!key.endsWith(".level")) expect(node["description"]).toBe(POLICY_KEYS[key]);
  });
});

describe("the messages page", () => {
  it("has every rule that the reader of listings can name", () => {
    const named = sources("src/core/listing")
      .filter((path) => /\/(?:problems|values|schema|text|parse|own-files|yaml|yaml-values)\.ts$/.test(path))
      .flatMap((path) => [
        ...(read(path) ?? "").matchAll(
          /(?:rule: |rule === |add\(\s*|refuse\(\s*|broken\(\s*|\| )"([a-z][a-z0-9-]+)"/g,
        ),
      ])
      .map(([, rule]) => rule ?? "");
    const shown = new Set(FAULTS.map(({ rule }) => rule));
    // Kinds of values and of numbers of lines, which are no rules; "invalid" stands for what no schema of ours says.
    const others = ["invalid", "one", "many", "map", "list", "scalar", "value"];
    expect(named.length).toBeGreaterThan(40);
    expect([...new Set(named)].filter((rule) => !shown.has(rule) && !others.includes(rule))).toEqual([]);
  });
});

/** Where our own schema and the JSON Schema must agree; a value in JSON is YAML too. */
type Row = readonly [string, Readonly<Record<string, unknown>>, boolean];

function validator(schema: Record<string, unknown>) {
  const ajv = new Ajv2020({ strict: true, allErrors: true });
  // ajv-formats comes without a default export of its own under ESM.
  (addFormats as unknown as (target: Ajv2020) => void)(ajv);
  ajv.addKeyword({ keyword: "markdownDescription", schemaType: "string" });
  return ajv.compile(schema);
}

const LISTING = {
  name: "Poll Maker",
  type: "plugin",
  summary: "Create polls and see the votes come in",
  link: "https://poll-maker.example/",
  documentation: "https://poll-maker.example/docs",
  issues: "https://poll-maker.example/issues",
  image: "images/poll-maker.png",
  maintainers: ["owner"],
};
const WHOLE = {
  ...LISTING,
  description: "More about it.",
  screenshots: ["images/poll-maker/a.png", "https://a.example/b.png"],
  security: "mailto:security@a.example",
  license: "Apache-2.0",
  tags: ["polls"],
  compatibility: ">=9.0.0",
};

const LISTINGS: readonly Row[] = [
  ["what is needed", LISTING, true],
  ["everything", WHOLE, true],
  ["an image by address", { ...LISTING, image: "https://a.example/logo" }, true],
  ["a contact by address", { ...LISTING, security: "https://a.example/security" }, true],
  ["60 pictures as name", { ...LISTING, name: "😀".repeat(60) }, true],
  ["nothing", {}, false],
  ...Object.keys(LISTING).map((field): Row => [
    `no ${field}`,
    Object.fromEntries(Object.entries(LISTING).filter(([name]) => name !== field)),
    false,
  ]),
  ["an unknown field", { ...LISTING, colour: "red" }, false],
  ["another type", { ...LISTING, type: "theme" }, false],
  ["a number as name", { ...LISTING, name: 1 }, false],
  ["an empty name", { ...LISTING, name: "" }, false],
  ["a name too long", { ...LISTING, name: "n".repeat(61) }, false],
  ["a summary too short", { ...LISTING, summary: "short" }, false],
  ["a summary too long", { ...LISTING, summary: "s".repeat(141) }, false],
  ["a description too long", { ...LISTING, description: "d".repeat(5_001) }, false],
  ["a link over http", { ...LISTING, link: "http://a.example" }, false],
  ["a link that is a list", { ...LISTING, link: ["https://a.example"] }, false],
  ["an image of another kind", { ...LISTING, image: "images/poll-maker.gif" }, false],
  [
    "seven screenshots",
    { ...LISTING, screenshots: Array.from({ length: 7 }, (_, i) => `images/poll-maker/${i}.png`) },
    false,
  ],
  ["nobody", { ...LISTING, maintainers: [] }, false],
  ["eleven people", { ...LISTING, maintainers: Array.from({ length: 11 }, (_, i) => `user-${i}`) }, false],
  ["a login with its at sign", { ...LISTING, maintainers: ["@owner"] }, false],
  ["a contact without mailto", { ...LISTING, security: "security@a.example" }, false],
  ["a tag in capitals", { ...LISTING, tags: ["Polls"] }, false],
  ["nine tags", { ...LISTING, tags: Array.from({ length: 9 }, (_, i) => `tag-${i}`) }, false],
];

const POLICY = { extends: "mattermost" };
const POLICIES: readonly Row[] = [
  ["the preset", POLICY, true],
  ["a name of its own", { marketplace: { name: "Ours", security: "mailto:s@a.example" } }, true],
  [
    "levels",
    { ...POLICY, checks: { link: "off", image: { level: "recommended", max_bytes: 100_000 } } },
    true,
  ],
  ["a fixed level, as it is", { ...POLICY, checks: { standing: "required" } }, true],
  [
    "a waiver",
    {
      ...POLICY,
      waivers: [{ check: "link", listing: "demo", who: "boss", why: "moving", until: "2026-05-01" }],
    },
    true,
  ],
  ["an unknown key", { ...POLICY, extend: "x" }, false],
  ["an unknown key within", { ...POLICY, checks: { lnk: "off" } }, false],
  ["a fixed level, lowered", { ...POLICY, checks: { standing: "off" } }, false],
  ["a level that is none", { ...POLICY, checks: { link: "maybe" } }, false],
  ["an image too large", { ...POLICY, checks: { image: { max_bytes: 5_242_881 } } }, false],
  ["a limit where there is none", { ...POLICY, checks: { link: { max_bytes: 5_000 } } }, false],
  [
    "a waiver without an end",
    { ...POLICY, waivers: [{ check: "link", listing: "demo", who: "boss", why: "moving" }] },
    false,
  ],
  [
    "a waiver until no day",
    { ...POLICY, waivers: [{ check: "link", listing: "demo", who: "boss", why: "moving", until: "soon" }] },
    false,
  ],
  [
    "a fixed check waived",
    {
      ...POLICY,
      waivers: [{ check: "standing", listing: "demo", who: "boss", why: "moving", until: "2026-05-01" }],
    },
    false,
  ],
  ["days beyond a year", { ...POLICY, takedown: { days: { high: 366 } } }, false],
  ["texts of its own", { ...POLICY, texts: { "comment/ready": "x", link: { item: "x" } } }, true],
  ["a rule's words", { ...POLICY, texts: { "image/too-large": { why: "x" } } }, true],
  ["a text that nobody reads", { ...POLICY, texts: { "comment/redy": "x" } }, false],
  ["a text of too many words", { ...POLICY, texts: { "comment/ready": "x".repeat(601) } }, false],
  ["a colour by name", { ...POLICY, publish: { theme_color: "red" } }, false],
];

describe("the listing's JSON Schema", () => {
  const validate = validator(listingJsonSchema());

  it.each(LISTINGS)("%s", (_, listing, sound) => {
    expect(validate(listing)).toBe(sound);
    expect(parse(JSON.stringify(listing)).problems.length === 0).toBe(sound);
  });

  it("helps with every field", () => {
    const { properties } = listingJsonSchema() as {
      properties: Record<string, { description?: string; markdownDescription?: string }>;
    };
    expect(Object.keys(properties).sort()).toEqual([...FIELD_NAMES].sort());
    for (const name of FIELD_NAMES) {
      expect(properties[name]?.description?.length).toBeGreaterThan(20);
      expect(properties[name]?.markdownDescription).toContain("```yaml");
    }
  });

  it("knows a marketplace's own types", () => {
    const own = validator(listingJsonSchema(["theme"]));
    expect([own({ ...LISTING, type: "theme" }), own(LISTING)]).toEqual([true, false]);
  });
});

describe("the policy's JSON Schema", () => {
  const validate = validator(policyJsonSchema());

  it.each(POLICIES)("%s", (_, policy, sound) => {
    expect(validate(policy)).toBe(sound);
    expect(parsePolicy(new TextEncoder().encode(JSON.stringify(policy)), "acme").state === "valid").toBe(
      sound,
    );
  });
});
