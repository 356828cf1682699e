// One merge into catalogs of 100, 1,000 and 10,000 listings, and what of it lands on disk at 50,000.

import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readBrowserSources } from "../../src/adapters/storefront-files.ts";
import { assemble, NEW_ORDER, NOTHING_PUBLISHED, type Published } from "../../src/core/catalog/assemble.ts";
import type { Entry } from "../../src/core/catalog/entry.ts";
import { partsNeeded } from "../../src/core/catalog/assemble.ts";
import { servedByUse, siteOf } from "../../src/core/catalog/site.ts";
import { parsePart } from "../../src/core/catalog/schema.ts";
import { storefrontPages } from "../../src/core/storefront/publish.ts";
import { digests, policyWith, sourceAt } from "../support/catalog-entries.ts";
import { layOut } from "../support/laid-out.ts";
import { BRANCH } from "../support/published.ts";
import { CATALOG, goodFiles, openScene, submit, verdicts, type Scene } from "../support/scene.ts";
import { largeCatalog } from "../support/storefront-sample.ts";

const SIZES = [100, 1_000, 10_000];
const WAIT_MS = 20;
const REST_MS_MAX = 120_000;

interface Figures {
  readonly calls: readonly string[];
  readonly pictures: number;
  readonly textBytes: number;
  readonly cpuMs: number;
  readonly mostBytes: number;
  readonly tookMs: number;
}

export async function benchPublish(): Promise<void> {
  const all: Figures[] = [];
  for (const count of SIZES) all.push(await mergeInto(count));
  for (const [at, figures] of all.entries()) {
    const count = SIZES[at] ?? 0;
    const mebi = (bytes: number): string => (bytes / 1024 / 1024).toFixed(0);
    console.log(
      `${count} listings: ${figures.calls.length} calls + ${figures.pictures} picture files (bound 12);` +
        ` ${(figures.textBytes / 1024).toFixed(0)} KiB of text${count > 1_000 ? " (bound 512)" : ""};` +
        ` ${figures.tookMs.toFixed(0)} ms, ${figures.cpuMs.toFixed(0)} ms of CPU;` +
        ` at most ${mebi(figures.mostBytes)} MiB of memory (bound 512)`,
    );
  }
  const same = all.every(({ calls }) => calls.join() === all[0]?.calls.join());
  console.log(`the same calls at every size: ${same ? "yes" : "NO"}`);
  if (!same) for (const { calls } of all) console.log(`  ${calls.join(", ")}`);
  onDisk(10_000);
  onDisk(50_000);
}

async function mergeInto(count: number): Promise<Figures> {
  const scene = await openScene({ unchecked: true });
  // The scene's own App stands idle: the one that is measured is a process of its own.
  await layOut(scene, count);
  const app = await startApp(scene);
  try {
    // The first ones read what an earlier process had published; from then on it is known.
    await merge(scene, app, await goodFiles("warming-up"));
    await merge(scene, app, await goodFiles("warming-more"));
    const { number, sha } = await submit(scene, await goodFiles(), { branch: "measured" });
    await rest(scene, app);
    if (verdicts(scene, sha)["steward"] !== "success") throw new Error("the listing did not pass");
    const before = scene.sandbox.branchSha(CATALOG, BRANCH);
    const first = await ask<{ cpu: NodeJS.CpuUsage }>(app.child, "figures");
    app.child.send("reset");
    scene.sandbox.calls.length = 0;
    app.sentBytes = 0;
    const startedMs = performance.now();
    await scene.sandbox.mergePullRequest(CATALOG, number, "maintainer");
    while (scene.sandbox.branchSha(CATALOG, BRANCH) === before)
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    const tookMs = performance.now() - startedMs;
    await rest(scene, app);
    const last = await ask<{ cpu: NodeJS.CpuUsage; mostBytes: number }>(app.child, "figures");
    const calls = scene.sandbox.calls.filter(
      ({ path, operationName }) => !path.endsWith("/access_tokens") && operationName !== "OpenPullRequests",
    );
    const isPicture = (template: string): boolean => template.endsWith("/git/blobs");
    return {
      calls: calls
        .filter(({ template }) => !isPicture(template))
        .map(({ method, template, operationName }) => `${method} ${operationName ?? template}`)
        .toSorted(),
      pictures: calls.filter(({ template }) => isPicture(template)).length,
      textBytes: app.sentBytes,
      cpuMs: (last.cpu.user + last.cpu.system - first.cpu.user - first.cpu.system) / 1_000,
      mostBytes: last.mostBytes,
      tookMs,
    };
  } finally {
    app.child.disconnect();
    await once(app.child, "exit");
    app.close();
    await scene.close();
  }
}

interface App {
  readonly child: ChildProcess;
  /** Bytes of trees: texts are sent in them. */
  sentBytes: number;
  close(): void;
}

/** Between the App and the sandbox stands a proxy that weighs what is sent. */
async function startApp(scene: Scene): Promise<App> {
  const { sandbox } = scene;
  let app: App | undefined;
  const proxy = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      if (app !== undefined && request.url?.endsWith("/git/trees") === true)
        app.sentBytes += textBytesOf(body);
      const { method = "GET", headers, url = "" } = request;
      const sent = Object.entries(headers).filter(([name]) => !HOP.has(name));
      const passOn = async (): Promise<void> => {
        const answer = await fetch(`${new URL(sandbox.url).origin}${url}`, {
          method,
          headers: sent.map(([name, value]): [string, string] => [name, String(value)]),
          ...(body.length === 0 ? {} : { body }),
          redirect: "manual",
        });
        const back = [...answer.headers].filter(([name]) => !HOP.has(name) && name !== "content-encoding");
        response.writeHead(answer.status, back);
        response.end(Buffer.from(await answer.arrayBuffer()));
      };
      void passOn();
    });
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const { pathname } = new URL(sandbox.url);
  const apiUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}${pathname === "/" ? "" : pathname}`;
  const child = fork(
    "test/bench/publish-app.ts",
    [apiUrl, String(sandbox.appId), btoa(sandbox.privateKey), sandbox.webhookSecret],
    { execArgv: ["--import", "tsx"] },
  );
  const [{ url }] = (await once(child, "message")) as [{ url: string }];
  sandbox.setWebhookTarget(`${url}/api/github/webhooks`);
  app = { child, sentBytes: 0, close: () => void proxy.close() };
  return app;
}

const HOP = new Set(["host", "connection", "content-length", "transfer-encoding", "keep-alive"]);

function textBytesOf(body: Buffer): number {
  const { tree } = JSON.parse(body.toString("utf8")) as { tree: readonly { content?: string }[] };
  return tree.reduce((sum, { content }) => sum + Buffer.byteLength(content ?? ""), 0);
}

async function merge(scene: Scene, app: App, files: Parameters<typeof submit>[1]): Promise<void> {
  const { number } = await submit(scene, files);
  await rest(scene, app);
  await scene.sandbox.mergePullRequest(CATALOG, number, "maintainer");
  await rest(scene, app);
}

async function rest(scene: Scene, { child }: App): Promise<void> {
  const endMs = Date.now() + REST_MS_MAX;
  for (let quiet = 0; quiet < 2 && Date.now() < endMs;) {
    await scene.sandbox.deliveriesSettled();
    const { resting } = await ask<{ resting: boolean }>(child, "idle");
    quiet = resting ? quiet + 1 : 0;
  }
}

async function ask<T>(child: ChildProcess, question: string): Promise<T> {
  child.send(question);
  const [answer] = (await once(child, "message")) as [T];
  return answer;
}

/** No sandbox: the files of one more listing, beside those of the whole. */
function onDisk(count: number): void {
  const pages = storefrontPages(readBrowserSources());
  const site = siteOf(policyWith(), `https://github.com/${CATALOG}`, servedByUse("community", "marketplace"));
  const { entries } = largeCatalog(count);
  const common = {
    drop: [],
    removed: [],
    waiting: [],
    today: "2026-01-01",
    site,
    pagesVersion: pages.version,
  };
  const startedMs = performance.now();
  const whole = assemble(
    NOTHING_PUBLISHED,
    { ...common, put: entries.map((entry) => ({ ...entry, order: NEW_ORDER })), source: sourceAt(100) },
    digests,
  );
  const kept = new Map<string, string>();
  let [files, bytes] = [0, 0];
  for (const some of [whole.texts, pages.render(whole.pages, new Map())?.write ?? []]) {
    for (const { path, text } of some) {
      files += 1;
      bytes += Buffer.byteLength(text);
      if (/^(?:catalog|search)\//.test(path)) kept.set(path, text);
    }
  }
  const wholeMs = performance.now() - startedMs;
  const changed = { ...(entries[250] as Entry), order: 250, summary: "Says something else now" };
  const used = process.cpuUsage();
  const published: Published = {
    head: whole.head,
    removed: [],
    parts: new Map(
      partsNeeded(whole.head, [250], false, count).map(({ path }) => [
        Number(/(\d+)\.json$/.exec(path)?.[1]),
        parsePart(kept.get(path) ?? "") ?? [],
      ]),
    ),
  };
  const next = assemble(published, { ...common, put: [changed], source: sourceAt(200) }, digests);
  const index = new Map([...kept].filter(([path]) => path.startsWith("search/")));
  const delta = [...next.texts, ...(pages.render(next.pages, index)?.write ?? [])];
  const { user, system } = process.cpuUsage(used);
  const sent = delta.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  console.log(
    `${count} listings: ${files} files, ${(bytes / 1e6).toFixed(0)} MB drawn in ${(wholeMs / 1_000).toFixed(1)} s;` +
      ` one change in a full part: ${delta.length} files, ${(sent / 1024).toFixed(0)} KiB, ${((user + system) / 1_000).toFixed(0)} ms of CPU`,
  );
}
