// Writes files in a process of its own: opening tens of thousands of them costs as much as drawing what they hold.

import { openFiles, type Output } from "./files.ts";
import type { FromProcess, ToProcess } from "./writer.ts";

const write = openFiles(process.argv[2] ?? "");

process.on("message", ({ batch }: ToProcess) => {
  process.send?.({ trouble: troubleIn(batch) } satisfies FromProcess);
});

function troubleIn(batch: readonly Output[]): string | undefined {
  try {
    write(batch);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
