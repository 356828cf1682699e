// Opens the one connection of a request: every address behind the name is checked first, and only a checked one is dialled.

import { promises as dns } from "node:dns";
import net from "node:net";
import tls from "node:tls";
import { abortable, pause } from "./abort.ts";
import { isPublicAddress, sameAddress } from "./address.ts";
import { type FetchAllow, opensAddress, opensHost, opensSomeNetwork } from "./allow.ts";
import { type HostAddress, type WebOptions, type WebTimes } from "./options.ts";
import { codeOf, stopAbsent, stopUnavailable } from "./stop.ts";
import { bareHost, HTTPS_PORT, portOf } from "./url.ts";

/** getaddrinfo runs on Node's four pool threads and cannot be interrupted; file reads need the others. */
const LOOKUPS_AT_ONCE = 2;

export interface Dialler {
  dial(url: URL, signal: AbortSignal): Promise<tls.TLSSocket>;
}

export function createDialler(options: WebOptions, times: WebTimes): Dialler {
  const allow = options.allow ?? [];
  const lookup = limited(LOOKUPS_AT_ONCE, options.lookup ?? ((name) => dns.lookup(name, { all: true })));
  const secureContext = options.ca?.length
    ? tls.createSecureContext({ ca: [...tls.rootCertificates, ...options.ca] })
    : undefined;

  async function addressesOf(host: string): Promise<readonly HostAddress[]> {
    try {
      return await lookup(host);
    } catch (error) {
      const code = codeOf(error);
      // Everything but a plain "no such name" is the resolver's trouble, not the contributor's.
      if (code === "ENOTFOUND" || code === "ENODATA") return [];
      throw stopUnavailable(code === "ETIMEOUT" ? "time-out" : "name-lookup-failed");
    }
  }

  async function resolve(url: URL, signal: AbortSignal): Promise<readonly HostAddress[]> {
    const host = bareHost(url);
    const port = portOf(url);
    const wholeHostOpen = opensHost(allow, host, port);
    if (net.isIP(host) !== 0)
      return wholeHostOpen ? [{ address: host }] : checked([{ address: host }], port, allow);
    if (port !== HTTPS_PORT && !wholeHostOpen && !opensSomeNetwork(allow, port)) throw stopAbsent("bad-url");
    const own = await options.resolve?.(host.replace(/\.$/, ""));
    let found = own ?? (await addressesOf(host));
    if (found.length === 0 && own === undefined) {
      await pause(times.nameAgainMs, signal);
      found = await addressesOf(host);
    }
    if (found.length === 0) throw stopAbsent("no-such-name");
    return wholeHostOpen || own !== undefined ? found : checked(found, port, allow);
  }

  return {
    async dial(url, signal) {
      const addresses = await abortable(resolve(url, signal), signal);
      signal.throwIfAborted();
      const socket = await openTcp(addresses, portOf(url), signal);
      const host = bareHost(url);
      return openTls(socket, host, secureContext, signal);
    },
  };
}

/** One bad answer spoils them all: whoever mixes public and private addresses is playing with us. */
function checked(found: readonly HostAddress[], port: number, allow: FetchAllow): readonly HostAddress[] {
  const fits = found.every(
    ({ address }) => opensAddress(allow, address, port) || (port === HTTPS_PORT && isPublicAddress(address)),
  );
  if (fits) return found;
  const nonPublic = found.some(({ address }) => !isPublicAddress(address));
  throw stopAbsent(nonPublic ? "forbidden-address" : "bad-url");
}

async function openTcp(
  addresses: readonly HostAddress[],
  port: number,
  signal: AbortSignal,
): Promise<net.Socket> {
  const first = addresses[0];
  if (first === undefined) throw stopAbsent("no-such-name");
  const socket = net.connect({
    // Never resolved: `lookup` below hands over the checked addresses, and nothing else can be dialled.
    host: "pinned.invalid",
    port: first.port ?? port,
    lookup: (_name, wanted, done) => {
      const answers = addresses.map(({ address }) => ({ address, family: net.isIP(address) }));
      if (wanted.all === true) done(null, answers);
      else done(null, first.address, net.isIP(first.address));
    },
    autoSelectFamily: true,
    noDelay: true,
  });
  await ready(socket, "connect", signal);
  const remote = socket.remoteAddress ?? "";
  if (!addresses.some(({ address }) => sameAddress(address, remote))) {
    socket.destroy();
    throw socket.remoteAddress === undefined ? stopUnavailable("reset") : stopAbsent("forbidden-address");
  }
  return socket;
}

async function openTls(
  socket: net.Socket,
  host: string,
  secureContext: tls.SecureContext | undefined,
  signal: AbortSignal,
): Promise<tls.TLSSocket> {
  const named = net.isIP(host) === 0;
  const secure = tls.connect({
    socket,
    host: host.replace(/\.$/, ""),
    ...(named ? { servername: host.replace(/\.$/, "") } : {}),
    ...(secureContext ? { secureContext } : {}),
    ALPNProtocols: ["http/1.1"],
    rejectUnauthorized: true,
  });
  await ready(secure, "secureConnect", signal);
  return secure;
}

/** Resolves on `event`; on an error or an abort the socket is gone and the promise rejects with the cause. */
async function ready(
  socket: net.Socket,
  event: "connect" | "secureConnect",
  signal: AbortSignal,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const onAbort = (): void => finish(signal.reason);
    const onClose = (): void => finish(stopUnavailable("reset"));
    function finish(error: unknown): void {
      signal.removeEventListener("abort", onAbort);
      socket.off("close", onClose);
      if (error === undefined) {
        socket.off("error", finish);
        resolve();
        return;
      }
      // A late second error of a socket that is already given up must not bring the process down.
      socket.on("error", () => undefined);
      socket.destroy();
      reject(error);
    }
    socket.once(event, () => finish(undefined));
    socket.once("error", finish);
    socket.once("close", onClose);
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}

function limited<A, T>(atOnce: number, work: (ask: A) => Promise<T>): (ask: A) => Promise<T> {
  let busy = 0;
  const waiting: (() => void)[] = [];
  return async (ask) => {
    if (busy >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else busy += 1;
    try {
      return await work(ask);
    } finally {
      const next = waiting.shift();
      if (next) next();
      else busy -= 1;
    }
  };
}
