// `/contacted` on a merged pull request: its author was written to, and the dashboard need not ask for it any more.

import { contactAnswers, isContacted, TO_CONTACT } from "../../core/catalog/outreach.ts";
import { mayRun } from "../../core/review/commands.ts";
import { DONE } from "../../core/review/overrides.ts";
import type { CatalogForge } from "../../ports/publish.ts";
import { mayWriteWith } from "./roles.ts";

/** Whether anything was answered. */
export async function answerContacted(forge: CatalogForge, number: number): Promise<boolean> {
  const pull = (await forge.reviewState(number))?.pull;
  if (pull === undefined) return false;
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
  const answers = contactAnswers(pull.comments, (id) => may.has(id));
  for (const { commentId, content } of answers) {
    // First the label: what bears our answer is not looked at again.
    if (content === DONE) await forge.takeLabel(number, TO_CONTACT.name);
    await forge.react(commentId, content);
  }
  return answers.length > 0;
}
