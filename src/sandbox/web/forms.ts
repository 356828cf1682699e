// What a posted form does; afterwards the visitor is sent back to a page.

import { rerequestRun, rerequestSuite } from "../actions/checks.ts";
import { closeIssue, reopenIssue } from "../actions/close.ts";
import type { By } from "../actions/emit.ts";
import { addComment } from "../actions/comments.ts";
import { addLabels, createLabel, removeLabel } from "../actions/labels.ts";
import { editText, openIssue } from "../actions/issues.ts";
import { addReview, mergePull, openPull, setDraft, type MergeMethod } from "../actions/pulls.ts";
import { forkRepository } from "../actions/repositories.ts";
import type { SandboxAccount, Issue, Repository } from "../model.ts";
import { ApiRefusal } from "../refusal.ts";
import { hasRole } from "../roles.ts";
import { isPull, type PullIssue } from "../views/pulls.ts";
import type { World } from "../world.ts";
import { issuePath } from "./conversation.ts";
import { formText, issueChoices } from "./issue-forms.ts";
import { repositoryPath } from "./parts.ts";

export interface Posted {
  readonly world: World;
  readonly user: SandboxAccount;
  readonly form: URLSearchParams;
}

function by(posted: Posted): By {
  return { account: posted.user, viaApp: false };
}

function field(posted: Posted, name: string): string {
  // Browsers send CRLF; git and GitHub keep LF.
  return (posted.form.get(name) ?? "").replaceAll("\r\n", "\n");
}

function require(allowed: boolean, what: string): void {
  if (!allowed) throw new ApiRefusal(403, `${what} needs a higher role: act as somebody else.`);
}

async function say(posted: Posted, issue: Issue): Promise<void> {
  const { world, user } = posted;
  const [action, body] = [field(posted, "action"), field(posted, "body")];
  const triage = hasRole(issue.repository, user, "triage");
  if (issue.locked) require(hasRole(issue.repository, user, "write"), "Writing in a locked conversation");
  if (isPull(issue) && (action === "approve" || action === "request-changes")) {
    addReview(world, issue, by(posted), {
      state: action === "approve" ? "APPROVED" : "CHANGES_REQUESTED",
      body,
    });
    return;
  }
  const closing = action === "close" || action === "reopen";
  if (closing) require(triage || issue.author === user, "Closing and reopening");
  if (!closing || body.trim() !== "") addComment(world, issue, by(posted), body);
  if (action === "close") await closeIssue(world, issue, by(posted), {});
  if (action === "reopen") await reopenIssue(world, issue, by(posted));
}

async function toggleLabel(posted: Posted, issue: Issue): Promise<void> {
  require(hasRole(issue.repository, posted.user, "triage"), "Setting labels");
  const name = field(posted, "name");
  if (issue.labels.some((label) => label.name === name))
    await removeLabel(posted.world, issue, by(posted), name);
  else await addLabels(posted.world, issue, by(posted), [name]);
}

async function newLabel(posted: Posted, issue: Issue): Promise<void> {
  require(hasRole(issue.repository, posted.user, "write"), "Making a label");
  const name = field(posted, "name").trim();
  createLabel(posted.world, issue.repository, by(posted), { name });
  await addLabels(posted.world, issue, by(posted), [name]);
}

async function merge(posted: Posted, issue: PullIssue): Promise<void> {
  require(hasRole(issue.repository, posted.user, "write"), "Merging");
  const method = field(posted, "method");
  const known =
    (["merge", "squash", "rebase"] as const).find((one: MergeMethod) => one === method) ?? "merge";
  await mergePull(posted.world, issue, by(posted), { method: known });
}

/** As on GitHub, everyone who can see the button may press it: the App has to ask who it was. */
async function rerun(posted: Posted, issue: PullIssue): Promise<void> {
  const suites = issue.repository.suites.filter((suite) => suite.headSha === issue.pull.head.sha);
  const wanted = field(posted, "run");
  if (wanted === "all") {
    for (const suite of suites) await rerequestSuite(posted.world, suite, by(posted));
    return;
  }
  const run = suites.flatMap((suite) => suite.runs).find((one) => String(one.id) === wanted);
  if (run === undefined) throw new ApiRefusal(404, "That check run is gone.");
  await rerequestRun(posted.world, run, by(posted));
}

async function edit(posted: Posted, issue: Issue): Promise<void> {
  require(issue.author === posted.user || hasRole(issue.repository, posted.user, "write"), "Editing");
  await editText(posted.world, issue, by(posted), {
    title: field(posted, "title"),
    body: field(posted, "body"),
  });
}

/** Answers where to go next. */
export async function postToIssue(posted: Posted, issue: Issue, action: string): Promise<string> {
  if (action === "_say") await say(posted, issue);
  else if (action === "_label") await toggleLabel(posted, issue);
  else if (action === "_newlabel") await newLabel(posted, issue);
  else if (action === "_edit") await edit(posted, issue);
  else if (action === "_merge" && isPull(issue)) await merge(posted, issue);
  else if (action === "_rerun" && isPull(issue)) await rerun(posted, issue);
  else if (action === "_draft" && isPull(issue)) {
    require(issue.author === posted.user || hasRole(issue.repository, posted.user, "write"), "This");
    await setDraft(posted.world, issue, field(posted, "draft") === "true", by(posted));
  } else throw new ApiRefusal(404, "There is no such form.");
  return issuePath(issue);
}

export async function postToRepository(
  posted: Posted,
  repository: Repository,
  action: string,
): Promise<string> {
  if (action === "_fork") return repositoryPath(forkRepository(posted.world, repository, posted.user));
  if (action === "issues/_new") {
    const template = field(posted, "template");
    const form = (await issueChoices(repository)).forms.find(({ file }) => file === template);
    const answers = (name: string): readonly string[] =>
      posted.form.getAll(name).map((one) => one.replaceAll("\r\n", "\n"));
    const ask = {
      title: field(posted, "title"),
      body: form === undefined ? field(posted, "body") : formText(form, answers),
      labels: form?.labels ?? [],
    };
    return issuePath(await openIssue(posted.world, repository, by(posted), ask));
  }
  if (action !== "_pull") throw new ApiRefusal(404, "There is no such form.");
  const target = repository.parent ?? repository;
  const issue = await openPull(posted.world, target, by(posted), {
    title: field(posted, "title"),
    body: null,
    base: target.defaultBranch,
    head: { repository, branch: field(posted, "branch") },
    draft: false,
  });
  return issuePath(issue);
}
