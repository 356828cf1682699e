// Signs and sends webhooks as GitHub does: once, within ten seconds, never again by itself, all of it logged.

import { createHmac, randomUUID } from "node:crypto";

import type { SandboxDelivery } from "./model.ts";
import { timestamp, type WebhookEvent, type World } from "./world.ts";

const TIME_OUT_MS = 10_000;
const DELIVERIES_KEPT_MAX = 2_000;

export interface WebhookObserver {
  delivery(event: string, payload: unknown): void;
}

export interface Webhooks {
  send(event: WebhookEvent): void;
  redeliver(delivery: SandboxDelivery): void;
  /** Resolves when every delivery so far was answered, timed out or was lost. */
  settled(): Promise<void>;
}

/** Answers 0 in `status` when no answer came. */
async function post(
  target: string,
  body: string,
  headers: Record<string, string>,
): Promise<{ status: number; text: string; body: string }> {
  try {
    const response = await fetch(target, {
      method: "POST",
      body,
      headers,
      signal: AbortSignal.timeout(TIME_OUT_MS),
      redirect: "manual",
    });
    return {
      status: response.status,
      text: response.statusText || "OK",
      body: (await response.text()).slice(0, 4096),
    };
  } catch (error) {
    const timedOut = error instanceof Error && error.name === "TimeoutError";
    return timedOut
      ? { status: 504, text: "timed out", body: "" }
      : { status: 502, text: "failed to connect to host", body: "" };
  }
}

function makeDelivery(world: World, event: WebhookEvent, guid: string, redelivery: boolean): SandboxDelivery {
  const delivery: SandboxDelivery = {
    id: world.nextId(),
    guid,
    event: event.event,
    action: event.action,
    redelivery,
    installationId: event.installation?.id ?? null,
    repositoryId: event.repository?.id ?? null,
    payload: event.payload,
    deliveredAtMs: world.nowMs(),
    durationSeconds: 0,
    status: "pending",
    statusCode: 0,
    requestHeaders: {},
    responseBody: "",
  };
  world.deliveries.push(delivery);
  if (world.deliveries.length > DELIVERIES_KEPT_MAX) world.deliveries.shift();
  return delivery;
}

async function transmit(world: World, delivery: SandboxDelivery): Promise<void> {
  const target = world.webhooks.target;
  if (target === undefined) {
    Object.assign(delivery, { status: "failed to connect to host", statusCode: 502 });
    return;
  }
  const body = JSON.stringify(delivery.payload);
  const mac = createHmac("sha256", world.app.webhookSecret).update(body).digest("hex");
  const headers = {
    accept: "*/*",
    "content-type": "application/json",
    "user-agent": "GitHub-Hookshot/5a4d80b",
    "x-github-delivery": delivery.guid,
    "x-github-event": delivery.event,
    "x-github-hook-id": String(world.app.id),
    "x-github-hook-installation-target-id": String(world.app.id),
    "x-github-hook-installation-target-type": "integration",
    "x-hub-signature-256": `sha256=${mac}`,
  };
  const startedMs = performance.now();
  const answer = await post(target, body, headers);
  Object.assign(delivery, {
    durationSeconds: Math.round(performance.now() - startedMs) / 1000,
    status: answer.status >= 200 && answer.status < 300 ? "OK" : answer.text,
    statusCode: answer.status,
    requestHeaders: headers,
    responseBody: answer.body,
  });
}

async function deliver(world: World, delivery: SandboxDelivery): Promise<void> {
  const { delayMs, double } = world.faults.deliveries;
  if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
  await transmit(world, delivery);
  if (double) await transmit(world, delivery);
}

export function createWebhooks(world: World, observer: WebhookObserver | undefined): Webhooks {
  const running = new Set<Promise<void>>();
  let held: (() => void) | undefined;

  function track(work: () => Promise<void>): void {
    const promise = work().finally(() => running.delete(promise));
    running.add(promise);
  }
  function releaseHeld(): void {
    const release = held;
    held = undefined;
    release?.();
  }
  function send(event: WebhookEvent): void {
    observer?.delivery(event.event, event.payload);
    if (event.repository !== undefined) event.repository.staleReadsLeft = world.faults.staleReads;
    const delivery = makeDelivery(world, event, randomUUID(), false);
    const { lose, reorder } = world.faults.deliveries;
    const name = event.action === null ? event.event : `${event.event}.${event.action}`;
    if (lose === true || (lose instanceof RegExp && lose.test(name))) {
      Object.assign(delivery, { status: "failed to connect to host", statusCode: 502 });
      return;
    }
    if (reorder && held === undefined) {
      held = () => track(() => deliver(world, delivery));
      return;
    }
    track(() => deliver(world, delivery));
    releaseHeld();
  }
  return {
    send,
    redeliver(old) {
      const again: SandboxDelivery = {
        ...old,
        id: world.nextId(),
        redelivery: true,
        deliveredAtMs: world.nowMs(),
      };
      world.deliveries.push(again);
      track(() => transmit(world, again));
    },
    async settled() {
      releaseHeld();
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** What GitHub sends when a hook is made. */
export function pingEvent(world: World): WebhookEvent {
  const at = timestamp(world.nowMs());
  const config = {
    content_type: "json",
    insecure_ssl: "0",
    secret: "********",
    url: world.webhooks.target ?? "",
  };
  const hook = {
    type: "App",
    url: `${world.url}/app/hook/config`,
    ping_url: `${world.url}/app/hook/pings`,
    id: world.app.id,
    name: "web",
    active: true,
    app_id: world.app.id,
    events: world.app.events,
    config,
    updated_at: at,
    created_at: at,
    deliveries_url: `${world.url}/app/hook/deliveries`,
  };
  const payload = { zen: "Practicality beats purity.", hook_id: world.app.id, hook };
  return { event: "ping", action: null, repository: undefined, installation: undefined, payload };
}
