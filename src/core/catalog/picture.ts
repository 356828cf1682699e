// A picture drawn anew → how the catalog names its files: by what was submitted, by how it was drawn, and by its size.

import type { EncodedImage } from "../facts.ts";
import type { PublishedImage } from "./entry.ts";

/** Part of every path: a change of how pictures are drawn must not keep an old path. */
const ENCODER = "1";

export interface DrawnPicture {
  readonly image: PublishedImage;
  /** `blob`: as git names the bytes. */
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array; readonly blob: string }[];
}

export interface Submitted {
  readonly from: string;
  /** SHA-256 (hex) of the submitted bytes. */
  readonly source: string;
  readonly bytes: number;
  /** One file may be both: the square card and the screenshot are other pictures, at paths of their own. */
  readonly as: "card" | "screenshot";
}

/** undefined: nothing was drawn. */
export function pictureOf(
  id: string,
  submitted: Submitted,
  encoded: EncodedImage,
  blobName: (bytes: Uint8Array) => string,
): DrawnPicture | undefined {
  const [first] = encoded.files;
  if (first === undefined) return undefined;
  const drawnAs = submitted.as === "screenshot" ? `${ENCODER}s` : ENCODER;
  const files = encoded.files.map(({ type, width, height, bytes }) => {
    const ending = type === "image/png" ? "png" : "webp";
    const path = `images/${id}/${submitted.source.slice(0, 32)}-${drawnAs}-${width}.${ending}`;
    return { path, type, width, height, bytes, blob: blobName(bytes) };
  });
  return {
    image: {
      source: submitted.source,
      sourceBytes: submitted.bytes,
      from: submitted.from,
      width: first.width,
      height: first.height,
      files: files.map(({ bytes, ...file }) => ({ ...file, bytes: bytes.byteLength })),
    },
    files,
  };
}

/** More is no logo; the largest that a listing's picture may be is five times that. */
export const LOGO_BYTES_MAX = 1_048_576;

export const LOGO_FOLDER = "assets";
const LOGO_NAME = /^logo\.[0-9a-f]+-\d+\.png$/;

/** Where the logo drawn from a file stands on the site; `blob`: as git names the file. Known before it is drawn. */
export function logoPath(blob: string): string {
  return `${LOGO_FOLDER}/logo.${blob.slice(0, 32)}-${ENCODER}.png`;
}

/** Whether a file of that folder is a logo, this one or an earlier one. */
export function isLogoName(name: string): boolean {
  return LOGO_NAME.test(name);
}
