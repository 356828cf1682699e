// The ledger: one typed file per removed listing, written by Steward alone and read by `standing`.

import { z } from "zod";
import { ID_PATTERN } from "./ids.ts";
import { REASONS, SEVERITY_NAMES, type ReasonName } from "./reasons.ts";
import { plainValue, readYaml } from "./yaml.ts";

const LEDGER_BYTES_MAX = 64 * 1024;
const SHA_PATTERN = /^[0-9a-f]{40}$|^[0-9a-f]{64}$/;

export type RemovalReason = ReasonName;
export const REMOVAL_REASONS = Object.keys(REASONS) as [RemovalReason, ...RemovalReason[]];

const caseSchema = z.strictObject({
  /** Number of the public issue in the catalog repo; absent for a private case without one. */
  issue: z.int().positive().optional(),
  severity: z.enum(SEVERITY_NAMES).optional(),
  acknowledged: z.iso.datetime().optional(),
  deadline: z.iso.datetime().optional(),
  /** When the case ended (resolved or dismissed); absent while it runs. */
  ended: z.iso.datetime().optional(),
});

export const ledgerSchema = z.strictObject({
  version: z.literal(1),
  id: z.string().regex(ID_PATTERN),
  reason: z.enum(REMOVAL_REASONS),
  removed: z.iso.datetime(),
  name: z.string().max(60).optional(),
  cases: z.array(caseSchema).max(50).default([]),
  /** Account numbers of the owners at removal: the id stays reserved for them. */
  owners: z.array(z.int().positive()).max(50).default([]),
  /** Path → blob SHA of what was removed, so that a restore puts back identical bytes. */
  blobs: z.record(z.string(), z.string().regex(SHA_PATTERN)).default({}),
});

export type LedgerLine = z.output<typeof ledgerSchema>;

/** undefined: the file is not a ledger line, which must hold the listing, never free it. */
export function parseLedgerLine(bytes: Uint8Array, id: string): LedgerLine | undefined {
  const file = readYaml(bytes, LEDGER_BYTES_MAX);
  if (file.root === undefined || file.problems.length > 0) return undefined;
  const result = ledgerSchema.safeParse(plainValue(file.root));
  return result.success && result.data.id === id ? result.data : undefined;
}
