// Writes many files into a folder while the next ones are being made.

import { forkChild } from "../../platform/child.ts";
import type { Output } from "./files.ts";

export interface ToProcess {
  readonly batch: readonly Output[];
}

export interface FromProcess {
  readonly trouble: string | undefined;
}

export interface FolderWriter {
  /** May wait: what is made faster than it can be written must not fill the memory. Throws what an earlier write threw. */
  put(output: Output): Promise<void>;
  /** Throws unless everything was written. */
  end(): Promise<void>;
}

const PROCESSES = 2;
const BATCH_LENGTH = 128 * 1024;
const BATCHES_WAITING_MAX = 3;

export function openWriter(folder: string): FolderWriter {
  const writing = Array.from({ length: PROCESSES }, () => openProcess(folder));
  let batch: Output[] = [];
  let length = 0;
  let turn = 0;
  const flush = async (): Promise<void> => {
    const full = batch;
    [batch, length] = [[], 0];
    const one = writing[turn++ % PROCESSES];
    if (full.length > 0) await one?.write(full);
  };
  return {
    async put({ path, content }) {
      // As bytes outside of V8's heap: as text, what was sent stays there as garbage for long.
      batch.push({ path, content: typeof content === "string" ? Buffer.from(content) : content });
      length += content.length;
      if (length >= BATCH_LENGTH) await flush();
    },
    async end() {
      const flushed = await Promise.allSettled([flush()]);
      const ended = await Promise.allSettled(writing.map((one) => one.end()));
      const failed = [...flushed, ...ended].find((one) => one.status === "rejected");
      if (failed !== undefined) throw failed.reason;
    },
  };
}

interface Writing {
  write(batch: readonly Output[]): Promise<void>;
  end(): Promise<void>;
}

function openProcess(folder: string): Writing {
  const child = forkChild({
    beside: import.meta.url,
    file: "./process",
    args: [folder],
    env: { NODE_ENV: "production" },
    execArgv: [],
  });
  let waiting = 0;
  let trouble: Error | undefined;
  let wake = (): void => undefined;
  child.on("message", (answer: FromProcess) => {
    waiting -= 1;
    if (answer.trouble !== undefined) trouble ??= new Error(answer.trouble);
    wake();
  });
  const gone = (because: string) => {
    trouble ??= new Error(because);
    wake();
  };
  child.on("error", (error) => gone(error.message));
  child.on("exit", () => gone("the writing process has ended"));
  const until = async (most: number): Promise<void> => {
    while (waiting > most && trouble === undefined)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    if (trouble !== undefined) throw trouble;
  };
  return {
    async write(batch) {
      await until(BATCHES_WAITING_MAX - 1);
      waiting += 1;
      child.send({ batch } satisfies ToProcess, (error) => {
        if (error) gone(error.message);
      });
    },
    async end() {
      try {
        await until(0);
      } finally {
        if (child.connected) child.disconnect();
      }
    },
  };
}
