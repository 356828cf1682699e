// The GraphQL documents about cases; a test validates them against GitHub's own schema.

const COMMENT = /* GraphQL */ `
  databaseId
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
  reactionGroups {
    content
    viewerHasReacted
  }
`;

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
            ${COMMENT}
          }
        }
      }
    }
  }
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
