// What rough hands do to cases: closing, moving, deleting, forging, losing the database, a wrong clock, a protected branch.

import { afterEach, describe, expect, it } from "@jest/globals";
import { CATALOG } from "../support/scene.ts";
import { ids, publishedText } from "../support/published.ts";
import {
  assertKeptPrivate,
  handles,
  openCases,
  type CaseScene,
  type CaseSceneOptions,
} from "../support/takedown-scene.ts";

let scene: CaseScene;
afterEach(async () => {
  await assertKeptPrivate(scene);
  await scene.close();
});

const DAY_MS = 86_400_000;

async function running(options: CaseSceneOptions = {}): Promise<number> {
  scene = await openCases(options);
  const number = await scene.report("poll-maker");
  await scene.sandbox.label(CATALOG, number, "maintainer", "security");
  await scene.settled();
  expect(scene.said(number)).toHaveLength(1);
  return number;
}

const { say } = handles(() => scene);
const own = (number: number) => scene.sandbox.comments(CATALOG, number).filter(({ viaApp }) => viaApp);
const dashboard = () => scene.sandbox.issues(CATALOG).find(({ title }) => title === "Dashboard");

describe("closing", () => {
  it("by the reporter is undone, with a word on how a case ends", async () => {
    const number = await running();
    await scene.sandbox.closeIssue(CATALOG, number, "stranger");
    await scene.settled();
    expect(scene.sandbox.issue(CATALOG, number).state).toBe("open");
    expect(scene.said(number).at(-1)).toContain("has not ended");
  });

  it("by a stranger's commit that says it fixes the case is undone", async () => {
    const number = await running();
    await scene.sandbox.commit(
      CATALOG,
      "main",
      { "notes.md": "x\n" },
      { author: "maintainer", message: `Fixes #${number}` },
    );
    await scene.settled();
    expect(scene.sandbox.issue(CATALOG, number).state).toBe("open");
  });
});

describe("an issue out of reach", () => {
  it("deleted: reminders go on from the copy, and a person confirms", async () => {
    const number = await running();
    await scene.sandbox.deleteIssue(CATALOG, number, "maintainer");
    await scene.settled();
    await scene.days(14.1);
    const board = dashboard()?.number ?? 0;
    expect(scene.said(board).map((body) => /(\d) days? left/.exec(body)?.[1])).toEqual([
      "7",
      "3",
      "1",
      undefined,
    ]);
    expect(scene.said(board).at(-1)).toContain("/takedown poll-maker");
    expect(await scene.isListed("poll-maker")).toBe(true);
    const other = await scene.report("other-tool");
    await say(other, "maintainer", "/takedown poll-maker");
    expect(await scene.isListed("poll-maker")).toBe(false);
    expect(await scene.ledger("poll-maker")).toContain("reason: security");
  });

  it("transferred: its records count nowhere else, and the copy goes on", async () => {
    const number = await running();
    await scene.sandbox.addRepository({
      owner: "community",
      name: "elsewhere",
      installed: true,
      files: { "README.md": "x", ".github/steward.yml": "extends: mattermost\n" },
    });
    const moved = await scene.sandbox.transferIssue(CATALOG, number, "community/elsewhere", "maintainer");
    await scene.settled();
    expect(scene.said(moved.number, "community/elsewhere").at(-1)).toContain("a record of another case");
    await scene.days(14.1);
    expect(await scene.isListed("poll-maker")).toBe(true);
    expect(scene.said(dashboard()?.number ?? 0).at(-1)).toContain("its issue is gone");
  });
});

describe("records", () => {
  it("that are edited hold the case; the deadline stays, and a person decides", async () => {
    const number = await running();
    const record = own(number)[0];
    const body = record?.body ?? "";
    scene.sandbox.editComment(
      CATALOG,
      record?.id ?? 0,
      "maintainer",
      body.replace(/"deadlineMs":\d+/, '"deadlineMs":1'),
    );
    await scene.server.service.sweepAll();
    await scene.settled();
    await scene.days(14.1);
    expect(await scene.isListed("poll-maker")).toBe(true);
    expect(scene.said(number).some((text) => text.includes("a record of this case was edited"))).toBe(true);
    expect(scene.said(number).at(-1)).toContain("its records need a look first");
    await say(number, "maintainer", "/takedown poll-maker");
    expect(await scene.isListed("poll-maker")).toBe(false);
  });

  it("that are deleted hold the case: the dashboard knows of them", async () => {
    const number = await running();
    scene.sandbox.deleteComment(CATALOG, own(number)[0]?.id ?? 0, "maintainer");
    await scene.days(14.1);
    expect(await scene.isListed("poll-maker")).toBe(true);
    expect(scene.said(number).some((text) => text.includes("a record of this case is missing"))).toBe(true);
  });

  it("that somebody pastes are talk", async () => {
    const number = await running();
    const forged = (own(number)[0]?.body ?? "").replace('"phase":"running"', '"phase":"ended"');
    await say(number, "stranger", forged);
    await scene.days(14.1);
    expect(await scene.isListed("poll-maker")).toBe(false);
  });

  it("outlive the database: a new process finds the clock and keeps it", async () => {
    const number = await running();
    await scene.stopApp();
    scene.clock.advance(3 * DAY_MS);
    await scene.startApp();
    await scene.days(10.9);
    expect(await scene.isListed("poll-maker")).toBe(true);
    await scene.days(0.2);
    expect(await scene.isListed("poll-maker")).toBe(false);
    expect(scene.said(number).filter((body) => body.includes("days left"))).toHaveLength(2);
  });
});

describe("lost events", () => {
  it("cost nothing but time: the sweep finds the label", async () => {
    scene = await openCases();
    const number = await scene.report("poll-maker");
    await scene.stopApp();
    await scene.sandbox.label(CATALOG, number, "maintainer", "security");
    scene.clock.advance(3_600_000);
    await scene.startApp();
    expect(scene.said(number)).toHaveLength(1);
    await scene.days(14);
    expect(await scene.isListed("poll-maker")).toBe(false);
  });
});

describe("a protected default branch", () => {
  const protect = (): void =>
    void scene.sandbox.addRuleset(CATALOG, {
      name: "reviewed",
      rules: [{ type: "pull_request", parameters: {} }],
    });

  it("gets a pull request, the entry goes at once, and closing the request does not help", async () => {
    const number = await running();
    protect();
    await say(number, "maintainer", "/takedown poll-maker");
    const pull = scene.sandbox.issues(CATALOG).find((issue) => issue.pull !== undefined);
    expect(pull?.title).toBe("Take down poll-maker (security)");
    expect(await ids(scene)).toEqual(["other-tool"]);
    expect(await publishedText(scene, "removed/poll-maker/index.html")).toBeDefined();
    expect(await scene.isListed("poll-maker")).toBe(true);
    expect(scene.said(number).some((body) => body.includes("is removed from the marketplace"))).toBe(true);
    await scene.sandbox.closePullRequest(CATALOG, pull?.number ?? 0, "maintainer");
    await scene.settled();
    expect(pull?.state).toBe("open");
    await scene.sandbox.mergePullRequest(CATALOG, pull?.number ?? 0, "maintainer");
    await scene.settled();
    expect(await scene.isListed("poll-maker")).toBe(false);
    await say(number, "maintainer", "/resolve fixed");
    await say(number, "maintainer", "/restore poll-maker");
    const back = scene.sandbox.issues(CATALOG).findLast((issue) => issue.pull !== undefined);
    expect(scene.said(number).some((body) => body.includes(`the merge of #`))).toBe(true);
    expect(back?.title).toMatch(/^(?:Restore poll-maker|Note a case on poll-maker)$/);
  });

  it("/restore takes a waiting takedown back", async () => {
    const number = await running();
    protect();
    await say(number, "maintainer", "/takedown poll-maker");
    await say(number, "maintainer", "/resolve a mistake");
    expect(await say(number, "maintainer", "/restore poll-maker")).toBe("+1");
    expect(await ids(scene)).toContain("poll-maker");
    expect(scene.sandbox.branchSha(CATALOG, "steward/takedown/poll-maker")).toBeUndefined();
    expect(await scene.isListed("poll-maker")).toBe(true);
  });
});
