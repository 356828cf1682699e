// One fetching process seen from its parent: starts it without our environment, times its answers, kills it when it is stuck.

import type { ChildProcess } from "node:child_process";
import { forkChild } from "../../platform/child.ts";
import { type Fact, known, unavailable } from "../../core/facts.ts";
import type { WebAnswer, WebAsk } from "../../ports/web.ts";
import { type HostAddress, type WebOptions } from "./options.ts";
import { type FromFetcher, type ToFetcher } from "./protocol.ts";

/** JavaScript's share; bodies lie outside it and are watched by the child itself. */
const HEAP_MB_MAX = 192;
const START_MS_MAX = 20_000;
const PING_MS = 1_000;
/** So many pings without a word: its loop is stuck, and no time limit of its own will ever end. */
const PINGS_UNANSWERED_MAX = 5;

export interface FetcherLimits {
  readonly memoryBytesMax: number;
  /** From the question to its answer; far more than the child itself allows. */
  readonly answerMs: number;
}

export interface WebJob {
  readonly url: string;
  readonly ask: WebAsk;
  readonly listing: number | undefined;
  readonly share: string | undefined;
  finish(fact: Fact<WebAnswer>): void;
}

export interface FetcherChild {
  readonly pid: number | undefined;
  give(job: WebJob): void;
  kill(): void;
}

type Options = Omit<WebOptions, "lookup" | "clock">;

/** When it goes, everything it was asked is answered as unavailable, and `onGone` is called once. */
export function startFetcher(options: Options, limits: FetcherLimits, onGone: () => void): FetcherChild {
  const jobs = new Map<number, WebJob & { readonly timer: NodeJS.Timeout }>();
  const child = spawnFetcher(limits.memoryBytesMax);
  let lastId = 0;
  let gone = false;
  const watch = createWatch(child, () => tell({ kind: "ping" }), end);
  const starting = setTimeout(end, START_MS_MAX);
  starting.unref();

  function end(): void {
    if (gone) return;
    gone = true;
    clearTimeout(starting);
    watch.end();
    child.kill("SIGKILL");
    onGone();
    for (const job of jobs.values()) {
      clearTimeout(job.timer);
      job.finish(unavailable("crashed"));
    }
    jobs.clear();
  }

  function tell(message: ToFetcher): void {
    if (gone) return;
    child.send(message, (error) => {
      if (error) end();
    });
  }

  function answer(id: number, said: unknown): void {
    const job = jobs.get(id);
    const fact = job === undefined ? undefined : readFact(said, job.ask);
    // A child that answers what it was not asked, or more than was asked for, has been taken over.
    if (job === undefined || fact === undefined) return end();
    jobs.delete(id);
    clearTimeout(job.timer);
    watch.busy(jobs.size > 0);
    job.finish(fact);
  }

  async function resolveName(id: number, hostname: string): Promise<void> {
    try {
      const addresses: readonly HostAddress[] | undefined = await options.resolve?.(hostname);
      tell({ kind: "resolved", id, addresses });
    } catch {
      tell({ kind: "unresolved", id });
    }
  }

  child.on("message", (message) => {
    if (gone) return;
    const said = message as FromFetcher;
    watch.heard();
    if (said.kind === "ready") clearTimeout(starting);
    else if (said.kind === "answer") answer(said.id, said.fact);
    else if (said.kind === "outcome") options.onOutcome?.(said.outcome);
    else if (said.kind === "resolve") void resolveName(said.id, said.hostname);
  });
  child.on("error", end);
  child.on("exit", end);
  const { resolve, onOutcome: _stays, ...settings } = options;
  tell({ kind: "begin", settings: { ...settings, ownNames: resolve !== undefined } });
  watch.busy(false);

  return {
    pid: child.pid,
    give(job) {
      lastId += 1;
      const id = lastId;
      jobs.set(id, { ...job, timer: setTimeout(end, limits.answerMs) });
      watch.busy(jobs.size > 0);
      tell({ kind: "get", id, url: job.url, ask: job.ask, listing: job.listing, share: job.share });
    },
    kill: end,
  };
}

/** Asks a busy child for a word now and then; `onStuck` when it gives none. */
function createWatch(child: ChildProcess, ping: () => void, onStuck: () => void) {
  let unanswered = 0;
  let pinging: NodeJS.Timeout | undefined;
  const end = (): void => {
    clearInterval(pinging);
    pinging = undefined;
  };
  const tick = (): void => {
    if (unanswered >= PINGS_UNANSWERED_MAX) return onStuck();
    unanswered += 1;
    ping();
  };
  return {
    heard(): void {
      unanswered = 0;
    },
    /** An idle child must not keep a finished process alive, and needs no watching. */
    busy(isBusy: boolean): void {
      if (isBusy) child.ref();
      else child.unref();
      if (isBusy) child.channel?.ref();
      else child.channel?.unref();
      if (isBusy) pinging ??= setInterval(tick, PING_MS);
      else end();
    },
    end,
  };
}

/** The child's word is checked like any stranger's; undefined: it cannot be an honest answer. */
function readFact(said: unknown, ask: WebAsk): Fact<WebAnswer> | undefined {
  const fact = said as Fact<WebAnswer> | null | undefined;
  if (fact?.state === "absent" || fact?.state === "unavailable")
    return typeof fact.reason === "string" ? fact : undefined;
  if (fact?.state !== "known") return undefined;
  const { url, movedTo, contentType, bytes, truncated } = fact.value;
  const text = typeof url === "string" && URL.canParse(url) && typeof contentType === "string";
  if (!text || (movedTo !== undefined && typeof movedTo !== "string")) return undefined;
  if (typeof truncated !== "boolean") return undefined;
  if (!ArrayBuffer.isView(bytes) || bytes.byteLength > Math.max(0, ask.bytesMax)) return undefined;
  return known({
    url,
    movedTo,
    contentType,
    bytes: new Uint8Array(bytes),
    truncated,
  });
}

function spawnFetcher(memoryBytesMax: number): ChildProcess {
  // The operator's own certificate authorities: a path, and the only thing of ours that goes along.
  const ca = process.env["NODE_EXTRA_CA_CERTS"];
  return forkChild({
    beside: import.meta.url,
    file: "./fetcher",
    args: [String(memoryBytesMax)],
    env: { NODE_ENV: "production", ...(ca === undefined ? {} : { NODE_EXTRA_CA_CERTS: ca }) },
    execArgv: [`--max-old-space-size=${HEAP_MB_MAX}`, "--disable-proto=delete"],
  });
}
