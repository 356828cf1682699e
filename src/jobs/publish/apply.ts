// Carries a publish plan out: notes and issues, the commit, what follows it. Nothing is decided here.

import type { PublishPlan } from "../../core/publication/plan.ts";
import type { PublishPorts } from "./context.ts";
import { afterPush, followUp } from "./follow-up.ts";
import { stoppedKey, tellOnce, writeIssues } from "./issues.ts";
import type { Observation } from "./observe.ts";
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
  { snapshot, work }: Observation,
  plan: PublishPlan,
): Promise<PublishResult | "behind"> {
  const { forge } = ports;
  for (const note of plan.notes) await tellOnce(forge, note);
  hint(ports, snapshot.state.repositoryId, plan.stands);
  await writeIssues(forge, plan.stopWrites);
  const { outcome, next, heldWrites } = plan;
  if (!plan.followsUp) return { outcome, because: "shrinking", requeueAtMs: undefined };
  if (next === undefined) {
    await writeIssues(forge, heldWrites);
    const later = await followUp(ports, snapshot, plan.ledger);
    return {
      outcome,
      requeueAtMs: soonest([...plan.requeuesMs, ...(later === undefined ? [] : [later])]),
      fields: { held: plan.heldCount },
    };
  }
  const pushed = await pushNext(ports, snapshot, work, next);
  if (pushed === undefined) return "behind";
  const laterMs = await afterPush(ports, snapshot, { ...pushed, ledger: plan.ledger, pulls: plan.pulls });
  await writeIssues(forge, heldWrites);
  return {
    outcome,
    requeueAtMs: soonest([...plan.requeuesMs, laterMs]),
    fields: {
      entries: pushed.head.count,
      put: next.upserts.length,
      gone: next.removals.length,
      held: plan.heldCount,
    },
  };
}

function hint({ since, clock }: PublishPorts, repositoryId: number, stands: boolean | undefined): void {
  if (stands === true) since.set(stoppedKey(repositoryId), clock.nowMs());
  if (stands === false) since.delete(stoppedKey(repositoryId));
}

function soonest(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : Math.min(...times);
}
