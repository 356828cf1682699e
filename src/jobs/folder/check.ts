// Every listing of a folder through the same engine as a pull request; one listing's trouble never hides another's result.

import type { CheckId } from "../../core/checks/check.ts";
import { CHECKS } from "../../core/checks/index.ts";
import { allFacts, needsNetwork, type Facts } from "../../core/checks/inputs.ts";
import { runChecks } from "../../core/checks/run.ts";
import { known, unavailable, type AbsentReason } from "../../core/facts.ts";
import type { ShapeProblem } from "../../core/listing/changes.ts";
import type { LookAlikes } from "../../core/listing/ids.ts";
import type { LedgerLine } from "../../core/listing/ledger.ts";
import { withOwnFiles } from "../../core/listing/own-files.ts";
import { parseListing, type ParsedListing } from "../../core/listing/parse.ts";
import { LISTING_BYTES_MAX } from "../../core/listing/schema.ts";
import type { Policy } from "../../core/policy/policy.ts";
import { reachVerdict, type Verdict } from "../../core/policy/verdict.ts";
import { gather, type OutsideWorld } from "../facts/gather.ts";

/** The folder, as far as checking asks of it. */
export interface Folder {
  sizeOf(path: string): Promise<number | undefined>;
  read(path: string): Promise<Uint8Array>;
  /** At most one byte more than `bytesMax`. */
  readStart(path: string, bytesMax: number): Promise<Uint8Array>;
  ledger(id: string): Promise<LedgerLine | "unreadable" | undefined>;
}

export interface FolderListing {
  readonly id: string;
  readonly path: string;
  readonly shape: readonly ShapeProblem[];
  /** New to the catalog: only then are look-alikes judged. */
  readonly added: boolean;
}

export interface CheckFolderOptions {
  readonly folder: Folder;
  readonly world: OutsideWorld;
  readonly policy: Policy;
  readonly lookAlikes: LookAlikes;
  readonly offline: boolean;
  /** What can be told of an address offline; undefined: nothing. */
  readonly refused?: (address: string) => AbsentReason | undefined;
  /** ISO date, UTC. */
  readonly today: string;
}

export async function checkListing(
  options: CheckFolderOptions,
  found: FolderListing,
): Promise<{
  readonly verdict: Verdict;
  readonly skipped: ReadonlySet<CheckId>;
  /** undefined: the file is none that could be read. */
  readonly listing: ParsedListing | undefined;
  /** What was read of the file; undefined: it was not even tried. */
  readonly bytes: Uint8Array | undefined;
}> {
  const { folder, world, policy, offline, today } = options;
  const bytes = found.shape.length > 0 ? undefined : await folder.readStart(found.path, LISTING_BYTES_MAX);
  const listing = bytes === undefined ? undefined : await readListing(options, found, bytes);
  const fields = listing?.fields ?? {};
  const checkInput = await gather(
    {
      submission: {
        id: found.id,
        kind: found.added ? "add" : "change",
        listing,
        shape: found.shape,
        lookAlikes: found.added ? options.lookAlikes(found.id) : [],
        listingsInSubmission: 1,
        rename: false,
        authorMayWrite: true,
      },
      file: found.path,
      author: undefined,
      authorNodeId: undefined,
      origin: "folder",
      maintainersBefore: [],
      record: () => Promise.resolve({ state: "none" }),
      async standing() {
        const ledger = await folder.ledger(found.id);
        // The folder does not know GitHub's issues; the ledger says which cases have ended.
        const open =
          ledger === undefined || ledger === "unreadable"
            ? []
            : ledger.cases.filter(({ ended }) => ended === undefined).map(({ issue }) => issue);
        return known({
          id: found.id,
          kind: found.added ? "add" : "change",
          author: undefined,
          ledger,
          openCases: open,
          saysWhatChanged: true,
          // The folder does not know whose cases run.
          ownersCases: [],
        });
      },
      submitted: () => undefined,
      ...(await submittedImage(folder, fields.image)),
      imageBytesMax: policy.imageBytesMax,
    },
    {
      world,
      only: found.shape.length > 0 ? "submission" : offline ? "local" : "all",
      refused: options.refused,
    },
  );
  const skipped = new Set(offline ? notToldOffline(fields, checkInput.facts) : []);
  const outcomes = runChecks(checkInput, skipped);
  const verdict = reachVerdict({
    listings: [{ id: found.id, path: found.path, outcomes }],
    policy,
    today,
    gaveUp: new Set(),
    overrides: new Map(),
    skip: skipped,
  });
  return { verdict, skipped, listing, bytes };
}

/** Checks that need the network, but for those whose address is refused without it. */
function notToldOffline(fields: ParsedListing["fields"], facts: Facts): readonly CheckId[] {
  return CHECKS.filter(({ needs }) =>
    needs.some((name) => {
      const fact = facts[name];
      return needsNetwork(name, fields) && !(fact.state === "absent" && fact.reason !== "not-given");
    }),
  ).map(({ id }) => id);
}

/** What happens when the engine itself breaks on a listing: it had no answer, and says so. */
export function brokenJudgement(found: FolderListing) {
  const facts = allFacts(unavailable("crashed"));
  return runChecks({ id: found.id, file: found.path, kind: "change", listing: undefined, facts });
}

async function readListing(
  { folder, policy }: CheckFolderOptions,
  found: FolderListing,
  bytes: Uint8Array,
): Promise<ParsedListing> {
  const parsed = parseListing(bytes, found.id, policy.schema);
  const sizes = new Map<string, number>();
  for (const path of parsed.fields.screenshots ?? []) {
    const size = /^https:/i.test(path) ? undefined : await folder.sizeOf(path);
    if (size !== undefined) sizes.set(path, size);
  }
  return withOwnFiles(parsed, (path) => sizes.get(path));
}

async function submittedImage(folder: Folder, image: string | undefined) {
  if (image === undefined || /^https:/i.test(image)) return {};
  const size = await folder.sizeOf(image);
  return size === undefined ? {} : { submitted: () => ({ size, bytes: () => folder.read(image) }) };
}
