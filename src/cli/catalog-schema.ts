// The JSON Schema of a catalog's listings: its own types, for editors; and whether the file that editors read still is that.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { openWorktree } from "../adapters/worktree/worktree.ts";
import { listingJsonSchema } from "../core/listing/schema.ts";
import { isFolder, readPolicy } from "./folder-policy.ts";

export const SCHEMA_PATH = ".github/schemas/listing.schema.json";

export function schemaText(types?: readonly string[]): string {
  return `${JSON.stringify(listingJsonSchema(types), undefined, 2)}\n`;
}

/** undefined: it was said why there is none. Without a folder, the types that hold where nobody says any. */
export async function listingSchemaOf(
  catalog: string | undefined,
  warn: (line: string) => void,
): Promise<string | undefined> {
  if (catalog === undefined) return schemaText();
  if (!(await isFolder(catalog))) {
    warn(`--catalog: there is no folder ${JSON.stringify(catalog)}.`);
    return undefined;
  }
  const { policy, faults } = await readPolicy(openWorktree(catalog));
  for (const fault of faults) warn(fault);
  return faults.length > 0 ? undefined : schemaText(policy.types);
}

/** Where it was written, as a person named the folder. */
export async function putSchema(catalog: string, schema: string): Promise<string> {
  const path = join(catalog, SCHEMA_PATH);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, schema);
  return path;
}

/** The folder has a schema for editors, and it is not that of these types. */
export async function isSchemaStale(root: string, types: readonly string[]): Promise<boolean> {
  const text = await readFile(join(root, SCHEMA_PATH), "utf8").catch(() => undefined);
  return text !== undefined && flat(text) !== flat(schemaText(types));
}

/** However it is laid out. */
function flat(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return undefined;
  }
}
