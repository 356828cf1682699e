// A client that speaks HTTP byte by byte, for what no proper client would send.

import net from "node:net";

export interface RawAnswer {
  /** undefined: the connection ended without a status line. */
  readonly status: number | undefined;
  readonly text: string;
  readonly tookMs: number;
}

export interface RawClient {
  write(bytes: string | Uint8Array): Promise<void>;
  /** Resolves when the server has closed the connection, or after `ms` with what there is. */
  closed(ms: number): Promise<RawAnswer>;
  readonly open: boolean;
  destroy(): void;
}

export async function connect(port: number): Promise<RawClient> {
  const startedMs = performance.now();
  const socket = net.connect({ host: "127.0.0.1", port });
  let text = "";
  let over = false;
  const ended = new Promise<void>((resolve) => {
    socket.once("close", () => {
      over = true;
      resolve();
    });
  });
  socket.on("error", () => undefined);
  socket.on("data", (piece) => {
    text += piece.toString("latin1");
  });
  await new Promise<void>((resolve) => {
    socket.once("connect", resolve);
    socket.once("close", () => resolve());
  });
  return {
    write: (bytes) =>
      new Promise((resolve) => {
        if (over || !socket.writable) return resolve();
        const done = (): void => resolve();
        socket.once("close", done);
        socket.write(bytes, () => {
          socket.off("close", done);
          done();
        });
      }),
    async closed(ms) {
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([
        ended,
        new Promise<void>((resolve) => {
          timer = setTimeout(resolve, ms);
        }),
      ]);
      clearTimeout(timer);
      const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
      return {
        status: status === undefined ? undefined : Number(status),
        text,
        tookMs: performance.now() - startedMs,
      };
    },
    get open() {
      return !over;
    },
    destroy: () => void socket.destroy(),
  };
}
