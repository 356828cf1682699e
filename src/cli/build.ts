// `steward build`: the whole publish output, into a folder.

import { existsSync, lstatSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { HistoryLack } from "../adapters/worktree/history.ts";
import { openWorktree } from "../adapters/worktree/worktree.ts";
import { openWriter } from "../adapters/output/writer.ts";
import { OUTPUT_PATHS } from "../core/catalog/pages.ts";
import { pageFiles } from "../core/storefront/storefront.ts";
import { isFolder, readPolicy } from "./folder-policy.ts";
import { buildSite, logoLost, readPrevious, type FolderSite, type Previous } from "./folder-site.ts";
import { openLocalWorld } from "./local-world.ts";
import { openMakers } from "./makers.ts";
import { EXIT } from "./outcome.ts";

export interface BuildOptions {
  readonly catalog: string;
  readonly out: string;
  readonly previous?: string;
  /** Processes that make listings beside this one. By default as many as the catalog is worth. */
  readonly processes?: number;
}

/** Below, starting a process takes longer than it saves. */
const LISTINGS_APART_MIN = 1_000;
const PROCESSES_MAX = 4;
const GONE_NAMED_MAX = 10;

type Say = (text: string) => void;

const NO_ADDRESS =
  "publish.url is not set, so the site's address is unknown: no sitemap, no canonical addresses, no picture for other sites and no badge to copy, and the feed's links lead to the repository.";

export async function runBuild(options: BuildOptions, say: Say, warn: Say): Promise<number> {
  const { catalog, out } = options;
  if (!(await isFolder(catalog))) {
    warn(`--catalog: there is no folder ${JSON.stringify(catalog)}.`);
    return EXIT.usage;
  }
  if (existsSync(out) && !(await isFolder(out))) {
    warn(`--out: ${JSON.stringify(out)} is not a folder.`);
    return EXIT.usage;
  }
  const isEmpty = !existsSync(out) || readdirSync(out).length === 0;
  // Whatever else is in a folder is not ours to write over.
  if (!isEmpty && !existsSync(join(out, "catalog.json"))) {
    warn(`--out: ${JSON.stringify(out)} is not empty and holds no catalog. Name a folder of its own.`);
    return EXIT.usage;
  }
  const previous = options.previous === undefined ? undefined : await readPrevious(options.previous);
  if (options.previous !== undefined && previous === undefined) {
    warn(`--previous: ${JSON.stringify(options.previous)} holds no published catalog, or not all of it.`);
    return EXIT.usage;
  }
  const folder = openWorktree(catalog);
  const { policy, faults, unsaid, isNoCatalog } = await readPolicy(folder);
  for (const fault of faults) warn(fault);
  if (unsaid !== undefined) warn(unsaid);
  if (isNoCatalog === true) return EXIT.usage;
  const { world, encoder, close } = openLocalWorld();
  const processes = options.processes ?? processesFor((await folder.idsIn("listings")).size);
  const makers = processes === 0 ? undefined : openMakers(processes);
  try {
    const site = await buildSite({
      folder,
      policy,
      world,
      encoder,
      previous,
      lenient: false,
      ...(makers === undefined ? {} : { apart: { makers, out } }),
    });
    makers?.close();
    if (site.undated !== undefined) warn(undatedText(catalog, site.undated));
    for (const sentence of site.unsaid) warn(sentence);
    if (site.logoLost) warn(logoLost(policy));
    const gone = goneWithoutLine(site, previous, await folder.idsIn("removed"));
    if (gone !== undefined) warn(gone);
    const files = await write(site, out, options.previous);
    if (!isEmpty) for (const path of OUTPUT_PATHS) removeStale(out, path.replace(/\/$/, ""), files);
    say(`${site.catalog.entries.length} listings, ${files.size} files in ${out}`);
    if (policy.publish.url === undefined) say(NO_ADDRESS);
    for (const { path, findings } of site.held) {
      warn(`${path} is on hold:`);
      for (const { file, line, message, fix } of findings) warn(`  ${file}:${line} ${message} ${fix}`);
    }
    for (const id of site.unreadable)
      warn(`removed/${id}.yml is no line of the ledger: nothing is shown of it.`);
    const isClean =
      site.held.length === 0 && site.unreadable.length === 0 && faults.length === 0 && !site.logoLost;
    return isClean ? EXIT.clean : EXIT.findings;
  } finally {
    makers?.close();
    await close();
  }
}

/** The App would write their lines, and stop where too many go at once; here nobody does. */
function goneWithoutLine(
  { catalog, held }: FolderSite,
  previous: Previous | undefined,
  removed: ReadonlySet<string>,
): string | undefined {
  const here = new Set([...catalog.entries, ...held].map(({ id }) => id));
  const gone = (previous?.entries ?? []).filter(({ id }) => !here.has(id) && !removed.has(id));
  if (previous === undefined || gone.length === 0) return undefined;
  const named = gone.slice(0, GONE_NAMED_MAX).map(({ id }) => id);
  const more = gone.length > named.length ? `, and ${gone.length - named.length} more` : "";
  return `${gone.length} of ${previous.entries.length} published listings are gone, with no line in removed/: ${named.join(", ")}${more}. Their pages will lead nowhere.`;
}

function undatedText(catalog: string, lack: HistoryLack): string {
  const shown = JSON.stringify(catalog);
  switch (lack.kind) {
    case "no-git":
      return `git is not installed, or not in the PATH, so the dates of the listings in ${shown} are unknown.`;
    case "no-checkout":
      return `${shown} is not a git repository, so the dates of its listings are unknown.`;
    case "no-commit":
      return `${shown} has no commit yet, so the dates of its listings are unknown.`;
    case "shallow":
      return `${shown} is a shallow clone, so listings older than its first commit get that commit's date. Fetch the whole history: git fetch --unshallow`;
    case "refused":
      return `git refuses to read ${shown}, so the dates of its listings are unknown: ${lack.said}`;
  }
}

function processesFor(listings: number): number {
  const cores = Math.min(availableParallelism(), PROCESSES_MAX);
  return listings < LISTINGS_APART_MIN ? 0 : cores - 1;
}

/** Answers which files there are. Written over rather than taken away first: most of a large catalog stays as it is. */
async function write(
  site: FolderSite,
  out: string,
  previous: string | undefined,
): Promise<ReadonlySet<string>> {
  const kept = new Set(site.written);
  const writer = openWriter(out);
  try {
    for (const file of both(site.texts, pageFiles(site.storefront, site.written))) {
      // The text of what is written already is not even made.
      if (kept.has(file.path)) continue;
      kept.add(file.path);
      await writer.put({ path: file.path, content: file.text });
    }
    for (const { path, bytes } of site.pictures) {
      kept.add(path);
      await writer.put({ path, content: bytes });
    }
  } finally {
    await writer.end();
  }
  for (const path of picturesOf(site)) {
    if (kept.has(path)) continue;
    kept.add(path);
    if (previous === undefined || resolve(previous) === resolve(out)) continue;
    await mkdir(dirname(join(out, path)), { recursive: true });
    await copyFile(join(previous, path), join(out, path)).catch(() => undefined);
  }
  return kept;
}

function picturesOf({ catalog }: FolderSite): readonly string[] {
  return catalog.entries
    .flatMap(({ image, screenshots }) => [...(image === undefined ? [] : [image]), ...screenshots])
    .flatMap(({ files }) => files.map(({ path }) => path));
}

/** What an earlier build wrote and this one did not, with the folders that are empty then. */
function removeStale(out: string, path: string, kept: ReadonlySet<string>): void {
  const full = join(out, path);
  const stat = lstatSync(full, { throwIfNoEntry: false });
  if (stat?.isDirectory() === true) {
    for (const name of readdirSync(full)) removeStale(out, `${path}/${name}`, kept);
    if (readdirSync(full).length === 0) rmdirSync(full);
  } else if (stat !== undefined && !kept.has(path)) rmSync(full);
}

/** One after the other, never all at once: the pages of a large catalog would fill the memory. */
function* both<T>(one: Iterable<T>, other: Iterable<T>): Iterable<T> {
  yield* one;
  yield* other;
}
