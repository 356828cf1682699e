// The issues that publishing keeps: read as values, written as a plan says.

import { markValues, readMarks, withMarks, type Mark } from "../../core/marks/marks.ts";
import { HELD_LABEL, readReport } from "../../core/catalog/report.ts";
import { STOPPED_LABEL } from "../../core/catalog/stopped.ts";
import { NO_HELD_ISSUE } from "../../core/publication/decide.ts";
import { NOTE_LABEL } from "../../core/publication/notes.ts";
import type { IssueWrite, PublishingNote } from "../../core/publication/plan.ts";
import type { HeldIssue, StopIssue } from "../../core/publication/seen.ts";
import type { Role } from "../../ports/forge.ts";
import type { CatalogForge } from "../../ports/publish.ts";
import type { PublishPorts } from "./context.ts";

const MAINTAIN: ReadonlySet<Role> = new Set(["maintain", "admin"]);

export async function readHeldIssue({ forge }: Pick<PublishPorts, "forge">): Promise<HeldIssue> {
  const issue = await forge.issueByUs(HELD_LABEL);
  if (issue === undefined) return NO_HELD_ISSUE;
  return {
    number: issue.number,
    body: issue.body,
    reported: readReport(issue.body),
    comments: await forge.issueTalk(issue.number),
  };
}

/** null: there is none. The roles are read now, of whoever wrote the command. */
export async function readStopIssue({ forge }: Pick<PublishPorts, "forge">): Promise<StopIssue | null> {
  const issue = await forge.issueByUs(STOPPED_LABEL);
  if (issue === undefined) return null;
  const comments = await forge.issueTalk(issue.number);
  const people = new Map(
    comments.flatMap(({ author, body }) =>
      author !== undefined && body.startsWith("/publish") ? [[author.id, author.login]] : [],
    ),
  );
  const mayMaintain = new Set<number>();
  for (const [id, login] of people) {
    const found = await forge.roleOf(login);
    if (found?.accountId === id && MAINTAIN.has(found.role)) mayMaintain.add(id);
  }
  return { number: issue.number, body: issue.body, comments, mayMaintain };
}

export async function writeIssues(forge: CatalogForge, writes: readonly IssueWrite[]): Promise<void> {
  for (const write of writes) {
    switch (write.do) {
      case "tell-once":
        await tellOnce(forge, write);
        break;
      case "react":
        await forge.react(write.commentId, write.content);
        break;
      case "open":
        await forge.openIssue({ title: write.title, body: write.body, labels: [write.label] });
        break;
      case "edit":
        await forge.editIssue(write.number, write.body);
        break;
      case "close":
        await forge.closeIssue(write.number, write.comment);
    }
  }
}

/** A hint of this process; after a restart the first look that follows a publish finds the issue all the same. */
export function stoppedKey(repositoryId: number): string {
  return `stopped ${repositoryId}`;
}

/** For the look that follows a publish: what stood still stands no longer. */
export async function closeStopped({ forge, since }: PublishPorts, repositoryId: number): Promise<void> {
  since.delete(stoppedKey(repositoryId));
  const issue = await forge.issueByUs(STOPPED_LABEL);
  if (issue !== undefined) await forge.closeIssue(issue.number, "Publishing goes on.");
}

/** A person closes the issue; what stands there already is not told again. */
async function tellOnce(forge: CatalogForge, { mark, text, issue: about }: PublishingNote): Promise<void> {
  if (about !== undefined) {
    const said = await forge.issueTalk(about);
    if (!said.some(({ mine, body }) => mine && markValues(body, "note").includes(mark)))
      await forge.comment(about, withMarks(text, [["note", mark]]));
    return;
  }
  const issue = await forge.issueByUs(NOTE_LABEL);
  if (issue === undefined) {
    await forge.openIssue({
      title: "About publishing",
      body: withMarks(`${text}\n\nClose this issue when you have read it.`, [["note", mark]]),
      labels: [NOTE_LABEL],
    });
    return;
  }
  const told = readMarks(issue.body);
  if (!told.marks.some(([name, value]) => name === "note" && value === mark)) {
    const marks: readonly Mark[] = [...told.marks.filter(([name]) => name === "note"), ["note", mark]];
    await forge.editIssue(issue.number, withMarks(`${told.text.slice(0, 50_000)}\n\n${text}`, marks));
  }
}
