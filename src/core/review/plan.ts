// What GitHub shows + what it should show → the writes still needed; none when nothing differs.

import { sameText } from "../marks/marks.ts";
import { isSticky } from "./comment.ts";
import type { DesiredRun } from "./check-run.ts";
import { labelChanges, type LabelWords } from "./labels.ts";
import { readRunState, sameBasis, writeRunState, type Fingerprint, type RunState } from "./run-state.ts";
import type { SuggestionWrite } from "./suggest.ts";
import { withoutWaits } from "./waits.ts";
import { newestRun, ROLL_UP, type SeenPull, type SeenRun } from "./seen.ts";

export type Write =
  | {
      readonly do: "create-run";
      readonly headSha: string;
      readonly run: DesiredRun;
      readonly externalId: string;
    }
  | { readonly do: "update-run"; readonly id: number; readonly run: DesiredRun; readonly externalId: string }
  /** The run says the same; only what its verdict holds for is new. */
  | { readonly do: "mark-run"; readonly id: number; readonly externalId: string }
  | { readonly do: "create-comment"; readonly body: string }
  | { readonly do: "edit-comment"; readonly id: number; readonly body: string }
  | { readonly do: "delete-comment"; readonly id: number }
  | { readonly do: "add-label"; readonly label: LabelWords; readonly exists: boolean }
  | { readonly do: "remove-label"; readonly name: string }
  | { readonly do: "react"; readonly commentId: number; readonly content: string }
  | SuggestionWrite;

export interface Plan {
  /** In stages: a stage starts when the one before it is done; inside a stage the order does not matter. */
  readonly stages: readonly (readonly Write[])[];
  /** When to look again, at the latest; undefined: when something happens. */
  readonly requeueAtMs: number | undefined;
}

export const EMPTY_PLAN: Plan = { stages: [], requeueAtMs: undefined };

export interface PlanInput {
  readonly pull: SeenPull;
  readonly headSha: string;
  readonly runs: readonly DesiredRun[];
  readonly fingerprint: Fingerprint;
  /** undefined: leave whatever comment there is as it is. */
  readonly comment: string | undefined;
  /** undefined: none of ours may stand. */
  readonly label: LabelWords | undefined;
  readonly labelsInRepository: readonly string[];
  readonly reactions: readonly { readonly commentId: number; readonly content: string }[];
  /** What is said on single lines, and taken back there. */
  readonly suggestions: readonly SuggestionWrite[];
  /** Runs that somebody asked to see again: posted anew even when nothing changed, or GitHub leaves them queued. */
  readonly rerun: "all" | ReadonlySet<string>;
  readonly nowMs: number;
  readonly requeueAtMs: number | undefined;
  /** Short hex digest of a text. */
  readonly digest: (text: string) => string;
}

export function planReview(input: PlanInput): Plan {
  const checks: Write[] = [];
  const summary: Write[] = [];
  for (const run of input.runs) {
    const write = runWrite(run, input);
    if (write !== undefined) (run.name === ROLL_UP ? summary : checks).push(write);
  }
  const first = [...checks, ...commentWrites(input), ...labelWrites(input)];
  // The roll-up is the required one: it must not turn green before what it sums up stands there. It also says that
  // all of it stands: where anything before it failed, a sweep finds it missing.
  const answers = input.reactions.map(({ commentId, content }): Write => ({
    do: "react",
    commentId,
    content,
  }));
  // A kindness must not keep the verdict waiting, so suggestions come last.
  const last = [...answers, ...input.suggestions];
  return {
    stages: [first, summary, last].filter((stage) => stage.length > 0),
    requeueAtMs: input.requeueAtMs,
  };
}

function runWrite(run: DesiredRun, input: PlanInput): Write | undefined {
  const present = newestRun(input.pull.runs, run.name);
  const state = present === undefined ? undefined : readRunState(present.externalId);
  const wanted: RunState = {
    pull: input.pull.number,
    output: input.digest(JSON.stringify([run.conclusion ?? "", run.title, run.summary, run.annotations])),
    findings: input.digest(run.heldFindings),
    unknownSinceMs: sinceMs(state?.unknownSinceMs, run.inconclusive, input),
    watchedSinceMs: sinceMs(state?.watchedSinceMs, run.watched === true, input),
    released: run.released,
    fingerprint: run.name === ROLL_UP ? input.fingerprint : undefined,
  };
  const externalId = writeRunState(wanted);
  const forced = input.rerun === "all" || input.rerun.has(run.name);
  // What stands there for another pull request of this commit gives way whole: people see anew what is said of this one.
  const isOthers = state !== undefined && state.pull !== wanted.pull;
  if (present === undefined || state === undefined || forced || (isOthers && present.completed))
    return { do: "create-run", headSha: input.headSha, run, externalId };
  if (shows(present, run) && says(state, wanted)) {
    const basisHolds =
      wanted.fingerprint === undefined ||
      (sameBasis(state.fingerprint, wanted.fingerprint) &&
        !mustSayTip(state.fingerprint, wanted.fingerprint));
    const sameWatch = (state.watchedSinceMs ?? 0) === wanted.watchedSinceMs;
    return basisHolds && sameWatch ? undefined : { do: "mark-run", id: present.id, externalId };
  }
  // GitHub lets a run end, but not start over; and annotations can be added, never taken away.
  return present.completed
    ? { do: "create-run", headSha: input.headSha, run, externalId }
    : { do: "update-run", id: present.id, run, externalId };
}

/** A branch that may have parted in several places is compared with every tip: the newest is told anew, or it is never done. */
function mustSayTip(before: Fingerprint | undefined, { judged }: Fingerprint): boolean {
  return judged?.first === "*" && before?.judged?.tip !== judged.tip;
}

function says(a: RunState, b: RunState): boolean {
  return (
    a.pull === b.pull &&
    a.output === b.output &&
    a.findings === b.findings &&
    a.unknownSinceMs === b.unknownSinceMs &&
    a.released === b.released
  );
}

function shows(present: SeenRun, run: DesiredRun): boolean {
  return run.conclusion === undefined
    ? !present.completed
    : present.completed && present.conclusion === run.conclusion;
}

/** Since when it is so: carried along while it lasts. */
function sinceMs(before: number | undefined, isSo: boolean, { nowMs }: PlanInput): number {
  if (!isSo) return 0;
  return before !== undefined && before > 0 ? before : nowMs;
}

function commentWrites({ pull, comment }: PlanInput): Write[] {
  const [first, ...others] = pull.comments.filter(({ mine, body }) => mine && isSticky(body));
  // A crash between writing and remembering could have left two; one stays.
  const heal = others.map(({ id }): Write => ({ do: "delete-comment", id }));
  if (comment === undefined) return heal;
  if (first === undefined) return [{ do: "create-comment", body: comment }];
  return same(first.body, comment) ? heal : [{ do: "edit-comment", id: first.id, body: comment }, ...heal];
}

function same(a: string, b: string): boolean {
  return sameText(withoutWaits(a), withoutWaits(b));
}

function labelWrites({ pull, label, labelsInRepository }: PlanInput): Write[] {
  const { add, remove } = labelChanges(pull.labels, label);
  return [
    ...remove.map((name): Write => ({ do: "remove-label", name })),
    ...add.map((words): Write => ({
      do: "add-label",
      label: words,
      exists: labelsInRepository.includes(words.name),
    })),
  ];
}
