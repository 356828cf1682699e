// The report on a pull request that changes the policy: which keys, and which published listings would change verdict.

import { quote } from "../listing/quote.ts";
import type { KeyChange } from "../policy/explain.ts";
import type { Impact, ImpactChange, RecordedStatus } from "../policy/impact.ts";
import { count, SYMBOLS } from "./check-run.ts";

export interface PolicyReport {
  readonly keys: readonly KeyChange[];
  /** `nothing`: nothing is published yet. `unreadable`: what is published cannot be read. */
  readonly impact: Impact | "nothing" | "unreadable";
  /** How long what then fails stays published. */
  readonly graceDays: number;
}

const ROWS_MAX = 200;
const KEYS_MAX = 50;

/** For the roll-up's title; undefined: nothing to tell. */
export function reportTitle({ impact }: PolicyReport): string | undefined {
  if (typeof impact === "string") return undefined;
  const { changes, listings } = impact;
  return changes.length === 0
    ? `none of ${grouped(listings)} listings changes its verdict`
    : `${grouped(changes.length)} of ${grouped(listings)} listings would change verdict`;
}

export function reportText({ keys, impact, graceDays }: PolicyReport): string {
  return [...impactText(impact, graceDays), ...keysText(keys)].join("\n\n");
}

function impactText(impact: PolicyReport["impact"], graceDays: number): string[] {
  if (impact === "nothing") return ["Nothing is published yet, so no listing's verdict can change."];
  if (impact === "unreadable")
    return ["What is published cannot be read, so nobody can tell which listings would change verdict."];
  const { listings, changes } = impact;
  const compared = `Compared with the policy in force, by what is recorded of each published listing; no web site was asked.`;
  if (changes.length === 0)
    return [`**None of the ${grouped(listings)} published listings would change verdict.** ${compared}`];
  const shown = [...changes].sort(bySeverity).slice(0, ROWS_MAX);
  const rows = shown.map(
    ({ id, from, to, because }) =>
      `| ${cell(quote(id))} | ${SYMBOLS[from]} ${WORDS[from]} | ${SYMBOLS[to]} ${WORDS[to]} | ${because
        .map(({ check, why }) => cell(`\`${check}\`: ${why}`))
        .join("; ")} |`,
  );
  const rest = changes.length - shown.length;
  return [
    `**${grouped(changes.length)} of ${grouped(listings)} published listings would change verdict:** ${totals(changes)}. ${compared}`,
    ["| listing | today | then | because |", "| --- | --- | --- | --- |", ...rows].join("\n"),
    ...(rest > 0 ? [`… and ${grouped(rest)} more. \`steward policy check\` prints all of them.`] : []),
    ...(changes.some(({ to }) => to === "fail")
      ? [
          `What would fail stays published for ${count(graceDays, "day")} of grace (\`publish.grace_days\`), then it goes until it passes.`,
        ]
      : []),
    ...(changes.some(({ to }) => to === "unknown")
      ? ["What is not on record is checked when the policy is merged."]
      : []),
  ];
}

const WORDS: Readonly<Record<RecordedStatus, string>> = {
  pass: "passes",
  fail: "fails",
  unknown: "not on record",
};

const RANK: Readonly<Record<RecordedStatus, number>> = { fail: 0, unknown: 1, pass: 2 };

function bySeverity(a: ImpactChange, b: ImpactChange): number {
  return RANK[a.to] - RANK[b.to] || (a.id < b.id ? -1 : 1);
}

/** How many go which way. */
export function totals(changes: readonly ImpactChange[]): string {
  const ways = new Map<string, number>();
  for (const { from, to } of [...changes].sort(bySeverity)) {
    const way = `from “${WORDS[from]}” to “${WORDS[to]}”`;
    ways.set(way, (ways.get(way) ?? 0) + 1);
  }
  return [...ways].map(([way, number]) => `${grouped(number)} ${way}`).join(", ");
}

function keysText(keys: readonly KeyChange[]): string[] {
  if (keys.length === 0) return ["No key in force changes."];
  const rows = keys
    .slice(0, KEYS_MAX)
    .map(({ key, before, after }) => `| ${cell(quote(key))} | ${valueCell(before)} | ${valueCell(after)} |`);
  const rest = keys.length - KEYS_MAX;
  return [
    "**Keys in force that change**",
    ["| key | today | then |", "| --- | --- | --- |", ...rows].join("\n"),
    ...(rest > 0 ? [`… and ${rest} more.`] : []),
  ];
}

function valueCell(value: string | undefined): string {
  return value === undefined ? "not set" : cell(quote(value));
}

/** A bar would end the cell, even within code. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function grouped(number: number): string {
  return number.toLocaleString("en");
}
