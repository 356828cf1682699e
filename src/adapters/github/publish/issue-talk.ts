// What people say on issues of ours, and what is answered there.

import { JobError } from "../../../core/job-error.ts";
import type { PublishForge } from "../../../ports/publish.ts";
import { askGraphQL } from "../base/graphql.ts";
import { withFormerAnswers } from "../base/answered.ts";
import { ownTexts } from "../base/own-texts.ts";
import { found, type ForgeOptions } from "../base/repository.ts";
import { commentOf, type CommentNode } from "../base/shapes.ts";
import { ISSUE_TALK } from "./queries.ts";

export function issueTalkOf(options: ForgeOptions): Pick<PublishForge, "issueTalk" | "comment" | "react"> {
  const { octokit, owner, name } = options;
  const texts = ownTexts(options);
  const at = { owner, repo: name };
  return {
    async issueTalk(number) {
      const { repository } = await askGraphQL<{
        repository: { issue: { comments: { nodes: CommentNode[] } } | null } | null;
      }>(octokit, ISSUE_TALK, { owner, name, number });
      if (repository === null || repository.issue === null)
        throw new JobError("retry", "the issue is not shown");
      const { nodes } = repository.issue.comments;
      return withFormerAnswers(
        options,
        nodes.map((one) => commentOf(one, number, texts)),
      );
    },
    async comment(number, body) {
      const { data } = await octokit.rest.issues.createComment({
        ...at,
        issue_number: number,
        body: texts.write(body, `talk ${number}`),
      });
      if (typeof (data as { id?: unknown }).id !== "number")
        throw new JobError("retry", "a comment came back without its number");
    },
    async react(commentId, content) {
      await found(
        octokit.rest.reactions.createForIssueComment({
          ...at,
          comment_id: commentId,
          content: content as "+1",
        }),
      );
      options.reacted?.set(commentId, content);
    },
  };
}
