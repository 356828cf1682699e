// Verdict → the one sticky comment: the checklist as a person would tick it, the verdict, whose turn it is.

import type { Finding } from "../checks/check.ts";
import type { Policy } from "../policy/policy.ts";
import type { CheckVerdict, Verdict } from "../policy/verdict.ts";
import { quote, quoted } from "../listing/quote.ts";
import { count } from "./check-run.ts";
import { REASON_LENGTH_MAX } from "./commands.ts";
import { differencesText, type ListingDifference } from "./differences.ts";
import { fit, toMarkdown } from "./markdown.ts";
import { waitsText, type Waits } from "./waits.ts";

const COMMENT_BYTES_MAX = 60_000;
const EVIDENCE_SHOWN_MAX = 4;
const MARKER = "<!-- steward:review -->";
const MORE = "… and more than fits in a comment; every finding is on its line under “Files changed”.";

export interface CommentInput {
  readonly verdict: Verdict;
  readonly policy: Policy;
  readonly headSha: string;
  readonly draft: boolean;
  /** Ids of the listings in the submission. */
  readonly ids: readonly string[];
  readonly removal: boolean;
  /** Where it is shown as it will look; ends with "/". undefined: nowhere. */
  readonly preview?: string | undefined;
  /** What updates change of what is published. */
  readonly differences?: readonly ListingDifference[] | undefined;
  /** How long submissions take here; undefined: nobody can say. */
  readonly waits?: Waits | undefined;
}

/** Whether a comment of ours is the sticky one; who wrote it, GitHub says, not the marker. */
export function isSticky(body: string): boolean {
  return body.includes(MARKER);
}

export function stickyComment(input: CommentInput): string {
  const { verdict, headSha } = input;
  const parts = [
    `### ${heading(input)}`,
    turn(input),
    ...(input.waits === undefined ? [] : [waitsText(input.waits)]),
    ...previewLink(input),
    ...differencesText(input.differences ?? []),
    verdict.checks.map((check) => item(check, input.ids.length > 1)).join("\n"),
    ...suggestions(verdict),
    foot(input, headSha),
    MARKER,
  ];
  return fit(parts.join("\n\n"), COMMENT_BYTES_MAX, `${MORE}\n\n${MARKER}`);
}

export function emptyComment(headSha: string): string {
  return `### No listing is changed here any more

The checks of the last commit (${headSha.slice(0, 7)}) say what is left to decide.

${MARKER}`;
}

function heading({ verdict, ids, removal, draft }: CommentInput): string {
  const id = ids[0] ?? "";
  const what = ids.length !== 1 ? `${ids.length} listings` : id === "" ? "This pull request" : quote(id);
  const ready = draft ? `${what}: all in order so far` : `${what}: ready to be merged`;
  const headings: Readonly<Record<Verdict["overall"], string>> = {
    pass: `✅ ${removal ? `The removal of ${what} is ready` : ready}`,
    fail: `❌ ${what}: ${count(blockers(verdict), "thing")} to mend`,
    held: `✋ ${what}: a maintainer decides`,
    unknown: `⏳ ${what}: not all could be told yet`,
  };
  return headings[verdict.overall];
}

function blockers(verdict: Verdict): number {
  const fails = verdict.checks.filter(({ status }) => status === "fail");
  return Math.max(
    1,
    fails.reduce((sum, { findings }) => sum + findings.filter(({ level }) => level === "fail").length, 0),
  );
}

/** Whose turn it is, in one or two sentences. */
function turn({ verdict, draft, removal }: CommentInput): string {
  const unsure = verdict.checks.some(({ status }) => status === "unknown");
  const turns: Readonly<Record<Verdict["overall"], string>> = {
    pass: draft
      ? "**Your turn:** mark the pull request as ready for review when you are done."
      : `**A maintainer's turn:** merging ${removal ? "takes it out of the marketplace" : "publishes it"}.`,
    fail: `**Your turn:** mend what is marked ❌ and push; this comment and the checks follow by themselves.${unsure ? " What is marked ⏳ we ask again." : ""}`,
    held: "**A maintainer's turn:** nothing for the contributor to mend. An approving review of the head commit, or `/accept <check> <reason>`, lets what is marked ✋ through.",
    unknown:
      "**Our turn:** what is marked ⏳ did not answer, or we had trouble of our own. We ask again by ourselves, and nothing is held against you.",
  };
  return turns[verdict.overall];
}

function previewLink({ preview, ids, removal }: CommentInput): string[] {
  if (preview === undefined || removal || ids.every((id) => id === "")) return [];
  return [`[See how it will look](<${preview}${ids.length === 1 ? `listings/${ids[0]}/` : ""}>)`];
}

const BOXES: Readonly<Record<CheckVerdict["status"], string>> = {
  pass: "[x]",
  fail: "[ ] ❌",
  held: "[ ] ✋",
  unknown: "[ ] ⏳",
};

function item(check: CheckVerdict, several: boolean): string {
  const lines = [`- ${BOXES[check.status]} **${check.item}**${aside(check)}`];
  for (const note of check.notes) lines.push(`  - ${toMarkdown(note)}`);
  for (const finding of check.findings) {
    if (finding.level !== "suggestion") lines.push(...blocker(finding, several));
  }
  if (check.status === "pass") {
    for (const line of check.evidence.slice(0, EVIDENCE_SHOWN_MAX)) lines.push(`  - ${toMarkdown(line)}`);
    if (check.evidence.length > EVIDENCE_SHOWN_MAX)
      lines.push(`  - and ${check.evidence.length - EVIDENCE_SHOWN_MAX} more`);
  }
  return lines.join("\n");
}

function aside(check: CheckVerdict): string {
  if (check.released !== undefined)
    return ` · let through by ${quote(check.released.login)}: ${toMarkdown(quoted(check.released.reason, REASON_LENGTH_MAX))}`;
  if (check.waivedUntil !== undefined) return ` · waived until ${check.waivedUntil}`;
  if (check.gaveUp) return " · we could not tell for half an hour; that is not your fault";
  return check.level === "recommended" ? " · recommended" : "";
}

function blocker(finding: Finding, several: boolean): string[] {
  const placed = finding.path.length > 0 || finding.line > 1;
  const line = placed ? `line ${finding.line}: ` : "";
  const where = several ? `${quote(finding.file)} ${line}` : line;
  return [
    `  - ${where}${toMarkdown(finding.message)}`,
    `    ${toMarkdown(finding.why)} **${toMarkdown(finding.fix)}**`,
  ];
}

function suggestions(verdict: Verdict): string[] {
  const all = verdict.checks.flatMap(({ findings }) =>
    findings.filter(({ level }) => level === "suggestion"),
  );
  if (all.length === 0) return [];
  const lines = all.map((finding) => `- ${toMarkdown(finding.message)} ${toMarkdown(finding.fix)}`);
  return [
    `<details><summary>${count(all.length, "suggestion")}, which never ${all.length === 1 ? "blocks" : "block"}</summary>\n\n${lines.join("\n")}\n\n</details>`,
  ];
}

function foot({ policy }: CommentInput, headSha: string): string {
  const guide =
    policy.marketplace.guide === undefined ? "" : ` · [guide](<${new URL(policy.marketplace.guide).href}>)`;
  return `<sub>${headSha.slice(0, 7)} · \`/recheck\` looks again${guide} · every check is explained in its own run below</sub>`;
}
