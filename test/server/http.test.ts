// The front door: what is not a small, timely, signed delivery of an event we know gets a short answer and no memory.

import { WEBHOOK_PATH } from "../../src/core/setup/webhook.ts";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { EVENTS } from "../../src/events/app.ts";
import { fitsEvent } from "../../src/events/payloads.ts";
import { BODY_BYTES_MAX, createFront, type WebhookDelivery } from "../../src/server/http.ts";
import { CONNECTIONS_MAX } from "../../src/server/limits.ts";
import { createWatchServer, type Watch } from "../../src/server/watch.ts";
import { REMEMBERED_MS } from "../../src/server/recent.ts";
import { connect, type RawClient } from "../support/raw-http.ts";

const NEW = "new-3f9a1c7be2d04586a1b7c9d2e5f60718";
const OLD = "old-81a0c4f7d92b36e5c8d1f0a7b4e39265";
const REPOSITORY = {
  id: 7,
  name: "marketplace",
  default_branch: "main",
  owner: { login: "community" },
};
const OPENED = {
  action: "opened",
  repository: REPOSITORY,
  installation: { id: 3 },
  pull_request: { number: 5 },
};

let server: Server;
let port: number;
let nowMs: number;
let delivered: WebhookDelivery[];
let notReady: string | undefined;
let slowed: readonly string[];
let failing: boolean;
let logged: unknown[];
let clients: RawClient[];

const WATCH: Watch = {
  whyNotReady: () => Promise.resolve(notReady),
  slowed: () => slowed,
  metrics: () => Promise.resolve({ contentType: "text/plain; version=0.0.4", text: "steward_up 1\n" }),
};

beforeEach(async () => {
  nowMs = 1_000_000;
  delivered = [];
  failing = false;
  notReady = undefined;
  slowed = [];
  logged = [];
  clients = [];
  const log = (message: string, fields?: unknown): void => void logged.push([message, fields]);
  server = createFront({
    secrets: [NEW, OLD],
    log: { info: log, warn: log, error: log },
    nowMs: () => nowMs,
    events: new Set(EVENTS),
    fits: fitsEvent,
    watch: WATCH,
    async deliver(delivery) {
      if (failing) throw new Error("the queue is away: secret-of-the-database");
      delivered.push(delivery);
      return Promise.resolve();
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});

afterEach(async () => {
  for (const client of clients) client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function sign(body: string | Uint8Array, secret = NEW): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

async function post(
  payload: unknown,
  headers: Record<string, string> = {},
  more: { readonly secret?: string; readonly path?: string; readonly method?: string } = {},
): Promise<{ readonly status: number; readonly text: string }> {
  const body = typeof payload === "string" ? payload : JSON.stringify(payload);
  const response = await fetch(`http://127.0.0.1:${port}${more.path ?? WEBHOOK_PATH}`, {
    method: more.method ?? "POST",
    ...(more.method === "GET" ? {} : { body }),
    headers: {
      "x-github-event": "pull_request",
      "x-github-delivery": "11111111-2222-3333-4444-555555555555",
      "x-hub-signature-256": sign(body, more.secret),
      ...headers,
    },
  });
  return { status: response.status, text: await response.text() };
}

async function raw(...lines: readonly string[]): Promise<RawClient> {
  const client = await connect(port);
  clients.push(client);
  await client.write(lines.join("\r\n"));
  return client;
}

/** Headers of a delivery up to the empty line, with a signature that is well-formed and wrong. */
function headersOf(...more: readonly string[]): readonly string[] {
  return [
    `POST ${WEBHOOK_PATH} HTTP/1.1`,
    "host: 127.0.0.1",
    "x-github-event: pull_request",
    "x-github-delivery: 1",
    `x-hub-signature-256: sha256=${"0".repeat(64)}`,
    ...more,
    "",
    "",
  ];
}

describe("a signed delivery", () => {
  it("is accepted with the new secret and with the old one while rotating", async () => {
    expect(await post(OPENED)).toEqual({ status: 202, text: "accepted\n" });
    expect(await post({ ...OPENED, pull_request: { number: 6 } }, {}, { secret: OLD })).toMatchObject({
      status: 202,
    });
    expect(delivered.map(({ payload }) => payload["pull_request"])).toEqual([{ number: 5 }, { number: 6 }]);
  });

  it("is signed over its raw bytes: white space and letters beyond ASCII count", async () => {
    const body = ` ${JSON.stringify({ ...OPENED, title: "Grüße 🎉 \ud7ff" })}\n`;
    expect(await post(body)).toMatchObject({ status: 202 });
    expect(await post(body, { "x-hub-signature-256": sign(body.trim()) })).toMatchObject({ status: 401 });
    expect(delivered).toHaveLength(1);
  });

  it("is handed on once when the same bytes come twice within a moment, and again later", async () => {
    await post(OPENED);
    await post(OPENED, { "x-github-delivery": "another" });
    expect(delivered).toHaveLength(1);
    nowMs += REMEMBERED_MS;
    await post(OPENED);
    expect(delivered).toHaveLength(2);
  });

  it("that could not be kept is answered without a word about why, and may come again at once", async () => {
    failing = true;
    expect(await post(OPENED)).toEqual({ status: 500, text: "error\n" });
    expect(logged).toHaveLength(1);
    failing = false;
    expect(await post(OPENED)).toMatchObject({ status: 202 });
    expect(delivered).toHaveLength(1);
  });
});

describe("signatures", () => {
  const body = JSON.stringify(OPENED);
  const good = sign(body);
  it.each([
    ["none", ""],
    ["of another secret", sign(body, "x".repeat(40))],
    ["of the empty secret", sign(body, "")],
    ["of the word that libraries default to", sign(body, "development")],
    ["without its prefix", good.slice("sha256=".length)],
    ["cut", good.slice(0, -1)],
    ["with more behind it", `${good}0`],
    ["in capitals", good.toUpperCase()],
    ["twice", `${good}, ${good}`],
    ["of SHA-1", `sha1=${createHmac("sha1", NEW).update(body).digest("hex")}`],
  ])("%s: refused", async (_, signature) => {
    expect(await post(OPENED, { "x-hub-signature-256": signature })).toEqual({
      status: 401,
      text: "not signed by GitHub\n",
    });
    expect(delivered).toEqual([]);
  });
});

describe("headers and payloads", () => {
  it.each([
    ["an event name with a digit", { "x-github-event": "projects_v2_item" }, OPENED, 202],
    ["no event name", { "x-github-event": "" }, OPENED, 400],
    ["an event name with a path in it", { "x-github-event": "../pull_request" }, OPENED, 400],
    ["an event name of 10,000 letters", { "x-github-event": "a".repeat(10_000) }, OPENED, 400],
    ["two event names", { "x-github-event": "push, pull_request" }, OPENED, 400],
    ["no delivery id", { "x-github-delivery": "" }, OPENED, 400],
    ["a delivery id with quotes", { "x-github-delivery": "\"';--" }, OPENED, 400],
    ["`__proto__` as event", { "x-github-event": "__proto__" }, OPENED, 202],
    ["`constructor` as event", { "x-github-event": "constructor" }, { repository: REPOSITORY }, 202],
    ["an event nobody listens to", { "x-github-event": "star" }, { ...OPENED, action: "created" }, 202],
    ["an action nobody listens to", {}, { ...OPENED, action: "labeled" }, 202],
    ["`__proto__` as action", {}, { ...OPENED, action: "__proto__" }, 202],
    ["an action with a dot", { "x-github-event": "installation" }, { action: "created.x" }, 202],
    ["an action that is a list", {}, { ...OPENED, action: ["opened"] }, 400],
    ["an action that is an object", {}, { ...OPENED, action: { toString: "opened" } }, 400],
    ["an action that is null", {}, { ...OPENED, action: null }, 400],
    ["no action where there must be one", {}, { ...OPENED, action: undefined }, 202],
    ["a list", {}, [OPENED], 400],
    ["a string", {}, JSON.stringify("opened"), 400],
    ["null", {}, "null", 400],
    ["no JSON", {}, "payload=%7B%7D", 400],
    ["nothing", {}, "", 400],
    ["deep nesting", {}, `${"[".repeat(500)}${"]".repeat(500)}`, 400],
    ["a number that is none", {}, { ...OPENED, pull_request: { number: "5" } }, 400],
    ["a number with a fraction", {}, { ...OPENED, pull_request: { number: 5.5 } }, 400],
    ["a repository without a number", {}, { ...OPENED, repository: { ...REPOSITORY, id: null } }, 400],
    ["a repository named up a folder", {}, { ...OPENED, repository: { ...REPOSITORY, name: "a/../b" } }, 400],
    ["no pull request at all", {}, { ...OPENED, pull_request: undefined }, 400],
  ])("%s", async (_, headers, payload, status) => {
    expect(await post(payload, headers)).toMatchObject({ status });
    expect(delivered).toEqual([]);
    expect(logged).toEqual([]);
  });

  it("a payload that says `__proto__` pollutes nothing", async () => {
    const body = `{"__proto__":{"polluted":true},${JSON.stringify(OPENED).slice(1)}`;
    expect(await post(body)).toMatchObject({ status: 202 });
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("every event we listen to has its shape, and an empty payload fits none", () => {
    for (const event of EVENTS) expect([event, fitsEvent(event, {})]).toEqual([event, false]);
    expect(fitsEvent("__proto__", OPENED)).toBe(false);
    expect(fitsEvent("toString", OPENED)).toBe(false);
  });

  it("answers elsewhere: health, and nothing more", async () => {
    expect(await post("", {}, { method: "GET", path: "/healthz" })).toEqual({ status: 200, text: "ok\n" });
    expect(await post("", {}, { method: "GET", path: "/readyz" })).toEqual({ status: 200, text: "ready\n" });
    expect(await post("", {}, { method: "GET", path: WEBHOOK_PATH })).toMatchObject({ status: 405 });
    for (const path of ["/", "/probot/setup", "/api/github/webhooks/", "/registration", "//x", "/%00"])
      expect(await post(OPENED, {}, { path })).toMatchObject({ status: 404 });
    expect(delivered).toEqual([]);
  });
});

describe("size", () => {
  it("a length over the limit is refused before a byte of the body is read", async () => {
    const client = await raw(...headersOf(`content-length: ${BODY_BYTES_MAX + 1}`));
    const answer = await client.closed(3_000);
    expect(answer.status).toBe(413);
    expect(answer.tookMs).toBeLessThan(2_500);
  });

  it("whoever asks before sending is told at once, not invited", async () => {
    const length = `content-length: ${BODY_BYTES_MAX + 1}`;
    const client = await raw(...headersOf("expect: 100-continue", length));
    const { text } = await client.closed(3_000);
    expect(text).toMatch(/^HTTP\/1\.1 413/);
    expect(text).not.toContain("100 Continue");
    const body = JSON.stringify(OPENED);
    const good = await raw(
      ...headersOf("expect: 100-continue", `content-length: ${body.length}`).map((line) =>
        line.startsWith("x-hub") ? `x-hub-signature-256: ${sign(body)}` : line,
      ),
    );
    await good.write(body);
    expect((await good.closed(500)).text).toMatch(/100 Continue[\s\S]*202 Accepted/);
  });

  it("a body without a length is counted while it comes", async () => {
    const sockets: Socket[] = [];
    server.on("connection", (socket: Socket) => sockets.push(socket));
    const client = await raw(...headersOf("transfer-encoding: chunked"));
    const piece = Buffer.alloc(1024 * 1024, 0x61);
    let sent = 0;
    while (client.open && sent < 60) {
      await client.write(`${piece.byteLength.toString(16)}\r\n`);
      await client.write(piece);
      await client.write("\r\n");
      sent += 1;
    }
    expect((await client.closed(3_000)).status).toBe(413);
    expect(sockets[0]?.bytesRead).toBeGreaterThan(BODY_BYTES_MAX);
    expect(sockets[0]?.bytesRead).toBeLessThan(BODY_BYTES_MAX * 1.05);
  });

  it("a body of exactly the limit is read", async () => {
    const frame = JSON.stringify({ ...OPENED, filler: "" });
    const body = frame.replace('"filler":""', `"filler":"${"x".repeat(BODY_BYTES_MAX - frame.length)}"`);
    expect(Buffer.byteLength(body)).toBe(BODY_BYTES_MAX);
    expect(await post(body)).toMatchObject({ status: 202 });
    expect(await post(`${body} `)).toMatchObject({ status: 413 });
  });

  it("a body without a signature is not read at all", async () => {
    const client = await raw(`POST ${WEBHOOK_PATH} HTTP/1.1`, "host: x", "content-length: 1000", "", "");
    expect((await client.closed(3_000)).status).toBe(401);
  });

  it("headers larger than any of GitHub's are refused", async () => {
    const client = await raw(...headersOf(`x-filler: ${"a".repeat(20_000)}`));
    expect((await client.closed(3_000)).status).toBe(431);
  });
});

describe("time and connections", () => {
  it("silence, slow headers, a slow body and a body that never ends are all over within 12 seconds", async () => {
    const silent = await raw();
    const slowHeaders = await raw(`POST ${WEBHOOK_PATH} HTTP/1.1`, "host: x");
    const slowBody = await raw(...headersOf("content-length: 100000"));
    const endless = await raw(...headersOf("transfer-encoding: chunked"));
    const dripping = setInterval(() => {
      void slowHeaders.write("\r\nx-a: b");
      void slowBody.write("x");
      void endless.write("1\r\nx\r\n");
    }, 300);
    const request = "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";
    const idle = await raw(request);
    const busy = await raw(request.repeat(150));
    const all = [silent, slowHeaders, slowBody, endless];
    const answers = await Promise.all(all.map((client) => client.closed(13_000)));
    clearInterval(dripping);
    expect(all.map(({ open }) => open)).toEqual([false, false, false, false]);
    for (const { tookMs } of answers) expect(tookMs).toBeLessThan(12_500);
    expect(answers[1]?.tookMs).toBeLessThan(8_500);
    // Nor is a connection kept for nothing after its answer, or served for ever.
    expect(idle.open).toBe(false);
    expect((await busy.closed(1)).text.match(/200 OK/g)).toHaveLength(100);
    expect(delivered).toEqual([]);
  }, 20_000);

  it("at the cap the oldest unproven connection makes room, and deliveries go on", async () => {
    const crowd = await Promise.all(Array.from({ length: CONNECTIONS_MAX + 44 }, () => connect(port)));
    clients.push(...crowd);
    expect(await post(OPENED)).toMatchObject({ status: 202 });
    expect(delivered).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(crowd.filter(({ open }) => open).length).toBeLessThanOrEqual(CONNECTIONS_MAX);
    expect(crowd.at(-1)?.open).toBe(true);
  });

  it("garbage of many kinds ends with a short answer or none", async () => {
    const garbage = [
      "\u0016\u0003\u0001\u0002\u0000\u0001\u0000",
      "GET / HTTP/9.9\r\n\r\n",
      "SSH-2.0-OpenSSH_9.0\r\n",
      `POST ${WEBHOOK_PATH} HTTP/1.1\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello`,
      `POST ${WEBHOOK_PATH} HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      `POST ${WEBHOOK_PATH} HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n`,
      `POST ${WEBHOOK_PATH} HTTP/1.1\r\nhost: x\r\ncontent-length: 1e9\r\n\r\n`,
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      "\r\n\r\n\r\n\r\n\u0000\u0000\u0000",
      `GET ${"/x".repeat(20_000)} HTTP/1.1\r\n\r\n`,
    ];
    const answers = await Promise.all(garbage.map(async (bytes) => (await raw(bytes)).closed(7_000)));
    for (const { status } of answers) expect([400, 401, 404, 413, 431, 505, undefined]).toContain(status);
    expect(delivered).toEqual([]);
    expect(await post(OPENED)).toMatchObject({ status: 202 });
  }, 15_000);
});

describe("an address of its own for monitoring", () => {
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const get = async (at: Server, path: string): Promise<number> => {
    const { port: there } = at.address() as AddressInfo;
    return (await fetch(`http://127.0.0.1:${there}${path}`)).status;
  };

  it("answers what is asked there, and the front door knows nothing of it any more", async () => {
    const watching = createWatchServer(WATCH, quiet);
    const front = createFront({
      secrets: [NEW],
      log: quiet,
      nowMs: () => nowMs,
      events: new Set(EVENTS),
      fits: fitsEvent,
      deliver: () => Promise.resolve(),
    });
    try {
      for (const one of [watching, front]) {
        one.listen(0, "127.0.0.1");
        await once(one, "listening");
      }
      expect(await get(watching, "/metrics")).toBe(200);
      expect(await get(watching, "/readyz?deep")).toBe(200);
      notReady = "stopping";
      expect(await get(watching, "/readyz")).toBe(503);
      for (const path of ["/healthz", "/", "/api/github/webhooks", "/preview/x"])
        expect([path, await get(watching, path)]).toEqual([path, 404]);
      for (const path of ["/metrics", "/readyz"]) expect([path, await get(front, path)]).toEqual([path, 404]);
      expect(await get(front, "/healthz")).toBe(200);
    } finally {
      for (const one of [watching, front]) {
        one.closeAllConnections();
        one.close();
      }
    }
  });
});
