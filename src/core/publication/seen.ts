// Everything that a publish observes, as one value: what stands on the default branch, what is published, what people said.

import type { Entry } from "../catalog/entry.ts";
import type { HeldListing } from "../catalog/report.ts";
import type { CatalogFile, RemovedLine } from "../catalog/schema.ts";
import type { PublishStop } from "../catalog/stopped.ts";
import type { PublicCase } from "../catalog/under-review.ts";
import type { Policy } from "../policy/policy.ts";
import type { SeenComment } from "../review/seen.ts";
import type { IssueWrite } from "./plan.ts";
import type { HeldDiscussion, ObservedListing, RestoredListing } from "./listing.ts";

/** Git names of the three folders; null: there is none. */
export interface SourceTrees {
  readonly listings: string | null;
  readonly images: string | null;
  readonly removed: string | null;
}

/** Why the policy's logo is not shown. */
export interface LogoLost {
  readonly path: string;
  readonly why: "missing" | "large" | "undrawable";
}

/** A policy that came into force though the pull request it came by did not pass. */
export interface PolicyOverHold {
  /** The pull request. */
  readonly number: number;
  /** The commit that it was judged at. */
  readonly headSha: string;
  /** `beside`: that pull request does not show the change; merging it made it all the same. */
  readonly how: "failing" | "on-hold" | "not-judged" | "beside";
}

/** The default branch, and the branch that is published to. */
export interface SeenBranches {
  readonly policy: Policy;
  /** Of the default branch. */
  readonly tip: { readonly sha: string; readonly atMs: number; readonly policySha: string };
  readonly source: SourceTrees;
  readonly head: CatalogFile | undefined;
  /** There is a commit of ours. */
  readonly isOurs: boolean;
  /** What stands on the publish branch is what we wrote there last. */
  readonly isWhole: boolean;
  /** The publish branch is gone; what was published is known from elsewhere. */
  readonly isBranchGone: boolean;
  /** Our newest commit, where somebody put the branch back to an older one. */
  readonly rolledBackFrom: string | undefined;
  /** Commits of others on top of ours, newest first. */
  readonly foreign: readonly string[];
  /** While it is news: its policy or its file changed since the last publish. */
  readonly logoLost: LogoLost | undefined;
  /** undefined: the policy is the one that was published with, passed, or was pushed by somebody with write access. */
  readonly policyOverHold?: PolicyOverHold | undefined;
}

/** What differs between the default branch and what is published. */
export interface SeenWork {
  /** Ids of the listings on the default branch. */
  readonly listings: { has(id: string): boolean };
  readonly ledgerFiles: ReadonlyMap<string, unknown>;
  /** Lines of the published removed.json. */
  readonly lines: readonly RemovedLine[];
  /** The same with what Steward itself said since, in the ledger or in a case: what stands there was taken out. */
  readonly memory: readonly RemovedLine[];
  /** Ids whose file came back to the default branch since the last publish, though they were taken out. */
  readonly back: ReadonlySet<string>;
  /** What is published of each id that differs, and perhaps of others. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** All pages look otherwise. */
  readonly everything: boolean;
  /** The default branch or the policy says something new. */
  readonly sourceChanged: boolean;
}

/** A listing that waits for a later run. */
export interface LaterListing {
  readonly id: string;
  /** As it was reported; undefined: nothing was said of it yet. */
  readonly held: HeldListing | undefined;
  /** It was looked at since the default branch moved. */
  readonly isOfThisTip: boolean;
}

/** The issue that reports what is held; `number` undefined: there is none. */
export interface HeldIssue extends HeldDiscussion {
  readonly number: number | undefined;
  readonly body: string;
}

/** The issue that says why publishing stands still. */
export interface StopIssue {
  readonly number: number;
  readonly body: string;
  readonly comments: readonly SeenComment[];
  /** Numbers of those among the commanders who may let it go on: role maintain or admin, read now. */
  readonly mayMaintain: ReadonlySet<number>;
}

/** All that may be found when a publish looks. */
export type SeenPublish =
  | { readonly kind: "ignored"; readonly because: string }
  | SeenStop
  | (SeenPublication & { readonly kind: "ready" });

/** What was published cannot be gone on from. */
export interface SeenStop {
  readonly kind: "stopped";
  readonly nowMs: number;
  readonly stop: PublishStop;
  /** undefined: not read; null: there is none. */
  readonly stopIssue: StopIssue | null | undefined;
  /** Somebody let it go on already, and still it stands. */
  readonly isAnew: boolean;
}

export interface SeenPublication {
  readonly nowMs: number;
  /** What the decision to go on, where a stop was let go, has to say first. */
  readonly carried: readonly IssueWrite[];
  /** ISO date, UTC. */
  readonly today: string;
  readonly branches: SeenBranches;
  readonly work: SeenWork;
  /** Something would go, and the default branch does not go on from what was published. */
  readonly isRewritten: boolean;
  /** Ids that go since Steward itself took them out. */
  readonly explained: readonly string[];
  /** Ids that go, of so many that nobody asked who took each of them off. */
  readonly unasked: readonly string[];
  /** In the order of their ids. */
  readonly listings: readonly (ObservedListing | RestoredListing)[];
  readonly later: readonly LaterListing[];
  /** undefined: not read, since nothing waited. */
  readonly heldIssue: HeldIssue | undefined;
  /** undefined: not read; null: there is none. */
  readonly stopIssue: StopIssue | null | undefined;
  readonly cases: readonly PublicCase[];
  /** Entries that those cases, or cases that ended, are about and that `work` does not hold. */
  readonly caseEntries: readonly Entry[];
  /** Numbers of those who may write, among all that were asked about. */
  readonly mayWrite: ReadonlySet<number>;
}
