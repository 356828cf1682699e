// The listings of a submission → their facts, a few at a time.

import type { CheckInput } from "../../core/checks/run.ts";
import { allFacts, type SubmissionInput } from "../../core/checks/inputs.ts";
import type { Merging } from "../../core/listing/merging.ts";
import { absent, known, unavailable, type Account } from "../../core/facts.ts";
import {
  LISTINGS_PER_SUBMISSION_MAX,
  PLAIN_FILE_MODE,
  type ListingChange,
  type Submission,
} from "../../core/listing/changes.ts";
import { lookAlikes } from "../../core/listing/ids.ts";
import { withOwnFiles } from "../../core/listing/own-files.ts";
import { parseListing, type ParsedListing } from "../../core/listing/parse.ts";
import { LISTING_BYTES_MAX } from "../../core/listing/schema.ts";
import type { Policy } from "../../core/policy/policy.ts";
import type { CatalogState, Forge, TreeEntry } from "../../ports/forge.ts";
import type { Bytes } from "../../ports/publish.ts";
import type { PublishedAt } from "../publish/published.ts";
import type { Seal } from "../../core/seal.ts";
import type { ShownCase } from "../../core/listing/owners-cases.ts";
import { ownersCasesOf, publishedCaseOwners } from "./owners-cases.ts";
import { removalInForce, openCasesOf, ownersOf, type CatalogIds } from "./catalog.ts";
import type { Askings } from "./askings.ts";
import { gather, type ListingSource, type OutsideWorld } from "./gather.ts";
import { entryAt } from "./trees.ts";

const AT_ONCE = 8;

export interface FactsInput {
  readonly state: CatalogState;
  /** What ids, owners and ledger are judged against: the tip of the default branch, or a merge group's base. */
  readonly root: string;
  readonly headRoot: string;
  readonly published: PublishedAt;
  readonly policy: Policy;
  readonly submission: Extract<Submission, { kind: "listings" }>;
  readonly ids: CatalogIds;
  readonly author: Account | undefined;
  readonly authorNodeId: string | undefined;
  readonly authorMayWrite: boolean;
  /** Its number, of which addresses are asked on its own part of a host's hour; undefined: none are asked. */
  readonly number?: number;
  /** Answers what this commit was told a moment ago; undefined: everything is asked now. */
  readonly askings?: Askings | undefined;
  /** The pull request's text. */
  readonly text: string;
  readonly merging?: Merging;
  /** `catalog`: what the repository and its people tell, without asking anybody's web site. */
  readonly only?: "catalog";
}

export interface FactsPorts {
  readonly forge: Forge;
  readonly world: OutsideWorld;
  readonly bytes?: Bytes;
  /** Cases that everybody may know of, as they stand now. */
  readonly shownCases?: (() => Promise<readonly ShownCase[]>) | undefined;
  /** Tells what Steward said itself of a removal from what others wrote. */
  readonly seal: Pick<Seal, "verify">;
}

export async function collectFacts(ports: FactsPorts, input: FactsInput): Promise<readonly CheckInput[]> {
  const { submission, authorMayWrite } = input;
  const listings = submission.listings;
  // Somebody without write access cannot have several listings judged together, nor anybody too many: that one word is
  // all they get, and we spend nothing on their addresses.
  const allowed =
    listings.length <= LISTINGS_PER_SUBMISSION_MAX &&
    (listings.length === 1 || authorMayWrite || submission.rename);
  const judgements: CheckInput[] = [];
  const shown = listings.slice(0, LISTINGS_PER_SUBMISSION_MAX);
  if (shown.length === 0) return [await judgeShape(input)];
  for (let from = 0; from < shown.length; from += AT_ONCE) {
    const some = shown
      .slice(from, from + AT_ONCE)
      .map((change, index) => judgeOne(ports, input, change, from + index === 0, allowed));
    judgements.push(...(await Promise.all(some)));
  }
  return judgements;
}

async function judgeOne(
  ports: FactsPorts,
  input: FactsInput,
  change: ListingChange,
  first: boolean,
  allowed: boolean,
): Promise<CheckInput> {
  const { forge, world } = ports;
  const { ids, submission: whole, authorMayWrite } = input;
  const own = whole.problems.filter(({ file }) => change.files.some(({ path }) => path === file));
  // Faults that belong to no listing are said once, with the first.
  const shape = first
    ? [
        ...own,
        ...whole.problems.filter(
          ({ file }) => !whole.listings.some(({ files }) => files.some(({ path }) => path === file)),
        ),
      ]
    : own;
  const listing = change.kind === "remove" ? undefined : await readListing(forge, input, change);
  const submission: SubmissionInput = {
    id: change.id,
    kind: change.kind,
    listing,
    shape,
    lookAlikes: change.kind === "add" ? lookAlikes(change.id, ids.live, ids.removed) : [],
    taken: change.kind === "add" && ids.live.has(change.id),
    listingsInSubmission: whole.listings.length,
    rename: whole.rename,
    authorMayWrite,
    ...(first && input.merging !== undefined ? { merging: input.merging } : {}),
  };
  const source = await sourceOf(ports, input, change, submission);
  return gather(source, { world, only: allowed ? (input.only ?? "all") : "submission" });
}

/** A submission whose every path is out of place: there is no listing to judge, but there is something to say. */
async function judgeShape({ submission, authorMayWrite }: FactsInput): Promise<CheckInput> {
  const file = submission.problems[0]?.file ?? "";
  const input: SubmissionInput = {
    id: "",
    kind: "add",
    listing: undefined,
    shape: submission.problems,
    lookAlikes: [],
    listingsInSubmission: 0,
    rename: false,
    authorMayWrite,
  };
  const facts = { ...allFacts(absent("not-given")), submission: known(input) };
  return { id: "", file, kind: "add", listing: undefined, facts };
}

export async function readListing(
  forge: Forge,
  { headRoot, policy }: Pick<FactsInput, "headRoot" | "policy">,
  change: Pick<ListingChange, "id" | "path">,
): Promise<ParsedListing | undefined> {
  const entry = await entryAt(forge, headRoot, change.path);
  if (entry === undefined || entry.type !== "blob" || entry.mode !== PLAIN_FILE_MODE) return undefined;
  // A file that is too large is not fetched; one byte over says as much.
  const bytes =
    (entry.size ?? 0) > LISTING_BYTES_MAX
      ? new Uint8Array(LISTING_BYTES_MAX + 1)
      : await forge.blob(entry.sha);
  const parsed = parseListing(bytes, change.id, policy.schema);
  const sizes = new Map<string, number>();
  for (const path of parsed.fields.screenshots ?? []) {
    const file = /^https:/i.test(path) ? undefined : await entryAt(forge, headRoot, path);
    if (isPlain(file)) sizes.set(path, file.size ?? 0);
  }
  return withOwnFiles(parsed, (path) => sizes.get(path));
}

export function isPlain(entry: TreeEntry | undefined): entry is TreeEntry {
  return entry !== undefined && entry.type === "blob" && entry.mode === PLAIN_FILE_MODE;
}

async function sourceOf(
  { forge, world, bytes: store, seal, shownCases }: FactsPorts,
  input: FactsInput,
  change: ListingChange,
  submission: SubmissionInput,
): Promise<ListingSource> {
  const { state, root, headRoot, published, policy, author, authorNodeId } = input;
  const image = submission.listing?.fields.image;
  const imageEntry =
    image === undefined || /^https:/i.test(image) ? undefined : await entryAt(forge, headRoot, image);
  return {
    submission,
    file: change.path,
    author,
    authorNodeId,
    origin: "pull-request",
    // Whoever may write could fill the hour in other ways; a stranger must not keep a host from everybody else.
    share:
      input.authorMayWrite || input.number === undefined
        ? undefined
        : `${state.repositoryId} ${input.number}`,
    askings: input.askings,
    maintainersBefore: change.kind === "add" ? [] : await maintainersAt(forge, root, change, policy),
    record: () =>
      change.kind === "add"
        ? Promise.resolve({ state: "none" as const })
        : ownersOf(forge, state, published.root, change.id, published.out),
    async standing() {
      const { repositoryId } = state;
      const { line, remembered } = await removalInForce(
        { forge, seal },
        { repositoryId, root },
        published,
        change.id,
      );
      // A file beside a listing that Steward never took out keeps nothing from being there.
      const ledger = change.kind === "change" && !remembered ? undefined : line;
      const openCases = await openCasesOf(forge, ledger);
      if (openCases === "unreadable") return unavailable("github");
      const maintainers = submission.listing?.fields.maintainers ?? [];
      const ownersCases = await ownersCasesOf(
        change.kind === "add" ? await publishedCaseOwners(published, shownCases) : [],
        change.id,
        { author, maintainers },
        (logins) => world.hosts.byLogin(logins),
      );
      if (ownersCases.state !== "known") return ownersCases;
      return known({
        id: change.id,
        kind: change.kind,
        author,
        ledger,
        openCases,
        saysWhatChanged: saysWhatChanged(input.text),
        ownersCases: ownersCases.value,
      });
    },
    submitted: () =>
      isPlain(imageEntry)
        ? { size: imageEntry.size ?? 0, bytes: () => forge.blob(imageEntry.sha) }
        : undefined,
    imageBytesMax: policy.imageBytesMax,
    ...(store === undefined || image === undefined || change.kind === "remove"
      ? {}
      : { imageBytes: await bytesFor(forge, input, change, image, store) }),
  };
}

/** A review asks the address anew each time; what it judged last is kept for publishing. */
async function bytesFor(
  forge: Forge,
  { state, headRoot }: FactsInput,
  change: ListingChange,
  image: string,
  store: Bytes,
) {
  const file = await entryAt(forge, headRoot, change.path);
  const name = judgedName(state.repositoryId, file?.sha ?? "", image);
  return {
    kept: () => Promise.resolve(undefined),
    seen: (bytes: Uint8Array, fetched: boolean) => (fetched ? store.put(name, bytes) : undefined),
  };
}

/** What a picture's bytes are kept under: they were judged for this version of this catalog's file. */
export function judgedName(repositoryId: number, listingBlob: string, address: string): string {
  return `${repositoryId} ${listingBlob} ${address}`;
}

async function maintainersAt(
  forge: Forge,
  root: string,
  change: ListingChange,
  policy: Policy,
): Promise<readonly string[]> {
  const entry = await entryAt(forge, root, change.path);
  if (!isPlain(entry)) return [];
  return parseListing(await forge.blob(entry.sha), change.id, policy.schema).fields.maintainers ?? [];
}

/** Something stands under the heading “What changed”, other than the template's own comment. */
export function saysWhatChanged(text: string): boolean {
  const lines = withoutComments(text).split(/\r?\n/);
  const start = lines.findIndex((line) => /^#{1,6}\s+what changed\b/i.test(line.trim()));
  if (start < 0) return false;
  for (const line of lines.slice(start + 1)) {
    if (/^#{1,6}\s/.test(line.trim())) return false;
    if (/[\p{L}\p{N}]{2}/u.test(line)) return true;
  }
  return false;
}

/** What a reader of the pull request sees; an unclosed comment hides the rest, as on GitHub. */
function withoutComments(text: string): string {
  const shown: string[] = [];
  let from = 0;
  for (;;) {
    const start = text.indexOf("<!--", from);
    if (start < 0) break;
    shown.push(text.slice(from, start));
    const end = text.indexOf("-->", start + 4);
    if (end < 0) return shown.join("");
    from = end + 3;
  }
  shown.push(text.slice(from));
  return shown.join("");
}
