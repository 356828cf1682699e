// The rounds: which deliveries are asked for again, and that many catalogs are not swept in one breath.

import { describe, expect, it } from "@jest/globals";
import { createMemoryQueue } from "../../src/adapters/queue/memory.ts";
import { runScheduled, toAskAgain, type ScheduledPorts } from "../../src/jobs/queue/scheduled.ts";
import { createBudgets, STRETCH_BELOW, WAIT_BELOW } from "../../src/jobs/queue/budget.ts";
import { createKnownCatalogs } from "../../src/jobs/queue/known-catalogs.ts";
import type { ListedRepository } from "../../src/ports/repository-location.ts";
import { DAY_MS, HOUR_MS } from "../../src/core/time.ts";
import type { Delivery } from "../../src/ports/deliveries.ts";

const NOW_MS = 1_800_000_000_000;
const clock = { nowMs: () => NOW_MS };

function attempt(id: number, guid: string, arrived: boolean, atMs = id): Delivery {
  return { id, guid, event: "push", atMs, arrived };
}

describe("deliveries to ask for again", () => {
  it.each([
    ["one that failed", [attempt(1, "a", false)], [1]],
    ["one that arrived", [attempt(1, "a", true)], []],
    ["one that arrived at the second attempt", [attempt(2, "a", true), attempt(1, "a", false)], []],
    ["one that arrived first and was repeated in vain", [attempt(2, "a", false), attempt(1, "a", true)], []],
    ["one that failed twice: its newest attempt", [attempt(2, "a", false), attempt(1, "a", false)], [2]],
    [
      "one that failed three times: the sweep has to find it",
      [attempt(3, "a", false), attempt(2, "a", false), attempt(1, "a", false)],
      [],
    ],
    ["the oldest event first", [attempt(9, "b", false), attempt(4, "a", false)], [4, 9]],
  ])("%s", (_, deliveries, ids) => {
    expect(toAskAgain(deliveries)).toEqual(ids);
  });

  it("at most 200 in one go", () => {
    expect(toAskAgain(Array.from({ length: 500 }, (_, id) => attempt(id, `g${id}`, false)))).toHaveLength(
      200,
    );
  });
});

function listed(repositoryId: number, change: Partial<ListedRepository> = {}): ListedRepository {
  return {
    repositoryId,
    installationId: 7,
    owner: "community",
    name: `r${repositoryId}`,
    pushedAtMs: NOW_MS - DAY_MS,
    defaultBranch: "main",
    ...change,
  };
}

function ports(more: Partial<ScheduledPorts>): ScheduledPorts {
  return {
    repositories: async function* () {
      await Promise.resolve();
      yield* [];
    },
    known: createKnownCatalogs(clock),
    budgets: createBudgets(clock),
    deliveries: { since: () => Promise.resolve([]), askAgain: () => Promise.resolve() },
    events: new Set(["push"]),
    looked: { deliveriesUntilMs: 0 },
    queue: createMemoryQueue(clock),
    clock,
    ...more,
  };
}

describe("the round of catalogs", () => {
  const round = async (
    count: number,
  ): Promise<{ due: number; later: number; wakeMs: number | undefined }> => {
    const queue = createMemoryQueue(clock);
    const repositories = async function* () {
      await Promise.resolve();
      for (let id = 1; id <= count; id += 1) yield listed(id);
    };
    const { requeueAtMs } = await runScheduled("catalogs", ports({ queue, repositories }));
    const { due, later } = await queue.state();
    return { due, later, wakeMs: requeueAtMs === undefined ? undefined : requeueAtMs - NOW_MS };
  };

  it("looks at a few at once, at many one after the other, and comes again after a quarter of an hour", async () => {
    expect(await round(20)).toEqual({ due: 20, later: 0, wakeMs: 900_000 });
    expect(await round(21)).toEqual({ due: 1, later: 20, wakeMs: 900_000 });
    const many = await round(1_200);
    expect(many).toEqual({ due: 1, later: 1_199, wakeMs: 900_000 });
  });
});

describe("a repository that is no catalog", () => {
  const scene = () => {
    let nowMs = NOW_MS;
    const known = createKnownCatalogs({ nowMs: () => nowMs });
    const one = listed(5);
    return {
      known,
      one,
      later: (ms: number) => (nowMs += ms),
      look: (isCatalog: boolean) => {
        known.isDue(one);
        known.look(5)(isCatalog);
      },
    };
  };

  it("is asked about once, and again after a push, a rename, another default branch, or a day", () => {
    const { known, one, later, look } = scene();
    expect([known.isDue(one), known.isCatalog(5)]).toEqual([true, false]);
    look(false);
    expect(known.isDue(one)).toBe(false);
    for (const change of [
      { pushedAtMs: NOW_MS },
      { name: "renamed" },
      { owner: "other" },
      { defaultBranch: "next" },
    ]) {
      expect(known.isDue(listed(5, change))).toBe(true);
      expect(known.isDue(one)).toBe(false);
    }
    later(DAY_MS);
    expect(known.isDue(one)).toBe(true);
  });

  it("is one that was a catalog, and the other way round", () => {
    const { known, one, look } = scene();
    look(true);
    expect([known.isDue(one), known.isCatalog(5)]).toEqual([true, true]);
    look(false);
    expect([known.isDue(one), known.isCatalog(5)]).toEqual([false, false]);
    look(true);
    expect(known.isDue(one)).toBe(true);
  });

  it("is not taken for one by a look at what stood there before a push", () => {
    const { known, one } = scene();
    known.isDue(one);
    const found = known.look(5);
    known.isDue(listed(5, { pushedAtMs: NOW_MS - HOUR_MS }));
    found(false);
    expect(known.isDue(listed(5, { pushedAtMs: NOW_MS - HOUR_MS }))).toBe(true);
  });

  it("is asked again where it was pushed a moment ago, or nobody said when", () => {
    for (const pushedAtMs of [NOW_MS - 60_000, NOW_MS + 60_000, undefined]) {
      const { known } = scene();
      const fresh = listed(5, { pushedAtMs });
      known.isDue(fresh);
      known.look(5)(false);
      expect(known.isDue(fresh)).toBe(true);
    }
    // Nobody listed it yet.
    const { known, one } = scene();
    known.look(5)(false);
    expect(known.isDue(one)).toBe(true);
  });
});

describe("the budget", () => {
  const RESET_MS = NOW_MS + HOUR_MS / 2;
  const seen = (share: number, change: object = {}) => ({
    installationId: 7,
    resource: "graphql",
    remaining: Math.round(share * 5_000),
    limit: 5_000,
    resetAtMs: RESET_MS,
    ...change,
  });
  const paceAt = (...all: ReturnType<typeof seen>[]): string => {
    const budgets = createBudgets(clock);
    for (const one of all) budgets.note(one);
    return budgets.paceOf(7).is;
  };

  it("slows rounds below a share, and lets them wait below another, by the scarcer of two", () => {
    expect(paceAt(seen(STRETCH_BELOW))).toBe("free");
    expect(paceAt(seen(STRETCH_BELOW - 0.01))).toBe("stretched");
    expect(paceAt(seen(WAIT_BELOW))).toBe("stretched");
    expect(paceAt(seen(WAIT_BELOW - 0.01))).toBe("waiting");
    expect(paceAt(seen(0.9), seen(0.05, { resource: "core" }))).toBe("waiting");
    // The newest answer counts.
    expect(paceAt(seen(0.05), seen(0.5))).toBe("free");
  });

  it.each([
    ["that is over", { resetAtMs: NOW_MS }],
    ["of another installation", { installationId: 8 }],
    ["of the App itself", { installationId: undefined }],
    ["of searches", { resource: "search" }],
    ["of which GitHub says nothing", { limit: undefined }],
    ["without a reset", { resetAtMs: undefined }],
    ["of nothing", { limit: 0 }],
  ])("one %s slows nothing", (_, change) => {
    expect(paceAt(seen(0.01, change))).toBe("free");
  });

  const sweepTimes = async (share: number, count: number) => {
    const budgets = createBudgets(clock);
    budgets.note(seen(share));
    const times: number[] = [];
    const queue = {
      add: (_: string, __: string, atMs = 0) => Promise.resolve(void times.push(atMs - NOW_MS)),
    };
    const repositories = async function* () {
      await Promise.resolve();
      for (let id = 1; id <= count; id += 1) yield listed(id);
    };
    const { fields } = await runScheduled("catalogs", ports({ budgets, queue, repositories }));
    return { first: Math.min(...times), last: Math.max(...times), fields };
  };

  it("spreads a round over what is left of the hour, or puts it off until the reset, and says so", async () => {
    const half = RESET_MS - NOW_MS;
    expect(await sweepTimes(0.5, 3)).toEqual({ first: 0, last: 0, fields: { catalogs: 3, quiet: 0 } });
    const stretched = await sweepTimes(0.2, 100);
    expect(stretched.first).toBe(half / 2);
    expect(stretched.last).toBeGreaterThan(half * 0.9);
    expect(stretched.last).toBeLessThan(half);
    expect(stretched.fields?.["slowed"]).toContain(
      "20 % of GitHub's hourly budget is left to installation 7",
    );
    const waiting = await sweepTimes(0.02, 100);
    expect([waiting.first, waiting.last > half]).toEqual([half, true]);
    expect(waiting.fields?.["slowed"]).toContain("sweeps wait until");
  });
});

describe("the round of deliveries", () => {
  it("asks for what we listen to, of the last three days", async () => {
    const asked: number[] = [];
    let sinceMs = 0;
    await runScheduled(
      "deliveries",
      ports({
        deliveries: {
          since(ms) {
            sinceMs = ms;
            return Promise.resolve([
              attempt(1, "a", false),
              { ...attempt(2, "b", false), event: "star.created" },
              attempt(3, "c", true),
            ]);
          },
          askAgain(id) {
            asked.push(id);
            return Promise.resolve();
          },
        },
      }),
    );
    expect(asked).toEqual([1]);
    expect(NOW_MS - sinceMs).toBe(3 * 86_400_000);
  });
});
