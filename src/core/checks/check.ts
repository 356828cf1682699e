// What a check is: its words, the facts it needs, executable examples and its judgement, in one value.

import type { Fact } from "../facts.ts";
import type { KeyPath } from "../listing/problems.ts";
import type { FactName, Facts, FactValues } from "./inputs.ts";

export const CHECK_IDS = [
  "submission",
  "ownership",
  "link",
  "documentation",
  "issue-tracker",
  "image",
  "standing",
] as const;
export type CheckId = (typeof CHECK_IDS)[number];

/** `fail`: the contributor can mend it. `held`: a maintainer decides. `suggestion`: never blocks. */
export type FindingLevel = "fail" | "held" | "unknown" | "suggestion";

export interface Finding {
  /** Stable, such as `image/too-large`. */
  readonly rule: string;
  readonly level: FindingLevel;
  readonly message: string;
  readonly why: string;
  readonly fix: string;
  /** Our own message, where a policy has put another in its place. */
  readonly judged?: string;
  readonly file: string;
  readonly path: KeyPath;
  /** 1-based; the first line when the finding is about the file as a whole. */
  readonly line: number;
  readonly column: number;
}

export type Status = "pass" | "fail" | "held" | "unknown" | "not-run";

export interface Outcome {
  readonly id: CheckId;
  readonly status: Status;
  readonly evidence: readonly string[];
  readonly findings: readonly Finding[];
  /** Why there is nothing more to say, when there is nothing ("waits for …"). */
  readonly note?: string;
}

export interface RuleWords {
  readonly level: Exclude<FindingLevel, "unknown">;
  readonly why: string;
  readonly fix: string;
}

/** What a judgement yields: evidence for a pass, or a rule that was broken. */
export type CheckResult<R extends string> =
  | { readonly evidence: string }
  | {
      readonly rule: R;
      readonly message: string;
      readonly path?: KeyPath;
      readonly fix?: string;
      readonly why?: string;
      /** The rule's public name, where one table row stands for many (the schema's own rules). */
      readonly named?: string;
      /** Where it stands, when that is not the place of `path` in the listing. */
      readonly at?: { readonly file?: string; readonly line: number; readonly column: number };
    };

/** The facts a judgement sees: known or absent. An unavailable one never reaches it. */
export type Input<N extends FactName> = {
  readonly [K in N]: Exclude<Fact<FactValues[K]>, { state: "unavailable" }>;
};

export type Example<N extends FactName> = {
  readonly name: string;
  readonly facts: { readonly [K in N]: Fact<FactValues[K]> };
};

export interface Check<N extends FactName = FactName, R extends string = string> {
  readonly id: CheckId;
  /** Short: the check run is named `steward / <title>`. */
  readonly title: string;
  /** As a person would tick it. */
  readonly item: string;
  readonly why: string;
  readonly fix: string;
  readonly needs: readonly N[];
  /** Cannot be lowered by a policy. */
  readonly fixed: boolean;
  readonly rules: Readonly<Record<R, RuleWords>>;
  readonly examples: Readonly<Record<"pass" | "fail" | "held", readonly Example<N>[]>>;
  evaluate(input: Input<N>): Iterable<CheckResult<R>>;
}

/** A check with the types of its facts erased. */
export interface AnyCheck {
  readonly id: CheckId;
  readonly title: string;
  readonly item: string;
  readonly why: string;
  readonly fix: string;
  readonly needs: readonly FactName[];
  readonly fixed: boolean;
  readonly rules: Readonly<Record<string, RuleWords>>;
  readonly examples: Readonly<
    Record<"pass" | "fail" | "held", readonly { readonly name: string; readonly facts: Partial<Facts> }[]>
  >;
  evaluate(input: never): Iterable<CheckResult<string>>;
}

/** Types `judge` by `needs`: reading a fact that is not named is a compile error. */
export function defineCheck<const N extends FactName, R extends string>(check: Check<N, R>): Check<N, R> {
  return check;
}
