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
    expect(none.code).toBe(64);
    expect(none.err).toContain("APP_ID");
    expect(none.err).not.toContain("WEBHOOK_SECRET");
  });

  it("takes a time without a zone for UTC, wherever it is asked", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "steward-")), "dashboard.md");
    writeFileSync(file, "");
    for (const [at, until] of [
      ["2027-02-01", "2027-02-01T00:00:00Z"],
      ["2027-02-01T12:30", "2027-02-01T12:30:00Z"],
      ["2027-02-01T12:30:05+02:00", "2027-02-01T10:30:05Z"],
    ] as const) {
      const { out } = await plan(
        { dashboard: file, format: "json", at },
        { RECORD_KEY },
        Date.UTC(2027, 0, 1),
      );
      expect(JSON.parse(out)).toMatchObject({ until });
    }
  });

  it.each<[string, Partial<TakedownPlanOptions>, string]>([
    ["a repository without its owner", { repo: "marketplace" }, "--repo takes OWNER/NAME."],
    ["a day that no calendar has", { repo: CATALOG, at: "2027-02-31" }, "--at: not a date"],
    ["a number", { repo: CATALOG, at: "5" }, "--at: not a date"],
    ["an hour that no clock has", { repo: CATALOG, at: "2027-02-01T25:00" }, "--at: not a date"],
    ["no dashboard", { dashboard: "nowhere.md" }, '--dashboard: there is no file "nowhere.md".'],
    ["a folder for a dashboard", { dashboard: "src" }, '--dashboard: there is no file "src".'],
    [
      "a folder without a policy",
      { dashboard: "README.md", catalog: "src" },
      '--catalog: "src" has no .github/steward.yml.',
    ],
  ])("takes %s for a slip of the pen", async (_, options, said) => {
    const { code, err } = await plan(options, { RECORD_KEY });
    expect([code, err.slice(0, said.length)]).toEqual([64, said]);
  });
});
