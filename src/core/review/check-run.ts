// Verdict → the check runs GitHub should show: title, summary, annotations on their lines.

import type { CheckId, Finding } from "../checks/check.ts";
import type { CheckVerdict, OverallStatus, Verdict } from "../policy/verdict.ts";
import { quote, quoted } from "../listing/quote.ts";
import { REASON_LENGTH_MAX } from "./commands.ts";
import { fit, toMarkdown, toPlain } from "./markdown.ts";
import { ROLL_UP, runName, type Conclusion } from "./seen.ts";

export const ANNOTATIONS_PER_REQUEST_MAX = 50;
export const SUMMARY_BYTES_MAX = 60_000;
const MESSAGE_LENGTH_MAX = 2_000;
const TITLE_LENGTH_MAX = 120;
export const MORE = "… and more than fits here; the annotations name every place.";

export interface Annotation {
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
  readonly annotations: readonly Annotation[];
  /** What a release would hold for; "" when nothing is held. */
  readonly heldFindings: string;
  /** The check cannot tell, whether it still waits or has been given to a maintainer. */
  readonly couldNotTell: boolean;
}

export function desiredRuns(verdict: Verdict): readonly DesiredRun[] {
  return [...verdict.checks.map(checkRun), rollUp(verdict)];
}

function checkRun(check: CheckVerdict): DesiredRun {
  return {
    check: check.id,
    name: runName(check.title),
    conclusion: conclusionOf(check.status),
    title: runTitle(check),
    summary: fit(summaryOf(check), SUMMARY_BYTES_MAX, MORE),
    // An unknown is ours: it gets words, but no mark on the contributor's lines.
    annotations: check.findings.filter(({ level }) => level !== "unknown").map(annotation),
    heldFindings: heldFindings(check),
    couldNotTell: check.found === "unknown",
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
    .map(({ rule, level, message, file }) => `${rule} ${file} ${level === "unknown" ? "" : message}`);
  return held.length === 0 ? "" : held.sort().join("\n");
}

/** What a check came to, as one sentence of ours that may hold code spans. */
function runWords(check: CheckVerdict): string {
  // What a maintainer decides is nothing for the contributor to mend, even where something else is.
  const blocking = check.findings.filter(({ level }) => level === "fail");
  if (check.released !== undefined) return `Released by ${quote(check.released.login)}`;
  if (check.waivedUntil !== undefined && check.status === "pass") return `waived until ${check.waivedUntil}`;
  if (check.status === "pass") {
    const suggestions = check.findings.length;
    return suggestions === 0 ? "In order" : `In order, with ${count(suggestions, "suggestion")}`;
  }
  if (check.status === "fail") {
    if (blocking.length === 0) return sentenceCase(check.notes[0] ?? "waits for the listing");
    return blocking.length === 1 ? (blocking[0]?.message ?? "") : `${blocking.length} things to mend`;
  }
  if (check.gaveUp) return "We could not tell; a maintainer decides";
  if (check.status === "held") return "A maintainer decides";
  return "We could not tell yet; we ask again by ourselves";
}

/** GitHub shows titles as plain text. */
function runTitle(check: CheckVerdict): string {
  const plain = Array.from(toPlain(runWords(check)));
  return plain.length > TITLE_LENGTH_MAX
    ? `${plain.slice(0, TITLE_LENGTH_MAX - 1).join("")}…`
    : plain.join("");
}

function summaryOf(check: CheckVerdict): string {
  const parts: string[] = [];
  if (check.waivedUntil !== undefined)
    parts.push(`This check is waived until ${check.waivedUntil} by the marketplace's policy.`);
  if (check.level === "recommended")
    parts.push("This check is recommended in this marketplace; it does not block.");
  if (check.released !== undefined)
    parts.push(
      `A maintainer, ${quote(check.released.login)}, let this through: ${toMarkdown(quoted(check.released.reason, REASON_LENGTH_MAX))}.`,
    );
  if (check.gaveUp) {
    parts.push(
      "For half an hour we could not tell, and that is not your fault. A maintainer may decide (`/accept " +
        check.id +
        " <reason>`); we go on asking, hourly at first, then daily, and report when we get an answer.",
    );
  } else if (check.status === "held") {
    parts.push(
      `A maintainer of the marketplace decides: by an approving review of this commit, or with \`/accept ${check.id} <reason>\`.`,
    );
  }
  parts.push(...check.notes.map((note) => `${sentenceCase(toMarkdown(note))}.`));
  for (const finding of check.findings) parts.push(findingText(finding));
  if (check.evidence.length > 0)
    parts.push(["**What we saw**", ...check.evidence.map((line) => `- ${toMarkdown(line)}`)].join("\n"));
  return parts.join("\n\n");
}

/** What, why, what next: in that order. */
export function findingText(finding: Finding): string {
  const head =
    finding.level === "suggestion"
      ? "**Suggestion.**"
      : finding.level === "unknown"
        ? "**We could not tell.**"
        : "**To mend.**";
  const lead = finding.level === "held" ? "**For a maintainer.**" : head;
  const where = finding.line > 1 || finding.path.length > 0 ? ` (line ${finding.line})` : "";
  return `${lead} ${toMarkdown(finding.message)}${where}\n${toMarkdown(finding.why)} ${toMarkdown(finding.fix)}\n<sub>\`${finding.rule}\`</sub>`;
}

function annotation(finding: Finding): Annotation {
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
    (check) => `- ${SYMBOLS[check.status]} ${check.title}: ${toMarkdown(runWords(check))}`,
  );
  return {
    check: undefined,
    name: ROLL_UP,
    conclusion: conclusionOf(verdict.overall),
    title: rollUpTitle(verdict),
    summary: fit(list.join("\n"), SUMMARY_BYTES_MAX, MORE),
    annotations: [],
    heldFindings: "",
    couldNotTell: verdict.overall === "unknown",
  };
}

export const SYMBOLS: Readonly<Record<OverallStatus, string>> = {
  pass: "✅",
  fail: "❌",
  held: "✋",
  unknown: "⏳",
};

export function rollUpTitle(verdict: Verdict): string {
  const counted = verdict.checks.filter(({ status }) => status === verdict.overall).length;
  const titles: Readonly<Record<OverallStatus, string>> = {
    pass: "Every check passed",
    fail: `${count(counted, "check needs", "checks need")} changes`,
    held: `${count(counted, "check waits", "checks wait")} for a maintainer`,
    unknown: "We could not tell yet; we ask again by ourselves",
  };
  return titles[verdict.overall];
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
