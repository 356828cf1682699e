// Closing and reopening of issues and pull requests, whoever or whatever causes it.

import type { Issue, Repository } from "../model.ts";
import { issueView } from "../views/issues.ts";
import { isPull, pullView } from "../views/pulls.ts";
import type { World } from "../world.ts";
import { emit, type By } from "./emit.ts";

export function record(
  world: World,
  issue: Issue,
  by: By,
  event: string,
  more: Pick<
    Partial<Issue["events"][number]>,
    "label" | "commitId" | "beforeSha" | "lockReason" | "rename"
  > = {},
): void {
  issue.updatedAtMs = world.nowMs();
  issue.events.push({
    id: world.nextId(),
    event,
    actor: by.account,
    viaApp: by.viaApp,
    createdAtMs: world.nowMs(),
    ...more,
  });
}

/** Sends `issues` or `pull_request` with the issue as it is now. */
export async function emitIssue(
  world: World,
  issue: Issue,
  by: By,
  action: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  if (isPull(issue)) {
    emit(world, issue.repository, "pull_request", action, by.account, {
      number: issue.number,
      ...more,
      pull_request: await pullView(world, issue),
    });
    return;
  }
  emit(world, issue.repository, "issues", action, by.account, { ...more, issue: issueView(world, issue) });
}

export async function closeIssue(
  world: World,
  issue: Issue,
  by: By,
  how: { readonly reason?: Issue["stateReason"]; readonly commitId?: string },
): Promise<void> {
  if (issue.state === "closed") return;
  issue.state = "closed";
  issue.stateReason = issue.pull === undefined ? (how.reason ?? "completed") : null;
  issue.closedAtMs = world.nowMs();
  issue.closedBy = by.account;
  const merged = issue.pull?.mergedAtMs !== undefined;
  if (merged)
    record(world, issue, by, "merged", how.commitId === undefined ? {} : { commitId: how.commitId });
  record(world, issue, by, "closed", how.commitId === undefined || merged ? {} : { commitId: how.commitId });
  await emitIssue(world, issue, by, "closed");
}

export async function reopenIssue(world: World, issue: Issue, by: By): Promise<void> {
  if (issue.state === "open") return;
  issue.state = "open";
  issue.stateReason = issue.pull === undefined ? "reopened" : null;
  issue.closedAtMs = undefined;
  issue.closedBy = undefined;
  if (isPull(issue)) {
    // A branch pushed to while the pull request was closed counts from its reopening.
    const head = issue.pull.head.repository?.git.ref(`refs/heads/${issue.pull.head.branch}`);
    if (head !== undefined) {
      issue.pull.head.sha = head;
      issue.repository.git.setRef(`refs/pull/${issue.number}/head`, head);
    }
  }
  record(world, issue, by, "reopened");
  await emitIssue(world, issue, by, "reopened");
}

export async function closeByKeyword(
  world: World,
  repository: Repository,
  by: By,
  text: string,
  commitId: string,
): Promise<void> {
  for (const match of text.matchAll(/\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+#(\d+)\b/gi)) {
    const issue = repository.issues.get(Number(match[1]));
    if (issue !== undefined && issue.pull === undefined && !issue.deleted)
      await closeIssue(world, issue, by, { commitId });
  }
}
