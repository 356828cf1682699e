// What monitoring asks of a running App: whether it can do its work, and its figures; at the front door, or at an address of its own.

import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Log } from "../ports/log.ts";
import { createLimitedServer, refuseRequest, reply } from "./limits.ts";

export interface Watch {
  /** Why this process cannot do its work; undefined: it can. */
  whyNotReady(): Promise<string | undefined>;
  /** What is slowed meanwhile, a line each. */
  slowed(): readonly string[];
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** false: it asked for something else, and nothing was answered. */
export async function answerWatch(
  watch: Watch,
  { method, url = "/" }: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const [path] = url.split("?", 1);
  if (method !== "GET") return false;
  if (path === "/readyz") {
    const why = await watch.whyNotReady();
    if (why === undefined) reply(response, 200, ["ready", ...watch.slowed()].join("\n"));
    else reply(response, 503, `not ready: ${why}`);
    return true;
  }
  if (path !== "/metrics") return false;
  const { contentType, text } = await watch.metrics();
  reply(response, 200, text.trimEnd(), { "content-type": contentType });
  return true;
}

/** A server for nothing else. */
export function createWatchServer(watch: Watch, log: Log): Server {
  const { server } = createLimitedServer(log, async (request, response) => {
    if (!(await answerWatch(watch, request, response))) refuseRequest(request, response, 404, "not found");
  });
  return server;
}
