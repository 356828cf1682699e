// What can be told of an address without asking anybody: forms, ports, literal addresses and names that no public server has.

import { isIP } from "node:net";
import type { AbsentReason } from "../../core/facts.ts";
import { isPublicAddress } from "./address.ts";
import { opensAddress, opensHost, opensSomeNetwork, type FetchAllow } from "./allow.ts";
import { bareHost, HTTPS_PORT, portOf, readUrl } from "./url.ts";

/** Reserved for other uses than the public internet's names (RFC 6761, 6762, 7686, 8375; ICANN 2024 for `internal`). */
const NOWHERE = /(?:^|\.)(?:invalid|local|internal|onion|home\.arpa)$/;

/** Why a connection would be refused before anything is sent; undefined: that cannot be told from here. */
export function refusalOf(address: string, allow: FetchAllow): AbsentReason | undefined {
  const url = readUrl(address);
  if (typeof url === "string") return url;
  const [host, port] = [bareHost(url).replace(/\.$/, ""), portOf(url)];
  if (opensHost(allow, host, port)) return undefined;
  if (isIP(host) !== 0) {
    if (opensAddress(allow, host, port)) return undefined;
    return isPublicAddress(host) ? (port === HTTPS_PORT ? undefined : "bad-url") : "forbidden-address";
  }
  // Where a network is open, a name may lead into it.
  if (opensSomeNetwork(allow, port)) return undefined;
  if (/(?:^|\.)localhost$/.test(host)) return "forbidden-address";
  if (NOWHERE.test(host)) return "no-such-name";
  return port === HTTPS_PORT ? undefined : "bad-url";
}
