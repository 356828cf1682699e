// Pull requests and reviews as GitHub's REST API and webhooks show them.

import { differences, mergeBase, revisions, type FileDifference } from "../git/history.ts";
import type { Issue, Pull, Repository, Review, ReviewComment } from "../model.ts";
import { fullName, nodeId, timestamp, timestampOrNull, type World } from "../world.ts";
import { userView } from "./accounts.ts";
import { authorAssociation, issueHtmlUrl, labelView } from "./issues.ts";
import { repositoryUrl, repositoryView } from "./repositories.ts";

export interface PullIssue extends Issue {
  readonly pull: Pull;
}

export function isPull(issue: Issue): issue is PullIssue {
  return issue.pull !== undefined;
}

interface Side {
  readonly repository: Repository | undefined;
  readonly ownerLogin: string;
  readonly branch: string;
  readonly sha: string;
}

function sideView(world: World, side: Side, userIfGone: Issue["author"]) {
  const repository = side.repository?.deleted === true ? undefined : side.repository;
  const owner = repository?.owner ?? userIfGone;
  return {
    label: `${side.ownerLogin}:${side.branch}`,
    ref: side.branch,
    sha: side.sha,
    user: userView(world, owner),
    // GitHub's description says this is never null; for a deleted fork it is.
    repo: repository === undefined ? null : repositoryView(world, repository),
  };
}

function links(url: string, html: string, issueUrl: string, statuses: string) {
  const href = (address: string): { href: string } => ({ href: address });
  return {
    self: href(url),
    html: href(html),
    issue: href(issueUrl),
    comments: href(`${issueUrl}/comments`),
    review_comments: href(`${url}/comments`),
    review_comment: href(`${url.replace(/\/\d+$/, "")}/comments{/number}`),
    commits: href(`${url}/commits`),
    statuses: href(statuses),
  };
}

export function pullSimpleView(world: World, issue: PullIssue) {
  const { pull, repository } = issue;
  const repo = repositoryUrl(world, repository);
  const url = `${repo}/pulls/${issue.number}`;
  const html = issueHtmlUrl(world, issue);
  const issueUrl = `${repo}/issues/${issue.number}`;
  const statuses = `${repo}/statuses/${pull.head.sha}`;
  return {
    url,
    id: issue.pullId,
    node_id: nodeId("PR", issue.id),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issueUrl,
    number: issue.number,
    state: issue.state,
    locked: issue.locked,
    title: issue.title,
    user: userView(world, issue.author),
    body: issue.body,
    created_at: timestamp(issue.createdAtMs),
    updated_at: timestamp(issue.updatedAtMs),
    closed_at: timestampOrNull(issue.closedAtMs),
    merged_at: timestampOrNull(pull.mergedAtMs),
    merge_commit_sha: pull.mergeCommitSha ?? null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: issue.labels.map((label) => labelView(world, repository, label)),
    milestone: null,
    draft: pull.draft,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${repo}/pulls/comments{/number}`,
    comments_url: `${issueUrl}/comments`,
    statuses_url: statuses,
    head: sideView(world, pull.head, issue.author),
    base: sideView(world, { ...pull.base, repository, ownerLogin: repository.owner.login }, repository.owner),
    _links: links(url, html, issueUrl, statuses),
    author_association: authorAssociation(repository, issue.author),
    auto_merge: null,
    active_lock_reason: issue.lockReason,
  };
}

/** What the pull request changes since it left its base, as the files tab shows it. */
export async function pullFiles(issue: PullIssue): Promise<readonly FileDifference[]> {
  const { objects } = issue.repository.git;
  const from = await mergeBase(objects, issue.pull.base.sha, issue.pull.head.sha);
  return from === undefined ? [] : differences(objects, from, issue.pull.head.sha);
}

export function pullCommits(issue: PullIssue): Promise<readonly string[]> {
  const { base, head } = issue.pull;
  return revisions(issue.repository.git.objects, `${base.sha}..${head.sha}`);
}

/** What GitHub knows of the test merge. */
export type Mergeability =
  | { readonly state: "unknown" | "conflicting" }
  | { readonly state: "mergeable"; readonly commitSha: string };

/** `test`: what GitHub knows of the merge; in an event nothing yet. */
export async function pullView(world: World, issue: PullIssue, test: Mergeability = { state: "unknown" }) {
  const { pull } = issue;
  const [files, commits] = await Promise.all([pullFiles(issue), pullCommits(issue)]);
  const mergeable = test.state === "unknown" ? null : test.state === "mergeable";
  const state = pull.draft ? "draft" : mergeable === true ? "clean" : "dirty";
  return {
    ...pullSimpleView(world, issue),
    ...(test.state === "mergeable" ? { merge_commit_sha: test.commitSha } : {}),
    merged: pull.mergedAtMs !== undefined,
    mergeable,
    rebaseable: mergeable,
    mergeable_state: mergeable === null ? "unknown" : state,
    merged_by: pull.mergedBy === undefined ? null : userView(world, pull.mergedBy),
    comments: issue.comments.length,
    review_comments: pull.threads.reduce((sum, thread) => sum + thread.comments.length, 0),
    maintainer_can_modify: false,
    commits: commits.length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
}

export function reviewView(world: World, issue: PullIssue, review: Review) {
  const html = `${issueHtmlUrl(world, issue)}#pullrequestreview-${review.id}`;
  const url = `${repositoryUrl(world, issue.repository)}/pulls/${issue.number}`;
  return {
    id: review.id,
    node_id: nodeId("PRR", review.id),
    user: userView(world, review.author),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: url,
    author_association: authorAssociation(issue.repository, review.author),
    _links: { html: { href: html }, pull_request: { href: url } },
    submitted_at: timestamp(review.submittedAtMs),
    commit_id: review.commitId,
  };
}

export function reviewCommentView(world: World, issue: PullIssue, comment: ReviewComment) {
  const repo = repositoryUrl(world, issue.repository);
  const url = `${repo}/pulls/comments/${comment.id}`;
  const html = `${issueHtmlUrl(world, issue)}#discussion_r${comment.id}`;
  const pull = `${repo}/pulls/${issue.number}`;
  return {
    id: comment.id,
    node_id: nodeId("PRRC", comment.id),
    pull_request_review_id: comment.reviewId,
    url,
    diff_hunk: "",
    path: comment.path,
    position: comment.line,
    original_position: comment.line,
    line: comment.line,
    original_line: comment.line,
    start_line: comment.startLine ?? null,
    original_start_line: comment.startLine ?? null,
    side: "RIGHT",
    start_side: null,
    commit_id: comment.commitId,
    original_commit_id: comment.commitId,
    user: userView(world, comment.author),
    body: comment.body,
    created_at: timestamp(comment.createdAtMs),
    updated_at: timestamp(comment.createdAtMs),
    html_url: html,
    pull_request_url: pull,
    author_association: authorAssociation(issue.repository, comment.author),
    _links: { self: { href: url }, html: { href: html }, pull_request: { href: pull } },
  };
}

/** The few fields check runs give of a pull request; none for one from a fork. */
export function pullMinimalView(world: World, issue: PullIssue) {
  const { pull, repository } = issue;
  const repo = {
    id: repository.id,
    url: repositoryUrl(world, repository),
    name: repository.name,
  };
  return {
    id: issue.pullId,
    number: issue.number,
    url: `${repo.url}/pulls/${issue.number}`,
    head: { ref: pull.head.branch, sha: pull.head.sha, repo },
    base: { ref: pull.base.branch, sha: pull.base.sha, repo },
  };
}

export function openPullsOfHead(repository: Repository, sha: string): PullIssue[] {
  return [...repository.issues.values()]
    .filter(isPull)
    .filter(
      (one) => one.state === "open" && one.pull.head.sha === sha && one.pull.head.repository === repository,
    );
}

export function headLabel(issue: PullIssue): string {
  const { head } = issue.pull;
  return head.repository === undefined ? "unknown repository" : `${fullName(head.repository)}:${head.branch}`;
}
