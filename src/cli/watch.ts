// Tells when something of a catalog folder is saved: `steward check --watch` checks again, `steward preview` shows it anew.

import { watch, type FSWatcher } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Editors save in several steps; the check waits until they have done. */
const SETTLE_MS = 150;
const FOLDERS = ["listings", "images", "removed", ".github"];

export interface FolderWatch {
  /** Looks which folders there are by now. */
  again(): void;
  close(): void;
}

/** Calls `touched` at every stroke. A folder may come later than the first look, and a logo lies where the policy says. */
export function watchFolders(root: string, logo: () => string | undefined, touched: () => void): FolderWatch {
  const watchers = new Map<string, FSWatcher>();
  const forget = (folder: string): void => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  const watchOne = (folder: string, recursive: boolean, heeded: (name: string | null) => boolean): void => {
    if (watchers.has(folder)) return;
    try {
      const watcher = watch(join(root, folder), { recursive }, (_, name) => {
        if (heeded(name)) touched();
      });
      watcher.on("error", () => forget(folder));
      watchers.set(folder, watcher);
    } catch {
      // Not every catalog has every folder.
    }
  };
  const again = (): void => {
    const path = logo();
    for (const folder of FOLDERS) watchOne(folder, true, () => true);
    // Of the catalog itself only these: a folder that came, or came anew, is another one to watch.
    watchOne(".", false, (name) => {
      if (name !== null && FOLDERS.includes(name)) forget(name);
      return name === null || FOLDERS.includes(name) || name === path;
    });
    if (path !== undefined) watchOne(dirname(path), false, (name) => name === basename(path));
  };
  again();
  return {
    again,
    close() {
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}

/** Calls `run` now and after each save; resolves when `stopped` does. One run at a time. */
export async function watchCatalog(
  root: string,
  run: () => Promise<unknown>,
  stopped: Promise<unknown>,
): Promise<void> {
  let again = false;
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const changed = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (running === undefined) running = work();
      else again = true;
    }, SETTLE_MS);
  };
  const watching = watchFolders(root, () => undefined, changed);
  const work = async (): Promise<void> => {
    do {
      again = false;
      await run();
      watching.again();
    } while (again);
    running = undefined;
  };
  running = work();
  await stopped;
  clearTimeout(timer);
  watching.close();
  await running;
}
