// `--format text`: for a person at a terminal.

import { wrapAnsi } from "fast-wrap-ansi";
import pc from "picocolors";
import type { Finding, Status } from "../../core/checks/check.ts";
import { toPlain } from "../../core/review/markdown.ts";
import type { OverallStatus } from "../../core/policy/verdict.ts";
import type { CheckedListing, CheckReport } from "../outcome.ts";

/** Narrower, words are cut wherever they are wrapped. */
const COLUMNS_MIN = 20;

type Colors = ReturnType<typeof pc.createColors>;

const SIGNS: Readonly<Record<Status, string>> = {
  pass: "✔",
  fail: "✖",
  held: "✋",
  unknown: "?",
  "not-run": "–",
};
const WORDS: Readonly<Record<OverallStatus, string>> = {
  pass: "in order",
  fail: "needs changes",
  held: "a maintainer will decide",
  unknown: "could not check",
};

/** Passed listings take one line when there are many; one alone shows all its evidence. */
export function textReport(report: CheckReport, color: boolean, columns?: number): string {
  const colors = pc.createColors(color);
  const detailed = report.listings.length === 1;
  const parts = report.listings.map((listing) => listingText(listing, detailed, colors));
  return wrapped(`${parts.join(detailed ? "\n" : "")}${summary(report, colors)}\n`, columns);
}

/** What goes on stands below the words that it goes on from. */
function wrapped(text: string, columns: number | undefined): string {
  if (columns === undefined || columns < COLUMNS_MIN) return text;
  const lines = text.split("\n").map((line) => {
    const [indent = ""] = /^ */.exec(line) ?? [];
    const hanging = " ".repeat(Math.min(indent.length + 2, columns / 2));
    const [first = "", ...more] = wrapAnsi(line.slice(indent.length), columns - hanging.length).split("\n");
    return [indent + first, ...more.map((rest) => hanging + rest)].join("\n");
  });
  return lines.join("\n");
}

function listingText(listing: CheckedListing, detailed: boolean, colors: Colors): string {
  const head = `${sign(listing.verdict, colors)} ${colors.bold(plain(listing.path))} ${colors.dim(WORDS[listing.verdict])}\n`;
  const told = new Set<string>();
  const lines = listing.checks.flatMap(({ id, item, status, evidence, findings, notes }) => {
    // What keeps all of them waiting is said once.
    const [note] = notes;
    if (findings.length === 0 && status === "fail" && note !== undefined && !note.includes("`")) {
      if (told.has(note)) return [];
      told.add(note);
      const others = listing.checks.filter((one) => one.id !== id && one.notes[0] === note);
      if (others.length > 0) return [`  ${sign("not-run", colors)} the other checks: ${plain(note)}`];
    }
    if (status === "pass" && !detailed)
      return findings.length === 0 ? [] : findings.map((finding) => findingText(finding, colors));
    if (status === "not-run" && !detailed) return [];
    const shown = [
      `  ${sign(status, colors)} ${item}${status === "not-run" ? colors.dim(" (not run: needs the network)") : ""}`,
    ];
    if (status === "pass") shown.push(...evidence.map((line) => colors.dim(`      ${plain(line)}`)));
    return [
      ...shown,
      ...notes.map((note) => colors.dim(`      ${plain(note)}`)),
      ...findings.map((finding) => findingText(finding, colors)),
    ];
  });
  return head + (lines.length === 0 ? "" : `${lines.join("\n")}\n`);
}

function findingText(finding: Finding, colors: Colors): string {
  const paint =
    finding.level === "suggestion" ? colors.cyan : finding.level === "fail" ? colors.red : colors.yellow;
  const where = colors.dim(`${plain(finding.file)}:${finding.line}:${finding.column}`);
  const lead =
    finding.level === "suggestion"
      ? "suggestion"
      : finding.level === "fail"
        ? "error"
        : finding.level === "held"
          ? "on hold"
          : "could not check";
  return [
    `    ${paint(lead)} ${plain(finding.message)}  ${where} ${colors.dim(finding.rule)}`,
    `      ${colors.dim(plain(finding.why))}`,
    `      → ${plain(finding.fix)}`,
  ].join("\n");
}

function summary({ listings }: CheckReport, colors: Colors): string {
  if (listings.length === 0)
    return colors.yellow("No listing found: a catalog keeps them in listings/<id>.yml.");
  const counts = (["pass", "fail", "held", "unknown"] as const).map((status) => ({
    status,
    number: listings.filter(({ verdict }) => verdict === status).length,
  }));
  const notRun = new Set(
    listings.flatMap(({ checks }) => checks.filter(({ status }) => status === "not-run").map(({ id }) => id)),
  ).size;
  const offline =
    notRun === 0
      ? ""
      : `, as far as checked offline (${notRun} ${notRun === 1 ? "check" : "checks"} not run)`;
  return `\n${listings.length} ${listings.length === 1 ? "listing" : "listings"}: ${counts
    .filter(({ number }) => number > 0)
    .map(
      ({ status, number }) => `${number} ${status === "fail" && number > 1 ? "need changes" : WORDS[status]}`,
    )
    .join(", ")}${offline}`;
}

function sign(status: Status, colors: Colors): string {
  const paint = {
    pass: colors.green,
    fail: colors.red,
    held: colors.yellow,
    unknown: colors.yellow,
    "not-run": colors.dim,
  }[status];
  return paint(SIGNS[status]);
}

/** Nothing that a listing says may move the cursor or change the colours. */
function plain(text: string): string {
  return toPlain(text).replace(/[\p{Cc}\p{Cf}]/gu, "�");
}
