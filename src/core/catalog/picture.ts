// A picture drawn anew → how the catalog names its files: by what was submitted, by how it was drawn, and by its size.

import type { EncodedImage } from "../facts.ts";
import type { PublishedImage } from "./entry.ts";

/** Part of every path: a change of how pictures are drawn must not keep an old path. */
const ENCODER = "1";

/** A file as it was drawn; `bytes`: how many, `blob`: as git names them. */
export interface DrawnFile {
  readonly type: "image/png" | "image/webp";
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly blob: string;
}

export interface Submitted {
  readonly from: string;
  /** SHA-256 (hex) of the submitted bytes. */
  readonly source: string;
  readonly bytes: number;
  /** One file may be both: the square card and the screenshot are other pictures, at paths of their own. */
  readonly as: "card" | "screenshot";
}

/** What is drawn of a picture, whoever submits it: the same name, the same files. */
export function drawingName({ source, as }: Pick<Submitted, "source" | "as">): string {
  return `${source}-${drawnAs(as)}`;
}

export interface DrawnPicture {
  readonly image: PublishedImage;
  /** `blob`: as git names the bytes. */
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array; readonly blob: string }[];
}

/** undefined: nothing was drawn. */
export function pictureOf(
  id: string,
  submitted: Submitted,
  encoded: EncodedImage,
  blobName: (bytes: Uint8Array) => string,
): DrawnPicture | undefined {
  const drawn = encoded.files.map((file) => ({ ...file, blob: blobName(file.bytes) }));
  const image = imageOf(
    id,
    submitted,
    drawn.map((file) => ({ ...file, bytes: file.bytes.byteLength })),
  );
  if (image === undefined) return undefined;
  return { image, files: drawn.map((file, at) => ({ ...file, path: image.files[at]?.path ?? "" })) };
}

/** The same of files whose bytes are elsewhere; undefined: there are none. */
export function imageOf(
  id: string,
  submitted: Submitted,
  drawn: readonly DrawnFile[],
): PublishedImage | undefined {
  const [first] = drawn;
  if (first === undefined) return undefined;
  const { source, from, bytes, as } = submitted;
  return {
    source,
    sourceBytes: bytes,
    from,
    width: first.width,
    height: first.height,
    files: drawn.map(({ type, width, height, bytes: length, blob }) => {
      const ending = type === "image/png" ? "png" : "webp";
      const path = `images/${id}/${source.slice(0, 32)}-${drawnAs(as)}-${width}.${ending}`;
      return { path, type, width, height, bytes: length, blob };
    }),
  };
}

function drawnAs(as: Submitted["as"]): string {
  return as === "screenshot" ? `${ENCODER}s` : ENCODER;
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
