// Which commands a former App of ours has answered: its reactions are not shown as this App's own.

import type { SeenComment } from "../../../core/review/seen.ts";
import type { ForgeOptions } from "./repository.ts";

/** Newest first, so many in one look; those before them keep what is known of them. */
const ASKED_MAX = 50;

/** Reactions that this process left, whether GitHub shows them or not. */
export function withGiven(
  { reacted }: ForgeOptions,
  comments: readonly SeenComment[],
): readonly SeenComment[] {
  return comments.map((comment) => {
    const given = comment.myReactions.length > 0 ? undefined : reacted?.get(comment.id);
    return given === undefined ? comment : { ...comment, myReactions: [given] };
  });
}

/** One question for each command that bears no answer of ours; none unless a former App is named. */
export async function withFormerAnswers(
  options: ForgeOptions,
  read: readonly SeenComment[],
): Promise<readonly SeenComment[]> {
  const { octokit, owner, name, formerAppIds } = options;
  const comments = withGiven(options, read);
  if (formerAppIds.length === 0) return comments;
  const asked = comments
    .filter(({ body, mine, myReactions }) => !mine && body.startsWith("/") && myReactions.length === 0)
    .slice(-ASKED_MAX);
  const answers = new Map(
    await Promise.all(
      asked.map(async ({ id }): Promise<[number, readonly string[]]> => {
        const { data } = await octokit.rest.reactions.listForIssueComment({
          owner,
          repo: name,
          comment_id: id,
          per_page: 100,
        });
        return [id, data.filter(({ user }) => user?.type === "Bot").map(({ content }) => content)];
      }),
    ),
  );
  return comments.map((comment) => ({
    ...comment,
    myReactions: answers.get(comment.id) ?? comment.myReactions,
  }));
}
