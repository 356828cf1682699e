// One listing at publish, weighed: it goes out, waits for an answer, is held for a person, or goes.

import { CHECKS } from "../checks/index.ts";
import { runChecks, type CheckInput } from "../checks/run.ts";
import type { CheckId, Outcome } from "../checks/check.ts";
import type { Entry, PublishedImage } from "../catalog/entry.ts";
import {
  decidePublication,
  recordedOverrides,
  verdictOf,
  withRecorded,
  type PublicationInput,
  type PublishDecision,
  type RecordedOverride,
} from "../catalog/publication.ts";
import { reportOverrides, waitsForAnswer, type Reported } from "../catalog/report.ts";
import type { Policy } from "../policy/policy.ts";
import { heldFindings } from "../review/check-run.ts";
import { checkNames } from "../review/check-names.ts";
import { overridesOf, PEOPLE_ASKED_MAX, possibleOverriders, type HeldCheck } from "../review/overrides.ts";
import { hasGivenUp } from "../review/retry.ts";
import { newestRun, runName, type SeenComment, type SeenPull } from "../review/seen.ts";

/** `again`: the very files that are published already. */
export type ChangeKind = "add" | "change" | "again" | "remove";

export interface ListingFacts {
  readonly id: string;
  readonly kind: ChangeKind;
  readonly checkInput: CheckInput;
  /** As published, or as kept of an entry whose grace is over. */
  readonly before: Entry | undefined;
  /** Path → git name of the files that are judged. */
  readonly blobs: Readonly<Record<string, string>>;
  /** Short, and equal for equal files. */
  readonly blobsDigest: string;
  /** The pull request it came by; undefined: it was pushed. */
  readonly pull: SeenPull | undefined;
  /** The picture's bytes, as judged; undefined: none were to be had. */
  readonly imageBytes: Uint8Array | undefined;
}

/** What maintainers said on the newest report of what is not published. */
export interface HeldDiscussion {
  readonly reported: readonly Reported[];
  readonly comments: readonly SeenComment[];
}

/** What a listing is weighed with. */
export interface Scales {
  readonly policy: Policy;
  /** ISO date, UTC. */
  readonly today: string;
  readonly nowMs: number;
  readonly discussion: HeldDiscussion;
  readonly digest: (text: string) => string;
}

/** What the checks found, before anybody is asked who let it through. */
export interface FirstLook {
  readonly facts: ListingFacts;
  readonly input: Omit<PublicationInput, "overrides">;
  /** Held now: only then is there anybody to be asked about. */
  readonly held: readonly HeldCheck[];
  /** Since when something could not be told; undefined: all could. */
  readonly sinceMs: number | undefined;
  /** The picture's address gives nothing any more, and what is published stays. */
  readonly pictureLost: boolean;
}

/** Who may have let something through, and what they let through. */
export interface AskedPeople {
  /** Numbers of those who may write now, among those asked about. */
  readonly mayWrite: ReadonlySet<number>;
  /** The pull request's head holds the very files of the default branch: what was let through there counts here. */
  readonly headHolds: boolean;
}

export const NOBODY: AskedPeople = { mayWrite: new Set(), headHolds: false };

export interface WeighedListing {
  readonly facts: ListingFacts;
  readonly decision: PublishDecision;
  readonly overrides: ReadonlyMap<CheckId, RecordedOverride>;
  readonly sinceMs: number | undefined;
  readonly pictureLost: boolean;
}

/** A weighed listing with the pictures that its entry shows, where it goes out. */
export interface ObservedListing extends WeighedListing {
  readonly pictures: {
    readonly image: PublishedImage | undefined;
    readonly screenshots: readonly PublishedImage[];
  };
}

/** The identical files of what was published come back, and nothing holds them: what was recorded counts as before. */
export interface RestoredListing {
  readonly restored: Entry;
}

/** An unknown is asked again for half an hour; then, and for what is held, a person's word counts. */
export function firstLook(
  facts: ListingFacts,
  /** Since when something could not be told, as far as this process remembers. */
  unknownSinceMs: number | undefined,
  { policy, today, nowMs, discussion, digest }: Scales,
): FirstLook {
  const { id, kind, checkInput, before, pull } = facts;
  const fresh = runChecks(checkInput);
  const outcomes = kind === "again" && before !== undefined ? withRecorded(fresh, before, policy) : fresh;
  const noPicture = hasNoPicture(facts);
  const isOpen = noPicture || outcomes.some(({ status }) => status === "unknown");
  const sinceMs = isOpen ? (unknownSinceMs ?? nowMs) : undefined;
  const wasReported = discussion.reported.some((one) => one.id === id && one.blobs === facts.blobsDigest);
  const gaveUp = sinceMs !== undefined && (wasReported || hasGivenUp(sinceMs, nowMs));
  const sameSource = before?.image !== undefined && before.image.from === checkInput.listing?.fields.image;
  const pictureLost = noPicture && (sameSource || (gaveUp && wasJudgedWell(pull)));
  const waits = noPicture && !pictureLost && !gaveUp;
  const input = {
    id,
    file: checkInput.file,
    outcomes: waits ? outcomes.map(asUnknown) : outcomes,
    policy,
    today,
    gaveUp,
    published: kind === "again" ? before : undefined,
    withoutImage: pictureLost,
  };
  const held = verdictOf({ ...input, overrides: new Map() })
    .checks.filter(({ status }) => status === "held")
    .map((check) => ({
      check: check.id,
      runName: runName(check.title),
      findings: digest(heldFindings(check)),
    }));
  return { facts, input, held, sinceMs, pictureLost };
}

/** People whose role decides something now; where nothing is held, those alone who wait for an answer. */
export function peopleToAsk(
  { facts: { pull }, held }: FirstLook,
  { discussion, policy }: Scales,
): readonly { readonly id: number; readonly login: string }[] {
  if (held.length === 0) {
    const names = checkNames(policy.texts);
    const waiting = discussion.comments.filter((comment) => waitsForAnswer(comment, names));
    return waiting.slice(-PEOPLE_ASKED_MAX).flatMap(({ author }) => (author === undefined ? [] : [author]));
  }
  return [
    ...(pull === undefined ? [] : possibleOverriders(pull)),
    ...discussion.comments.flatMap(({ author, body }) =>
      author?.type === "User" && body.startsWith("/accept") ? [author] : [],
    ),
  ];
}

export function weigh(look: FirstLook, people: AskedPeople, scales: Scales): WeighedListing {
  const { facts, input, sinceMs, pictureLost } = look;
  const overrides = overridesFor(look, people, scales);
  return {
    facts,
    decision: decidePublication({ ...input, overrides: overrides }),
    overrides,
    sinceMs,
    pictureLost,
  };
}

function overridesFor(
  { facts, held }: FirstLook,
  { mayWrite, headHolds }: AskedPeople,
  { discussion, policy }: Scales,
): ReadonlyMap<CheckId, RecordedOverride> {
  const { before, kind, pull, id } = facts;
  const overrides = new Map<CheckId, RecordedOverride>();
  if (held.length === 0) return overrides;
  if (before !== undefined && kind === "again")
    for (const [check, override] of recordedOverrides(before)) overrides.set(check, override);
  const may = (account: number): boolean => mayWrite.has(account);
  const names = checkNames(policy.texts);
  if (pull !== undefined && headHolds)
    for (const [check, override] of overridesOf(pull, held, may, names))
      overrides.set(check, { ...override, pull: pull.number });
  for (const given of reportOverrides(discussion.reported, discussion.comments, may, names)) {
    const fits = held.some(({ check, findings }) => check === given.check && findings === given.findings);
    if (given.id === id && given.blobs === facts.blobsDigest && fits)
      overrides.set(given.check, {
        check: given.check,
        accountId: given.accountId,
        login: given.login,
        reason: given.reason,
        atMs: given.atMs,
      });
  }
  return overrides;
}

/** A picture's address that gives nothing is asked again for a while, whatever it answers. */
function asUnknown(outcome: Outcome): Outcome {
  return outcome.id === "image" ? { ...outcome, status: "unknown" } : outcome;
}

function hasNoPicture({ checkInput: { listing, kind, facts }, imageBytes }: ListingFacts): boolean {
  const address = listing?.fields.image;
  if (kind === "remove" || address === undefined || !/^https:/i.test(address) || imageBytes !== undefined)
    return false;
  return (
    facts.image.state === "unavailable" ||
    (facts.image.state === "absent" && facts.image.reason !== "not-given")
  );
}

/** The review saw the picture, or nobody was asked for one. */
function wasJudgedWell(pull: SeenPull | undefined): boolean {
  const title = CHECKS.find(({ id }) => id === "image")?.title ?? "";
  return pull === undefined || newestRun(pull.runs, runName(title))?.conclusion === "success";
}
