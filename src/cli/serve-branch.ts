// The publish branch of the local GitHub, served as Pages would serve it, on this machine.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Connected } from "../sandbox/connected.ts";
import { SAMPLE_CATALOG } from "../sandbox/sample/catalog.ts";
import { requestUrl } from "../server/request-url.ts";
import { typeOf } from "./preview-server.ts";

const BRANCH = "gh-pages";
const NOTHING_YET =
  "<!doctype html><title>Nothing is published yet</title><p>Nothing is published yet: merge a pull request first.";

export interface ServedBranch {
  readonly url: string;
  close(): Promise<void>;
}

export async function serveBranch({ sandbox }: Connected): Promise<ServedBranch> {
  const base = `/${SAMPLE_CATALOG.split("/")[1] ?? ""}/`;
  const server: Server = createServer((request, response) => {
    void (async () => {
      const { pathname } = requestUrl(request, "http://127.0.0.1");
      if (!pathname.startsWith(base)) {
        response.writeHead(302, { location: base }).end();
        return;
      }
      const asked = decodeURIComponent(pathname.slice(base.length));
      const path = asked === "" || asked.endsWith("/") ? `${asked}index.html` : asked;
      const bytes = await sandbox.readFile(SAMPLE_CATALOG, BRANCH, path);
      const found = bytes ?? (await sandbox.readFile(SAMPLE_CATALOG, BRANCH, "404.html")) ?? NOTHING_YET;
      response.writeHead(bytes === undefined ? 404 : 200, {
        "content-type": typeOf(bytes === undefined ? "404.html" : path),
        "cache-control": "no-store",
      });
      response.end(found);
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
