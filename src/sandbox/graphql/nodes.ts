// Repositories as GraphQL gives them.

import { resolveCommitish } from "../commitish.ts";
import { gitEntryAt } from "../git/trees.ts";
import type { Deployment, Repository, SandboxRelease } from "../model.ts";
import { isPull } from "../views/pulls.ts";
import { repositoryHtmlUrl } from "../views/repositories.ts";
import { fullName, liveIssues, nodeId, timestamp } from "../world.ts";
import {
  connection,
  graphqlError,
  requirePermission,
  type GraphqlContext,
  type PageArguments,
} from "./context.ts";
import { accountNode, labelNode } from "./account-nodes.ts";
import { expressionNode, objectNode, refNode } from "./git-nodes.ts";
import { issueNode, pullNode } from "./issue-nodes.ts";
import { inNoOrder } from "../order.ts";

async function issueTemplates(repository: Repository) {
  const tip = resolveCommitish(repository, "HEAD");
  const commit = tip === undefined ? undefined : await repository.git.objects.commit(tip);
  if (commit === undefined) return [];
  const folder = await gitEntryAt(repository.git.objects, commit.tree, ".github/ISSUE_TEMPLATE");
  const entries = folder === undefined ? [] : ((await repository.git.objects.tree(folder.sha)) ?? []);
  return entries
    .filter((entry) => /\.(md|ya?ml)$/.test(entry.name) && !/^config\.ya?ml$/.test(entry.name))
    .map((entry) => ({ name: entry.name.replace(/\.\w+$/, ""), filename: entry.name, title: null }));
}

function deploymentNode(context: GraphqlContext, deployment: Deployment) {
  const { id, sha, environment, description, payload, task } = deployment;
  return {
    id: nodeId("DE", id),
    databaseId: id,
    commitOid: sha,
    creator: accountNode(context, deployment.creator),
    createdAt: timestamp(deployment.createdAtMs),
    updatedAt: timestamp(deployment.updatedAtMs),
    description: description ?? "",
    environment,
    // GraphQL gives the payload as a text, whatever it was sent as.
    payload: JSON.stringify(payload),
    task,
  };
}

function releaseNode(release: SandboxRelease, html: string) {
  return {
    id: nodeId("RE", release.id),
    name: release.name,
    tagName: release.tagName,
    isDraft: false,
    url: `${html}/releases/tag/${encodeURIComponent(release.tagName)}`,
    releaseAssets(page: PageArguments & { readonly name?: string | null }) {
      const found = release.assets.filter(({ name }) => (page.name ?? name) === name);
      return connection("releaseAssets", found, page, ({ id, name, size }) => ({
        id: nodeId("RA", id),
        name,
        size,
      }));
    },
  };
}

function releaseFields({ releases }: Repository, html: string) {
  const node = (found: SandboxRelease | undefined) => (found === undefined ? null : releaseNode(found, html));
  return {
    latestRelease: node(releases.at(-1)),
    release: ({ tagName }: { readonly tagName: string }) =>
      node(releases.find((one) => one.tagName === tagName)),
  };
}

export function repositoryNode(context: GraphqlContext, repository: Repository) {
  const { world } = context;
  const html = repositoryHtmlUrl(world, repository);
  return {
    __typename: "Repository",
    id: nodeId("R", repository.id),
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: fullName(repository),
    owner: accountNode(context, repository.owner),
    visibility: repository.private ? "PRIVATE" : "PUBLIC",
    isPrivate: repository.private,
    isArchived: repository.archived,
    isFork: repository.parent !== undefined,
    isEmpty: () => repository.git.refs("refs/heads/").length === 0,
    hasIssuesEnabled: repository.hasIssues,
    mergeCommitAllowed: repository.mergeCommitAllowed,
    url: html,
    ...releaseFields(repository, html),
    issueTemplates: () => issueTemplates(repository),
    defaultBranchRef: () => refNode(context, repository, `refs/heads/${repository.defaultBranch}`),
    ref: ({ qualifiedName }: { readonly qualifiedName: string }) =>
      refNode(
        context,
        repository,
        qualifiedName.startsWith("refs/") ? qualifiedName : `refs/heads/${qualifiedName}`,
      ),
    refs(page: PageArguments & { readonly refPrefix: string; readonly query?: string | null }) {
      requirePermission(context, repository, "contents");
      const found = repository.git.refs(page.refPrefix).filter(({ name }) => name.includes(page.query ?? ""));
      return connection("refs", found, page, ({ name }) => {
        const node = refNode(context, repository, name);
        // Told without the part that all have in common.
        return node === null
          ? null
          : { ...node, name: name.slice(page.refPrefix.length), prefix: page.refPrefix };
      });
    },
    object({ expression, oid }: { readonly expression?: string | null; readonly oid?: string | null }) {
      requirePermission(context, repository, "contents");
      return typeof oid === "string"
        ? objectNode(context, repository, oid)
        : expressionNode(context, repository, expression ?? "HEAD");
    },
    labels(page: PageArguments & { readonly query?: string | null }) {
      const query = page.query?.toLowerCase() ?? "";
      const found = repository.labels.filter((label) => label.name.toLowerCase().includes(query));
      return connection("labels", inNoOrder(found), page, labelNode);
    },
    deployments(
      page: PageArguments & {
        readonly environments?: readonly string[] | null;
        readonly orderBy?: { readonly direction: "ASC" | "DESC" } | null;
      },
    ) {
      requirePermission(context, repository, "deployments");
      const found = repository.deployments.filter(
        ({ environment }) => !page.environments?.length || page.environments.includes(environment),
      );
      return connection(
        "deployments",
        page.orderBy?.direction === "DESC" ? found.toReversed() : found,
        page,
        (deployment) => deploymentNode(context, deployment),
      );
    },
    pinnedIssues: (page: PageArguments) =>
      connection("pinnedIssues", repository.pinned, page, (issue) => ({
        id: nodeId("PI", issue.id),
        databaseId: issue.id,
        issue: issueNode(context, issue),
        pinnedBy: accountNode(context, context.viewer),
      })),
    ...issueFields(context, repository),
  };
}

interface IssueFilter extends PageArguments {
  readonly states?: readonly string[] | null;
  readonly labels?: readonly string[] | null;
  readonly filterBy?: { readonly since?: string | null } | null;
  readonly headRefName?: string | null;
  readonly baseRefName?: string | null;
  readonly orderBy?: { readonly field: string; readonly direction: "ASC" | "DESC" } | null;
}

function isStale(repository: Repository): boolean {
  if (repository.staleReadsLeft === 0) return false;
  repository.staleReadsLeft -= 1;
  return true;
}

function issueFields(context: GraphqlContext, repository: Repository) {
  const named = (number: number, kind: string): never => {
    throw graphqlError("NOT_FOUND", `Could not resolve to ${kind} with the number of ${number}.`);
  };
  const list = (filter: IssueFilter) => {
    const sign = filter.orderBy?.direction === "DESC" ? -1 : 1;
    const updated = filter.orderBy?.field === "UPDATED_AT";
    const sinceMs = Date.parse(filter.filterBy?.since ?? "");
    return liveIssues(repository)
      .filter((issue) => !(issue.updatedAtMs < sinceMs))
      .filter(
        (issue) => !filter.labels?.length || issue.labels.some((one) => filter.labels?.includes(one.name)),
      )
      .sort((a, b) => sign * ((updated ? a.updatedAtMs - b.updatedAtMs : 0) || a.number - b.number));
  };
  return {
    pullRequest({ number }: { readonly number: number }) {
      requirePermission(context, repository, "pull_requests");
      if (isStale(repository)) return named(number, "a PullRequest");
      const issue = repository.issues.get(number);
      return issue !== undefined && isPull(issue) && !issue.deleted
        ? pullNode(context, issue)
        : named(number, "a PullRequest");
    },
    pullRequests(filter: IssueFilter) {
      requirePermission(context, repository, "pull_requests");
      const found = list(filter)
        .filter(isPull)
        .filter((issue) => !filter.states?.length || filter.states.includes(pullState(issue)))
        .filter((issue) => !filter.headRefName || issue.pull.head.branch === filter.headRefName)
        .filter((issue) => !filter.baseRefName || issue.pull.base.branch === filter.baseRefName);
      return connection("pullRequests", found, filter, (issue) => pullNode(context, issue));
    },
    issue({ number }: { readonly number: number }) {
      requirePermission(context, repository, "issues");
      if (isStale(repository)) return named(number, "an Issue");
      const issue = repository.issues.get(number);
      const there =
        issue !== undefined && !isPull(issue) && !issue.deleted && issue.transferredTo === undefined;
      return there ? issueNode(context, issue) : named(number, "an Issue");
    },
    issueOrPullRequest({ number }: { readonly number: number }) {
      const issue = repository.issues.get(number);
      if (issue === undefined || issue.deleted || issue.transferredTo !== undefined)
        return named(number, "an issue or pull request");
      requirePermission(context, repository, isPull(issue) ? "pull_requests" : "issues");
      return isPull(issue) ? pullNode(context, issue) : issueNode(context, issue);
    },
    issues(filter: IssueFilter) {
      requirePermission(context, repository, "issues");
      const found = list(filter)
        .filter((issue) => !isPull(issue))
        .filter((issue) => !filter.states?.length || filter.states.includes(issue.state.toUpperCase()));
      return connection("issues", found, filter, (issue) => issueNode(context, issue));
    },
  };
}

function pullState(issue: Parameters<typeof pullNode>[1]): string {
  return issue.pull.mergedAtMs === undefined ? issue.state.toUpperCase() : "MERGED";
}
