// Writes check runs: GitHub takes fifty annotations a request, and a run that still lacks some must not look finished.

import type { Octokit } from "@octokit/rest";
import { ANNOTATIONS_PER_REQUEST_MAX, type DesiredRun } from "../../../core/review/check-run.ts";
import type { Write } from "../../../core/review/plan.ts";
import { JobError } from "../../../core/job-error.ts";

export interface RepositoryAt {
  readonly owner: string;
  readonly repo: string;
}

type RunWrite = Extract<Write, { readonly do: "create-run" | "update-run" | "mark-run" }>;

export async function writeRun(octokit: Octokit, at: RepositoryAt, write: RunWrite): Promise<void> {
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
  }
}

/** The number of what was made. An answer that does not name it was cut or is not GitHub's: we look again what came of it. */
export function numberOf(made: unknown): number {
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
  { owner, repo }: RepositoryAt,
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
