// `steward check --watch`: checks again whenever something of the catalog is saved, until it is stopped.

import { watch, type FSWatcher } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";

/** Editors save in several steps; the check waits until they have done. */
const SETTLE_MS = 150;
const FOLDERS = ["listings", "images", "removed", ".github"];

/** Calls `run` now and after each save; resolves when `stopped` does. One run at a time. */
export async function watchCatalog(
  root: string,
  run: () => Promise<unknown>,
  stopped: Promise<unknown>,
): Promise<void> {
  let again = false;
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const work = async (): Promise<void> => {
    do {
      again = false;
      await run();
    } while (again);
    running = undefined;
  };
  const changed = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (running === undefined) running = work();
      else again = true;
    }, SETTLE_MS);
  };
  const watchers: FSWatcher[] = [];
  const folders = await Promise.all(FOLDERS.map((name) => folderAt(join(root, name))));
  for (const folder of folders)
    if (folder !== undefined) watchers.push(watch(folder, { recursive: true }, changed));
  running = work();
  await stopped;
  clearTimeout(timer);
  for (const watcher of watchers) watcher.close();
  await running;
}

async function folderAt(path: string): Promise<string | undefined> {
  return stat(path).then(
    (entry) => (entry.isDirectory() ? path : undefined),
    () => undefined,
  );
}
