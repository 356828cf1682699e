// Fetches addresses that somebody else wrote without becoming their tool against our network, our memory or our time.

import { Client } from "undici";
import { absent, type Fact, known } from "../../core/facts.ts";
import type { Web, WebAnswer, WebAsk } from "../../ports/web.ts";
import { abortable } from "./abort.ts";
import { codingsOf, ENCODINGS_ASKED, readBody, type DecodedBody } from "./body.ts";
import { isChallenge, saysChallenge } from "./challenge.ts";
import { createDialler, type Dialler } from "./connect.ts";
import { createCookies, type Cookies } from "./cookies.ts";
import { forwardsTo } from "./forward.ts";
import { FRONT_BYTES, readFront } from "./front.ts";
import { createHostGate, type HostGate } from "./gate.ts";
import {
  REQUESTS_AT_ONCE_PER_HOST,
  REQUESTS_PER_LISTING,
  WEB_TIMES,
  type WebOptions,
  type WebTimes,
} from "./options.ts";
import { factOfError, factOfStatus, FetchStop, stopAbsent, stopUnavailable } from "./stop.ts";
import { bareHost, readLocation, readUrl } from "./url.ts";

const REDIRECTS_MAX = 3;
/** Sent back to the same address with a new cookie: so often it is no redirect, but how the site greets everybody. */
const GREETINGS_MAX = 2;
const HEADER_BYTES_MAX = 16 * 1024;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const PERMANENT_REDIRECTS: ReadonlySet<number> = new Set([301, 308]);

export type GuardedWeb = Web;

interface Fetcher {
  readonly options: WebOptions;
  readonly times: WebTimes;
  readonly dialler: Dialler;
  readonly gate: HostGate;
}

/** The clock of one `get`: aborts everything when a time is over. */
interface Deadline {
  readonly signal: AbortSignal;
  /** Starts a stage that may take `ms`; the function ends the stage. */
  stage(ms: number): () => void;
}

interface Budget {
  requestsLeft: number;
  readonly share: string | undefined;
}

type Hop =
  /** `greeted`: it is the same address, with a cookie that was not there before. */
  | { readonly next: URL; readonly permanent: boolean; readonly greeted: boolean }
  | { readonly answer: WebAnswer };

/** One request of a fetch, with what the requests before it brought. */
interface Request {
  readonly url: URL;
  readonly ask: WebAsk;
  readonly cookies: Cookies;
}

export function createWeb(options: WebOptions): GuardedWeb {
  const times = { ...WEB_TIMES, ...options.times };
  const clock = options.clock ?? { nowMs: () => Date.now() };
  const gate = createHostGate(
    options.requestsAtOncePerHost ?? REQUESTS_AT_ONCE_PER_HOST,
    options.requestsPerHostAndHour,
    times.queueMs,
    clock,
  );
  const fetcher: Fetcher = { options, times, dialler: createDialler(options, times), gate };
  const get = async (url: string, ask: WebAsk, budget: Budget): Promise<Fact<WebAnswer>> => {
    const startMs = clock.nowMs();
    const fact = await getSafely(fetcher, url, ask, budget);
    report(options, url, fact, clock.nowMs() - startMs);
    return fact;
  };
  return {
    get: (url, ask) => get(url, ask, { requestsLeft: Infinity, share: undefined }),
    forListing(share) {
      const budget = { requestsLeft: options.requestsPerListing ?? REQUESTS_PER_LISTING, share };
      return { get: (url, ask) => get(url, ask, budget) };
    },
  };
}

async function getSafely(
  fetcher: Fetcher,
  text: string,
  ask: WebAsk,
  budget: Budget,
): Promise<Fact<WebAnswer>> {
  const aborter = new AbortController();
  let total: NodeJS.Timeout | undefined;
  const stop = (): void => aborter.abort(stopUnavailable("time-out"));
  const deadline: Deadline = {
    signal: aborter.signal,
    stage(ms) {
      const timer = setTimeout(stop, ms);
      return () => clearTimeout(timer);
    },
  };
  try {
    const first = readUrl(text);
    if (typeof first === "string") return absent(first);
    return known(
      await follow(fetcher, first, ask, budget, deadline, () => {
        total ??= setTimeout(stop, fetcher.times.totalMs);
      }),
    );
  } catch (error) {
    // What undici reports after an abort is only its echo.
    return factOfError(aborter.signal.aborted ? aborter.signal.reason : error);
  } finally {
    clearTimeout(total);
  }
}

async function follow(
  fetcher: Fetcher,
  first: URL,
  ask: WebAsk,
  budget: Budget,
  deadline: Deadline,
  onStart: () => void,
): Promise<WebAnswer> {
  let url = first;
  let movedForGood = true;
  let greetings = 0;
  const cookies = createCookies();
  for (let redirects = 0; ;) {
    if (redirects > REDIRECTS_MAX) throw stopAbsent("too-many-redirects");
    if (budget.requestsLeft <= 0) throw stopUnavailable("our-limit");
    budget.requestsLeft -= 1;
    const leave = await fetcher.gate.enter(bareHost(url), deadline.signal, budget.share);
    if (leave === undefined) throw stopUnavailable("our-limit");
    onStart();
    try {
      const hop = await oneRequest(fetcher, { url, ask, cookies }, deadline);
      if ("answer" in hop) {
        const movedTo = redirects > 0 && movedForGood ? url.href : undefined;
        return { ...hop.answer, movedTo };
      }
      if (hop.greeted && greetings < GREETINGS_MAX) greetings += 1;
      else {
        redirects += 1;
        movedForGood &&= hop.permanent;
      }
      url = hop.next;
    } finally {
      leave();
    }
  }
}

async function oneRequest(fetcher: Fetcher, request: Request, deadline: Deadline): Promise<Hop> {
  const { url } = request;
  const connected = deadline.stage(fetcher.times.connectMs);
  const socket = await fetcher.dialler.dial(url, deadline.signal).finally(connected);
  let dialled = false;
  const client = new Client(url.origin, {
    // undici must not dial by itself, nor dial again: the checked socket is all it ever gets.
    connect: (_target, done) => {
      const again = dialled;
      dialled = true;
      // Not at once: undici does not notice a connection that is there before it has finished asking.
      queueMicrotask(() => (again ? done(stopUnavailable("reset"), null) : done(null, socket)));
    },
    pipelining: 0,
    maxHeaderSize: HEADER_BYTES_MAX,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  try {
    return await abortable(exchange(fetcher, client, request, deadline), deadline.signal);
  } finally {
    socket.on("error", () => undefined);
    socket.destroy();
    // Its promise is about requests already answered or given up.
    client.destroy().catch(() => undefined);
  }
}

async function exchange(
  fetcher: Fetcher,
  client: Client,
  { url, ask, cookies }: Request,
  deadline: Deadline,
): Promise<Hop> {
  const answered = deadline.stage(fetcher.times.firstByteMs);
  const cookie = cookies.header(url);
  const response = await client
    .request({
      method: "GET",
      path: url.pathname + url.search,
      headers: {
        "user-agent": fetcher.options.userAgent,
        accept: ask.accept,
        "accept-encoding": ENCODINGS_ASKED,
        "accept-language": "en, *;q=0.5",
        ...(cookie === undefined ? {} : { cookie }),
      },
      signal: deadline.signal,
    })
    .finally(answered);
  const { body, headers, statusCode } = response;
  // A body that is given up emits one more error; nobody waits for it.
  body.on("error", () => undefined);
  const header = (name: string): string | undefined => single(headers[name]);
  const hasNewCookie = cookies.take(url, headers["set-cookie"]);
  const location = header("location");
  if (REDIRECTS.has(statusCode) && location !== undefined && location !== "") {
    const next = readLocation(location, url);
    if (typeof next === "string") throw stopAbsent(next);
    return onwards(url, next, PERMANENT_REDIRECTS.has(statusCode), hasNewCookie);
  }
  if (saysChallenge(header)) throw stopUnavailable("challenge");
  const isFine = statusCode >= 200 && statusCode <= 299;
  const contentType = header("content-type") ?? "";
  const asPage = /html/i.test(contentType);
  const wanted = Math.max(isFine ? ask.bytesMax : 0, asPage ? FRONT_BYTES : 0);
  const codings = codingsOf(headers["content-encoding"]);
  if (!isFine) {
    const refusal =
      wanted > 0 && codings !== undefined
        ? await readBody(body, codings, wanted).catch(() => undefined)
        : undefined;
    if (refusal !== undefined && isChallengePage(refusal.bytes)) throw stopUnavailable("challenge");
    throw new FetchStop(factOfStatus(statusCode));
  }
  if (wanted > 0 && codings === undefined) throw stopUnavailable("our-limit");
  const read: DecodedBody =
    wanted > 0 && codings !== undefined
      ? await readBody(body, codings, wanted)
      : { bytes: new Uint8Array(), truncated: false };
  if (asPage) {
    if (isChallengePage(read.bytes)) throw stopUnavailable("challenge");
    // Who wants something else than a page, such as a picture, is not sent on by one.
    const next = /html/i.test(ask.accept)
      ? nextOf(read.bytes, url, header("refresh"), hasNewCookie)
      : undefined;
    if (next !== undefined) return onwards(url, next, false, hasNewCookie);
  }
  const page = new URL(url);
  page.hash = "";
  return { answer: { url: page.href, movedTo: undefined, contentType, ...cut(read, ask.bytesMax) } };
}

function onwards(from: URL, next: URL, permanent: boolean, hasNewCookie: boolean): Hop {
  return { next, permanent, greeted: hasNewCookie && isSame(from, next) };
}

/** Where the page sends its visitors; undefined: it is what was looked for. One that only shows itself anew stays. */
function nextOf(
  bytes: Uint8Array,
  url: URL,
  refresh: string | undefined,
  hasNewCookie: boolean,
): URL | undefined {
  const front = readFront(bytes);
  const target = forwardsTo(front, refresh);
  if (target === undefined) return undefined;
  const base =
    front.base !== undefined && URL.canParse(front.base, url.href) ? new URL(front.base, url) : url;
  if (!URL.canParse(target, base.href)) return undefined;
  const next = readLocation(Buffer.from(target, "utf8").toString("latin1"), base);
  if (next === "downgrade") throw stopAbsent(next);
  // What a browser would not go to either (`javascript:`, another port) leaves the page as it is.
  if (typeof next === "string" || (isSame(url, next) && !hasNewCookie)) return undefined;
  return next;
}

function isSame(one: URL, other: URL): boolean {
  return one.origin === other.origin && one.pathname === other.pathname && one.search === other.search;
}

function isChallengePage(bytes: Uint8Array): boolean {
  const html = new TextDecoder("utf-8").decode(bytes.subarray(0, FRONT_BYTES));
  return isChallenge(html, readFront(bytes));
}

function cut({ bytes, truncated }: DecodedBody, bytesMax: number): DecodedBody {
  if (bytesMax <= 0) return { bytes: new Uint8Array(), truncated: false };
  return { bytes: bytes.slice(0, bytesMax), truncated: truncated || bytes.length > bytesMax };
}

/** Of a header sent twice the first counts. */
function single(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === "string" ? header : header?.[0];
}

function report(options: WebOptions, url: string, fact: Fact<WebAnswer>, tookMs: number): void {
  try {
    const host = typeof url === "string" && URL.canParse(url) ? new URL(url).hostname : "";
    options.onOutcome?.({
      host,
      state: fact.state,
      reason: fact.state === "known" ? undefined : fact.reason,
      tookMs,
    });
  } catch {
    // A broken metric must not change a verdict.
  }
}
