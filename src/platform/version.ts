// The version that users see, from package.json, whether run from source or from the built package.

import { readFileSync } from "node:fs";

const file = new URL("../../package.json", import.meta.url);

export function version(): string {
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

/** Hosts must be able to see who asks, and, where the operator has a public address, to whom to turn. */
export function userAgent(publicUrl?: string): string {
  return `marketplace-steward/${version()} (link check of a community marketplace${publicUrl === undefined ? "" : `; +${publicUrl}`})`;
}
