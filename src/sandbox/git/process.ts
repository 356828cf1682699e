// Talks to long-lived `git` processes, because starting one per object would cost milliseconds each.

import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";

/** Nothing of the machine's own git configuration may change what the sandbox stores. */
export function gitEnvironment(homeFolder: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    HOME: homeFolder,
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
  };
}

export interface GitOutput {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** One `git` call from start to end; the caller judges the exit code. */
export function runGit(
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv; readonly input?: Uint8Array | string },
): Promise<GitOutput> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", args, {
      cwd: options.cwd,
      env: { ...gitEnvironment(options.cwd), ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", reject);
    child.on("close", (code) =>
      resolve({ code: code ?? -1, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString("utf8") }),
    );
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");
  });
}

/** Takes one whole answer off the front of `bytes`, or says that more is needed. */
export type AnswerParser<T> = (bytes: Buffer) => { readonly answer: T; readonly used: number } | undefined;

export interface GitService<T> {
  ask(question: Uint8Array | string): Promise<T>;
  close(): Promise<void>;
}

/** A `git … --batch` process that answers questions in the order they were put; starts at the first one. */
export function gitService<T>(args: readonly string[], cwd: string, parse: AnswerParser<T>): GitService<T> {
  let child: ChildProcessWithoutNullStreams | undefined;
  let pending: { resolve: (value: T) => void; reject: (reason: Error) => void }[] = [];
  let chunks: Buffer[] = [];
  let errors = "";
  let closed = false;

  function fail(reason: string): void {
    const waiting = pending;
    pending = [];
    chunks = [];
    child = undefined;
    for (const one of waiting) one.reject(new Error(`git ${args.join(" ")}: ${reason}`));
  }
  function receive(chunk: Buffer): void {
    chunks.push(chunk);
    let bytes = chunks.length === 1 ? chunk : Buffer.concat(chunks);
    for (;;) {
      const parsed = bytes.length === 0 ? undefined : parse(bytes);
      if (parsed === undefined) break;
      bytes = bytes.subarray(parsed.used);
      pending.shift()?.resolve(parsed.answer);
    }
    chunks = bytes.length === 0 ? [] : [bytes];
  }
  function start(): ChildProcessWithoutNullStreams {
    const started = spawn("git", args, { cwd, env: gitEnvironment(cwd), stdio: ["pipe", "pipe", "pipe"] });
    errors = "";
    started.stdout.on("data", receive);
    started.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString("utf8")));
    started.stdin.on("error", () => {});
    started.on("error", (error) => fail(error.message));
    started.on("close", () => {
      if (child === started) fail(errors.trim() === "" ? "ended" : errors.trim());
    });
    return started;
  }
  return {
    ask(question) {
      if (closed) return Promise.reject(new Error("the sandbox is closed"));
      return new Promise((resolve, reject) => {
        child ??= start();
        pending.push({ resolve, reject });
        child.stdin.write(question);
      });
    },
    close() {
      const running = child;
      closed = true;
      fail("the sandbox is closed");
      if (running === undefined) return Promise.resolve();
      return new Promise((resolve) => {
        running.on("close", () => resolve());
        running.kill();
      });
    },
  };
}
