// Strangers pour bytes and connections into the webhook port; GitHub's deliveries are answered meanwhile, in bounded memory.

import { WEBHOOK_PATH } from "../../src/core/setup/webhook.ts";
import { createHmac, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { connect, type RawClient } from "../support/raw-http.ts";
import { environmentFor, startSteward, type StewardProcess } from "../support/steward-process.ts";

const MEGABYTE = 1_000_000;
export const FLOOD_BYTES = 400 * MEGABYTE;
export const MEMORY_BYTES_MAX = 300 * MEGABYTE;
export const CONNECTIONS = 1_000;
/** GitHub waits ten seconds; ours must not come near it. */
const ANSWER_MS_MAX = 5_000;
const SECRET = randomBytes(24).toString("hex");

let folder: string;
let sandbox: Sandbox;
let steward: StewardProcess;
let port: number;
let deliveries = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "steward-flood-"));
  sandbox = await createSandbox({ webhookSecret: SECRET });
  steward = startSteward(environmentFor(sandbox, folder));
  port = Number((await steward.saw(/"url":"http:\/\/127\.0\.0\.1:(\d+)"/))[1]);
}, 40_000);

afterAll(async () => {
  await steward.stop();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A signed delivery; answers how long it took, and throws unless it was accepted. */
async function deliver(): Promise<number> {
  deliveries += 1;
  const body = JSON.stringify({
    action: "opened",
    repository: { id: 7, name: "nowhere", owner: { login: "nobody" } },
    installation: { id: 3 },
    pull_request: { number: deliveries },
  });
  const startedMs = performance.now();
  const response = await fetch(`http://127.0.0.1:${port}${WEBHOOK_PATH}`, {
    method: "POST",
    body,
    headers: {
      "x-github-event": "pull_request",
      "x-github-delivery": `flood-${deliveries}`,
      "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
      connection: "close",
    },
  });
  await response.arrayBuffer();
  if (response.status !== 202) throw new Error(`a signed delivery was answered with ${response.status}`);
  return performance.now() - startedMs;
}

/** Deliveries one after the other while `flood` lasts; answers the slowest. */
async function deliverDuring(flood: Promise<unknown>): Promise<{ slowestMs: number; count: number }> {
  let over = false;
  const ended = flood.finally(() => {
    over = true;
  });
  let slowestMs = 0;
  let count = 0;
  while (!over || count < 5) {
    slowestMs = Math.max(slowestMs, await deliver());
    count += 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await ended;
  return { slowestMs, count };
}

function headersOf(signature: string | undefined): string {
  return [
    `POST ${WEBHOOK_PATH} HTTP/1.1`,
    "host: 127.0.0.1",
    "x-github-event: pull_request",
    "x-github-delivery: 1",
    "transfer-encoding: chunked",
    ...(signature === undefined ? [] : [`x-hub-signature-256: ${signature}`]),
    "",
    "",
  ].join("\r\n");
}

const WRONG = `sha256=${"0".repeat(64)}`;

/** Sends until `bytes` are sent or the server has had enough; answers what was written. */
async function pour(bytes: number, signature: string | undefined, client?: RawClient): Promise<number> {
  const own = client ?? (await connect(port));
  const piece = Buffer.alloc(256 * 1024, 0x61);
  const frame = Buffer.concat([
    Buffer.from(`${piece.byteLength.toString(16)}\r\n`),
    piece,
    Buffer.from("\r\n"),
  ]);
  await own.write(headersOf(signature));
  let sent = 0;
  while (own.open && sent < bytes) {
    await own.write(frame);
    sent += piece.byteLength;
  }
  await own.closed(3_000);
  own.destroy();
  return sent;
}

describe("while strangers flood the port, every signed delivery is answered and memory stays bounded", () => {
  const withinBounds = ({ slowestMs, count }: { slowestMs: number; count: number }): void => {
    expect(count).toBeGreaterThanOrEqual(5);
    expect(slowestMs).toBeLessThan(ANSWER_MS_MAX);
    const peak = steward.peakBytes() ?? 0;
    if (process.env["TEST_FIGURES"] !== undefined)
      process.stderr.write(
        `${count} deliveries, slowest ${slowestMs.toFixed(0)} ms, peak ${(peak / MEGABYTE).toFixed(0)} MB\n`,
      );
    expect(peak).toBeLessThan(MEMORY_BYTES_MAX);
  };

  it("a body of 400 MB without a signature", async () => {
    withinBounds(await deliverDuring(pour(FLOOD_BYTES, undefined)));
  }, 20_000);

  it("a body of 400 MB with a signature that looks right", async () => {
    withinBounds(await deliverDuring(pour(FLOOD_BYTES, WRONG)));
  }, 20_000);

  it("400 MB in forty bodies at once, each under the limit", async () => {
    const flood = Promise.all(Array.from({ length: 40 }, () => pour(FLOOD_BYTES / 40, WRONG)));
    withinBounds(await deliverDuring(flood));
  }, 30_000);

  it("forty large bodies that are begun and never ended", async () => {
    const clients = await Promise.all(Array.from({ length: 40 }, () => connect(port)));
    const begun = Promise.all(
      clients.map(async (client) => {
        await client.write(headersOf(WRONG));
        await client.write(`${(20 * MEGABYTE).toString(16)}\r\n`);
        await client.write(Buffer.alloc(10 * MEGABYTE));
      }),
    );
    withinBounds(await deliverDuring(begun));
    for (const client of clients) client.destroy();
  }, 30_000);

  it("1,000 connections that send garbage or nothing, and stay", async () => {
    const kinds = [
      "",
      "\u0016\u0003\u0001\u0002",
      "POST / HTTP/1.1\r\nx: ",
      headersOf(WRONG),
      "GET /x HTTP/1.1\r\n\r\n",
    ];
    const clients: RawClient[] = [];
    const flood = (async () => {
      for (let i = 0; i < CONNECTIONS; i += 50) {
        const some = await Promise.all(Array.from({ length: 50 }, () => connect(port)));
        clients.push(...some);
        await Promise.all(some.map((client, n) => client.write(kinds[n % kinds.length] ?? "")));
      }
    })();
    withinBounds(await deliverDuring(flood));
    for (const client of clients) client.destroy();
  }, 30_000);

  it("was awake all the time", async () => {
    expect(deliveries).toBeGreaterThan(25);
    expect(steward.child.exitCode).toBeNull();
    expect(steward.output()).not.toContain("request failed");
    expect(await deliver()).toBeLessThan(ANSWER_MS_MAX);
  });
});
