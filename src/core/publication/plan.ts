// What a publish does, as one value: the decision names it, the job carries it out and decides nothing.

import type { NextSource } from "../catalog/assemble.ts";
import type { Entry } from "../catalog/entry.ts";
import type { HeldListing } from "../catalog/report.ts";
import type { RemovedLine } from "../catalog/schema.ts";
import type { SeenPull } from "../review/seen.ts";

export type IssueWrite =
  | PublishingNote
  | { readonly do: "react"; readonly commentId: number; readonly content: string }
  | { readonly do: "open"; readonly title: string; readonly body: string; readonly label: string }
  | { readonly do: "edit"; readonly number: number; readonly body: string }
  | { readonly do: "close"; readonly number: number; readonly comment: string };

/** Told once, in the issue about publishing; `mark` names it. */
export interface PublishingNote {
  readonly do: "tell-once";
  readonly mark: string;
  readonly text: string;
  /** The case's issue that is told; undefined: the issue about publishing. */
  readonly issue?: number;
}

/** A picture file and the name that git has it by. */
export interface PictureWrite {
  readonly path: string;
  readonly blob: string;
}

/** What is to stand after this publish, as far as it differs. */
export interface NextPublication {
  readonly upserts: readonly Entry[];
  readonly removals: readonly { readonly entry: Entry }[];
  /** All lines of removed.json, as they shall stand. */
  readonly lines: readonly RemovedLine[];
  readonly waiting: readonly string[];
  readonly source: NextSource;
  /** Pictures, uploaded already. */
  readonly pictures: readonly PictureWrite[];
  /** Entries as they were published, of those that are put. */
  readonly before: ReadonlyMap<string, Entry>;
  /** New listings and the pull requests that brought them: to be welcomed. */
  readonly added: readonly { readonly id: string; readonly pull: number }[];
  /** ISO date (UTC): what was due until then has been looked at. */
  readonly today: string;
}

export interface LedgerPlan {
  /** Lines that the files of the ledger do not say yet, or do not say any more. */
  readonly missing: readonly RemovedLine[];
  /** Ids that are published again while the ledger still says that they were removed. */
  readonly over: readonly string[];
}

/** Nothing is published. */
export interface EndPlan {
  readonly kind: "end";
  readonly outcome: "ignored" | "stopped";
  readonly because: string;
  readonly writes: readonly IssueWrite[];
  readonly stands: boolean | undefined;
}

export interface PublishPlan {
  readonly kind: "go";
  readonly outcome: "stopped" | "unchanged" | "published";
  readonly notes: readonly PublishingNote[];
  /** Before the commit: the issue that says why publishing stands still. */
  readonly stopWrites: readonly IssueWrite[];
  /** undefined: nothing is to be published. */
  readonly next: NextPublication | undefined;
  readonly ledger: LedgerPlan;
  /** After the commit: the report of what is held. */
  readonly heldWrites: readonly IssueWrite[];
  /** What was found of all that was looked at, for whose turn it is next. */
  readonly looks: { readonly waiting: readonly string[]; readonly held: readonly HeldListing[] };
  readonly heldCount: number;
  /** false: publishing stands still as a whole, and nothing follows. */
  readonly followsUp: boolean;
  /** Pull requests as they were seen, by number. */
  readonly pulls: ReadonlyMap<number, SeenPull>;
  /** When to look again though nothing happens; the soonest counts. */
  readonly requeuesMs: readonly number[];
  /** Whether publishing stands still: a hint for the next look. undefined: as before. */
  readonly stands: boolean | undefined;
}

/** What the decision lacks: the job reads it and asks again. */
export type PublishNeed =
  | { readonly need: "held-issue" | "stop-issue" }
  /** Somebody who may said that a catalog that is lost shall be built as on the first day. */
  | { readonly need: "anew"; readonly carried: readonly IssueWrite[] };
