// Outcomes + policy → Verdict: the only place that says what blocks.

import type { AnyCheck, CheckId, Finding, Outcome, Status, PolicyLevel } from "../checks/check.ts";
import { CHECKS } from "../checks/index.ts";
import { quote } from "../listing/quote.ts";
import type { Policy, Waiver } from "./policy.ts";
import { evidenceOf, itemText, format, worded, type Texts } from "./texts.ts";

/** A maintainer let a held result through. */
export interface Override {
  readonly check: CheckId;
  readonly accountId: number;
  readonly login: string;
  readonly reason: string;
  readonly atMs: number;
  /** By which it was let through on a pull request: the comment's number, or an approving review. */
  readonly by?: number | "approval";
}

export interface ListingOutcomes {
  readonly id: string;
  readonly path: string;
  readonly outcomes: readonly Outcome[];
}

/** What one check comes to, over all listings of the submission. */
export interface CheckVerdict {
  readonly id: CheckId;
  readonly title: string;
  readonly item: string;
  readonly level: PolicyLevel;
  /** What the check found, before levels, waivers and releases. */
  readonly found: Status;
  /** What counts. Unknown stays unknown; `held-unknown` is an unknown that a maintainer now decides. */
  readonly status: "pass" | "fail" | "held" | "unknown";
  readonly evidence: readonly string[];
  /** The same in the policy's words, as people are shown it. */
  readonly told: readonly string[];
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
  readonly waivedUntil: string | undefined;
  readonly released: Override | undefined;
  /** Unknown for so long that a person decides; worded as ours, not theirs. */
  readonly gaveUp: boolean;
}

export type OverallStatus = "pass" | "fail" | "held" | "unknown";

export interface Verdict {
  readonly overall: OverallStatus;
  readonly checks: readonly CheckVerdict[];
  /** The policy's own sentences, for whatever is said of it. */
  readonly texts: Texts;
}

export interface VerdictInput {
  readonly listings: readonly ListingOutcomes[];
  readonly policy: Policy;
  /** ISO date (UTC) that waivers are compared with. */
  readonly today: string;
  /** Checks whose unknown has lasted too long. */
  readonly gaveUp: ReadonlySet<CheckId>;
  /** The release of a check's held result, if a maintainer gave one for these very findings. */
  readonly overrides: ReadonlyMap<CheckId, Override>;
  /** Checks that cannot run here and do not count (the command line offline). */
  readonly skip?: ReadonlySet<CheckId>;
}

export function reachVerdict(input: VerdictInput): Verdict {
  const checks = CHECKS.filter(
    ({ id }) => input.policy.levels[id] !== "off" && input.skip?.has(id) !== true,
  ).map((check) => checkVerdict(check, input));
  return { overall: overallOf(checks.map(({ status }) => status)), checks, texts: input.policy.texts };
}

/** What the contributor can fix comes first, then what we could not check, then what waits for a maintainer. */
export function overallOf(statuses: readonly OverallStatus[]): OverallStatus {
  for (const status of ["fail", "unknown", "held"] as const) if (statuses.includes(status)) return status;
  return "pass";
}

function checkVerdict(check: AnyCheck, input: VerdictInput): CheckVerdict {
  const { id, title } = check;
  const { policy, listings, today } = input;
  const level = policy.levels[id];
  const several = listings.length > 1;
  const evidence: string[] = [];
  const told: string[] = [];
  const findings: Finding[] = [];
  const notes: string[] = [];
  const statuses: Status[] = [];
  let waivedUntil: string | undefined;
  for (const listing of listings) {
    const outcome = listing.outcomes.find((candidate) => candidate.id === id);
    if (outcome === undefined || outcome.status === "not-run") {
      statuses.push("unknown");
      continue;
    }
    const waiver = outcome.status === "pass" ? undefined : waiverFor(policy.waivers, id, listing.id, today);
    if (waiver !== undefined)
      waivedUntil = waivedUntil === undefined || waiver.until < waivedUntil ? waiver.until : waivedUntil;
    const lowered = level === "recommended" || waiver !== undefined;
    const lead = several ? `${quote(listing.id)}: ` : "";
    evidence.push(...outcome.evidence.map((line) => `${lead}${line}`));
    told.push(...outcome.evidence.map((line) => `${lead}${evidenceOf(policy.texts, id, line)}`));
    findings.push(
      ...outcome.findings
        .map((finding) => worded(finding, policy.texts))
        .map((finding) =>
          lowered && finding.level !== "suggestion" ? { ...finding, level: "suggestion" as const } : finding,
        ),
    );
    if (outcome.note !== undefined) {
      const note = format(policy.texts, "check/waits", {
        field: outcome.waitsFor ?? fieldOf(check, policy.texts),
      });
      notes.push(several ? `${quote(listing.id)}: ${note}` : note);
    }
    statuses.push(lowered ? "pass" : outcome.status);
  }
  // No listing at all is not "nothing wrong": the submission check itself must say so.
  const found = listings.length === 0 ? "unknown" : overallOf(statuses as OverallStatus[]);
  const gaveUp = found === "unknown" && input.gaveUp.has(id);
  const waiting: OverallStatus = gaveUp ? "held" : found;
  const released = waiting === "held" ? input.overrides.get(id) : undefined;
  return {
    id,
    title,
    item: itemText(policy.texts, check),
    level,
    found,
    status: released === undefined ? waiting : "pass",
    evidence,
    told,
    findings,
    notes,
    waivedUntil,
    released,
    gaveUp,
  };
}

/** What a check waits for that had nothing to look at. */
function fieldOf({ field }: AnyCheck, texts: Texts): string {
  return field === undefined ? format(texts, "check/waits-for-all") : `\`${field}\``;
}

function waiverFor(
  waivers: readonly Waiver[],
  check: CheckId,
  listing: string,
  today: string,
): Waiver | undefined {
  return waivers.find(
    (waiver) => waiver.check === check && waiver.listing === listing && waiver.until >= today,
  );
}
