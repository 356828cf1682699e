// The policy of a catalog folder, for every command that reads one; what is wrong with it is said, and the default stands in.

import { lstat, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { openWorktree, type Worktree } from "../adapters/worktree/worktree.ts";
import { POLICY_PATH } from "../core/listing/changes.ts";
import { toPlain } from "../core/review/markdown.ts";
import { policyRemarks, type PolicyRemark } from "../core/policy/remarks.ts";
import { isoDay } from "../core/time.ts";
import { parsePolicy, resolvePolicy, type ParsedPolicy, type Policy } from "../core/policy/policy.ts";

/** Its rules hold where a folder has none of its own. */
const STAND_IN = "mattermost";
const NOT_VALID = "The policy is not valid; the listings were checked against the default policy.";

export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}

export interface FolderPolicy {
  readonly policy: Policy;
  readonly faults: readonly string[];
  /** What to say where the folder has no policy. */
  readonly unsaid?: string;
  /** The folder has neither a policy nor listings: hardly the one that was meant. */
  readonly isNoCatalog?: boolean;
}

/** The folder's policy; without one, the default: any folder of listings can be checked. */
export async function readPolicy(folder: Worktree): Promise<FolderPolicy> {
  const fallback = resolvePolicy({ extends: STAND_IN });
  const file = join(folder.root, POLICY_PATH);
  const entry = await lstat(file).catch(() => undefined);
  if (entry === undefined) {
    const isNoCatalog = !(await isFolder(join(folder.root, "listings")));
    const missing = `There is no ${POLICY_PATH} in ${JSON.stringify(folder.root)}`;
    return {
      policy: fallback,
      faults: [],
      isNoCatalog,
      unsaid: isNoCatalog
        ? `${missing}, and no folder listings/: this is no catalog. Name the catalog's folder with --catalog, or lay one out: steward init DIR`
        : `${missing}: the rules of the preset ${STAND_IN} stand in.`,
    };
  }
  if (!entry.isFile())
    return { policy: fallback, faults: [`${POLICY_PATH} is not a plain file.`, NOT_VALID] };
  const bytes = await readFile(file);
  // Whose repository this is, a folder cannot tell; that other repositories share the owner, the App checks.
  const parsed = parsePolicy(new Uint8Array(bytes), undefined);
  if (parsed.state === "valid") return { policy: parsed.policy, faults: [] };
  const faults = parsed.problems.map(({ place, message, fix }) =>
    toPlain(`${POLICY_PATH}:${place.line}:${place.column} ${message} ${fix}`),
  );
  return {
    policy: fallback,
    faults: [...faults, NOT_VALID],
  };
}

/** What the policy names, against the folder at `root`. */
export async function remarksIn(
  root: string,
  parsed: ParsedPolicy & { readonly state: "valid" },
  nowMs: number,
): Promise<readonly PolicyRemark[]> {
  const folder = openWorktree(root);
  const { logo } = parsed.policy.publish;
  return policyRemarks(parsed, {
    listings: (await isFolder(join(root, "listings"))) ? await folder.idsIn("listings") : undefined,
    hasLogo: logo !== undefined && (await folder.sizeOf(logo)) !== undefined,
    today: isoDay(nowMs),
  });
}
