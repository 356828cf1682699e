// The front door: limits first, then the signature over the raw bytes, then the event's name and shape; nothing else gets in.

import { WEBHOOK_PATH } from "../core/setup/webhook.ts";
import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Log } from "../ports/log.ts";
import { createBodies, type BodyReader } from "./bodies.ts";
import { answerWatch, type Watch } from "./watch.ts";
import { createLimitedServer, refuseRequest, reply, type LimitedServer } from "./limits.ts";
import { giveBackMemory } from "./memory.ts";
import { createRecent, deliveryDigest, type Recent } from "./recent.ts";

/** GitHub sends no larger payload. */
export const BODY_BYTES_MAX = 25 * 1024 * 1024;
/** All unproven bodies together; the service peaked at 319 MB with these full and lists of 10,000 repositories. */
export const BODIES_BYTES_MAX = 26 * 1024 * 1024;

const SIGNATURE = /^sha256=[0-9a-f]{64}$/;
const EVENT_NAME = /^[a-z0-9_]{1,40}$/;
const DELIVERY_ID = /^[A-Za-z0-9-]{1,64}$/;

export interface WebhookDelivery {
  readonly id: string;
  readonly name: string;
  readonly payload: Record<string, unknown>;
}

export interface FrontOptions {
  /** One, or two while rotating. */
  readonly secrets: readonly string[];
  readonly log: Log;
  readonly nowMs: () => number;
  /** `event` or `event.action`; everything else is answered and forgotten. */
  readonly events: ReadonlySet<string>;
  /** The signature covers the body alone: whether it can be a payload of that event at all. */
  fits(event: string, payload: Record<string, unknown>): boolean;
  /** Resolves when the delivery is safely kept. */
  deliver(delivery: WebhookDelivery): Promise<void>;
  /** What monitoring asks; absent: it asks at an address of its own. */
  watch?: Watch | undefined;
  /** Answers `/preview/…`; absent: there is no such thing. */
  preview?: ((request: IncomingMessage, response: ServerResponse) => Promise<void>) | undefined;
  onDelivery?(answer: "accepted" | "ignored" | "refused" | "failed"): void;
}

interface Front extends FrontOptions {
  readonly readBody: BodyReader;
  readonly recent: Recent;
  readonly prove: LimitedServer["prove"];
}

export function createFront(options: FrontOptions): Server {
  const readBody = createBodies({
    bytesMax: BODY_BYTES_MAX,
    togetherBytesMax: BODIES_BYTES_MAX,
    giveBack: giveBackMemory,
  });
  const recent = createRecent(options.nowMs);
  const { server, prove } = createLimitedServer(options.log, (request, response) =>
    answer(request, response, { ...options, readBody, recent, prove }),
  );
  return server;
}

async function answer(request: IncomingMessage, response: ServerResponse, front: Front): Promise<void> {
  const path = (request.url ?? "/").split("?", 1)[0];
  if (request.method === "GET" && path === "/healthz") return reply(response, 200, "ok");
  if (front.watch !== undefined && (await answerWatch(front.watch, request, response))) return;
  if (front.preview !== undefined && path?.startsWith("/preview/") === true)
    return front.preview(request, response);
  if (path !== WEBHOOK_PATH) return refuseRequest(request, response, 404, "not found");
  if (request.method !== "POST") return refuseRequest(request, response, 405, "only POST");
  // What can be told from the headers costs no memory: a body without a signature is not even read.
  const signature = single(request, "x-hub-signature-256");
  if (!SIGNATURE.test(signature)) return refuseRequest(request, response, 401, "not signed by GitHub");
  const name = single(request, "x-github-event");
  const id = single(request, "x-github-delivery");
  if (!EVENT_NAME.test(name) || !DELIVERY_ID.test(id))
    return refuseRequest(request, response, 400, "not a delivery");
  const parts = await front.readBody(request, response);
  if (parts === undefined) return;
  if (!isSigned(parts, signature, front.secrets)) {
    front.onDelivery?.("refused");
    return reply(response, 401, "not signed by GitHub");
  }
  front.prove(request);
  await receive({ id, name }, parts, response, front);
}

async function receive(
  { id, name }: Omit<WebhookDelivery, "payload">,
  parts: readonly Buffer[],
  response: ServerResponse,
  { events, fits, deliver, recent, onDelivery }: Front,
): Promise<void> {
  const payload = parse(parts);
  const action = payload?.["action"];
  if (payload === undefined || (action !== undefined && typeof action !== "string"))
    return reply(response, 400, "not a delivery");
  const event = action === undefined ? name : `${name}.${action}`;
  if (!events.has(event)) {
    onDelivery?.("ignored");
    return reply(response, 202, "ignored");
  }
  if (!fits(event, payload)) return reply(response, 400, "not a delivery");
  const digest = deliveryDigest(event, parts);
  if (recent.has(digest)) return reply(response, 202, "accepted");
  try {
    await deliver({ id, name, payload });
  } catch (error) {
    onDelivery?.("failed");
    throw error;
  }
  // Only what is kept is remembered: a delivery that failed may come again at once.
  recent.add(digest);
  onDelivery?.("accepted");
  reply(response, 202, "accepted");
}

/** A header that is missing or was sent twice is none: Node joins two with a comma, which no form of ours allows. */
function single({ headers }: IncomingMessage, name: string): string {
  const value = headers[name];
  return typeof value === "string" ? value : "";
}

function isSigned(parts: readonly Buffer[], signature: string, secrets: readonly string[]): boolean {
  const given = Buffer.from(signature);
  let signed = false;
  // Every secret is tried, so that time tells nothing.
  for (const secret of secrets) {
    const mac = createHmac("sha256", secret);
    for (const part of parts) mac.update(part);
    const wanted = Buffer.from(`sha256=${mac.digest("hex")}`);
    if (wanted.byteLength === given.byteLength && timingSafeEqual(wanted, given)) signed = true;
  }
  return signed;
}

function parse(parts: readonly Buffer[]): Record<string, unknown> | undefined {
  try {
    const payload = JSON.parse(Buffer.concat(parts).toString("utf8")) as unknown;
    return typeof payload === "object" && payload !== null && !Array.isArray(payload)
      ? (payload as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
