// The guarded web, as the jobs see it.

import type { Fact } from "../core/facts.ts";

/** One answered GET after its redirects. */
export interface WebAnswer {
  readonly url: string;
  /** Where the address moved permanently: every redirect on the way was permanent (301 or 308). */
  readonly movedTo: string | undefined;
  readonly contentType: string;
  /** At most `bytesMax` bytes; empty when the body was not asked for. */
  readonly bytes: Uint8Array;
  /** The body was longer than `bytesMax`. */
  readonly truncated: boolean;
}

export interface WebAsk {
  /** 0: the status is all that matters, the body is not read. */
  readonly bytesMax: number;
  readonly accept: string;
}

/** Guarded fetch of an address somebody else wrote. Never throws; a non-2xx answer is not known. */
export interface Web {
  get(url: string, ask: WebAsk): Promise<Fact<WebAnswer>>;
  /**
   * The same web with a budget of its own, so that one listing cannot make us knock on many doors. All that is asked for
   * one `share` (a pull request) may use a quarter of a host's hour; undefined: as much as there is.
   */
  forListing(share?: string): Pick<Web, "get">;
}
