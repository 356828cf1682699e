// One test process: gives Jest's framework each file in turn, and fails a file that leaves something behind for the next.

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const { default: runFile } = require("jest-circus/runner");

/** What Jest's framework itself sets for each file. */
const FRAMEWORK_NAMES = new Set(
  "afterAll afterEach beforeAll beforeEach describe expect fdescribe fit it test xdescribe xit xtest".split(
    " ",
  ),
);
const FRAMEWORK_SYMBOLS = /^(?:JEST_STATE_SYMBOL|EVENT_HANDLERS|TEST_TIMEOUT_SYMBOL|RETRY_\w+|\w+_RETRY)$/;
/** What libraries set once, when they are loaded: sharp, zod, tslib. */
const LIBRARIES = /^(?:VIPSHOME|__.*)$/;

const SLOW_END_MS = 2_000;

// Whoever is interrupted takes its workers along.
const orphaned = () => process.exit(1);
process.on("disconnect", orphaned);

/** Called by Jest's runner for each file. */
export async function run(path, globalConfig, config) {
  const before = surroundings();
  const start = Date.now();
  try {
    const result = await runFile(globalConfig, config, { global: globalThis }, moduleLoader(), path);
    const end = Date.now();
    const left = leftBehind(before);
    if (left.length > 0) throw new Error(`left behind for the next test file: ${left.join(", ")}`);
    return {
      ...result,
      perfStats: {
        ...result.perfStats,
        start,
        end,
        runtime: end - start,
        slow: (end - start) / 1_000 > config.slowTestThreshold,
      },
      skipped: result.testResults.every(({ status }) => status === "pending"),
    };
  } finally {
    restore(before);
  }
}

/** Called by Jest's pool at the end: names what keeps the process alive, should something do so. */
export function teardown() {
  // Listening would itself be a reason to stay.
  process.off("disconnect", orphaned);
  const stuck = setTimeout(() => {
    process.stderr.write(
      `A test worker does not end; open: ${process.getActiveResourcesInfo().join(", ")}\n`,
    );
  }, SLOW_END_MS);
  stuck.unref();
}

/** What Jest's framework asks of Jest's own module loader, answered by Node's. */
function moduleLoader() {
  return {
    // The framework keeps its state in its module: each file gets a fresh one.
    requireInternalModule(path) {
      delete require.cache[path];
      return require(path);
    },
    requireModule: (path) => require(path),
    unstable_shouldLoadAsEsm: () => true,
    unstable_importModule: (path) => import(pathToFileURL(path).href),
    setGlobalsForRuntime() {},
    enterTestCode() {},
    leaveTestCode() {},
  };
}

function surroundings() {
  return { env: { ...process.env }, cwd: process.cwd(), names: new Set(Object.keys(globalThis)) };
}

/** Files share a process, so none may change what the next one sees. */
function leftBehind({ env, cwd, names }) {
  const changed = Object.keys({ ...env, ...process.env }).filter((name) => env[name] !== process.env[name]);
  const added = Object.keys(globalThis).filter((name) => !names.has(name) && !FRAMEWORK_NAMES.has(name));
  return [
    ...changed.filter((name) => !LIBRARIES.test(name)).map((name) => `environment variable ${name}`),
    ...added.filter((name) => !LIBRARIES.test(name)).map((name) => `global ${name}`),
    ...(process.cwd() === cwd ? [] : [`working directory ${process.cwd()}`]),
  ];
}

function restore({ env, cwd }) {
  for (const symbol of Object.getOwnPropertySymbols(globalThis))
    if (FRAMEWORK_SYMBOLS.test(symbol.description ?? "")) Reflect.deleteProperty(globalThis, symbol);
  for (const name of Object.keys(process.env))
    if (!(name in env) && !LIBRARIES.test(name)) delete process.env[name];
  Object.assign(process.env, env);
  process.chdir(cwd);
}
