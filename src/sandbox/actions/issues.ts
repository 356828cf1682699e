// Issues: one code path for REST, GraphQL, the pages and the tests.

import type { Issue, Pull, Repository } from "../model.ts";
import { ApiRefusal, invalid, unprocessable } from "../refusal.ts";
import { issueView } from "../views/issues.ts";
import { repositoryView } from "../views/repositories.ts";
import type { World } from "../world.ts";
import { emitIssue, record } from "./close.ts";
import { checkBody } from "./comments.ts";
import type { By } from "./emit.ts";
import { announceLabel, labelForUse, labelNamed } from "./labels.ts";

export function nextNumber(repository: Repository): number {
  return Math.max(0, ...repository.issues.keys()) + 1;
}

export interface NewIssue {
  readonly title: string;
  readonly body: string | null;
  readonly pull?: Pull;
}

const TITLE_CHARACTERS_MAX = 256;

/** Stores the issue without telling anybody. */
export function storeIssue(world: World, repository: Repository, by: By, ask: NewIssue): Issue {
  const title = ask.title.trim();
  if (title === "") throw invalid("Issue", "title", "title can't be blank");
  if (title.length > TITLE_CHARACTERS_MAX)
    throw invalid("Issue", "title", "title is too long (maximum is 256 characters)");
  checkBody("Issue", ask.body);
  const nowMs = world.nowMs();
  const issue: Issue = {
    id: world.nextId(),
    pullId: world.nextId(),
    number: nextNumber(repository),
    repository,
    author: by.account,
    viaApp: by.viaApp,
    title,
    body: ask.body,
    state: "open",
    stateReason: null,
    locked: false,
    lockReason: null,
    labels: [],
    comments: [],
    events: [],
    reactions: [],
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    closedAtMs: undefined,
    closedBy: undefined,
    lastEditedAtMs: undefined,
    edits: [],
    pull: ask.pull,
    deleted: false,
    transferredTo: undefined,
  };
  repository.issues.set(issue.number, issue);
  return issue;
}

/** Labels of a new issue are part of `opened` and come again as `labeled` events, as on GitHub. */
export async function openIssue(
  world: World,
  repository: Repository,
  by: By,
  ask: { readonly title: string; readonly body: string | null; readonly labels: readonly string[] },
): Promise<Issue> {
  if (!repository.hasIssues) throw new ApiRefusal(410, "Issues has been disabled in this repository.");
  const issue = storeIssue(world, repository, by, ask);
  const labels = ask.labels.map((name) => labelForUse(world, repository, name, by));
  issue.labels = [...new Set(labels)];
  await emitIssue(world, issue, by, "opened");
  for (const label of issue.labels) await announceLabel(world, issue, label, by, "labeled");
  return issue;
}

export async function editText(
  world: World,
  issue: Issue,
  by: By,
  ask: { readonly title?: string; readonly body?: string | null },
): Promise<void> {
  const changes: Record<string, { from: string }> = {};
  if (ask.title !== undefined && ask.title !== issue.title) {
    if (ask.title.trim() === "") throw invalid("Issue", "title", "title can't be blank");
    changes["title"] = { from: issue.title };
    record(world, issue, by, "renamed", { rename: { from: issue.title, to: ask.title } });
    issue.title = ask.title;
  }
  if (ask.body !== undefined && ask.body !== issue.body) {
    checkBody("Issue", ask.body);
    changes["body"] = { from: issue.body ?? "" };
    issue.edits.push({ editor: by.account, editedAtMs: world.nowMs(), body: ask.body ?? "" });
    issue.body = ask.body;
    issue.lastEditedAtMs = world.nowMs();
  }
  if (Object.keys(changes).length === 0) return;
  issue.updatedAtMs = world.nowMs();
  await emitIssue(world, issue, by, "edited", { changes });
}

const LOCK_REASONS: readonly string[] = ["off-topic", "too heated", "resolved", "spam"];

export async function lockIssue(
  world: World,
  issue: Issue,
  by: By,
  reason: string | undefined,
): Promise<void> {
  if (reason !== undefined && !LOCK_REASONS.includes(reason))
    throw unprocessable(`${reason} is not a valid lock reason`);
  issue.locked = true;
  issue.lockReason = reason ?? null;
  record(world, issue, by, "locked", reason === undefined ? {} : { lockReason: reason });
  await emitIssue(world, issue, by, "locked");
}

export async function unlockIssue(world: World, issue: Issue, by: By): Promise<void> {
  issue.locked = false;
  issue.lockReason = null;
  record(world, issue, by, "unlocked");
  await emitIssue(world, issue, by, "unlocked");
}

export async function deleteIssue(world: World, issue: Issue, by: By): Promise<void> {
  issue.deleted = true;
  await emitIssue(world, issue, by, "deleted");
}

/** Only between repositories of one owner; labels stay where the target has the same name. */
export async function transferIssue(world: World, issue: Issue, target: Repository, by: By): Promise<Issue> {
  if (issue.repository.owner !== target.owner) throw new ApiRefusal(403, "Must be the same owner");
  const moved = storeIssue(
    world,
    target,
    { account: issue.author, viaApp: issue.viaApp },
    { title: issue.title, body: issue.body },
  );
  moved.labels = issue.labels.flatMap((label) => labelNamed(target, label.name) ?? []);
  moved.comments.push(...issue.comments.map((comment) => ({ ...comment, issue: moved })));
  await emitIssue(world, issue, by, "transferred", {
    changes: { new_issue: issueView(world, moved), new_repository: repositoryView(world, target) },
  });
  issue.transferredTo = moved;
  await emitIssue(world, moved, by, "opened", {
    changes: { old_issue: issueView(world, issue), old_repository: repositoryView(world, issue.repository) },
  });
  return moved;
}
