// The one issue that tells a listing's maintainers what has been wrong with its addresses, and closes by itself.

import type { LabelWords } from "../review/labels.ts";
import { noComment, quote } from "../listing/quote.ts";
import { markValues, sameText, withMarks } from "../marks/marks.ts";
import type { Report } from "./decide.ts";
import type { Field, Rule, LinkProblem } from "./file.ts";

export const VERIFY_LABEL: LabelWords = {
  name: "steward: listing in trouble",
  color: "bf8700",
  description: "An address of a published listing does not lead where it did",
};

export interface OpenIssue {
  readonly number: number;
  readonly open: boolean;
  readonly body: string;
}

export type IssueStep =
  | { readonly kind: "open"; readonly title: string; readonly body: string }
  | { readonly kind: "edit"; readonly number: number; readonly body: string }
  | { readonly kind: "close"; readonly number: number; readonly comment: string };

/** `own`: issues with our label that we opened. `live`: ids that are published. Nothing to do gives no step. */
export function issueSteps(
  reports: readonly Report[],
  own: readonly OpenIssue[],
  live: ReadonlySet<string>,
): readonly IssueStep[] {
  const open = new Map<string, OpenIssue>();
  for (const issue of own) {
    const id = markValues(issue.body, "verification")[0];
    if (issue.open && typeof id === "string" && !open.has(id)) open.set(id, issue);
  }
  const steps: IssueStep[] = [];
  for (const report of reports) {
    const issue = open.get(report.listing.id);
    open.delete(report.listing.id);
    const { title, body } = words(report);
    // Told once: what somebody closed by hand stays closed until something else is wrong.
    if (issue === undefined && report.isNew) steps.push({ kind: "open", title, body });
    if (issue !== undefined && !sameText(issue.body, body))
      steps.push({ kind: "edit", number: issue.number, body });
  }
  for (const [id, { number }] of open) steps.push({ kind: "close", number, comment: closing(live.has(id)) });
  return steps;
}

function closing(isLive: boolean): string {
  return isLive
    ? "Every address leads where it should again. Thank you!"
    : "The listing is not published any more, so there is nothing left to fix here.";
}

const WHAT: Readonly<Record<Field, string>> = {
  link: "The link",
  documentation: "The documentation",
  issues: "The issue tracker",
};

/** Nothing that changes from day to day: the issue is edited when something happens, and not before. */
function words({ listing, troubles }: Report): { readonly title: string; readonly body: string } {
  const { id, name, maintainers } = listing;
  const lines = troubles.map(
    (trouble) =>
      `- ${WHAT[trouble.field]} ${quote(trouble.url)} ${says(trouble)}, since ${trouble.since.slice(0, 10)}.`,
  );
  const body = [
    `${maintainers.map((login) => `@${login}`).join(" ")}: visitors of the marketplace follow the addresses of ${quote(name)}, and:`,
    lines.join("\n"),
    `**What next.** ${fix(troubles)} Nothing is removed because of this, and this issue closes automatically once every address works again (it is checked once a day).`,
  ].join("\n\n");
  return {
    title: `${plainName(name)}: ${title(troubles)}`,
    body: withMarks(body, [["verification", id]]),
  };
}

function title(troubles: readonly LinkProblem[]): string {
  if (troubles.length > 1) return "several addresses do not lead where they did";
  const [only] = troubles;
  return only === undefined
    ? ""
    : `${WHAT[only.field].toLowerCase()} ${SHORT[only.rule] ?? "does not work any more"}`;
}

const SHORT: Partial<Readonly<Record<Rule, string>>> = {
  archived: "leads to an archived repository",
  transferred: "leads to a repository that was transferred",
  "other-host": "leads to another host",
};

function says({ rule, to }: LinkProblem): string {
  switch (rule) {
    case "archived":
      return "leads to a repository that is archived: nobody can report anything there any more";
    case "transferred":
      return `leads to a repository that now belongs to somebody else${to === undefined ? "" : ` (${quote(to)})`}`;
    case "other-host":
      return `leads to another host than before${to === undefined ? "" : ` (${quote(to)})`}`;
    case "not-found":
      return "is not found";
    case "needs-login":
      return "asks visitors to log in";
    case "client-error":
      return "answers with an error";
    case "no-such-name":
      return "names a host that does not exist any more";
    case "bad-certificate":
      return "has a certificate that browsers refuse";
    case "incomplete-chain":
      return "is on a server that does not send its whole certificate chain: some browsers and programs cannot reach it";
    case "forbidden-address":
      return "leads into a private network";
    case "too-many-redirects":
      return "redirects on and on";
    case "downgrade":
      return "is led over a connection that is not encrypted";
    case "not-public":
      return "is not public any more";
    case "issues-off":
      return "takes no new reports: issues are switched off";
    case "no-answer":
      return "does not answer";
  }
}

function fix(troubles: readonly LinkProblem[]): string {
  const file = "open a pull request that corrects the listing's file";
  const isFor = (rule: Rule): boolean => troubles.some((one) => one.rule === rule);
  if (isFor("transferred") || isFor("other-host"))
    return `If that is yours and meant to be so, ${file} with the new address. If it is not, do so all the more: visitors are led to somebody else.`;
  if (isFor("archived"))
    return `Unarchive the repository, ${file} with the one that took its place, or take the listing back with a pull request that removes it.`;
  return `Bring it back, or ${file}; if the project has ended, take the listing back with a pull request that removes it.`;
}

/** A title is no Markdown; what could move a cursor or mention somebody has no place in it. */
function plainName(name: string): string {
  return noComment(name.replace(/[\p{Cc}\p{Cf}@]/gu, " ")).trim();
}
