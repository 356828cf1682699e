// What git says of a catalog folder: its commit, when each listing came and changed, and where it lives; nothing where it knows nothing.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const OUTPUT_BYTES_MAX = 256 * 1024 * 1024;

export interface FolderHistory {
  readonly commit: string | undefined;
  readonly atMs: number | undefined;
  /** "https://host/owner/name" of the remote. */
  readonly repositoryUrl: string | undefined;
  readonly listings: ReadonlyMap<string, { readonly addedMs: number; readonly updatedMs: number }>;
  /** Why git cannot tell when all of the listings came; undefined: it can. */
  readonly lack: HistoryLack | undefined;
}

/** `refused`: git is there and will not look, for example into a folder that belongs to somebody else. */
export type HistoryLack =
  | { readonly kind: "no-git" | "no-checkout" | "no-commit" | "shallow" }
  | { readonly kind: "refused"; readonly said: string };

const LOG = ["log", "--format=%x00%ct", "--name-only", "--relative", "--no-renames"];
/** A listing's own picture, or one of its screenshots. */
const PICTURE = /^images\/([^/.]+)[/.]/;

export async function readHistory(root: string): Promise<FolderHistory> {
  const [lack, head, remote, log] = await Promise.all([
    lackOf(root),
    git(root, ["log", "-1", "--format=%H %ct"]),
    remoteUrl(root),
    git(root, [...LOG, "--", "listings/", "images/"]),
  ]);
  const [, commit, at] = /^([0-9a-f]+) (\d+)/.exec(head) ?? [];
  return {
    commit,
    atMs: at === undefined ? undefined : Number(at) * 1_000,
    repositoryUrl: remote,
    listings: timesOf(log),
    lack: lack ?? (commit === undefined ? { kind: "no-commit" } : undefined),
  };
}

/** "https://host/owner/name" of the folder's remote; undefined: there is none, or it is no web host's. */
export async function remoteUrl(root: string): Promise<string | undefined> {
  return webAddress((await git(root, ["remote", "get-url", "origin"])).trim());
}

async function lackOf(root: string): Promise<HistoryLack | undefined> {
  try {
    const { stdout } = await run("git", ["-C", root, "rev-parse", "--is-shallow-repository"]);
    return stdout.trim() === "true" ? { kind: "shallow" } : undefined;
  } catch (error) {
    const { code, stderr = "" } = error as { readonly code?: unknown; readonly stderr?: string };
    if (code === "ENOENT") return { kind: "no-git" };
    // Told by the folders, for git's words are in its user's language.
    return isCheckout(resolve(root))
      ? { kind: "refused", said: stderr.split("\n")[0] ?? "" }
      : { kind: "no-checkout" };
  }
}

function isCheckout(folder: string): boolean {
  const above = dirname(folder);
  return existsSync(join(folder, ".git")) || (above !== folder && isCheckout(above));
}

/** Whether git is on this machine, in one of the folders of `path`. */
export function hasGit(path: string | undefined): Promise<boolean> {
  return run("git", ["--version"], { env: { PATH: path } }).then(
    () => true,
    () => false,
  );
}

/** A file as it was committed last; undefined: git knows none. */
export async function committedText(root: string, path: string): Promise<string | undefined> {
  const text = await git(root, ["show", `HEAD:./${path}`]);
  return text === "" ? undefined : text;
}

/** "" when git is not there, or knows no such thing. */
async function git(root: string, words: readonly string[]): Promise<string> {
  return run("git", ["-C", root, ...words], { maxBuffer: OUTPUT_BYTES_MAX }).then(
    ({ stdout }) => stdout,
    () => "",
  );
}

/** The log is newest first: the first time one of its files is named a listing changed last, the last time its own it came. */
function timesOf(log: string): FolderHistory["listings"] {
  const times = new Map<string, { addedMs: number; updatedMs: number }>();
  const picturesMs = new Map<string, number>();
  for (const block of log.split("\0")) {
    const [seconds = "", ...paths] = block.split("\n").filter((line) => line !== "");
    const ms = Number(seconds) * 1_000;
    for (const path of paths) {
      const [, id] = PICTURE.exec(path) ?? [];
      if (id === undefined) times.set(path, { addedMs: ms, updatedMs: times.get(path)?.updatedMs ?? ms });
      else if (!picturesMs.has(id)) picturesMs.set(id, ms);
    }
  }
  for (const [id, ms] of picturesMs) {
    const own = times.get(`listings/${id}.yml`);
    if (own !== undefined) own.updatedMs = Math.max(own.updatedMs, ms);
  }
  return times;
}

function webAddress(remote: string): string | undefined {
  const [, host, path] =
    /^(?:https:\/\/(?:[^/@]*@)?|ssh:\/\/git@|git@)([\w.-]+)[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(
      remote,
    ) ?? [];
  return host === undefined ? undefined : `https://${host}/${path}`;
}
