// What the checks found of one listing at publish, weighed: asked again, held, let through by a person, or out.

import type { Judgement } from "../../core/checks/run.ts";
import type { CheckId, Outcome } from "../../core/checks/check.ts";
import { CHECKS } from "../../core/checks/index.ts";
import { reportReleases } from "../../core/catalog/report.ts";
import { recordedReleases, settle, verdictOf, type GivenRelease } from "../../core/catalog/settle.ts";
import { heldFindings } from "../../core/review/check-run.ts";
import { hasGivenUp } from "../../core/review/retry.ts";
import { possibleReleasers, releasesOf } from "../../core/review/releases.ts";
import { newestRun, runName, type SeenPull } from "../../core/review/seen.ts";
import type { JudgeContext, Kind, Looked, PublishPorts } from "./context.ts";
import { entryAt } from "../facts/trees.ts";

export type Concluding = Pick<
  Looked,
  "id" | "kind" | "judgement" | "before" | "blobs" | "pull" | "imageBytes"
> & {
  readonly outcomes: readonly Outcome[];
  readonly today: string;
};

/** An unknown is asked again for half an hour; then, and for what is held, a person's word counts. */
export async function conclude(context: JudgeContext, looked: Concluding): Promise<Looked> {
  const { ports, standing, talk } = context;
  const { id, kind, before, blobs, judgement, outcomes, pull } = looked;
  const nowMs = ports.clock.nowMs();
  const key = `${standing.state.repositoryId} ${id} ${JSON.stringify(blobs)}`;
  const noPicture = hasNoPicture(judgement, looked.imageBytes);
  const open = noPicture || outcomes.some(({ status }) => status === "unknown");
  if (!open) ports.since.delete(key);
  else if (!ports.since.has(key)) ports.since.set(key, nowMs);
  const reportedMs = talk.reported.find((one) => one.id === id && one.blobs === digestOf(ports, blobs));
  const sinceMs = open ? (ports.since.get(key) ?? nowMs) : undefined;
  const gaveUp = sinceMs !== undefined && (reportedMs !== undefined || hasGivenUp(sinceMs, nowMs));
  const sameSource = before?.image !== undefined && before.image.from === judgement.listing?.fields.image;
  const pictureLost = noPicture && (sameSource || (gaveUp && wasJudgedWell(pull)));
  const waits = noPicture && !pictureLost && !gaveUp;
  const input = {
    id,
    file: judgement.file,
    outcomes: waits ? outcomes.map(asUnknown) : outcomes,
    policy: standing.policy,
    today: looked.today,
    gaveUp,
    releases: new Map<CheckId, GivenRelease>(),
    published: kind === "again" ? before : undefined,
    withoutImage: pictureLost,
  };
  const releases = await releasesFor(context, looked, verdictOf(input));
  return { ...looked, releases, settled: settle({ ...input, releases }), sinceMs, pictureLost };
}

/** A picture's address that gives nothing is asked again for a while, whatever it answers. */
function asUnknown(outcome: Outcome): Outcome {
  return outcome.id === "image" ? { ...outcome, status: "unknown" } : outcome;
}

function hasNoPicture({ listing, kind, facts }: Judgement, bytes: Uint8Array | undefined): boolean {
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

export function digestOf(
  ports: Pick<PublishPorts, "digest">,
  blobs: Readonly<Record<string, string>>,
): string {
  return ports.digest(JSON.stringify(Object.entries(blobs).sort(([a], [b]) => (a < b ? -1 : 1))));
}

async function releasesFor(
  context: JudgeContext,
  looked: Concluding,
  unreleased: ReturnType<typeof verdictOf>,
): Promise<ReadonlyMap<CheckId, GivenRelease>> {
  const { ports, talk } = context;
  const { before, blobs, pull, id, kind } = looked;
  const held = unreleased.checks
    .filter(({ status }) => status === "held")
    .map((check) => ({
      check: check.id,
      runName: runName(check.title),
      findings: ports.digest(heldFindings(check)),
    }));
  const releases = new Map<CheckId, GivenRelease>();
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
  const digest = digestOf(ports, blobs);
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
  { ports }: JudgeContext,
  headSha: string,
  blobs: Readonly<Record<string, string>>,
  kind: Kind,
): Promise<boolean> {
  if (kind === "remove") return true;
  for (const [path, sha] of Object.entries(blobs))
    if ((await entryAt(ports.forge, headSha, path))?.sha !== sha) return false;
  return true;
}
