// What people can do on the local GitHub, as types.

import type { FileChanges } from "../actions/commits.ts";
import type { MergeGroup, MergeGroupAsk, MergeMethod, NewReview } from "../actions/pulls.ts";
import type { NewRepository } from "../actions/repositories.ts";
import type {
  SandboxAccount,
  CheckRun,
  Comment,
  Issue,
  Repository,
  Review,
  SandboxRole,
  Ruleset,
} from "../model.ts";
import type { PullIssue } from "../views/pulls.ts";

/** `owner/name`. */
export type RepositoryName = string;

export interface AddRepository extends NewRepository {
  readonly owner: string;
  /** Whether the App is installed on it. */
  readonly installed?: boolean;
  readonly labels?: readonly string[];
  /** login → role. */
  readonly roles?: Readonly<Record<string, SandboxRole>>;
  /** Tags, or tags with the names of their files. */
  readonly releases?: readonly (string | { readonly tag: string; readonly assets: readonly string[] })[];
  /** Titles of pages. */
  readonly wiki?: readonly string[];
  readonly pages?: { readonly branch: string; readonly url: string };
}

export interface OpenPullRequest {
  readonly repo: RepositoryName;
  readonly author: string;
  readonly head: { readonly repo?: RepositoryName; readonly branch: string };
  readonly base?: string;
  readonly title?: string;
  readonly body?: string | null;
  readonly draft?: boolean;
}

export interface PullEdit {
  readonly title?: string;
  readonly body?: string | null;
  readonly base?: string;
  readonly draft?: boolean;
  readonly state?: "open" | "closed";
}

export interface People {
  addUser(login: string): SandboxAccount;
  addOrganization(login: string, members?: Readonly<Record<string, "admin" | "member">>): SandboxAccount;
  /** Of a person, with all they own. */
  closeAccount(login: string): void;
  addTeam(organization: string, slug: string, members: readonly string[]): void;
  addRepository(ask: AddRepository): Promise<Repository>;
  repository(repo: RepositoryName): Repository;
  setRole(repo: RepositoryName, login: string, role: SandboxRole): void;
  setArchived(repo: RepositoryName, archived: boolean): void;
  addRuleset(repo: RepositoryName, ruleset: Partial<Ruleset> & { readonly name: string }): Ruleset;
  install(repo: RepositoryName): void;
  uninstall(repo: RepositoryName): void;
  suspend(owner: string, suspended: boolean): void;
  /** Answers the fork's `owner/name`. */
  fork(repo: RepositoryName, login: string, name?: string): RepositoryName;
  deleteFork(repo: RepositoryName): void;
  rename(repo: RepositoryName, name: string): void;
  /** To another owner; the App is installed there anew, if at all. */
  transfer(repo: RepositoryName, to: string): void;
  /** Answers the commit's SHA. A branch that does not exist starts at `from` or the default branch's tip. */
  commit(
    repo: RepositoryName,
    branch: string,
    files: FileChanges,
    more?: { readonly author?: string; readonly message?: string; readonly from?: string },
  ): Promise<string>;
  deleteBranch(repo: RepositoryName, branch: string, login?: string): Promise<void>;
  /** Moves the branch, history or not. */
  forcePush(repo: RepositoryName, branch: string, sha: string, login?: string): Promise<void>;
  branchSha(repo: RepositoryName, branch: string): string | undefined;
  /** undefined: no such file at the tip of the branch (or at the commit). */
  readFile(repo: RepositoryName, branchOrSha: string, path: string): Promise<Buffer | undefined>;
  openPullRequest(ask: OpenPullRequest): Promise<PullIssue>;
  editPullRequest(repo: RepositoryName, number: number, login: string, edit: PullEdit): Promise<void>;
  closePullRequest(repo: RepositoryName, number: number, login: string): Promise<void>;
  mergePullRequest(
    repo: RepositoryName,
    number: number,
    login: string,
    method?: MergeMethod,
  ): Promise<string>;
  mergeGroup(
    repo: RepositoryName,
    numbers: readonly number[],
    login?: string,
    ask?: MergeGroupAsk,
  ): Promise<MergeGroup>;
  comment(repo: RepositoryName, number: number, login: string, body: string): Comment;
  editComment(repo: RepositoryName, id: number, login: string, body: string): void;
  deleteComment(repo: RepositoryName, id: number, login: string): void;
  review(
    repo: RepositoryName,
    number: number,
    login: string,
    state: NewReview["state"],
    more?: Partial<Omit<NewReview, "state">>,
  ): Review;
  dismissReview(repo: RepositoryName, number: number, reviewId: number, login: string): void;
  label(repo: RepositoryName, number: number, login: string, ...names: string[]): Promise<void>;
  unlabel(repo: RepositoryName, number: number, login: string, name: string): Promise<void>;
  renameLabel(repo: RepositoryName, name: string, login: string, to: string): void;
  /** It leaves every issue without an event. */
  deleteLabel(repo: RepositoryName, name: string, login: string): void;
  openIssue(
    repo: RepositoryName,
    ask: {
      readonly author: string;
      readonly title: string;
      readonly body?: string;
      readonly labels?: readonly string[];
    },
  ): Promise<Issue>;
  editIssue(
    repo: RepositoryName,
    number: number,
    login: string,
    edit: { readonly title?: string; readonly body?: string },
  ): Promise<void>;
  closeIssue(repo: RepositoryName, number: number, login: string): Promise<void>;
  reopenIssue(repo: RepositoryName, number: number, login: string): Promise<void>;
  deleteIssue(repo: RepositoryName, number: number, login: string): Promise<void>;
  transferIssue(repo: RepositoryName, number: number, target: RepositoryName, login: string): Promise<Issue>;
  rerequestCheckRun(repo: RepositoryName, id: number, login: string): Promise<void>;
  rerequestCheckSuite(repo: RepositoryName, id: number, login: string): Promise<void>;
  checkRuns(repo: RepositoryName, sha: string): CheckRun[];
  comments(repo: RepositoryName, number: number): Comment[];
  labels(repo: RepositoryName, number: number): string[];
  issue(repo: RepositoryName, number: number): Issue;
  issues(repo: RepositoryName): Issue[];
}
