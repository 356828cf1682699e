// What `steward init` still puts into a catalog that is laid out: the App's number, and the workflow, known only later.

import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { POLICY_PATH } from "../core/listing/changes.ts";
import { TEMPLATE, withAppId } from "./init-files.ts";

const RULESETS = ".github/rulesets";
const WORKFLOWS = ".github/workflows";

export interface Later {
  readonly appId: string | undefined;
  readonly workflow: boolean;
}

/** Whether `folder` is a catalog, in which the rest of `init` has nothing to do any more. */
export function isCatalog(folder: string): boolean {
  return existsSync(join(folder, POLICY_PATH));
}

/** The paths that were written; what has a number of its own, or is there already, stays as it is. */
export async function putLater(folder: string, { appId, workflow }: Later): Promise<readonly string[]> {
  const written: string[] = [];
  const put = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
    written.push(path);
  };
  for (const name of appId === undefined ? [] : await readdir(join(TEMPLATE, RULESETS))) {
    const path = `${RULESETS}/${name}`;
    const before = await textAt(join(folder, path));
    const after = withAppId(before ?? (await readFile(join(TEMPLATE, path), "utf8")), appId ?? "");
    if (after !== before) await put(path, after);
  }
  for (const name of workflow ? await readdir(join(TEMPLATE, WORKFLOWS)) : []) {
    const path = `${WORKFLOWS}/${name}`;
    if (!existsSync(join(folder, path))) await put(path, await readFile(join(TEMPLATE, path), "utf8"));
  }
  return written;
}

async function textAt(path: string): Promise<string | undefined> {
  return existsSync(path) ? readFile(path, "utf8") : undefined;
}
