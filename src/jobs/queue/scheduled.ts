// What is done for all catalogs together, again and again: a sweep of each, spread over time, and a look at failed deliveries.

import { JobError } from "../../core/job-error.ts";
import { HOUR_MS } from "../../core/time.ts";
import { writeKey, type ScheduledTask } from "../../work/keys.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Deliveries, Delivery } from "../../ports/deliveries.ts";
import type { Queue } from "../../ports/queue.ts";
import type { ListedRepository } from "../../ports/repository-location.ts";
import { slowedTexts, type Budgets, type Pace } from "./budget.ts";
import type { KnownCatalogs } from "./known-catalogs.ts";
import type { Worked } from "./work.ts";

/** A lost event waits this long at most (GitHub sends each once, and some are lost). */
const SWEEP_EVERY_MS = 15 * 60_000;
const DELIVERIES_EVERY_MS = HOUR_MS;
/** github.com keeps deliveries for three days (docs.github.com, "Redelivering webhooks"). */
const DELIVERIES_KEPT_MS = 3 * 24 * HOUR_MS;
/** A delivery can be under way, or be listed late, while we look. */
const OVERLAP_MS = 10 * 60_000;
/** So many repositories are looked at at once; more are spread, so that they ask GitHub for little at a time. */
const AT_ONCE = 20;
const SPREAD_MS = 10 * 60_000;
/** Asked for again in one go; the next look asks for the rest. */
const ASKED_AGAIN_MAX = 200;
/** An event that fails this often is not helped by another try; the sweep finds what it stood for. */
const ATTEMPTS_MAX = 3;

export interface ScheduledPorts {
  /** All repositories of all installations that are not suspended; what could not be listed is thrown after them. */
  repositories(): AsyncIterable<ListedRepository>;
  readonly known: Pick<KnownCatalogs, "isDue">;
  readonly budgets: Pick<Budgets, "paceOf" | "slowed">;
  readonly deliveries: Deliveries;
  /** Events we listen to; others need not arrive. */
  readonly events: ReadonlySet<string>;
  /** Until when this process has looked at deliveries; a new one looks at all there are. */
  readonly looked: { deliveriesUntilMs: number };
  readonly queue: Queue;
  readonly clock: Clock;
}

export async function runScheduled(task: ScheduledTask, ports: ScheduledPorts): Promise<Worked> {
  const nowMs = ports.clock.nowMs();
  if (task === "catalogs") {
    const fields = await sweepAll(ports);
    return { outcome: "swept", requeueAtMs: nowMs + SWEEP_EVERY_MS, fields };
  }
  const { looked } = ports;
  const sinceMs = Math.max(nowMs - DELIVERIES_KEPT_MS, looked.deliveriesUntilMs - OVERLAP_MS);
  const all = await ports.deliveries.since(sinceMs);
  const ids = toAskAgain(all.filter(({ event }) => ports.events.has(event)));
  for (const id of ids) await ports.deliveries.askAgain(id);
  // What was more than one go can ask for is still to be looked at.
  if (ids.length < ASKED_AGAIN_MAX) looked.deliveriesUntilMs = nowMs;
  return {
    outcome: "asked again",
    requeueAtMs: nowMs + DELIVERIES_EVERY_MS,
    fields: { deliveries: ids.length },
  };
}

async function sweepAll(ports: ScheduledPorts): Promise<Record<string, unknown>> {
  const { repositories, known, budgets, queue, clock } = ports;
  const due: ListedRepository[] = [];
  let quiet = 0;
  let because: string | undefined;
  try {
    for await (const listed of repositories()) {
      if (known.isDue(listed)) due.push(listed);
      else quiet += 1;
    }
  } catch (error) {
    // What was found is swept all the same, and the next round looks for the rest; where nothing was, it is looked for sooner.
    if (!(error instanceof JobError) || due.length + quiet === 0) throw error;
    because = error.message;
  }
  const nowMs = clock.nowMs();
  await Promise.all(
    due.map(({ repositoryId, installationId }, index) => {
      const share = due.length <= AT_ONCE ? 0 : index / due.length;
      const atMs = Math.round(sweepAtMs(budgets.paceOf(installationId), share, index / due.length, nowMs));
      return queue.add(writeKey({ kind: "sweep", repositoryId }), "sweep", atMs);
    }),
  );
  const slowed = slowedTexts(budgets).join("; ");
  return { catalogs: due.length, quiet, because, ...(slowed === "" ? {} : { slowed }) };
}

/** `share`: where in the round it stands, 0 to 1; `among`: the same where the round is stretched, however short it is. */
function sweepAtMs(pace: Pace, share: number, among: number, nowMs: number): number {
  if (pace.is === "free") return nowMs + share * SPREAD_MS;
  // Never at once: half of what is left of the hour belongs to what people wait for.
  if (pace.is === "stretched") return nowMs + ((1 + among) / 2) * (pace.untilMs - nowMs);
  return pace.untilMs + share * SPREAD_MS;
}

/** The newest attempt at each event none of whose attempts arrived, oldest event first. */
export function toAskAgain(deliveries: readonly Delivery[]): readonly number[] {
  const events = new Map<string, { newest: Delivery; attempts: number; arrived: boolean }>();
  for (const delivery of deliveries) {
    const present = events.get(delivery.guid);
    if (present === undefined)
      events.set(delivery.guid, { newest: delivery, attempts: 1, arrived: delivery.arrived });
    else {
      present.attempts += 1;
      present.arrived ||= delivery.arrived;
      if (delivery.atMs > present.newest.atMs) present.newest = delivery;
    }
  }
  return [...events.values()]
    .filter(({ arrived, attempts }) => !arrived && attempts < ATTEMPTS_MAX)
    .map(({ newest }) => newest)
    .sort((a, b) => a.atMs - b.atMs)
    .slice(0, ASKED_AGAIN_MAX)
    .map(({ id }) => id);
}
