// What a run remembers, when a check is asked again, and which labels stand.

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { labelChanges, labelFor, REVIEW_LABELS } from "../../src/core/review/labels.ts";
import { fitBytes, toMarkdown, toPlain } from "../../src/core/review/markdown.ts";
import {
  GIVE_UP_MS,
  hasGivenUp,
  lastLookMs,
  nextAskMs,
  nextLookMs,
  unknownSince,
} from "../../src/core/review/retry.ts";
import { readRunState, sameBasis, writeRunState, type RunState } from "../../src/core/review/run-state.ts";
import { newestRun } from "../../src/core/review/seen.ts";
import { seenPull, START_MS } from "../support/tiny-github.ts";

const hex = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 1, maxLength: 16 });
const fingerprint = fc.record({
  policy: hex,
  ids: hex,
  text: hex,
  id: fc.oneof(
    fc.constantFrom("", "*"),
    fc.string({ unit: fc.constantFrom(..."abz09-"), minLength: 2, maxLength: 50 }),
  ),
  judged: fc.option(
    fc.record({
      tip: fc.string({ unit: fc.constantFrom(..."azAZ09-_"), minLength: 27, maxLength: 27 }),
      listings: fc.constantFrom("AbC-", "_9zZ"),
      first: fc.constantFrom("*", "AbC-", "AbC-_9zZ"),
    }),
    { nil: undefined },
  ),
});
const state: fc.Arbitrary<RunState> = fc.record({
  pull: fc.integer({ min: 1, max: 999_999_999_999 }),
  output: hex,
  findings: hex,
  unknownSinceMs: fc.integer({ min: 0, max: 9_999_999_999_999 }),
  watchedSinceMs: fc.option(fc.integer({ min: 1, max: 9_999_999_999_999 }), { nil: undefined }),
  fingerprint: fc.option(fingerprint, { nil: undefined }),
});

describe("run state", () => {
  it("is read as it was written, and fits what GitHub keeps", () => {
    fc.assert(
      fc.property(state, (one) => {
        const written = writeRunState(one);
        expect(readRunState(written)).toEqual(one);
        expect(written.length).toBeLessThanOrEqual(255);
        expect(written).toMatch(/^[\x20-\x7e]+$/);
      }),
    );
  });

  it("of an earlier version is read as before, and nothing is compared that it did not remember", () => {
    const text = "steward1 pr=7 o=a f=b u=0 p=a i=b t=c id=demo";
    const before = readRunState(text)?.fingerprint;
    expect(before).toEqual({ policy: "a", ids: "b", text: "c", id: "demo" });
    if (before === undefined) throw new Error("not read");
    expect(sameBasis(before, { policy: "a", ids: "b", text: "c", id: "demo" })).toBe(true);
    // The largest there can be still fits.
    const largest = { tip: "z".repeat(27), listings: "-_9z", first: "AbC-_9zZ" };
    const digest = "f".repeat(16);
    const state = {
      pull: 999_999_999_999,
      output: digest,
      findings: digest,
      unknownSinceMs: 9_999_999_999_999,
      released: 999_999_999_999,
      fingerprint: { policy: digest, ids: digest, text: digest, id: "z".repeat(50), judged: largest },
    };
    expect(writeRunState(state).length).toBeLessThanOrEqual(255);
    expect(readRunState(writeRunState(state))).toEqual(state);
  });

  it("different states are written differently", () => {
    fc.assert(
      fc.property(state, state, (a, b) =>
        expect(writeRunState(a) === writeRunState(b)).toBe(JSON.stringify(a) === JSON.stringify(b)),
      ),
    );
  });

  it.each([
    "",
    "partial",
    "steward1",
    "steward2 pr=1 o=a f=b u=0",
    "steward1 pr=1 o=a f=b",
    "steward1 pr=1 o=a f=b u=0 ",
    " steward1 pr=1 o=a f=b u=0",
    "steward1 pr=x o=a f=b u=0",
    "steward1 pr=1 o=A f=b u=0",
    "steward1 pr=1 o=a f=b u=0\n",
    "steward1 pr=1 o=a f=b u=0 p=a i=b t=c id=A",
    "steward1 pr=1 o=a f=b u=0 p=a",
    `steward1 pr=1 o=a f=b u=0 p=a i=b t=c id=x b=${"z".repeat(27)}`,
    `steward1 pr=1 o=a f=b u=0 p=a i=b t=c id=x b=${"z".repeat(30)}*`,
    `steward1 pr=1 o=a f=b u=0 b=${"z".repeat(31)}*`,
  ])("%j is not ours", (text) => {
    expect(readRunState(text)).toBeUndefined();
  });
});

describe("asking again", () => {
  const minutesOf = (isUnknown: boolean): number[] => {
    const times: number[] = [];
    for (let now: number | undefined = 0; now !== undefined;) {
      now = nextLookMs(0, now, isUnknown);
      if (now !== undefined) times.push(now / 60_000);
    }
    return times;
  };
  const DAYS = Array.from({ length: 30 }, (_, at) => (at + 1) * 1_440);

  it("what fails or is held: after 15 minutes, an hour, six hours, then daily for 30 days, and no longer", () => {
    expect(minutesOf(false)).toEqual([15, 60, 360, ...DAYS]);
  });

  it("what had no answer: sooner in the first half hour, then as all else; with the first time never more than 40 times", () => {
    expect(minutesOf(true)).toEqual([0.25, 1, 2, 4, 8, 15, 30, 60, 360, ...DAYS]);
    expect(minutesOf(true).length + 1).toBe(40);
  });

  it("publishing asks on, daily, for as long as it waits", () => {
    expect(nextAskMs(0, 45 * 86_400_000)).toBe(46 * 86_400_000);
  });

  it("always later than now, and the newest look that was due is never later", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2e9 }),
        fc.integer({ min: -60_000, max: 3e9 }),
        fc.boolean(),
        (since, age, isUnknown) => {
          const now = since + age;
          const next = nextLookMs(since, now, isUnknown);
          const last = lastLookMs(since, now, isUnknown);
          expect(next ?? Infinity).toBeGreaterThan(now);
          expect(last ?? -Infinity).toBeLessThanOrEqual(now);
          if (next !== undefined) expect(next - Math.max(now, since)).toBeLessThanOrEqual(86_400_000);
          if (last !== undefined) expect(nextLookMs(since, last, isUnknown)).toBe(next);
          if (isUnknown && !hasGivenUp(since, now)) expect(next).toBeLessThanOrEqual(since + GIVE_UP_MS);
        },
      ),
    );
  });

  it("somebody who comes late is not made to wait for the missed ones", () => {
    expect(nextAskMs(0, 20 * 60_000)).toBe(GIVE_UP_MS);
    expect(hasGivenUp(0, GIVE_UP_MS - 1)).toBe(false);
    expect(hasGivenUp(0, GIVE_UP_MS)).toBe(true);
  });

  it("since when is remembered by the newest run of the name alone", () => {
    const run = (id: number, unknownSinceMs: number) => ({
      id,
      name: "steward / Link",
      completed: false,
      conclusion: undefined,
      externalId: writeRunState({
        pull: 1,
        output: "a",
        findings: "b",
        unknownSinceMs,
        fingerprint: undefined,
      }),
      startedAtMs: START_MS,
    });
    const names = new Map([["link", "steward / Link"]] as const);
    expect([...unknownSince(seenPull({ runs: [run(2, 0), run(1, 77)] }), names)]).toEqual([]);
    expect([...unknownSince(seenPull({ runs: [run(1, 0), run(2, 77)] }), names)]).toEqual([["link", 77]]);
    expect([...unknownSince(seenPull({ runs: [{ ...run(1, 0), externalId: "partial" }] }), names)]).toEqual(
      [],
    );
    expect(newestRun([run(1, 0), run(3, 0), run(2, 0)], "steward / Link")?.id).toBe(3);
  });
});

describe("labels", () => {
  it.each([
    ["fail", false, REVIEW_LABELS.fail],
    ["fail", true, REVIEW_LABELS.fail],
    ["held", false, REVIEW_LABELS.held],
    ["held", true, REVIEW_LABELS.held],
    ["pass", false, REVIEW_LABELS.pass],
    ["pass", true, undefined],
    ["unknown", false, undefined],
    ["unknown", true, undefined],
  ] as const)("%s, draft: %s", (overall, draft, expected) => {
    expect(labelFor(overall, draft)).toEqual(expected);
  });

  it("at most one of ours stands afterwards, and no other is touched", () => {
    const names = Object.values(REVIEW_LABELS).map(({ name }) => name as string);
    const present = fc.uniqueArray(fc.constantFrom(...names, "bug", "steward: other", "security"));
    fc.assert(
      fc.property(present, fc.constantFrom(undefined, ...Object.values(REVIEW_LABELS)), (before, wanted) => {
        const { add, remove } = labelChanges(before, wanted);
        const after = new Set([
          ...before.filter((name) => !remove.includes(name)),
          ...add.map(({ name }) => name),
        ]);
        expect([...after].filter((name) => names.includes(name))).toEqual(
          wanted === undefined ? [] : [wanted.name],
        );
        expect([...after].filter((name) => !names.includes(name)).sort()).toEqual(
          before.filter((name) => !names.includes(name)).sort(),
        );
        expect(add.every(({ name }) => !before.includes(name))).toBe(true);
        expect(remove.every((name) => before.includes(name))).toBe(true);
      }),
    );
  });

  it("GitHub takes them: 50 characters, 100 for the words", () => {
    for (const { name, description, color } of Object.values(REVIEW_LABELS)) {
      expect(name.length).toBeLessThanOrEqual(50);
      expect(description.length).toBeLessThanOrEqual(100);
      expect(color).toMatch(/^[0-9a-f]{6}$/);
    }
  });
});

describe("our sentences as Markdown", () => {
  it.each([
    ["“Configuration”, heading", "“`Configuration`”, heading"],
    ["“a” and “b”", "“`a`” and “`b`”"],
    ["“”", "“` `”"],
    ["“a`b”", "“`a'b`”"],
    ["`code` stays", "`code` stays"],
    ["“never closed", "“never closed"],
  ])("%s", (sentence, expected) => {
    expect(toMarkdown(sentence)).toBe(expected);
  });

  it("plain places get no backticks", () => {
    expect(toPlain("the field `name`")).toBe("the field 'name'");
  });

  it("what is too long is cut at a line and says so; bytes count, not letters", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom("a", "é", "漢", "😀"), maxLength: 40 }), {
          maxLength: 40,
        }),
        fc.integer({ min: 60, max: 400 }),
        (lines, most) => {
          const text = lines.join("\n");
          const cut = fitBytes(text, most, "… and more");
          const size = new TextEncoder().encode(cut).byteLength;
          expect(size).toBeLessThanOrEqual(most);
          if (new TextEncoder().encode(text).byteLength <= most) expect(cut).toBe(text);
          else {
            expect(cut.endsWith("… and more")).toBe(true);
            expect(text.startsWith(cut.slice(0, cut.lastIndexOf("\n\n")))).toBe(true);
          }
        },
      ),
    );
  });
});
