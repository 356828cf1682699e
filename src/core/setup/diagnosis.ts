// What a diagnosis is made of: sections of items, each in order, to be fixed, or not told.

import { SETUP_RULES, type SetupRuleId } from "./rules.ts";
import type { Told } from "./seen.ts";

export type Item =
  | { readonly status: "fine"; readonly what: string }
  | {
      readonly status: "broken";
      readonly rule: SetupRuleId;
      readonly what: string;
      readonly why: string;
      readonly fix: string;
    }
  /** Could not be told: never taken for fine. */
  | { readonly status: "unknown"; readonly what: string; readonly why: string }
  /** Not looked at, for a reason that is a finding of its own. */
  | { readonly status: "skipped"; readonly what: string }
  /** Worth knowing; nothing is wrong. */
  | { readonly status: "note"; readonly what: string };

export interface DiagnosisSection {
  readonly title: string;
  readonly items: readonly Item[];
}

export type SetupVerdict = "fine" | "broken" | "unknown";

export interface Diagnosis {
  readonly verdict: SetupVerdict;
  readonly sections: readonly DiagnosisSection[];
}

export function fine(what: string): Item {
  return { status: "fine", what };
}

export function note(what: string): Item {
  return { status: "note", what };
}

export function unknown(what: string, why: string): Item {
  return { status: "unknown", what, why };
}

/** `fix`: exacter than the rule's own words, where the place is known. */
export function broken(rule: SetupRuleId, what: string, fix?: string): Item {
  const words = SETUP_RULES[rule];
  return { status: "broken", rule, what, why: words.why, fix: fix ?? words.fix };
}

/** The known value judged; the two other states say by themselves what could not be checked. */
export function judge<T>(
  told: Told<T> | undefined,
  what: string,
  known: (value: T) => readonly Item[],
): readonly Item[] {
  if (told === undefined) return [];
  if (told.state === "known") return known(told.value);
  if (told.state === "unknown") return [unknown(`${what} could not be read.`, told.because)];
  return [{ status: "skipped", what: `${what}: not checked, for want of ${told.wants}` }];
}

export function diagnosisOf(sections: readonly DiagnosisSection[]): Diagnosis {
  const items = sections.flatMap((section) => section.items);
  const has = (status: Item["status"]): boolean => items.some((item) => item.status === status);
  return {
    verdict: has("broken") ? "broken" : has("unknown") || items.length === 0 ? "unknown" : "fine",
    sections: sections.filter((section) => section.items.length > 0),
  };
}

export function list(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
