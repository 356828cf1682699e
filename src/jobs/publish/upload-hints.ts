// What a process remembers of a catalog's uploads, so that a look that was cut short need not begin anew.

import type { DrawnFile } from "../../core/catalog/picture.ts";
import { PORTION, type PortionLimits } from "../../core/publication/uploads.ts";
import { HOUR_MS } from "../../core/time.ts";
import type { Clock } from "../../ports/clock.ts";
import type { CatalogForge } from "../../ports/publish.ts";

export interface Upload {
  /** As git names the bytes. */
  readonly blob: string;
  readonly bytes: Uint8Array;
}

/** Losing them costs calls, and nothing else. */
export interface UploadHints {
  portion: PortionLimits;
  /** Why no branch of our own can be used, and until when that is believed. */
  refused: { readonly because: string; readonly untilMs: number } | undefined;
  /** The commit that the branch begins with; it stays in the repository when the branch goes. */
  start: string | undefined;
  /** Files that were written on their own and are in no commit yet, by when they were. */
  readonly singles: Map<string, number>;
  /** When files were written on their own, for the last hour. */
  singlesMs: readonly number[];
  /** Where the branch stood when it was to be removed: what still stands there then is not to be removed. */
  removed: string | undefined;
  /** false: it was removed, or not found, and not made since. */
  mayBeThere: boolean;
  /** What was drawn of a picture, by what was submitted: a picture that is there need not be drawn again. */
  readonly drawn: Map<string, readonly DrawnFile[]>;
}

export interface UploadOptions {
  /** The repository that holds the publish branch. */
  readonly out: Pick<
    CatalogForge,
    | "tree"
    | "branchTip"
    | "putBlob"
    | "makeTree"
    | "makeCommit"
    | "moveBranch"
    | "commitFiles"
    | "blobsThere"
    | "dropBranch"
  >;
  readonly clock: Clock;
  /** The catalog's. */
  readonly repositoryId: number;
  readonly hints: UploadHints;
  /** Where the branch stands. null: there is none; undefined: nobody has looked. */
  readonly tip: string | null | undefined;
}

export function newUploadHints(): UploadHints {
  return {
    portion: PORTION,
    refused: undefined,
    start: undefined,
    singles: new Map(),
    singlesMs: [],
    removed: undefined,
    mayBeThere: true,
    drawn: new Map(),
  };
}

/** Somebody may change a rule, or an Enterprise Server may be updated. */
const REFUSED_MS = HOUR_MS;

export function refuseBranch(
  { hints, clock }: Pick<UploadOptions, "hints" | "clock">,
  because: string,
): void {
  hints.refused = { because, untilMs: clock.nowMs() + REFUSED_MS };
}

/** Whether pictures go in singly for now: fewer listings are a portion then. */
export function isSingly({ refused }: UploadHints, nowMs: number): boolean {
  return refused !== undefined && refused.untilMs > nowMs;
}
