// What the composition root decides about fetching, with the limits that the checklist promises as defaults.

import { type Fact } from "../../core/facts.ts";
import type { Clock } from "../../ports/clock.ts";
import { type FetchAllow } from "./allow.ts";

export interface HostAddress {
  readonly address: string;
  /** Where the operator's own stand-in really listens; the address that was asked keeps its port. */
  readonly port?: number;
}

export interface WebTimes {
  /** Name look-up, TCP and TLS together. */
  readonly connectMs: number;
  /** From the request sent to the end of the answer's headers. */
  readonly firstByteMs: number;
  /** All redirects, headers and bodies of one `get`. */
  readonly totalMs: number;
  /** "No such name" is asked again after this. */
  readonly nameAgainMs: number;
  /** Waiting for other requests to the same host; not counted in `totalMs` before the first request. */
  readonly queueMs: number;
}

export const WEB_TIMES: WebTimes = {
  connectMs: 3_000,
  firstByteMs: 5_000,
  totalMs: 10_000,
  nameAgainMs: 300,
  queueMs: 20_000,
};

/** For metrics and the operator's log. Never shown to a contributor. */
export interface WebOutcome {
  readonly host: string;
  readonly state: Fact<unknown>["state"];
  readonly reason: string | undefined;
  readonly tookMs: number;
}

export interface WebOptions {
  /** "marketplace-steward/<version> (+https://…)": hosts must be able to see who asks, and block us. */
  readonly userAgent: string;
  /** From `parseFetchAllow`; the operator's, never a catalog's. */
  readonly allow?: FetchAllow;
  /** Certificates (PEM) trusted besides the system's. */
  readonly ca?: readonly string[];
  /**
   * The operator's own answer for a name, trusted as it is; undefined: ask DNS. An empty list: there is no such name.
   * A promise of undefined also means "ask DNS".
   */
  readonly resolve?: (hostname: string) => Promise<readonly HostAddress[] | undefined> | undefined;
  /** In place of the system's resolver; its answers are checked like any other. Throws as `dns.lookup` does. */
  readonly lookup?: (hostname: string) => Promise<readonly { readonly address: string }[]>;
  readonly times?: Partial<WebTimes>;
  readonly clock?: Clock;
  readonly requestsAtOncePerHost?: number;
  readonly requestsPerHostAndHour?: number;
  /** Requests (each redirect counts) of one `forListing()`. */
  readonly requestsPerListing?: number;
  readonly onOutcome?: (outcome: WebOutcome) => void;
}

export const REQUESTS_AT_ONCE_PER_HOST = 2;
export const REQUESTS_PER_LISTING = 40;
