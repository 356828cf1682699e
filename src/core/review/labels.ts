// The three labels that say whose turn it is; at most one of them stands, none while we cannot tell.

import type { OverallStatus } from "../policy/verdict.ts";

export interface LabelWords {
  readonly name: string;
  readonly color: string;
  readonly description: string;
}

export const REVIEW_LABELS = {
  fail: {
    name: "steward: needs changes",
    color: "d1242f",
    description: "Something is for the contributor to fix",
  },
  pass: { name: "steward: ready", color: "1a7f37", description: "Every check passed; merging publishes it" },
  held: { name: "steward: held", color: "bf8700", description: "A maintainer decides" },
} as const satisfies Record<Exclude<OverallStatus, "unknown">, LabelWords>;

const OURS: ReadonlySet<string> = new Set(Object.values(REVIEW_LABELS).map(({ name }) => name));

export function isOurLabel(name: string): boolean {
  return OURS.has(name);
}

export function labelFor(overall: OverallStatus, draft: boolean): LabelWords | undefined {
  if (overall === "unknown" || (overall === "pass" && draft)) return undefined;
  return REVIEW_LABELS[overall];
}

/** What is to be added and taken off so that `wanted`, and no other of ours, stands. */
export function labelChanges(
  present: readonly string[],
  wanted: LabelWords | undefined,
): { readonly add: readonly LabelWords[]; readonly remove: readonly string[] } {
  return {
    add: wanted === undefined || present.includes(wanted.name) ? [] : [wanted],
    remove: present.filter((name) => OURS.has(name) && name !== wanted?.name),
  };
}
