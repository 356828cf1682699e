// What `steward doctor --catalog` sees of a folder: its policy, and the files that owners edit.

import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { POLICY_PATH } from "../core/listing/changes.ts";
import { parsePolicy } from "../core/policy/policy.ts";
import { policySeen } from "../core/setup/policy.ts";
import type { FolderSeen, FolderText } from "../core/setup/seen.ts";
import { isSchemaStale } from "./catalog-schema.ts";
import { isFolder, remarksIn } from "./folder-policy.ts";

const TEXT_BYTES_MAX = 256 * 1024;
/** What the template brings for people to fill in. */
const OWNERS =
  /^(?:\.github\/(?:steward\.ya?ml|CODEOWNERS|ISSUE_TEMPLATE\/[^/]+\.ya?ml|workflows\/[^/]+\.ya?ml)|README\.md|MARKETPLACE\.md|CONTRIBUTING\.md|SECURITY\.md)$/;
/** The template's own examples: nobody else's listing names GitHub's mascot at a host that cannot be. */
const EXAMPLE = /^link: https:\/\/code\.example\//m;

/** `nowMs`: for what has an end. */
export async function seeFolder(root: string, nowMs: number): Promise<FolderSeen> {
  const policy = await readFile(join(root, POLICY_PATH)).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR") return undefined;
    throw error;
  });
  const seen = policy === undefined ? undefined : policySeen(new Uint8Array(policy), undefined);
  const types = seen?.kind === "valid" ? seen.policy.types : undefined;
  const parsed = policy === undefined ? undefined : parsePolicy(new Uint8Array(policy), undefined);
  return {
    remarks: parsed?.state === "valid" ? await remarksIn(root, parsed, nowMs) : [],
    policy: seen ?? { kind: "missing" },
    misplaced: seen === undefined ? await misplacedIn(root) : undefined,
    hasListings: await isFolder(join(root, "listings")),
    rulesets: await rulesetsIn(root),
    texts: await textsIn(root),
    examples: await examplesIn(root),
    staleSchema: types !== undefined && (await isSchemaStale(root, types)),
  };
}

async function misplacedIn(root: string): Promise<string | undefined> {
  for (const path of [".github/steward.yaml", "steward.yml", "steward.yaml", "github/steward.yml"])
    if (
      await readFile(join(root, path)).then(
        () => true,
        () => false,
      )
    )
      return path;
  return undefined;
}

async function rulesetsIn(root: string): Promise<FolderSeen["rulesets"]> {
  const folder = ".github/rulesets";
  const names = await readdir(join(root, folder)).catch(() => []);
  return Promise.all(
    names
      .filter((name) => name.endsWith(".json"))
      .map(async (name) => {
        const path = `${folder}/${name}`;
        // A folder of that name is no ruleset either.
        return { path, ...rulesetFile(await readFile(join(root, path), "utf8").catch(() => "")) };
      }),
  );
}

async function textsIn(root: string): Promise<readonly FolderText[]> {
  const entries = await readdir(root, { withFileTypes: true });
  const inGitHub = await readdir(join(root, ".github"), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  const paths = [...entries, ...inGitHub]
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => OWNERS.test(path))
    .sort();
  const texts = await Promise.all(
    paths.map(async (path) => ({ path, text: await readFile(join(root, path), "utf8").catch(() => "") })),
  );
  return texts.filter(({ text }) => text.length <= TEXT_BYTES_MAX);
}

async function examplesIn(root: string): Promise<readonly string[]> {
  const names = (await readdir(join(root, "listings")).catch(() => [])).filter((name) =>
    name.endsWith(".yml"),
  );
  const found = await Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(root, "listings", name), "utf8").catch(() => "");
      return EXAMPLE.test(text) && /^maintainers: \[octocat\]/m.test(text) ? [name.slice(0, -4)] : [];
    }),
  );
  return found.flat().sort();
}

/** The template's file bears 0 wherever the App's number belongs. */
function rulesetFile(text: string): { readonly unfilled: boolean; readonly broken: boolean } {
  try {
    const parsed = JSON.parse(text) as { rules?: unknown };
    return {
      unfilled: /"(?:actor_id|integration_id)":\s*0\b/.test(text),
      broken: !Array.isArray(parsed.rules),
    };
  } catch {
    return { unfilled: false, broken: true };
  }
}
