// Cases in a private repository: what may be said in public is said there, and nothing else ever is.

import { describe, expect, it } from "@jest/globals";
import { publishedText } from "../support/published.ts";
import { CATALOG, goodFiles, rollUp, submit } from "../support/scene.ts";
import {
  assertKeptPrivate,
  CANARY,
  openCases,
  VAULT,
  type CaseSceneOptions,
} from "../support/takedown-scene.ts";
import { takedownStage } from "../support/takedown-stage.ts";
import { bears } from "../support/marked.ts";

const {
  scene,
  open,
  say: sayAt,
} = takedownStage(async (scene) => {
  // What stays in the case repository is quoted nowhere in the catalog's files either.
  for (const path of ["removed/poll-maker.yml", ".github/steward.yml"])
    expect(String((await scene.sandbox.readFile(CATALOG, "main", path)) ?? "")).not.toContain(CANARY);
});

const SILENT = `extends: mattermost\ntakedown:\n  repository: ${VAULT}\n  public: nothing\n`;

async function acknowledged(options: CaseSceneOptions = {}, ...labels: string[]): Promise<number> {
  await open({ vault: true, ...options });
  const number = await scene().report("poll-maker", VAULT);
  await scene().sandbox.label(VAULT, number, "maintainer", "security", ...labels);
  await scene().settled();
  return number;
}

const say = (number: number, login: string, body: string, repo = VAULT) => sayAt(number, login, body, repo);
const review = () =>
  scene()
    .sandbox.issues(CATALOG)
    .find(({ title }) => title === "Under review: poll-maker");

describe("a private case", () => {
  it("opens one public issue that names listing, deadline and contact, and nothing of the case", async () => {
    const number = await acknowledged();
    const issue = review();
    expect(issue?.body).toContain("`Poll Maker`");
    expect(issue?.body).toContain("@contributor");
    expect(issue?.body).toContain(`https://github.com/${CATALOG}/security/advisories/new`);
    expect(issue?.body).toMatch(/removed from the marketplace at \*\*\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\*\*/);
    expect(issue?.body).not.toContain(VAULT);
    expect(issue?.body).not.toContain(`#${number}`);
    expect(
      scene()
        .sandbox.issues(CATALOG)
        .filter(({ title }) => title.startsWith("Under review")),
    ).toHaveLength(1);
    const dashboard = scene()
      .sandbox.issues(CATALOG)
      .find(({ title }) => title === "Dashboard");
    expect(bears(dashboard?.body, "record")).toBe(false);
  });

  it("reminds in public, moves the date there, removes, and closes the public issue when it ends", async () => {
    const number = await acknowledged();
    const publicNumber = review()?.number ?? 0;
    const before = review()?.body ?? "";
    await say(number, "maintainer", `/extend 5 ${CANARY}`);
    expect(review()?.body).not.toBe(before);
    await scene().days(18.9);
    expect(
      scene()
        .said(publicNumber)
        .map((body) => /(\d) days? left/.exec(body)?.[1]),
    ).toEqual(["7", "3", "1"]);
    await scene().days(0.2);
    expect(await scene().isListed("poll-maker")).toBe(false);
    expect(await scene().ledger("poll-maker")).toContain(`"issue":${publicNumber}`);
    expect(scene().said(publicNumber).at(-1)).toContain("is removed from the marketplace");
    await say(number, "maintainer", `/resolve ${CANARY}`);
    expect(review()?.state).toBe("closed");
    expect(scene().sandbox.issue(VAULT, number).state).toBe("closed");
    expect(await scene().ledger("poll-maker")).toContain('"ended":');
    await say(number, "maintainer", "/restore poll-maker");
    expect(await scene().isListed("poll-maker")).toBe(true);
  });

  it("is not its public side: labels and commands there get a pointer", async () => {
    const number = await acknowledged();
    const publicNumber = review()?.number ?? 0;
    await scene().sandbox.label(CATALOG, publicNumber, "maintainer", "security");
    await scene().settled();
    expect(scene().sandbox.labels(CATALOG, publicNumber)).not.toContain("security");
    expect(await say(publicNumber, "maintainer", "/resolve done", CATALOG)).toBe("confused");
    expect(scene().said(publicNumber).at(-1)).toContain("public side of a case");
    expect(review()?.state).toBe("open");
    expect(scene().sandbox.issue(VAULT, number).state).toBe("open");
    await scene().sandbox.closeIssue(CATALOG, publicNumber, "maintainer");
    await scene().server.service.sweepAll();
    await scene().days(7.1);
    expect(review()?.state).toBe("open");
  });

  it("says nothing at all in public with `nothing`, and waits for /notified", async () => {
    const number = await acknowledged({ policy: SILENT });
    expect(scene().said(number, VAULT).at(-1)).toContain("/notified");
    await scene().days(16);
    expect(await scene().isListed("poll-maker")).toBe(true);
    const daily = scene()
      .said(number, VAULT)
      .filter((body) => body.includes("the planned deadline has passed"));
    expect(daily).toHaveLength(3);
    expect(await say(number, "maintainer", "/notified")).toBe("+1");
    await scene().days(6.9);
    expect(await scene().isListed("poll-maker")).toBe(true);
    const inPublic = scene()
      .sandbox.issues(CATALOG)
      .filter(({ title }) => title !== "Dashboard");
    expect(inPublic).toEqual([]);
    await scene().days(0.3);
    expect(await scene().isListed("poll-maker")).toBe(false);
    expect(await scene().ledger("poll-maker")).not.toContain('"issue"');
  });

  it("of critical severity goes at once, in either mode", async () => {
    const number = await acknowledged({ policy: SILENT });
    await scene().sandbox.label(VAULT, number, "maintainer", "severity: critical");
    await scene().settled();
    // Moments after the case began, on the reporter's word alone: it takes another word of the team.
    expect(await scene().isListed("poll-maker")).toBe(true);
    expect(scene().said(number, VAULT).at(-1)).toContain("/case poll-maker");
    expect(await say(number, "maintainer", "/case poll-maker")).toBe("+1");
    expect(await scene().isListed("poll-maker")).toBe(false);
    const inPublic = scene()
      .sandbox.issues(CATALOG)
      .filter(({ title }) => title !== "Dashboard");
    expect(inPublic).toEqual([]);
  });
});

describe("the security team", () => {
  it("may decide by membership alone, read when it matters", async () => {
    await open({
      vault: true,
      policy: `extends: mattermost\ntakedown:\n  repository: ${VAULT}\n  team: guards\n`,
    });
    scene().sandbox.addTeam("community", "guards", ["warden"]);
    scene().sandbox.setRole(VAULT, "warden", "write");
    const number = await scene().report("poll-maker", VAULT);
    await scene().sandbox.label(VAULT, number, "warden", "security");
    await scene().settled();
    expect(scene().said(number, VAULT)[0]).toContain("acknowledged by `warden`");
  });

  it("has its say when GitHub's limit is over, which is no answer to who is in it", async () => {
    await open({
      vault: true,
      policy: `extends: mattermost\ntakedown:\n  repository: ${VAULT}\n  team: guards\n`,
    });
    const { sandbox } = scene();
    sandbox.addTeam("community", "guards", ["warden"]);
    sandbox.setRole(VAULT, "warden", "write");
    const number = await scene().report("poll-maker", VAULT);
    const message = "You have exceeded a secondary rate limit";
    sandbox.faults.requests = [
      { path: /\/memberships\//, answer: { status: 403, message, retryAfterSeconds: 30 } },
    ];
    await sandbox.label(VAULT, number, "warden", "security");
    await scene().settled();
    expect(scene().said(number, VAULT).join()).not.toContain("acknowledged");
    sandbox.faults.requests = [];
    await scene().days(0.01);
    expect(scene().said(number, VAULT)[0]).toContain("acknowledged by `warden`");
  });
});

describe("/takedown by policy, written in the private repository", () => {
  it("is told to the listing's maintainers in public, once", async () => {
    await open({ vault: true });
    const number = await scene().report("poll-maker", VAULT);
    expect(await say(number, "triager", "/takedown poll-maker")).toBe("-1");
    expect(await say(number, "maintainer", "/takedown poll-maker")).toBe("+1");
    expect(await scene().isListed("poll-maker")).toBe(false);
    expect(await scene().ledger("poll-maker")).toContain("reason: policy");
    const notices = () =>
      scene()
        .sandbox.issues(CATALOG)
        .filter(({ title }) => title === "Removed: poll-maker");
    expect(notices()).toHaveLength(1);
    expect(notices()[0]?.body).toContain("@contributor");
    expect(notices()[0]?.body).toContain(`https://github.com/${CATALOG}/security/advisories/new`);
    expect(notices()[0]?.body).not.toContain(VAULT);
    expect(scene().said(number, VAULT).at(-1)).not.toContain("@contributor");
    await scene().server.service.sweepAll();
    await scene().days(1);
    expect(notices()).toHaveLength(1);
    expect(await say(number, "maintainer", "/restore poll-maker")).toBe("+1");
    expect(await scene().isListed("poll-maker")).toBe(true);
  });
});

describe("a private case whose issue is gone", () => {
  it("ends on the dashboard there, and its public side is closed", async () => {
    const number = await acknowledged();
    await scene().sandbox.deleteIssue(VAULT, number, "maintainer");
    await scene().settled();
    const board =
      scene()
        .sandbox.issues(VAULT)
        .find(({ title }) => title === "Dashboard of cases")?.number ?? 0;
    expect(scene().said(board, VAULT).at(-1)).toContain("is gone");
    expect(review()?.state).toBe("open");
    await say(board, "maintainer", "/takedown poll-maker");
    expect(await scene().isListed("poll-maker")).toBe(false);
    expect(
      scene()
        .said(review()?.number ?? 0)
        .at(-1),
    ).toContain("is removed from the marketplace");
    await say(board, "maintainer", `/resolve poll-maker ${CANARY}`);
    expect(review()?.state).toBe("closed");
    expect(await scene().ledger("poll-maker")).toContain('"ended":');
    expect(await say(board, "maintainer", "/restore poll-maker")).toBe("+1");
    expect(await scene().isListed("poll-maker")).toBe(true);
  });
});

describe("what is told of it elsewhere", () => {
  it("is the listing and a date: in what is published, in checks of other pull requests, in figures", async () => {
    const number = await acknowledged();
    await say(number, "stranger", `${CANARY} and more`);
    const { sha } = await submit(scene(), await goodFiles("new-tool"));
    await scene().settled();
    expect(rollUp(scene(), sha)).toBe("success");
    scene().clock.advance(15 * 60_000);
    await scene().server.service.sweepAll();
    await scene().settled();
    expect(await publishedText(scene(), "listings/poll-maker.json")).toContain("under-review");
    expect((await scene().server.service.metrics.render()).text).toContain('kind="case"');
    await assertKeptPrivate(scene());
  });

  it("would be noticed: the canary is looked for where it could stand", async () => {
    await open({ vault: true });
    const planted = await openCases();
    try {
      await planted.sandbox.commit(CATALOG, "gh-pages", { "catalog.json": CANARY }, { author: "maintainer" });
      await expect(assertKeptPrivate(planted)).rejects.toThrow("catalog.json");
    } finally {
      await planted.close();
    }
  });
});
