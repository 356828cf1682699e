// Two policies over what is recorded of every listing → which of them would change verdict, and by which check.

import type { CheckId } from "../checks/check.ts";
import { CHECK_IDS } from "../checks/ids.ts";
import type { Policy } from "./policy.ts";

/** What was recorded of one check when the listing was let out. */
export interface RecordedCheck {
  readonly status: "pass" | "waived" | "released" | "recommended" | "grace" | "not-run";
  /** Something of it passed. */
  readonly evidence: boolean;
}

export interface RecordedListing {
  readonly id: string;
  readonly type: string | undefined;
  /** Nothing but its type could be wrong with the file. */
  readonly inOrder: boolean;
  readonly imageBytes: number | undefined;
  readonly checks: ReadonlyMap<CheckId, RecordedCheck>;
}

/** `unknown`: nothing on record tells; it would be looked at. */
export type RecordedStatus = "pass" | "fail" | "unknown";

export interface ImpactChange {
  readonly id: string;
  readonly from: RecordedStatus;
  readonly to: RecordedStatus;
  /** The checks that come out otherwise, each with why, in words of ours that may hold code spans. */
  readonly because: readonly { readonly check: CheckId; readonly why: string }[];
}

export interface Impact {
  /** How many were compared. */
  readonly listings: number;
  readonly changes: readonly ImpactChange[];
}

/** `today`: ISO date, UTC. Nothing is asked of anybody; a listing costs microseconds. */
export function impactOf(
  listings: Iterable<RecordedListing>,
  before: Policy,
  after: Policy,
  today: string,
): Impact {
  const changes: ImpactChange[] = [];
  let count = 0;
  for (const listing of listings) {
    count += 1;
    const because: ImpactChange["because"][number][] = [];
    const all: [RecordedStatus[], RecordedStatus[]] = [[], []];
    for (const check of CHECK_IDS) {
      const [old, now] = [standing(listing, check, before, today), standing(listing, check, after, today)];
      all[0].push(old.is);
      all[1].push(now.is);
      if (old.is !== now.is) because.push({ check, why: now.why ?? old.why ?? "" });
    }
    const [from, to] = [worst(all[0]), worst(all[1])];
    if (from !== to) changes.push({ id: listing.id, from, to, because });
  }
  return { listings: count, changes };
}

function worst(standings: readonly RecordedStatus[]): RecordedStatus {
  return standings.includes("fail") ? "fail" : standings.includes("unknown") ? "unknown" : "pass";
}

interface Judged {
  readonly is: RecordedStatus;
  /** Why it would, or did, not pass. */
  readonly why?: string;
}

const PASS: Judged = { is: "pass" };

function standing(listing: RecordedListing, check: CheckId, policy: Policy, today: string): Judged {
  if (policy.levels[check] !== "required") return PASS;
  const waived = policy.waivers.some(
    (waiver) => waiver.check === check && waiver.listing === listing.id && waiver.until >= today,
  );
  if (waived) return PASS;
  if (check === "submission") {
    if (!listing.inOrder) return { is: "fail", why: "the file is not in order" };
    if (listing.type === undefined || !policy.types.includes(listing.type))
      return { is: "fail", why: `its type \`${listing.type ?? " "}\` is not among the types` };
  }
  if (check === "image" && (listing.imageBytes ?? 0) > policy.imageBytesMax)
    return {
      is: "fail",
      why: `its image has ${listing.imageBytes} bytes, more than ${policy.imageBytesMax}`,
    };
  return recorded(listing.checks.get(check));
}

function recorded(check: RecordedCheck | undefined): Judged {
  switch (check?.status) {
    case "pass":
    case "released":
      return PASS;
    case undefined:
    case "not-run":
      return { is: "unknown", why: "it was never checked" };
    case "recommended":
      // Remarks were written down as suggestions, whether they would have blocked or not.
      return check.evidence
        ? { is: "unknown", why: "it passed with remarks while it was only recommended" }
        : { is: "fail", why: "it did not pass while it was only recommended" };
    case "waived":
      return { is: "fail", why: "it did not pass, and no waiver holds" };
    case "grace":
      return { is: "fail", why: "it stays for its days of grace only" };
  }
}
