// `steward build` against Eleventy 3 rendering the same pages from the same data, and against merely writing the same files.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import sharp from "sharp";
import { readPrevious } from "../../src/cli/folder-site.ts";
import { readBrowserSources } from "../../src/adapters/storefront-files.ts";
import { encode } from "../../src/adapters/images/encode.ts";
import { openWorktree } from "../../src/adapters/worktree/worktree.ts";
import { readHistory } from "../../src/adapters/worktree/history.ts";
import { siteOf } from "../../src/core/catalog/site.ts";
import { openStorefront } from "../../src/core/storefront/storefront.ts";
import { readPolicy } from "../../src/cli/folder-policy.ts";
import { ELEVENTY, textsIn, wordsOf, writeCatalog, writeEleventy } from "./build-stage.ts";
import { median } from "./figures.ts";

const LISTINGS = 10_000;
const ROUNDS = 5;
const ELEVENTY_ROUNDS = 2;
const MANY = 50_000;
const IMAGES = 300;

export const benchBuild = (): Promise<void> => inFolder(againstEleventy);
export const benchBuildMany = (): Promise<void> => inFolder(many);
export const benchEncoding = (): Promise<void> => inFolder(firstEncoding);

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "steward-bench-"));
  try {
    execFileSync("npm", ["run", "-s", "build"], { stdio: "inherit" });
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function againstEleventy(folder: string): Promise<void> {
  const [catalog, out, project] = ["catalog", "out", "eleventy"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeCatalog(catalog, LISTINGS);
  await steward(["--catalog", catalog, "--out", out]);
  const paths = filesIn(out);
  const texts = textsIn(out, paths);
  await writeProject(project, catalog, out, texts);
  execFileSync("npm", ["install", "--no-save", "--no-audit", "--no-fund", `@11ty/eleventy@${ELEVENTY}`], {
    cwd: project,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [ours, merely, eleventy]: [number[], number[], number[]] = [[], [], []];
  let memoryMiB = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    // A folder of its own each time, and nothing is deleted meanwhile: file systems that spare inodes deleted a moment ago
    // (ext4) take ten times as long to make a file after many were.
    const run = await steward(["--catalog", catalog, "--out", join(folder, `ours-${round}`)]);
    ours.push(run.ms);
    memoryMiB = Math.max(memoryMiB, run.memoryMiB);
    merely.push(writeAll(join(folder, `written-${round}`), texts));
    if (round >= ELEVENTY_ROUNDS) continue;
    const theirs = join(folder, `theirs-${round}`);
    eleventy.push(await runEleventy(project, theirs));
    if (round === 0) compare(texts, theirs, paths);
  }
  const [our, bare, their] = [ours, merely, eleventy].map(median) as [number, number, number];
  const home = readFileSync(join(out, "index.html"));
  console.log(
    `${LISTINGS} listings, ${paths.length} files, medians of ${ROUNDS} (Eleventy ${ELEVENTY_ROUNDS}): ` +
      `steward build ${seconds(our)}, Eleventy ${ELEVENTY} ${seconds(their)}, merely writing ${seconds(bare)}`,
  );
  console.log(`  Eleventy takes ${(their / our).toFixed(1)} × as long (bound: at least 5)`);
  console.log(
    `  against merely writing: ${median(ours.map((ms, at) => ms / (merely[at] ?? 1))).toFixed(2)} × (bound: at most 4);` +
      ` each round ${ours.map((ms, at) => (ms / (merely[at] ?? 1)).toFixed(2)).join(", ")}`,
  );
  console.log(
    `  memory of the main process: ${memoryMiB.toFixed(0)} MiB; home page: ${kib(home.length)}, ${kib(gzipSync(home).length)} with gzip`,
  );
}

async function writeProject(
  project: string,
  catalog: string,
  out: string,
  texts: ReadonlyMap<string, string>,
): Promise<void> {
  const published = await readPrevious(out);
  const history = await readHistory(catalog);
  const { policy } = await readPolicy(openWorktree(catalog));
  if (published === undefined) throw new Error("nothing was built");
  const { head, entries } = published;
  const site = {
    ...siteOf(policy, history.repositoryUrl),
    generation: head.generation,
    source: { commit: head.source.commit, at: head.source.at },
  };
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), '{"private":true,"type":"module"}\n');
  writeEleventy(
    project,
    openStorefront({ site, entries, removed: [] }, readBrowserSources()),
    entries,
    texts,
  );
}

async function runEleventy(project: string, out: string): Promise<number> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, ["node_modules/@11ty/eleventy/cmd.cjs", "--quiet"], {
    cwd: project,
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      ...process.env,
      NODE_OPTIONS: "--max-old-space-size=8192",
      BENCH_DATA: join(project, "data.json"),
      BENCH_PLAIN: "plain",
      BENCH_OUT: out,
    },
  });
  const [code] = (await once(child, "exit")) as [number];
  if (code !== 0) throw new Error(`Eleventy ended with ${code}`);
  return performance.now() - startedMs;
}

/** The comparison is worth nothing unless both made the same pages. */
function compare(ours: ReadonlyMap<string, string>, theirs: string, paths: readonly string[]): void {
  const made = new Set(filesIn(theirs));
  const missing = paths.filter((path) => !made.has(path));
  if (missing.length > 0 || made.size !== paths.length)
    throw new Error(
      `Eleventy wrote ${made.size} files, not ${paths.length}: ${missing.slice(0, 3).join(" ")}`,
    );
  for (const [path, text] of ours) {
    const [one, other] = [text, readFileSync(join(theirs, path), "utf8")].map(wordsOf) as [string, string];
    if (one === other) continue;
    const at = Array.from(one).findIndex((character, index) => character !== other[index]);
    const around = (words: string) => words.slice(Math.max(0, at - 40), at + 80);
    throw new Error(`Eleventy's ${path} says something else:\n${around(one)}\n${around(other)}`);
  }
}

function writeAll(folder: string, texts: ReadonlyMap<string, string>): number {
  const startedMs = performance.now();
  const made = new Set<string>();
  for (const [path, text] of texts) {
    const file = join(folder, path);
    const parent = dirname(file);
    if (!made.has(parent)) mkdirSync(parent, { recursive: true });
    made.add(parent);
    writeFileSync(file, text);
  }
  return performance.now() - startedMs;
}

async function many(folder: string): Promise<void> {
  const [catalog, out] = [join(folder, "many"), join(folder, "many-out")];
  writeCatalog(catalog, MANY);
  const { ms, memoryMiB } = await steward(["--catalog", catalog, "--out", out]);
  const files = filesIn(out);
  const bytes = files.reduce((sum, path) => sum + statSync(join(out, path)).size, 0);
  const home = readFileSync(join(out, "index.html"));
  console.log(
    `${MANY} listings: ${seconds(ms)}, ${files.length} files, ${(bytes / 2 ** 20).toFixed(0)} MiB on disk; memory of the main process ${memoryMiB.toFixed(0)} MiB; ` +
      `home page ${kib(home.length)}, ${kib(gzipSync(home).length)} with gzip`,
  );
  for (const path of [catalog, out]) rmSync(path, { recursive: true, force: true });
}

async function firstEncoding(folder: string): Promise<void> {
  const images = await Promise.all(Array.from({ length: IMAGES }, (_, at) => noise(at)));
  const catalog = join(folder, "pictures");
  writeCatalog(catalog, IMAGES, (at) => images[at] ?? Buffer.of());
  sharp.cache(false);
  sharp.concurrency(1);
  const ratios: number[] = [];
  const again: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const out = join(folder, `pictures-${round}`);
    const { ms } = await steward(["--catalog", catalog, "--out", out]);
    const startedMs = performance.now();
    const rest = images.values();
    await Promise.all(
      [1, 2].map(async () => {
        for (const bytes of rest) await encode(bytes, "card");
      }),
    );
    ratios.push(ms / (performance.now() - startedMs));
    again.push((await steward(["--catalog", catalog, "--previous", out, "--out", out])).ms / ms);
  }
  console.log(
    `first build with ${IMAGES} images against bare sharp making the same files, two at once: ${median(ratios).toFixed(2)} × (bound 1.3); ` +
      `built again with --previous: ${(100 * median(again)).toFixed(0)} % of that`,
  );
}

function noise(at: number): Promise<Buffer> {
  const background = { r: (at * 37) % 256, g: (at * 91) % 256, b: (at * 151) % 256 };
  const made = sharp({
    create: {
      width: 512,
      height: 512,
      channels: 3,
      background,
      noise: { type: "gaussian", mean: 128, sigma: 8 },
    },
  });
  return made.png().toBuffer();
}

async function steward(words: readonly string[]): Promise<{ ms: number; memoryMiB: number }> {
  const startedMs = performance.now();
  // A child of its own, as whoever runs the command has it.
  const child = spawn(process.execPath, ["--import", MEASURE, "dist/cli/main.js", "build", ...words], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const [code] = (await once(child, "close")) as [number];
  const ms = performance.now() - startedMs;
  const peak = Number(/peak (\d+)/.exec(said)?.[1]);
  if (code !== 0) throw new Error(`steward build ended with ${code}: ${said}`);
  return { ms, memoryMiB: peak / 1024 };
}

/** The largest the process has been, in KiB, said as it ends. */
const MEASURE = `data:text/javascript,process.on("exit",()=>process.stderr.write("peak "+process.resourceUsage().maxRSS+"\\n"))`;

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function kib(bytes: number): string {
  return `${(bytes / 1_024).toFixed(1)} KiB`;
}
