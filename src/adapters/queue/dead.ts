// Keys that were given up on: kept until they are replayed or succeed.

import type { Clock } from "../../ports/clock.ts";
import type { DeadLetter } from "../../ports/queue.ts";
import type { OpenBoss } from "./boss.ts";
import { DEAD, REVIVED_SQL } from "./statements.ts";

const LISTED_MAX = 1_000;

interface DeadData {
  readonly because: string;
  readonly attempts: number;
  /** Under the name that earlier versions stored it by. */
  readonly buriedAtMs: number;
}

export interface DeadLetters {
  /** False: there are none for certain, so that nothing need be asked. */
  mayExist: boolean;
  put(key: string, because: string, attempts: number): Promise<void>;
  list(): Promise<readonly DeadLetter[]>;
  takeAway(key: string): Promise<void>;
}

export function createDeadLetters({ boss, db }: Pick<OpenBoss, "boss" | "db">, clock: Clock): DeadLetters {
  const dead: DeadLetters = {
    mayExist: true,
    async put(key, because, attempts) {
      dead.mayExist = true;
      const data: DeadData = { because, attempts, buriedAtMs: clock.nowMs() };
      await boss.upsert(DEAD, data, { singletonKey: key });
    },
    async list() {
      const jobs = await boss.findJobs<DeadData>(DEAD, { queued: true, limit: LISTED_MAX });
      return jobs.map(({ singletonKey, data: { because, attempts, buriedAtMs } }): DeadLetter => ({
        key: singletonKey ?? "",
        because,
        attempts,
        failedAtMs: buriedAtMs,
      }));
    },
    async takeAway(key) {
      await db.executeSql(REVIVED_SQL, [key]);
    },
  };
  return dead;
}
