// Sends one GraphQL document; an answer is whole, or it is trouble: what GitHub reports inside a 200 cannot be overlooked.

import type { Octokit } from "@octokit/rest";
import { JobError } from "../../../core/job-error.ts";
import { limitTrouble, type Headers } from "./limits.ts";

export interface GraphQLError {
  readonly type?: string;
  readonly message: string;
  readonly path?: readonly (string | number)[];
}

export interface GraphQLAnswer<T> {
  readonly data: T;
  readonly errors: readonly GraphQLError[];
}

/** What of an answer may be lacking. Whoever names nothing is given all that was asked for. */
export interface MayLack {
  /** Types of errors that are answers to this question ("NOT_FOUND"): what was asked for is null, or what it stands in. */
  readonly accept?: readonly string[];
  /** Names of lists that may be null, or have null in them, where GitHub does not show what is there. */
  readonly spare?: readonly string[];
}

/** Lists of our documents that GitHub's types let be null. We ask for none that we could do without. */
export const LISTS: ReadonlySet<string> = new Set([
  "associatedPullRequests",
  "checkRuns",
  "checkSuites",
  "labels",
  "refs",
  "reviews",
]);

/** The data; throws `JobError` where any of it is lacking that is not named in `mayLack`. */
export async function askGraphQL<T>(
  octokit: Octokit,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  { accept = [], spare = [] }: MayLack = {},
): Promise<T> {
  const { data, errors } = await send<T>(octokit, query, variables);
  // What is lacking further inside was there, and is not shown whole.
  const isAnswer = ({ type = "", path = [] }: GraphQLError) => accept.includes(type) && path.length <= 2;
  const fault = errors.find((one) => !isAnswer(one));
  if (fault !== undefined) throw incomplete(query, fault);
  const hole = holeIn(data, new Set(spare));
  if (hole !== undefined) throw new JobError("retry", `${routeOf(query)}: incomplete at ${hole}`);
  return data;
}

/** For documents whose parts stand for themselves: each error names its part, and the others are answered. */
export async function askParts(
  octokit: Octokit,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<GraphQLAnswer<Readonly<Record<string, unknown>>>> {
  const { data, errors } = await send<Record<string, unknown>>(octokit, query, variables);
  // What would be answered if less were asked for is asked again by whoever asked.
  const large = errors.find(asksTooMuch);
  if (large !== undefined) throw incomplete(query, large);
  const withHoles = Object.entries(data).flatMap(([part, value]): GraphQLError[] => {
    const hole = holeIn(value, new Set());
    return hole === undefined ? [] : [{ message: `incomplete at ${hole}`, path: [part] }];
  });
  return { data, errors: [...errors, ...withHoles] };
}

async function send<T>(
  octokit: Octokit,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<GraphQLAnswer<T>> {
  try {
    return { data: await octokit.graphql<T>(query, { ...variables }), errors: [] };
  } catch (error) {
    const failed = error as {
      readonly name?: string;
      readonly errors?: readonly GraphQLError[];
      readonly data?: T | null;
      readonly headers?: Headers;
    };
    const { errors, data } = failed;
    if (failed.name !== "GraphqlResponseError" || errors === undefined) throw error;
    if (errors.some(isLimit)) throw limitTrouble(routeOf(query), 200, failed.headers ?? {});
    const [first] = errors;
    if (first !== undefined && (data === undefined || data === null)) {
      if (errors.some(({ type }) => type === "FORBIDDEN"))
        throw new JobError("denied", `${routeOf(query)}: FORBIDDEN`);
      throw incomplete(query, errors.find(asksTooMuch) ?? { type: first.message.slice(0, 200), ...first });
    }
    return { data: data as T, errors };
  }
}

function isLimit({ type, message }: GraphQLError): boolean {
  return type === "RATE_LIMITED" || type === "RATE_LIMIT" || /rate limit/i.test(message);
}

/** GitHub's words for a question that it gave up on: fewer things at a time may be answered. */
function asksTooMuch({ type, message }: GraphQLError): boolean {
  return (
    type === "RESOURCE_LIMITS_EXCEEDED" ||
    type === "MAX_NODE_LIMIT_EXCEEDED" ||
    /timedout|timed out|timeout|something went wrong while executing your query/i.test(message)
  );
}

/** Names the document and GitHub's word for the fault; a message of GitHub's only where it refuses the document itself. */
function incomplete(query: string, fault: GraphQLError): JobError {
  const at = fault.path === undefined ? "" : ` at ${fault.path.join(".").slice(0, 100)}`;
  const trouble = new JobError("retry", `${routeOf(query)}: ${fault.type ?? "an error"}${at}`);
  trouble.cause = { status: 200, tooMuch: asksTooMuch(fault) };
  return trouble;
}

function routeOf(query: string): string {
  return `POST /graphql ${/\b(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? ""}`.trim();
}

/** Whether GitHub itself said that it was asked for too much. */
export function saysTooMuch(error: unknown): boolean {
  return error instanceof JobError && (error.cause as { tooMuch?: boolean } | undefined)?.tooMuch === true;
}

/** Whether fewer things at a time may be answered: GitHub said so, gave up after its ten seconds, or never answered. */
export function isTooMuch(error: unknown): boolean {
  if (!(error instanceof JobError) || error.retryAfterMs !== undefined) return false;
  const cause = error.cause as { readonly status?: number } | undefined;
  return saysTooMuch(error) || (cause !== undefined && [undefined, 502, 504].includes(cause.status));
}

/**
 * Where a list is lacking, or something in one, or the number of something in one; undefined: nowhere. What a document
 * asks for by name may be null, and its types say so; of lists nobody thinks that a part could be missing. `name`: of the
 * list that `value` is, or is around.
 */
function holeIn(value: unknown, spare: ReadonlySet<string>, path = "", name = ""): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value)) {
    for (const [at, one] of value.entries()) {
      const here = `${path}.${at}`;
      const isLacking = one === null || (one as { databaseId?: unknown }).databaseId === null;
      if (isLacking && !spare.has(name)) return here;
      const hole = holeIn(one, spare, here);
      if (hole !== undefined) return hole;
    }
    return undefined;
  }
  for (const [key, inner] of Object.entries(value)) {
    const at = path === "" ? key : `${path}.${key}`;
    if (inner === null && (key === "nodes" || (LISTS.has(key) && !spare.has(key)))) return at;
    const hole = holeIn(inner, spare, at, key === "nodes" ? name : key);
    if (hole !== undefined) return hole;
  }
  return undefined;
}
