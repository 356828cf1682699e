// The branch that pictures go to many at once: made when it is needed, and gone when they are published.

import { smallerPortion, PORTION, uploadsBranch } from "../../core/publication/uploads.ts";
import { JobError } from "../../core/job-error.ts";
import { refuseBranch, type Upload, type UploadOptions } from "./upload-hints.ts";

export interface UploadBranch {
  /** false: nobody has looked, or there is none. */
  isThere(): boolean;
  /** Reads it, where that may find something; names of its files, as git has them. */
  blobs(): Promise<ReadonlySet<string>>;
  /** What was read of it, and put there since. */
  known(): ReadonlySet<string>;
  /** How many calls it took; undefined: the branch takes nothing, and the hints say why. */
  send(files: readonly Upload[]): Promise<number | undefined>;
  remove(): Promise<void>;
}

const README = {
  path: "README.md",
  text: `Pictures on their way to the published catalog. Marketplace Steward puts them here, many at once, and removes the
branch when they are published. Nothing is built from it, and nothing here needs a review.
`,
};
/** Others may write to the branch, too; whoever always comes first is no reason to go on for ever. */
const MOVES_MAX = 5;
const NOTHING: ReadonlySet<string> = new Set();

interface State {
  readonly options: UploadOptions;
  readonly branch: string;
  tip: string | null | undefined;
  /** Files on the branch, by git's names; undefined: it was not read yet. */
  there: Set<string> | undefined;
}

export function openUploadBranch(options: UploadOptions): UploadBranch {
  const { hints, out } = options;
  const branch = uploadsBranch(options.repositoryId);
  const state: State = { options, branch, tip: options.tip, there: undefined };
  return {
    isThere: () => typeof state.tip === "string",
    known: () => state.there ?? NOTHING,
    async blobs() {
      const isWorthIt = state.tip === undefined ? hints.mayBeThere : state.tip !== null;
      if (isWorthIt) await find(state);
      return state.there ?? NOTHING;
    },
    send: (files) => send(state, files),
    async remove() {
      // Left behind by a process that ended: no other question tells of it there.
      if (state.tip === undefined && hints.mayBeThere) state.tip = (await out.branchTip(branch)) ?? null;
      hints.mayBeThere = false;
      const { tip } = state;
      if (typeof tip !== "string" || tip === hints.removed) return;
      await drop(state);
      hints.removed = tip;
    },
  };
}

/** false: it cannot be used. */
async function find(state: State): Promise<boolean> {
  const { options, branch } = state;
  state.tip ??= state.tip === null ? null : ((await options.out.branchTip(branch)) ?? null);
  const { tip } = state;
  options.hints.mayBeThere = tip !== null;
  try {
    // By git's names, which say what the bytes are, whoever put them there and under whatever path.
    state.there ??= new Set(
      tip === null
        ? []
        : (await options.out.tree(tip)).filter(({ type }) => type === "blob").map(({ sha }) => sha),
    );
    return true;
  } catch (error) {
    // Somebody filled it: it is too large to be read.
    if (!(error instanceof JobError) || error.kind !== "denied") throw error;
    refuseBranch(options, error.message);
    return false;
  }
}

async function send(state: State, files: readonly Upload[]): Promise<number | undefined> {
  const { options } = state;
  for (let moves = 0; moves < MOVES_MAX; moves += 1) {
    if (!(await find(state)) || !(await begin(state))) return undefined;
    const { tip, there } = state;
    if (typeof tip !== "string" || there === undefined) continue;
    const lacking = files.filter(({ blob }) => !there.has(blob));
    if (lacking.length === 0) return 0;
    const made = await commit(state, tip, lacking);
    if (made.state === "refused") {
      refuseBranch(options, made.because);
      // Begun in vain: nothing but our own words is on it.
      if (tip === options.hints.start) await drop(state);
      return undefined;
    }
    if (made.state === "done") {
      state.tip = made.sha;
      for (const { blob } of lacking) there.add(blob);
      return 1;
    }
    [state.tip, state.there] = [undefined, undefined];
  }
  throw new JobError("retry", "the branch for pictures moves faster than we can follow");
}

/** Makes the branch where there is none, with a commit that has no parent: no workflow of the repository is on it. */
async function begin(state: State): Promise<boolean> {
  const { options, branch } = state;
  const { hints, out } = options;
  if (state.tip !== null) return true;
  const isRemembered = hints.start !== undefined;
  hints.start ??= await out.makeCommit({
    tree: await out.makeTree(undefined, [README]),
    parents: [],
    message: "Begin a branch for pictures that are to be published",
  });
  const { start } = hints;
  hints.mayBeThere = true;
  const moved = await out.moveBranch(branch, start, undefined);
  if (moved === "moved") [state.tip, state.there] = [start, new Set()];
  if (moved === "behind") [state.tip, state.there] = [undefined, undefined];
  if (moved !== "refused") return true;
  hints.start = undefined;
  // GitHub may have cleaned up what no branch held.
  if (isRemembered) return begin(state);
  refuseBranch(options, "a rule of the repository keeps Steward from making a branch for pictures");
  return false;
}

async function commit({ options, branch }: State, expected: string, files: readonly Upload[]) {
  const { hints, out } = options;
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
      if (smaller === undefined) refuseBranch(options, "GitHub does not take pictures together, however few");
      hints.portion = smaller ?? PORTION;
    }
    throw error;
  }
}

async function drop({ options, branch }: State): Promise<void> {
  try {
    await options.out.dropBranch(branch);
  } catch (error) {
    if (!(error instanceof JobError) || error.kind === "retry") throw error;
  }
}
