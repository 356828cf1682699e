// GitHub's own GraphQL types, cut to what the sandbox serves. Made by scripts/cut-github-schema.mjs: change it there.
// From @octokit/graphql-schema 15.26.1.

export const GITHUB_SCHEMA = /* GraphQL */ `
  interface Actor {
    login: String!
    url: URI!
  }

  type App implements Node {
    databaseId: Int
    id: ID!
    name: String!
    slug: String!
  }

  scalar Base64String

  type Blob implements GitObject & Node {
    byteSize: Int!
    id: ID!
    isBinary: Boolean
    isTruncated: Boolean!
    oid: GitObjectID!
    text: String
  }

  type Bot implements Actor & Node {
    databaseId: Int
    id: ID!
    login: String!
    url: URI!
  }

  enum CheckConclusionState {
    ACTION_REQUIRED
    CANCELLED
    FAILURE
    NEUTRAL
    SKIPPED
    STALE
    STARTUP_FAILURE
    SUCCESS
    TIMED_OUT
  }

  type CheckRun implements Node {
    completedAt: DateTime
    conclusion: CheckConclusionState
    databaseId: Int
    detailsUrl: URI
    externalId: String
    id: ID!
    name: String!
    startedAt: DateTime
    status: CheckStatusState!
    summary: String
    text: String
    title: String
    url: URI!
  }

  type CheckRunConnection {
    nodes: [CheckRun]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  input CheckRunFilter {
    appId: Int
    checkName: String
    checkType: CheckRunType
    conclusions: [CheckConclusionState!]
    status: CheckStatusState
    statuses: [CheckStatusState!]
  }

  enum CheckRunType {
    ALL
    LATEST
  }

  enum CheckStatusState {
    COMPLETED
    IN_PROGRESS
    PENDING
    QUEUED
    REQUESTED
    WAITING
  }

  type CheckSuite implements Node {
    app: App
    checkRuns(
      after: String
      before: String
      filterBy: CheckRunFilter
      first: Int
      last: Int
    ): CheckRunConnection
    conclusion: CheckConclusionState
    createdAt: DateTime!
    databaseId: Int
    id: ID!
    status: CheckStatusState!
    updatedAt: DateTime!
  }

  type CheckSuiteConnection {
    nodes: [CheckSuite]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  input CheckSuiteFilter {
    appId: Int
    checkName: String
  }

  type ClosedEvent implements Node {
    actor: Actor
    createdAt: DateTime!
    id: ID!
  }

  type Commit implements GitObject & Node {
    associatedPullRequests(
      after: String
      before: String
      first: Int
      last: Int
      orderBy: PullRequestOrder = { field: CREATED_AT, direction: ASC }
    ): PullRequestConnection
    checkSuites(
      after: String
      before: String
      filterBy: CheckSuiteFilter
      first: Int
      last: Int
    ): CheckSuiteConnection
    committedDate: DateTime!
    history(
      after: String
      author: CommitAuthor
      before: String
      first: Int
      last: Int
      path: String
      since: GitTimestamp
      until: GitTimestamp
    ): CommitHistoryConnection!
    id: ID!
    message: String!
    oid: GitObjectID!
    parents(after: String, before: String, first: Int, last: Int): CommitConnection!
    tree: Tree!
  }

  input CommitAuthor {
    emails: [String!]
    id: ID
  }

  type CommitConnection {
    nodes: [Commit]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  type CommitHistoryConnection {
    nodes: [Commit]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  input CommitMessage {
    body: String
    headline: String!
  }

  input CommittableBranch {
    branchName: String
    id: ID
    repositoryNameWithOwner: String
  }

  input CreateCommitOnBranchInput {
    branch: CommittableBranch!
    clientMutationId: String
    expectedHeadOid: GitObjectID!
    fileChanges: FileChanges
    message: CommitMessage!
  }

  type CreateCommitOnBranchPayload {
    clientMutationId: String
    commit: Commit
    ref: Ref
  }

  scalar DateTime

  type Deployment implements Node {
    commitOid: String!
    createdAt: DateTime!
    creator: Actor!
    databaseId: Int
    description: String
    environment: String
    id: ID!
    payload: String
    task: String
    updatedAt: DateTime!
  }

  type DeploymentConnection {
    nodes: [Deployment]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  input DeploymentOrder {
    direction: OrderDirection!
    field: DeploymentOrderField!
  }

  enum DeploymentOrderField {
    CREATED_AT
  }

  input FileAddition {
    contents: Base64String!
    path: String!
  }

  input FileChanges {
    additions: [FileAddition!] = []
    deletions: [FileDeletion!] = []
  }

  input FileDeletion {
    path: String!
  }

  interface GitObject {
    id: ID!
    oid: GitObjectID!
  }

  scalar GitObjectID

  scalar GitTimestamp

  type HeadRefForcePushedEvent implements Node {
    actor: Actor
    afterCommit: Commit
    beforeCommit: Commit
    createdAt: DateTime!
    id: ID!
  }

  type Issue implements Node {
    author: Actor
    body: String!
    closed: Boolean!
    closedAt: DateTime
    comments(
      after: String
      before: String
      first: Int
      last: Int
      orderBy: IssueCommentOrder
    ): IssueCommentConnection!
    createdAt: DateTime!
    databaseId: Int
    id: ID!
    isPinned: Boolean
    labels(
      after: String
      before: String
      first: Int
      last: Int
      orderBy: LabelOrder = { field: CREATED_AT, direction: ASC }
    ): LabelConnection
    lastEditedAt: DateTime
    locked: Boolean!
    number: Int!
    state: IssueState!
    stateReason(enableDuplicate: Boolean = false): IssueStateReason
    timelineItems(
      after: String
      before: String
      first: Int
      itemTypes: [IssueTimelineItemsItemType!]
      last: Int
      since: DateTime
      skip: Int
    ): IssueTimelineItemsConnection!
    title: String!
    updatedAt: DateTime!
    url: URI!
    userContentEdits(after: String, before: String, first: Int, last: Int): UserContentEditConnection
    viewerDidAuthor: Boolean!
  }

  type IssueComment implements Node {
    author: Actor
    body: String!
    createdAt: DateTime!
    databaseId: Int
    id: ID!
    lastEditedAt: DateTime
    reactionGroups: [ReactionGroup!]
    updatedAt: DateTime!
    url: URI!
    userContentEdits(after: String, before: String, first: Int, last: Int): UserContentEditConnection
    viewerDidAuthor: Boolean!
  }

  type IssueCommentConnection {
    nodes: [IssueComment]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  input IssueCommentOrder {
    direction: OrderDirection!
    field: IssueCommentOrderField!
  }

  enum IssueCommentOrderField {
    UPDATED_AT
  }

  type IssueConnection {
    nodes: [Issue]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  input IssueFilters {
    assignee: String
    createdBy: String
    labels: [String!]
    mentioned: String
    milestone: String
    milestoneNumber: String
    since: DateTime
    states: [IssueState!]
    viewerSubscribed: Boolean = false
  }

  union IssueOrPullRequest = Issue | PullRequest

  input IssueOrder {
    direction: OrderDirection!
    field: IssueOrderField!
  }

  enum IssueOrderField {
    COMMENTS
    CREATED_AT
    UPDATED_AT
  }

  enum IssueState {
    CLOSED
    OPEN
  }

  enum IssueStateReason {
    COMPLETED
    DUPLICATE
    NOT_PLANNED
    REOPENED
  }

  type IssueTemplate {
    filename: String!
    name: String!
    title: String
  }

  union IssueTimelineItems = ClosedEvent | LabeledEvent | ReopenedEvent | UnlabeledEvent

  type IssueTimelineItemsConnection {
    filteredCount: Int!
    nodes: [IssueTimelineItems]
    pageCount: Int!
    pageInfo: PageInfo!
    totalCount: Int!
    updatedAt: DateTime!
  }

  enum IssueTimelineItemsItemType {
    ADDED_TO_PROJECT_EVENT
    ASSIGNED_EVENT
    CLOSED_EVENT
    COMMENT_DELETED_EVENT
    CONNECTED_EVENT
    CONVERTED_NOTE_TO_ISSUE_EVENT
    CONVERTED_TO_DISCUSSION_EVENT
    CROSS_REFERENCED_EVENT
    DEMILESTONED_EVENT
    DISCONNECTED_EVENT
    ISSUE_COMMENT
    LABELED_EVENT
    LOCKED_EVENT
    MARKED_AS_DUPLICATE_EVENT
    MENTIONED_EVENT
    MILESTONED_EVENT
    MOVED_COLUMNS_IN_PROJECT_EVENT
    PARENT_ISSUE_ADDED_EVENT
    PARENT_ISSUE_REMOVED_EVENT
    PINNED_EVENT
    REFERENCED_EVENT
    REMOVED_FROM_PROJECT_EVENT
    RENAMED_TITLE_EVENT
    REOPENED_EVENT
    SUBSCRIBED_EVENT
    SUB_ISSUE_ADDED_EVENT
    SUB_ISSUE_REMOVED_EVENT
    TRANSFERRED_EVENT
    UNASSIGNED_EVENT
    UNLABELED_EVENT
    UNLOCKED_EVENT
    UNMARKED_AS_DUPLICATE_EVENT
    UNPINNED_EVENT
    UNSUBSCRIBED_EVENT
    USER_BLOCKED_EVENT
  }

  type Label implements Node {
    color: String!
    description: String
    id: ID!
    name: String!
  }

  type LabelConnection {
    nodes: [Label]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  input LabelOrder {
    direction: OrderDirection!
    field: LabelOrderField!
  }

  enum LabelOrderField {
    CREATED_AT
    NAME
  }

  type LabeledEvent implements Node {
    actor: Actor
    createdAt: DateTime!
    id: ID!
    label: Label!
  }

  type Mannequin implements Actor & Node {
    databaseId: Int
    id: ID!
    login: String!
    url: URI!
  }

  enum MergeableState {
    CONFLICTING
    MERGEABLE
    UNKNOWN
  }

  type Mutation {
    createCommitOnBranch(input: CreateCommitOnBranchInput!): CreateCommitOnBranchPayload
    pinIssue(input: PinIssueInput!): PinIssuePayload
    resolveReviewThread(input: ResolveReviewThreadInput!): ResolveReviewThreadPayload
    unpinIssue(input: UnpinIssueInput!): UnpinIssuePayload
    unresolveReviewThread(input: UnresolveReviewThreadInput!): UnresolveReviewThreadPayload
  }

  interface Node {
    id: ID!
  }

  enum OrderDirection {
    ASC
    DESC
  }

  type Organization implements Actor & Node & RepositoryOwner {
    databaseId: Int
    id: ID!
    login: String!
    url: URI!
  }

  type PageInfo {
    endCursor: String
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
  }

  enum PatchStatus {
    ADDED
    CHANGED
    COPIED
    DELETED
    MODIFIED
    RENAMED
  }

  input PinIssueInput {
    clientMutationId: String
    issueId: ID!
  }

  type PinIssuePayload {
    clientMutationId: String
    issue: Issue
  }

  type PinnedIssue implements Node {
    databaseId: Int
    id: ID!
    issue: Issue!
    pinnedBy: Actor!
  }

  type PinnedIssueConnection {
    nodes: [PinnedIssue]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  type PullRequest implements Node {
    author: Actor
    baseRefName: String!
    baseRefOid: GitObjectID!
    body: String!
    changedFiles: Int!
    closed: Boolean!
    closedAt: DateTime
    comments(
      after: String
      before: String
      first: Int
      last: Int
      orderBy: IssueCommentOrder
    ): IssueCommentConnection!
    commits(after: String, before: String, first: Int, last: Int): PullRequestCommitConnection!
    createdAt: DateTime!
    databaseId: Int
      @deprecated(
        reason: "\`databaseId\` will be removed because it does not support 64-bit signed integer identifiers. Use \`fullDatabaseId\` instead. Removal on 2024-07-01 UTC."
      )
    files(after: String, before: String, first: Int, last: Int): PullRequestChangedFileConnection
    headRefName: String!
    headRefOid: GitObjectID!
    headRepository: Repository
    id: ID!
    isCrossRepository: Boolean!
    isDraft: Boolean!
    labels(
      after: String
      before: String
      first: Int
      last: Int
      orderBy: LabelOrder = { field: CREATED_AT, direction: ASC }
    ): LabelConnection
    lastEditedAt: DateTime
    locked: Boolean!
    mergeCommit: Commit
    mergeable: MergeableState!
    merged: Boolean!
    mergedAt: DateTime
    mergedBy: Actor
    number: Int!
    potentialMergeCommit: Commit
    reviewThreads(after: String, before: String, first: Int, last: Int): PullRequestReviewThreadConnection!
    reviews(
      after: String
      author: String
      before: String
      first: Int
      last: Int
      states: [PullRequestReviewState!]
    ): PullRequestReviewConnection
    state: PullRequestState!
    timelineItems(
      after: String
      before: String
      first: Int
      itemTypes: [PullRequestTimelineItemsItemType!]
      last: Int
      since: DateTime
      skip: Int
    ): PullRequestTimelineItemsConnection!
    title: String!
    updatedAt: DateTime!
    url: URI!
    userContentEdits(after: String, before: String, first: Int, last: Int): UserContentEditConnection
    viewerDidAuthor: Boolean!
  }

  type PullRequestChangedFile {
    additions: Int!
    changeType: PatchStatus!
    deletions: Int!
    path: String!
  }

  type PullRequestChangedFileConnection {
    nodes: [PullRequestChangedFile]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  type PullRequestCommit implements Node {
    commit: Commit!
    id: ID!
  }

  type PullRequestCommitConnection {
    nodes: [PullRequestCommit]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  type PullRequestConnection {
    nodes: [PullRequest]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  input PullRequestOrder {
    direction: OrderDirection!
    field: PullRequestOrderField!
  }

  enum PullRequestOrderField {
    CREATED_AT
    UPDATED_AT
  }

  type PullRequestReview implements Node {
    author: Actor
    body: String!
    commit: Commit
    createdAt: DateTime!
    databaseId: Int
      @deprecated(
        reason: "\`databaseId\` will be removed because it does not support 64-bit signed integer identifiers. Use \`fullDatabaseId\` instead. Removal on 2024-07-01 UTC."
      )
    id: ID!
    lastEditedAt: DateTime
    state: PullRequestReviewState!
    submittedAt: DateTime
    url: URI!
    viewerDidAuthor: Boolean!
  }

  type PullRequestReviewComment implements Node {
    author: Actor
    body: String!
    createdAt: DateTime!
    databaseId: Int
      @deprecated(
        reason: "\`databaseId\` will be removed because it does not support 64-bit signed integer identifiers. Use \`fullDatabaseId\` instead. Removal on 2024-07-01 UTC."
      )
    id: ID!
    path: String!
    pullRequestReview: PullRequestReview
    url: URI!
    viewerDidAuthor: Boolean!
  }

  type PullRequestReviewCommentConnection {
    nodes: [PullRequestReviewComment]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  type PullRequestReviewConnection {
    nodes: [PullRequestReview]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  enum PullRequestReviewState {
    APPROVED
    CHANGES_REQUESTED
    COMMENTED
    DISMISSED
    PENDING
  }

  type PullRequestReviewThread implements Node {
    comments(
      after: String
      before: String
      first: Int
      last: Int
      skip: Int
    ): PullRequestReviewCommentConnection!
    id: ID!
    isOutdated: Boolean!
    isResolved: Boolean!
    line: Int
    path: String!
    resolvedBy: User
    startLine: Int
  }

  type PullRequestReviewThreadConnection {
    nodes: [PullRequestReviewThread]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  enum PullRequestState {
    CLOSED
    MERGED
    OPEN
  }

  union PullRequestTimelineItems = HeadRefForcePushedEvent | ReopenedEvent

  type PullRequestTimelineItemsConnection {
    nodes: [PullRequestTimelineItems]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  enum PullRequestTimelineItemsItemType {
    ADDED_TO_MERGE_QUEUE_EVENT
    ADDED_TO_PROJECT_EVENT
    ASSIGNED_EVENT
    AUTOMATIC_BASE_CHANGE_FAILED_EVENT
    AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT
    AUTO_MERGE_DISABLED_EVENT
    AUTO_MERGE_ENABLED_EVENT
    AUTO_REBASE_ENABLED_EVENT
    AUTO_SQUASH_ENABLED_EVENT
    BASE_REF_CHANGED_EVENT
    BASE_REF_DELETED_EVENT
    BASE_REF_FORCE_PUSHED_EVENT
    CLOSED_EVENT
    COMMENT_DELETED_EVENT
    CONNECTED_EVENT
    CONVERTED_NOTE_TO_ISSUE_EVENT
    CONVERTED_TO_DISCUSSION_EVENT
    CONVERT_TO_DRAFT_EVENT
    CROSS_REFERENCED_EVENT
    DEMILESTONED_EVENT
    DEPLOYED_EVENT
    DEPLOYMENT_ENVIRONMENT_CHANGED_EVENT
    DISCONNECTED_EVENT
    HEAD_REF_DELETED_EVENT
    HEAD_REF_FORCE_PUSHED_EVENT
    HEAD_REF_RESTORED_EVENT
    ISSUE_COMMENT
    LABELED_EVENT
    LOCKED_EVENT
    MARKED_AS_DUPLICATE_EVENT
    MENTIONED_EVENT
    MERGED_EVENT
    MILESTONED_EVENT
    MOVED_COLUMNS_IN_PROJECT_EVENT
    PARENT_ISSUE_ADDED_EVENT
    PARENT_ISSUE_REMOVED_EVENT
    PINNED_EVENT
    PULL_REQUEST_COMMIT
    PULL_REQUEST_COMMIT_COMMENT_THREAD
    PULL_REQUEST_REVIEW
    PULL_REQUEST_REVIEW_THREAD
    PULL_REQUEST_REVISION_MARKER
    READY_FOR_REVIEW_EVENT
    REFERENCED_EVENT
    REMOVED_FROM_MERGE_QUEUE_EVENT
    REMOVED_FROM_PROJECT_EVENT
    RENAMED_TITLE_EVENT
    REOPENED_EVENT
    REVIEW_DISMISSED_EVENT
    REVIEW_REQUESTED_EVENT
    REVIEW_REQUEST_REMOVED_EVENT
    SUBSCRIBED_EVENT
    SUB_ISSUE_ADDED_EVENT
    SUB_ISSUE_REMOVED_EVENT
    TRANSFERRED_EVENT
    UNASSIGNED_EVENT
    UNLABELED_EVENT
    UNLOCKED_EVENT
    UNMARKED_AS_DUPLICATE_EVENT
    UNPINNED_EVENT
    UNSUBSCRIBED_EVENT
    USER_BLOCKED_EVENT
  }

  type Query implements Node {
    id: ID!
    node(id: ID!): Node
    rateLimit(dryRun: Boolean = false): RateLimit
    repository(followRenames: Boolean = true, name: String!, owner: String!): Repository
    repositoryOwner(login: String!): RepositoryOwner
    viewer: User!
  }

  type RateLimit {
    cost: Int!
    limit: Int!
    remaining: Int!
    resetAt: DateTime!
    used: Int!
  }

  enum ReactionContent {
    CONFUSED
    EYES
    HEART
    HOORAY
    LAUGH
    ROCKET
    THUMBS_DOWN
    THUMBS_UP
  }

  type ReactionGroup {
    content: ReactionContent!
    viewerHasReacted: Boolean!
  }

  type Ref implements Node {
    id: ID!
    name: String!
    prefix: String!
    target: GitObject
  }

  type RefConnection {
    nodes: [Ref]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  input RefOrder {
    direction: OrderDirection!
    field: RefOrderField!
  }

  enum RefOrderField {
    ALPHABETICAL
    TAG_COMMIT_DATE
  }

  type Release implements Node {
    id: ID!
    isDraft: Boolean!
    name: String
    releaseAssets(after: String, before: String, first: Int, last: Int, name: String): ReleaseAssetConnection!
    tagName: String!
    url: URI!
  }

  type ReleaseAsset implements Node {
    id: ID!
    name: String!
    size: Int!
  }

  type ReleaseAssetConnection {
    nodes: [ReleaseAsset]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  type ReopenedEvent implements Node {
    actor: Actor
    createdAt: DateTime!
    id: ID!
  }

  type Repository implements Node {
    databaseId: Int
    defaultBranchRef: Ref
    deployments(
      after: String
      before: String
      environments: [String!]
      first: Int
      last: Int
      orderBy: DeploymentOrder = { field: CREATED_AT, direction: ASC }
    ): DeploymentConnection!
    hasIssuesEnabled: Boolean!
    id: ID!
    isArchived: Boolean!
    isEmpty: Boolean!
    isFork: Boolean!
    isPrivate: Boolean!
    issue(number: Int!): Issue
    issueOrPullRequest(number: Int!): IssueOrPullRequest
    issueTemplates: [IssueTemplate!]
    issues(
      after: String
      before: String
      filterBy: IssueFilters
      first: Int
      labels: [String!]
      last: Int
      orderBy: IssueOrder
      states: [IssueState!]
    ): IssueConnection!
    labels(
      after: String
      before: String
      first: Int
      last: Int
      orderBy: LabelOrder = { field: CREATED_AT, direction: ASC }
      query: String
    ): LabelConnection
    latestRelease: Release
    mergeCommitAllowed: Boolean!
    name: String!
    nameWithOwner: String!
    object(expression: String, oid: GitObjectID): GitObject
    owner: RepositoryOwner!
    pinnedIssues(after: String, before: String, first: Int, last: Int): PinnedIssueConnection
    pullRequest(number: Int!): PullRequest
    pullRequests(
      after: String
      baseRefName: String
      before: String
      first: Int
      headRefName: String
      labels: [String!]
      last: Int
      orderBy: IssueOrder
      states: [PullRequestState!]
    ): PullRequestConnection!
    ref(qualifiedName: String!): Ref
    refs(
      after: String
      before: String
      direction: OrderDirection
      first: Int
      last: Int
      orderBy: RefOrder
      query: String
      refPrefix: String!
    ): RefConnection
    release(tagName: String!): Release
    url: URI!
    visibility: RepositoryVisibility!
  }

  interface RepositoryOwner {
    id: ID!
    login: String!
    url: URI!
  }

  enum RepositoryVisibility {
    INTERNAL
    PRIVATE
    PUBLIC
  }

  input ResolveReviewThreadInput {
    clientMutationId: String
    threadId: ID!
  }

  type ResolveReviewThreadPayload {
    clientMutationId: String
    thread: PullRequestReviewThread
  }

  type Tree implements GitObject & Node {
    entries: [TreeEntry!]
    id: ID!
    oid: GitObjectID!
  }

  type TreeEntry {
    mode: Int!
    name: String!
    oid: GitObjectID!
    path: String
    type: String!
  }

  scalar URI

  type UnlabeledEvent implements Node {
    actor: Actor
    createdAt: DateTime!
    id: ID!
    label: Label!
  }

  input UnpinIssueInput {
    clientMutationId: String
    issueId: ID!
  }

  type UnpinIssuePayload {
    clientMutationId: String
    id: ID
    issue: Issue
  }

  input UnresolveReviewThreadInput {
    clientMutationId: String
    threadId: ID!
  }

  type UnresolveReviewThreadPayload {
    clientMutationId: String
    thread: PullRequestReviewThread
  }

  type User implements Actor & Node & RepositoryOwner {
    databaseId: Int
    id: ID!
    login: String!
    url: URI!
  }

  type UserContentEdit implements Node {
    createdAt: DateTime!
    diff: String
    editedAt: DateTime!
    editor: Actor
    id: ID!
  }

  type UserContentEditConnection {
    nodes: [UserContentEdit]
    pageInfo: PageInfo!
    totalCount: Int!
  }
`;
