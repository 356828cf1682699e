// Sends one GraphQL document; what GitHub reports as errors inside a 200 is told apart from data.

import type { Octokit } from "@octokit/rest";
import { JobError } from "../../../core/job-error.ts";

export interface GraphQLError {
  readonly type?: string;
  readonly message: string;
  readonly path?: readonly (string | number)[];
}

export interface GraphQLAnswer<T> {
  readonly data: T;
  readonly errors: readonly GraphQLError[];
}

const RATE_LIMIT_MS = 60_000;

/** Partial data comes with its errors; no data at all is a JobError. NOT_FOUND is an answer, not a fault. */
export async function askGraphQL<T>(
  octokit: Octokit,
  query: string,
  variables: Record<string, unknown>,
): Promise<GraphQLAnswer<T>> {
  try {
    return { data: await octokit.graphql<T>(query, variables), errors: [] };
  } catch (error) {
    const { name, errors, data } = error as { name?: string; errors?: readonly GraphQLError[]; data?: T };
    if (name !== "GraphqlResponseError" || errors === undefined) throw error;
    if (errors.some(({ type, message }) => type === "RATE_LIMITED" || /rate limit/i.test(message))) {
      throw new JobError("retry", "POST /graphql: rate limited", RATE_LIMIT_MS);
    }
    if (data === undefined || data === null) {
      throw new JobError(
        errors.some(({ type }) => type === "FORBIDDEN") ? "denied" : "retry",
        `POST /graphql: ${errors[0]?.type ?? errors[0]?.message.slice(0, 200) ?? "error"}`,
      );
    }
    return { data, errors };
  }
}
