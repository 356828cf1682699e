// Carries a publish plan out: notes and issues, the commit, what follows it. Nothing is decided here.

import type { EndPlan, PublishPlan } from "../../core/publication/plan.ts";
import { recordBatch } from "./batches.ts";
import type { PublishPorts } from "./context.ts";
import { afterPush, followUp } from "./follow-up.ts";
import { stoppedKey, writeIssues } from "./issues.ts";
import type { Observation, ReadyObservation } from "./observe.ts";
import { pushNext } from "./write.ts";

export interface PublishResult {
  readonly outcome: "ignored" | "unchanged" | "published" | "stopped";
  readonly because?: string;
  readonly requeueAtMs: number | undefined;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** `behind`: the publish branch moved meanwhile; everything is to be observed again. */
export async function applyPlan(
  ports: PublishPorts,
  observation: Observation,
  plan: PublishPlan | EndPlan,
): Promise<PublishResult | "behind"> {
  if (plan.kind === "go" && "snapshot" in observation) return applyGo(ports, observation, plan);
  if (plan.kind === "go") throw new Error("a plan to publish where nothing was observed");
  if (!("snapshot" in observation)) hint(ports, observation.repositoryId, plan.stands);
  await writeIssues(ports.forge, plan.writes);
  return { outcome: plan.outcome, because: plan.because, requeueAtMs: undefined };
}

async function applyGo(
  ports: PublishPorts,
  { snapshot, work, batch, uploads }: ReadyObservation,
  plan: PublishPlan,
): Promise<PublishResult | "behind"> {
  const { forge } = ports;
  recordBatch(ports.looked, snapshot.state, batch, plan.looks);
  hint(ports, snapshot.state.repositoryId, plan.stands);
  await writeIssues(forge, [...plan.notes, ...plan.stopWrites]);
  const { outcome, next } = plan;
  if (!plan.followsUp) return { outcome, because: "shrinking", requeueAtMs: undefined };
  const pushed = next === undefined ? undefined : await pushNext(ports, snapshot, work, next);
  if (next !== undefined && pushed === undefined) return "behind";
  const laterMs =
    pushed === undefined
      ? await followUp(ports, snapshot, plan.ledger)
      : await afterPush(ports, snapshot, { ...pushed, ledger: plan.ledger, pulls: plan.pulls });
  await writeIssues(forge, plan.heldWrites);
  await uploads.clear();
  return {
    outcome,
    requeueAtMs: soonest([...plan.requeuesMs, ...(laterMs === undefined ? [] : [laterMs])]),
    fields: {
      ...(pushed === undefined
        ? {}
        : { entries: pushed.head.count, put: next?.upserts.length, gone: next?.removals.length }),
      held: plan.heldCount,
      ...uploads.fields(),
    },
  };
}

function hint(
  { since, clock }: PublishPorts,
  repositoryId: number | undefined,
  stands: boolean | undefined,
): void {
  if (repositoryId === undefined) return;
  if (stands === true) since.set(stoppedKey(repositoryId), clock.nowMs());
  if (stands === false) since.delete(stoppedKey(repositoryId));
}

function soonest(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : Math.min(...times);
}
