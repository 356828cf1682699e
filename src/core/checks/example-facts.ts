// The world in which every check's examples pass, so that an example only says what differs.

import { known, type Account, type RepositoryFact } from "../facts.ts";
import { parseListing, type ParsedListing } from "../listing/parse.ts";
import { listingSchema } from "../listing/schema.ts";
import type { OwnershipInput, StandingInput, SubmissionInput } from "./inputs.ts";

const GOOD = `name: Poll Maker
type: plugin
summary: Create polls and see the votes come in
link: https://github.com/owner/poll-maker
documentation: https://github.com/owner/poll-maker#readme
screenshots: [images/poll-maker/result.png]
issues: https://github.com/owner/poll-maker/issues
image: images/poll-maker.png
maintainers: [owner]
security: mailto:security@poll-maker.example
license: Apache-2.0
`;

export const OWNER: Account = { id: 101, login: "owner", type: "User" };
export const STRANGER: Account = { id: 202, login: "stranger", type: "User" };

/** The good listing with one line replaced (or added), or another text altogether. */
export function exampleListing(change: (text: string) => string = (text) => text): ParsedListing {
  return parseListing(new TextEncoder().encode(change(GOOD)), "poll-maker", listingSchema());
}

export function exampleSubmission(change: Partial<SubmissionInput> = {}) {
  return known<SubmissionInput>({
    id: "poll-maker",
    kind: "add",
    listing: exampleListing(),
    shape: [],
    lookAlikes: [],
    listingsInSubmission: 1,
    rename: false,
    authorMayWrite: false,
    ...change,
  });
}

export function exampleOwnership(change: Partial<OwnershipInput> = {}) {
  return known<OwnershipInput>({
    origin: "pull-request",
    kind: "add",
    author: OWNER,
    authorMayWrite: false,
    maintainers: ["owner"],
    maintainersBefore: [],
    accounts: new Map([["owner", known(OWNER)]]),
    record: { state: "none" },
    tie: true,
    ...change,
  });
}

export function exampleStanding(change: Partial<StandingInput> = {}) {
  return known<StandingInput>({
    id: "poll-maker",
    kind: "add",
    author: OWNER,
    ledger: undefined,
    openCases: [],
    saysWhatChanged: true,
    ownersCases: [],
    ...change,
  });
}

export function exampleRepository(change: Partial<RepositoryFact> = {}): RepositoryFact {
  return {
    host: "github.com",
    owner: "owner",
    name: "poll-maker",
    archived: false,
    empty: false,
    issuesEnabled: true,
    hasRelease: true,
    hasIssueTemplate: true,
    movedTo: undefined,
    ...change,
  };
}
