// A folder on this machine seen as a catalog: the same questions that GitHub answers for the App.

import { execFile } from "node:child_process";
import { closeSync, constants, existsSync, openSync, readSync, type Dirent } from "node:fs";
import { lstat, readdir, readFile, realpath } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { promisify } from "node:util";
import type { ShapeProblem } from "../../core/listing/changes.ts";
import { ID_PATTERN, isReservedId } from "../../core/listing/ids.ts";
import { parseLedgerLine, type LedgerLine } from "../../core/listing/ledger.ts";
import { quote } from "../../core/listing/quote.ts";
import { placeFix } from "../../core/listing/renames.ts";

const run = promisify(execFile);

export interface FoundListing {
  readonly id: string;
  /** Relative to the catalog, with forward slashes. */
  readonly path: string;
  readonly shape: readonly ShapeProblem[];
}

export interface Worktree {
  readonly root: string;
  /** Every file of `listings/`, sorted; what cannot be a listing comes with its problem. */
  listings(): Promise<readonly FoundListing[]>;
  /** The listing that a path on this machine names. */
  listingAt(path: string): Promise<FoundListing>;
  idsIn(folder: "listings" | "removed"): Promise<ReadonlySet<string>>;
  /** undefined: no such plain file. */
  sizeOf(path: string): Promise<number | undefined>;
  read(path: string): Promise<Uint8Array>;
  /** At most one byte more than `bytesMax`, which says that there is more. */
  readStart(path: string, bytesMax: number): Promise<Uint8Array>;
  ledger(id: string): Promise<LedgerLine | "unreadable" | undefined>;
  /** Ids that the branch this work goes to has already; undefined: the folder is no git checkout. */
  published(): Promise<ReadonlySet<string> | undefined>;
}

export function openWorktree(folder: string): Worktree {
  const root = resolve(folder);
  const sizeOf = async (path: string): Promise<number | undefined> => {
    const inside = resolve(root, path);
    if (inside !== root && !inside.startsWith(root + sep)) return undefined;
    try {
      const stat = await lstat(inside);
      return stat.isFile() ? stat.size : undefined;
    } catch {
      return undefined;
    }
  };
  const read = (path: string): Promise<Uint8Array> => readFile(join(root, path));
  let removedIds: Promise<ReadonlySet<string>> | undefined;
  const spare = { buffer: Buffer.alloc(0) };
  return {
    root,
    async listings() {
      const entries = await entriesIn(join(root, "listings"));
      const found = entries
        .filter(({ name }) => name !== ".gitkeep")
        .map((entry) => inspect(root, `listings/${entry.name}`, entry));
      return found.sort((a, b) => (a.path < b.path ? -1 : 1));
    },
    async listingAt(path) {
      const inside = await insideOf(root, path);
      const stat = await lstat(join(root, inside)).catch(() => undefined);
      return inspect(root, inside, stat);
    },
    async idsIn(name) {
      const names = (await entriesIn(join(root, name))).map((entry) => entry.name);
      return new Set(
        names
          .filter((file) => file.endsWith(".yml"))
          .map((file) => file.slice(0, -4))
          .filter((id) => ID_PATTERN.test(id)),
      );
    },
    sizeOf,
    read,
    readStart: async (path, bytesMax) => readStart(join(root, path), bytesMax, spare),
    async ledger(id) {
      removedIds ??= this.idsIn("removed");
      if (!(await removedIds).has(id)) return undefined;
      // Reading a pipe would wait for ever, and a link could lead anywhere.
      if ((await sizeOf(`removed/${id}.yml`)) === undefined) return "unreadable";
      return parseLedgerLine(await read(`removed/${id}.yml`), id) ?? "unreadable";
    },
    published: () => publishedIds(root),
  };
}

/** The catalog that a listing's path lies in: the folder above its `listings/`, however deep in that; else the nearest that has one. */
export function catalogFolder(path: string): string {
  const own = dirname(resolve(path));
  const above = [own];
  for (let folder = own; dirname(folder) !== folder; folder = dirname(folder)) above.push(dirname(folder));
  const listings = above.find((folder) => basename(folder) === "listings");
  if (listings !== undefined) return dirname(listings);
  return above.find((folder) => existsSync(join(folder, "listings"))) ?? own;
}

/** A path of this machine as the catalog names it; a folder that is reached through a link is the same folder. */
async function insideOf(root: string, path: string): Promise<string> {
  const asWritten = relative(root, resolve(path));
  if (!asWritten.startsWith("..")) return asWritten.split(sep).join("/");
  const [from, to] = await Promise.all(
    [root, dirname(resolve(path))].map((folder) => realpath(folder).catch(() => folder)),
  );
  const real = relative(from ?? root, join(to ?? root, basename(path)));
  return (real.startsWith("..") ? asWritten : real).split(sep).join("/");
}

async function entriesIn(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw error;
  }
}

/** Listings are small: three plain calls beat a round through the thread pool ten times. A link is never followed. */
function readStart(path: string, bytesMax: number, spare: { buffer: Buffer }): Uint8Array {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    if (spare.buffer.length <= bytesMax) spare.buffer = Buffer.allocUnsafe(bytesMax + 1);
    const buffer = spare.buffer.subarray(0, bytesMax + 1);
    let length = 0;
    for (let got = -1; got !== 0 && length < buffer.length; length += got)
      got = readSync(file, buffer, length, buffer.length - length, null);
    return new Uint8Array(buffer.subarray(0, length));
  } finally {
    closeSync(file);
  }
}

/** `entry` undefined: there is nothing at that path. */
function inspect(
  root: string,
  path: string,
  entry: { isFile(): boolean; isSymbolicLink(): boolean } | undefined,
): FoundListing {
  const id = basename(path).replace(/\.ya?ml$/i, "");
  const problem = (
    rule: ShapeProblem["rule"],
    message: string,
    words: Pick<ShapeProblem, "why" | "fix"> = {},
  ): FoundListing => ({ id, path, shape: [{ rule, message, file: path, ...words }] });
  // On some systems a name in other letters is the same file.
  const isTaken = (other: string): boolean =>
    other.toLowerCase() !== path.toLowerCase() && existsSync(join(root, other));
  if (entry === undefined)
    return problem("bad-path", `There is no file ${quote(path)}.`, {
      why: "Only what is there can be checked.",
      fix: `Look at the path once more; listings lie at ${quote("listings/<id>.yml")}.`,
    });
  if (path === ".." || path.startsWith("../"))
    return problem("bad-path", `${quote(path)} lies outside the catalog folder.`, {
      why: "A listing is checked together with the others of its catalog.",
      fix: "Check the listings of each catalog by themselves, or name the right folder with `--catalog`.",
    });
  if (entry.isSymbolicLink())
    return problem("not-a-plain-file", `${quote(path)} is a symbolic link; only plain files are read.`);
  if (!entry.isFile())
    return problem(
      "bad-path",
      `${quote(path)} is not a file; a listing is one file ${quote("listings/<id>.yml")}.`,
      path === "listings" ? { fix: "Name no file at all, and every listing in it is checked." } : {},
    );
  if (!/^listings\/[^/]+\.yml$/.test(path))
    return problem(
      "bad-path",
      `There is no place for ${quote(path)} in a catalog. A listing is one file ${quote("listings/<id>.yml")}, in small letters.`,
      placeFix(path, isTaken),
    );
  if (!ID_PATTERN.test(id))
    return problem(
      "bad-id",
      `${quote(id)} cannot be an id: 2–50 small letters, digits and hyphens, with a letter or digit at both ends.`,
      placeFix(path, isTaken),
    );
  if (isReservedId(id)) return problem("reserved-id", `${quote(id)} is a reserved name.`);
  return { id, path, shape: [] };
}

/** What the default branch of the remote has, or, without a remote, the last commit. */
async function publishedIds(root: string): Promise<ReadonlySet<string> | undefined> {
  for (const revision of ["origin/HEAD", "HEAD"]) {
    try {
      const { stdout } = await run(
        "git",
        ["-C", root, "ls-tree", "-z", "--name-only", revision, "listings/"],
        { maxBuffer: 64 * 1024 * 1024 },
      );
      return new Set(
        stdout
          .split("\0")
          .filter((path) => path.endsWith(".yml"))
          .map((path) => basename(path, ".yml")),
      );
    } catch {
      // Not a checkout, no commit yet, or no remote: the next one is asked.
    }
  }
  return undefined;
}
