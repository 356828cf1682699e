// The child process that talks to hosts we do not know: it has no secrets, and its parent may kill it at any time.

import { unavailable } from "../../core/facts.ts";
import type { Web } from "../../ports/web.ts";
import { type HostAddress } from "./options.ts";
import { type FetcherSettings, type FromFetcher, type ToFetcher } from "./protocol.ts";
import { createWeb, type GuardedWeb } from "./web.ts";

const MEMORY_LOOK_MS = 100;
/** Budgets of listings kept; a review is long over when its budget is forgotten. */
const LISTINGS_KEPT_MAX = 1_000;
const memoryBytesMax = Number(process.argv[2]);

setInterval(() => {
  // Whatever made it grow, an ended child holds nothing; its parent starts another.
  if (process.memoryUsage.rss() > memoryBytesMax) process.kill(process.pid, "SIGKILL");
}, MEMORY_LOOK_MS).unref();

interface Waiting {
  resolve(addresses: readonly HostAddress[] | undefined): void;
  reject(error: Error): void;
}

const names = new Map<number, Waiting>();
const listings = new Map<number, Pick<Web, "get">>();
let lastName = 0;
let web: GuardedWeb | undefined;

process.on("message", (message: ToFetcher) => {
  if (message.kind === "begin") web = begin(message.settings);
  else if (message.kind === "ping") tell({ kind: "pong" });
  else if (message.kind === "get") void get(message);
  else if (message.kind === "resolved") takeName(message.id)?.resolve(message.addresses);
  else takeName(message.id)?.reject(new Error("the operator's names could not be asked"));
});
process.on("disconnect", () => process.exit(0));
tell({ kind: "ready" });

function begin({ ownNames, ...settings }: FetcherSettings): GuardedWeb {
  return createWeb({
    ...settings,
    ...(ownNames ? { resolve: askParent } : {}),
    onOutcome: (outcome) => tell({ kind: "outcome", outcome }),
  });
}

async function get({ id, url, ask, listing, share }: Extract<ToFetcher, { kind: "get" }>): Promise<void> {
  const fact = await (webFor(listing, share)?.get(url, ask) ?? unavailable("crashed"));
  tell({ kind: "answer", id, fact });
}

function webFor(listing: number | undefined, share: string | undefined): Pick<Web, "get"> | undefined {
  if (listing === undefined || web === undefined) return web;
  const own = listings.get(listing) ?? web.forListing(share);
  listings.set(listing, own);
  for (const oldest of listings.keys()) {
    if (listings.size <= LISTINGS_KEPT_MAX) break;
    listings.delete(oldest);
  }
  return own;
}

async function askParent(hostname: string): Promise<readonly HostAddress[] | undefined> {
  return new Promise((resolve, reject) => {
    lastName += 1;
    names.set(lastName, { resolve, reject });
    tell({ kind: "resolve", id: lastName, hostname });
  });
}

function takeName(id: number): Waiting | undefined {
  const waiting = names.get(id);
  names.delete(id);
  return waiting;
}

function tell(message: FromFetcher): void {
  if (process.connected) process.send?.(message);
}
