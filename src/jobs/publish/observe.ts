// Observes a publish whole: the branches, what differs, every listing that does, people's words; shows and tells nobody anything.

import { keepsOut } from "../../core/catalog/memory.ts";
import { isShrinking } from "../../core/catalog/removal.ts";
import type { Entry } from "../../core/catalog/entry.ts";
import { caseOwners, type CaseOwners } from "../../core/listing/owners-cases.ts";
import type { PublicCase } from "../../core/catalog/under-review.ts";
import { NO_HELD_ISSUE } from "../../core/publication/decide.ts";
import { JobError } from "../../core/job-error.ts";
import type { IssueWrite, PublishNeed } from "../../core/publication/plan.ts";
import type { ObservedListing, RestoredListing } from "../../core/publication/listing.ts";
import type { SeenBranches, SeenPublish } from "../../core/publication/seen.ts";
import { isoDay } from "../../core/time.ts";
import { mayWriteWith } from "../review/roles.ts";
import { isTrustedApp, personOf } from "../../core/policy/apps.ts";
import type { Policy } from "../../core/policy/policy.ts";
import { earlierLookAlikes } from "./look-alikes.ts";
import { nextBatch, type Batch } from "./batches.ts";
import { openOrigins } from "./origins.ts";
import type { CatalogCases, PendingWork, PublishPorts, PublishSnapshot } from "./context.ts";
import { observeListing } from "./evaluate.ts";
import type { EvaluationContext } from "./evaluation-context.ts";
import { policyOverHold } from "./policy-origin.ts";
import { readHeldIssue, readStopIssue } from "./issues.ts";
import { isElsewhere } from "./published.ts";
import { seePublish } from "./snapshot.ts";
import { isSingly, newUploadHints, type UploadHints } from "./upload-hints.ts";
import { openUploads, type Uploads } from "./uploads.ts";
import { readEntries, seeWork } from "./work.ts";

const AT_ONCE = 8;
const REMOVALS_ASKED_MAX = 40;

/** What was seen, with what applying a plan of it needs beside. */
export type Observation =
  | { readonly seen: Exclude<SeenPublish, { kind: "ready" }>; readonly repositoryId: number | undefined }
  | ReadyObservation;

export interface ReadyObservation {
  readonly seen: Extract<SeenPublish, { kind: "ready" }>;
  readonly snapshot: PublishSnapshot;
  readonly work: PendingWork;
  readonly batch: Batch;
  readonly uploads: Uploads;
}

/** `anew`: what somebody let go on is built as on the first day; the writes that say so come first. */
export async function observePublish(
  ports: PublishPorts,
  anew?: readonly IssueWrite[],
): Promise<Observation> {
  const found = await seePublish(ports, anew !== undefined);
  const nowMs = ports.clock.nowMs();
  switch (found.kind) {
    case "ignored":
      return { seen: found, repositoryId: undefined };
    case "stopped": {
      const { stop, state } = found;
      const isAnew = anew !== undefined;
      return {
        seen: { kind: "stopped", nowMs, stop, stopIssue: undefined, isAnew },
        repositoryId: state.repositoryId,
      };
    }
    case "ready":
      return observeReady(ports, found.snapshot, anew ?? []);
  }
}

/** Reads what the decision lacked. */
export async function observeMore(
  ports: PublishPorts,
  observation: Observation,
  lacked: PublishNeed,
): Promise<Observation> {
  if (lacked.need === "anew") return observePublish(ports, lacked.carried);
  const more =
    lacked.need === "held-issue"
      ? { heldIssue: await readHeldIssue(ports) }
      : { stopIssue: await readStopIssue(ports) };
  // The kind stays, and with it all else.
  return { ...observation, seen: { ...observation.seen, ...more } } as Observation;
}

async function observeReady(
  ports: PublishPorts,
  snapshot: PublishSnapshot,
  carried: readonly IssueWrite[],
): Promise<ReadyObservation> {
  const nowMs = ports.clock.nowMs();
  const today = isoDay(nowMs);
  const isAnyWaiting = (snapshot.head?.waiting.length ?? 0) > 0;
  const heldIssue = isAnyWaiting ? await readHeldIssue(ports) : undefined;
  const discussion = heldIssue ?? NO_HELD_ISSUE;
  const { running: cases, removed } = await casesOf(ports, snapshot);
  const whole = await seeWork(ports, snapshot, today, snapshot.head === undefined ? removed : []);
  const hints = uploadHints(ports, snapshot);
  const batch = nextBatch(ports.looked, snapshot.state, whole, discussion, isSingly(hints, nowMs));
  const uploads = openUploads({
    out: snapshot.out,
    clock: ports.clock,
    repositoryId: snapshot.state.repositoryId,
    hints,
    tip: isElsewhere(snapshot.policy, snapshot.state) ? undefined : snapshot.state.uploads,
  });
  const work = { ...whole, ids: batch.ids };
  const asked = askedOnce(ports, snapshot.policy);
  const { policy } = snapshot;
  const entriesOfCases = await caseEntries(snapshot, work, cases);
  const { tipSha, defaultBranch } = snapshot.state;
  let recent: ReturnType<EvaluationContext["recentCommits"]> | undefined;
  const recentCommits = () => (recent ??= ports.forge.recentCommits(tipSha, defaultBranch));
  const context: EvaluationContext = {
    ports,
    snapshot,
    work,
    scales: { policy, today, nowMs, discussion, digest: ports.digest },
    uploads,
    origins: await openOrigins(ports, snapshot, work),
    lookAlikes: earlierLookAlikes({
      landing: { ports, snapshot, recentCommits },
      work,
      mayWrite: asked.mayWrite,
    }),
    caseOwners: ownersUnderCase(work, cases, entriesOfCases),
    mayWrite: asked.mayWrite,
    recentCommits,
  };
  const removals = removalsOf(work, snapshot.head?.count ?? 0);
  const listings = await observeAll(context, removals.open);
  await uploads.finish();
  const seen = {
    kind: "ready" as const,
    nowMs,
    carried,
    today,
    branches: { ...branchesOf(snapshot), policyOverHold: await policyOverHold(context) },
    work,
    isRewritten: await isRewritten(ports, snapshot, removals.leaving),
    explained: removals.explained,
    unasked: removals.unasked,
    listings,
    later: batch.later,
    heldIssue,
    stopIssue: undefined,
    cases,
    caseEntries: entriesOfCases,
    mayWrite: await asked.mayAll(),
  };
  return { snapshot, work, batch, seen, uploads };
}

function uploadHints({ uploads }: PublishPorts, { state, policy }: PublishSnapshot): UploadHints {
  const key = `${state.repositoryId} ${policy.publish.repository ?? ""}`;
  const hints = uploads.get(key) ?? newUploadHints();
  uploads.set(key, hints);
  return hints;
}

function branchesOf(snapshot: PublishSnapshot): Omit<SeenBranches, "policyOverHold"> {
  const { state, policy, source, head, own, base, branchTip, foreign, rolledBackFrom, logoLost } = snapshot;
  return {
    policy,
    tip: { sha: state.tipSha, atMs: state.tipAtMs, policySha: state.policy?.sha ?? "" },
    source,
    head,
    isOurs: own !== undefined,
    isWhole: base?.tree === own?.tree,
    isBranchGone: branchTip === undefined,
    rolledBackFrom,
    foreign,
    logoLost,
  };
}

/** What goes, apart from what is to be looked at; when a great many go, nobody needs to look up who took each of them off. */
function removalsOf(work: PendingWork, published: number) {
  const isExplained = (id: string): boolean =>
    work.entries.has(id) && work.memory.some((line) => line.id === id && keepsOut(line));
  const explained = work.ids.filter(isExplained);
  const open = work.ids.filter((id) => !isExplained(id));
  const leaving = open.filter((id) => !work.listings.has(id) && work.entries.has(id));
  const unasked = isShrinking(leaving.length, published) ? leaving.slice(REMOVALS_ASKED_MAX) : [];
  const isUnasked = new Set(unasked);
  return { explained, unasked, leaving, open: open.filter((id) => !isUnasked.has(id)) };
}

/** Asked only where something would go. What cannot be compared is no continuation. */
async function isRewritten(
  { forge }: PublishPorts,
  { head, state }: PublishSnapshot,
  leaving: readonly string[],
): Promise<boolean> {
  const before = head?.source.commit;
  if (leaving.length === 0 || before === undefined || before === state.tipSha) return false;
  try {
    return (await forge.lineage(before, state.tipSha)).base !== before;
  } catch (error) {
    if (error instanceof JobError && error.kind === "gone") return true;
    throw error;
  }
}

/** In the order of their ids, a few at a time; the trouble of one listing is its own. */
async function observeAll(
  context: EvaluationContext,
  ids: readonly string[],
): Promise<readonly (ObservedListing | RestoredListing)[]> {
  const found: (ObservedListing | RestoredListing)[] = [];
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const some = ids.slice(from, from + AT_ONCE);
    for (const listing of await Promise.all(some.map((id) => observeListing(context, id))))
      if (listing !== undefined) found.push(listing);
  }
  return found;
}

/** Roles, asked once an account and run. */
function askedOnce({ forge }: PublishPorts, policy: Policy) {
  const roles = new Map<number, Promise<boolean>>();
  const mayWrite: EvaluationContext["mayWrite"] = (account) => {
    const { id, login } = account;
    // An App gives nobody's word: what it proposes may count, which is the policy's to say.
    if (personOf(account) === undefined) return Promise.resolve(isTrustedApp(policy, account));
    const asked =
      roles.get(id) ??
      forge.roleOf(login).then((found) => found?.accountId === id && mayWriteWith(found.role));
    roles.set(id, asked);
    return asked;
  };
  const mayAll = async (): Promise<ReadonlySet<number>> => {
    const may = await Promise.all([...roles].map(async ([id, asked]) => ((await asked) ? [id] : [])));
    return new Set(may.flat());
  };
  return { mayWrite, mayAll };
}

function casesOf(
  { forge, seal, openCases }: PublishPorts,
  { state }: PublishSnapshot,
): Promise<CatalogCases> {
  return openCases({ forge, seal, repositoryId: state.repositoryId });
}

/** Whose listings are under a public case, or were taken out for one. */
function ownersUnderCase(
  { entries, memory }: PendingWork,
  cases: readonly PublicCase[],
  read: readonly Entry[],
): readonly CaseOwners[] {
  const known = new Map([...read.map((entry) => [entry.id, entry] as const), ...entries]);
  return caseOwners(cases, (id) => (known.get(id)?.owners ?? []).map((owner) => owner.id), memory);
}

/** Entries that cases are about, of before and now, as far as they are published and were not read yet. */
async function caseEntries(
  { out, own, head }: PublishSnapshot,
  { entries }: PendingWork,
  cases: readonly PublicCase[],
): Promise<readonly Entry[]> {
  const ids = [...cases.map(({ id }) => id), ...(head?.underReview ?? [])];
  const unread = [...new Set(ids)].filter((id) => !entries.has(id)).toSorted();
  // Where the whole catalog was read, what is not among it is not published.
  const wasRead = head === undefined || head.entries !== undefined;
  return own === undefined || wasRead || unread.length === 0 ? [] : readEntries(out, own, unread);
}
