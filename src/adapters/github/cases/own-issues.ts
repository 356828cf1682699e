// Issues that this App opened: the dashboard with the cases' copies, public sides, and whatever else bears a label of ours.

import type { SeenComment } from "../../../core/review/seen.ts";
import { JobError } from "../../../core/job-error.ts";
import type { CaseIndex, ChangedIssue, OwnIssue, SeenOwn } from "../../../ports/cases.ts";
import { CASE_INDEX, CHANGED_ISSUES } from "./queries.ts";
import { ownTexts, type OwnTexts } from "../base/own-texts.ts";
import type { ForgeOptions } from "../base/repository.ts";
import { askGraphQL } from "../base/graphql.ts";
import { askSmaller, TALK_SIZES } from "../base/lots.ts";
import { commentOf, type ActorNode, type CommentNode, type Connection } from "../base/shapes.ts";

const PAGES_MAX = 30;

interface OwnNode {
  readonly number: number;
  readonly state: string;
  readonly body: string;
  readonly viewerDidAuthor: boolean;
  readonly author: ActorNode | null;
}

type IndexRepository = {
  readonly databaseId: number;
  readonly hasIssuesEnabled: boolean;
  readonly isArchived: boolean;
  readonly dashboards: Connection<OwnNode & { readonly comments: Connection<CommentNode> }>;
  readonly sides: Connection<OwnNode>;
} | null;

/** One question where they are few; where they are many, each list is read to its end. */
export async function caseIndex(
  options: ForgeOptions,
  dashboard: string,
  side: string,
  talk: (number: number, after: string | null) => Promise<readonly SeenComment[]>,
): Promise<CaseIndex> {
  const texts = ownTexts(options);
  const { dashboards, sides, hasIssuesEnabled, isArchived } = await firstPages(options, dashboard, side);
  const node = dashboards.nodes.find((one) => opened(one, texts) !== undefined);
  const isLonger = node === undefined ? dashboards.pageInfo.hasNextPage : node.comments.pageInfo.hasNextPage;
  const own =
    node === undefined
      ? isLonger
        ? (await ownIssues(options, dashboard))[0]
        : undefined
      : opened(node, texts);
  return {
    takesIssues: hasIssuesEnabled && !isArchived,
    dashboard: own && {
      number: own.number,
      body: own.body,
      comments:
        node === undefined
          ? await talk(own.number, null)
          : [
              ...node.comments.nodes.map((one) => commentOf(one, node.number, texts)),
              // What one answer does not hold is read on from there.
              ...(isLonger ? await talk(own.number, node.comments.pageInfo.endCursor) : []),
            ],
    },
    sides: sides.pageInfo.hasNextPage
      ? (await ownIssues(options, side)).filter(({ open }) => open)
      : sides.nodes.flatMap((one) => opened(one, texts) ?? []),
  };
}

/** undefined: it is not ours. */
function opened(node: OwnNode, texts: OwnTexts): SeenOwn | undefined {
  const { body, mine } = texts.read(node.body, "issue", node);
  return mine ? { number: node.number, body } : undefined;
}

/** Throws `JobError` where the repository is not the one that was asked about. */
async function firstPages(
  { octokit, owner, name, repositoryId }: ForgeOptions,
  dashboard: string,
  side: string,
): Promise<NonNullable<IndexRepository>> {
  const ask = (first: number) =>
    askGraphQL<{ repository: IndexRepository }>(octokit, CASE_INDEX, {
      owner,
      name,
      first,
      dashboard: [dashboard],
      side: [side],
    });
  const { answer } = await askSmaller(TALK_SIZES, ask, () => "the issues of our own");
  const { repository } = answer;
  if (repository === null) throw new JobError("retry", "the repository cannot be read");
  if (repository.databaseId !== repositoryId)
    throw new JobError("retry", "the repository has another name by now");
  return repository;
}

interface ChangedNode {
  readonly number: number;
  readonly updatedAt: string;
  readonly labels: { readonly nodes: readonly { readonly name: string }[] } | null;
}

type ChangedRepository = { readonly databaseId: number; readonly issues: Connection<ChangedNode> } | null;

/** `label` undefined: whatever labels they bear. */
export async function* changedIssues(
  { octokit, owner, name, repositoryId }: ForgeOptions,
  label: string | undefined,
  sinceMs: number | undefined,
): AsyncIterable<ChangedIssue> {
  let after: string | null = null;
  let sizes = TALK_SIZES;
  let last = 0;
  for (let page = 1; page <= 1_000; page += 1) {
    const ask = (first: number): Promise<{ repository: ChangedRepository }> =>
      askGraphQL(octokit, CHANGED_ISSUES, {
        owner,
        name,
        first,
        labels: label === undefined ? null : [label],
        filter: sinceMs === undefined ? null : { since: new Date(sinceMs).toISOString() },
        after,
      });
    const { answer, size } = await askSmaller(sizes, ask, () => `the changed issues after #${last}`);
    sizes = sizes.filter((one) => one <= size);
    const repository: ChangedRepository = answer.repository;
    if (repository === null) throw new JobError("retry", "the repository cannot be read");
    if (repository.databaseId !== repositoryId)
      throw new JobError("retry", "the repository has another name by now");
    for (const { number, updatedAt, labels } of repository.issues.nodes) {
      yield {
        number,
        updatedAtMs: Date.parse(updatedAt),
        labels: (labels?.nodes ?? []).map((one) => one.name),
      };
      last = number;
    }
    if (!repository.issues.pageInfo.hasNextPage) return;
    after = repository.issues.pageInfo.endCursor;
  }
}

export async function ownIssues(options: ForgeOptions, label: string): Promise<readonly OwnIssue[]> {
  const { octokit, owner, name } = options;
  const texts = ownTexts(options);
  const own: OwnIssue[] = [];
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const { data } = await octokit.rest.issues.listForRepo({
      owner,
      repo: name,
      labels: label,
      state: "all",
      direction: "asc",
      per_page: 100,
      page,
    });
    // Anybody with triage rights can set a label; only what GitHub says we opened is ours.
    for (const issue of data) {
      const { pull_request: pull, performed_via_github_app: via } = issue;
      const body = pull === undefined ? texts.readByApp(issue.body, "issue", via?.id) : undefined;
      if (body !== undefined)
        own.push({
          number: issue.number,
          open: issue.state === "open",
          body,
          labels: labelsOf(issue.labels),
        });
    }
    if (data.length < 100) return own;
  }
  throw new JobError("denied", "more issues of our own than can be read");
}

function labelsOf(labels: readonly (string | { readonly name?: string | null })[]): readonly string[] {
  return labels.map((label) => (typeof label === "string" ? label : (label.name ?? "")));
}
