// What `--fix` fixes: one right answer, nothing else of the file, and never a file that is worse than before.

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { autofixListing } from "../../src/core/listing/autofix.ts";
import { parseListing } from "../../src/core/listing/parse.ts";
import { DEFAULT_TYPES, listingSchema } from "../../src/core/listing/schema.ts";
import { listing } from "../support/scene.ts";

const schema = listingSchema();
const world = { schema, types: DEFAULT_TYPES };
const fix = (text: string) => autofixListing(text, "poll-maker", world);
const problemsOf = (text: string): string[] =>
  parseListing(new TextEncoder().encode(text), "poll-maker", schema).problems.map(({ rule }) => rule);

describe("one right answer", () => {
  it.each<[string, Parameters<typeof listing>[0] | string, string, string]>([
    [
      "a colon in a value",
      { summary: "Polls: create them and see the votes" },
      "summary: Polls: create them and see the votes",
      'summary: "Polls: create them and see the votes"',
    ],
    [
      "a version range without quotes",
      { compatibility: ">=9.5.0" },
      "compatibility: >=9.5.0",
      'compatibility: ">=9.5.0"',
    ],
    ["a tab", { type: "plugin\n\ttags: [polls]" }, "\ttags: [polls]", "tags: [polls]"],
    ["a type in capitals", { type: "Plugin" }, "type: Plugin", "type: plugin"],
    [
      "a type misspelt, with a comment",
      { type: "plugn # what it is" },
      "type: plugn # what it is",
      "type: plugin # what it is",
    ],
    [
      "an address over http",
      { link: "http://example.org/a" },
      "link: http://example.org/a",
      "link: https://example.org/a",
    ],
    [
      "an address without its scheme",
      { issues: "example.org/issues" },
      "issues: example.org/issues",
      "issues: https://example.org/issues",
    ],
    [
      "a quoted address",
      { link: '"http://example.org/a"' },
      'link: "http://example.org/a"',
      'link: "https://example.org/a"',
    ],
    [
      "an e-mail address without mailto",
      { security: "a@b.example" },
      "security: a@b.example",
      "security: mailto:a@b.example",
    ],
    [
      "a login with its at sign",
      { maintainers: '["@contributor"]' },
      'maintainers: ["@contributor"]',
      'maintainers: ["contributor"]',
    ],
    [
      "a profile's address",
      { maintainers: "[https://github.com/contributor]" },
      "maintainers: [https://github.com/contributor]",
      "maintainers: [contributor]",
    ],
    [
      "one maintainer without the list",
      { maintainers: "contributor" },
      "maintainers: contributor",
      "maintainers: [contributor]",
    ],
    ["tags as one text", { tags: "polls, votes" }, "tags: polls, votes", "tags: [polls, votes]"],
    ["a tag in capitals", { tags: "[Polls, votes]" }, "tags: [Polls, votes]", "tags: [polls, votes]"],
    ["a tag of two words", { tags: "[team polls]" }, "tags: [team polls]", "tags: [team-polls]"],
    [
      "a licence by its common name",
      { license: "Apache License 2.0" },
      "license: Apache License 2.0",
      "license: Apache-2.0",
    ],
    ["a licence in small letters", { license: "mit" }, "license: mit", "license: MIT"],
    ["a name that YAML reads as a number", { name: "2048" }, "name: 2048", 'name: "2048"'],
    [
      "a path from the root",
      { image: "/images/poll-maker.png" },
      "image: /images/poll-maker.png",
      "image: images/poll-maker.png",
    ],
    [
      "a path from here",
      { image: "./images/poll-maker.png" },
      "image: ./images/poll-maker.png",
      "image: images/poll-maker.png",
    ],
    ["a field by its other name", listing().replace("summary:", "sumary:"), "sumary: ", "summary: "],
  ])("%s", (_, change, before, after) => {
    const text = typeof change === "string" ? change : listing(change);
    expect(problemsOf(text).length).toBeGreaterThan(0);
    const fixed = fix(text);
    expect(problemsOf(fixed.text)).toEqual([]);
    expect(fixed.fixes).toHaveLength(1);
    expect(text).toContain(before);
    expect(fixed.text).toBe(text.replace(before, after));
  });

  it("an entry that is given twice in a list goes, by its line", () => {
    const text = listing({ tags: "\n  - polls\n  - votes\n  - polls" });
    expect(problemsOf(text)).toEqual(["given-twice"]);
    expect(fix(text).text).toBe(listing({ tags: "\n  - polls\n  - votes" }));
  });

  it("several at once, each on its line", () => {
    const text = listing({
      type: "PLUGIN",
      link: "http://example.org/",
      license: "mit",
      security: "a@b.example",
    });
    const { text: after, fixes } = fix(text);
    expect(problemsOf(after)).toEqual([]);
    expect(fixes.map(({ rule }) => rule).toSorted()).toEqual([
      "bad-address",
      "not-allowed",
      "not-https",
      "not-spdx",
    ]);
  });

  it("line ends as they were", () => {
    const text = listing({ type: "Plugin" }).replaceAll("\n", "\r\n");
    expect(fix(text).text).toBe(text.replace("Plugin", "plugin"));
  });
});

describe("no one right answer", () => {
  it.each<[string, Parameters<typeof listing>[0]]>([
    ["a licence that could be two", { license: "GPL" }],
    ["a summary that is too short", { summary: "short" }],
    ["a type that is like none", { type: "spaceship" }],
    ["a link that is none", { link: "nowhere in particular" }],
    ["another listing's image", { image: "images/other.png" }],
    ["a missing field", { issues: undefined }],
    ["a number where there is nothing to quote", { name: "null" }],
  ])("%s stays as it is", (_, change) => {
    const text = listing(change);
    expect(problemsOf(text).length).toBeGreaterThan(0);
    expect(fix(text)).toEqual({ text, fixes: [], complete: true });
  });

  it("what is no YAML stays as it is", () => {
    for (const text of ["", "name: [", "- a\n- b\n", "\u0000", "name: &a x\ntype: *a\n"])
      expect(fix(text)).toEqual({ text, fixes: [], complete: true });
  });
});

describe("whatever the text", () => {
  it("fixing never adds a problem, ends, and fixes nothing the second time", () => {
    const value = fc.oneof(
      fc.constantFrom(
        "http://a.example",
        "@x",
        "mit",
        "Plugin",
        "[A b, c]",
        '"http://x.example" # y',
        "- a",
        "{a: b}",
      ),
      fc.string({ unit: "grapheme", maxLength: 20 }),
    );
    const fields = [
      "name",
      "type",
      "summary",
      "link",
      "license",
      "tags",
      "maintainers",
      "security",
      "imag",
      "x",
    ];
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...fields), value), { maxLength: 8 }), (pairs) => {
        const text = pairs.map(([name, given]) => `${name}: ${given}\n`).join("");
        const once = fix(text);
        // One fix can put two things right: what is not NFC may be too short only until it is.
        // And what could not be read at all may hold more mistakes than the one that hid them.
        if (!problemsOf(text).includes("syntax"))
          expect(problemsOf(once.text).length).toBeLessThanOrEqual(
            problemsOf(text).length - once.fixes.length,
          );
        expect(fix(once.text).fixes).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
