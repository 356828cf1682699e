// One commit can be the head of several pull requests, but has one set of check runs: which pull request they belong to.

import type { Account } from "../facts.ts";
import { personOf } from "../policy/apps.ts";
import { sameLogin } from "../logins.ts";
import { hasMark, markValues, type Mark } from "../marks/marks.ts";
import { readRunState } from "./run-state.ts";
import { newestRun, ROLL_UP, type SeenPull } from "./seen.ts";

/** An open pull request into the default branch whose head is the commit. */
export interface Sharer {
  readonly number: number;
  /** Steward's own takedown, restore or ledger line, whatever was pushed onto it. */
  readonly isOwn: boolean;
  /** undefined: the account is gone. */
  readonly author: Account | undefined;
}

/** A listing that the commit changes. */
export interface SharedListing {
  /** Logins that its file names; of one that is taken out, as it stood. */
  readonly maintainers: readonly string[];
  /** undefined: there are none recorded, or none that could be read. */
  readonly owners: readonly { readonly id: number }[] | undefined;
}

/** Accounts whose role is asked about for this, the authors of the oldest first: strangers must not cost a question each. */
const ROLES_ASKED_MAX = 20;

/** Lower goes first: Steward's own, whoever may own every listing, whoever may own one of them, everybody else. */
type Claim = 0 | 1 | 2 | 3;

function claimOf(
  { isOwn, author }: Sharer,
  listings: readonly SharedListing[],
  mayWrite: (author: Account) => boolean,
): Claim {
  if (isOwn) return 0;
  if (author === undefined) return 3;
  if (mayWrite(author)) return 1;
  const owned = listings.filter(
    ({ maintainers, owners }) =>
      owners?.some(({ id }) => id === author.id) === true ||
      maintainers.some((login) => sameLogin(login, personOf(author)?.login)),
  );
  if (owned.length === 0) return 3;
  return owned.length === listings.length ? 1 : 2;
}

/** The oldest whose author may own what the commit changes; failing all, the oldest. undefined: there are none. */
export function ownerOfRuns(
  sharers: readonly Sharer[],
  listings: readonly SharedListing[],
  mayWrite: (author: Account) => boolean,
): Sharer | undefined {
  const ranked = sharers.map((sharer) => ({ sharer, claim: claimOf(sharer, listings, mayWrite) }));
  return ranked.toSorted((a, b) => a.claim - b.claim || a.sharer.number - b.sharer.number)[0]?.sharer;
}

/** People whose write access would decide it: authors older than the first that needs none, but for those with a claim. */
export function rolesThatDecide(
  sharers: readonly Sharer[],
  listings: readonly SharedListing[],
): readonly Account[] {
  const people = new Map<number, Account>();
  for (const sharer of sharers.toSorted((a, b) => a.number - b.number)) {
    const claim = claimOf(sharer, listings, () => false);
    if (claim === 0) return [];
    if (claim === 1) break;
    if (sharer.author?.type === "User" && people.size < ROLES_ASKED_MAX)
      people.set(sharer.author.id, sharer.author);
  }
  return [...people.values()];
}

/** The pull request that the check runs on the head say they are about; undefined: there are none, or of another version. */
export function recordedPull(runs: SeenPull["runs"]): number | undefined {
  return readRunState(newestRun(runs, ROLL_UP)?.externalId ?? "")?.pull;
}

/** As people write it; GitHub makes it a link. */
export function pullLink(number: number): string {
  return `#${number}`;
}

/** On the comment of a pull request whose commit's runs are another's: which commit, and whose. */
export function sharedMark(headSha: string, owner: number): Mark {
  return ["shared", [headSha, owner]];
}

/** Where that stood once, and the runs are the pull request's own by now. */
export const SHARED_NO_MORE: Mark = ["shared", true];

/** Whether the runs are another's, or were. */
export function wasShared(body: string): boolean {
  return hasMark(body, "shared");
}

/** Whether the comment says just that. */
export function saysShared(body: string, headSha: string, owner: number): boolean {
  return markValues(body, "shared").some(
    (value) => Array.isArray(value) && value[0] === headSha && value[1] === owner,
  );
}
