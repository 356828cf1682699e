// What the jobs need from the outside world, as types; adapters implement them.

import type { Write } from "./core/review/plan.ts";
import type { MergedSubmission } from "./core/review/waits.ts";
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
  encode(bytes: Uint8Array, as: "card" | "screenshot" | "logo"): Promise<Fact<EncodedImage>>;
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

export interface SeenCommit {
  readonly sha: string;
  readonly tree: string;
  readonly message: string;
}

export interface ReviewState extends CatalogState {
  readonly pull: SeenPull;
  readonly labelsInRepository: readonly string[];
  /** Newest commits of the usual publish branch, newest first; undefined: there is no such branch. */
  readonly published: readonly SeenCommit[] | undefined;
  /** The most recently merged submissions; absent: not asked for. */
  readonly merged?: readonly MergedSubmission[];
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

export interface SeenDeployment {
  readonly id: number;
  readonly publishSha: string | undefined;
}

/** One catalog repository at GitHub, through one installation. Throws `Trouble`; nothing is retried blindly. */
export interface Forge {
  /** `merged`: asked for what was merged lately, too. */
  reviewState(number: number, merged?: boolean): Promise<ReviewState | undefined>;
  openPulls(): AsyncIterable<{ readonly catalog: CatalogState; readonly pulls: readonly OpenPull[] }>;
  mergeBase(baseSha: string, headSha: string): Promise<string>;
  /** Entries of one folder; `sha` is a tree's or a commit's. Kept, since it cannot change. */
  tree(sha: string): Promise<readonly TreeEntry[]>;
  blob(sha: string): Promise<Uint8Array>;
  branchTip(branch: string): Promise<string | undefined>;
  /** Its newest commits, newest first; undefined: there is no such branch. */
  commitsOf(branch: string): Promise<readonly SeenCommit[] | undefined>;
  headSha(number: number): Promise<string>;
  /** undefined: no such account, or nothing may be read. */
  roleOf(login: string): Promise<{ readonly accountId: number; readonly role: Role } | undefined>;
  /** Author of the merged pull request that brought `path` to the default branch; undefined: none did. */
  broughtBy(path: string, branch: string): Promise<Account | undefined>;
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
  pullsOf(
    commitSha: string,
  ): Promise<readonly { readonly number: number; readonly headSha: string; readonly baseRef: string }[]>;
  commitsBetween(baseSha: string, headSha: string): Promise<readonly string[]>;
  apply(write: Write, pull: number): Promise<void>;
}

/** One file of a preview; its path within the preview. */
export interface PreviewFile {
  readonly path: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** One attempt of GitHub's to tell us of an event. */
export interface Delivery {
  readonly id: number;
  /** Names the event; every attempt at it has the same. */
  readonly guid: string;
  /** `event` or `event.action`. */
  readonly event: string;
  readonly atMs: number;
  /** We answered it in time, with success. */
  readonly arrived: boolean;
}

export interface Deliveries {
  /** Newest first. */
  since(sinceMs: number): Promise<readonly Delivery[]>;
  askAgain(id: number): Promise<void>;
}

/** Set of keys to be looked at: a key waits at most once, and is worked on by one worker at a time. */
export interface Queue {
  /**
   * `person`: somebody waits for it; `sweep`: nobody does. Resolves when the key is kept safely.
   * A key that waits already keeps the sooner time and the more urgent reason.
   */
  add(key: string, priority: Priority, notBeforeMs?: number): Promise<void>;
}

export type Priority = "person" | "sweep";

/** A key that this process works on, until it says `done`, `again` or `bury`, or loses it by silence. */
export interface Taken {
  readonly key: string;
  readonly priority: Priority;
  /** How often it has failed in a row. */
  readonly attempts: number;
  /** When it was added; for what a person has waited. */
  readonly addedAtMs: number;
  /** Names this claim; opaque. */
  readonly claim: string;
}

/** A key that was given up on; it stays here until it is replayed or succeeds. */
export interface DeadKey {
  readonly key: string;
  readonly because: string;
  readonly attempts: number;
  readonly buriedAtMs: number;
}

export interface QueueState {
  /** Keys that could be taken now, and how long the oldest of them has been due. */
  readonly due: number;
  readonly oldestDueMs: number;
  /** Keys that wait for their time. */
  readonly later: number;
  readonly working: number;
  readonly dead: number;
}

/** The queue as the worker sees it. */
export interface KeyQueue extends Queue {
  /** Up to `limit` keys that are due and that nobody works on; now they are this process's. */
  take(limit: number): Promise<readonly Taken[]>;
  /** Done; what was added meanwhile waits anew. */
  done(taken: Taken): Promise<void>;
  /** Not done: again at that time, or sooner if it was added meanwhile. */
  again(taken: Taken, atMs: number, attempts: number): Promise<void>;
  /** Not done, and not to be tried again by itself. */
  bury(taken: Taken, because: string): Promise<void>;
  /** Says that these are still being worked on; returns those that are no longer ours. */
  keep(taken: readonly Taken[]): Promise<readonly Taken[]>;
  /** A claim that is not kept for so long is another's; Infinity: no other process can take it. */
  readonly claimLastsMs: number;
  /** When to look again at the latest, though nothing is added here. */
  nextLookMs(): Promise<number>;
  state(): Promise<QueueState>;
  dead(): Promise<readonly DeadKey[]>;
  /** Tries dead keys again, all or these; returns how many. */
  replay(keys?: readonly string[]): Promise<number>;
  /** Throws when nothing can be written. */
  probe(): Promise<void>;
  onAdded(listener: () => void): void;
  close(): Promise<void>;
}
