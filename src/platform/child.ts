// Starts one of our files as a process of its own that gets nothing of ours but what is given here.

import { fork, type ChildProcess } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

export interface ChildOptions {
  /** `import.meta.url` of the module that stands beside the file. */
  readonly beside: string;
  /** The file's name without its ending: "./decoder". */
  readonly file: string;
  readonly args: readonly string[];
  /** All of the child's environment: no token, no database address, not even a PATH. */
  readonly env: Readonly<Record<string, string>>;
  readonly execArgv: readonly string[];
}

export function forkChild({ beside, file, args, env, execArgv }: ChildOptions): ChildProcess {
  return fork(ownFile(beside, file), [...args], {
    env: { ...env },
    execArgv: [...execArgv, "--no-warnings", ...loaderFor(beside)],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
}

/** One of our files beside another, from source or compiled. */
export function ownFile(beside: string, file: string): string {
  return fileURLToPath(new URL(`${file}${isSource(beside) ? ".ts" : ".js"}`, beside));
}

/** From source a child or a thread needs what strips the types, as its parent does; compiled it needs nothing. */
export function loaderFor(beside: string): readonly string[] {
  if (!isSource(beside)) return [];
  const at = process.execArgv.lastIndexOf("--import");
  const own = at < 0 ? undefined : process.execArgv[at + 1];
  return ["--import", own ?? pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href];
}

/** Whether a thread can load our files: tsx, by which a checkout runs, strips types in processes alone. */
export function threadsLoad(beside: string): boolean {
  return !isSource(beside) || loaderFor(beside).every((word) => !word.includes("/tsx/"));
}

function isSource(beside: string): boolean {
  return beside.endsWith(".ts");
}
