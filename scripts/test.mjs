// `npm test`: format, types, lint, then the tests; `npm run test:long`: those that take long by nature.
// With STEWARD_TEST_RESULTS the runner's result is kept there as JSON.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const cwd = fileURLToPath(new URL("..", import.meta.url));
const run = (command, args) => spawnSync(command, args, { cwd, stdio: "inherit" }).status ?? 1;
const bin = (name) => fileURLToPath(new URL(`../node_modules/.bin/${name}`, import.meta.url));
const results = process.env["STEWARD_TEST_RESULTS"];
const isLong = process.argv.includes("--long");

const steps = isLong
  ? []
  : [
      ["format", bin("oxfmt"), ["--check", "."]],
      ["types", bin("tsc"), ["-p", "tsconfig.json"]],
      ["lint", bin("oxlint"), ["--type-aware", "--deny-warnings", "src", "test", "scripts"]],
    ];
let failed = 0;
for (const [name, command, args] of steps) {
  if (run(command, args) !== 0) {
    process.stderr.write(`${name}: not in order\n`);
    failed = 1;
  }
}
const jest = fileURLToPath(new URL("../node_modules/jest/bin/jest.js", import.meta.url));
const extra = results === undefined ? [] : ["--json", `--outputFile=${results}`];
const tests = run(process.execPath, [
  jest,
  ...extra,
  ...(isLong ? ["\\.long\\.test\\.ts$"] : process.argv.slice(2)),
]);
process.exit(tests === 0 ? failed : tests);
