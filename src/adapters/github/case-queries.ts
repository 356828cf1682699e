// The GraphQL documents about cases; a test validates them against GitHub's own schema.

import { COMMENT_FIELDS } from "./fragments.ts";

/** One page of an issue's comments, and with the first of them the issue itself. */
export const CASE_ISSUE = /* GraphQL */ `
  query CaseIssue($owner: String!, $name: String!, $number: Int!, $after: String) {
    repository(owner: $owner, name: $name) {
      databaseId
      issue(number: $number) {
        number
        url
        state
        body
        createdAt
        lastEditedAt
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
        labels(first: 100) {
          nodes {
            name
          }
        }
        comments(first: 100, after: $after) {
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

/** Issues of our own that tell of cases: the dashboard with what is said on it, and the open public sides. */
export const CASE_INDEX = /* GraphQL */ `
  query CaseIndex($owner: String!, $name: String!, $dashboard: [String!], $side: [String!]) {
    repository(owner: $owner, name: $name) {
      databaseId
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
          comments(first: 100) {
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
      sides: issues(labels: $side, states: OPEN, first: 100, orderBy: { field: CREATED_AT, direction: ASC }) {
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          number
          state
          body
          viewerDidAuthor
        }
      }
    }
  }
  ${COMMENT_FIELDS}
`;

/** Where the default branch stands and which policy it carries. */
export const CATALOG_STATE = /* GraphQL */ `
  query CatalogState($owner: String!, $name: String!) {
    repository(owner: $owner, name: $name) {
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
          isBinary
          byteSize
        }
      }
    }
  }
`;
