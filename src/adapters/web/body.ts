// Reads an answer's body up to a limit, through at most one layer of decompression, so that no server decides our memory.

import { type Readable, type Transform } from "node:stream";
import zlib from "node:zlib";
import { stopUnavailable } from "./stop.ts";

/** Compression may make incompressible bytes a little longer than they were; more than this is a trick. */
const COMPRESSED_SLACK_BYTES = 64 * 1024;
const INPUT_CHUNK_BYTES = 16 * 1024;

export type Coding = "identity" | "gzip" | "br" | "deflate";

/** undefined: several layers, or one that we did not ask for. */
export function codingOf(header: string | readonly string[] | undefined): Coding | undefined {
  const layers = (typeof header === "string" ? header : (header ?? []).join(","))
    .toLowerCase()
    .split(",")
    .map((one) => one.trim().replace(/^x-gzip$/, "gzip"))
    .filter((one) => one !== "" && one !== "identity");
  if (layers.length === 0) return "identity";
  const [only] = layers;
  if (layers.length > 1 || (only !== "gzip" && only !== "br" && only !== "deflate")) return undefined;
  return only;
}

export interface DecodedBody {
  readonly bytes: Uint8Array;
  readonly truncated: boolean;
}

/** Stops at the first byte over; the caller then destroys the connection. Rejects with a Stop or the stream's error. */
export async function readBody(body: Readable, coding: Coding, bytesMax: number): Promise<DecodedBody> {
  const kept: Buffer[] = [];
  let bytes = 0;
  for await (const piece of decoded(body, coding, bytesMax)) {
    kept.push(piece);
    bytes += piece.length;
    if (bytes > bytesMax) break;
  }
  const whole = Buffer.concat(kept, bytes);
  return { bytes: new Uint8Array(whole.subarray(0, bytesMax)), truncated: bytes > bytesMax };
}

async function* decoded(body: Readable, coding: Coding, bytesMax: number): AsyncGenerator<Buffer> {
  if (coding === "identity") {
    for await (const chunk of body) yield Buffer.from(chunk as Uint8Array);
    return;
  }
  let decoder: Transform | undefined;
  let bytesIn = 0;
  try {
    for await (const chunk of body) {
      const input = Buffer.from(chunk as Uint8Array);
      if (input.length === 0) continue;
      bytesIn += input.length;
      if (bytesIn > bytesMax + COMPRESSED_SLACK_BYTES) throw stopUnavailable("our-limit");
      decoder ??= decoderFor(coding, input[0] ?? 0);
      // Small bites: what one bite can swell to (about a thousand times) is the most that ever waits in memory.
      for (let at = 0; at < input.length; at += INPUT_CHUNK_BYTES)
        yield* pump(decoder, input.subarray(at, at + INPUT_CHUNK_BYTES), false);
    }
    if (decoder) yield* pump(decoder, undefined, true);
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

function decoderFor(coding: "gzip" | "br" | "deflate", firstByte: number): Transform {
  if (coding === "gzip") return zlib.createGunzip();
  if (coding === "br") return zlib.createBrotliDecompress();
  // Half the world's servers send raw deflate under this name; a zlib header always has 8 in its low four bits.
  return (firstByte & 0x0f) === 8 ? zlib.createInflate() : zlib.createInflateRaw();
}
