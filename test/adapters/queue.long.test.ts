// The queue's promises, on each engine: what waits, who gets it, and what is left after the worst.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import pg from "pg";
import { getRollbackPlans, TestClock } from "pg-boss";
import { openDurableQueue } from "../../src/adapters/queue/durable.ts";
import { openEmbedded } from "../../src/adapters/queue/embedded.ts";
import { createMemoryQueue } from "../../src/adapters/queue/memory.ts";
import type { KeyQueue, Lease } from "../../src/ports/queue.ts";
import { startPostgres, type PostgresServer } from "../support/postgres.ts";
import { FROM_SOURCE } from "../support/from-source.ts";

const DAY_MS = 86_400_000;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

let postgres: PostgresServer;
let time: TestClock;
let folder: string;
let opened: KeyQueue[];

let template: string;

beforeAll(async () => {
  postgres = await startPostgres();
  // Making a database takes seconds; each test gets a copy of this one.
  template = await mkdtemp(join(tmpdir(), "steward-queue-template-"));
  const queue = await openDurableQueue({
    at: { folder: template },
    clock: { nowMs: () => Date.now() },
    log: quiet,
  });
  await queue.close();
}, 120_000);
afterAll(async () => {
  await postgres?.stop();
  await rm(template, { recursive: true, force: true });
});

const clock = { nowMs: () => time.now() };

async function open(at: Parameters<typeof openDurableQueue>[0]["at"]): Promise<KeyQueue> {
  const queue = await openDurableQueue({ at, clock, log: quiet, bossClock: time });
  opened.push(queue);
  return queue;
}

beforeEach(async () => {
  time = new TestClock(Date.now());
  folder = await mkdtemp(join(tmpdir(), "steward-queue-"));
  await cp(template, folder, { recursive: true });
  opened = [];
});
afterEach(async () => {
  for (const queue of opened) await queue.close();
  await rm(folder, { recursive: true, force: true });
});

const ENGINES: Readonly<Record<string, () => Promise<KeyQueue>>> = {
  memory: () => Promise.resolve(createMemoryQueue(clock)),
  embedded: () => open({ folder }),
  PostgreSQL: async () => open({ databaseUrl: await postgres.database() }),
};

async function claimAll(queue: KeyQueue, limit = 100): Promise<string[]> {
  const lease = await queue.claim(limit);
  for (const one of lease) await queue.ack(one);
  return lease.map(({ key }) => key);
}

async function takeOne(queue: KeyQueue): Promise<Lease> {
  const [lease] = await queue.claim(1);
  if (lease === undefined) throw new Error("nothing was due");
  return lease;
}

describe.each(Object.entries(ENGINES))("on %s", (_, openQueue) => {
  it("keeps its promises about waiting, working, waking and failing", async () => {
    const queue = await openQueue();

    // A key waits once, however often it is added.
    await Promise.all(Array.from({ length: 50 }, () => queue.add("review:1#1", "sweep")));
    expect(await queue.state()).toMatchObject({ due: 1, later: 0, working: 0 });

    // While it is worked on nobody else gets it; what comes meanwhile makes it run once more.
    const first = await takeOne(queue);
    expect(first).toMatchObject({ key: "review:1#1", attempts: 0, priority: "sweep" });
    await queue.add("review:1#1", "person");
    await queue.add("review:1#1", "sweep");
    expect(await queue.claim(10)).toEqual([]);
    expect(await queue.renew([first])).toEqual([]);
    await queue.ack(first);
    expect(await claimAll(queue)).toEqual(["review:1#1"]);
    expect(await queue.claim(10)).toEqual([]);

    // People first, then in order of arrival.
    for (const key of ["sweep:1", "sweep:2", "sweep:3"]) {
      await queue.add(key, "sweep");
      await time.setTime(time.now() + 1_000);
    }
    await queue.add("review:1#9", "person");
    await time.setTime(time.now() + 1_000);
    await queue.add("sweep:3", "person");
    expect(await claimAll(queue, 1)).toEqual(["sweep:3"]);
    expect(await claimAll(queue)).toEqual(["review:1#9", "sweep:1", "sweep:2"]);

    // A date weeks ahead; the sooner of two holds; an event does not wait for it.
    const dueMs = time.now() + 14 * DAY_MS;
    await queue.add("case:1#7", "sweep", dueMs);
    await queue.add("case:1#7", "sweep", dueMs + DAY_MS);
    await queue.add("case:1#8", "sweep", dueMs);
    await queue.add("case:1#8", "sweep", dueMs - DAY_MS);
    await queue.add("case:1#9", "sweep", dueMs);
    await queue.add("case:1#9", "person");
    expect(await claimAll(queue)).toEqual(["case:1#9"]);
    await time.setTime(dueMs - DAY_MS - 1_000);
    expect(await claimAll(queue)).toEqual([]);
    await time.setTime(dueMs - DAY_MS + 1_000);
    expect(await claimAll(queue)).toEqual(["case:1#8"]);
    await time.setTime(dueMs - 1_000);
    expect(await queue.state()).toMatchObject({ due: 0, later: 1 });
    await time.setTime(dueMs + 60_000);
    const state = await queue.state();
    expect(state.due).toBe(1);
    expect(Math.round(state.oldestDueMs / 1_000)).toBe(60);
    expect(await claimAll(queue)).toEqual(["case:1#7"]);

    // A failure waits its time and remembers how often; an event in between does not wait, nor forget.
    await queue.add("review:1#2", "person");
    await queue.retry(await takeOne(queue), time.now() + 60_000, 3);
    expect(await queue.claim(1)).toEqual([]);
    await queue.add("review:1#2", "person");
    const back = await takeOne(queue);
    expect(back).toMatchObject({ key: "review:1#2", attempts: 3, priority: "person" });
    // What came while it failed is not waited for either.
    await queue.add("review:1#2", "sweep");
    await queue.retry(back, time.now() + 60_000, 4);
    const sooner = await takeOne(queue);
    expect(sooner).toMatchObject({ key: "review:1#2", attempts: 4 });

    // A dead letter is seen, bothers nobody, and comes back when it is asked for or when the key succeeds.
    await queue.deadLetter(sooner, "it was poison");
    expect(await queue.state()).toMatchObject({ due: 0, working: 0, dead: 1 });
    expect(await queue.deadLetters()).toEqual([
      { key: "review:1#2", because: "it was poison", attempts: 4, failedAtMs: time.now() },
    ]);
    expect(await queue.replay(["review:1#3"])).toBe(0);
    expect(await queue.replay()).toBe(1);
    const replayed = await takeOne(queue);
    expect(replayed).toMatchObject({ key: "review:1#2", attempts: 0, priority: "person" });
    await queue.deadLetter(replayed, "it still is");
    await queue.add("review:1#2", "person");
    expect(await claimAll(queue)).toEqual(["review:1#2"]);
    expect(await queue.deadLetters()).toEqual([]);
    await queue.probe();
    expect(await queue.state()).toEqual({ due: 0, oldestDueMs: 0, later: 0, working: 0, dead: 0 });
  }, 60_000);

  it("loses nothing of a burst and gives each key to one taker", async () => {
    const queue = await openQueue();
    const keys = Array.from({ length: 600 }, (_, index) => `review:${index % 7}#${index}`);
    await Promise.all(keys.flatMap((key) => [queue.add(key, "sweep"), queue.add(key, "person")]));
    const got: string[] = [];
    const taker = async (): Promise<void> => {
      for (;;) {
        const lease = await queue.claim(20);
        if (lease.length === 0) return;
        got.push(...lease.map(({ key }) => key));
        await Promise.all(lease.map((one) => queue.ack(one)));
      }
    };
    await Promise.all([taker(), taker(), taker()]);
    expect(got.toSorted()).toEqual(keys.toSorted());
  }, 60_000);
});

describe("several processes on one PostgreSQL", () => {
  it("start at once on an empty database, share the work, and take over from one that fell silent", async () => {
    const databaseUrl = await postgres.database();
    const [a, b, c] = (await Promise.all([1, 2, 3].map(() => open({ databaseUrl })))) as [
      KeyQueue,
      KeyQueue,
      KeyQueue,
    ];
    await Promise.all(Array.from({ length: 30 }, (_, index) => a.add(`review:1#${index}`, "person")));
    const lease = await Promise.all([a.claim(10), b.claim(10), c.claim(10)]);
    const keys = lease.flat().map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);

    // b goes on saying that it works; a is paused, and its key goes to another.
    const [silent] = lease[0] as [Lease];
    const [busy] = lease[1] as [Lease];
    for (let second = 0; second < 40; second += 4) {
      expect(await b.renew([busy])).toEqual([]);
      await time.tick(4_000);
    }
    const rest: Lease[] = [];
    for (let round = 0; round < 10; round += 1) {
      await time.tick(6_000);
      await b.renew([busy]);
      await c.renew(rest);
      rest.push(...(await c.claim(50)));
    }
    const again = rest.find(({ key }) => key === silent.key);
    expect(again).toMatchObject({ attempts: 1 });
    expect(rest.map(({ key }) => key)).not.toContain(busy.key);
    expect(await a.renew([silent])).toEqual([silent]);
    // What the silent one says when it wakes up changes nothing for the one that works on it now.
    await a.ack(silent);
    expect(await c.renew([again as Lease])).toEqual([]);
  }, 60_000);

  it("give up on a key that ends whoever works on it, and say so", async () => {
    const queue = await open({ databaseUrl: await postgres.database() });
    await queue.add("review:1#1", "person");
    let deaths = 0;
    for (let round = 0; round < 60 && (await queue.state()).dead === 0; round += 1) {
      deaths += (await queue.claim(5)).length;
      await time.tick(20_000);
    }
    expect(deaths).toBe(10);
    expect(await queue.deadLetters()).toMatchObject([{ key: "review:1#1", attempts: 10 }]);
    expect(await queue.state()).toMatchObject({ due: 0, working: 0, dead: 1 });
  }, 60_000);

  it("bring older tables up to date, several starting at once, and keep what waits there", async () => {
    const databaseUrl = await postgres.database();
    const before = await open({ databaseUrl });
    await before.add("review:1#1", "person");
    await before.close();
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    const version = async (): Promise<number> =>
      Number(
        (await client.query<{ version: number }>("SELECT version FROM steward.version")).rows[0]?.version,
      );
    const newest = await version();
    await client.query(getRollbackPlans("steward", newest));
    expect(await version()).toBeLessThan(newest);
    const [a, b] = await Promise.all([open({ databaseUrl }), open({ databaseUrl })]);
    expect(await version()).toBe(newest);
    await client.end();
    expect((await Promise.all([a.claim(5), b.claim(5)])).flat().map(({ key }) => key)).toEqual([
      "review:1#1",
    ]);
  }, 60_000);

  it("a database that cannot be reached is an error, not a wait", async () => {
    await expect(open({ databaseUrl: "postgres://nobody:x@127.0.0.1:1/none" })).rejects.toThrow();
  });
});

describe("the embedded database", () => {
  it("refuses a second process on its folder, and says what to do", async () => {
    await open({ folder });
    await expect(open({ folder })).rejects.toThrow(
      /data folder .* is in use by another process.*DATA_DIR.*DATABASE_URL/,
    );
  }, 30_000);

  it("goes on after its process was killed: what was acknowledged is there, what was worked on comes back", async () => {
    const child = spawn(process.execPath, [...FROM_SOURCE, "test/support/queue-process.ts", folder], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "exit");
    await time.setTime(Date.now() + 1_000);
    const queue = await open({ folder });
    expect(await queue.state()).toMatchObject({ due: 2, later: 1, working: 0 });
    const back = await queue.claim(10);
    expect(new Map(back.map(({ key, attempts }) => [key, attempts]))).toEqual(
      new Map([
        ["review:1#1", 1],
        ["review:1#3", 0],
      ]),
    );
  }, 60_000);

  it("a database process that dies is started again, and nothing that was acknowledged is missing", async () => {
    const { db, pid, close } = await openEmbedded(folder);
    await db.executeSql("CREATE TABLE kept (n integer)");
    for (let round = 0; round < 3; round += 1) {
      for (let n = 0; n < 20; n += 1) await db.executeSql("INSERT INTO kept VALUES ($1)", [n]);
      process.kill(pid() ?? 0, "SIGKILL");
      await expect(db.executeSql("SELECT pg_sleep(5)")).rejects.toThrow(/ended|closed|EPIPE/);
      const { rows } = await db.executeSql("SELECT count(*)::int AS count FROM kept");
      expect(rows).toEqual([{ count: (round + 1) * 20 }]);
    }
    await close();
    await expect(db.executeSql("SELECT 1")).rejects.toThrow("closed");
  }, 60_000);

  it("keeps its size: what is finished is given back", async () => {
    const queue = await open({ folder });
    const round = async (): Promise<void> => {
      await Promise.all(Array.from({ length: 150 }, (_, n) => queue.add(`review:1#${n}`, "person")));
      while ((await claimAll(queue)).length > 0);
    };
    for (let n = 0; n < 3; n += 1) await round();
    expect(await queue.state()).toEqual({ due: 0, oldestDueMs: 0, later: 0, working: 0, dead: 0 });
    await queue.close();
    const { db, close } = await openEmbedded(folder);
    const { rows } = await db.executeSql("SELECT count(*)::int AS count FROM steward.job");
    expect(rows).toEqual([{ count: 0 }]);
    await close();
  }, 60_000);
});
