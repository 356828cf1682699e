// Pull requests of Steward's own say what Steward made and nothing else, whatever people do to them.

import { describe, expect, it } from "@jest/globals";
import { CATALOG, listing, pngIcon, rollUp } from "../support/scene.ts";
import { ids, openIssues } from "../support/published.ts";
import { takedownStage } from "../support/takedown-stage.ts";

const { scene, open, label, say } = takedownStage();

const BRANCH = "steward/takedown/poll-maker";
const MINUTE_MS = 60_000;

async function waiting(): Promise<number> {
  await open();
  const number = await scene().report("poll-maker");
  await label(number, "maintainer", "security");
  scene().sandbox.setRole(CATALOG, "writer", "write");
  scene().sandbox.addRuleset(CATALOG, {
    name: "reviewed",
    rules: [{ type: "pull_request", parameters: {} }],
  });
  await say(number, "maintainer", "/takedown poll-maker");
  return number;
}

const pull = () => {
  const found = scene()
    .sandbox.issues(CATALOG)
    .findLast((issue) => issue.pull !== undefined && issue.state === "open");
  if (found?.pull === undefined) throw new Error("there is no open pull request");
  return { number: found.number, sha: found.pull.head.sha, body: found.body, base: found.pull.base.branch };
};

const onBranch = (path: string) => scene().sandbox.readFile(CATALOG, BRANCH, path);

/** While the App is away, so that what was pushed can be looked at before it is put back. */
async function push(files: Record<string, string | Uint8Array | null>, branch = BRANCH): Promise<string> {
  scene().clock.advance(2_000);
  return scene().sandbox.commit(CATALOG, branch, files, { author: "writer" });
}

const STRANGE = {
  ".github/steward.yml": "extends: mattermost\ntakedown:\n  role: write\n",
  "listings/other-tool.yml": listing({
    name: "Other Tool",
    image: "images/other-tool.png",
    link: "https://github.com/contributor/elsewhere",
  }),
  ".github/workflows/x.yml": "on: push\n",
};

async function assertAsMade(): Promise<void> {
  const { sha, number, base } = pull();
  expect(rollUp(scene(), sha)).toBe("success");
  expect(base).toBe("main");
  expect(await onBranch("listings/poll-maker.yml")).toBeUndefined();
  expect(await onBranch("images/poll-maker.png")).toBeUndefined();
  expect((await onBranch("removed/poll-maker.yml"))?.toString()).toContain("reason: security");
  for (const path of Object.keys(STRANGE))
    expect(await onBranch(path)).toEqual(await scene().sandbox.readFile(CATALOG, "main", path));
  const words = scene().said(number);
  expect(words.length).toBeLessThanOrEqual(1);
}

describe("what is pushed onto a takedown", () => {
  it.each([
    ["other files", STRANGE],
    ["another line in the ledger", { "removed/poll-maker.yml": "version: 1\n" }],
    ["the listing, put back", { "removed/poll-maker.yml": null, "listings/poll-maker.yml": listing({}) }],
  ])("fails, is said, and is replaced within a minute: %s", async (_, files) => {
    await waiting();
    const made = pull().sha;
    expect(rollUp(scene(), made)).toBe("success");
    const pushed = await push(files);
    scene().sandbox.review(CATALOG, pull().number, "writer", "APPROVED");
    const startMs = scene().clock.nowMs();
    await scene().settled();
    expect(rollUp(scene(), pushed)).toBe("failure");
    expect(scene().clock.nowMs() - startMs).toBeLessThan(MINUTE_MS);
    expect(pull().sha).not.toBe(pushed);
    expect(scene().said(pull().number)).toHaveLength(1);
    expect(scene().said(pull().number)[0]).toContain("Somebody had changed this branch");
    await assertAsMade();
    await scene().sandbox.mergePullRequest(CATALOG, pull().number, "maintainer");
    await scene().settled();
    expect(await scene().isListed("poll-maker")).toBe(false);
    expect(await scene().isListed("other-tool")).toBe(true);
  });

  it("goes when it hides what stood there, by force or from another branch of the like", async () => {
    await waiting();
    const tip = scene().sandbox.branchSha(CATALOG, "main") ?? "";
    const elsewhere = await scene().sandbox.commit(CATALOG, "stray", STRANGE, {
      author: "writer",
      from: tip,
    });
    await scene().sandbox.forcePush(CATALOG, BRANCH, elsewhere, "writer");
    await scene().settled();
    expect(rollUp(scene(), elsewhere)).toBe("failure");
    await assertAsMade();
  });

  it("is not let through for what a person merged into it", async () => {
    await waiting();
    // As the button "Update branch" does: the default branch has moved meanwhile.
    scene().sandbox.repository(CATALOG).rulesets.length = 0;
    await scene().sandbox.commit(CATALOG, "main", { "notes.md": "x\n" }, { author: "maintainer" });
    await scene().settled();
    const pushed = await push({ "notes.md": "x\n" });
    await scene().settled();
    expect(rollUp(scene(), pushed)).toBe("failure");
    await assertAsMade();
    expect((await onBranch("notes.md"))?.toString()).toBe("x\n");
  });

  it("again and again is answered a few times an hour, in one comment", async () => {
    await waiting();
    for (let at = 0; at < 8; at += 1) {
      await push({ "notes.md": `${at}\n` });
      await scene().settled();
    }
    const moved = scene()
      .sandbox.issue(CATALOG, pull().number)
      .comments.filter(({ viaApp }) => viaApp);
    expect(moved).toHaveLength(1);
    expect(moved[0]?.body).toContain("Not what Steward made");
    expect(rollUp(scene(), pull().sha)).toBe("failure");
    await scene().days(0.1);
    await assertAsMade();
  });

  it("changes nothing of what a restore brings back", async () => {
    const number = await waiting();
    const before = await scene().sandbox.readFile(CATALOG, "main", "listings/poll-maker.yml");
    scene().sandbox.faults.deliveries.lose = true;
    await push(STRANGE);
    scene().sandbox.faults.deliveries.lose = false;
    await say(number, "maintainer", "/resolve a mistake");
    expect(await say(number, "maintainer", "/restore poll-maker")).toBe("+1");
    expect(await scene().sandbox.readFile(CATALOG, "main", "listings/poll-maker.yml")).toEqual(before);
    expect((await ids(scene())).toSorted()).toEqual(["other-tool", "poll-maker"]);
    expect(openIssues(scene(), "steward: not published")).toEqual([]);
  });
});

describe("a takedown whose branch is deleted", () => {
  it("gets another pull request, and the listing stays out", async () => {
    await waiting();
    const first = pull().number;
    await scene().sandbox.deleteBranch(CATALOG, BRANCH, "writer");
    await scene().settled();
    expect(pull().number).not.toBe(first);
    await assertAsMade();
    expect(await ids(scene())).toEqual(["other-tool"]);
  });
});

describe("a takedown that is turned to another base", () => {
  it("is turned back", async () => {
    await waiting();
    const { number } = pull();
    const tip = scene().sandbox.branchSha(CATALOG, "main") ?? "";
    await scene().sandbox.commit(CATALOG, "elsewhere", { "a.md": "a\n" }, { author: "writer", from: tip });
    await fetch(`${scene().sandbox.url}/repos/${CATALOG}/pulls/${number}`, {
      method: "PATCH",
      headers: { authorization: "Bearer user:maintainer" },
      body: JSON.stringify({ base: "elsewhere" }),
    });
    await scene().settled();
    expect(pull().number).toBe(number);
    await assertAsMade();
  });
});

describe("a restore", () => {
  it("that somebody pushed to brings back the listing alone", async () => {
    const number = await waiting();
    await scene().sandbox.mergePullRequest(CATALOG, pull().number, "maintainer");
    await scene().settled();
    await say(number, "maintainer", "/resolve fixed");
    for (const issue of scene().sandbox.issues(CATALOG))
      if (issue.pull !== undefined && issue.state === "open") {
        await scene().sandbox.mergePullRequest(CATALOG, issue.number, "maintainer");
        await scene().settled();
      }
    await say(number, "maintainer", "/restore poll-maker");
    const branch = "steward/restore/poll-maker";
    const made = pull().sha;
    expect(rollUp(scene(), made)).toBe("success");
    const pushed = await push({ ...STRANGE, "images/poll-maker.png": await pngIcon(256) }, branch);
    await scene().settled();
    expect(rollUp(scene(), pushed)).toBe("failure");
    expect(rollUp(scene(), pull().sha)).toBe("success");
    await scene().sandbox.mergePullRequest(CATALOG, pull().number, "maintainer");
    await scene().settled();
    expect(await scene().isListed("poll-maker")).toBe(true);
    expect(await scene().sandbox.readFile(CATALOG, "main", ".github/workflows/x.yml")).toBeUndefined();
  });
});

describe("a pull request of somebody else", () => {
  it("that is named like one of Steward's is none", async () => {
    await waiting();
    const fork = scene().sandbox.fork(CATALOG, "stranger");
    await scene().sandbox.forcePush(fork, BRANCH, pull().sha, "stranger");
    const copied = await scene().sandbox.commit(
      fork,
      BRANCH,
      { "removed/other-tool.yml": "version: 1\n" },
      { author: "stranger" },
    );
    const theirs = await scene().sandbox.openPullRequest({
      repo: CATALOG,
      author: "stranger",
      head: { repo: fork, branch: BRANCH },
      title: "Take down",
      body: "",
    });
    await scene().settled();
    expect(rollUp(scene(), copied)).toBe("failure");
    expect(scene().sandbox.issue(CATALOG, theirs.number).pull?.head.sha).toBe(copied);
  });
});
