// Checks that do not pass for something outside the pull request: when they are looked at again, and when that ends.

import type { CheckId } from "../checks/check.ts";
import { CHECKS } from "../checks/index.ts";
import { isInQueue, needsNetwork } from "../checks/inputs.ts";
import type { CheckInput } from "../checks/run.ts";
import type { CheckVerdict, Verdict } from "../policy/verdict.ts";
import type { NotAsked } from "./asked.ts";
import { parsePullCommand } from "./commands.ts";
import { DONE } from "./overrides.ts";
import { nextLookMs } from "./retry.ts";
import type { SeenComment, SeenPull } from "./seen.ts";

/** Failing, held or without an answer, not let through, and by what an address outside came to. */
export function isOutside(
  { checks }: Verdict,
  judgements: readonly Pick<CheckInput, "listing">[],
): readonly CheckVerdict[] {
  return checks.filter(
    ({ id, found, status, released, findings }) =>
      status !== "pass" &&
      released === undefined &&
      (found === "unknown" || (findings.length > 0 && asksOutside(id, judgements))),
  );
}

function asksOutside(id: CheckId, judgements: readonly Pick<CheckInput, "listing">[]): boolean {
  const needs = CHECKS.find((check) => check.id === id)?.needs ?? [];
  return judgements.some(({ listing }) =>
    needs.some((name) => !isInQueue(name) && needsNetwork(name, listing?.fields ?? {})),
  );
}

interface Watching {
  readonly pull: Pick<SeenPull, "comments" | "author">;
  readonly mayWrite: (accountId: number) => boolean;
  /** Since when each has not passed; those without are found so now. */
  readonly since: ReadonlyMap<CheckId, number>;
  readonly nowMs: number;
  readonly notAsked: readonly NotAsked[];
}

/** `isOver`: the thirty days of at least one are, and nobody asked since. */
export function watchOf(
  outside: readonly CheckVerdict[],
  { pull, mayWrite, since, nowMs, notAsked }: Watching,
): { readonly requeues: number[]; readonly isOver: boolean } {
  // One that is written now is carried out with this look, and bears no answer yet.
  const askedMs = recheckedMs(
    pull.comments,
    ({ author }) => author !== undefined && (author.id === pull.author?.id || mayWrite(author.id)),
  );
  let isOver = false;
  const requeues = outside.flatMap(({ id, found }) => {
    const fromMs = Math.max(since.get(id) ?? nowMs, askedMs);
    const isUnknown = found === "unknown";
    const nextMs = nextLookMs(fromMs, nowMs, isUnknown);
    if (nextMs === undefined) isOver = true;
    // What was not asked now is due when it was due before.
    const before = isUnknown ? notAsked.filter(({ failed }) => failed) : [];
    const due = [...(nextMs === undefined ? [] : [nextMs]), ...before.map(({ askableAtMs }) => askableAtMs)];
    return due.length === 0 ? [] : [Math.min(...due)];
  });
  return { requeues, isOver };
}

/** When somebody with a say last wrote `/recheck`, which starts the thirty days again; by default: one that was carried out. */
export function recheckedMs(
  comments: readonly SeenComment[],
  counts: (comment: SeenComment) => boolean = ({ myReactions }) => myReactions.includes(DONE),
): number {
  return Math.max(
    0,
    ...comments
      .filter((comment) => {
        const { mine, edited, body } = comment;
        return !mine && !edited && parsePullCommand(body)?.name === "recheck" && counts(comment);
      })
      .map(({ createdAtMs }) => createdAtMs),
  );
}
