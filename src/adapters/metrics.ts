// Figures for Prometheus: counts, times and ages; never a name, an address or a text that somebody else wrote.

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Clock } from "../ports/clock.ts";
import type { KeyQueue } from "../ports/queue.ts";
import type { Web } from "../ports/web.ts";

export interface CallSeen {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly installationId: number | undefined;
  readonly remaining: number | undefined;
  readonly limit: number | undefined;
  readonly resource: string | undefined;
  /** What GitHub's clock said; undefined: nothing readable. */
  readonly atMs: number | undefined;
}
export interface WorkSeen {
  readonly kind: string;
  readonly outcome: string;
  readonly tookMs: number;
  /** Since a person's event came in; undefined: nobody waited for it. */
  readonly waitedMs: number | undefined;
}

export interface Metrics {
  onCall(call: CallSeen): void;
  onWorked(work: WorkSeen): void;
  onDelivery(answer: "accepted" | "ignored" | "refused" | "failed"): void;
  /** The same web, with each answer counted by what came of it. */
  watchWeb(web: Web): Web;
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}

const WAITED_SECONDS = [0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1_800, 7_200];
const TOOK_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 120, 600];

/** Installations whose sweeps are slowed. */
export interface SlowedSeen {
  slowed(): readonly { readonly installationId: number; readonly pace: { readonly untilMs: number } }[];
}

export function createMetrics(queue: Pick<KeyQueue, "state">, clock: Clock, budgets: SlowedSeen): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const readQueue = queueFigures(registers, queue);
  const onWorked = workFigures(registers);
  const onCall = gitHubFigures(registers, clock);
  const readSlowed = slowedFigures(registers, budgets);
  const watchWeb = webFigures(registers);
  const deliveries = new Counter({
    name: "steward_deliveries_total",
    help: "Webhook deliveries, by our answer.",
    labelNames: ["answer"],
    registers,
  });
  return {
    onCall,
    onWorked,
    onDelivery: (answer) => deliveries.inc({ answer }),
    watchWeb,
    async render() {
      await readQueue();
      readSlowed();
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}

/** Asked of the queue whenever figures are. */
function queueFigures(registers: Registry[], queue: Pick<KeyQueue, "state">): () => Promise<void> {
  const keys = new Gauge({
    name: "steward_queue_keys",
    help: "Keys in the queue, by state: due, later, working, dead.",
    labelNames: ["state"],
    registers,
  });
  const oldest = new Gauge({
    name: "steward_queue_oldest_due_seconds",
    help: "How long the oldest due key has been waiting.",
    registers,
  });
  const up = new Gauge({
    name: "steward_queue_up",
    help: "1 when the queue answered this request for figures, else 0 and its other figures are old.",
    registers,
  });
  const deadLetters = new Gauge({
    name: "steward_dead_letters",
    help: "Keys that were given up on and wait to be replayed. Alarm when above 0.",
    registers,
  });
  return async () => {
    try {
      const state = await queue.state();
      for (const name of ["due", "later", "working", "dead"] as const) keys.set({ state: name }, state[name]);
      deadLetters.set(state.dead);
      oldest.set(state.oldestDueMs / 1_000);
      up.set(1);
    } catch {
      up.set(0);
    }
  };
}

function workFigures(registers: Registry[]): Metrics["onWorked"] {
  const waited = new Histogram({
    name: "steward_verdict_seconds",
    help: "From the event that asked for a review to its verdict.",
    labelNames: ["outcome"],
    buckets: WAITED_SECONDS,
    registers,
  });
  const took = new Histogram({
    name: "steward_key_seconds",
    help: "How long working on one key took.",
    labelNames: ["kind", "outcome"],
    buckets: TOOK_SECONDS,
    registers,
  });
  return ({ kind, outcome, tookMs, waitedMs }) => {
    took.observe({ kind, outcome }, Math.max(0, tookMs) / 1_000);
    if (kind === "review" && waitedMs !== undefined)
      waited.observe({ outcome }, Math.max(0, waitedMs) / 1_000);
  };
}

function gitHubFigures(registers: Registry[], clock: Clock): Metrics["onCall"] {
  const calls = new Counter({
    name: "steward_github_calls_total",
    help: "Requests to GitHub, by installation, method and status (0: no answer).",
    labelNames: ["installation", "method", "status"],
    registers,
  });
  const remaining = new Gauge({
    name: "steward_github_remaining",
    help: "What GitHub's newest answer said is left of an installation's hourly budget.",
    labelNames: ["installation", "resource"],
    registers,
  });
  const limit = new Gauge({
    name: "steward_github_limit",
    help: "How much an installation's hourly budget is in all; below a tenth of it sweeps wait for the reset.",
    labelNames: ["installation", "resource"],
    registers,
  });
  const apart = new Gauge({
    name: "steward_clock_apart_seconds",
    help: "How far our clock is from GitHub's, by its newest answer. Beyond 300 nothing about cases is decided.",
    registers,
  });
  return ({ method, status, installationId, remaining: left, limit: all, resource, atMs }) => {
    if (atMs !== undefined) apart.set(Math.abs(clock.nowMs() - atMs) / 1_000);
    const installation = installationId === undefined ? "app" : String(installationId);
    calls.inc({ installation, method, status: String(status) });
    if (left !== undefined && resource !== undefined) remaining.set({ installation, resource }, left);
    if (all !== undefined && resource !== undefined) limit.set({ installation, resource }, all);
  };
}

/** Asked whenever figures are: an hour that has passed slows nobody. */
function slowedFigures(registers: Registry[], budgets: SlowedSeen): () => void {
  const until = new Gauge({
    name: "steward_sweeps_slowed_until_seconds",
    help: "Until when an installation's sweeps are slowed (Unix time), since little of its budget at GitHub is left. No line: they are not.",
    labelNames: ["installation"],
    registers,
  });
  return () => {
    until.reset();
    for (const { installationId, pace } of budgets.slowed())
      until.set({ installation: String(installationId) }, Math.round(pace.untilMs / 1_000));
  };
}

function webFigures(registers: Registry[]): Metrics["watchWeb"] {
  const fetches = new Counter({
    name: "steward_fetches_total",
    help: "Addresses of listings that were asked, by what came of it.",
    labelNames: ["outcome"],
    registers,
  });
  return (web) => {
    const watched = (inner: Pick<Web, "get">): Pick<Web, "get"> => ({
      async get(url, ask) {
        const fact = await inner.get(url, ask);
        fetches.inc({ outcome: fact.state === "unavailable" ? fact.reason : fact.state });
        return fact;
      },
    });
    return { ...watched(web), forListing: (share) => watched(web.forListing(share)) };
  };
}
