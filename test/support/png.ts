// Writes PNG files by hand, because no encoder writes the wrong ones that our tests need.

import zlib from "node:zlib";

export interface PngShape {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bitDepth?: 1 | 8 | 16;
  /** 0 grey, 2 RGB, 6 RGBA. */
  readonly colourType?: 0 | 2 | 6;
  /** Replaces the image's own compressed rows. */
  readonly idat?: Uint8Array | undefined;
  /** Chunks between header and rows. */
  readonly extra?: readonly Uint8Array[];
}

const CHANNELS = { 0: 1, 2: 3, 6: 4 } as const;
const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");

/** A picture of one colour (or of noise), filter 0 on every row. */
export function png(shape: PngShape, noise = false): Buffer {
  return Buffer.concat([
    SIGNATURE,
    header(shape),
    ...(shape.extra ?? []),
    chunk("IDAT", shape.idat ?? zlib.deflateSync(rows(shape, noise))),
    chunk("IEND", new Uint8Array()),
  ]);
}

export function chunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(content.length, 0);
  frame.writeUInt32BE(zlib.crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

function header({ widthPx, heightPx, bitDepth = 8, colourType = 6 }: PngShape): Buffer {
  const content = Buffer.alloc(13);
  content.writeUInt32BE(widthPx, 0);
  content.writeUInt32BE(heightPx, 4);
  content[8] = bitDepth;
  content[9] = colourType;
  return chunk("IHDR", content);
}

function rows({ widthPx, heightPx, bitDepth = 8, colourType = 6 }: PngShape, noise: boolean): Buffer {
  const rowBytes = 1 + Math.ceil((widthPx * bitDepth * CHANNELS[colourType]) / 8);
  const all = Buffer.alloc(rowBytes * heightPx, 0x7f);
  let seed = 1;
  if (noise)
    for (let at = 0; at < all.length; at += 1) all[at] = seed = (seed * 1_103_515_245 + 12_345) & 0xff;
  for (let at = 0; at < all.length; at += rowBytes) all[at] = 0;
  return all;
}
