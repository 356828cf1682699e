// What a request asks for, as an address: whatever stands in its first line, it is one.

import type { IncomingMessage } from "node:http";

/** `origin`: scheme, host and port, for what is relative to them. What begins with "//" is a path, and no other host's address. */
export function requestUrl({ url = "/" }: IncomingMessage, origin: string): URL {
  return new URL(`${origin}${url.startsWith("/") ? url : "/"}`);
}
