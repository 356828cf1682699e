// What rough hands do to cases: closing, moving, deleting, forging, losing the database, a wrong clock, a protected branch.

import { describe, expect, it } from "@jest/globals";
import { CATALOG } from "../support/scene.ts";
import { ids, publishedText } from "../support/published.ts";
import { type CaseSceneOptions } from "../support/takedown-scene.ts";
import { takedownStage } from "../support/takedown-stage.ts";
import { bears } from "../support/marked.ts";

const { scene, open, say } = takedownStage();

const DAY_MS = 86_400_000;

async function running(options: CaseSceneOptions = {}): Promise<number> {
  await open(options);
  const number = await scene().report("poll-maker");
  await scene().sandbox.label(CATALOG, number, "maintainer", "security");
  await scene().settled();
  expect(scene().said(number)).toHaveLength(1);
  return number;
}

const own = (number: number) =>
  scene()
    .sandbox.comments(CATALOG, number)
    .filter(({ viaApp }) => viaApp);
const dashboard = () =>
  scene()
    .sandbox.issues(CATALOG)
    .find(({ title }) => title === "Dashboard");

describe("closing", () => {
  it("by the reporter is undone, with a word on how a case ends", async () => {
    const number = await running();
    await scene().sandbox.closeIssue(CATALOG, number, "stranger");
    await scene().settled();
    expect(scene().sandbox.issue(CATALOG, number).state).toBe("open");
    expect(scene().said(number).at(-1)).toContain("has not ended");
  });

  it("by a stranger's commit that says it fixes the case is undone", async () => {
    const number = await running();
    await scene().sandbox.commit(
      CATALOG,
      "main",
      { "notes.md": "x\n" },
      { author: "maintainer", message: `Fixes #${number}` },
    );
    await scene().settled();
    expect(scene().sandbox.issue(CATALOG, number).state).toBe("open");
  });
});

describe("an issue out of reach", () => {
  it("deleted: reminders go on from the copy, and a person confirms", async () => {
    const number = await running();
    await scene().sandbox.deleteIssue(CATALOG, number, "maintainer");
    await scene().settled();
    await scene().days(14.1);
    const board = dashboard()?.number ?? 0;
    expect(scene().said(board)[0]).toContain(`Issue #${number}, a case on \`poll-maker\`, is gone`);
    expect(
      scene()
        .said(board)
        .map((body) => /(\d) days? left/.exec(body)?.[1]),
    ).toEqual([undefined, "7", "3", "1", undefined]);
    expect(scene().said(board).at(-1)).toContain("/takedown poll-maker");
    expect(await scene().isListed("poll-maker")).toBe(true);
    const other = await scene().report("other-tool");
    await say(other, "maintainer", "/takedown poll-maker");
    expect(await scene().isListed("poll-maker")).toBe(false);
    expect(await scene().ledger("poll-maker")).toContain("reason: security");
  });

  it("deleted: it ends on the dashboard, by somebody authorised, and by nobody else", async () => {
    const number = await running();
    await scene().sandbox.deleteIssue(CATALOG, number, "maintainer");
    await scene().settled();
    const board = dashboard()?.number ?? 0;
    expect(await say(board, "stranger", "/dismiss poll-maker it was none")).toBe("-1");
    expect(await say(board, "maintainer", "/dismiss other-tool it was none")).toBe("confused");
    expect(scene().said(board).at(-1)).toContain("Every case on `other-tool` still has its own issue");
    expect(await say(board, "maintainer", "/dismiss it was none")).toBe("confused");
    expect(dashboard()?.body).toContain(`#${number} | deadline`);
    expect(await say(board, "maintainer", "/dismiss poll-maker it was none")).toBe("+1");
    expect(scene().said(board).at(-1)).toContain("This case is dismissed");
    expect(dashboard()?.body).not.toContain(`#${number} |`);
    const words = scene().said(board).length;
    await scene().days(20);
    expect(await scene().isListed("poll-maker")).toBe(true);
    expect(scene().said(board)).toHaveLength(words);
    expect(dashboard()?.body).toContain("### Cases\n\nNone.");
  });

  it("deleted: taken down, ended and restored, all on the dashboard", async () => {
    const number = await running();
    await scene().sandbox.deleteIssue(CATALOG, number, "maintainer");
    await scene().settled();
    const board = dashboard()?.number ?? 0;
    expect(await say(board, "maintainer", "/takedown poll-maker")).toBe("+1");
    expect(await scene().isListed("poll-maker")).toBe(false);
    expect(await say(board, "maintainer", "/restore poll-maker")).toBe("confused");
    expect(scene().said(board).at(-1)).toContain("Not yet");
    expect(await say(board, "maintainer", "/resolve poll-maker fixed in 2.1")).toBe("+1");
    expect(await scene().ledger("poll-maker")).toContain('"ended":');
    expect(await say(board, "maintainer", "/restore poll-maker")).toBe("+1");
    expect(await scene().isListed("poll-maker")).toBe(true);
  });

  it("a case that has its issue does not end on the dashboard", async () => {
    const number = await running();
    const board = dashboard()?.number ?? 0;
    expect(await say(board, "maintainer", "/resolve poll-maker fixed")).toBe("confused");
    expect(scene().sandbox.issue(CATALOG, number).state).toBe("open");
    expect(dashboard()?.body).toContain(`#${number} | deadline`);
  });

  it("transferred: its records count nowhere else, and the copy goes on", async () => {
    const number = await running();
    await scene().sandbox.addRepository({
      owner: "community",
      name: "elsewhere",
      installed: true,
      files: { "README.md": "x", ".github/steward.yml": "extends: mattermost\n" },
    });
    const moved = await scene().sandbox.transferIssue(CATALOG, number, "community/elsewhere", "maintainer");
    await scene().settled();
    expect(scene().said(moved.number, "community/elsewhere").at(-1)).toContain("a record of another case");
    await scene().days(14.1);
    expect(await scene().isListed("poll-maker")).toBe(true);
    expect(
      scene()
        .said(dashboard()?.number ?? 0)
        .at(-1),
    ).toContain("its issue is gone");
  });
});

describe("records", () => {
  it("that are edited hold the case; the deadline stays, and a person decides", async () => {
    const number = await running();
    const record = own(number)[0];
    const body = record?.body ?? "";
    scene().sandbox.editComment(
      CATALOG,
      record?.id ?? 0,
      "maintainer",
      body.replace(/"deadlineMs":\d+/, '"deadlineMs":1'),
    );
    await scene().server.service.sweepAll();
    await scene().settled();
    await scene().days(14.1);
    expect(await scene().isListed("poll-maker")).toBe(true);
    expect(
      scene()
        .said(number)
        .some((text) => text.includes("a record of this case was edited")),
    ).toBe(true);
    expect(scene().said(number).at(-1)).toContain("its records have to be checked first");
    await say(number, "maintainer", "/takedown poll-maker");
    expect(await scene().isListed("poll-maker")).toBe(false);
  });

  it("that are deleted hold the case: the dashboard knows of them", async () => {
    const number = await running();
    scene().sandbox.deleteComment(CATALOG, own(number)[0]?.id ?? 0, "maintainer");
    await scene().days(14.1);
    expect(await scene().isListed("poll-maker")).toBe(true);
    expect(
      scene()
        .said(number)
        .some((text) => text.includes("a record of this case is missing")),
    ).toBe(true);
  });

  it("that somebody pastes are talk", async () => {
    const number = await running();
    const forged = (own(number)[0]?.body ?? "").replace('"phase":"running"', '"phase":"ended"');
    await say(number, "stranger", forged);
    await scene().days(14.1);
    expect(await scene().isListed("poll-maker")).toBe(false);
  });

  it("outlive the database: a new process finds the clock and keeps it", async () => {
    const number = await running();
    await scene().stopApp();
    scene().clock.advance(3 * DAY_MS);
    await scene().startApp();
    await scene().days(10.9);
    expect(await scene().isListed("poll-maker")).toBe(true);
    await scene().days(0.2);
    expect(await scene().isListed("poll-maker")).toBe(false);
    expect(
      scene()
        .said(number)
        .filter((body) => body.includes("days left")),
    ).toHaveLength(2);
  });
});

describe("labels of the repository", () => {
  it.each([
    ["renamed", (name: string) => scene().sandbox.renameLabel(CATALOG, name, "maintainer", `old ${name}`)],
    ["deleted", (name: string) => scene().sandbox.deleteLabel(CATALOG, name, "maintainer")],
  ])("that are %s move nothing, and are put back on running cases", async (_, change) => {
    const number = await running();
    await scene().sandbox.label(CATALOG, number, "maintainer", "severity: high");
    await scene().settled();
    const records = scene()
      .said(number)
      .filter((body) => bears(body, "record"));
    for (const name of ["security", "severity: high"]) {
      change(name);
      await scene().settled();
      expect(scene().sandbox.labels(CATALOG, number)).toContain(name);
      expect(scene().said(number).at(-1)).toContain(`\`${name}\` stands for a running case`);
    }
    const after = scene()
      .said(number)
      .filter((body) => bears(body, "record"));
    expect(after).toEqual(records);
    await scene().days(14.1);
    expect(await scene().isListed("poll-maker")).toBe(false);
  });

  it("that are put back once say so each time", async () => {
    const number = await running();
    for (let n = 1; n <= 2; n += 1) {
      scene().clock.advance(60_000);
      scene().sandbox.deleteLabel(CATALOG, "security", "maintainer");
      await scene().settled();
      expect(scene().sandbox.labels(CATALOG, number)).toContain("security");
      expect(scene().said(number)).toHaveLength(1 + n);
    }
  });

  it("that no case goes by cost no look", async () => {
    await running();
    await scene().sandbox.label(CATALOG, 2, "maintainer", "bug");
    await scene().settled();
    scene().sandbox.calls.length = 0;
    scene().sandbox.renameLabel(CATALOG, "bug", "maintainer", "defect");
    scene().sandbox.deleteLabel(CATALOG, "defect", "maintainer");
    await scene().settled();
    expect(scene().sandbox.calls).toEqual([]);
  });
});

describe("lost events", () => {
  it("cost nothing but time: the sweep finds the label", async () => {
    await open();
    const number = await scene().report("poll-maker");
    await scene().stopApp();
    await scene().sandbox.label(CATALOG, number, "maintainer", "security");
    scene().clock.advance(3_600_000);
    await scene().startApp();
    expect(scene().said(number)).toHaveLength(1);
    await scene().days(14);
    expect(await scene().isListed("poll-maker")).toBe(false);
  });
});

describe("a protected default branch", () => {
  const protect = (): void =>
    void scene().sandbox.addRuleset(CATALOG, {
      name: "reviewed",
      rules: [{ type: "pull_request", parameters: {} }],
    });

  it("gets a pull request, the entry goes at once, and closing the request does not help", async () => {
    const number = await running();
    protect();
    await say(number, "maintainer", "/takedown poll-maker");
    const pull = scene()
      .sandbox.issues(CATALOG)
      .find((issue) => issue.pull !== undefined);
    expect(pull?.title).toBe("Take down poll-maker (security)");
    expect(await ids(scene())).toEqual(["other-tool"]);
    expect(await publishedText(scene(), "removed/poll-maker/index.html")).toBeDefined();
    expect(await scene().isListed("poll-maker")).toBe(true);
    expect(
      scene()
        .said(number)
        .some((body) => body.includes("is removed from the marketplace")),
    ).toBe(true);
    await scene().sandbox.closePullRequest(CATALOG, pull?.number ?? 0, "maintainer");
    await scene().settled();
    expect(pull?.state).toBe("open");
    await scene().sandbox.mergePullRequest(CATALOG, pull?.number ?? 0, "maintainer");
    await scene().settled();
    expect(await scene().isListed("poll-maker")).toBe(false);
    await say(number, "maintainer", "/resolve fixed");
    await say(number, "maintainer", "/restore poll-maker");
    const back = scene()
      .sandbox.issues(CATALOG)
      .findLast((issue) => issue.pull !== undefined);
    expect(
      scene()
        .said(number)
        .some((body) => body.includes(`comes back when #`)),
    ).toBe(true);
    expect(back?.title).toMatch(/^(?:Restore poll-maker|Note a case on poll-maker)$/);
  });

  it("/restore takes a waiting takedown back", async () => {
    const number = await running();
    protect();
    await say(number, "maintainer", "/takedown poll-maker");
    await say(number, "maintainer", "/resolve a mistake");
    expect(await say(number, "maintainer", "/restore poll-maker")).toBe("+1");
    expect(await ids(scene())).toContain("poll-maker");
    expect(scene().sandbox.branchSha(CATALOG, "steward/takedown/poll-maker")).toBeUndefined();
    expect(await scene().isListed("poll-maker")).toBe(true);
  });
});
