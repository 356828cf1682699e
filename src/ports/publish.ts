// What publishing needs from the outside world beside what a review does, as types; adapters implement them.

import type { DeploymentPayload } from "../core/catalog/message.ts";
import type { LedgerLine } from "../core/listing/ledger.ts";
import type { Origin } from "../core/publication/origin.ts";
import type { SeenComment } from "../core/review/seen.ts";
import type { DeployedState, Forge, SeenCommit } from "./forge.ts";
import type { IssueForge } from "./cases.ts";

export interface PublishState extends DeployedState {
  readonly tipTree: string;
  readonly tipAtMs: number;
  /** Newest commits of the publish branch, newest first; undefined: there is no such branch. */
  readonly branch: readonly SeenCommit[] | undefined;
  /** Where the branch for pictures on their way stands; null: there is none. */
  readonly uploads: string | null;
}

export interface RecentCommit {
  readonly sha: string;
  /** The first one; undefined: it has none. */
  readonly parent: string | undefined;
  /** Pull requests into the default branch that GitHub names as merged with it. */
  readonly merged: readonly { readonly number: number; readonly mergedAtMs: number }[];
}

export interface FirstCommit {
  readonly sha: string;
  /** When it was committed. */
  readonly atMs: number;
}

export type FileWrite =
  | { readonly path: string; readonly text: string }
  | { readonly path: string; readonly blob: string }
  | { readonly path: string; readonly gone: true };

export interface FilesCommit {
  /** Where the branch is expected to stand. */
  readonly expected: string;
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  readonly message: string;
}

export type FilesCommitted =
  | { readonly state: "done"; readonly sha: string }
  | { readonly state: "moved" }
  | { readonly state: "refused"; readonly because: string };

/** What publishing reads and writes beside what a review does. */
export interface PublishForge {
  /** undefined: no such repository, or nothing in it. */
  publishState(branch: string): Promise<PublishState | undefined>;
  /** Texts of those files that are there. */
  texts(commitSha: string, paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The same, where the files are known to be there under these names; what was read or written before is not asked for. */
  textsOf(commitSha: string, files: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>>;
  origins(
    tipSha: string,
    paths: readonly string[],
    defaultBranch: string,
  ): Promise<ReadonlyMap<string, Origin>>;
  /** The same, for many at little cost: of those that no pull request brought; the others are left out. */
  pushedOrigins(tipSha: string, paths: readonly string[]): Promise<ReadonlyMap<string, Origin>>;
  /** The oldest commit that touched each path, as far as it could be told. */
  firstCommits(tipSha: string, paths: readonly string[]): Promise<ReadonlyMap<string, FirstCommit>>;
  /** The newest commits that lead to this one. */
  recentCommits(sha: string, defaultBranch: string): Promise<readonly RecentCommit[]>;
  /** undefined: gone. */
  commitAt(sha: string): Promise<SeenCommit | undefined>;
  putBlob(bytes: Uint8Array): Promise<string>;
  /** Files put on top of a branch in one call. `moved`: it stands elsewhere; `refused`: it will not take them. */
  commitFiles(branch: string, commit: FilesCommit): Promise<FilesCommitted>;
  /** Which of these files the repository has, whatever commit holds them. */
  blobsThere(blobs: readonly string[]): Promise<ReadonlySet<string>>;
  /** A tree with these changes; `base` undefined: nothing else. Answers its name. */
  makeTree(base: string | undefined, writes: Iterable<FileWrite>): Promise<string>;
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
  /** States of a deployment, newest first. */
  deploymentStates(id: number): Promise<readonly string[]>;
  deploy(deployment: { readonly sourceSha: string; readonly payload: DeploymentPayload }): Promise<number>;
  setDeployment(
    id: number,
    status: {
      readonly state: "success" | "in_progress" | "failure";
      readonly description: string;
      readonly url: string | undefined;
    },
  ): Promise<void>;
  /** The newest build of GitHub Pages; undefined: there is none, or Pages is off. */
  pagesBuild(): Promise<{ readonly commit: string; readonly status: string } | undefined>;
  /** Where GitHub Pages serves the repository; undefined: Pages is off. */
  pagesAddress(): Promise<string | undefined>;
  issueTalk(number: number): Promise<readonly SeenComment[]>;
  comment(number: number, body: string): Promise<void>;
  react(commentId: number, content: string): Promise<void>;
}

/** Bytes that were judged once, under a name that says what they were judged as; bounded, so they may be gone. */
export interface Bytes {
  get(name: string): Promise<Uint8Array | undefined>;
  put(name: string, bytes: Uint8Array): Promise<void>;
}

/** One catalog repository with everything that publishing and takedowns do to it. */
export type CatalogForge = Forge & PublishForge & IssueForge;

/** What a takedown needs of publishing beside a look at the default branch. */
export interface Publishing {
  /** The default branch changed, or what is to be published did. */
  enqueue(repositoryId: number): Promise<void>;
  /**
   * Takes the entry out of what is published now and marks it in `removed.json`, though its file may still stand; or
   * writes anew what the mark says. `revision`: when Steward wrote the line, in ms since the epoch.
   */
  unpublish(repositoryId: number, line: LedgerLine, revision: number): Promise<void>;
  /** Lets a listing back: the identical files come without a new judgement, others are judged. */
  lift(repositoryId: number, id: string): Promise<void>;
}
