// Writes files below one folder, making the folders on their way; for processes that do nothing else meanwhile.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface Output {
  /** Below the folder; folders on the way are made. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

export function openFiles(folder: string): (outputs: readonly Output[]) => void {
  const made = new Set<string>();
  return (outputs) => {
    for (const { path, content } of outputs) {
      const file = join(folder, path);
      const parent = dirname(file);
      if (!made.has(parent)) mkdirSync(parent, { recursive: true });
      made.add(parent);
      writeFileSync(file, content);
    }
  };
}
