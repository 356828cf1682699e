// One process per data folder: the embedded database does not notice a second one, and would be destroyed by it.

import { createHash } from "node:crypto";
import { readFileSync, realpathSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";

const BEAT_MS = 2_000;
const STALE_MS = 15_000;

export interface FolderLock {
  release(): Promise<void>;
}

export class FolderInUse extends Error {
  override readonly name = "FolderInUse";
}

/**
 * Throws `FolderInUse` when another process has the folder. On one machine a socket tells, which ends with its process;
 * across containers that share a volume, a file that is touched every two seconds.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = realpathSync(folder);
  const server = await listen(socketName(path), path);
  const file = join(path, "in-use.json");
  const inUse = (by: string): FolderInUse => new FolderInUse(refusal(path, by));
  try {
    const other = readOther(file);
    if (other !== undefined && other.host !== hostname()) {
      await new Promise((resolve) => setTimeout(resolve, BEAT_MS * 2));
      const later = readOther(file);
      if (later !== undefined && later.touchedMs > other.touchedMs)
        throw inUse(`a process on ${quoteHost(other.host)}`);
      if (later !== undefined && Date.now() - later.touchedMs < STALE_MS && later.touchedMs <= Date.now())
        throw inUse(
          `a process on ${quoteHost(other.host)}, or one that ended less than ${STALE_MS / 1_000} seconds ago`,
        );
    }
    const fresh = `${file}.${process.pid}`;
    writeFileSync(fresh, JSON.stringify({ host: hostname(), pid: process.pid }));
    renameSync(fresh, file);
  } catch (error) {
    server.close();
    throw error;
  }
  const beat = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      // The folder may be gone; the database will say so where it matters.
    }
  }, BEAT_MS).unref();
  return {
    async release() {
      clearInterval(beat);
      rmSync(file, { force: true });
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function refusal(path: string, by: string): string {
  return (
    `The data folder ${path} is in use by ${by}. ` +
    "Two processes on one folder would destroy it. Stop the other one, give this one its own DATA_DIR, " +
    "or set DATABASE_URL to run several processes on one PostgreSQL."
  );
}

function quoteHost(host: string): string {
  return JSON.stringify(host.slice(0, 100));
}

function readOther(file: string): { readonly host: string; readonly touchedMs: number } | undefined {
  try {
    const { host } = JSON.parse(readFileSync(file, "utf8")) as { host?: unknown };
    return { host: String(host), touchedMs: statSync(file).mtimeMs };
  } catch {
    return undefined;
  }
}

function socketName(path: string): string {
  const name = `marketplace-steward-${createHash("sha256").update(path).digest("hex").slice(0, 40)}`;
  // An abstract socket on Linux and a pipe on Windows vanish with their process; elsewhere a file is left behind.
  if (process.platform === "linux") return `\0${name}`;
  return process.platform === "win32" ? `\\\\.\\pipe\\${name}` : join(path, "in-use.sock");
}

async function listen(name: string, path: string): Promise<Server> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await new Promise((resolve, reject) => {
        const server = createServer((socket) => socket.destroy());
        server.once("error", reject);
        server.listen(name, () => {
          server.unref();
          resolve(server);
        });
      });
    } catch (error) {
      if ((error as { code?: string }).code !== "EADDRINUSE") throw error;
      const leftBehind = attempt === 0 && !/^(?:\0|\\\\)/.test(name) && !(await answers(name));
      if (!leftBehind) throw new FolderInUse(refusal(path, "another process"));
      rmSync(name, { force: true });
    }
  }
}

function answers(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(name);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
