// What `steward check` found, as every format shows it.

import type { CheckId, Finding, Status } from "../core/checks/check.ts";
import { overallOf, type CheckVerdict, type OverallStatus } from "../core/policy/verdict.ts";

export interface CheckedListing {
  readonly path: string;
  readonly id: string;
  readonly verdict: OverallStatus;
  readonly checks: readonly CheckedItem[];
}

export interface CheckedItem {
  readonly id: CheckId;
  readonly item: string;
  readonly status: Status;
  readonly evidence: readonly string[];
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

export interface CheckReport {
  readonly verdict: OverallStatus;
  readonly listings: readonly CheckedListing[];
}

export const EXIT = { clean: 0, findings: 1, inconclusive: 2, usage: 64 } as const;

export function exitCodeOf(verdict: OverallStatus): number {
  return verdict === "pass" ? EXIT.clean : verdict === "unknown" ? EXIT.inconclusive : EXIT.findings;
}

export function checkedItem(check: CheckVerdict): CheckedItem {
  const notes =
    check.waivedUntil === undefined ? check.notes : [...check.notes, `waived until ${check.waivedUntil}`];
  return {
    id: check.id,
    item: check.item,
    status: check.status,
    evidence: check.told,
    findings: check.findings,
    notes,
  };
}

export function reportOf(listings: readonly CheckedListing[]): CheckReport {
  return { verdict: overallOf(listings.map(({ verdict }) => verdict)), listings };
}
