// Writes files in a process of its own: opening tens of thousands of them costs as much as drawing what they hold.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { FromProcess, Output, ToProcess } from "./writer.ts";

const folder = process.argv[2] ?? "";
const made = new Set<string>();

process.on("message", ({ batch }: ToProcess) => {
  process.send?.({ trouble: troubleIn(batch) } satisfies FromProcess);
});

function troubleIn(batch: readonly Output[]): string | undefined {
  try {
    for (const { path, content } of batch) {
      const file = join(folder, path);
      const parent = dirname(file);
      if (!made.has(parent)) mkdirSync(parent, { recursive: true });
      made.add(parent);
      writeFileSync(file, content);
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
