// Questions of `steward doctor`: an answer, or why there was none; a permission that is lacking is told apart.

import type { Octokit } from "@octokit/rest";
import type { Told } from "../../../core/setup/seen.ts";
import { JobError } from "../../../core/job-error.ts";
import { statusOf } from "../base/client.ts";

export interface Asker {
  readonly octokit: Octokit;
  readonly granted: Readonly<Record<string, string>>;
}

/** A type and not an interface: Octokit takes nothing that could have more members. */
export type Repo = { readonly owner: string; readonly repo: string };

/** `otherwise`: what a 404 means; without it, a 404 could mean anything. */
export async function told<T>(
  { granted }: Pick<Asker, "granted">,
  permission: string | undefined,
  question: () => Promise<T>,
  otherwise?: { readonly notFound: T },
): Promise<Told<T>> {
  // Metadata comes with every other permission; GitHub grants it unasked.
  if (permission !== undefined && granted[permission] === undefined)
    return { state: "skipped", wants: `the permission ${permission}` };
  try {
    return { state: "known", value: await question() };
  } catch (error) {
    if (!(error instanceof JobError)) throw error;
    if (otherwise !== undefined && [404, 410].includes(statusOf(error) ?? 0))
      return { state: "known", value: otherwise.notFound };
    return { state: "unknown", because: `GitHub said: ${error.message}.` };
  }
}
