// Reads request bodies within a limit for each and one for all: what strangers send us at once is bounded memory.

import type { IncomingMessage, ServerResponse } from "node:http";
import { refuseRequest } from "./limits.ts";

export interface BodyLimits {
  readonly bytesMax: number;
  /** Of all bodies that are being read at one time. */
  readonly togetherBytesMax: number;
  /** Called when as much was read and done with as is read together at most; its garbage would be left to pile up. */
  readonly giveBack?: () => void;
}

/** The pieces as they came; undefined: refused and answered already, or the client went away. */
export type BodyReader = (
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<readonly Buffer[] | undefined>;

interface Reading {
  size: number;
  giveUp(): void;
}

export function createBodies(limits: BodyLimits): BodyReader {
  const { bytesMax, togetherBytesMax, giveBack } = limits;
  const readings = new Set<Reading>();
  let together = 0;
  let done = 0;

  /** The largest goes: real deliveries are small, and a flood of large ones must not cost them their place. */
  function makeRoom(): void {
    while (together > togetherBytesMax) {
      const [largest] = [...readings].sort((a, b) => b.size - a.size);
      if (largest === undefined) return;
      largest.giveUp();
    }
  }

  return async (request, response) => {
    const length = request.headers["content-length"];
    if (length !== undefined && Number(length) > bytesMax) {
      refuseRequest(request, response, 413, "too large");
      return undefined;
    }
    if (request.headers.expect !== undefined) response.writeContinue();
    return new Promise((resolve) => {
      let parts: Buffer[] = [];
      const reading: Reading = { size: 0, giveUp: () => stop(503, "busy") };
      const finish = (body: readonly Buffer[] | undefined): void => {
        if (!readings.delete(reading)) return;
        together -= reading.size;
        parts = [];
        done += reading.size;
        if (giveBack !== undefined && done > togetherBytesMax) {
          done = 0;
          // After what is told of it now: the last body is garbage only then.
          setImmediate(giveBack);
        }
        resolve(body);
      };
      const stop = (status: number, text: string): void => {
        request.off("data", take);
        refuseRequest(request, response, status, text);
        finish(undefined);
      };
      const take = (part: Buffer): void => {
        reading.size += part.byteLength;
        together += part.byteLength;
        parts.push(part);
        if (reading.size > bytesMax) stop(413, "too large");
        else if (together > togetherBytesMax) makeRoom();
      };
      readings.add(reading);
      request.on("data", take);
      request.once("end", () => finish(parts));
      request.once("error", () => finish(undefined));
      request.once("close", () => finish(undefined));
    });
  };
}
