// The process that holds the embedded database: its memory, its locks and its blocking stay out of the one that answers webhooks.

import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { fromPglite } from "pg-boss";
import { SYNCED_START, SyncedFS } from "./disk-sync.ts";
import { FolderInUse, lockFolder } from "./lock.ts";
import type { FromDatabase, ToDatabase } from "./protocol.ts";

// Small pages' cache: a queue is small, and what is not cached here is cached by the operating system.
const MODEST = ["-c", "shared_buffers=8MB", "-c", "wal_buffers=256kB", "-c", "max_wal_size=64MB"];

const [folder = "", purpose = "serve"] = process.argv.slice(2);

// Its parent is gone: whatever was not answered was not promised. PostgreSQL's log makes the rest right.
process.on("disconnect", () => process.exit(0));
// A terminal's Ctrl-C reaches the whole group; the parent decides when the database closes.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);

function say(message: FromDatabase): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, undefined, undefined, () => resolve());
  });
}

async function open(): Promise<void> {
  const lock = await lockFolder(folder);
  const files = new SyncedFS(join(folder, "database"));
  const lite = await PGlite.create({
    fs: files,
    startParams: [...SYNCED_START, ...MODEST],
    initDbStartParams: ["--set", "shared_buffers=8MB"],
  });
  files.assertSyncs();
  // Something has to be written before silence means that nothing needs to be.
  await lite.exec("CHECKPOINT");
  if (files.syncs === 0) throw new Error("the disk is not being synced");
  const close = async (): Promise<void> => {
    await lite.close();
    await lock.release();
    process.exit(0);
  };
  if (purpose === "make") {
    await say({ kind: "ready" });
    return close();
  }
  const db = fromPglite(lite);
  const answer = async (id: number, rows: () => Promise<readonly unknown[]>): Promise<void> => {
    try {
      await say({ kind: "rows", id, rows: await rows() });
    } catch (error) {
      const { message, code } = error as { message?: string; code?: string };
      await say({ kind: "error", id, message: message ?? String(error), code });
    }
  };
  process.on("message", (message) => {
    const asked = message as ToDatabase;
    if (asked.kind === "close") void close();
    else if (asked.kind === "session")
      void answer(asked.id, async () => {
        await db.setSessionStatements?.([...asked.statements]);
        return [];
      });
    else
      void answer(asked.id, async () => {
        const { rows } = await db.executeSql(
          asked.text,
          asked.values === undefined ? undefined : [...asked.values],
        );
        return rows as readonly unknown[];
      });
  });
  await say({ kind: "ready" });
}

open().catch(async (error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  await say(error instanceof FolderInUse ? { kind: "in-use", message } : { kind: "failed", message });
  process.exit(1);
});
