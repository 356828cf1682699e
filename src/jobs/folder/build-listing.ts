// A listing of a folder → its entry and pictures, or why it is held; what needs the network is left as not run.

import { isoSecond } from "../../core/time.ts";
import type { Entry, PublishedCheck, PublishedImage } from "../../core/catalog/entry.ts";
import { makeEntry, sameBlobs } from "../../core/catalog/make-entry.ts";
import { pictureOf } from "../../core/catalog/picture.ts";
import { publishedChecks } from "../../core/catalog/publication.ts";
import type { CheckId, Finding } from "../../core/checks/check.ts";
import { CHECKS } from "../../core/checks/index.ts";
import { isComplete } from "../../core/listing/schema.ts";
import type { Verdict } from "../../core/policy/verdict.ts";
import type { ImageEncoder } from "../../ports/images.ts";
import { checkListing, type CheckFolderOptions, type Folder, type FolderListing } from "./check.ts";

export interface Held {
  readonly id: string;
  readonly path: string;
  readonly findings: readonly Pick<Finding, "message" | "fix" | "file" | "line">[];
}

export interface PictureFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface MakeInput {
  readonly check: Omit<CheckFolderOptions, "folder" | "offline">;
  readonly folder: Folder;
  readonly encoder: ImageEncoder;
  readonly digestBytes: (bytes: Uint8Array) => string;
  readonly blobName: (bytes: Uint8Array) => string;
  readonly sourceAtMs: number;
  readonly lenient: boolean;
}

export interface ToMake {
  readonly listing: Omit<FolderListing, "added">;
  readonly before: Entry | undefined;
  /** Its number in the order of addition. */
  readonly order: number;
  /** undefined: it came with the source. */
  readonly times: { readonly addedMs: number; readonly updatedMs: number } | undefined;
}

export interface Made {
  /** undefined: nothing of it goes out. */
  readonly entry: Entry | undefined;
  readonly held: Held | undefined;
  /** Those that are still to be written. */
  readonly pictures: readonly PictureFile[];
  /** Paths of what is written already. */
  readonly written: readonly string[];
  /** The entry as its file has it, where that is written already. */
  readonly row?: string;
}

const AT_ONCE = 4;

/** Answers in the order asked for. */
export type Make = (all: readonly ToMake[]) => Promise<readonly Made[]>;

export async function makeListings(input: MakeInput, all: readonly ToMake[]): Promise<readonly Made[]> {
  const made: Made[] = Array.from({ length: all.length });
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let at = next++; at < all.length; at = next++) {
      const one = all[at];
      if (one !== undefined) made[at] = await makeOne(input, one);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return made;
}

async function makeOne(input: MakeInput, one: ToMake): Promise<Made> {
  try {
    return await makeSound(input, one);
  } catch {
    const { listing: found, before } = one;
    // One listing's trouble, a crash of its decoder included, never hides another's page.
    const findings = [
      { message: "It could not be read.", fix: "Look at the file.", file: found.path, line: 1 },
    ];
    return { entry: before, held: { id: found.id, path: found.path, findings }, pictures: [], written: [] };
  }
}

async function makeSound(
  input: MakeInput,
  { listing: found, before, order, times: given }: ToMake,
): Promise<Made> {
  const { folder, lenient } = input;
  const options: CheckFolderOptions = { ...input.check, folder, offline: true };
  const checked = await checkListing(options, { ...found, added: false });
  const { verdict, skipped, listing: parsed, bytes: file } = checked;
  const findings = verdict.checks
    .filter(({ status }) => status !== "pass")
    .flatMap((check) => check.findings.filter(({ level }) => level !== "suggestion"));
  const held: Held | undefined =
    verdict.overall === "pass" ? undefined : { id: found.id, path: found.path, findings };
  const fields = parsed?.fields;
  if (file === undefined || fields === undefined || !isComplete(fields) || (held !== undefined && !lenient))
    return { entry: before, held, pictures: [], written: [] };
  const own = [fields.image, ...(fields.screenshots ?? [])].filter((path) => !/^https:/i.test(path));
  const bytes = new Map<string, Uint8Array>();
  for (const path of own)
    if ((await folder.sizeOf(path)) !== undefined) bytes.set(path, await folder.read(path));
  const blobs = Object.fromEntries(
    [[found.path, file] as const, ...bytes].map(([path, content]) => [path, input.blobName(content)]),
  );
  if (before !== undefined && sameBlobs(before.source.blobs, blobs))
    return { entry: before, held, pictures: [], written: [] };
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
  const times = given ?? { addedMs: input.sourceAtMs, updatedMs: input.sourceAtMs };
  const made = makeEntry({
    id: found.id,
    fields,
    before,
    owners: before?.owners ?? [],
    image: image.image,
    screenshots: screenshots.flatMap((one) => one.image ?? []),
    checks: checksOf(input, verdict, skipped),
    blobs,
    pull: undefined,
    nowMs: input.sourceAtMs,
    sourceAtMs: before === undefined ? times.addedMs : times.updatedMs,
  });
  const entry = { ...made, order };
  const updated = isoSecond(times.updatedMs);
  return {
    entry: before === undefined && updated > entry.added ? { ...entry, updated } : entry,
    held,
    pictures: [image, ...screenshots].flatMap(({ files }) => files),
    written: [],
  };
}

function checksOf(
  input: MakeInput,
  verdict: Verdict,
  skipped: ReadonlySet<CheckId>,
): readonly PublishedCheck[] {
  const ran = publishedChecks(
    { state: "out", verdict, grace: new Map() },
    new Map(),
    isoSecond(input.sourceAtMs),
  );
  return CHECKS.flatMap(({ id, title }): PublishedCheck[] => {
    if (skipped.has(id)) return [notRun(input, id, title)];
    const check = ran.find((one) => one.id === id);
    return check === undefined ? [] : [check];
  });
}

const notRunIn = new WeakMap<MakeInput, Map<CheckId, PublishedCheck>>();

/** The same one for every listing: thousands are sent between processes, and each is drawn. */
function notRun(input: MakeInput, id: CheckId, title: string): PublishedCheck {
  const known = notRunIn.get(input) ?? new Map<CheckId, PublishedCheck>();
  notRunIn.set(input, known);
  const check = known.get(id) ?? {
    id,
    title,
    status: "not-run",
    evidence: [],
    at: isoSecond(input.sourceAtMs),
  };
  known.set(id, check);
  return check;
}

/** What has an address keeps the picture published before: nothing is fetched here. */
async function drawn(
  { encoder, digestBytes, blobName }: MakeInput,
  id: string,
  from: string,
  own: ReadonlyMap<string, Uint8Array>,
  before: PublishedImage | undefined,
  as: "card" | "screenshot",
): Promise<{ readonly image: PublishedImage | undefined; readonly files: readonly PictureFile[] }> {
  const bytes = own.get(from);
  const kept = before?.from === from ? before : undefined;
  if (bytes === undefined) return { image: kept, files: [] };
  const source = digestBytes(bytes);
  if (kept?.source === source) return { image: kept, files: [] };
  const encoded = await encoder.encode(bytes, as);
  const picture =
    encoded.state === "known"
      ? pictureOf(id, { from, source, bytes: bytes.byteLength, as }, encoded.value, blobName)
      : undefined;
  return { image: picture?.image, files: picture?.files ?? [] };
}
