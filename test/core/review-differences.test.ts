// What an update changes: short, field by field, and inert whatever the listing says.

import { describe, expect, it } from "@jest/globals";
import { FIELD_NAMES } from "../../src/core/listing/fields.ts";
import { differencesText, type ListingDifference } from "../../src/core/review/differences.ts";
import { breaches } from "../support/inert.ts";
import { HOSTILE_TEXTS } from "../support/hostile-texts.ts";
import { TinyGitHub } from "../support/tiny-github.ts";

const BEFORE = {
  name: "Poll Maker",
  summary: "Create polls and see the votes come in",
  tags: ["polls", "votes"],
  license: "MIT",
};
const difference = (change: Partial<ListingDifference> = {}): ListingDifference => ({
  id: "poll-maker",
  since: "published",
  before: BEFORE,
  after: BEFORE,
  unclear: [],
  files: [],
  ...change,
});
const linesOf = (change: Partial<ListingDifference>): readonly string[] =>
  (differencesText([difference(change)])[0] ?? "").split("\n").slice(1);
const long = (end: string) => `${"All about polls. ".repeat(20)}${end}`;

describe("an update", () => {
  it.each<[string, Partial<ListingDifference>, readonly string[]]>([
    ["one field", { after: { ...BEFORE, name: "Polls" } }, ["- `name`: “`Poll Maker`” → “`Polls`”"]],
    [
      "a field that comes",
      { after: { ...BEFORE, security: "mailto:a@b.example" } },
      ["- `security`: new, “`mailto:a@b.example`”"],
    ],
    ["a field that goes", { after: { ...BEFORE, license: undefined } }, ["- `license`: “`MIT`” goes"]],
    [
      "a list",
      { after: { ...BEFORE, tags: ["votes", "fun"] } },
      ["- `tags`: “`fun`” added, “`polls`” taken off"],
    ],
    [
      "a list in another order",
      { after: { ...BEFORE, tags: ["votes", "polls"] } },
      ["- `tags`: in another order"],
    ],
    [
      "a long text, from where it differs",
      { before: { description: long("Old end.") }, after: { description: long("New end, longer.") } },
      [
        "- `description`: 348 → 356 characters, from “`…ut polls. Old end.`” to “`…ut polls. New end, longer.`”",
      ],
    ],
    [
      "a picture under the same name",
      { files: ["images/poll-maker.png"] },
      ["- `images/poll-maker.png`: another file under the same name"],
    ],
    ["nothing of what shows", {}, ["- nothing that visitors can see"]],
    [
      "a field that is not in order is not guessed at",
      { after: { ...BEFORE, name: "" }, unclear: ["name"] },
      ["- nothing that visitors can see"],
    ],
  ])("%s", (_, change, lines) => {
    expect(linesOf(change)).toEqual(lines);
  });

  it("of several listings names each, and ends before it is too long", () => {
    const many = Array.from({ length: 15 }, (_, i) =>
      difference({ id: `tool-${i}`, after: { ...BEFORE, name: `Tool ${i}` } }),
    );
    const lines = (differencesText(many)[0] ?? "").split("\n");
    expect(lines.slice(0, 3)).toEqual([
      "**What changes of what is published:**",
      "- `tool-0`",
      "  - `name`: “`Poll Maker`” → “`Tool 0`”",
    ]);
    expect(lines).toHaveLength(22);
    expect(lines.at(-1)).toBe("- and 10 more");
  });

  it("of nothing published yet says what it compares with; a new listing has no such part", () => {
    expect(differencesText([difference({ since: "default-branch" })])[0]).toContain("default branch");
    expect(differencesText([])).toEqual([]);
  });
});

describe("hostile texts", () => {
  it("in every field, before and after, are code and nothing else", () => {
    let told = 0;
    for (const text of HOSTILE_TEXTS) {
      const fields = (end: string) =>
        Object.fromEntries(
          FIELD_NAMES.map((field) => [
            field,
            ["tags", "maintainers", "screenshots"].includes(field) ? [`${text}${end}`] : `${text}${end}`,
          ]),
        );
      const github = new TinyGitHub();
      const differences = [difference({ id: text, before: fields(""), after: fields("!"), files: [text] })];
      github.review({ differences: [...differences, ...differences] });
      const body = github.comments[0]?.body ?? "";
      expect(breaches(body)).toEqual([]);
      if (body.includes("→")) told += 1;
    }
    expect(told).toBe(HOSTILE_TEXTS.length);
  });
});
