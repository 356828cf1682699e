// Cuts the GraphQL types and fields the sandbox serves out of GitHub's own schema, so that they cannot differ from it.
// Usage: node scripts/cut-github-schema.mjs FOLDER, where FOLDER holds @octokit/graphql-schema (npm pack, unpacked).

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema, parse, print, visit } from "graphql";

/** To serve more: add the type or field here, run the script, and give it a resolver in src/sandbox/graphql/. */
const KEPT = {
  Query: "id node rateLimit repository repositoryOwner viewer",
  Mutation: "createCommitOnBranch pinIssue resolveReviewThread unpinIssue unresolveReviewThread",
  RateLimit: "cost limit remaining resetAt used",
  Node: "id",
  Actor: "login url",
  RepositoryOwner: "id login url",
  User: "databaseId id login url",
  Organization: "databaseId id login url",
  Bot: "databaseId id login url",
  Mannequin: "databaseId id login url",
  Repository:
    "databaseId defaultBranchRef deployments hasIssuesEnabled id isArchived isEmpty isFork isPrivate issue issueOrPullRequest issueTemplates issues " +
    "labels latestRelease mergeCommitAllowed name nameWithOwner object owner pinnedIssues pullRequest pullRequests ref refs release url visibility",
  DeploymentConnection: "nodes pageInfo totalCount",
  Deployment: "commitOid createdAt creator databaseId description environment id payload task updatedAt",
  PinnedIssueConnection: "nodes pageInfo totalCount",
  PinnedIssue: "databaseId id issue pinnedBy",
  IssueTemplate: "filename name title",
  Release: "id isDraft name releaseAssets tagName url",
  ReleaseAssetConnection: "nodes pageInfo totalCount",
  ReleaseAsset: "id name size",
  IssueOrPullRequest: "Issue PullRequest",
  Ref: "id name prefix target",
  RefConnection: "nodes pageInfo totalCount",
  GitObject: "id oid",
  Blob: "byteSize id isBinary isTruncated oid text",
  Tree: "entries id oid",
  TreeEntry: "mode name oid path type",
  Commit: "associatedPullRequests checkSuites committedDate history id message oid parents tree",
  CommitConnection: "nodes pageInfo totalCount",
  CommitHistoryConnection: "nodes pageInfo totalCount",
  CheckSuiteConnection: "nodes pageInfo totalCount",
  CheckSuite: "app checkRuns conclusion createdAt databaseId id status updatedAt",
  CheckRunConnection: "nodes pageInfo totalCount",
  CheckRun:
    "completedAt conclusion databaseId detailsUrl externalId id name startedAt status summary text title url",
  App: "databaseId id name slug",
  LabelConnection: "nodes pageInfo totalCount",
  Label: "color description id name",
  PullRequestConnection: "nodes pageInfo totalCount",
  PullRequest:
    "author baseRefName baseRefOid body changedFiles closed closedAt comments commits createdAt databaseId files headRefName " +
    "headRefOid headRepository id isCrossRepository isDraft labels lastEditedAt locked mergeCommit mergeable merged " +
    "mergedAt mergedBy number potentialMergeCommit reviewThreads reviews state timelineItems title updatedAt url " +
    "userContentEdits viewerDidAuthor",
  PullRequestTimelineItems: "HeadRefForcePushedEvent ReopenedEvent",
  PullRequestTimelineItemsConnection: "nodes pageInfo totalCount",
  HeadRefForcePushedEvent: "actor afterCommit beforeCommit createdAt id",
  PullRequestChangedFileConnection: "nodes pageInfo totalCount",
  PullRequestChangedFile: "additions changeType deletions path",
  PullRequestCommitConnection: "nodes pageInfo totalCount",
  PullRequestCommit: "commit id",
  IssueCommentConnection: "nodes pageInfo totalCount",
  IssueComment:
    "author body createdAt databaseId id lastEditedAt reactionGroups updatedAt url userContentEdits viewerDidAuthor",
  ReactionGroup: "content viewerHasReacted",
  PullRequestReviewConnection: "nodes pageInfo totalCount",
  PullRequestReview:
    "author body commit createdAt databaseId id lastEditedAt state submittedAt url viewerDidAuthor",
  PullRequestReviewThreadConnection: "nodes pageInfo totalCount",
  PullRequestReviewThread: "comments id isOutdated isResolved line path resolvedBy startLine",
  PullRequestReviewCommentConnection: "nodes pageInfo totalCount",
  PullRequestReviewComment: "author body createdAt databaseId id path pullRequestReview url viewerDidAuthor",
  IssueConnection: "nodes pageInfo totalCount",
  Issue:
    "author body closed closedAt comments createdAt databaseId id isPinned labels lastEditedAt locked number state " +
    "stateReason timelineItems title updatedAt url userContentEdits viewerDidAuthor",
  IssueTimelineItemsConnection: "filteredCount nodes pageCount pageInfo totalCount updatedAt",
  /** Of a union, those of its members that the sandbox serves. */
  IssueTimelineItems: "ClosedEvent LabeledEvent ReopenedEvent UnlabeledEvent",
  ClosedEvent: "actor createdAt id",
  LabeledEvent: "actor createdAt id label",
  ReopenedEvent: "actor createdAt id",
  UnlabeledEvent: "actor createdAt id label",
  UserContentEditConnection: "nodes pageInfo totalCount",
  UserContentEdit: "createdAt diff editedAt editor id",
  PageInfo: "endCursor hasNextPage hasPreviousPage startCursor",
  CreateCommitOnBranchPayload: "clientMutationId commit ref",
  PinIssuePayload: "clientMutationId issue",
  UnpinIssuePayload: "clientMutationId id issue",
  ResolveReviewThreadPayload: "clientMutationId thread",
  UnresolveReviewThreadPayload: "clientMutationId thread",
};

const folder = process.argv[2];
if (folder === undefined) throw new Error("say where @octokit/graphql-schema is unpacked");
const source = parse(readFileSync(join(folder, "schema.graphql"), "utf8"), { noLocation: true });
const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
const definitions = new Map(source.definitions.flatMap((one) => (one.name ? [[one.name.value, one]] : [])));

function cutType(name) {
  const definition = definitions.get(name);
  if (definition === undefined) throw new Error(`GitHub has no type ${name}`);
  const wanted = KEPT[name]?.split(" ");
  if (wanted === undefined) return definition;
  if (definition.kind === "UnionTypeDefinition") {
    const types = definition.types.filter((one) => wanted.includes(one.name.value));
    if (types.length < wanted.length) throw new Error(`GitHub's ${name} has not all of ${KEPT[name]}`);
    return { ...definition, types };
  }
  const fields = wanted.map((field) => {
    const found = definition.fields.find((one) => one.name.value === field);
    if (found === undefined) throw new Error(`GitHub has no field ${name}.${field}`);
    return found;
  });
  const interfaces = definition.interfaces.filter((one) => KEPT[one.name.value] !== undefined);
  return { ...definition, fields, interfaces };
}

/** Scalars, enums and inputs are taken whole, as far as kept fields and arguments lead to them. */
const kept = new Map(Object.keys(KEPT).map((name) => [name, cutType(name)]));
const BUILT_IN = new Set(["String", "Int", "Float", "Boolean", "ID"]);
for (const definition of kept.values()) {
  visit(definition, {
    NamedType(node) {
      const name = node.name.value;
      if (BUILT_IN.has(name) || kept.has(name)) return;
      const found = definitions.get(name);
      if (found?.kind === "ObjectTypeDefinition" || found?.kind === "UnionTypeDefinition") {
        throw new Error(`${definition.name.value} leads to ${name}: keep it, or leave the field out`);
      }
      if (found?.kind === "InterfaceTypeDefinition") throw new Error(`keep the interface ${name}`);
      kept.set(name, cutType(name));
    },
  });
}
const document = visit(
  {
    kind: "Document",
    definitions: [...kept.values()].sort((a, b) => (a.name.value < b.name.value ? -1 : 1)),
  },
  {
    enter: (node) => ("description" in node ? { ...node, description: undefined } : undefined),
    // What GitHub means to take away is told; which previews its types came from is of no use.
    Directive: (node) => (node.name.value === "deprecated" ? undefined : null),
  },
);
const text = print(document);
buildSchema(text);
const header =
  "// GitHub's own GraphQL types, cut to what the sandbox serves. Made by scripts/cut-github-schema.mjs: change it there.\n" +
  `// From @octokit/graphql-schema ${version}.\n\n`;
writeFileSync(
  new URL("../src/sandbox/graphql/github-schema.ts", import.meta.url),
  `${header}export const GITHUB_SCHEMA = /* GraphQL */ \`\n${text.replaceAll(/[\\`$]/g, String.raw`\$&`)}\n\`;\n`,
);
console.log(`${kept.size} types, ${text.length} characters`);
