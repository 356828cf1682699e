// `steward reconcile`: what the App missed is done by one command, without a server or a database, and nothing twice.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { runReconcile } from "../../src/cli/reconcile.ts";
import { CATALOG, goodFiles, openScene, rollUp, submit, type Scene } from "../support/scene.ts";
import { FROM_SOURCE } from "../support/from-source.ts";

const RECORD_KEY = "7c1f04c7e2d85a36f7c0e1b2a3d4958671f2e3c4";
let scene: Scene;

beforeAll(async () => {
  scene = await openScene();
  await scene.stopApp();
});
afterAll(() => scene.close());

const environment = (more: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({
  PATH: process.env["PATH"] ?? "",
  APP_ID: String(scene.sandbox.appId),
  PRIVATE_KEY: scene.sandbox.privateKey,
  RECORD_KEY,
  GITHUB_API_URL: scene.sandbox.url,
  ...more,
});

async function reconcile(
  repository: string,
  more: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(
    process.execPath,
    [...FROM_SOURCE, "src/cli/main.ts", "reconcile", "--repo", repository],
    {
      env: environment(more),
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let out = "";
  let err = "";
  child.stdout.on("data", (piece: Buffer) => (out += piece.toString("utf8")));
  child.stderr.on("data", (piece: Buffer) => (err += piece.toString("utf8")));
  const [code] = (await once(child, "exit")) as [number | null];
  expect(out + err).not.toContain(RECORD_KEY);
  return { code, out, err };
}

/** The same in this process, where what it waits for passes at once. */
async function reconcileAtOnce(
  more: Readonly<Record<string, string>> = {},
  { isScheduled = false, laterMs = 0 } = {},
) {
  let waitedMs = 0;
  const said: string[] = [];
  const say = (text: string): void => void said.push(text);
  const clock = {
    nowMs: () => Date.now() + laterMs + waitedMs,
    pause(ms: number) {
      waitedMs += ms;
      return Promise.resolve();
    },
  };
  const code = await runReconcile(CATALOG, environment(more), { write: say, warn: say }, clock, isScheduled);
  return { code, said: said.join("\n"), waitedMs };
}

describe("steward reconcile", () => {
  it("does what was missed, says what it did, and nothing the second time", async () => {
    const good = await submit(scene, await goodFiles());
    const bad = await submit(scene, await goodFiles("standup-notes", { summary: "short" }));
    const first = await reconcileAtOnce();
    expect(first.code).toBe(0);
    expect(first.said).toMatch(/^community\/marketplace: \d looks, [1-9]\d* changes written\.\n$/);
    expect([rollUp(scene, good.sha), rollUp(scene, bad.sha)]).toEqual(["success", "failure"]);
    scene.sandbox.calls.length = 0;
    expect((await reconcile(CATALOG)).out).toMatch(/, 0 changes written\.\n$/);
    expect(
      scene.sandbox.calls.filter(({ kind, path }) => kind === "write" && !path.startsWith("/app/")),
    ).toEqual([]);
    // Whoever runs it by hand, or pays for its minutes, waits for nothing then.
    expect((await reconcileAtOnce()).waitedMs).toBe(0);
  }, 60_000);

  it("says on the dashboard that the schedule stood still, where it runs by one, and only then", async () => {
    const dashboard = (): string =>
      scene.sandbox.issues(CATALOG).find(({ title }) => title === "Dashboard")?.body ?? "";
    const run = async (isScheduled: boolean, hours: number): Promise<string> => {
      const laterMs = hours * 3_600_000;
      scene.clock.advance(laterMs - passedMs);
      passedMs = laterMs;
      const { code, said } = await reconcileAtOnce({}, { isScheduled, laterMs });
      expect({ code, said }).toMatchObject({ code: 0 });
      return dashboard();
    };
    let passedMs = 0;
    expect(await run(true, 0)).not.toContain("stood still");
    expect(await run(true, 20)).not.toContain("stood still");
    expect(await run(true, 70)).toMatch(/The schedule stood still: no run between \S+ \S+ UTC and/);
    expect(await run(true, 70.25)).toContain("stood still");
    // With a server there is no schedule to speak of.
    expect(await run(false, 71)).not.toContain("stood still");
  }, 120_000);

  it("says what is wrong with the question, the configuration or the installation", async () => {
    expect(await reconcile("marketplace")).toMatchObject({ code: 64 });
    const weak = await reconcile(CATALOG, { RECORD_KEY: "weak", APP_ID: "" });
    expect(weak.code).toBe(64);
    expect(weak.err).toMatch(/APP_ID/);
    expect(weak.err).toMatch(/RECORD_KEY/);
    expect(weak.err).not.toMatch(/WEBHOOK_SECRET/);
    const elsewhere = await reconcile("community/nowhere");
    expect(elsewhere.code).toBe(2);
    expect(elsewhere.err).toMatch(/not installed on community\/nowhere/);
  }, 60_000);

  it("ends with 2 while GitHub does not let it work, and says that the next run looks again", async () => {
    scene.sandbox.faults.requests = [{ path: /graphql/, answer: { status: 500 } }];
    const { code, said, waitedMs } = await reconcileAtOnce({ LOG_LEVEL: "silent" });
    scene.sandbox.faults.requests = [];
    expect(code).toBe(2);
    expect(said).toMatch(/sweep:\d+: POST \/graphql: 500; the next run looks again\./);
    // A fault that lasts a few seconds is waited for; one that lasts longer is the next run's.
    expect(waitedMs).toBeGreaterThan(5_000);
    expect(waitedMs).toBeLessThan(120_000);
  });
});
