// The App alone in a process of its own, so that its time and memory can be told from the sandbox's.

import { createMemoryQueue } from "../../src/adapters/queue/memory.ts";
import { startServer } from "../../src/server/start.ts";
import { RECORD_KEY } from "../support/scene.ts";

const [apiUrl = "", appId = "", privateKey = "", secret = ""] = process.argv.slice(2);
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const clock = { nowMs: () => Date.now() };
let mostBytes = 0;
// Taken often enough to see a publish whole.
setInterval(() => (mostBytes = Math.max(mostBytes, process.memoryUsage().rss)), 20).unref();

const server = await startServer({
  appId: Number(appId),
  privateKey: atob(privateKey),
  queue: createMemoryQueue(clock),
  apiUrl,
  userAgent: "marketplace-steward/bench",
  web: {},
  clock,
  log: quiet,
  allowRepositories: [],
  recordKeys: [RECORD_KEY],
  webhookSecrets: [secret],
  host: "127.0.0.1",
  port: 0,
});

process.on("message", (question) => {
  if (question === "figures") process.send?.({ mostBytes, cpu: process.cpuUsage() });
  if (question === "reset") mostBytes = 0;
  if (question === "url") process.send?.(`${server.url}/api/github/webhooks`);
  if (typeof question === "string" && question.startsWith("look "))
    void server.service.queue.add(question.slice("look ".length), "person");
  if (question === "sweep") void server.service.sweepAll().then(() => process.send?.("swept"));
  if (question === "idle")
    void (async () => {
      await server.service.worker.idle();
      const { due, working } = await server.service.queue.state();
      process.send?.({ resting: due === 0 && working === 0 });
    })();
});
process.on("disconnect", () => process.exit(0));
process.send?.({ url: server.url });
