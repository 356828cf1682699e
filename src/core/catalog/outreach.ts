// The comment that welcomes whoever brought a new listing, and the word that they were written to.

import { quote } from "../listing/quote.ts";
import { hasMark, markValues, withMarks } from "../marks/marks.ts";
import type { Policy } from "../policy/policy.ts";
import { format } from "../policy/texts.ts";
import { firstLine, mayRun } from "../review/commands.ts";
import type { LabelWords } from "../review/labels.ts";
import { DONE, REFUSED, UNCLEAR } from "../review/overrides.ts";
import type { SeenComment } from "../review/seen.ts";

/** On a merged pull request, until somebody has written to its author: the dashboard lists it by this. */
export const TO_CONTACT: LabelWords = {
  name: "steward: to contact",
  color: "c5def5",
  description: "Newly listed: its author is to be written to",
};

/** `url`: of the listing's page; undefined where nobody knows where the site is. */
export function welcomeComment(
  id: string,
  author: string | undefined,
  url: string | undefined,
  { outreach, texts }: Pick<Policy, "outreach" | "texts">,
  marketplace: string,
): string {
  const hello =
    author === undefined
      ? format(texts, "welcome/thanks-nobody")
      : format(texts, "welcome/thanks", { author: `@${author}` });
  const where = url === undefined ? "" : ` ${format(texts, "welcome/page", { url })}`;
  const ask = outreach.form === undefined ? "" : ` ${format(texts, "welcome/ask", { url: outreach.form })}`;
  const text = [
    `${hello} ${format(texts, "welcome/listed", { what: quote(id), marketplace })}${where}`,
    ...(outreach.welcome === "" && ask === "" ? [] : [`${outreach.welcome}${ask}`.trim()]),
  ].join("\n\n");
  return withMarks(text, [["welcome", id]]);
}

export function isWelcomed(comments: readonly SeenComment[], id: string): boolean {
  return comments.some(({ mine, body }) => mine && markValues(body, "welcome").includes(id));
}

/** A merged pull request that we welcomed and whose author nobody has written to yet. */
export function isToContact(comments: readonly SeenComment[]): boolean {
  return (
    comments.some(({ mine, body }) => mine && hasMark(body, "welcome")) &&
    !comments.some(({ body, myReactions }) => isContacted(body) && myReactions.includes(DONE))
  );
}

export function isContacted(body: string): boolean {
  return firstLine(body) === "/contacted";
}

/** Our reaction to each `/contacted` that still waits for one. */
export function contactAnswers(
  comments: readonly SeenComment[],
  mayWrite: (accountId: number) => boolean,
): readonly { readonly commentId: number; readonly content: string }[] {
  const welcomed = comments.some(({ mine, body }) => mine && hasMark(body, "welcome"));
  return comments
    .filter((comment) => isContacted(comment.body) && mayRun(comment))
    .map(({ id, author }) => ({
      commentId: id,
      content: author === undefined || !mayWrite(author.id) ? REFUSED : welcomed ? DONE : UNCLEAR,
    }));
}
