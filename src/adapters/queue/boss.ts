// pg-boss over a PostgreSQL server or the embedded database: opened, its queues made, closed again.

import { PgBoss, type Clock as BossClock, type ConstructorOptions } from "pg-boss";
import type { Log } from "../../ports/log.ts";
import { openEmbedded, type Database } from "./embedded.ts";
import { DEAD, KEYS, ORPHANS, PROBE, SCHEMA } from "./statements.ts";

/** A process that says nothing for so long has lost its keys. */
export const CLAIM_SECONDS = 15;
export const MAINTENANCE_SECONDS = 5;
/** No key is worked on for longer; the worker ends far earlier. */
const WORK_SECONDS_MAX = 3_600;
/** Keys are never thrown away for having waited: this is the library's bound, put out of reach. */
const RETENTION_SECONDS = 10 * 365 * 86_400;
const VACUUM_MS = 10 * 60_000;

export interface BossOptions {
  /** A PostgreSQL address, or the folder of the embedded database. */
  readonly at: { readonly databaseUrl: string } | { readonly folder: string };
  readonly log: Log;
  /** Tests move the database's clock along with everybody's. */
  readonly bossClock?: BossClock;
}

export interface OpenBoss {
  readonly boss: PgBoss;
  readonly db: Database;
  /** Nobody else can be working on this database's keys. */
  readonly isAlone: boolean;
  close(): Promise<void>;
}

/** Brings the tables up to date. Throws `FolderInUse`, or what the database says. */
export async function openBoss(options: BossOptions): Promise<OpenBoss> {
  const { log, at } = options;
  const embedded = "folder" in at ? await openEmbedded(at.folder) : undefined;
  const boss = new PgBoss(settings(options, embedded?.db));
  // Without a listener an error of the database in the background would end the process.
  boss.on("error", (error) => log.error("queue", { because: error.message }));
  boss.on("warning", ({ message }) => log.warn("queue", { because: message }));
  try {
    // Several processes may bring one server's tables up to date at once: who lost that race looks once more, a second later.
    await boss.start({ attempts: embedded === undefined ? 2 : 1 });
    await createQueues(boss);
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => undefined);
    await embedded?.close();
    throw error;
  }
  const db = boss.getDb();
  const stopVacuum = embedded === undefined ? () => undefined : startVacuum(db, log);
  return {
    boss,
    db,
    isAlone: embedded !== undefined,
    async close() {
      stopVacuum();
      await boss.stop({ graceful: false, close: true });
      await embedded?.close();
    },
  };
}

function settings({ at, bossClock }: BossOptions, db: Database | undefined): ConstructorOptions {
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
