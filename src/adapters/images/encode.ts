// Draws one image anew, inside the child, in the sizes that the storefront shows: nobody else's bytes are ever published.

import sharp, { type Sharp } from "sharp";
import type { EncodedFile, EncodedImage } from "../../core/facts.ts";
import { detectFormat, headerSize } from "./format.ts";
import { PIXELS_MAX, type EncodeAs } from "./protocol.ts";
import { prescanSvg } from "./svg.ts";
import { LOADER_MARK } from "./inspect.ts";

const CARD_SIDES_PX = [512, 128] as const;
const SCREENSHOT_WIDTH_PX = 1_280;
const SCREENSHOT_HEIGHT_PX = 2_000;
/** Three times as tall as the pages' head shows it, for fine screens. */
const LOGO_HEIGHT_PX = 96;
const LOGO_WIDTH_PX = 480;
/** Measured on 40 logos at 512 px: WebP takes 20 ms for 9.5 KB, AVIF 287 ms for 7.2 KB. */
const WEBP = { quality: 82, effort: 4 } as const;
const PNG = { compressionLevel: 9 } as const;
const CLEAR = { r: 0, g: 0, b: 0, alpha: 0 };

/** undefined: not an image that may be shown. What `inspect` has passed is one. */
export async function encode(bytes: Uint8Array, as: EncodeAs): Promise<EncodedImage | undefined> {
  const open = opener(bytes);
  if (open === undefined) return undefined;
  switch (as) {
    case "card":
      return encodeCard(open);
    case "screenshot":
      return encodeScreenshot(open);
    case "logo":
      return encodeLogo(open);
  }
}

/** A fresh reader of the same pixels; each output needs its own. */
function opener(bytes: Uint8Array): ((sidePx: number) => Sharp) | undefined {
  const detected = detectFormat(bytes);
  if (detected.kind !== "supported") return undefined;
  if (detected.format === "svg") {
    const scan = prescanSvg(bytes);
    if (scan.kind === "refused") return undefined;
    const input = Buffer.from(LOADER_MARK + scan.text, "utf8");
    const side = Math.max(scan.size?.widthPx ?? 0, scan.size?.heightPx ?? 0);
    // Drawn at the size it is shown in: a small drawing made larger afterwards would be blurred.
    return (sidePx) =>
      sharp(input, { limitInputPixels: PIXELS_MAX, density: densityFor(side, sidePx), failOn: "warning" });
  }
  const size = headerSize(detected.format, bytes);
  if (size === undefined || size.widthPx * size.heightPx > PIXELS_MAX) return undefined;
  return () => sharp(bytes, { limitInputPixels: PIXELS_MAX, failOn: "warning" }).autoOrient();
}

/** Dots per inch at which an SVG of that size is about `sidePx` large; 72 draws it as large as it says. */
function densityFor(side: number, sidePx: number): number {
  return side === 0 ? 72 : Math.min(2_400, Math.max(1, Math.ceil((72 * sidePx) / side)));
}

async function encodeCard(open: (sidePx: number) => Sharp): Promise<EncodedImage> {
  const files: EncodedFile[] = [];
  for (const side of CARD_SIDES_PX) {
    const pixels = await open(side)
      .resize(side, side, { fit: "contain", background: CLEAR, kernel: "lanczos3" })
      .toColourspace("srgb")
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = pixels.info;
    const drawn = (): Sharp => sharp(pixels.data, { raw: { width, height, channels } });
    files.push(
      { type: "image/png", width, height, bytes: await drawn().png(PNG).toBuffer() },
      { type: "image/webp", width, height, bytes: await drawn().webp(WEBP).toBuffer() },
    );
  }
  return { files };
}

async function encodeScreenshot(open: (sidePx: number) => Sharp): Promise<EncodedImage> {
  const { data, info } = await open(SCREENSHOT_WIDTH_PX)
    .resize(SCREENSHOT_WIDTH_PX, SCREENSHOT_HEIGHT_PX, { fit: "inside", withoutEnlargement: true })
    .toColourspace("srgb")
    .webp(WEBP)
    .toBuffer({ resolveWithObject: true });
  return { files: [{ type: "image/webp", width: info.width, height: info.height, bytes: data }] };
}

/** In its own proportions: a word mark squeezed into a square could not be read. */
async function encodeLogo(open: (sidePx: number) => Sharp): Promise<EncodedImage> {
  const { data, info } = await open(LOGO_WIDTH_PX)
    .resize(LOGO_WIDTH_PX, LOGO_HEIGHT_PX, { fit: "inside", withoutEnlargement: true })
    .toColourspace("srgb")
    .png(PNG)
    .toBuffer({ resolveWithObject: true });
  return { files: [{ type: "image/png", width: info.width, height: info.height, bytes: data }] };
}
