// What publishing sees before it judges: the default branch's trees, the policy, and what was published before.

import type { Policy } from "../core/policy/policy.ts";
import type { Digests } from "../core/catalog/assemble.ts";
import { readMessage, type PublishMessage, type Seal } from "../core/catalog/message.ts";
import type { Pages } from "../core/catalog/pages.ts";
import { parseCatalog, type CatalogFile } from "../core/catalog/schema.ts";
import type { Stop } from "../core/catalog/stopped.ts";
import type { ImageEncoder } from "../ports.ts";
import type { Bytes, PublishState, SeenCommit } from "../ports/publish.ts";
import { policyInForce } from "./catalog.ts";
import type { ReviewPorts } from "./review.ts";
import { entryAt } from "./trees.ts";

export interface PublishPorts extends ReviewPorts {
  readonly encoder: ImageEncoder;
  readonly bytes: Bytes;
  readonly seal: Seal;
  readonly digests: Digests;
  readonly digestBytes: (bytes: Uint8Array) => string;
  readonly pages: Pages;
  /** Where people see the repository: "https://github.com/owner/name". */
  readonly repositoryUrl: string;
  /** Since when what is named could not be told; a hint of this process, that a restart begins anew. */
  readonly since: Map<string, number>;
}

export interface OwnCommit extends SeenCommit {
  readonly said: PublishMessage;
}

/** Git names of the three folders; null: there is none. */
export interface SourceTrees {
  readonly listings: string | null;
  readonly images: string | null;
  readonly removed: string | null;
}

export interface Standing {
  readonly state: PublishState;
  readonly policy: Policy;
  readonly source: SourceTrees;
  /** What the next commit stands on: the branch's tip, or what the newest deployment names when the branch is gone. */
  readonly base: SeenCommit | undefined;
  /** Where the branch stands now; undefined: there is none. */
  readonly branchTip: string | undefined;
  /** Our newest commit; what was published before is read from it. */
  readonly own: OwnCommit | undefined;
  /** Our commits on the branch, newest first. */
  readonly ours: readonly OwnCommit[];
  /** Commits of others on top of ours. */
  readonly foreign: readonly string[];
  readonly head: CatalogFile | undefined;
}

export type SeenPublish =
  | { readonly kind: "ignored"; readonly because: string }
  | { readonly kind: "stopped"; readonly stop: Stop; readonly state: PublishState; readonly policy: Policy }
  | { readonly kind: "ready"; readonly standing: Standing };

const USUAL_BRANCH = "gh-pages";

/** `anew`: somebody who may said that a catalog that is lost shall be built as on the first day. */
export async function seePublish(ports: PublishPorts, anew: boolean): Promise<SeenPublish> {
  const { forge, seal } = ports;
  let state = await forge.publishState(USUAL_BRANCH);
  if (state === undefined) return { kind: "ignored", because: "nothing is there" };
  if (state.policy === undefined) return { kind: "ignored", because: "not a catalog" };
  const { policy } = await policyInForce(forge, state);
  if (policy === undefined) return { kind: "ignored", because: "no valid policy" };
  const { branch } = policy.publish;
  if (branch !== USUAL_BRANCH) {
    state = await forge.publishState(branch);
    if (state === undefined) return { kind: "ignored", because: "nothing is there" };
  }
  // A branch that people work on is no place for what is generated.
  if (branch === state.defaultBranch)
    return { kind: "stopped", stop: { why: "not-ours", branch }, state, policy };
  const { repositoryId } = state;
  const read = (commit: SeenCommit): OwnCommit[] => {
    const said = readMessage(commit.message, repositoryId, commit.tree, seal);
    return said === undefined ? [] : [{ ...commit, said }];
  };
  const commits = state.branch ?? [];
  const ours = commits.flatMap(read);
  // An old message of ours on an old tree of ours is ours too; the newest is the one that counts highest.
  let own = ours.reduce<OwnCommit | undefined>(
    (best, one) => (best === undefined || one.said.generation > best.said.generation ? one : best),
    undefined,
  );
  let base: SeenCommit | undefined = commits[0];
  if (own === undefined) {
    const named = (await forge.newestDeployment())?.publishSha;
    const commit = named === undefined ? undefined : await forge.commitAt(named);
    const lost = named !== undefined && (commit === undefined || read(commit).length === 0);
    if (state.branch !== undefined && !policy.publish.adopt)
      return { kind: "stopped", stop: { why: "not-ours", branch }, state, policy };
    if (lost && !anew) return { kind: "stopped", stop: { why: "lost", branch }, state, policy };
    own = commit === undefined ? undefined : read(commit)[0];
    base ??= own;
  }
  const head = own === undefined ? undefined : await readHead(ports, own);
  if (head === "unreadable") return { kind: "stopped", stop: { why: "unreadable", branch }, state, policy };
  const above = own === undefined ? -1 : commits.findIndex(({ sha }) => sha === own?.sha);
  return {
    kind: "ready",
    standing: {
      state,
      policy,
      source: await sourceTrees(ports, state.tipTree),
      base,
      branchTip: commits[0]?.sha,
      own,
      ours,
      foreign: commits.slice(0, Math.max(0, above)).map(({ sha }) => sha),
      head,
    },
  };
}

async function readHead({ forge }: PublishPorts, own: OwnCommit): Promise<CatalogFile | "unreadable"> {
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
