// `/contacted` on a merged pull request: its author was written to, and the dashboard need not ask for it any more.

import { contactAnswers, isContacted } from "../core/catalog/outreach.ts";
import { mayRun } from "../core/review/commands.ts";
import type { CatalogForge } from "../ports/publish.ts";
import { mayWriteWith } from "./review.ts";

export async function answerContacted(forge: CatalogForge, number: number): Promise<void> {
  const pull = (await forge.reviewState(number))?.pull;
  if (pull === undefined) return;
  const may = new Set<number>();
  for (const comment of pull.comments
    .filter(({ body }) => isContacted(body))
    .filter(mayRun)
    .slice(-20)) {
    const { author } = comment;
    if (author === undefined) continue;
    const found = await forge.roleOf(author.login);
    if (found?.accountId === author.id && mayWriteWith(found.role)) may.add(author.id);
  }
  for (const { commentId, content } of contactAnswers(pull.comments, (id) => may.has(id)))
    await forge.react(commentId, content);
}
