// Why a line on the issue about what is not published did nothing, in words: commands, slips, and what belongs elsewhere.

import type { Account } from "../facts.ts";
import { quote } from "../listing/quote.ts";
import type { CheckName } from "../review/check-names.ts";
import { acceptLine } from "../review/commands.ts";
import { DONE, REFUSED, UNCLEAR } from "../review/overrides.ts";
import type { SeenComment } from "../review/seen.ts";
import { slipOf } from "../review/stray.ts";
import { parseReportCommand, type ReportCommand, type Reported } from "./report.ts";

/**
 * Why the newest command on the report did nothing, and the line that would work; undefined: nothing is left to be said.
 * What was only meant as one is answered too, without a name unless it is of whoever's command is named: nobody crowds out
 * what is said to a maintainer. `given`: reactions of this look, by comment.
 */
export function reportWords(
  reported: readonly Reported[],
  comments: readonly SeenComment[],
  given: readonly { readonly commentId: number; readonly content: string }[],
  names?: readonly CheckName[],
): string | undefined {
  const now = new Map(given.map(({ commentId, content }) => [commentId, content]));
  let isRefused = false;
  let slip: Slipped | undefined;
  let told: Told | undefined;
  for (const { id, author, body, mine, edited, myReactions } of comments.toReversed()) {
    if (mine || author === undefined) continue;
    const command = parseReportCommand(body, names);
    const meant = meantFor(body, command, author);
    if (meant !== undefined)
      slip ??= { login: author.login, because: SLIPS[meant], isAccept: meant === "like-accept" };
    const reaction = now.get(id) ?? myReactions.find((one) => ANSWERS.has(one));
    if (command === undefined || author.type !== "User" || (reaction === undefined && !edited)) continue;
    if (reaction === REFUSED) {
      isRefused = true;
      continue;
    }
    if (reaction === DONE && !edited) break;
    const own = reported.filter((one) => one.id === command.id);
    // What was let through and is out by now is no matter of this report any more.
    if (reaction === DONE && own.length === 0) continue;
    told = {
      login: author.login,
      because: whyNot(command, edited, reaction, own.length > 0),
      lines: own.length > 0 ? own : reported,
    };
    break;
  }
  return wordsOf(told, slip, isRefused, reported);
}

interface Slipped {
  readonly login: string;
  readonly because: string;
  readonly isAccept: boolean;
}

interface Told {
  readonly login: string;
  readonly because: string;
  /** What the lines that work are of. */
  readonly lines: readonly Reported[];
}

function wordsOf(
  told: Told | undefined,
  slip: Slipped | undefined,
  isRefused: boolean,
  reported: readonly Reported[],
): string | undefined {
  // What somebody writes after their own command is their last.
  const own = told === undefined || told.login === slip?.login ? slip : undefined;
  const first = own === undefined ? told : { ...own, lines: own.isAccept ? reported : [] };
  const others = own === undefined ? slip : undefined;
  const said = [
    ...(first === undefined
      ? []
      : [
          `**The last command, by ${quote(first.login)}, did nothing:** ${first.because}${ways(first.lines)}`,
        ]),
    ...(isRefused
      ? [
          first === undefined
            ? "A command accepted nothing: that takes write access to the catalog."
            : "A command by somebody else accepted nothing: that takes write access to the catalog.",
        ]
      : []),
    ...(others === undefined ? [] : [`**A line by somebody else did nothing:** ${others.because}`]),
  ];
  return said.length === 0 ? undefined : said.join("\n\n");
}

function ways(lines: readonly Reported[]): string {
  if (lines.length === 0) return "";
  const shown = lines.map((one) => acceptLine(one.check, one.commit ?? "", one.id));
  return ` The line that works: ${shown.join(" or ")}, with your reason in place of \`<reason>\`.`;
}

type Meant = "like-accept" | "for-pulls" | "app";

const SLIPS: Readonly<Record<Meant, string>> = {
  "like-accept":
    "what is on hold is accepted with `/accept`, the listing, the check, the commit and a reason, in small letters, on the first line, with nothing before it.",
  "for-pulls": "that command is for pull requests. What is on hold here is checked again automatically.",
  app: "commands are given by people, not by Apps.",
};

/** What a line on the report was meant to be that runs nothing; undefined: a command as it should be, one of a case, or talk. */
function meantFor(body: string, command: ReportCommand | undefined, { type }: Account): Meant | undefined {
  if (command !== undefined) return type === "User" ? undefined : "app";
  if (type !== "User") return undefined;
  const slip = slipOf(body);
  if (slip === "like-recheck" || slip === "for-merged") return "for-pulls";
  return slip === "like-accept" ? slip : undefined;
}

const ANSWERS: ReadonlySet<string> = new Set([DONE, REFUSED, UNCLEAR]);

function whyNot(
  command: ReportCommand,
  edited: boolean,
  reaction: string | undefined,
  isHeld: boolean,
): string {
  if (edited)
    return reaction === undefined
      ? "a comment that was edited runs nothing. Write the line as a new comment."
      : "it was edited, which withdraws it.";
  if (!isHeld) return `nothing about ${quote(command.id)} is on hold here.`;
  if (command.name === "unclear") return "the check, the commit or the reason is missing or unknown.";
  if (command.commit === undefined) return "it names no commit.";
  return "it names a check or commit other than what is shown here, or was written before it was shown.";
}
