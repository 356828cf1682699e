// The package as users get it: packed, installed into empty folders, and run there. Asks the registry that npm is set up with.

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const UNPACKED_BYTES_MAX = 2_000_000;
const INSTALL_BYTES_MAX = 120 * 1024 * 1024;
const MINUTES_MAX = 5 * 60_000;
const run = promisify(execFile);

/** npm as from a shell: what an `npm run` around the tests tells its scripts is about another package. */
const ENV = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_OPTIONS$|^INIT_CWD$/.test(name)),
);
const inFolder = (cwd: string) => ({ cwd, env: ENV, maxBuffer: 64 * 1024 * 1024 });
const npm = (cwd: string, ...args: readonly string[]) =>
  run("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], inFolder(cwd));

interface Packed {
  readonly filename: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

interface Locked {
  readonly packages: Readonly<Record<string, { readonly version: string; readonly dev?: boolean }>>;
}

const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as Locked;
let folder: string;
let packed: Packed;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "steward-package-"));
  const { stdout } = await npm(ROOT, "pack", "--json", "--pack-destination", folder);
  // What the scripts around it print comes first.
  const [first] = JSON.parse(stdout.slice(stdout.search(/^\[/m))) as readonly Packed[];
  if (first === undefined) throw new Error("nothing was packed");
  packed = first;
}, MINUTES_MAX);

afterAll(async () => rm(folder, { recursive: true, force: true }));

/** What it takes on disk, in whole blocks, as `du` counts. */
function bytesOnDisk(path: string): number {
  const { blocks } = lstatSync(path);
  if (!lstatSync(path).isDirectory()) return blocks * 512;
  return readdirSync(path).reduce((sum, name) => sum + bytesOnDisk(join(path, name)), blocks * 512);
}

/** A new marketplace laid out and checked: what needs the packages, the templates and the child processes. */
async function tryCommands(cwd: string, main: string): Promise<void> {
  const steward = (...args: readonly string[]) => run(process.execPath, [main, ...args], inFolder(cwd));
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
  expect((await steward("--version")).stdout.trim()).toBe(version);
  expect(JSON.parse((await steward("schema")).stdout)).toHaveProperty("properties.summary");
  await steward("init", join(cwd, "market"), "--yes");
  expect(existsSync(join(cwd, "market/.github/steward.yml"))).toBe(true);
  await steward("policy", "check", "--catalog", join(cwd, "market"));
}

describe("the package", () => {
  it(`has at most ${UNPACKED_BYTES_MAX / 1e6} MB, what runs, what explains it, and what pins its dependencies`, () => {
    const paths = packed.files.map(({ path }) => path);
    expect(packed.unpackedSize).toBeLessThanOrEqual(UNPACKED_BYTES_MAX);
    expect(paths).toEqual(
      expect.arrayContaining([
        "npm-shrinkwrap.json",
        "dist/cli/main.js",
        "dist/adapters/images/decoder.js",
        "dist/browser/search.js",
        "app.yml",
        "docs/running.md",
        "submissions-template/.github/steward.yml",
        "LICENSE",
        "README.md",
      ]),
    );
    expect(paths.filter((path) => /\.map$|\.tsx?$|^(?:src|test|scripts)\//.test(path))).toEqual([]);
    expect(existsSync(join(ROOT, "npm-shrinkwrap.json"))).toBe(false);
  });

  it(
    `runs on its production packages alone, which take at most ${INSTALL_BYTES_MAX / 1024 / 1024} MB`,
    async () => {
      const at = join(folder, "production");
      await mkdir(at);
      for (const name of ["package.json", "package-lock.json", ".npmrc"])
        await copyFile(join(ROOT, name), join(at, name));
      await npm(at, "ci", "--omit=dev", "--ignore-scripts");
      expect(bytesOnDisk(join(at, "node_modules"))).toBeLessThanOrEqual(INSTALL_BYTES_MAX);
      await npm(at, "ls", "--all", "--omit=dev");
      await run("tar", ["-xzf", join(folder, packed.filename), "--strip-components=1"], inFolder(at));
      await tryCommands(at, join(at, "dist/cli/main.js"));
    },
    MINUTES_MAX,
  );

  it(
    "is installed from a registry with the very versions of the lock",
    async () => {
      const at = join(folder, "installed");
      await mkdir(at);
      await writeFile(join(at, "package.json"), '{ "private": true }\n');
      const registry = await serveRegistry(join(folder, packed.filename));
      try {
        await npm(at, "install", "marketplace-steward", "--ignore-scripts", `--registry=${registry.url}`);
      } finally {
        await registry.stop();
      }
      const home = join(at, "node_modules/marketplace-steward");
      const installed = JSON.parse(
        readFileSync(join(at, "node_modules/.package-lock.json"), "utf8"),
      ) as Locked;
      const versions = Object.entries(installed.packages).flatMap(([path, { version }]) => {
        const own = path.split("node_modules/marketplace-steward/")[1];
        return own === undefined ? [] : [[own, version] as const];
      });
      expect(versions.length).toBeGreaterThan(150);
      expect(versions.filter(([path, version]) => lock.packages[path]?.version !== version)).toEqual([]);
      await tryCommands(at, join(home, "dist/cli/main.js"));
    },
    MINUTES_MAX,
  );
});

/** A registry that has this one package, as npm's would after `npm publish`, and sends on to npm's own for the others. */
async function serveRegistry(
  tarball: string,
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const { stdout } = await npm(tmpdir(), "config", "get", "registry");
  const other = stdout.trim().replace(/\/$/, "");
  const bytes = readFileSync(tarball);
  const manifest = JSON.parse(
    (await run("tar", ["-xzOf", tarball, "package/package.json"])).stdout,
  ) as Readonly<Record<string, string>>;
  const name = manifest["name"] ?? "";
  const version = manifest["version"] ?? "";
  const server = createServer((request, response) => {
    if (request.url === `/${name}/-/package.tgz`) response.end(bytes);
    else if (request.url === `/${name}`) {
      const { port } = server.address() as AddressInfo;
      response.setHeader("content-type", "application/json").end(
        JSON.stringify({
          name,
          "dist-tags": { latest: version },
          versions: {
            [version]: {
              ...manifest,
              // npm reads the file in a package only where its registry says that there is one.
              _hasShrinkwrap: true,
              dist: {
                tarball: `http://127.0.0.1:${port}/${name}/-/package.tgz`,
                integrity: `sha512-${createHash("sha512").update(bytes).digest("base64")}`,
              },
            },
          },
        }),
      );
    } else response.writeHead(302, { location: `${other}${request.url ?? "/"}` }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
