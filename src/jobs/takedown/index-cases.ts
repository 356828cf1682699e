// Finds every case of a repository, keeps the dashboard with their copies, and gives each its next look.

import { DAY_MS, HOUR_MS } from "../../core/time.ts";
import { nextMs, removalMs } from "../../core/takedown/clock.ts";
import { mergeCopies, type Copies } from "../../core/takedown/copies.ts";
import { CASE_KIND_NAMES } from "../../core/listing/reasons.ts";
import { CASE_LABELS } from "../../core/takedown/labels.ts";
import { readChain, type CaseRecord } from "../../core/takedown/record.ts";
import { writeKey } from "../../work/keys.ts";
import type { ChangedIssue } from "../../ports/cases.ts";
import type { CasePorts } from "./takedown.ts";
import { keepDashboard } from "./dashboard.ts";
import { handOver } from "./hand-over.ts";
import { tendBranches } from "./own-branches.ts";
import { seeDashboard } from "./observe.ts";
import { folder } from "../facts/trees.ts";
import type { Worked } from "../queue/work.ts";

/** GitHub's lists may lag, and clocks differ a little. */
const OVERLAP_MS = HOUR_MS;
/** Where much has changed, the stamp follows once a day: a dashboard that says the same is not written for it. */
const STAMP_MS_MAX = DAY_MS;
/** So many issues are read in one look; where more have changed, the next look goes on from there. */
const READ_MAX = 300;
const GO_ON_MS = 5_000;
/** A page of GitHub's list: where that much has changed, from when on to look is worth a write a day. */
const LISTED_MAX = 100;
/** Looks that are further away are asked for by a later one of these: they come every quarter of an hour. */
const PLANNED_MS_MAX = DAY_MS;

/** `all`: every running case is looked at now. */
export async function keepCases(ports: CasePorts, all: boolean): Promise<Worked> {
  const { forge, repositoryId, seal, clock, queue, catalog, memory } = ports;
  const nowMs = clock.nowMs();
  const before = await seeDashboard(forge, repositoryId, seal, memory.read);
  const changes = await changedIssues(ports, before);
  const fresh = [...(memory.fresh.get(repositoryId)?.values() ?? [])];
  for (const { number } of changes.issues) {
    const newest = await newestOf(ports, number);
    if (newest !== undefined) fresh.push(newest);
  }
  const copies = mergeCopies(before.copies, fresh, nowMs);
  const next = new Map<number, number>(changes.issues.map(({ number }) => [number, nowMs]));
  const listed = new Set(
    (await folder(catalog.forge, catalog.state.tipSha, "listings")).map(({ name }) => name),
  );
  for (const record of copies.values()) {
    const dueMs = removalMs(record);
    // A listing that was withdrawn meanwhile tells its case nothing by itself.
    const runs = record.phase === "running" || record.phase === "paused";
    const isGone = runs && !listed.has(`${record.listing}.yml`);
    const isDue = record.phase !== "ended" && (all || isGone || (dueMs !== undefined && dueMs <= nowMs));
    const atMs = isDue ? nowMs : nextMs(record, nowMs);
    if (atMs !== undefined && atMs - nowMs <= PLANNED_MS_MAX && !next.has(record.issue))
      next.set(record.issue, atMs);
  }
  const tendMs =
    repositoryId === catalog.state.repositoryId ? await tendBranches(ports, copies, listed) : undefined;
  const lookedMs = changes.untilMs ?? nowMs;
  const kept = before.asOfMs;
  const isKept = kept !== undefined && changes.untilMs === undefined && !changes.isLong;
  await handOver(ports, before.sides);
  const writes = await keepDashboard(ports, before, copies, {
    lookedMs,
    keptMs: isKept ? kept : lookedMs,
  });
  // What publishing says of a case, it reads from here.
  if (writes > 0 && !sameRecords(before.copies, copies) && repositoryId === catalog.state.repositoryId)
    await ports.publishing.enqueue(repositoryId);
  for (const record of copies.values()) {
    const known = memory.fresh.get(repositoryId);
    if (known?.get(record.issue)?.number === record.number) known.delete(record.issue);
  }
  for (const [number, atMs] of next) {
    const key = writeKey({ kind: "case", repositoryId, number });
    if (atMs > nowMs && memory.planned.get(key) === atMs) continue;
    memory.planned.set(key, atMs);
    await queue.add(key, "sweep", atMs <= nowMs ? undefined : atMs);
  }
  remember(ports, changes);
  return {
    outcome: writes === 0 ? "unchanged" : "written",
    requeueAtMs: changes.untilMs === undefined ? tendMs : nowMs + GO_ON_MS,
    fields: { cases: copies.size, changed: changes.issues.length, writes },
  };
}

interface Changes {
  /** Issues that changed and that this process has not read since. */
  readonly issues: readonly ChangedIssue[];
  readonly sinceMs: number | undefined;
  /** There are more: all that changed until then are among these. */
  readonly untilMs: number | undefined;
  /** What changed is a day old by now, so that it is worth saying from when on to look. */
  readonly isLong: boolean;
}

const CASE_LABEL_NAMES: readonly string[] = [...CASE_KIND_NAMES, CASE_LABELS.takenDown.name];

async function changedIssues(
  { forge, memory, repositoryId, clock }: CasePorts,
  { asOfMs, copies }: Copies,
): Promise<Changes> {
  const since = asOfMs === undefined ? undefined : asOfMs - OVERLAP_MS;
  // Copies that are lost are read again, whatever was read before.
  if (since === undefined) memory.looked.delete(repositoryId);
  const read = memory.looked.get(repositoryId);
  const issues = new Map<number, ChangedIssue>();
  let untilMs: number | undefined;
  let isNews = false;
  let listed = 0;
  // What changed lately is one short list, whatever it bears; all there ever was is asked for by label.
  for (const label of since === undefined ? CASE_LABEL_NAMES : [undefined]) {
    let count = 0;
    for await (const issue of forge.changed(label, since)) {
      listed += 1;
      const isCase = issue.labels.some((name) => CASE_LABEL_NAMES.includes(name.toLowerCase()));
      if (!isCase && !copies.has(issue.number)) continue;
      isNews = true;
      if (read?.get(issue.number) === issue.updatedAtMs) continue;
      issues.set(issue.number, issue);
      count += 1;
      if (count < READ_MAX) continue;
      untilMs = Math.min(untilMs ?? Number.POSITIVE_INFINITY, issue.updatedAtMs);
      break;
    }
  }
  return {
    issues: [...issues.values()],
    sinceMs: since,
    untilMs,
    isLong:
      (isNews || listed >= LISTED_MAX) && asOfMs !== undefined && clock.nowMs() - asOfMs >= STAMP_MS_MAX,
  };
}

/** What was read and has not changed since is not read again, as long as this process lives. */
function remember({ memory, repositoryId }: CasePorts, changes: Changes): void {
  const read = memory.looked.get(repositoryId) ?? new Map<number, number>();
  memory.looked.set(repositoryId, read);
  for (const [number, updatedAtMs] of read) if (updatedAtMs < (changes.sinceMs ?? 0)) read.delete(number);
  for (const { number, updatedAtMs } of changes.issues) read.set(number, updatedAtMs);
}

function sameRecords(a: ReadonlyMap<number, CaseRecord>, b: ReadonlyMap<number, CaseRecord>): boolean {
  return a.size === b.size && [...b].every(([issue, record]) => a.get(issue)?.number === record.number);
}

async function newestOf(
  { forge, repositoryId, seal }: CasePorts,
  number: number,
): Promise<CaseRecord | undefined> {
  const comments = await forge.talk(number);
  return readChain({ repositoryId, issue: number }, comments, undefined, seal).newest;
}
