// Keys whose process died while working on them: back in line with one more failure on record, or given up on.

import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { OpenBoss } from "./boss.ts";
import type { DeadLetters } from "./dead.ts";
import type { KeyData } from "./insert.ts";
import type { Add } from "./intake.ts";
import { ACTIVE_SQL, KEYS, ORPHANS } from "./statements.ts";

/** A key whose look ends its process each time must not end every process for ever. */
const CRASHES_MAX = 10;
const LEFT_BEHIND = "the process that worked on it ended, again and again";

export interface OrphanOptions {
  readonly opened: OpenBoss;
  readonly clock: Clock;
  readonly log: Log;
  readonly dead: DeadLetters;
  readonly put: (add: Add) => Promise<void>;
}

/** Where nobody else can be working: whatever is marked as worked on was this folder's last process. */
export async function orphanLastProcess({ boss, db, isAlone }: OpenBoss): Promise<void> {
  if (!isAlone) return;
  const { rows } = await db.executeSql(ACTIVE_SQL);
  if (rows.length > 0)
    await boss.fail(
      KEYS,
      rows.map(({ id }: { id: string }) => id),
    );
}

export async function adoptOrphans(options: OrphanOptions): Promise<void> {
  const { boss } = options.opened;
  const orphans = await boss.fetch<KeyData>(ORPHANS, { batchSize: 50, includeMetadata: true });
  for (const { id, retryCount, singletonKey, data } of orphans) {
    if (singletonKey !== null) await takeBack(options, singletonKey, data);
    await boss.deleteJob(ORPHANS, { id, retryCount });
  }
}

async function takeBack(
  { clock, log, dead, put }: OrphanOptions,
  key: string,
  { attempts, addedAtMs }: KeyData,
): Promise<void> {
  if (attempts + 1 >= CRASHES_MAX) {
    log.error("dead letter", { key, attempts: attempts + 1, because: LEFT_BEHIND });
    await dead.put(key, LEFT_BEHIND, attempts + 1);
    return;
  }
  log.warn("a key was left behind by a process that ended; it waits again", { key });
  await put({ key, priority: "person", dueMs: clock.nowMs(), attempts: attempts + 1, addedAtMs });
}
