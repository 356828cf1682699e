// What the default branch, its pending takedowns and what is published say of one listing, and its owners.

import type { Seal } from "../../core/seal.ts";
import { ID_PATTERN } from "../../core/listing/ids.ts";
import { parseLedgerLine, type LedgerLine } from "../../core/listing/ledger.ts";
import { parseMarked } from "../../core/listing/published.ts";
import { LISTING_BYTES_MAX } from "../../core/listing/schema.ts";
import { plainValue, readYaml } from "../../core/listing/yaml.ts";
import type { Policy } from "../../core/policy/policy.ts";
import { isOwn, isProposal, restoreBranch, takedownBranch } from "../../core/takedown/proposal.ts";
import type { SeenListing } from "../../core/takedown/seen.ts";
import type { CatalogState } from "../../ports/forge.ts";
import type { CatalogForge } from "../../ports/publish.ts";
import {
  isElsewhere,
  publishedAt,
  USUAL_BRANCH,
  type Elsewhere,
  type PublishedAt,
} from "../publish/published.ts";
import { entryAt, folder } from "../facts/trees.ts";

/** The catalog that cases are about. */
export interface CaseCatalog {
  readonly forge: CatalogForge;
  readonly state: CatalogState;
  readonly policy: Policy;
  readonly seal: Seal;
  /** Branches of ours where a rule kept us from the default branch, by name. */
  readonly branches: ReadonlyMap<string, string>;
  /** Our newest commit of what is published; asked for once, when it is needed. */
  published(): Promise<PublishedAt>;
}

/** How the repository of the cases, or of their catalog, is reached. */
export interface CatalogReach {
  readonly forge: CatalogForge;
  readonly elsewhere: Elsewhere;
}

export async function openCatalog(
  { forge, elsewhere }: CatalogReach,
  seal: Seal,
  state: CatalogState,
  policy: Policy,
): Promise<CaseCatalog> {
  const isUsual = policy.publish.branch === USUAL_BRANCH && !isElsewhere(policy, state);
  const branches = await forge.branches("steward/");
  let published: Promise<PublishedAt> | undefined;
  const ask = async (): Promise<PublishedAt> => {
    const usual = isUsual ? await forge.commitsOf(USUAL_BRANCH) : undefined;
    return publishedAt({ forge, seal, elsewhere }, state, policy, usual);
  };
  return {
    forge,
    state,
    policy,
    seal,
    branches: new Map(branches.map(({ name, sha }) => [name, sha])),
    published: () => (published ??= ask()),
  };
}

export async function listingAt(catalog: CaseCatalog, id: string): Promise<SeenListing> {
  const { forge, state } = catalog;
  if (!ID_PATTERN.test(id)) return NOTHING;
  const [file, atTip, pending, mark] = await Promise.all([
    entryAt(forge, state.tipSha, `listings/${id}.yml`),
    lineAt(forge, state.tipSha, id),
    pendingLine(catalog, id),
    markOf(catalog, id),
  ]);
  // A line on the default branch beside the listing's file is left from before: what is in `listings/` is live.
  const line = pending ?? mark ?? (file === undefined ? atTip : undefined);
  const blob = file?.type === "blob" ? file.sha : blobOf(line, id);
  const said = blob === undefined ? undefined : await wordsOf(forge, blob);
  const named = line === undefined || line === "unreadable" ? undefined : line.name;
  return {
    state: line !== undefined ? "removed" : file === undefined ? "gone" : "live",
    name: said?.name ?? named,
    maintainers: said?.maintainers ?? [],
    line,
    restorePull: await restorePullOf(catalog, id),
  };
}

const NOTHING: SeenListing = {
  state: "gone",
  name: undefined,
  maintainers: [],
  line: undefined,
  restorePull: undefined,
};

function blobOf(line: SeenListing["line"], id: string): string | undefined {
  return line === undefined || line === "unreadable" ? undefined : line.blobs[`listings/${id}.yml`];
}

async function lineAt(
  forge: CatalogForge,
  root: string,
  id: string,
): Promise<LedgerLine | "unreadable" | undefined> {
  const entry = await entryAt(forge, root, `removed/${id}.yml`);
  if (entry === undefined) return undefined;
  if (entry.type !== "blob") return "unreadable";
  return parseLedgerLine(await forge.blob(entry.sha), id) ?? "unreadable";
}

/** What a pull request of ours that is not merged says; what others pushed there says nothing. */
async function pendingLine(
  { forge, branches, state, seal }: CaseCatalog,
  id: string,
): Promise<LedgerLine | "unreadable" | undefined> {
  const branch = takedownBranch(id);
  const sha = branches.get(branch);
  if (sha === undefined) return undefined;
  const pull = await forge.pullFrom(branch);
  if (pull?.state === "merged") return undefined;
  const commit = await forge.commitOf(sha);
  const isOurs = commit !== undefined && isProposal(commit, { ...state, branch }, seal);
  return isOurs ? lineAt(forge, sha, id) : undefined;
}

/** What is published says of a listing that was taken out while its files wait on the default branch. */
export async function markOf(
  { published }: Pick<CaseCatalog, "published">,
  id: string,
): Promise<LedgerLine | "unreadable" | undefined> {
  const { out, root } = await published();
  if (root === undefined) return undefined;
  const file = await entryAt(out, root, "removed.json");
  if (file === undefined) return undefined;
  const marked = parseMarked(await out.blob(file.sha));
  return marked === undefined ? "unreadable" : marked.get(id);
}

async function restorePullOf({ forge, branches }: CaseCatalog, id: string): Promise<number | undefined> {
  if (!branches.has(restoreBranch(id))) return undefined;
  const pull = await forge.pullFrom(restoreBranch(id));
  return pull?.state === "open" ? pull.number : undefined;
}

/** Name and maintainers, whatever else is wrong with the file. */
async function wordsOf(
  forge: CatalogForge,
  blob: string,
): Promise<{ readonly name: string | undefined; readonly maintainers: readonly string[] }> {
  const { root } = readYaml(await forge.blob(blob), LISTING_BYTES_MAX);
  const value = root === undefined ? undefined : plainValue(root);
  if (typeof value !== "object" || value === null) return { name: undefined, maintainers: [] };
  const { name, maintainers } = value as { readonly name?: unknown; readonly maintainers?: unknown };
  return {
    name: typeof name === "string" ? name.slice(0, 60) : undefined,
    maintainers: Array.isArray(maintainers)
      ? maintainers.filter((login): login is string => typeof login === "string")
      : [],
  };
}

/** Every file of a listing at that commit: path → blob. */
export async function ownFilesOf(
  forge: Pick<CatalogForge, "tree">,
  root: string,
  id: string,
): Promise<Readonly<Record<string, string>>> {
  const [listings, images, own] = await Promise.all([
    folder(forge, root, "listings"),
    folder(forge, root, "images"),
    folder(forge, root, `images/${id}`),
  ]);
  const found = Object.entries({ listings, images, [`images/${id}`]: own }).flatMap(([at, entries]) =>
    entries.filter(({ type }) => type === "blob").map(({ name, sha }) => [`${at}/${name}`, sha] as const),
  );
  return Object.fromEntries(found.filter(([path]) => isOwn(id, path)));
}
