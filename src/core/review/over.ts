// Commands on a pull request that no check runs on any more, or never did: our one comment says so.

import { quote } from "../listing/quote.ts";
import { markValues, withMarks } from "../marks/marks.ts";
import type { WordsId } from "../policy/messages.ts";
import { format, type Texts } from "../policy/texts.ts";
import { checkNames } from "./check-names.ts";
import { firstLine, parsePullCommand } from "./commands.ts";
import { DONE } from "./overrides.ts";
import type { Write } from "./plan.ts";
import type { SeenComment, SeenPull } from "./seen.ts";
import { commandWord, strayOf } from "./stray.ts";

const MARK = "answer";

/**
 * The write that answers the newest command that did nothing; undefined: it is answered, or there is none. No reaction is
 * left: what somebody wrote just before the merge may still count when it is published.
 */
export function answerOver(pull: SeenPull, defaultBranch: string, texts: Texts): Write | undefined {
  const present = pull.comments.find(({ mine, body }) => mine && markValues(body, MARK).length > 0);
  const answered = markValues(present?.body ?? "", MARK)[0];
  const newest = pull.comments.findLast((comment) => isToAnswer(comment, present !== undefined, texts));
  if (newest === undefined || (typeof answered === "number" && newest.id <= answered)) return undefined;
  const text = [
    format(texts, "answer/lead", {
      command: quote(commandWord(newest.body)),
      login: quote(newest.author?.login ?? ""),
    }),
    format(texts, wordsFor(pull, newest), { branch: quote(defaultBranch) }),
  ].join(" ");
  const body = withMarks(text, [[MARK, newest.id]]);
  return present === undefined
    ? { do: "create-comment", body }
    : { do: "edit-comment", id: present.id, body };
}

/** Of Apps the first alone: two that answer each other would never end. */
function isToAnswer(comment: SeenComment, wasAnswered: boolean, texts: Texts): boolean {
  if (comment.mine || comment.author === undefined) return false;
  const names = checkNames(texts);
  if (comment.author.type !== "User") return !wasAnswered && strayOf(comment, names) === "app";
  if (isContacted(comment)) return comment.myReactions.length > 0 && !comment.myReactions.includes(DONE);
  if (comment.myReactions.length > 0) return false;
  return parsePullCommand(comment.body, names) !== undefined || strayOf(comment, names) !== undefined;
}

function isContacted({ body }: SeenComment): boolean {
  return firstLine(body) === "/contacted";
}

function wordsFor(pull: SeenPull, comment: SeenComment): WordsId {
  if (pull.open) return "answer/other-base";
  if (isContacted(comment)) return "answer/not-contacted";
  if (strayOf(comment) === "for-issues") return "answer/for-issues";
  return pull.merged === true ? "answer/over-merged" : "answer/over-closed";
}
