// Issues, labels, comments, reactions and events as GitHub's REST API and webhooks show them.

import type { Comment, Issue, IssueEvent, Label, Reaction, Repository } from "../model.ts";
import { REACTIONS } from "../model.ts";
import { roleOf } from "../roles.ts";
import { fullName, nodeId, timestamp, timestampOrNull, type World } from "../world.ts";
import { viaOf, userView } from "./accounts.ts";
import { repositoryHtmlUrl, repositoryUrl } from "./repositories.ts";
import type { SandboxAccount } from "../model.ts";

/** As GitHub computes it with no viewer: of little use for authorising, which is why it is here to be ignored. */
export function authorAssociation(repository: Repository, account: SandboxAccount): string {
  if (repository.owner.id === account.id) return "OWNER";
  if (repository.roles.has(account.id)) return "COLLABORATOR";
  return roleOf(repository, account) === "admin" ? "MEMBER" : "NONE";
}

export function labelView(world: World, repository: Repository, label: Label) {
  return {
    id: label.id,
    node_id: nodeId("LA", label.id),
    url: `${repositoryUrl(world, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  };
}

export function rollupView(url: string, reactions: readonly Reaction[]) {
  const counts = Object.fromEntries(
    REACTIONS.map((content) => [content, reactions.filter((one) => one.content === content).length]),
  ) as Record<(typeof REACTIONS)[number], number>;
  return { url: `${url}/reactions`, total_count: reactions.length, ...counts };
}

export function reactionView(world: World, reaction: Reaction) {
  return {
    id: reaction.id,
    node_id: nodeId("REA", reaction.id),
    user: userView(world, reaction.user),
    content: reaction.content,
    created_at: timestamp(reaction.createdAtMs),
  };
}

export function issueHtmlUrl(world: World, issue: Issue): string {
  const kind = issue.pull === undefined ? "issues" : "pull";
  return `${repositoryHtmlUrl(world, issue.repository)}/${kind}/${issue.number}`;
}

function pullLinks(world: World, issue: Issue): Record<string, unknown> {
  if (issue.pull === undefined) return {};
  const html = issueHtmlUrl(world, issue);
  return {
    draft: issue.pull.draft,
    pull_request: {
      url: `${repositoryUrl(world, issue.repository)}/pulls/${issue.number}`,
      html_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      merged_at: timestampOrNull(issue.pull.mergedAtMs),
    },
  };
}

export function issueView(world: World, issue: Issue) {
  const repository = repositoryUrl(world, issue.repository);
  const url = `${repository}/issues/${issue.number}`;
  return {
    url,
    repository_url: repository,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: issueHtmlUrl(world, issue),
    id: issue.id,
    node_id: nodeId(issue.pull === undefined ? "I" : "PR", issue.id),
    number: issue.number,
    title: issue.title,
    user: userView(world, issue.author),
    labels: issue.labels.map((label) => labelView(world, issue.repository, label)),
    state: issue.state,
    locked: issue.locked,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: issue.comments.length,
    created_at: timestamp(issue.createdAtMs),
    updated_at: timestamp(issue.updatedAtMs),
    closed_at: timestampOrNull(issue.closedAtMs),
    author_association: authorAssociation(issue.repository, issue.author),
    active_lock_reason: issue.lockReason,
    body: issue.body,
    reactions: rollupView(url, issue.reactions),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: issue.viaApp ? viaOf(world, issue.author) : null,
    state_reason: issue.stateReason,
    ...pullLinks(world, issue),
  };
}

export function commentView(world: World, comment: Comment) {
  const { issue } = comment;
  const repository = repositoryUrl(world, issue.repository);
  const url = `${repository}/issues/comments/${comment.id}`;
  return {
    url,
    html_url: `${issueHtmlUrl(world, issue)}#issuecomment-${comment.id}`,
    issue_url: `${repository}/issues/${issue.number}`,
    id: comment.id,
    node_id: nodeId("IC", comment.id),
    user: userView(world, comment.author),
    created_at: timestamp(comment.createdAtMs),
    updated_at: timestamp(comment.updatedAtMs),
    author_association: authorAssociation(issue.repository, comment.author),
    body: comment.body,
    reactions: rollupView(url, comment.reactions),
    performed_via_github_app: comment.viaApp ? viaOf(world, comment.author) : null,
  };
}

export function issueEventView(world: World, issue: Issue, event: IssueEvent) {
  const url = repositoryUrl(world, issue.repository);
  return {
    id: event.id,
    node_id: nodeId("E", event.id),
    url: `${url}/issues/events/${event.id}`,
    actor: userView(world, event.actor),
    event: event.event,
    commit_id: event.commitId ?? null,
    commit_url: event.commitId === undefined ? null : `${url}/commits/${event.commitId}`,
    created_at: timestamp(event.createdAtMs),
    performed_via_github_app: event.viaApp ? viaOf(world, event.actor) : null,
    ...(event.label === undefined ? {} : { label: event.label }),
    ...(event.lockReason === undefined ? {} : { lock_reason: event.lockReason }),
    ...(event.rename === undefined ? {} : { rename: event.rename }),
  };
}

/** Events and comments in one list, oldest first. */
export function timelineView(world: World, issue: Issue): Record<string, unknown>[] {
  const events = issue.events.map((event) => ({
    atMs: event.createdAtMs,
    id: event.id,
    view: issueEventView(world, issue, event) as Record<string, unknown>,
  }));
  const comments = issue.comments.map((comment) => ({
    atMs: comment.createdAtMs,
    id: comment.id,
    view: { ...commentView(world, comment), event: "commented", actor: userView(world, comment.author) },
  }));
  return [...events, ...comments].sort((a, b) => a.atMs - b.atMs || a.id - b.id).map((one) => one.view);
}

export function repositoryLite(repository: Repository) {
  return {
    id: repository.id,
    node_id: nodeId("R", repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.private,
  };
}
