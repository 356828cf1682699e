// One front door for the bench: Probot's own middleware with an empty handler, or ours on a queue, both without a worker.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createNodeMiddleware, createProbot, Probot } from "probot";
import { openDurableQueue } from "../../src/adapters/queue/durable.ts";
import { createApp, EVENTS } from "../../src/events/app.ts";
import { fitsEvent } from "../../src/events/payloads.ts";
import { createFront } from "../../src/server/http.ts";

const [kind = "", at = "", secret = "", privateKey = ""] = process.argv.slice(2);
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const clock = { nowMs: () => Date.now() };

const server = kind === "probot" ? await theirs() : await ours();
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});

async function theirs(): Promise<Server> {
  const probot = createProbot({
    overrides: { appId: 1, privateKey: atob(privateKey), secret, logLevel: "fatal" },
  });
  const middleware = await createNodeMiddleware((app) => app.on("pull_request", () => undefined), {
    probot,
    webhooksPath: "/api/github/webhooks",
  });
  return createServer((request, response) => void middleware(request, response));
}

async function ours(): Promise<Server> {
  const queue = await openDurableQueue({
    at: kind === "postgres" ? { databaseUrl: at } : { folder: at },
    clock,
    log: quiet,
  });
  process.on("SIGTERM", () => void queue.close().then(() => process.exit(0)));
  const probot = new Probot({ appId: 1, privateKey: atob(privateKey), secret, logLevel: "fatal" });
  await probot.load(createApp({ queue, log: quiet, learn: () => undefined, forget: () => undefined }));
  return createFront({
    secrets: [secret],
    log: quiet,
    nowMs: clock.nowMs,
    events: new Set(EVENTS),
    fits: fitsEvent,
    watch: {
      whyNotReady: () => Promise.resolve(undefined),
      slowed: () => [],
      metrics: async () => ({ contentType: "text/plain", text: JSON.stringify(await queue.state()) }),
    },
    async deliver({ id, name, payload }) {
      await probot.receive({ id, name, payload } as unknown as Parameters<Probot["receive"]>[0]);
    },
  });
}
