// The catalog as it stands: its policy, its ids, its ledger, and what is published; judged against, never changed here.

import { ID_PATTERN } from "../../core/listing/ids.ts";
import { readLedger, type LedgerLine, type LedgerWord } from "../../core/listing/ledger.ts";
import {
  lineThatCounts,
  parseOwners,
  parseRemovals,
  type RememberedRemoval,
} from "../../core/listing/published.ts";
import { isLimit } from "../../core/job-error.ts";
import type { Seal } from "../../core/seal.ts";
import { looseWords } from "../../core/listing/loose-words.ts";
import { sameLogin } from "../../core/logins.ts";
import type { Account } from "../../core/facts.ts";
import { parsePolicy, type IgnoredName, type ParsedPolicy, type Policy } from "../../core/policy/policy.ts";
import type { PolicyFile } from "../../core/policy/schema.ts";
import type { OwnerRecord } from "../../core/checks/inputs.ts";
import type { CatalogState, Forge } from "../../ports/forge.ts";
import { POLICY_PATH } from "../../core/listing/changes.ts";
import type { PublishedAt } from "../publish/published.ts";
import { entryAt, folder } from "./trees.ts";

const POLICY_COMMITS_BACK_MAX = 50;

/** The policy in force. `fallback`: the file on the default branch is not valid, an earlier one counts. */
export interface PolicyInForce {
  readonly policy: Policy | undefined;
  /** What its file itself says; undefined with the policy. */
  readonly file?: PolicyFile;
  readonly fallback: boolean;
  /** Names in it that are the former owner's. */
  readonly ignored?: readonly IgnoredName[];
}

export async function policyInForce(forge: Forge, state: CatalogState): Promise<PolicyInForce> {
  if (state.policy === undefined) return { policy: undefined, fallback: false };
  const bytes =
    state.policy.text === undefined
      ? await forge.blob(state.policy.sha)
      : new TextEncoder().encode(state.policy.text);
  const parse = parserFor(forge, state);
  const parsed = await parse(bytes);
  if (parsed.state === "valid") return { ...parsed, fallback: false };
  for await (const earlier of forge.history(POLICY_PATH, POLICY_COMMITS_BACK_MAX)) {
    const before = await parse(earlier);
    if (before.state === "valid") return { ...before, fallback: true };
  }
  return { policy: undefined, fallback: true };
}

/** A catalog that was transferred goes by its policy still: what that names of the former owner's is ignored. */
function parserFor(
  forge: Pick<Forge, "isOldName">,
  { owner, name, repositoryId }: CatalogState,
): (bytes: Uint8Array) => Promise<ParsedPolicy> {
  const former = new Map<string, boolean>();
  return async (bytes) => {
    const parsed = parsePolicy(bytes, owner);
    if (parsed.state === "valid" || parsed.otherOwners === undefined) return parsed;
    for (const other of parsed.otherOwners)
      if (!former.has(other)) former.set(other, await forge.isOldName(`${other}/${name}`, repositoryId));
    const owners = [...former].flatMap(([login, wasOwner]) => (wasOwner ? [login] : []));
    return owners.length === 0 ? parsed : parsePolicy(bytes, owner, owners);
  };
}

/** Ids in a tree's `listings/` and `removed/`. */
export interface CatalogIds {
  readonly live: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
}

export async function idsAt(forge: Pick<Forge, "tree">, root: string): Promise<CatalogIds> {
  const [listings, removed] = await Promise.all([
    folder(forge, root, "listings"),
    folder(forge, root, "removed"),
  ]);
  return { live: idsOf(listings.map(({ name }) => name)), removed: idsOf(removed.map(({ name }) => name)) };
}

export function idsOf(fileNames: readonly string[]): ReadonlySet<string> {
  return new Set(
    fileNames
      .filter((name) => name.endsWith(".yml"))
      .map((name) => name.slice(0, -4))
      .filter((id) => ID_PATTERN.test(id)),
  );
}

/** The ledger file of an id at `root`; undefined: there is none. `repositoryId`: the catalog's. */
export async function ledgerFileAt(
  forge: Pick<Forge, "tree" | "blob">,
  root: string,
  id: string,
  { repositoryId, seal }: { readonly repositoryId: number; readonly seal: Pick<Seal, "verify"> },
): Promise<LedgerWord | undefined> {
  const entry = await entryAt(forge, root, `removed/${id}.yml`);
  if (entry === undefined) return undefined;
  if (entry.type !== "blob") return { line: undefined, revision: undefined };
  return readLedger(await forge.blob(entry.sha), id, repositoryId, seal);
}

/** What Steward published of an id's removal; undefined: it remembers none. */
export async function rememberedRemoval(
  { out, root, isLost }: PublishedAt,
  id: string,
): Promise<RememberedRemoval | "unreadable" | undefined> {
  if (isLost === true) return "unreadable";
  const file = root === undefined ? undefined : await entryAt(out, root, "removed.json");
  if (file === undefined) return undefined;
  const removals = parseRemovals(await out.blob(file.sha));
  return removals === undefined ? "unreadable" : removals.get(id);
}

/** Why an id may not be listed as if it were new: what Steward remembers of its removal, and the ledger at `root`. */
export async function removalInForce(
  { forge, seal }: { readonly forge: Forge; readonly seal: Pick<Seal, "verify"> },
  { repositoryId, root }: { readonly repositoryId: number; readonly root: string },
  published: PublishedAt,
  id: string,
): Promise<{ readonly remembered: boolean; readonly line: LedgerLine | "unreadable" | undefined }> {
  const [memory, file] = await Promise.all([
    rememberedRemoval(published, id),
    ledgerFileAt(forge, root, id, { repositoryId, seal }),
  ]);
  if (memory === "unreadable") return { remembered: true, line: "unreadable" };
  return { remembered: memory !== undefined, line: lineThatCounts(memory, file) };
}

/** Which of a ledger line's cases still run. A private case without an end counts as running. */
export async function openCasesOf(
  forge: Forge,
  line: LedgerLine | "unreadable" | undefined,
): Promise<readonly (number | undefined)[] | "unreadable"> {
  if (line === undefined || line === "unreadable") return [];
  const open: (number | undefined)[] = [];
  for (const { issue, ended } of line.cases) {
    if (ended !== undefined) continue;
    const state = issue === undefined ? "open" : await forge.issueState(issue);
    if (state === "unreadable") return "unreadable";
    if (state === "open") open.push(issue);
  }
  return open;
}

/** Where what is published stands: the catalog's own repository, or another of its owner. */
export type PublishedForge = Pick<Forge, "tree" | "blob">;

/** Of the pull requests that brought a listing, the oldest whose author its file names: anybody may propose another's commit. */
async function authorListed(
  forge: Forge,
  { defaultBranch }: CatalogState,
  id: string,
): Promise<Account | undefined> {
  const path = `listings/${id}.yml`;
  const brought = await forge.broughtBy(path, defaultBranch);
  if (brought === undefined) return undefined;
  const file = await entryAt(forge, brought.commitSha, path);
  if (file?.type !== "blob") return undefined;
  const { maintainers } = looseWords(await forge.blob(file.sha));
  return brought.authors.find(({ login }) => maintainers.some((one) => sameLogin(one, login)));
}

/** Who owns a listing, as published; before there is an entry, whoever's merged pull request brought it. */
export async function ownersOf(
  forge: Forge,
  state: CatalogState,
  publishedRoot: string | undefined,
  id: string,
  out: PublishedForge = forge,
): Promise<OwnerRecord> {
  try {
    let root = publishedRoot;
    if (root === undefined) {
      const deployment = await forge.newestDeployment();
      // It was published once and the branch is gone: what it said is read by SHA, or nobody knows.
      if (deployment !== undefined && deployment.publishSha === undefined) return { state: "unreadable" };
      root = deployment?.publishSha;
    }
    if (root !== undefined) {
      const entry = await entryAt(out, root, `listings/${id}.json`);
      if (entry !== undefined) {
        const owners = parseOwners(await out.blob(entry.sha), id);
        return owners === undefined
          ? { state: "unreadable" }
          : { state: "recorded", owners, from: "published-entry" };
      }
    }
    const author = await authorListed(forge, state, id);
    return author === undefined
      ? { state: "none" }
      : { state: "recorded", owners: [{ id: author.id, login: author.login }], from: "merged-pull-request" };
  } catch (error) {
    if (isLimit(error)) throw error;
    // Never looked up anew by login: a name can belong to somebody else by now.
    return { state: "unreadable" };
  }
}
