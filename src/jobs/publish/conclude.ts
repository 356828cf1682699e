// What the checks found of one listing at publish, weighed: asked again, held, let through by a person, or out.

import type { CheckInput } from "../../core/checks/run.ts";
import type { CheckId, Outcome } from "../../core/checks/check.ts";
import { CHECKS } from "../../core/checks/index.ts";
import { reportReleases } from "../../core/catalog/report.ts";
import {
  recordedReleases,
  decidePublication,
  verdictOf,
  type RecordedOverride,
} from "../../core/catalog/publication.ts";
import { heldFindings } from "../../core/review/check-run.ts";
import { hasGivenUp } from "../../core/review/retry.ts";
import { possibleReleasers, releasesOf } from "../../core/review/overrides.ts";
import { newestRun, runName, type SeenPull } from "../../core/review/seen.ts";
import type { EvaluationContext, ChangeKind, EvaluatedListing, PublishPorts } from "./context.ts";
import { entryAt } from "../facts/trees.ts";

export type Concluding = Pick<
  EvaluatedListing,
  "id" | "kind" | "checkInput" | "before" | "blobs" | "pull" | "imageBytes"
> & {
  readonly outcomes: readonly Outcome[];
  readonly today: string;
};

/** An unknown is asked again for half an hour; then, and for what is held, a person's word counts. */
export async function conclude(context: EvaluationContext, looked: Concluding): Promise<EvaluatedListing> {
  const { ports, standing, talk } = context;
  const { id, kind, before, blobs, checkInput, outcomes, pull } = looked;
  const nowMs = ports.clock.nowMs();
  const key = `${standing.state.repositoryId} ${id} ${JSON.stringify(blobs)}`;
  const noPicture = hasNoPicture(checkInput, looked.imageBytes);
  const open = noPicture || outcomes.some(({ status }) => status === "unknown");
  if (!open) ports.since.delete(key);
  else if (!ports.since.has(key)) ports.since.set(key, nowMs);
  const reportedMs = talk.reported.find((one) => one.id === id && one.blobs === blobsDigest(ports, blobs));
  const sinceMs = open ? (ports.since.get(key) ?? nowMs) : undefined;
  const gaveUp = sinceMs !== undefined && (reportedMs !== undefined || hasGivenUp(sinceMs, nowMs));
  const sameSource = before?.image !== undefined && before.image.from === checkInput.listing?.fields.image;
  const pictureLost = noPicture && (sameSource || (gaveUp && wasJudgedWell(pull)));
  const waits = noPicture && !pictureLost && !gaveUp;
  const input = {
    id,
    file: checkInput.file,
    outcomes: waits ? outcomes.map(asUnknown) : outcomes,
    policy: standing.policy,
    today: looked.today,
    gaveUp,
    releases: new Map<CheckId, RecordedOverride>(),
    published: kind === "again" ? before : undefined,
    withoutImage: pictureLost,
  };
  const releases = await releasesFor(context, looked, verdictOf(input));
  return { ...looked, releases, settled: decidePublication({ ...input, releases }), sinceMs, pictureLost };
}

/** A picture's address that gives nothing is asked again for a while, whatever it answers. */
function asUnknown(outcome: Outcome): Outcome {
  return outcome.id === "image" ? { ...outcome, status: "unknown" } : outcome;
}

function hasNoPicture({ listing, kind, facts }: CheckInput, bytes: Uint8Array | undefined): boolean {
  const address = listing?.fields.image;
  if (kind === "remove" || address === undefined || !/^https:/i.test(address) || bytes !== undefined)
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

export function blobsDigest(
  ports: Pick<PublishPorts, "digest">,
  blobs: Readonly<Record<string, string>>,
): string {
  return ports.digest(JSON.stringify(Object.entries(blobs).sort(([a], [b]) => (a < b ? -1 : 1))));
}

async function releasesFor(
  context: EvaluationContext,
  looked: Concluding,
  unreleased: ReturnType<typeof verdictOf>,
): Promise<ReadonlyMap<CheckId, RecordedOverride>> {
  const { ports, talk } = context;
  const { before, blobs, pull, id, kind } = looked;
  const held = unreleased.checks
    .filter(({ status }) => status === "held")
    .map((check) => ({
      check: check.id,
      runName: runName(check.title),
      findings: ports.digest(heldFindings(check)),
    }));
  const releases = new Map<CheckId, RecordedOverride>();
  if (held.length === 0) return releases;
  if (before !== undefined && kind === "again")
    for (const [check, release] of recordedReleases(before)) releases.set(check, release);
  const may = new Map<number, boolean>();
  const people = [
    ...(pull === undefined ? [] : possibleReleasers(pull)),
    ...talk.comments.flatMap(({ author, body }) =>
      author !== undefined && body.startsWith("/accept") ? [author] : [],
    ),
  ];
  for (const person of people) may.set(person.id, await context.mayWrite(person));
  const mayWrite = (account: number): boolean => may.get(account) === true;
  if (pull !== undefined && (await hasThese(context, pull.headSha, blobs, kind)))
    for (const [check, release] of releasesOf(pull, held, mayWrite))
      releases.set(check, { ...release, pull: pull.number });
  const digest = blobsDigest(ports, blobs);
  for (const release of reportReleases(talk.reported, talk.comments, mayWrite)) {
    const fits = held.some(({ check, findings }) => check === release.check && findings === release.findings);
    if (release.id === id && release.blobs === digest && fits)
      releases.set(release.check, {
        check: release.check,
        accountId: release.accountId,
        login: release.login,
        reason: release.reason,
        atMs: release.atMs,
      });
  }
  return releases;
}

/** What was let through on the pull request is what stands on the default branch now. */
export async function hasThese(
  { ports }: EvaluationContext,
  headSha: string,
  blobs: Readonly<Record<string, string>>,
  kind: ChangeKind,
): Promise<boolean> {
  if (kind === "remove") return true;
  for (const [path, sha] of Object.entries(blobs))
    if ((await entryAt(ports.forge, headSha, path))?.sha !== sha) return false;
  return true;
}
