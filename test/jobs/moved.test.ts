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
}

function forge({ arrived = [], changed = [], asked = [] }: Moved): Pick<Forge, "commitsBetween" | "tree"> {
  const entry = (name: string, at: string, type: TreeEntry["type"] = "blob"): TreeEntry => ({
    name,
    type,
    mode: type === "tree" ? "040000" : "100644",
    sha: at,
    size: undefined,
  });
  return {
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

const BEFORE = ["demo", "other"].map((id) => ({ name: `${id}.yml`, sha: sha("e") }));

const pull = (number: number, first: readonly string[] | undefined, id = "", tip = OLD): Standing => ({
  number,
  id,
  judged: judgedOn(tip, { first }, id, BEFORE, digest),
  atMs: number,
});

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
    ["brought more than can be listed", { arrived: "not told" }, pull(1, [OWN]), true],
    ["changed its listing", { changed: ["demo"] }, pull(1, [OWN], "demo"), true],
    ["changed another listing", { changed: ["other"] }, pull(1, [OWN], "demo"), false],
    ["changed any listing, and it is about several", { changed: ["other"] }, pull(1, [OWN], "*"), true],
    ["changed a listing, and it is about none", { changed: ["other"] }, pull(1, [OWN]), false],
    [
      "changed its listing, and an earlier version judged it",
      { changed: ["demo"] },
      { number: 1, id: "demo", atMs: 0 },
      false,
    ],
    [
      "brought its commit, and an earlier version judged it",
      { arrived: [OWN] },
      { number: 1, id: "", atMs: 0 },
      false,
    ],
  ])("%s", async (_, moved, standing, isStale) => {
    expect(await noLongerTrue(forge(moved), [standing], OLD, TIP, digest)).toEqual(isStale ? [1] : []);
  });

  it("asks nothing where it did not move, where no pull request stands, and where none says since when", async () => {
    const asked: string[] = [];
    const seen = forge({ arrived: [OWN], changed: ["demo"], asked });
    expect(await noLongerTrue(seen, [pull(1, [OWN], "other")], TIP, TIP, digest)).toEqual([]);
    // That a listing is another one than it was judged beside shows without asking.
    expect(await noLongerTrue(seen, [pull(1, [OWN], "demo")], TIP, TIP, digest)).toEqual([1]);
    expect(await noLongerTrue(seen, [], OLD, TIP, digest)).toEqual([]);
    expect(await noLongerTrue(seen, [{ number: 1, id: "demo", atMs: 0 }], undefined, TIP, digest)).toEqual(
      [],
    );
    expect(asked).toEqual([]);
  });

  it("goes by the newest verdict after a restart, and asks once for all", async () => {
    const asked: string[] = [];
    const seen = forge({ arrived: [OWN], asked });
    const standing = [pull(1, [OWN], "", THIRD), pull(3, [OTHER], "", OLD), pull(2, [THIRD], "", THIRD)];
    expect(await noLongerTrue(seen, standing, undefined, TIP, digest)).toEqual([1]);
    expect(asked).toEqual(["1..2"]);
    expect(tipOf(judgedOn(TIP, { first: [] }, "", [], digest))).toBe(TIP);
  });
});
