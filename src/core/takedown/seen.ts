// What GitHub shows of one case, as the decision needs it; read anew every time. No title and no text of a case is in it.

import type { Account } from "../facts.ts";
import type { LedgerLine } from "../listing/ledger.ts";
import type { SeenComment } from "../review/seen.ts";
import type { CaseRecord, CasePlace, Terms } from "./record.ts";

/** A label set or taken off, a closing or a reopening. */
export interface SeenEvent {
  readonly id: number;
  readonly atMs: number;
  readonly what: "labeled" | "unlabeled" | "closed" | "reopened";
  /** Empty for closings. */
  readonly label: string;
  /** undefined: the account is gone. */
  readonly actor: Account | undefined;
  /** Done by this App, as GitHub attests it. */
  readonly mine: boolean;
}

export interface BodyEdit {
  readonly atMs: number;
  /** undefined: nobody can tell. */
  readonly by: Account | undefined;
}

export interface SeenIssue {
  readonly open: boolean;
  /** This App opened it: the public side of a private case, the dashboard, a report. */
  readonly mine: boolean;
  /** It is the public side of a private case, and so no case itself. */
  readonly publicSide: boolean;
  readonly author: Account | undefined;
  readonly createdAtMs: number;
  /** undefined: the body is as it was written. */
  readonly bodyEditedAtMs: number | undefined;
  /** Edits of the body, the newest first, as far as GitHub shows them. */
  readonly bodyEdits: readonly BodyEdit[];
  /** The value of the issue form's first field, if it can be a listing's id. */
  readonly formId: string | undefined;
  readonly labels: readonly string[];
  /** Oldest first. */
  readonly events: readonly SeenEvent[];
  /** Label events with a smaller id may be lacking among these; 0: none is. */
  readonly eventsFrom: number;
  readonly comments: readonly SeenComment[];
}

/** What the default branch and what is published say of an id. */
export interface SeenListing {
  /** `gone`: neither a listing nor a line of the ledger; it may have been withdrawn a moment ago. */
  readonly state: "live" | "removed" | "gone";
  /** Of the listing file or the ledger's line; plain text by somebody else. */
  readonly name: string | undefined;
  readonly maintainers: readonly string[];
  /** What the ledger holds of it, file or mark. `unreadable` counts as removed. */
  readonly line: LedgerLine | "unreadable" | undefined;
  /** The pull request that waits to bring it back (protected branch). */
  readonly restorePull: number | undefined;
}

/** The public side of a private case. */
export interface SeenPublic {
  readonly number: number;
  readonly open: boolean;
  readonly body: string;
  readonly labels: readonly string[];
  readonly comments: readonly SeenComment[];
}

export interface SeenCase {
  readonly place: CasePlace;
  /** `gone`: deleted, converted, transferred or out of reach. */
  readonly issue: SeenIssue | "gone";
  /** What the dashboard's copy says; `broken`: it does not verify. */
  readonly copy: CaseRecord | "broken" | undefined;
  /** Copies of the other cases that have not ended. */
  readonly others: readonly CaseRecord[];
  /** Comments of this App on the dashboard, where a case without its issue is talked about. */
  readonly dashboard: { readonly number: number; readonly comments: readonly SeenComment[] } | undefined;
  /** Whether an account is authorised, as GitHub says now. Everybody in `questionsOf` has been asked about. */
  readonly may: (accountId: number) => boolean;
  /** Whether that account was asked about in this look: of others nobody can tell yet. */
  readonly asked: (accountId: number) => boolean;
  readonly listing: (id: string) => SeenListing;
  readonly publicSide: SeenPublic | undefined;
  /** On the dashboard: the newest records of cases that somebody asks to end there and whose issues are gone. */
  readonly away: readonly CaseRecord[];
  /** On the dashboard: what led to the newest records of all cases. */
  readonly causes: ReadonlySet<string>;
  /** Bodies of public notices that we opened, where one may be missing. */
  readonly notices: readonly string[];
  /** What a clock that starts now goes by. */
  readonly terms: Terms;
  readonly mode: "on" | "dry-run";
  /** Where people report in private: `mailto:` or https. */
  readonly contact: string;
}

/** The dashboard itself: no case, but a place for commands about cases that have no issue any more. */
export function isDashboard({ dashboard, place }: Pick<SeenCase, "dashboard" | "place">): boolean {
  return dashboard?.number === place.issue;
}
