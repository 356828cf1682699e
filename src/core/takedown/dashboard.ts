// The one issue of a repository that shows what runs and what waits there: numbers, dates and names, nothing of what a case says.

import { quote } from "../listing/quote.ts";
import { withMarks } from "../marks/marks.ts";
import type { IgnoredName, Waiver } from "../policy/policy.ts";
import { fitBytes } from "../review/markdown.ts";
import { removalMs } from "./clock.ts";
import { DAY_MS } from "../time.ts";
import type { WrittenCopies } from "./copies.ts";
import type { CaseRecord } from "./record.ts";
import { utc } from "./messages.ts";
import { gapLines, stampMark, type ScheduleStamp } from "./schedule.ts";

const BODY_BYTES_MAX = 64_000;
const CASES_MAX = 100;
const LINES_MAX = 20;
const WAIVER_WARNING_MS = 14 * DAY_MS;

/** A public side of a private case, as its own body says it. */
export interface PublicLine {
  readonly number: number;
  readonly listing: string;
  readonly deadlineMs: number | undefined;
}

export interface WaitingPull {
  readonly number: number;
  /** Somebody else's words. */
  readonly title: string;
  /** Since when it is whoever's turn it is. */
  readonly sinceMs: number;
  /** Since when a check of it had no answer; undefined: all could. */
  readonly unknownSinceMs: number | undefined;
}

/** Some of them, the longest waiting first, and how many there are in all. */
export interface Waiting {
  readonly count: number;
  readonly pulls: readonly WaitingPull[];
}

export const REPORTS = ["held", "stopped", "publishing", "policy"] as const;
export type ReportKind = (typeof REPORTS)[number];

/** Work that was given up on after many attempts. */
export interface GivenUp {
  /** What it was about: "#12", or a word of ours. */
  readonly what: string;
  readonly sinceMs: number;
}

/** What waits in a catalog. */
export interface Backlog {
  readonly ready: Waiting;
  readonly held: Waiting;
  readonly changes: Waiting;
  readonly toContact: Waiting;
  /** The repository has the page for maintainers that a new catalog comes with: `GUIDE_PATH`. */
  readonly hasGuide: boolean;
  /** Open issues in which Steward reports something, by what it is. */
  readonly reports: Readonly<Partial<Record<ReportKind, number>>>;
}

export interface DashboardInput {
  /** undefined: the repository holds cases alone. */
  readonly backlog: Backlog | undefined;
  /** The catalog's address. */
  readonly repositoryUrl?: string;
  readonly records: readonly CaseRecord[];
  readonly publicLines: readonly PublicLine[];
  readonly waivers: readonly Waiver[];
  /** What this run of a schedule leaves behind; undefined: a server runs. */
  readonly schedule?: ScheduleStamp;
  /** What the policy leaves open of the marketplace's own words, each as a sentence; the owner is asked for it. */
  readonly unsaid?: readonly string[];
  /** What the policy names of the catalog's former owner's. */
  readonly ignored?: readonly IgnoredName[];
  readonly givenUp: readonly GivenUp[];
  /** Until when sweeps wait, since little of GitHub's budget is left; undefined: they do not. */
  readonly sweepsWaitUntilMs?: number | undefined;
  readonly nowMs: number;
}

export const DASHBOARD_TITLES = { catalog: "Dashboard", cases: "Dashboard of cases" } as const;

/** The page for maintainers, as `steward init` lays it out. */
export const GUIDE_PATH = "docs/maintain.md";

/** Equal input gives equal text: times are those of what happened, never how long ago it was. */
export function dashboardBody(input: DashboardInput, copies: WrittenCopies, asOfMs: number): string {
  const { schedule } = input;
  const marks = [...copies.first(asOfMs), ...(schedule === undefined ? [] : [stampMark(schedule)])];
  const text = [
    `Steward keeps this issue up to date.${guideLink(input)} Commands count here too; a case whose own issue is gone ends here, with \`/resolve <id> <what fixed it>\` or \`/dismiss <id> <reason>\`.`,
    section("Cases", caseLines(input)),
    ...(input.backlog === undefined ? [] : deskParts(input.backlog, input)),
    section("Problems on our side", troubleLines(input)),
    ...(input.unsaid === undefined || input.unsaid.length === 0
      ? []
      : [
          section(
            "Still to set up",
            input.unsaid.map((sentence) => `- ${sentence}`),
          ),
        ]),
  ].join("\n\n");
  const room = BODY_BYTES_MAX - withMarks("", marks).length;
  return withMarks(fitBytes(text, room, "There is more than fits here."), marks);
}

function guideLink({ backlog, repositoryUrl }: DashboardInput): string {
  if (backlog?.hasGuide !== true || repositoryUrl === undefined) return "";
  return ` [Every command, label and page](${repositoryUrl}/blob/HEAD/${GUIDE_PATH}) on one page.`;
}

function section(title: string, lines: readonly string[]): string {
  return `### ${title}\n\n${lines.length === 0 ? "None." : lines.join("\n")}`;
}

function caseLines({ records, publicLines, nowMs, ignored }: DashboardInput): readonly string[] {
  const running = records
    .filter(({ phase }) => phase !== "ended")
    .map((record) => ({ record, dueMs: removalMs(record) ?? record.deadlineMs ?? Number.MAX_SAFE_INTEGER }))
    .sort((a, b) => a.dueMs - b.dueMs || a.record.issue - b.record.issue);
  const rows = [
    ...running.map(({ record }) => [
      quote(record.listing),
      record.grade,
      `#${record.issue}`,
      stateOf(record, nowMs),
    ]),
    ...publicLines.map(({ number, listing, deadlineMs }) => [
      quote(listing),
      "under review",
      `#${number}`,
      isHandedOver(ignored)
        ? "a person decides"
        : deadlineMs === undefined
          ? ""
          : `deadline ${utc(deadlineMs)}`,
    ]),
  ];
  if (rows.length === 0) return [];
  const shown = rows.slice(0, CASES_MAX).map((cells) => `| ${cells.join(" | ")} |`);
  const more = rows.length > CASES_MAX ? ["", `and ${rows.length - CASES_MAX} more, all later`] : [];
  return ["| listing | severity | case | state |", "|---|---|---|---|", ...shown, ...more];
}

function isHandedOver(ignored: DashboardInput["ignored"]): boolean {
  return ignored?.some(({ key }) => key === "takedown.repository") === true;
}

function stateOf(record: CaseRecord, nowMs: number): string {
  const { phase, deadlineMs } = record;
  if (phase === "removed") return "removed; the case is open";
  if (deadlineMs === null) return "no clock";
  const due = removalMs(record);
  if (due === undefined) return `deadline ${utc(deadlineMs)}; waits for \`/notified\``;
  return due <= nowMs ? `due since ${utc(due)}` : `deadline ${utc(due)}`;
}

function deskParts(
  { ready, held, changes, toContact, reports }: Backlog,
  { waivers, nowMs }: DashboardInput,
): readonly string[] {
  const ending = waivers
    .map((waiver) => ({ ...waiver, overMs: Date.parse(`${waiver.until}T00:00:00Z`) + DAY_MS }))
    .filter(({ overMs }) => overMs > nowMs && overMs - nowMs <= WAIVER_WARNING_MS)
    .map(({ check, listing, until }) => `- ${quote(check)} for ${quote(listing)}: until ${until}`);
  return [
    section("Submissions", [
      ...turn("A maintainer's turn, ready to merge", ready, "steward: ready"),
      ...turn("A maintainer's turn, on hold", held, "steward: held"),
      ...turn("The contributor's turn", changes, "steward: needs changes"),
    ]),
    section("Publishes on hold", reportLine(reports.held, "what is merged and not published, and why")),
    section("To contact", [
      ...pullLines(toContact, "merged"),
      ...(toContact.count === 0
        ? []
        : ["", "Write to them, and then `/contacted` on the pull request takes it off this list."]),
    ]),
    section("Waivers about to end", ending.slice(0, LINES_MAX)),
  ];
}

function turn(whose: string, waiting: Waiting, label: string): readonly string[] {
  if (waiting.count === 0) return [];
  const query = encodeURIComponent(`is:open is:pr label:"${label}"`).replaceAll("%20", "+");
  return [
    `**${whose}: ${waiting.count}** ([all](../pulls?q=${query}))`,
    "",
    ...pullLines(waiting, "since"),
    "",
  ];
}

function pullLines({ count, pulls }: Waiting, word: string): readonly string[] {
  const shown = pulls.slice(0, LINES_MAX);
  return [
    ...shown.map(({ number, title, sinceMs }) => `- #${number} ${quote(title)}, ${word} ${utc(sinceMs)}`),
    ...(count > shown.length ? [`- and ${count - shown.length} more`] : []),
  ];
}

function reportLine(number: number | undefined, what: string): readonly string[] {
  return number === undefined ? [] : [`- #${number}: ${what}`];
}

const MEANWHILE: Readonly<Record<IgnoredName["key"], string>> = {
  "takedown.repository":
    "Until then there is no place for private cases. Those that ran there are a person's: no deadline of theirs removes anything, and `/takedown <id>` in an issue here does.",
  "publish.repository": "Until then the catalog is published here.",
};

/** What Steward itself could not do. */
function troubleLines({
  backlog,
  givenUp,
  ignored = [],
  sweepsWaitUntilMs,
  schedule,
}: DashboardInput): readonly string[] {
  const reports = backlog?.reports ?? {};
  const pulls = [
    ...(backlog?.held.pulls ?? []),
    ...(backlog?.ready.pulls ?? []),
    ...(backlog?.changes.pulls ?? []),
  ];
  return [
    ...ignored.map(
      ({ key, repository, line }) =>
        `- \`${key}\` names ${quote(repository)}, which stayed with this catalog's former owner: it is ignored until line ${line} of \`.github/steward.yml\` names a repository of today's owner, or goes. ${MEANWHILE[key]}`,
    ),
    ...(schedule === undefined ? [] : gapLines(schedule)),
    ...(sweepsWaitUntilMs === undefined
      ? []
      : [
          `- Little is left of what GitHub lets Steward ask in an hour: looks for what no event told wait until ${utc(sweepsWaitUntilMs)}. Reviews, cases and publishing go on`,
        ]),
    ...reportLine(reports.policy, "the policy file is not valid"),
    ...reportLine(reports.stopped, "publishing stands still"),
    ...reportLine(reports.publishing, "something about publishing that a person should know"),
    ...pulls.flatMap(({ number, unknownSinceMs }) =>
      unknownSinceMs === undefined
        ? []
        : [
            `- #${number}: a check has had no answer since ${utc(unknownSinceMs)}; it is asked again by itself`,
          ],
    ),
    ...givenUp
      .slice(0, LINES_MAX)
      .map(
        ({ what, sinceMs }) =>
          `- ${what}: given up on at ${utc(sinceMs)}; the operator tries again with \`steward dead-letters --replay\``,
      ),
  ];
}
