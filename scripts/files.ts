// The repository's own files, by their paths from its root.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = new URL("../", import.meta.url);

export interface Generated {
  readonly path: string;
  readonly content: string;
}

export function read(path: string): string | undefined {
  const file = new URL(path, ROOT);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

export function pathOf(path: string): string {
  return fileURLToPath(new URL(path, ROOT));
}

/** Every TypeScript file, pages included, under a folder, in order, by its path from the root. */
export function sources(folder: string): readonly string[] {
  return readdirSync(new URL(`${folder}/`, ROOT), { withFileTypes: true })
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? sources(path) : /\.tsx?$/.test(path) ? [path] : [];
    })
    .sort();
}
