// The first publish of a catalog whose listings all have pictures, under GitHub's limits: how long it takes, and how many writes.

import { createHash } from "node:crypto";
import sharp from "sharp";
import { logo } from "../../src/sandbox/sample/web.ts";
import { BRANCH, catalog, later } from "../support/published.ts";
import { CATALOG, listing, openScene, type Scene } from "../support/scene.ts";

const SIZES = [60, 1_000];
const STEP_MS = 5_000;
const HOURS_MAX = 3;
/** GitHub takes a while for each call, and here none takes any: reads go out for eight listings at once, writes one by one. */
const CALL_SECONDS = 0.3;
const READS_AT_ONCE = 8;
/** Before files went together, each was a call; the other writes were the same. */
const BOUND = 0.1;

export async function benchFirstPublish(): Promise<void> {
  const asked = Number(process.env["LISTINGS"] ?? 0);
  for (const count of asked > 0 ? [asked] : SIZES) await firstPublish(count);
}

async function firstPublish(count: number): Promise<void> {
  const scene = await openScene({ unchecked: true, files: await listings(count) });
  try {
    const startedMs = scene.clock.nowMs();
    const started = performance.now();
    const { calls } = scene.sandbox;
    calls.length = 0;
    await scene.server.service.sweepAll();
    await scene.settled();
    let there = 0;
    let endMs = startedMs;
    while (there < count && endMs - startedMs < HOURS_MAX * 3_600_000) {
      await later(scene, STEP_MS);
      endMs = scene.clock.nowMs();
      there = await publishedCount(scene);
    }
    const done = calls.filter(({ kind, status }) => kind === "write" && status < 300);
    const refused = calls.filter(({ status }) => status === 403 || status === 429).length;
    const entries = await allEntries(scene);
    const files = new Set(entries.flatMap(({ image }) => image?.files.map(({ blob }) => blob) ?? []));
    const uploads = done.filter(({ operationName }) => operationName === "CommitFiles").length;
    const singly = done.filter(({ template }) => template.endsWith("/git/blobs")).length;
    const before = done.length - uploads - singly + files.size;
    const minutes = (ms: number): string => (ms / 60_000).toFixed(1);
    const took = performance.now() - started;
    const reads = calls.filter(({ kind }) => kind === "read").length;
    const callMs = (reads / READS_AT_ONCE + calls.length - reads) * CALL_SECONDS * 1_000;
    console.log(
      `${there} of ${count} listings, ${files.size} picture files: ${minutes(endMs - startedMs)} minutes by the clock` +
        ` (bound ${count > 60 ? 12 : 2}), of which this machine worked ${minutes(took)};` +
        ` ${calls.length} calls, which would take ${minutes(callMs)} minutes at ${CALL_SECONDS} s each`,
    );
    console.log(
      `  ${done.length} writes (${uploads} with files together, ${singly} with one), ${(done.length / count).toFixed(2)} a listing;` +
        ` one call a file: ${before}, ${(before / count).toFixed(2)} a listing: ${(done.length / before).toFixed(3)} of that (bound ${BOUND});` +
        ` refused for a limit: ${refused}; commits of the whole: ${await commitsOf(scene)}`,
    );
    if (process.env["KINDS"] !== undefined) {
      const kinds = new Map<string, number>();
      for (const { method, template, operationName, status } of calls) {
        const name = `${method} ${operationName ?? template} ${status}`;
        kinds.set(name, (kinds.get(name) ?? 0) + 1);
      }
      for (const [name, many] of [...kinds].toSorted(([, a], [, b]) => b - a))
        console.log(`    ${many} ${name}`);
    }
  } finally {
    await scene.close();
  }
}

/** Ids that nobody takes for each other, each with a picture of its own. */
async function listings(count: number): Promise<Readonly<Record<string, string | Uint8Array>>> {
  const files: Record<string, string | Uint8Array> = {};
  for (let at = 0; at < count; at += 1) {
    const hex = createHash("sha256").update(String(at)).digest("hex");
    const id = `tool-${hex.slice(0, 10).replaceAll(/./g, (digit) => "bcdfghjklmnpqrst"[Number.parseInt(digit, 16)] ?? "")}`;
    files[`listings/${id}.yml`] = listing({ name: id, image: `images/${id}.png` });
    files[`images/${id}.png`] = await sharp(
      Buffer.from(logo(id.slice(5, 7).toUpperCase(), `#${hex.slice(10, 16)}`)),
    )
      .png()
      .toBuffer();
  }
  return files;
}

async function publishedCount(scene: Scene): Promise<number> {
  return scene.sandbox.branchSha(CATALOG, BRANCH) === undefined ? 0 : (await catalog(scene)).count;
}

interface Pictured {
  readonly image?: { readonly files: readonly { readonly blob: string }[] };
}

async function allEntries(scene: Scene): Promise<readonly Pictured[]> {
  const { parts } = await catalog(scene);
  const read = async (path: string): Promise<readonly Pictured[]> =>
    (
      JSON.parse((await scene.sandbox.readFile(CATALOG, BRANCH, path))?.toString("utf8") ?? "{}") as {
        entries: readonly Pictured[];
      }
    ).entries;
  return (await Promise.all(parts.map(({ path }) => read(path)))).flat();
}

async function commitsOf(scene: Scene): Promise<number> {
  const tip = scene.sandbox.branchSha(CATALOG, BRANCH) ?? "";
  const { stdout } = await scene.sandbox.repository(CATALOG).git.objects.ask(["rev-list", "--count", tip]);
  return Number(stdout.toString());
}
