// The fetching child: the same answers as in process, none of our secrets, and an end to whatever goes wrong with it.

import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { createWebProcess, type WebProcess, type WebProcessOptions } from "../../src/adapters/web/process.ts";
import type { WebOutcome } from "../../src/adapters/web/options.ts";
import { createWeb } from "../../src/adapters/web/web.ts";
import { createWebHosts, type WebHosts } from "../../src/sandbox/web-hosts.ts";

const ASK = { bytesMax: 100_000, accept: "text/html" };
const TIMES = { connectMs: 2_000, firstByteMs: 1_000, totalMs: 2_000, nameAgainMs: 1, queueMs: 1_000 };
const SECRET = "a-secret-that-must-not-go-along-5e0d";

let hosts: WebHosts;
let web: WebProcess;

beforeAll(async () => {
  process.env["WEBHOOK_SECRET_OF_TEST"] = SECRET;
  hosts = await createWebHosts({
    "site.example": {
      "/": { body: "<p>Grüße</p>" },
      "/bytes": { headers: { "content-type": "image/png" }, body: new Uint8Array([0, 1, 254, 255]) },
      "/long": { body: "x".repeat(ASK.bytesMax + 5) },
      "/gone": { status: 410 },
      "/hang": { hang: true },
      "/reset": { reset: true },
      "/moved": { redirect: "https://site.example/", status: 301 },
      "/inside": { redirect: "https://127.0.0.1/" },
    },
  });
});
afterAll(async () => {
  delete process.env["WEBHOOK_SECRET_OF_TEST"];
  await hosts.close();
});
afterEach(async () => {
  await web.close();
});

function options(): WebProcessOptions {
  return {
    userAgent: "marketplace-steward/test",
    ca: [hosts.ca],
    times: TIMES,
    resolve: async (name) => {
      const found = hosts.resolve(name);
      return found === undefined ? [] : [found];
    },
  };
}

async function pidOf(): Promise<number> {
  await web.get("https://site.example/", ASK);
  const pid = web.pid();
  if (pid === undefined) throw new Error("no child is running");
  return pid;
}

describe("the fetching child", () => {
  it("answers as the web in process does", async () => {
    const outcomes: WebOutcome[] = [];
    web = createWebProcess({ ...options(), onOutcome: (outcome) => outcomes.push(outcome) });
    const inProcess = createWeb(options());
    const paths = ["/", "/bytes", "/long", "/gone", "/hang", "/reset", "/moved", "/inside", "/nothing"];
    const urls = [
      ...paths.map((path) => `https://site.example${path}`),
      "https://no-such-name.example/",
      "http://site.example/",
      "https://10.0.0.1/",
      "not an address",
      "",
    ];
    for (const url of urls) {
      const [here, there] = await Promise.all([inProcess.get(url, ASK), web.get(url, ASK)]);
      expect([url, there]).toEqual([url, here]);
    }
    const head = { bytesMax: 0, accept: "*/*" };
    expect(await web.get("https://site.example/", head)).toEqual(
      await inProcess.get("https://site.example/", head),
    );
    expect(outcomes).toHaveLength(urls.length + 1);
  });

  it("is started by the first question, or when asked to warm up", async () => {
    web = createWebProcess(options());
    expect(web.pid()).toBeUndefined();
    web.warm();
    expect(web.pid()).toBeGreaterThan(0);
  });

  it("knows nothing of our environment", async () => {
    web = createWebProcess(options());
    const pid = await pidOf();
    const text = (name: string): string => readFileSync(`/proc/${pid}/${name}`, "utf8");
    expect(text("environ")).not.toContain(SECRET);
    expect(text("cmdline")).not.toContain(SECRET);
    const names = text("environ")
      .split("\0")
      .map((line) => line.split("=")[0]);
    const known = [
      "NODE_ENV",
      "NODE_CHANNEL_FD",
      "NODE_CHANNEL_SERIALIZATION_MODE",
      "NODE_EXTRA_CA_CERTS",
      "",
    ];
    expect(names.filter((name) => !known.includes(name ?? ""))).toEqual([]);
  });

  it("keeps a listing's budget over several questions", async () => {
    web = createWebProcess({ ...options(), requestsPerListing: 2 });
    const listing = web.forListing();
    const other = web.forListing();
    const states = [];
    for (const one of [listing, listing, listing, other])
      states.push((await one.get("https://site.example/", ASK)).state);
    expect(states).toEqual(["known", "known", "unavailable", "known"]);
  });

  it("killed in the middle: what was asked is unavailable, and the next question has a new child", async () => {
    web = createWebProcess(options());
    const pid = await pidOf();
    const waiting = [web.get("https://site.example/hang", ASK), web.get("https://site.example/hang", ASK)];
    process.kill(pid, "SIGKILL");
    const crashed = { state: "unavailable", reason: "crashed" };
    expect(await Promise.all(waiting)).toEqual([crashed, crashed]);
    expect(await web.get("https://site.example/", ASK)).toMatchObject({ state: "known" });
    expect(web.pid()).not.toBe(pid);
  });

  it("stuck: it is noticed and killed, long before any time limit would be", async () => {
    web = createWebProcess({ ...options(), times: { ...TIMES, queueMs: 600_000 } });
    const pid = await pidOf();
    process.kill(pid, "SIGSTOP");
    const startedMs = performance.now();
    expect(await web.get("https://site.example/", ASK)).toEqual({ state: "unavailable", reason: "crashed" });
    expect(performance.now() - startedMs).toBeLessThan(12_000);
    expect(await web.get("https://site.example/", ASK)).toMatchObject({ state: "known" });
  }, 20_000);

  it("grown beyond its share: it ends, and nobody waits for ever", async () => {
    web = createWebProcess({ ...options(), memoryBytesMax: 1_000_000 });
    expect(await web.get("https://site.example/hang", ASK)).toEqual({
      state: "unavailable",
      reason: "crashed",
    });
  });

  it("closed: what is asked and what is asked later are unavailable", async () => {
    web = createWebProcess(options());
    await pidOf();
    const waiting = web.get("https://site.example/hang", ASK);
    await web.close();
    const crashed = { state: "unavailable", reason: "crashed" };
    expect([await waiting, await web.get("https://site.example/", ASK)]).toEqual([crashed, crashed]);
    expect(web.pid()).toBeUndefined();
  });

  it("an operator's name that cannot be asked is our trouble, not the contributor's", async () => {
    web = createWebProcess({
      ...options(),
      resolve: () => Promise.reject(new Error("the operator's table is broken")),
    });
    expect(await web.get("https://site.example/", ASK)).toMatchObject({ state: "unavailable" });
  });
});
