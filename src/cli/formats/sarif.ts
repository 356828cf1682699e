// `--format sarif`: SARIF 2.1.0, which code-scanning services read.

import { CHECKS } from "../../core/checks/index.ts";
import type { FindingLevel } from "../../core/checks/check.ts";
import type { CheckReport } from "../outcome.ts";

const LEVELS: Readonly<Record<FindingLevel, "error" | "warning" | "note">> = {
  fail: "error",
  held: "warning",
  unknown: "warning",
  suggestion: "note",
};

export function sarifReport({ listings }: CheckReport, version: string): string {
  const findings = listings.flatMap(({ checks }) => checks.flatMap((check) => check.findings));
  const ids = [...new Set(findings.map(({ rule }) => rule))].sort();
  const rules = ids.map((id) => {
    const check = CHECKS.find((candidate) => id.startsWith(`${candidate.id}/`));
    const words = findings.find(({ rule }) => rule === id);
    return {
      id,
      name: id.replace("/", "-"),
      shortDescription: { text: check?.item ?? id },
      fullDescription: { text: words?.why ?? "" },
      help: { text: words?.fix ?? "" },
    };
  });
  const results = findings.map((finding) => ({
    ruleId: finding.rule,
    ruleIndex: ids.indexOf(finding.rule),
    level: LEVELS[finding.level],
    message: { text: `${finding.message} ${finding.fix}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(finding.file), uriBaseId: "%SRCROOT%" },
          region: { startLine: finding.line, startColumn: finding.column },
        },
      },
    ],
  }));
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "Marketplace Steward", version, rules } },
        columnKind: "utf16CodeUnits",
        results,
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}
