// Ids: what they may be, and which could be taken for another.

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  createLookAlikes,
  editDistance,
  ID_PATTERN,
  isReservedId,
  lookAlikes,
  skeleton,
} from "../../src/core/listing/ids.ts";
import { nearestOf } from "../../src/core/listing/nearest.ts";

const looks = (id: string, other: string) => lookAlikes(id, new Set([other]), new Set())[0]?.how;

describe("the grammar", () => {
  it.each(["ab", "a1", "1a", "a-b", "a--b", "poll-maker", "0x", `a${"b".repeat(49)}`])(
    "%s is an id",
    (id) => {
      expect(ID_PATTERN.test(id)).toBe(true);
    },
  );

  it.each([
    "",
    "a",
    "-a",
    "a-",
    "A",
    "aB",
    "a_b",
    "a.b",
    "a b",
    "ä1",
    "a/b",
    "..",
    "a\n",
    "ab\n",
    "а1",
    "\uff411",
    `a${"b".repeat(50)}`,
  ])("%j is none", (id) => {
    expect(ID_PATTERN.test(id)).toBe(false);
  });

  it.each([
    "con",
    "aux",
    "nul",
    "prn",
    "com1",
    "lpt9",
    "index",
    "constructor",
    "prototype",
    "catalog",
    "feed",
    "removed",
    "www",
    "steward",
    "undefined",
  ])("%s is reserved", (id) => {
    expect(isReservedId(id)).toBe(true);
  });

  it.each(["console", "com10", "com", "lpt", "indexer", "my-catalog", "toString", "poll-maker"])(
    "%s is free",
    (id) => {
      expect(isReservedId(id)).toBe(false);
    },
  );
});

describe("look-alikes", () => {
  it.each([
    ["poll-maker", "po11-maker"],
    ["poll-maker", "poiimaker"],
    ["cloud-tools", "c1oud-t0ols"],
    ["doud-tools", "c1oud-t00ls"],
    ["modern-app", "m0dem-app"],
    ["box-s2", "8ox-52"],
    ["wave", "vvave"],
    ["poll-maker", "p-o-l-l-maker"],
    ["a-b-c-d", "abcd"],
  ])("%s looks like %s", (a, b) => {
    expect(looks(a, b)).toBe("looks-the-same");
    expect(looks(b, a)).toBe("looks-the-same");
  });

  it.each([
    ["poll-maker", "poll-makers"],
    ["poll-maker", "pol-maker"],
    ["poll-maker", "poll-faker"],
    ["poll-maker", "opll-maker"],
    ["poll-maker", "poll-makre"],
    ["poll-maker", "xpoll-maker"],
    ["jira", "lira"],
  ])("%s is one edit from %s", (a, b) => {
    expect(looks(a, b)).toBe("one-edit-away");
    expect(looks(b, a)).toBe("one-edit-away");
  });

  it.each([
    ["poll-maker", "poll-maker"],
    ["poll-maker", "vote-maker"],
    ["poll-maker", "pool-makers"],
    ["github", "gitlab"],
    ["poll-maker", "maker-poll"],
  ])("%s and %s are told apart", (a, b) => {
    expect(looks(a, b)).toBeUndefined();
  });

  it("where it stands: live wins over removed, and the id itself is no look-alike", () => {
    const near = lookAlikes(
      "poll-maker",
      new Set(["poll-makers", "poll-maker"]),
      new Set(["poll-makers", "po11-maker", "poll-maker"]),
    );
    expect(near).toEqual([
      { id: "po11-maker", where: "removed", how: "looks-the-same" },
      { id: "poll-makers", where: "live", how: "one-edit-away" },
    ]);
  });

  it("shows five at most, and counts as many as asked for", () => {
    const many = new Set(Array.from({ length: 20 }, (_, i) => `poll-maker${String.fromCharCode(97 + i)}`));
    expect(lookAlikes("poll-maker", many, new Set())).toHaveLength(5);
    expect(lookAlikes("poll-maker", many, new Set(), Number.POSITIVE_INFINITY)).toHaveLength(20);
  });

  // Few letters, so that near misses and look-alikes are common.
  const id = fc.string({ unit: fc.constantFrom(..."l1o0cd-"), minLength: 2, maxLength: 5 });

  it("the index finds exactly what comparing with every id finds", () => {
    let found = 0;
    fc.assert(
      fc.property(
        id,
        fc.uniqueArray(id, { maxLength: 30 }),
        fc.uniqueArray(id, { maxLength: 10 }),
        (own, live, removed) => {
          const ids = [new Set(live), new Set(removed)] as const;
          const wanted = [...new Set([...live, ...removed])]
            .filter(
              (other) =>
                other !== own && (skeleton(other) === skeleton(own) || editDistance(own, other, 1) <= 1),
            )
            .sort();
          const got = createLookAlikes(...ids)(own, Number.POSITIVE_INFINITY);
          found += got.length;
          expect(got.map((one) => one.id)).toEqual(wanted);
          expect(got).toEqual(lookAlikes(own, ...ids, Number.POSITIVE_INFINITY));
        },
      ),
      { numRuns: 2_000 },
    );
    // The property would hold emptily for ids that never meet.
    expect(found).toBeGreaterThan(300);
  });

  it("look-alikes are mutual", () => {
    fc.assert(
      fc.property(id, id, (a, b) => expect(looks(a, b)).toBe(looks(b, a))),
      { numRuns: 2_000 },
    );
  });
});

describe("edit distance", () => {
  /** Optimal string alignment, as the textbook writes it. */
  function textbook(a: string, b: string): number {
    const at = (i: number, j: number): number => {
      if (i === 0 || j === 0) return i + j;
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      return Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + same,
        ...(swapped ? [at(i - 2, j - 2) + 1] : []),
      );
    };
    return at(a.length, b.length);
  }

  it("is the textbook's, cut off", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 5 });
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 6 }), (a, b, most) => {
        const exact = textbook(a, b);
        const got = editDistance(a, b, most);
        if (exact <= most) expect(got).toBe(exact);
        else expect(got).toBeGreaterThan(most);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("did you mean", () => {
  it.each([
    ["nmae", ["name", "type"], "name"],
    ["descr", ["description", "documentation"], "description"],
    ["NAME", ["name"], "name"],
    ["x", ["name", "tags"], undefined],
    ["completely-else", ["name"], undefined],
    ["", ["name"], undefined],
  ])("%s", (key, known, expected) => {
    expect(nearestOf(key, known)).toBe(expected);
  });
});
