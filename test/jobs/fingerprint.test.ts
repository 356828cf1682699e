// What a verdict holds for, the names of work, and how trees are compared.

import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { CHANGED_PATHS_MAX } from "../../src/core/listing/changes.ts";
import { basisOf, basisToday, type BasisInput } from "../../src/jobs/review/fingerprint.ts";
import { saysWhatChanged } from "../../src/jobs/facts/listings.ts";
import { treeChanges, entryAt, folder } from "../../src/jobs/facts/trees.ts";
import { readKey, writeKey, type Key } from "../../src/work/keys.ts";
import { readRunState, sameBasis, writeRunState } from "../../src/core/review/run-state.ts";
import type { TreeEntry } from "../../src/ports/forge.ts";
import { digest } from "../support/tiny-github.ts";

const ids = (live: readonly string[], removed: readonly string[] = []) => ({
  live: new Set(live),
  removed: new Set(removed),
});
const input = (change: Partial<BasisInput> = {}): BasisInput => ({
  policySha: "p1",
  text: "words",
  ids: ids(["demo", "other"]),
  submission: ["demo"],
  digest,
  ...change,
});

describe("a verdict's basis", () => {
  const before = basisOf(input());
  const today = (change: Partial<BasisInput>) => sameBasis(before, basisToday(before, input(change)));

  it.each<[string, Partial<BasisInput>, boolean]>([
    ["nothing", {}, true],
    ["the policy", { policySha: "p2" }, false],
    ["the text", { text: "other words" }, false],
    ["the text's line ends", { text: "words" }, true],
    ["an id that has nothing to do with it", { ids: ids(["demo", "other", "third"]) }, true],
    ["one that goes", { ids: ids(["demo"]) }, true],
    ["a look-alike that comes", { ids: ids(["demo", "other", "dem0"]) }, false],
    ["one edit away", { ids: ids(["demo", "other", "demos"]) }, false],
    ["a look-alike that was removed", { ids: ids(["demo", "other"], ["dem0"]) }, false],
    ["the id itself, going", { ids: ids(["other"]) }, false],
    ["the id itself, removed", { ids: ids(["other"], ["demo"]) }, false],
  ])("%s changes: still holds is %3$s", (_, change, holds) => {
    expect(today(change)).toBe(holds);
  });

  it("CRLF and LF are the same text", () => {
    expect(basisOf(input({ text: "a\r\nb" }))).toEqual(basisOf(input({ text: "a\nb" })));
  });

  it("several listings are compared with every id", () => {
    const several = basisOf(input({ submission: ["demo", "other"] }));
    expect(several.id).toBe("*");
    expect(sameBasis(several, basisToday(several, input()))).toBe(true);
    expect(sameBasis(several, basisToday(several, input({ ids: ids(["demo", "other", "third"]) })))).toBe(
      false,
    );
  });

  it("no submission is compared with none", () => {
    const none = basisOf(input({ submission: [] }));
    expect(sameBasis(none, basisToday(none, input({ ids: ids([]) })))).toBe(true);
    expect(sameBasis(none, basisToday(none, input({ policySha: "p2" })))).toBe(false);
  });

  it("ids of any characters fit the run's state, and are read back as they were", () => {
    const id = fc.oneof(
      fc.string({ unit: "binary", maxLength: 70 }),
      fc.constantFrom("Demo", "a b", "__proto__", "é", "x".repeat(51), "demo"),
    );
    fc.assert(
      fc.property(fc.array(id, { maxLength: 3 }), (submission) => {
        const fingerprint = basisOf(input({ submission }));
        const state = { pull: 1, output: "a", findings: "b", unknownSinceMs: 0, fingerprint };
        expect(readRunState(writeRunState(state))).toEqual(state);
        expect(sameBasis(fingerprint, basisToday(fingerprint, input()))).toBe(true);
      }),
    );
  });
});

describe("keys", () => {
  const number = fc.integer({ min: 1, max: 9_999_999_999 });
  const repositoryId = fc.integer({ min: 1, max: 999_999_999_999_999 });
  const sha = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 40, maxLength: 40 });
  const key: fc.Arbitrary<Key> = fc.oneof(
    fc.record({ kind: fc.constant("review" as const), repositoryId, number }),
    fc.record({ kind: fc.constant("rerun" as const), repositoryId, runId: repositoryId }),
    fc.record({ kind: fc.constant("rerun-suite" as const), repositoryId, suiteId: repositoryId }),
    fc.record({ kind: fc.constant("merge" as const), repositoryId, number, baseSha: sha, headSha: sha }),
    fc.record({ kind: fc.constant("sweep" as const), repositoryId }),
  );

  it("are read as they were written", () => {
    fc.assert(fc.property(key, (one) => expect(readKey(writeKey(one))).toEqual(one)));
  });

  it("of different work differ", () => {
    fc.assert(
      fc.property(key, key, (a, b) => expect(writeKey(a) === writeKey(b)).toBe(isDeepStrictEqual(a, b))),
    );
  });

  it.each([
    "",
    "review",
    "review:1",
    "review:1#",
    "review:a#1",
    "review:1#1 ",
    "review:1#1\n",
    "review:-1#1",
    "Review:1#1",
    "sweep:1#1",
    "rerun:1",
    "merge:1#1:abc:def",
    "published:1",
    `review:${"1".repeat(16)}#1`,
    "review:__proto__#1",
  ])("%j is none", (text) => {
    expect(readKey(text)).toBeUndefined();
  });
});

describe("“What changed”", () => {
  it.each<[string, boolean]>([
    ["## What changed\nWe fixed the leak.", true],
    ["## What changed\r\n\r\nWe fixed the leak.\r\n", true],
    ["# what changed?\nfixed", true],
    ["intro\n\n### What Changed\n- fixed\n", true],
    ["## What changed\n漏れを修正しました", true],
    ["What changed\nfixed", false],
    ["##What changed\nfixed", false],
    ["## What changed", false],
    ["## What changed\n\n", false],
    ["## What changed\n---\n- \n", false],
    ["## What changed\n## Checklist\n- [x] all of it", false],
    ["## What changed\n<!-- Say here how the problem was fixed. -->\n", false],
    ["## What changed\n<!-- Say here\nhow -->\n\nfixed", true],
    ["<!-- ## What changed\nfixed -->", false],
    ["## What changed\n<!-- never closed\nfixed", false],
    ["<!--\n## What changed\n-->\nfixed", false],
    ["", false],
  ])("%j: %s", (text, says) => {
    expect(saysWhatChanged(text)).toBe(says);
  });

  it("takes time in proportion to the length", () => {
    const start = process.cpuUsage();
    saysWhatChanged("<!--".repeat(50_000));
    saysWhatChanged("## What changed\n".repeat(20_000));
    saysWhatChanged(`${"#".repeat(200_000)} what changed`);
    expect(process.cpuUsage(start).user / 1_000).toBeLessThan(1_000);
  });
});

/** Folders of a repository: a name that ends in a slash holds another folder. */
interface Folder {
  readonly [name: string]: Folder | string;
}

/** A forge that knows these folders, by made-up SHAs that are equal where the contents are. */
function forgeOf(...roots: readonly Folder[]) {
  const trees = new Map<string, readonly TreeEntry[]>();
  const asked: string[] = [];
  const put = (content: Folder): string => {
    const entries = Object.entries(content).map(([name, value]): TreeEntry => {
      if (typeof value !== "string")
        return { name, type: "tree", mode: "040000", sha: put(value), size: undefined };
      const [text = "", mode = "100644"] = value.split("@");
      return {
        name,
        type: mode === "160000" ? "commit" : "blob",
        mode,
        sha: digest(text),
        size: text.length,
      };
    });
    const sha = digest(JSON.stringify(entries));
    trees.set(sha, entries);
    return sha;
  };
  const shas = roots.map(put);
  return {
    shas,
    asked,
    tree: (sha: string) => {
      asked.push(sha);
      const entries = trees.get(sha);
      return entries === undefined ? Promise.reject(new Error("no such tree")) : Promise.resolve(entries);
    },
  };
}

const many = (count: number, make: (index: number) => Folder | string): Folder =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`n${String(i).padStart(5, "0")}`, make(i)]));

async function compare(before: Folder, after: Folder) {
  const forge = forgeOf(before, after);
  const { changes, complete } = await treeChanges(forge, forge.shas[0], forge.shas[1]);
  const told = changes.map(
    ({ path, before: left, after: right }) =>
      `${left === undefined ? "+" : right === undefined ? "-" : "~"}${path}`,
  );
  return { told, complete, asked: forge.asked.length, changes };
}

describe("trees", () => {
  it("tell what was added, changed and removed, in order, at any depth", async () => {
    const { told, complete } = await compare(
      { "README.md": "a", listings: { "a.yml": "1", "b.yml": "2" }, images: { a: { "1.png": "x" } } },
      {
        "README.md": "b",
        listings: { "a.yml": "1", "c.yml": "3" },
        images: { a: { "1.png": "y", "2.png": "z" } },
      },
    );
    expect(told).toEqual([
      "~README.md",
      "~images/a/1.png",
      "+images/a/2.png",
      "-listings/b.yml",
      "+listings/c.yml",
    ]);
    expect(complete).toBe(true);
  });

  it("open nothing that is equal", async () => {
    const same = many(50, () => ({ file: "x" }));
    expect((await compare({ same }, { same })).asked).toBe(0);
    expect((await compare({ same, a: { f: "1" } }, { same, a: { f: "2" } })).asked).toBe(4);
  });

  it("see modes, links, submodules, and a file in place of a folder", async () => {
    const { told, changes } = await compare(
      { a: "x", b: "x", d: { e: "x" }, f: "x" },
      { a: "x@100755", b: "x@120000", c: "y@160000", d: "x", f: { g: "x" } },
    );
    expect(told).toEqual(["~a", "~b", "+c", "+d", "-d/e", "-f", "+f/g"]);
    expect(changes.map(({ after }) => after?.mode)).toEqual([
      "100755",
      "120000",
      "160000",
      "100644",
      undefined,
      undefined,
      "100644",
    ]);
  });

  it("names of JavaScript's are only names", async () => {
    const proto = JSON.parse('{"__proto__": "x", "constructor": "y"}') as Folder;
    expect((await compare({}, { listings: proto })).told).toEqual([
      "+listings/__proto__",
      "+listings/constructor",
    ]);
  });

  it("stop at too many paths, and say so", async () => {
    expect((await compare({}, { listings: many(CHANGED_PATHS_MAX, (i) => `${i}`) })).complete).toBe(true);
    const { complete, told } = await compare({}, { listings: many(CHANGED_PATHS_MAX * 3, (i) => `${i}`) });
    expect(complete).toBe(false);
    expect(told.length).toBe(CHANGED_PATHS_MAX + 1);
  });

  it("stop at too many folders: a pull request must not cost thousands of calls", async () => {
    const { complete, asked } = await compare({}, { images: many(5_000, (i) => ({ "a.png": `${i}` })) });
    expect(complete).toBe(false);
    expect(asked).toBeLessThan(600);
    expect((await compare({}, { images: many(200, (i) => ({ "a.png": `${i}` })) })).complete).toBe(true);
  });

  it("stop at great depth", async () => {
    let deep: Folder = { file: "x" };
    for (let i = 0; i < 60; i += 1) deep = { d: deep };
    const { complete, told, asked } = await compare({}, deep);
    expect([complete, told]).toEqual([false, []]);
    expect(asked).toBeLessThan(40);
  });

  it("an unreadable folder is an error, never an empty one", async () => {
    const forge = forgeOf({ a: "x" });
    await expect(treeChanges(forge, forge.shas[0], "missing")).rejects.toThrow("no such tree");
  });

  it("find a path, folder by folder", async () => {
    const forge = forgeOf({ listings: { "a.yml": "1" }, file: "x" });
    const [root = ""] = forge.shas;
    expect(await entryAt(forge, root, "listings/a.yml")).toMatchObject({ type: "blob", size: 1 });
    for (const path of ["listings/b.yml", "nothing/a.yml", "file/a.yml", "listings/a.yml/x"])
      expect(await entryAt(forge, root, path)).toBeUndefined();
    expect((await folder(forge, root, "listings")).map(({ name }) => name)).toEqual(["a.yml"]);
    expect(await folder(forge, root, "file")).toEqual([]);
    expect(await folder(forge, root, "nothing")).toEqual([]);
  });
});
