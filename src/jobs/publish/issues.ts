// The issues that publishing keeps: what is held, why it stands still, and what maintainers should know once.

import {
  HELD_LABEL,
  heldReport,
  readReport,
  reportAnswers,
  type HeldListing,
} from "../../core/catalog/report.ts";
import {
  mayGoOn,
  readStop,
  stopAnswers,
  stopDigest,
  stoppedIssue,
  STOPPED_LABEL,
  type PublishStop,
} from "../../core/catalog/stopped.ts";
import type { Role } from "../../ports/forge.ts";
import type { LogoLost, PublishPorts, HeldDiscussion } from "./context.ts";

export const NOTE_LABEL = "steward: publishing";
const MAINTAIN: ReadonlySet<Role> = new Set(["maintain", "admin"]);

export interface HeldIssue extends HeldDiscussion {
  /** undefined: there is none. */
  readonly number: number | undefined;
  readonly body: string;
}

export const NO_HELD_ISSUE: HeldIssue = { number: undefined, body: "", reported: [], comments: [] };

export async function readHeldIssue({ forge }: PublishPorts): Promise<HeldIssue> {
  const issue = await forge.issueByUs(HELD_LABEL);
  if (issue === undefined) return NO_HELD_ISSUE;
  return {
    number: issue.number,
    body: issue.body,
    reported: readReport(issue.body),
    comments: await forge.issueTalk(issue.number),
  };
}

/** Opened, edited and closed as needed; commands there get their answer. Writes nothing when nothing differs. */
export async function keepHeldIssue(
  { forge, clock, digest }: PublishPorts,
  issue: HeldIssue,
  held: readonly HeldListing[],
  mayWrite: (accountId: number) => boolean,
): Promise<void> {
  for (const { commentId, content } of reportAnswers(issue.reported, issue.comments, mayWrite))
    await forge.react(commentId, content);
  if (held.length === 0) {
    if (issue.number !== undefined)
      await forge.closeIssue(issue.number, "Everything on the default branch is published. Thank you!");
    return;
  }
  const { title, body } = heldReport(held, issue.reported, clock.nowMs(), digest);
  if (issue.number === undefined) await forge.openIssue({ title, body, labels: [HELD_LABEL] });
  else if (!same(issue.body, body)) await forge.editIssue(issue.number, body);
}

/** Whether somebody who may let this stop go; otherwise the issue says what stops us. */
export async function mayPublishOn(
  ports: PublishPorts,
  repositoryId: number,
  stop: PublishStop,
): Promise<boolean> {
  const { forge, clock, digest } = ports;
  ports.since.set(stoppedKey(repositoryId), clock.nowMs());
  const issue = await forge.issueByUs(STOPPED_LABEL);
  if (issue === undefined) {
    await forge.openIssue({ ...stoppedIssue(stop, clock.nowMs(), digest), labels: [STOPPED_LABEL] });
    return false;
  }
  const comments = await forge.issueTalk(issue.number);
  const people = comments.flatMap(({ author, body }) =>
    author !== undefined && body.startsWith("/publish") ? [author] : [],
  );
  const roles = new Map<number, Role>();
  for (const { id, login } of people) {
    const found = roles.has(id) ? undefined : await forge.roleOf(login);
    if (found?.accountId === id) roles.set(id, found.role);
  }
  const mayMaintain = (id: number): boolean => MAINTAIN.has(roles.get(id) ?? "none");
  const reported = readStop(issue.body);
  const now = stopDigest(stop, digest);
  // Nobody can say that a catalog we cannot read is one we can, nor hand us a branch that is not ours.
  const canGoOn = stop.why === "shrinking" || stop.why === "lost";
  const goesOn = canGoOn && mayGoOn(reported, now, comments, mayMaintain);
  for (const { commentId, content } of stopAnswers(comments, mayMaintain, goesOn))
    await forge.react(commentId, content);
  if (reported?.digest !== now)
    await forge.editIssue(issue.number, stoppedIssue(stop, clock.nowMs(), digest).body);
  return goesOn;
}

/** A hint of this process; after a restart the first look that follows a publish finds the issue all the same. */
export function stoppedKey(repositoryId: number): string {
  return `stopped ${repositoryId}`;
}

export async function closeStopped({ forge, since }: PublishPorts, repositoryId: number): Promise<void> {
  since.delete(stoppedKey(repositoryId));
  const issue = await forge.issueByUs(STOPPED_LABEL);
  if (issue !== undefined) await forge.closeIssue(issue.number, "Publishing goes on.");
}

export async function noteForeign(
  ports: PublishPorts,
  branch: string,
  foreign: readonly string[],
): Promise<void> {
  const newest = foreign[0];
  if (newest === undefined) return;
  await note(
    ports,
    `foreign ${newest}`,
    `Somebody else wrote to the publish branch \`${branch}\`: ${foreign.slice(0, 10).join(", ")}. What they changed among the catalog's own files is written anew; other files stay. Changes belong on the default branch.`,
  );
}

export async function noteLedger(ports: PublishPorts, tip: string, ids: readonly string[]): Promise<void> {
  await note(
    ports,
    `ledger ${ids.join(" ").slice(0, 200)}`,
    `The ledger could not be written: a rule of this repository keeps Steward from pushing to the default branch (at ${tip.slice(0, 12)}). What is published knows of the removals all the same. To have the files under \`removed/\` too, let Steward pass by that rule.`,
  );
}

export async function noteRefused(ports: PublishPorts, branch: string): Promise<void> {
  await note(
    ports,
    `refused ${branch}`,
    `Nothing can be published: a rule of this repository keeps Steward from writing to \`${branch}\`. Let Steward pass by that rule, or name another \`branch:\` under \`publish:\` in \`.github/steward.yml\`.`,
  );
}

const LOGO_TROUBLE: Readonly<Record<LogoLost["why"], string>> = {
  missing: "there is no such file on the default branch",
  large: "it is larger than 1 MiB",
  undrawable: "it is no picture that can be drawn",
};

export async function noteLogo(ports: PublishPorts, tip: string, { path, why }: LogoLost): Promise<void> {
  await note(
    ports,
    `logo ${why} ${path}`,
    `The logo that the policy names under \`publish.logo\`, \`${path}\`, is not shown: ${LOGO_TROUBLE[why]} (at ${tip.slice(0, 12)}). Everything else is published; the pages show the marketplace's initial instead. A PNG, JPG or SVG of at most 1 MiB, without scripts and outside references, takes its place with the next push.`,
  );
}

/** Told once; a person closes the issue. */
async function note({ forge }: PublishPorts, mark: string, text: string): Promise<void> {
  const record = `<!-- steward:note ${mark} -->`;
  const issue = await forge.issueByUs(NOTE_LABEL);
  if (issue === undefined) {
    await forge.openIssue({
      title: "About publishing",
      body: `${text}\n\n${record}\n\nClose this issue when you have read it.`,
      labels: [NOTE_LABEL],
    });
  } else if (!issue.body.includes(record))
    await forge.editIssue(issue.number, `${issue.body.slice(0, 50_000)}\n\n${text}\n\n${record}`);
}

function same(a: string, b: string): boolean {
  return a.replaceAll("\r\n", "\n").trim() === b.replaceAll("\r\n", "\n").trim();
}
