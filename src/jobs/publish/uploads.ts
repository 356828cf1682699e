// Puts drawn pictures into the repository, many in one call, so that trees can name them; what is there is never sent again.

import {
  nextSingleMs,
  PORTION,
  portionOf,
  SINGLY_AN_HOUR,
  SINGLY_MAX,
  smallerPortion,
  uploadsBranch,
  type PortionLimits,
} from "../../core/publication/uploads.ts";
import type { DrawnFile } from "../../core/catalog/picture.ts";
import { JobError } from "../../core/job-error.ts";
import { HOUR_MS } from "../../core/time.ts";
import type { Clock } from "../../ports/clock.ts";
import type { CatalogForge } from "../../ports/publish.ts";

export interface Upload {
  /** As git names the bytes. */
  readonly blob: string;
  readonly bytes: Uint8Array;
}

/** What a process remembers of one catalog's uploads: losing it costs calls, and nothing else. */
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

type UploadForge = Pick<
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

export interface UploadOptions {
  /** The repository that holds the publish branch. */
  readonly out: UploadForge;
  readonly clock: Clock;
  /** The catalog's. */
  readonly repositoryId: number;
  readonly hints: UploadHints;
  /** Where the branch stands; undefined: there is none. "unknown": nobody has looked. */
  readonly tip: string | undefined | "unknown";
}

export interface Uploads {
  /** What was drawn of this before, if all of it is there, or will be when `finish` has resolved. */
  recall(drawing: string): Promise<readonly DrawnFile[] | undefined>;
  remember(drawing: string, files: readonly DrawnFile[]): void;
  /** Resolves when there is room for more, which may take calls. */
  add(files: readonly Upload[]): Promise<void>;
  /** After it, all that was added is in the repository. */
  finish(): Promise<void>;
  /** What was uploaded is in a commit of the publish branch, or needed no more: the branch goes. */
  clear(): Promise<void>;
  /** For the log; nothing where all went as in a small publish. */
  fields(): Readonly<Record<string, unknown>>;
}

const README = {
  path: "README.md",
  text: `Pictures on their way to the published catalog. Marketplace Steward puts them here, many at once, and removes the
branch when they are published. Nothing is built from it, and nothing here needs a review.
`,
};
const REFUSED_MS = HOUR_MS;
/** Others may write to the branch, too; whoever always comes first is no reason to go on for ever. */
const MOVES_MAX = 5;
/** Files of some two hundred listings. */
const DRAWN_MAX = 2_000;
/** A file that no commit holds may be cleaned up by GitHub; it takes weeks to. */
const SINGLES_MS = 6 * HOUR_MS;

/** Whether pictures go in singly for now: fewer listings are a portion then. */
export function isSingly({ refused }: UploadHints, nowMs: number): boolean {
  return refused !== undefined && refused.untilMs > nowMs;
}

export function openUploads(options: UploadOptions): Uploads {
  const { out, hints, clock } = options;
  const branch = uploadsBranch(options.repositoryId);
  let { tip } = options;
  /** Files on the branch; undefined: it was not read yet. */
  let there: Set<string> | undefined;
  const queued = new Set<string>();
  let pending: Upload[] = [];
  let sending: Promise<void> = Promise.resolve();
  let [calls, many, singly] = [0, 0, 0];

  /** false: it cannot be used. */
  const find = async (): Promise<boolean> => {
    if (tip === "unknown") tip = await out.branchTip(branch);
    hints.mayBeThere = tip !== undefined;
    try {
      there ??= new Set(tip === undefined ? [] : await filesAt(tip));
      return true;
    } catch (error) {
      // Somebody filled it: it is too large to be read.
      if (!(error instanceof JobError) || error.kind !== "denied") throw error;
      refuse(error.message);
      return false;
    }
  };
  /** By git's names, which say what the bytes are: whoever put them there, and under whatever path. */
  const filesAt = async (commit: string): Promise<readonly string[]> =>
    (await out.tree(commit)).filter(({ type }) => type === "blob").map(({ sha }) => sha);

  const refuse = (because: string): void => {
    hints.refused = { because, untilMs: clock.nowMs() + REFUSED_MS };
  };
  const isRefused = (): boolean => isSingly(hints, clock.nowMs());

  /** false: the branch cannot be made. */
  const begin = async (): Promise<boolean> => {
    if (tip !== undefined) return true;
    const isRemembered = hints.start !== undefined;
    hints.start ??= await out.makeCommit({
      tree: await out.makeTree(undefined, [README]),
      parents: [],
      message: "Begin a branch for pictures that are to be published",
    });
    const { start } = hints;
    hints.mayBeThere = true;
    const moved = await out.moveBranch(branch, start, undefined);
    if (moved === "moved") {
      [tip, there] = [start, new Set()];
      return true;
    }
    hints.start = undefined;
    // GitHub may have cleaned up what no branch held.
    if (moved === "refused" && isRemembered) return begin();
    if (moved === "refused") {
      refuse("a rule of the repository keeps Steward from making a branch for pictures");
      return false;
    }
    [tip, there] = ["unknown", undefined];
    return true;
  };

  /** false: no commit can be made there. */
  const sendTogether = async (files: readonly Upload[]): Promise<boolean> => {
    for (let moves = 0; moves < MOVES_MAX; moves += 1) {
      if (!(await find()) || !(await begin())) return false;
      if (tip === undefined || tip === "unknown") continue;
      const lacking = files.filter(({ blob }) => there?.has(blob) !== true);
      if (lacking.length === 0) return true;
      const made = await commit(tip, lacking);
      if (made.state === "refused") {
        refuse(made.because);
        if (there?.size === 0) await drop();
        return false;
      }
      if (made.state === "done") {
        calls += 1;
        many += lacking.length;
        tip = made.sha;
        for (const { blob } of lacking) there?.add(blob);
        return true;
      }
      [tip, there] = ["unknown", undefined];
    }
    throw new JobError("retry", "the branch for pictures moves faster than we can follow");
  };

  const commit = async (expected: string, files: readonly Upload[]) => {
    try {
      return await out.commitFiles(branch, {
        expected,
        files: files.map(({ blob, bytes }) => ({ path: blob, bytes })),
        message: files.length === 1 ? "Upload a picture" : `Upload ${files.length} pictures`,
      });
    } catch (error) {
      // A limit says when to come back. Anything else may be that it took GitHub too long.
      if (error instanceof JobError && error.kind === "retry" && error.retryAfterMs === undefined) {
        const smaller = smallerPortion(hints.portion);
        if (smaller === undefined) refuse("GitHub does not take pictures together, however few");
        hints.portion = smaller ?? PORTION;
      }
      throw error;
    }
  };

  const sendSingly = async (files: readonly Upload[]): Promise<void> => {
    const nowMs = clock.nowMs();
    for (const [blob, atMs] of hints.singles) if (atMs < nowMs - SINGLES_MS) hints.singles.delete(blob);
    let lacking = files.filter(({ blob }) => !hints.singles.has(blob));
    if (lacking.length > SINGLY_MAX) {
      const found = await out.blobsThere(lacking.map(({ blob }) => blob));
      lacking = lacking.filter(({ blob }) => !found.has(blob));
    }
    for (const { blob, bytes } of lacking) {
      const waitMs = nextSingleMs(hints.singlesMs, clock.nowMs()) - clock.nowMs();
      if (waitMs > 0)
        throw new JobError(
          "retry",
          `pictures are written one by one, since ${hints.refused?.because ?? "they are few"}; the rest follows`,
          waitMs,
          true,
        );
      await out.putBlob(bytes);
      singly += 1;
      hints.singles.set(blob, clock.nowMs());
      hints.singlesMs = [...hints.singlesMs.slice(1 - SINGLY_AN_HOUR), clock.nowMs()];
    }
  };

  const send = async (files: readonly Upload[], isFew: boolean): Promise<void> => {
    if (isFew || isRefused() || !(await sendTogether(files))) await sendSingly(files);
  };

  const sendDue = (isLast: boolean): Promise<void> => {
    for (;;) {
      const sizes = pending.map(({ bytes }) => bytes.byteLength);
      const count = portionOf(sizes, hints.portion, isLast);
      if (count === 0) return sending;
      const isFew = isLast && queued.size <= SINGLY_MAX && (tip === undefined || tip === "unknown");
      const [now, later] = [pending.slice(0, count), pending.slice(count)];
      pending = later;
      sending = sending.then(() => send(now, isFew));
    }
  };

  const has = async (blobs: readonly string[]): Promise<boolean> => {
    const isSent = (blob: string): boolean => queued.has(blob) || hints.singles.has(blob);
    if (blobs.every(isSent)) return true;
    if (tip === undefined || (tip === "unknown" && !hints.mayBeThere) || isRefused()) return false;
    return (await find()) && blobs.every((blob) => there?.has(blob) === true || isSent(blob));
  };

  const drop = async (): Promise<void> => {
    try {
      await out.dropBranch(branch);
    } catch (error) {
      if (!(error instanceof JobError) || error.kind === "retry") throw error;
    }
  };

  return {
    async recall(drawing) {
      const files = hints.drawn.get(drawing);
      return files !== undefined && (await has(files.map(({ blob }) => blob))) ? files : undefined;
    },
    remember(drawing, files) {
      const [oldest] = hints.drawn.keys();
      if (oldest !== undefined && hints.drawn.size >= DRAWN_MAX) hints.drawn.delete(oldest);
      hints.drawn.set(drawing, files);
    },
    async add(files) {
      // What an earlier look left there, known before it is cut into portions.
      if (tip !== undefined && tip !== "unknown" && there === undefined && !isRefused()) await find();
      const isNew = files.filter(({ blob }) => !queued.has(blob) && there?.has(blob) !== true);
      for (const { blob } of isNew) queued.add(blob);
      pending = [...pending, ...isNew];
      await sendDue(false);
    },
    finish: () => sendDue(true),
    async clear() {
      hints.singles.clear();
      hints.portion = PORTION;
      // Left behind by a process that ended: no other question tells of it there.
      if (tip === "unknown" && hints.mayBeThere) tip = await out.branchTip(branch);
      hints.mayBeThere = false;
      if (tip === undefined || tip === "unknown" || tip === hints.removed) return;
      await drop();
      hints.removed = tip;
    },
    fields: () => ({
      ...(many === 0 ? {} : { uploads: calls, uploaded: many }),
      ...(singly === 0 ? {} : { singly }),
      ...(isRefused() ? { uploadsRefused: hints.refused?.because } : {}),
    }),
  };
}
