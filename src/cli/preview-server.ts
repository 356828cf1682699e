// Serves a storefront from memory on 127.0.0.1, and tells open pages when it changed.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { isPortLost } from "./port.ts";
import { requestUrl } from "../server/request-url.ts";

export interface ServedFile {
  readonly type: string;
  readonly body: string | Uint8Array;
}

export interface PreviewServer {
  readonly origin: string;
  /** Open pages load themselves anew. */
  saved(): void;
  close(): Promise<void>;
}

export interface ServePreviewOptions {
  readonly port: number;
  /** Where "/" leads to. */
  start(): string;
  /** undefined: there is nothing at that address. */
  find(pathname: string): ServedFile | undefined;
  missing(): ServedFile;
}

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  json: "application/json; charset=utf-8",
  xml: "application/xml; charset=utf-8",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  png: "image/png",
  webp: "image/webp",
};

export function typeOf(path: string): string {
  return TYPES[path.split(".").at(-1) ?? ""] ?? "application/octet-stream";
}

/** undefined: the port cannot be had. */
export async function servePreview(options: ServePreviewOptions): Promise<PreviewServer | undefined> {
  const watching = new Set<ServerResponse>();
  let origin = "";
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    // A page from elsewhere, whose name was made to point here, must not read what is being written.
    if (`http://${request.headers.host ?? ""}` !== origin) return void response.writeHead(421).end();
    const { pathname } = requestUrl(request, origin);
    if (pathname === "/-/saved") {
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      response.write("retry: 500\n\n");
      watching.add(response);
      response.on("close", () => watching.delete(response));
      return;
    }
    const found = options.find(pathname);
    if (found === undefined && pathname === "/") {
      response.writeHead(302, { location: options.start() }).end();
      return;
    }
    const { type, body } = found ?? options.missing();
    response.writeHead(found === undefined ? 404 : 200, {
      "content-type": type,
      "cache-control": "no-store",
    });
    response.end(body);
  };
  const server = createServer(answer);
  const listens = await new Promise<boolean>((resolve, reject) => {
    server.once("error", (error) => {
      if (isPortLost(error)) resolve(false);
      else reject(error);
    });
    server.listen(options.port, "127.0.0.1", () => resolve(true));
  });
  if (!listens) return undefined;
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    saved: () => {
      for (const response of watching) response.write("event: saved\ndata: 1\n\n");
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
