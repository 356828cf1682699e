// What the default branch, its pending takedowns and what is published say of one listing, and its owners.

import type { Entry } from "../../core/catalog/entry.ts";
import { parseEntry } from "../../core/catalog/schema.ts";
import type { Seal } from "../../core/seal.ts";
import { ID_PATTERN } from "../../core/listing/ids.ts";
import type { LedgerLine, LedgerWord } from "../../core/listing/ledger.ts";
import { lineThatCounts, type RememberedRemoval } from "../../core/listing/published.ts";
import { looseWords } from "../../core/listing/loose-words.ts";
import type { IgnoredName, Policy } from "../../core/policy/policy.ts";
import { isOwn, restoreBranch, takedownBranch } from "../../core/takedown/proposal.ts";
import type { SeenListing } from "../../core/takedown/seen.ts";
import type { DeployedState } from "../../ports/forge.ts";
import type { CatalogForge } from "../../ports/publish.ts";
import {
  isElsewhere,
  publishedAt,
  USUAL_BRANCH,
  type Elsewhere,
  type PublishedAt,
} from "../publish/published.ts";
import { ledgerFileAt, rememberedRemoval } from "../facts/catalog.ts";
import { entryAt, folder } from "../facts/trees.ts";

/** The catalog that cases are about. */
export interface CaseCatalog {
  readonly forge: CatalogForge;
  readonly repositoryUrl: string;
  readonly state: DeployedState;
  readonly policy: Policy;
  /** What the policy names of a former owner's. */
  readonly ignored: readonly IgnoredName[];
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
  /** "https://github.com/owner/name": where people see it. */
  readonly repositoryUrl: string;
}

export async function openCatalog(
  { forge, elsewhere, repositoryUrl }: CatalogReach,
  seal: Seal,
  state: DeployedState,
  policy: Policy,
  ignored: readonly IgnoredName[] = [],
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
    repositoryUrl,
    state,
    policy,
    ignored,
    seal,
    branches: new Map(branches.map(({ name, sha }) => [name, sha])),
    published: () => (published ??= ask()),
  };
}

export async function listingAt(catalog: CaseCatalog, id: string): Promise<SeenListing> {
  const { forge, state } = catalog;
  if (!ID_PATTERN.test(id)) return NOTHING;
  const [file, atTip, pending, memory] = await Promise.all([
    entryAt(forge, state.tipSha, `listings/${id}.yml`),
    ledgerFileAt(forge, state.tipSha, id, { repositoryId: state.repositoryId, seal: catalog.seal }),
    pendingLine(catalog, id),
    // What can still be taken out must not wait for what was published before.
    catalog
      .published()
      .then((published) => (published.isLost === true ? undefined : rememberedRemoval(published, id))),
  ]);
  const line = pending ?? lineOf(memory, atTip, file !== undefined);
  // What went from the default branch and is published still can be taken out like anything else.
  const published =
    file === undefined && line === undefined
      ? await publishedEntry(await catalog.published(), id)
      : undefined;
  const blob =
    file?.type === "blob" ? file.sha : (blobOf(line, id) ?? published?.source.blobs[`listings/${id}.yml`]);
  const said = blob === undefined ? undefined : looseWords(await forge.blob(blob));
  const named = line === undefined || line === "unreadable" ? undefined : line.name;
  return {
    state: line !== undefined ? "removed" : file === undefined && published === undefined ? "gone" : "live",
    name: said?.name ?? named,
    maintainers: said?.maintainers ?? [],
    line,
    restorePull: await restorePullOf(catalog, id),
  };
}

/** undefined: it is not published. */
export async function publishedEntry({ out, root }: PublishedAt, id: string): Promise<Entry | undefined> {
  const file = root === undefined ? undefined : await entryAt(out, root, `listings/${id}.json`);
  return file === undefined ? undefined : parseEntry(new TextDecoder().decode(await out.blob(file.sha)));
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

/** What Steward took out is out, whatever others put back; beside that, what is in `listings/` is live. */
function lineOf(
  memory: RememberedRemoval | "unreadable" | undefined,
  atTip: LedgerWord | undefined,
  isThere: boolean,
): SeenListing["line"] {
  if (memory === "unreadable") return "unreadable";
  if (isThere && (memory === undefined || memory.isFree)) return undefined;
  // While `/restore` waits for its merge, the listing is out still.
  return lineThatCounts(memory, atTip) ?? (isThere ? undefined : memory?.line);
}

/** What a pull request of ours that is not merged says; what others pushed there says nothing. */
async function pendingLine(
  { forge, branches, seal, state }: CaseCatalog,
  id: string,
): Promise<LedgerLine | "unreadable" | undefined> {
  const branch = takedownBranch(id);
  const sha = branches.get(branch);
  if (sha === undefined) return undefined;
  const pull = await forge.pullFrom(branch);
  if (pull?.state === "merged") return undefined;
  const file = await ledgerFileAt(forge, sha, id, { repositoryId: state.repositoryId, seal });
  return file?.revision === undefined ? undefined : (file.line ?? "unreadable");
}

/** Steward took it out, and has not let it back. */
export async function isOut({ published }: Pick<CaseCatalog, "published">, id: string): Promise<boolean> {
  const memory = await rememberedRemoval(await published(), id);
  return memory === "unreadable" || memory?.isFree === false;
}

async function restorePullOf({ forge, branches }: CaseCatalog, id: string): Promise<number | undefined> {
  if (!branches.has(restoreBranch(id))) return undefined;
  const pull = await forge.pullFrom(restoreBranch(id));
  return pull?.state === "open" ? pull.number : undefined;
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
