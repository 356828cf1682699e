// Carries a fetch's early end up to the one place that answers, and sorts the errors of sockets, TLS and HTTP into facts.

import { errors } from "undici";
import {
  absent,
  type AbsentReason,
  type Fact,
  unavailable,
  type UnavailableReason,
} from "../../core/facts.ts";

/** Thrown inside this folder only; `get` turns it into its fact. The message is fixed: no address leaves with it. */
export class FetchStop extends Error {
  readonly fact: Fact<never>;
  constructor(fact: Fact<never>) {
    super("fetch stopped");
    this.fact = fact;
  }
}

export function stopAbsent(reason: AbsentReason): FetchStop {
  return new FetchStop(absent(reason));
}

export function stopUnavailable(reason: UnavailableReason): FetchStop {
  return new FetchStop(unavailable(reason));
}

/** What guards answer to programs, whatever the page is: it was not seen. */
const HTTP_BUSY: ReadonlySet<number> = new Set([403, 405, 406, 408, 418, 421, 425, 429, 451]);
/** From here on a status under 500 is nobody's standard but a guard's or a proxy's own (444, 460, 499). */
const HTTP_STANDARD_MAX = 431;

/** What a final answer that is not 2xx means, by the checklist ("Addresses"): the contributor's, or not known. */
export function factOfStatus(status: number): Fact<never> {
  if (status >= 500) return unavailable("host-error");
  if (HTTP_BUSY.has(status) || status > HTTP_STANDARD_MAX) return unavailable("host-busy");
  if (status === 401) return absent("needs-login");
  if (status === 404 || status === 410) return absent("not-found");
  return absent("client-error");
}

const REASON_OF_CODE: Readonly<Record<string, UnavailableReason>> = {
  ECONNREFUSED: "refused",
  EHOSTUNREACH: "refused",
  ENETUNREACH: "refused",
  EADDRNOTAVAIL: "refused",
  EACCES: "refused",
  EPERM: "refused",
  ECONNRESET: "reset",
  ECONNABORTED: "reset",
  EPIPE: "reset",
  ETIMEDOUT: "time-out",
  ERR_SOCKET_CONNECTION_TIMEOUT: "time-out",
  UND_ERR_SOCKET: "reset",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "reset",
  UND_ERR_HEADERS_OVERFLOW: "our-limit",
  EPROTO: "host-error",
  EMFILE: "our-limit",
  ENFILE: "our-limit",
  ENOBUFS: "our-limit",
  ENOMEM: "our-limit",
};

/** OpenSSL's and Node's names for a certificate that does not prove the host. */
const BAD_CERTIFICATE =
  /CERT_|CERTIFICATE|SELF_SIGNED|UNABLE_TO_GET_(ISSUER|CRL)|UNABLE_TO_VERIFY|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|PATH_LENGTH_EXCEEDED|CRL_|EE_KEY_TOO_SMALL|CA_(KEY|MD)_TOO_|ERR_TLS_CERT/;

/** The certificate's issuer is not there to prove it: the server sends its own certificate alone, or a part of the chain. */
const INCOMPLETE_CHAIN = /UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT/;

/** A server's complaint about *our* side is no fault of its certificate. */
const TLS_ALERT = /ALERT/;

export function factOfError(error: unknown): Fact<never> {
  if (error instanceof FetchStop) return error.fact;
  // The only one of undici's errors that comes without a code.
  if (error instanceof errors.HTTPParserError) return unavailable("host-error");
  const code = codeOf(error);
  if (code === undefined) return unavailable("crashed");
  const reason = REASON_OF_CODE[code];
  if (reason !== undefined) return unavailable(reason);
  if (INCOMPLETE_CHAIN.test(code)) return absent("incomplete-chain");
  if (BAD_CERTIFICATE.test(code) && !TLS_ALERT.test(code)) return absent("bad-certificate");
  // The host spoke, and it was neither TLS nor HTTP as we know them, or its compressed body was broken.
  if (/^(ERR_SSL|ERR_TLS|HPE_|Z_|ERR__ERROR_|ERR_BROTLI|ERR_ZLIB)/.test(code))
    return unavailable("host-error");
  return unavailable("crashed");
}

/** By its code alone: errors of Node itself need not share our `Error`. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
