// Turns text that somebody else wrote into an address we are willing to ask, by the same parser browsers use.

import { type AbsentReason } from "../../core/facts.ts";

const URL_CHARS_MAX = 2_048;
const HOST_CHARS_MAX = 253;
const LABEL_CHARS_MAX = 63;
export const HTTPS_PORT = 443;

/** Judges the form of an address as a contributor wrote it; where its name leads is judged at the connection. */
export function readUrl(text: string): URL | AbsentReason {
  // The parser would quietly drop tabs and line ends, trim spaces and read "\" as "/": what a person sees would differ.
  // oxlint-disable-next-line no-control-regex
  if (text.length > URL_CHARS_MAX || /[\u0000-\u0020\u007f\\]/.test(text)) return "bad-url";
  if (!/^https:\/\/[^/]/i.test(text)) return "bad-url";
  return judge(text, undefined);
}

/** Where a redirect leads. Laxer in spelling, as browsers are; equally strict about the way. */
export function readLocation(location: string, from: URL): URL | AbsentReason {
  // undici gives header bytes one by one as latin1; servers that send them raw mean UTF-8.
  const next = judge(Buffer.from(location, "latin1").toString("utf8"), from);
  if (typeof next !== "string" && next.hash === "") next.hash = from.hash;
  return next;
}

export function portOf(url: URL): number {
  return url.port === "" ? HTTPS_PORT : Number(url.port);
}

/** The host without the brackets of an IPv6 literal. */
export function bareHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, "$1");
}

function judge(text: string, base: URL | undefined): URL | AbsentReason {
  if (text.length > URL_CHARS_MAX || !URL.canParse(text, base?.href)) return "bad-url";
  const url = new URL(text, base);
  if (url.protocol === "http:" && base !== undefined) return "downgrade";
  if (url.protocol !== "https:" || url.username !== "" || url.password !== "") return "bad-url";
  // "https://@host/" has an empty user, which the parser forgets.
  if (/^[a-z]*:?\/\/[^/?#]*@/i.test(text)) return "bad-url";
  const host = url.hostname.replace(/\.$/, "");
  const labels = host.startsWith("[") ? [] : host.split(".");
  if (host.length > HOST_CHARS_MAX || labels.some((one) => one.length > LABEL_CHARS_MAX || one === ""))
    return "bad-url";
  return url;
}
