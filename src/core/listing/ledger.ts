// The ledger: one typed file per removed listing, written by Steward alone and read by `standing`.

import type { Seal } from "../seal.ts";
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

/** What a ledger file says now. */
export interface LedgerWord {
  /** undefined: there is no such file, or it is no ledger line. */
  readonly line: LedgerLine | undefined;
  /** When Steward sealed this very text, in ms since the epoch; undefined: it never did. */
  readonly revision: number | undefined;
}

const SEAL_LINE = /^(?<text>[\s\S]*\n)# Steward-Seal: (?<revision>\d{1,15}) (?<code>[0-9a-f]{64})\n$/;

/** The file with the line that seals it: whoever else writes or edits one says nothing of what was removed. */
export function sealLedger(
  text: string,
  { repositoryId, revision }: { readonly repositoryId: number; readonly revision: number },
  seal: Pick<Seal, "sign">,
): string {
  return `${text}# Steward-Seal: ${revision} ${seal.sign(sealed(text, repositoryId, revision))}\n`;
}

/** A ledger file with what its seal tells. `repositoryId`: the catalog's. */
export function readLedger(
  bytes: Uint8Array,
  id: string,
  repositoryId: number,
  seal: Pick<Seal, "verify">,
): LedgerWord {
  const line = parseLedgerLine(bytes, id);
  const groups = SEAL_LINE.exec(new TextDecoder().decode(bytes).replaceAll("\r\n", "\n"))?.groups;
  if (line === undefined || groups === undefined) return { line, revision: undefined };
  const { text = "", code = "" } = groups;
  const revision = Number(groups["revision"]);
  return { line, revision: seal.verify(sealed(text, repositoryId, revision), code) ? revision : undefined };
}

function sealed(text: string, repositoryId: number, revision: number): string {
  return `ledger\n${repositoryId}\n${revision}\n${text}`;
}

/** undefined: the file is not a ledger line, which must hold the listing, never free it. */
export function parseLedgerLine(bytes: Uint8Array, id: string): LedgerLine | undefined {
  const file = readYaml(bytes, LEDGER_BYTES_MAX);
  if (file.root === undefined || file.problems.length > 0) return undefined;
  const result = ledgerSchema.safeParse(plainValue(file.root));
  return result.success && result.data.id === id ? result.data : undefined;
}
