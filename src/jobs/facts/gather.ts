// Gathers the facts of one listing, in parallel; each fact may fail alone, and a failed one is unavailable, never absent.

import { personOf } from "../../core/policy/apps.ts";
import { isLimit } from "../../core/job-error.ts";
import { sameLogin } from "../../core/logins.ts";
import type { CheckInput } from "../../core/checks/run.ts";
import {
  FACT_NAMES,
  isForRemoval,
  isInQueue,
  needsNetwork,
  type FactName,
  type Facts,
  type FactValues,
  type OwnerRecord,
  type OwnershipInput,
  type StandingInput,
  type SubmissionInput,
} from "../../core/checks/inputs.ts";
import {
  absent,
  known,
  mapFact,
  unavailable,
  type AbsentReason,
  type Account,
  type Fact,
} from "../../core/facts.ts";
import type { DocumentationPage, ImageFact } from "../../core/facts.ts";
import type { Accounts, CodeHosts, RepositoryAddress } from "../../ports/code-hosts.ts";
import type { Images } from "../../ports/images.ts";
import type { ReadPage } from "../../ports/pages.ts";
import type { Web } from "../../ports/web.ts";
import type { Listing } from "../../core/listing/schema.ts";
import type { Askings } from "./askings.ts";
import { getPage, LINKED_BYTES_MAX, readLink, readTracker, type PageAsking } from "./links.ts";

const IMAGE_ACCEPT = "image/png,image/jpeg,image/svg+xml,image/*;q=0.5,*/*;q=0.1";

/** The outside world of a review; the command line brings its own. */
export interface OutsideWorld {
  readonly web: Web;
  readonly images: Images;
  readonly hosts: CodeHosts & Accounts;
  readonly readPage: ReadPage;
}

/** A file of the submission: its size, and its bytes unless it is larger than was asked for. */
export interface SubmittedFile {
  readonly size: number;
  bytes(): Promise<Uint8Array>;
}

export interface ListingSource {
  readonly submission: SubmissionInput;
  readonly file: string;
  readonly author: Account | undefined;
  readonly authorNodeId: string | undefined;
  readonly origin: OwnershipInput["origin"];
  readonly maintainersBefore: readonly string[];
  readonly record: () => Promise<OwnerRecord>;
  readonly standing: () => Promise<Fact<StandingInput>>;
  /** Whose part of a host's hour its addresses use; undefined: nobody's. */
  readonly share?: string | undefined;
  /** Answers what was asked a moment ago; undefined: everything is asked now. */
  readonly askings?: Askings | undefined;
  /** undefined: there is no such file in the submission. */
  submitted(path: string): SubmittedFile | undefined;
  readonly imageBytesMax: number;
  readonly imageBytes?: ImageBytes;
}

/** What is judged of a picture is what is published: its bytes are kept from the review. */
export interface ImageBytes {
  /** Of an address, as judged before; undefined: not kept. */
  kept(): Promise<Uint8Array | undefined>;
  /** `fetched`: from the address, just now. */
  seen(bytes: Uint8Array, fetched: boolean): Promise<void> | void;
}

/**
 * `only`: everything; what the catalog and its people tell (the merge queue); what needs no network at all
 * (the command line offline); or nothing but the submission itself.
 */
export interface GatherOptions {
  readonly world: OutsideWorld;
  readonly only: "all" | "catalog" | "local" | "submission";
  /** With "local": what can be told of an address without the network; undefined: nothing. */
  readonly refused?: ((address: string) => AbsentReason | undefined) | undefined;
}

export async function gather(
  source: ListingSource,
  { world, only, refused }: GatherOptions,
): Promise<CheckInput> {
  const { submission } = source;
  const fields = submission.listing?.fields ?? {};
  const web = once(world.web.forListing(source.share));
  const gone = submission.kind === "remove";
  const ask: Askings["ask"] = (what, address, asks) =>
    source.askings === undefined ? asks() : source.askings.ask(what, address, asks);
  const asked = { source, fields, world, web, ask };
  const wanted = (name: FactName): boolean =>
    (!gone || isForRemoval(name)) &&
    (only === "all" || (only === "catalog" ? isInQueue(name) : !needsNetwork(name, fields)));
  const read = async (name: keyof typeof READERS): Promise<Fact<unknown>> => {
    if (only === "submission") return absent("not-given");
    if (!wanted(name)) {
      const field = only === "local" ? ADDRESSES[name] : undefined;
      const address = field === undefined ? undefined : fields[field];
      const reason = address === undefined ? undefined : refused?.(address);
      return reason === undefined ? unavailable("our-limit") : absent(reason);
    }
    try {
      return await READERS[name](asked);
    } catch (error) {
      // GitHub told us to wait: all of it is looked at again then.
      if (isLimit(error)) throw error;
      // Whatever else broke, it is ours: the check says that it could not look.
      return unavailable("crashed");
    }
  };
  const names = FACT_NAMES.filter((name) => name !== "submission");
  const facts = await Promise.all(names.map(async (name) => [name, await read(name)] as const));
  return {
    id: submission.id,
    file: source.file,
    kind: submission.kind,
    listing: submission.listing,
    facts: { ...Object.fromEntries(facts), submission: known(submission) } as unknown as Facts,
  };
}

/** The field whose address is asked for a fact. */
const ADDRESSES: Partial<Record<FactName, "link" | "documentation" | "issues" | "image">> = {
  linkTarget: "link",
  documentation: "documentation",
  tracker: "issues",
  image: "image",
};

interface Asked {
  readonly source: ListingSource;
  /** As far as they are in order. */
  readonly fields: Partial<Listing>;
  readonly world: OutsideWorld;
  readonly web: PageAsking;
  readonly ask: Askings["ask"];
}

/** Who reads each fact; the submission itself is at hand. A fact has its line here and in `core/checks/inputs.ts`. */
const READERS: {
  readonly [N in Exclude<FactName, "submission">]: (asked: Asked) => Promise<Fact<FactValues[N]>>;
} = {
  ownership: readOwnership,
  linkTarget: ({ fields: { link }, ...asked }) => readLink(link, asked),
  documentation: readDocumentation,
  tracker: ({ fields: { issues }, ...asked }) => readTracker(issues, asked),
  image: readImage,
  standing: ({ source }) => source.standing(),
};

/** The same address is asked once a listing: link, documentation and tracker are often one. */
function once(web: Pick<Web, "get">): PageAsking {
  const asked = new Map<string, ReturnType<PageAsking["get"]>>();
  return {
    get(url, ask) {
      const key = `${ask.bytesMax} ${url}`;
      const answer = asked.get(key) ?? web.get(url, ask);
      asked.set(key, answer);
      return answer;
    },
  };
}

async function readOwnership({ source, world: { hosts }, ask }: Asked): Promise<Fact<OwnershipInput>> {
  const { submission, author, maintainersBefore, authorNodeId, origin } = source;
  const person = personOf(author);
  const { kind, authorMayWrite } = submission;
  const maintainers = submission.listing?.fields.maintainers;
  if (kind !== "remove" && maintainers === undefined) return absent("not-given");
  const link = submission.listing?.fields.link;
  const address = link === undefined ? undefined : hosts.parse(link);
  // Whoever opened the pull request exists; asking again by login could only meet somebody else.
  const others = (maintainers ?? []).filter((login) => !sameLogin(login, person?.login));
  const tie =
    kind === "add" && person !== undefined && authorNodeId !== undefined && address !== undefined
      ? ask(`tie ${person.id}`, link ?? "", async () => {
          const tied = await hosts.tie(address, { login: person.login, nodeId: authorNodeId });
          return tied === undefined ? unavailable("github") : known(tied);
        })
      : undefined;
  const [found, record, visible] = await Promise.all([hosts.byLogin(others), source.record(), tie]);
  const accounts = new Map(found);
  if (person !== undefined) accounts.set(person.login.toLowerCase(), known(person));
  for (const login of others) {
    const account = accounts.get(login.toLowerCase());
    if (account === undefined || account.state === "unavailable") return unavailable("github");
  }
  return known({
    origin,
    kind,
    author,
    authorMayWrite,
    maintainers,
    maintainersBefore,
    accounts,
    record,
    tie: visible?.state === "known" ? visible.value : undefined,
  });
}

async function readDocumentation({ fields, world, web, ask }: Asked) {
  const { documentation, screenshots } = fields;
  if (documentation === undefined) return absent("not-given");
  const address = world.hosts.parse(documentation);
  const page = await ask<DocumentationPage>("documentation", documentation, () =>
    address !== undefined && holdsDocument(address)
      ? world.hosts.page(address)
      : readWebPage(documentation, world, web),
  );
  return mapFact(page, (found) => ({ page: found, screenshotsInListing: screenshots?.length ?? 0 }));
}

function holdsDocument({ rest }: RepositoryAddress): boolean {
  return rest === "" || rest.startsWith("blob/") || rest.startsWith("tree/");
}

async function readWebPage(
  url: string,
  { readPage }: OutsideWorld,
  web: PageAsking,
): Promise<Fact<DocumentationPage>> {
  const answer = await getPage(web, url, LINKED_BYTES_MAX);
  if (answer.state !== "known") return answer;
  if (answer.value.truncated) return unavailable("our-limit");
  return readPage(answer.value.bytes, answer.value.contentType, answer.value.url);
}

async function readImage({ source, fields: { image }, world, web, ask }: Asked): Promise<Fact<ImageFact>> {
  if (image === undefined) return absent("not-given");
  const bytesMax = source.imageBytesMax;
  if (!/^https:/i.test(image)) {
    const file = source.submitted(image);
    const extension = endingOf(image);
    if (file === undefined) return known({ bytes: 0, bytesMax, extension, content: undefined });
    if (file.size > bytesMax) return known({ bytes: file.size, bytesMax, extension, content: undefined });
    const bytes = await file.bytes();
    await source.imageBytes?.seen(bytes, false);
    return inspect(bytes, bytesMax, extension, world);
  }
  return ask(`image ${bytesMax}`, image, () => readWebImage(image, source, world, web));
}

async function readWebImage(
  image: string,
  { imageBytes, imageBytesMax: bytesMax }: ListingSource,
  world: OutsideWorld,
  web: PageAsking,
): Promise<Fact<ImageFact>> {
  const kept = await imageBytes?.kept();
  const answer =
    kept === undefined || kept.byteLength > bytesMax
      ? await web.get(image, { bytesMax, accept: IMAGE_ACCEPT })
      : known({ bytes: kept, truncated: false, url: image });
  if (answer.state !== "known") return answer;
  const { bytes, truncated, url } = answer.value;
  const extension = endingOf(new URL(url).pathname);
  if (truncated) return known({ bytes: bytesMax + 1, bytesMax, extension, content: undefined });
  await imageBytes?.seen(bytes, kept === undefined);
  return inspect(bytes, bytesMax, extension, world);
}

async function inspect(
  bytes: Uint8Array,
  bytesMax: number,
  extension: string,
  { images }: OutsideWorld,
): Promise<Fact<ImageFact>> {
  return mapFact(await images.inspect(bytes), (content) => ({
    bytes: bytes.byteLength,
    bytesMax,
    extension,
    content,
  }));
}

function endingOf(path: string): string {
  return /\.([A-Za-z0-9]{1,5})$/.exec(path)?.[1]?.toLowerCase() ?? "";
}
