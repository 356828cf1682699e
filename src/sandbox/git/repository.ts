// One repository's refs over its network's shared objects; refs are git's own files, locked as git locks them.

import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";

import { isSha, layOutBareRepository, type ObjectStore } from "./objects.ts";

export interface GitRepository {
  /** For git to work in: asking for it puts there all objects. */
  readonly folder: string;
  readonly objects: ObjectStore;
  /** Full names: `refs/heads/main`. */
  ref(name: string): string | undefined;
  /** Every ref under `prefix`, sorted by name. */
  refs(prefix: string): readonly { readonly name: string; readonly sha: string }[];
  /** undefined deletes. False: another writer was first, or the name clashes with a folder. */
  setRef(name: string, sha: string | undefined, expected?: string): boolean;
  setHead(branch: string): void;
}

const REF_NAME = /^refs\/[^\s~^:?*[\\\p{Cc}]+$/u;

/** git's own rules for a ref's name, near enough to keep a name inside the folder. */
export function isRefName(name: string): boolean {
  return (
    REF_NAME.test(name) &&
    !name.includes("..") &&
    !name.includes("//") &&
    !name.includes("@{") &&
    !name.endsWith("/") &&
    !name.endsWith(".lock") &&
    !name.split("/").some((part) => part.startsWith(".") || part === "")
  );
}

export function createGitRepository(folder: string, objects: ObjectStore): GitRepository {
  layOutBareRepository(folder);
  symlinkSync(join(objects.folder, "objects"), join(folder, "objects"));

  function ref(name: string): string | undefined {
    if (!isRefName(name)) return undefined;
    try {
      const sha = readFileSync(join(folder, name), "latin1").trim();
      return isSha(sha) ? sha : undefined;
    } catch {
      return undefined;
    }
  }
  function list(prefix: string): { name: string; sha: string }[] {
    const found: { name: string; sha: string }[] = [];
    const walk = (name: string): void => {
      const path = join(folder, name);
      if (!existsSync(path)) return;
      for (const entry of readdirSync(path, { withFileTypes: true })) {
        const child = `${name}/${entry.name}`;
        if (entry.isDirectory()) walk(child);
        else {
          const sha = ref(child);
          if (sha !== undefined) found.push({ name: child, sha });
        }
      }
    };
    walk("refs");
    return found.filter((one) => one.name.startsWith(prefix)).sort((a, b) => (a.name < b.name ? -1 : 1));
  }
  function setRef(name: string, sha: string | undefined, expected?: string): boolean {
    if (!isRefName(name)) return false;
    const path = join(folder, name);
    try {
      mkdirSync(dirname(path), { recursive: true });
      const lock = openSync(`${path}.lock`, "wx");
      writeSync(lock, `${sha ?? ""}\n`);
      closeSync(lock);
      if (expected !== undefined && ref(name) !== expected) {
        rmSync(`${path}.lock`);
        return false;
      }
      if (sha === undefined) {
        rmSync(path, { force: true });
        rmSync(`${path}.lock`);
      } else renameSync(`${path}.lock`, path);
      return true;
    } catch {
      rmSync(`${path}.lock`, { force: true });
      return false;
    }
  }
  return {
    get folder() {
      void objects.folder;
      return folder;
    },
    objects,
    ref,
    refs: list,
    setRef,
    setHead: (branch) => writeFileSync(join(folder, "HEAD"), `ref: refs/heads/${branch}\n`),
  };
}
