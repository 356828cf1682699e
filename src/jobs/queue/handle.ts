// A key → the job it names.

import { readKey, readScheduled, writeKey, type Key, type ScheduledTask } from "../../work/keys.ts";
import { readRunState } from "../../core/review/run-state.ts";
import { JobError } from "../../core/job-error.ts";
import type { RecentAnswers } from "../../ports/answers.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Queue } from "../../ports/queue.ts";
import type { CatalogForge, Publishing } from "../../ports/publish.ts";
import type { OutsideWorld } from "../facts/gather.ts";
import { watchPolicy } from "../review/policy-watch.ts";
import { judgeMergeGroup } from "../review/merge-group.ts";
import { answerContacted, answerWhereOver } from "../review/contacted.ts";
import { publishCatalog } from "../publish/publish.ts";
import { lift, unpublish } from "../publish/marks.ts";
import type { PublishPorts } from "../publish/context.ts";
import type { Elsewhere } from "../publish/published.ts";
import { NOT_OPEN, OTHER_BASE, reviewPull, type ReviewPorts } from "../review/review.ts";
import type { KnownCatalogs } from "./known-catalogs.ts";
import { sweepRepository, type SweepHints } from "./sweep-repository.ts";
import { createCaseMemory, workOnCase } from "../takedown/takedown.ts";
import { keepCases } from "../takedown/index-cases.ts";
import {
  casePorts,
  createLinks,
  type CaseOptions,
  type Links,
  type PlaceOptions,
} from "../takedown/context.ts";
import { concernsUs } from "../takedown/observe.ts";
import { createSharedHeads } from "../review/shared-heads.ts";
import { createWaits } from "../review/waits.ts";
import { createVerifyMemory, verifyCatalog } from "../verify/verify.ts";
import { createDashboardPace } from "./dashboard-pace.ts";
import type { HeldLease } from "./leases.ts";
import type { Worked } from "./work.ts";

/** Everything about one repository; undefined: the App is not (or no longer) installed there, or it is not on the list. */
export interface RepositoryContext {
  readonly forge: CatalogForge;
  readonly elsewhere: Elsewhere;
  readonly world: OutsideWorld;
  /** "https://github.com/owner/name": where people see it. */
  readonly repositoryUrl: string;
  readonly previewUrl?: ReviewPorts["previewUrl"];
}

/** What publishing needs beside a review's ports. */
export type PublishOptions = Pick<
  PublishPorts,
  | "encoder"
  | "bytes"
  | "seal"
  | "digests"
  | "digestBytes"
  | "blobName"
  | "pages"
  | "openCases"
  | "since"
  | "served"
  | "servedSomewhere"
  | "looked"
  | "uploads"
>;

/** Nobody looked at the key's repository. */
export const NOT_REACHED = "not installed there, or not allowed";

export interface HandleOptions {
  readonly publish: PublishOptions;
  place(key: Key, lease: HeldLease): Promise<RepositoryContext | undefined>;
  scheduled(task: ScheduledTask): Promise<Worked>;
  readonly known: KnownCatalogs;
  /** Until when what nobody waits for leaves GitHub alone there; undefined: there is budget enough. */
  waitsUntilMs(repositoryId: number): number | undefined;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly digest: (text: string) => string;
  readonly cases: CaseOptions;
  /** What addresses said to pull requests a moment ago. */
  readonly answers: RecentAnswers;
}

export function createHandler(options: HandleOptions): (text: string, lease: HeldLease) => Promise<Worked> {
  const swept: SweepHints = {
    policies: new Map(),
    moves: new Map(),
    casesAtMs: new Map(),
    lookedAtMs: new Map(),
    verifying: createVerifyMemory(),
    known: options.known,
  };
  const waits = createWaits(options.clock);
  const sharedHeads = createSharedHeads();
  const links = createLinks();
  const dashboardDueMs = createDashboardPace();
  const memory = createCaseMemory(options.cases.read);
  return async (text, lease) => {
    const task = readScheduled(text);
    if (task !== undefined) return options.scheduled(task);
    const key = readKey(text);
    if (key === undefined)
      return { outcome: "ignored", requeueAtMs: undefined, fields: { because: "unknown key" } };
    const place = await options.place(key, lease);
    if (place === undefined)
      return {
        outcome: "ignored",
        requeueAtMs: undefined,
        fields: { because: NOT_REACHED },
      };
    const untilMs = WAITS.has(key.kind) ? options.waitsUntilMs(key.repositoryId) : undefined;
    if (untilMs !== undefined)
      return {
        outcome: "waits",
        requeueAtMs: untilMs + apartMs(key.repositoryId),
        fields: { because: "little of GitHub's budget is left" },
      };
    if (key.kind === "case" || key.kind === "cases" || key.kind === "labels") {
      const { cases, queue, clock } = options;
      const publishing = publishingFor(options, lease);
      const at = (other: Key) => options.place(other, lease);
      return workOnCases(key, place, { cases, place: at, publishing, queue, clock, memory }, links);
    }
    const { seal, openCases } = options.publish;
    const { repositoryId } = key;
    const shownCases = async () => (await openCases({ forge: place.forge, repositoryId, seal })).running;
    const { answers } = options;
    const ports = {
      ...portsOf(options, place),
      waits: waits(repositoryId),
      sharedHeads: sharedHeads(repositoryId),
      shownCases,
      answers,
    };
    const worked = await work(key, ports, options.queue, swept);
    // What waits has changed: the dashboard says so, once for all that happens meanwhile.
    if ((key.kind === "review" || key.kind === "publish") && CHANGES.has(worked.outcome))
      await options.queue.add(
        writeKey({ kind: "cases", repositoryId: key.repositoryId }),
        "sweep",
        dashboardDueMs(key.repositoryId, options.clock.nowMs()),
      );
    return worked;
  };
}

/** What looks for changes that nobody told us of. Reviews, cases and publishing go on to the last. */
const WAITS: ReadonlySet<Key["kind"]> = new Set(["sweep", "verify"]);

/** So that those who wait for the same reset do not come all at once. */
function apartMs(repositoryId: number): number {
  return (repositoryId % 300) * 1_000;
}

const CHANGES: ReadonlySet<string> = new Set(["written", "published", "stopped", "contacted"]);

function portsOf({ publish, clock, digest }: HandleOptions, place: RepositoryContext): PublishPorts {
  return { ...place, ...publish, clock, digest };
}

/** What a takedown asks of publishing, within the claim of the key that it works on. */
export function publishingFor(options: HandleOptions, lease: HeldLease): Publishing {
  const at = async (repositoryId: number): Promise<PublishPorts> => {
    const place = await options.place({ kind: "publish", repositoryId }, lease);
    if (place === undefined) throw new JobError("denied", "the catalog cannot be reached");
    return portsOf(options, place);
  };
  const wake = (repositoryId: number): Promise<void> =>
    options.queue.add(writeKey({ kind: "publish", repositoryId }), "person");
  return {
    enqueue: wake,
    async unpublish(repositoryId, line, revision) {
      await unpublish(await at(repositoryId), line, revision);
      await wake(repositoryId);
    },
    async lift(repositoryId, id) {
      await lift(await at(repositoryId), id);
      await wake(repositoryId);
    },
  };
}

async function workOnCases(
  key: Extract<Key, { kind: "case" | "cases" | "labels" }>,
  place: RepositoryContext,
  options: PlaceOptions,
  links: Links,
): Promise<Worked> {
  const ignored = (because: string): Worked => ({
    outcome: "ignored",
    requeueAtMs: undefined,
    fields: { because },
  });
  // Most issues are nobody's case, and that is seen at once.
  const issue = key.kind === "case" ? await place.forge.caseIssue(key.number) : undefined;
  if (issue !== undefined && issue !== "gone" && !concernsUs(issue)) return ignored("no case");
  const ports = await casePorts(options, links, key.repositoryId, place);
  if (ports === undefined) return ignored("no catalog");
  if (key.kind === "case") return workOnCase(ports, key.number, issue ?? "gone");
  // The case repository is swept with its catalog: no sweep of its own would know it for one.
  if (ports.other !== undefined && ports.catalog.state.repositoryId === key.repositoryId)
    await options.queue.add(writeKey({ kind: "cases", repositoryId: ports.other.repositoryId }), "sweep");
  return keepCases(ports, key.kind === "labels");
}

async function work(
  key: Exclude<Key, { kind: "case" | "cases" | "labels" }>,
  ports: PublishPorts,
  queue: Queue,
  swept: SweepHints,
): Promise<Worked> {
  switch (key.kind) {
    case "review":
      return reviewOrContact(ports, queue, swept, key);
    case "rerun": {
      const run = await ports.forge.run(key.runId);
      if (run === undefined)
        return { outcome: "ignored", requeueAtMs: undefined, fields: { because: "no run of ours" } };
      return rerun(ports, queue, key.repositoryId, [run]);
    }
    case "rerun-suite":
      return rerun(ports, queue, key.repositoryId, await ports.forge.runsOfSuite(key.suiteId));
    case "merge":
      return { outcome: await judgeMergeGroup(ports, key), requeueAtMs: undefined };
    case "policy":
      await watchPolicy(ports.forge);
      return { outcome: "watched", requeueAtMs: undefined };
    case "publish": {
      const { outcome, because, requeueAtMs, fields } = await publishCatalog(ports);
      return { outcome, requeueAtMs, fields: { because, ...fields } };
    }
    case "verify":
      return verifyCatalog(ports, swept.verifying);
    case "sweep":
      return sweepRepository(ports, queue, swept, key.repositoryId);
  }
}

/** On a pull request that is merged one command is left to carry out; to all others there is something to say. */
async function reviewOrContact(
  ports: PublishPorts,
  queue: Queue,
  { lookedAtMs }: SweepHints,
  key: Extract<Key, { kind: "review" }>,
): Promise<Worked> {
  const { repositoryId, number } = key;
  const startMs = ports.clock.nowMs();
  const result = await reviewPull(ports, number);
  if (result.outcome === "ignored") lookedAtMs.delete(writeKey(key));
  else lookedAtMs.set(writeKey(key), startMs);
  // Whoever keeps our branches puts our commit back.
  if (result.touched === true) await queue.add(writeKey({ kind: "cases", repositoryId }), "person");
  await lookAt(queue, repositoryId, result.others);
  if (result.because === NOT_OPEN || result.because === OTHER_BASE) {
    const isContacted = result.because === NOT_OPEN && (await answerContacted(ports.forge, number));
    const isTold = await answerWhereOver(ports.forge, number);
    if (isContacted || isTold) return { outcome: isContacted ? "contacted" : "told", requeueAtMs: undefined };
  }
  return reviewed(result);
}

/** Other pull requests of a commit: what is said of it concerns them by now. */
async function lookAt(queue: Queue, repositoryId: number, numbers: readonly number[] = []): Promise<void> {
  await Promise.all(
    numbers.map((number) => queue.add(writeKey({ kind: "review", repositoryId, number }), "person")),
  );
}

function reviewed(result: Awaited<ReturnType<typeof reviewPull>>): Worked {
  const { outcome, because, requeueAtMs, verdict, writes } = result;
  return { outcome, requeueAtMs, fields: { because, verdict: verdict?.overall, writes } };
}

/** One commit can be the head of several pull requests; each run says whose it is. */
async function rerun(
  ports: ReviewPorts,
  queue: Queue,
  repositoryId: number,
  runs: readonly { readonly name: string; readonly externalId: string }[],
): Promise<Worked> {
  const names = new Map<number, Set<string>>();
  for (const { name, externalId } of runs) {
    const pull = readRunState(externalId)?.pull;
    if (pull !== undefined) names.set(pull, (names.get(pull) ?? new Set()).add(name));
  }
  if (names.size === 0)
    return { outcome: "ignored", requeueAtMs: undefined, fields: { because: "no run of ours" } };
  let writes = 0;
  for (const [number, asked] of names) {
    const result = await reviewPull(ports, number, asked);
    writes += result.writes;
    // Where the run's own pull request is closed by now, or leaves it to another, that one posts it anew.
    await lookAt(queue, repositoryId, result.others);
    // Looking again later is an ordinary review: only the button posts anew what says the same.
    if (result.requeueAtMs !== undefined)
      await queue.add(writeKey({ kind: "review", repositoryId, number }), "sweep", result.requeueAtMs);
  }
  return { outcome: "re-run", requeueAtMs: undefined, fields: { writes } };
}
