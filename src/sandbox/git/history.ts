// Questions about history that git itself answers best: merge bases, ranges, differences, merges.

import { formatCommit, type Signature } from "./parse.ts";
import type { ObjectStore } from "./objects.ts";

export async function mergeBase(objects: ObjectStore, a: string, b: string): Promise<string | undefined> {
  if (a === b) return a;
  const { code, stdout } = await objects.ask(["merge-base", a, b]);
  return code === 0 ? stdout.toString("latin1").trim() : undefined;
}

export async function isAncestor(objects: ObjectStore, older: string, newer: string): Promise<boolean> {
  if (older === newer) return true;
  const { code } = await objects.ask(["merge-base", "--is-ancestor", older, newer]);
  return code === 0;
}

/** Newest first; `path` keeps those that changed it. */
export async function revisions(
  objects: ObjectStore,
  range: string,
  options: {
    readonly path?: string;
    readonly max?: number;
    readonly skip?: number;
    readonly author?: string;
  } = {},
): Promise<readonly string[]> {
  const args = ["rev-list", "--date-order"];
  if (options.max !== undefined) args.push(`--max-count=${options.max}`);
  if (options.skip !== undefined) args.push(`--skip=${options.skip}`);
  if (options.author !== undefined) args.push("--fixed-strings", `--author=${options.author}`);
  args.push(range, "--");
  if (options.path !== undefined && options.path !== "") args.push(`:(literal)${options.path}`);
  const { code, stdout } = await objects.ask(args);
  return code === 0 ? stdout.toString("latin1").split("\n").filter(Boolean) : [];
}

export interface FileDifference {
  readonly path: string;
  readonly previousPath: string | undefined;
  readonly status: "added" | "removed" | "modified" | "renamed";
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
  readonly patch: string | undefined;
}

function statusWord(letter: string): FileDifference["status"] {
  if (letter.startsWith("A")) return "added";
  if (letter.startsWith("D")) return "removed";
  return letter.startsWith("R") ? "renamed" : "modified";
}

/** Like GitHub's own diff: renames found at 50 %, no patch for binary files. */
export async function differences(
  objects: ObjectStore,
  from: string,
  to: string,
  withPatches = true,
): Promise<readonly FileDifference[]> {
  const args = ["diff-tree", "-r", "-M50%", "--no-commit-id", "--full-index"];
  const [raw, numbers, patches] = await Promise.all([
    objects.ask([...args, "--raw", "-z", "--no-abbrev", from, to]),
    objects.ask([...args, "--numstat", "-z", from, to]),
    withPatches ? objects.ask([...args, "-p", from, to]) : undefined,
  ]);
  const counts = numberStat(numbers.stdout.toString("utf8"));
  const texts = splitPatches(patches?.stdout.toString("utf8") ?? "");
  const parts = raw.stdout.toString("utf8").split("\0").filter(Boolean);
  const found: FileDifference[] = [];
  for (let at = 0; at < parts.length;) {
    const [, , before = "", after = "", letter = "M"] = (parts[at] ?? "").slice(1).split(" ");
    const status = statusWord(letter);
    const first = parts[at + 1] ?? "";
    const second = status === "renamed" ? parts[at + 2] : undefined;
    const path = second ?? first;
    found.push({
      path,
      previousPath: second === undefined ? undefined : first,
      status,
      sha: status === "removed" ? before : after,
      additions: counts.get(path)?.additions ?? 0,
      deletions: counts.get(path)?.deletions ?? 0,
      patch: texts[found.length],
    });
    at += second === undefined ? 2 : 3;
  }
  return found;
}

function numberStat(text: string): Map<string, { additions: number; deletions: number }> {
  const counts = new Map<string, { additions: number; deletions: number }>();
  const parts = text.split("\0");
  for (let at = 0; at < parts.length; at += 1) {
    const [additions, deletions, path] = (parts[at] ?? "").split("\t");
    if (additions === undefined || deletions === undefined) continue;
    // A rename leaves the name empty and puts both names in the records that follow.
    const name = path === "" ? (parts[(at += 2)] ?? "") : (path ?? "");
    counts.set(name, { additions: Number(additions) || 0, deletions: Number(deletions) || 0 });
  }
  return counts;
}

function splitPatches(text: string): (string | undefined)[] {
  return text
    .split(/^diff --git /m)
    .slice(1)
    .map((one) => {
      const start = one.search(/^@@ /m);
      return start === -1 ? undefined : one.slice(start).replace(/\n$/, "");
    });
}

/** The tree of both sides merged; undefined when they conflict. */
export async function mergedTree(
  objects: ObjectStore,
  base: string,
  head: string,
): Promise<string | undefined> {
  const { code, stdout } = await objects.ask(["merge-tree", "--write-tree", base, head]);
  return code === 0 ? stdout.toString("latin1").trim().split("\n")[0] : undefined;
}

/** Replays one commit onto `onto`; undefined when it conflicts. */
export async function replay(
  objects: ObjectStore,
  sha: string,
  onto: string,
  committer: Signature,
): Promise<string | undefined> {
  const [commit, target] = [await objects.commit(sha), await objects.commit(onto)];
  const parent = commit?.parents[0];
  if (commit === undefined || target === undefined || parent === undefined) return undefined;
  // git 2.39 cannot be told a merge base: a throw-away commit of the target's tree on the commit's parent has the right one.
  const stand = await objects.writeCommit(
    formatCommit({ ...target, parents: [parent], message: "stand-in\n" }),
  );
  const tree = await mergedTree(objects, stand, sha);
  if (tree === undefined) return undefined;
  return objects.writeCommit(
    formatCommit({ tree, parents: [onto], author: commit.author, committer, message: commit.message }),
  );
}
