// An unofficial web: HTTPS hosts on 127.0.0.1 that answer, redirect, dawdle or hang as a test tells them to.

import { X509Certificate } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { generate } from "selfsigned";

type Answered =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Uint8Array;
      /** Waits before the answer. */
      readonly slowMs?: number;
    }
  | { readonly redirect: string; readonly status?: 301 | 302 | 303 | 307 | 308 }
  /** Accepts the request and never answers. */
  | { readonly hang: true }
  /** Closes the connection without a word. */
  | { readonly reset: true };

export type WebPage = Answered | ((request: IncomingMessage) => WebPage | Promise<WebPage>);

/** path (with its query, or without) → page; `*` answers every other path. */
export type HostPages = Record<string, WebPage>;

export interface WebHosts {
  /** What a client has to trust, as PEM. */
  readonly ca: string;
  readonly port: number;
  /** Change a host's table while it runs: a host may time out now and answer later. */
  readonly hosts: Record<string, HostPages>;
  /** Every request, oldest first. */
  readonly requests: { readonly host: string; readonly method: string; readonly path: string }[];
  /** For the caller's own connect; undefined: there is no such name. */
  resolve(hostname: string): { readonly address: "127.0.0.1"; readonly port: number } | undefined;
  close(): Promise<void>;
}

const NOT_FOUND: WebPage = { status: 404, headers: { "content-type": "text/plain" }, body: "Not Found\n" };

/** The pages that another server shows, as a host of this web: the local GitHub's, for the addresses of repositories in it. */
export function servedBy(url: string): WebPage {
  return async (request) => {
    const answer = await fetch(new URL(request.url ?? "/", url), { redirect: "manual" });
    const location = answer.headers.get("location");
    return {
      status: answer.status,
      headers: {
        "content-type": answer.headers.get("content-type") ?? "",
        ...(location === null ? {} : { location }),
      },
      body: new Uint8Array(await answer.arrayBuffer()),
    };
  };
}

async function pageFor(table: HostPages, request: IncomingMessage): Promise<Answered> {
  const target = request.url ?? "/";
  const page = table[target] ?? table[target.split("?")[0] ?? "/"] ?? table["*"] ?? NOT_FOUND;
  return typeof page === "function" ? pageFor({ "*": await page(request) }, request) : page;
}

function send(page: Answered, request: IncomingMessage, response: ServerResponse): void {
  if ("hang" in page) return;
  if ("reset" in page) {
    request.socket.destroy();
    return;
  }
  if ("redirect" in page) {
    response.writeHead(page.status ?? 302, { location: page.redirect });
    response.end();
    return;
  }
  const answer = (): void => {
    if (response.destroyed) return;
    const body = page.body ?? "";
    response.writeHead(page.status ?? 200, {
      "content-type": "text/html; charset=utf-8",
      "content-length": String(Buffer.byteLength(body)),
      ...page.headers,
    });
    response.end(request.method === "HEAD" ? undefined : body);
  };
  if (page.slowMs === undefined) answer();
  else setTimeout(answer, page.slowMs).unref();
}

/** The certificate names every host of `hosts` and of `alsoNamed`; a host added later under another name has a bad one. */
export async function createWebHosts(
  hosts: Record<string, HostPages>,
  alsoNamed: readonly string[] = [],
): Promise<WebHosts> {
  const names = [...new Set([...Object.keys(hosts), ...alsoNamed])];
  const certificate = await generate([{ name: "commonName", value: "sandbox.example" }], {
    keySize: 2048,
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "subjectAltName", altNames: names.map((value) => ({ type: 2 as const, value })) },
    ],
  });
  const requests: { host: string; method: string; path: string }[] = [];
  const server = createServer({ key: certificate.private, cert: certificate.cert }, (request, response) => {
    const host = (request.headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
    requests.push({ host, method: request.method ?? "GET", path: request.url ?? "/" });
    void pageFor(hosts[host] ?? {}, request).then(
      (page) => send(page, request, response),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    ca: new X509Certificate(certificate.cert).toString(),
    port,
    hosts,
    requests,
    resolve: (hostname) =>
      Object.hasOwn(hosts, hostname.toLowerCase()) ? { address: "127.0.0.1", port } : undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
