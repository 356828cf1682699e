// The pictures of a listing that goes out: those judged, drawn anew; those published already stay as they are.

import type { Entry, PublishedImage } from "../../core/catalog/entry.ts";
import { pictureOf } from "../../core/catalog/picture.ts";
import type { FileWrite } from "../../ports/publish.ts";
import type { EvaluationContext, EvaluatedListing } from "./context.ts";
import { isPlain } from "../facts/listings.ts";
import { entryAt } from "../facts/trees.ts";

const SCREENSHOT_BYTES_MAX = 5_242_880;
const IMAGE_ACCEPT = "image/png,image/jpeg,image/svg+xml,image/*;q=0.5,*/*;q=0.1";

export interface Pictures {
  readonly image: PublishedImage | undefined;
  readonly screenshots: readonly PublishedImage[];
}

export async function picturesOf(context: EvaluationContext, looked: EvaluatedListing): Promise<Pictures> {
  const { id, checkInput, before, imageBytes, kind } = looked;
  const fields = checkInput.listing?.fields ?? {};
  const draw = async (
    from: string,
    bytes: Uint8Array,
    as: "card" | "screenshot",
  ): Promise<PublishedImage | undefined> => {
    const known = [before?.image, ...(before?.screenshots ?? [])].find(
      (one) => one !== undefined && one.source === context.ports.digestBytes(bytes) && isOfKind(one, as),
    );
    if (known !== undefined) return { ...known, from };
    return drawAnew(context, id, from, bytes, as);
  };
  let image = kind === "again" ? before?.image : undefined;
  if (looked.pictureLost) image = before?.image;
  else if (image === undefined && imageBytes !== undefined && fields.image !== undefined)
    image = await draw(fields.image, imageBytes, "card");
  const screenshots: PublishedImage[] = [];
  for (const from of fields.screenshots ?? []) {
    const published = before?.screenshots.find((one) => one.from === from);
    const bytes =
      kind === "again" && published !== undefined ? undefined : await screenshotBytes(context, from);
    // A screenshot is recommended only: one that is not to be had is left out, or stays as it was.
    const shown = bytes === undefined ? published : ((await draw(from, bytes, "screenshot")) ?? published);
    if (shown !== undefined) screenshots.push(shown);
  }
  return { image, screenshots };
}

function isOfKind({ files }: PublishedImage, as: "card" | "screenshot"): boolean {
  return files.some(({ type }) => type === "image/png") === (as === "card");
}

/** One call for each file: GitHub takes bytes that are no text in no other way. */
async function drawAnew(
  { ports, standing }: EvaluationContext,
  id: string,
  from: string,
  bytes: Uint8Array,
  as: "card" | "screenshot",
): Promise<PublishedImage | undefined> {
  const encoded = await ports.encoder.encode(bytes, as);
  if (encoded.state !== "known") return undefined;
  const submitted = { from, source: ports.digestBytes(bytes), bytes: bytes.byteLength, as };
  const drawn = pictureOf(id, submitted, encoded.value, ports.blobName);
  for (const file of drawn?.files ?? []) await standing.out.putBlob(file.bytes);
  return drawn?.image;
}

async function screenshotBytes(
  { ports, standing }: EvaluationContext,
  from: string,
): Promise<Uint8Array | undefined> {
  if (!/^https:/i.test(from)) {
    const entry = await entryAt(ports.forge, standing.state.tipTree, from);
    return isPlain(entry) && (entry.size ?? 0) <= SCREENSHOT_BYTES_MAX
      ? ports.forge.blob(entry.sha)
      : undefined;
  }
  const answer = await ports.world.web
    .forListing()
    .get(from, { bytesMax: SCREENSHOT_BYTES_MAX, accept: IMAGE_ACCEPT });
  return answer.state === "known" && !answer.value.truncated ? answer.value.bytes : undefined;
}

type Pictured = Pick<Entry, "image" | "screenshots">;

/** Paths of all the picture files that an entry shows. */
export function imagePaths(entry: Pictured): readonly string[] {
  return filesOfPictures(entry).map(({ path }) => path);
}

/** Writes that put in place what an entry shows and the published one did not. */
export function pictureWrites(entry: Pictured, published: Pictured | undefined): readonly FileWrite[] {
  const there = new Set(published === undefined ? [] : imagePaths(published));
  return filesOfPictures(entry)
    .filter(({ path }) => !there.has(path))
    .map(({ path, blob }) => ({ path, blob }));
}

function filesOfPictures({ image, screenshots }: Pictured) {
  return [...(image === undefined ? [] : [image]), ...screenshots].flatMap(({ files }) => files);
}
