// What reviews read of the catalog's own records: ledger lines, published entries, marks, files of a listing's own.

import { describe, expect, it } from "@jest/globals";
import {
  parseLedgerLine,
  readLedger,
  REMOVAL_REASONS,
  sealLedger,
  type LedgerLine,
  type LedgerWord,
} from "../../src/core/listing/ledger.ts";
import { createSeal } from "../../src/platform/seal.ts";
import { FILE_BYTES_MAX, withOwnFiles } from "../../src/core/listing/own-files.ts";
import {
  lineThatCounts,
  parseOwners,
  parseRemovals,
  type RememberedRemoval,
} from "../../src/core/listing/published.ts";
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

describe("remembered removals", () => {
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

  it("are all lines, without what else stands beside them, and whether each may come back", () => {
    const found = parseRemovals(
      file(
        { ...line, marked: true, page: "x" },
        { ...line, id: "other", revision: 7 },
        { ...line, id: "off", lapsed: true },
        { ...line, id: "let-back", lifted: true },
      ),
    );
    expect([...(found ?? [])].map(([id, { revision, isFree }]) => [id, revision, isFree])).toEqual([
      ["demo", 0, false],
      ["other", 7, false],
      ["off", 0, true],
      ["let-back", 0, true],
    ]);
    expect(found?.get("demo")?.line).toEqual({ ...line, name: undefined });
  });

  const remembered = { line: parsed({ reason: "policy" }), revision: 5, isFree: false };
  const word = (reason: string, revision?: number): LedgerWord => ({ line: parsed({ reason }), revision });
  const CASES: readonly [
    string,
    RememberedRemoval | undefined,
    LedgerWord | undefined,
    string | undefined,
  ][] = [
    ["nothing anywhere", undefined, undefined, undefined],
    ["somebody's file alone", undefined, word("security"), "security"],
    ["memory alone", remembered, undefined, "policy"],
    ["memory before somebody's file", remembered, word("withdrawn"), "policy"],
    ["memory before an older word of Steward's", remembered, word("withdrawn", 4), "policy"],
    ["memory before its own word", remembered, word("withdrawn", 5), "policy"],
    ["Steward's newer word", remembered, word("security", 6), "security"],
    ["let back", { ...remembered, isFree: true }, word("security"), undefined],
    ["let back, and taken out since", { ...remembered, isFree: true }, word("security", 6), "security"],
    ["a file that is no line", undefined, { line: undefined, revision: undefined }, "unreadable"],
    ["memory before a file that is no line", remembered, { line: undefined, revision: undefined }, "policy"],
  ];
  it.each(CASES)("%s", (_, memory, file_, expected) => {
    const counts = lineThatCounts(memory, file_);
    expect(typeof counts === "object" ? counts.reason : counts).toBe(expected);
  });

  function parsed(change: object): LedgerLine {
    const found = parseLedgerLine(bytes(JSON.stringify({ ...line, ...change })), "demo");
    if (found === undefined) throw new Error("no ledger line");
    return found;
  }

  it.each<[string, Uint8Array]>([
    ["another version", bytes('{"version": 2, "removed": []}')],
    ["a line that is none", file({ ...line, reason: "spam", marked: true })],
    ["no JSON", bytes("<html>")],
  ])("%s: unreadable, not free", (_, content) => {
    expect(parseRemovals(content)).toBeUndefined();
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

describe("a sealed ledger file", () => {
  const seal = createSeal(["k".repeat(32)]);
  const text = `version: 1\nid: demo\nreason: policy\nremoved: "2026-03-01T10:00:00Z"\n`;
  const file = sealLedger(text, { repositoryId: 7, revision: 1_700_000_000_000 }, seal);
  const revisionOf = (content: string, id = "demo", repositoryId = 7): number | undefined =>
    readLedger(bytes(content), id, repositoryId, seal).revision;

  it("is a ledger line like any other, and tells when Steward wrote it", () => {
    expect(readLedger(bytes(file), "demo", 7, seal)).toMatchObject({
      line: { id: "demo", reason: "policy" },
      revision: 1_700_000_000_000,
    });
    expect(revisionOf(file.replaceAll("\n", "\r\n"))).toBe(1_700_000_000_000);
  });

  it.each([
    ["edited", file.replace("policy", "withdrawn")],
    ["of another time", file.replace("1700000000000", "1700000000001")],
    ["with a line more", `${file}name: Demo\n`],
    ["without its seal", text],
    [
      "sealed with another key",
      sealLedger(text, { repositoryId: 7, revision: 5 }, createSeal(["x".repeat(32)])),
    ],
  ])("%s is somebody else's word", (_, content) => {
    expect(revisionOf(content)).toBeUndefined();
    expect(readLedger(bytes(content), "demo", 7, seal).line?.id).toBe("demo");
  });

  it("counts in its own catalog and for its own id alone", () => {
    expect(revisionOf(file, "demo", 8)).toBeUndefined();
    expect(readLedger(bytes(file), "other", 7, seal)).toEqual({ line: undefined, revision: undefined });
  });
});
