// Questions about history: merge bases and ranges from the commits themselves, differences and merges by git.

import { formatCommit, type Commit, type Signature } from "./parse.ts";
import type { ObjectStore } from "./objects.ts";
import { gitEntryAt, walkTree, type WalkedEntry } from "./trees.ts";

/** undefined: no common ancestor. Of several best ones, the youngest. */
export async function mergeBase(objects: ObjectStore, a: string, b: string): Promise<string | undefined> {
  if (a === b) return a;
  const [ofA, ofB] = [await ancestry(objects, [a]), await ancestry(objects, [b])];
  const common = [...ofA.values()].filter(({ sha }) => ofB.has(sha));
  const behind = await ancestry(
    objects,
    common.flatMap(({ parents }) => parents),
  );
  return common
    .filter(({ sha }) => !behind.has(sha))
    .reduce<Commit | undefined>(
      (best, one) => (best === undefined || isYounger(one, best) ? one : best),
      undefined,
    )?.sha;
}

export async function isAncestor(objects: ObjectStore, older: string, newer: string): Promise<boolean> {
  return older === newer || (await ancestry(objects, [newer])).has(older);
}

const isYounger = (one: Commit, other: Commit): boolean => one.committer.dateMs > other.committer.dateMs;

/** They and all that came before them. */
async function ancestry(objects: ObjectStore, shas: readonly string[]): Promise<ReadonlyMap<string, Commit>> {
  const found = new Map<string, Commit>();
  const open = [...shas];
  for (let sha = open.pop(); sha !== undefined; sha = open.pop()) {
    if (found.has(sha)) continue;
    const commit = await objects.commit(sha);
    if (commit === undefined) continue;
    found.set(sha, commit);
    open.push(...commit.parents);
  }
  return found;
}

/** What `tip` has and `without` lacks: no commit before its children, otherwise the youngest first, as `rev-list --date-order`. */
async function inOrder(
  objects: ObjectStore,
  tip: string,
  without: string | undefined,
): Promise<readonly Commit[]> {
  const left = without === undefined ? undefined : await ancestry(objects, [without]);
  return childrenFirst(
    new Map([...(await ancestry(objects, [tip]))].filter(([sha]) => left?.has(sha) !== true)),
    tip,
  );
}

function childrenFirst(listed: ReadonlyMap<string, Commit>, tip: string): readonly Commit[] {
  const children = new Map<string, number>();
  for (const { parents } of listed.values())
    for (const parent of parents) children.set(parent, (children.get(parent) ?? 0) + 1);
  const first = listed.get(tip);
  const ready = first === undefined ? [] : [first];
  const ordered: Commit[] = [];
  while (ready.length > 0) {
    // Of equally old ones, the one that was ready first.
    const youngest = ready.reduce((best, one) => (isYounger(one, best) ? one : best));
    ready.splice(ready.indexOf(youngest), 1);
    ordered.push(youngest);
    for (const sha of youngest.parents) {
      const waiting = (children.get(sha) ?? 0) - 1;
      children.set(sha, waiting);
      const parent = listed.get(sha);
      if (waiting === 0 && parent !== undefined) ready.push(parent);
    }
  }
  return ordered;
}

export interface RevisionOptions {
  readonly path?: string;
  readonly max?: number;
  readonly skip?: number;
  readonly author?: string;
}

/** `tip`, or `without..tip`. Newest first; `path` keeps those that changed it. */
export async function revisions(
  objects: ObjectStore,
  range: string,
  options: RevisionOptions = {},
): Promise<readonly string[]> {
  const { max, skip = 0, author, path = "" } = options;
  const [without, tip = ""] = range.includes("..") ? range.split("..") : [undefined, range];
  if (path !== "" && without !== undefined) throw new Error("a path's history has no lower end here");
  const commits = path === "" ? await inOrder(objects, tip, without) : await changesOf(objects, tip, path);
  return commits
    .filter((one) => author === undefined || `${one.author.name} <${one.author.email}>`.includes(author))
    .slice(skip, max === undefined ? undefined : skip + max)
    .map(({ sha }) => sha);
}

/** Which commits changed a path, as `rev-list -- path`: where a merge took it whole from one parent, that side alone tells. */
async function changesOf(objects: ObjectStore, tip: string, path: string): Promise<readonly Commit[]> {
  const at = async (sha: string): Promise<string> => {
    const commit = await objects.commit(sha);
    const entry = commit === undefined ? undefined : await gitEntryAt(objects, commit.tree, path);
    return entry === undefined ? "" : `${entry.mode} ${entry.sha}`;
  };
  const followed = new Map<string, Commit>();
  const changed = new Set<string>();
  const open = [tip];
  for (let sha = open.pop(); sha !== undefined; sha = open.pop()) {
    const commit = followed.has(sha) ? undefined : await objects.commit(sha);
    if (commit === undefined) continue;
    const present = await at(sha);
    let same: string | undefined;
    for (const parent of commit.parents)
      if (same === undefined && (await at(parent)) === present) same = parent;
    if (same === undefined && !(commit.parents.length === 0 && present === "")) changed.add(sha);
    const parents = same === undefined ? commit.parents : [same];
    followed.set(sha, { ...commit, parents });
    open.push(...parents);
  }
  return childrenFirst(followed, tip).filter(({ sha }) => changed.has(sha));
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

const known = new WeakMap<ObjectStore, Map<string, Promise<readonly FileDifference[]>>>();

/** Like GitHub's own diff: renames found at 50 %, no patch for binary files. */
export function differences(
  objects: ObjectStore,
  from: string,
  to: string,
): Promise<readonly FileDifference[]> {
  const ofStore = known.get(objects) ?? new Map<string, Promise<readonly FileDifference[]>>();
  known.set(objects, ofStore);
  const key = `${from}..${to}`;
  const answer = ofStore.get(key) ?? findDifferences(objects, from, to);
  ofStore.set(key, answer);
  return answer;
}

async function findDifferences(
  objects: ObjectStore,
  from: string,
  to: string,
): Promise<readonly FileDifference[]> {
  const only = await onlyAdded(objects, from, to);
  return only ?? readDifferences(objects, from, to);
}

/** Most pull requests only add files. What changes lines or may be a rename is git's to say: undefined. */
async function onlyAdded(
  objects: ObjectStore,
  from: string,
  to: string,
): Promise<readonly FileDifference[] | undefined> {
  const [before, after] = [await filesOf(objects, from), await filesOf(objects, to)];
  if (before === undefined || after === undefined) return undefined;
  for (const [path, { mode, sha }] of before) {
    const present = after.get(path);
    if (present?.mode !== mode || present.sha !== sha) return undefined;
  }
  const added = [...after.values()].filter(({ path }) => !before.has(path));
  if (added.some(({ type }) => type !== "blob")) return undefined;
  return Promise.all(
    added.map(async ({ path, sha }): Promise<FileDifference> => {
      const bytes = (await objects.read(sha))?.bytes ?? Buffer.alloc(0);
      // As git tells binary files.
      const isText = !bytes.subarray(0, 8_000).includes(0);
      const lines = isText && bytes.length > 0 ? bytes.toString("utf8").replace(/\n$/, "").split("\n") : [];
      return {
        path,
        previousPath: undefined,
        status: "added",
        sha,
        additions: lines.length,
        deletions: 0,
        patch: lines.length === 0 ? undefined : addedPatch(lines, bytes.at(-1) === 10),
      };
    }),
  );
}

function addedPatch(lines: readonly string[], endsWithNewline: boolean): string {
  const head = `@@ -0,0 +1${lines.length === 1 ? "" : `,${lines.length}`} @@`;
  const end = endsWithNewline ? [] : ["\\ No newline at end of file"];
  return [head, ...lines.map((line) => `+${line}`), ...end].join("\n");
}

/** By path, in git's order; undefined: no such commit or tree. */
async function filesOf(
  objects: ObjectStore,
  sha: string,
): Promise<ReadonlyMap<string, WalkedEntry> | undefined> {
  const object = await objects.read(sha);
  const tree = object?.type === "tree" ? sha : (await objects.commit(sha))?.tree;
  if (tree === undefined) return undefined;
  const entries = (await walkTree(objects, tree)).filter(({ type }) => type !== "tree");
  return new Map(entries.map((entry) => [entry.path, entry]));
}

async function readDifferences(
  objects: ObjectStore,
  from: string,
  to: string,
): Promise<readonly FileDifference[]> {
  const args = ["diff-tree", "-r", "-M50%", "--no-commit-id", "--full-index", "--no-abbrev", "-z"];
  const { stdout } = await objects.ask([...args, "--raw", "--numstat", "-p", from, to]);
  const parts = stdout.toString("utf8").split("\0");
  const found: Omit<FileDifference, "additions" | "deletions" | "patch">[] = [];
  let at = 0;
  while (parts[at]?.startsWith(":") === true) {
    const [, , before = "", after = "", letter = "M"] = (parts[at] ?? "").slice(1).split(" ");
    const status = statusWord(letter);
    const first = parts[at + 1] ?? "";
    const second = status === "renamed" ? parts[at + 2] : undefined;
    found.push({
      path: second ?? first,
      previousPath: second === undefined ? undefined : first,
      status,
      sha: status === "removed" ? before : after,
    });
    at += second === undefined ? 2 : 3;
  }
  const { counts, next } = numberStat(parts, at);
  const texts = splitPatches(parts.slice(next).join("\0"));
  return found.map((file, index) => ({
    ...file,
    additions: counts.get(file.path)?.additions ?? 0,
    deletions: counts.get(file.path)?.deletions ?? 0,
    patch: texts[index],
  }));
}

type Counts = ReadonlyMap<string, { readonly additions: number; readonly deletions: number }>;

/** From record `start` on; `next`: the first record after them. */
function numberStat(
  parts: readonly string[],
  start: number,
): { readonly counts: Counts; readonly next: number } {
  const counts = new Map<string, { additions: number; deletions: number }>();
  let at = start;
  // An empty record stands between the numbers and the patches.
  for (; at < parts.length && parts[at] !== ""; at += 1) {
    const [additions, deletions, path] = (parts[at] ?? "").split("\t");
    // A rename leaves the name empty and puts both names in the records that follow.
    const name = path === "" ? (parts[(at += 2)] ?? "") : (path ?? "");
    counts.set(name, { additions: Number(additions) || 0, deletions: Number(deletions) || 0 });
  }
  return { counts, next: at + 1 };
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
  const common = await mergeBase(objects, base, head);
  // One of the two has all of the other: nothing is to be merged.
  if (common === base) return (await objects.commit(head))?.tree;
  if (common === head) return (await objects.commit(base))?.tree;
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
