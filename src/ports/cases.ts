// What cases read and write, in the catalog or in the repository that its policy names, as types; adapters implement them.

import type { LabelWords } from "../core/review/labels.ts";
import type { SeenComment } from "../core/review/seen.ts";
import type { Backlog, ReportKind } from "../core/takedown/dashboard.ts";
import type { SeenIssue } from "../core/takedown/seen.ts";
import type { CatalogState, DeployedState } from "./forge.ts";

/** Pull requests of our own, where a rule of the repository forbids the direct way. */
export interface ProposalForge {
  treeOf(commitSha: string): Promise<string>;
  /** Where the branch stands matters no more: what others pushed there is left behind. It is made where there is none. */
  resetBranch(branch: string, sha: string): Promise<void>;
  dropBranch(branch: string): Promise<void>;
  /** The newest pull request from that branch of this repository. */
  pullFrom(
    branch: string,
  ): Promise<
    | { readonly number: number; readonly state: "open" | "merged" | "closed"; readonly base: string }
    | undefined
  >;
  openPull(pull: {
    readonly branch: string;
    readonly base: string;
    readonly title: string;
    readonly body: string;
  }): Promise<number>;
  /** False: GitHub opens it no more, since its branch was made anew. */
  setPullOpen(number: number, open: boolean): Promise<boolean>;
  setPullBase(number: number, base: string): Promise<void>;
}

/** An issue that this App opened. */
export interface OwnIssue {
  readonly number: number;
  readonly open: boolean;
  readonly body: string;
  readonly labels: readonly string[];
}

export type SeenOwn = Pick<OwnIssue, "number" | "body">;

/** By which labels what waits is told apart. */
export interface BacklogLabels {
  readonly ready: string;
  readonly held: string;
  readonly changes: string;
  readonly toContact: string;
  readonly reports: Readonly<Record<ReportKind, string>>;
}

export interface ChangedIssue {
  readonly number: number;
  readonly updatedAtMs: number;
  readonly labels: readonly string[];
}

export interface CaseIndex {
  /** Issues can be opened there; an owner may have turned them off, or archived the repository. */
  readonly takesIssues: boolean;
  readonly dashboard: (SeenOwn & { readonly comments: readonly SeenComment[] }) | undefined;
  readonly sides: readonly SeenOwn[];
}

/** What cases read and write beside what publishing does. */
export interface IssueForge extends ProposalForge {
  /** What GitHub's clock said in its newest answer. */
  githubMs(): number | undefined;
  catalogState(): Promise<CatalogState | undefined>;
  /** With what is deployed, which a sweep may not read. */
  deployedState(): Promise<DeployedState | undefined>;
  /** `gone`: deleted, converted or moved, as far as we may see. */
  caseIssue(number: number): Promise<SeenIssue | "gone">;
  talk(number: number): Promise<readonly SeenComment[]>;
  /** An active member of the owner's team. */
  isMember(team: string, login: string): Promise<boolean>;
  loginOf(accountId: number): Promise<string | undefined>;
  /** Our oldest issue with the first label, and our open issues with the second: one question where they are few. */
  caseIndex(dashboard: string, side: string): Promise<CaseIndex>;
  /** Oldest first, closed ones too. */
  ownIssues(label: string): Promise<readonly OwnIssue[]>;
  /** Issues, open or closed, that bear the label (undefined: any or none) and changed since; the first that changed comes first. */
  changed(label: string | undefined, sinceMs: number | undefined): AsyncIterable<ChangedIssue>;
  /** What waits in a catalog. */
  backlog(labels: BacklogLabels): Promise<Backlog>;
  /** `number`: of the issue that the comment stands on. */
  editTalk(number: number, commentId: number, body: string): Promise<void>;
  addLabel(number: number, label: LabelWords): Promise<void>;
  takeLabel(number: number, label: string): Promise<void>;
  setOpen(number: number, open: boolean): Promise<void>;
  /** `pinned`: where GitHub lets us; where it does not, it is opened all the same. */
  openOwn(issue: {
    readonly title: string;
    readonly body: string;
    readonly label: LabelWords;
    readonly pinned?: boolean;
  }): Promise<number>;
}
