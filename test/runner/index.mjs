// Runs test files in a few bare Node processes whose modules stay loaded from file to file: loading them for each took most of the time.

import { fileURLToPath } from "node:url";
import { Worker } from "jest-worker";

const WORKER = fileURLToPath(new URL("worker.mjs", import.meta.url));
const REGISTER = new URL("register.mjs", import.meta.url).href;

/** A Jest runner: Jest's own framework still runs each file and says what came of it. */
export default class {
  isSerial = false;
  supportsEventEmitters = false;

  constructor(globalConfig) {
    this.globalConfig = globalConfig;
  }

  async runTests(tests, watcher, onStart, onResult, onFailure) {
    const { maxWorkers, workerIdleMemoryLimit } = this.globalConfig;
    const lanes = Math.min(maxWorkers, tests.length);
    const pool = new Worker(WORKER, {
      exposedMethods: ["run"],
      numWorkers: lanes,
      maxRetries: 0,
      // A process that has loaded everything takes a while to end.
      workerGracefulExitTimeout: 10_000,
      idleMemoryLimit: workerIdleMemoryLimit ?? undefined,
      forkOptions: {
        stdio: "inherit",
        execArgv: ["--import", REGISTER, "--no-warnings=ExperimentalWarning"],
      },
    });
    const waiting = [...tests];
    const lane = async () => {
      for (let test = waiting.shift(); test !== undefined; test = waiting.shift()) {
        if (watcher.isInterrupted()) return;
        await onStart(test);
        try {
          await onResult(test, await pool.run(test.path, this.globalConfig, test.context.config));
        } catch (error) {
          await onFailure(test, error);
        }
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    const { forceExited } = await pool.end();
    if (forceExited)
      process.stderr.write("A test worker did not end by itself: something it began still runs.\n");
  }
}
