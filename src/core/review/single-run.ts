// A roll-up that stands alone: of a pull request that is no submission, or of a catalog without a valid policy.

import type { Finding } from "../checks/check.ts";
import { POLICY_PATH } from "../listing/changes.ts";
import type { Problem } from "../listing/problems.ts";
import { findingText, MORE, SUMMARY_BYTES_MAX, type DesiredRun } from "./check-run.ts";
import { fitBytes } from "./markdown.ts";
import { ROLL_UP } from "./seen.ts";

export function singleRun(
  conclusion: DesiredRun["conclusion"],
  title: string,
  summary: string,
  annotations: DesiredRun["annotations"] = [],
): DesiredRun {
  return {
    check: undefined,
    name: ROLL_UP,
    conclusion,
    title,
    summary: fitBytes(summary, SUMMARY_BYTES_MAX, MORE),
    annotations,
    heldFindings: "",
    inconclusive: false,
  };
}

/** Where no comment of ours stands, the run says why a command did nothing. */
export function withWords(run: DesiredRun, words: string | undefined): DesiredRun {
  if (words === undefined) return run;
  return { ...run, summary: fitBytes(`${run.summary}\n\n${words}`, SUMMARY_BYTES_MAX, MORE) };
}

export function invalidPolicy(problems: readonly Problem[]): DesiredRun {
  const findings = problems.map((problem): Finding => ({
    rule: `policy/${problem.rule}`,
    level: "fail",
    message: problem.message,
    why: problem.why,
    fix: problem.fix,
    file: POLICY_PATH,
    path: problem.path,
    ...problem.place,
  }));
  const annotations = findings.map(({ file, line, column, rule, message, fix }) => ({
    path: file,
    start_line: line,
    end_line: line,
    start_column: column,
    end_column: column,
    annotation_level: "failure" as const,
    title: rule,
    message: `${message}\n${fix}`.replaceAll("`", "'"),
  }));
  return singleRun(
    "failure",
    "The new policy is not valid",
    findings.map((finding) => findingText(finding)).join("\n\n"),
    annotations,
  );
}
