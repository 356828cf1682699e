// The policy of a catalog folder, for every command that reads one; what is wrong with it is said, and the default stands in.

import { lstat, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Worktree } from "../adapters/worktree/worktree.ts";
import { POLICY_PATH } from "../core/listing/changes.ts";
import { parsePolicy, resolvePolicy, type Policy } from "../core/policy/policy.ts";

const NOT_VALID = "The policy is not valid; the listings were checked against the default policy.";

export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}

/** The folder's policy; without one, the default: any folder can be checked. */
export async function readPolicy(
  folder: Worktree,
): Promise<{ readonly policy: Policy; readonly faults: readonly string[] }> {
  const fallback = resolvePolicy({ extends: "mattermost" });
  const file = join(folder.root, POLICY_PATH);
  const entry = await lstat(file).catch(() => undefined);
  if (entry === undefined) return { policy: fallback, faults: [] };
  if (!entry.isFile())
    return { policy: fallback, faults: [`${POLICY_PATH} is not a plain file.`, NOT_VALID] };
  const bytes = await readFile(file);
  // Whose repository this is, a folder cannot tell; that other repositories share the owner, the App checks.
  const parsed = parsePolicy(new Uint8Array(bytes), undefined);
  if (parsed.state === "valid") return { policy: parsed.policy, faults: [] };
  const faults = parsed.problems.map(({ place, message, fix }) =>
    `${POLICY_PATH}:${place.line}:${place.column} ${message} ${fix}`.replaceAll("`", ""),
  );
  return {
    policy: fallback,
    faults: [...faults, NOT_VALID],
  };
}
