// Issues over REST; pull requests are issues here too.

import { closeIssue, reopenIssue } from "../actions/close.ts";
import { editText, lockIssue, openIssue, unlockIssue } from "../actions/issues.ts";
import { setLabels } from "../actions/labels.ts";
import type { Issue } from "../model.ts";
import { ApiRefusal, unprocessable } from "../refusal.ts";
import { mayTriage } from "../roles.ts";
import { issueEventView, issueView, timelineView } from "../views/issues.ts";
import { liveIssues } from "../world.ts";
import { commentOperations } from "./comments.ts";
import { TALK, WRITE, READ, issueOf, mayEdit } from "./issue-parts.ts";
import { labelOperations } from "./labels.ts";
import {
  by,
  json,
  labelNames,
  need,
  paged,
  operationPath,
  repositoryOperation,
  requiredText,
  textField,
  type Answer,
  type Operation,
  type RepositoryCall,
} from "./operation.ts";

function list(call: RepositoryCall): Answer {
  const { query, world } = call;
  const state = query.get("state") ?? "open";
  const labels = (query.get("labels") ?? "").split(",").filter(Boolean);
  const creator = query.get("creator");
  const since = query.get("since");
  const sort = query.get("sort") ?? "created";
  const sign = query.get("direction") === "asc" ? 1 : -1;
  const key = (issue: Issue): number =>
    sort === "updated" ? issue.updatedAtMs : sort === "comments" ? issue.comments.length : issue.createdAtMs;
  const found = liveIssues(call.repository)
    .filter((issue) => state === "all" || issue.state === state)
    .filter((issue) =>
      labels.every((name) => issue.labels.some((one) => one.name.toLowerCase() === name.toLowerCase())),
    )
    .filter((issue) => creator === null || issue.author.login.toLowerCase() === creator.toLowerCase())
    .filter((issue) => since === null || issue.updatedAtMs >= Date.parse(since))
    .sort((a, b) => sign * (key(a) - key(b) || a.number - b.number));
  return paged(call, operationPath(call, "/issues"), found, (issue) => issueView(world, issue));
}

export async function create(call: RepositoryCall): Promise<Answer> {
  const labels = mayTriage(call.repository, call.actor) ? labelNames(call.body["labels"]) : [];
  const issue = await openIssue(call.world, call.repository, by(call), {
    title: typeof call.body["title"] === "number" ? String(call.body["title"]) : requiredText(call, "title"),
    body: textField(call, "body") ?? null,
    labels,
  });
  return json(issueView(call.world, issue), 201);
}

const REASONS: readonly string[] = ["completed", "not_planned", "duplicate", "reopened"];

async function update(call: RepositoryCall): Promise<Answer> {
  const issue = issueOf(call);
  const who = by(call);
  const triage = mayTriage(call.repository, call.actor);
  if (!mayEdit(call, issue.author) && !triage)
    throw new ApiRefusal(403, "Must have admin rights to Repository.");
  const [title, body, state, reason] = [
    textField(call, "title"),
    textField(call, "body"),
    textField(call, "state"),
    textField(call, "state_reason"),
  ];
  if (reason !== undefined && !REASONS.includes(reason)) throw unprocessable("Invalid state_reason");
  await editText(call.world, issue, who, {
    ...(title === undefined ? {} : { title }),
    ...(body === undefined ? {} : { body }),
  });
  if (Array.isArray(call.body["labels"]) && triage)
    await setLabels(call.world, issue, who, labelNames(call.body["labels"]));
  if (state === "closed") {
    await closeIssue(
      call.world,
      issue,
      who,
      reason === undefined ? {} : { reason: reason as NonNullable<Issue["stateReason"]> },
    );
  }
  if (state === "open") {
    // A reporter may reopen only what they closed themselves.
    if (!triage && issue.closedBy !== undefined && issue.closedBy !== who.account) {
      throw new ApiRefusal(403, "You cannot reopen this issue");
    }
    await reopenIssue(call.world, issue, who);
  }
  return json(issueView(call.world, issue));
}

export const issueOperations: readonly Operation[] = [
  ...commentOperations,
  ...labelOperations,
  repositoryOperation("GET", "/issues", READ, list),
  repositoryOperation("POST", "/issues", need("issues", "write", "read"), create),
  repositoryOperation("GET", "/issues/{issue_number}", READ, (call) =>
    json(issueView(call.world, issueOf(call))),
  ),
  repositoryOperation("PATCH", "/issues/{issue_number}", TALK, update),
  repositoryOperation("GET", "/issues/{issue_number}/events", READ, (call) => {
    const issue = issueOf(call);
    return paged(call, operationPath(call, `/issues/${issue.number}/events`), issue.events, (one) =>
      issueEventView(call.world, issue, one),
    );
  }),
  repositoryOperation("GET", "/issues/{issue_number}/timeline", READ, (call) => {
    const issue = issueOf(call);
    return paged(
      call,
      operationPath(call, `/issues/${issue.number}/timeline`),
      timelineView(call.world, issue),
      (one) => one,
    );
  }),
  repositoryOperation("PUT", "/issues/{issue_number}/lock", WRITE, async (call) => {
    await lockIssue(call.world, issueOf(call), by(call), textField(call, "lock_reason"));
    return { status: 204 };
  }),
  repositoryOperation("DELETE", "/issues/{issue_number}/lock", WRITE, async (call) => {
    await unlockIssue(call.world, issueOf(call), by(call));
    return { status: 204 };
  }),
];
