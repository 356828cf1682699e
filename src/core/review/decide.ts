// Everything seen of one pull request → the plan; the same for the App, a dry run and the tests.

import { isoDay } from "../time.ts";
import { CHECKS } from "../checks/index.ts";
import type { Merging } from "../listing/merging.ts";
import { CONFLICTS, MERGE_UNKNOWN, moreThanJudged } from "../listing/merging.ts";
import { runChecks, type CheckInput } from "../checks/run.ts";
import type { CheckId } from "../checks/check.ts";
import type { Problem } from "../listing/problems.ts";
import type { Policy } from "../policy/policy.ts";
import { reachVerdict, type Verdict, type VerdictInput } from "../policy/verdict.ts";
import { quote } from "../listing/quote.ts";
import { desiredRuns, heldFindings, type DesiredRun } from "./check-run.ts";
import { ANSWER_AGAIN_MS, answersTo } from "./answers.ts";
import { laterText, wantedLater, type NotAsked } from "./asked.ts";
import { checkNames } from "./check-names.ts";
import { emptyComment, isSticky, proposalComment, sharedNoMore, stickyComment, TOUCHED } from "./comment.ts";
import { wasShared } from "./sharing.ts";
import { labelFor } from "./labels.ts";
import { NO_TEXTS, format } from "../policy/texts.ts";
import { toPlain } from "./markdown.ts";
import { reportText, reportTitle, type PolicyReport } from "./policy-report.ts";
import { planReview, type Plan } from "./plan.ts";
import { invalidPolicy, singleRun, withWords } from "./single-run.ts";
import { DONE, heldSinceMs, overridesOf, standingApprovals, type HeldCheck } from "./overrides.ts";
import { hasGivenUp, nextAskMs, unknownSince, watchedSince } from "./retry.ts";
import { isOutside, watchOf } from "./watch.ts";
import { readRunState, type Fingerprint } from "./run-state.ts";
import type { ListingDifference } from "./differences.ts";
import type { Waits } from "./waits.ts";
import { NOTHING_TO_FIX, suggestionWrites, type SeenFixes } from "./suggest.ts";
import { newestRun, ROLL_UP, runName, type SeenPull } from "./seen.ts";

/** What the pull request is about. */
export type Subject =
  | { readonly kind: "listings"; readonly judgements: readonly CheckInput[] }
  /** Nothing of the catalog; `policyProblems` when it changes the policy file, and the report when that is valid. */
  | {
      readonly kind: "nothing";
      readonly policyProblems: readonly Problem[] | undefined;
      readonly report?: PolicyReport | undefined;
    }
  | { readonly kind: "ledger" }
  /** Steward's own takedown, restore or ledger line. */
  | { readonly kind: "proposal"; readonly isUntouched: boolean };

export interface ReviewSeen {
  readonly pull: SeenPull;
  readonly labelsInRepository: readonly string[];
  /** undefined: no valid policy, not even an earlier one. */
  readonly policy: Policy | undefined;
  readonly subject: Subject;
  /** What merging it would do; default: what was judged. */
  readonly merging?: Merging | undefined;
  /** What has one right answer in the listings' files; undefined: not looked for. */
  readonly fixes?: SeenFixes | undefined;
  readonly differences?: readonly ListingDifference[] | undefined;
  readonly waits?: Waits | undefined;
  /** Addresses that this look did not ask, since they were asked a moment ago. */
  readonly notAsked?: readonly NotAsked[] | undefined;
  /** When somebody last pressed a re-run button here, as far as it is remembered. */
  readonly buttonAtMs?: number | undefined;
  /** By account number: whether the account has write access now. */
  readonly mayWrite: (accountId: number) => boolean;
  /** Whether GitHub was asked about the account this time; default: everybody was. */
  readonly wasAsked?: (accountId: number) => boolean;
  readonly fingerprint: Fingerprint;
}

export interface DecideOptions {
  readonly nowMs: number;
  readonly rerun: "all" | ReadonlySet<string>;
  readonly digest: (text: string) => string;
  /** Address of the preview; ends with "/". undefined: there is none. */
  readonly preview?: string | undefined;
}

export interface ReviewDecision {
  readonly plan: Plan;
  readonly verdict: Verdict | undefined;
}

export function decideReview(seen: ReviewSeen, options: DecideOptions): ReviewDecision {
  const { pull, policy, subject } = seen;
  if (subject.kind !== "listings" || policy === undefined) return decideWithoutListings(seen, options);
  const names = new Map<CheckId, string>(CHECKS.map(({ id, title }) => [id, runName(title)]));
  const since = unknownSince(pull, names);
  const watched = watchedSince(pull, names);
  // What failed before it had no answer has had its half hour.
  const gaveUp = new Set(
    [...since, ...watched].filter(([, ms]) => hasGivenUp(ms, options.nowMs)).map(([id]) => id),
  );
  const input: VerdictInput = {
    listings: subject.judgements.map((checkInput) => ({
      id: checkInput.id,
      path: checkInput.file,
      outcomes: runChecks(checkInput),
    })),
    policy,
    today: isoDay(options.nowMs),
    gaveUp,
    overrides: new Map(),
  };
  const unreleased = reachVerdict(input);
  const held: HeldCheck[] = unreleased.checks
    .filter(({ status }) => status === "held")
    .map((check) => ({
      check: check.id,
      runName: runName(check.title),
      findings: options.digest(heldFindings(check)),
    }));
  const overrides = overridesOf(pull, held, seen.mayWrite, checkNames(policy.texts));
  const verdict = overrides.size === 0 ? unreleased : reachVerdict({ ...input, overrides });
  const { reactions, more, words } = answersTo({ ...seen, held, texts: policy.texts });
  const notAsked = seen.notAsked ?? [];
  const done = reactions.filter(({ content }) => content === DONE).map(({ commentId }) => commentId);
  const later = wantedLater(pull, notAsked, seen.buttonAtMs, new Set(done));
  const outside = isOutside(verdict, subject.judgements);
  const { requeues, isOver } = watchOf(outside, {
    pull,
    mayWrite: seen.mayWrite,
    since: watched,
    nowMs: options.nowMs,
    notAsked,
  });
  requeues.push(...later.map(({ askableAtMs }) => askableAtMs));
  if (more) requeues.push(options.nowMs + ANSWER_AGAIN_MS);
  const over = isOver ? format(policy.texts, "answer/looks-over") : undefined;
  const answer = [words, laterText(later, policy.texts), over].filter((text) => text !== undefined);
  const plan = planReview({
    ...common(seen, options),
    rerun: withStale(pull, held, options.rerun),
    runs: desiredRuns(verdict, pull.headSha).map((run) =>
      outside.some(({ id }) => id === run.check) ? { ...run, watched: true } : run,
    ),
    comment: stickyComment({
      verdict,
      policy,
      headSha: pull.headSha,
      draft: pull.draft,
      ids: subject.judgements.map(({ id }) => id),
      removal: subject.judgements.length > 0 && subject.judgements.every(({ kind }) => kind === "remove"),
      preview: options.preview,
      differences: seen.differences,
      waits: seen.waits,
      answer: answer.length === 0 ? undefined : answer.join("\n\n"),
    }),
    label: labelFor(verdict.overall, pull.draft),
    reactions,
    requeueAtMs: requeues.length === 0 ? undefined : Math.min(...requeues),
  });
  return { plan, verdict };
}

function common(seen: ReviewSeen, { rerun, nowMs, digest }: DecideOptions) {
  const { pull, fingerprint, labelsInRepository, subject } = seen;
  const fixes = subject.kind === "listings" ? seen.fixes : NOTHING_TO_FIX;
  const suggestions = fixes === undefined ? [] : suggestionWrites(pull, fixes, digest, seen.policy?.texts);
  return { pull, headSha: pull.headSha, fingerprint, labelsInRepository, rerun, nowMs, digest, suggestions };
}

/** What is held here from before another commit stood here is shown anew: what people say of it counts from then on. */
function withStale(
  pull: SeenPull,
  held: readonly HeldCheck[],
  rerun: DecideOptions["rerun"],
): DecideOptions["rerun"] {
  const { headSinceMs } = pull;
  if (rerun === "all" || headSinceMs === undefined) return rerun;
  const stale = held.filter(
    ({ runName: name, findings }) =>
      heldSinceMs(pull, name, findings) !== undefined &&
      heldSinceMs(pull, name, findings, headSinceMs) === undefined,
  );
  return new Set([...rerun, ...stale.map(({ runName: name }) => name)]);
}

/** The roll-up alone: pull requests that are no submission, the ledger's, and catalogs without a valid policy. */
function decideWithoutListings(seen: ReviewSeen, options: DecideOptions): ReviewDecision {
  const { pull, subject } = seen;
  const { reactions, more, words } = answersTo({ ...seen, held: [], texts: seen.policy?.texts ?? NO_TEXTS });
  const { run, askAtMs } = asMerged(loneRun(seen), seen, options);
  const requeues = [...(more ? [options.nowMs + ANSWER_AGAIN_MS] : []), ...(askAtMs ?? [])];
  const plan = planReview({
    ...common(seen, options),
    runs: [withWords(run, words)],
    comment: subject.kind === "proposal" ? said(pull, subject.isUntouched) : left(seen),
    label: undefined,
    reactions,
    requeueAtMs: requeues.length === 0 ? undefined : Math.min(...requeues),
  });
  return { plan, verdict: undefined };
}

interface LoneRun {
  readonly run: DesiredRun;
  /** When GitHub is to be asked again. */
  readonly askAtMs?: readonly number[];
}

/** What lets a pull request without listings through counts for what merging it would do, and for nothing more. */
function asMerged(run: DesiredRun, seen: ReviewSeen, { nowMs, digest }: DecideOptions): LoneRun {
  const { pull, merging, subject } = seen;
  // Of its own Steward knows the tree, to the byte.
  const isOwn = subject.kind === "proposal";
  if (merging === undefined || !ASKED.has(merging.state) || run.conclusion === "failure" || isOwn)
    return { run };
  if (merging.state === "conflicts")
    return { run: singleRun("failure", toPlain(CONFLICTS), `${CONFLICTS} ${SETTLE}`) };
  const messages = merging.state === "more" ? moreThanJudged(merging) : [MERGE_UNKNOWN];
  const heldFindings = messages.join("\n");
  const before = newestRun(pull.runs, ROLL_UP);
  const unknownMs = readRunState(before?.externalId ?? "")?.unknownSinceMs ?? 0;
  const sinceMs = unknownMs > 0 ? unknownMs : nowMs;
  const asked =
    merging.state === "unknown" ? { inconclusive: true, askAtMs: [nextAskMs(sinceMs, nowMs)] } : undefined;
  const more = { heldFindings, inconclusive: asked !== undefined };
  const waits = asked !== undefined && !hasGivenUp(sinceMs, nowMs);
  const shownMs = heldSinceMs(pull, ROLL_UP, digest(heldFindings));
  const isApproved = standingApprovals(pull).some(
    ({ account, atMs }) => shownMs !== undefined && atMs > shownMs && seen.mayWrite(account.id),
  );
  const summary = `${messages.join(" ")} ${SETTLE} ${format(seen.policy?.texts ?? NO_TEXTS, "other/held-text")}`;
  const title = toPlain(messages[0] ?? "");
  const shown = isApproved && !waits ? run : singleRun(waits ? undefined : "action_required", title, summary);
  return { run: { ...shown, ...more }, ...(asked === undefined ? {} : { askAtMs: asked.askAtMs }) };
}

/** Nothing is merged yet, and merging would not do just what was judged. */
const ASKED: ReadonlySet<Merging["state"]> = new Set(["more", "conflicts", "unknown"]);

const SETTLE = "Merging the default branch into this one leaves your change alone in it.";

/** One comment, however often somebody pushes; where nobody ever did, there is none. */
function said({ comments, headSha }: SeenPull, isUntouched: boolean): string | undefined {
  const wasSaid = comments.some(({ mine, body }) => mine && isSticky(body));
  return isUntouched && !wasSaid ? undefined : proposalComment(headSha, isUntouched);
}

/** What our comment says when the listings it spoke of are no longer in the pull request; none is begun for that. */
function left({ pull, policy }: ReviewSeen): string | undefined {
  const said = pull.comments.find(({ mine, body }) => mine && isSticky(body));
  if (said === undefined) return undefined;
  return wasShared(said.body)
    ? sharedNoMore(pull.headSha, policy?.texts)
    : emptyComment(pull.headSha, policy?.texts);
}

function loneRun(seen: ReviewSeen): DesiredRun {
  const { subject, policy, pull } = seen;
  const texts = policy?.texts ?? NO_TEXTS;
  if (subject.kind === "proposal")
    return subject.isUntouched
      ? singleRun(
          "success",
          "Steward's own entry in the ledger",
          pull.body.split("\n")[0]?.slice(0, 500) ?? "",
        )
      : singleRun("failure", "Not what Steward made", TOUCHED);
  if (subject.kind === "ledger")
    return singleRun("failure", toPlain(format(texts, "other/ledger")), format(texts, "other/ledger-text"));
  // A change to something else must not wait for a policy: it may be the one that fixes it.
  if (policy === undefined && subject.kind === "listings") {
    return singleRun(
      "action_required",
      "The marketplace's policy cannot be read",
      "That is not the contributor's fault: `.github/steward.yml` on the default branch is not valid, and neither is any earlier version. A maintainer fixes it; everything is checked again then.",
    );
  }
  const problems = subject.kind === "nothing" ? subject.policyProblems : undefined;
  if (problems !== undefined && problems.length > 0) return invalidPolicy(problems);
  return manualReviewRun(
    seen,
    subject.kind === "nothing" ? subject.report : undefined,
    problems !== undefined,
  );
}

/** What is no submission goes through by a maintainer's hand alone. */
function manualReviewRun(seen: ReviewSeen, report: PolicyReport | undefined, isPolicy: boolean): DesiredRun {
  const { pull } = seen;
  const approver = approvedBy(seen);
  const texts = seen.policy?.texts ?? NO_TEXTS;
  const change = isPolicy
    ? "The new policy is valid; no listing is changed here"
    : format(texts, "other/no-listing");
  const effect = report === undefined ? undefined : reportTitle(report);
  const title = effect === undefined ? toPlain(change) : `The new policy is valid; ${effect}`;
  const more = report === undefined ? "" : `\n\n${reportText(report)}`;
  if (pull.author !== undefined && seen.mayWrite(pull.author.id))
    return singleRun(
      "success",
      title,
      `${format(texts, "other/writer", { login: quote(pull.author.login) })}${more}`,
    );
  if (approver !== undefined)
    return singleRun(
      "success",
      title,
      `${format(texts, "other/approved", { login: quote(approver) })}${more}`,
    );
  return singleRun(
    "action_required",
    toPlain(format(texts, "other/held")) + (effect === undefined ? "" : `; ${effect}`),
    `${change}. ${format(texts, "other/held-text")}${more}`,
  );
}

function approvedBy({ pull, mayWrite }: ReviewSeen): string | undefined {
  return standingApprovals(pull).find(({ account }) => mayWrite(account.id))?.account.login;
}
