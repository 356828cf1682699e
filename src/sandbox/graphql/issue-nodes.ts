// Issues, pull requests and what is said on them as GraphQL gives them.

import type { SandboxAccount, Comment, Edit, Issue, Reaction, Review, ReviewThread } from "../model.ts";
import { mergeability } from "../actions/test-merge.ts";
import { issueHtmlUrl } from "../views/issues.ts";
import { pullCommits, pullFiles, type PullIssue } from "../views/pulls.ts";
import { nodeId, timestamp, timestampOrNull } from "../world.ts";
import { connection, visibleRepository, type GraphqlContext, type PageArguments } from "./context.ts";
import { accountNode, labelNode } from "./account-nodes.ts";
import { commitNode } from "./git-nodes.ts";
import { inNoOrder } from "../order.ts";

const REACTION_GROUPS = [
  ["+1", "THUMBS_UP"],
  ["-1", "THUMBS_DOWN"],
  ["laugh", "LAUGH"],
  ["hooray", "HOORAY"],
  ["confused", "CONFUSED"],
  ["heart", "HEART"],
  ["rocket", "ROCKET"],
  ["eyes", "EYES"],
] as const;

function isViewer({ world, viewer }: GraphqlContext, account: SandboxAccount | undefined): boolean {
  return account === viewer && !world.faults.viewerUnknown;
}

function reactionGroups(context: GraphqlContext, reactions: readonly Reaction[]) {
  return REACTION_GROUPS.map(([content, name]) => ({
    content: name,
    viewerHasReacted: reactions.some((one) => isViewer(context, one.user) && one.content === content),
  }));
}

function editsNode(context: GraphqlContext, edits: readonly Edit[], page: PageArguments) {
  return connection("userContentEdits", edits.toReversed(), page, (edit) => ({
    id: nodeId("UCE", edit.editedAtMs),
    createdAt: timestamp(edit.editedAtMs),
    editedAt: timestamp(edit.editedAtMs),
    editor: accountNode(context, edit.editor),
    diff: edit.body,
  }));
}

function commentNode(context: GraphqlContext, comment: Comment) {
  return {
    id: nodeId("IC", comment.id),
    databaseId: comment.id,
    body: comment.body,
    createdAt: timestamp(comment.createdAtMs),
    updatedAt: timestamp(comment.updatedAtMs),
    lastEditedAt: timestampOrNull(comment.lastEditedAtMs),
    viewerDidAuthor: isViewer(context, comment.author),
    author: accountNode(context, comment.author),
    url: `${issueHtmlUrl(context.world, comment.issue)}#issuecomment-${comment.id}`,
    reactionGroups: reactionGroups(context, comment.reactions),
    userContentEdits: (page: PageArguments) => editsNode(context, comment.edits, page),
  };
}

/** What issues and pull requests have in common. */
function commonFields(context: GraphqlContext, issue: Issue) {
  return {
    databaseId: issue.pull === undefined ? issue.id : issue.pullId,
    number: issue.number,
    title: issue.title,
    body: issue.body ?? "",
    closed: issue.state === "closed",
    locked: issue.locked,
    createdAt: timestamp(issue.createdAtMs),
    updatedAt: timestamp(issue.updatedAtMs),
    closedAt: timestampOrNull(issue.closedAtMs),
    lastEditedAt: timestampOrNull(issue.lastEditedAtMs),
    url: issueHtmlUrl(context.world, issue),
    viewerDidAuthor: isViewer(context, issue.author),
    author: accountNode(context, issue.author),
    labels: (page: PageArguments) => connection("labels", inNoOrder(issue.labels), page, labelNode),
    comments: (page: PageArguments) =>
      connection("comments", issue.comments, page, (comment) => commentNode(context, comment)),
    userContentEdits: (page: PageArguments) => editsNode(context, issue.edits, page),
  };
}

/** Kinds of the timeline that are kept as events of an issue, by GitHub's names for either. */
const TIMELINE = [
  ["CLOSED_EVENT", "closed", "ClosedEvent"],
  ["HEAD_REF_FORCE_PUSHED_EVENT", "head_ref_force_pushed", "HeadRefForcePushedEvent"],
  ["LABELED_EVENT", "labeled", "LabeledEvent"],
  ["REOPENED_EVENT", "reopened", "ReopenedEvent"],
  ["UNLABELED_EVENT", "unlabeled", "UnlabeledEvent"],
] as const;

interface TimelineArguments extends PageArguments {
  readonly itemTypes?: readonly string[] | null;
  readonly since?: string | null;
}

function commitOf(context: GraphqlContext, { repository }: Issue, sha: string | undefined) {
  return sha === undefined ? null : commitNode(context, repository, sha);
}

/** The kinds that are served, and no others. A label is shown as it is now, not as it was called then. */
function timelineItems(context: GraphqlContext, issue: Issue, page: TimelineArguments) {
  const items = issue.events.flatMap((event) => {
    const kind = TIMELINE.find(([, name]) => name === event.event);
    if (kind === undefined || (page.itemTypes?.length && !page.itemTypes.includes(kind[0]))) return [];
    if (page.since && event.createdAtMs < Date.parse(page.since)) return [];
    return [{ event, typename: kind[2] }];
  });
  const shown = connection("timelineItems", items, page, ({ event, typename }) => ({
    __typename: typename,
    id: nodeId("E", event.id),
    createdAt: timestamp(event.createdAtMs),
    actor: accountNode(context, event.actor),
    beforeCommit: commitOf(context, issue, event.beforeSha),
    afterCommit: commitOf(context, issue, event.commitId),
    label:
      event.label === undefined
        ? null
        : labelNode(
            issue.repository.labels.find(({ name }) => name === event.label?.name) ?? {
              id: event.id,
              description: null,
              ...event.label,
            },
          ),
  }));
  return {
    ...shown,
    filteredCount: items.length,
    pageCount: shown.nodes.length,
    updatedAt: timestamp(issue.updatedAtMs),
  };
}

export function issueNode(context: GraphqlContext, issue: Issue) {
  return {
    __typename: "Issue",
    id: nodeId("I", issue.id),
    ...commonFields(context, issue),
    state: issue.state.toUpperCase(),
    stateReason: issue.stateReason?.toUpperCase() ?? null,
    isPinned: issue.repository.pinned.includes(issue),
    timelineItems: (page: TimelineArguments) => timelineItems(context, issue, page),
  };
}

function reviewNode(context: GraphqlContext, issue: PullIssue, review: Review) {
  return {
    __typename: "PullRequestReview",
    id: nodeId("PRR", review.id),
    databaseId: review.id,
    body: review.body,
    state: review.state,
    createdAt: timestamp(review.submittedAtMs),
    submittedAt: review.state === "PENDING" ? null : timestamp(review.submittedAtMs),
    lastEditedAt: null,
    viewerDidAuthor: isViewer(context, review.author),
    author: accountNode(context, review.author),
    commit: commitNode(context, issue.repository, review.commitId),
    url: `${issueHtmlUrl(context.world, issue)}#pullrequestreview-${review.id}`,
  };
}

export function threadNode(context: GraphqlContext, issue: PullIssue, thread: ReviewThread) {
  const first = thread.comments[0];
  return {
    __typename: "PullRequestReviewThread",
    id: nodeId("PRRT", thread.id),
    isResolved: thread.resolvedBy !== undefined,
    isOutdated: first !== undefined && first.commitId !== issue.pull.head.sha,
    resolvedBy: thread.resolvedBy === undefined ? null : accountNode(context, thread.resolvedBy),
    path: first?.path ?? "",
    line: first?.line ?? null,
    startLine: first?.startLine ?? null,
    comments: (page: PageArguments) =>
      connection("comments", thread.comments, page, (comment) => {
        const review = issue.pull.reviews.find((one) => one.id === comment.reviewId);
        return {
          id: nodeId("PRRC", comment.id),
          databaseId: comment.id,
          body: comment.body,
          path: comment.path,
          createdAt: timestamp(comment.createdAtMs),
          viewerDidAuthor: isViewer(context, comment.author),
          author: accountNode(context, comment.author),
          pullRequestReview: review === undefined ? null : reviewNode(context, issue, review),
          url: `${issueHtmlUrl(context.world, issue)}#discussion_r${comment.id}`,
        };
      }),
  };
}

const FILE_CHANGES = {
  added: "ADDED",
  removed: "DELETED",
  modified: "MODIFIED",
  renamed: "RENAMED",
} as const;

export function pullNode(context: GraphqlContext, issue: PullIssue) {
  const { pull, repository } = issue;
  // One answer says one thing, however many of its fields are asked for.
  let asked: ReturnType<typeof mergeability> | undefined;
  const test = () => (asked ??= mergeability(context.world, issue));
  const commits = async (page: PageArguments) => {
    const shas = (await pullCommits(issue)).toReversed();
    return connection("commits", shas, page, (sha) => ({
      id: `PRC_${sha}`,
      commit: commitNode(context, repository, sha),
    }));
  };
  return {
    __typename: "PullRequest",
    id: nodeId("PR", issue.id),
    ...commonFields(context, issue),
    state: pull.mergedAtMs === undefined ? issue.state.toUpperCase() : "MERGED",
    isDraft: pull.draft,
    viewerDidAuthor: isViewer(context, issue.author),
    merged: pull.mergedAtMs !== undefined,
    mergedAt: timestampOrNull(pull.mergedAtMs),
    mergedBy: pull.mergedBy === undefined ? null : accountNode(context, pull.mergedBy),
    mergeCommit:
      pull.mergeCommitSha === undefined ? null : commitNode(context, repository, pull.mergeCommitSha),
    baseRefName: pull.base.branch,
    baseRefOid: pull.base.sha,
    headRefName: pull.head.branch,
    headRefOid: pull.head.sha,
    headRepository: () => visibleRepository(context, pull.head.repository),
    isCrossRepository: pull.head.repository !== repository,
    mergeable: async () => (await test()).state.toUpperCase(),
    async potentialMergeCommit() {
      const found = await test();
      return found.state === "mergeable" ? commitNode(context, repository, found.commitSha) : null;
    },
    async files(page: PageArguments) {
      return connection("files", await pullFiles(issue), page, (file) => ({
        path: file.path,
        additions: file.additions,
        deletions: file.deletions,
        changeType: FILE_CHANGES[file.status],
      }));
    },
    changedFiles: async () => (await pullFiles(issue)).length,
    commits,
    reviews: (page: PageArguments & { readonly states?: readonly string[] | null }) => {
      const shown = pull.reviews
        .filter((one) => one.state !== "PENDING" || one.author === context.viewer)
        .filter((one) => !page.states?.length || page.states.includes(one.state));
      return connection("reviews", shown, page, (review) => reviewNode(context, issue, review));
    },
    timelineItems: (page: TimelineArguments) => timelineItems(context, issue, page),
    reviewThreads: (page: PageArguments) =>
      connection("reviewThreads", pull.threads, page, (thread) => threadNode(context, issue, thread)),
  };
}
