// What the queue costs: deliveries kept per second against Probot's own middleware, picking among many, and an idle sweep.

import { spawn, type ChildProcess } from "node:child_process";
import { createHmac, generateKeyPairSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDurableQueue } from "../../src/adapters/queue/durable.ts";
import type { KeyQueue } from "../../src/ports/queue.ts";
import { startPostgres } from "../support/postgres.ts";
import { goodFiles, openScene, CATALOG, rollUp } from "../support/scene.ts";
import { median } from "./figures.ts";

const DELIVERIES = 2_000;
const CONNECTIONS = 64;
const SPREAD_MS = 5_000;
const SECRET = randomBytes(24).toString("hex");
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const clock = { nowMs: () => Date.now() };

interface Engines {
  readonly embedded: string;
  readonly postgres: string;
}

async function withEngines(work: (engines: Engines) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "steward-bench-"));
  const server = await startPostgres();
  try {
    await work({ embedded: folder, postgres: await server.database() });
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

export async function benchDeliveries(): Promise<void> {
  await withEngines(async ({ embedded, postgres }) => {
    const figures = new Map<string, number>();
    for (const [kind, at] of [
      ["probot", "-"],
      ["embedded", embedded],
      ["postgres", postgres],
    ] as const) {
      const { child, url } = await startServer(kind, at);
      await burst(url, 200, 1, 0);
      const flat = await burst(url, DELIVERIES, 10_000, 0);
      const spread = await burst(url, DELIVERIES, 20_000, SPREAD_MS);
      figures.set(kind, flat.perSecond);
      const lost =
        kind === "probot"
          ? ""
          : `; of ${2 * DELIVERIES + 200} answered, ${2 * DELIVERIES + 200 - (await due(url))} lost`;
      console.log(
        `${kind}: ${flat.perSecond.toFixed(0)} deliveries a second as fast as they go` +
          ` (${(flat.perSecond / (figures.get("probot") ?? 1)).toFixed(2)} × Probot's middleware);` +
          ` ${DELIVERIES} within ${SPREAD_MS / 1_000} s: p50 ${spread.p50.toFixed(0)} ms, p99 ${spread.p99.toFixed(0)} ms${lost}`,
      );
      child.kill("SIGTERM");
      await once(child, "exit");
    }
  });
}

async function startServer(kind: string, at: string): Promise<{ child: ChildProcess; url: string }> {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2_048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "test/bench/queue-server.ts", kind, at, SECRET, btoa(privateKey)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, url: line.toString("utf8").trim() };
}

async function due(url: string): Promise<number> {
  const { due: count } = JSON.parse(await (await fetch(`${url}/metrics`)).text()) as { due: number };
  return count;
}

async function burst(
  url: string,
  count: number,
  from: number,
  spreadMs: number,
): Promise<{ perSecond: number; p50: number; p99: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const tookMs: number[] = [];
  const startMs = performance.now();
  await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      if (spreadMs > 0) await new Promise((resolve) => setTimeout(resolve, (index * spreadMs) / count));
      const atMs = performance.now();
      await deliver(agent, url, from + index);
      tookMs.push(performance.now() - atMs);
    }),
  );
  agent.destroy();
  const sorted = tookMs.toSorted((a, b) => a - b);
  return {
    perSecond: (count * 1_000) / (performance.now() - startMs),
    p50: sorted[Math.floor(count * 0.5)] ?? 0,
    p99: sorted[Math.floor(count * 0.99)] ?? 0,
  };
}

function deliver(agent: Agent, url: string, number: number): Promise<void> {
  const body = JSON.stringify({
    action: "opened",
    number,
    repository: { id: 7, name: "nowhere", full_name: "nobody/nowhere", owner: { login: "nobody", id: 5 } },
    installation: { id: 3 },
    sender: { login: "nobody", id: 5 },
    pull_request: { number },
  });
  return new Promise((resolve, reject) => {
    const sending = request(
      `${url}/api/github/webhooks`,
      {
        agent,
        method: "POST",
        headers: {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
          "x-github-event": "pull_request",
          "x-github-delivery": `bench-${number}`,
          "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
        },
      },
      (answer) => {
        answer.resume();
        answer.on("end", () =>
          (answer.statusCode ?? 500) < 300
            ? resolve()
            : reject(new Error(`answered with ${answer.statusCode}`)),
        );
      },
    );
    sending.on("error", reject);
    sending.end(body);
  });
}

const WAITING = 100_000;
const FUTURE = 10_000;

export async function benchPicks(): Promise<void> {
  await withEngines(async ({ embedded, postgres }) => {
    for (const [name, at] of [
      ["embedded", { folder: embedded }],
      ["postgres", { databaseUrl: postgres }],
    ] as const) {
      const queue = await openDurableQueue({ at, clock, log: quiet });
      await addMany(queue, "few", 200, 0);
      const few = await pick(queue);
      await addMany(queue, "later", FUTURE, 14 * 86_400_000);
      await addMany(queue, "due", WAITING, 0);
      const many = await pick(queue);
      console.log(
        `${name}: picking the next due key takes ${few.toFixed(2)} ms among 200, ${many.toFixed(2)} ms among ` +
          `${WAITING} waiting and ${FUTURE} future ones: ${(many / few).toFixed(2)} ×`,
      );
      await queue.close();
    }
  });
}

async function addMany(queue: KeyQueue, name: string, count: number, inMs: number): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, n) => queue.add(`${name}:${n}`, "sweep", Date.now() + inMs)),
  );
}

async function pick(queue: KeyQueue): Promise<number> {
  const tookMs: number[] = [];
  for (let n = 0; n < 100; n += 1) {
    const atMs = performance.now();
    const [lease] = await queue.claim(1);
    tookMs.push(performance.now() - atMs);
    if (lease === undefined) throw new Error("nothing was due");
    await queue.ack(lease);
  }
  return median(tookMs);
}

const OPEN_PULLS = 1_000;

export async function benchSweep(): Promise<void> {
  const scene = await openScene({ unchecked: true });
  const { sandbox } = scene;
  const fork = sandbox.fork(CATALOG, "contributor");
  const from = sandbox.branchSha(CATALOG, "main") ?? "";
  let last = "";
  for (let n = 0; n < OPEN_PULLS; n += 1) {
    const id = `n${n}-${(n * 7_919).toString(36)}-x`;
    last = await sandbox.commit(fork, id, await goodFiles(id), { author: "contributor", from });
    await sandbox.openPullRequest({ repo: CATALOG, author: "contributor", head: { repo: fork, branch: id } });
    if (n % 50 === 49) await scene.settled();
  }
  await scene.settled();
  if (rollUp(scene, last) !== "success") throw new Error("the pull requests were not reviewed");
  // The first ones after a start also look at old deliveries and at the policy, publish, and follow that up.
  for (let round = 0; round < 4; round += 1) {
    await scene.server.service.sweepAll();
    await scene.settled();
    for (const ms of [15 * 60_000, 11_000]) {
      scene.clock.advance(ms);
      scene.server.service.worker.poke();
      await scene.settled();
    }
  }
  sandbox.calls.length = 0;
  // Hours passed in a moment: tokens that have just been made are not meant to be old already.
  for (const token of sandbox.world.tokens.values())
    Object.assign(token, { expiresAtMs: Number.MAX_SAFE_INTEGER });
  // The round that comes by itself, and the look at what is published that follows each sweep.
  for (const ms of [15 * 60_000, 11_000]) {
    scene.clock.advance(ms);
    scene.server.service.worker.poke();
    await scene.settled();
  }
  const calls = sandbox.calls.length;
  console.log(
    `an idle sweep over ${OPEN_PULLS} open pull requests: ${calls} calls, ${sandbox.calls.filter(({ kind }) => kind === "write").length} writes ` +
      `(bound ${OPEN_PULLS / 50}): ${[...new Set(sandbox.calls.map(({ operationName, template }) => operationName ?? template))].join(", ")}`,
  );
  const counts = new Map<string, number>();
  for (const { operationName, template } of sandbox.calls)
    counts.set(operationName ?? template, (counts.get(operationName ?? template) ?? 0) + 1);
  console.log(`  ${[...counts].map(([name, count]) => `${count} × ${name}`).join(", ")}`);
  await scene.close();
}
