// One decoder process seen from its parent: starts it without our environment, times each image, kills it when it must go.

import type { ChildProcess } from "node:child_process";
import { forkChild } from "../../platform/child.ts";
import { type Fact, known, unavailable, type UnavailableReason } from "../../core/facts.ts";
import type { Answers, Ask, FromChild, DecoderJob } from "./protocol.ts";

/** JavaScript's share; pixels and bytes lie outside it and are watched by the child itself. */
const HEAP_MB_MAX = 192;
const START_MS_MAX = 20_000;

export interface ChildTimes {
  readonly imageMs: number;
  readonly memoryBytesMax: number;
  readonly program: DecoderProgram;
}

/** Which file the process runs: `import.meta.url` of a module beside it, and its name without an ending. */
export interface DecoderProgram {
  readonly beside: string;
  readonly file: string;
}

export const DECODER: DecoderProgram = { beside: import.meta.url, file: "./decoder" };

export interface Job {
  readonly work: DecoderJob;
  /** The content is what the kind of work answers. */
  finish(fact: Fact<Answers[keyof Answers]>): void;
}

export interface DecoderChild {
  /** Jobs given and not yet answered; the first is the one in work. */
  readonly load: () => number;
  readonly worked: () => number;
  give(job: Job): void;
  kill(): void;
}

/** `onGone` gets the jobs that were never begun: they go to another child, and nothing of the crash sticks to them. */
export function startChild(
  limits: ChildTimes,
  onFree: () => void,
  onGone: (waiting: readonly Job[]) => void,
): DecoderChild {
  const jobs: (Job & { readonly id: number })[] = [];
  let worked = 0;
  let ready = false;
  let gone = false;
  const child = spawnDecoder(limits);
  let timer = setTimeout(() => end("crashed"), START_MS_MAX);

  function watchFirst(): void {
    clearTimeout(timer);
    if (jobs.length > 0) timer = setTimeout(() => end("time-out"), limits.imageMs);
    // An idle child must not keep a finished command line alive.
    if (jobs.length > 0) child.ref();
    else child.unref();
    if (jobs.length > 0) child.channel?.ref();
    else child.channel?.unref();
  }

  function end(reason: UnavailableReason): void {
    if (gone) return;
    gone = true;
    clearTimeout(timer);
    child.kill("SIGKILL");
    const [first, ...waiting] = jobs.splice(0);
    onGone(waiting);
    first?.finish(unavailable(reason));
  }

  function answer(id: number, fact: Fact<Answers[keyof Answers]>): void {
    // A child that answers what it was not asked has been taken over.
    if (jobs[0]?.id !== id) return end("crashed");
    const job = jobs.shift();
    worked += 1;
    watchFirst();
    job?.finish(fact);
    onFree();
  }

  child.on("message", (message) => {
    if (gone) return;
    const said = message as FromChild;
    if (said.kind === "ready") {
      ready = true;
      watchFirst();
    } else if (said.kind === "done") answer(said.id, known(said.content));
    else if (said.kind === "failed") answer(said.id, unavailable("crashed"));
    else end("our-limit");
  });
  child.on("error", () => end("crashed"));
  child.on("exit", () => end("crashed"));

  return {
    load: () => jobs.length,
    worked: () => worked,
    give(job) {
      const id = worked + jobs.length;
      jobs.push({ ...job, id });
      if (ready && jobs.length === 1) watchFirst();
      const ask: Ask = { ...job.work, id };
      child.send(ask, (error) => {
        if (error) end("crashed");
      });
    },
    kill() {
      end("crashed");
    },
  };
}

function spawnDecoder({ program, memoryBytesMax }: ChildTimes): ChildProcess {
  return forkChild({
    ...program,
    args: [String(memoryBytesMax)],
    env: { UV_THREADPOOL_SIZE: "2", VIPS_CONCURRENCY: "1", NODE_ENV: "production" },
    execArgv: [`--max-old-space-size=${HEAP_MB_MAX}`, "--disable-proto=delete"],
  });
}
