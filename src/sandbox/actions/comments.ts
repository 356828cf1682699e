// Comments and reactions.

import type { SandboxAccount, Comment, Issue, Reaction, ReactionContent } from "../model.ts";
import { invalid } from "../refusal.ts";
import { commentView, issueView } from "../views/issues.ts";
import type { World } from "../world.ts";
import { emit, type By } from "./emit.ts";

export const BODY_CHARACTERS_MAX = 65_536;

export function checkBody(resource: string, body: string | null): void {
  if (body !== null && body.length > BODY_CHARACTERS_MAX) {
    throw invalid(resource, "body", `body is too long (maximum is ${BODY_CHARACTERS_MAX} characters)`);
  }
}

function emitComment(
  world: World,
  comment: Comment,
  by: By,
  action: string,
  more: Record<string, unknown> = {},
): void {
  const { issue } = comment;
  emit(world, issue.repository, "issue_comment", action, by.account, {
    ...more,
    issue: issueView(world, issue),
    comment: commentView(world, comment),
  });
}

export function addComment(world: World, issue: Issue, by: By, body: string): Comment {
  if (body.trim() === "") throw invalid("IssueComment", "body", "Body can't be blank");
  checkBody("IssueComment", body);
  const nowMs = world.nowMs();
  const comment: Comment = {
    id: world.nextId(),
    issue,
    author: by.account,
    viaApp: by.viaApp,
    body,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    lastEditedAtMs: undefined,
    edits: [],
    reactions: [],
  };
  issue.comments.push(comment);
  issue.updatedAtMs = nowMs;
  emitComment(world, comment, by, "created");
  return comment;
}

export function editComment(world: World, comment: Comment, by: By, body: string): void {
  if (body.trim() === "") throw invalid("IssueComment", "body", "Body can't be blank");
  checkBody("IssueComment", body);
  const from = comment.body;
  if (from !== body) comment.edits.push({ editor: by.account, editedAtMs: world.nowMs(), body });
  comment.body = body;
  comment.updatedAtMs = world.nowMs();
  comment.lastEditedAtMs = world.nowMs();
  emitComment(world, comment, by, "edited", { changes: { body: { from } } });
}

export function deleteComment(world: World, comment: Comment, by: By): void {
  comment.issue.comments.splice(comment.issue.comments.indexOf(comment), 1);
  emitComment(world, comment, by, "deleted");
}

/** The same reaction by the same account is kept once. */
export function react(
  world: World,
  reactions: Reaction[],
  user: SandboxAccount,
  content: ReactionContent,
): { readonly reaction: Reaction; readonly isNew: boolean } {
  const existing = reactions.find((one) => one.user === user && one.content === content);
  if (existing !== undefined) return { reaction: existing, isNew: false };
  const reaction = { id: world.nextId(), user, content, createdAtMs: world.nowMs() };
  reactions.push(reaction);
  return { reaction, isNew: true };
}
