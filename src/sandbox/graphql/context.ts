// What every resolver may ask: who looks, what they may see, how lists are cut into pages.

import { GraphQLError } from "graphql";

import type { SandboxAccount, Repository } from "../model.ts";
import { canSee, rule } from "../roles.ts";
import type { PullIssue } from "../views/pulls.ts";
import type { Actor } from "../actor.ts";
import type { World } from "../world.ts";

export interface GraphqlContext {
  readonly world: World;
  readonly actor: Actor;
  readonly viewer: SandboxAccount;
  /** GitHub's types lead to each other in circles; their makers meet here, not by imports. */
  readonly nodes: NodeMakers;
}

export interface NodeMakers {
  repository(context: GraphqlContext, repository: Repository): object;
  pull(context: GraphqlContext, pull: PullIssue): object;
}

export interface MutationInput<T> {
  readonly input: T & { readonly clientMutationId?: string | null };
}

export function visibleRepository(context: GraphqlContext, repository: Repository | undefined) {
  if (repository === undefined || repository.deleted || !canSee(repository, context.actor)) return null;
  return context.nodes.repository(context, repository);
}

/** GitHub puts a `type` beside each message. */
export function graphqlError(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

export function requirePermission(
  context: GraphqlContext,
  repository: Repository,
  permissions: string,
  level: "read" | "write" = "read",
): void {
  const role = level === "read" ? "read" : "triage";
  const ruling = rule(repository, context.actor, { permissions: permissions.split("|"), level, role });
  if (ruling !== "allowed") throw graphqlError("FORBIDDEN", "Resource not accessible by integration");
}

export interface PageArguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

const PAGE_MAX = 100;

function cursor(at: number): string {
  return Buffer.from(`cursor:v2:${at}`).toString("base64");
}

function position(text: string): number {
  return Number(Buffer.from(text, "base64").toString("utf8").split(":")[2]);
}

export function connection<T, N>(
  name: string,
  items: readonly T[],
  page: PageArguments,
  node: (item: T) => N,
) {
  const { first, last, after, before } = page;
  if ((first ?? last ?? undefined) === undefined) {
    throw graphqlError(
      "MISSING_PAGINATION_BOUNDARIES",
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
    );
  }
  const asked = first ?? last ?? 0;
  if (asked < 1 || asked > PAGE_MAX) {
    throw graphqlError(
      "EXCESSIVE_PAGINATION",
      `Requesting ${asked} records on the \`${name}\` connection exceeds the \`first\` limit of ${PAGE_MAX} records.`,
    );
  }
  let start = after === undefined || after === null ? 0 : position(after) + 1;
  let end = before === undefined || before === null ? items.length : position(before);
  if (first !== undefined && first !== null) end = Math.min(end, start + first);
  else start = Math.max(start, end - asked);
  return {
    totalCount: items.length,
    nodes: items.slice(start, end).map(node),
    pageInfo: {
      hasNextPage: end < items.length,
      hasPreviousPage: start > 0,
      startCursor: end > start ? cursor(start) : null,
      endCursor: end > start ? cursor(end - 1) : null,
    },
  };
}
