// `steward check --fix`: writes what has one right answer into the files, and shows each change.

import { randomBytes } from "node:crypto";
import { readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FoundListing, Worktree } from "../adapters/worktree/worktree.ts";
import { autofixListing, type Autofix } from "../core/listing/autofix.ts";
import { LISTING_BYTES_MAX } from "../core/listing/schema.ts";
import type { Policy } from "../core/policy/policy.ts";

/** Answers how many lines were fixed. What cannot be read or is no text is left to the check's own words. */
export async function fixListings(
  folder: Worktree,
  listings: readonly FoundListing[],
  policy: Pick<Policy, "schema" | "types">,
  write: (text: string) => void,
): Promise<number> {
  let count = 0;
  for (const { id, path, shape } of listings) {
    if (shape.length > 0) continue;
    const file = join(folder.root, path);
    const text = await readText(file);
    if (text === undefined) continue;
    const fixed = autofixListing(text, id, policy);
    if (fixed.fixes.length === 0) continue;
    await replace(file, fixed.text);
    write(shown(path, fixed.fixes));
    count += new Set(fixed.fixes.map(({ line }) => line)).size;
  }
  if (count > 0) write(`Fixed ${count} ${count === 1 ? "line" : "lines"}.\n\n`);
  return count;
}

async function readText(file: string): Promise<string | undefined> {
  try {
    const bytes = await readFile(file);
    if (bytes.byteLength > LISTING_BYTES_MAX) return undefined;
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** All or nothing: an editor that looks meanwhile sees the old file or the new one. */
async function replace(file: string, text: string): Promise<void> {
  const { mode } = await stat(file);
  const fresh = `${file}.${randomBytes(4).toString("hex")}`;
  await writeFile(fresh, text, { mode });
  await rename(fresh, file);
}

function shown(path: string, fixes: readonly Autofix[]): string {
  const lines = fixes.flatMap(({ line, before, after }) => [
    `  line ${line}`,
    `    - ${printable(before)}`,
    ...(after === undefined ? [] : [`    + ${printable(after)}`]),
  ]);
  return `${path}\n${lines.join("\n")}\n`;
}

/** A file's own characters must not steer the terminal. */
function printable(line: string): string {
  return line.replace(/\r$/, "").replaceAll(/[\p{Cc}\p{Cf}]/gu, "\u{fffd}");
}
