// Pull requests: opening, editing, reviewing, merging, and the merge queue's test branches.

import { mergeBase, mergedTree, replay } from "../git/history.ts";
import { formatCommit } from "../git/parse.ts";
import type { Repository, Review, ReviewVerdict } from "../model.ts";
import { ApiRefusal, invalid } from "../refusal.ts";
import { refuseMerge } from "../rulesets.ts";
import { simpleCommitView } from "../views/git.ts";
import { isPull, pullCommits, pullSimpleView, reviewView, type PullIssue } from "../views/pulls.ts";
import type { World } from "../world.ts";
import { closeByKeyword, closeIssue, emitIssue, record } from "./close.ts";
import { signatureOf } from "./commits.ts";
import { emit, type By } from "./emit.ts";
import { storeIssue } from "./issues.ts";
import { afterRefMove } from "./refs.ts";

export interface NewPull {
  readonly title: string;
  readonly body: string | null;
  readonly base: string;
  readonly head: { readonly repository: Repository; readonly branch: string };
  readonly draft: boolean;
}

export async function openPull(
  world: World,
  repository: Repository,
  by: By,
  ask: NewPull,
): Promise<PullIssue> {
  const baseSha = repository.git.ref(`refs/heads/${ask.base}`);
  const headSha = ask.head.repository.git.ref(`refs/heads/${ask.head.branch}`);
  if (baseSha === undefined) throw invalid("PullRequest", "base");
  if (headSha === undefined || ask.head.repository.git.objects !== repository.git.objects) {
    throw invalid("PullRequest", "head");
  }
  if ((await mergeBase(repository.git.objects, baseSha, headSha)) === headSha) {
    throw new ApiRefusal(422, "Validation Failed", [
      {
        resource: "PullRequest",
        code: "custom",
        message: `No commits between ${ask.base} and ${ask.head.branch}`,
      },
    ]);
  }
  refuseSecond(repository, ask);
  const issue = storeIssue(world, repository, by, {
    title: ask.title,
    body: ask.body,
    pull: {
      head: {
        repository: ask.head.repository,
        ownerLogin: ask.head.repository.owner.login,
        branch: ask.head.branch,
        sha: headSha,
      },
      base: { branch: ask.base, sha: baseSha },
      draft: ask.draft,
      mergedAtMs: undefined,
      mergedBy: undefined,
      mergeCommitSha: undefined,
      lastPushedBy: by.account,
      reviews: [],
      threads: [],
    },
  });
  if (!isPull(issue)) throw new Error("a pull request was stored without its branches");
  repository.git.setRef(`refs/pull/${issue.number}/head`, headSha);
  await emitIssue(world, issue, by, "opened");
  return issue;
}

function refuseSecond(repository: Repository, ask: NewPull): void {
  for (const one of repository.issues.values()) {
    if (one.state === "closed" || one.pull?.head.repository !== ask.head.repository) continue;
    if (one.pull.head.branch !== ask.head.branch || one.pull.base.branch !== ask.base) continue;
    const message = `A pull request already exists for ${ask.head.repository.owner.login}:${ask.head.branch}.`;
    throw new ApiRefusal(422, "Validation Failed", [{ resource: "PullRequest", code: "custom", message }]);
  }
}

export async function retarget(world: World, issue: PullIssue, base: string, by: By): Promise<void> {
  const { pull, repository } = issue;
  if (base === pull.base.branch) return;
  const sha = repository.git.ref(`refs/heads/${base}`);
  if (sha === undefined) throw invalid("PullRequest", "base");
  const from = { ref: { from: pull.base.branch }, sha: { from: pull.base.sha } };
  pull.base = { branch: base, sha };
  issue.updatedAtMs = world.nowMs();
  await emitIssue(world, issue, by, "edited", { changes: { base: from } });
}

export async function setDraft(world: World, issue: PullIssue, draft: boolean, by: By): Promise<void> {
  if (issue.pull.draft === draft) return;
  issue.pull.draft = draft;
  record(world, issue, by, draft ? "convert_to_draft" : "ready_for_review");
  await emitIssue(world, issue, by, draft ? "converted_to_draft" : "ready_for_review");
}

export type MergeMethod = "merge" | "squash" | "rebase";

async function mergedCommit(
  world: World,
  issue: PullIssue,
  tip: string,
  by: By,
  method: MergeMethod,
  title: string,
  text: string,
): Promise<string | undefined> {
  const { objects } = issue.repository.git;
  const signature = signatureOf(world, by.account);
  const { sha: head } = issue.pull.head;
  if (method === "rebase") {
    let onto: string | undefined = tip;
    for (const sha of (await pullCommits(issue)).toReversed()) {
      if (onto !== undefined) onto = await replay(objects, sha, onto, signature);
    }
    return onto;
  }
  const tree = await mergedTree(objects, tip, head);
  if (tree === undefined) return undefined;
  const author = method === "squash" ? signatureOf(world, issue.author) : signature;
  return objects.writeCommit(
    formatCommit({
      tree,
      parents: method === "squash" ? [tip] : [tip, head],
      author: { ...author, dateMs: signature.dateMs },
      committer: signature,
      message: `${title}\n\n${text}\n`,
    }),
  );
}

export interface MergeAsk {
  readonly method: MergeMethod;
  readonly title?: string;
  readonly message?: string;
  /** 409 when the head has moved away from it. */
  readonly sha?: string;
}

export async function mergePull(world: World, issue: PullIssue, by: By, ask: MergeAsk): Promise<string> {
  const { pull, repository } = issue;
  if (ask.sha !== undefined && ask.sha !== pull.head.sha) {
    throw new ApiRefusal(409, "Head branch was modified. Review and try the merge again.");
  }
  if (issue.state === "closed") throw new ApiRefusal(405, "Pull Request is not mergeable");
  if (pull.draft) throw new ApiRefusal(405, "Pull Request is still a draft");
  refuseMerge(world, issue, by, ask.method);
  const ref = `refs/heads/${pull.base.branch}`;
  const before = repository.git.ref(ref);
  if (before === undefined) throw new ApiRefusal(405, "Pull Request is not mergeable");
  const from = `${pull.head.ownerLogin}/${pull.head.branch}`;
  const merging = ask.method === "merge";
  const title =
    ask.title ??
    (merging ? `Merge pull request #${issue.number} from ${from}` : `${issue.title} (#${issue.number})`);
  const sha = await mergedCommit(world, issue, before, by, ask.method, title, ask.message ?? issue.title);
  if (sha === undefined) throw new ApiRefusal(405, "Pull Request is not mergeable");
  if (!repository.git.setRef(ref, sha, before))
    throw new ApiRefusal(409, "Base branch was modified. Try the merge again.");
  Object.assign(pull, { mergedAtMs: world.nowMs(), mergedBy: by.account, mergeCommitSha: sha });
  await closeIssue(world, issue, by, { commitId: sha });
  if (pull.base.branch === repository.defaultBranch)
    await closeByKeyword(world, repository, by, issue.body ?? "", sha);
  await afterRefMove(world, repository, { ref, before, after: sha }, by);
  return sha;
}

export interface NewReview {
  readonly state: Exclude<ReviewVerdict, "DISMISSED">;
  readonly body: string;
  readonly commitId?: string;
  readonly comments?: readonly {
    readonly path: string;
    readonly line: number;
    readonly startLine?: number;
    readonly body: string;
  }[];
}

export function addReview(world: World, issue: PullIssue, by: By, ask: NewReview): Review {
  const own = by.account === issue.author;
  if (own && (ask.state === "APPROVED" || ask.state === "CHANGES_REQUESTED")) {
    const what = ask.state === "APPROVED" ? "approve" : "request changes on";
    throw new ApiRefusal(422, "Unprocessable Entity", [`Can not ${what} your own pull request`]);
  }
  if (ask.state === "CHANGES_REQUESTED" && ask.body === "") throw new ApiRefusal(422, "Body can't be blank");
  const review: Review = {
    id: world.nextId(),
    author: by.account,
    body: ask.body,
    state: ask.state,
    commitId: ask.commitId ?? issue.pull.head.sha,
    submittedAtMs: world.nowMs(),
  };
  issue.pull.reviews.push(review);
  for (const comment of ask.comments ?? []) {
    const one = {
      id: world.nextId(),
      author: by.account,
      reviewId: review.id,
      path: comment.path,
      line: comment.line,
      startLine: comment.startLine,
      body: comment.body,
      commitId: review.commitId,
      createdAtMs: world.nowMs(),
    };
    issue.pull.threads.push({ id: world.nextId(), resolvedBy: undefined, comments: [one] });
  }
  issue.updatedAtMs = world.nowMs();
  if (ask.state !== "PENDING") emitReview(world, issue, review, by, "submitted");
  return review;
}

export function editReview(world: World, issue: PullIssue, review: Review, by: By, body: string): void {
  const from = review.body;
  review.body = body;
  emitReview(world, issue, review, by, "edited", { changes: { body: { from } } });
}

export function dismissReview(world: World, issue: PullIssue, review: Review, by: By): void {
  review.state = "DISMISSED";
  emitReview(world, issue, review, by, "dismissed");
}

function emitReview(
  world: World,
  issue: PullIssue,
  review: Review,
  by: By,
  action: string,
  more: Record<string, unknown> = {},
): void {
  const view = reviewView(world, issue, review);
  emit(world, issue.repository, "pull_request_review", action, by.account, {
    ...more,
    // Payloads give the state in lower case where REST gives it in capitals.
    review: { ...view, state: view.state.toLowerCase() },
    pull_request: pullSimpleView(world, issue),
  });
}

export interface MergeGroup {
  readonly headSha: string;
  readonly headRef: string;
  readonly baseSha: string;
  readonly baseRef: string;
}

export interface MergeGroupAsk {
  /** How the queue merges; `merge` if not given. */
  readonly method?: MergeMethod;
  /** The group before this one, which has not been merged yet; else this one stands on the branch. */
  readonly onto?: MergeGroup;
}

/**
 * What GitHub does when pull requests reach the head of the queue: it merges each on a branch of its own, on top of what
 * stands before it, and asks for checks on the last.
 */
export async function createMergeGroup(
  world: World,
  repository: Repository,
  pulls: readonly PullIssue[],
  by: By,
  { method = "merge", onto }: MergeGroupAsk = {},
): Promise<MergeGroup> {
  const base = pulls.at(-1)?.pull.base.branch;
  const baseSha =
    base === undefined ? undefined : (onto?.headSha ?? repository.git.ref(`refs/heads/${base}`));
  if (base === undefined || baseSha === undefined) throw new Error("nothing to queue");
  let [headSha, headRef] = [baseSha, ""];
  for (const issue of pulls) {
    const from = `${issue.pull.head.ownerLogin}/${issue.pull.head.branch}`;
    const title =
      method === "merge"
        ? `Merge pull request #${issue.number} from ${from}`
        : `${issue.title} (#${issue.number})`;
    const next = await mergedCommit(world, issue, headSha, by, method, title, issue.title);
    if (next === undefined) throw new Error(`#${issue.number} conflicts`);
    headRef = `refs/heads/gh-readonly-queue/${base}/pr-${issue.number}-${headSha}`;
    repository.git.setRef(headRef, next);
    headSha = next;
  }
  const commit = await repository.git.objects.commit(headSha);
  emit(world, repository, "merge_group", "checks_requested", by.account, {
    merge_group: {
      head_sha: headSha,
      head_ref: headRef,
      base_sha: baseSha,
      base_ref: `refs/heads/${base}`,
      head_commit: commit === undefined ? null : simpleCommitView(commit),
    },
  });
  return { headSha, headRef, baseSha, baseRef: `refs/heads/${base}` };
}
