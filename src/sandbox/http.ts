// Reads requests and writes answers; knows nothing of GitHub.

import type { IncomingMessage, ServerResponse } from "node:http";

import { ApiRefusal } from "./refusal.ts";

const BODY_BYTES_MAX = 100 * 1024 * 1024;

export function readRequest(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > BODY_BYTES_MAX) reject(new ApiRefusal(413, "Payload too large"));
      else chunks.push(chunk);
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", reject);
  });
}

export function parseJson(bytes: Buffer): Readonly<Record<string, unknown>> {
  if (bytes.length === 0) return {};
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
    // `PUT …/labels` also takes a bare list.
    if (Array.isArray(value)) return { labels: value };
  } catch {
    throw new ApiRefusal(400, "Problems parsing JSON");
  }
  throw new ApiRefusal(400, "Body should be a JSON object");
}

export interface Wire {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array | string;
}

export function writeWire(request: IncomingMessage, response: ServerResponse, wire: Wire): void {
  if (response.destroyed) return;
  response.writeHead(wire.status, wire.headers);
  response.end(
    request.method === "HEAD" || wire.status === 204 || wire.status === 304 ? undefined : wire.bytes,
  );
}
