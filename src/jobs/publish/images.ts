// The pictures of a listing that goes out: those judged, drawn anew; those published already stay as they are.

import type { PublishedImage } from "../../core/catalog/entry.ts";
import { pictureOf } from "../../core/catalog/picture.ts";
import type { ObservedListing, WeighedListing } from "../../core/publication/listing.ts";
import type { CatalogForge } from "../../ports/publish.ts";
import { isPlain } from "../facts/listings.ts";
import { entryAt } from "../facts/trees.ts";
import type { PublishPorts } from "./context.ts";

const SCREENSHOT_BYTES_MAX = 5_242_880;
const IMAGE_ACCEPT = "image/png,image/jpeg,image/svg+xml,image/*;q=0.5,*/*;q=0.1";

export interface PictureContext {
  readonly ports: Pick<PublishPorts, "forge" | "encoder" | "digestBytes" | "blobName" | "world">;
  /** The repository that holds the publish branch: a picture is stored there as soon as it is drawn; nothing shows it yet. */
  readonly out: Pick<CatalogForge, "putBlob">;
  readonly tipTree: string;
}

const NONE: ObservedListing["pictures"] = { image: undefined, screenshots: [] };

/** Draws only for what goes out. */
export async function picturesOf(
  context: PictureContext,
  { facts, decision, pictureLost }: WeighedListing,
): Promise<ObservedListing["pictures"]> {
  const { id, checkInput, before, imageBytes, kind } = facts;
  if (decision.state !== "out" || kind === "remove") return NONE;
  const fields = checkInput.listing?.fields ?? {};
  const draw = async (
    from: string,
    bytes: Uint8Array,
    as: "card" | "screenshot",
  ): Promise<PublishedImage | undefined> => {
    const known = [before?.image, ...(before?.screenshots ?? [])].find(
      (one) => one !== undefined && one.source === context.ports.digestBytes(bytes) && isOfKind(one, as),
    );
    return known === undefined ? drawAnew(context, { id, from, bytes, as }) : { ...known, from };
  };
  let image = kind === "again" || pictureLost ? before?.image : undefined;
  if (!pictureLost && image === undefined && imageBytes !== undefined && fields.image !== undefined)
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

interface Drawing {
  readonly id: string;
  readonly from: string;
  readonly bytes: Uint8Array;
  readonly as: "card" | "screenshot";
}

/** One call for each file: GitHub takes bytes that are no text in no other way. */
async function drawAnew(
  { ports, out }: PictureContext,
  { id, from, bytes, as }: Drawing,
): Promise<PublishedImage | undefined> {
  const encoded = await ports.encoder.encode(bytes, as);
  if (encoded.state !== "known") return undefined;
  const submitted = { from, source: ports.digestBytes(bytes), bytes: bytes.byteLength, as };
  const drawn = pictureOf(id, submitted, encoded.value, ports.blobName);
  for (const file of drawn?.files ?? []) await out.putBlob(file.bytes);
  return drawn?.image;
}

async function screenshotBytes(
  { ports, tipTree }: PictureContext,
  from: string,
): Promise<Uint8Array | undefined> {
  if (!/^https:/i.test(from)) {
    const entry = await entryAt(ports.forge, tipTree, from);
    return isPlain(entry) && (entry.size ?? 0) <= SCREENSHOT_BYTES_MAX
      ? ports.forge.blob(entry.sha)
      : undefined;
  }
  const answer = await ports.world.web
    .forListing()
    .get(from, { bytesMax: SCREENSHOT_BYTES_MAX, accept: IMAGE_ACCEPT });
  return answer.state === "known" && !answer.value.truncated ? answer.value.bytes : undefined;
}
