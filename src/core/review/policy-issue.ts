// The issue that tells maintainers their policy file is not valid: one, kept up to date, closed when it is fixed.

import { POLICY_PATH } from "../listing/changes.ts";
import type { Problem } from "../listing/problems.ts";
import { quote } from "../listing/quote.ts";
import { withMarks } from "../marks/marks.ts";
import { toMarkdown } from "./markdown.ts";

export const POLICY_ISSUE_LABEL = "steward: policy";
const PROBLEMS_SHOWN_MAX = 30;

export interface IssueText {
  readonly title: string;
  readonly body: string;
}

/** `fallback`: an earlier version of the file is in force meanwhile. */
export function policyIssue(problems: readonly Problem[], fallback: boolean): IssueText {
  const meanwhile = fallback
    ? "Until it is fixed, the last valid version in the file's history stays in force."
    : "No earlier version is valid either, so submissions are on hold until it is fixed.";
  const shown = problems
    .slice(0, PROBLEMS_SHOWN_MAX)
    .map(({ place, message, fix }) => `- line ${place.line}: ${toMarkdown(message)} ${toMarkdown(fix)}`);
  const more =
    problems.length > PROBLEMS_SHOWN_MAX ? [`- and ${problems.length - PROBLEMS_SHOWN_MAX} more`] : [];
  return {
    title: "The marketplace's policy file is not valid",
    body: withMarks(
      [
        `${quote(POLICY_PATH)} on the default branch cannot be followed. ${meanwhile}`,
        [...shown, ...more].join("\n"),
        "Steward closes this issue when the file is valid again.",
      ].join("\n\n"),
      [],
    ),
  };
}
