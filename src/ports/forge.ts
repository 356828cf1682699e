// One catalog repository at GitHub: what a review and a sweep read of it, and the writes of a plan.

import type { Write } from "../core/review/plan.ts";
import type { MergedSubmission } from "../core/review/waits.ts";
import type { SeenComment, SeenPull, SeenReview, SeenRun } from "../core/review/seen.ts";
import type { SeenProposal } from "../core/takedown/proposal.ts";
import type { Account } from "../core/facts.ts";

export type Role = "none" | "read" | "triage" | "write" | "maintain" | "admin";

export interface TreeEntry {
  readonly name: string;
  readonly type: "blob" | "tree" | "commit";
  readonly mode: string;
  readonly sha: string;
  /** Bytes, for blobs. */
  readonly size: number | undefined;
}

/** The policy file on the default branch, as the state query brings it along. */
export interface PolicyBlob {
  readonly sha: string;
  /** undefined: binary or too large for the query; read the blob. */
  readonly text: string | undefined;
}

export interface CatalogState {
  readonly repositoryId: number;
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
  readonly tipSha: string;
  readonly policy: PolicyBlob | undefined;
}

export interface DeployedState extends CatalogState {
  /** What the newest deployments of the marketplace say of themselves, whoever made them. */
  readonly deployments: readonly unknown[];
}

export interface SeenCommit {
  readonly sha: string;
  readonly tree: string;
  readonly message: string;
}

/** GitHub's own test merge, made in the background once somebody asks. `made`: of this head on this tip, and no other. */
export type TestMerge =
  | { readonly state: "unknown" }
  | { readonly state: "conflicting" }
  | { readonly state: "made"; readonly tree: string };

/**
 * A pull request that holds a commit, or that a commit merged. Of those that are not merged, GitHub names only those that
 * come from the repository itself: what is to be known of all that are open is never asked so.
 */
export interface PullOfCommit {
  readonly number: number;
  readonly headSha: string;
  readonly baseRef: string;
  /** undefined: it is not merged. */
  readonly mergedAtMs: number | undefined;
  /** undefined: the account is gone. */
  readonly author: Account | undefined;
}

export interface CommitBetween {
  readonly sha: string;
  readonly message: string;
  readonly parents: readonly string[];
}

/** What a branch has that another lacks. */
export interface Lineage {
  /** Where they parted; of several such places, one. */
  readonly base: string;
  /** No commit of it is a merge, so that they parted in one place. */
  readonly isLinear: boolean;
  /** The commits of its own that follow none of its own; undefined: not all of its commits were listed. */
  readonly first: readonly string[] | undefined;
}

/** An open pull request by its two ends. */
export interface OpenHead {
  readonly number: number;
  readonly headSha: string;
  readonly baseRef: string;
  /** This App opened it. */
  readonly mine: boolean;
  /** The branch of this repository that it comes from; undefined: it comes from a fork. */
  readonly branch: string | undefined;
  /** undefined: the account is gone. */
  readonly author: Account | undefined;
}

/** A page of them, the oldest first. */
export interface OpenHeads {
  readonly heads: readonly OpenHead[];
  /** Where the next page begins; undefined: this is the last. */
  readonly after: string | undefined;
}

export interface ReviewState extends DeployedState {
  readonly pull: SeenPull;
  readonly testMerge: TestMerge;
  readonly labelsInRepository: readonly string[];
  /** Newest commits of the usual publish branch, newest first; undefined: there is no such branch. */
  readonly published: readonly SeenCommit[] | undefined;
  /** The most recently merged submissions; absent: not asked for. */
  readonly merged?: readonly MergedSubmission[];
  /** The first page of what is open; absent: not asked for. */
  readonly open?: OpenHeads;
}

/** What a look at a pull request asks for beside it, in the same question. */
export interface AskedBeside {
  /** What was merged lately. */
  readonly merged?: boolean;
  /** The heads of all that is open. */
  readonly open?: boolean;
}

/** An open pull request as a sweep sees it: enough to tell whether its verdict still holds. */
export interface OpenPull {
  readonly number: number;
  readonly baseRef: string;
  readonly headSha: string;
  readonly text: string;
  /** The newest of each: what was said while we did not listen. */
  readonly comments: readonly SeenComment[];
  readonly reviews: readonly SeenReview[];
  readonly runs: readonly SeenRun[];
  readonly rerunAsked: boolean;
}

/** A group of the merge queue: its branch names the last of its pull requests. */
export interface QueuedGroup {
  /** The branch that it would be merged into. */
  readonly onto: string;
  readonly number: number;
  readonly headSha: string;
  /** When GitHub made its commit; NaN: not told. */
  readonly madeAtMs: number;
}

export interface OpenPage {
  readonly catalog: CatalogState;
  readonly pulls: readonly OpenPull[];
  readonly queued: readonly QueuedGroup[];
}

export interface SeenDeployment {
  readonly id: number;
  readonly publishSha: string | undefined;
}

export interface Branch {
  readonly name: string;
  readonly sha: string;
}

/** One catalog repository at GitHub, through one installation. Throws `JobError`; nothing is retried blindly. */
export interface Forge {
  reviewState(number: number, beside?: AskedBeside): Promise<ReviewState | undefined>;
  /** The page of what is open that begins there. */
  openHeads(after: string): Promise<OpenHeads>;
  /** A page at a time; the merge queue's groups come with the first. */
  openPulls(): AsyncIterable<OpenPage>;
  lineage(baseSha: string, headSha: string): Promise<Lineage>;
  /** Entries of one folder; `sha` is a tree's or a commit's. Kept, since it cannot change. */
  tree(sha: string): Promise<readonly TreeEntry[]>;
  blob(sha: string): Promise<Uint8Array>;
  branchTip(branch: string): Promise<string | undefined>;
  /** All whose names begin so. */
  branches(prefix: string): Promise<readonly Branch[]>;
  /** Its newest commits, newest first; undefined: there is no such branch. */
  commitsOf(branch: string): Promise<readonly SeenCommit[] | undefined>;
  headSha(number: number): Promise<string>;
  /** undefined: no such account, or nothing may be read. */
  roleOf(login: string): Promise<{ readonly accountId: number; readonly role: Role } | undefined>;
  /** The commit that first brought `path`, and the authors of the pull requests it was merged with, the oldest first; undefined: none did. */
  broughtBy(
    path: string,
    branch: string,
  ): Promise<{ readonly commitSha: string; readonly authors: readonly Account[] } | undefined>;
  /** The publish commit our newest Deployment names; undefined: there never was one. */
  newestDeployment(): Promise<SeenDeployment | undefined>;
  issueState(number: number): Promise<"open" | "closed" | "unreadable">;
  /** The oldest open issue that this App opened and that bears the label. */
  issueByUs(label: string): Promise<{ readonly number: number; readonly body: string } | undefined>;
  openIssue(issue: {
    readonly title: string;
    readonly body: string;
    readonly labels: readonly string[];
  }): Promise<void>;
  editIssue(number: number, body: string): Promise<void>;
  closeIssue(number: number, comment: string): Promise<void>;
  /** Earlier versions of a file on the default branch, newest first. */
  history(path: string, commitsMax: number): AsyncIterable<Uint8Array>;
  /** The check run's name, head and external id; undefined: gone or not ours. */
  run(
    id: number,
  ): Promise<{ readonly name: string; readonly headSha: string; readonly externalId: string } | undefined>;
  runsOfSuite(
    id: number,
  ): Promise<readonly { readonly name: string; readonly headSha: string; readonly externalId: string }[]>;
  runsOn(sha: string): Promise<readonly SeenRun[]>;
  pullsOf(commitSha: string): Promise<readonly PullOfCommit[]>;
  /** Whether "owner/name" is what the repository of that number, this one, was called before: GitHub leads on from there, until somebody takes it. */
  isOldName(fullName: string, repositoryId: number): Promise<boolean>;
  /** undefined: there is no such commit. */
  commitOf(sha: string): Promise<SeenProposal | undefined>;
  /** What the head has and the base lacks, the oldest first; undefined: more than are read. */
  commitsBetween(baseSha: string, headSha: string): Promise<readonly CommitBetween[] | undefined>;
  apply(write: Write, pull: number): Promise<void>;
}

/** One file of a preview; its path within the preview. */
export interface PreviewFile {
  readonly path: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}
