// `steward start` as an operator meets it: ready or not, figures, a polite end, a second process, and the end by force.

import { WEBHOOK_PATH } from "../../src/core/setup/webhook.ts";
import { createHmac, randomBytes } from "node:crypto";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { createHealth } from "../../src/server/health.ts";
import { killAtRandom } from "../endurance/kills.ts";
import { startPostgres } from "../support/postgres.ts";
import { environmentFor, startSteward, type StewardProcess } from "../support/steward-process.ts";
import { FROM_SOURCE } from "../support/from-source.ts";

const SECRET = randomBytes(24).toString("hex");
const STOP_MS_MAX = 10_000;

let folder: string;
let sandbox: Sandbox;
let running: StewardProcess[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "steward-durable-"));
  sandbox = await createSandbox({ webhookSecret: SECRET });
  running = [];
});
afterEach(async () => {
  for (const steward of running) await steward.stop();
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

const environment = (): Record<string, string> => environmentFor(sandbox, folder);

async function start(more: Record<string, string> = {}): Promise<{ steward: StewardProcess; url: string }> {
  const steward = startSteward({ ...environment(), ...more });
  running.push(steward);
  const [, url = ""] = await steward.saw(/"url":"(http:\/\/127\.0\.0\.1:\d+)"/);
  return { steward, url };
}

async function get(url: string): Promise<{ status: number; text: string }> {
  const response = await fetch(url);
  return { status: response.status, text: await response.text() };
}

async function deliver(url: string, number: number): Promise<number> {
  const body = JSON.stringify({
    action: "opened",
    repository: { id: 7, name: "nowhere", owner: { login: "nobody" } },
    installation: { id: 3 },
    pull_request: { number },
  });
  const response = await fetch(`${url}${WEBHOOK_PATH}`, {
    method: "POST",
    body,
    headers: {
      "x-github-event": "pull_request",
      "x-github-delivery": `d-${number}`,
      "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
    },
  });
  await response.arrayBuffer();
  return response.status;
}

function cli(...args: string[]): Promise<{ code: number | null; text: string }> {
  const child = spawn(process.execPath, [...FROM_SOURCE, "src/cli/main.ts", ...args], {
    env: { PATH: process.env["PATH"] ?? "", DATA_DIR: folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  child.stdout.on("data", (piece: Buffer) => (text += piece.toString("utf8")));
  child.stderr.on("data", (piece: Buffer) => (text += piece.toString("utf8")));
  return once(child, "exit").then(([code]) => ({ code: code as number | null, text }));
}

describe("steward start", () => {
  it("says that it is ready, shows its figures, answers its operator, refuses a twin, and ends politely", async () => {
    const { steward, url } = await start();
    expect(await get(`${url}/readyz`)).toEqual({ status: 200, text: "ready\n" });
    expect(await deliver(url, 1)).toBe(202);
    await steward.saw(/"key":"review:7#1"/);
    const { text } = await get(`${url}/metrics`);
    for (const line of [
      /^steward_queue_keys\{state="due"\} \d+$/m,
      /^steward_queue_oldest_due_seconds \d/m,
      /^steward_queue_up 1$/m,
      /^steward_dead_letters 0$/m,
      /^steward_deliveries_total\{answer="accepted"\} 1$/m,
      /^steward_github_calls_total\{installation="app",method="GET",status="200"\} \d+$/m,
      /^# TYPE steward_verdict_seconds histogram$/m,
      /^# TYPE steward_fetches_total counter$/m,
      /^# TYPE steward_github_remaining gauge$/m,
    ])
      expect(text).toMatch(line);
    expect(await cli("dead-letters")).toEqual({ code: 0, text: "No dead letters.\n" });
    expect(await cli("dead-letters", "--replay")).toEqual({ code: 0, text: "0 keys wait again.\n" });

    const twin = startSteward(environment());
    await twin.saw(/is in use by another process/);
    expect(await twin.stop()).toBe(2);
    expect(twin.output()).not.toMatch(/\bat .*\.ts/);
    const taken = startSteward({ ...environment(), DATA_DIR: join(folder, "b"), PORT: new URL(url).port });
    await taken.saw(/PORT: .*is not available: another program/);
    expect(await taken.stop()).toBe(64);

    const stoppingMs = performance.now();
    expect(await steward.stop()).toBe(0);
    expect(performance.now() - stoppingMs).toBeLessThan(STOP_MS_MAX);

    // What waited is there for the next one; the side door of the last one leads nowhere and harms nobody.
    expect(await cli("dead-letters")).toEqual({ code: 0, text: "No dead letters.\n" });
  }, 120_000);

  it("says that it is not ready when its database is away, and answers no delivery as if it were kept", async () => {
    const server = await startPostgres();
    let stopped = false;
    try {
      const { url } = await start({ DATABASE_URL: await server.database() });
      expect((await get(`${url}/readyz`)).status).toBe(200);
      await server.stop();
      stopped = true;
      let ready = await get(`${url}/readyz`);
      const untilMs = performance.now() + 20_000;
      while (ready.status === 200 && performance.now() < untilMs) ready = await get(`${url}/readyz`);
      expect(ready).toEqual({ status: 503, text: "not ready: the queue cannot be written\n" });
      expect(await deliver(url, 2)).toBe(500);
      expect((await get(`${url}/healthz`)).status).toBe(200);
      expect((await get(`${url}/metrics`)).text).toMatch(/^steward_queue_up 0$/m);
    } finally {
      if (!stopped) await server.stop();
    }
  }, 120_000);
});

describe("readiness", () => {
  it("ends when the oldest due key is too old, and when the process stops", async () => {
    let oldestDueMs = 0;
    let nowMs = 0;
    const health = createHealth(
      {
        probe: () => Promise.resolve(),
        state: () => Promise.resolve({ due: 1, oldestDueMs, later: 0, working: 0, dead: 0 }),
      },
      { nowMs: () => nowMs },
    );
    expect(await health.whyNotReady()).toBeUndefined();
    oldestDueMs = 11 * 60_000;
    nowMs += 2_000;
    expect(await health.whyNotReady()).toBe("the oldest due key has waited for 11 minutes");
    health.stopping();
    expect(await health.whyNotReady()).toBe("stopping");
  });
});

describe("killed at random moments (the short form of `npm run kill-test`)", () => {
  it("loses nothing and says nothing twice", async () => {
    const report = await killAtRandom({ folder, processes: 1, kills: 2, seed: 11, say: () => undefined });
    expect(report.broken).toEqual([]);
    expect(report.pulls).toBeGreaterThan(1);
  }, 240_000);
});
