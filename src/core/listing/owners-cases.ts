// Whose listings are under a public case now, so that what was taken down does not come back under another name.

import { sameLogin } from "../logins.ts";
import type { LedgerLine } from "./ledger.ts";

/** An account, by number and by what it is called now. */
interface Person {
  readonly id: number;
  readonly login: string;
}

/** A listing that a public case runs on, or that was removed for one that has not ended. */
export interface CaseOwners {
  readonly listing: string;
  /** Public numbers. */
  readonly issues: readonly number[];
  /** Account numbers of its recorded owners. */
  readonly owners: readonly number[];
}

/** Such a listing, and who of a new listing's people owns it. */
export interface OwnersCase {
  readonly listing: string;
  readonly issues: readonly number[];
  readonly login: string;
}

/** A case on what is listed, as everybody may know of it. */
export interface ShownCase {
  readonly id: string;
  readonly issue: number | undefined;
  /** It is handled in private: it says nothing of its owner's other listings. */
  readonly isSide?: true;
}

/** `ownersOf`: recorded owners of what is listed; `lines`: of the ledger. */
export function caseOwners(
  shown: readonly ShownCase[],
  ownersOf: (id: string) => readonly number[],
  lines: readonly Pick<LedgerLine, "id" | "cases" | "owners">[],
): readonly CaseOwners[] {
  const sides = new Set(shown.flatMap(({ issue, isSide }) => (isSide === true ? [issue] : [])));
  const found = new Map<string, CaseOwners>();
  const add = (listing: string, issues: readonly number[], owners: readonly number[]): void => {
    const before = found.get(listing);
    const all = [...new Set([...(before?.issues ?? []), ...issues])].sort((a, b) => a - b);
    found.set(listing, {
      listing,
      issues: all,
      owners: [...new Set([...(before?.owners ?? []), ...owners])],
    });
  };
  for (const { id, issue, isSide } of shown)
    if (isSide !== true) add(id, issue === undefined ? [] : [issue], ownersOf(id));
  for (const { id, cases, owners } of lines) {
    const open = cases.flatMap(({ issue, ended }) =>
      issue === undefined || ended !== undefined || sides.has(issue) ? [] : [issue],
    );
    if (open.length > 0) add(id, open, owners);
  }
  return [...found.values()].sort((a, b) => (a.listing < b.listing ? -1 : 1));
}

/** `people`: whoever stands behind the new listing `id`. */
export function casesOfOwners(
  cases: readonly CaseOwners[],
  id: string,
  people: readonly Person[],
): readonly OwnersCase[] {
  return cases
    .filter(({ listing }) => listing !== id)
    .flatMap(({ listing, issues, owners }) => {
      const owner = people.find((one) => owners.includes(one.id));
      return owner === undefined ? [] : [{ listing, issues, login: owner.login }];
    });
}

/** Logins that are nobody's yet in `people`: whoever is named in the file beside the author. */
export function othersThan(
  author: (Pick<Person, "login"> & { readonly type?: string }) | undefined,
  maintainers: readonly string[],
): string[] {
  // An App may bear the login of a person.
  const known = author?.type === "Bot" ? undefined : author?.login;
  return maintainers.filter((login) => !sameLogin(login, known));
}
