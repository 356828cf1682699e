// Who let a held result through, and whether it counts: the right person, after the result, for these findings, on this head.

import type { CheckId } from "../checks/check.ts";
import type { Account } from "../facts.ts";
import type { Override } from "../policy/verdict.ts";
import type { CheckName } from "./check-names.ts";
import { firstLine, isAccept, mayRun, parsePullCommand } from "./commands.ts";
import { readRunState } from "./run-state.ts";
import { newestRun, type SeenPull, type SeenRun } from "./seen.ts";

export interface HeldCheck {
  readonly check: CheckId;
  readonly runName: string;
  /** Digest of the findings that are held now. */
  readonly findings: string;
}

/** The reaction that says a command was carried out; what bears another one of ours was refused. */
export const DONE = "+1";
export const REFUSED = "-1";
export const UNCLEAR = "confused";

/**
 * When we first showed these findings as held on this head, without others in between. `afterMs`: runs from until then do
 * not count, for another commit stood here since. undefined: not yet, so nobody can have looked at them.
 */
export function heldSinceMs(
  { number, runs }: Pick<SeenPull, "number" | "runs">,
  name: string,
  findings: string,
  afterMs = Number.NEGATIVE_INFINITY,
): number | undefined {
  const own = runs
    .filter((run) => run.name === name && run.completed && isAbout(number, run))
    .sort((a, b) => b.id - a.id);
  let since: number | undefined;
  for (const run of own) {
    const atMs = run.completedAtMs ?? run.startedAtMs;
    if (readRunState(run.externalId)?.findings !== findings || atMs < afterMs) break;
    since = atMs;
  }
  return since;
}

/** What was shown of another pull request of this commit was held for its author, not for this one's. */
function isAbout(number: number, { externalId }: SeenRun): boolean {
  return (readRunState(externalId)?.pull ?? number) === number;
}

/** Newest release of each held check. `mayWrite` answers by account number, as GitHub says now. */
export function overridesOf(
  pull: SeenPull,
  held: readonly HeldCheck[],
  mayWrite: (accountId: number) => boolean,
  names?: readonly CheckName[],
): ReadonlyMap<CheckId, Override> {
  const overrides = new Map<CheckId, Override>();
  for (const { check, runName, findings } of held) {
    const sinceMs = heldSinceMs(pull, runName, findings);
    if (sinceMs === undefined || newestRun(pull.runs, runName) === undefined) continue;
    // GitHub binds a review to its commit; a line names a part of it, which another commit can be made to share.
    const linesMs = heldSinceMs(pull, runName, findings, pull.headSinceMs);
    const candidates = [
      ...approvals(pull, check).filter(({ atMs }) => atMs > sinceMs),
      ...(linesMs === undefined ? [] : accepts(pull, check, names).filter(({ atMs }) => atMs > linesMs)),
    ].filter(({ accountId }) => mayWrite(accountId));
    const newest = candidates.sort((a, b) => b.atMs - a.atMs)[0];
    if (newest !== undefined) overrides.set(check, newest);
  }
  return overrides;
}

/** Whether `commit`, as somebody wrote it, is this head. */
export function namesHead(pull: Pick<SeenPull, "headSha">, commit: string | undefined): boolean {
  return commit !== undefined && pull.headSha.startsWith(commit);
}

/**
 * Of each kind so many are asked about in one look, the newest first: five hundred strangers must not cost five hundred
 * questions. Whoever is not asked about counts for nothing yet and is not answered yet; a later look takes the next.
 */
export const PEOPLE_ASKED_MAX = 20;

/** People whose role decides something now: whose `/accept` we carried out, who approves, who waits for an answer. */
export function possibleOverriders(
  pull: SeenPull,
): readonly { readonly id: number; readonly login: string }[] {
  const people = new Map<number, string>();
  const add = (accounts: readonly Account[]): void => {
    const newest = new Map<number, string>();
    for (const { id, login } of accounts.toReversed()) {
      if (newest.size < PEOPLE_ASKED_MAX && !people.has(id)) newest.set(id, login);
    }
    for (const [id, login] of newest) people.set(id, login);
  };
  const commands = pull.comments.filter(({ body }) => parsePullCommand(body) !== undefined);
  // Only who could write then got our "done", so strangers cannot crowd these out.
  const carriedOut = commands.filter(({ edited, myReactions }) => !edited && myReactions.includes(DONE));
  add(
    carriedOut.flatMap(({ body, author }) =>
      isAccept(firstLine(body) ?? "") && author?.type === "User" ? [author] : [],
    ),
  );
  add(standingApprovals(pull).map(({ account }) => account));
  add(commands.filter(mayRun).flatMap(({ author }) => (author === undefined ? [] : [author])));
  return [...people].map(([id, login]) => ({ id, login }));
}

/** People whose last word on the head is an approval; a later request for changes takes it back. */
export function standingApprovals(
  pull: SeenPull,
): readonly { readonly account: Account; readonly atMs: number }[] {
  const latest = new Map<number, SeenPull["reviews"][number]>();
  for (const review of [...pull.reviews].sort((a, b) => a.submittedAtMs - b.submittedAtMs)) {
    if (
      review.author?.type === "User" &&
      ["APPROVED", "CHANGES_REQUESTED", "DISMISSED"].includes(review.state)
    )
      latest.set(review.author.id, review);
  }
  return [...latest.values()].flatMap(({ author, state, sha, submittedAtMs }) =>
    author !== undefined && state === "APPROVED" && sha === pull.headSha
      ? [{ account: author, atMs: submittedAtMs }]
      : [],
  );
}

function approvals(pull: SeenPull, check: CheckId): Override[] {
  return standingApprovals(pull).map(({ account, atMs }) => ({
    check,
    accountId: account.id,
    login: account.login,
    reason: "approved this commit",
    atMs,
    by: "approval",
  }));
}

function accepts(pull: SeenPull, check: CheckId, names: readonly CheckName[] | undefined): Override[] {
  return pull.comments.flatMap(({ id, author, body, edited, mine, createdAtMs, myReactions }): Override[] => {
    if (author?.type !== "User" || edited || mine) return [];
    if (myReactions.length > 0 && !myReactions.includes(DONE)) return [];
    const command = parsePullCommand(body, names);
    if (command?.name !== "accept" || command.check !== check || !namesHead(pull, command.commit)) return [];
    const { reason } = command;
    return [{ check, accountId: author.id, login: author.login, reason, atMs: createdAtMs, by: id }];
  });
}
