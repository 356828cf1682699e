// The issue that lists what is on the default branch and not published, with all it takes to let it through.

import { z } from "zod";
import type { CheckId } from "../checks/check.ts";
import { CHECK_IDS } from "../checks/ids.ts";
import { ID_PATTERN } from "../listing/ids.ts";
import { quote } from "../listing/quote.ts";
import { linesOf, markValues, withMarks, type Mark } from "../marks/marks.ts";
import { checkNames, type CheckName } from "../review/check-names.ts";
import { acceptLine, firstLine, isAccept, mayRun, readAccept } from "../review/commands.ts";
import { toMarkdown } from "../review/markdown.ts";
import { heldFindings } from "../review/check-run.ts";
import { DONE, REFUSED, UNCLEAR } from "../review/overrides.ts";
import type { SeenComment } from "../review/seen.ts";
import type { CheckVerdict, Verdict } from "../policy/verdict.ts";
import type { RecordedOverride } from "./publication.ts";

export const HELD_LABEL = "steward: not published";
const HELD_SHOWN_MAX = 40;
const FINDINGS_SHOWN_MAX = 5;
/** GitHub takes 65,536. */
const CHARACTERS_MAX = 60_000;

export interface HeldListing {
  readonly id: string;
  readonly verdict: Verdict;
  /** Digest of the files that were judged. */
  readonly blobs: string;
  readonly pull: number | undefined;
  /** A version of before stays published meanwhile. */
  readonly published: boolean;
  /** It was removed, and only what stands in the report keeps it from coming back. */
  readonly takenOut?: boolean;
  readonly removal: boolean;
  /** It is published, but its picture could not be had. */
  readonly pictureOnly: boolean;
}

/** What our newest report said was held: a comment lets through what stood there when it was written. */
export interface Reported {
  readonly id: string;
  readonly check: CheckId;
  readonly blobs: string;
  readonly findings: string;
  readonly sinceMs: number;
  /** The default branch's commit that it was first shown at, which a release has to name; undefined: of an earlier version. */
  readonly commit?: string | undefined;
}

const reportedSchema = z.object({
  id: z.string().regex(ID_PATTERN),
  check: z.enum(CHECK_IDS),
  blobs: z.string().regex(/^[0-9a-f]{16}$/),
  findings: z.string().regex(/^[0-9a-f]{16}$/),
  sinceMs: z.int().nonnegative(),
  commit: z
    .string()
    .regex(/^[0-9a-f]{40,64}$/)
    .optional(),
});

export function readReport(body: string): readonly Reported[] {
  return markValues(body, "held").flatMap((value) => {
    const parsed = reportedSchema.safeParse(value);
    return parsed.success ? [parsed.data] : [];
  });
}

/** What a report is written from, beside what is held. */
export interface ReportBasis {
  /** As reported so far: what stays the same keeps its date and its commit. */
  readonly before: readonly Reported[];
  readonly nowMs: number;
  /** The default branch's commit that was looked at. */
  readonly commit: string;
  readonly digest: (text: string) => string;
  /** Why the last command did nothing; undefined: there is nothing to say. */
  readonly answer?: string | undefined;
}

export function heldReport(
  held: readonly HeldListing[],
  basis: ReportBasis,
): { readonly title: string; readonly body: string } {
  const shown: string[] = [];
  const marks: Mark[] = [];
  let room = CHARACTERS_MAX;
  for (const listing of held.slice(0, HELD_SHOWN_MAX)) {
    const records = recordsOf(listing, basis);
    const text = section(listing, records);
    const own = records.map((record): Mark => ["held", record]);
    room -= text.length + linesOf(own).length;
    if (room < 0) break;
    shown.push(text);
    marks.push(...own);
  }
  const more = held.length - shown.length;
  return {
    title: "Some changes on the default branch are not published",
    body: withMarks(
      [
        "Before publishing, every changed listing is checked again. What is listed here did not pass; everything else is published.",
        ...(basis.answer === undefined ? [] : [basis.answer]),
        ...shown,
        ...(more > 0 ? [`And ${more} more; they are shown when these are resolved.`] : []),
        "This issue is kept up to date and closed when nothing is left.",
      ].join("\n\n"),
      marks,
    ),
  };
}

/** What stands in the report, which names the commit to be named. */
type Shown = Reported & { readonly commit: string };

function recordsOf(listing: HeldListing, basis: ReportBasis): readonly Shown[] {
  return listing.verdict.checks
    .filter(({ status }) => status === "held")
    .map((check) => recordOf(listing, check, basis));
}

function section(listing: HeldListing, records: readonly Shown[]): string {
  const { id, verdict, pull, published, takenOut, removal, pictureOnly } = listing;
  const blocking = verdict.checks.filter(({ status }) => status !== "pass");
  const from = pull === undefined ? "" : ` (#${pull})`;
  const state = pictureOnly
    ? "It is published without its picture, because the address does not return one. We ask again automatically."
    : removal
      ? "Its file is gone; it stays published until this is resolved."
      : published
        ? "The version published before stays online."
        : takenOut === true
          ? "It was removed, and it stays removed."
          : "It is not published yet.";
  const isFailing = blocking.some(({ status }) => status === "fail");
  const lines = records.map(({ check, commit }) => acceptLine(check, commit, id));
  return [
    `### ${quote(id)}${from}`,
    state,
    ...blocking.map(checkLine),
    ...(lines.length > 0
      ? [
          `Somebody with write access can accept it with a comment that begins with ${lines.join(" or ")}, with your reason in place of \`<reason>\`.${isFailing ? " What its author has to fix cannot be accepted with a comment." : ""}`,
        ]
      : []),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function checkLine({ title, status, findings, notes }: CheckVerdict): string {
  const shown = findings.filter(({ level }) => level !== "suggestion").slice(0, FINDINGS_SHOWN_MAX);
  const said = shown.map(({ message, fix }) => `${toMarkdown(message)} ${toMarkdown(fix)}`);
  const word =
    status === "fail"
      ? "needs changes"
      : status === "unknown"
        ? "we could not check"
        : "a maintainer decides";
  return `- **${title}** (${word}): ${[...said, ...notes.map(toMarkdown)].join(" ")}`;
}

function recordOf(
  { id, blobs }: HeldListing,
  check: CheckVerdict,
  { before, nowMs, commit, digest }: ReportBasis,
): Shown {
  const findings = digest(heldFindings(check));
  const old = before.find(
    (one) => one.id === id && one.check === check.id && one.blobs === blobs && one.findings === findings,
  );
  return {
    id,
    check: check.id,
    blobs,
    findings,
    sinceMs: old?.sinceMs ?? nowMs,
    commit: old?.commit ?? commit,
  };
}

export type ReportCommand =
  | {
      readonly name: "accept";
      readonly id: string;
      readonly check: CheckId;
      readonly commit: string | undefined;
      readonly reason: string;
    }
  | { readonly name: "unclear"; readonly id: string };

/** The command that a comment on the report gives, if any. */
export function parseReportCommand(
  body: string,
  names: readonly CheckName[] = checkNames(),
): ReportCommand | undefined {
  const line = firstLine(body);
  if (line === undefined || !isAccept(line)) return undefined;
  const [, id = "", ...words] = line.split(/ +/);
  // The words after the id as they were written: a reason keeps its spaces.
  const rest = words.length === 0 ? "" : line.slice(line.indexOf(id, "/accept ".length) + id.length + 1);
  const read = readAccept(rest, names);
  return "lacks" in read ? { name: "unclear", id } : { name: "accept", id, ...read };
}

/** What a command lets through of what is reported; nothing where it names another listing, check or commit, or came before. */
function letThrough(
  command: ReportCommand | undefined,
  reported: readonly Reported[],
  atMs: number,
): readonly Reported[] {
  if (command?.name !== "accept") return [];
  return reported.filter(
    ({ id, check, sinceMs, commit }) =>
      id === command.id &&
      check === command.check &&
      atMs > sinceMs &&
      (commit === undefined || (command.commit !== undefined && commit.startsWith(command.commit))),
  );
}

/** Releases that comments on the report give, by listing. They hold for the files and findings reported when they were written. */
export function reportOverrides(
  reported: readonly Reported[],
  comments: readonly SeenComment[],
  mayWrite: (accountId: number) => boolean,
  names?: readonly CheckName[],
): readonly (RecordedOverride & Pick<Reported, "id" | "blobs" | "findings">)[] {
  return comments.flatMap((comment) => {
    const { author, body, edited, mine, myReactions, createdAtMs } = comment;
    const command = parseReportCommand(body, names);
    if (command?.name !== "accept" || author?.type !== "User" || edited || mine) return [];
    if ((myReactions.length > 0 && !myReactions.includes(DONE)) || !mayWrite(author.id)) return [];
    return letThrough(command, reported, createdAtMs).map(({ id, check, blobs, findings }) => ({
      id,
      check,
      blobs,
      findings,
      accountId: author.id,
      login: author.login,
      reason: command.reason,
      atMs: createdAtMs,
    }));
  });
}

/** Whether a comment on the report is a command that has no answer of ours yet. */
export function waitsForAnswer(comment: SeenComment, names: readonly CheckName[]): boolean {
  return mayRun(comment) && parseReportCommand(comment.body, names) !== undefined;
}

/** Our reaction to each command that still waits for one. */
export function reportAnswers(
  reported: readonly Reported[],
  comments: readonly SeenComment[],
  mayWrite: (accountId: number) => boolean,
  names?: readonly CheckName[],
): readonly { readonly commentId: number; readonly content: string }[] {
  return comments.flatMap((comment) => {
    const { id, author, body } = comment;
    const command = parseReportCommand(body, names);
    if (command === undefined || !mayRun(comment) || author === undefined) return [];
    const isGiven = reportOverrides(reported, [comment], mayWrite, names).length > 0;
    return [{ commentId: id, content: isGiven ? DONE : mayWrite(author.id) ? UNCLEAR : REFUSED }];
  });
}
