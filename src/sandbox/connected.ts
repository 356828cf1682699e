// A local GitHub with the sample, its small web, and the real App connected to it over HTTP with signed webhooks.

import { randomBytes } from "node:crypto";
import { createLog } from "../adapters/log.ts";
import { createMemoryQueue } from "../adapters/queue/memory.ts";
import type { WebTimes } from "../adapters/web/options.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import { startServer, type RunningServer } from "../server/start.ts";
import { userAgent } from "../platform/version.ts";
import { layOutSample, type CatalogFiles } from "./sample/catalog.ts";
import { sampleWeb, type SampleWeb } from "./sample/web.ts";
import { createSandbox, type Sandbox } from "./sandbox.ts";
import { settler } from "./settle.ts";
import { createWebHosts, servedBy } from "./web-hosts.ts";

export interface Connected {
  readonly sandbox: Sandbox;
  readonly server: RunningServer;
  readonly web: SampleWeb;
  readonly clock: Clock & { advance(ms: number): void };
  /** Sites that exist beside the repositories. */
  readonly hosts: readonly string[];
  /** All events delivered and all due work done. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface ConnectedOptions {
  readonly port: number;
  /** The catalog's files; without them, the sample's. */
  readonly files?: CatalogFiles | undefined;
  /** Names of labels that the catalog's repository has from the start. */
  readonly labels?: readonly string[];
  readonly log?: Log;
  readonly times?: Partial<WebTimes>;
}

export async function connectSample({
  port,
  files,
  labels,
  log,
  times,
}: ConnectedOptions): Promise<Connected> {
  let offsetMs = 0;
  const clock = { nowMs: () => Date.now() + offsetMs, advance: (ms: number) => void (offsetMs += ms) };
  const web = sampleWeb();
  // First what can fail: the port is somebody's choice.
  const sandbox = await createSandbox({ nowMs: clock.nowMs, port });
  // Pages of its repositories, under the addresses that listings name.
  const hosts = await createWebHosts({ ...web.hosts, "github.com": { "*": servedBy(sandbox.url) } });
  await layOutSample(sandbox, files, labels);
  const server = await startServer({
    appId: sandbox.appId,
    privateKey: sandbox.privateKey,
    queue: createMemoryQueue(clock),
    apiUrl: sandbox.url,
    userAgent: userAgent(),
    web: {
      ca: [hosts.ca],
      ...(times === undefined ? {} : { times }),
      // Whatever is not one of the sample's hosts does not exist here: nothing leaves this machine.
      resolve: async (hostname) => {
        const found = hosts.resolve(hostname);
        return found === undefined ? [] : [found];
      },
    },
    clock,
    log: log ?? createLog("silent"),
    allowRepositories: [],
    webhookSecrets: [sandbox.webhookSecret],
    // Of this run alone: nothing outlives it.
    recordKeys: [randomBytes(32).toString("hex")],
    host: "127.0.0.1",
    port: 0,
  });
  sandbox.setWebhookTarget(`${server.url}/api/github/webhooks`);
  return {
    sandbox,
    server,
    web,
    hosts: Object.keys(web.hosts),
    clock,
    settled: settler(sandbox, () => server.service, clock),
    async close() {
      sandbox.setWebhookTarget(undefined);
      await server.stop();
      await hosts.close();
      await sandbox.close();
    },
  };
}
