// Comments and their reactions over REST.

import { addComment, deleteComment, editComment, react } from "../actions/comments.ts";
import { REACTIONS, type Comment, type Issue, type ReactionContent } from "../model.ts";
import { ApiRefusal, notFound, unprocessable } from "../refusal.ts";
import { hasRole } from "../roles.ts";
import { commentView, reactionView } from "../views/issues.ts";
import { liveIssues } from "../world.ts";
import { READ, TALK, issueOf, mayEdit } from "./issue-parts.ts";
import {
  by,
  json,
  paged,
  param,
  operationPath,
  repositoryOperation,
  requiredText,
  viewer,
  type Answer,
  type Operation,
  type RepositoryCall,
} from "./operation.ts";

function commentOf(call: RepositoryCall): Comment {
  const id = Number(param(call, "comment_id"));
  for (const issue of liveIssues(call.repository)) {
    const found = issue.comments.find((comment) => comment.id === id);
    if (found !== undefined) return found;
  }
  throw notFound();
}

function refuseLocked(call: RepositoryCall, issue: Issue): void {
  const { actor } = call;
  if (issue.locked && actor.kind === "user" && !hasRole(call.repository, actor.user, "write")) {
    throw new ApiRefusal(403, "Unable to create comment because issue is locked.");
  }
}

function createComment(call: RepositoryCall): Answer {
  const issue = issueOf(call);
  refuseLocked(call, issue);
  return json(
    commentView(call.world, addComment(call.world, issue, by(call), requiredText(call, "body"))),
    201,
  );
}

function updateComment(call: RepositoryCall): Answer {
  const comment = commentOf(call);
  if (!mayEdit(call, comment.author)) throw new ApiRefusal(403, "Must have admin rights to Repository.");
  editComment(call.world, comment, by(call), requiredText(call, "body"));
  return json(commentView(call.world, comment));
}

function removeComment(call: RepositoryCall): Answer {
  const comment = commentOf(call);
  if (!mayEdit(call, comment.author)) throw new ApiRefusal(403, "Must have admin rights to Repository.");
  deleteComment(call.world, comment, by(call));
  return { status: 204 };
}

function addReaction(call: RepositoryCall, on: Comment | Issue): Answer {
  const content = requiredText(call, "content");
  if (!REACTIONS.some((one) => one === content)) throw unprocessable("Invalid reaction");
  const { reaction, isNew } = react(call.world, on.reactions, by(call).account, content as ReactionContent);
  return json(reactionView(call.world, reaction), isNew ? 201 : 200);
}

function removeReaction(call: RepositoryCall): Answer {
  const { reactions } = commentOf(call);
  const at = reactions.findIndex((one) => one.id === Number(param(call, "reaction_id")));
  const reaction = reactions[at];
  if (reaction === undefined) throw notFound();
  if (reaction.user !== viewer(call)) throw new ApiRefusal(403, "You can only delete your own reactions");
  reactions.splice(at, 1);
  return { status: 204 };
}

export const commentOperations: readonly Operation[] = [
  repositoryOperation("GET", "/issues/{issue_number}/comments", READ, (call) =>
    paged(
      call,
      operationPath(call, `/issues/${param(call, "issue_number")}/comments`),
      issueOf(call).comments,
      (one) => commentView(call.world, one),
    ),
  ),
  repositoryOperation("POST", "/issues/{issue_number}/comments", TALK, createComment),
  repositoryOperation("GET", "/issues/comments/{comment_id}", READ, (call) =>
    json(commentView(call.world, commentOf(call))),
  ),
  repositoryOperation("PATCH", "/issues/comments/{comment_id}", TALK, updateComment),
  repositoryOperation("DELETE", "/issues/comments/{comment_id}", TALK, removeComment),
  repositoryOperation("GET", "/issues/comments/{comment_id}/reactions", READ, (call) => {
    const content = call.query.get("content");
    const shown = commentOf(call).reactions.filter((one) => content === null || one.content === content);
    return paged(
      call,
      operationPath(call, `/issues/comments/${param(call, "comment_id")}/reactions`),
      shown,
      (one) => reactionView(call.world, one),
    );
  }),
  repositoryOperation("POST", "/issues/comments/{comment_id}/reactions", TALK, (call) =>
    addReaction(call, commentOf(call)),
  ),
  repositoryOperation(
    "DELETE",
    "/issues/comments/{comment_id}/reactions/{reaction_id}",
    TALK,
    removeReaction,
  ),
];
