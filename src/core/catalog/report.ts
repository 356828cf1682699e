// The issue that lists what is on the default branch and not published, with all it takes to let it through.

import { z } from "zod";
import type { CheckId } from "../checks/check.ts";
import { CHECK_IDS } from "../checks/ids.ts";
import { ID_PATTERN } from "../listing/ids.ts";
import { quote } from "../listing/quote.ts";
import { linesOf, markValues, withMarks, type Mark } from "../marks.ts";
import { REASON_LENGTH_MAX, firstLine, mayRun } from "../review/commands.ts";
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
}

const reportedSchema = z.object({
  id: z.string().regex(ID_PATTERN),
  check: z.enum(CHECK_IDS),
  blobs: z.string().regex(/^[0-9a-f]{16}$/),
  findings: z.string().regex(/^[0-9a-f]{16}$/),
  sinceMs: z.int().nonnegative(),
});

export function readReport(body: string): readonly Reported[] {
  return markValues(body, "held").flatMap((value) => {
    const parsed = reportedSchema.safeParse(value);
    return parsed.success ? [parsed.data] : [];
  });
}

export function heldReport(
  held: readonly HeldListing[],
  before: readonly Reported[],
  nowMs: number,
  digest: (text: string) => string,
): { readonly title: string; readonly body: string } {
  const shown: string[] = [];
  const marks: Mark[] = [];
  let room = CHARACTERS_MAX;
  for (const listing of held.slice(0, HELD_SHOWN_MAX)) {
    const text = section(listing);
    const own = marksOf(listing, before, nowMs, digest);
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
        "Publishing looks at every changed listing once more. What is listed here did not get through; everything else is out.",
        ...shown,
        ...(more > 0 ? [`And ${more} more; they are shown when these are done.`] : []),
        "This issue is kept up to date, and closed when nothing is left.",
      ].join("\n\n"),
      marks,
    ),
  };
}

function section(listing: HeldListing): string {
  const { id, verdict, pull, published, removal, pictureOnly } = listing;
  const blocking = verdict.checks.filter(({ status }) => status !== "pass");
  const held = blocking.filter(({ status }) => status === "held");
  const from = pull === undefined ? "" : ` (#${pull})`;
  const state = pictureOnly
    ? "It is published without its picture: the address gives none. We go on asking by ourselves."
    : removal
      ? "Its file is gone; it stays published until this is settled."
      : published
        ? "The version published before stays."
        : "It is not published yet.";
  return [
    `### ${quote(id)}${from}`,
    state,
    ...blocking.map(checkLine),
    ...(held.length > 0
      ? [
          `Somebody with write access lets it through with a comment that begins with ${held
            .map(({ id: check }) => quote(`/accept ${id} ${check} <reason>`))
            .join(" or ")}.`,
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
    status === "fail" ? "to mend" : status === "unknown" ? "we could not tell" : "a maintainer decides";
  return `- **${title}** (${word}): ${[...said, ...notes.map(toMarkdown)].join(" ")}`;
}

function marksOf(
  { id, blobs, verdict }: HeldListing,
  before: readonly Reported[],
  nowMs: number,
  digest: (text: string) => string,
): readonly Mark[] {
  const held = verdict.checks.filter(({ status }) => status === "held");
  return held.map((check): Mark => {
    const findings = digest(heldFindings(check));
    const old = before.find(
      (one) => one.id === id && one.check === check.id && one.blobs === blobs && one.findings === findings,
    );
    return ["held", { id, check: check.id, blobs, findings, sinceMs: old?.sinceMs ?? nowMs }];
  });
}

export type ReportCommand =
  | { readonly name: "accept"; readonly id: string; readonly check: CheckId; readonly reason: string }
  | { readonly name: "unclear" };

/** The command that a comment on the report gives, if any. */
export function parseReportCommand(body: string): ReportCommand | undefined {
  const line = firstLine(body);
  if (line !== "/accept" && line?.startsWith("/accept ") !== true) return undefined;
  const [, id = "", check = "", ...words] = line.split(" ");
  const reason = words.join(" ").trim();
  return isCheckId(check) && reason !== "" && reason.length <= REASON_LENGTH_MAX
    ? { name: "accept", id, check, reason }
    : { name: "unclear" };
}

function isCheckId(text: string): text is CheckId {
  return (CHECK_IDS as readonly string[]).includes(text);
}

/** Releases that comments on the report give, by listing. They hold for the files and findings reported when they were written. */
export function reportOverrides(
  reported: readonly Reported[],
  comments: readonly SeenComment[],
  mayWrite: (accountId: number) => boolean,
): readonly (RecordedOverride & Pick<Reported, "id" | "blobs" | "findings">)[] {
  return comments.flatMap((comment) => {
    const { author, body, edited, mine, myReactions, createdAtMs } = comment;
    const command = parseReportCommand(body);
    if (command?.name !== "accept" || author?.type !== "User" || edited || mine) return [];
    if ((myReactions.length > 0 && !myReactions.includes(DONE)) || !mayWrite(author.id)) return [];
    return reported
      .filter(
        ({ id, check, sinceMs }) => id === command.id && check === command.check && createdAtMs > sinceMs,
      )
      .map(({ id, check, blobs, findings }) => ({
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

/** Our reaction to each command that still waits for one. */
export function reportAnswers(
  reported: readonly Reported[],
  comments: readonly SeenComment[],
  mayWrite: (accountId: number) => boolean,
): readonly { readonly commentId: number; readonly content: string }[] {
  const given = new Set(
    comments
      .filter((comment) => reportOverrides(reported, [comment], mayWrite).length > 0)
      .map(({ id }) => id),
  );
  return comments.flatMap((comment) => {
    const command = parseReportCommand(comment.body);
    if (command === undefined || !mayRun(comment) || comment.author === undefined) return [];
    const content = given.has(comment.id)
      ? DONE
      : command.name === "accept" && !mayWrite(comment.author.id)
        ? REFUSED
        : UNCLEAR;
    return [{ commentId: comment.id, content }];
  });
}
