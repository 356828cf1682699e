// Commands in comments: first line, whole line, exact words. Whatever is quoted, fenced or edited is no command.

import type { CheckId } from "../checks/check.ts";
import { CHECK_IDS } from "../checks/ids.ts";
import type { SeenComment } from "./seen.ts";

export const REASON_LENGTH_MAX = 300;

export type PullCommand =
  | { readonly name: "recheck" }
  | { readonly name: "accept"; readonly check: CheckId; readonly reason: string }
  /** A command we know, put in a way we do not. `usage` is the sentence that helps. */
  | { readonly name: "unclear"; readonly usage: string };

const ACCEPT_USAGE =
  "Write `/accept <check> <reason>`, such as `/accept submission it is their own variant`.";

/** The command on a pull request that `body` gives, if any. Linear time; never throws. */
export function parsePullCommand(body: string): PullCommand | undefined {
  const line = firstLine(body);
  if (line === undefined) return undefined;
  if (line === "/recheck") return { name: "recheck" };
  if (line.startsWith("/recheck "))
    return { name: "unclear", usage: "Write `/recheck` alone on the first line." };
  if (line !== "/accept" && !line.startsWith("/accept ")) return undefined;
  const [, check, ...words] = line.split(" ");
  const reason = words.join(" ").trim();
  if (!isCheckId(check) || reason === "" || reason.length > REASON_LENGTH_MAX)
    return { name: "unclear", usage: ACCEPT_USAGE };
  return { name: "accept", check, reason };
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

function isCheckId(text: string | undefined): text is CheckId {
  return (CHECK_IDS as readonly string[]).includes(text ?? "");
}
