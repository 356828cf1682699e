// `steward dead-letters`: the keys that were given up on, and trying them again; of a running App, or of its database.

import { existsSync } from "node:fs";
import { request } from "node:http";
import { openDurableQueue } from "../adapters/queue/durable.ts";
import { hasEmbedded } from "../adapters/queue/embedded.ts";
import type { DeadLetter } from "../ports/queue.ts";
import { controlPath } from "../server/control.ts";
import { EXIT } from "./outcome.ts";

export interface DeadLettersOptions {
  readonly replay: boolean;
  /** Only these; empty: all. */
  readonly keys: readonly string[];
}

interface Letters {
  list(): Promise<readonly DeadLetter[]>;
  replay(keys: readonly string[] | undefined): Promise<number>;
  close(): Promise<void>;
}

export async function runDeadLetters(
  { replay, keys }: DeadLettersOptions,
  environment: Readonly<Record<string, string | undefined>>,
  write: (text: string) => void,
  warn: (text: string) => void,
): Promise<number> {
  const letters = await reach(environment);
  if (typeof letters === "string") {
    warn(letters);
    return EXIT.inconclusive;
  }
  try {
    if (replay) {
      const count = await letters.replay(keys.length === 0 ? undefined : keys);
      write(`${count} ${count === 1 ? "key waits" : "keys wait"} again.\n`);
      return EXIT.clean;
    }
    const dead = (await letters.list()).filter(({ key }) => keys.length === 0 || keys.includes(key));
    if (dead.length === 0) write("No dead letters.\n");
    for (const { key, attempts, failedAtMs, because } of dead)
      write(
        `${key}\n  given up on ${new Date(failedAtMs).toISOString()} after ${attempts} attempts: ${because}\n`,
      );
    if (dead.length > 0) write("\nTry them again with: steward dead-letters --replay [KEYS…]\n");
    return dead.length === 0 ? EXIT.clean : EXIT.findings;
  } finally {
    await letters.close();
  }
}

/** A sentence, where there is nothing to reach. */
async function reach(environment: Readonly<Record<string, string | undefined>>): Promise<Letters | string> {
  const folder = environment["DATA_DIR"] || "./data";
  const path = controlPath(folder);
  if (process.platform === "win32" || existsSync(path)) {
    try {
      await ask(path, "GET");
      return {
        list: () => ask(path, "GET") as Promise<readonly DeadLetter[]>,
        replay: async (keys) => ((await ask(path, "POST", { keys })) as { replayed: number }).replayed,
        close: () => Promise.resolve(),
      };
    } catch {
      // Nobody listens any more: the database itself can be opened.
    }
  }
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const databaseUrl = environment["DATABASE_URL"];
  // Making a database to find nothing in it would say that all is well of a folder that was mistyped.
  if (!databaseUrl && !hasEmbedded(folder))
    return `There is no database in ${JSON.stringify(folder)}: say in DATA_DIR (or DATABASE_URL) where the App keeps its own.`;
  try {
    const queue = await openDurableQueue({
      at: databaseUrl ? { databaseUrl } : { folder },
      clock: { nowMs: () => Date.now() },
      log: quiet,
    });
    return {
      list: () => queue.deadLetters(),
      replay: (keys) => queue.replay(keys),
      close: () => queue.close(),
    };
  } catch (error) {
    // Never the address, which may hold a password.
    const { message = "", code = "no reason given" } = error as { message?: string; code?: string };
    const said = message || code;
    return databaseUrl
      ? `The database at DATABASE_URL cannot be used: ${said}`
      : `The queue in DATA_DIR (${folder}) cannot be opened: ${said}`;
  }
}

function ask(socketPath: string, method: string, body?: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const asking = request({ socketPath, path: "/dead-letters", method }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (piece: string) => (text += piece));
      response.on("end", () => {
        if (response.statusCode === 200) resolve(JSON.parse(text));
        else reject(new Error("the App does not answer"));
      });
    });
    asking.on("error", reject);
    asking.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
