// Runs GraphQL documents against the cut of GitHub's schema.

import {
  buildSchema,
  defaultFieldResolver,
  execute as run,
  getOperationAST,
  parse,
  validate,
  GraphQLError,
  GraphQLInt,
  type DocumentNode,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from "graphql";

import type { Hole } from "../faults.ts";
import type { Issue, Repository, ReviewThread } from "../model.ts";
import { canSee } from "../roles.ts";
import { isPull, type PullIssue } from "../views/pulls.ts";
import type { Actor } from "../actor.ts";
import { accountByLogin, actorAccount, findRepository, nodeId, timestamp, type World } from "../world.ts";
import { costOf } from "./cost.ts";
import { graphqlError, requirePermission, type GraphqlContext, type MutationInput } from "./context.ts";
import { createCommitOnBranch } from "./create-commit.ts";
import { GITHUB_SCHEMA } from "./github-schema.ts";
import { issueNode, pullNode, threadNode } from "./issue-nodes.ts";
import { accountNode } from "./account-nodes.ts";
import { repositoryNode } from "./nodes.ts";

/** A request that was read and judged; nothing is done until it is executed. */
export interface GraphqlAsked {
  /** What it costs by GitHub's formula. */
  readonly points: number;
  readonly mutates: boolean;
  readonly operationName: string | undefined;
  execute(): Promise<unknown>;
}

export interface GraphqlService {
  /** `hole`: what is to be lacking in the answer. */
  prepare(actor: Actor, body: Readonly<Record<string, unknown>>, hole?: Hole): GraphqlAsked;
}

function repositoryField(
  context: GraphqlContext,
  {
    owner,
    name,
    followRenames,
  }: { readonly owner: string; readonly name: string; readonly followRenames?: boolean | null },
) {
  const found = findRepository(context.world, owner, name);
  const moved = found.state === "moved" && followRenames === false;
  if (found.state === "missing" || moved || !canSee(found.repository, context.actor)) {
    throw graphqlError("NOT_FOUND", `Could not resolve to a Repository with the name '${owner}/${name}'.`);
  }
  return repositoryNode(context, found.repository);
}

function everyIssue(world: World): { repository: Repository; issue: Issue }[] {
  return [...world.repositories.values()].flatMap((repository) =>
    [...repository.issues.values()].map((issue) => ({ repository, issue })),
  );
}

function missing(id: string): GraphQLError {
  return graphqlError("NOT_FOUND", `Could not resolve to a node with the global id of '${id}'.`);
}

function issueById(context: GraphqlContext, id: string): Issue {
  const found = everyIssue(context.world).find(
    ({ issue }) => issue.pull === undefined && nodeId("I", issue.id) === id,
  );
  if (found === undefined || !canSee(found.repository, context.actor)) throw missing(id);
  return found.issue;
}

function threadById(context: GraphqlContext, id: string): { issue: PullIssue; thread: ReviewThread } {
  for (const { repository, issue } of everyIssue(context.world)) {
    if (!isPull(issue) || !canSee(repository, context.actor)) continue;
    const thread = issue.pull.threads.find((one) => nodeId("PRRT", one.id) === id);
    if (thread !== undefined) return { issue, thread };
  }
  throw missing(id);
}

function nodeField(context: GraphqlContext, { id }: { readonly id: string }) {
  for (const { repository, issue } of everyIssue(context.world)) {
    if (!canSee(repository, context.actor)) continue;
    if (nodeId("I", issue.id) === id && !isPull(issue)) return issueNode(context, issue);
    if (nodeId("PR", issue.id) === id && isPull(issue)) return pullNode(context, issue);
  }
  for (const repository of context.world.repositories.values()) {
    if (nodeId("R", repository.id) === id && canSee(repository, context.actor))
      return repositoryNode(context, repository);
  }
  throw missing(id);
}

const PINNED_MAX = 3;

function pin(
  context: GraphqlContext,
  { input }: MutationInput<{ readonly issueId: string }>,
  pinned: boolean,
) {
  const issue = issueById(context, input.issueId);
  requirePermission(context, issue.repository, "issues", "write");
  const list = issue.repository.pinned;
  if (pinned && !list.includes(issue)) {
    if (list.length >= PINNED_MAX)
      throw graphqlError("UNPROCESSABLE", "Maximum 3 pinned issues per repository");
    list.push(issue);
  }
  if (!pinned && list.includes(issue)) list.splice(list.indexOf(issue), 1);
  return {
    clientMutationId: input.clientMutationId ?? null,
    id: input.issueId,
    issue: issueNode(context, issue),
  };
}

function resolve(
  context: GraphqlContext,
  { input }: MutationInput<{ readonly threadId: string }>,
  resolved: boolean,
) {
  const { issue, thread } = threadById(context, input.threadId);
  requirePermission(context, issue.repository, "pull_requests", "write");
  // GitHub itself asks for both, though nothing is said of it (github/gh-aw#35726).
  requirePermission(context, issue.repository, "contents", "write");
  thread.resolvedBy = resolved ? context.viewer : undefined;
  return { clientMutationId: input.clientMutationId ?? null, thread: threadNode(context, issue, thread) };
}

function rootFields(context: GraphqlContext, cost: number) {
  const { limit, used, resetMs } = context.world.limiter.budget(context.actor, "graphql");
  return {
    viewer: () => accountNode(context, context.viewer),
    node: (asked: { readonly id: string }) => nodeField(context, asked),
    rateLimit: {
      cost,
      limit,
      remaining: limit - used,
      used,
      resetAt: timestamp(resetMs),
    },
    repositoryOwner({ login }: { readonly login: string }) {
      const account = accountByLogin(context.world, login);
      return account === undefined || account.type === "Bot" ? null : accountNode(context, account);
    },
    repository: (asked: Parameters<typeof repositoryField>[1]) => repositoryField(context, asked),
    createCommitOnBranch: (asked: Parameters<typeof createCommitOnBranch>[1]) =>
      createCommitOnBranch(context, asked),
    pinIssue: (asked: Parameters<typeof pin>[1]) => pin(context, asked, true),
    unpinIssue: (asked: Parameters<typeof pin>[1]) => pin(context, asked, false),
    resolveReviewThread: (asked: Parameters<typeof resolve>[1]) => resolve(context, asked, true),
    unresolveReviewThread: (asked: Parameters<typeof resolve>[1]) => resolve(context, asked, false),
  };
}

/** GitHub's errors carry `type` beside `message`, not under `extensions`. */
function errorView(error: GraphQLError) {
  const type = error.extensions["type"];
  return {
    ...(typeof type === "string" ? { type } : {}),
    ...(error.path === undefined ? {} : { path: error.path }),
    locations: error.locations ?? [],
    message: error.message,
  };
}

/** Resolves all fields as ever but for one place, of which it says that it asked for too much. */
function cutOut({ hole, type, message }: Hole): GraphQLFieldResolver<unknown, unknown> {
  const lacking = (): GraphQLError =>
    graphqlError(type ?? "RESOURCE_LIMITS_EXCEEDED", message ?? "Resource limits for this query exceeded.");
  return (source, args, context, info) => {
    const path: (string | number)[] = [];
    for (let at: typeof info.path | undefined = info.path; at !== undefined; at = at.prev)
      path.unshift(at.key);
    const rest = hole.slice(path.length);
    if (path.some((key, at) => key !== hole[at]) || rest.length > 1)
      return defaultFieldResolver(source, args, context, info);
    if (rest.length === 0) throw lacking();
    const value: unknown = defaultFieldResolver(source, args, context, info);
    const [place] = rest;
    return Promise.resolve(value).then((list) =>
      Array.isArray(list) && typeof place === "number" && place < list.length
        ? list.map((one: unknown, at) => (at === place ? lacking() : one))
        : list,
    );
  };
}

type Prepared = DocumentNode | readonly GraphQLError[];

// The schema and what it makes of a text are the same for every sandbox of a process.
let schema: GraphQLSchema | undefined;
const documents = new Map<string, Prepared>();
const DOCUMENTS_MAX = 1_000;

/** GitHub gives numbers above 2^31 where its schema says `Int` (octokit.graphql.net#311); the library would refuse them. */
GraphQLInt.serialize = (value) => Number(value);

function prepare(query: string): { readonly schema: GraphQLSchema; readonly prepared: Prepared } {
  schema ??= buildSchema(GITHUB_SCHEMA);
  if (documents.size >= DOCUMENTS_MAX) documents.clear();
  const prepared = documents.get(query) ?? judged(schema, query);
  documents.set(query, prepared);
  return { schema, prepared };
}

function judged(against: GraphQLSchema, query: string): Prepared {
  try {
    const document = parse(query);
    const errors = validate(against, document);
    return errors.length === 0 ? document : errors;
  } catch (error) {
    return [error instanceof GraphQLError ? error : new GraphQLError(String(error))];
  }
}

const NODES_MAX = 500_000;

function tooManyNodes(nodes: number) {
  const message = `This query is requesting up to ${nodes.toLocaleString("en")} possible nodes which exceeds the maximum limit of ${NODES_MAX.toLocaleString("en")}.`;
  return { type: "MAX_NODE_LIMIT_EXCEEDED", message };
}

/** Variables that do not fit are told by the execution. */
function weighed(document: DocumentNode, variables: Record<string, unknown>, against: GraphQLSchema) {
  try {
    return costOf(document, variables, against);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { points: 1, nodes: 0 };
  }
}

/** How many nodes a document may ask for; 0 where it is none. */
export function nodesAsked(query: string, variables: Record<string, unknown>): number {
  const { schema: ours, prepared } = prepare(query);
  return "kind" in prepared ? weighed(prepared, variables, ours).nodes : 0;
}

export function createGraphql(world: World): GraphqlService {
  return {
    prepare(actor, body, hole) {
      const query = typeof body["query"] === "string" ? body["query"] : "";
      const { schema: ours, prepared } = prepare(query);
      const viewer = actorAccount(world, actor);
      if (!("kind" in prepared)) {
        const wrong = { errors: prepared.map(errorView) };
        return { points: 1, mutates: false, operationName: undefined, execute: async () => wrong };
      }
      if (viewer === undefined) throw new Error("graphql was asked by nobody");
      const operation = getOperationAST(prepared, undefined);
      const variables = (body["variables"] ?? {}) as Record<string, unknown>;
      const { points, nodes: most } = weighed(prepared, variables, ours);
      const execute = async (): Promise<unknown> => {
        if (most > NODES_MAX) return { errors: [tooManyNodes(most)] };
        const nodes = { repository: repositoryNode, pull: pullNode };
        const result = await run({
          schema: ours,
          document: prepared,
          rootValue: rootFields({ world, actor, viewer, nodes }, points),
          variableValues: variables,
          ...(hole === undefined ? {} : { fieldResolver: cutOut(hole) }),
        });
        for (const error of result.errors ?? []) {
          // A resolver's own mistake must not pass for an answer of GitHub's.
          if (error.originalError !== undefined && !(error.originalError instanceof GraphQLError))
            throw error.originalError;
        }
        return {
          ...(result.data === undefined ? {} : { data: result.data }),
          ...(result.errors === undefined ? {} : { errors: result.errors.map(errorView) }),
        };
      };
      const mutates = operation?.operation === "mutation";
      return { points, mutates, operationName: operation?.name?.value, execute };
    },
  };
}
