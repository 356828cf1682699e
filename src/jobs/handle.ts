// A key → the job it names.

import { readKey, writeKey, type Key } from "../keys.ts";
import { readRunState } from "../core/review/run-state.ts";
import type { Clock, Forge, Queue } from "../ports.ts";
import type { World } from "./gather.ts";
import { watchPolicy } from "./policy-watch.ts";
import { judgeMergeGroup } from "./merge-group.ts";
import { reviewPull, type ReviewPorts } from "./review.ts";
import { sweepCatalog } from "./sweep.ts";
import { createCaseMemory, workOnCase } from "./takedown.ts";
import { keepCases } from "./takedown-index.ts";
import { casePorts, createLinks, type CaseOptions, type Links, type PlaceOptions } from "./takedown-place.ts";
import { concernsUs } from "./takedown-seen.ts";
import type { Worked } from "./worker.ts";

/** Everything about one repository; undefined: the App is not (or no longer) installed there, or it is not on the list. */
export interface Place {
  readonly forge: Forge;
  readonly world: World;
}

export interface HandleOptions {
  place(key: Key): Promise<Place | undefined>;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly digest: (text: string) => string;
  readonly cases: CaseOptions;
}

export function createHandler(options: HandleOptions): (text: string) => Promise<Worked> {
  // A hint only, that spares a look at every sweep: after a restart each policy is looked at once more.
  const policies = new Map<number, string>();
  const links = createLinks();
  const memory = createCaseMemory();
  return async (text) => {
    const key = readKey(text);
    if (key === undefined)
      return { outcome: "ignored", wakeAtMs: undefined, fields: { because: "unknown key" } };
    const place = await options.place(key);
    if (place === undefined)
      return {
        outcome: "ignored",
        wakeAtMs: undefined,
        fields: { because: "not installed there, or not allowed" },
      };
    if (key.kind === "case" || key.kind === "cases" || key.kind === "labels")
      return workOnCases(key, place, { ...options, memory }, links);
    return work(key, { ...place, clock: options.clock, digest: options.digest }, options.queue, policies);
  };
}

async function workOnCases(
  key: Extract<Key, { kind: "case" | "cases" | "labels" }>,
  { forge }: Place,
  options: PlaceOptions,
  links: Links,
): Promise<Worked> {
  const ignored = (because: string): Worked => ({
    outcome: "ignored",
    wakeAtMs: undefined,
    fields: { because },
  });
  // Most issues are nobody's case, and that is seen at once.
  const issue = key.kind === "case" ? await forge.caseIssue(key.number) : undefined;
  if (issue !== undefined && issue !== "gone" && !concernsUs(issue)) return ignored("no case");
  const ports = await casePorts(options, links, key.repositoryId, forge);
  if (ports === undefined) return ignored("no catalog");
  if (key.kind === "case") return workOnCase(ports, key.number, issue ?? "gone");
  // The case repository is swept with its catalog: no sweep of its own would know it for one.
  if (ports.other !== undefined && ports.catalog.state.repositoryId === key.repositoryId)
    await options.queue.add(writeKey({ kind: "cases", repositoryId: ports.other.repositoryId }), "sweep");
  return keepCases(ports, key.kind === "labels");
}

async function work(
  key: Exclude<Key, { kind: "case" | "cases" | "labels" }>,
  ports: ReviewPorts,
  queue: Queue,
  policies: Map<number, string>,
): Promise<Worked> {
  switch (key.kind) {
    case "review":
      return reviewed(await reviewPull(ports, key.number));
    case "rerun": {
      const run = await ports.forge.run(key.runId);
      if (run === undefined)
        return { outcome: "ignored", wakeAtMs: undefined, fields: { because: "no run of ours" } };
      return rerun(ports, queue, key.repositoryId, [run]);
    }
    case "rerun-suite":
      return rerun(ports, queue, key.repositoryId, await ports.forge.runsOfSuite(key.suiteId));
    case "merge":
      return { outcome: await judgeMergeGroup(ports, key), wakeAtMs: undefined };
    case "policy":
      await watchPolicy(ports.forge);
      return { outcome: "watched", wakeAtMs: undefined };
    case "sweep": {
      const { numbers, policySha } = await sweepCatalog(ports);
      if (policySha !== undefined && policies.get(key.repositoryId) !== policySha) {
        policies.set(key.repositoryId, policySha);
        await queue.add(writeKey({ kind: "policy", repositoryId: key.repositoryId }), "sweep");
      }
      if (policySha !== undefined)
        await queue.add(writeKey({ kind: "cases", repositoryId: key.repositoryId }), "sweep");
      for (const number of numbers)
        await queue.add(writeKey({ kind: "review", repositoryId: key.repositoryId, number }), "sweep");
      return { outcome: "swept", wakeAtMs: undefined, fields: { reviews: numbers.length } };
    }
  }
}

function reviewed(result: Awaited<ReturnType<typeof reviewPull>>): Worked {
  const { outcome, because, wakeAtMs, verdict, writes } = result;
  return { outcome, wakeAtMs, fields: { because, verdict: verdict?.overall, writes } };
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
  let writes = 0;
  for (const [number, asked] of names) {
    const result = await reviewPull(ports, number, asked);
    writes += result.writes;
    // Looking again later is an ordinary review: only the button posts anew what says the same.
    if (result.wakeAtMs !== undefined)
      await queue.add(writeKey({ kind: "review", repositoryId, number }), "sweep", result.wakeAtMs);
  }
  return { outcome: "re-run", wakeAtMs: undefined, fields: { writes } };
}
