// Says at the end of a run which test files took longest, one line each.

import { relative } from "node:path";

const SHOWN = 10;

/** A Jest reporter. A run of a few files says by itself what each took. */
export default class {
  onRunComplete(_contexts, { testResults }) {
    if (testResults.length <= SHOWN) return;
    const slowest = testResults
      .map(({ testFilePath, perfStats }) => ({
        path: relative(process.cwd(), testFilePath),
        ms: perfStats.runtime,
      }))
      .toSorted((one, other) => other.ms - one.ms)
      .slice(0, SHOWN);
    const lines = slowest.map(({ path, ms }) => `${(ms / 1_000).toFixed(1).padStart(7)} s  ${path}\n`);
    process.stderr.write(
      `\nThe ${lines.length} slowest of ${testResults.length} test files:\n${lines.join("")}`,
    );
  }
}
