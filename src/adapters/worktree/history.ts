// What git says of a catalog folder: its commit, when each listing came and changed, and where it lives; nothing where it knows nothing.

import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const OUTPUT_BYTES_MAX = 256 * 1024 * 1024;

export interface FolderHistory {
  readonly commit: string | undefined;
  readonly atMs: number | undefined;
  /** "https://host/owner/name" of the remote. */
  readonly repositoryUrl: string | undefined;
  readonly listings: ReadonlyMap<string, { readonly addedMs: number; readonly updatedMs: number }>;
}

export async function readHistory(root: string): Promise<FolderHistory> {
  const [head, remote, log] = await Promise.all([
    git(root, ["log", "-1", "--format=%H %ct"]),
    git(root, ["remote", "get-url", "origin"]),
    git(root, ["log", "--format=%x00%ct", "--name-only", "--relative", "--no-renames", "--", "listings/"]),
  ]);
  const [, commit, at] = /^([0-9a-f]+) (\d+)/.exec(head) ?? [];
  return {
    commit,
    atMs: at === undefined ? undefined : Number(at) * 1_000,
    repositoryUrl: webAddress(remote.trim()),
    listings: timesOf(log),
  };
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

/** The log is newest first: the first time a path is named it changed last, the last time it came. */
function timesOf(log: string): FolderHistory["listings"] {
  const times = new Map<string, { addedMs: number; updatedMs: number }>();
  for (const block of log.split("\0")) {
    const [seconds = "", ...paths] = block.split("\n").filter((line) => line !== "");
    const ms = Number(seconds) * 1_000;
    for (const path of paths) times.set(path, { addedMs: ms, updatedMs: times.get(path)?.updatedMs ?? ms });
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
