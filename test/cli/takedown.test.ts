// `steward takedown plan`: what would happen and when, from GitHub and from a dashboard's text.

import { afterEach, describe, expect, it } from "@jest/globals";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runTakedownPlan, type TakedownPlanOptions } from "../../src/cli/takedown.ts";
import { CATALOG, RECORD_KEY } from "../support/scene.ts";
import { openCases, type CaseScene } from "../support/takedown-scene.ts";

let scene: CaseScene | undefined;
afterEach(async () => {
  await scene?.close();
  scene = undefined;
});

async function plan(
  options: Partial<TakedownPlanOptions>,
  environment: Record<string, string>,
  nowMs = Date.now(),
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let [out, err] = ["", ""];
  const code = await runTakedownPlan(
    { repo: undefined, dashboard: undefined, catalog: undefined, at: undefined, format: "text", ...options },
    {
      environment,
      nowMs,
      write: (text) => void (out += text),
      warn: (text) => void (err += `${text}\n`),
    },
  );
  return { code, out, err };
}

describe("steward takedown plan", () => {
  it("prints reminders and removals in their order, from GitHub and from the dashboard's text alike", async () => {
    scene = await openCases();
    const number = await scene.report("poll-maker");
    await scene.sandbox.label(CATALOG, number, "maintainer", "security");
    await scene.settled();
    const nowMs = scene.clock.nowMs();
    const environment = {
      APP_ID: String(scene.sandbox.appId),
      PRIVATE_KEY: scene.sandbox.privateKey,
      RECORD_KEY,
      GITHUB_API_URL: scene.sandbox.url,
    };
    const writes = scene.sandbox.calls.filter(({ kind }) => kind === "write").length;
    const online = await plan({ repo: CATALOG }, environment, nowMs);
    expect(online.err).toBe("");
    expect(online.code).toBe(0);
    expect(online.out.match(/reminder: \d days?|removed/g)).toEqual([
      "reminder: 7 days",
      "reminder: 3 days",
      "reminder: 1 day",
      "removed",
    ]);
    expect(scene.sandbox.calls.filter(({ kind }) => kind === "write").length).toBe(writes);

    const board = scene.sandbox.issues(CATALOG).find(({ title }) => title === "Dashboard");
    const file = join(mkdtempSync(join(tmpdir(), "steward-")), "dashboard.md");
    writeFileSync(file, board?.body ?? "");
    const offline = await plan({ dashboard: file }, { RECORD_KEY }, nowMs);
    expect(offline.out).toBe(online.out);

    const later = new Date(nowMs + 16 * 86_400_000).toISOString();
    const ahead = (await plan({ dashboard: file, at: later }, { RECORD_KEY }, nowMs)).out;
    expect(ahead).toMatch(
      /until [^\n]+:\n(?: [^\n]+reminder[^\n]+\n){3} [^\n]+removed\nafter that:\n  nothing\n$/,
    );
    const soon = new Date(nowMs + 8 * 86_400_000).toISOString();
    const between = (await plan({ dashboard: file, at: soon }, { RECORD_KEY }, nowMs)).out;
    expect(between).toMatch(/7 days left\nafter that:\n[^\n]+3 days left/);
    const afterwards = await plan({ dashboard: file }, { RECORD_KEY }, nowMs + 16 * 86_400_000);
    expect(afterwards.out).toContain("a person confirms");
    const json = await plan({ dashboard: file, format: "json" }, { RECORD_KEY }, nowMs);
    expect(JSON.parse(json.out)).toMatchObject({ version: 1, cases: [{}, {}, {}, { what: "removed" }] });

    const until = await plan({ dashboard: file, format: "json", at: soon }, { RECORD_KEY }, nowMs);
    expect(JSON.parse(until.out)).toMatchObject({
      until: soon.replace(/\.\d+Z$/, "Z"),
      cases: [{}, {}, {}, {}],
    });

    writeFileSync(file, (board?.body ?? "").replace(/"deadlineMs":\d+/, '"deadlineMs":1'));
    expect((await plan({ dashboard: file }, { RECORD_KEY })).code).toBe(2);
  });

  it("says what it lacks", async () => {
    expect((await plan({}, {})).code).toBe(64);
    expect((await plan({ repo: CATALOG, at: "soon" }, {})).code).toBe(64);
    const none = await plan({ repo: CATALOG }, {});
    expect(none.code).toBe(2);
    expect(none.err).toContain("APP_ID");
    expect(none.err).not.toContain("WEBHOOK_SECRET");
  });
});
