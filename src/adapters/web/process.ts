// The guarded web in a process of its own, so that what hosts send us is never read where our secrets are.

import { type Fact, unavailable } from "../../core/facts.ts";
import type { WebAnswer, WebAsk } from "../../ports/web.ts";
import { type FetcherChild, startFetcher } from "./child.ts";
import { WEB_TIMES, type WebOptions } from "./options.ts";
import { type GuardedWeb } from "./web.ts";

const MEMORY_BYTES_MAX = 384 * 1024 * 1024;
/** Beyond the child's own limits: only a child that does not keep them is ever killed for it. */
const ANSWER_SLACK_MS = 5_000;

/** `resolve` is asked here, over the channel; a resolver or a clock of one's own cannot go over to the child. */
export interface WebProcessOptions extends Omit<WebOptions, "lookup" | "clock"> {
  readonly memoryBytesMax?: number;
}

export interface WebProcess extends GuardedWeb {
  /** Starts the child now, so that the first fetch does not wait for it. */
  warm(): void;
  /** The child at work; undefined: none was needed yet, or the last one is gone. */
  pid(): number | undefined;
  /** Ends the child; what is still asked is answered as unavailable. */
  close(): Promise<void>;
}

export function createWebProcess({ memoryBytesMax, ...options }: WebProcessOptions): WebProcess {
  const times = { ...WEB_TIMES, ...options.times };
  const limits = {
    memoryBytesMax: memoryBytesMax ?? MEMORY_BYTES_MAX,
    answerMs: times.queueMs + times.totalMs + ANSWER_SLACK_MS,
  };
  let child: FetcherChild | undefined;
  let closed = false;
  let lastListing = 0;
  const start = (): FetcherChild =>
    (child ??= startFetcher(options, limits, () => {
      child = undefined;
    }));
  const get = (
    url: string,
    ask: WebAsk,
    listing: number | undefined,
    share?: string,
  ): Promise<Fact<WebAnswer>> => {
    if (closed) return Promise.resolve(unavailable("crashed"));
    return new Promise((finish) => start().give({ url, ask, listing, share, finish }));
  };
  return {
    get: (url, ask) => get(url, ask, undefined),
    forListing(share) {
      lastListing += 1;
      const listing = lastListing;
      return { get: (url, ask) => get(url, ask, listing, share) };
    },
    warm() {
      if (!closed) start();
    },
    pid: () => child?.pid,
    close() {
      closed = true;
      child?.kill();
      return Promise.resolve();
    },
  };
}
