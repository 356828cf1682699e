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

/** `pages`: the page of the marketplace's own storefront that tells the rules; undefined: it has no address. */
export function sarifReport({ listings }: CheckReport, version: string, pages?: string): string {
  const findings = listings.flatMap(({ checks }) => checks.flatMap((check) => check.findings));
  const ids = [...new Set(findings.map(({ rule }) => rule))].sort();
  const rules = ids.map((id) => {
    const check = CHECKS.find((candidate) => id.startsWith(`${candidate.id}/`));
    const words = findings.find(({ rule }) => rule === id);
    return {
      id,
      name: id.replace("/", "-"),
      shortDescription: { text: `${check?.title ?? "Listing"}: ${titleOf(id)}` },
      fullDescription: { text: words?.why ?? check?.why ?? "" },
      help: {
        text: `${check?.item ?? id}. ${check?.fix ?? ""} ${words?.fix ?? ""}`.trim(),
        markdown: `**${check?.item ?? id}**\n\n${check?.why ?? ""}\n\n${check?.fix ?? ""}`,
      },
      ...(pages === undefined ? {} : { helpUri: pages }),
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
        tool: {
          driver: {
            name: "Marketplace Steward",
            version,
            ...(pages === undefined ? {} : { informationUri: pages }),
            rules,
          },
        },
        columnKind: "utf16CodeUnits",
        results,
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

/** `submission/not-a-login` → "not a login": ids are words that people can read. */
function titleOf(id: string): string {
  return id.slice(id.indexOf("/") + 1).replaceAll("-", " ");
}
