// The worker's promises: nothing blocks, nothing is lost in silence, and nobody writes with a claim that has ended.

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createMemoryQueue } from "../../src/adapters/queue/memory.ts";
import { JobError } from "../../src/core/job-error.ts";
import { createPauses } from "../../src/jobs/queue/pauses.ts";
import { backOffMs } from "../../src/jobs/queue/retry-policy.ts";
import type { HeldLease } from "../../src/jobs/queue/leases.ts";
import type { Worked } from "../../src/jobs/queue/work.ts";
import { startWorker, type Worker } from "../../src/jobs/queue/worker.ts";
import type { KeyQueue } from "../../src/ports/queue.ts";

let nowMs: number;
let queue: KeyQueue;
let worker: Worker | undefined;
let lines: { level: string; message: string; fields: Record<string, unknown> | undefined }[];
const clock = { nowMs: () => nowMs };
const DONE: Worked = { outcome: "done", requeueAtMs: undefined };

beforeEach(() => {
  nowMs = 1_000_000;
  queue = createMemoryQueue(clock);
  lines = [];
});
afterEach(() => worker?.stop(0));

function start(handle: (key: string, claim: HeldLease) => Promise<Worked>, atOnce = 4, on = queue): Worker {
  const to =
    (level: string) =>
    (message: string, fields?: Record<string, unknown>): void =>
      void lines.push({ level, message, fields });
  worker = startWorker({
    queue: on,
    clock,
    log: { info: to("info"), warn: to("warn"), error: to("error") },
    atOnce,
    handle,
    random: () => 1,
  });
  return worker;
}

async function after(ms: number): Promise<void> {
  nowMs += ms;
  worker?.poke();
  await worker?.idle();
}

describe("a fault", () => {
  it("puts the key back with a growing wait; a mistake of ours ends as a dead letter that is said aloud and can be replayed", async () => {
    let tries = 0;
    let fixed = false;
    start((key) => {
      if (key !== "review:1#1" || fixed) return Promise.resolve(DONE);
      tries += 1;
      return Promise.reject(new TypeError("poison"));
    });
    await queue.add("review:1#1", "person");
    await worker?.idle();
    expect(tries).toBe(1);
    await after(backOffMs(0, 1) - 1);
    expect(tries).toBe(1);
    await after(1);
    expect(tries).toBe(2);
    // Others are not kept waiting by it.
    await queue.add("review:1#2", "sweep");
    await worker?.idle();
    expect(lines.filter(({ message }) => message === "worked")).toHaveLength(1);
    for (let round = 0; round < 20; round += 1) await after(16 * 60_000);
    expect(tries).toBe(8);
    expect(await queue.state()).toMatchObject({ due: 0, later: 0, working: 0, dead: 1 });
    expect(lines.filter(({ level }) => level === "error")).toMatchObject([
      { message: "dead letter", fields: { key: "review:1#1", attempts: 8 } },
    ]);
    expect(await queue.deadLetters()).toMatchObject([{ key: "review:1#1", because: "poison", attempts: 8 }]);
    fixed = true;
    expect(await queue.replay()).toBe(1);
    await worker?.idle();
    expect(await queue.state()).toMatchObject({ due: 0, dead: 0 });
  });

  it("of theirs is waited out for as long as they say, and for about a day", async () => {
    let tries = 0;
    start(() => {
      tries += 1;
      return Promise.reject(new JobError("retry", "POST x: rate limited (429)", 90_000));
    });
    await queue.add("review:1#1", "person");
    await worker?.idle();
    await after(89_999);
    expect(tries).toBe(1);
    await after(90_000);
    expect(tries).toBe(2);
    for (let hour = 0; hour < 20; hour += 1) await after(3_600_000);
    expect(await queue.state()).toMatchObject({ later: 1, dead: 0 });
  });

  it("that names a lack of rights is not repeated", async () => {
    let tries = 0;
    start(() => {
      tries += 1;
      return Promise.reject(new JobError("denied", "POST x: forbidden"));
    });
    await queue.add("review:1#1", "person");
    await worker?.idle();
    await after(3_600_000);
    expect(tries).toBe(1);
    expect(await queue.state()).toMatchObject({ due: 0, later: 0, dead: 0 });
  });

  it("of the queue itself ends nothing: it is asked again", async () => {
    let away = true;
    const flaky: KeyQueue = {
      ...queue,
      claim: (limit) => (away ? Promise.reject(new Error("the database is away")) : queue.claim(limit)),
    };
    const worked: string[] = [];
    start(
      (key) => {
        worked.push(key);
        return Promise.resolve(DONE);
      },
      4,
      flaky,
    );
    await queue.add("review:1#1", "person");
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(lines.some(({ message }) => message === "the queue does not answer")).toBe(true);
    away = false;
    await after(0);
    expect(worked).toEqual(["review:1#1"]);
  });
});

describe("one key", () => {
  it("is worked on by one at a time, and once more for what came meanwhile", async () => {
    let inside = 0;
    let most = 0;
    let runs = 0;
    const gates: (() => void)[] = [];
    start(async () => {
      inside += 1;
      runs += 1;
      most = Math.max(most, inside);
      await new Promise<void>((resolve) => gates.push(resolve));
      inside -= 1;
      return DONE;
    });
    await queue.add("review:1#1", "person");
    await turn();
    for (let n = 0; n < 5; n += 1) await queue.add("review:1#1", "person");
    await turn();
    expect(runs).toBe(1);
    gates.shift()?.();
    await turn();
    expect(runs).toBe(2);
    gates.shift()?.();
    await worker?.idle();
    expect([runs, most]).toEqual([2, 1]);
  });
});

describe("a claim that has ended", () => {
  it("lets no write through, whether it was taken by another or fell silent", async () => {
    const lost: KeyQueue = {
      ...queue,
      leaseMs: 40,
      // Another process has it by now.
      renew: (lease) => Promise.resolve(lease),
    };
    let seen: HeldLease | undefined;
    let release: (() => void) | undefined;
    start(
      async (_, claim) => {
        seen = claim;
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        claim.assertHeld();
        return DONE;
      },
      1,
      lost,
    );
    await queue.add("review:1#1", "person");
    await turn();
    // The margin is longer than this claim lasts: a process that cannot be sure does not write.
    expect(() => seen?.assertHeld()).toThrow(JobError);
    release?.();
    await turn();
    expect(lines.at(-1)).toMatchObject({ message: "will try again" });
  });
});

describe("stopping", () => {
  it("waits for what ends in time and hands back what does not; nothing is taken any more", async () => {
    let finish: (() => void) | undefined;
    start(async (key, claim) => {
      if (key === "review:1#1") return DONE;
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      claim.assertHeld();
      return DONE;
    }, 2);
    await queue.add("review:1#2", "person");
    await turn();
    const stopping = worker?.stop(5);
    await queue.add("review:1#1", "person");
    await stopping;
    expect(await queue.state()).toMatchObject({ due: 2, working: 0 });
    finish?.();
    await turn();
    expect(lines.filter(({ message }) => message === "worked")).toEqual([]);
    expect(lines.some(({ message }) => message === "handed back")).toBe(true);
  });
});

describe("pauses", () => {
  it("hold one installation until GitHub's time is over, and no other", () => {
    const pauses = createPauses(clock);
    pauses.note(7, new JobError("retry", "limited", 60_000));
    pauses.note(7, new JobError("retry", "limited", 10_000));
    pauses.note(8, new JobError("retry", "500"));
    pauses.note(8, new TypeError("ours"));
    pauses.note(undefined, new JobError("retry", "limited", 60_000));
    expect(() => pauses.assertOpen(8)).not.toThrow();
    nowMs += 59_000;
    expect(() => pauses.assertOpen(7)).toThrow(
      expect.objectContaining({ isPaused: true, retryAfterMs: 1_000 }),
    );
    nowMs += 1_000;
    expect(() => pauses.assertOpen(7)).not.toThrow();
  });

  it("cost no attempt", async () => {
    let calls = 0;
    start(() => {
      calls += 1;
      return calls < 30
        ? Promise.reject(new JobError("retry", "wait", 1_000, true))
        : Promise.reject(new TypeError("ours"));
    });
    await queue.add("review:1#1", "person");
    await worker?.idle();
    for (let n = 0; n < 29; n += 1) await after(2_000);
    expect(lines.at(-1)?.fields).toMatchObject({ attempts: 1 });
  });
});

/** Lets everything that is ready run. */
async function turn(): Promise<void> {
  for (let n = 0; n < 6; n += 1) await new Promise((resolve) => setImmediate(resolve));
}
