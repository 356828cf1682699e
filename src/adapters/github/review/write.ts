// Applies the writes of a plan; each is safe to plan again after a crash, none is repeated by itself.

import type { Write } from "../../../core/review/plan.ts";
import { statusOf } from "../base/client.ts";
import { ownTexts, type OwnTexts } from "../base/own-texts.ts";
import type { ForgeOptions } from "../base/repository.ts";
import { numberOf, writeRun } from "./run-writes.ts";
import { resolveThread, suggest } from "./suggestions.ts";

export async function applyWrite(options: ForgeOptions, write: Write, pull: number): Promise<void> {
  const { octokit, owner, name: repo, resolver = octokit } = options;
  const at = { owner, repo };
  const texts = ownTexts(options);
  switch (write.do) {
    case "create-run":
    case "update-run":
    case "mark-run":
      return writeRun(octokit, at, write);
    case "create-comment": {
      const { data } = await octokit.rest.issues.createComment({
        owner,
        repo,
        issue_number: pull,
        body: texts.write(write.body, `talk ${pull}`),
      });
      numberOf(data);
      return;
    }
    case "edit-comment":
      await octokit.rest.issues.updateComment({
        owner,
        repo,
        comment_id: write.id,
        body: texts.write(write.body, `talk ${pull}`),
      });
      return;
    case "delete-comment":
      await unlessGone(
        octokit.rest.issues.deleteComment({
          owner,
          repo,
          comment_id: write.id,
        }),
      );
      return;
    case "add-label":
      if (!write.exists) {
        // Somebody else may have made it meanwhile (422): then it exists, which is all we want.
        await unless(422, octokit.rest.issues.createLabel({ owner, repo, ...write.label }));
      }
      await octokit.rest.issues.addLabels({
        owner,
        repo,
        issue_number: pull,
        labels: [write.label.name],
      });
      return;
    case "remove-label":
      // Not there: somebody was faster, or a replica is behind. Whoever looks again will see which.
      await octokit.rest.issues.removeLabel({
        owner,
        repo,
        issue_number: pull,
        name: write.name,
      });
      return;
    case "react":
      await unlessGone(
        octokit.rest.reactions.createForIssueComment({
          owner,
          repo,
          comment_id: write.commentId,
          content: write.content as "+1",
        }),
      );
      options.reacted?.set(write.commentId, write.content);
      return;
    case "suggest":
      return suggest(octokit, at, sealed(write, pull, texts), pull);
    case "resolve-threads":
      return resolveThread(resolver, write);
  }
}

function sealed(
  write: Extract<Write, { do: "suggest" }>,
  pull: number,
  texts: OwnTexts,
): Extract<Write, { do: "suggest" }> {
  const comments = write.comments.map((one) => ({ ...one, body: texts.write(one.body, `line ${pull}`) }));
  return { ...write, body: texts.write(write.body, `line ${pull}`), comments };
}

function unlessGone<T>(request: Promise<T>): Promise<T | undefined> {
  return unless(404, request);
}

async function unless<T>(status: number, request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (statusOf(error) === status) return undefined;
    throw error;
  }
}
