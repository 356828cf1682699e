// `npm run test:browser`: finds a Chromium (or installs Debian's), or says what is missing and fails; then runs test/browser/.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

function found() {
  const named = process.env["CHROMIUM_PATH"];
  if (named !== undefined) return existsSync(named) ? named : undefined;
  return PLACES.find((path) => existsSync(path));
}

function install() {
  const isRoot = process.getuid?.() === 0;
  if (process.env["CHROMIUM_PATH"] !== undefined || !isRoot || !existsSync("/usr/bin/apt-get")) return;
  console.log("No Chromium here: installing Debian's (about 100 MB).");
  const quiet = { stdio: ["ignore", "ignore", "inherit"] };
  spawnSync("apt-get", ["update", "-q"], quiet);
  spawnSync("apt-get", ["install", "-q", "-y", "--no-install-recommends", "chromium"], quiet);
}

function missing() {
  const named = process.env["CHROMIUM_PATH"];
  console.error(
    named === undefined
      ? "No Chromium was found. Install it (`apt-get install -y chromium`), or name one: CHROMIUM_PATH=/path/to/chromium npm run test:browser"
      : `CHROMIUM_PATH names ${JSON.stringify(named)}, and there is nothing.`,
  );
  process.exit(1);
}

if (found() === undefined) install();
const chromium = found() ?? missing();
const folder = fileURLToPath(new URL("../test/browser/", import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(folder)
  .filter(
    (name) =>
      name.endsWith(".browser.ts") && (wanted.length === 0 || wanted.some((one) => name.includes(one))),
  )
  .map((name) => `${folder}${name}`);
const { status } = spawnSync(
  process.execPath,
  ["--import", "tsx", "--test", "--test-concurrency=1", "--test-reporter=spec", ...files],
  { stdio: "inherit", env: { ...process.env, CHROMIUM_PATH: chromium } },
);
process.exitCode = status ?? 1;
