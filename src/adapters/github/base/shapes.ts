// GitHub's answers as our values; the only place that knows GraphQL's field names.

import type { Account } from "../../../core/facts.ts";
import type { SeenComment, SeenPull, SeenReview, SeenRun, SeenThread } from "../../../core/review/seen.ts";
import type { OwnTexts } from "./own-texts.ts";
import type { OpenHeads, SeenCommit } from "../../../ports/forge.ts";

export interface ActorNode {
  readonly __typename: string;
  readonly login: string;
  readonly id?: string;
  readonly databaseId?: number | null;
}

export interface Connection<T> {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly T[];
}

export interface CommentNode {
  readonly databaseId: number;
  readonly body: string;
  readonly createdAt: string;
  readonly lastEditedAt: string | null;
  readonly viewerDidAuthor: boolean;
  readonly author: ActorNode | null;
  readonly reactionGroups: readonly { readonly content: string; readonly viewerHasReacted: boolean }[] | null;
}

export interface ReviewNode {
  readonly state: string;
  readonly submittedAt: string | null;
  readonly viewerDidAuthor: boolean;
  readonly commit: { readonly oid: string } | null;
  readonly author: ActorNode | null;
}

export interface ThreadNode {
  readonly id: string;
  readonly isResolved: boolean;
  readonly resolvedBy: { readonly login: string } | null;
  readonly comments: {
    readonly nodes: readonly {
      readonly body: string;
      readonly viewerDidAuthor: boolean;
      readonly author: { readonly __typename: string; readonly login: string } | null;
    }[];
  };
}

export interface RunNode {
  readonly databaseId: number;
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly externalId: string | null;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
}

export interface SuiteNode {
  readonly databaseId: number;
  readonly status: string;
  readonly app?: { readonly databaseId: number } | null;
  readonly checkRuns: {
    readonly nodes: readonly RunNode[];
    readonly pageInfo?: { readonly hasNextPage: boolean };
  };
}

export interface PolicyNode {
  readonly oid: string;
  readonly text?: string | null;
  readonly isTruncated?: boolean;
  readonly isBinary?: boolean | null;
}

export interface BranchNode {
  readonly target: {
    readonly oid: string;
    readonly history?: {
      readonly nodes: readonly {
        readonly oid: string;
        readonly message: string;
        readonly tree: { readonly oid: string };
      }[];
    };
  } | null;
}

export function commitsOf(node: BranchNode | null | undefined): readonly SeenCommit[] | undefined {
  return node?.target?.history?.nodes.map(({ oid, message, tree }) => ({
    sha: oid,
    tree: tree.oid,
    message,
  }));
}

export interface CatalogNode {
  readonly databaseId: number;
  readonly owner: { readonly login: string };
  readonly name: string;
  readonly defaultBranchRef: {
    readonly name: string;
    readonly target: { readonly oid: string } | null;
  } | null;
  readonly policy: PolicyNode | null;
}

export interface DeployedNode {
  readonly deployments: { readonly nodes: readonly ({ readonly payload: string | null } | null)[] };
}

export interface PullNode {
  readonly number: number;
  readonly state: string;
  readonly isDraft: boolean;
  readonly viewerDidAuthor: boolean;
  readonly title: string;
  readonly body: string;
  readonly createdAt: string;
  readonly baseRefName: string;
  readonly headRefName: string;
  readonly headRefOid: string;
  readonly isCrossRepository: boolean;
  /** The last time that another commit may have been the head. */
  readonly timelineItems: { readonly nodes: readonly { readonly createdAt?: string }[] };
  readonly author: ActorNode | null;
  readonly labels: { readonly nodes: readonly { readonly name: string }[] } | null;
  readonly comments: Connection<CommentNode>;
  readonly reviews: Connection<ReviewNode> | null;
  readonly commits: {
    readonly nodes: readonly {
      readonly commit: {
        readonly oid: string;
        readonly checkSuites: { readonly nodes: readonly SuiteNode[] } | null;
      };
    }[];
  };
}

export type HeadNode = Pick<
  PullNode,
  "number" | "baseRefName" | "headRefName" | "headRefOid" | "isCrossRepository" | "viewerDidAuthor" | "author"
>;

// REST names reactions otherwise than GraphQL does.
const REACTIONS: Readonly<Record<string, string>> = {
  THUMBS_UP: "+1",
  THUMBS_DOWN: "-1",
  CONFUSED: "confused",
  EYES: "eyes",
  HEART: "heart",
  HOORAY: "hooray",
  LAUGH: "laugh",
  ROCKET: "rocket",
};

export function accountOf(actor: ActorNode | null): Account | undefined {
  if (actor === null || actor.databaseId === undefined || actor.databaseId === null) return undefined;
  const type =
    actor.__typename === "User" ? "User" : actor.__typename === "Organization" ? "Organization" : "Bot";
  return { id: actor.databaseId, login: actor.login, type };
}

/** `number`: of the issue or pull request that it stands on. */
export function commentOf(node: CommentNode, number: number, texts: OwnTexts): SeenComment {
  const { body, mine } = texts.read(node.body, `talk ${number}`, node);
  return {
    id: node.databaseId,
    body,
    author: accountOf(node.author),
    createdAtMs: Date.parse(node.createdAt),
    edited: node.lastEditedAt !== null,
    mine,
    myReactions: (node.reactionGroups ?? [])
      .filter(({ viewerHasReacted }) => viewerHasReacted)
      .map(({ content }) => REACTIONS[content] ?? content),
  };
}

export function reviewOf(node: ReviewNode): SeenReview {
  return {
    state: node.state,
    sha: node.commit?.oid ?? "",
    author: accountOf(node.author),
    submittedAtMs: node.submittedAt === null ? 0 : Date.parse(node.submittedAt),
    mine: node.viewerDidAuthor,
  };
}

function threadOf(
  { id, isResolved, resolvedBy, comments }: ThreadNode,
  number: number,
  texts: OwnTexts,
): SeenThread {
  const first = comments.nodes[0];
  const { body, mine } =
    first === undefined ? { body: "", mine: false } : texts.read(first.body, `line ${number}`, first);
  // An App shows as a user with or without its suffix, or not at all.
  const [closer, opener] = [resolvedBy?.login, first?.author?.login].map((login) =>
    login?.replace(/\[bot\]$/, "").toLowerCase(),
  );
  return {
    id,
    resolved: isResolved,
    resolvedByOther: isResolved && closer !== undefined && !(mine && closer === opener),
    body,
    mine,
  };
}

export function runOf(node: RunNode): SeenRun {
  return {
    id: node.databaseId,
    name: node.name,
    completed: node.status.toUpperCase() === "COMPLETED",
    conclusion: node.conclusion?.toLowerCase() ?? undefined,
    externalId: node.externalId ?? "",
    startedAtMs: node.startedAt === null ? 0 : Date.parse(node.startedAt),
    completedAtMs: node.completedAt === null ? undefined : Date.parse(node.completedAt),
  };
}

/** A suite that waits while all its runs have ended: somebody pressed “Re-run all”. */
export function rerunAsked(suites: readonly SuiteNode[]): boolean {
  return suites.some(
    ({ status, checkRuns }) =>
      status.toUpperCase() === "QUEUED" &&
      checkRuns.nodes.length > 0 &&
      checkRuns.nodes.every((run) => run.status.toUpperCase() === "COMPLETED"),
  );
}

/** More runs than one answer holds: the newest, which count, could be among those left out. */
export function hasMoreRuns(node: PullNode): boolean {
  return node.commits.nodes.some(({ commit }) =>
    (commit.checkSuites?.nodes ?? []).some(({ checkRuns }) => checkRuns.pageInfo?.hasNextPage === true),
  );
}

function headSinceMs({ timelineItems }: PullNode): number | undefined {
  const times = timelineItems.nodes.flatMap(({ createdAt }) =>
    createdAt === undefined ? [] : [Date.parse(createdAt)],
  );
  return times.length === 0 ? undefined : Math.max(...times);
}

export function pullOf(
  node: PullNode,
  { appId, texts }: { readonly appId: number; readonly texts: OwnTexts },
  {
    comments,
    reviews,
    threads = [],
  }: {
    readonly comments: readonly CommentNode[];
    readonly reviews: readonly ReviewNode[];
    readonly threads?: readonly ThreadNode[];
  },
): SeenPull {
  // The query's last commit can lag behind the head; its runs would be another commit's.
  const commit = node.commits.nodes.map(({ commit }) => commit).find(({ oid }) => oid === node.headRefOid);
  const suites = (commit?.checkSuites?.nodes ?? []).filter(({ app }) => app?.databaseId === appId);
  return {
    number: node.number,
    open: node.state === "OPEN",
    merged: node.state === "MERGED",
    draft: node.isDraft,
    mine: node.viewerDidAuthor,
    branch: node.isCrossRepository ? undefined : node.headRefName,
    title: node.title,
    body: node.body,
    baseRef: node.baseRefName,
    headSha: node.headRefOid,
    headSinceMs: headSinceMs(node),
    createdAtMs: Date.parse(node.createdAt),
    author: accountOf(node.author),
    authorNodeId: node.author?.id,
    labels: (node.labels?.nodes ?? []).map(({ name }) => name),
    comments: comments.map((one) => commentOf(one, node.number, texts)),
    reviews: reviews.map(reviewOf),
    threads: threads.map((one) => threadOf(one, node.number, texts)),
    runs: suites.flatMap(({ checkRuns }) => checkRuns.nodes.map(runOf)),
    rerunAsked: rerunAsked(suites),
  };
}

export function openHeadsOf({ nodes, pageInfo }: Connection<HeadNode>): OpenHeads {
  return {
    heads: nodes.map((node) => ({
      number: node.number,
      headSha: node.headRefOid,
      baseRef: node.baseRefName,
      mine: node.viewerDidAuthor,
      branch: node.isCrossRepository ? undefined : node.headRefName,
      author: accountOf(node.author),
    })),
    after: pageInfo.hasNextPage ? (pageInfo.endCursor ?? "") : undefined,
  };
}
