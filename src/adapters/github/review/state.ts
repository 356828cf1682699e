// What GitHub shows of a pull request, and of all that are open, in as few questions as it takes.

import type { SeenRun } from "../../../core/review/seen.ts";
import { isOurLabel } from "../../../core/review/labels.ts";
import type { MergedSubmission } from "../../../core/review/waits.ts";
import { JobError } from "../../../core/job-error.ts";
import type {
  AskedBeside,
  CatalogState,
  OpenHeads,
  OpenPull,
  QueuedGroup,
  TestMerge,
} from "../../../ports/forge.ts";
import { withFormerAnswers, withGiven } from "../base/answered.ts";
import { ownTexts } from "../base/own-texts.ts";
import type { ForgeOptions } from "../base/repository.ts";
import { askGraphQL } from "../base/graphql.ts";
import { askSmaller, TALK_SIZES } from "../base/lots.ts";
import { morePages, OPEN_HEADS, OPEN_PULL_REQUESTS, REVIEW_STATE, type TalkConnection } from "./queries.ts";
import {
  commentOf,
  commitsOf,
  hasMoreRuns,
  openHeadsOf,
  pullOf,
  rerunAsked,
  reviewOf,
  runOf,
  type BranchNode,
  type CatalogNode,
  type DeployedNode,
  type CommentNode,
  type Connection,
  type HeadNode,
  type PolicyNode,
  type PullNode,
  type ReviewNode,
  type SuiteNode,
  type ThreadNode,
} from "../base/shapes.ts";

const PAGES_MAX = 30;
/** How many open pull requests are asked for at once: GitHub gives up on a question after ten seconds. */
const LOTS: readonly number[] = [100, 20, 5, 1];

export async function reviewState(
  options: ForgeOptions,
  number: number,
  { merged = false, open = false }: AskedBeside = {},
) {
  const { octokit, appId, owner, name, repositoryId } = options;
  type Repository = CatalogNode &
    DeployedNode & {
      labels: { nodes: { name: string }[] } | null;
      published: BranchNode | null;
      merged?: { readonly nodes: readonly MergedNode[] };
      open?: Connection<HeadNode>;
      pullRequest: (PullNode & TestMergeNode & { readonly reviewThreads: Connection<ThreadNode> }) | null;
    };
  const variables = { owner, name, number, publish: "refs/heads/gh-pages", app: appId, merged, open };
  const ask = (first: number) =>
    askGraphQL<{ repository: Repository | null }>(
      octokit,
      REVIEW_STATE,
      { ...variables, first, runs: first },
      { accept: ["NOT_FOUND"], spare: ["deployments"] },
    );
  const { answer } = await askSmaller(TALK_SIZES, ask, () => `#${number}`);
  const { repository } = answer;
  const catalog = catalogState(repository, repositoryId);
  const pull = repository?.pullRequest;
  if (repository === null || pull === null || pull === undefined || catalog === undefined) return undefined;
  const comments = [
    ...pull.comments.nodes,
    ...(await more<CommentNode>(options, number, "comments", pull.comments.pageInfo)),
  ];
  const reviews = [
    ...(pull.reviews?.nodes ?? []),
    ...(pull.reviews === null
      ? []
      : await more<ReviewNode>(options, number, "reviews", pull.reviews.pageInfo)),
  ];
  const threads = [
    ...pull.reviewThreads.nodes,
    ...(await more<ThreadNode>(options, number, "reviewThreads", pull.reviewThreads.pageInfo)),
  ];
  const read = pullOf(pull, { appId, texts: ownTexts(options) }, { comments, reviews, threads });
  const seen = { ...read, comments: await withFormerAnswers(options, read.comments) };
  return {
    ...catalog,
    deployments: deployedOf(repository),
    testMerge: testMergeOf(pull, catalog.tipSha),
    pull: hasMoreRuns(pull) ? { ...seen, runs: await runsOn(options, seen.headSha) } : seen,
    labelsInRepository: (repository?.labels?.nodes ?? []).map((label) => label.name),
    published: commitsOf(repository?.published),
    ...(repository?.merged === undefined ? {} : { merged: mergedOf(repository.merged.nodes) }),
    ...(repository?.open === undefined ? {} : { open: openHeadsOf(repository.open) }),
  };
}

export async function openHeads(
  { octokit, owner, name, repositoryId }: ForgeOptions,
  after: string,
): Promise<OpenHeads> {
  type Repository = { readonly databaseId: number; readonly open: Connection<HeadNode> };
  const ask = (first: number) =>
    askGraphQL<{ repository: Repository | null }>(octokit, OPEN_HEADS, { owner, name, first, after });
  const { answer } = await askSmaller(TALK_SIZES, ask, () => "the next open pull request");
  const { repository } = answer;
  if (repository === null) throw new JobError("retry", "the repository cannot be read");
  if (repository.databaseId !== repositoryId)
    throw new JobError("retry", "the repository has another name by now");
  return openHeadsOf(repository.open);
}

interface TestMergeNode {
  readonly mergeable: string;
  readonly potentialMergeCommit: {
    readonly tree: { readonly oid: string };
    readonly parents: { readonly nodes: readonly { readonly oid: string }[] };
  } | null;
}

/** One of another head, or on another tip, says nothing of this one. */
function testMergeOf(
  { mergeable, potentialMergeCommit, headRefOid }: PullNode & TestMergeNode,
  tipSha: string,
): TestMerge {
  if (mergeable === "CONFLICTING") return { state: "conflicting" };
  const [onto, merged] = potentialMergeCommit?.parents.nodes ?? [];
  const isThis = onto?.oid === tipSha && merged?.oid === headRefOid;
  return mergeable === "MERGEABLE" && isThis && potentialMergeCommit !== null
    ? { state: "made", tree: potentialMergeCommit.tree.oid }
    : { state: "unknown" };
}

async function more<T>(
  { octokit, owner, name }: ForgeOptions,
  number: number,
  kind: TalkConnection,
  start: Connection<T>["pageInfo"],
): Promise<T[]> {
  type Data = { repository: { pullRequest: Record<string, Connection<T> | null> | null } | null };
  const nodes: T[] = [];
  let page = start;
  let sizes = TALK_SIZES;
  for (let i = 0; page.hasNextPage; i += 1) {
    // A conversation that cannot be read to its end could hide what counts most.
    if (i >= PAGES_MAX) throw new JobError("denied", `more ${kind} than can be read`);
    const { endCursor: after } = page;
    const ask = (first: number) =>
      askGraphQL<Data>(octokit, morePages(kind), { owner, name, number, first, after });
    const { answer, size } = await askSmaller(sizes, ask, () => `${kind} of #${number}`);
    sizes = sizes.filter((one) => one <= size);
    const connection = answer.repository?.pullRequest?.[kind];
    if (connection === null || connection === undefined)
      throw new JobError("retry", `the ${kind} of #${number} are not shown`);
    nodes.push(...connection.nodes);
    page = connection.pageInfo;
  }
  return nodes;
}

/** undefined: no repository, no commit, or another repository under the name we knew. */
export function catalogState(node: CatalogNode | null, repositoryId: number): CatalogState | undefined {
  if (node === null || node.defaultBranchRef?.target === null || node.defaultBranchRef === null)
    return undefined;
  if (node.databaseId !== repositoryId) throw new JobError("retry", "the repository has another name by now");
  const { policy } = node;
  const text = policy?.text ?? undefined;
  return {
    repositoryId,
    owner: node.owner.login,
    name: node.name,
    defaultBranch: node.defaultBranchRef.name,
    tipSha: node.defaultBranchRef.target.oid,
    policy: policy === null ? undefined : { sha: policy.oid, text: isAsWritten(policy) ? text : undefined },
  };
}

export function deployedOf({ deployments: { nodes } }: DeployedNode): readonly unknown[] {
  return nodes.map((one) => payloadOf(one?.payload ?? ""));
}

/** A text that holds JSON, or JSON that holds such a text; undefined: neither. */
function payloadOf(text: string): unknown {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "string" ? (JSON.parse(value) as unknown) : value;
  } catch {
    return undefined;
  }
}

/** GitHub replaces what is not UTF-8, and cuts what is long; such a file is read as bytes, so that nothing is guessed at. */
function isAsWritten({ text, isBinary, isTruncated }: PolicyNode): boolean {
  return isBinary !== true && isTruncated !== true && text?.includes("\ufffd") !== true;
}

interface QueueNode {
  readonly name: string;
  readonly target: { readonly oid: string; readonly committedDate?: string } | null;
}

/** `name`: "main/pr-12-" and what GitHub adds; a branch of the default branch's name may hold slashes. */
function queuedOf({ name, target }: QueueNode): readonly QueuedGroup[] {
  const [, onto, number] = /^(.+)\/pr-(\d{1,10})-[0-9a-f]+$/.exec(name) ?? [];
  if (onto === undefined || number === undefined || target === null) return [];
  const madeAtMs = Date.parse(target.committedDate ?? "");
  return [{ onto, number: Number(number), headSha: target.oid, madeAtMs }];
}

export async function* openPulls(options: ForgeOptions) {
  const { octokit, appId, owner, name, repositoryId } = options;
  const texts = ownTexts(options);
  let after: string | null = null;
  let lots = LOTS;
  let last: number | undefined;
  for (let page = 0; page < 10_000; page += 1) {
    type Node = {
      number: number;
      baseRefName: string;
      headRefOid: string;
      body: string;
      comments: { nodes: CommentNode[] };
      reviews: { nodes: ReviewNode[] } | null;
      commits: { nodes: { commit: { oid: string; checkSuites: { nodes: SuiteNode[] } | null } }[] };
    };
    type Found = CatalogNode & { pullRequests: Connection<Node>; refs?: { nodes: readonly QueueNode[] } };
    type Answer = { repository: Found | null };
    const ask = (first: number): Promise<Answer> =>
      askGraphQL(octokit, OPEN_PULL_REQUESTS, { owner, name, first, after, app: appId, queued: page === 0 });
    const asked: { answer: Answer; size: number } = await askSmaller(lots, ask, () =>
      last === undefined ? "the first open pull request" : `the open pull request after #${last}`,
    );
    lots = lots.filter((size) => size <= asked.size);
    const node = asked.answer.repository;
    const catalog = catalogState(node, repositoryId);
    if (node === null || catalog === undefined) return;
    const pulls = node.pullRequests.nodes.map((pull): OpenPull => {
      const suites =
        pull.commits.nodes.find(({ commit }) => commit.oid === pull.headRefOid)?.commit.checkSuites?.nodes ??
        [];
      return {
        number: pull.number,
        baseRef: pull.baseRefName,
        headSha: pull.headRefOid,
        text: pull.body,
        comments: withGiven(
          options,
          pull.comments.nodes.map((one) => commentOf(one, pull.number, texts)),
        ),
        reviews: (pull.reviews?.nodes ?? []).map(reviewOf),
        runs: suites.flatMap(({ checkRuns }) => checkRuns.nodes.map(runOf)),
        rerunAsked: rerunAsked(suites),
      };
    });
    yield { catalog, pulls, queued: (node.refs?.nodes ?? []).flatMap(queuedOf) };
    last = pulls.at(-1)?.number ?? last;
    if (!node.pullRequests.pageInfo.hasNextPage) return;
    after = node.pullRequests.pageInfo.endCursor;
  }
}

interface MergedNode {
  readonly createdAt: string;
  readonly mergedAt: string | null;
  readonly viewerDidAuthor: boolean;
  readonly labels: { readonly nodes: readonly { readonly name: string }[] } | null;
}

/** Whatever bears a label of ours was a submission; our own pull requests bear none. */
function mergedOf(nodes: readonly MergedNode[]): readonly MergedSubmission[] {
  return nodes.flatMap(({ createdAt, mergedAt, viewerDidAuthor, labels }) =>
    mergedAt === null || viewerDidAuthor || !labels?.nodes.some(({ name }) => isOurLabel(name))
      ? []
      : [{ createdAtMs: Date.parse(createdAt), mergedAtMs: Date.parse(mergedAt) }],
  );
}

/** Every run of ours on a commit, page by page; more than can be read is a fault, not an answer. */
export async function runsOn(options: ForgeOptions, sha: string): Promise<readonly SeenRun[]> {
  const { octokit, owner, name, appId } = options;
  const runs: SeenRun[] = [];
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const { data } = await octokit.rest.checks.listForRef({
      owner,
      repo: name,
      ref: sha,
      app_id: appId,
      filter: "all",
      per_page: 100,
      page,
    });
    for (const run of data.check_runs) {
      runs.push({
        id: Number(run.id),
        name: run.name,
        completed: run.status === "completed",
        conclusion: run.conclusion ?? undefined,
        externalId: run.external_id ?? "",
        startedAtMs: run.started_at === null ? 0 : Date.parse(run.started_at),
        completedAtMs: run.completed_at === null ? undefined : Date.parse(run.completed_at),
      });
    }
    if (runs.length >= data.total_count || data.check_runs.length === 0) return runs;
  }
  throw new JobError("denied", `more than ${PAGES_MAX * 100} check runs on one commit`);
}
