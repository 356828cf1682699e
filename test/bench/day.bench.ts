// The busiest day of a marketplace that was sent 5,000 pull requests in 60 days, against GitHub's budgets, and without them.

import type { Limits, LimitsAsked } from "../../src/sandbox/limits.ts";
import { layOut } from "../support/laid-out.ts";
import {
  CATALOG,
  goodFiles,
  openScene,
  rollUp,
  submit,
  type Scene,
  type Submission,
} from "../support/scene.ts";

const LISTINGS = 5_000;
/** 5,000 in 60 days are 84 a day; they come within ten hours, a quarter of them in one moment. */
const PULLS = 84;
const IN_BURST = 21;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * HOUR_MS;
const LATER_SECONDS_MAX = 30;

const UNLIMITED: LimitsAsked = {
  lenientBecause: "what the limits cost is told by the difference",
  ...Object.fromEntries(
    (
      [
        "endpointPoints",
        "graphqlPoints",
        "contentPerMinute",
        "contentPerHour",
        "concurrent",
        "restPerHour",
        "graphqlPerHour",
      ] satisfies (keyof Limits)[]
    ).map((name) => [name, Number.MAX_SAFE_INTEGER]),
  ),
};

interface Day {
  /** Seconds from a pull request to its roll-up, by the sandbox's clock; sorted. */
  readonly waits: readonly number[];
  readonly refused: number;
  /** The most that was used of a budget in one hour. */
  readonly core: number;
  readonly graphql: number;
}

export async function benchDay(): Promise<void> {
  const limited = await live({});
  const unlimited = await live(UNLIMITED);
  const later = percentile(limited.waits, 0.95) - percentile(unlimited.waits, 0.95);
  console.log(
    `${PULLS} pull requests in a day, every second one merged, on ${LISTINGS} listings: ` +
      `at most ${limited.core} of 5,000 requests and ${limited.graphql} of 5,000 points in an hour; ` +
      `${limited.refused} requests refused`,
  );
  for (const [name, { waits }] of Object.entries({ limited, unlimited }))
    console.log(
      `  ${name}: verdict after ${percentile(waits, 0.5).toFixed(1)} s (median), ${percentile(waits, 0.95).toFixed(1)} s (95th percentile), ${percentile(waits, 1).toFixed(1)} s (last)`,
    );
  console.log(`  at the 95th percentile ${later.toFixed(1)} s later (bound ${LATER_SECONDS_MAX})`);
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

type Act = (scene: Scene) => Promise<void>;

async function live(limits: LimitsAsked): Promise<Day> {
  const scene = await openScene({ unchecked: true });
  await layOut(scene, LISTINGS);
  await scene.settled();
  scene.sandbox.limit(limits);
  const refusedBefore = scene.sandbox.refusals.count;
  const submitted: Submission[] = [];
  const most = { core: 0, graphql: 0 };
  const startMs = scene.clock.nowMs();
  for (const { atMs, act } of dayOf(submitted)) {
    // Steps as long as the App's own, so that its rounds come when they would come.
    while (scene.clock.nowMs() < startMs + atMs) {
      scene.clock.advance(Math.min(5 * MINUTE_MS, startMs + atMs - scene.clock.nowMs()));
      scene.server.service.worker.poke();
      note(scene, most);
      if (scene.clock.nowMs() < startMs + atMs) await scene.settled();
    }
    await act(scene);
    note(scene, most);
  }
  await scene.settled();
  note(scene, most);
  const waits = submitted.map((one) => waitOf(scene, one)).toSorted((a, b) => a - b);
  const refused = scene.sandbox.refusals.count - refusedBefore;
  const { dead } = await scene.server.service.queue.state();
  if (dead > 0) throw new Error(`${dead} dead letters`);
  await scene.close();
  return { waits, refused, ...most };
}

/** What people do, in the order of the day. */
function dayOf(submitted: Submission[]): readonly { readonly atMs: number; readonly act: Act }[] {
  const open =
    (n: number, isLast: boolean): Act =>
    async (scene) => {
      const id = `new-${(n * 7_919).toString(36)}-${n}`;
      submitted.push(await submit(scene, await goodFiles(id, { name: `New ${n}` }), { branch: id }));
      if (isLast) await scene.settled();
    };
  const merge =
    (n: number): Act =>
    async (scene) => {
      await scene.sandbox.mergePullRequest(CATALOG, submitted[n]?.number ?? 0, "maintainer");
      await scene.settled();
    };
  const burstMs = 4 * HOUR_MS;
  const acts = Array.from({ length: PULLS }, (_, n) => {
    const inBurst = n - 20;
    const isBurst = inBurst >= 0 && inBurst < IN_BURST;
    const atMs = isBurst
      ? burstMs
      : ((n < 20 ? n : n + 2) * 10 * HOUR_MS) / PULLS + (n < 20 ? 0 : 3 * HOUR_MS);
    return { atMs, act: open(n, !isBurst || inBurst === IN_BURST - 1) };
  });
  const merges = acts.flatMap(({ atMs }, n) =>
    n % 2 === 0 ? [{ atMs: atMs + HOUR_MS, act: merge(n) }] : [],
  );
  const ends = { atMs: DAY_MS, act: () => Promise.resolve() };
  return [...acts, ...merges, ends].toSorted((a, b) => a.atMs - b.atMs);
}

function note({ sandbox }: Scene, most: { core: number; graphql: number }): void {
  for (const installation of sandbox.world.installations.values())
    for (const resource of ["core", "graphql"] as const) {
      const token = { token: "", installation, expiresAtMs: 0, permissions: {}, repositoryIds: undefined };
      const { used } = sandbox.world.limiter.budget({ kind: "installation", token }, resource);
      most[resource] = Math.max(most[resource], used);
    }
}

function waitOf(scene: Scene, { number, sha }: Submission): number {
  if (rollUp(scene, sha) !== "success") throw new Error(`#${number} has no verdict: ${rollUp(scene, sha)}`);
  const first = scene.sandbox
    .checkRuns(CATALOG, sha)
    .filter(({ name, completedAtMs }) => name === "steward" && completedAtMs !== undefined)
    .map(({ completedAtMs = 0 }) => completedAtMs);
  return (Math.min(...first) - scene.sandbox.issue(CATALOG, number).createdAtMs) / 1_000;
}
