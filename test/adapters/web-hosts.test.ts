// What becomes of answers: good ones are read, the world's troubles are told from the contributor's, and hostile hosts get nowhere.

import net from "node:net";
import zlib from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type WebOptions, type WebOutcome } from "../../src/adapters/web/options.ts";
import { createWeb } from "../../src/adapters/web/web.ts";
import { type Fact } from "../../src/core/facts.ts";
import type { WebAnswer } from "../../src/ports/web.ts";
import {
  type Answer,
  certificateFor,
  endless,
  type LoopbackHost,
  raw,
  redirect,
  reply,
  startLoopbackHost,
} from "../support/loopback-host.ts";

const BYTES_MAX = 100_000;
const ASK = { bytesMax: BYTES_MAX, accept: "text/html" };
/** Long enough that a busy machine never turns an answer into a time-out. */
const TIMES = { connectMs: 3_000, firstByteMs: 3_000, totalMs: 6_000, nameAgainMs: 1, queueMs: 6_000 };
/** Where the time-out is what the test is about. */
const SHORT_TIMES = { ...TIMES, firstByteMs: 300, totalMs: 600 };
/** The short total and what a busy machine may add. */
const ENDED_MS_MAX = 5_000;
const MEGABYTE = 1_000_000;
const OK = "HTTP/1.1 200 OK\r\n";

let host: LoopbackHost;
let stale: LoopbackHost;

beforeAll(async () => {
  const names = ["good.example", "other.example"];
  host = await startLoopbackHost(await certificateFor(names), {});
  stale = await startLoopbackHost(
    await certificateFor(["stale.example"], new Date(Date.now() - 86_400_000)),
    {},
  );
});

afterAll(async () => {
  await host.close();
  await stale.close();
});

function web(options: Partial<WebOptions> = {}): ReturnType<typeof createWeb> {
  return createWeb({
    userAgent: "marketplace-steward/test (+https://github.com/example)",
    ca: [host.ca, stale.ca],
    times: TIMES,
    resolve: async (name) => [
      { address: "127.0.0.1", port: name === "stale.example" ? stale.port : host.port },
    ],
    ...options,
  });
}

function wordOf(fact: Fact<unknown>): string {
  return fact.state === "known" ? "known" : `${fact.state} ${fact.reason}`;
}

async function getFrom(answer: Answer, ask = ASK, times = TIMES): Promise<Fact<WebAnswer>> {
  host.answers = { "/": answer };
  return web({ times }).get("https://good.example/", ask);
}

async function bodyFrom(answer: Answer, ask = ASK): Promise<WebAnswer> {
  const fact = await getFrom(answer, ask);
  if (fact.state !== "known") throw new Error(`not known: ${fact.reason}`);
  return fact.value;
}

describe("status", () => {
  const meanings: readonly (readonly [readonly number[], string])[] = [
    [[200, 201, 203, 206, 226], "known"],
    [[401], "absent needs-login"],
    [[404, 410], "absent not-found"],
    [[400, 402, 407, 409, 411, 412, 414, 416, 417, 422, 423, 426, 428, 431], "absent client-error"],
    [[403, 405, 406, 408, 418, 421, 425, 429, 451], "unavailable host-busy"],
    // Nobody's standard: a guard's or a proxy's own.
    [[432, 440, 444, 460, 463, 494, 499], "unavailable host-busy"],
    [[500, 502, 503, 504, 520, 530, 599, 999], "unavailable host-error"],
    [[300, 301, 302, 303, 304, 305, 307, 308], "absent client-error"],
  ];
  test.each(meanings.flatMap(([all, word]) => all.map((status) => [status, word] as const)))(
    "%d without a Location means %s",
    async (status, word) => {
      expect(wordOf(await getFrom(reply(status)))).toBe(word);
    },
  );

  test("zstd is unpacked where Node can, and asked for only there", async () => {
    const { zstdCompressSync } = zlib as { readonly zstdCompressSync?: (bytes: Buffer) => Buffer };
    const bytes = Buffer.from("installing, configuring, using ".repeat(100));
    host.requests.length = 0;
    const fact = await getFrom(
      reply(200, { "content-encoding": "zstd" }, zstdCompressSync?.(bytes) ?? bytes),
    );
    expect(wordOf(fact)).toBe(zstdCompressSync === undefined ? "unavailable our-limit" : "known");
    expect(/accept-encoding:.*zstd/i.test(host.requests[0] ?? "")).toBe(zstdCompressSync !== undefined);
  });

  test("204 is an answer with nothing in it", async () => {
    const fact = await getFrom(raw("HTTP/1.1 204 x\r\n\r\n"));
    expect(fact).toMatchObject({ state: "known", value: { truncated: false } });
  });
});

describe("a good answer", () => {
  test("carries its type, its bytes and the address without fragment; the request says who we are", async () => {
    host.requests.length = 0;
    const answer = await bodyFrom(reply(200, { "content-type": "text/html; charset=utf-8" }, "hello"));
    expect(answer).toEqual({
      url: "https://good.example/",
      movedTo: undefined,
      contentType: "text/html; charset=utf-8",
      bytes: new Uint8Array(Buffer.from("hello")),
      truncated: false,
    });
    expect(host.requests[0]).toMatch(
      /user-agent: marketplace-steward\/test \(\+https:\/\/github\.com\/example\)/,
    );
    expect(host.requests[0]).toMatch(/accept: text\/html\r\n/);
    expect(host.requests[0]).not.toMatch(/cookie|authorization|referer/i);
  });

  test.each([
    [0, false],
    [BYTES_MAX - 1, false],
    [BYTES_MAX, false],
    [BYTES_MAX + 1, true],
    [BYTES_MAX * 3, true],
  ])("a body of %d bytes", async (bytes, truncated) => {
    const answer = await bodyFrom(reply(200, {}, Buffer.alloc(bytes, 7)));
    expect([answer.bytes.length, answer.truncated]).toEqual([Math.min(bytes, BYTES_MAX), truncated]);
  });

  test("is not read when nobody asked for its body", async () => {
    const answer = await bodyFrom(endless(`${OK}\r\n`, Buffer.alloc(65_536)), { ...ASK, bytesMax: 0 });
    expect([answer.bytes.length, answer.truncated]).toEqual([0, false]);
  });

  const packed: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
    ["gzip", (bytes) => zlib.gzipSync(bytes)],
    ["x-gzip", (bytes) => zlib.gzipSync(bytes)],
    ["GZip", (bytes) => zlib.gzipSync(bytes)],
    ["br", (bytes) => zlib.brotliCompressSync(bytes)],
    ["deflate", (bytes) => zlib.deflateSync(bytes)],
    ["deflate", (bytes) => zlib.deflateRawSync(bytes)],
    ["identity", (bytes) => bytes],
    ["identity, gzip", (bytes) => zlib.gzipSync(bytes)],
    ["gzip, gzip", (bytes) => zlib.gzipSync(zlib.gzipSync(bytes))],
    ["deflate, gzip", (bytes) => zlib.gzipSync(zlib.deflateRawSync(bytes))],
    ["br, identity, deflate", (bytes) => zlib.deflateSync(zlib.brotliCompressSync(bytes))],
    // Said, and not done: browsers show such pages as they come.
    ["gzip", (bytes) => bytes],
    ["gzip, gzip", (bytes) => zlib.gzipSync(bytes)],
    // No coding at all, whatever its header says.
    ...["utf-8", "UTF-8", "none", "aws-chunked", "binary", "gzip, utf-8", ""].map(
      (word): readonly [string, (bytes: Buffer) => Buffer] => [word, (bytes) => bytes],
    ),
  ];
  test.each(packed)("in %j is read as browsers read it", async (coding, pack) => {
    const bytes = Buffer.from("installing, configuring, using ".repeat(2_000));
    const answer = await bodyFrom(reply(200, { "content-encoding": coding }, pack(bytes)));
    expect([Buffer.from(answer.bytes).equals(bytes), answer.truncated]).toEqual([true, false]);
  });
});

describe("redirects", () => {
  test.each([
    [[301], "https://good.example/2"],
    [[308, 301], "https://good.example/2"],
    [[301, 302], undefined],
    [[302], undefined],
    [[303, 301, 301], undefined],
    [[307], undefined],
  ])("%j: moved permanently only when every one of them is permanent", async (statuses, movedTo) => {
    host.answers = Object.fromEntries(
      statuses.map((status, at) => [
        `/${at}`,
        redirect(status, at === statuses.length - 1 ? "/2" : `/${at + 1}`),
      ]),
    );
    // The last address may be the third redirect's own; it then answers instead.
    if (statuses.length < 3) host.answers["/2"] = reply(200);
    else host.answers = { ...host.answers, "/2": redirect(301, "/end"), "/end": reply(200) };
    const fact = await web().get("https://good.example/0", ASK);
    expect(fact).toMatchObject({ state: "known", value: { movedTo } });
  });

  test("the fragment survives a move", async () => {
    host.answers = { "/": redirect(301, "https://other.example/new"), "/new": reply(200) };
    expect(await web().get("https://good.example/#usage", ASK)).toMatchObject({
      value: { url: "https://other.example/new", movedTo: "https://other.example/new#usage" },
    });
  });

  test("three are followed, a fourth is one too many, and a loop is too many as well", async () => {
    host.answers = {
      "/3": redirect(302, "/2"),
      "/2": redirect(302, "/1"),
      "/1": redirect(302, "/0"),
      "/0": reply(200),
    };
    host.answers["/4"] = redirect(302, "/3");
    host.answers["/loop"] = redirect(301, "/loop");
    const words = await Promise.all(
      ["3", "4", "loop"].map(async (one) => wordOf(await web().get(`https://good.example/${one}`, ASK))),
    );
    expect(words).toEqual(["known", "absent too-many-redirects", "absent too-many-redirects"]);
  });

  test.each([
    ["http://good.example/", "absent downgrade"],
    ["HTTP://good.example/", "absent downgrade"],
    ["ftp://good.example/", "absent bad-url"],
    ["file:///etc/passwd", "absent bad-url"],
    ["javascript:alert(1)", "absent bad-url"],
    ["data:text/html,x", "absent bad-url"],
    ["https://user@good.example/", "absent bad-url"],
    ["https://good.example:8443/", "absent bad-url"],
    ["https://", "absent bad-url"],
    ["//user@good.example/", "absent bad-url"],
    ["", "absent client-error"],
  ])("to %j means %s", async (location, word) => {
    expect(wordOf(await getFrom(redirect(302, location)))).toBe(word);
  });

  test.each(["/ok", "//other.example/ok", "https://other.example/ok", "?x", "/ö", "\\ok"])(
    "to %j is followed",
    async (location) => {
      host.answers = {
        "/a": redirect(302, location),
        "/ok": reply(200),
        "/a?x": reply(200),
        "/%C3%B6": reply(200),
      };
      expect(wordOf(await web().get("https://good.example/a", ASK))).toBe("known");
    },
  );

  test("of two Locations the first counts; a redirect's body is not read", async () => {
    host.answers = {
      "/": endless(
        "HTTP/1.1 302 x\r\nlocation: /ok\r\nlocation: http://evil.example/\r\n\r\n",
        Buffer.alloc(65_536),
      ),
      "/ok": reply(200),
    };
    expect(wordOf(await web().get("https://good.example/", ASK))).toBe("known");
  });
});

describe("hostile hosts end in time, with little read", () => {
  // Twenty times what is read of them.
  const zeros = Buffer.alloc(20 * BYTES_MAX);
  const chunked = `${OK}transfer-encoding: chunked\r\n\r\n`;
  const coded = (coding: string): string => `${OK}content-encoding: ${coding}\r\n`;
  const cases: Readonly<Record<string, readonly [Answer, string]>> = {
    "no answer at all": [() => undefined, "unavailable time-out"],
    "headers that never end": [endless(`${OK}x: `, "a".repeat(1_000)), "unavailable our-limit"],
    "headers one by one, slowly": [drip(OK, "x: y\r\n"), "unavailable time-out"],
    "a header of 17 KB": [raw(`${OK}x: ${"a".repeat(17_000)}\r\n\r\n`), "unavailable our-limit"],
    "100 Continue for ever": [endless("", "HTTP/1.1 100 Continue\r\n\r\n"), "unavailable"],
    "a body that hangs": [raw(`${OK}content-length: 10\r\n\r\nabc`), "unavailable time-out"],
    "a body in drips": [drip(`${OK}\r\n`, "a"), "unavailable time-out"],
    "an endless body": [endless(`${OK}\r\n`, Buffer.alloc(65_536)), "known truncated"],
    "endless chunks": [endless(chunked, `ff\r\n${"a".repeat(255)}\r\n`), "known truncated"],
    "an endless chunk size": [endless(chunked, "0".repeat(1_000)), "unavailable"],
    "an endless chunk extension": [endless(`${chunked}1;`, "a".repeat(1_000)), "unavailable"],
    "gzip of far too much": [
      reply(200, { "content-encoding": "gzip" }, zlib.gzipSync(zeros)),
      "known truncated",
    ],
    "brotli of far too much": [
      reply(200, { "content-encoding": "br" }, zlib.brotliCompressSync(zeros)),
      "known truncated",
    ],
    "deflate of far too much": [
      reply(200, { "content-encoding": "deflate" }, zlib.deflateSync(zeros)),
      "known truncated",
    ],
    "gzip in gzip of far too much": [
      reply(200, { "content-encoding": "gzip, gzip" }, zlib.gzipSync(zlib.gzipSync(zeros))),
      "known truncated",
    ],
    "four layers": [raw(`${coded("br, gzip")}content-encoding: gzip, br\r\n\r\n`), "unavailable our-limit"],
    "a thousand layers": [raw(`${coded("gzip,".repeat(1_000))}\r\n`), "unavailable our-limit"],
    "brotli that is none": [
      reply(200, { "content-encoding": "br" }, "hello there"),
      "unavailable host-error",
    ],
    "gzip cut short": [
      reply(200, { "content-encoding": "gzip" }, zlib.gzipSync("x".repeat(5_000)).subarray(0, 30)),
      "unavailable host-error",
    ],
    "gzip of nothing, for ever": [endless(`${coded("gzip")}\r\n`, zlib.gzipSync("")), "unavailable"],
    "a connection reset after the headers": [
      resetting(`${OK}content-length: 10\r\n\r\n`),
      "unavailable reset",
    ],
    "a connection reset in the body": [resetting(`${OK}content-length: 10\r\n\r\nabc`), "unavailable reset"],
    "a connection closed without an answer": [raw("", true), "unavailable reset"],
    "fewer bytes than promised": [raw(`${OK}content-length: 10\r\n\r\nabc`, true), "unavailable reset"],
    "two lengths": [raw(`${OK}content-length: 1\r\ncontent-length: 9\r\n\r\nx`), "unavailable"],
    "no HTTP": [raw("220 mail.example ESMTP\r\n"), "unavailable"],
    "HTTP/2 without being asked": [raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), "unavailable"],
    "a change of protocol": [
      raw("HTTP/1.1 101 x\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n"),
      "unavailable",
    ],
    "line feeds in a header": [raw(`${OK}x: a\rb\r\n\r\n`), "unavailable"],
  };

  test.each(Object.entries(cases))("%s", async (_name, [answer, expected]) => {
    const startMs = Date.now();
    // Whatever may end by the clock gets the short one.
    const fact = await getFrom(answer, ASK, /time-out|unavailable$/.test(expected) ? SHORT_TIMES : TIMES);
    const word = fact.state === "known" ? `known${fact.value.truncated ? " truncated" : ""}` : wordOf(fact);
    expect(word).toMatch(new RegExp(`^${expected}`));
    expect(word).not.toMatch(/crashed/);
    if (fact.state === "known") expect(fact.value.bytes.length).toBeLessThanOrEqual(BYTES_MAX);
    expect(Date.now() - startMs).toBeLessThan(ENDED_MS_MAX);
  });

  test("no connection is left open behind them, and memory stays small", async () => {
    await new Promise((later) => setTimeout(later, 50));
    expect(host.open()).toBe(0);
    expect(process.memoryUsage().arrayBuffers).toBeLessThan(150 * MEGABYTE);
  });
});

describe("connections", () => {
  test("bad certificates are the contributor's to fix", async () => {
    host.answers = { "/": reply(200) };
    stale.answers = { "/": reply(200) };
    const urls = ["https://wrong.example/", "https://stale.example/"];
    const words = await Promise.all(urls.map(async (url) => wordOf(await web().get(url, ASK))));
    const untrusting = createWeb({
      userAgent: "x",
      times: TIMES,
      resolve: async () => [{ address: "127.0.0.1", port: host.port }],
    });
    words.push(wordOf(await untrusting.get("https://good.example/", ASK)));
    expect(words).toEqual(Array(3).fill("absent bad-certificate"));
  });

  const listeners: readonly (readonly [string, (socket: net.Socket) => void, string])[] = [
    ["resets", (socket) => socket.resetAndDestroy(), "unavailable reset"],
    ["closes", (socket) => socket.end(), "unavailable reset"],
    ["never shakes hands", () => undefined, "unavailable time-out"],
    ["speaks no TLS", (socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"), "unavailable host-error"],
  ];
  test.each(listeners)("a port that %s", async (_name, behave, word) => {
    const server = net.createServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => behave(socket));
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const address = server.address() as net.AddressInfo;
    const ours = web({
      times: { ...TIMES, connectMs: 500 },
      resolve: async () => [{ address: "127.0.0.1", port: address.port }],
    });
    expect(wordOf(await ours.get("https://good.example/", ASK))).toBe(word);
    await new Promise((closed) => server.close(closed));
    expect(wordOf(await ours.get("https://good.example/", ASK))).toBe("unavailable refused");
  });

  test("the next address is tried when the first does not answer", async () => {
    host.answers = { "/": reply(200) };
    const ours = web({
      resolve: async () => [
        { address: "127.0.0.2", port: host.port },
        { address: "127.0.0.1", port: host.port },
      ],
    });
    expect(wordOf(await ours.get("https://good.example/", ASK))).toBe("known");
  });
});

describe("budgets", () => {
  test("no more than so many at once to a host", async () => {
    let now = 0;
    let most = 0;
    host.answers = {
      "/": (socket, request) => {
        most = Math.max(most, (now += 1));
        setTimeout(() => {
          now -= 1;
          reply(200)(socket, request);
        }, 20);
      },
    };
    const ours = web({ requestsAtOncePerHost: 2 });
    const facts = await Promise.all(Array.from({ length: 8 }, () => ours.get("https://good.example/", ASK)));
    expect([new Set(facts.map(wordOf)), most]).toEqual([new Set(["known"]), 2]);
  });

  test("a host's hour and a listing's share end as our limit; the next hour begins anew", async () => {
    let nowMs = 0;
    host.answers = { "/": reply(200), "/r": redirect(302, "/") };
    const ours = web({ requestsPerHostAndHour: 3, requestsPerListing: 2, clock: { nowMs: () => nowMs } });
    const listing = ours.forListing();
    const words = [
      wordOf(await listing.get("https://good.example/r", ASK)),
      wordOf(await listing.get("https://good.example/", ASK)),
      wordOf(await ours.get("https://good.example/", ASK)),
      wordOf(await ours.get("https://good.example/", ASK)),
    ];
    expect(words).toEqual(["known", "unavailable our-limit", "known", "unavailable our-limit"]);
    nowMs = 3_600_000;
    expect(wordOf(await ours.get("https://good.example/", ASK))).toBe("known");
  });

  test("outcomes are told, and a listener's trouble changes nothing", async () => {
    const outcomes: WebOutcome[] = [];
    host.answers = { "/": reply(404) };
    const ours = web({
      onOutcome(outcome) {
        outcomes.push(outcome);
        throw new Error("metrics are down");
      },
    });
    expect(wordOf(await ours.get("https://good.example/", ASK))).toBe("absent not-found");
    expect(outcomes).toMatchObject([{ host: "good.example", state: "absent", reason: "not-found" }]);
  });
});

/** A piece now and then, until the other side is gone. */
function drip(head: string, piece: string): Answer {
  return (socket) => {
    socket.write(head);
    const timer = setInterval(() => socket.write(piece), 50);
    socket.on("close", () => clearInterval(timer));
  };
}

function resetting(head: string): Answer {
  return (socket) => {
    socket.write(head, () => setTimeout(() => socket.destroy(), 30));
  };
}
