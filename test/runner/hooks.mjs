// What Node asks while it loads a module: types are taken out, and the outcome is kept beside the installed packages.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const GLOBALS = new URL("globals.mjs", import.meta.url).href;
const CACHE = new URL("../../node_modules/.cache/steward-types/", import.meta.url);
/** Whoever changes how sources are changed, or the packages that do it, counts on. */
const VERSION = "1";

export function resolve(specifier, context, next) {
  // Jest's own package of this name only works in Jest's own module loader.
  if (specifier === "@jest/globals") {
    const from = context.parentURL ?? "";
    const url = from.endsWith(".test.ts") ? `${GLOBALS}?${encodeURIComponent(from)}` : GLOBALS;
    return { url, format: "module", shortCircuit: true };
  }
  return next(specifier, context);
}

export function load(url, context, next) {
  const path = url.split("?", 1)[0];
  if (!/\.tsx?$/.test(path) || path.includes("/node_modules/")) return next(url, context);
  const source = readFileSync(fileURLToPath(path), "utf8");
  return { format: "module", source: stripped(source, path.endsWith("x")), shortCircuit: true };
}

function stripped(source, isTsx) {
  const name = createHash("sha256").update(`${VERSION} ${isTsx}\n${source}`).digest("hex");
  const file = new URL(`${name}.mjs`, CACHE);
  try {
    return readFileSync(file, "utf8");
  } catch {
    const code = isTsx ? withoutJsx(source) : withoutTypes(source);
    mkdirSync(CACHE, { recursive: true });
    // Written aside: another process may be reading the same one.
    const aside = new URL(`${name}.${process.pid}`, CACHE);
    writeFileSync(aside, code);
    renameSync(aside, file);
    return code;
  }
}

/** Leaves blanks, so that every line and column of a stack is the source's own. */
function withoutTypes(source) {
  return require("@swc/wasm-typescript").transformSync(source, { mode: "strip-only", module: true }).code;
}

function withoutJsx(source) {
  return require("@swc/core").transformSync(source, {
    jsc: {
      parser: { syntax: "typescript", tsx: true },
      transform: { react: { runtime: "automatic", importSource: "preact" } },
      target: "es2022",
    },
    module: { type: "es6" },
  }).code;
}
