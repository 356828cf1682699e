// What the checks found at publish + the policy → whether a listing goes out, waits, is held, or stays for a grace.

import { addDays } from "../time.ts";
import type { CheckId, Outcome } from "../checks/check.ts";
import type { Policy } from "../policy/policy.ts";
import { reachVerdict, type CheckVerdict, type Override, type Verdict } from "../policy/verdict.ts";
import type { Entry, PublishedCheck } from "./entry.ts";

export interface RecordedOverride extends Override {
  readonly pull?: number;
}

export interface PublicationInput {
  readonly id: string;
  readonly file: string;
  readonly outcomes: readonly Outcome[];
  readonly policy: Policy;
  /** ISO date, UTC. */
  readonly today: string;
  /** What could not be told for so long that a person decides. */
  readonly gaveUp: boolean;
  /** By check: given for these very blobs and findings. */
  readonly overrides: ReadonlyMap<CheckId, RecordedOverride>;
  /** The same blobs are published already: what a new policy finds wrong may stay for a while. */
  readonly published: Entry | undefined;
  /** Where the picture's bytes are nowhere to be had and were judged well before: the check does not count. */
  readonly withoutImage: boolean;
}

export type PublishDecision =
  | { readonly state: "out"; readonly verdict: Verdict; readonly grace: ReadonlyMap<CheckId, string> }
  | { readonly state: "wait"; readonly verdict: Verdict }
  | { readonly state: "held"; readonly verdict: Verdict };

export function verdictOf(input: PublicationInput): Verdict {
  const { id, file, outcomes, policy, today, gaveUp, overrides, withoutImage } = input;
  return reachVerdict({
    listings: [{ id, path: file, outcomes }],
    policy,
    today,
    gaveUp: new Set(gaveUp ? outcomes.map(({ id }) => id) : []),
    overrides,
    skip: new Set(withoutImage ? (["image"] as const) : []),
  });
}

export function decidePublication(input: PublicationInput): PublishDecision {
  const verdict = verdictOf(input);
  const blocking = verdict.checks.filter(({ status }) => status !== "pass");
  if (blocking.length === 0) return { state: "out", verdict, grace: new Map() };
  if (input.published === undefined) return { state: blocking.some(isOpen) ? "wait" : "held", verdict };
  // The very same files were let out under another policy: they are not taken away over night, nor for a host's bad day.
  const grace = new Map(blocking.map(({ id }) => [id, graceUntil(input, id)]));
  return [...grace.values()].every((day) => day >= input.today)
    ? { state: "out", verdict, grace }
    : { state: "held", verdict };
}

function isOpen({ status, gaveUp }: CheckVerdict): boolean {
  return status === "unknown" && !gaveUp;
}

/** A grace that runs keeps its day. */
function graceUntil({ published, today, policy }: PublicationInput, check: CheckId): string {
  const running = published?.checks.find(({ id }) => id === check)?.graceUntil;
  return running ?? addDays(today, policy.publish.graceDays);
}

/** What today's policy asks otherwise of these very files: what is recorded there says nothing of it. */
function askedOtherwise({ type, image }: Entry, policy: Policy): ReadonlySet<CheckId> {
  const asked = new Set<CheckId>();
  if (!policy.types.includes(type)) asked.add("submission");
  if ((image?.sourceBytes ?? 0) > policy.imageBytesMax) asked.add("image");
  return asked;
}

/** Whether what is recorded of an entry says too little for the policy of today. `today`: ISO date, UTC. */
export function mustJudgeAgain(entry: Entry, policy: Policy, today: string): boolean {
  if (askedOtherwise(entry, policy).size > 0) return true;
  return (Object.keys(policy.levels) as CheckId[]).some((check) => {
    const level = policy.levels[check];
    if (level === "off") return false;
    const recorded = entry.checks.find(({ id }) => id === check);
    switch (recorded?.status) {
      case undefined:
      case "not-run":
      case "grace":
        return true;
      case "recommended":
        return level === "required";
      case "waived":
        return (
          level === "required" &&
          !policy.waivers.some(
            (waiver) => waiver.check === check && waiver.listing === entry.id && waiver.until >= today,
          )
        );
      default:
        return false;
    }
  });
}

/** What is recorded of each check with the entry that goes out. `at`: ISO date-time of the look. */
export function publishedChecks(
  { verdict, grace }: Extract<PublishDecision, { state: "out" }>,
  overrides: ReadonlyMap<CheckId, RecordedOverride>,
  at: string,
): readonly PublishedCheck[] {
  return verdict.checks.map((check): PublishedCheck => {
    const { id, title, evidence, waivedUntil, released } = check;
    const until = grace.get(id);
    const base = { id, title, evidence, at };
    if (until !== undefined) return { ...base, status: "grace", graceUntil: until };
    if (released !== undefined) {
      const { accountId, login, reason } = released;
      const pull = overrides.get(id)?.pull;
      return {
        ...base,
        status: "released",
        releasedBy: { id: accountId, login, reason, ...(pull === undefined ? {} : { pull }) },
      };
    }
    if (waivedUntil !== undefined) return { ...base, status: "waived", waivedUntil };
    // A pass needs evidence; a check that only suggests may have found faults instead.
    return { ...base, status: evidence.length === 0 ? "recommended" : passedStatus(check) };
  });
}

function passedStatus({ level, findings }: CheckVerdict): "pass" | "recommended" {
  return level === "recommended" && findings.length > 0 ? "recommended" : "pass";
}

/** Releases that an entry bears, for the files it bears them for. */
export function recordedOverrides(entry: Entry): ReadonlyMap<CheckId, RecordedOverride> {
  return new Map(
    entry.checks.flatMap(({ id, releasedBy, at }) =>
      releasedBy === undefined
        ? []
        : [
            [
              id,
              {
                check: id,
                accountId: releasedBy.id,
                login: releasedBy.login,
                reason: releasedBy.reason,
                atMs: Date.parse(at),
                ...(releasedBy.pull === undefined ? {} : { pull: releasedBy.pull }),
              },
            ] as const,
          ],
    ),
  );
}

/** A policy that changed asks anew only what it asks otherwise: what passed for these very files has passed. */
export function withRecorded(outcomes: readonly Outcome[], entry: Entry, policy: Policy): readonly Outcome[] {
  const asked = askedOtherwise(entry, policy);
  return outcomes.map((outcome): Outcome => {
    if (asked.has(outcome.id)) return outcome;
    const recorded = entry.checks.find(({ id }) => id === outcome.id);
    return recorded?.status === "pass" && recorded.evidence.length > 0
      ? { id: outcome.id, status: "pass", evidence: recorded.evidence, findings: [] }
      : outcome;
  });
}
