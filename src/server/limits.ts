// An HTTP server that strangers cannot fill: short times, few connections, and at the cap the oldest unproven one makes room.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Log } from "../ports/log.ts";

const HEADERS_MS_MAX = 5_000;
/** GitHub gives up after ten seconds, so nothing slower is GitHub. */
const REQUEST_MS_MAX = 10_000;
const KEEP_ALIVE_MS = 5_000;
const LOOK_MS = 1_000;
const HEADER_BYTES_MAX = 16 * 1024;
const REQUESTS_PER_CONNECTION_MAX = 100;
export const CONNECTIONS_MAX = 256;

export interface LimitedServer {
  readonly server: Server;
  /** The request is proven to be GitHub's: its connection is not given up for others until it is answered. */
  prove(request: IncomingMessage): void;
}

export function createLimitedServer(
  log: Log,
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): LimitedServer {
  const unproven = new Set<Socket>();
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch((error: unknown) => {
      log.error("request failed", { bug: error instanceof Error ? error.stack : String(error) });
      if (!response.headersSent) reply(response, 500, "error");
    });
  };
  const server = createServer(
    {
      headersTimeout: HEADERS_MS_MAX,
      requestTimeout: REQUEST_MS_MAX,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: LOOK_MS,
      maxHeaderSize: HEADER_BYTES_MAX,
    },
    listener,
  );
  server.maxRequestsPerSocket = REQUESTS_PER_CONNECTION_MAX;
  // Those proven and those not; only a flood of signed deliveries comes near it.
  server.maxConnections = 2 * CONNECTIONS_MAX;
  // Without this Node would invite a body before anybody looked at its length.
  server.on("checkContinue", listener);
  server.on("connection", (socket: Socket) => {
    unproven.add(socket);
    socket.once("close", () => unproven.delete(socket));
    if (unproven.size <= CONNECTIONS_MAX) return;
    // Whoever holds a connection longest without a signed delivery is least likely to bring one.
    const [oldest] = unproven;
    oldest?.destroy();
    if (oldest !== undefined) unproven.delete(oldest);
  });
  return {
    server,
    prove({ socket }) {
      unproven.delete(socket);
    },
  };
}

export function reply(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    ...headers,
  });
  response.end(`${text}\n`);
}

/** Refuses a request whose body is not read on; the connection goes with it. */
export function refuseRequest(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  text: string,
): void {
  request.pause();
  reply(response, status, text, { connection: "close" });
}
