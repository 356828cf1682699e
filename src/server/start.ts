// A service with its front door: deliveries in, keys queued, work done.

import type { AddressInfo } from "node:net";
import { Probot } from "probot";
import { createApp, EVENTS } from "../app.ts";
import { createService, type Service, type ServiceOptions } from "../service.ts";
import { fitsEvent } from "../payloads.ts";
import { createHealth } from "./health.ts";
import { createFront } from "./http.ts";

export interface ServerOptions extends Omit<ServiceOptions, "events"> {
  readonly webhookSecrets: readonly string[];
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

export interface RunningServer {
  readonly url: string;
  readonly service: Service;
  /** Takes no more deliveries, finishes what is under way. */
  stop(): Promise<void>;
}

export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { log } = options;
  const service = createService({ ...options, events: new Set(EVENTS) });
  const { metrics } = service;
  const health = createHealth(options.queue, options.clock);
  const probot = new Probot({
    appId: options.appId,
    privateKey: options.privateKey,
    secret: options.webhookSecrets[0] ?? "",
    baseUrl: options.apiUrl,
    logLevel: "fatal",
  });
  await probot.load(
    createApp({
      queue: service.queue,
      log,
      learn: (whereabouts) => service.directory.learn(whereabouts),
      forget: (installationId) => service.directory.forgetInstallation(installationId),
    }),
  );
  const front = createFront({
    secrets: options.webhookSecrets,
    log,
    nowMs: () => options.clock.nowMs(),
    events: new Set(EVENTS),
    fits: fitsEvent,
    whyNotReady: () => health.whyNotReady(),
    metrics: () => metrics.render(),
    onDelivery: (answer) => metrics.onDelivery(answer),
    deliver: async ({ id, name, payload }) => {
      // Probot's types know each event's payload; signature, name and shape have been checked before.
      await probot.receive({ id, name, payload } as unknown as Parameters<Probot["receive"]>[0]);
    },
  });
  await new Promise<void>((resolve, reject) => {
    front.once("error", reject);
    front.listen(options.port, options.host, resolve);
  });
  const { port } = front.address() as AddressInfo;
  const host = options.host.includes(":") ? `[${options.host}]` : options.host;
  return {
    url: `http://${host}:${port}`,
    service,
    async stop() {
      health.stopping();
      const closed = new Promise((resolve) => front.close(resolve));
      front.closeAllConnections();
      await closed;
      await service.stop();
    },
  };
}
