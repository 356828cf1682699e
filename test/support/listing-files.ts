// Listing files made by changing single fields of a good one.

import { parseListing, type ParsedListing } from "../../src/core/listing/parse.ts";
import { listingSchema } from "../../src/core/listing/schema.ts";

/** Values as YAML would write them; undefined takes the line out. */
export type Lines = Readonly<Record<string, string | undefined>>;

export const GOOD_LINES: Lines = {
  name: "Poll Maker",
  type: "plugin",
  summary: "Create polls and see the votes come in",
  link: "https://poll-maker.example/",
  documentation: "https://poll-maker.example/docs",
  issues: "https://poll-maker.example/issues",
  image: "images/poll-maker.png",
  maintainers: "[owner]",
};

const SCHEMA = listingSchema();

export function listingText(change: Lines = {}): string {
  return Object.entries({ ...GOOD_LINES, ...change })
    .flatMap(([field, value]) => (value === undefined ? [] : [`${field}: ${value}\n`]))
    .join("");
}

export function parse(content: string | Uint8Array, id = "poll-maker"): ParsedListing {
  return parseListing(typeof content === "string" ? new TextEncoder().encode(content) : content, id, SCHEMA);
}

export function parseWith(change: Lines): ParsedListing {
  return parse(listingText(change));
}

/** A JSON string is a YAML string, escapes and all. */
export function yamlString(text: string): string {
  return JSON.stringify(text);
}

export function rules({ problems }: ParsedListing): readonly string[] {
  return problems.map(({ rule }) => rule);
}
