// What GitHub shows of a pull request, and of all that are open, in as few questions as it takes.

import type { SeenRun } from "../../../core/review/seen.ts";
import { isOurLabel } from "../../../core/review/labels.ts";
import type { MergedSubmission } from "../../../core/review/waits.ts";
import { JobError } from "../../../core/job-error.ts";
import type { AskedBeside, CatalogState, OpenHeads, OpenPull, TestMerge } from "../../../ports/forge.ts";
import { withFormerAnswers, withGiven } from "../base/answered.ts";
import { ownTexts } from "../base/own-texts.ts";
import type { ForgeOptions } from "../base/repository.ts";
import { statusOf } from "../base/client.ts";
import { askGraphQL } from "../base/graphql.ts";
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
  type CommentNode,
  type Connection,
  type HeadNode,
  type PullNode,
  type ReviewNode,
  type SuiteNode,
  type ThreadNode,
} from "../base/shapes.ts";

const PAGES_MAX = 30;
const LOT = 100;
const SMALL_LOT = 20;

export async function reviewState(
  options: ForgeOptions,
  number: number,
  { merged = false, open = false }: AskedBeside = {},
) {
  const { octokit, appId, owner, name, repositoryId } = options;
  const variables = { owner, name, number, publish: "refs/heads/gh-pages", app: appId, merged, open };
  const { data, errors } = await askGraphQL<{
    repository:
      | (CatalogNode & {
          labels: { nodes: { name: string }[] } | null;
          published: BranchNode | null;
          merged?: { readonly nodes: readonly MergedNode[] };
          open?: Connection<HeadNode>;
          pullRequest: (PullNode & TestMergeNode & { readonly reviewThreads: Connection<ThreadNode> }) | null;
        })
      | null;
  }>(octokit, REVIEW_STATE, variables);
  const repository = data.repository;
  const catalog = catalogState(repository, repositoryId);
  const pull = repository?.pullRequest;
  if (pull === null || pull === undefined) {
    if (errors.some(({ type }) => type !== "NOT_FOUND"))
      throw new JobError("retry", "POST /graphql: incomplete");
    return undefined;
  }
  if (catalog === undefined) return undefined;
  if (errors.length > 0) throw new JobError("retry", "POST /graphql: incomplete");
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
  const { data, errors } = await askGraphQL<{
    repository: { readonly databaseId: number; readonly open: Connection<HeadNode> } | null;
  }>(octokit, OPEN_HEADS, { owner, name, after });
  if (data.repository === null || errors.length > 0) throw new JobError("retry", "POST /graphql: incomplete");
  if (data.repository.databaseId !== repositoryId)
    throw new JobError("retry", "the repository has another name by now");
  return openHeadsOf(data.repository.open);
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
  const nodes: T[] = [];
  let page = start;
  for (let i = 0; page.hasNextPage; i += 1) {
    // A conversation that cannot be read to its end could hide what counts most.
    if (i >= PAGES_MAX) throw new JobError("denied", `more than ${PAGES_MAX * 100} ${kind}`);
    const { data } = await askGraphQL<{ repository: { pullRequest: Record<string, Connection<T>> } }>(
      octokit,
      morePages(kind),
      { owner, name, number, after: page.endCursor },
    );
    const connection = data.repository.pullRequest[kind];
    if (connection === undefined) throw new JobError("retry", "POST /graphql: incomplete");
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
    // GitHub replaces what is not UTF-8; such a file is read as bytes, so that it is refused and not guessed at.
    policy:
      policy === null
        ? undefined
        : {
            sha: policy.oid,
            text: policy.isBinary === true || text?.includes("\ufffd") === true ? undefined : text,
          },
  };
}

export async function* openPulls(options: ForgeOptions) {
  const { octokit, appId, owner, name, repositoryId } = options;
  const texts = ownTexts(options);
  let after: string | null = null;
  for (let page = 0; page < 1_000; page += 1) {
    type Node = {
      number: number;
      baseRefName: string;
      headRefOid: string;
      body: string;
      comments: { nodes: CommentNode[] };
      reviews: { nodes: ReviewNode[] } | null;
      commits: { nodes: { commit: { oid: string; checkSuites: { nodes: SuiteNode[] } | null } }[] };
    };
    type Answer = { data: { repository: (CatalogNode & { pullRequests: Connection<Node> }) | null } };
    const ask = (first: number): Promise<Answer> =>
      askGraphQL(octokit, OPEN_PULL_REQUESTS, { owner, name, first, after, app: appId });
    // GitHub gives up on a question after ten seconds: busy pull requests are asked for in smaller lots.
    const answer: Answer = await ask(LOT).catch((error: unknown) => {
      if (statusOf(error) !== 502 && statusOf(error) !== 504) throw error;
      return ask(SMALL_LOT);
    });
    const node = answer.data.repository;
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
    yield { catalog, pulls };
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
