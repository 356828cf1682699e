// The embedded database: PostgreSQL in a process of its own, on a folder; for one machine without a database server.

import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { forkChild } from "../../platform/child.ts";
import type { PgBoss } from "pg-boss";
import { FolderInUse } from "./lock.ts";
import type { FromDatabase, ToDatabase } from "./protocol.ts";

export type Database = ReturnType<PgBoss["getDb"]>;

export interface EmbeddedDatabase {
  readonly db: Database;
  close(): Promise<void>;
  /** For tests of what happens when it dies. */
  readonly pid: () => number | undefined;
}

const OPEN_MS_MAX = 60_000;
const CLOSE_MS_MAX = 5_000;
/** A process that was killed takes a moment to let go of the folder. */
const IN_USE_TRIES = 5;
const IN_USE_WAIT_MS = 400;

interface Running {
  readonly child: ChildProcess;
  readonly waiting: Map<
    number,
    { resolve: (rows: readonly unknown[]) => void; reject: (error: Error) => void }
  >;
}

const versionFile = (path: string): string => join(path, "database", "PG_VERSION");

/** Whether a database was ever made in `<folder>/queue`. */
export function hasEmbedded(folder: string): boolean {
  return existsSync(versionFile(join(folder, "queue")));
}

/** Opens (or makes) the database in `<folder>/queue`. Throws `FolderInUse` when another process has it. */
export async function openEmbedded(folder: string): Promise<EmbeddedDatabase> {
  const path = join(folder, "queue");
  // 0700: what waits here names repositories, which may be private.
  mkdirSync(path, { recursive: true, mode: 0o700 });
  // Making a database takes ten times the memory of using one: that process ends right after.
  if (!existsSync(versionFile(path))) await make(path);
  let running: Running | undefined = await start(path);
  let starting: Promise<Running> | undefined;
  let closed = false;
  let lastId = 0;

  const ask = async (message: (id: number) => ToDatabase): Promise<readonly unknown[]> => {
    if (closed) throw new Error("the database is closed");
    if (running === undefined || running.child.exitCode !== null || running.child.signalCode !== null) {
      // It died; what it had answered is on its disk, and the next one goes on from there.
      running = undefined;
      starting ??= start(path).finally(() => {
        starting = undefined;
      });
      running = await starting;
    }
    const now = running;
    const { child, waiting } = now;
    lastId += 1;
    const id = lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      hold(now);
      child.send(message(id), (error) => {
        if (error === null) return;
        waiting.delete(id);
        hold(now);
        reject(error);
      });
    });
  };
  return {
    db: {
      async executeSql(text, values) {
        const rows = await ask((id) => ({
          kind: "sql",
          id,
          text,
          ...(values === undefined ? {} : { values }),
        }));
        return { rows: [...rows] };
      },
      async setSessionStatements(statements) {
        await ask((id) => ({ kind: "session", id, statements }));
      },
    },
    pid: () => running?.child.pid,
    async close() {
      closed = true;
      if (running === undefined) return;
      await stop(running.child);
    },
  };
}

async function make(path: string): Promise<void> {
  const child = spawn(path, "make");
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const said = await firstWord(child);
  if (said.kind !== "ready") child.kill("SIGKILL");
  await exited;
  if (said.kind !== "ready") throw errorOf(said);
}

async function start(path: string): Promise<Running> {
  for (let attempt = 1; ; attempt += 1) {
    const child = spawn(path, "serve");
    const said = await firstWord(child);
    if (said.kind === "ready") return listen(child);
    child.kill("SIGKILL");
    if (said.kind !== "in-use" || attempt >= IN_USE_TRIES) throw errorOf(said);
    await new Promise((resolve) => setTimeout(resolve, IN_USE_WAIT_MS));
  }
}

/** An unanswered question keeps this process alive; an idle database does not. */
function hold({ child, waiting }: Running): void {
  if (waiting.size > 0) {
    child.ref();
    child.channel?.ref();
  } else {
    child.unref();
    child.channel?.unref();
  }
}

function listen(child: ChildProcess): Running {
  const running: Running = { child, waiting: new Map() };
  const { waiting } = running;
  child.on("message", (message) => {
    const said = message as FromDatabase;
    if (said.kind !== "rows" && said.kind !== "error") return;
    const one = waiting.get(said.id);
    waiting.delete(said.id);
    hold(running);
    if (said.kind === "rows") one?.resolve(said.rows);
    else one?.reject(Object.assign(new Error(said.message), { code: said.code }));
  });
  child.once("exit", () => {
    for (const { reject } of waiting.values()) reject(new Error("the embedded database has ended"));
    waiting.clear();
  });
  hold(running);
  return running;
}

function firstWord(child: ChildProcess): Promise<FromDatabase> {
  return new Promise((resolve) => {
    const timer = setTimeout(
      () => resolve({ kind: "failed", message: "it did not open in a minute" }),
      OPEN_MS_MAX,
    );
    child.once("message", (message) => {
      clearTimeout(timer);
      resolve(message as FromDatabase);
    });
    child.once("exit", (code, signal) => {
      clearTimeout(timer);
      resolve({ kind: "failed", message: `it ended while opening (${signal ?? code})` });
    });
  });
}

function errorOf(said: FromDatabase): Error {
  if (said.kind === "in-use") return new FolderInUse(said.message);
  return new Error(said.kind === "failed" ? said.message : "the embedded database said nothing of use");
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.ref();
  child.channel?.ref();
  child.send({ kind: "close" } satisfies ToDatabase, () => undefined);
  const timer = setTimeout(() => child.kill("SIGKILL"), CLOSE_MS_MAX);
  await exited;
  clearTimeout(timer);
}

function spawn(path: string, purpose: "make" | "serve"): ChildProcess {
  return forkChild({
    beside: import.meta.url,
    file: "./database",
    args: [path, purpose],
    env: { NODE_ENV: "production" },
    execArgv: [],
  });
}
