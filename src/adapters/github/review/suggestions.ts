// Says things on single lines of a pull request, and closes those conversations again; neither may keep a review from its end.

import type { Octokit } from "@octokit/rest";
import type { Write } from "../../../core/review/plan.ts";
import { JobError } from "../../../core/job-error.ts";
import { statusOf } from "../base/client.ts";
import { askGraphQL } from "../base/graphql.ts";
import { resolveThreads } from "./queries.ts";

/** One review with its comments, or nothing of it: GitHub takes all of them or none. */
export async function suggest(
  octokit: Octokit,
  at: { readonly owner: string; readonly repo: string },
  { headSha, body, comments }: Extract<Write, { do: "suggest" }>,
  pull: number,
): Promise<void> {
  try {
    await octokit.rest.pulls.createReview({
      ...at,
      pull_number: pull,
      commit_id: headSha,
      event: "COMMENT",
      body,
      comments: comments.map(({ path, line, body: text }) => ({ path, line, side: "RIGHT", body: text })),
    });
  } catch (error) {
    // A line that GitHub's own diff does not show (it is cut where it is long). The finding stands in its run all the same.
    if (statusOf(error) !== 422) throw error;
  }
}

/** Threads that are gone meanwhile, or not ours to resolve, stay as they are: GitHub shows them as outdated. */
export async function resolveThread(
  octokit: Octokit,
  { ids }: Extract<Write, { do: "resolve-threads" }>,
): Promise<void> {
  const variables = Object.fromEntries(ids.map((id, i) => [`t${i}`, id]));
  const accept = ["NOT_FOUND", "FORBIDDEN"];
  await askGraphQL(octokit, resolveThreads(ids.length), variables, { accept }).catch((error: unknown) => {
    // 422: no such token for us, where an owner has not granted what we ask for by now.
    const lacking = error instanceof JobError && (error.kind === "denied" || statusOf(error) === 422);
    if (!lacking) throw error;
  });
}
