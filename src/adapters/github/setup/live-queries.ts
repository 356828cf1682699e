// The GraphQL documents of `steward doctor --live`; a test validates them against GitHub's own schema.

export const ELSEWHERE_RELEASE = /* GraphQL */ `
  query ElsewhereRelease($owner: String!, $name: String!) {
    repository(owner: $owner, name: $name) {
      latestRelease {
        tagName
      }
    }
  }
`;

export const ELSEWHERE_TEMPLATES = /* GraphQL */ `
  query ElsewhereTemplates($owner: String!, $name: String!) {
    repository(owner: $owner, name: $name) {
      issueTemplates {
        name
      }
    }
  }
`;

export const TEST_MERGE = /* GraphQL */ `
  query TestMerge($owner: String!, $name: String!) {
    repository(owner: $owner, name: $name) {
      defaultBranchRef {
        name
        target {
          oid
        }
      }
      pullRequests(states: OPEN, first: 20) {
        nodes {
          number
          baseRefName
          mergeable
          headRefOid
          potentialMergeCommit {
            parents(first: 2) {
              nodes {
                oid
              }
            }
          }
        }
      }
    }
  }
`;

export const OWN_WORDS = /* GraphQL */ `
  query OwnWords($owner: String!, $name: String!, $number: Int!) {
    repository(owner: $owner, name: $name) {
      issue(number: $number) {
        viewerDidAuthor
        comments(first: 1) {
          nodes {
            viewerDidAuthor
            reactionGroups {
              content
              viewerHasReacted
            }
          }
        }
      }
    }
  }
`;

export const FORCED_PUSH = /* GraphQL */ `
  query ForcedPush($owner: String!, $name: String!, $number: Int!) {
    repository(owner: $owner, name: $name) {
      pullRequest(number: $number) {
        timelineItems(last: 1, itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT]) {
          nodes {
            ... on HeadRefForcePushedEvent {
              createdAt
            }
          }
        }
      }
    }
  }
`;

export const COMMIT_SIZE = /* GraphQL */ `
  mutation CommitSize($commit: CreateCommitOnBranchInput!) {
    createCommitOnBranch(input: $commit) {
      commit {
        oid
      }
    }
  }
`;
