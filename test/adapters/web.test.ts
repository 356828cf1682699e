// Which addresses we ask at all, however they are written and by whatever way they come to us.

import { channel } from "node:diagnostics_channel";
import { createServer, isIP, type Server } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { isPublicAddress } from "../../src/adapters/web/address.ts";
import { opensAddress, opensHost, parseFetchAllow } from "../../src/adapters/web/allow.ts";
import { type WebOptions } from "../../src/adapters/web/options.ts";
import { readLocation, readUrl } from "../../src/adapters/web/url.ts";
import { createWeb } from "../../src/adapters/web/web.ts";
import { type Fact } from "../../src/core/facts.ts";
import { FORBIDDEN_HOSTS, PUBLIC_ADDRESSES } from "../support/addresses.ts";
import {
  certificateFor,
  type LoopbackHost,
  redirect,
  reply,
  startLoopbackHost,
} from "../support/loopback-host.ts";

const ASK = { bytesMax: 1_000, accept: "*/*" };
const HTTPS_PORT = 443;
const TIMES = { connectMs: 3_000, firstByteMs: 3_000, totalMs: 6_000, nameAgainMs: 1, queueMs: 10_000 };

let host: LoopbackHost;
/** Listeners where a fooled fetch would arrive; taken only where we may. */
const sentinels: Server[] = [];
let visits = 0;
/** Connections that this process began to dial. */
let dialled = 0;
const countDial = (): void => {
  dialled += 1;
};

beforeAll(async () => {
  host = await startLoopbackHost(await certificateFor(["good.example", "other.example"]), {
    "/": reply(200, { "content-type": "text/plain" }, "hello"),
  });
  for (const address of ["0.0.0.0", "::"]) {
    const sentinel = createServer((socket) => {
      visits += 1;
      socket.destroy();
    });
    const listens = await new Promise<boolean>((done) => {
      sentinel.once("error", () => done(false));
      sentinel.listen({ port: HTTPS_PORT, host: address, ipv6Only: address === "::" }, () => done(true));
    });
    if (listens) sentinels.push(sentinel);
  }
  channel("net.client.socket").subscribe(countDial);
});

afterEach(() => {
  dialled = 0;
  visits = 0;
  host.requests.length = 0;
});

afterAll(async () => {
  channel("net.client.socket").unsubscribe(countDial);
  for (const sentinel of sentinels) sentinel.close();
  await host.close();
});

/** good.example and other.example stand on our host; every other name is for DNS, which tests replace. */
function web(options: Partial<WebOptions> = {}): ReturnType<typeof createWeb> {
  return createWeb({
    userAgent: "marketplace-steward/test",
    ca: [host.ca],
    times: TIMES,
    resolve: async (name) =>
      /^(good|other|wrong)\.example$/.test(name) ? [{ address: "127.0.0.1", port: host.port }] : undefined,
    lookup: async () => {
      throw Object.assign(new Error("no such name"), { code: "ENOTFOUND" });
    },
    ...options,
  });
}

function wordOf(fact: Fact<unknown>): string {
  return fact.state === "known" ? "known" : `${fact.state} ${fact.reason}`;
}

async function lookup(): Promise<readonly { readonly address: string }[]> {
  return [{ address: "127.0.0.1" }];
}

function codeError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

describe("forbidden addresses in at least sixty spellings", () => {
  const FORBIDDEN = "absent forbidden-address";

  test("there are sixty, and the sentinels would notice", () => {
    expect(new Set(FORBIDDEN_HOSTS).size).toBeGreaterThanOrEqual(60);
    expect(new Set(FORBIDDEN_HOSTS.map((one) => new URL(`https://${one}/`).hostname)).size).toBeGreaterThan(
      60,
    );
    if (sentinels.length === 0)
      process.stderr.write("web.test.ts: port 443 is not ours; only dials are counted\n");
  });

  test("written directly: nothing is dialled", async () => {
    const ours = web();
    const words = await Promise.all(
      FORBIDDEN_HOSTS.map(async (one) => [one, wordOf(await ours.get(`https://${one}/`, ASK))]),
    );
    expect(words.filter(([, word]) => word !== FORBIDDEN)).toEqual([]);
    expect([dialled, visits]).toEqual([0, 0]);
  });

  test("as the answer of DNS, alone, first or last among public ones: nothing is dialled", async () => {
    const wrong: string[] = [];
    for (const one of FORBIDDEN_HOSTS) {
      const address = new URL(`https://${one}/`).hostname.replace(/^\[|\]$/g, "");
      for (const answer of [[address], ["1.1.1.1", address], [address, "2606:4700::1111"]]) {
        const ours = web({ lookup: async () => answer.map((each) => ({ address: each })) });
        if (wordOf(await ours.get("https://rebound.example/", ASK)) !== FORBIDDEN) wrong.push(answer.join());
      }
    }
    expect(wrong).toEqual([]);
    expect([dialled, visits]).toEqual([0, 0]);
  });

  test("behind a redirect: only our own host is dialled", async () => {
    const ours = web({ requestsAtOncePerHost: 8 });
    const words = await Promise.all(
      FORBIDDEN_HOSTS.map(async (one, at) => {
        const location = Buffer.from(`https://${one}/x`, "utf8").toString("latin1");
        host.answers[`/r${at}`] = (socket) =>
          socket.write(
            Buffer.from(`HTTP/1.1 302 x\r\nlocation: ${location}\r\ncontent-length: 0\r\n\r\n`, "latin1"),
          );
        return [one, wordOf(await ours.get(`https://good.example/r${at}`, ASK))];
      }),
    );
    expect(words.filter(([, word]) => word !== FORBIDDEN)).toEqual([]);
    expect([dialled, visits]).toEqual([FORBIDDEN_HOSTS.length, 0]);
  });

  test("by the system's own name for this machine", async () => {
    const ours = createWeb({ userAgent: "x", times: TIMES });
    expect(wordOf(await ours.get("https://localhost/", ASK))).toBe(FORBIDDEN);
    expect([dialled, visits]).toEqual([0, 0]);
  });

  test("a name is asked anew at each redirect: the second, private answer counts", async () => {
    let asked = 0;
    const ours = web({
      allow: parseFetchAllow("1.1.1.1").allow,
      resolve: (name) =>
        name === "good.example" ? Promise.resolve([{ address: "127.0.0.1", port: host.port }]) : undefined,
      lookup: async () => [{ address: (asked += 1) > 1 ? "127.0.0.1" : "10.0.0.1" }],
    });
    host.answers["/hop"] = redirect(302, "https://rebound.example/");
    expect(wordOf(await ours.get("https://good.example/hop", ASK))).toBe(FORBIDDEN);
    expect(asked).toBe(1);
  });

  test("public addresses stay public, the neighbours of forbidden networks among them", () => {
    expect(PUBLIC_ADDRESSES.filter((one) => !isPublicAddress(one))).toEqual([]);
  });

  test("no text that is not an address is public", () => {
    fc.assert(fc.property(fc.string(), (text) => isIP(text) !== 0 || !isPublicAddress(text)));
    expect(isPublicAddress("2606:4700::1111%eth0")).toBe(false);
  });

  test("IPv4 is forbidden in its mapped and translated dress, whatever it is", () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const dressed = [`::ffff:${address}`, `::${address}`, `64:ff9b::${address}`];
        return dressed.every((one) => !isPublicAddress(one));
      }),
    );
  });
});

describe("the form of an address", () => {
  const bad: readonly string[] = [
    "",
    "good.example",
    "//good.example/",
    "http://good.example/",
    "ftp://good.example/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/html,x",
    "https:good.example",
    "https:/good.example/",
    "https:///good.example/",
    "https://",
    "https://user@good.example/",
    "https://user:pass@good.example/",
    "https://@good.example/",
    "https://:@good.example/",
    "https://good.example:8443/",
    "https://good.example:80/",
    "https://good.example:99999/",
    " https://good.example/",
    "https://good.example/ ",
    "https://good\t.example/",
    "https://good.example\n/",
    "https://good.example\\@evil.example/",
    "https:\\\\good.example\\",
    "https://good.example/\u0000",
    "https://a..example/",
    "https://.example/",
    `https://${"a".repeat(64)}.example/`,
    `https://${"a.".repeat(130)}example/`,
    `https://good.example/${"a".repeat(3_000)}`,
    "https://[::1/",
    "https://good.example%00/",
    "https://ex ample/",
    "https://256.256.256.256/",
    "https://1.2.3.4.5.6/",
    "https://[fe80::1%25eth0]/",
  ];

  test.each(bad)("%j is refused before anything is dialled", async (text) => {
    expect(wordOf(await web().get(text, ASK))).toBe("absent bad-url");
    expect(dialled).toBe(0);
  });

  test.each([
    "https://good.example",
    "HTTPS://GOOD.example/",
    "https://good.example:443/",
    "https://good.example./#x",
  ])("%j is asked", async (text) => {
    const fact = await web().get(text, ASK);
    expect(fact).toMatchObject({ state: "known", value: { movedTo: undefined, contentType: "text/plain" } });
  });

  test("what is accepted is what the URL parser reads, https on the standard port without a user", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string()),
        (text) => {
          const url = readUrl(text);
          if (typeof url === "string") return true;
          const again = new URL(text);
          return (
            url.href === again.href && again.protocol === "https:" && again.username + again.password === ""
          );
        },
      ),
    );
  });

  test("a redirect never leads away from https", () => {
    const from = new URL("https://good.example/a");
    fc.assert(
      fc.property(
        fc.oneof(fc.webUrl({ validSchemes: ["http", "https", "ftp"] }), fc.string()),
        (location) => {
          const next = readLocation(location, from);
          return typeof next === "string" || next.protocol === "https:";
        },
      ),
    );
  });

  test("get never throws, whatever it is given", async () => {
    const ours = web();
    const given: readonly unknown[] = [
      undefined,
      null,
      7,
      {},
      [],
      Symbol.iterator,
      "https://good.example/\ud800",
    ];
    for (const one of given) expect((await ours.get(one as string, ASK)).state).not.toBe("thrown");
  });
});

describe("names", () => {
  test.each([
    ["ENOTFOUND", "absent no-such-name", 2],
    ["EAI_AGAIN", "unavailable name-lookup-failed", 1],
    ["ESERVFAIL", "unavailable name-lookup-failed", 1],
    ["EAI_FAIL", "unavailable name-lookup-failed", 1],
    ["ETIMEOUT", "unavailable time-out", 1],
  ])("%s means %s", async (code, word, times) => {
    let asked = 0;
    const ours = web({
      lookup: async () => {
        asked += 1;
        throw codeError(code);
      },
    });
    expect([wordOf(await ours.get("https://nowhere.example/", ASK)), asked]).toEqual([word, times]);
  });

  test("a name that is there the second time is there", async () => {
    let asked = 0;
    const ours = web({
      allow: parseFetchAllow("127.0.0.1").allow,
      lookup: async () => {
        asked += 1;
        if (asked === 1) throw codeError("ENOTFOUND");
        return [{ address: "10.0.0.1" }];
      },
    });
    expect(wordOf(await ours.get("https://late.example/", ASK))).toBe("absent forbidden-address");
  });

  test("a resolver that never answers ends in time", async () => {
    const ours = web({ times: { ...TIMES, connectMs: 50 }, lookup: () => new Promise(() => undefined) });
    expect(wordOf(await ours.get("https://silent.example/", ASK))).toBe("unavailable time-out");
  });
});

describe("FETCH_ALLOW", () => {
  test("reads hosts, addresses and networks with and without ports", () => {
    const { allow, faults } = parseFetchAllow(
      "ghe.corp, Git.Corp:8443 10.0.0.0/8\n192.168.1.5:9443,fd00::/8,[fd00::1]:8443 [2001:db8::/32]:444",
    );
    expect([allow.length, faults]).toEqual([7, []]);
    expect([opensHost(allow, "ghe.corp", 8_080), opensHost(allow, "ghe.corp.", 443)]).toEqual([true, true]);
    expect([opensHost(allow, "git.corp", 8_443), opensHost(allow, "git.corp", 443)]).toEqual([true, false]);
    expect([opensAddress(allow, "10.9.9.9", 1), opensAddress(allow, "::ffff:10.9.9.9", 1)]).toEqual([
      true,
      true,
    ]);
    expect([opensAddress(allow, "192.168.1.5", 443), opensAddress(allow, "192.168.1.5", 9_443)]).toEqual([
      false,
      true,
    ]);
    expect(opensAddress(allow, "11.0.0.1", 443)).toBe(false);
  });

  test("nothing opens nothing", () => {
    expect(parseFetchAllow(" ,\n ")).toEqual({ allow: [], faults: [] });
  });

  test("every fault is reported at once", () => {
    const wrong = [
      "https://a.example",
      "*.corp",
      "10.0.0.0/33",
      "a.example:0",
      "a:b",
      "10.0.0.0/0",
      "::/0",
      "999.1.1.1",
      "[::1",
      "a/8",
      "-a",
    ];
    expect(parseFetchAllow(wrong.join(" ")).faults).toHaveLength(wrong.length);
  });

  test("never throws", () => {
    fc.assert(fc.property(fc.string(), (text) => Array.isArray(parseFetchAllow(text).faults)));
  });

  test("an opened network lets a private address and another port through, with its certificate checked", async () => {
    const opened = web({
      resolve: () => undefined,
      lookup,
      allow: parseFetchAllow(`127.0.0.0/8:${host.port}`).allow,
    });
    expect(wordOf(await opened.get(`https://good.example:${host.port}/`, ASK))).toBe("known");
    expect(wordOf(await opened.get(`https://unknown.example:${host.port}/`, ASK))).toBe(
      "absent bad-certificate",
    );
    expect(wordOf(await opened.get(`https://good.example/`, ASK))).toBe("absent forbidden-address");
    expect(wordOf(await opened.get(`https://good.example:1/`, ASK))).toBe("absent bad-url");
    const byName = web({ resolve: () => undefined, lookup, allow: parseFetchAllow("good.example").allow });
    expect(wordOf(await byName.get(`https://good.example:${host.port}/`, ASK))).toBe("known");
    expect(wordOf(await byName.get(`https://other.example/`, ASK))).toBe("absent forbidden-address");
  });

  test("a network opened on a port does not open that port to the public", async () => {
    const ours = web({
      lookup: async () => [{ address: "1.1.1.1" }],
      allow: parseFetchAllow("10.0.0.0/8:8443").allow,
    });
    expect(wordOf(await ours.get("https://public.example:8443/", ASK))).toBe("absent bad-url");
    expect(dialled).toBe(0);
  });
});
