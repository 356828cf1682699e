// What the server and its fetching child say to each other; plain values only, never anything secret.

import { type Fact } from "../../core/facts.ts";
import type { WebAnswer, WebAsk } from "../../ports/web.ts";
import { type HostAddress, type WebOptions, type WebOutcome } from "./options.ts";

/** The part of the options that is plain values and can go over to the child. */
export type FetcherSettings = Omit<WebOptions, "resolve" | "lookup" | "clock" | "onOutcome"> & {
  /** The operator answers for some names; the child asks its parent. */
  readonly ownNames: boolean;
};

export type ToFetcher =
  | { readonly kind: "begin"; readonly settings: FetcherSettings }
  | {
      readonly kind: "get";
      readonly id: number;
      readonly url: string;
      readonly ask: WebAsk;
      /** The listing whose budget this is on; undefined: none. */
      readonly listing: number | undefined;
      /** Whose part of a host's hour that listing uses; undefined: nobody's. */
      readonly share: string | undefined;
    }
  /** `addresses` undefined: ask DNS. */
  | {
      readonly kind: "resolved";
      readonly id: number;
      readonly addresses: readonly HostAddress[] | undefined;
    }
  | { readonly kind: "unresolved"; readonly id: number }
  | { readonly kind: "ping" };

export type FromFetcher =
  | { readonly kind: "ready" }
  | { readonly kind: "answer"; readonly id: number; readonly fact: Fact<WebAnswer> }
  | { readonly kind: "outcome"; readonly outcome: WebOutcome }
  | { readonly kind: "resolve"; readonly id: number; readonly hostname: string }
  | { readonly kind: "pong" };
