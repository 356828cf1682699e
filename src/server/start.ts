// A service with its front door: deliveries in, keys queued, work done.

import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Probot } from "probot";
import { createApp, EVENTS } from "../events/app.ts";
import { createService, type Service, type ServiceOptions } from "../service/service.ts";
import { fitsEvent } from "../events/payloads.ts";
import { createHealth } from "./health.ts";
import { createFront } from "./http.ts";
import type { ListenAddress } from "../platform/config.ts";
import { createWatchServer, type Watch } from "./watch.ts";
import { createPreview, createPreviewAddresses } from "./preview.ts";

/** With the worker's own grace, less than the ten seconds that supervisors give. */
const ANSWER_MS_MAX = 1_500;

export interface ServerOptions extends Omit<ServiceOptions, "events" | "previewUrl"> {
  /** Where people reach this server; absent: no pull request is previewed. */
  readonly publicUrl?: string | undefined;
  readonly webhookSecrets: readonly string[];
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Where monitoring asks, instead of at the front door. */
  readonly metricsAt?: ListenAddress | undefined;
}

export interface RunningServer {
  readonly url: string;
  /** The port at which monitoring asks, where it is another one. */
  readonly watchPort?: number;
  readonly service: Service;
  /** Takes no more deliveries, finishes what is under way. */
  stop(): Promise<void>;
}

export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { log, publicUrl } = options;
  const addresses =
    publicUrl === undefined ? undefined : createPreviewAddresses(publicUrl, options.recordKeys);
  const service = createService({
    ...options,
    events: new Set(EVENTS),
    ...(addresses === undefined ? {} : { previewUrl: addresses.of }),
  });
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
  const watch: Watch = {
    whyNotReady: () => health.whyNotReady(),
    slowed: () => service.slowed(),
    metrics: () => metrics.render(),
  };
  const front = createFront({
    secrets: options.webhookSecrets,
    log,
    nowMs: () => options.clock.nowMs(),
    events: new Set(EVENTS),
    fits: fitsEvent,
    watch: options.metricsAt === undefined ? watch : undefined,
    preview:
      publicUrl === undefined || addresses === undefined
        ? undefined
        : createPreview({
            addresses,
            publicUrl,
            previews: service.previews,
            nowMs: () => options.clock.nowMs(),
            log,
          }),
    onDelivery: (answer) => metrics.onDelivery(answer),
    deliver: async ({ id, name, payload }) => {
      // Probot's types know each event's payload; signature, name and shape have been checked before.
      await probot.receive({ id, name, payload } as unknown as Parameters<Probot["receive"]>[0]);
    },
  });
  await listen(front, options);
  const watching = await listenForWatch(options, watch, front);
  const { port } = front.address() as AddressInfo;
  const host = options.host.includes(":") ? `[${options.host}]` : options.host;
  const watchPort = (watching?.address() as AddressInfo | undefined)?.port;
  return {
    ...(watchPort === undefined ? {} : { watchPort }),
    url: `http://${host}:${port}`,
    service,
    async stop() {
      health.stopping();
      const closed = new Promise((resolve) => front.close(resolve));
      watching?.close();
      watching?.closeAllConnections();
      // A delivery that is being kept is answered; whoever just holds a connection open is not waited for.
      front.closeIdleConnections();
      const timer = setTimeout(() => front.closeAllConnections(), ANSWER_MS_MAX);
      await closed;
      clearTimeout(timer);
      await service.stop();
    },
  };
}

/** undefined: monitoring asks at the front door. */
async function listenForWatch(
  { metricsAt, log }: ServerOptions,
  watch: Watch,
  front: Server,
): Promise<Server | undefined> {
  if (metricsAt === undefined) return undefined;
  try {
    return await listen(createWatchServer(watch, log), metricsAt);
  } catch (error) {
    front.close();
    throw error;
  }
}

async function listen(server: Server, { host, port }: ListenAddress): Promise<Server> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return server;
}
