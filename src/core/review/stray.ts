// Comments that were meant as a command and are none: they run nothing, and are answered in words all the same.

import { editDistance } from "../listing/ids.ts";
import type { WordsId } from "../policy/messages.ts";
import { format, type Texts } from "../policy/texts.ts";
import { checkNames, type CheckName } from "./check-names.ts";
import { parsePullCommand } from "./commands.ts";
import { DONE } from "./overrides.ts";
import type { SeenComment, SeenPull } from "./seen.ts";

/** Why it runs nothing. */
export type Stray = Slip | "edited-into" | "app";
export type Slip = "like-recheck" | "like-accept" | "for-issues" | "for-merged";

const FOR_ISSUES: ReadonlySet<string> = new Set([
  "case",
  "takedown",
  "restore",
  "extend",
  "resolve",
  "dismiss",
  "notified",
  "publish",
]);
/** What other tools call it. */
const LIKE_RECHECK: ReadonlySet<string> = new Set(["recheck", "rerun", "retest", "retry", "check"]);
const LIKE_ACCEPT: ReadonlySet<string> = new Set(["accept", "approve", "allow", "release"]);
const READ_MAX = 2_000;

/** The first line that says something as it looks, whatever stands in it that cannot be seen; undefined: no slash begins it. */
function asItLooks(body: string): string | undefined {
  const line =
    bare(body.slice(0, READ_MAX))
      .split(/[\r\n]/)
      .find((one) => one.trim() !== "") ?? "";
  // Indented so far, it is code.
  if (/^(?: {4}|\t)/.test(line)) return undefined;
  const seen = line
    .normalize("NFKC")
    .replace(/\s/g, " ")
    .replace(/[\p{Cf}\p{Cc}\p{Cn}\p{Cs}\p{Co}]/gu, "")
    .trim();
  return seen.startsWith("/") ? seen : undefined;
}

/** A line to copy is shown as a code span: one that was copied with it, and is all that was written, was meant. */
function bare(text: string): string {
  return /^\s*`(\/accept [^`\r\n]*)`\s*$/.exec(text)?.[1] ?? text;
}

/** Whether a comment is worth a look at all: it begins like a command, as people see it. */
export function mayMeanCommand(body: string): boolean {
  return asItLooks(body) !== undefined;
}

/** The command's own word, as people see it. */
export function commandWord(body: string): string {
  return /^\/[^ ]{0,30}/.exec(asItLooks(body) ?? "")?.[0] ?? "";
}

/** What `comment` was meant to be; undefined: a command as it should be, or talk. Linear time; never throws. */
export function strayOf(
  { body, edited, mine, myReactions, author }: SeenComment,
  names: readonly CheckName[] = checkNames(),
): Stray | undefined {
  if (mine || author === undefined) return undefined;
  const isCommand = parsePullCommand(body, names) !== undefined;
  if (author.type !== "User") return isCommand ? "app" : undefined;
  if (isCommand) return edited && myReactions.length === 0 ? "edited-into" : undefined;
  return slipOf(body);
}

/** What `body` was meant to be, by its first word as people see it, where it is not that. Linear time; never throws. */
export function slipOf(body: string): Slip | undefined {
  const name = /^\/([a-z][a-z-]{1,19})(?![a-z-])/i.exec(asItLooks(body) ?? "")?.[1]?.toLowerCase();
  if (name === undefined) return undefined;
  if (FOR_ISSUES.has(name)) return "for-issues";
  if (name === "contacted") return "for-merged";
  const plain = name.replaceAll("-", "");
  if (LIKE_RECHECK.has(plain) || editDistance(plain, "recheck", 1) <= 1) return "like-recheck";
  return LIKE_ACCEPT.has(plain) || editDistance(plain, "accept", 1) <= 1 ? "like-accept" : undefined;
}

const WORDS: Readonly<Record<Stray, WordsId>> = {
  "like-recheck": "answer/like-recheck",
  "like-accept": "answer/like-accept",
  "for-issues": "answer/for-issues",
  "for-merged": "answer/for-merged",
  "edited-into": "answer/edited-into",
  app: "answer/app",
};

export interface StrayWords {
  readonly login: string;
  readonly commentId: number;
  readonly command: string;
  /** What it was meant to be, and the line that would work. */
  readonly because: string;
}

/**
 * About the newest of them, unless a later command was carried out; people before Apps. `lines`: what to copy where
 * something is on hold. `whose`: of these logins alone.
 */
export function strayWords(
  { comments }: Pick<SeenPull, "comments">,
  texts: Texts,
  given: ReadonlyMap<number, string>,
  lines: readonly string[],
  whose: (login: string) => boolean = () => true,
): StrayWords | undefined {
  const names = checkNames(texts);
  const isDone = ({ id, mine, myReactions }: SeenComment): boolean =>
    !mine && (given.get(id) === DONE || myReactions.includes(DONE));
  const later = comments.slice(comments.findLastIndex(isDone) + 1).toReversed();
  const strays = later.flatMap((comment) => {
    const stray = strayOf(comment, names);
    const login = comment.author?.login ?? "";
    return stray === undefined || !whose(login)
      ? []
      : [{ stray, login, commentId: comment.id, command: commandWord(comment.body) }];
  });
  const told = strays.find(({ stray }) => stray !== "app") ?? strays[0];
  if (told === undefined) return undefined;
  const because = [
    format(texts, WORDS[told.stray]),
    ...(told.stray === "like-accept" || told.stray === "edited-into" ? lines : []),
  ].join(" ");
  return { login: told.login, commentId: told.commentId, command: told.command, because };
}
