// Pull requests and reviews over REST.

import { closeIssue, reopenIssue } from "../actions/close.ts";
import { mergeability } from "../actions/test-merge.ts";
import { editText } from "../actions/issues.ts";
import {
  addReview,
  dismissReview,
  mergePull,
  openPull,
  retarget,
  type MergeMethod,
  type NewReview,
} from "../actions/pulls.ts";
import type { Repository, Review } from "../model.ts";
import { ApiRefusal, invalid, notFound, unprocessable } from "../refusal.ts";
import { canSee, hasRole } from "../roles.ts";
import { commitView, differenceView } from "../views/git.ts";
import {
  isPull,
  pullCommits,
  pullFiles,
  pullSimpleView,
  pullView,
  reviewCommentView,
  reviewView,
  type PullIssue,
} from "../views/pulls.ts";
import { liveIssues } from "../world.ts";
import {
  by,
  json,
  need,
  paged,
  param,
  operationPath,
  repositoryOperation,
  requiredText,
  textField,
  type Answer,
  type Json,
  type Operation,
  type RepositoryCall,
} from "./operation.ts";

function pullOf(call: RepositoryCall): PullIssue {
  const issue = call.repository.issues.get(Number(param(call, "pull_number")));
  if (issue === undefined || issue.deleted || !isPull(issue)) throw notFound();
  return issue;
}

/** The author may change their own; others need write. */
function refuseStranger(call: RepositoryCall, issue: PullIssue): void {
  const { actor } = call;
  if (
    actor.kind === "user" &&
    actor.user !== issue.author &&
    !hasRole(call.repository, actor.user, "triage")
  ) {
    throw new ApiRefusal(403, "Must have admin rights to Repository.");
  }
}

function list(call: RepositoryCall): Answer {
  const state = call.query.get("state") ?? "open";
  const head = call.query.get("head");
  const base = call.query.get("base");
  const ascending = call.query.get("direction") === "asc";
  const found = liveIssues(call.repository)
    .filter(isPull)
    .filter((issue) => state === "all" || issue.state === state)
    .filter((issue) => head === null || `${issue.pull.head.ownerLogin}:${issue.pull.head.branch}` === head)
    .filter((issue) => base === null || issue.pull.base.branch === base)
    .sort((a, b) => (ascending ? a.number - b.number : b.number - a.number));
  return paged(call, operationPath(call, "/pulls"), found, (issue) => pullSimpleView(call.world, issue));
}

function headRepository(call: RepositoryCall, owner: string | undefined): Repository {
  if (owner === undefined) return call.repository;
  const found = [...call.world.repositories.values()].find(
    (one) =>
      !one.deleted &&
      one.owner.login.toLowerCase() === owner.toLowerCase() &&
      one.git.objects === call.repository.git.objects &&
      canSee(one, call.actor),
  );
  if (found === undefined) throw invalid("PullRequest", "head");
  return found;
}

async function create(call: RepositoryCall): Promise<Answer> {
  const named = requiredText(call, "head");
  const [owner, branch] = named.includes(":") ? named.split(":") : [undefined, named];
  const issue = await openPull(call.world, call.repository, by(call), {
    title: requiredText(call, "title"),
    body: textField(call, "body") ?? null,
    base: requiredText(call, "base"),
    head: { repository: headRepository(call, owner), branch: branch ?? "" },
    draft: call.body["draft"] === true,
  });
  return json(await pullView(call.world, issue), 201);
}

async function update(call: RepositoryCall): Promise<Answer> {
  const issue = pullOf(call);
  const who = by(call);
  refuseStranger(call, issue);
  const [title, body, state, base] = [
    textField(call, "title"),
    textField(call, "body"),
    textField(call, "state"),
    textField(call, "base"),
  ];
  await editText(call.world, issue, who, {
    ...(title === undefined ? {} : { title }),
    ...(body === undefined ? {} : { body }),
  });
  if (base !== undefined) await retarget(call.world, issue, base, who);
  if (state === "closed") await closeIssue(call.world, issue, who, {});
  if (state === "open") {
    if (issue.pull.mergedAtMs !== undefined)
      throw invalid("PullRequest", "state", "Cannot reopen a merged pull request");
    await reopenIssue(call.world, issue, who);
  }
  return json(await pullView(call.world, issue, await mergeability(call.world, issue)));
}

async function merge(call: RepositoryCall): Promise<Answer> {
  const method = textField(call, "merge_method") ?? "merge";
  if (method !== "merge" && method !== "squash" && method !== "rebase")
    throw unprocessable("Invalid merge_method");
  const [sha, title, message] = [
    textField(call, "sha"),
    textField(call, "commit_title"),
    textField(call, "commit_message"),
  ];
  const made = await mergePull(call.world, pullOf(call), by(call), {
    method: method satisfies MergeMethod,
    ...(sha === undefined ? {} : { sha }),
    ...(title === undefined ? {} : { title }),
    ...(message === undefined ? {} : { message }),
  });
  return json({ sha: made, merged: true, message: "Pull Request successfully merged" });
}

const FILES_MAX = 3_000;

async function files(call: RepositoryCall): Promise<Answer> {
  const issue = pullOf(call);
  const found = (await pullFiles(issue)).slice(0, FILES_MAX);
  return paged(call, operationPath(call, `/pulls/${issue.number}/files`), found, (file) =>
    differenceView(call.world, call.repository, issue.pull.head.sha, file),
  );
}

async function commits(call: RepositoryCall): Promise<Answer> {
  const issue = pullOf(call);
  const shas = (await pullCommits(issue)).toReversed().slice(0, 250);
  const found = (await Promise.all(shas.map((sha) => call.repository.git.objects.commit(sha)))).flatMap(
    (one) => one ?? [],
  );
  return paged(call, operationPath(call, `/pulls/${issue.number}/commits`), found, (commit) =>
    commitView(call.world, call.repository, commit),
  );
}

const EVENTS: Readonly<Record<string, NewReview["state"]>> = {
  APPROVE: "APPROVED",
  REQUEST_CHANGES: "CHANGES_REQUESTED",
  COMMENT: "COMMENTED",
};

async function reviewComment(
  issue: PullIssue,
  comment: Json,
): Promise<NonNullable<NewReview["comments"]>[number]> {
  const { path, line, position, body, start_line: startLine } = comment;
  const at = typeof line === "number" ? line : position;
  if (typeof path !== "string" || typeof at !== "number" || typeof body !== "string")
    throw unprocessable("Invalid review comment");
  const file = (await pullFiles(issue)).find((one) => one.path === path);
  if (file === undefined) throw new ApiRefusal(422, "Unprocessable Entity", ["Path could not be resolved"]);
  if (!touchedLines(file.patch).has(at))
    throw new ApiRefusal(422, "Unprocessable Entity", ["Line could not be resolved"]);
  return { path, line: at, body, ...(typeof startLine === "number" ? { startLine } : {}) };
}

/** Lines of the new file that the diff shows: a comment elsewhere is refused. */
function touchedLines(patch: string | undefined): ReadonlySet<number> {
  const lines = new Set<number>();
  let at = 0;
  for (const line of (patch ?? "").split("\n")) {
    const hunk = /^@@ -\d+(?:,\d+)? \+(\d+)/.exec(line);
    if (hunk !== null) at = Number(hunk[1]);
    else if (!line.startsWith("-") && !line.startsWith("\\")) lines.add(at++);
  }
  return lines;
}

async function createReview(call: RepositoryCall): Promise<Answer> {
  const issue = pullOf(call);
  const event = textField(call, "event");
  const state = event === undefined ? "PENDING" : EVENTS[event];
  if (state === undefined) throw unprocessable("Invalid event");
  const asked = Array.isArray(call.body["comments"]) ? (call.body["comments"] as Json[]) : [];
  const comments = [];
  for (const one of asked) comments.push(await reviewComment(issue, one));
  const commitId = textField(call, "commit_id");
  const review = addReview(call.world, issue, by(call), {
    state,
    body: textField(call, "body") ?? "",
    comments,
    ...(commitId === undefined ? {} : { commitId }),
  });
  return json(reviewView(call.world, issue, review));
}

function dismiss(call: RepositoryCall): Answer {
  const issue = pullOf(call);
  const review: Review | undefined = issue.pull.reviews.find(
    (one) => one.id === Number(param(call, "review_id")),
  );
  if (review === undefined) throw notFound();
  dismissReview(call.world, issue, review, by(call));
  return json(reviewView(call.world, issue, review));
}

export const pullOperations: readonly Operation[] = [
  repositoryOperation("GET", "/pulls", need("pull_requests", "read"), list),
  repositoryOperation("POST", "/pulls", need("pull_requests", "write", "read"), create),
  repositoryOperation("GET", "/pulls/{pull_number}", need("pull_requests|contents", "read"), async (call) =>
    json(await pullView(call.world, pullOf(call), await mergeability(call.world, pullOf(call)))),
  ),
  repositoryOperation("PATCH", "/pulls/{pull_number}", need("pull_requests", "write", "read"), update),
  repositoryOperation("PUT", "/pulls/{pull_number}/merge", need("contents", "write"), merge),
  repositoryOperation("GET", "/pulls/{pull_number}/files", need("pull_requests", "read"), files),
  repositoryOperation("GET", "/pulls/{pull_number}/commits", need("pull_requests", "read"), commits),
  repositoryOperation("GET", "/pulls/{pull_number}/reviews", need("pull_requests", "read"), (call) =>
    paged(
      call,
      operationPath(call, `/pulls/${param(call, "pull_number")}/reviews`),
      pullOf(call).pull.reviews,
      (review) => reviewView(call.world, pullOf(call), review),
    ),
  ),
  repositoryOperation(
    "POST",
    "/pulls/{pull_number}/reviews",
    need("pull_requests", "write", "read"),
    createReview,
  ),
  repositoryOperation(
    "PUT",
    "/pulls/{pull_number}/reviews/{review_id}/dismissals",
    need("pull_requests", "write"),
    dismiss,
  ),
  repositoryOperation("GET", "/pulls/{pull_number}/comments", need("pull_requests", "read"), (call) =>
    paged(
      call,
      operationPath(call, `/pulls/${param(call, "pull_number")}/comments`),
      pullOf(call).pull.threads.flatMap((thread) => thread.comments),
      (comment) => reviewCommentView(call.world, pullOf(call), comment),
    ),
  ),
];
