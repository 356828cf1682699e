// The GraphQL documents about cases; a test validates them against GitHub's own schema.

import { COMMENT_FIELDS, DEPLOYED_FIELDS, NEWEST_RUNS_FIELDS } from "../base/fragments.ts";

/** One page of an issue's comments, and with the first of them the issue itself. */
export const CASE_ISSUE = /* GraphQL */ `
  query CaseIssue($owner: String!, $name: String!, $number: Int!, $first: Int!, $after: String) {
    repository(owner: $owner, name: $name) {
      databaseId
      issue(number: $number) {
        number
        url
        state
        body
        createdAt
        lastEditedAt
        userContentEdits(first: 10) {
          nodes {
            editedAt
            editor {
              ...ActorFields
            }
          }
        }
        viewerDidAuthor
        author {
          ...ActorFields
        }
        labels(first: 100) {
          nodes {
            name
          }
        }
        comments(first: $first, after: $after) {
          pageInfo {
            hasNextPage
            endCursor
          }
          nodes {
            ...CommentFields
          }
        }
      }
    }
  }
  ${COMMENT_FIELDS}
`;

/** When labels of an issue were set and taken off, the newest of these: nothing else that happens there is among them. */
export const LABEL_TIMES = /* GraphQL */ `
  query LabelTimes($owner: String!, $name: String!, $number: Int!) {
    repository(owner: $owner, name: $name) {
      databaseId
      issue(number: $number) {
        timelineItems(last: 100, itemTypes: [LABELED_EVENT, UNLABELED_EVENT]) {
          pageInfo {
            hasPreviousPage
          }
          nodes {
            ... on LabeledEvent {
              id
              createdAt
            }
            ... on UnlabeledEvent {
              id
              createdAt
            }
          }
        }
      }
    }
  }
`;

/** Issues of our own that tell of cases: the dashboard with what is said on it, and the open public sides. */
export const CASE_INDEX = /* GraphQL */ `
  query CaseIndex($owner: String!, $name: String!, $first: Int!, $dashboard: [String!], $side: [String!]) {
    repository(owner: $owner, name: $name) {
      databaseId
      hasIssuesEnabled
      isArchived
      dashboards: issues(labels: $dashboard, first: 5, orderBy: { field: CREATED_AT, direction: ASC }) {
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          number
          state
          body
          viewerDidAuthor
          author {
            __typename
            login
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
        }
      }
      sides: issues(
        labels: $side
        states: OPEN
        first: $first
        orderBy: { field: CREATED_AT, direction: ASC }
      ) {
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          number
          state
          body
          viewerDidAuthor
          author {
            __typename
            login
          }
        }
      }
    }
  }
  ${COMMENT_FIELDS}
`;

/** What waits in a catalog: the longest waiting of each kind, how many there are, and what we reported. */
export const DESK = /* GraphQL */ `
  query Desk(
    $owner: String!
    $name: String!
    $app: Int!
    $first: Int!
    $ready: [String!]
    $held: [String!]
    $changes: [String!]
    $toContact: [String!]
    $heldReport: [String!]
    $stoppedReport: [String!]
    $publishingReport: [String!]
    $policyReport: [String!]
  ) {
    repository(owner: $owner, name: $name) {
      databaseId
      guide: object(expression: "HEAD:docs/maintain.md") {
        oid
      }
      ready: pullRequests(
        states: OPEN
        labels: $ready
        first: $first
        orderBy: { field: CREATED_AT, direction: ASC }
      ) {
        ...WaitingFields
      }
      held: pullRequests(
        states: OPEN
        labels: $held
        first: $first
        orderBy: { field: CREATED_AT, direction: ASC }
      ) {
        ...WaitingFields
      }
      changes: pullRequests(
        states: OPEN
        labels: $changes
        first: $first
        orderBy: { field: CREATED_AT, direction: ASC }
      ) {
        ...WaitingFields
      }
      toContact: pullRequests(
        states: MERGED
        labels: $toContact
        first: $first
        orderBy: { field: CREATED_AT, direction: ASC }
      ) {
        ...WaitingFields
      }
      heldReport: issues(labels: $heldReport, states: OPEN, first: 3) {
        ...OwnFields
      }
      stoppedReport: issues(labels: $stoppedReport, states: OPEN, first: 3) {
        ...OwnFields
      }
      publishingReport: issues(labels: $publishingReport, states: OPEN, first: 3) {
        ...OwnFields
      }
      policyReport: issues(labels: $policyReport, states: OPEN, first: 3) {
        ...OwnFields
      }
    }
  }
  fragment OwnFields on IssueConnection {
    nodes {
      number
      body
      viewerDidAuthor
      author {
        __typename
        login
      }
    }
  }
  fragment WaitingFields on PullRequestConnection {
    totalCount
    nodes {
      number
      title
      createdAt
      mergedAt
      headRefOid
      commits(last: 1) {
        nodes {
          commit {
            ...NewestRunsFields
          }
        }
      }
    }
  }
  ${NEWEST_RUNS_FIELDS}
`;

/** Asked once, when the dashboard is opened; where GitHub does not let us, it stays where it is. */
export const PIN_ISSUE = /* GraphQL */ `
  mutation PinIssue($issueId: ID!) {
    pinIssue(input: { issueId: $issueId }) {
      issue {
        number
      }
    }
  }
`;

/** Where the default branch stands and which policy it carries. */
export const CATALOG_STATE = /* GraphQL */ `
  query CatalogState($owner: String!, $name: String!, $deployed: Boolean!) {
    repository(owner: $owner, name: $name) {
      ...DeployedFields @include(if: $deployed)
      databaseId
      owner {
        login
      }
      name
      defaultBranchRef {
        name
        target {
          oid
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
  }
  ${DEPLOYED_FIELDS}
`;

/** Issues that changed since, oldest change first. GitHub's REST list has pull requests among them, a thousand where a thousand are open. */
export const CHANGED_ISSUES = /* GraphQL */ `
  query ChangedIssues(
    $owner: String!
    $name: String!
    $labels: [String!]
    $filter: IssueFilters
    $first: Int!
    $after: String
  ) {
    repository(owner: $owner, name: $name) {
      databaseId
      issues(
        labels: $labels
        filterBy: $filter
        first: $first
        after: $after
        orderBy: { field: UPDATED_AT, direction: ASC }
      ) {
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          number
          updatedAt
          labels(first: 100) {
            nodes {
              name
            }
          }
        }
      }
    }
  }
`;
