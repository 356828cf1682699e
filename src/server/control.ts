// The operator's side door into a running App: a socket in the data folder, which only the App's own user can open.

import { rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { resolve as resolvePath } from "node:path";
import type { KeyQueue } from "../ports/queue.ts";

const BODY_BYTES_MAX = 64 * 1024;

/** Where a running App listens for its operator. */
export function controlPath(dataDir: string): string {
  const path = resolvePath(dataDir, "control.sock");
  return process.platform === "win32" ? `\\\\.\\pipe\\${path.replaceAll(/[\\/:]/g, "-")}` : path;
}

export interface Control {
  close(): Promise<void>;
}

/** `GET /dead-letters` lists them; `POST /dead-letters` with `{"keys": […]}` or `{}` replays them. */
export async function openControl(
  path: string,
  queue: Pick<KeyQueue, "deadLetters" | "replay">,
): Promise<Control> {
  const server = createServer((request, response) => {
    const answer = (status: number, value: unknown): void => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(value));
    };
    void (async () => {
      if (request.url !== "/dead-letters") return answer(404, { error: "not found" });
      if (request.method === "GET") return answer(200, await queue.deadLetters());
      let body = "";
      for await (const piece of request) {
        body += String(piece);
        if (body.length > BODY_BYTES_MAX) return answer(413, { error: "too large" });
      }
      const { keys } = JSON.parse(body || "{}") as { keys?: unknown };
      const chosen = Array.isArray(keys) ? keys.map(String) : undefined;
      return answer(200, { replayed: await queue.replay(chosen) });
    })().catch(() => answer(500, { error: "the queue does not answer" }));
  });
  // Left by a process that was killed; the folder is ours alone, as the queue's lock has made sure.
  if (process.platform !== "win32") rmSync(path, { force: true });
  // Nobody else can open it, from its first moment on.
  const before = process.umask(0o177);
  try {
    await listen(server, path);
  } finally {
    process.umask(before);
  }
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => {
      server.unref();
      resolve();
    });
  });
}
