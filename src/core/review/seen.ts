// What GitHub shows of one pull request, as the review needs it; read anew for every decision.

import type { Account } from "../facts.ts";

export const ROLL_UP = "steward";

export type Conclusion = "success" | "failure" | "action_required";

/** One of our own check runs on the head; other Apps' never get here. */
export interface SeenRun {
  readonly id: number;
  readonly name: string;
  readonly completed: boolean;
  readonly conclusion: string | undefined;
  readonly externalId: string;
  readonly startedAtMs: number;
  /** When its result first stood there; a run that was in progress shows it later than it started. */
  readonly completedAtMs?: number | undefined;
}

export interface SeenComment {
  readonly id: number;
  readonly body: string;
  readonly author: Account | undefined;
  readonly createdAtMs: number;
  readonly edited: boolean;
  /** Written by this App, as GitHub attests it. */
  readonly mine: boolean;
  /** This App's reactions; a comment that bears one has been answered. */
  readonly myReactions: readonly string[];
}

export interface SeenReview {
  readonly state: string;
  readonly sha: string;
  readonly author: Account | undefined;
  readonly submittedAtMs: number;
  /** Written by this App, as GitHub attests it. */
  readonly mine: boolean;
}

/** A conversation on a line of the files. */
export interface SeenThread {
  readonly id: string;
  readonly resolved: boolean;
  /** Resolved, and not by us. */
  readonly resolvedByOther: boolean;
  /** Of its first comment. */
  readonly body: string;
  readonly mine: boolean;
}

export interface SeenPull {
  readonly number: number;
  readonly open: boolean;
  readonly merged?: boolean | undefined;
  readonly draft: boolean;
  /** This App opened it. */
  readonly mine: boolean;
  /** The branch of this repository that it comes from; undefined: it comes from a fork. */
  readonly branch?: string | undefined;
  readonly title: string;
  readonly body: string;
  readonly baseRef: string;
  readonly headSha: string;
  /** Until then another commit may have been the head: the branch was put back, or the pull request was closed. */
  readonly headSinceMs?: number | undefined;
  readonly createdAtMs: number;
  /** undefined: the account is gone. */
  readonly author: Account | undefined;
  readonly authorNodeId: string | undefined;
  readonly labels: readonly string[];
  readonly comments: readonly SeenComment[];
  readonly reviews: readonly SeenReview[];
  readonly threads: readonly SeenThread[];
  readonly runs: readonly SeenRun[];
  /** Somebody pressed “Re-run all”: our suite on the head waits for new runs. */
  readonly rerunAsked: boolean;
}

/** The newest of our runs of that name: GitHub goes by it, and so do we. */
export function newestRun(runs: readonly SeenRun[], name: string): SeenRun | undefined {
  let newest: SeenRun | undefined;
  for (const run of runs) if (run.name === name && (newest === undefined || run.id > newest.id)) newest = run;
  return newest;
}

export function runName(title: string): string {
  return `${ROLL_UP} / ${title}`;
}
