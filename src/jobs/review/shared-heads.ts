// Pull requests that end in the same commit: which are open, and which of them the commit's check runs belong to.

import { classify, LISTINGS_PER_SUBMISSION_MAX, type ListingChange } from "../../core/listing/changes.ts";
import { isTrustedApp } from "../../core/policy/apps.ts";
import type { Policy } from "../../core/policy/policy.ts";
import { looseWords } from "../../core/listing/loose-words.ts";
import { decideShared, type SharedSeen } from "../../core/review/decide-shared.ts";
import type { Plan } from "../../core/review/plan.ts";
import type { Clock } from "../../ports/clock.ts";
import {
  recordedPull,
  ownerOfRuns,
  rolesThatDecide,
  type SharedListing,
  type Sharer,
} from "../../core/review/sharing.ts";
import type { SeenPull } from "../../core/review/seen.ts";
import type { Seal } from "../../core/seal.ts";
import { JobError } from "../../core/job-error.ts";
import type { Forge, OpenHead, ReviewState } from "../../ports/forge.ts";
import { policyInForce, ownersOf } from "../facts/catalog.ts";
import { entryAt, folder, treeChanges } from "../facts/trees.ts";
import { isPlain } from "../facts/listings.ts";
import { publishedAt, type Elsewhere, type PublishedAt } from "../publish/published.ts";
import { isOwnPull } from "./own-pulls.ts";
import { askRoles, mayWriteWith, rolesOf } from "./roles.ts";

/** A hundred pull requests each. */
const PAGES_MAX = 100;

/** All others that are open, into the default branch, with this head. One page came with the state; what is not seen whole is a fault. */
async function othersOfHead(
  forge: Pick<Forge, "openHeads">,
  { pull, defaultBranch, open }: ReviewState,
): Promise<readonly OpenHead[]> {
  if (open === undefined) throw new Error("the state was asked for without what is open");
  const others: OpenHead[] = [];
  let page = open;
  for (let pages = 1; ; pages += 1) {
    others.push(
      ...page.heads.filter(
        ({ number, headSha, baseRef }) =>
          number !== pull.number && headSha === pull.headSha && baseRef === defaultBranch,
      ),
    );
    if (page.after === undefined) return others;
    if (pages >= PAGES_MAX) throw new JobError("denied", `more than ${PAGES_MAX * 100} open pull requests`);
    page = await forge.openHeads(page.after);
  }
}

interface SharedPorts {
  readonly forge: Forge;
  /** Tells our publish commits from anybody else's. */
  readonly seal: Seal;
  readonly elsewhere: Elsewhere;
}

function sharerOf(pull: Pick<SeenPull, "number" | "author" | "mine" | "branch">): Sharer {
  return { number: pull.number, isOwn: isOwnPull(pull), author: pull.author };
}

/** Whose the runs are, of a pull request and at least one other. */
async function ownerAmong(
  ports: SharedPorts,
  state: ReviewState,
  others: readonly OpenHead[],
): Promise<Sharer> {
  const sharers = [sharerOf(state.pull), ...others.map(sharerOf)];
  const isOwn = sharers.some((one) => one.isOwn);
  const { policy } = await policyInForce(ports.forge, state);
  const listings = isOwn ? [] : await sharedListings(ports, state, policy);
  const { roles } = await askRoles(ports.forge, rolesThatDecide(sharers, listings));
  const owner = ownerOfRuns(
    sharers,
    listings,
    (author) => isTrustedApp(policy, author) || mayWriteWith(roles.get(author.id)),
  );
  if (owner === undefined) throw new Error("a commit without a pull request");
  return owner;
}

async function sharedListings(
  ports: SharedPorts,
  state: ReviewState,
  policy: Policy | undefined,
): Promise<readonly SharedListing[]> {
  const { forge } = ports;
  const { tipSha, pull } = state;
  const { base } = await forge.lineage(tipSha, pull.headSha);
  const { changes, complete } = await treeChanges(forge, base, pull.headSha);
  const ids = new Set((await folder(forge, pull.headSha, "listings")).map(({ name }) => name));
  const submission = classify(changes, complete, (id) => ids.has(`${id}.yml`));
  if (submission.kind !== "listings") return [];
  const published =
    policy === undefined ? undefined : await publishedAt(ports, state, policy, state.published);
  const listings: SharedListing[] = [];
  for (const change of submission.listings.slice(0, LISTINGS_PER_SUBMISSION_MAX))
    listings.push(await sharedListing(forge, state, change, published));
  return listings;
}

async function sharedListing(
  forge: Forge,
  state: ReviewState,
  { kind, id, path }: ListingChange,
  published: PublishedAt | undefined,
): Promise<SharedListing> {
  const file = await entryAt(forge, kind === "remove" ? state.tipSha : state.pull.headSha, path);
  const maintainers = isPlain(file) ? looseWords(await forge.blob(file.sha)).maintainers : [];
  if (kind === "add" || published === undefined) return { maintainers, owners: undefined };
  const record = await ownersOf(forge, state, published.root, id, published.out);
  return { maintainers, owners: record.state === "recorded" ? record.owners : undefined };
}

/** Those whose commit bears the runs of a pull request that counts no more. */
export async function leftBehind(
  forge: Pick<Forge, "openHeads">,
  state: ReviewState,
): Promise<readonly number[]> {
  if (state.policy === undefined || recordedPull(state.pull.runs) !== state.pull.number) return [];
  return (await othersOfHead(forge, state)).map(({ number }) => number);
}

interface Sharing {
  /** Whose the commit's check runs are; undefined: no other pull request ends in it. */
  readonly owner: Sharer | undefined;
  readonly others: readonly number[];
}

export async function sharing(
  ports: SharedPorts & { readonly sharedHeads?: SharedHeads },
  state: ReviewState,
): Promise<Sharing> {
  const { number, headSha } = state.pull;
  const found = await othersOfHead(ports.forge, state);
  if (found.length === 0) return { owner: undefined, others: [] };
  const others = found.map((one) => one.number);
  ports.sharedHeads?.saw(headSha, [number, ...others]);
  return { owner: await ownerAmong(ports, state, found), others };
}

/** The check runs are another's: this one is told so, and nobody's site or repository is asked for it. */
export async function planLeaving(
  {
    forge,
    clock,
    digest,
  }: Pick<SharedPorts, "forge"> & { readonly clock: Clock; readonly digest: (text: string) => string },
  state: ReviewState,
  owner: Sharer,
): Promise<Plan> {
  const { pull, labelsInRepository } = state;
  const [{ policy }, { asked, roles }] = await Promise.all([
    policyInForce(forge, state),
    rolesOf(forge, pull),
  ]);
  const seen: SharedSeen = {
    pull,
    labelsInRepository,
    policy,
    owner,
    mayWrite: (accountId) => mayWriteWith(roles.get(accountId)),
    wasAsked: (accountId) => asked.has(accountId),
  };
  return decideShared(seen, { nowMs: clock.nowMs(), digest });
}

/** Who shared a commit when it was last looked at, in one catalog. */
export interface SharedHeads {
  saw(headSha: string, numbers: readonly number[]): void;
  /** The others of a commit that the pull request no longer ends in; they are told once. */
  left(number: number, headSha: string | undefined): readonly number[];
}

const KEPT_MAX = 1_000;

/** By repository number. A push names only where a branch goes to; when this is lost, the sweep finds who was left behind. */
export function createSharedHeads(): (repositoryId: number) => SharedHeads {
  const kept = new Map<string, { readonly headSha: string; readonly numbers: readonly number[] }>();
  return (repositoryId) => {
    const key = (number: number): string => `${repositoryId}#${number}`;
    return {
      saw(headSha, numbers) {
        // Whoever goes on first need not be the one that was looked at.
        for (const number of numbers) {
          kept.delete(key(number));
          kept.set(key(number), { headSha, numbers });
        }
        for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - KEPT_MAX)))
          kept.delete(oldest);
      },
      left(number, headSha) {
        const before = kept.get(key(number));
        if (before === undefined || before.headSha === headSha) return [];
        kept.delete(key(number));
        return before.numbers.filter((one) => one !== number);
      },
    };
  };
}
