// What is remembered of removals: tables of what a ledger file may say, and of when one may be written again.

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  keepsOut,
  rememberRemovals,
  REWRITES_A_DAY_MAX,
  rewriteAtMs,
  rewritten,
  type MemoryInput,
} from "../../src/core/catalog/memory.ts";
import { lineFor } from "../../src/core/catalog/removal.ts";
import type { RemovedLine } from "../../src/core/catalog/schema.ts";
import type { LedgerLine, LedgerWord } from "../../src/core/listing/ledger.ts";
import { entryOf } from "../support/catalog-entries.ts";

const HOUR_MS = 3_600_000;
const NOW_MS = Date.parse("2026-02-01T12:00:00Z");

const remembered = (change: Partial<RemovedLine> = {}): RemovedLine => {
  const { marked: _marked, ...line } = lineFor(entryOf("alpha"), "security", NOW_MS - 1_000);
  return { ...line, ...change };
};
const saying = (change: Partial<LedgerLine> = {}): LedgerLine => {
  const { version, id, reason, removed, name, cases, owners, blobs } = remembered();
  return { version, id, reason, removed, name, cases, owners, blobs, ...change };
};
const gone: LedgerWord = { line: undefined, revision: undefined };

function remember(
  word: LedgerWord | undefined,
  old: RemovedLine | undefined,
  more: Partial<MemoryInput> = {},
) {
  return rememberRemovals({
    lines: old === undefined ? [] : [old],
    words: new Map(word === undefined ? [] : [["alpha", word]]),
    sourceAtMs: NOW_MS - 10_000,
    isPublished: () => false,
    cases: [],
    ...more,
  })[0];
}

describe("what is remembered of a removal", () => {
  const older = NOW_MS - 2_000;
  const newer = NOW_MS;
  const CASES: readonly [string, LedgerWord, RemovedLine, Partial<RemovedLine>][] = [
    ["its own file", { line: saying(), revision: NOW_MS - 1_000 }, remembered(), { reason: "security" }],
    ["its file, at last", { line: saying(), revision: undefined }, remembered({ marked: true }), {}],
    ["a file that is gone", gone, remembered(), { reason: "security", marked: true, rewritten: [] }],
    [
      "an edited file",
      { line: saying({ reason: "withdrawn", owners: [4711] }), revision: undefined },
      remembered(),
      { reason: "security", owners: [101], marked: true, rewritten: [] },
    ],
    [
      "an older word of Steward's",
      { line: saying({ cases: [{ issue: 9 }] }), revision: older },
      remembered(),
      { cases: [], marked: true },
    ],
    [
      "a newer word of Steward's",
      { line: saying({ reason: "blocking-bug" }), revision: newer },
      remembered({ marked: true }),
      { reason: "blocking-bug", revision: newer },
    ],
    ["what lapsed, whatever is written of it", gone, remembered({ lapsed: true }), { lapsed: true }],
    ["what was let back: its file goes then", gone, remembered({ lifted: true }), { lifted: true }],
  ];
  it.each(CASES)("%s", (_, word, old, expected) => {
    const line = remember(word, old);
    expect(line).toMatchObject(expected);
    if (expected.marked === undefined) expect(line?.marked).toBeUndefined();
    expect(line?.kept?.id).toBe("alpha");
  });

  it("a newer word of Steward's takes back what `/restore` had let in", () => {
    const line = remember({ line: saying(), revision: newer }, remembered({ lifted: true }));
    expect(line).not.toHaveProperty("lifted");
    expect(line === undefined ? false : keepsOut(line)).toBe(true);
  });

  it.each<[string, LedgerWord, Partial<MemoryInput>, boolean]>([
    [
      "somebody's line of what is published",
      { line: saying(), revision: undefined },
      { isPublished: () => true },
      false,
    ],
    ["somebody's line of what is not", { line: saying(), revision: undefined }, {}, true],
    [
      "Steward's line, of before what is published",
      { line: saying(), revision: NOW_MS - 20_000 },
      { isPublished: () => true },
      false,
    ],
    ["Steward's line, of after it", { line: saying(), revision: NOW_MS }, { isPublished: () => true }, true],
    [
      "any line where nothing is published",
      { line: saying(), revision: undefined },
      { sourceAtMs: undefined },
      true,
    ],
    ["no line", gone, {}, false],
  ])("where it knows nothing, %s", (_, word, more, counts) => {
    expect(remember(word, undefined, more) !== undefined).toBe(counts);
  });

  it("a case that took it out counts where nothing else is known", () => {
    const inCase = { id: "alpha", reason: "security" as const, removedMs: NOW_MS, issue: 7 };
    expect(remember(undefined, undefined, { cases: [inCase] })).toMatchObject({
      reason: "security",
      cases: [{ issue: 7 }],
      marked: true,
    });
    expect(remember(undefined, remembered(), { cases: [inCase] })?.cases).toEqual([]);
  });

  it("nothing that others write ever frees an id or says whose it is", () => {
    const word = fc.record({
      line: fc.option(
        fc.record({ reason: fc.constantFrom("withdrawn", "policy", "security"), owner: fc.nat({ max: 9 }) }),
        { nil: undefined },
      ),
      revision: fc.option(fc.integer({ min: 0, max: NOW_MS - 1_000 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        let line = remembered();
        for (const { line: said, revision } of words) {
          const made =
            said === undefined
              ? undefined
              : saying({ reason: said.reason as LedgerLine["reason"], owners: [said.owner + 1] });
          line = remember({ line: made, revision }, line) ?? line;
          expect([line.reason, line.owners, keepsOut(line)]).toEqual(["security", [101], true]);
        }
      }),
    );
  });
});

describe("a line's file", () => {
  it("is written again at once, then an hour later, three times a day", () => {
    let line = remembered({ marked: true, rewritten: [] });
    const written: number[] = [];
    for (let ms = NOW_MS; ms < NOW_MS + 24 * HOUR_MS; ms += 600_000) {
      if (rewriteAtMs(line, ms) > ms) continue;
      line = rewritten(line, ms);
      written.push((ms - NOW_MS) / HOUR_MS);
    }
    expect(written).toEqual([0, 1, 2]);
    expect(line.rewritten).toHaveLength(REWRITES_A_DAY_MAX);
    expect(rewriteAtMs(line, NOW_MS + 3 * HOUR_MS)).toBe(NOW_MS + 24 * HOUR_MS);
    expect(rewriteAtMs(line, NOW_MS + 24 * HOUR_MS)).toBeLessThanOrEqual(NOW_MS + 24 * HOUR_MS);
  });
});
