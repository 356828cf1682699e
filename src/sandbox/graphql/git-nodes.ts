// Git objects, refs and checks as GraphQL gives them.

import { resolveCommitish } from "../commitish.ts";
import { revisions } from "../git/history.ts";
import { gitEntryAt } from "../git/trees.ts";
import type { CheckRun, CheckSuite, Repository } from "../model.ts";
import { latestRuns, suiteState } from "../views/checks.ts";
import { emailOf } from "../views/git.ts";
import { repositoryHtmlUrl } from "../views/repositories.ts";
import { nodeId, timestamp, timestampOrNull } from "../world.ts";
import { pullsWithCommit } from "../rest/commits.ts";
import { connection, requirePermission, type GraphqlContext, type PageArguments } from "./context.ts";
import { inNoOrder } from "../order.ts";

function checkRunNode({ world }: GraphqlContext, run: CheckRun) {
  return {
    id: nodeId("CR", run.id),
    databaseId: run.id,
    name: run.name,
    status: run.status.toUpperCase(),
    conclusion: run.conclusion?.toUpperCase() ?? null,
    externalId: run.externalId === "" ? null : run.externalId,
    detailsUrl: run.detailsUrl,
    startedAt: timestamp(run.startedAtMs),
    completedAt: timestampOrNull(run.completedAtMs),
    title: run.title,
    summary: run.summary,
    text: run.text,
    url: `${repositoryHtmlUrl(world, run.suite.repository)}/runs/${run.id}`,
  };
}

interface RunFilter {
  readonly checkType?: "ALL" | "LATEST";
  readonly checkName?: string;
  readonly appId?: number;
  readonly status?: string;
}

function suiteNode(context: GraphqlContext, suite: CheckSuite) {
  const { app } = context.world;
  const state = suiteState(suite);
  return {
    id: nodeId("CS", suite.id),
    databaseId: suite.id,
    status: state.status.toUpperCase(),
    conclusion: state.conclusion?.toUpperCase() ?? null,
    createdAt: timestamp(suite.createdAtMs),
    updatedAt: timestamp(suite.updatedAtMs),
    app: { id: nodeId("A", app.id), databaseId: app.id, name: app.name, slug: app.slug },
    checkRuns(page: PageArguments & { readonly filterBy?: RunFilter | null }) {
      const { checkType, checkName, appId, status } = page.filterBy ?? {};
      const runs = (checkType === "ALL" ? suite.runs : latestRuns(suite.runs).reverse())
        .filter((run) => checkName === undefined || run.name === checkName)
        .filter(() => appId === undefined || appId === suite.appId)
        .filter((run) => status === undefined || run.status.toUpperCase() === status);
      return connection("checkRuns", inNoOrder(runs), page, (run) => checkRunNode(context, run));
    },
  };
}

export function commitNode(context: GraphqlContext, repository: Repository, sha: string) {
  const { objects } = repository.git;
  return {
    __typename: "Commit",
    id: `C_${sha}`,
    oid: sha,
    message: async () => (await objects.commit(sha))?.message.replace(/\n$/, "") ?? "",
    committedDate: async () => timestamp((await objects.commit(sha))?.committer.dateMs ?? 0),
    tree: async () => treeNode(repository, (await objects.commit(sha))?.tree ?? ""),
    async parents(page: PageArguments) {
      const { parents } = (await objects.commit(sha)) ?? { parents: [] };
      return connection("parents", parents, page, (one) => commitNode(context, repository, one));
    },
    /** Commits whose author is the account with that node id, told by the login that commits are made with here. */
    async history(
      page: PageArguments & {
        readonly author?: { readonly id?: string | null } | null;
        readonly path?: string | null;
      },
    ) {
      const id = page.author?.id ?? undefined;
      const account =
        id === undefined
          ? undefined
          : [...context.world.accounts.values()].find((one) => nodeId("U", one.id) === id);
      const path = page.path ?? undefined;
      const shas = await revisions(objects, sha, {
        ...(account === undefined ? {} : { author: emailOf(account) }),
        ...(path === undefined ? {} : { path }),
      });
      const found = id !== undefined && account === undefined ? [] : shas;
      return connection("history", found, page, (one) => commitNode(context, repository, one));
    },
    async associatedPullRequests(page: PageArguments) {
      requirePermission(context, repository, "pull_requests");
      const pulls = await pullsWithCommit(repository, sha);
      return connection("associatedPullRequests", inNoOrder(pulls), page, (one) =>
        context.nodes.pull(context, one),
      );
    },
    checkSuites(
      page: PageArguments & {
        readonly filterBy?: { readonly appId?: number; readonly checkName?: string } | null;
      },
    ) {
      requirePermission(context, repository, "checks");
      const { appId, checkName } = page.filterBy ?? {};
      const suites = repository.suites
        .filter((suite) => suite.headSha === sha)
        .filter((suite) => appId === undefined || suite.appId === appId)
        .filter((suite) => checkName === undefined || suite.runs.some((run) => run.name === checkName));
      return connection("checkSuites", inNoOrder(suites), page, (suite) => suiteNode(context, suite));
    },
  };
}

function treeNode(repository: Repository, sha: string) {
  const { objects } = repository.git;
  return {
    __typename: "Tree",
    id: `T_${sha}`,
    oid: sha,
    entries: async () =>
      ((await objects.tree(sha)) ?? []).map((entry) => ({
        name: entry.name,
        oid: entry.sha,
        mode: Number.parseInt(entry.mode, 8),
        type: entry.type,
        path: entry.name,
      })),
  };
}

export async function objectNode(context: GraphqlContext, repository: Repository, sha: string) {
  const object = await repository.git.objects.read(sha);
  if (object === undefined) return null;
  if (object.type === "commit") return commitNode(context, repository, sha);
  if (object.type === "tree") return treeNode(repository, sha);
  const isBinary = object.bytes.includes(0);
  const { textBytesMax } = context.world.faults;
  return {
    __typename: "Blob",
    id: `B_${sha}`,
    oid: sha,
    byteSize: object.bytes.length,
    isBinary,
    isTruncated: !isBinary && object.bytes.length > textBytesMax,
    // Cut at the byte, and what is no character any more is replaced.
    text: isBinary ? null : object.bytes.subarray(0, textBytesMax).toString("utf8"),
  };
}

/** `HEAD:path`, `branch:path`, a branch, or a SHA. */
export async function expressionNode(context: GraphqlContext, repository: Repository, expression: string) {
  const colon = expression.indexOf(":");
  const name = colon === -1 ? expression : expression.slice(0, colon);
  const sha = resolveCommitish(repository, name);
  if (sha === undefined) return null;
  if (colon === -1) return objectNode(context, repository, sha);
  const tree = (await repository.git.objects.commit(sha))?.tree;
  const path = expression.slice(colon + 1);
  if (tree === undefined) return null;
  if (path === "") return objectNode(context, repository, tree);
  const entry = await gitEntryAt(repository.git.objects, tree, path);
  return entry === undefined ? null : objectNode(context, repository, entry.sha);
}

export function refId(repository: Repository, name: string): string {
  return `REF_${Buffer.from(`${repository.id}:${name}`).toString("base64url")}`;
}

export function refNode(context: GraphqlContext, repository: Repository, name: string) {
  const sha = repository.git.ref(name);
  if (sha === undefined) return null;
  const [, kind, ...rest] = name.split("/");
  return {
    id: refId(repository, name),
    name: rest.join("/"),
    prefix: `refs/${kind}/`,
    target: commitNode(context, repository, sha),
  };
}
