// Pages read on a thread of their own: the worst of them keeps neither a delivery nor another catalog waiting.

import { Tinypool } from "tinypool";
import { known, unavailable, type DocumentationPage } from "../../core/facts.ts";
import { ownFile, loaderFor, threadsLoad } from "../../platform/child.ts";
import type { ReadPage } from "../../ports/pages.ts";
import { readPageHere } from "./read-page.ts";
import type { PageTask } from "./reader-thread.ts";

/** The slowest page that we know of takes two seconds where nothing else runs. */
const READ_MS_MAX = 20_000;
/** Reading follows pages with a pause; a thread that waits holds memory. */
const IDLE_MS_MAX = 60_000;
const HEAP_MB_MAX = 256;

export interface PageReader {
  readonly read: ReadPage;
  /** Ends the thread; what is still read is answered as unavailable. */
  close(): Promise<void>;
}

/** `thread`: what it runs, without an ending; it stands beside this file. */
export function createPageReader({ msMax = READ_MS_MAX, thread = "./reader-thread" } = {}): PageReader {
  // Run from a checkout, where nobody else waits: pages are read here.
  if (!threadsLoad(import.meta.url)) return { read: readPageHere, close: () => Promise.resolve() };
  let pool: Tinypool | undefined;
  const open = (): Tinypool => {
    if (pool !== undefined) return pool;
    pool = new Tinypool({
      filename: ownFile(import.meta.url, thread),
      runtime: "worker_threads",
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: IDLE_MS_MAX,
      // It gets nothing of ours: no token, no database address.
      env: {},
      execArgv: [...loaderFor(import.meta.url)],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX },
    });
    // A thread that goes while it reads nothing has no page to tell of it: unheard, that would end the process.
    pool.on("error", () => undefined);
    return pool;
  };
  const readNow: ReadPage = async (bytes, contentType, url) => {
    const task: PageTask = { bytes, contentType, url };
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), msMax);
    try {
      const page: unknown = await open().run(task, { name: "read", signal: limit.signal });
      return known(page as DocumentationPage);
    } catch {
      return unavailable(limit.signal.aborted ? "our-limit" : "crashed");
    } finally {
      clearTimeout(timer);
    }
  };
  // One after another, so that a page's time is counted from where its own reading starts.
  let last: Promise<unknown> = Promise.resolve();
  return {
    read(...page) {
      const reading = last.then(() => readNow(...page));
      last = reading;
      return reading;
    },
    async close() {
      await pool?.destroy();
      pool = undefined;
    },
  };
}
