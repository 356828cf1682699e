// A catalog moves to another owner: its policy goes on, what it names of the former owner's is ignored aloud, and private cases become a person's.

import { afterEach, describe, expect, it } from "@jest/globals";
import { CATALOG, openScene, rollUp, type Scene } from "../support/scene.ts";
import { later } from "../support/published.ts";
import { openCases, VAULT, type CaseScene } from "../support/takedown-scene.ts";

let scene: Scene;
afterEach(async () => scene.close());

const MOVED = "foundation/marketplace";
const QUARTER_MS = 15 * 60_000;

async function move(): Promise<void> {
  scene.sandbox.addOrganization("foundation");
  scene.sandbox.transfer(CATALOG, "foundation");
  scene.sandbox.install(MOVED);
  await look();
}

/** Everything is looked at, and what follows from that. */
async function look(): Promise<void> {
  for (let times = 0; times < 2; times += 1) {
    await scene.server.service.sweepAll();
    await scene.settled();
    await later(scene, QUARTER_MS);
  }
}

const dashboard = (): string =>
  scene.sandbox.issues(MOVED).find(({ title }) => title === "Dashboard")?.body ?? "";
const policyIssues = () =>
  scene.sandbox.issues(MOVED).filter(({ title, viaApp }) => viaApp && /policy/i.test(title));
const saidOn = (repo: string, number: number): string =>
  scene.sandbox
    .comments(repo, number)
    .filter(({ viaApp }) => viaApp)
    .map(({ body }) => body)
    .join("\n");
const isListed = async (id: string): Promise<boolean> =>
  (await scene.sandbox.readFile(MOVED, "main", `listings/${id}.yml`)) !== undefined;

async function privateCase(policy?: string): Promise<{ readonly cases: CaseScene; readonly number: number }> {
  const cases = await openCases({ vault: true, ...(policy === undefined ? {} : { policy }) });
  scene = cases;
  const number = await cases.report("poll-maker", VAULT);
  await scene.sandbox.label(VAULT, number, "maintainer", "security");
  await scene.settled();
  return { cases, number };
}

describe("a running private case", () => {
  it("is handed to a person where it is read; no clock removes anything, and a person still does", async () => {
    const { cases, number } = await privateCase();
    const side = scene.sandbox.issues(CATALOG).find(({ title }) => title.startsWith("Under review"));
    expect(side?.state).toBe("open");
    await move();
    expect(dashboard()).toContain(
      "`takedown.repository` names `community/security`, which stayed with this catalog's former owner: it is ignored until line 3 of",
    );
    expect(dashboard()).toContain("| a person decides |");
    expect(policyIssues()).toEqual([]);
    expect(saidOn(VAULT, number)).toContain("a person has to take over this case on `poll-maker`");
    expect(saidOn(MOVED, side?.number ?? 0)).toContain(
      "a person has to take it over, and no deadline removes anything",
    );
    await cases.days(17);
    expect(await isListed("poll-maker")).toBe(true);
    // Said once, whoever begins anew.
    await scene.stopApp();
    await scene.startApp();
    await look();
    expect(saidOn(VAULT, number).match(/a person has to take over/g)).toHaveLength(1);
    expect(saidOn(MOVED, side?.number ?? 0).match(/a person has to take it over/g)).toHaveLength(1);
    const issue = await scene.sandbox.openIssue(MOVED, {
      author: "maintainer",
      title: "Poll Maker",
      body: "",
    });
    scene.clock.advance(5_000);
    scene.sandbox.comment(MOVED, issue.number, "maintainer", "/takedown poll-maker");
    await scene.settled();
    expect(await isListed("poll-maker")).toBe(false);
  }, 300_000);

  it("is handed over aloud in the catalog alone where the App does not reach the former owner", async () => {
    const { cases } = await privateCase(
      `extends: mattermost\ntakedown:\n  repository: ${VAULT}\n  public: nothing\n`,
    );
    scene.sandbox.uninstall(VAULT);
    await move();
    expect(dashboard()).toContain("Those that ran there are a person's");
    await cases.days(17);
    expect(await isListed("poll-maker")).toBe(true);
  }, 300_000);

  it("goes on when the catalog comes back, says so before anything else, and is handed over again by another transfer", async () => {
    const { cases, number } = await privateCase();
    const side =
      scene.sandbox.issues(CATALOG).find(({ title }) => title.startsWith("Under review"))?.number ?? 0;
    await move();
    scene.sandbox.transfer(MOVED, "community");
    scene.sandbox.install(CATALOG);
    await look();
    for (const [repo, at] of [
      [VAULT, number],
      [CATALOG, side],
    ] as const) {
      const said = saidOn(repo, at);
      expect(said.match(/Its deadline counts again/g)).toHaveLength(1);
      expect(said.lastIndexOf("Steward runs the case")).toBeGreaterThan(
        said.lastIndexOf("a person has to take"),
      );
    }
    scene.sandbox.transfer(CATALOG, "foundation");
    scene.sandbox.install(MOVED);
    await look();
    expect(saidOn(VAULT, number).match(/a person has to take over/g)).toHaveLength(2);
    expect(saidOn(MOVED, side).match(/a person has to take it over/g)).toHaveLength(2);
    await cases.days(17);
    expect(await isListed("poll-maker")).toBe(true);
  }, 300_000);

  it("is told at the look that finds it back, by a process that was not there when it was handed over", async () => {
    const { cases, number } = await privateCase();
    const side =
      scene.sandbox.issues(CATALOG).find(({ title }) => title.startsWith("Under review"))?.number ?? 0;
    await move();
    await cases.days(3);
    await scene.stopApp();
    scene.sandbox.transfer(MOVED, "community");
    scene.sandbox.install(CATALOG);
    await scene.startApp();
    await scene.server.service.sweepAll();
    await scene.settled();
    for (const [repo, at] of [
      [VAULT, number],
      [CATALOG, side],
    ] as const)
      expect(saidOn(repo, at).match(/Its deadline counts again/g)).toHaveLength(1);
    await look();
    expect(saidOn(VAULT, number).match(/Its deadline counts again/g)).toHaveLength(1);
  }, 300_000);

  it("that is not left behind is removed by its clock: the counter-check", async () => {
    const { cases } = await privateCase();
    await cases.days(16);
    expect(await cases.isListed("poll-maker")).toBe(false);
  }, 300_000);
});

describe("the policy", () => {
  const NAMING = `extends: mattermost\npublish:\n  grace_days: 33\ntakedown:\n  repository: ${VAULT}\n`;

  it("goes on until it is changed; a change must name today's owner's or none", async () => {
    scene = await openScene({ policy: NAMING });
    await move();
    expect(policyIssues()).toEqual([]);
    expect(dashboard()).toContain("it is ignored until line 5 of");
    const propose = async (text: string) => {
      const branch = `policy-${scene.clock.nowMs()}`;
      const files = { ".github/steward.yml": text };
      const sha = await scene.sandbox.commit(MOVED, branch, files, { author: "maintainer" });
      const head = { repo: MOVED, branch };
      await scene.sandbox.openPullRequest({ repo: MOVED, author: "maintainer", head, title: "x", body: "" });
      await scene.settled();
      return rollUp({ ...scene, sandbox: asMoved() }, sha);
    };
    expect(await propose(NAMING.replace("33", "34"))).toBe("failure");
    expect(await propose(NAMING.replace("community", "foundation"))).toBe("success");
    await scene.sandbox.commit(MOVED, "main", {
      ".github/steward.yml": NAMING.replace("community", "foundation"),
    });
    await look();
    expect(dashboard()).not.toContain("former owner");
    expect(policyIssues()).toEqual([]);
  }, 300_000);

  it("that names somebody else's, or whose old name leads elsewhere by now, is not valid", async () => {
    scene = await openScene({ policy: NAMING });
    scene.sandbox.addOrganization("foundation");
    scene.sandbox.transfer(CATALOG, "foundation");
    // The old name is taken again: nothing proves any more who owned this catalog.
    await scene.sandbox.addRepository({ owner: "community", name: "marketplace", files: { "a.md": "a" } });
    scene.sandbox.install(MOVED);
    await look();
    expect(policyIssues().map(({ state }) => state)).toEqual(["open"]);
    expect(dashboard()).not.toContain("former owner");
  }, 300_000);
});

/** The support's `verdicts` asks by the catalog's first name. */
function asMoved(): Scene["sandbox"] {
  return { ...scene.sandbox, checkRuns: (_, sha) => scene.sandbox.checkRuns(MOVED, sha) };
}
