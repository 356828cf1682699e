// Places: 1-based lines and columns of keys and values, as editors and GitHub count them.

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseListing } from "../../src/core/listing/parse.ts";
import { listingSchema } from "../../src/core/listing/schema.ts";
import { readYaml } from "../../src/core/listing/yaml.ts";
import { listingText, parse } from "../support/listing-files.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const BOM = "\ufeff";

describe.each([
  ["LF", "\n", ""],
  ["CRLF", "\r\n", ""],
  ["LF after a BOM", "\n", BOM],
  ["CRLF after a BOM", "\r\n", BOM],
])("places with %s", (_, lineBreak, start) => {
  const text = [
    "# a comment",
    "name: Poll Maker",
    "type:   plugin",
    'summary: "Create polls and see the votes"',
    "link: http://poll-maker.example/",
    "screenshots:",
    "  - images/poll-maker/a.png",
    "  - images/poll-maker/b.gif",
    "tags: [polls, Votes]",
    "colour: red",
    "maintainers:",
    "",
  ].join(lineBreak);
  const file = readYaml(bytes(start + text), 65_536);

  it.each<[string, readonly (string | number)[], number, number]>([
    ["a plain value", ["name"], 2, 7],
    ["after several spaces", ["type"], 3, 9],
    ["a quoted value: its quote", ["summary"], 4, 10],
    ["a list's own", ["screenshots"], 7, 3],
    ["an entry", ["screenshots", 1], 8, 5],
    ["an entry of a flow list", ["tags", 1], 9, 15],
    ["an empty value: its key", ["maintainers"], 11, 1],
    ["what is not there: the nearest above", ["screenshots", 7], 7, 3],
    ["a field that is not there: the file", ["image"], 1, 1],
  ])("%s", (_name, path, line, column) => {
    expect(file.place(path)).toEqual({ line, column });
  });

  it("keys have places of their own", () => {
    expect(file.placeOfKey(["colour"])).toEqual({ line: 10, column: 1 });
    expect(file.placeOfKey(["summary"])).toEqual({ line: 4, column: 1 });
  });

  it("problems stand where the contributor looks", () => {
    const { problems } = parseListing(bytes(start + text), "poll-maker", listingSchema());
    const at = Object.fromEntries(
      problems.map(({ path, place }) => [path.join("."), [place.line, place.column]]),
    );
    expect(at).toMatchObject({
      link: [5, 7],
      "screenshots.1": [8, 5],
      "tags.1": [9, 15],
      colour: [10, 1],
      maintainers: [11, 1],
      image: [1, 1],
    });
  });
});

describe("places", () => {
  it("a quote that is never closed has the line where it begins", () => {
    const { problems } = parse(listingText({ summary: "'never closed" }));
    expect(problems).toMatchObject([{ rule: "syntax", place: { line: 3, column: 10 } }]);
  });

  it("a lone CR ends a line too", () => {
    expect(readYaml(bytes("name: a\rtype: b\r"), 1_000).place(["type"])).toEqual({ line: 2, column: 7 });
  });

  it("columns count UTF-16 units, as GitHub and editors do", () => {
    const { problems } = parse(`tags: ["😀", B]\n`);
    expect(problems.find(({ path }) => path[1] === 1)?.place).toEqual({ line: 1, column: 14 });
  });

  it("a block scalar stands at its first line", () => {
    const file = readYaml(bytes("name: x\ndescription: |\n  first\n  second\n"), 1_000);
    expect(file.place(["description"]).line).toBeGreaterThanOrEqual(2);
    expect(file.place(["description"]).line).toBeLessThanOrEqual(3);
  });

  it("every problem of any text stands within the text", () => {
    const fields = ["name", "type", "link", "tags", "maintainers", "colour", "", "? a", "- b", "  c"];
    const values = ["", "x", "[a, B]", "{a: b}", "'", '"x"', "|", ">", "&a x", "*a", "!t x", "1"];
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...fields), fc.constantFrom(...values)), { maxLength: 12 }),
        fc.constantFrom("\n", "\r\n", "\r"),
        (lines, lineBreak) => {
          const text = lines.map(([field, value]) => `${field}: ${value}`).join(lineBreak);
          const lengths = text.split(/\r\n|\n|\r/).map(({ length }) => length);
          for (const { place } of parse(text).problems) {
            expect(place.line).toBeGreaterThanOrEqual(1);
            expect(place.line).toBeLessThanOrEqual(lengths.length);
            expect(place.column).toBeGreaterThanOrEqual(1);
            expect(place.column).toBeLessThanOrEqual((lengths[place.line - 1] ?? 0) + 1);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("a listing of any sound values is read as it was written", () => {
    const line = fc
      .string({ unit: fc.constantFrom(..."abc XYZ 019 äé漢 -.,"), minLength: 12, maxLength: 60 })
      .filter((text) => text.trim().length >= 10);
    fc.assert(
      fc.property(line, line, (name, summary) => {
        const parsed = parse(listingText({ name: JSON.stringify(name), summary: JSON.stringify(summary) }));
        expect(parsed.problems).toEqual([]);
        expect(parsed.fields).toMatchObject({ name, summary });
      }),
    );
  });
});
