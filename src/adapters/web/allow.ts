// Reads FETCH_ALLOW, by which the operator opens hosts or networks that link checks may reach besides the public internet.

import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { isInNetwork } from "./address.ts";

/** `port` undefined: any port. */
type Opened =
  | { readonly kind: "host"; readonly host: string; readonly port: number | undefined }
  | { readonly kind: "network"; readonly cidr: string; readonly port: number | undefined };

export type FetchAllow = readonly Opened[];

const HOST = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?)*$/;
const PORT_MAX = 65_535;

/** Entries are separated by commas or white space. Every fault is reported, so that one start fixes them all. */
export function parseFetchAllow(text: string): {
  readonly allow: FetchAllow;
  readonly faults: readonly string[];
} {
  const allow: Opened[] = [];
  const faults: string[] = [];
  for (const entry of text.split(/[\s,]+/).filter((part) => part !== "")) {
    const opened = parseEntry(entry);
    if (typeof opened === "string") faults.push(`FETCH_ALLOW: “${entry}” ${opened}`);
    else allow.push(opened);
  }
  return { allow, faults };
}

export function opensHost(allow: FetchAllow, host: string, port: number): boolean {
  const bare = host.replace(/\.$/, "");
  return allow.some((one) => one.kind === "host" && one.host === bare && portFits(one.port, port));
}

export function opensAddress(allow: FetchAllow, address: string, port: number): boolean {
  return allow.some(
    (one) => one.kind === "network" && portFits(one.port, port) && isInNetwork(address, one.cidr),
  );
}

/** Whether some network is open on this port, so that it is worth asking where a name leads. */
export function opensSomeNetwork(allow: FetchAllow, port: number): boolean {
  return allow.some((one) => one.kind === "network" && portFits(one.port, port));
}

function portFits(opened: number | undefined, port: number): boolean {
  return opened === undefined || opened === port;
}

function parseEntry(entry: string): Opened | string {
  const parts = splitPort(entry);
  if (parts === undefined) return "is not a host, host:port, address or network";
  const port = parts.port === undefined ? undefined : Number(parts.port);
  if (port !== undefined && (port < 1 || port > PORT_MAX)) return `has no port from 1 to ${PORT_MAX}`;
  if (isIP(parts.rest) !== 0) {
    const address = ipaddr.process(parts.rest);
    return { kind: "network", cidr: `${address.toString()}/${address.kind() === "ipv4" ? 32 : 128}`, port };
  }
  if (parts.rest.includes("/")) return parseNetwork(parts.rest, port);
  const host = parts.rest.toLowerCase();
  // A last label of digits only would be read as an IPv4 address by every URL parser.
  if (!HOST.test(host) || /(^|\.)(\d+|0x[0-9a-f]*)$/.test(host)) return "is not a host name or an address";
  return { kind: "host", host, port };
}

function parseNetwork(text: string, port: number | undefined): Opened | string {
  const [address = "", bits = ""] = text.split("/");
  if (isIP(address) === 0 || !/^\d{1,3}$/.test(bits) || !ipaddr.isValidCIDR(text)) return "is not a network";
  if (Number(bits) === 0) return "would open every address there is";
  return { kind: "network", cidr: text, port };
}

/** `a.example:8443`, `10.0.0.0/8:8443`, `[fd00::1]:8443`, `[fd00::/8]:8443`; an address with bare colons has no port. */
function splitPort(entry: string): { readonly rest: string; readonly port: string | undefined } | undefined {
  const bracketed = /^\[([0-9a-f:./]+)\](?::(\d{1,5}))?$/i.exec(entry);
  if (bracketed) return { rest: bracketed[1] ?? "", port: bracketed[2] };
  if (entry.includes("[") || entry.includes("]")) return undefined;
  if (entry.split(":").length > 2) return { rest: entry, port: undefined };
  const [rest = "", port] = entry.split(":");
  if (port !== undefined && !/^\d{1,5}$/.test(port)) return undefined;
  return rest === "" ? undefined : { rest, port };
}
