// A listing that was removed comes back by its owner's hand, once what was wrong is fixed.

import { FIRST_VERSION, defineCheck } from "./check.ts";
import { isCaseKind, REASONS } from "../listing/reasons.ts";
import { quote } from "../listing/quote.ts";
import { exampleStanding, OWNER, STRANGER } from "./example-facts.ts";
import type { LedgerLine } from "../listing/ledger.ts";

const line = (change: Partial<LedgerLine> = {}): LedgerLine => ({
  version: 1,
  id: "poll-maker",
  reason: "security",
  removed: "2026-03-01T10:00:00Z",
  cases: [
    { issue: 7, severity: "high", acknowledged: "2026-02-15T10:00:00Z", ended: "2026-03-20T10:00:00Z" },
  ],
  owners: [OWNER.id],
  blobs: {},
  ...change,
});

/** What reviewers want to know of the cases; a private one has no number to link. */
function ended({ cases }: LedgerLine): string {
  const shown = cases.slice(0, 5).map(({ issue, severity, acknowledged, ended: at }) => {
    const which = issue === undefined ? "a private case" : `#${issue}`;
    const dates = [acknowledged, at].flatMap((date) => (date === undefined ? [] : [date.slice(0, 10)]));
    return `${which}${severity === undefined ? "" : `, severity ${severity}`}, ${dates.join(" to ")}`;
  });
  return shown.length === 0 ? "" : ` (${shown.join("; ")}${cases.length > 5 ? " and more" : ""})`;
}

export const standingCheck = defineCheck({
  id: "standing",
  order: 70,
  since: FIRST_VERSION,
  title: "Standing",
  item: "Free to be listed: never removed, or allowed back",
  why: "An id that was removed stays its owner's, and what was removed for a reason comes back when the reason is gone.",
  fix: "Fix what led to the removal, and say under “What changed” how.",
  needs: ["standing"],
  fixed: true,
  policy: {
    level: "required",
    words: "Standing: always required; without it what was removed could come back unseen.",
  },
  rules: {
    "case-open": {
      level: "fail",
      why: "The problem that led to the removal is not yet declared resolved.",
      fix: "Resolve the case first; the security team ends it with `/resolve`.",
    },
    pushed: {
      level: "fail",
      why: "What was taken out comes back by a decision about it, not by files that are put back.",
      fix: "Write `/restore <id>` in an issue of the catalog, or bring it by a pull request of its owners.",
    },
    "nothing-said": {
      level: "fail",
      why: "The people who removed it want to see what was done about it.",
      fix: "Write under a heading `What changed` in the pull request's text how the problem was fixed.",
    },
    "not-the-owner": {
      level: "held",
      why: "A removed id stays reserved for its recorded owners, so that nobody inherits its users.",
      fix: "Nothing to do for you; a maintainer of the marketplace decides.",
    },
    "removed-by-policy": {
      level: "held",
      why: "It was removed by decision of the marketplace.",
      fix: "Nothing to do for you; a maintainer of the marketplace decides.",
    },
    "owner-under-case": {
      level: "held",
      why: "What is under a case, or was removed for one, must not come back under another name.",
      fix: "Fix what the case is about; when it has ended, nothing here waits any more. A maintainer of the marketplace may decide sooner.",
    },
    unreadable: {
      level: "held",
      why: "It says whether the id may come back, and we do not guess.",
      fix: "Nothing to do for you; a maintainer of the marketplace decides.",
    },
  },
  examples: {
    pass: [
      { name: "never removed", facts: { standing: exampleStanding() } },
      {
        name: "withdrawn, and back by its owner",
        facts: {
          standing: exampleStanding({
            ledger: line({ reason: "withdrawn", cases: [] }),
            saysWhatChanged: false,
          }),
        },
      },
      {
        name: "removed for a security problem, resolved, and back by its owner",
        facts: { standing: exampleStanding({ ledger: line() }) },
      },
    ],
    fail: [
      {
        name: "the case still runs",
        facts: { standing: exampleStanding({ ledger: line(), openCases: [7] }) },
      },
      {
        name: "pushed back",
        facts: { standing: exampleStanding({ ledger: line(), isPush: true }) },
      },
      {
        name: "not a word about what changed",
        facts: { standing: exampleStanding({ ledger: line(), saysWhatChanged: false }) },
      },
    ],
    held: [
      {
        name: "somebody else brings it back",
        facts: { standing: exampleStanding({ ledger: line(), author: STRANGER }) },
      },
      {
        name: "a case runs on another listing of the same owner",
        facts: {
          standing: exampleStanding({
            ownersCases: [{ listing: "vote-counter", issues: [7], login: OWNER.login }],
          }),
        },
      },
      {
        name: "removed by policy",
        facts: { standing: exampleStanding({ ledger: line({ reason: "policy", cases: [] }) }) },
      },
      {
        name: "the ledger's line cannot be read",
        facts: { standing: exampleStanding({ ledger: "unreadable" }) },
      },
    ],
  },
  *evaluate({ standing }) {
    if (standing.state !== "known") return;
    const { id, author, isPush, ledger, openCases, saysWhatChanged, ownersCases } = standing.value;
    for (const { listing, issues, login } of ownersCases) {
      const numbers = issues.map((issue) => `#${issue}`).join(", ");
      yield {
        rule: "owner-under-case",
        message: `A case on ${quote(listing)} has not ended${numbers === "" ? "" : ` (${numbers})`}, and ${quote(login)} is a recorded owner of it.`,
      };
    }
    if (ledger === undefined) {
      yield { evidence: `The id ${quote(id)} was never removed.` };
      return;
    }
    if (ledger === "unreadable") {
      yield { rule: "unreadable", message: `The ledger's entry for ${quote(id)} cannot be read.` };
      return;
    }
    const removed = `${quote(id)} was removed ${REASONS[ledger.reason].removed} on ${ledger.removed.slice(0, 10)}`;
    const about = isCaseKind(ledger.reason);
    if (openCases.length > 0) {
      const named = openCases
        .filter((issue) => issue !== undefined)
        .map((issue) => `#${issue}`)
        .join(", ");
      yield {
        rule: "case-open",
        message: `${removed}, and ${openCases.length === 1 ? "a case" : `${openCases.length} cases`} on it still ${openCases.length === 1 ? "runs" : "run"}${named === "" ? "" : ` (${named})`}.`,
      };
      return;
    }
    if (isPush === true) {
      yield { rule: "pushed", message: `${removed}, and a push put its files back.` };
      return;
    }
    const isOwner = author !== undefined && ledger.owners.includes(author.id);
    if (!isOwner) {
      yield {
        rule: "not-the-owner",
        message: `${removed}; ${author === undefined ? "its author is not known here" : `${quote(author.login)} is not among the owners recorded then`}.`,
      };
    } else if (!about && ledger.reason !== "withdrawn") {
      yield { rule: "removed-by-policy", message: `${removed}.` };
    } else if (about && !saysWhatChanged) {
      yield { rule: "nothing-said", message: `${removed}, and the pull request does not say what changed.` };
    } else {
      yield {
        evidence: `${removed}${about ? `; every case has ended${ended(ledger)}` : ""}. ${quote(author.login)} is its recorded owner.`,
      };
    }
  },
});
