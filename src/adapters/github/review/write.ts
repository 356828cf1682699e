// Applies the writes of a plan; each is safe to plan again after a crash, none is repeated by itself.

import type { Octokit } from "@octokit/rest";
import { ANNOTATIONS_PER_REQUEST_MAX, type DesiredRun } from "../../../core/review/check-run.ts";
import type { Write } from "../../../core/review/plan.ts";
import { JobError } from "../../../core/job-error.ts";
import { statusOf } from "../base/client.ts";
import { resolveThread, suggest } from "./suggestions.ts";

interface At {
  readonly owner: string;
  readonly repo: string;
}

/** `resolver`: the same, allowed to resolve conversations, which asks for more than all else here. */
export async function applyWrite(
  octokit: Octokit,
  at: At,
  write: Write,
  pull: number,
  resolver: Octokit = octokit,
): Promise<void> {
  const { owner, repo } = at;
  switch (write.do) {
    case "create-run": {
      const { data } = await octokit.rest.checks.create({
        owner,
        repo,
        name: write.run.name,
        head_sha: write.headSha,
        ...firstPart(write.run, write.externalId),
      });
      await annotateRest(octokit, at, numberOf(data), write.run, write.externalId);
      return;
    }
    case "update-run":
      await octokit.rest.checks.update({
        owner,
        repo,
        check_run_id: write.id,
        ...firstPart(write.run, write.externalId),
      });
      await annotateRest(octokit, at, write.id, write.run, write.externalId);
      return;
    case "mark-run":
      await octokit.rest.checks.update({
        owner,
        repo,
        check_run_id: write.id,
        external_id: write.externalId,
      });
      return;
    case "create-comment": {
      const { data } = await octokit.rest.issues.createComment({
        owner,
        repo,
        issue_number: pull,
        body: write.body,
      });
      numberOf(data);
      return;
    }
    case "edit-comment":
      await octokit.rest.issues.updateComment({
        owner,
        repo,
        comment_id: write.id,
        body: write.body,
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
      return;
    case "suggest":
      return suggest(octokit, at, write, pull);
    case "resolve-threads":
      return resolveThread(resolver, write);
  }
}

/** The number of what was made. An answer that does not name it was cut or is not GitHub's: we look again what came of it. */
function numberOf(made: unknown): number {
  const id = typeof made === "object" && made !== null && "id" in made ? made.id : undefined;
  if (typeof id !== "number") throw new JobError("retry", "what was made came back without its number");
  return id;
}

function stateOf(run: DesiredRun) {
  return run.conclusion === undefined
    ? ({ status: "in_progress" } as const)
    : ({ status: "completed", conclusion: run.conclusion } as const);
}

function outputOf(run: DesiredRun, from: number) {
  return {
    title: run.title,
    summary: run.summary || run.title,
    annotations: run.annotations
      .slice(from, from + ANNOTATIONS_PER_REQUEST_MAX)
      .map((annotation) => ({ ...annotation })),
  };
}

// A run that still lacks annotations must not look finished: it stays open, and bears no state of ours, until the last part.
const PARTIAL = "partial";

function firstPart(run: DesiredRun, externalId: string) {
  const whole = run.annotations.length <= ANNOTATIONS_PER_REQUEST_MAX;
  return {
    ...(whole ? stateOf(run) : ({ status: "in_progress" } as const)),
    external_id: whole ? externalId : PARTIAL,
    output: outputOf(run, 0),
  };
}

/** GitHub takes 50 annotations a request and appends what a later one brings. */
async function annotateRest(
  octokit: Octokit,
  { owner, repo }: At,
  id: number,
  run: DesiredRun,
  externalId: string,
): Promise<void> {
  for (
    let from = ANNOTATIONS_PER_REQUEST_MAX;
    from < run.annotations.length;
    from += ANNOTATIONS_PER_REQUEST_MAX
  ) {
    const last = from + ANNOTATIONS_PER_REQUEST_MAX >= run.annotations.length;
    await octokit.rest.checks.update({
      owner,
      repo,
      check_run_id: id,
      ...(last ? { ...stateOf(run), external_id: externalId } : {}),
      output: outputOf(run, from),
    });
  }
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
