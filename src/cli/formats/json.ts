// `--format json`: the contract for other programs.

import type { CheckReport } from "../outcome.ts";

export function jsonReport(report: CheckReport): string {
  const shown = {
    version: 1,
    verdict: report.verdict,
    listings: report.listings.map(({ path, id, verdict, checks }) => ({
      path,
      id,
      verdict,
      checks: checks.map((check) => ({
        id: check.id,
        status: check.status,
        evidence: [...check.evidence, ...check.notes],
        findings: check.findings.map((finding) => ({
          rule: finding.rule,
          level: finding.level === "suggestion" ? "suggestion" : "error",
          message: finding.message,
          why: finding.why,
          fix: finding.fix,
          path: finding.path,
          line: finding.line,
          column: finding.column,
        })),
      })),
    })),
  };
  return `${JSON.stringify(shown, undefined, 2)}\n`;
}
