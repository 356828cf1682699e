// The sandbox reads histories by itself: whatever their shape, it answers what git answers.

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import { differences, isAncestor, mergeBase, mergedTree, revisions } from "../../src/sandbox/git/history.ts";
import { createObjectStore, type ObjectStore } from "../../src/sandbox/git/objects.ts";
import { formatCommit } from "../../src/sandbox/git/parse.ts";
import { changeTree } from "../../src/sandbox/git/trees.ts";

let folder: string;
let objects: ObjectStore;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sandbox-history-"));
  mkdirSync(join(folder, "network"));
  objects = createObjectStore(join(folder, "network"));
});
afterAll(async () => {
  await objects.close();
  rmSync(folder, { recursive: true, force: true });
});

const lines = async (args: readonly string[]): Promise<readonly string[]> =>
  (await objects.ask(args)).stdout.toString("latin1").split("\n").filter(Boolean);

/** Commits in the order made; `from`: how far back each parent is. Times may stand still or run backwards, as real ones do. */
const histories = fc.array(
  fc.record({
    from: fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 2 }),
    seconds: fc.integer({ min: -2, max: 3 }),
    text: fc.constantFrom("", "one", "other"),
  }),
  { minLength: 2, maxLength: 14 },
);

const pages = fc.tuple(
  fc.constantFrom("folder", "folder/file", "folder/file/below", "no"),
  fc.nat({ max: 2 }),
);

let seeds = 0;

interface Made {
  readonly from: readonly number[];
  readonly seconds: number;
  /** Of the file `folder/file`; empty: it is not there. */
  readonly text: string;
}

async function made(history: readonly Made[]) {
  const shas: string[] = [];
  seeds += 1;
  let dateMs = 1_700_000_000_000;
  for (const [at, { from, seconds, text }] of history.entries()) {
    dateMs += seconds * 1_000;
    const parents = [...new Set(from.map((back) => shas[at - back]).filter((sha) => sha !== undefined))];
    const who = { name: at % 2 === 0 ? "one" : "other", email: "a@b.example", dateMs };
    const file = text === "" ? null : { mode: "100644", sha: await objects.writeBlob(text) };
    const tree = await changeTree(objects, undefined, new Map([["folder/file", file]]));
    shas.push(
      await objects.writeCommit(
        formatCommit({ tree, parents, author: who, committer: who, message: `${seeds} ${at}\n` }),
      ),
    );
  }
  return shas;
}

it("lists, compares and orders as git does", async () => {
  await fc.assert(
    fc.asyncProperty(histories, fc.nat(), fc.nat(), pages, async (history, one, other, [path, skip]) => {
      const shas = await made(history);
      const [a, b] = [shas[one % shas.length] ?? "", shas[other % shas.length] ?? ""];
      const list = (...args: readonly string[]) => lines(["rev-list", "--date-order", ...args]);
      // Side by side: most of the time is git's to start.
      const [all, range, byAuthor, ofPath, bases, isBelow] = await Promise.all([
        list(a),
        list(`${a}..${b}`),
        list("--author=other <", "--skip=1", "--max-count=2", b),
        list(`--skip=${skip}`, "--max-count=2", b, "--", path),
        lines(["merge-base", "--all", a, b]),
        objects.ask(["merge-base", "--is-ancestor", a, b]),
      ]);
      expect(await revisions(objects, a)).toEqual(all);
      expect(await revisions(objects, `${a}..${b}`)).toEqual(range);
      expect(await revisions(objects, b, { author: "other <", skip: 1, max: 2 })).toEqual(byAuthor);
      expect(await revisions(objects, b, { path, skip, max: 2 })).toEqual(ofPath);
      const base = await mergeBase(objects, a, b);
      if (base === undefined) expect(bases).toEqual([]);
      else expect(bases).toContain(base);
      expect(await isAncestor(objects, a, b)).toBe(isBelow.code === 0);
    }),
    { numRuns: 60 },
  );
  // Git begins as a process of its own again and again: what takes longer hangs.
}, 180_000);

it("stores trees whose names git sorts in its own way, and says what became of each file", async () => {
  const texts = ["a-b", "a/b", "a0", "a.txt", "é", "z/\u{1f600}", "long"];
  const blobs = await Promise.all(texts.map((text) => objects.writeBlob(`${text}\n`.repeat(40))));
  const first = await changeTree(
    objects,
    undefined,
    new Map(texts.map((path, at) => [path, { mode: "100644", sha: blobs[at] ?? "" }])),
  );
  const second = await changeTree(
    objects,
    first,
    new Map([
      ["a0", null],
      ["a/moved", { mode: "100644", sha: blobs[2] ?? "" }],
      ["long", { mode: "100644", sha: await objects.writeBlob(`${"long\n".repeat(39)}short\n`) }],
      ["z/\u{1f600}", null],
      ["bytes", { mode: "100644", sha: await objects.writeBlob(Buffer.from([0, 1, 2])) }],
    ]),
  );
  const { stderr, code } = await objects.ask(["fsck", "--strict", "--no-dangling"]);
  expect([code, stderr]).toEqual([0, expect.not.stringMatching(/error|missing/)]);
  const found = await differences(objects, first, second);
  expect(
    found.map(({ status, path, previousPath, additions, deletions, patch }) => [
      status,
      path,
      previousPath,
      additions,
      deletions,
      patch?.split("\n").length,
    ]),
  ).toEqual([
    ["renamed", "a/moved", "a0", 0, 0, undefined],
    ["added", "bytes", undefined, 0, 0, undefined],
    ["modified", "long", undefined, 1, 1, 6],
    ["removed", "z/\u{1f600}", undefined, 0, 40, 41],
  ]);
});

it("says of files that are only added what git says", async () => {
  const text = fc.array(fc.constantFrom("a", "\n", "é", "@@ ", "diff --git a b", " ", "\0"), {
    maxLength: 8,
  });
  const files = fc.dictionary(fc.constantFrom("a", "b/c", "b-d", "b", "z/y/x", "é"), text, { maxKeys: 4 });
  await fc.assert(
    fc.asyncProperty(files, files, async (old, more) => {
      const trees: string[] = [];
      for (const all of [old, { ...more, ...old }]) {
        const changes = new Map<string, { mode: string; sha: string }>();
        for (const [path, parts] of Object.entries(all)) {
          if (path === "b" && "b/c" in { ...more, ...old }) continue;
          changes.set(path, { mode: "100644", sha: await objects.writeBlob(parts.join("")) });
        }
        trees.push(await changeTree(objects, undefined, changes));
      }
      const [from = "", to = ""] = trees;
      const added = await differences(objects, from, to);
      const args = ["diff-tree", "-r", "--no-commit-id", from, to];
      const { stdout } = await objects.ask([...args, "-z", "--numstat"]);
      const counts = stdout.toString("utf8").split("\0").filter(Boolean);
      expect(added.map((one) => `${one.additions}\t${one.deletions}\t${one.path}`)).toEqual(
        counts.map((line) => line.replace("-\t-\t", "0\t0\t")),
      );
      const patches = (await objects.ask([...args, "-p"])).stdout.toString("utf8");
      for (const { patch } of added) if (patch !== undefined) expect(patches).toContain(patch);
      expect(added.filter(({ patch }) => patch !== undefined)).toHaveLength(
        patches.match(/^@@ /gm)?.length ?? 0,
      );
    }),
    { numRuns: 40 },
  );
});

it("merges what is only ahead without a merge, and what went apart by git", async () => {
  const who = { name: "one", email: "a@b.example", dateMs: 1_700_000_000_000 };
  const commit = async (text: string, file: string, parents: readonly string[]): Promise<string> => {
    const parent = parents[0] === undefined ? undefined : await objects.commit(parents[0]);
    const change = new Map([[file, { mode: "100644", sha: await objects.writeBlob(text) }]]);
    const tree = await changeTree(objects, parent?.tree, change);
    return objects.writeCommit(formatCommit({ tree, parents, author: who, committer: who, message: "m\n" }));
  };
  const base = await commit("1\n", "a", []);
  const ahead = await commit("2\n", "a", [base]);
  const apart = await commit("3\n", "b", [base]);
  const against = await commit("4\n", "a", [base]);
  expect(await mergedTree(objects, base, ahead)).toBe((await objects.commit(ahead))?.tree);
  expect(await mergedTree(objects, ahead, base)).toBe((await objects.commit(ahead))?.tree);
  const both = await mergedTree(objects, ahead, apart);
  expect((await objects.tree(both ?? ""))?.map(({ name }) => name)).toEqual(["a", "b"]);
  expect(await mergedTree(objects, ahead, against)).toBeUndefined();
});
