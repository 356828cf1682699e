// A policy's own sentences in place of ours: which there are, what they may hold, and how values get into them.

import { z } from "zod";
import type { AnyCheck, Finding } from "../checks/check.ts";
import { CHECK_IDS } from "../checks/ids.ts";
import { CHECKS } from "../checks/index.ts";
import { quote } from "../listing/quote.ts";
import { LISTING_RULES } from "../listing/rules.ts";
import { refuse, text } from "../listing/values.ts";
import { MESSAGES, WORDS_IDS, type WordsId } from "./messages.ts";

const LENGTH_MAX = 600;
/** `{default}`: our sentence as a whole. `{1}` … `{9}`: what stands in its quotes, code spans and numbers, in its order. */
const FINDING_PLACEHOLDERS = ["default", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
const COULD_NOT_TELL = "could-not-tell";
/** Carries the schema's own rules, under their names. */
const CARRIER = "schema";

/** Every rule id a finding can bear, in the order of the checklist. */
export const RULE_IDS: readonly string[] = CHECKS.flatMap(({ id, rules }) => [
  ...Object.keys(rules)
    .filter((rule) => !(id === "submission" && rule === CARRIER))
    .map((rule) => `${id}/${rule}`),
  ...(id === "submission" ? LISTING_RULES.map((rule) => `${id}/${rule}`) : []),
  `${id}/${COULD_NOT_TELL}`,
]);

export interface FindingTexts {
  readonly message?: string | undefined;
  readonly why?: string | undefined;
  readonly fix?: string | undefined;
}

export interface CheckTexts {
  /** Its line in the checklist. */
  readonly item?: string | undefined;
  /** For every line that tells what it saw. */
  readonly evidence?: string | undefined;
}

/** By id: a sentence of ours, a rule's words, or a check's. */
export type Texts = Readonly<Record<string, string | FindingTexts | CheckTexts>>;

export const NO_TEXTS: Texts = {};

/** One line that keeps its marks in pairs, so that what is put into it stays where it is put. */
function sentence(placeholders: readonly string[]) {
  return text({ field: "the text", min: 1, max: LENGTH_MAX, lines: "one" })
    .superRefine((value, context) => {
      const outside = value.replaceAll(/`[^`]*`/g, "").replaceAll(/“[^“”]*”/g, "");
      if (/[`“”]/.test(outside))
        refuse(context, {
          rule: "open-mark",
          message: "A backtick or a quotation mark “ ” is left open.",
          fix: "Close it, or remove it.",
        });
      if (/[<>]/.test(outside))
        refuse(context, {
          rule: "markup",
          message: "Texts hold no HTML: `<` and `>` stand in code spans only.",
          fix: "Remove them, or put them between backticks.",
        });
      const named = (part: string): string[] =>
        [...part.matchAll(/\{([^{}]*)\}/g)].map(([, name = ""]) => name);
      for (const name of named(outside).filter((one) => !placeholders.includes(one)))
        refuse(context, {
          rule: "unknown-placeholder",
          message: `Nothing is called ${quote(`{${name}}`)} here.`,
          fix:
            placeholders.length === 0
              ? "This sentence has no placeholders; remove it."
              : `Use ${placeholders.map((one) => `\`{${one}}\``).join(", ")}.`,
        });
      if (named(value).length > named(outside).length)
        refuse(context, {
          rule: "marked-placeholder",
          message: "A placeholder stands within a code span or quotation marks.",
          fix: "Remove the marks: what is put there brings its own.",
        });
    })
    .meta({ minLength: 1, maxLength: LENGTH_MAX });
}

const found = sentence(FINDING_PLACEHOLDERS).optional();
// Named, so that the JSON Schema says each once.
const rule = z.strictObject({ message: found, why: found, fix: found }).meta({ id: "rule" });
const item = z.strictObject({ item: sentence([]).optional(), evidence: found }).meta({ id: "check" });

export const textsSchema = z.strictObject({
  ...Object.fromEntries(CHECK_IDS.map((id) => [id, item.optional()])),
  ...Object.fromEntries(RULE_IDS.map((id) => [id, rule.optional()])),
  ...Object.fromEntries(WORDS_IDS.map((id) => [id, sentence(placeholdersOf(id)).optional()])),
});

export function placeholdersOf(id: WordsId): readonly string[] {
  return [...new Set([...MESSAGES[id].matchAll(/\{([a-z]+)\}/g)].map(([, name = ""]) => name))];
}

/** `own` over `preset`; of a rule, each of its words by itself. */
export function mergedTexts(preset: Texts, own: Texts): Texts {
  const merged: Record<string, Texts[string]> = { ...preset };
  for (const [id, value] of Object.entries(own)) {
    const before = merged[id];
    merged[id] = typeof value === "string" || typeof before !== "object" ? value : { ...before, ...value };
  }
  return merged;
}

/** Our sentence or the policy's, with these values in it, as they are: they bring their own marks. */
export function format(
  texts: Texts,
  id: WordsId,
  values: Readonly<Record<string, string | number>> = {},
): string {
  const own = texts[id];
  return filled(typeof own === "string" ? own : MESSAGES[id], values);
}

/** In one pass: what a value holds is never taken for a placeholder. */
function filled(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replaceAll(/\{([a-z]+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function itemText(texts: Texts, { id, item: ours }: Pick<AnyCheck, "id" | "item">): string {
  const own = texts[id];
  return typeof own === "object" && "item" in own ? (own.item ?? ours) : ours;
}

/** What a check saw, in the policy's words. */
export function evidenceOf(texts: Texts, check: string, line: string): string {
  const own = texts[check];
  return typeof own === "object" && "evidence" in own ? reworded(own.evidence, line) : line;
}

/** A finding in the policy's words. What was judged stays with it: words alone undo no release. */
export function worded<F extends Pick<Finding, "rule" | "message" | "why"> & { readonly fix?: string }>(
  finding: F,
  texts: Texts,
): F {
  const own = texts[finding.rule];
  if (typeof own !== "object") return finding;
  const { message, why, fix } = own as FindingTexts;
  return {
    ...finding,
    message: reworded(message, finding.message),
    why: reworded(why, finding.why),
    ...(finding.fix === undefined ? {} : { fix: reworded(fix, finding.fix) }),
    ...(message === undefined ? {} : { judged: finding.message }),
  };
}

/** Where the policy's sentence asks for more values than ours has, ours stands. */
function reworded(template: string | undefined, ours: string): string {
  if (template === undefined) return ours;
  const values = ours.match(/`[^`]*`|“[^”]*”|\d(?:[\d.,]*\d)?/g) ?? [];
  let lacking = false;
  const words = template.replaceAll(/\{(default|\d)\}/g, (_, name: string) => {
    const value = name === "default" ? ours : values[Number(name) - 1];
    lacking ||= value === undefined;
    return value ?? "";
  });
  return lacking ? ours : words;
}
