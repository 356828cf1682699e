// What cases read and write at GitHub: issues with their events and talk, roles, labels, and issues of our own.

import { firstFieldOf } from "../../../core/takedown/form.ts";
import { readPublic } from "../../../core/takedown/public-side.ts";
import type { BodyEdit, SeenIssue } from "../../../core/takedown/seen.ts";
import type { SeenComment } from "../../../core/review/seen.ts";
import { JobError } from "../../../core/job-error.ts";
import type { IssueForge } from "../../../ports/cases.ts";
import { CASE_ISSUE, CATALOG_STATE } from "./queries.ts";
import { backlog } from "./backlog.ts";
import { eventsOf } from "./events.ts";
import { caseIndex, changedIssues, ownIssues } from "./own-issues.ts";
import { issueWrites } from "./issue-writes.ts";
import { proposalsOf } from "./proposals.ts";
import { withFormerAnswers } from "../base/answered.ts";
import { ownTexts } from "../base/own-texts.ts";
import type { ForgeOptions } from "../base/repository.ts";
import { askGraphQL } from "../base/graphql.ts";
import { askSmaller, TALK_SIZES } from "../base/lots.ts";
import {
  accountOf,
  commentOf,
  type ActorNode,
  type CatalogNode,
  type DeployedNode,
  type CommentNode,
  type Connection,
} from "../base/shapes.ts";
import { catalogState, deployedOf } from "../review/state.ts";

const COMMENTS_MAX = 3_000;

interface IssueNode {
  readonly number: number;
  readonly url: string;
  readonly state: string;
  readonly body: string;
  readonly createdAt: string;
  readonly lastEditedAt: string | null;
  readonly userContentEdits: {
    readonly nodes:
      | readonly ({ readonly editedAt: string; readonly editor: ActorNode | null } | null)[]
      | null;
  } | null;
  readonly viewerDidAuthor: boolean;
  readonly author: ActorNode | null;
  readonly labels: { readonly nodes: readonly { readonly name: string }[] } | null;
  readonly comments: Connection<CommentNode>;
}

interface Talk {
  readonly issue: IssueNode;
  readonly comments: readonly SeenComment[];
}

export function casesOf(options: ForgeOptions): Omit<IssueForge, "isMember" | "loginOf"> {
  const { octokit, owner, name, repositoryId } = options;
  const at = { owner, repo: name };
  let githubMs: number | undefined;
  octokit.hook.after("request", ({ headers }) => {
    const date = Date.parse(headers["date"] ?? "");
    if (Number.isFinite(date)) githubMs = date;
  });
  return {
    ...proposalsOf(octokit, at),
    githubMs: () => githubMs,
    async catalogState() {
      const { repository } = await askGraphQL<{ repository: CatalogNode | null }>(octokit, CATALOG_STATE, {
        owner,
        name,
        deployed: false,
      });
      return catalogState(repository, repositoryId);
    },
    async deployedState() {
      const { repository } = await askGraphQL<{ repository: (CatalogNode & DeployedNode) | null }>(
        octokit,
        CATALOG_STATE,
        { owner, name, deployed: true },
        { spare: ["deployments"] },
      );
      const state = catalogState(repository, repositoryId);
      return state === undefined || repository === null
        ? undefined
        : { ...state, deployments: deployedOf(repository) };
    },
    async caseIssue(number) {
      const talk = await talkOf(options, number);
      return talk === undefined ? "gone" : issueOf(options, number, talk);
    },
    async talk(number) {
      return (await talkOf(options, number))?.comments ?? [];
    },
    caseIndex: (dashboard, side) =>
      caseIndex(
        options,
        dashboard,
        side,
        async (number, after) => (await talkOf(options, number, after))?.comments ?? [],
      ),
    ownIssues: (label) => ownIssues(options, label),
    backlog: (labels) => backlog(options, labels),
    changed: (label, sinceMs) => changedIssues(options, label, sinceMs),
    ...issueWrites(options),
  };
}

/** undefined: there is no such issue here (any more). `from`: where an earlier answer ended. */
async function talkOf(
  options: ForgeOptions,
  number: number,
  from: string | null = null,
): Promise<Talk | undefined> {
  const { octokit, owner, name, repositoryId } = options;
  const texts = ownTexts(options);
  const comments: SeenComment[] = [];
  let after = from;
  let sizes = TALK_SIZES;
  for (let page = 0; page < COMMENTS_MAX && comments.length < COMMENTS_MAX; page += 1) {
    type Data = { repository: { databaseId: number; issue: IssueNode | null } | null };
    const ask = (first: number): Promise<Data> =>
      askGraphQL<Data>(
        octokit,
        CASE_ISSUE,
        { owner, name, number, first, after },
        { accept: ["NOT_FOUND"], spare: ["userContentEdits"] },
      );
    const { answer: data, size } = await askSmaller(sizes, ask, () => `the talk on #${number}`);
    sizes = sizes.filter((one) => one <= size);
    if (data.repository !== null && data.repository.databaseId !== repositoryId)
      throw new JobError("retry", "the repository has another name by now");
    const issue: IssueNode | null | undefined = data.repository?.issue;
    if (data.repository === null) throw new JobError("retry", "the repository cannot be read");
    // An issue that was moved may be shown where it went; it is not this one any more.
    const path = `/${owner}/${name}/issues/${number}`.toLowerCase();
    if (issue === null || issue === undefined || !issue.url.toLowerCase().endsWith(path)) return undefined;
    comments.push(...issue.comments.nodes.map((one) => commentOf(one, number, texts)));
    if (!issue.comments.pageInfo.hasNextPage)
      return { issue, comments: await withFormerAnswers(options, comments) };
    after = issue.comments.pageInfo.endCursor;
  }
  // A conversation that cannot be read to its end could hide what counts most.
  throw new JobError("denied", `more than ${COMMENTS_MAX} comments`);
}

async function issueOf(options: ForgeOptions, number: number, { issue, comments }: Talk): Promise<SeenIssue> {
  const { body, mine } = ownTexts(options).read(issue.body, "issue", issue);
  const { events, from } = await eventsOf(options, number);
  return {
    open: issue.state === "OPEN",
    mine,
    publicSide: mine && readPublic(body) !== undefined,
    author: accountOf(issue.author),
    createdAtMs: Date.parse(issue.createdAt),
    bodyEditedAtMs: issue.lastEditedAt === null ? undefined : Date.parse(issue.lastEditedAt),
    bodyEdits: editsOf(issue),
    formId: firstFieldOf(issue.body),
    labels: (issue.labels?.nodes ?? []).map((label) => label.name),
    events,
    eventsFrom: from,
    comments,
  };
}

function editsOf({ userContentEdits }: IssueNode): readonly BodyEdit[] {
  return (userContentEdits?.nodes ?? [])
    .flatMap((edit) =>
      edit === null ? [] : [{ atMs: Date.parse(edit.editedAt), by: accountOf(edit.editor) }],
    )
    .sort((a, b) => b.atMs - a.atMs);
}
