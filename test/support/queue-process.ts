// A process that takes a key and then waits to be killed: `tsx queue-process.ts <folder>`.

import { openDurableQueue } from "../../src/adapters/queue/durable.ts";

const [folder = ""] = process.argv.slice(2);
const clock = { nowMs: () => Date.now() };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const queue = await openDurableQueue({ at: { folder }, clock, log: quiet });
await queue.add("review:1#1", "person");
await queue.claim(1);
await Promise.all([
  queue.add("review:1#2", "sweep", Date.now() + 86_400_000),
  queue.add("review:1#3", "person"),
]);
process.stdout.write("working\n");
setInterval(() => undefined, 1_000);
