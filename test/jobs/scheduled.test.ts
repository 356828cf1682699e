// The rounds: which deliveries are asked for again, and that many catalogs are not swept in one breath.

import { describe, expect, it } from "@jest/globals";
import { createMemoryQueue } from "../../src/adapters/queue/memory.ts";
import { runScheduled, toAskAgain, type ScheduledPorts } from "../../src/jobs/queue/scheduled.ts";
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

function ports(more: Partial<ScheduledPorts>): ScheduledPorts {
  return {
    catalogs: async function* () {
      await Promise.resolve();
      yield* [];
    },
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
    const catalogs = async function* () {
      await Promise.resolve();
      for (let id = 1; id <= count; id += 1) yield id;
    };
    const { requeueAtMs } = await runScheduled("catalogs", ports({ queue, catalogs }));
    const { due, later } = await queue.state();
    return { due, later, wakeMs: requeueAtMs === undefined ? undefined : requeueAtMs - NOW_MS };
  };

  it("looks at a few at once, at many one after the other, and comes again after a quarter of an hour", async () => {
    expect(await round(50)).toEqual({ due: 50, later: 0, wakeMs: 900_000 });
    const many = await round(1_200);
    expect(many).toEqual({ due: 1, later: 1_199, wakeMs: 900_000 });
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
