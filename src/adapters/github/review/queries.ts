// Every GraphQL document of the review, in one place; a test validates them against GitHub's own schema.

import type { PlaceSelection } from "./places.ts";
import {
  BRANCH_FIELDS,
  CATALOG_FIELDS,
  DEPLOYED_FIELDS,
  OPEN_HEADS_FIELDS,
  PULL_FIELDS,
  TALK_FIELDS,
  THREAD_FIELDS,
  NEWEST_RUNS_FIELDS,
} from "../base/fragments.ts";

/** All that GitHub shows of one pull request, in one call: an event is a hint, this is the fact. */
export const REVIEW_STATE = /* GraphQL */ `
  query ReviewState(
    $owner: String!
    $name: String!
    $number: Int!
    $publish: String!
    $app: Int!
    $merged: Boolean!
    $open: Boolean!
    $first: Int!
    $runs: Int!
  ) {
    repository(owner: $owner, name: $name) {
      ...CatalogFields
      ...DeployedFields
      labels(first: 20, query: "steward:") {
        nodes {
          name
        }
      }
      published: ref(qualifiedName: $publish) {
        ...BranchFields
      }
      merged: pullRequests(states: MERGED, first: $first, orderBy: { field: UPDATED_AT, direction: DESC })
        @include(if: $merged) {
        nodes {
          createdAt
          mergedAt
          viewerDidAuthor
          author {
            __typename
            login
          }
          labels(first: 20) {
            nodes {
              name
            }
          }
        }
      }
      open: pullRequests(states: OPEN, first: $first) @include(if: $open) {
        ...OpenHeadsFields
      }
      pullRequest(number: $number) {
        ...PullFields
        mergeable
        potentialMergeCommit {
          tree {
            oid
          }
          parents(first: 2) {
            nodes {
              oid
            }
          }
        }
        reviewThreads(first: $first) {
          pageInfo {
            hasNextPage
            endCursor
          }
          nodes {
            ...ThreadFields
          }
        }
      }
    }
  }
  ${PULL_FIELDS}
  ${THREAD_FIELDS}
  ${TALK_FIELDS}
  ${CATALOG_FIELDS}
  ${DEPLOYED_FIELDS}
  ${BRANCH_FIELDS}
  ${OPEN_HEADS_FIELDS}
`;

/** A further page of what is open: GitHub tells no pull request of a fork by its commit, so that they are gone through. */
export const OPEN_HEADS = /* GraphQL */ `
  query OpenHeads($owner: String!, $name: String!, $first: Int!, $after: String) {
    repository(owner: $owner, name: $name) {
      databaseId
      open: pullRequests(states: OPEN, first: $first, after: $after) {
        ...OpenHeadsFields
      }
    }
  }
  ${OPEN_HEADS_FIELDS}
`;

/** Where a name leads: GitHub leads on from what a repository was called before. */
export const WHERE_LEADS = /* GraphQL */ `
  query WhereLeads($owner: String!, $name: String!) {
    repository(owner: $owner, name: $name, followRenames: true) {
      databaseId
    }
  }
`;

/** The newest commits of one branch. */
export const BRANCH_COMMITS = /* GraphQL */ `
  query BranchCommits($owner: String!, $name: String!, $branch: String!) {
    repository(owner: $owner, name: $name) {
      ref(qualifiedName: $branch) {
        ...BranchFields
      }
    }
  }
  ${BRANCH_FIELDS}
`;

/** The open pull requests and what our newest runs on their heads say, and the merge queue's branches: the sweep's only question. */
export const OPEN_PULL_REQUESTS = /* GraphQL */ `
  query OpenPullRequests(
    $owner: String!
    $name: String!
    $first: Int!
    $after: String
    $app: Int!
    $queued: Boolean!
  ) {
    repository(owner: $owner, name: $name) {
      ...CatalogFields
      refs(refPrefix: "refs/heads/gh-readonly-queue/", first: 50) @include(if: $queued) {
        nodes {
          name
          target {
            oid
            ... on Commit {
              committedDate
            }
          }
        }
      }
      pullRequests(states: OPEN, first: $first, after: $after) {
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          number
          isDraft
          baseRefName
          headRefOid
          title
          body
          comments(last: 20) {
            nodes {
              ...CommentFields
            }
          }
          reviews(last: 10) {
            nodes {
              ...ReviewFields
            }
          }
          commits(last: 1) {
            nodes {
              commit {
                ...NewestRunsFields
              }
            }
          }
        }
      }
    }
  }
  ${TALK_FIELDS}
  ${CATALOG_FIELDS}
  ${NEWEST_RUNS_FIELDS}
`;

const REPOSITORY_FIELDS = /* GraphQL */ `
  databaseId
  owner { login }
  name
  visibility
  isArchived
  isEmpty
  hasIssuesEnabled
  latestRelease { tagName }
  issueTemplates { name }
`;

/** How many accounts, repositories, and repositories with a look for one person's commits; and what is asked of places. */
export interface LookupShape {
  readonly logins: number;
  readonly repositories: number;
  readonly ties: number;
  /** What is asked of each repository that an address points into. */
  readonly places?: readonly PlaceSelection[];
}

/** One query for all the accounts and repositories that listings name; aliases keep them apart. */
export function lookupQuery({ logins, repositories, ties, places = [] }: LookupShape): string {
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
  const variables = [
    ...numbers(logins).map((i) => `$l${i}: String!`),
    ...numbers(repositories).map((i) => `$o${i}: String!, $n${i}: String!`),
    ...numbers(ties).map((i) => `$to${i}: String!, $tn${i}: String!, $ta${i}: ID!`),
    ...places.map(({ declares }, i) => [`$po${i}: String!`, `$pn${i}: String!`, ...declares].join(", ")),
  ].join(", ");
  const parts = [
    ...numbers(logins).map(
      (i) =>
        `l${i}: repositoryOwner(login: $l${i}) { __typename login ... on User { databaseId } ... on Organization { databaseId } }`,
    ),
    ...numbers(repositories).map(
      (i) => `r${i}: repository(owner: $o${i}, name: $n${i}, followRenames: true) { ${REPOSITORY_FIELDS} }`,
    ),
    ...numbers(ties).map(
      (i) =>
        `t${i}: repository(owner: $to${i}, name: $tn${i}, followRenames: true) { owner { login } defaultBranchRef { target { ... on Commit { history(first: 1, author: { id: $ta${i} }) { totalCount } } } } }`,
    ),
    ...places.map(
      ({ selects }, i) =>
        `p${i}: repository(owner: $po${i}, name: $pn${i}, followRenames: true) { ${selects} }`,
    ),
  ].join("\n");
  return `query Lookup(${variables}) {\n${parts}\n}`;
}

/** Resolves so many conversations on lines, at one go. */
export function resolveThreads(count: number): string {
  const numbers = Array.from({ length: count }, (_, i) => i);
  return `mutation ResolveThreads(${numbers.map((i) => `$t${i}: ID!`).join(", ")}) {
${numbers.map((i) => `    t${i}: resolveReviewThread(input: { threadId: $t${i} }) { thread { id isResolved } }`).join("\n")}
  }`;
}

/** The next page of a long conversation: which connection has more. */
export type TalkConnection = "comments" | "reviews" | "reviewThreads";

const MORE_FIELDS: Readonly<Record<TalkConnection, string>> = {
  comments:
    "databaseId body createdAt lastEditedAt viewerDidAuthor author { __typename login ... on User { databaseId } ... on Bot { databaseId } } reactionGroups { content viewerHasReacted }",
  reviews:
    "state submittedAt viewerDidAuthor commit { oid } author { __typename login ... on User { databaseId } }",
  reviewThreads:
    "id isResolved resolvedBy { login } comments(first: 1) { nodes { body viewerDidAuthor author { __typename login } } }",
};

export function morePages(kind: TalkConnection): string {
  const fields = MORE_FIELDS[kind];
  return `query More($owner: String!, $name: String!, $number: Int!, $first: Int!, $after: String) {
    repository(owner: $owner, name: $name) {
      pullRequest(number: $number) { ${kind}(first: $first, after: $after) { pageInfo { hasNextPage endCursor } nodes { ${fields} } } }
    }
  }`;
}
