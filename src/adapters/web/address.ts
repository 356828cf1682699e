// Says which IP addresses are on the public internet, because a listing's link must never lead us into our own network.

import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

type Network = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** IANA's special-purpose registry, plus Azure's host address, which looks public and is not. */
const SPECIAL_IPV4: readonly Network[] = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "168.63.129.16/32",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
].map((text) => ipaddr.parseCIDR(text));

/** Only this block is handed out; all tunnels and embeddings of IPv4 outside it fall away with it. */
const GLOBAL_IPV6: Network = ipaddr.parseCIDR("2000::/3");

const SPECIAL_IPV6: readonly Network[] = [
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "2620:4f:8000::/48",
  "3fff::/20",
].map((text) => ipaddr.parseCIDR(text));

/** `address` as DNS or a socket gives it. Whatever cannot be read is not public. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || address.includes("%")) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.kind() === "ipv4") return !SPECIAL_IPV4.some((network) => contains(network, parsed));
  return contains(GLOBAL_IPV6, parsed) && !SPECIAL_IPV6.some((network) => contains(network, parsed));
}

export function isInNetwork(address: string, cidr: string): boolean {
  if (isIP(address) === 0) return false;
  // An IPv4 address may come in its IPv6 dress; the operator who opened 10.0.0.0/8 means both.
  return contains(ipaddr.parseCIDR(cidr), ipaddr.process(address));
}

/** Two spellings of one address are equal. */
export function sameAddress(one: string, other: string): boolean {
  if (isIP(one) === 0 || isIP(other) === 0) return false;
  return ipaddr.process(one).toNormalizedString() === ipaddr.process(other).toNormalizedString();
}

function contains(network: Network, address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  const [base, bits] = network;
  if (base.kind() !== address.kind()) return false;
  return address.match(base, bits);
}
