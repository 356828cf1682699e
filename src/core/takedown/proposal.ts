// Pull requests of Steward's own: which branch is about which listing, and the seal that tells its commit from what others push there.

import type { Seal } from "../seal.ts";

export interface Proposal {
  readonly kind: "takedown" | "restore";
  /** The listing's. */
  readonly id: string;
}

const BRANCH = /^steward\/(takedown|restore)\/([a-z0-9-]{2,50})$/;

/** What a branch of ours proposes; undefined: it is none of these. */
export function proposalOf(branch: string): Proposal | undefined {
  const [, kind, id = ""] = BRANCH.exec(branch) ?? [];
  return kind === "takedown" || kind === "restore" ? { kind, id } : undefined;
}

export const takedownBranch = (id: string): string => `steward/takedown/${id}`;
export const restoreBranch = (id: string): string => `steward/restore/${id}`;

/** A commit as git has it. */
export interface SeenProposal {
  readonly message: string;
  readonly tree: string;
  readonly parents: readonly string[];
}

export interface ProposalPlace {
  readonly repositoryId: number;
  readonly branch: string;
}

const SEAL = /\nSteward-Seal: ([0-9a-f]{64})$/;

/** The seal covers files, parent and branch: nothing else can be put behind the message. */
export function sealProposal(
  { message, tree, parents }: SeenProposal,
  place: ProposalPlace,
  seal: Pick<Seal, "sign">,
): string {
  return `${message}\n\nSteward-Seal: ${seal.sign(sealed(tree, parents, place))}`;
}

/** Whether this App made the commit for that branch. */
export function isProposal(
  { message, tree, parents }: SeenProposal,
  place: ProposalPlace,
  seal: Pick<Seal, "verify">,
): boolean {
  const code = SEAL.exec(message.trimEnd())?.[1];
  return code !== undefined && seal.verify(sealed(tree, parents, place), code);
}

function sealed(tree: string, parents: readonly string[], { repositoryId, branch }: ProposalPlace): string {
  return ["steward-proposal", `${repositoryId}`, branch, tree, ...parents].join("\n");
}

/** Paths that such a pull request may change: the listing's line in the ledger, and its own files. */
export function isOfProposal(id: string, path: string): boolean {
  return path === `removed/${id}.yml` || isOwn(id, path);
}

/** Whether a file is a listing's own, by its path. */
export function isOwn(id: string, path: string): boolean {
  const own = [`listings/${id}.yml`, ...["png", "jpg", "svg"].map((end) => `images/${id}.${end}`)];
  return own.includes(path) || path.startsWith(`images/${id}/`);
}
