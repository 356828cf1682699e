// Keys on disk or in PostgreSQL, by pg-boss: what was accepted survives any end of the process, and several may share it.

import { randomUUID } from "node:crypto";
import { PgBoss, type Clock as BossClock, type ConstructorOptions } from "pg-boss";
import type { Clock } from "../../ports/clock.ts";
import type { DeadLetter, KeyQueue, Priority, QueueState, Lease } from "../../ports/queue.ts";
import type { Log } from "../../ports/log.ts";
import { openEmbedded, type Database } from "./embedded.ts";
import { createIntake } from "./intake.ts";

const SCHEMA = "steward";
const KEYS = "keys";
/** Where a key goes whose process died while working on it; the next process to look puts it back. */
const ORPHANS = "orphans";
const DEAD = "dead";
const PROBE = "probe";
const PRIORITIES: Readonly<Record<Priority, number>> = { person: 10, sweep: 0 };
/** A process that says nothing for so long has lost its keys. */
const CLAIM_SECONDS = 15;
const MAINTENANCE_SECONDS = 5;
const POLL_MS = 1_000;
/** No key is worked on for longer; the worker ends far earlier. */
const WORK_SECONDS_MAX = 3_600;
/** Keys are never thrown away for having waited: this is the library's bound, put out of reach. */
const RETENTION_SECONDS = 10 * 365 * 86_400;
/** A key whose look ends its process each time must not end every process for ever. */
const CRASHES_MAX = 10;
const LEFT_BEHIND = "the process that worked on it ended, again and again";
const LISTED_MAX = 1_000;
const VACUUM_MS = 10 * 60_000;

export interface DurableOptions {
  /** A PostgreSQL address, or the folder of the embedded database. */
  readonly at: { readonly databaseUrl: string } | { readonly folder: string };
  readonly clock: Clock;
  readonly log: Log;
  /** Tests move the database's clock along with everybody's. */
  readonly bossClock?: BossClock;
}

interface KeyData {
  readonly attempts: number;
  readonly addedAtMs: number;
}
interface DeadData {
  readonly because: string;
  readonly attempts: number;
  /** Under the name that earlier versions stored it by. */
  readonly buriedAtMs: number;
}

/** Opens the queue, bringing its tables up to date. Throws `FolderInUse`, or what the database says. */
export async function openDurableQueue(options: DurableOptions): Promise<KeyQueue> {
  const { clock, log, at } = options;
  const embedded = "folder" in at ? await openEmbedded(at.folder) : undefined;
  const boss = new PgBoss(settings(options, embedded?.db));
  // Without a listener an error of the database in the background would end the process.
  boss.on("error", (error) => log.error("queue", { because: error.message }));
  boss.on("warning", ({ message }) => log.warn("queue", { because: message }));
  try {
    await boss.start();
    await createQueues(boss);
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => undefined);
    await embedded?.close();
    throw error;
  }
  const db = boss.getDb();
  const listeners: (() => void)[] = [];
  const intake = createIntake(async (adds) => {
    const jobs = adds.map(({ key, priority, dueMs, attempts, addedAtMs }) => {
      const waitMs = Math.max(0, dueMs - clock.nowMs());
      return {
        id: randomUUID(),
        singletonKey: key,
        priority: PRIORITIES[priority],
        startAfter: waitMs / 1_000,
        data: { attempts, addedAtMs } satisfies KeyData,
      };
    });
    const inserted = new Set(await boss.insert(KEYS, jobs, { returnId: true }));
    const present = jobs.filter(({ id }) => !inserted.has(id));
    if (present.length > 0)
      await db.executeSql(SOONER_SQL, [
        JSON.stringify(
          present.map(({ singletonKey, priority, startAfter, data }) => ({
            key: singletonKey,
            priority,
            wait: startAfter,
            attempts: data.attempts,
            added: data.addedAtMs,
          })),
        ),
      ]);
    for (const listener of listeners) listener();
  });
  const put = (key: string, priority: Priority, dueMs: number, attempts: number, addedAtMs: number) =>
    intake({ key, priority, dueMs, attempts, addedAtMs });
  let mayHaveDead = true;

  /** What a process that died held: back in line, with one more failure on its record. */
  const adopt = async (): Promise<void> => {
    const orphans = await boss.fetch<KeyData>(ORPHANS, { batchSize: 50, includeMetadata: true });
    for (const { id, retryCount, singletonKey, data } of orphans) {
      if (singletonKey !== null) await takeBack(singletonKey, data);
      await boss.deleteJob(ORPHANS, { id, retryCount });
    }
  };
  const takeBack = async (key: string, { attempts, addedAtMs }: KeyData): Promise<void> => {
    if (attempts + 1 >= CRASHES_MAX) {
      log.error("dead letter", { key, attempts: attempts + 1, because: LEFT_BEHIND });
      await entomb(key, LEFT_BEHIND, attempts + 1);
      return;
    }
    log.warn("a key was left behind by a process that ended; it waits again", { key });
    await put(key, "person", clock.nowMs(), attempts + 1, addedAtMs);
  };
  const entomb = async (key: string, because: string, attempts: number): Promise<void> => {
    mayHaveDead = true;
    const data: DeadData = { because, attempts, buriedAtMs: clock.nowMs() };
    await boss.upsert(DEAD, data, { singletonKey: key });
  };
  if (embedded !== undefined) {
    // Nobody else can be working here: whatever is marked so was this folder's last process.
    const { rows } = await db.executeSql(ACTIVE_SQL);
    if (rows.length > 0)
      await boss.fail(
        KEYS,
        rows.map(({ id }: { id: string }) => id),
      );
  }
  await adopt();
  const stopVacuum = embedded === undefined ? () => undefined : startVacuum(db, log);
  let adoptedAtMs = clock.nowMs();

  const queue: KeyQueue = {
    leaseMs: CLAIM_SECONDS * 1_000,
    add: (key, priority, notBeforeMs = clock.nowMs()) => put(key, priority, notBeforeMs, 0, clock.nowMs()),
    async claim(limit) {
      if (Math.abs(clock.nowMs() - adoptedAtMs) > MAINTENANCE_SECONDS * 1_000) {
        adoptedAtMs = clock.nowMs();
        await adopt();
      }
      const jobs = await boss.fetch<KeyData>(KEYS, { batchSize: limit, includeMetadata: true });
      return jobs
        .sort((a, b) => b.priority - a.priority || Number(a.createdOn) - Number(b.createdOn))
        .map(({ id, retryCount, singletonKey, priority, data }): Lease => ({
          key: singletonKey ?? "",
          priority: priority >= PRIORITIES.person ? "person" : "sweep",
          attempts: data.attempts,
          addedAtMs: data.addedAtMs,
          id: `${id}:${retryCount}`,
        }));
    },
    async ack(lease) {
      await boss.deleteJob(KEYS, attemptOf(lease));
      if (mayHaveDead && lease.attempts === 0) await db.executeSql(REVIVED_SQL, [lease.key]);
    },
    async retry(lease, atMs, attempts) {
      // Kept twice for a moment rather than not at all: a claimed key cannot be taken, and a lost claim comes back.
      await put(lease.key, lease.priority, atMs, attempts, lease.addedAtMs);
      await boss.deleteJob(KEYS, attemptOf(lease));
    },
    async deadLetter(lease, because) {
      await entomb(lease.key, because, lease.attempts);
      await boss.deleteJob(KEYS, attemptOf(lease));
    },
    async renew(lease) {
      if (lease.length === 0) return [];
      await boss.touch(KEYS, lease.map(attemptOf));
      const { rows } = await db.executeSql(OURS_SQL, [lease.map(({ id: claim }) => claim)]);
      const ours = new Set(rows.map(({ claim }: { claim: string }) => claim));
      return lease.filter(({ id: claim }) => !ours.has(claim));
    },
    nextLookMs: () => Promise.resolve(clock.nowMs() + POLL_MS),
    async state() {
      const { rows } = await db.executeSql(STATE_SQL);
      const row = rows[0] as Record<keyof QueueState, number | string>;
      const state = {
        due: Number(row.due),
        oldestDueMs: Number(row.oldestDueMs),
        later: Number(row.later),
        working: Number(row.working),
        dead: Number(row.dead),
      };
      mayHaveDead = state.dead > 0;
      return state;
    },
    async deadLetters() {
      const jobs = await boss.findJobs<DeadData>(DEAD, { queued: true, limit: LISTED_MAX });
      return jobs.map(({ singletonKey, data: { because, attempts, buriedAtMs } }): DeadLetter => ({
        key: singletonKey ?? "",
        because,
        attempts,
        failedAtMs: buriedAtMs,
      }));
    },
    async replay(keys) {
      const chosen = (await queue.deadLetters()).filter(
        ({ key }) => keys === undefined || keys.includes(key),
      );
      await Promise.all(chosen.map(({ key }) => queue.add(key, "person")));
      for (const { key } of chosen) await db.executeSql(REVIVED_SQL, [key]);
      return chosen.length;
    },
    async probe() {
      const id = randomUUID();
      await boss.insert(PROBE, [{ id, singletonKey: id }]);
      await boss.deleteJob(PROBE, id);
    },
    onAdded(listener) {
      listeners.push(listener);
    },
    async close() {
      stopVacuum();
      await boss.stop({ graceful: false, close: true });
      await embedded?.close();
    },
  };
  return queue;
}

function attemptOf({ id: claim }: Lease): { readonly id: string; readonly retryCount: number } {
  const [id = "", retryCount] = claim.split(":");
  return { id, retryCount: Number(retryCount) };
}

function settings({ at, bossClock }: DurableOptions, db: Database | undefined): ConstructorOptions {
  return {
    ...("databaseUrl" in at ? { connectionString: at.databaseUrl, max: 6 } : {}),
    ...(db === undefined ? {} : { db, backend: "pglite" as const }),
    ...(bossClock === undefined ? {} : { clock: bossClock }),
    schema: SCHEMA,
    application_name: "marketplace-steward",
    schedule: false,
    superviseIntervalSeconds: MAINTENANCE_SECONDS,
    monitorIntervalSeconds: MAINTENANCE_SECONDS,
    maintenanceIntervalSeconds: 3_600,
    registerInstance: false,
  };
}

/** Idempotent, and safe with several processes starting at once. */
async function createQueues(boss: PgBoss): Promise<void> {
  const shared = { retryLimit: 0, retentionSeconds: RETENTION_SECONDS, expireInSeconds: WORK_SECONDS_MAX };
  // A dead letter of the library keeps its key's policy, so orphans may come twice: they are put back one by one.
  await boss.createQueue(ORPHANS, { ...shared, retryLimit: 1_000, heartbeatSeconds: CLAIM_SECONDS });
  await boss.createQueue(DEAD, shared);
  await boss.createQueue(PROBE, { ...shared, retentionSeconds: 3_600 });
  // `stately`: a key waits once and is worked on once, held by unique indexes.
  await boss.createQueue(KEYS, {
    ...shared,
    policy: "stately",
    deadLetter: ORPHANS,
    heartbeatSeconds: CLAIM_SECONDS,
    deleteAfterSeconds: 60,
  });
}

/** PGlite has no background processes: what was deleted is given back by hand. */
function startVacuum(db: Database, log: Log): () => void {
  const timer = setInterval(() => {
    db.executeSql(`VACUUM`).catch((error: unknown) =>
      log.warn("queue: vacuum failed", { because: error instanceof Error ? error.message : String(error) }),
    );
  }, VACUUM_MS).unref();
  return () => clearInterval(timer);
}

/** A key that waits already: the sooner time and the more urgent reason win. Column names are pg-boss 12's. */
const SOONER_SQL = `
  UPDATE ${SCHEMA}.job AS job SET
    priority = GREATEST(job.priority, x.priority),
    start_after = LEAST(job.start_after, ${SCHEMA}.job_now() + x.wait * interval '1 second'),
    data = jsonb_build_object(
      'attempts', GREATEST((job.data->>'attempts')::int, x.attempts),
      'addedAtMs', CASE WHEN job.priority < x.priority THEN x.added ELSE (job.data->>'addedAtMs')::float8 END)
  FROM json_to_recordset($1::text::json)
    AS x (key text, priority integer, wait float8, attempts integer, added float8)
  WHERE job.name = '${KEYS}' AND job.state = 'created' AND job.singleton_key = x.key
    AND (job.priority < x.priority OR (job.data->>'attempts')::int < x.attempts
      OR job.start_after > ${SCHEMA}.job_now() + x.wait * interval '1 second')`;

const ACTIVE_SQL = `SELECT id::text AS id FROM ${SCHEMA}.job WHERE name = '${KEYS}' AND state = 'active'`;

const OURS_SQL = `
  SELECT id::text || ':' || retry_count::text AS claim FROM ${SCHEMA}.job
  WHERE name = '${KEYS}' AND state = 'active' AND id::text || ':' || retry_count::text = ANY($1::text[])`;

const REVIVED_SQL = `DELETE FROM ${SCHEMA}.job WHERE name = '${DEAD}' AND singleton_key = $1`;

const STATE_SQL = `
  SELECT
    count(*) FILTER (WHERE name = '${KEYS}' AND state = 'created' AND start_after <= ${SCHEMA}.job_now()) AS "due",
    COALESCE(extract(epoch FROM ${SCHEMA}.job_now() - min(start_after)
      FILTER (WHERE name = '${KEYS}' AND state = 'created' AND start_after <= ${SCHEMA}.job_now())) * 1000, 0) AS "oldestDueMs",
    count(*) FILTER (WHERE name = '${KEYS}' AND state = 'created' AND start_after > ${SCHEMA}.job_now()) AS "later",
    count(*) FILTER (WHERE name = '${KEYS}' AND state = 'active') + count(*) FILTER (WHERE name = '${ORPHANS}') AS "working",
    count(*) FILTER (WHERE name = '${DEAD}') AS "dead"
  FROM ${SCHEMA}.job WHERE state < 'completed'`;
