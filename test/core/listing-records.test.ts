// What reviews read of the catalog's own records: ledger lines, published entries, marks, files of a listing's own.

import { describe, expect, it } from "@jest/globals";
import { parseLedgerLine, REMOVAL_REASONS } from "../../src/core/listing/ledger.ts";
import { FILE_BYTES_MAX, withOwnFiles } from "../../src/core/listing/own-files.ts";
import { parseMarked, parseOwners } from "../../src/core/listing/published.ts";
import { parseWith, rules } from "../support/listing-files.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const LINE = [
  "version: 1",
  "id: demo",
  "reason: security",
  "removed: 2026-03-01T10:00:00Z",
  "name: Demo",
  "cases:",
  "  - issue: 7",
  "    severity: high",
  "    acknowledged: 2026-02-15T10:00:00Z",
  "    deadline: 2026-03-01T10:00:00Z",
  "    ended: 2026-03-20T10:00:00Z",
  "owners: [101, 202]",
  "blobs:",
  `  listings/demo.yml: ${"a1".repeat(20)}`,
  "",
].join("\n");

describe("a ledger line", () => {
  it("is read whole", () => {
    expect(parseLedgerLine(bytes(LINE), "demo")).toEqual({
      version: 1,
      id: "demo",
      reason: "security",
      removed: "2026-03-01T10:00:00Z",
      name: "Demo",
      cases: [
        {
          issue: 7,
          severity: "high",
          acknowledged: "2026-02-15T10:00:00Z",
          deadline: "2026-03-01T10:00:00Z",
          ended: "2026-03-20T10:00:00Z",
        },
      ],
      owners: [101, 202],
      blobs: { "listings/demo.yml": "a1".repeat(20) },
    });
  });

  it.each(REMOVAL_REASONS)("needs little more than its reason (%s)", (reason) => {
    const line = parseLedgerLine(
      bytes(`version: 1\nid: demo\nreason: ${reason}\nremoved: 2026-03-01T10:00:00Z\n`),
      "demo",
    );
    expect(line).toMatchObject({ reason, cases: [], owners: [], blobs: {} });
  });

  it.each<[string, string]>([
    ["another id", LINE.replace("id: demo", "id: other")],
    ["another version", LINE.replace("version: 1", "version: 2")],
    ["a reason of somebody's own", LINE.replace("security", "spam")],
    ["a date without a time", LINE.replace("2026-03-01T10:00:00Z\nname", "2026-03-01\nname")],
    ["no reason", LINE.replace("reason: security\n", "")],
    ["an unknown key", `${LINE}note: x\n`],
    ["an owner by login", LINE.replace("[101, 202]", "[owner]")],
    ["an owner of number nought", LINE.replace("[101, 202]", "[0]")],
    ["a blob that is no SHA", LINE.replace("a1".repeat(20), "main")],
    ["an alias", LINE.replace("name: Demo", "name: &a Demo")],
    ["a key twice", `${LINE}id: demo\n`],
    ["no YAML", "{"],
    ["nothing", ""],
    ["51 cases", LINE.replace(/cases:[\s\S]*?owners/, `cases: [${"{}, ".repeat(51)}]\nowners`)],
  ])("%s: not a line, which holds the id and never frees it", (_, text) => {
    expect(parseLedgerLine(bytes(text), "demo")).toBeUndefined();
  });
});

describe("a published entry", () => {
  it("tells its owners", () => {
    const entry = { id: "demo", name: "Demo", owners: [{ id: 101, login: "owner", more: 1 }] };
    expect(parseOwners(bytes(JSON.stringify(entry)), "demo")).toEqual([{ id: 101, login: "owner" }]);
  });

  it.each<[string, string]>([
    ["another id", '{"id": "other", "owners": []}'],
    ["no owners", '{"id": "demo"}'],
    ["owners by login", '{"id": "demo", "owners": ["owner"]}'],
    ["a number that is none", '{"id": "demo", "owners": [{"id": "101", "login": "owner"}]}'],
    ["no JSON", "{"],
    ["nothing", ""],
    ["a list", "[]"],
    ["null", "null"],
  ])("%s: unreadable", (_, text) => {
    expect(parseOwners(bytes(text), "demo")).toBeUndefined();
  });

  it("that is not UTF-8 is unreadable", () => {
    expect(parseOwners(Uint8Array.of(0xff, 0xfe), "demo")).toBeUndefined();
  });
});

describe("marks", () => {
  const line = {
    version: 1,
    id: "demo",
    reason: "policy",
    removed: "2026-03-01T10:00:00Z",
    cases: [],
    owners: [],
    blobs: {},
  };
  const file = (...removed: readonly object[]) =>
    bytes(JSON.stringify({ version: 1, generation: 9, removed }));

  it("are the marked lines, without what else stands beside them", () => {
    const marked = parseMarked(
      file(
        { ...line, marked: true, page: "x" },
        { ...line, id: "other" },
        { ...line, id: "off", marked: false },
      ),
    );
    expect([...(marked ?? [])]).toEqual([["demo", { ...line, name: undefined }]]);
  });

  it.each<[string, Uint8Array]>([
    ["another version", bytes('{"version": 2, "removed": []}')],
    ["a line that is none", file({ ...line, reason: "spam", marked: true })],
    ["no JSON", bytes("<html>")],
  ])("%s: unreadable, not unmarked", (_, content) => {
    expect(parseMarked(content)).toBeUndefined();
  });
});

describe("files of a listing's own", () => {
  const listing = parseWith({
    screenshots: "[images/poll-maker/a.png, https://a.example/b.png, images/poll-maker/c.png]",
  });

  it.each<[string, Readonly<Record<string, number>>, readonly string[]]>([
    ["all there", { "images/poll-maker/a.png": 1, "images/poll-maker/c.png": FILE_BYTES_MAX }, []],
    ["one is missing", { "images/poll-maker/a.png": 1 }, ["missing-file"]],
    [
      "one is a byte too large",
      { "images/poll-maker/a.png": FILE_BYTES_MAX + 1, "images/poll-maker/c.png": 1 },
      ["file-too-large"],
    ],
    ["both", {}, ["missing-file", "missing-file"]],
  ])("%s", (_, sizes, expected) => {
    const checked = withOwnFiles(listing, (path) => sizes[path]);
    expect(rules(checked)).toEqual(expected);
  });

  it("each on its own entry", () => {
    const checked = withOwnFiles(listing, () => undefined);
    expect(checked.problems.map(({ path }) => path)).toEqual([
      ["screenshots", 0],
      ["screenshots", 2],
    ]);
    expect(checked.problems[1]?.place.line).toBe(listing.place(["screenshots", 2]).line);
  });
});
