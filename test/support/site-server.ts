// Serves a storefront from memory as GitHub Pages would: its base path, compressed, 404.html for what is not there.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { typeOf } from "../../src/cli/preview-server.ts";
import { fileAt, type Storefront } from "../../src/core/storefront/storefront.ts";
import { samplePicture } from "./sample-pictures.ts";

export interface SiteServer {
  /** With the base path: "http://127.0.0.1:4711/marketplace/". */
  readonly url: string;
  close(): Promise<void>;
}

export async function serveSite(storefront: Storefront, basePath: string): Promise<SiteServer> {
  const kept = new Map<string, Buffer>();
  const bytesOf = async (path: string): Promise<Buffer | undefined> => {
    const known = kept.get(path);
    if (known !== undefined) return known;
    const text = fileAt(storefront, path)?.text;
    const bytes =
      text !== undefined
        ? Buffer.from(text)
        : /^images\/.*\.(?:png|webp)$/.test(path)
          ? await samplePicture(path)
          : undefined;
    if (bytes !== undefined) kept.set(path, bytes);
    return bytes;
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    const inside = pathname.startsWith(basePath)
      ? decodeURIComponent(pathname.slice(basePath.length))
      : "404.html";
    const path = inside === "" || inside.endsWith("/") ? `${inside}index.html` : inside;
    const found = await bytesOf(path);
    const bytes = found ?? (await bytesOf("404.html")) ?? Buffer.alloc(0);
    const extension = found === undefined ? "html" : (path.split(".").at(-1) ?? "");
    const isText = !["png", "webp"].includes(extension);
    response.writeHead(found === undefined ? 404 : 200, {
      "content-type": typeOf(extension),
      ...(isText && { "content-encoding": "gzip" }),
    });
    response.end(isText ? gzipSync(bytes) : bytes);
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${basePath}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
