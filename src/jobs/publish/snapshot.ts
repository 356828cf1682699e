// What publishing sees before it judges: the default branch's trees, the policy, and what was published before.

import type { LogoLost, SourceTrees } from "../../core/publication/seen.ts";
import type { PublishPorts, PublishSnapshot } from "./context.ts";
import { looksNew } from "../../core/catalog/assemble.ts";
import { shareSvg } from "../../core/storefront/share.ts";
import { LOGO_BYTES_MAX, logoPath } from "../../core/catalog/picture.ts";
import { parseCatalog, type CatalogFile } from "../../core/catalog/schema.ts";
import { servedAt, servedByUse, siteOf, type ServedAt } from "../../core/catalog/site.ts";
import { newestDeployed } from "../../core/catalog/message.ts";
import type { PublishStop } from "../../core/catalog/stopped.ts";
import type { Policy } from "../../core/policy/policy.ts";
import type { SeenCommit, TreeEntry } from "../../ports/forge.ts";
import type { CatalogForge, PublishState } from "../../ports/publish.ts";
import { policyInForce } from "../facts/catalog.ts";
import { isPlain } from "../facts/listings.ts";
import { isElsewhere, newestOf, ownCommits, USUAL_BRANCH, type OwnCommit } from "./published.ts";
import { entryAt } from "../facts/trees.ts";

export type SeenSnapshot =
  | { readonly kind: "ignored"; readonly because: string }
  | {
      readonly kind: "stopped";
      readonly stop: PublishStop;
      readonly state: PublishState;
      readonly policy: Policy;
    }
  | { readonly kind: "ready"; readonly snapshot: PublishSnapshot };

/** `anew`: somebody who may said that a catalog that is lost shall be built as on the first day. */
export async function seePublish(ports: PublishPorts, anew: boolean): Promise<SeenSnapshot> {
  const { forge, seal } = ports;
  let state = await forge.publishState(USUAL_BRANCH);
  if (state === undefined) return { kind: "ignored", because: "nothing is there" };
  if (state.policy === undefined) return { kind: "ignored", because: "not a catalog" };
  const { policy } = await policyInForce(forge, state);
  if (policy === undefined) return { kind: "ignored", because: "no valid policy" };
  const { branch, repository = "" } = policy.publish;
  const stopped = (
    why: Exclude<PublishStop["why"], "shrinking" | "rewritten">,
    name: string = branch,
  ): SeenSnapshot => ({
    kind: "stopped",
    stop: { why, branch: name },
    state: seen,
    policy,
  });
  const away = isElsewhere(policy, state);
  if (branch !== USUAL_BRANCH && !away) {
    state = await forge.publishState(branch);
    if (state === undefined) return { kind: "ignored", because: "nothing is there" };
  }
  const seen = state;
  const out = away ? await ports.elsewhere(repository) : forge;
  if (out === undefined) return stopped("out-of-reach", repository);
  // A branch that people work on is no place for what is generated; a repository of its own may hold nothing else.
  if (branch === seen.defaultBranch && !away) return stopped("not-ours");
  const { repositoryId } = seen;
  const commits = (away ? await out.commitsOf(branch) : seen.branch) ?? [];
  const ours = ownCommits(commits, repositoryId, seal);
  const floor = newestDeployed(seen.deployments, repositoryId, seal);
  const onBranch = newestOf(ours);
  // A branch that was put back to an older commit of ours says nothing of what has happened since.
  const isRolledBack =
    onBranch !== undefined && floor !== undefined && floor.generation > onBranch.said.generation;
  let own = isRolledBack ? undefined : onBranch;
  let base: SeenCommit | undefined = commits[0];
  if (own === undefined) {
    const named = floor?.publishSha ?? (await forge.newestDeployment())?.publishSha;
    const commit = named === undefined ? undefined : await out.commitAt(named);
    const read = commit === undefined ? [] : ownCommits([commit], repositoryId, seal);
    if (commits.length > 0 && onBranch === undefined && !policy.publish.adopt) return stopped("not-ours");
    if (named !== undefined && read.length === 0 && !anew) return stopped("lost");
    own = read[0];
    base ??= own;
  }
  const head = own === undefined ? undefined : await readHead(out, own);
  if (head === "unreadable") return stopped("unreadable");
  const above = own === undefined ? -1 : commits.findIndex(({ sha }) => sha === own?.sha);
  return {
    kind: "ready",
    snapshot: {
      state: seen,
      out,
      ...(await seeSite(ports, { state: seen, policy, out, own, head })),
      policy,
      source: await sourceTrees(ports, seen.tipTree),
      base,
      branchTip: commits[0]?.sha,
      own,
      ours,
      rolledBackFrom: isRolledBack ? own?.sha : undefined,
      generationFloor: floor?.generation ?? 0,
      foreign: commits.slice(0, Math.max(0, above)).map(({ sha }) => sha),
      head,
    },
  };
}

/** A logo is drawn when all pages are written anew for it; one that cannot be shown leaves the marketplace's initial. */
async function seeSite(
  ports: PublishPorts,
  seen: Pick<PublishSnapshot, "state" | "policy" | "out" | "own" | "head">,
): Promise<Pick<PublishSnapshot, "site" | "logo" | "logoLost">> {
  const { digests, pages, encoder } = ports;
  const found = await logoFile(ports.forge, seen.state.tipTree, seen.policy);
  const file = typeof found === "object" ? found : undefined;
  const site = await siteFor(ports, seen, file === undefined ? undefined : logoPath(file.sha));
  const isNewLook = (one: PublishSnapshot["site"]): boolean =>
    looksNew(seen.head, { site: one, pagesVersion: pages.version }, digests);
  const { logo: path, ...without } = site;
  const lost = (
    shown: PublishSnapshot["site"],
    why: LogoLost["why"],
  ): Pick<PublishSnapshot, "site" | "logo" | "logoLost"> => {
    const isNews = isNewLook(shown) || seen.head?.source.policy !== seen.state.policy?.sha;
    const logoLost = isNews ? { path: seen.policy.publish.logo ?? "", why } : undefined;
    return { site: shown, logo: undefined, logoLost };
  };
  if (typeof found === "string") return lost(site, found);
  const nothingToDraw = { site, logo: undefined, logoLost: undefined };
  if (file === undefined && isNewLook(site)) return seeShare(ports, seen, site);
  if (file === undefined || path === undefined || !isNewLook(site)) return nothingToDraw;
  if (seen.own !== undefined && (await entryAt(seen.out, seen.own.tree, path)) !== undefined)
    return nothingToDraw;
  const encoded = await encoder.encode(await ports.forge.blob(file.sha), "logo");
  const [drawn] = encoded.state === "known" ? encoded.value.files : [];
  if (drawn !== undefined) return { site, logo: { path, bytes: drawn.bytes }, logoLost: undefined };
  // What could not be told is nobody's mistake, and tried again at each look.
  return encoded.state === "unavailable" ? { ...nothingToDraw, site: without } : lost(without, "undrawable");
}

/** What stands in for a logo is drawn once a look, too; one that could not be drawn is left out until the next. */
async function seeShare(
  { encoder }: PublishPorts,
  { out, own }: Pick<PublishSnapshot, "out" | "own">,
  site: PublishSnapshot["site"],
): Promise<Pick<PublishSnapshot, "site" | "logo" | "logoLost">> {
  const { share: path, ...without } = site;
  const nothingToDraw = { site, logo: undefined, logoLost: undefined };
  if (path === undefined) return nothingToDraw;
  if (own !== undefined && (await entryAt(out, own.tree, path)) !== undefined) return nothingToDraw;
  const encoded = await encoder.encode(new TextEncoder().encode(shareSvg(site.themeColor)), "card");
  const [drawn] = encoded.state === "known" ? encoded.value.files : [];
  if (drawn === undefined) return { ...nothingToDraw, site: without };
  return { ...nothingToDraw, logo: { path, bytes: drawn.bytes } };
}

/** undefined: the policy names none. A word: why what it names, on the default branch, is out of the question. */
async function logoFile(
  forge: PublishPorts["forge"],
  tree: string,
  { publish }: Policy,
): Promise<TreeEntry | "missing" | "large" | undefined> {
  if (publish.logo === undefined) return undefined;
  const entry = await entryAt(forge, tree, publish.logo);
  if (!isPlain(entry)) return "missing";
  return (entry.size ?? 0) <= LOGO_BYTES_MAX ? entry : "large";
}

/** The policy's word, else GitHub's, asked once a process and again before every page would be written anew for it. */
async function siteFor(
  ports: PublishPorts,
  { state, policy, out, head }: Pick<PublishSnapshot, "state" | "policy" | "out" | "head">,
  logo: string | undefined,
): Promise<PublishSnapshot["site"]> {
  const known = ports.served.get(state.repositoryId);
  const share = logoPath(ports.digests.blob(shareSvg(policy.publish.themeColor)));
  const site = siteOf(policy, ports.repositoryUrl, known, logo, share);
  const pagesVersion = ports.pages.version;
  if (policy.publish.url !== undefined) return site;
  if (known !== undefined && !looksNew(head, { site, pagesVersion }, ports.digests)) return site;
  return siteOf(policy, ports.repositoryUrl, await askServed(ports, { state, policy, out }), logo, share);
}

export async function askServed(
  ports: Pick<PublishPorts, "served" | "servedSomewhere">,
  { state, policy, out }: Pick<PublishSnapshot, "state" | "policy" | "out">,
): Promise<ServedAt> {
  const [, name = state.name] = policy.publish.repository?.split("/") ?? [];
  const address = await out.pagesAddress();
  ports.servedSomewhere.set(state.repositoryId, address !== undefined);
  const said = address === undefined ? undefined : servedAt(address);
  const served = said ?? servedByUse(state.owner, name);
  ports.served.set(state.repositoryId, served);
  return served;
}

async function readHead(forge: CatalogForge, own: OwnCommit): Promise<CatalogFile | "unreadable"> {
  const entry = await entryAt(forge, own.tree, "catalog.json");
  if (entry === undefined) return "unreadable";
  return parseCatalog(new TextDecoder().decode(await forge.blob(entry.sha))) ?? "unreadable";
}

async function sourceTrees({ forge }: PublishPorts, root: string): Promise<SourceTrees> {
  const of = async (name: string): Promise<string | null> => {
    const entry = await entryAt(forge, root, name);
    return entry?.type === "tree" ? entry.sha : null;
  };
  return { listings: await of("listings"), images: await of("images"), removed: await of("removed") };
}
