// The table of facts that checks may ask for, by name.

import type { FieldName } from "../listing/fields.ts";
import type { Account, DocumentationPage, Fact, ImageFact, LinkTarget, TrackerTarget } from "../facts.ts";
import type { LookAlike } from "../listing/ids.ts";
import type { LedgerLine } from "../listing/ledger.ts";
import type { ShapeProblem } from "../listing/changes.ts";
import type { Merging } from "../listing/merging.ts";
import type { OwnersCase } from "../listing/owners-cases.ts";
import type { ParsedListing } from "../listing/parse.ts";

/** The shape of the change and the file itself. */
export interface SubmissionInput {
  readonly id: string;
  readonly kind: "add" | "change" | "remove";
  /** undefined for a removal, or when the file cannot be read as a plain file. */
  readonly listing: ParsedListing | undefined;
  /** Faults of the pull request as a whole or of this listing's paths. */
  readonly shape: readonly ShapeProblem[];
  /** Other live or removed ids that could be taken for this one; only for an id being added. */
  readonly lookAlikes: readonly LookAlike[];
  /** Added here, while the default branch has a listing of that id already: it came after the branch was made. */
  readonly taken?: boolean;
  readonly listingsInSubmission: number;
  readonly rename: boolean;
  readonly authorMayWrite: boolean;
  /** Of the whole pull request; said with its first listing. Absent: nothing is to be merged. */
  readonly merging?: Merging | undefined;
}

/** An owner as recorded with the published entry: the number counts, the login is what it was called then. */
export interface RecordedOwner {
  readonly id: number;
  readonly login: string;
}

export type OwnerRecord =
  | {
      readonly state: "recorded";
      readonly owners: readonly RecordedOwner[];
      readonly from: "published-entry" | "merged-pull-request" | "ledger";
    }
  | { readonly state: "none" }
  | { readonly state: "unreadable" };

export interface OwnershipInput {
  /** Where the change comes from; without a pull request nobody in particular stands behind it. */
  readonly origin: "pull-request" | "push" | "folder";
  readonly kind: "add" | "change" | "remove";
  /** undefined: there is no pull request (the command line, a push), or the account is gone. */
  readonly author: Account | undefined;
  readonly authorMayWrite: boolean;
  /** Logins in the file now; undefined when the file's list is not in order. */
  readonly maintainers: readonly string[] | undefined;
  /** Logins in the file before the change. */
  readonly maintainersBefore: readonly string[];
  readonly accounts: ReadonlyMap<string, Fact<Account>>;
  readonly record: OwnerRecord;
  /** Whether the author visibly belongs to the linked repository; undefined: could not be told, or no repository. */
  readonly tie: boolean | undefined;
}

export interface StandingInput {
  readonly id: string;
  readonly kind: "add" | "change" | "remove";
  readonly author: Account | undefined;
  /** No pull request brought it, or one that was merged before it was taken out. */
  readonly isPush?: boolean;
  /** undefined: the id was never removed; "unreadable": there is a ledger file that is not a ledger line. */
  readonly ledger: LedgerLine | "unreadable" | undefined;
  /** How many of the ledger line's cases still run, and their public numbers. */
  readonly openCases: readonly (number | undefined)[];
  /** The pull request's text has something under the heading "What changed". */
  readonly saysWhatChanged: boolean;
  /** Listings under a public case that somebody behind this new one owns. */
  readonly ownersCases: readonly OwnersCase[];
}

export interface DocumentationInput {
  readonly page: DocumentationPage;
  readonly screenshotsInListing: number;
}

export interface FactValues {
  readonly submission: SubmissionInput;
  readonly ownership: OwnershipInput;
  readonly linkTarget: LinkTarget;
  readonly documentation: DocumentationInput;
  readonly tracker: TrackerTarget;
  readonly image: ImageFact;
  readonly standing: StandingInput;
}

export type FactName = keyof FactValues;
export type Facts = { readonly [K in FactName]: Fact<FactValues[K]> };

interface FactTraits {
  /** Whether the network is asked for it; a field's name: where that field holds an address. */
  readonly network: boolean | FieldName;
  /** What the catalog and its people tell: asked anew in the merge queue, where the network's word stands as it stood. */
  readonly inQueue: boolean;
  /** Asked even of a listing that goes: the right person, and the right paths. */
  readonly forRemoval: boolean;
}

/** Everything that depends on which facts there are; who reads each is `jobs/facts/gather.ts`'s to say. */
const FACTS: Readonly<Record<FactName, FactTraits>> = {
  submission: { network: false, inQueue: true, forRemoval: true },
  ownership: { network: true, inQueue: true, forRemoval: true },
  linkTarget: { network: true, inQueue: false, forRemoval: false },
  documentation: { network: true, inQueue: false, forRemoval: false },
  tracker: { network: true, inQueue: false, forRemoval: false },
  image: { network: "image", inQueue: false, forRemoval: false },
  standing: { network: false, inQueue: true, forRemoval: false },
};

export const FACT_NAMES = Object.keys(FACTS) as readonly FactName[];

/** The same of every fact: a world that tells nothing. */
export function allFacts(fact: Fact<never>): Facts {
  return Object.fromEntries(FACT_NAMES.map((name) => [name, fact])) as unknown as Facts;
}

export function isInQueue(name: FactName): boolean {
  return FACTS[name].inQueue;
}

export function isForRemoval(name: FactName): boolean {
  return FACTS[name].forRemoval;
}

/** `fields`: of the listing, as far as they are in order. */
export function needsNetwork(
  name: FactName,
  fields: { readonly [K in FieldName]?: string | readonly string[] | undefined },
): boolean {
  const { network } = FACTS[name];
  if (typeof network === "boolean") return network;
  const value = fields[network];
  return typeof value === "string" && /^https:/i.test(value);
}
