// One issue that may be a case: see what GitHub shows, decide, write the next step; what follows from it is the next look's.

import type { Seal } from "../../core/seal.ts";
import { AGED, linesOf, readMarks, type Mark } from "../../core/marks/marks.ts";
import type { CopyReader } from "../../core/takedown/copies.ts";
import { planCase } from "../../core/takedown/plan.ts";
import type { CaseRecord } from "../../core/takedown/record.ts";
import type { SeenCase, SeenIssue } from "../../core/takedown/seen.ts";
import type { CaseWrite, On } from "../../core/takedown/writes.ts";
import { JobError } from "../../core/job-error.ts";
import type { Clock } from "../../ports/clock.ts";
import type { DeadLetter, Queue } from "../../ports/queue.ts";
import type { CatalogForge, Publishing } from "../../ports/publish.ts";
import { writeKey } from "../../work/keys.ts";
import { noteInLedger, removeListing, restoreListing } from "./commits.ts";
import type { CaseCatalog } from "./listing.ts";
import { seeCase, seeDashboard } from "./observe.ts";
import type { Worked } from "../queue/work.ts";

/** What the jobs of one process remember between looks; all of it may be lost. */
export interface CaseMemory {
  /** Marks of what was just written, by key: GitHub may answer for a moment as it was before. */
  readonly written: Map<string, { readonly marks: readonly string[]; readonly atMs: number }>;
  /** Newest records seen, by repository and issue, for the dashboard. */
  readonly fresh: Map<number, Map<number, CaseRecord>>;
  /** When a case's next look was last asked for, by key: a sweep of many clocks asks once for each. */
  readonly planned: Map<string, number>;
  /** When the issues of a repository that were read had changed last, by number. */
  readonly looked: Map<number, Map<number, number>>;
  /** When the dashboard of a repository was opened. */
  readonly opened: Map<number, number>;
  /** When a branch of ours was put back to what we made, by repository and branch. */
  readonly putBack: Map<string, readonly number[]>;
  /** When a public issue with that text was opened. */
  readonly openedPublic: Map<string, number>;
  /** Where it was said that a case is handed to a person, by catalog, repository and number. */
  readonly handedOver: Set<string>;
  /** How a record is written. */
  readonly marks: WeakMap<CaseRecord, Mark>;
  readonly read: CopyReader;
}

export function createCaseMemory(read: CopyReader): CaseMemory {
  return {
    written: new Map(),
    fresh: new Map(),
    planned: new Map(),
    looked: new Map(),
    opened: new Map(),
    putBack: new Map(),
    openedPublic: new Map(),
    handedOver: new Set(),
    marks: new WeakMap(),
    read,
  };
}

export interface CasePorts {
  readonly repositoryId: number;
  readonly forge: CatalogForge;
  /** The catalog that cases in this repository are about; undefined: none. */
  readonly catalog: CaseCatalog;
  /** The other repository where this catalog's cases live, if there is one. */
  readonly other: { readonly repositoryId: number; readonly forge: CatalogForge } | undefined;
  /** Where this catalog's private cases lived before it was transferred; undefined: nowhere that we reach. */
  readonly left?: CasePorts["other"];
  readonly clock: Clock;
  readonly seal: Seal;
  readonly queue: Queue;
  readonly publishing: Publishing;
  readonly memory: CaseMemory;
  /** No server runs: this is one run of a schedule. */
  readonly isScheduled?: boolean;
  /** Until when sweeps wait there, since little of GitHub's budget is left. */
  waitsUntilMs?(repositoryId: number): number | undefined;
  /** Keys that the queue gave up on, of all repositories. */
  givenUpKeys(): Promise<readonly DeadLetter[]>;
}

/** Our clock and GitHub's must agree so far, or nothing is decided by time. */
export const CLOCKS_APART_MS_MAX = 5 * 60_000;
const CLOCKS_WAIT_MS = 5 * 60_000;
const STALE_MS = 60_000;
const STALE_WAIT_MS = 2_000;

const quiet = (outcome: string, requeueAtMs?: number, because?: string): Worked => ({
  outcome,
  requeueAtMs,
  ...(because === undefined ? {} : { fields: { because } }),
});

/** `issue`: as it was just read. */
export async function workOnCase(
  ports: CasePorts,
  number: number,
  issue: SeenIssue | "gone",
): Promise<Worked> {
  const { forge, repositoryId, clock, seal, catalog, other } = ports;
  const nowMs = clock.nowMs();
  const githubMs = forge.githubMs();
  if (githubMs !== undefined && Math.abs(githubMs - nowMs) > CLOCKS_APART_MS_MAX)
    return quiet("held", nowMs + CLOCKS_WAIT_MS, "our clock and GitHub's differ");
  const key = writeKey({ kind: "case", repositoryId, number });
  if (issue !== "gone") {
    const missing = unseen(ports.memory, key, issue.comments, nowMs);
    if (missing) return quiet("waits", nowMs + STALE_WAIT_MS, "GitHub does not show our last write yet");
  }
  const dashboard = await seeDashboard(forge, repositoryId, seal, ports.memory.read);
  if (issue === "gone" && !dashboard.copies.has(number)) return quiet("ignored", undefined, "no such issue");
  const { memory } = ports;
  const freshOf = (id: number): readonly CaseRecord[] => [...(memory.fresh.get(id)?.values() ?? [])];
  const elsewhere =
    other === undefined
      ? []
      : [
          ...(await seeDashboard(other.forge, other.repositoryId, seal, memory.read)).copies.values(),
          ...freshOf(other.repositoryId),
        ];
  const fresh = freshOf(repositoryId);
  const place = { repositoryId, issue: number };
  const seen = await seeCase({ here: forge, catalog, place, issue, dashboard, fresh, elsewhere, seal });
  // GitHub's times are the earlier ones of the two: nothing goes a moment too soon.
  const plan = planCase(seen, {
    nowMs: Math.min(nowMs, githubMs === undefined ? nowMs : githubMs + 999),
    seal,
  });
  for (const write of plan.writes) await apply(ports, number, seen, write, nowMs);
  remember(ports.memory, key, plan.writes, nowMs);
  await tellDashboard(ports, seen, plan.state);
  // What waits for a person shows there too, at once.
  if (plan.writes.length > 0 && plan.state.is === "needs-confirmation")
    await ports.queue.add(writeKey({ kind: "cases", repositoryId }), "person");
  await wakeOthers(ports, plan.writes, seen);
  if (plan.writes.length > 0) await wakeAway(ports, seen);
  if (plan.writes.some(isSeenInPublic)) await ports.publishing.enqueue(catalog.state.repositoryId);
  const fields = { state: plan.state.is, writes: plan.writes.length };
  return {
    outcome: plan.writes.length === 0 ? "unchanged" : "written",
    requeueAtMs: plan.writes.length === 0 ? plan.requeueAtMs : clock.nowMs(),
    fields,
  };
}

function unseen(
  { written }: CaseMemory,
  key: string,
  comments: readonly { readonly body: string }[],
  nowMs: number,
): boolean {
  const last = written.get(key);
  if (last === undefined) return false;
  if (nowMs - last.atMs > STALE_MS) {
    written.delete(key);
    return false;
  }
  const there = new Set(comments.map(({ body }) => marksOf(body)));
  return last.marks.some((marks) => !there.has(marks));
}

/** All marks of a text, as one name for what it was written for. */
function marksOf(body: string): string {
  return linesOf(readMarks(body).marks.filter(([name]) => name !== AGED));
}

function remember({ written }: CaseMemory, key: string, writes: readonly CaseWrite[], nowMs: number): void {
  const marks = writes.flatMap((write) =>
    write.do === "comment" && write.on === "case" ? [marksOf(write.body)] : [],
  );
  if (marks.length > 0) written.set(key, { marks, atMs: nowMs });
}

/** The newest record is copied to the dashboard, by the one job that writes there. */
async function tellDashboard(
  { repositoryId, memory, queue }: CasePorts,
  { place, copy }: SeenCase,
  state: ReturnType<typeof planCase>["state"],
): Promise<void> {
  const record = "record" in state ? state.record : undefined;
  if (record === undefined) return;
  if (copy !== undefined && copy !== "broken" && copy.number >= record.number) return;
  const fresh = memory.fresh.get(repositoryId) ?? new Map<number, CaseRecord>();
  memory.fresh.set(repositoryId, fresh);
  fresh.set(place.issue, record);
  await queue.add(writeKey({ kind: "cases", repositoryId }), "person");
}

/** What publishing says of a private case, it reads from the case's public side. */
function isSeenInPublic(write: CaseWrite): boolean {
  if (write.do === "open-public" || write.do === "edit-public") return true;
  return (write.do === "close" || write.do === "reopen") && typeof write.on === "object";
}

/** Whoever waits for the same listing looks again when it goes or comes. */
async function wakeOthers(
  { queue }: CasePorts,
  writes: readonly CaseWrite[],
  { others }: SeenCase,
): Promise<void> {
  const ids = writes.flatMap((write) => (write.do === "remove" || write.do === "restore" ? [write.id] : []));
  for (const { repositoryId, issue, listing } of others)
    if (ids.includes(listing))
      await queue.add(writeKey({ kind: "case", repositoryId, number: issue }), "person");
}

/** What was ended on the dashboard is told outside, and in the ledger, by the case's own look. */
async function wakeAway({ queue, repositoryId }: CasePorts, { away }: SeenCase): Promise<void> {
  if (away.length === 0) return;
  await queue.add(writeKey({ kind: "cases", repositoryId }), "person");
  for (const { issue } of away)
    await queue.add(writeKey({ kind: "case", repositoryId, number: issue }), "person");
}

async function apply(
  ports: CasePorts,
  number: number,
  seen: SeenCase,
  write: CaseWrite,
  nowMs: number,
): Promise<void> {
  const { catalog, publishing } = ports;
  const at = (on: On): { readonly forge: CatalogForge; readonly number: number } => {
    if (on === "case") return { forge: ports.forge, number };
    if (on !== "dashboard") return { forge: catalog.forge, number: on.public };
    if (seen.dashboard === undefined) throw new JobError("retry", "there is no dashboard yet");
    return { forge: ports.forge, number: seen.dashboard.number };
  };
  switch (write.do) {
    case "comment":
      return at(write.on).forge.comment(at(write.on).number, write.body);
    case "label":
      return at(write.on).forge.addLabel(at(write.on).number, write.label);
    case "unlabel":
      return at(write.on).forge.takeLabel(at(write.on).number, write.name);
    case "react":
      return at(write.on).forge.react(write.commentId, write.content);
    case "close":
    case "reopen":
      return at(write.on).forge.setOpen(at(write.on).number, write.do === "reopen");
    case "open-public":
      return openPublic(ports, write, nowMs);
    case "edit-public":
      return catalog.forge.editIssue(write.number, write.body);
    case "remove":
      return removeListing(catalog, publishing, write, nowMs);
    case "note":
      return noteInLedger(catalog, publishing, write, nowMs);
    case "restore":
      return restoreListing(catalog, publishing, write.id);
  }
}

/** GitHub's lists show a new issue a little later; until then it is not opened a second time. */
async function openPublic(
  { catalog, memory }: CasePorts,
  { title, body, label }: Extract<CaseWrite, { do: "open-public" }>,
  nowMs: number,
): Promise<void> {
  if (nowMs - (memory.openedPublic.get(body) ?? Number.NEGATIVE_INFINITY) < STALE_MS)
    throw new JobError("retry", "GitHub does not show the issue that was just opened", STALE_WAIT_MS);
  await catalog.forge.openOwn({ title, body, label });
  for (const [text, atMs] of memory.openedPublic)
    if (nowMs - atMs >= STALE_MS) memory.openedPublic.delete(text);
  memory.openedPublic.set(body, nowMs);
}
