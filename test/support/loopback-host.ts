// A TLS server on loopback that answers byte for byte what a test says, for no proper HTTP server would be so ill-behaved.

import { type AddressInfo } from "node:net";
import tls from "node:tls";
import { generate } from "selfsigned";

/** Gets the socket once a request's headers are in. */
export type Answer = (socket: tls.TLSSocket, request: string) => void;

export interface LoopbackHost {
  readonly port: number;
  /** PEM, to be trusted. */
  readonly ca: string;
  readonly requests: string[];
  /** Connections still open. */
  open(): number;
  answers: Record<string, Answer>;
  close(): Promise<void>;
}

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export async function certificateFor(names: readonly string[], notAfter?: Date): Promise<Certificate> {
  const made = await generate([{ name: "commonName", value: names[0] ?? "" }], {
    keyType: "ec",
    algorithm: "sha256",
    ...(notAfter ? { notBeforeDate: new Date(notAfter.getTime() - 86_400_000), notAfterDate: notAfter } : {}),
    extensions: [{ name: "subjectAltName", altNames: names.map((value) => ({ type: 2, value })) }],
  });
  return { key: made.private, cert: made.cert };
}

/** Unknown paths are answered with 404. */
export async function startLoopbackHost(
  certificate: Certificate,
  answers: Record<string, Answer>,
): Promise<LoopbackHost> {
  const sockets = new Set<tls.TLSSocket>();
  const requests: string[] = [];
  const server = tls.createServer({ key: certificate.key, cert: certificate.cert }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    let text = "";
    socket.on("data", (piece) => {
      text += piece.toString("latin1");
      if (!text.includes("\r\n\r\n")) return;
      requests.push(text);
      const path = text.split(" ")[1] ?? "";
      (host.answers[path] ?? reply(404))(socket, text);
      text = "";
    });
  });
  // A client that breaks off the handshake is what some tests are about.
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const host: LoopbackHost = {
    port: (server.address() as AddressInfo).port,
    ca: certificate.cert,
    requests,
    open: () => sockets.size,
    answers,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
  return host;
}

/** A whole answer with a right length. */
export function reply(
  status: number,
  headers: Record<string, string> = {},
  body: Uint8Array | string = "",
): Answer {
  return (socket) => {
    const bytes = Buffer.from(body as string);
    const lines = Object.entries({ ...headers, "content-length": String(bytes.length) });
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
    socket.write(Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Whatever\r\n${head}\r\n`), bytes]));
  };
}

export function redirect(status: number, location: string): Answer {
  return reply(status, { location });
}

/** Exactly these bytes; the connection stays open unless `end`. */
export function raw(text: string | Uint8Array, end = false): Answer {
  return (socket) => {
    const bytes = typeof text === "string" ? Buffer.from(text, "latin1") : text;
    if (end) socket.end(bytes);
    else socket.write(bytes);
  };
}

/** Writes for as long as the other side reads. */
export function endless(head: string, piece: string | Uint8Array): Answer {
  return (socket) => {
    socket.write(head);
    const more = (): void => {
      while (!socket.destroyed && socket.write(piece));
    };
    socket.on("drain", more);
    more();
  };
}
