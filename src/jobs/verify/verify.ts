// Looks at published listings again, a share of them each day and a few at a time; tells maintainers once, and publishes the dates.

import { isoDay } from "../../core/time.ts";
import { writeDeployment, writeMessage } from "../../core/catalog/message.ts";
import {
  decide,
  hostNamed,
  type VerificationDecision,
  type Verified,
} from "../../core/verification/decide.ts";
import {
  WATCHED_FIELDS,
  parseVerification,
  VERIFICATION_PATH,
  verificationText,
  type Verification,
} from "../../core/verification/file.ts";
import { issueSteps, VERIFY_LABEL } from "../../core/verification/issue.ts";
import { witnesses, type Look } from "../../core/verification/look.ts";
import { dueAtMs, dueToday } from "../../core/verification/schedule.ts";
import type { Entry } from "../../core/catalog/entry.ts";
import { parsePart } from "../../core/catalog/schema.ts";
import { JobError } from "../../core/job-error.ts";
import type { PublishPorts, PublishSnapshot } from "../publish/context.ts";
import { seePublish } from "../publish/snapshot.ts";
import { entryAt } from "../facts/trees.ts";
import { controlAnswers, lookAt } from "./look.ts";
import type { Worked } from "../queue/work.ts";

const LISTINGS_AT_ONCE = 10;
const PACE_MS = 20_000;
/** With the three addresses of a listing: at most 180 requests to a host in an hour, and reviews may ask it too. */
const HOST_APART_MS = 60_000;
const AFTER_PUBLISH_MS = 10 * 60_000;

/** A day's looks under way; a hint of this process, that a restart begins anew. */
interface Run {
  readonly day: string;
  readonly todo: Entry[];
  readonly looks: Look[];
  /** When each host of the open web was asked last. */
  readonly askedAtMs: Map<string, number>;
}

export interface VerifyMemory {
  readonly runs: Map<number, Run>;
  /** When each catalog is due; unknown after a restart, and then seen in what is published. */
  readonly dueAtMs: Map<number, number>;
}

export function createVerifyMemory(): VerifyMemory {
  return { runs: new Map(), dueAtMs: new Map() };
}

export async function verifyCatalog(ports: PublishPorts, memory: VerifyMemory): Promise<Worked> {
  const nowMs = ports.clock.nowMs();
  const seen = await seePublish(ports, false);
  if (seen.kind !== "ready") return ignored("not published");
  const { snapshot } = seen;
  const { own, head, base, branchTip } = snapshot;
  const { repositoryId } = snapshot.state;
  if (own === undefined || head === undefined) return ignored("not published");
  const before = await readVerification(snapshot);
  const dueMs = dueAtMs(before?.day ?? head.source.at.slice(0, 10), repositoryId);
  memory.dueAtMs.set(repositoryId, dueMs);
  if (nowMs < dueMs) {
    // Another process was done first, perhaps: what was begun here is of no use any more.
    memory.runs.delete(repositoryId);
    return { outcome: "unchanged", requeueAtMs: dueMs };
  }
  // What others put on top of ours is undone by publishing first; so is a branch that is gone.
  const isSettled = branchTip === own.sha && base?.sha === own.sha && (await isFollowedUp(ports, own.sha));
  if (!isSettled) return { outcome: "waits", requeueAtMs: nowMs + AFTER_PUBLISH_MS };
  const entries = await readAll(snapshot);
  const run = runOf(memory, repositoryId, isoDay(nowMs), entries, before);
  if (run.todo.length === 0 && run.looks.length === 0 && !isLeftBehind(before, entries)) {
    // Nobody's turn: a commit that says so would say nothing.
    memory.runs.delete(repositoryId);
    const nextMs = dueAtMs(isoDay(nowMs), repositoryId);
    memory.dueAtMs.set(repositoryId, nextMs);
    return { outcome: "unchanged", requeueAtMs: nextMs };
  }
  await goOn(run, ports, nowMs);
  if (run.todo.length === 0) run.todo.push(...witnessesOf(run, entries, ports));
  if (run.todo.length > 0)
    return { outcome: "verifying", requeueAtMs: nowMs + PACE_MS, fields: { left: run.todo.length } };
  const control = await controlAnswers(ports.repositoryUrl, ports.world);
  const decision = decide(before, entries.map(verifiedOf), run.looks, { control, nowMs });
  const writes = await tell(ports, before, decision, new Set(entries.map(({ id }) => id)));
  if (!(await push(ports, snapshot, verificationText(run.day, decision.rows))))
    return { outcome: "behind", requeueAtMs: nowMs + PACE_MS };
  memory.runs.delete(repositoryId);
  const nextMs = dueAtMs(run.day, repositoryId);
  memory.dueAtMs.set(repositoryId, nextMs);
  return {
    outcome: "verified",
    requeueAtMs: nextMs,
    fields: { looks: run.looks.length, told: decision.reports.length, writes: writes + 1 },
  };
}

function ignored(because: string): Worked {
  return { outcome: "ignored", requeueAtMs: undefined, fields: { because } };
}

async function readVerification({ out, own }: PublishSnapshot): Promise<Verification | undefined> {
  const entry = own === undefined ? undefined : await entryAt(out, own.tree, VERIFICATION_PATH);
  return entry === undefined
    ? undefined
    : parseVerification(new TextDecoder().decode(await out.blob(entry.sha)));
}

/** The welcome and the ledger hang on the newest publish commit's deployment: they come before another commit does. */
async function isFollowedUp({ forge }: PublishPorts, sha: string): Promise<boolean> {
  const newest = await forge.newestDeployment();
  return newest?.publishSha === sha && (await forge.deploymentStates(newest.id)).length > 0;
}

async function readAll({ head, out }: PublishSnapshot): Promise<readonly Entry[]> {
  if (head?.entries !== undefined) return head.entries;
  const entries: Entry[] = [];
  for (const { blob } of head?.parts ?? []) {
    const part = parsePart(new TextDecoder().decode(await out.blob(blob)));
    if (part === undefined) throw new JobError("denied", "a part of the published catalog cannot be read");
    entries.push(...part);
  }
  return entries;
}

/** Maintainers were told of a listing that is not published any more: their issue is to be closed. */
function isLeftBehind(before: Verification | undefined, entries: readonly Entry[]): boolean {
  const live = new Set(entries.map(({ id }) => id));
  return (before?.listings ?? []).some(
    ({ id, troubles = [] }) => !live.has(id) && troubles.some(({ reported }) => reported !== undefined),
  );
}

function runOf(
  { runs }: VerifyMemory,
  repositoryId: number,
  day: string,
  entries: readonly Entry[],
  before: Verification | undefined,
): Run {
  const present = runs.get(repositoryId);
  // One that midnight caught is finished first, as the day's that it began on.
  if (present !== undefined) return present;
  const rows = new Map((before?.listings ?? []).map((row) => [row.id, row]));
  const due = new Set(dueToday(entries, rows, day));
  const run = { day, todo: entries.filter(({ id }) => due.has(id)), looks: [], askedAtMs: new Map() };
  runs.set(repositoryId, run);
  return run;
}

/** A few listings, none of whose hosts was asked a moment ago. */
async function goOn(run: Run, { world }: PublishPorts, nowMs: number): Promise<void> {
  const chosen: Entry[] = [];
  for (const entry of run.todo) {
    if (chosen.length >= LISTINGS_AT_ONCE) break;
    const hosts = WATCHED_FIELDS.map((field) => entry[field])
      .filter((url) => world.hosts.parse(url) === undefined)
      .map(hostNamed);
    const isRested = hosts.every((host) => nowMs - (run.askedAtMs.get(host) ?? -Infinity) >= HOST_APART_MS);
    if (!isRested) continue;
    for (const host of hosts) run.askedAtMs.set(host, nowMs);
    chosen.push(entry);
  }
  const looks = await Promise.all(chosen.map((entry) => lookAt(verifiedOf(entry), world)));
  // Only what was looked at to the end is done: a fault in between looks at these again.
  run.looks.push(...looks.flat());
  for (const entry of chosen) run.todo.splice(run.todo.indexOf(entry), 1);
}

function witnessesOf(run: Run, entries: readonly Entry[], { world }: PublishPorts): readonly Entry[] {
  const failed = run.looks.some(({ outcome }) => outcome.kind === "failed");
  if (!failed) return [];
  const others = entries.map((entry) => ({
    id: entry.id,
    hosts: WATCHED_FIELDS.map((field) => world.hosts.parse(entry[field])?.host ?? hostNamed(entry[field])),
  }));
  const wanted = witnesses(run.looks, others);
  return entries.filter(({ id }) => wanted.has(id));
}

function verifiedOf({ id, name, maintainers, link, documentation, issues }: Entry): Verified {
  return { id, name, maintainers, link, documentation, issues };
}

/** Opened, edited and closed as needed; without anything in trouble, no issue is even looked for. */
async function tell(
  { forge }: PublishPorts,
  before: Verification | undefined,
  { reports }: VerificationDecision,
  live: ReadonlySet<string>,
): Promise<number> {
  const wasTold = (before?.listings ?? []).some(({ troubles = [] }) =>
    troubles.some(({ reported }) => reported !== undefined),
  );
  if (reports.length === 0 && !wasTold) return 0;
  const steps = issueSteps(reports, await forge.ownIssues(VERIFY_LABEL.name), live);
  for (const step of steps) {
    if (step.kind === "open")
      await forge.openOwn({ title: step.title, body: step.body, label: VERIFY_LABEL });
    else if (step.kind === "edit") await forge.editIssue(step.number, step.body);
    else await forge.closeIssue(step.number, step.comment);
  }
  return steps.length;
}

/** One commit of one file; false: the branch moved meanwhile. */
async function push(ports: PublishPorts, snapshot: PublishSnapshot, text: string): Promise<boolean> {
  const { out, own, state, policy, branchTip } = snapshot;
  if (own === undefined) return false;
  const { source, generation } = own.said;
  const tree = await out.makeTree(own.tree, [{ path: VERIFICATION_PATH, text }]);
  // The catalog is the same, and so is its generation: what a reader keeps is still the newest.
  const message = writeMessage({ source, generation, added: [] }, state.repositoryId, tree, ports.seal);
  const sha = await out.makeCommit({ tree, parents: [own.sha], message });
  const moved = await out.moveBranch(policy.publish.branch, sha, branchTip);
  if (moved === "refused")
    throw new JobError("denied", "a rule of the repository keeps Steward from writing to the publish branch");
  if (moved === "behind") return false;
  const payload = writeDeployment({ publishSha: sha, generation }, state.repositoryId, ports.seal);
  const id = await ports.forge.deploy({ sourceSha: source, payload });
  // With a state there is nothing to welcome or to write to the ledger for it; publishing looks after the pages.
  await ports.forge.setDeployment(id, {
    state: "in_progress",
    description: "Verified the listings",
    url: undefined,
  });
  return true;
}
