// A catalog folder → everything that a publish would write, with what needs the network left as not run.

import {
  assemble,
  iso,
  NEW_ORDER,
  type Digests,
  type Published,
  type TextFile,
} from "../core/catalog/assemble.ts";
import type { Catalog, Entry, PublishedCheck, PublishedImage } from "../core/catalog/entry.ts";
import { makeEntry, sameBlobs } from "../core/catalog/make-entry.ts";
import { pictureOf } from "../core/catalog/picture.ts";
import type { CatalogHead, RemovedLine } from "../core/catalog/schema.ts";
import { publishedChecks } from "../core/catalog/settle.ts";
import { siteOf } from "../core/catalog/site.ts";
import type { CheckId, Finding } from "../core/checks/check.ts";
import { CHECKS } from "../core/checks/index.ts";
import { LISTING_BYTES_MAX, type Listing } from "../core/listing/schema.ts";
import type { Verdict } from "../core/policy/verdict.ts";
import type { ImageEncoder } from "../ports.ts";
import { checkListing, type CheckFolderOptions, type Folder, type FolderListing } from "./check-folder.ts";

export interface CatalogFolder extends Folder {
  listings(): Promise<readonly Omit<FolderListing, "added">[]>;
  idsIn(folder: "listings" | "removed"): Promise<ReadonlySet<string>>;
}

export interface BuildInput {
  readonly check: Omit<CheckFolderOptions, "folder" | "offline">;
  readonly folder: CatalogFolder;
  readonly encoder: ImageEncoder;
  readonly digests: Digests;
  readonly digestBytes: (bytes: Uint8Array) => string;
  readonly blobName: (bytes: Uint8Array) => string;
  /** What was published before: lends order, dates, owners and results. */
  readonly previous: { readonly head: CatalogHead; readonly entries: readonly Entry[] } | undefined;
  readonly source: { readonly commit: string; readonly atMs: number };
  /** When a path was added and last changed; what is not named was so at the source's time. */
  readonly history: ReadonlyMap<string, { readonly addedMs: number; readonly updatedMs: number }>;
  readonly repositoryUrl: string;
  readonly storefront: string;
  /** For a preview: whatever can be drawn is drawn, to be mended or not. */
  readonly lenient: boolean;
}

export interface Built {
  readonly catalog: Catalog;
  /** Catalog files for programs. */
  readonly texts: readonly TextFile[];
  readonly pictures: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  /** What is not let out, or would not be, and why. */
  readonly held: readonly Held[];
}

export interface Held {
  readonly id: string;
  readonly path: string;
  readonly findings: readonly Pick<Finding, "message" | "fix" | "file" | "line">[];
}

interface Made {
  readonly entry: Entry | undefined;
  readonly held: Held | undefined;
  readonly pictures: Built["pictures"];
}

const AT_ONCE = 4;

export async function buildFolder(input: BuildInput): Promise<Built> {
  const found = await input.folder.listings();
  const before = new Map((input.previous?.entries ?? []).map((entry) => [entry.id, entry]));
  const made: Made[] = Array.from({ length: found.length });
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let at = next++; at < found.length; at = next++) {
      const listing = found[at];
      if (listing !== undefined) made[at] = await makeOne(input, listing, before.get(listing.id));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  const entries = made.flatMap(({ entry }) => entry ?? []).sort(byAddition);
  const waiting = made.flatMap(({ held }) => held?.id ?? []);
  const assembled = assemble(
    emptied(input.previous?.head),
    {
      put: entries,
      drop: [],
      removed: await ledgerOf(input.folder),
      waiting: input.lenient ? [] : waiting,
      source: { ...input.source, policy: "0".repeat(40), listings: null, images: null, removed: null },
      today: input.check.today,
      site: siteOf(input.check.policy, input.repositoryUrl),
      pagesVersion: input.storefront,
    },
    input.digests,
  );
  return {
    catalog: {
      site: assembled.pages.site,
      entries: assembled.pages.changedParts.flatMap((part) => part.entries),
      removed: assembled.pages.removed,
    },
    texts: assembled.texts,
    pictures: made.flatMap(({ pictures }) => pictures),
    held: made.flatMap(({ held }) => held ?? []),
  };
}

/** New ones in the order they came; those numbered already keep their numbers, and come first. */
function byAddition(a: Entry, b: Entry): number {
  if (a.order !== NEW_ORDER || b.order !== NEW_ORDER)
    return (a.order === NEW_ORDER ? Infinity : a.order) - (b.order === NEW_ORDER ? Infinity : b.order);
  return a.added < b.added ? -1 : a.added > b.added ? 1 : a.id < b.id ? -1 : 1;
}

/** Numbers and generation go on from what was published; every file is written anew. */
function emptied(head: CatalogHead | undefined): Published {
  const none = { path: "", count: 0, bytes: 0, sha256: "", blob: "" };
  return {
    head:
      head === undefined ? undefined : { ...head, types: {}, tags: {}, parts: [], removed: none, look: "" },
    parts: new Map(),
    removed: [],
  };
}

async function makeOne(
  input: BuildInput,
  found: Omit<FolderListing, "added">,
  before: Entry | undefined,
): Promise<Made> {
  try {
    return await makeSound(input, found, before);
  } catch {
    // One listing's trouble, a crash of its decoder included, never hides another's page.
    const findings = [
      { message: "It could not be read.", fix: "Look at the file.", file: found.path, line: 1 },
    ];
    return { entry: before, held: { id: found.id, path: found.path, findings }, pictures: [] };
  }
}

async function makeSound(
  input: BuildInput,
  found: Omit<FolderListing, "added">,
  before: Entry | undefined,
): Promise<Made> {
  const { folder, lenient } = input;
  const options: CheckFolderOptions = { ...input.check, folder, offline: true };
  const { verdict, skipped, listing: parsed } = await checkListing(options, { ...found, added: false });
  const findings = verdict.checks
    .filter(({ status }) => status !== "pass")
    .flatMap((check) => check.findings.filter(({ level }) => level !== "suggestion"));
  const held: Held | undefined =
    verdict.overall === "pass" ? undefined : { id: found.id, path: found.path, findings };
  const fields = parsed?.fields;
  if (fields === undefined || !isComplete(fields) || (held !== undefined && !lenient))
    return { entry: before, held, pictures: [] };
  const own = [fields.image, ...(fields.screenshots ?? [])].filter((path) => !/^https:/i.test(path));
  const bytes = new Map<string, Uint8Array>();
  for (const path of own)
    if ((await folder.sizeOf(path)) !== undefined) bytes.set(path, await folder.read(path));
  const file = await folder.readStart(found.path, LISTING_BYTES_MAX);
  const blobs = Object.fromEntries(
    [[found.path, file] as const, ...bytes].map(([path, content]) => [path, input.blobName(content)]),
  );
  if (before !== undefined && sameBlobs(before.source.blobs, blobs))
    return { entry: before, held, pictures: [] };
  const image = await drawn(input, found.id, fields.image, bytes, before?.image, "card");
  const screenshots = await Promise.all(
    (fields.screenshots ?? []).map((from) =>
      drawn(
        input,
        found.id,
        from,
        bytes,
        before?.screenshots.find((one) => one.from === from),
        "screenshot",
      ),
    ),
  );
  const times = input.history.get(found.path) ?? { addedMs: input.source.atMs, updatedMs: input.source.atMs };
  const entry = makeEntry({
    id: found.id,
    fields,
    before,
    owners: before?.owners ?? [],
    image: image.image,
    screenshots: screenshots.flatMap((one) => one.image ?? []),
    checks: checksOf(verdict, skipped, iso(input.source.atMs)),
    blobs,
    pull: undefined,
    nowMs: input.source.atMs,
    sourceAtMs: before === undefined ? times.addedMs : times.updatedMs,
  });
  const updated = iso(times.updatedMs);
  return {
    entry: before === undefined && updated > entry.added ? { ...entry, updated } : entry,
    held,
    pictures: [image, ...screenshots].flatMap(({ files }) => files),
  };
}

export function isComplete(fields: Partial<Listing>): fields is Listing {
  const { name, type, summary, link, documentation, issues, image, maintainers } = fields;
  return [name, type, summary, link, documentation, issues, image, maintainers].every(
    (one) => one !== undefined,
  );
}

function checksOf(verdict: Verdict, skipped: ReadonlySet<CheckId>, at: string): readonly PublishedCheck[] {
  const ran = publishedChecks({ state: "out", verdict, grace: new Map() }, new Map(), at);
  return CHECKS.flatMap(({ id, title }): PublishedCheck[] => {
    if (skipped.has(id)) return [{ id, title, status: "not-run", evidence: [], at }];
    const check = ran.find((one) => one.id === id);
    return check === undefined ? [] : [check];
  });
}

/** What has an address keeps the picture published before: nothing is fetched here. */
async function drawn(
  { encoder, digestBytes, blobName }: BuildInput,
  id: string,
  from: string,
  own: ReadonlyMap<string, Uint8Array>,
  before: PublishedImage | undefined,
  as: "card" | "screenshot",
): Promise<{ readonly image: PublishedImage | undefined; readonly files: Built["pictures"] }> {
  const bytes = own.get(from);
  const kept = before?.from === from ? before : undefined;
  if (bytes === undefined) return { image: kept, files: [] };
  const source = digestBytes(bytes);
  if (kept?.source === source) return { image: kept, files: [] };
  const encoded = await encoder.encode(bytes, as);
  const picture =
    encoded.state === "known"
      ? pictureOf(id, { from, source, bytes: bytes.byteLength }, encoded.value, blobName)
      : undefined;
  return { image: picture?.image, files: picture?.files ?? [] };
}

async function ledgerOf(folder: CatalogFolder): Promise<readonly RemovedLine[]> {
  const lines: RemovedLine[] = [];
  for (const id of [...(await folder.idsIn("removed"))].sort()) {
    const line = await folder.ledger(id);
    if (line !== undefined && line !== "unreadable") lines.push(line);
  }
  return lines;
}
