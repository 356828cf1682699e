// One pull request: see what GitHub shows, decide, write what is still missing.

import type { Seal } from "../../core/seal.ts";
import { classify, type Submission } from "../../core/listing/changes.ts";
import { isTrustedApp, personOf } from "../../core/policy/apps.ts";
import type { Policy } from "../../core/policy/policy.ts";
import { decideReview, type DecideOptions, type ReviewSeen, type Subject } from "../../core/review/decide.ts";
import type { Plan } from "../../core/review/plan.ts";
import { recordedPull } from "../../core/review/sharing.ts";
import type { Merging } from "../../core/listing/merging.ts";
import type { Verdict } from "../../core/policy/verdict.ts";
import { JobError } from "../../core/job-error.ts";
import type { RecentAnswers } from "../../ports/answers.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Forge, ReviewState } from "../../ports/forge.ts";
import type { Bytes } from "../../ports/publish.ts";
import { applyReview } from "./apply.ts";
import { basisOf, filesAt, idOf, idsIn, judgedOn } from "./fingerprint.ts";
import { idsAt, policyInForce, type CatalogIds, type PolicyInForce } from "../facts/catalog.ts";
import { askingsOf, pressButton, pressedAtMs, type Askings } from "../facts/askings.ts";
import type { OutsideWorld } from "../facts/gather.ts";
import { collectFacts } from "../facts/listings.ts";
import { fixesOf } from "./fixes.ts";
import { mergingOf } from "./merging.ts";
import { proposedPolicy } from "./proposed-policy.ts";
import { differencesOf } from "./differences.ts";
import { publishedAt, type Elsewhere, type PublishedAt } from "../publish/published.ts";
import type { ShownCase } from "../../core/listing/owners-cases.ts";
import { isOwnPull, isUntouched } from "./own-pulls.ts";
import { mayWriteWith, rolesOf } from "./roles.ts";
import { leftBehind, planLeaving, sharing, type SharedHeads } from "./shared-heads.ts";
import type { CatalogWaits } from "./waits.ts";
import { treeChanges, folder } from "../facts/trees.ts";

export interface ReviewPorts {
  readonly forge: Forge;
  readonly world: OutsideWorld;
  readonly clock: Clock;
  readonly digest: (text: string) => string;
  /** Where the bytes of judged pictures are kept for publishing. */
  readonly bytes?: Bytes;
  /** Tells our publish commits from anybody else's. */
  readonly seal: Seal;
  readonly elsewhere: Elsewhere;
  /** What addresses said a moment ago; absent: each is asked at every look. */
  readonly answers?: RecentAnswers;
  /** How long submissions take here; absent: nothing is said of it. */
  readonly waits?: CatalogWaits;
  /** Who shared a commit; absent: the sweep finds who is left behind. */
  readonly sharedHeads?: SharedHeads;
  /** Cases that everybody may know of, as they stand now. */
  readonly shownCases?: (() => Promise<readonly ShownCase[]>) | undefined;
  /** Where a commit of a pull request is shown as it will look; absent: nowhere. */
  readonly previewUrl?: ((number: number, headSha: string) => string) | undefined;
}

export interface ReviewResult {
  /** What became of it, for the log: never anything that a contributor wrote. */
  readonly outcome: "ignored" | "unchanged" | "written" | "moved";
  readonly because?: string;
  readonly requeueAtMs: number | undefined;
  readonly verdict: Verdict | undefined;
  readonly writes: number;
  /** A pull request of Steward's own that somebody changed. */
  readonly touched?: boolean;
  /** Other pull requests of the same commit that are to be looked at now. */
  readonly others?: readonly number[];
}

export const NOT_OPEN = "not open";
export const OTHER_BASE = "another base than the default branch";

/** `rerun`: runs to post anew even when they say the same. */
export async function reviewPull(
  ports: ReviewPorts,
  number: number,
  rerun: DecideOptions["rerun"] = new Set(),
): Promise<ReviewResult> {
  const state = await ports.forge.reviewState(number, {
    merged: ports.waits?.due() === true,
    open: true,
  });
  if (state?.merged !== undefined) ports.waits?.measured(state.merged);
  if (state === undefined) throw new JobError("gone", "no such pull request");
  const because = whyIgnored(state);
  const left = ports.sharedHeads?.left(number, because === undefined ? state.pull.headSha : undefined) ?? [];
  if (because !== undefined)
    return {
      outcome: "ignored",
      because,
      requeueAtMs: undefined,
      verdict: undefined,
      writes: 0,
      touched: because === OTHER_BASE && isOwnPull(state.pull),
      others: [...new Set([...left, ...(await leftBehind(ports.forge, state))])],
    };
  const { owner, others } = await sharing(ports, state);
  const result =
    owner === undefined || owner.number === number
      ? await judge(ports, state, rerun)
      : await carryOut(ports, state, { plan: await planLeaving(ports, state, owner) });
  // What stands on the commit is about another than it should be: once it is put right, all others say so.
  const isNews = owner !== undefined && recordedPull(state.pull.runs) !== owner.number;
  const news = isNews ? (owner.number === number ? others : [owner.number]) : [];
  return { ...result, others: [...new Set([...left, ...news])] };
}

function whyIgnored({ pull, defaultBranch, policy }: ReviewState): string | undefined {
  if (!pull.open) return NOT_OPEN;
  if (pull.baseRef !== defaultBranch) return OTHER_BASE;
  return policy === undefined ? "not a catalog" : undefined;
}

async function judge(
  ports: ReviewPorts,
  state: ReviewState,
  rerun: DecideOptions["rerun"],
): Promise<ReviewResult> {
  const { pull } = state;
  // What was asked for by name is done by name; a suite left waiting (its event was lost) is done whole.
  const nothingNamed = rerun !== "all" && rerun.size === 0;
  const asked = nothingNamed && pull.rerunAsked ? "all" : rerun;
  if (asked === "all" || asked.size > 0) pressButton(ports, state);
  const { seen } = await observe(ports, state);
  const { plan, verdict } = decideReview(seen, {
    nowMs: ports.clock.nowMs(),
    rerun: asked,
    digest: ports.digest,
    preview: ports.previewUrl?.(pull.number, pull.headSha),
  });
  const touched = seen.subject.kind === "proposal" && !seen.subject.isUntouched;
  return carryOut(ports, state, { plan, verdict, touched });
}

async function carryOut(
  { forge, clock }: ReviewPorts,
  { pull: { number, headSha } }: ReviewState,
  {
    plan,
    verdict,
    touched = false,
  }: { readonly plan: Plan; readonly verdict?: Verdict | undefined; readonly touched?: boolean },
): Promise<ReviewResult> {
  if (plan.stages.length === 0)
    return { outcome: "unchanged", requeueAtMs: plan.requeueAtMs, verdict, writes: 0, touched };
  // A push while we looked: what we would say is about another commit.
  if ((await forge.headSha(number)) !== headSha)
    return { outcome: "moved", requeueAtMs: clock.nowMs(), verdict: undefined, writes: 0 };
  const writes = await applyReview(forge, plan, number);
  return { outcome: "written", requeueAtMs: plan.requeueAtMs, verdict, writes, touched };
}

/** Everything the decision needs, as one value; exported for the merge queue, which judges the same submission. */
export async function observe(
  ports: ReviewPorts,
  state: ReviewState,
): Promise<{ readonly seen: ReviewSeen; readonly submission: Submission }> {
  const { forge } = ports;
  const { pull } = state;
  const [inForce, { lineage, changes, complete }, ids, { asked, roles }] = await Promise.all([
    policyInForce(forge, state),
    forge
      .lineage(state.tipSha, pull.headSha)
      .then(async (lineage) => ({ lineage, ...(await treeChanges(forge, lineage.base, pull.headSha)) })),
    idsAt(forge, state.tipSha),
    rolesOf(forge, pull),
  ]);
  const { policy } = inForce;
  const askings = askingsOf(ports, state);
  const headIds = new Set((await folder(forge, pull.headSha, "listings")).map(({ name }) => name));
  const submission = classify(changes, complete, (id) => headIds.has(`${id}.yml`));
  const mayWrite = (accountId: number) =>
    accountId === pull.author?.id && personOf(pull.author) === undefined
      ? isTrustedApp(policy, pull.author)
      : mayWriteWith(roles.get(accountId));
  const compares =
    submission.kind === "listings" || (submission.kind === "nothing" && submission.policyChanged);
  const published =
    compares && policy !== undefined ? await publishedAt(ports, state, policy, state.published) : undefined;
  const { tipSha, testMerge } = state;
  const merging = await mergingOf(forge, { tipSha, lineage, changes, testMerge });
  const subject = await subjectOf(ports, state, {
    inForce,
    published,
    submission,
    ids,
    merging,
    mayWrite,
    askings,
  });
  const more = await moreOf(forge, tipSha, { base: lineage.base, policy, published, submission, subject });
  return {
    submission,
    seen: {
      pull,
      labelsInRepository: state.labelsInRepository,
      policy,
      subject,
      merging,
      ...more,
      waits: ports.waits?.now(),
      notAsked: askings?.notAsked(),
      buttonAtMs: pressedAtMs(ports, state),
      mayWrite,
      wasAsked: (accountId) => asked.has(accountId),
      fingerprint: basisOf({
        policySha: state.policy?.sha ?? "",
        text: pull.body,
        ids,
        submission: idsIn(submission),
        digest: ports.digest,
        judged: judgedOn(
          tipSha,
          lineage,
          idOf(idsIn(submission)),
          await filesAt(forge, tipSha),
          ports.digest,
        ),
      }),
    },
  };
}

interface Looked {
  readonly policy: Policy | undefined;
  /** undefined: not a submission. */
  readonly published: PublishedAt | undefined;
  readonly submission: Submission;
}

async function subjectOf(
  ports: ReviewPorts,
  state: ReviewState,
  {
    inForce,
    published,
    submission,
    ids,
    merging,
    mayWrite,
    askings,
  }: Omit<Looked, "policy"> & {
    readonly inForce: PolicyInForce;
    readonly ids: CatalogIds;
    readonly merging: Merging;
    readonly mayWrite: (accountId: number) => boolean;
    readonly askings: Askings | undefined;
  },
): Promise<Subject> {
  const { policy } = inForce;
  const { branch, headSha } = state.pull;
  // What somebody else pushed there may look like anything: the branch says what it is.
  if (branch !== undefined && isOwnPull(state.pull))
    return { kind: "proposal", isUntouched: await isUntouched(ports, { ...state, branch, sha: headSha }) };
  if (submission.kind === "ledger") return { kind: "ledger" };
  if (submission.kind === "nothing") {
    if (!submission.policyChanged) return { kind: "nothing", policyProblems: undefined };
    return { kind: "nothing", ...(await proposedPolicy(ports, state, inForce, published)) };
  }
  if (policy === undefined || published === undefined) return { kind: "listings", judgements: [] };
  const { author } = state.pull;
  const judgements = await collectFacts(ports, {
    state,
    root: state.tipSha,
    headRoot: state.pull.headSha,
    published,
    policy,
    submission,
    ids,
    author,
    authorNodeId: state.pull.authorNodeId,
    authorMayWrite: author !== undefined && mayWrite(author.id),
    number: state.pull.number,
    askings,
    text: state.pull.body,
    merging,
  });
  return { kind: "listings", judgements };
}

/** What is said of a submission beside its verdict. */
async function moreOf(
  forge: Forge,
  tipSha: string,
  {
    base,
    policy,
    published,
    submission,
    subject,
  }: Looked & { readonly base: string; readonly subject: Subject },
): Promise<Pick<ReviewSeen, "fixes" | "differences">> {
  if (submission.kind !== "listings" || subject.kind !== "listings") return {};
  if (policy === undefined || published === undefined) return {};
  const { judgements } = subject;
  const [fixes, differences] = await Promise.all([
    fixesOf(forge, base, submission, judgements, policy),
    differencesOf({ forge, tipSha, published, policy, submission, judgements }),
  ]);
  return { fixes, differences };
}
