// `--format markdown`: for a comment or a job summary of another CI system.

import { quote } from "../../core/listing/quote.ts";
import { findingText, SYMBOLS } from "../../core/review/check-run.ts";
import { toMarkdown } from "../../core/review/markdown.ts";
import type { CheckReport } from "../outcome.ts";

export function markdownReport({ listings }: CheckReport): string {
  if (listings.length === 0) return "No listing found.\n";
  const parts = listings.map(({ path, verdict, checks }) => {
    const items = checks.map(({ item, status, evidence, notes }) => {
      const symbol = status === "not-run" ? "➖" : SYMBOLS[status];
      const details = status === "pass" ? evidence : notes;
      return [
        `- ${symbol} ${item}${status === "not-run" ? " (not run)" : ""}`,
        ...details.map((line) => `  - ${toMarkdown(line)}`),
      ].join("\n");
    });
    const findings = checks.flatMap((check) => check.findings.map((finding) => findingText(finding)));
    return [`### ${SYMBOLS[verdict]} ${quote(path)}`, items.join("\n"), ...findings].join("\n\n");
  });
  return `${parts.join("\n\n")}\n`;
}
