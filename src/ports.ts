// What the jobs need from the outside world, as types; adapters implement them.

import type { LedgerLine } from "./core/listing/ledger.ts";
import type { LabelWords } from "./core/review/labels.ts";
import type { Write } from "./core/review/plan.ts";
import type { SeenIssue } from "./core/takedown/seen.ts";
import type { SeenComment, SeenPull, SeenReview, SeenRun } from "./core/review/seen.ts";
import type {
  Account,
  DocumentationPage,
  EncodedImage,
  Fact,
  ImageContent,
  RepositoryFact,
} from "./core/facts.ts";

/** One answered GET after its redirects. */
export interface WebAnswer {
  readonly url: string;
  /** Where the address moved for good: every redirect on the way was permanent (301 or 308). */
  readonly movedTo: string | undefined;
  readonly contentType: string;
  /** At most `bytesMax` bytes; empty when the body was not asked for. */
  readonly bytes: Uint8Array;
  /** The body was longer than `bytesMax`. */
  readonly truncated: boolean;
}

export interface WebAsk {
  /** 0: the status is all that matters, the body is not read. */
  readonly bytesMax: number;
  readonly accept: string;
}

/** Guarded fetch of an address somebody else wrote. Never throws; a non-2xx answer is not known. */
export interface Web {
  get(url: string, ask: WebAsk): Promise<Fact<WebAnswer>>;
  /** The same web with a budget of its own, so that one listing cannot make us knock on many doors. */
  forListing(): Pick<Web, "get">;
}

/** Decodes untrusted image bytes away from our secrets. Never throws. */
export interface Images {
  inspect(bytes: Uint8Array): Promise<Fact<ImageContent>>;
}

/** Draws images anew for publishing. Never throws; absent: nothing that may be shown. */
export interface ImageEncoder {
  encode(bytes: Uint8Array, as: "card" | "screenshot"): Promise<Fact<EncodedImage>>;
}

/** Reads code hosts through their APIs. Never throws. */
export interface CodeHosts {
  /** undefined: the address is not a repository (or a page of one) on a host we know. */
  parse(url: string): RepositoryAddress | undefined;
  repository(address: RepositoryAddress): Promise<Fact<RepositoryFact>>;
  /** The repository's README, or the file at `rest` when that names one. */
  page(address: RepositoryAddress): Promise<Fact<DocumentationPage>>;
  /** Whether the account owns the repository or has a commit on its default branch; undefined: could not be told. */
  tie(
    address: RepositoryAddress,
    account: { readonly login: string; readonly nodeId: string },
  ): Promise<boolean | undefined>;
}

export interface RepositoryAddress {
  readonly host: string;
  readonly owner: string;
  readonly name: string;
  /** The rest of the path: "", "issues", "blob/main/docs/install.md", "wiki/Home" … */
  readonly rest: string;
}

/** Looks accounts up by login or number. Never throws. */
export interface Accounts {
  byLogin(logins: readonly string[]): Promise<ReadonlyMap<string, Fact<Account>>>;
}

export interface Clock {
  nowMs(): number;
}

/** One line per event: a static message, fields beside it. */
export interface Log {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

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

export interface ReviewState extends CatalogState {
  readonly pull: SeenPull;
  readonly labelsInRepository: readonly string[];
  /** Tip of the default publish branch, when there is one. */
  readonly publishedSha: string | undefined;
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

export type FileWrite =
  | { readonly path: string; readonly text: string }
  | { readonly path: string; readonly blob: string }
  | { readonly path: string; readonly gone: true };

/** Commits, and pull requests where a rule of the repository forbids the direct way. */
export interface CommitForge {
  treeOf(commitSha: string): Promise<string>;
  makeTree(base: string | undefined, writes: readonly FileWrite[]): Promise<string>;
  makeCommit(commit: {
    readonly tree: string;
    readonly parents: readonly string[];
    readonly message: string;
  }): Promise<string>;
  /** Never by force. `behind`: the branch moved meanwhile; `refused`: a rule of the repository forbids it. */
  moveBranch(
    branch: string,
    sha: string,
    before: string | undefined,
  ): Promise<"moved" | "behind" | "refused">;
  dropBranch(branch: string): Promise<void>;
  branches(prefix: string): Promise<readonly { readonly name: string; readonly sha: string }[]>;
  /** The newest pull request from that branch of this repository. */
  pullFrom(
    branch: string,
  ): Promise<{ readonly number: number; readonly state: "open" | "merged" | "closed" } | undefined>;
  openPull(pull: {
    readonly branch: string;
    readonly base: string;
    readonly title: string;
    readonly body: string;
  }): Promise<number>;
  setPullOpen(number: number, open: boolean): Promise<void>;
}

/** An issue that this App opened. */
export interface OwnIssue {
  readonly number: number;
  readonly open: boolean;
  readonly body: string;
  readonly labels: readonly string[];
}

/** What cases read and write, in the catalog or in the repository that its policy names. */
export interface CaseForge extends CommitForge {
  /** What GitHub's clock said in its newest answer. */
  githubMs(): number | undefined;
  catalogState(): Promise<CatalogState | undefined>;
  /** `gone`: deleted, converted or moved, as far as we may see. */
  caseIssue(number: number): Promise<SeenIssue | "gone">;
  talk(number: number): Promise<readonly SeenComment[]>;
  /** An active member of the owner's team. */
  isMember(team: string, login: string): Promise<boolean>;
  loginOf(accountId: number): Promise<string | undefined>;
  /** Oldest first, closed ones too. */
  ownIssues(label: string): Promise<readonly OwnIssue[]>;
  /** Issues with that label, open or closed, that changed since. */
  labelled(label: string, sinceMs: number | undefined): AsyncIterable<number>;
  say(number: number, body: string): Promise<void>;
  editTalk(commentId: number, body: string): Promise<void>;
  addLabel(number: number, label: LabelWords): Promise<void>;
  takeLabel(number: number, label: string): Promise<void>;
  reactTo(commentId: number, content: string): Promise<void>;
  setOpen(number: number, open: boolean): Promise<void>;
  openOwn(issue: {
    readonly title: string;
    readonly body: string;
    readonly label: LabelWords;
  }): Promise<number>;
}

/** What a takedown needs of publishing beside a look at the default branch. */
export interface Publishing {
  /** The default branch changed, or what is to be published did. */
  wake(repositoryId: number): Promise<void>;
  /** Takes the entry out of what is published now and marks it in `removed.json`, though its file still stands. */
  unpublish(repositoryId: number, line: LedgerLine): Promise<void>;
  /** Lifts such a mark. */
  lift(repositoryId: number, id: string): Promise<void>;
}

/** One catalog repository at GitHub, through one installation. Throws `Trouble`; nothing is retried blindly. */
export interface Forge extends CaseForge {
  reviewState(number: number): Promise<ReviewState | undefined>;
  openPulls(): AsyncIterable<{ readonly catalog: CatalogState; readonly pulls: readonly OpenPull[] }>;
  mergeBase(baseSha: string, headSha: string): Promise<string>;
  /** Entries of one folder; `sha` is a tree's or a commit's. Kept, since it cannot change. */
  tree(sha: string): Promise<readonly TreeEntry[]>;
  blob(sha: string): Promise<Uint8Array>;
  branchTip(branch: string): Promise<string | undefined>;
  headSha(number: number): Promise<string>;
  /** undefined: no such account, or nothing may be read. */
  roleOf(login: string): Promise<{ readonly accountId: number; readonly role: Role } | undefined>;
  /** Author of the merged pull request that brought `path` to the default branch; undefined: none did. */
  broughtBy(path: string, branch: string): Promise<Account | undefined>;
  /** The publish commit our newest Deployment names; undefined: there never was one. */
  newestDeployment(): Promise<{ readonly publishSha: string | undefined } | undefined>;
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
  pullsOf(
    commitSha: string,
  ): Promise<readonly { readonly number: number; readonly headSha: string; readonly baseRef: string }[]>;
  commitsBetween(baseSha: string, headSha: string): Promise<readonly string[]>;
  apply(write: Write, pull: number): Promise<void>;
}

/** Durable set of keys: a key waits at most once, and is worked on by one worker at a time. */
export interface Queue {
  /** `person`: somebody waits for it; `sweep`: nobody does. */
  add(key: string, priority: "person" | "sweep", notBeforeMs?: number): Promise<void>;
}
