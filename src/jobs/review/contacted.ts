// Commands where no check runs: `/contacted` on a merged pull request is carried out, and of all others is said why they do nothing.

import { contactAnswers, isContacted, TO_CONTACT } from "../../core/catalog/outreach.ts";
import { mayRun } from "../../core/review/commands.ts";
import { answerOver } from "../../core/review/over.ts";
import { NO_TEXTS } from "../../core/policy/texts.ts";
import { DONE } from "../../core/review/overrides.ts";
import type { CatalogForge } from "../../ports/publish.ts";
import { policyInForce } from "../facts/catalog.ts";
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

/** On a pull request that is closed, merged or goes elsewhere: whether anything was said. */
export async function answerWhereOver(forge: CatalogForge, number: number): Promise<boolean> {
  const state = await forge.reviewState(number);
  if (state?.policy === undefined) return false;
  const { policy } = await policyInForce(forge, state);
  const write = answerOver(state.pull, state.defaultBranch, policy?.texts ?? NO_TEXTS);
  if (write !== undefined) await forge.apply(write, number);
  return write !== undefined;
}
