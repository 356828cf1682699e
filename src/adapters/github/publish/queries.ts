// Every GraphQL document of publishing, in one place; a test validates them against GitHub's own schema.

import {
  BRANCH_FIELDS,
  CATALOG_FIELDS,
  COMMENT_FIELDS,
  DEPLOYED_FIELDS,
  PULL_FIELDS,
  TALK_FIELDS,
} from "../base/fragments.ts";

/** What is on the default branch, and what we published of it: the publish branch's newest commits, told apart by their seals. */
export const PUBLISH_STATE = /* GraphQL */ `
  query PublishState($owner: String!, $name: String!, $publish: String!, $uploads: String!) {
    repository(owner: $owner, name: $name) {
      ...CatalogFields
      ...DeployedFields
      tip: defaultBranchRef {
        target {
          oid
          ... on Commit {
            committedDate
            tree {
              oid
              entries {
                name
                oid
                mode
                type
              }
            }
          }
        }
      }
      published: ref(qualifiedName: $publish) {
        ...BranchFields
      }
      uploads: ref(qualifiedName: $uploads) {
        target {
          oid
        }
      }
    }
  }
  ${BRANCH_FIELDS}
  ${CATALOG_FIELDS}
  ${DEPLOYED_FIELDS}
`;

/** For each path, the commit that touched it last and the pull requests that commit came by. */
export function originsQuery(paths: number): string {
  const numbers = Array.from({ length: paths }, (_, i) => i);
  return `query Origins($owner: String!, $name: String!, $app: Int!, $tip: GitObjectID!, $first: Int!, $runs: Int!, ${numbers
    .map((i) => `$p${i}: String!`)
    .join(", ")}) {
    repository(owner: $owner, name: $name) {
      ${numbers
        .map(
          (i) =>
            `p${i}: object(oid: $tip) { ... on Commit { history(first: 5, path: $p${i}) { nodes { oid committedDate associatedPullRequests(first: 5) { nodes { mergedAt mergeCommit { parents(first: 1) { nodes { oid } } } files(first: 100) { nodes { path } } ...PullFields } } } } } }`,
        )
        .join("\n")}
    }
  }
  ${PULL_FIELDS}
  ${TALK_FIELDS}`;
}

/** For each path, the commits that touched it last, and whether any pull request belongs to them. */
export function pushedQuery(paths: number): string {
  const numbers = Array.from({ length: paths }, (_, i) => i);
  return `query Pushed($owner: String!, $name: String!, $tip: GitObjectID!, ${numbers
    .map((i) => `$p${i}: String!`)
    .join(", ")}) {
    repository(owner: $owner, name: $name) {
      ${numbers
        .map(
          (i) =>
            `p${i}: object(oid: $tip) { ... on Commit { history(first: 5, path: $p${i}) { nodes { oid committedDate associatedPullRequests(first: 1) { nodes { number } } } } } }`,
        )
        .join("\n")}
    }
  }`;
}

/** The commits that touched each path, newest first; `$aN`: after which of them, where one page did not hold all. */
export function pathHistoriesQuery(paths: number): string {
  const numbers = Array.from({ length: paths }, (_, i) => i);
  return `query PathHistories($owner: String!, $name: String!, $tip: GitObjectID!, ${numbers
    .map((i) => `$p${i}: String!, $a${i}: String`)
    .join(", ")}) {
    repository(owner: $owner, name: $name) {
      ${numbers
        .map(
          (i) =>
            `p${i}: object(oid: $tip) { ... on Commit { history(first: 100, path: $p${i}, after: $a${i}) { pageInfo { hasNextPage endCursor } nodes { oid committedDate } } } }`,
        )
        .join("\n")}
    }
  }`;
}

/** Texts of files of one commit: as many as are asked for, in one call. */
export function textsQuery(files: number): string {
  const numbers = Array.from({ length: files }, (_, i) => i);
  return `query Texts($owner: String!, $name: String!, ${numbers.map((i) => `$f${i}: String!`).join(", ")}) {
    repository(owner: $owner, name: $name) {
      ${numbers.map((i) => `f${i}: object(expression: $f${i}) { oid ... on Blob { text isTruncated } }`).join("\n")}
    }
  }`;
}

/** What people say on an issue of ours. */
export const ISSUE_TALK = /* GraphQL */ `
  query IssueTalk($owner: String!, $name: String!, $number: Int!) {
    repository(owner: $owner, name: $name) {
      issue(number: $number) {
        comments(last: 100) {
          nodes {
            ...CommentFields
          }
        }
      }
    }
  }
  ${COMMENT_FIELDS}
`;

/** The newest commits that lead to one, each with the first of its parents and what was merged with it. */
export const RECENT_COMMITS = /* GraphQL */ `
  query RecentCommits($owner: String!, $name: String!, $sha: GitObjectID!) {
    repository(owner: $owner, name: $name) {
      object(oid: $sha) {
        ... on Commit {
          history(first: 100) {
            nodes {
              oid
              parents(first: 1) {
                nodes {
                  oid
                }
              }
              associatedPullRequests(first: 5) {
                nodes {
                  number
                  mergedAt
                  baseRefName
                }
              }
            }
          }
        }
      }
    }
  }
`;

/** Which files there are, by git's names. */
export function blobsQuery(blobs: number): string {
  const numbers = Array.from({ length: blobs }, (_, i) => i);
  return `query Blobs($owner: String!, $name: String!, ${numbers.map((i) => `$b${i}: GitObjectID!`).join(", ")}) {
    repository(owner: $owner, name: $name) {
      ${numbers.map((i) => `b${i}: object(oid: $b${i}) { oid }`).join("\n")}
    }
  }`;
}

export const COMMIT_FILES = /* GraphQL */ `
  mutation CommitFiles($input: CreateCommitOnBranchInput!) {
    createCommitOnBranch(input: $input) {
      commit {
        oid
      }
    }
  }
`;
