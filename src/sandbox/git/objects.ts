// The object store that a repository and all its forks share, as on GitHub: a fork's commit can be read through its parent.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync, inflateSync } from "node:zlib";

import { gitService, runGit, type AnswerParser, type GitOutput } from "./process.ts";
import { parseCommit, parseTree, type Commit, type GitTreeEntry } from "./parse.ts";

export interface GitObject {
  readonly type: "blob" | "tree" | "commit" | "tag";
  readonly bytes: Buffer;
}

export interface ObjectStore {
  /** For git to read in: asking for it puts there what was only remembered so far. */
  readonly folder: string;
  read(sha: string): Promise<GitObject | undefined>;
  commit(sha: string): Promise<Commit | undefined>;
  tree(sha: string): Promise<readonly GitTreeEntry[] | undefined>;
  writeBlob(bytes: Uint8Array | string): Promise<string>;
  writeTree(entries: readonly Omit<GitTreeEntry, "type">[]): Promise<string>;
  /** `text` is the whole commit object. */
  writeCommit(text: string): Promise<string>;
  /** Asks git and remembers the answer: only for questions about SHAs, whose answers never change. */
  ask(args: readonly string[]): Promise<GitOutput>;
  close(): Promise<void>;
}

const SHA = /^[0-9a-f]{40}$/;
const CACHED_BYTES_MAX = 65_536;

export function isSha(text: string): boolean {
  return SHA.test(text);
}

const parseObject: AnswerParser<GitObject | undefined> = (bytes) => {
  const end = bytes.indexOf(10);
  if (end === -1) return undefined;
  const [, type, size] = bytes.toString("latin1", 0, end).split(" ");
  if (type === "missing" || size === undefined) return { answer: undefined, used: end + 1 };
  const used = end + 1 + Number(size) + 1;
  if (bytes.length < used) return undefined;
  const content = Buffer.from(bytes.subarray(end + 1, used - 1));
  return { answer: { type: type as GitObject["type"], bytes: content }, used };
};

/** git orders a tree by bytes, a folder as if its name ended with a slash. */
function treeKey({ mode, name }: Omit<GitTreeEntry, "type">): Buffer {
  return Buffer.from(objectType(mode) === "tree" ? `${name}/` : name);
}

function formatTree(entries: readonly Omit<GitTreeEntry, "type">[]): Buffer {
  const sorted = entries
    .map((entry) => ({ entry, key: treeKey(entry) }))
    .sort((one, other) => Buffer.compare(one.key, other.key));
  return Buffer.concat(
    sorted.flatMap(({ entry }) => [
      Buffer.from(`${entry.mode.replace(/^0+/, "")} ${entry.name}\0`),
      Buffer.from(entry.sha, "hex"),
    ]),
  );
}

/** The least a folder needs to be a bare repository: `git init` would cost a process. */
export function layOutBareRepository(folder: string): void {
  mkdirSync(join(folder, "refs", "heads"), { recursive: true });
  writeFileSync(join(folder, "HEAD"), "ref: refs/heads/main\n");
  writeFileSync(
    join(folder, "config"),
    "[core]\n\trepositoryformatversion = 0\n\tbare = true\n[gc]\n\tauto = 0\n[http]\n\treceivepack = true\n" +
      "[receive]\n\tdenyDeleteCurrent = ignore\n\tautogc = false\n\thideRefs = refs/pull\n[uploadpack]\n\tallowAnySHA1InWant = true\n",
  );
}

/**
 * Objects are written and, where they lie loose, read here, in git's own format: a process for each would be most of what a
 * small repository costs, and files that no git ever reads would be much of the rest. What a push has packed is git's to read.
 */
export function createObjectStore(folder: string): ObjectStore {
  layOutBareRepository(folder);
  const objects = join(folder, "objects");
  mkdirSync(objects);
  const reader = gitService(["cat-file", "--batch"], folder, parseObject);
  const cache = new Map<string, GitObject>();
  const answers = new Map<string, Promise<GitOutput>>();
  const unwritten = new Map<string, Buffer>();
  let files = 0;

  const pathOf = (sha: string): string => join(objects, sha.slice(0, 2), sha.slice(2));
  function keep(sha: string, object: GitObject): void {
    if (object.bytes.length <= CACHED_BYTES_MAX) cache.set(sha, object);
  }
  function write(type: GitObject["type"], content: Uint8Array | string): Promise<string> {
    const bytes = Buffer.from(content);
    const whole = Buffer.concat([Buffer.from(`${type} ${bytes.length}\0`), bytes]);
    const sha = createHash("sha1").update(whole).digest("hex");
    if (!cache.has(sha) && !existsSync(pathOf(sha))) unwritten.set(sha, whole);
    keep(sha, { type, bytes });
    return Promise.resolve(sha);
  }
  /** After it, git finds all that was written. */
  function settle(): void {
    for (const [sha, whole] of unwritten) {
      mkdirSync(join(objects, sha.slice(0, 2)), { recursive: true });
      files += 1;
      const incoming = join(objects, `incoming-${files}`);
      writeFileSync(incoming, deflateSync(whole, { level: 1 }), { mode: 0o444 });
      // Whoever reads meanwhile finds all of it or nothing.
      renameSync(incoming, pathOf(sha));
    }
    unwritten.clear();
  }
  function loose(sha: string): GitObject | undefined {
    try {
      const whole = unwritten.get(sha) ?? inflateSync(readFileSync(pathOf(sha)));
      const end = whole.indexOf(0);
      const [type] = whole.toString("latin1", 0, end).split(" ");
      return { type: type as GitObject["type"], bytes: whole.subarray(end + 1) };
    } catch {
      return undefined;
    }
  }
  async function read(sha: string): Promise<GitObject | undefined> {
    if (!isSha(sha)) return undefined;
    const object = cache.get(sha) ?? loose(sha) ?? (await reader.ask(`${sha}\n`));
    if (object !== undefined) keep(sha, object);
    return object;
  }
  return {
    get folder() {
      settle();
      return folder;
    },
    read,
    async commit(sha) {
      const object = await read(sha);
      return object?.type === "commit" ? parseCommit(sha, object.bytes) : undefined;
    },
    async tree(sha) {
      const object = await read(sha);
      return object?.type === "tree" ? parseTree(object.bytes) : undefined;
    },
    writeBlob: (bytes) => write("blob", bytes),
    writeCommit: (text) => write("commit", text),
    writeTree: (entries) => write("tree", formatTree(entries)),
    ask(args) {
      const key = args.join("\0");
      settle();
      const known = answers.get(key) ?? runGit(args, { cwd: folder });
      answers.set(key, known);
      return known;
    },
    close: () => reader.close(),
  };
}

export function objectType(mode: string): "blob" | "tree" | "commit" {
  if (mode === "040000") return "tree";
  return mode === "160000" ? "commit" : "blob";
}
