// The facts of one listing at publish: its files, the pull request it came by, and what every check asks for.

import type { Entry } from "../../core/catalog/entry.ts";
import { sameBlobs } from "../../core/catalog/make-entry.ts";
import { keepsOut } from "../../core/catalog/memory.ts";
import type { RemovedLine } from "../../core/catalog/schema.ts";
import type { SubmissionInput } from "../../core/checks/inputs.ts";
import type { Merging } from "../../core/listing/merging.ts";
import type { CheckInput } from "../../core/checks/run.ts";
import { known, unavailable } from "../../core/facts.ts";
import { classify, type ChangedPath } from "../../core/listing/changes.ts";
import { parseLedgerLine } from "../../core/listing/ledger.ts";
import type { ParsedListing } from "../../core/listing/parse.ts";
import { personOf } from "../../core/policy/apps.ts";
import { sameLogin } from "../../core/logins.ts";
import type { ChangeKind, ListingFacts } from "../../core/publication/listing.ts";
import type { MergedPull } from "../../core/publication/origin.ts";
import type { TreeEntry } from "../../ports/forge.ts";
import { openCasesOf } from "../facts/catalog.ts";
import { ownersCasesOf } from "../facts/owners-cases.ts";
import { gather } from "../facts/gather.ts";
import { isPlain, judgedName, readListing, saysWhatChanged } from "../facts/listings.ts";
import { entryAt } from "../facts/trees.ts";
import { blobsDigest, blobsOf, type Blobs } from "./blobs.ts";
import type { PendingWork, PublishPorts } from "./context.ts";
import type { EvaluationContext } from "./evaluation-context.ts";
import { changedBy, type ChangeOrigin } from "./landing.ts";

const NOBODY_CHANGED: ChangeOrigin = { pull: undefined, merging: undefined };

/** undefined: there is nothing of that id, neither on the default branch nor published. */
export async function listingFacts(
  context: EvaluationContext,
  id: string,
): Promise<ListingFacts | undefined> {
  const { ports, snapshot, work } = context;
  const { state, policy } = snapshot;
  const before = work.entries.get(id) ?? lapsedEntry(work, id);
  const file = work.listings.get(id);
  if (file === undefined && !work.entries.has(id)) return undefined;
  const path = `listings/${id}.yml`;
  const listing =
    file === undefined
      ? undefined
      : await readListing(ports.forge, { headRoot: state.tipTree, policy }, { id, path });
  const { image, screenshots = [] } = listing?.fields ?? {};
  const named = [...(image === undefined ? [] : [image]), ...screenshots];
  const blobs = file === undefined ? {} : await blobsOf(ports.forge, state.tipTree, { id, file, named });
  const kind = kindOf(file, before, blobs);
  const removedAt = work.memory.find((line) => line.id === id)?.removed;
  const sinceAt = before?.updated ?? removedAt;
  const { pull, merging } =
    kind === "again"
      ? NOBODY_CHANGED
      : await changedBy(context, {
          before,
          blobs: kind === "remove" ? { [path]: "" } : blobs,
          maintainers: listing?.fields.maintainers ?? [],
          sinceMs: sinceAt === undefined ? undefined : Date.parse(sinceAt),
        });
  const observed = { id, kind, file, listing, before, blobs, pull, merging };
  const { checkInput, imageBytes } = await checkFacts(context, observed);
  const digest = blobsDigest(ports.digest, blobs);
  return { id, kind, checkInput, before, blobs, blobsDigest: digest, pull, imageBytes };
}

/** Off the catalog since its grace was over: it is still its owners', and judged as what it was. */
function lapsedEntry({ memory }: PendingWork, id: string): Entry | undefined {
  return memory.find((line) => line.id === id && line.lapsed === true)?.kept;
}

function kindOf(file: TreeEntry | undefined, before: Entry | undefined, blobs: Blobs): ChangeKind {
  if (file === undefined) return "remove";
  if (before === undefined) return "add";
  // A link may hold the very same bytes.
  return isPlain(file) && sameBlobs(before.source.blobs, blobs) ? "again" : "change";
}

interface Observed extends Pick<ListingFacts, "id" | "kind" | "before" | "blobs"> {
  readonly file: TreeEntry | undefined;
  readonly listing: ParsedListing | undefined;
  readonly pull: MergedPull | undefined;
  readonly merging: Merging | undefined;
}

async function checkFacts(
  context: EvaluationContext,
  observed: Observed,
): Promise<{ readonly checkInput: CheckInput; readonly imageBytes: Uint8Array | undefined }> {
  const { ports, snapshot } = context;
  const { state, policy } = snapshot;
  const { id, before, file, listing, pull } = observed;
  const { image } = listing?.fields ?? {};
  const imageFile =
    image === undefined || /^https:/i.test(image)
      ? undefined
      : await entryAt(ports.forge, state.tipTree, image);
  let imageBytes: Uint8Array | undefined;
  const checkInput = await gather(
    {
      submission: await submissionFact(context, observed),
      file: `listings/${id}.yml`,
      author: pull?.author,
      authorNodeId: undefined,
      origin: pull === undefined ? "push" : "pull-request",
      maintainersBefore: before?.maintainers ?? [],
      record: () =>
        Promise.resolve(
          before === undefined
            ? { state: "none" }
            : { state: "recorded", owners: before.owners, from: "published-entry" },
        ),
      standing: () => standingFact(context, observed),
      submitted: () =>
        isPlain(imageFile)
          ? { size: imageFile.size ?? 0, bytes: () => ports.forge.blob(imageFile.sha) }
          : undefined,
      imageBytesMax: policy.imageBytesMax,
      imageBytes: {
        kept: () => ports.bytes.get(judgedName(state.repositoryId, file?.sha ?? "", image ?? "")),
        seen(found) {
          imageBytes = found;
        },
      },
    },
    { world: ports.world, only: "all" },
  );
  return { checkInput, imageBytes };
}

async function submissionFact(
  { lookAlikes, mayWrite }: EvaluationContext,
  { id, kind, file, listing, before, blobs, pull, merging }: Observed,
): Promise<SubmissionInput> {
  const author = pull?.author;
  const listed = listing?.fields.maintainers ?? [];
  const owns =
    author !== undefined &&
    (before?.owners.some((owner) => owner.id === author.id) ??
      listed.some((login) => sameLogin(login, personOf(author)?.login)));
  // What came by no pull request was pushed by somebody who may.
  const authorMayWrite = pull === undefined || (author !== undefined && !owns && (await mayWrite(author)));
  return {
    id,
    kind: kind === "again" ? "change" : kind,
    listing,
    shape: shapeOf(id, kind, blobs, file),
    lookAlikes: kind === "add" ? await lookAlikes(id) : [],
    listingsInSubmission: 1,
    rename: false,
    authorMayWrite,
    merging,
  };
}

function shapeOf(
  id: string,
  kind: ChangeKind,
  blobs: Blobs,
  file: TreeEntry | undefined,
): SubmissionInput["shape"] {
  if (file === undefined) return [];
  const before = kind === "add" ? undefined : { mode: "100644", sha: "" };
  const changes = Object.entries(blobs).map(([path, sha]): ChangedPath => ({
    path,
    before,
    after: { mode: path === `listings/${id}.yml` ? file.mode : "100644", sha },
  }));
  const submission = classify(changes, true, () => true);
  return submission.kind === "listings" ? submission.problems : [];
}

async function standingFact(
  { ports, work, caseOwners }: EvaluationContext,
  { id, kind, pull, listing }: Observed,
) {
  const ledger = kind === "add" ? await ledgerLine(ports, work, id) : undefined;
  const isPush = pull === undefined || isBefore(pull, ledger);
  const openCases = await openCasesOf(ports.forge, ledger);
  if (openCases === "unreadable") return unavailable("github");
  const ownersCases = await ownersCasesOf(
    kind === "add" ? caseOwners : [],
    id,
    { author: pull?.author, maintainers: listing?.fields.maintainers ?? [] },
    (logins) => ports.world.hosts.byLogin(logins),
  );
  if (ownersCases.state !== "known") return ownersCases;
  return known({
    id,
    kind: kind === "again" ? ("change" as const) : kind,
    // Whatever brought it before it was taken out did not bring it back.
    author: isPush ? undefined : pull.author,
    isPush,
    ledger,
    openCases,
    saysWhatChanged: !isPush && saysWhatChanged(pull.body),
    ownersCases: ownersCases.value,
  });
}

/** What Steward remembers comes first; where it knows nothing of the id, a ledger file that stands there. */
async function ledgerLine(
  { forge }: PublishPorts,
  work: PendingWork,
  id: string,
): Promise<RemovedLine | "unreadable" | undefined> {
  const line = work.memory.find((one) => one.id === id);
  if (line !== undefined) return keepsOut(line) ? line : undefined;
  const file = work.ledgerFiles.get(id);
  if (file === undefined) return undefined;
  return file.type === "blob"
    ? (parseLedgerLine(await forge.blob(file.sha), id) ?? "unreadable")
    : "unreadable";
}

function isBefore(pull: MergedPull, line: RemovedLine | "unreadable" | undefined): boolean {
  if (line === undefined || line === "unreadable") return false;
  // GitHub tells a merge to the second: one of the same second may have come before.
  return pull.mergedAtMs <= (line.revision ?? Date.parse(line.removed));
}
