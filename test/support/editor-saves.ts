// The ways in which editors and tools save a file, as the file system sees them.

import {
  cp,
  copyFile,
  link,
  mkdir,
  open,
  rename,
  rm,
  symlink,
  unlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Saves `text` as `file`; `count` is another one each time. */
export type Save = (file: string, text: string, count: number) => Promise<void>;

/** Beside the catalog's folders, on the same disk: another editor's place for what is not finished. */
const elsewhere = (file: string): string => join(dirname(dirname(file)), "unfinished");

export const EDITOR_SAVES: Readonly<Record<string, Save>> = {
  "written in place": (file, text) => writeFile(file, text),
  "cut to nothing, then written": async (file, text) => {
    const handle = await open(file, "r+");
    await handle.truncate(0);
    await handle.write(text, 0);
    await handle.close();
  },
  "a new file renamed over it": async (file, text) => {
    await writeFile(`${file}.4913`, text);
    await rename(`${file}.4913`, file);
  },
  "deleted, then created": async (file, text) => {
    await unlink(file);
    await writeFile(file, text);
  },
  "two files that change places": async (file, text) => {
    await writeFile(`${file}.new`, text);
    await rename(file, `${file}.old`);
    await rename(`${file}.new`, file);
    await unlink(`${file}.old`);
  },
  "the old one kept as a backup": async (file, text) => {
    await rename(file, `${file}~`);
    await writeFile(file, text);
    await unlink(`${file}~`);
  },
  "a hard link in its place": async (file, text) => {
    await writeFile(`${file}.new`, text);
    await unlink(file);
    await link(`${file}.new`, file);
    await unlink(`${file}.new`);
  },
  "a file of another folder renamed over it": async (file, text) => {
    await writeFile(elsewhere(file), text);
    await rename(elsewhere(file), file);
  },
  "a file of another folder copied over it": async (file, text) => {
    await writeFile(elsewhere(file), text);
    await copyFile(elsewhere(file), file);
  },
  "written, with a time long past": async (file, text) => {
    await writeFile(file, text);
    await utimes(file, 1, 1);
  },
  "its folder changed for another": async (file, text) => {
    const folder = dirname(file);
    await cp(folder, `${folder}.new`, { recursive: true });
    await writeFile(join(`${folder}.new`, basename(file)), text);
    await rename(folder, `${folder}.old`);
    await rename(`${folder}.new`, folder);
    await rm(`${folder}.old`, { recursive: true });
  },
  "its folder removed and made again": async (file, text) => {
    await rm(dirname(file), { recursive: true });
    await mkdir(dirname(file));
    await writeFile(file, text);
  },
  "its folder a link that is moved to another one": async (file, text, count) => {
    const folder = dirname(file);
    const version = `${folder}.${count}`;
    await mkdir(version);
    await writeFile(join(version, basename(file)), text);
    await symlink(version, `${folder}.link`);
    // The first time a folder stands there, which no link can be renamed over.
    if (count === 1) await rename(folder, `${folder}.0`);
    await rename(`${folder}.link`, folder);
  },
};
