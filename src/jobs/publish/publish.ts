// One catalog: observe what stands on the default branch and what is published, decide what goes out, apply the plan.

import { decidePublish } from "../../core/publication/decide.ts";
import { decideStop, stopOver } from "../../core/publication/stop.ts";
import type { IssueWrite } from "../../core/publication/plan.ts";
import { JobError } from "../../core/job-error.ts";
import { applyPlan, type PublishResult } from "./apply.ts";
import { recordBatch } from "./batches.ts";
import type { PublishPorts } from "./context.ts";
import { readStopIssue, stoppedKey, writeIssues } from "./issues.ts";
import { observeMore, observePublish, type Observed } from "./observe.ts";

const ATTEMPTS_MAX = 4;

export async function publishCatalog(ports: PublishPorts): Promise<PublishResult> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const result = await publishOnce(ports);
    if (result !== "behind") return result;
  }
  throw new JobError("retry", "the publish branch moves faster than we can follow");
}

async function publishOnce(ports: PublishPorts): Promise<PublishResult | "behind"> {
  const first = await observePublish(ports, false);
  if (first.kind !== "stopped") return publishObserved(ports, first);
  const issue = await readStopIssue(ports);
  const { goesOn, writes } = decideStop(first.stop, issue, ports.clock.nowMs(), ports.digest);
  ports.since.set(stoppedKey(first.repositoryId), ports.clock.nowMs());
  await writeIssues(ports.forge, writes);
  if (!goesOn) return stopped(first.stop.why);
  const again = await observePublish(ports, true);
  if (again.kind === "stopped") return stopped(again.stop.why);
  if (again.kind === "ready") ports.since.delete(stoppedKey(first.repositoryId));
  return publishObserved(ports, again, stopOver(issue));
}

function stopped(because: string): PublishResult {
  return { outcome: "stopped", because, requeueAtMs: undefined };
}

/** `first`: what is written to issues before anything else. */
async function publishObserved(
  ports: PublishPorts,
  observed: Exclude<Observed, { kind: "stopped" }>,
  first: readonly IssueWrite[] = [],
): Promise<PublishResult | "behind"> {
  if (observed.kind === "ignored")
    return { outcome: "ignored", because: observed.because, requeueAtMs: undefined };
  let { observation } = observed;
  let decided = decidePublish(observation.seen, ports.digest);
  while ("need" in decided) {
    observation = await observeMore(ports, observation, decided);
    decided = decidePublish(observation.seen, ports.digest);
  }
  const { snapshot, batch } = observation;
  recordBatch(ports.looked, snapshot.state, batch, decided.looks);
  await writeIssues(ports.forge, first);
  return applyPlan(ports, observation, decided);
}
