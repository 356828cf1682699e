// The last line of a CI run: the test runner's own results and the longer checks that broke; `N passed, N failed`.

import { readFileSync } from "node:fs";

const [status = "1", broken = "0", ...files] = process.argv.slice(2);
let passed = 0;
let failed = 0;
let skipped = 0;
for (const file of files) {
  try {
    const result = JSON.parse(readFileSync(file, "utf8"));
    passed += result.numPassedTests;
    failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
    skipped += result.numPendingTests + result.numTodoTests;
    // Named here once more: the runner names them far above, and only the end of a long output is read.
    for (const { assertionResults } of result.testResults ?? [])
      for (const { status: state, fullName } of assertionResults)
        if (state === "failed") process.stdout.write(`failed: ${fullName}\n`);
  } catch {
    // No result at all: something broke before the tests ran, which is a failure.
    failed += 1;
  }
}
if (status !== "0" && failed === 0) failed = 1;
failed += Number(broken);
process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`);
process.exit(status === "0" && failed === 0 ? 0 : 1);
