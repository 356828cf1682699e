// Parts that several GraphQL documents share; each document names what it takes.

/** Newest commits of a branch: those that bear our seal are ours. */
export const BRANCH_FIELDS = /* GraphQL */ `
  fragment BranchFields on Ref {
    target {
      oid
      ... on Commit {
        history(first: 30) {
          nodes {
            oid
            message
            tree {
              oid
            }
          }
        }
      }
    }
  }
`;

/** The environment that the catalog is deployed to. */
export const ENVIRONMENT = "marketplace";

/** What was deployed last: a branch that was put back says nothing of what has happened since. */
export const DEPLOYED_FIELDS = /* GraphQL */ `
  fragment DeployedFields on Repository {
    deployments(environments: ["${ENVIRONMENT}"], last: 30) {
      nodes {
        payload
      }
    }
  }
`;

/** Which repository this is, where its default branch stands, and the policy it carries. */
export const CATALOG_FIELDS = /* GraphQL */ `
  fragment CatalogFields on Repository {
    databaseId
    owner {
      login
    }
    name
    defaultBranchRef {
      name
      target {
        oid
        ... on Commit {
          tree {
            oid
          }
        }
      }
    }
    policy: object(expression: "HEAD:.github/steward.yml") {
      oid
      ... on Blob {
        text
        isTruncated
        isBinary
        byteSize
      }
    }
  }
`;

/** What people say on a pull request, and whether we have answered. */
export const COMMENT_FIELDS = /* GraphQL */ `
  fragment CommentFields on IssueComment {
    databaseId
    body
    createdAt
    lastEditedAt
    viewerDidAuthor
    author {
      ...ActorFields
    }
    reactionGroups {
      content
      viewerHasReacted
    }
  }
  fragment ActorFields on Actor {
    __typename
    login
    ... on User {
      databaseId
    }
    ... on Bot {
      databaseId
    }
  }
`;

export const TALK_FIELDS = /* GraphQL */ `
  ${COMMENT_FIELDS}
  fragment ReviewFields on PullRequestReview {
    state
    submittedAt
    viewerDidAuthor
    commit {
      oid
    }
    author {
      __typename
      login
      ... on User {
        databaseId
      }
    }
  }
`;

/** A conversation on a line: whose it is, what it began with, and who closed it. */
export const THREAD_FIELDS = /* GraphQL */ `
  fragment ThreadFields on PullRequestReviewThread {
    id
    isResolved
    resolvedBy {
      login
    }
    comments(first: 1) {
      nodes {
        body
        viewerDidAuthor
        author {
          __typename
          login
        }
      }
    }
  }
`;

/**
 * One pull request with all that is said on it and all our runs on its head; needs the variable `$app`, and `$first` and
 * `$runs`: how much of what is said, and how many runs, one answer holds.
 */
export const PULL_FIELDS = /* GraphQL */ `
  fragment PullFields on PullRequest {
    number
    state
    isDraft
    title
    body
    createdAt
    baseRefName
    headRefName
    headRefOid
    isCrossRepository
    timelineItems(last: 1, itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT, REOPENED_EVENT]) {
      nodes {
        ... on HeadRefForcePushedEvent {
          createdAt
        }
        ... on ReopenedEvent {
          createdAt
        }
      }
    }
    viewerDidAuthor
    author {
      __typename
      login
      ... on User {
        id
        databaseId
      }
      ... on Bot {
        databaseId
      }
      ... on Mannequin {
        databaseId
      }
    }
    labels(first: 100) {
      nodes {
        name
      }
    }
    comments(first: $first) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...CommentFields
      }
    }
    reviews(first: $first) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...ReviewFields
      }
    }
    commits(last: 1) {
      nodes {
        commit {
          oid
          tree {
            oid
          }
          checkSuites(first: 5, filterBy: { appId: $app }) {
            nodes {
              databaseId
              status
              app {
                databaseId
              }
              checkRuns(first: $runs, filterBy: { checkType: ALL }) {
                pageInfo {
                  hasNextPage
                  endCursor
                }
                nodes {
                  ...RunFields
                }
              }
            }
          }
        }
      }
    }
  }
  fragment RunFields on CheckRun {
    databaseId
    name
    status
    conclusion
    externalId
    startedAt
    completedAt
  }
`;

/** Which commits open pull requests end in, and whose they are. */
export const OPEN_HEADS_FIELDS = /* GraphQL */ `
  fragment OpenHeadsFields on PullRequestConnection {
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      number
      baseRefName
      headRefName
      headRefOid
      isCrossRepository
      viewerDidAuthor
      author {
        __typename
        login
        ... on User {
          databaseId
        }
        ... on Bot {
          databaseId
        }
      }
    }
  }
`;

/** A commit with our newest run of each name; needs the variable `$app`. */
export const NEWEST_RUNS_FIELDS = /* GraphQL */ `
  fragment NewestRunsFields on Commit {
    oid
    checkSuites(first: 1, filterBy: { appId: $app }) {
      nodes {
        databaseId
        status
        checkRuns(first: 20, filterBy: { checkType: LATEST }) {
          nodes {
            databaseId
            name
            status
            conclusion
            externalId
            startedAt
            completedAt
          }
        }
      }
    }
  }
`;
