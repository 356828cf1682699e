// One listing at publish: where its change came from, every check once more, and who let through what is held.

import { sameLogin } from "../../core/logins.ts";
import type {
  EvaluationContext,
  ChangeKind,
  EvaluatedListing,
  PublishPorts,
  PendingWork,
} from "./context.ts";
import { runChecks } from "../../core/checks/run.ts";
import type { SubmissionInput } from "../../core/checks/inputs.ts";
import type { Entry } from "../../core/catalog/entry.ts";
import type { RemovedLine } from "../../core/catalog/schema.ts";
import { sameBlobs } from "../../core/catalog/make-entry.ts";
import { withRecorded } from "../../core/catalog/publication.ts";
import { known, unavailable, type Account } from "../../core/facts.ts";
import { classify, type ChangedPath } from "../../core/listing/changes.ts";
import { parseLedgerLine, type LedgerLine } from "../../core/listing/ledger.ts";
import type { SeenPull } from "../../core/review/seen.ts";
import type { TreeEntry } from "../../ports/forge.ts";
import type { MergedPull, Origin } from "../../ports/publish.ts";
import { openCasesOf } from "../facts/catalog.ts";
import { gather } from "../facts/gather.ts";
import { isPlain, judgedName, readListing, saysWhatChanged } from "../facts/listings.ts";
import { conclude, hasThese } from "./conclude.ts";
import { entryAt } from "../facts/trees.ts";

/** Names of an own image file and of the listing, as they stand on the default branch. */
export async function blobsOf(
  { ports, standing }: EvaluationContext,
  id: string,
  listing: TreeEntry,
  named: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const blobs: Record<string, string> = { [`listings/${id}.yml`]: listing.sha };
  for (const path of named) {
    if (/^https:/i.test(path)) continue;
    const entry = await entryAt(ports.forge, standing.state.tipTree, path);
    if (entry !== undefined) blobs[path] = entry.sha;
  }
  return blobs;
}

/** Off the catalog since its grace was over: it is still its owners', and judged as what it was. */
function lapsedEntry({ lines }: PendingWork, id: string): Entry | undefined {
  return lines.find((line) => line.id === id && line.lapsed === true)?.kept;
}

export async function evaluateListing(
  context: EvaluationContext,
  id: string,
): Promise<EvaluatedListing | undefined> {
  const { ports, standing, work, today } = context;
  const { state, policy } = standing;
  const before = work.entries.get(id) ?? lapsedEntry(work, id);
  const file = work.listings.get(id);
  if (file === undefined && !work.entries.has(id)) return undefined;
  const path = `listings/${id}.yml`;
  const listing =
    file === undefined
      ? undefined
      : await readListing(ports.forge, { headRoot: state.tipTree, policy }, { id, path });
  const { image, screenshots = [] } = listing?.fields ?? {};
  const blobs =
    file === undefined
      ? {}
      : await blobsOf(context, id, file, [...(image === undefined ? [] : [image]), ...screenshots]);
  const kind: ChangeKind =
    file === undefined
      ? "remove"
      : before === undefined
        ? "add"
        : // A link may hold the very same bytes.
          isPlain(file) && sameBlobs(before.source.blobs, blobs)
          ? "again"
          : "change";
  const pull =
    kind === "again"
      ? undefined
      : await changedBy(context, before, kind === "remove" ? { [path]: "" } : blobs);
  const author = pull?.author;
  const listed = listing?.fields.maintainers ?? [];
  const owns =
    author !== undefined &&
    (before?.owners.some((owner) => owner.id === author.id) ??
      listed.some((login) => sameLogin(login, author.login)));
  // What came by no pull request was pushed by somebody who may.
  const authorMayWrite =
    pull === undefined || (author !== undefined && !owns && (await context.mayWrite(author)));
  const change = shapeOf(id, kind, blobs, file);
  const submission: SubmissionInput = {
    id,
    kind: kind === "again" ? "change" : kind,
    listing,
    shape: change,
    lookAlikes: kind === "add" ? context.lookAlikes(id) : [],
    listingsInSubmission: 1,
    rename: false,
    authorMayWrite,
  };
  let bytes: Uint8Array | undefined;
  const imageEntry =
    image === undefined || /^https:/i.test(image)
      ? undefined
      : await entryAt(ports.forge, state.tipTree, image);
  const checkInput = await gather(
    {
      submission,
      file: path,
      author,
      authorNodeId: undefined,
      origin: pull === undefined ? "push" : "pull-request",
      maintainersBefore: before?.maintainers ?? [],
      record: () =>
        Promise.resolve(
          before === undefined
            ? { state: "none" }
            : { state: "recorded", owners: before.owners, from: "published-entry" },
        ),
      standing: () => standingOf(context, id, kind, author, pull),
      submitted: () =>
        isPlain(imageEntry)
          ? { size: imageEntry.size ?? 0, bytes: () => ports.forge.blob(imageEntry.sha) }
          : undefined,
      imageBytesMax: policy.imageBytesMax,
      imageBytes: {
        kept: () => ports.bytes.get(judgedName(state.repositoryId, file?.sha ?? "", image ?? "")),
        seen(found) {
          bytes = found;
        },
      },
    },
    { world: ports.world, only: "all" },
  );
  const fresh = runChecks(checkInput);
  const outcomes = kind === "again" && before !== undefined ? withRecorded(fresh, before, policy) : fresh;
  return conclude(context, {
    id,
    kind,
    checkInput,
    outcomes,
    before,
    blobs,
    pull,
    imageBytes: bytes,
    today,
  });
}

/** The pull request that counts: of several that changed the listing's files, one whose author owns nothing here. */
async function changedBy(
  context: EvaluationContext,
  before: Entry | undefined,
  blobs: Readonly<Record<string, string>>,
): Promise<MergedPull | undefined> {
  const { ports, standing } = context;
  const { state } = standing;
  const changed = Object.keys(blobs).filter((path) => before?.source.blobs[path] !== blobs[path]);
  const paths = changed.length === 0 ? Object.keys(blobs) : changed;
  const origins: readonly Origin[] = [
    ...(await ports.forge.origins(state.tipSha, paths, state.defaultBranch)).values(),
  ].sort((a, b) => b.atMs - a.atMs);
  const pulls = origins.flatMap((origin) => origin.pulls.slice(0, 1));
  // Several merges can lie between two publishes: what a stranger's brought stands beneath the owner's, unless the
  // owner's own branch held these very files.
  const since = before === undefined ? Number.POSITIVE_INFINITY : Date.parse(before.updated);
  const beneath = origins
    .flatMap(({ earlier }) => earlier)
    .filter(({ mergedAtMs, number }) => mergedAtMs > since && number !== before?.source.pull);
  const isOwner = ({ author }: SeenPull): boolean =>
    author !== undefined && before?.owners.some(({ id }) => id === author.id) === true;
  const vouched =
    beneath.length === 0 ||
    (pulls[0] !== undefined && (await hasThese(context, pulls[0].headSha, blobs, "change")));
  return (
    [...pulls, ...(vouched ? [] : beneath)].find((pull) => before !== undefined && !isOwner(pull)) ?? pulls[0]
  );
}

function shapeOf(
  id: string,
  kind: ChangeKind,
  blobs: Readonly<Record<string, string>>,
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

async function standingOf(
  { ports, work }: EvaluationContext,
  id: string,
  kind: ChangeKind,
  author: Account | undefined,
  pull: MergedPull | undefined,
) {
  const ledger = kind === "add" ? await ledgerLine(ports, work, id) : undefined;
  const openCases = await openCasesOf(ports.forge, ledger);
  if (openCases === "unreadable") return unavailable("github");
  return known({
    id,
    kind: kind === "again" ? ("change" as const) : kind,
    author,
    ledger,
    openCases,
    // What was merged before the removal says nothing of what has been mended since.
    saysWhatChanged: saysWhatChanged(pull?.body ?? "") && !isBefore(pull, ledger),
  });
}

async function ledgerLine(
  { forge }: PublishPorts,
  work: PendingWork,
  id: string,
): Promise<LedgerLine | "unreadable" | undefined> {
  const file = work.ledgerFiles.get(id);
  if (file !== undefined)
    return file.type === "blob"
      ? (parseLedgerLine(await forge.blob(file.sha), id) ?? "unreadable")
      : "unreadable";
  const line: RemovedLine | undefined = work.lines.find((one) => one.id === id && one.marked === true);
  return line;
}

function isBefore(pull: MergedPull | undefined, line: LedgerLine | "unreadable" | undefined): boolean {
  if (pull === undefined || line === undefined || line === "unreadable") return false;
  return pull.mergedAtMs < Date.parse(line.removed);
}
