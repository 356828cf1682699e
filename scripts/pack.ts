// Before `npm pack` and `npm publish`: makes the built files small, and pins what an install of the package resolves to.
// Usage: tsx scripts/pack.ts, after the build; tsx scripts/pack.ts --clean, after packing.

import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { transformSync } from "esbuild";

const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
const SHRINKWRAP = at("npm-shrinkwrap.json");

interface LockEntry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly resolved?: string;
  readonly devDependencies?: Readonly<Record<string, string>>;
  /** Each package says these itself. */
  readonly funding?: unknown;
  readonly license?: unknown;
}

export interface Lock {
  readonly name: string;
  readonly version: string;
  readonly lockfileVersion: number;
  readonly requires?: boolean;
  readonly packages: Readonly<Record<string, LockEntry>>;
}

/** The production part of a lock: what an install of the published package is to resolve to, on every platform. */
export function shrinkwrapOf(lock: Lock): Lock {
  const packages = Object.entries(lock.packages)
    .filter(([, { dev }]) => dev !== true)
    .map(([path, entry]) => {
      const { devDependencies: _left, funding: _funds, license: _terms, ...kept } = entry;
      return [path, kept] as const;
    });
  return { ...lock, packages: Object.fromEntries(packages) };
}

/**
 * Prints a built file anew without comments and without the space that nothing needs: more than a third of its bytes. Names
 * stay, and lines are no longer than a hundred characters, so that a stack trace, which names files in `dist/`, can be followed
 * there without a source map.
 */
export function reprint(code: string): string {
  return transformSync(code, {
    charset: "utf8",
    target: "es2023",
    legalComments: "inline",
    minifySyntax: true,
    minifyWhitespace: true,
    lineLimit: 100,
  }).code;
}

function pack(): void {
  const lock = JSON.parse(readFileSync(at("package-lock.json"), "utf8")) as Lock;
  writeFileSync(SHRINKWRAP, `${JSON.stringify(shrinkwrapOf(lock))}\n`);
  const dist = at("dist");
  for (const path of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
    // What the browser gets stays as it was written: people read it there.
    if (!path.endsWith(".js") || /^browser[\\/]/.test(path)) continue;
    const file = join(dist, path);
    writeFileSync(file, reprint(readFileSync(file, "utf8")));
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  // It must not stay: in a checkout npm would take it in place of package-lock.json.
  if (process.argv.includes("--clean")) rmSync(SHRINKWRAP, { force: true });
  else pack();
}
