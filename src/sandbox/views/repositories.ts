// Repositories as GitHub's REST API and webhooks show them.

import type { SandboxAccount, Repository } from "../model.ts";
import { legacyPermission, roleOf, atLeast } from "../roles.ts";
import { fullName, liveIssues, nodeId, timestamp, type World } from "../world.ts";
import { userView } from "./accounts.ts";

export function repositoryUrl(world: World, repository: Repository): string {
  return `${world.url}/repos/${fullName(repository)}`;
}

export function repositoryHtmlUrl(world: World, repository: Repository): string {
  return `${world.url}/${fullName(repository)}`;
}

function repositoryLinks(url: string) {
  return {
    archive_url: `${url}/{archive_format}{/ref}`,
    assignees_url: `${url}/assignees{/user}`,
    blobs_url: `${url}/git/blobs{/sha}`,
    branches_url: `${url}/branches{/branch}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    comments_url: `${url}/comments{/number}`,
    commits_url: `${url}/commits{/sha}`,
    compare_url: `${url}/compare/{base}...{head}`,
    contents_url: `${url}/contents/{+path}`,
    contributors_url: `${url}/contributors`,
    deployments_url: `${url}/deployments`,
    downloads_url: `${url}/downloads`,
    events_url: `${url}/events`,
    forks_url: `${url}/forks`,
    git_commits_url: `${url}/git/commits{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    git_tags_url: `${url}/git/tags{/sha}`,
    hooks_url: `${url}/hooks`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    issue_events_url: `${url}/issues/events{/number}`,
    issues_url: `${url}/issues{/number}`,
    keys_url: `${url}/keys{/key_id}`,
    labels_url: `${url}/labels{/name}`,
    languages_url: `${url}/languages`,
    merges_url: `${url}/merges`,
    milestones_url: `${url}/milestones{/number}`,
    notifications_url: `${url}/notifications{?since,all,participating}`,
    pulls_url: `${url}/pulls{/number}`,
    releases_url: `${url}/releases{/id}`,
    stargazers_url: `${url}/stargazers`,
    statuses_url: `${url}/statuses/{sha}`,
    subscribers_url: `${url}/subscribers`,
    subscription_url: `${url}/subscription`,
    tags_url: `${url}/tags`,
    teams_url: `${url}/teams`,
    trees_url: `${url}/git/trees{/sha}`,
  };
}

/** The shape shared by REST lists and webhook payloads. */
export function repositoryView(world: World, repository: Repository) {
  const url = repositoryUrl(world, repository);
  const html = repositoryHtmlUrl(world, repository);
  const forks = [...world.repositories.values()].filter(
    (one) => one.parent === repository && !one.deleted,
  ).length;
  const open = liveIssues(repository).filter((issue) => issue.state === "open").length;
  return {
    id: repository.id,
    node_id: nodeId("R", repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.private,
    owner: userView(world, repository.owner),
    html_url: html,
    description: repository.description,
    fork: repository.parent !== undefined,
    url,
    ...repositoryLinks(url),
    git_url: html.replace(/^http/, "git"),
    ssh_url: `git@127.0.0.1:${fullName(repository)}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    topics: [],
    custom_properties: {},
    size: 1,
    forks,
    forks_count: forks,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    open_issues: open,
    open_issues_count: open,
    has_issues: repository.hasIssues,
    has_projects: true,
    has_wiki: true,
    has_pages: repository.pages !== undefined,
    has_downloads: true,
    has_discussions: false,
    archived: repository.archived,
    disabled: false,
    is_template: false,
    allow_forking: true,
    web_commit_signoff_required: false,
    visibility: repository.private ? "private" : "public",
    default_branch: repository.defaultBranch,
    created_at: timestamp(repository.createdAtMs),
    updated_at: timestamp(repository.updatedAtMs),
    pushed_at: timestamp(repository.pushedAtMs),
  };
}

export type RepositoryView = ReturnType<typeof repositoryView>;

export function fullRepositoryView(world: World, repository: Repository): Record<string, unknown> {
  const { parent } = repository;
  return {
    ...repositoryView(world, repository),
    has_pull_requests: repository.pullRequestsFrom !== "nobody",
    pull_request_creation_policy:
      repository.pullRequestsFrom === "nobody" ? "all" : repository.pullRequestsFrom,
    network_count: 0,
    subscribers_count: 0,
    ...(parent === undefined
      ? {}
      : { parent: repositoryView(world, parent), source: repositoryView(world, rootOf(parent)) }),
  };
}

function rootOf(repository: Repository): Repository {
  return repository.parent === undefined ? repository : rootOf(repository.parent);
}

export function permissionView(world: World, repository: Repository, user: SandboxAccount) {
  const role = roleOf(repository, user);
  return {
    permission: legacyPermission(role),
    role_name: role,
    user: {
      ...userView(world, user),
      role_name: role,
      permissions: {
        admin: atLeast(role, "admin"),
        maintain: atLeast(role, "maintain"),
        push: atLeast(role, "write"),
        triage: atLeast(role, "triage"),
        pull: atLeast(role, "read"),
      },
    },
  };
}
