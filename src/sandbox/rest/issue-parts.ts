// What the operations on issues, comments and labels share: who may, and finding the issue.

import type { Issue } from "../model.ts";
import { ApiRefusal, notFound } from "../refusal.ts";
import { hasRole } from "../roles.ts";
import { need, param, type RepositoryCall } from "./operation.ts";

export const READ = need("issues|pull_requests", "read");
/** Anyone may comment and open; labels are dropped without triage. */
export const TALK = need("issues|pull_requests", "write", "read");
export const TRIAGE = need("issues|pull_requests", "write", "triage");
export const WRITE = need("issues|pull_requests", "write", "write");

export function issueOf(call: RepositoryCall): Issue {
  const issue = call.repository.issues.get(Number(param(call, "issue_number")));
  if (issue === undefined) throw notFound();
  if (issue.deleted) throw new ApiRefusal(410, "This issue was deleted");
  if (issue.transferredTo !== undefined) {
    const { repository, number } = issue.transferredTo;
    const location = `${call.world.url}/repos/${repository.owner.login}/${repository.name}/issues/${number}`;
    throw new ApiRefusal(301, "Moved Permanently", undefined, { location });
  }
  return issue;
}

export function mayEdit(call: RepositoryCall, author: Issue["author"]): boolean {
  const { actor } = call;
  return actor.kind !== "user" || actor.user === author || hasRole(call.repository, actor.user, "write");
}
