// Puts drawn pictures into the repository, many in one call, so that trees can name them; what is there is never sent again.

import type { DrawnFile } from "../../core/catalog/picture.ts";
import {
  nextSingleMs,
  PORTION,
  portionOf,
  SINGLY_AN_HOUR,
  SINGLY_MAX,
} from "../../core/publication/uploads.ts";
import { JobError } from "../../core/job-error.ts";
import { HOUR_MS } from "../../core/time.ts";
import { openUploadBranch } from "./upload-branch.ts";
import { isSingly, type Upload, type UploadOptions } from "./upload-hints.ts";

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
  /** For the log; nothing where nothing was uploaded. */
  fields(): Readonly<Record<string, unknown>>;
}

/** Files of some hundred listings with screenshots. */
const DRAWN_MAX = 2_000;
/** A file that no commit holds may be cleaned up by GitHub; it takes weeks to. */
const SINGLES_MS = 6 * HOUR_MS;

export function openUploads(options: UploadOptions): Uploads {
  const { hints, clock } = options;
  const branch = openUploadBranch(options);
  const queued = new Set<string>();
  let pending: readonly Upload[] = [];
  let sending: Promise<void> = Promise.resolve();
  const count = { uploads: 0, uploaded: 0, singly: 0 };
  const isRefused = (): boolean => isSingly(hints, clock.nowMs());

  const send = async (files: readonly Upload[], isFew: boolean): Promise<void> => {
    const calls = isFew || isRefused() ? undefined : await branch.send(files);
    if (calls === undefined) count.singly += await sendSingly(options, files);
    else count.uploads += calls;
    count.uploaded += files.length;
  };

  const sendDue = (isLast: boolean): Promise<void> => {
    for (;;) {
      const sizes = pending.map(({ bytes }) => bytes.byteLength);
      const portion = portionOf(sizes, hints.portion, isLast);
      if (portion === 0) return sending;
      const isFew = isLast && queued.size <= SINGLY_MAX && !branch.isThere();
      const now = pending.slice(0, portion);
      pending = pending.slice(portion);
      sending = sending.then(() => send(now, isFew));
    }
  };

  return {
    async recall(drawing) {
      const files = hints.drawn.get(drawing);
      if (files === undefined) return undefined;
      const isSent = (blob: string): boolean => queued.has(blob) || hints.singles.has(blob);
      if (files.every(({ blob }) => isSent(blob))) return files;
      const there = isRefused() ? undefined : await branch.blobs();
      return files.every(({ blob }) => isSent(blob) || there?.has(blob) === true) ? files : undefined;
    },
    remember(drawing, files) {
      const [oldest] = hints.drawn.keys();
      if (oldest !== undefined && hints.drawn.size >= DRAWN_MAX) hints.drawn.delete(oldest);
      hints.drawn.set(drawing, files);
    },
    async add(files) {
      // What an earlier look left there is known before the rest is cut into portions.
      const there = branch.isThere() && !isRefused() ? await branch.blobs() : branch.known();
      const isNew = files.filter(({ blob }) => !queued.has(blob) && !there.has(blob));
      for (const { blob } of isNew) queued.add(blob);
      pending = [...pending, ...isNew];
      await sendDue(false);
    },
    finish: () => sendDue(true),
    async clear() {
      hints.singles.clear();
      hints.portion = PORTION;
      await branch.remove();
    },
    fields: () => ({
      ...Object.fromEntries(Object.entries(count).filter(([, many]) => many > 0)),
      ...(isRefused() ? { uploadsRefused: hints.refused?.because } : {}),
    }),
  };
}

/** As many as GitHub takes now; the rest follows when it takes more. Answers how many were written. */
async function sendSingly({ out, hints, clock }: UploadOptions, files: readonly Upload[]): Promise<number> {
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
    hints.singles.set(blob, clock.nowMs());
    hints.singlesMs = [...hints.singlesMs.slice(1 - SINGLY_AN_HOUR), clock.nowMs()];
  }
  return lacking.length;
}
