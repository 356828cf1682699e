// verification.json: when each published listing was last found in order, and what has been wrong with it since when.

import { openSchema } from "../catalog/open-schema.ts";
import { z } from "zod";
import { canonicalLines } from "../catalog/json.ts";
import { ID_PATTERN } from "../listing/ids.ts";

export const VERIFICATION_PATH = "verification.json";
const VERSION = 1;

export const WATCHED_FIELDS = ["link", "documentation", "issues"] as const;
export type Field = (typeof WATCHED_FIELDS)[number];

/** What may be wrong with an address; the first group has to stay so before anybody is told. */
export const RULES = [
  "not-found",
  "needs-login",
  "client-error",
  "no-such-name",
  "bad-certificate",
  "incomplete-chain",
  "forbidden-address",
  "too-many-redirects",
  "downgrade",
  "not-public",
  "issues-off",
  "no-answer",
  "archived",
  "transferred",
  "other-host",
] as const;
export type Rule = (typeof RULES)[number];

const time = z.iso.datetime();

const troubleSchema = z.looseObject({
  field: z.enum(WATCHED_FIELDS),
  /** The address that was asked: another one in the listing begins anew. */
  url: z.string(),
  rule: z.enum(RULES),
  /** Where it leads now. */
  to: z.string().exactOptional(),
  /** First and newest look that found it so, and how many there were, a day apart. */
  since: time,
  last: time,
  times: z.int().positive(),
  /** The day on which its maintainers were told; absent: not yet. */
  reported: z.iso.date().exactOptional(),
});

const rowSchema = z.looseObject({
  id: z.string().regex(ID_PATTERN),
  /** The last day on which every address was in order; absent: not since it was published (see the entry's own `verified`). */
  verified: z.iso.date().exactOptional(),
  troubles: z.array(troubleSchema).exactOptional(),
  /** Hosts that addresses led to from the beginning, where they are others than in the address. */
  hosts: z
    .array(z.looseObject({ field: z.enum(WATCHED_FIELDS), url: z.string(), host: z.string() }))
    .exactOptional(),
});

export const verificationSchema = z.looseObject({
  version: z.literal(VERSION),
  /** The day of the newest look, UTC. */
  day: z.iso.date(),
  /** By id; a listing that was not looked at since it was published is not among them. */
  listings: z.array(rowSchema),
});

export interface LinkProblem {
  readonly field: Field;
  readonly url: string;
  readonly rule: Rule;
  readonly to?: string;
  readonly since: string;
  readonly last: string;
  readonly times: number;
  readonly reported?: string;
}

export interface Row {
  readonly id: string;
  readonly verified?: string;
  readonly troubles?: readonly LinkProblem[];
  readonly hosts?: readonly { readonly field: Field; readonly url: string; readonly host: string }[];
}

export interface Verification {
  readonly version: typeof VERSION;
  readonly day: string;
  readonly listings: readonly Row[];
}

/** undefined: not a file of ours, or of this version; then it is begun anew, and nobody is accused by what it said. */
export function parseVerification(text: string): Verification | undefined {
  try {
    const parsed = verificationSchema.safeParse(JSON.parse(text));
    return parsed.success ? (parsed.data satisfies Verification) : undefined;
  } catch {
    return undefined;
  }
}

export function verificationText(day: string, rows: readonly Row[]): string {
  const listings = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return canonicalLines({ version: VERSION, day, listings }, "listings");
}

/** `id`: its own address, where that is known. */
export function verificationJsonSchema(id?: string): Record<string, unknown> {
  return {
    ...openSchema(z.toJSONSchema(verificationSchema), id),
    title: "Marketplace verification, version 1",
    description:
      "verification.json: when each listing was last found in order, and what is wrong with it since when.",
  };
}
