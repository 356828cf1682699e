// `steward start` as an operator runs it: a process of its own, configured by its environment alone.

import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { FROM_SOURCE } from "./from-source.ts";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
/** What a server needs that serves this local GitHub, on a free port, with its data in `folder`. */
export function environmentFor(
  { appId, privateKey, webhookSecret, url }: Sandbox,
  folder: string,
): Record<string, string> {
  return {
    APP_ID: String(appId),
    PRIVATE_KEY: privateKey,
    WEBHOOK_SECRET: webhookSecret,
    RECORD_KEY: randomBytes(24).toString("hex"),
    GITHUB_API_URL: url,
    DATA_DIR: folder,
    PORT: "0",
  };
}

const START_MS_MAX = 30_000;

export interface StewardProcess {
  readonly child: ChildProcess;
  /** Everything it wrote, on both channels. */
  output(): string;
  /** Resolves with the first match in its output. */
  saw(pattern: RegExp): Promise<RegExpExecArray>;
  /** Most memory it ever held; undefined where the system does not tell. */
  peakBytes(): number | undefined;
  /** Ends it by a polite signal; answers its exit code. */
  stop(): Promise<number | null>;
}

export function startSteward(environment: Readonly<Record<string, string>>): StewardProcess {
  const child = spawn(process.execPath, [...FROM_SOURCE, MAIN, "start"], {
    env: { PATH: process.env["PATH"] ?? "", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const waiters = new Set<() => void>();
  const take = (piece: Buffer): void => {
    output += piece.toString("utf8");
    for (const waiter of waiters) waiter();
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  return {
    child,
    output: () => output,
    saw: (pattern) =>
      new Promise((resolve, reject) => {
        const finish = (end: () => void): void => {
          clearTimeout(timer);
          waiters.delete(look);
          end();
        };
        const look = (): void => {
          const match = pattern.exec(output);
          if (match !== null) finish(() => resolve(match));
        };
        const timer = setTimeout(
          () => finish(() => reject(new Error(`never said ${String(pattern)}:\n${output}`))),
          START_MS_MAX,
        );
        waiters.add(look);
        look();
      }),
    peakBytes() {
      try {
        const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
        const peak = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
        return peak === undefined ? undefined : Number(peak) * 1024;
      } catch {
        return undefined;
      }
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
      return ended;
    },
  };
}
