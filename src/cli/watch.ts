// Tells when something of a catalog folder is saved: `steward check --watch` checks again, `steward preview` shows it again.

import { readdirSync, watch, type FSWatcher } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Editors save in several steps; the run waits until they are done. */
const SETTLE_MS = 120;
const FOLDERS = ["listings", "images", "removed", ".github"];
/** Nothing of a catalog lies deeper: a listing's own pictures, the forms of issues. */
const INSIDE = new Set(["images", ".github"]);

export interface WatchOptions {
  readonly root: string;
  /** Where the policy says the logo is, relative to the catalog; asked before each run. */
  logo?(): string | undefined;
  /** Called now and after each save, one run at a time. It must not throw. */
  run(): Promise<unknown>;
  /** A folder whose saves will not be heard, in a sentence; each folder once. */
  warn(line: string): void;
}

export interface CatalogWatch {
  /** When the first run is done. */
  readonly first: Promise<void>;
  /** Waits for the run that is going on. */
  close(): Promise<void>;
}

/**
 * Every save between two runs is in the later one: before a run the folders are watched anew, and only then is anything
 * read. So it is nothing special that a folder comes, goes, or is another one under the old name.
 *
 * No library: chokidar 4 and 5 drop the later of two saves within 50 ms, chokidar 6 asks for a newer Node than we do, and
 * Node's own `recursive` goes deaf on Linux when a file is replaced by a rename.
 */
export function watchCatalog(options: WatchOptions): CatalogWatch {
  let watchers: readonly FSWatcher[] = [];
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isDue = false;
  let isClosed = false;
  const warned = new Set<string>();
  const lost = (folder: string, error: unknown): void => {
    if (warned.has(folder)) return;
    warned.add(folder);
    options.warn(deaf(folder, error));
  };
  const saved = (): void => {
    clearTimeout(timer);
    if (!isClosed) timer = setTimeout(start, SETTLE_MS);
  };
  const work = async (): Promise<void> => {
    do {
      isDue = false;
      const former = watchers;
      const logo = options.logo?.();
      watchers = openWatchers(options.root, logo, saved, lost);
      for (const watcher of former) watcher.close();
      await options.run();
      // Only the run tells that the policy names another logo by now, which nobody watched meanwhile.
      if (options.logo?.() !== logo) isDue = true;
    } while (isDue && !isClosed);
    running = undefined;
  };
  const start = (): void => {
    if (running === undefined) running = work();
    else isDue = true;
  };
  start();
  return {
    first: running ?? Promise.resolve(),
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await running;
      for (const watcher of watchers) watcher.close();
    },
  };
}

function openWatchers(
  root: string,
  logo: string | undefined,
  saved: () => void,
  lost: (folder: string, error: unknown) => void,
): FSWatcher[] {
  const watchers: FSWatcher[] = [];
  const add = (folder: string, heeded: (name: string | null) => boolean = () => true): void => {
    try {
      const watcher = watch(join(root, folder), (_, name) => {
        if (name === null || heeded(name)) saved();
      });
      // A folder that goes is noticed by the one above it.
      watcher.on("error", (error) => {
        watcher.close();
        if (!isGone(error)) lost(folder, error);
        saved();
      });
      watchers.push(watcher);
    } catch (error) {
      // Not every catalog has every folder.
      if (!isGone(error)) lost(folder, error);
    }
  };
  // Of the catalog itself only these: what else lies there is not ours.
  add(".", (name) => FOLDERS.includes(name ?? "") || name === logo);
  for (const folder of FOLDERS) {
    add(folder);
    if (INSIDE.has(folder)) for (const name of foldersIn(join(root, folder))) add(join(folder, name));
  }
  if (logo !== undefined) add(dirname(logo), (name) => name === basename(logo));
  return watchers;
}

function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

function isGone(error: unknown): boolean {
  // Windows answers EPERM for a folder that is being removed.
  return ["ENOENT", "ENOTDIR", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "");
}

function deaf(folder: string, error: unknown): string {
  const { code = "", message } = error as NodeJS.ErrnoException;
  const name = folder === "." ? "the catalog folder" : folder;
  if (code === "ENOSPC" || code === "EMFILE")
    return `Saves in ${name} are not noticed: this machine lets no more folders be watched. On Linux, raise fs.inotify.max_user_watches and max_user_instances.`;
  return `Saves in ${name} are not noticed: ${message}`;
}
