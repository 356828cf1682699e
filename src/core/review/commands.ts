// Commands in comments: first line, whole line, exact words. Whatever is quoted, fenced or edited is no command.

import type { CheckId } from "../checks/check.ts";
import { checkNames, readCheckName, type CheckName } from "./check-names.ts";
import type { SeenComment } from "./seen.ts";

export const REASON_LENGTH_MAX = 300;

/** A release as it was written; whether its commit is the head, the review sees. */
export interface AcceptWords {
  readonly check: CheckId;
  /** At least seven hexadecimal digits, small letters; undefined: none was named, so that nothing is let through. */
  readonly commit: string | undefined;
  readonly reason: string;
}

/** What an `/accept` lacks that names no release. */
export type AcceptFault =
  | { readonly lacks: "check" }
  | { readonly lacks: "reason"; readonly check: CheckId; readonly commit: string | undefined };

export type PullCommand =
  | { readonly name: "recheck" }
  | ({ readonly name: "accept" } & AcceptWords)
  /** A command we know, put in a way we do not; `fault` undefined: a `/recheck` with words after it. */
  | { readonly name: "unclear"; readonly fault: AcceptFault | undefined };

/** The command on a pull request that `body` gives, if any. Linear time; never throws. */
export function parsePullCommand(
  body: string,
  names: readonly CheckName[] = checkNames(),
): PullCommand | undefined {
  const line = firstLine(body);
  if (line === undefined) return undefined;
  if (line === "/recheck") return { name: "recheck" };
  if (line.startsWith("/recheck ")) return { name: "unclear", fault: undefined };
  if (!isAccept(line)) return undefined;
  const read = readAccept(line.slice(ACCEPT.length + 1), names);
  return "lacks" in read ? { name: "unclear", fault: read } : { name: "accept", ...read };
}

const ACCEPT = "/accept";

/** `line` is one that lets something through, or means to. */
export function isAccept(line: string): boolean {
  return line === ACCEPT || line.startsWith(`${ACCEPT} `);
}

const COMMIT = /^[0-9a-f]{7,64}$/i;

/** `<check> <commit> <reason>`; the reason is kept as written, the words before it may stand any number of spaces apart. */
export function readAccept(
  text: string,
  names: readonly CheckName[] = checkNames(),
): AcceptWords | AcceptFault {
  const named = readCheckName(text, names);
  if (named === undefined) return { lacks: "check" };
  const { check } = named;
  const words = named.rest.trimStart();
  const end = words.indexOf(" ");
  const first = end < 0 ? words : words.slice(0, end);
  const commit = COMMIT.test(first) ? first.toLowerCase() : undefined;
  const reason = (commit === undefined ? words : words.slice(first.length)).trim();
  // The line is there to be copied; copied as it stands, it gives no reason.
  if (reason === "" || reason === "<reason>" || reason.length > REASON_LENGTH_MAX)
    return { lacks: "reason", check, commit };
  return { check, commit, reason };
}

/** The line that lets a check's result on this commit through, as a code span to copy. */
export function acceptLine(check: CheckId, commit: string, id?: string): string {
  return `\`${ACCEPT} ${id === undefined ? "" : `${id} `}${check} ${commit.slice(0, 7)} <reason>\``;
}

/** The first line if it can be a command at all: it starts with a slash in the first column. */
export function firstLine(body: string): string | undefined {
  const end = body.search(/[\r\n]/);
  const line = end < 0 ? body : body.slice(0, end);
  if (!line.startsWith("/") || line.length > 1_000) return undefined;
  // Characters that cannot be seen would make one command look like another.
  if (/[^\x20-\x7e\u00a1-\u{10ffff}]|[\p{Cf}\p{Cc}\p{Cn}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u.test(line))
    return undefined;
  // Plain spaces only: what else looks like one is part of the words.
  return line.replace(/ +$/, "");
}

/** A comment whose command may still run: a person's, never edited, not answered by us. */
export function mayRun(comment: SeenComment): boolean {
  return (
    !comment.edited && !comment.mine && comment.myReactions.length === 0 && comment.author?.type === "User"
  );
}
