// What a check is: its words, the facts it needs, executable examples and its judgement, in one value.

import type { Fact } from "../facts.ts";
import type { KeyPath } from "../listing/problems.ts";
import type { FieldName } from "../listing/fields.ts";
import type { CHECK_IDS } from "./ids.ts";
import type { FactName, Facts, FactValues } from "./inputs.ts";

export type CheckId = (typeof CHECK_IDS)[number];

/** Of the checks that were there from the beginning. */
export const FIRST_VERSION = "0.1.0";

export const LEVELS = ["required", "recommended", "off"] as const;
export type PolicyLevel = (typeof LEVELS)[number];

/** What a policy may say of a check, and what holds where it says nothing. */
export interface InPolicy {
  /** Where neither the policy nor its preset names another. A check that came later is off all the same: see `since`. */
  readonly level: PolicyLevel;
  /** What `checks.<id>.level` is for: beside the key in editors, and on the policy's page. */
  readonly words: string;
  /** By preset, where it asks for another level than that one. */
  readonly presets?: Readonly<Record<string, PolicyLevel>>;
}

/** `fail`: the contributor can fix it. `held`: a maintainer decides. `suggestion`: never blocks. */
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
  /** Why there is nothing more to say, when there is nothing ("not checked yet: fix …"). */
  readonly note?: string;
  /** The field that has to be fixed first, and where it stands, or the file; with `note`. */
  readonly waitsFor?: string;
}

export interface RuleWords {
  readonly level: FindingLevel;
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

/** What every check says of itself, whatever it judges. */
interface CheckWords {
  readonly id: CheckId;
  /** Its place in the checklist, among the numbers of the others. */
  readonly order: number;
  /**
   * The version that brought it. One that came after the first is off until a policy's own file names it: an upgrade
   * alone asks nothing of anybody. What its levels say then holds for new catalogs (`steward init` writes them down).
   */
  readonly since: string;
  /** Short: the check run is named `steward / <title>`. */
  readonly title: string;
  /** As a person would tick it. */
  readonly item: string;
  readonly why: string;
  readonly fix: string;
  /** The field it waits for when that is missing or not in order; without one it waits for the listing. */
  readonly field?: FieldName;
  /** Cannot be lowered by a policy. */
  readonly fixed: boolean;
  readonly policy: InPolicy;
}

export interface Check<N extends FactName = FactName, R extends string = string> extends CheckWords {
  readonly needs: readonly N[];
  readonly rules: Readonly<Record<R, RuleWords>>;
  readonly examples: Readonly<Record<"pass" | "fail" | "held", readonly Example<N>[]>>;
  evaluate(input: Input<N>): Iterable<CheckResult<R>>;
}

/** A check with the types of its facts erased. */
export interface AnyCheck extends CheckWords {
  readonly needs: readonly FactName[];
  readonly rules: Readonly<Record<string, RuleWords>>;
  readonly examples: Readonly<
    Record<"pass" | "fail" | "held", readonly { readonly name: string; readonly facts: Partial<Facts> }[]>
  >;
  evaluate(input: never): Iterable<CheckResult<string>>;
}

/** Types `evaluate` by `needs`: reading a fact that is not named is a compile error. */
export function defineCheck<const N extends FactName, R extends string>(check: Check<N, R>): Check<N, R> {
  return check;
}
