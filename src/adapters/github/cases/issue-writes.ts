// What cases write on issues: labels, open or closed, comments of ours, and issues of our own.

import type { IssueForge } from "../../../ports/cases.ts";
import { statusOf } from "../base/client.ts";
import { askGraphQL } from "../base/graphql.ts";
import { ownTexts } from "../base/own-texts.ts";
import type { ForgeOptions } from "../base/repository.ts";
import { PIN_ISSUE } from "./queries.ts";

type Writes = Pick<IssueForge, "editTalk" | "addLabel" | "takeLabel" | "setOpen" | "openOwn">;

export function issueWrites(options: ForgeOptions): Writes {
  const { octokit, owner, name } = options;
  const texts = ownTexts(options);
  const at = { owner, repo: name };
  return {
    async editTalk(number, commentId, body) {
      await octokit.rest.issues.updateComment({
        ...at,
        comment_id: commentId,
        body: texts.write(body, `talk ${number}`),
      });
    },
    async addLabel(number, label) {
      await quietly(422, octokit.rest.issues.createLabel({ ...at, ...label }));
      await octokit.rest.issues.addLabels({
        ...at,
        issue_number: number,
        labels: [label.name],
      });
    },
    async takeLabel(number, label) {
      await quietly(
        404,
        octokit.rest.issues.removeLabel({
          ...at,
          issue_number: number,
          name: label,
        }),
      );
    },
    async setOpen(number, open) {
      await octokit.rest.issues.update({
        ...at,
        issue_number: number,
        ...(open
          ? { state: "open" as const }
          : { state: "closed" as const, state_reason: "completed" as const }),
      });
    },
    async openOwn({ title, body, label, pinned }) {
      await quietly(422, octokit.rest.issues.createLabel({ ...at, ...label }));
      const { data } = await octokit.rest.issues.create({
        ...at,
        title,
        body: texts.write(body, "issue"),
        labels: [label.name],
      });
      if (pinned === true) await pin(octokit, data.node_id);
      return data.number;
    },
  };
}

/** Three issues at most are pinned, and not every installation may: what is refused is not asked for again. */
async function pin(octokit: ForgeOptions["octokit"], issueId: string): Promise<void> {
  try {
    await askGraphQL(octokit, PIN_ISSUE, { issueId });
  } catch {
    // The issue stands there, pinned or not; people can pin it too.
  }
}

/** That status is an answer: it is as we want it already. */
async function quietly<T>(status: number, request: Promise<T>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (statusOf(error) !== status) throw error;
  }
}
