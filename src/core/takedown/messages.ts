// Every sentence about a case, kindly and short: what, why, what next. Nothing that anybody wrote in the case is repeated.

import { quote } from "../listing/quote.ts";
import { extensionLeftDays, isAtOnce, isSilent, removalMs } from "./clock.ts";
import { caseLabelsSaid, gradeWords } from "../listing/reasons.ts";
import type { Doubt } from "./case.ts";
import type { Broken, CaseRecord } from "./record.ts";
import type { SeenListing } from "./seen.ts";

/** "2026-12-06 20:08:19 UTC". */
export function utc(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

function named(id: string, { name }: Pick<SeenListing, "name">): string {
  return name === undefined ? quote(id) : `${quote(name)} (${quote(id)})`;
}

/** Managed accounts end in an underscore and their enterprise's short code. */
const LOGIN = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9])?$/;

/** The listing's maintainers, mentioned. Logins come from a file that others write: what is no login is left out. */
function mentions({ maintainers }: Pick<SeenListing, "maintainers">): string {
  const logins = maintainers.filter((login) => LOGIN.test(login));
  return logins
    .slice(0, 10)
    .map((login) => `@${login}`)
    .join(" ");
}

function paragraphs(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n\n");
}

const HOW_TO_END =
  "When it is fixed, the security team ends the case with `/resolve <what fixed it>`; if it was not a real problem, with `/dismiss <reason>`. More time: `/extend <days> <reason>`.";

/** The notice that starts a clock. `login`: of whoever acknowledged. */
export function startNotice(
  record: CaseRecord,
  listing: SeenListing,
  login: string,
  contact: string,
): string {
  const { listing: id, kind, grade, deadlineMs, phase } = record;
  if (phase === "removed")
    return `${quote(id)} is removed already, so no clock runs. The case is recorded in its entry in the ledger; it can come back when every case on it has ended. ${HOW_TO_END}`;
  const head = `${named(id, listing)}: ${gradeWords(kind, grade)}, acknowledged by ${quote(login)} at ${utc(record.startMs)}.`;
  if (deadlineMs === null)
    return paragraphs(head, `Severity ${grade} starts no clock: nothing is removed. ${HOW_TO_END}`);
  const then = isAtOnce(record)
    ? "This severity removes the listing immediately."
    : `**Unless the case ends first, the listing is removed at ${utc(deadlineMs)}.** The removal is recorded, and it can be undone when the case has ended.`;
  return paragraphs(
    record.terms.private ? "" : mentions(listing),
    head,
    then,
    record.terms.private
      ? ""
      : `Its maintainers: publish a fix, then write here which version has it. Anything that should not be public goes to ${contactText(contact)}.`,
    HOW_TO_END,
    isSilent(record) && !isAtOnce(record) ? tellThem(record, listing) : "",
  );
}

/** What the team sends to the maintainers themselves when nothing may be said in public. */
function tellThem({ listing: id, deadlineMs }: CaseRecord, listing: SeenListing): string {
  return [
    "Nothing is said in public. Please send the maintainers this text in private, then write `/notified` here; the listing stays for at least 7 days after that.",
    `> A problem was acknowledged in ${named(id, listing)}, your listing in the marketplace. Unless it is resolved, the listing is removed on ${utc(deadlineMs ?? 0)}. Please reply to this message; we are glad to help.`,
  ].join("\n\n");
}

export function gradeNotice(record: CaseRecord, listing: SeenListing): string {
  const head = `The severity of the case on ${quote(record.listing)} is now: ${gradeWords(record.kind, record.grade)}.`;
  if (record.deadlineMs === null) return `${head} No clock runs while it is low; nothing is removed.`;
  return paragraphs(
    record.terms.private ? "" : mentions(listing),
    isAtOnce(record)
      ? `${head} The listing is removed immediately.`
      : `${head} **The deadline is now ${utc(record.deadlineMs)}.**`,
  );
}

export function extendNotice(record: CaseRecord, days: number): string {
  const left = extensionLeftDays(record);
  return `Extended by ${days} ${days === 1 ? "day" : "days"}: **the deadline is now ${utc(record.deadlineMs ?? 0)}.** ${left === 0 ? "No further extension is possible." : `At most ${left} more can be added.`}`;
}

export function extendRefused(leftDays: number): string {
  return leftDays === 0
    ? "All extensions of this case are used up. It ends with `/resolve <what fixed it>` or `/dismiss <reason>`."
    : `At most ${leftDays} more ${leftDays === 1 ? "day" : "days"} can be added to this case.`;
}

export function notifiedNotice(record: CaseRecord): string {
  return `Noted: the maintainers have known since ${utc(record.notifiedMs ?? 0)}. Unless the case ends first, the listing is removed at **${utc(removalMs(record) ?? record.deadlineMs ?? 0)}**.`;
}

export function endNotice({ how, listing, removedMs }: CaseRecord): string {
  const back =
    removedMs === null
      ? "Its listing stays."
      : `The listing comes back with \`/restore ${listing}\`, or by a pull request of its owners, once every case on it has ended.`;
  return `This case is ${how === "dismissed" ? "dismissed" : "resolved"}. ${back} Thank you!`;
}

export function removedNotice({ listing: id }: CaseRecord, listing: SeenListing, isPrivate: boolean): string {
  return paragraphs(
    isPrivate ? "" : mentions(listing),
    `${named(id, listing)} is removed from the marketplace, and its entry in the ledger says why. This case stays open: when the problem is fixed, the security team ends it with \`/resolve <what fixed it>\`. Then the listing comes back with \`/restore ${id}\`, or by a pull request of its owners.`,
  );
}

export function reminder(record: CaseRecord, listing: SeenListing, days: number): string {
  const { listing: id, deadlineMs, terms } = record;
  if (days <= 0)
    return `${quote(id)}: the planned deadline has passed, and \`/notified\` was not written at least 7 days before it. The listing stays until its maintainers have been told. Please tell them in private and write \`/notified\`, or end the case with \`/resolve\` or \`/dismiss\`.`;
  return paragraphs(
    isSilent({ ...record, terms }) ? "" : mentions(listing),
    `${days} ${days === 1 ? "day" : "days"} left: unless the problem is fixed, ${named(id, listing)} is removed at **${utc(deadlineMs ?? 0)}**.`,
  );
}

const CONFIRM: Readonly<Record<string, string>> = {
  held: "its records have to be checked first",
  unread: "its labels were changed more often than Steward can read",
  away: "its issue is gone",
  "not-authorised": "the person who acknowledged it is no longer authorised",
  late: "Steward noticed more than a day too late",
};

export function confirmPlease({ listing, deadlineMs }: CaseRecord, why: string): string {
  const name = why === "away" ? `${listing} ` : "";
  return `The deadline of the case on ${quote(listing)} has passed (${utc(deadlineMs ?? 0)}), and ${CONFIRM[why] ?? why}. So nothing is removed automatically: an authorised person confirms with \`/takedown ${listing}\`, or ends the case with \`/resolve ${name}<what fixed it>\` or \`/dismiss ${name}<reason>\`.`;
}

/** On the dashboard, when the issue of a case is gone. */
export function goneAway({ issue, listing, deadlineMs }: CaseRecord): string {
  const clock =
    deadlineMs === null
      ? "No clock runs on it."
      : `Its clock keeps running; after ${utc(deadlineMs)} a person has to confirm, and nothing is removed automatically.`;
  return `Issue #${issue}, a case on ${quote(listing)}, is gone. ${clock} An authorised person ends the case here with \`/resolve ${listing} <what fixed it>\` or \`/dismiss ${listing} <reason>\`, or removes the listing with \`/takedown ${listing}\`.`;
}

export function removedAway({ listing }: CaseRecord): string {
  return `${quote(listing)} is removed. Its case stays open: when the problem is fixed, an authorised person ends it here with \`/resolve ${listing} <what fixed it>\`, and brings the listing back with \`/restore ${listing}\`.`;
}

export const END_AWAY_USAGE =
  "Here on the dashboard, `/resolve <id> <what fixed it>` and `/dismiss <id> <reason>` end a case on that listing whose own issue is gone. Any other case ends on its own issue.";

export function nothingAway(id: string): string {
  return `Every case on ${quote(id)} still has its own issue. A case ends on its own issue, with \`/resolve <what fixed it>\` or \`/dismiss <reason>\`.`;
}

const BROKEN: Readonly<Record<Broken, string>> = {
  edited: "a record of this case was edited",
  missing: "a record of this case is missing",
  "not-verified": "the signature of a record of this case is wrong",
  elsewhere: "it holds a record of another case",
};

export function held(why: Broken, record: CaseRecord | undefined): string {
  const deadline =
    record?.deadlineMs === undefined || record.deadlineMs === null
      ? "No deadline was changed."
      : `The deadline stays ${utc(record.deadlineMs)}, and then a person decides.`;
  const next =
    record === undefined
      ? "Please open a new issue for a new case."
      : `An authorised person decides: \`/takedown ${record.listing}\` removes the listing now; \`/resolve <what fixed it>\` or \`/dismiss <reason>\` ends the case.`;
  return `This case is on hold: ${BROKEN[why]}. ${deadline} ${next}`;
}

const DOUBT: Readonly<Record<Doubt, string>> = {
  none: "this issue does not name a listing",
  unknown: "the id in this issue is not listed and never was",
  edited: "this issue's text was edited after it was labelled",
  recent:
    "this issue's text was edited within the hour before it was labelled, and not by somebody who decides about cases",
  critical:
    "this severity removes the listing immediately, and only the reporter has said which listing it is",
};

/** `named`: the id that the issue names. */
export function askForId(why: Doubt, named: string | undefined): string {
  if (named === undefined || why === "none" || why === "unknown" || why === "edited")
    return `The clock has not started yet: ${DOUBT[why]}. Please write \`/case <id>\` with the id of the listing (its file's name under \`listings/\`, without \`.yml\`); the clock then starts with that comment.`;
  return `Nothing has been done yet: ${DOUBT[why]}. The issue names ${quote(named)} now. If that is right, an authorised person writes \`/case ${named}\`; otherwise \`/case <id>\` with the right id. The time counts from the label${why === "critical" ? ", and this severity acts with that comment" : ", and the deadline is at least 7 days after the notice"}.`;
}

/** On a case that runs, before a severity takes the listing out. */
export function askBefore(listing: string): string {
  return `The listing has not been removed yet: ${DOUBT.critical}. This case is about ${quote(listing)}. If that is right, an authorised person writes \`/case ${listing}\`, and it is removed immediately; if not, \`/dismiss <reason>\`, and please open another issue. Until then the deadline stays as it is.`;
}

export function labelsTakenOff(labels: readonly string[]): string {
  const shown = labels.map(quote).join(" and ");
  return `Thank you for the report! ${shown} can only be set by the security team, because it starts a clock, so Steward removed ${labels.length === 1 ? "it" : "them"}. The team will look into it and set what is needed.`;
}

export function labelsUnread(labels: readonly string[]): string {
  const shown = labels.map(quote).join(" and ");
  return `The labels of this issue were changed so often that Steward cannot tell who set ${shown}. What an authorised person sets from now on counts: please remove ${labels.length === 1 ? "it" : "them"} and set ${labels.length === 1 ? "it" : "them"} again. If a deadline passes before that, nothing is removed automatically: a person confirms.`;
}

export function labelsPutBack(labels: readonly string[]): string {
  return `${labels.map(quote).join(" and ")} ${labels.length === 1 ? "stands" : "stand"} for a running case, so Steward put ${labels.length === 1 ? "it" : "them"} back. The security team ends a case with \`/resolve <what fixed it>\` or \`/dismiss <reason>\`.`;
}

export const REOPENED =
  "The case has not ended, so Steward opened this issue again. The security team ends it with `/resolve <what fixed it>` or `/dismiss <reason>`; Steward then closes it.";

export const REOPENED_LAST = `${REOPENED} From now on Steward opens it again at most once an hour, without a comment, and the clock keeps running.`;

export const POINTER =
  "This issue is the public side of a case that the security team handles in private; labels and commands count there. For anything private, please use the contact named above.";

export const NOT_THEIRS =
  "Nothing was done: cases are decided by the security team and by people with the role that the marketplace's policy names. Commands by others get 👎 here. If you know something important, please say it in a comment.";

export const EDITED =
  "Nothing was done: an edited comment is not run as a command, because what it said before is not known. Please write the command again in a new comment, alone on its first line.";

export const NO_CLOCK =
  "No clock is running on this case, so there is no deadline to move. A severity other than low starts one; `/resolve <what fixed it>` or `/dismiss <reason>` ends the case.";

export const NO_CASE_HERE = `No case runs on this issue. An authorised person starts one with the label ${caseLabelsSaid()}.`;

export function alreadyAbout(id: string, asked: string): string {
  return `This case is about ${quote(id)}, and that cannot be changed: ${quote(asked)} was not taken. For another listing, please open another issue.`;
}

export function caseNamed(id: string): string {
  return `Noted: ${quote(id)}. The clock starts when the label ${caseLabelsSaid()} is set.`;
}

export function unknownId(id: string): string {
  return `${quote(id)} is not listed and was never removed. Please look up the id under \`listings/\` or \`removed/\`.`;
}

export function notRemoved(id: string, running: readonly string[]): string {
  const still =
    running.length === 0
      ? ""
      : ` ${running.join(", ")} still ${running.length === 1 ? "runs" : "run"} on it. A case ends with \`/resolve <what fixed it>\` or \`/dismiss <reason>\` there.`;
  return `${quote(id)} is listed, so there is nothing to restore.${still}`;
}

export function restoreWaits(cases: readonly string[]): string {
  return `Not yet: ${cases.join(", ")} ${cases.length === 1 ? "is" : "are"} still open. A case ends with \`/resolve <what fixed it>\` or \`/dismiss <reason>\` there.`;
}

export function restored(id: string): string {
  return `${quote(id)} is listed again, with exactly the same files.`;
}

export function restoreProposed(id: string, pull: number): string {
  return `${quote(id)} comes back when #${pull} is merged; the default branch is protected.`;
}

export function policyRemoval(id: string, listing: SeenListing): string {
  return paragraphs(
    mentions(listing),
    `${named(id, listing)} is removed from the marketplace by decision of its team; its entry in the ledger says so. \`/restore ${id}\` brings it back.`,
  );
}

export function policyRemovalTold(id: string): string {
  return `${quote(id)} is removed from the marketplace. Its maintainers are told in a public issue of the catalog; \`/restore ${id}\` brings it back.`;
}

/** The same in public, where the decision was made in private. */
export function policyRemovalIssue(
  id: string,
  listing: SeenListing,
  contact: string,
): { readonly title: string; readonly body: string } {
  return {
    title: `Removed: ${id}`,
    body: paragraphs(
      mentions(listing),
      `${named(id, listing)} is removed from the marketplace by decision of its team; its entry in the ledger says so.`,
      `If you have a question, please write to ${contactText(contact)}. Close this issue when you have read it.`,
    ),
  };
}

export function dryRun({ listing }: CaseRecord): string {
  return `Dry run: ${quote(listing)} would be removed now. Nothing was done (\`takedown.mode: dry-run\`).`;
}

export function dryRunAsked(id: string): string {
  return `Dry run: ${quote(id)} would be removed. Nothing was done (\`takedown.mode: dry-run\`).`;
}

export function ledgerUnreadable(id: string): string {
  return `The ledger's entry for ${quote(id)} cannot be read, so nothing is restored automatically. Please fix \`removed/${id}.yml\`.`;
}

/** The public side of a private case. */
export function publicIssue(
  record: CaseRecord,
  listing: SeenListing,
  contact: string,
): { readonly title: string; readonly body: string } {
  const { listing: id, deadlineMs } = record;
  return {
    title: `Under review: ${id}`,
    body: paragraphs(
      mentions(listing),
      `${named(id, listing)} is under review. ${deadlineMs === null ? "No deadline is set." : `Unless the problem is fixed, it is removed from the marketplace at **${utc(deadlineMs)}**.`}`,
      `Details are not discussed in public. If you know more, or maintain this listing, please write to ${contactText(contact)}.`,
      "Steward keeps this issue up to date, and closes it when the review ends.",
    ),
  };
}

function contactText(contact: string): string {
  if (contact === "") return "the marketplace's security team";
  return quote(contact.replace(/^mailto:/, ""));
}
