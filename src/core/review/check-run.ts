// Verdict → the check runs GitHub should show: title, summary, annotations on their lines.

import type { CheckId, Finding } from "../checks/check.ts";
import type { CheckVerdict, OverallStatus, Override, Verdict } from "../policy/verdict.ts";
import { quote, quoted } from "../listing/quote.ts";
import { NO_TEXTS, format, type Texts } from "../policy/texts.ts";
import type { WordsId } from "../policy/messages.ts";
import { acceptLine, REASON_LENGTH_MAX } from "./commands.ts";
import { fitBytes, toMarkdown, toPlain } from "./markdown.ts";
import { ROLL_UP, runName, type Conclusion } from "./seen.ts";

export const ANNOTATIONS_PER_REQUEST_MAX = 50;
export const SUMMARY_BYTES_MAX = 60_000;
const MESSAGE_LENGTH_MAX = 2_000;
const TITLE_LENGTH_MAX = 120;
export const MORE = "… and more than fits here; the annotations name every place.";

export interface RunAnnotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column: number;
  readonly end_column: number;
  readonly annotation_level: "failure" | "warning" | "notice";
  readonly title: string;
  readonly message: string;
}

/** A run as it should stand. `conclusion` undefined: still in progress. */
export interface DesiredRun {
  readonly check: CheckId | undefined;
  readonly name: string;
  readonly conclusion: Conclusion | undefined;
  readonly title: string;
  readonly summary: string;
  readonly annotations: readonly RunAnnotation[];
  /** What a release would hold for; "" when nothing is held. */
  readonly heldFindings: string;
  /** What let it through: see {@link Override}. */
  readonly released?: Override["by"];
  /** The check cannot tell, whether it still waits or has been given to a maintainer. */
  readonly inconclusive: boolean;
  /** It does not pass for something outside the pull request, which is looked at again by itself. */
  readonly watched?: boolean;
}

/** `headSha`: the commit that is judged, which a release has to name. */
export function desiredRuns(verdict: Verdict, headSha: string): readonly DesiredRun[] {
  return [...verdict.checks.map((check) => checkRun(check, headSha, verdict.texts)), rollUp(verdict)];
}

function checkRun(check: CheckVerdict, headSha: string, texts: Texts): DesiredRun {
  return {
    check: check.id,
    name: runName(check.title),
    conclusion: conclusionOf(check.status),
    title: runTitle(check, texts),
    summary: fitBytes(summaryOf(check, headSha, texts), SUMMARY_BYTES_MAX, MORE),
    // An unknown is ours: it gets words, but no mark on the contributor's lines.
    annotations: check.findings.filter(({ level }) => level !== "unknown").map(annotation),
    heldFindings: heldFindings(check),
    ...(check.released?.by === undefined ? {} : { released: check.released.by }),
    inconclusive: check.found === "unknown",
  };
}

const CONCLUSIONS: Readonly<Record<OverallStatus, Conclusion | undefined>> = {
  pass: "success",
  fail: "failure",
  held: "action_required",
  unknown: undefined,
};

export function conclusionOf(status: OverallStatus): Conclusion | undefined {
  return CONCLUSIONS[status];
}

/**
 * The findings a maintainer would release, as text to be digested; order and places do not matter to them, nor does by
 * what trouble we cannot tell: a host that fails in two ways must not undo a release every hour.
 */
export function heldFindings(check: CheckVerdict): string {
  const held = check.findings
    .filter(({ level }) => level === "held" || level === "unknown")
    .map(
      ({ rule, level, message, judged, file }) =>
        `${rule} ${file} ${level === "unknown" ? "" : (judged ?? message)}`,
    );
  return held.length === 0 ? "" : held.sort().join("\n");
}

/** What a check came to, as one sentence of ours that may hold code spans. */
function runWords(check: CheckVerdict, texts: Texts): string {
  // What a maintainer decides is nothing for the contributor to fix, even where something else is.
  const blocking = check.findings.filter(({ level }) => level === "fail");
  if (check.released !== undefined)
    return format(texts, "run/released", { login: quote(check.released.login) });
  if (check.waivedUntil !== undefined && check.status === "pass")
    return format(texts, "check/waived", { date: check.waivedUntil });
  if (check.status === "pass") {
    const suggestions = check.findings.length;
    if (suggestions === 0) return format(texts, "run/in-order");
    return suggestions === 1
      ? format(texts, "run/in-order-with-one")
      : format(texts, "run/in-order-with", { count: suggestions });
  }
  if (check.status === "fail") {
    if (blocking.length === 0) return sentenceCase(check.notes[0] ?? "not checked yet");
    return blocking.length === 1
      ? (blocking[0]?.message ?? "")
      : format(texts, "run/to-mend", { count: blocking.length });
  }
  if (check.gaveUp) return format(texts, "run/gave-up");
  return format(texts, check.status === "held" ? "run/held" : "run/unknown");
}

/** GitHub shows titles as plain text. */
function runTitle(check: CheckVerdict, texts: Texts): string {
  const plain = Array.from(toPlain(runWords(check, texts)));
  return plain.length > TITLE_LENGTH_MAX
    ? `${plain.slice(0, TITLE_LENGTH_MAX - 1).join("")}…`
    : plain.join("");
}

function summaryOf(check: CheckVerdict, headSha: string, texts: Texts): string {
  const parts: string[] = [];
  if (check.waivedUntil !== undefined)
    parts.push(format(texts, "run/waived-text", { date: check.waivedUntil }));
  if (check.level === "recommended") parts.push(format(texts, "run/recommended-text"));
  if (check.released !== undefined)
    parts.push(
      format(texts, "run/released-text", {
        login: quote(check.released.login),
        reason: toMarkdown(quoted(check.released.reason, REASON_LENGTH_MAX)),
      }),
    );
  if (check.gaveUp) {
    parts.push(format(texts, "run/gave-up-text", { command: acceptLine(check.id, headSha) }));
  } else if (check.status === "held") {
    parts.push(format(texts, "run/held-text", { command: acceptLine(check.id, headSha) }));
  }
  parts.push(...check.notes.map((note) => `${sentenceCase(toMarkdown(note))}.`));
  for (const finding of check.findings) parts.push(findingText(finding, texts));
  if (check.told.length > 0)
    parts.push(
      [`**${format(texts, "run/evidence")}**`, ...check.told.map((line) => `- ${toMarkdown(line)}`)].join(
        "\n",
      ),
    );
  return parts.join("\n\n");
}

const LEADS = {
  suggestion: "run/suggestion",
  unknown: "run/could-not-tell",
  fail: "run/mend",
  held: "run/for-a-maintainer",
} as const;

/** What, why, what next: in that order. */
export function findingText(finding: Finding, texts: Texts = NO_TEXTS): string {
  const lead = `**${format(texts, LEADS[finding.level])}**`;
  const where = finding.line > 1 || finding.path.length > 0 ? ` (line ${finding.line})` : "";
  return `${lead} ${toMarkdown(finding.message)}${where}\n${toMarkdown(finding.why)} ${toMarkdown(finding.fix)}\n<sub>\`${finding.rule}\`</sub>`;
}

function annotation(finding: Finding): RunAnnotation {
  return {
    path: finding.file,
    start_line: finding.line,
    end_line: finding.line,
    start_column: finding.column,
    end_column: finding.column,
    annotation_level: finding.level === "fail" ? "failure" : finding.level === "held" ? "warning" : "notice",
    title: finding.rule.slice(0, 255),
    message: toPlain(`${finding.message}\n${finding.why}\n${finding.fix}`).slice(0, MESSAGE_LENGTH_MAX),
  };
}

function rollUp(verdict: Verdict): DesiredRun {
  const list = verdict.checks.map(
    (check) => `- ${SYMBOLS[check.status]} ${check.title}: ${toMarkdown(runWords(check, verdict.texts))}`,
  );
  return {
    check: undefined,
    name: ROLL_UP,
    conclusion: conclusionOf(verdict.overall),
    title: rollUpTitle(verdict),
    summary: fitBytes(list.join("\n"), SUMMARY_BYTES_MAX, MORE),
    annotations: [],
    heldFindings: "",
    inconclusive: verdict.overall === "unknown",
  };
}

export const SYMBOLS: Readonly<Record<OverallStatus, string>> = {
  pass: "✅",
  fail: "❌",
  held: "✋",
  unknown: "⏳",
};

/** What is for the contributor to fix: the one count that comment and roll-up show. What waits for it has none of its own. */
export function problemsToFix({ checks }: Verdict): number {
  const findings = checks.flatMap((check) => (check.status === "fail" ? check.findings : []));
  return Math.max(1, findings.filter(({ level }) => level === "fail").length);
}

export function rollUpTitle(verdict: Verdict): string {
  const counted =
    verdict.overall === "fail"
      ? problemsToFix(verdict)
      : verdict.checks.filter(({ status }) => status === verdict.overall).length;
  const one = counted === 1;
  const titles: Readonly<Record<OverallStatus, WordsId>> = {
    pass: "roll-up/pass",
    fail: one ? "roll-up/one-fails" : "roll-up/fail",
    held: one ? "roll-up/one-held" : "roll-up/held",
    unknown: "roll-up/unknown",
  };
  // GitHub shows titles as plain text.
  return toPlain(format(verdict.texts, titles[verdict.overall], { count: counted }));
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
