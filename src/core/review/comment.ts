// Verdict → the one sticky comment: the checklist as a person would tick it, the verdict, whose turn it is.

import type { Finding } from "../checks/check.ts";
import type { Policy } from "../policy/policy.ts";
import { NO_TEXTS, format, type Texts } from "../policy/texts.ts";
import type { CheckVerdict, Verdict } from "../policy/verdict.ts";
import type { WordsId } from "../policy/messages.ts";
import { hasMark, withMarks, type Mark } from "../marks/marks.ts";
import { quote, quoted } from "../listing/quote.ts";
import { problemsToFix } from "./check-run.ts";
import { acceptLine, REASON_LENGTH_MAX } from "./commands.ts";
import { pullLink, SHARED_NO_MORE, sharedMark, type Sharer } from "./sharing.ts";
import { differencesText, type ListingDifference } from "./differences.ts";
import { fitBytes, toMarkdown } from "./markdown.ts";
import { waitsMark, waitsText, type Waits } from "./waits.ts";

const COMMENT_BYTES_MAX = 60_000;
const EVIDENCE_SHOWN_MAX = 4;
const MARK: Mark = ["review", true];

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
  /** Why the last command did nothing; undefined: there is nothing to say. */
  readonly answer?: string | undefined;
}

/** Whether a comment of ours is the sticky one; who wrote it, GitHub says, not the marker. */
export function isSticky(body: string): boolean {
  return hasMark(body, "review");
}

export function stickyComment(input: CommentInput): string {
  const { verdict, headSha } = input;
  const { texts } = verdict;
  const head = [`### ${heading(input)}`, turn(input), ...(input.answer === undefined ? [] : [input.answer])];
  const parts = [
    ...head,
    ...(input.waits === undefined ? [] : [waitsText(input.waits, texts)]),
    ...previewLink(input),
    ...differencesText(input.differences ?? [], texts),
    verdict.checks.map((check) => item(check, input, texts)).join("\n"),
    ...suggestions(verdict),
    foot(input, headSha),
  ];
  const text = fitBytes(parts.join("\n\n"), COMMENT_BYTES_MAX, format(texts, "comment/cut"));
  const waits = input.waits === undefined ? [] : [waitsMark(head)];
  return withMarks(text, [MARK, ...waits]);
}

export function emptyComment(headSha: string, texts: Texts = NO_TEXTS): string {
  const text = format(texts, "comment/nothing-left-text", { commit: headSha.slice(0, 7) });
  return withMarks(`### ${format(texts, "comment/nothing-left")}\n\n${text}`, [MARK]);
}

/** On a pull request whose commit's check runs belong to another. */
export function sharedComment(
  owner: Sharer,
  headSha: string,
  { texts = NO_TEXTS, answer }: { readonly texts?: Texts | undefined; readonly answer?: string | undefined },
): string {
  const names = {
    pull: pullLink(owner.number),
    commit: `\`${headSha.slice(0, 7)}\``,
    login: owner.author === undefined ? format(texts, "shared/nobody") : quote(owner.author.login),
  };
  const parts = [
    `### ${format(texts, "shared/heading", names)}`,
    format(texts, owner.isOwn ? "shared/own" : "shared/text", names),
    format(texts, "shared/turn", names),
    ...(answer === undefined ? [] : [answer]),
  ];
  return withMarks(parts.join("\n\n"), [MARK, sharedMark(headSha, owner.number)]);
}

/** Where that was said, and where a verdict without a comment follows. */
export function sharedNoMore(headSha: string, texts: Texts = NO_TEXTS): string {
  const text = format(texts, "shared/over-text", { commit: `\`${headSha.slice(0, 7)}\`` });
  return withMarks(`### ${format(texts, "shared/over")}\n\n${text}`, [MARK, SHARED_NO_MORE]);
}

export const TOUCHED =
  "This pull request is Steward's own, and somebody changed its branch or its commit. What is pushed here is never let through, whoever approves it. Steward puts its own commit back, on today's default branch, within a minute; a few times an hour, if need be. To change something else, please open a pull request of your own.";

/** On a pull request of Steward's own that somebody pushed to; and after Steward put its commit back. */
export function proposalComment(headSha: string, isUntouched: boolean): string {
  const commit = `\`${headSha.slice(0, 7)}\``;
  const text = isUntouched
    ? `### As Steward made it\n\nSomebody had changed this branch. Steward has put its own commit back (${commit}). To change something else, please open a pull request of your own.`
    : `### Not what Steward made\n\n${TOUCHED} (${commit})`;
  return withMarks(text, [MARK]);
}

function heading({ verdict, ids, removal, draft }: CommentInput): string {
  const { texts } = verdict;
  const id = ids[0] ?? "";
  const one = id === "" ? format(texts, "comment/no-listing") : quote(id);
  const what = ids.length === 1 ? one : format(texts, "comment/several-listings", { count: ids.length });
  const toFix = problemsToFix(verdict);
  const headings: Readonly<Record<Verdict["overall"], WordsId>> = {
    pass: removal ? "comment/removal-ready" : draft ? "comment/ready-draft" : "comment/ready",
    fail: toFix === 1 ? "comment/one-to-mend" : "comment/to-mend",
    held: "comment/held",
    unknown: "comment/unknown",
  };
  return format(texts, headings[verdict.overall], { what, count: toFix });
}

/** Whose turn it is, in one or two sentences. */
function turn({ verdict, draft, removal }: CommentInput): string {
  const unsure = verdict.checks.some(({ status }) => status === "unknown");
  const turns: Readonly<Record<Verdict["overall"], WordsId>> = {
    pass: draft ? "turn/ready-draft" : removal ? "turn/removal-ready" : "turn/ready",
    fail: "turn/to-mend",
    held: "turn/held",
    unknown: "turn/unknown",
  };
  const words = format(verdict.texts, turns[verdict.overall]);
  const again = verdict.overall === "fail" && unsure ? ` ${format(verdict.texts, "turn/asked-again")}` : "";
  return `${words}${again}`;
}

function previewLink({ preview, ids, removal, verdict }: CommentInput): string[] {
  if (preview === undefined || removal || ids.every((id) => id === "")) return [];
  return [
    `[${format(verdict.texts, "comment/preview")}](<${preview}${ids.length === 1 ? `listings/${ids[0]}/` : ""}>)`,
  ];
}

const BOXES: Readonly<Record<CheckVerdict["status"], string>> = {
  pass: "[x]",
  fail: "[ ] ❌",
  held: "[ ] ✋",
  unknown: "[ ] ⏳",
};

function item(check: CheckVerdict, { ids, headSha }: CommentInput, texts: Texts): string {
  const lines = [`- ${BOXES[check.status]} **${check.item}**${aside(check, texts)}`];
  for (const note of check.notes) lines.push(`  - ${toMarkdown(note)}`);
  for (const finding of check.findings) {
    if (finding.level !== "suggestion") lines.push(...blocker(finding, ids.length > 1));
  }
  if (check.status === "held")
    lines.push(`  - ${format(texts, "check/accept", { command: acceptLine(check.id, headSha) })}`);
  if (check.status === "pass") {
    for (const line of check.told.slice(0, EVIDENCE_SHOWN_MAX)) lines.push(`  - ${toMarkdown(line)}`);
    if (check.told.length > EVIDENCE_SHOWN_MAX)
      lines.push(
        `  - ${format(texts, "comment/more-evidence", { count: check.told.length - EVIDENCE_SHOWN_MAX })}`,
      );
  }
  return lines.join("\n");
}

function aside(check: CheckVerdict, texts: Texts): string {
  if (check.released !== undefined) {
    const reason = toMarkdown(quoted(check.released.reason, REASON_LENGTH_MAX));
    return ` · ${format(texts, "check/released", { login: quote(check.released.login), reason })}`;
  }
  if (check.waivedUntil !== undefined)
    return ` · ${format(texts, "check/waived", { date: check.waivedUntil })}`;
  if (check.gaveUp) return ` · ${format(texts, "check/gave-up")}`;
  return check.level === "recommended" ? ` · ${format(texts, "check/recommended")}` : "";
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
  const summary = format(verdict.texts, all.length === 1 ? "comment/one-suggestion" : "comment/suggestions", {
    count: all.length,
  });
  return [`<details><summary>${summary}</summary>\n\n${lines.join("\n")}\n\n</details>`];
}

function foot({ policy }: CommentInput, headSha: string): string {
  const { texts } = policy;
  const guide =
    policy.marketplace.guide === undefined
      ? ""
      : ` · [${format(texts, "comment/guide")}](<${new URL(policy.marketplace.guide).href}>)`;
  return `<sub>${headSha.slice(0, 7)} · ${format(texts, "comment/look-again")}${guide} · ${format(texts, "comment/explained")}</sub>`;
}
