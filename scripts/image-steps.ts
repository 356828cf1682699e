// `npm run image-steps`: does what the Dockerfile says in a clean folder, starts the result as its user and tries it.

import { randomBytes } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildStages, type Built } from "./image-build.ts";
import { readDockerfile, type Stage } from "./dockerfile.ts";
import { startInImage } from "./image-run.ts";
import { ROLL_UP } from "../src/core/review/seen.ts";
import { layOutSample, propose, SAMPLE_CATALOG } from "../src/sandbox/sample/catalog.ts";
import { sampleWeb } from "../src/sandbox/sample/web.ts";
import { createSandbox } from "../src/sandbox/sandbox.ts";
import { createWebHosts } from "../src/sandbox/web-hosts.ts";

const CONTEXT = fileURLToPath(new URL("..", import.meta.url));
/** The layers that are ours; the base image comes on top. */
const BYTES_MAX = 130_000_000;
const STOP_MS_MAX = 10_000;
const TRIES_MAX = 240;
const TRY_MS = 250;

let passed = 0;
const say = (text: string): void => console.log(`image-steps: ${text}`);
function check(what: string, holds: boolean, otherwise: () => string = () => ""): void {
  if (!holds) throw new Error(`${what}: no\n${otherwise()}`);
  passed += 1;
  say(`ok: ${what}`);
}

async function until<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T | undefined> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await new Promise((resolve) => setTimeout(resolve, TRY_MS));
  }
  return undefined;
}

async function main(): Promise<void> {
  process.umask(0o022);
  const folder = mkdtempSync(join(tmpdir(), "steward-image-"));
  // Its user has to get in.
  chmodSync(folder, 0o755);
  try {
    const stages = readDockerfile(readFileSync(join(CONTEXT, "Dockerfile"), "utf8"));
    const image = stages.at(-1);
    if (image === undefined) throw new Error("Dockerfile: no stage");
    const built = await buildStages(stages, CONTEXT, folder, say);
    const bytes = sizeOf(built.root);
    say(`${(bytes / 1e6).toFixed(1)} MB on top of ${image.base}`);
    check(`at most ${BYTES_MAX / 1e6} MB`, bytes <= BYTES_MAX);
    check("the user is not root", built.user.uid > 0 && built.user.gid > 0);
    // Where the base image has it. A copy, since the one that runs this may lie in a folder of root's.
    mkdirSync(join(built.root, "usr/local/bin"), { recursive: true });
    copyFileSync(process.execPath, join(built.root, "usr/local/bin/node"));
    const writable = ["/tmp", ...image.volumes].map((path) => join(built.root, path));
    chmodSync(join(built.root, "tmp"), 0o1777);
    protect(built.root, writable, false);
    const before = listing(built.root, writable);
    await tryWithoutCredentials(image, built);
    await tryWithSandbox(image, built, folder);
    const added = listing(built.root, writable).filter((path) => !before.includes(path));
    check("nothing was written elsewhere", added.length === 0, () => added.join("\n"));
  } finally {
    protect(folder, [], true);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What somebody sees who has just pulled the image: the page that registers the App, and a healthy container. */
async function tryWithoutCredentials(image: Stage, built: Built): Promise<void> {
  const port = await freePort();
  const running = startInImage(image, built, { PORT: String(port) });
  try {
    const answered = await until(() => statusOf(port, "/registration"));
    check("without credentials it offers to register the App", answered === 200, running.output);
    check("it is healthy meanwhile", (await running.health()) === 0, running.output);
    check("and stops when it is told to", (await running.stop(STOP_MS_MAX)) === 0, running.output);
  } finally {
    running.kill();
  }
}

async function tryWithSandbox(image: Stage, built: Built, folder: string): Promise<void> {
  const port = await freePort();
  const pages = sampleWeb().hosts["calendar-bridge.example"] ?? {};
  const hosts = await createWebHosts({ localhost: pages });
  const sandbox = await createSandbox({ webhookSecret: randomBytes(32).toString("hex") });
  const ca = join(folder, "ca.pem");
  writeFileSync(ca, hosts.ca, { mode: 0o644 });
  const running = startInImage(image, built, {
    PORT: String(port),
    APP_ID: String(sandbox.appId),
    PRIVATE_KEY: sandbox.privateKey.replaceAll("\n", "\\n"),
    WEBHOOK_SECRET: sandbox.webhookSecret,
    RECORD_KEY: randomBytes(32).toString("hex"),
    GITHUB_API_URL: sandbox.url,
    // The one host of the outside world that is opened; what it serves is the sample's small web.
    FETCH_ALLOW: `localhost:${hosts.port}`,
    NODE_EXTRA_CA_CERTS: ca,
  });
  try {
    check("/healthz answers 200", (await until(() => statusOf(port, "/healthz"))) === 200, running.output);
    check("the health check's command says so", (await running.health()) === 0, running.output);
    const environment = readFileSync(`/proc/${running.pid}/environ`, "utf8");
    check(
      "no secret stands where its children could read it",
      !/PRIVATE_KEY|SECRET|RECORD_KEY/.test(environment),
    );
    check("but what Node reads for itself does", environment.includes(`NODE_EXTRA_CA_CERTS=${ca}`));
    const mayWrite = (path: string) => running.tryToWrite(join(built.root, path));
    check("the App's folder cannot be written to", !(await mayWrite(built.workdir)), running.output);
    for (const volume of image.volumes) check(`${volume} can`, await mayWrite(volume), running.output);
    await layOutSample(sandbox);
    sandbox.setWebhookTarget(`http://127.0.0.1:${port}/api/github/webhooks`);
    await propose(sandbox, "calendar-owner", "Add Calendar Bridge", {
      "listings/calendar-bridge.yml": listingAt(`https://localhost:${hosts.port}`),
    });
    const sha = sandbox.branchSha("calendar-owner/marketplace", "add-calendar-bridge") ?? "";
    const runs = () => sandbox.checkRuns(SAMPLE_CATALOG, sha);
    const verdict = await until(
      () => runs().find(({ name, status }) => name === ROLL_UP && status === "completed")?.conclusion,
    );
    // Its pages were fetched and its image decoded, each in a process that was started from the built package.
    check("a pull request is reviewed", verdict === "success", () =>
      [
        ...runs().map(({ name, conclusion, summary }) => `${name}: ${conclusion} ${summary}`),
        running.output(),
      ].join("\n"),
    );
    const fetched = new Set(hosts.requests.map(({ path }) => path));
    check(
      "its pages and its image were fetched",
      ["/", "/docs", "/logo.svg"].every((path) => fetched.has(path)),
    );
    check("SIGTERM ends it with 0 within 10 s", (await running.stop(STOP_MS_MAX)) === 0, running.output);
    check("and then the health check fails", (await running.health()) !== 0);
  } finally {
    running.kill();
    await sandbox.close();
    await hosts.close();
  }
}

function listingAt(site: string): string {
  return `name: Calendar Bridge
type: integration
summary: See your next meetings in the channel header
link: ${site}/
documentation: ${site}/docs
issues: ${site}/issues
image: ${site}/logo.svg
maintainers: [calendar-owner]
security: mailto:security@calendar-bridge.example
license: MIT
tags: [calendar, meetings]
`;
}

async function statusOf(port: number, path: string): Promise<number | undefined> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(5_000) });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return undefined;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function walk(
  path: string,
  visit: (path: string, bytes: number, link: boolean, folder: boolean) => boolean,
): void {
  const found = lstatSync(path);
  const folder = found.isDirectory();
  if (!visit(path, folder ? 0 : found.size, found.isSymbolicLink(), folder) || !folder) return;
  for (const name of readdirSync(path)) walk(join(path, name), visit);
}

function sizeOf(root: string): number {
  let total = 0;
  walk(root, (_, bytes) => {
    total += bytes;
    return true;
  });
  return total;
}

function listing(root: string, without: readonly string[]): readonly string[] {
  const paths: string[] = [];
  walk(root, (path, bytes) => {
    if (without.includes(path)) return false;
    paths.push(`${path} ${bytes}`);
    return true;
  });
  return paths;
}

/** Takes every right to write away, or gives its owner's back; a read-only root file system without mounting one. */
function protect(root: string, without: readonly string[], mayWrite: boolean): void {
  walk(root, (path, _, link, folder) => {
    if (without.includes(path)) return false;
    const { mode } = lstatSync(path);
    // Only folders matter for taking it all away again.
    if (!link && (!mayWrite || folder)) chmodSync(path, mayWrite ? mode | 0o700 : mode & ~0o222);
    return true;
  });
}

try {
  await main();
  say(`${passed} checks, all passed`);
} catch (error) {
  say(`failed after ${passed} checks: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
