// Reads an answer's body up to a limit, through few layers of decompression, so that no server decides our memory.

import { type Readable, type Transform } from "node:stream";
import zlib from "node:zlib";
import { stopUnavailable } from "./stop.ts";

/** Compression may make incompressible bytes a little longer than they were; more than this is a trick. */
const COMPRESSED_SLACK_BYTES = 64 * 1024;
const INPUT_CHUNK_BYTES = 16 * 1024;
const MAGIC_BYTES = 4;

type Coding = "gzip" | "br" | "deflate" | "zstd";

/** Nobody packs a page more often without wanting something else by it. */
const LAYERS_MAX = 3;
/** Newer than the Node that some still run, and than its types. */
const { createZstdDecompress } = zlib as { readonly createZstdDecompress?: () => Transform };
const HAS_ZSTD = createZstdDecompress !== undefined;
export const ENCODINGS_ASKED = `gzip, br, deflate${HAS_ZSTD ? ", zstd" : ""}`;
const CODINGS: ReadonlyMap<string, Coding> = new Map([
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["br", "br"],
  ["deflate", "deflate"],
  ["zstd", "zstd"],
]);

/**
 * How the body is packed, the outermost last. Words that are no coding (`utf-8`, `none`, `aws-chunked`) are read as browsers
 * read them: nothing is unpacked. undefined: too many layers, or one that this machine cannot unpack.
 */
export function codingsOf(header: string | readonly string[] | undefined): readonly Coding[] | undefined {
  const layers = (typeof header === "string" ? header : (header ?? []).join(","))
    .toLowerCase()
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "" && one !== "identity");
  const codings = layers.flatMap((one) => CODINGS.get(one) ?? []);
  if (codings.length < layers.length) return [];
  if (codings.length > LAYERS_MAX || (!HAS_ZSTD && codings.includes("zstd"))) return undefined;
  return codings;
}

export interface DecodedBody {
  readonly bytes: Uint8Array;
  readonly truncated: boolean;
}

/** Stops at the first byte over; the caller then destroys the connection. Rejects with a Stop or the stream's error. */
export async function readBody(
  body: Readable,
  codings: readonly Coding[],
  bytesMax: number,
): Promise<DecodedBody> {
  const kept: Buffer[] = [];
  let bytes = 0;
  for await (const piece of unpacked(body, codings, bytesMax)) {
    kept.push(piece);
    bytes += piece.length;
    if (bytes > bytesMax) break;
  }
  const whole = Buffer.concat(kept, bytes);
  return { bytes: new Uint8Array(whole.subarray(0, bytesMax)), truncated: bytes > bytesMax };
}

async function* plain(body: Readable): AsyncGenerator<Buffer> {
  for await (const chunk of body) yield Buffer.from(chunk as Uint8Array);
}

/** The outermost layer was put on last; each is unpacked as what it holds is asked for. */
function unpacked(body: Readable, codings: readonly Coding[], bytesMax: number): AsyncGenerator<Buffer> {
  let pieces = plain(body);
  for (const coding of codings.toReversed()) pieces = decoded(pieces, coding, bytesMax);
  return pieces;
}

async function* decoded(
  pieces: AsyncGenerator<Buffer>,
  coding: Coding,
  bytesMax: number,
): AsyncGenerator<Buffer> {
  let decoder: Transform | undefined;
  let bytesIn = 0;
  let start = Buffer.alloc(0);
  try {
    for await (const piece of pieces) {
      bytesIn += piece.length;
      if (bytesIn > bytesMax + COMPRESSED_SLACK_BYTES) throw stopUnavailable("our-limit");
      let input = piece;
      if (decoder === undefined) {
        start = Buffer.concat([start, piece]);
        if (start.length < MAGIC_BYTES) continue;
        if (!isPacked(start, coding)) {
          yield start;
          yield* pieces;
          return;
        }
        decoder = decoderFor(coding, start);
        input = start;
      }
      // Small bites: what one bite can swell to (about a thousand times) is the most that ever waits in memory.
      for (let at = 0; at < input.length; at += INPUT_CHUNK_BYTES)
        yield* pump(decoder, input.subarray(at, at + INPUT_CHUNK_BYTES), false);
    }
    if (decoder !== undefined) yield* pump(decoder, undefined, true);
    else if (start.length > 0) yield start;
  } finally {
    decoder?.destroy();
  }
}

/** Feeds one bite and yields what comes of it as it comes; stopping the loop stops the decoder. */
async function* pump(decoder: Transform, input: Buffer | undefined, last: boolean): AsyncGenerator<Buffer> {
  let settled = false;
  let failure: Error | undefined;
  let wake: (() => void) | undefined;
  const settle = (error?: Error | null): void => {
    settled = true;
    failure = error ?? failure;
    wake?.();
  };
  const onReadable = (): void => wake?.();
  const onEnd = (): void => settle();
  decoder.on("error", settle);
  decoder.on("readable", onReadable);
  if (last) {
    decoder.once("end", onEnd);
    decoder.end();
  } else decoder.write(input, (error) => settle(error));
  try {
    for (;;) {
      const piece = decoder.read() as Buffer | null;
      if (piece !== null) yield piece;
      else if (failure) throw failure;
      else if (settled) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    decoder.off("readable", onReadable);
    decoder.off("end", onEnd);
    decoder.off("error", settle);
    decoder.on("error", () => undefined);
  }
}

/** Some servers say that they pack and do not. Brotli has no mark of its own to tell it by. */
function isPacked(start: Buffer, coding: Coding): boolean {
  if (coding === "gzip") return start[0] === 0x1f && start[1] === 0x8b;
  if (coding === "zstd")
    return start.readUInt32LE(0) === 0xfd2fb528 || (start.readUInt32LE(0) & 0xfffffff0) === 0x184d2a50;
  return true;
}

function decoderFor(coding: Coding, start: Buffer): Transform {
  if (coding === "gzip") return zlib.createGunzip();
  if (coding === "br") return zlib.createBrotliDecompress();
  if (coding === "zstd" && createZstdDecompress !== undefined) return createZstdDecompress();
  // Half the world's servers send raw deflate under this name; a zlib header says its method and checks itself.
  const [first = 0, second = 0] = start;
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0
    ? zlib.createInflate()
    : zlib.createInflateRaw();
}
