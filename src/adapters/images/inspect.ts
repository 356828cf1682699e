// Decodes one image completely, inside the child: what this says is what the check on images repeats to the contributor.

import sharp from "sharp";
import { type ImageContent } from "../../core/facts.ts";
import { detectFormat, headerSize, type Size } from "./format.ts";
import { PIXELS_MAX } from "./protocol.ts";
import { prescanSvg } from "./svg.ts";

/** An SVG is drawn at most this large: enough to find out that it can be drawn. */
const RASTER_SIDE_PX = 512;

/** libvips looks for these four letters near the start; a long comment or a prefixed root would hide them. */
export const LOADER_MARK = "<!--<svg-->";

// libvips must not even try the formats that we do not take: their loaders are the less examined ones.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: ["VipsForeignLoadPngBuffer", "VipsForeignLoadJpegBuffer", "VipsForeignLoadSvgBuffer"],
});
sharp.cache(false);
sharp.concurrency(1);

/** Throws only for a fault of ours. */
export async function inspect(bytes: Uint8Array): Promise<ImageContent> {
  const detected = detectFormat(bytes);
  if (detected.kind === "other-image") return refused("other-format", detected.name);
  if (detected.kind === "no-image") return refused("not-an-image", detected.name);
  return detected.format === "svg" ? inspectSvg(bytes) : inspectRaster(detected.format, bytes);
}

async function inspectRaster(format: "png" | "jpeg", bytes: Uint8Array): Promise<ImageContent> {
  const size = headerSize(format, bytes);
  if (size === undefined || size.widthPx === 0 || size.heightPx === 0)
    return refused("broken", "no image size");
  if (size.widthPx * size.heightPx > PIXELS_MAX) return tooManyPixels(size);
  return decoding({ kind: "image", format, ...size }, async () => {
    // Every pixel, because a truncated file only shows at its end.
    await sharp(bytes, { failOn: "warning", limitInputPixels: PIXELS_MAX }).raw().toBuffer();
  });
}

async function inspectSvg(bytes: Uint8Array): Promise<ImageContent> {
  const scan = prescanSvg(bytes);
  if (scan.kind === "refused") return scan;
  // The decoder gets the very text that was scanned, so that it cannot read the bytes differently.
  const input = Buffer.from(LOADER_MARK + scan.text, "utf8");
  const { widthPx, heightPx } = scan.size ?? { widthPx: 0, heightPx: 0 };
  if (scan.statedInPixels && widthPx * heightPx > PIXELS_MAX) return tooManyPixels({ widthPx, heightPx });
  let size = scan.size;
  const content = await decoding({ kind: "image", format: "svg", widthPx, heightPx }, async () => {
    // The drawing area below is the limit; libvips' own would look at the size before it is scaled down.
    const image = sharp(input, { limitInputPixels: false, failOn: "warning" });
    if (size === undefined) {
      const { width, height } = await image.metadata();
      size = { widthPx: width, heightPx: height };
    }
    await image
      .resize(RASTER_SIDE_PX, RASTER_SIDE_PX, { fit: "inside", withoutEnlargement: true })
      .raw()
      .toBuffer();
  });
  return content.kind === "image" && size !== undefined ? { ...content, ...size } : content;
}

async function decoding(image: ImageContent, work: () => Promise<void>): Promise<ImageContent> {
  try {
    await work();
    return image;
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    if (/pixel limit/i.test(message)) return refused("too-many-pixels", "more than 25 megapixels");
    const cut = /premature|truncated|end of (stream|file)|EOF|not enough/i.test(message);
    return refused("broken", cut ? "cut short" : "cannot be decoded");
  }
}

type Problem = Extract<ImageContent, { kind: "refused" }>["problem"];

function refused(problem: Problem, detail: string): ImageContent {
  return { kind: "refused", problem, detail };
}

function tooManyPixels({ widthPx, heightPx }: Size): ImageContent {
  return refused("too-many-pixels", `${Math.round(widthPx)} × ${Math.round(heightPx)}`);
}
