// The records the sandbox keeps in memory; contents, commits and refs are git's.

import type { StoredTestMerge } from "./test-merge.ts";
import type { GitRepository } from "./git/repository.ts";
import type { Protection } from "./settings.ts";

export const ROLES = ["none", "read", "triage", "write", "maintain", "admin"] as const;
export type SandboxRole = (typeof ROLES)[number];

export interface SandboxAccount {
  readonly id: number;
  login: string;
  readonly type: "User" | "Organization" | "Bot";
  readonly createdAtMs: number;
  /** Only organizations have members and teams. */
  readonly members: Map<number, "admin" | "member">;
  readonly teams: Map<string, Team>;
  /** Closed by its owner: what it wrote stays, and is shown as nobody's. */
  closed: boolean;
}

export interface Team {
  readonly id: number;
  readonly slug: string;
  readonly members: Map<
    number,
    { readonly role: "member" | "maintainer"; readonly state: "active" | "pending" }
  >;
}

export interface Label {
  readonly id: number;
  name: string;
  color: string;
  description: string | null;
}

export const REACTIONS = ["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"] as const;
export type ReactionContent = (typeof REACTIONS)[number];

export interface Reaction {
  readonly id: number;
  readonly user: SandboxAccount;
  readonly content: ReactionContent;
  readonly createdAtMs: number;
}

export interface Edit {
  readonly editor: SandboxAccount;
  readonly editedAtMs: number;
  readonly body: string;
}

export interface Comment {
  readonly id: number;
  readonly issue: Issue;
  readonly author: SandboxAccount;
  readonly viaApp: boolean;
  body: string;
  readonly createdAtMs: number;
  updatedAtMs: number;
  lastEditedAtMs: number | undefined;
  readonly edits: Edit[];
  readonly reactions: Reaction[];
}

export interface IssueEvent {
  readonly id: number;
  readonly event: string;
  readonly actor: SandboxAccount;
  readonly viaApp: boolean;
  readonly createdAtMs: number;
  readonly label?: { readonly name: string; readonly color: string };
  readonly commitId?: string;
  /** Of a forced push: where the head was before. */
  readonly beforeSha?: string;
  readonly lockReason?: string;
  readonly rename?: { readonly from: string; readonly to: string };
}

export interface ReviewThread {
  readonly id: number;
  resolvedBy: SandboxAccount | undefined;
  readonly comments: ReviewComment[];
}

export interface ReviewComment {
  readonly id: number;
  readonly author: SandboxAccount;
  readonly reviewId: number;
  readonly path: string;
  readonly line: number;
  readonly startLine: number | undefined;
  readonly body: string;
  readonly commitId: string;
  readonly createdAtMs: number;
}

export type ReviewVerdict = "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED" | "PENDING";

export interface Review {
  readonly id: number;
  readonly author: SandboxAccount;
  body: string;
  state: ReviewVerdict;
  readonly commitId: string;
  readonly submittedAtMs: number;
}

export interface Pull {
  head: { repository: Repository | undefined; readonly ownerLogin: string; branch: string; sha: string };
  base: { branch: string; sha: string };
  draft: boolean;
  mergedAtMs: number | undefined;
  mergedBy: SandboxAccount | undefined;
  mergeCommitSha: string | undefined;
  /** Who moved the head last; of a new one, who opened it. */
  lastPushedBy: SandboxAccount;
  /** GitHub's test merge, as far as it was asked for. */
  testMerge?: StoredTestMerge;
  readonly reviews: Review[];
  readonly threads: ReviewThread[];
}

export interface Issue {
  readonly id: number;
  readonly pullId: number;
  readonly number: number;
  readonly repository: Repository;
  readonly author: SandboxAccount;
  readonly viaApp: boolean;
  title: string;
  body: string | null;
  state: "open" | "closed";
  stateReason: "completed" | "not_planned" | "duplicate" | "reopened" | null;
  locked: boolean;
  lockReason: string | null;
  labels: Label[];
  readonly comments: Comment[];
  readonly events: IssueEvent[];
  readonly reactions: Reaction[];
  readonly createdAtMs: number;
  updatedAtMs: number;
  closedAtMs: number | undefined;
  closedBy: SandboxAccount | undefined;
  lastEditedAtMs: number | undefined;
  readonly edits: Edit[];
  readonly pull: Pull | undefined;
  deleted: boolean;
  transferredTo: Issue | undefined;
}

export interface StoredAnnotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column: number | null;
  readonly end_column: number | null;
  readonly annotation_level: "notice" | "warning" | "failure";
  readonly message: string;
  readonly title: string | null;
  readonly raw_details: string | null;
}

export interface CheckRun {
  readonly id: number;
  readonly suite: CheckSuite;
  name: string;
  externalId: string;
  detailsUrl: string | null;
  status: "queued" | "in_progress" | "completed";
  conclusion: string | null;
  startedAtMs: number;
  completedAtMs: number | undefined;
  title: string | null;
  summary: string | null;
  text: string | null;
  readonly annotations: StoredAnnotation[];
}

export interface CheckSuite {
  readonly id: number;
  readonly repository: Repository;
  readonly appId: number;
  readonly headSha: string;
  readonly headBranch: string | null;
  readonly beforeSha: string | null;
  readonly createdAtMs: number;
  updatedAtMs: number;
  /** GitHub shows a re-requested suite as queued until its runs move again. */
  requeued: boolean;
  readonly runs: CheckRun[];
}

export interface Deployment {
  readonly id: number;
  readonly sha: string;
  readonly ref: string;
  readonly task: string;
  readonly payload: Record<string, unknown> | string;
  readonly environment: string;
  readonly description: string | null;
  readonly creator: SandboxAccount;
  readonly production: boolean;
  readonly transient: boolean;
  readonly createdAtMs: number;
  updatedAtMs: number;
  readonly statuses: DeploymentStatus[];
}

export interface DeploymentStatus {
  readonly id: number;
  state: string;
  readonly description: string;
  readonly environmentUrl: string;
  readonly logUrl: string;
  readonly creator: SandboxAccount;
  readonly createdAtMs: number;
}

export interface SandboxRelease {
  readonly id: number;
  readonly tagName: string;
  readonly name: string;
  readonly body: string;
  readonly createdAtMs: number;
  readonly author: SandboxAccount;
  readonly assets: readonly { readonly id: number; readonly name: string; readonly size: number }[];
}

export interface PageBuild {
  readonly id: number;
  readonly status: "built" | "building" | "errored";
  readonly error: string | null;
  readonly commit: string;
  readonly pusher: SandboxAccount;
  readonly createdAtMs: number;
}

export interface Ruleset {
  readonly id: number;
  readonly name: string;
  readonly target: "branch" | "tag" | "push";
  readonly enforcement: "active" | "disabled" | "evaluate";
  /** As GitHub gives and takes them. */
  readonly rules: readonly { readonly type: string; readonly parameters?: Record<string, unknown> }[];
  readonly include: readonly string[];
  readonly bypassActors: readonly Record<string, unknown>[];
}

export interface Repository {
  readonly id: number;
  owner: SandboxAccount;
  name: string;
  private: boolean;
  archived: boolean;
  hasIssues: boolean;
  pullRequestsFrom: "all" | "collaborators_only" | "nobody";
  mergeCommitAllowed: boolean;
  description: string | null;
  defaultBranch: string;
  readonly parent: Repository | undefined;
  readonly git: GitRepository;
  readonly createdAtMs: number;
  updatedAtMs: number;
  pushedAtMs: number;
  readonly roles: Map<number, SandboxRole>;
  readonly labels: Label[];
  readonly issues: Map<number, Issue>;
  readonly suites: CheckSuite[];
  readonly deployments: Deployment[];
  readonly releases: SandboxRelease[];
  /** Titles of the wiki's pages; GitHub has no API for them. */
  readonly wikiPages: Set<string>;
  readonly pageBuilds: PageBuild[];
  readonly rulesets: Ruleset[];
  /** Classic protection, by branch. */
  readonly protections: Map<string, Protection>;
  readonly pinned: Issue[];
  pages: { readonly branch: string; readonly url: string } | undefined;
  deleted: boolean;
  /** Reads that still answer as if the last event had not happened; see `faults.staleReads`. */
  staleReadsLeft: number;
}

export interface App {
  readonly id: number;
  readonly slug: string;
  readonly clientId: string;
  readonly name: string;
  readonly owner: SandboxAccount;
  readonly bot: SandboxAccount;
  readonly permissions: Readonly<Record<string, string>>;
  readonly events: readonly string[];
  readonly createdAtMs: number;
  readonly privateKey: string;
  readonly publicKey: string;
  readonly webhookSecret: string;
}

export interface Installation {
  readonly id: number;
  readonly account: SandboxAccount;
  permissions: Readonly<Record<string, string>>;
  readonly repositoryIds: Set<number>;
  /** Whoever installed it chose “All repositories”. */
  everyRepository?: boolean;
  readonly createdAtMs: number;
  suspendedAtMs: number | undefined;
}

export interface SandboxDelivery {
  readonly id: number;
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly redelivery: boolean;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
  readonly payload: unknown;
  readonly deliveredAtMs: number;
  durationSeconds: number;
  status: string;
  statusCode: number;
  requestHeaders: Readonly<Record<string, string>>;
  responseBody: string;
}
