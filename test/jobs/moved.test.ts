// Which verdicts may no longer be true once the default branch has moved: those that share what arrived, and those about what changed.

import { describe, expect, it } from "@jest/globals";
import { JobError } from "../../src/core/job-error.ts";
import type { Forge, TreeEntry } from "../../src/ports/forge.ts";
import { noLongerTrue, type Standing } from "../../src/jobs/queue/moved.ts";
import { digest } from "../support/tiny-github.ts";
import { judgedOn, tipOf } from "../../src/jobs/review/fingerprint.ts";

const sha = (digit: string): string => digit.repeat(40);
const [OLD, TIP, OWN, OTHER, THIRD] = ["1", "2", "a", "b", "c"].map(sha) as [
  string,
  string,
  string,
  string,
  string,
];

interface Moved {
  /** New on the default branch. */
  readonly arrived?: readonly string[] | "not told";
  /** Ids whose file is another one at the tip. */
  readonly changed?: readonly string[];
  readonly asked?: string[];
  /** The tip does not go on from the one before. */
  readonly isPutBack?: boolean;
}

function forge({
  arrived = [],
  changed = [],
  isPutBack = false,
  asked = [],
}: Moved): Pick<Forge, "commitsBetween" | "lineage" | "tree"> {
  const entry = (name: string, at: string, type: TreeEntry["type"] = "blob"): TreeEntry => ({
    name,
    type,
    mode: type === "tree" ? "040000" : "100644",
    sha: at,
    size: undefined,
  });
  return {
    lineage: (since) =>
      Promise.resolve({ base: isPutBack ? sha("0") : since, isLinear: true, first: undefined }),
    commitsBetween: (since, tip) => {
      asked.push(`${since[0]}..${tip[0]}`);
      return arrived === "not told"
        ? Promise.reject(new JobError("denied", "more commits than can be read"))
        : Promise.resolve(arrived.map((one) => ({ sha: one, message: "", parents: [] })));
    },
    tree: (root) =>
      Promise.resolve(
        root === OLD || root === TIP || root === THIRD
          ? [entry("listings", `listings of ${root}`, "tree")]
          : ["demo", "other"].map((id) =>
              entry(`${id}.yml`, root.endsWith(TIP) && changed.includes(id) ? sha("f") : sha("e")),
            ),
      ),
  };
}

const BEFORE = new Map(["demo", "other"].map((id) => [`listings/${id}.yml`, sha("e")]));

const pull = (number: number, first: readonly string[] | undefined, id = "", tip = OLD): Standing => ({
  number,
  id,
  judged: judgedOn(tip, { first, isLinear: true }, id, BEFORE, digest),
});

const at = (tipSha: string) => ({ repositoryId: 1, tipSha, digest });

describe("a default branch that moved", () => {
  it.each<readonly [string, Moved, Standing, boolean]>([
    ["brought nothing of it", { arrived: [OTHER] }, pull(1, [OWN]), false],
    ["brought its first commit", { arrived: [OTHER, OWN] }, pull(1, [OWN]), true],
    ["brought one of its two first commits", { arrived: [OTHER] }, pull(1, [OWN, OTHER]), true],
    [
      "brought anything, and its commits were too many to list",
      { arrived: [THIRD] },
      pull(1, undefined),
      true,
    ],
    [
      "brought anything, and it begins in three places",
      { arrived: [sha("9")] },
      pull(1, [OWN, OTHER, THIRD]),
      true,
    ],
    [
      "brought anything, and it has merges of its own",
      { arrived: [OTHER] },
      { ...pull(1, [OWN]), judged: judgedOn(OLD, { first: [OWN], isLinear: false }, "", BEFORE, digest) },
      true,
    ],
    ["was put back, or to another line of commits", { isPutBack: true }, pull(1, [OWN]), true],
    ["brought more than can be listed", { arrived: "not told" }, pull(1, [OWN]), true],
    ["changed its listing", { changed: ["demo"] }, pull(1, [OWN], "demo"), true],
    ["changed another listing", { changed: ["other"] }, pull(1, [OWN], "demo"), false],
    ["changed any listing, and it is about several", { changed: ["other"] }, pull(1, [OWN], "*"), true],
    ["changed a listing, and it is about none", { changed: ["other"] }, pull(1, [OWN]), false],
    [
      "changed its listing, and an earlier version judged it",
      { changed: ["demo"] },
      { number: 1, id: "demo" },
      false,
    ],
    [
      "brought its commit, and an earlier version judged it",
      { arrived: [OWN] },
      { number: 1, id: "" },
      false,
    ],
  ])("%s", async (_, moved, standing, isStale) => {
    expect(await noLongerTrue(forge(moved), [standing], new Map(), at(TIP))).toEqual(isStale ? [1] : []);
  });

  it("asks nothing where it did not move, and where no pull request stands", async () => {
    const asked: string[] = [];
    const seen = forge({ arrived: [OWN], changed: ["demo"], asked });
    expect(await noLongerTrue(seen, [pull(1, [OWN], "other", TIP)], new Map(), at(TIP))).toEqual([]);
    // That a listing is another one than it was judged beside shows without asking.
    expect(await noLongerTrue(seen, [pull(1, [OWN], "demo", TIP)], new Map(), at(TIP))).toEqual([1]);
    expect(await noLongerTrue(seen, [], new Map(), at(TIP))).toEqual([]);
    expect(await noLongerTrue(seen, [{ number: 1, id: "demo" }], new Map(), at(TIP))).toEqual([]);
    expect(asked).toEqual([]);
  });

  it("is asked about once for all verdicts of one tip, and once a push", async () => {
    const asked: string[] = [];
    const seen = forge({ arrived: [OWN], asked });
    const moves = new Map();
    const standing = [pull(1, [OWN]), pull(2, [THIRD]), pull(3, [OTHER])];
    expect(await noLongerTrue(seen, standing, moves, at(TIP))).toEqual([1]);
    expect(await noLongerTrue(seen, standing, moves, at(TIP))).toEqual([1]);
    expect(asked).toEqual(["1..2"]);
    expect(await noLongerTrue(seen, [...standing, pull(4, [OWN], "", TIP)], moves, at(THIRD))).toEqual([
      1, 4,
    ]);
    expect(asked).toEqual(["1..2", "2..c"]);
  });

  it("finds a verdict that was reached on an older tip, and written after the branch was looked at", async () => {
    const moves = new Map();
    expect(await noLongerTrue(forge({ arrived: [OWN] }), [], moves, at(TIP))).toEqual([]);
    expect(await noLongerTrue(forge({ arrived: [OWN] }), [pull(1, [OWN])], moves, at(TIP))).toEqual([1]);
  });

  it("that was put back makes everything be looked at once, and is told to its end when it goes on again", async () => {
    const moves = new Map();
    const standing = [pull(1, [OWN], "demo", OLD)];
    const back = forge({ isPutBack: true });
    expect(await noLongerTrue(back, standing, moves, at(TIP))).toEqual([1]);
    expect(await noLongerTrue(back, standing, moves, at(TIP))).toEqual([]);
    for (const tipSha of [OLD, TIP, OLD]) await noLongerTrue(forge({}), standing, moves, at(tipSha));
    expect(await noLongerTrue(forge({}), [pull(1, [OWN], "demo", THIRD)], moves, at(THIRD))).toEqual([]);
    expect(tipOf(judgedOn(TIP, { first: [], isLinear: true }, "", new Map(), digest))).toBe(TIP);
  });
});
