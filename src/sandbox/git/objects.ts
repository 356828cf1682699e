// The object store that a repository and all its forks share, as on GitHub: a fork's commit can be read through its parent.

import { mkdirSync, writeFileSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { gitService, runGit, type AnswerParser, type GitOutput } from "./process.ts";
import { parseCommit, parseTree, type Commit, type TreeEntry } from "./parse.ts";

export interface GitObject {
  readonly type: "blob" | "tree" | "commit" | "tag";
  readonly bytes: Buffer;
}

export interface ObjectStore {
  readonly folder: string;
  read(sha: string): Promise<GitObject | undefined>;
  commit(sha: string): Promise<Commit | undefined>;
  tree(sha: string): Promise<readonly TreeEntry[] | undefined>;
  writeBlob(bytes: Uint8Array | string): Promise<string>;
  writeTree(entries: readonly Omit<TreeEntry, "type">[]): Promise<string>;
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

const parseLine: AnswerParser<string> = (bytes) => {
  const end = bytes.indexOf(10);
  return end === -1 ? undefined : { answer: bytes.toString("latin1", 0, end), used: end + 1 };
};

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

export function createObjectStore(folder: string): ObjectStore {
  layOutBareRepository(folder);
  mkdirSync(join(folder, "objects"));
  const incoming = join(folder, "incoming");
  mkdirSync(incoming);
  const reader = gitService(["cat-file", "--batch"], folder, parseObject);
  const blobs = gitService(["hash-object", "-w", "--no-filters", "--stdin-paths"], folder, parseLine);
  const commits = gitService(
    ["hash-object", "-w", "--no-filters", "-t", "commit", "--stdin-paths"],
    folder,
    parseLine,
  );
  const trees = gitService(["mktree", "--missing", "--batch", "-z"], folder, parseLine);
  const cache = new Map<string, GitObject>();
  const answers = new Map<string, Promise<GitOutput>>();
  let files = 0;

  async function throughFile(service: typeof blobs, bytes: Uint8Array | string): Promise<string> {
    files += 1;
    const path = join(incoming, String(files));
    await writeFile(path, bytes);
    const sha = await service.ask(`${path}\n`);
    await rm(path);
    return sha;
  }
  async function read(sha: string): Promise<GitObject | undefined> {
    if (!isSha(sha)) return undefined;
    const cached = cache.get(sha);
    if (cached !== undefined) return cached;
    const object = await reader.ask(`${sha}\n`);
    if (object !== undefined && object.bytes.length <= CACHED_BYTES_MAX) cache.set(sha, object);
    return object;
  }
  return {
    folder,
    read,
    async commit(sha) {
      const object = await read(sha);
      return object?.type === "commit" ? parseCommit(sha, object.bytes) : undefined;
    },
    async tree(sha) {
      const object = await read(sha);
      return object?.type === "tree" ? parseTree(object.bytes) : undefined;
    },
    writeBlob: (bytes) => throughFile(blobs, bytes),
    writeCommit: (text) => throughFile(commits, text),
    writeTree(entries) {
      const lines = entries.map(
        (entry) => `${entry.mode} ${objectType(entry.mode)} ${entry.sha}\t${entry.name}\0`,
      );
      return trees.ask(`${lines.join("")}\0`);
    },
    ask(args) {
      const key = args.join("\0");
      const known = answers.get(key) ?? runGit(args, { cwd: folder });
      answers.set(key, known);
      return known;
    },
    async close() {
      await Promise.all([reader.close(), blobs.close(), commits.close(), trees.close()]);
    },
  };
}

export function objectType(mode: string): "blob" | "tree" | "commit" {
  if (mode === "040000") return "tree";
  return mode === "160000" ? "commit" : "blob";
}
