// The pictures of a listing that goes out: those judged, drawn anew; those published already stay as they are.

import type { PublishedImage } from "../../core/catalog/entry.ts";
import { drawingName, imageOf } from "../../core/catalog/picture.ts";
import type { ObservedListing, WeighedListing } from "../../core/publication/listing.ts";
import { isPlain } from "../facts/listings.ts";
import { entryAt } from "../facts/trees.ts";
import type { PublishPorts } from "./context.ts";
import type { Uploads } from "./uploads.ts";

const SCREENSHOT_BYTES_MAX = 5_242_880;
const IMAGE_ACCEPT = "image/png,image/jpeg,image/svg+xml,image/*;q=0.5,*/*;q=0.1";

export interface PictureContext {
  readonly ports: Pick<PublishPorts, "forge" | "encoder" | "digestBytes" | "blobName" | "world">;
  /** Into the repository that holds the publish branch, soon after a picture is drawn; nothing shows it yet. */
  readonly uploads: Uploads;
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

async function drawAnew(
  { ports, uploads }: PictureContext,
  { id, from, bytes, as }: Drawing,
): Promise<PublishedImage | undefined> {
  const submitted = { from, source: ports.digestBytes(bytes), bytes: bytes.byteLength, as };
  const drawing = drawingName(submitted);
  // A look that GitHub's limits cut short is taken again from the start; what it drew and sent is not.
  const recalled = await uploads.recall(drawing);
  if (recalled !== undefined) return imageOf(id, submitted, recalled);
  const encoded = await ports.encoder.encode(bytes, as);
  if (encoded.state !== "known") return undefined;
  const drawn = encoded.value.files.map((file) => ({ ...file, blob: ports.blobName(file.bytes) }));
  await uploads.add(drawn);
  const files = drawn.map((file) => ({ ...file, bytes: file.bytes.byteLength }));
  uploads.remember(drawing, files);
  return imageOf(id, submitted, files);
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
