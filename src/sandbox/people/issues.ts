// Issues, comments and labels, as a person acts on them.

import { closeIssue, reopenIssue } from "../actions/close.ts";
import { addComment, deleteComment, editComment } from "../actions/comments.ts";
import { addLabels, deleteLabel, editLabel, labelNamed, removeLabel } from "../actions/labels.ts";
import { deleteIssue, editText, openIssue, transferIssue } from "../actions/issues.ts";
import type { Comment, Label } from "../model.ts";
import type { People } from "./types.ts";
import { liveIssues, type World } from "../world.ts";
import type { Finders } from "./find.ts";

type Issues = Pick<
  People,
  | "comment"
  | "editComment"
  | "deleteComment"
  | "label"
  | "unlabel"
  | "renameLabel"
  | "deleteLabel"
  | "openIssue"
  | "editIssue"
  | "closeIssue"
  | "reopenIssue"
  | "deleteIssue"
  | "transferIssue"
  | "comments"
  | "labels"
  | "issue"
  | "issues"
>;

export function issueActions(world: World, find: Finders): Issues {
  const commentById = (repo: string, id: number): Comment => {
    const found = [...find.repository(repo).issues.values()]
      .flatMap((issue) => issue.comments)
      .find((one) => one.id === id);
    if (found === undefined) throw new Error(`${repo} has no comment ${id}`);
    return found;
  };
  const labelOf = (repo: string, name: string): Label => {
    const found = labelNamed(find.repository(repo), name);
    if (found === undefined) throw new Error(`${repo} has no label ${name}`);
    return found;
  };
  return {
    comment: (repo, number, login, body) => addComment(world, find.issue(repo, number), find.by(login), body),
    editComment: (repo, id, login, body) => editComment(world, commentById(repo, id), find.by(login), body),
    deleteComment: (repo, id, login) => deleteComment(world, commentById(repo, id), find.by(login)),
    label: (repo, number, login, ...names) =>
      addLabels(world, find.issue(repo, number), find.by(login), names),
    unlabel: (repo, number, login, name) =>
      removeLabel(world, find.issue(repo, number), find.by(login), name),
    renameLabel: (repo, name, login, to) =>
      editLabel(world, find.repository(repo), find.by(login), labelOf(repo, name), { name: to }),
    deleteLabel: (repo, name, login) =>
      deleteLabel(world, find.repository(repo), find.by(login), labelOf(repo, name)),
    openIssue: (repo, ask) =>
      openIssue(world, find.repository(repo), find.by(ask.author), {
        title: ask.title,
        body: ask.body ?? null,
        labels: ask.labels ?? [],
      }),
    editIssue: (repo, number, login, edit) => editText(world, find.issue(repo, number), find.by(login), edit),
    closeIssue: (repo, number, login) => closeIssue(world, find.issue(repo, number), find.by(login), {}),
    reopenIssue: (repo, number, login) => reopenIssue(world, find.issue(repo, number), find.by(login)),
    deleteIssue: (repo, number, login) => deleteIssue(world, find.issue(repo, number), find.by(login)),
    transferIssue: (repo, number, target, login) =>
      transferIssue(world, find.issue(repo, number), find.repository(target), find.by(login)),
    comments: (repo, number) => [...find.issue(repo, number).comments],
    labels: (repo, number) => find.issue(repo, number).labels.map((label) => label.name),
    issue: find.issue,
    issues: (repo) => liveIssues(find.repository(repo)),
  };
}
