// The dashboard as maintainers find it: there from the first look, kept up to date, quiet when nothing happens, nothing private in it.

import { afterEach, describe, expect, it } from "@jest/globals";
import { createMemoryQueue } from "../../src/adapters/queue/memory.ts";
import { CATALOG, goodFiles, submit } from "../support/scene.ts";
import {
  assertKeptPrivate,
  DAY_MS,
  handles,
  openCases,
  VAULT,
  type CaseScene,
  type CaseSceneOptions,
} from "../support/takedown-scene.ts";
import { bears } from "../support/marked.ts";

let scene: CaseScene;
afterEach(async () => {
  await assertKeptPrivate(scene);
  await scene.close();
});

const open = async (options: CaseSceneOptions = {}): Promise<void> => {
  scene = await openCases(options);
  await look();
};
const { label, say } = handles(() => scene);
const dashboards = () => scene.sandbox.issues(CATALOG).filter(({ title }) => title === "Dashboard");
const body = (): string => dashboards()[0]?.body ?? "";
const part = (title: string): string => body().split(`### ${title}\n`)[1]?.split("\n### ")[0] ?? "";

/** What the sweep of every quarter of an hour does. */
async function look(): Promise<void> {
  scene.clock.advance(15 * 60_000);
  await scene.server.service.sweepAll();
  await scene.settled();
}

/** What follows a publish (its deployment) has been said as well. */
async function rested(): Promise<void> {
  for (let n = 0; n < 3; n += 1) await look();
}

/** On issues: what is looked at again of the published listings has a file and commits of its own. */
const writes = () =>
  scene.sandbox.calls.filter(
    ({ kind, template, operationName }) =>
      kind === "write" &&
      (template.includes("/issues") || template.includes("/labels") || operationName !== undefined),
  );

describe("the dashboard", () => {
  it("is one pinned issue from the first look on, and a look without news writes nothing", async () => {
    await open();
    expect(dashboards()).toHaveLength(1);
    expect(dashboards()[0]?.viaApp).toBe(true);
    expect(scene.sandbox.repository(CATALOG).pinned).toEqual(dashboards());
    expect(part("Cases")).toContain("None.");
    await rested();
    const before = writes().length;
    for (let day = 0; day < 3; day += 1) {
      scene.clock.advance(DAY_MS);
      await look();
    }
    expect(writes().slice(before)).toEqual([]);
    // Each day's token is a new one, and none is used beyond its hour.
    expect(scene.sandbox.calls.filter(({ status }) => status === 401)).toEqual([]);
  });

  it("is there though it cannot be pinned, and asks for that once", async () => {
    scene = await openCases();
    for (let n = 0; n < 3; n += 1) {
      const issue = await scene.sandbox.openIssue(CATALOG, { author: "maintainer", title: `Read me ${n}` });
      scene.sandbox.repository(CATALOG).pinned.push(issue);
    }
    await look();
    await look();
    expect(dashboards()).toHaveLength(1);
    expect(scene.sandbox.repository(CATALOG).pinned).not.toContain(dashboards()[0]);
    expect(scene.sandbox.calls.filter(({ operationName }) => operationName === "PinIssue")).toHaveLength(1);
  });

  it("stays unpinned when people unpin it", async () => {
    await open();
    scene.sandbox.repository(CATALOG).pinned.length = 0;
    await label(await scene.report("poll-maker"), "maintainer", "security");
    await look();
    expect(body()).toContain("poll-maker");
    expect(scene.sandbox.repository(CATALOG).pinned).toEqual([]);
  });

  it("is not asked for where the owner has turned issues off", async () => {
    scene = await openCases();
    Object.assign(scene.sandbox.repository(CATALOG), { hasIssues: false });
    await look();
    await look();
    expect(dashboards()).toEqual([]);
    expect((await scene.server.service.queue.state()).dead).toBe(0);
    expect(scene.logged.some((line) => line.includes("will try again"))).toBe(false);
  });

  it("costs no look when it is written", async () => {
    await open();
    scene.sandbox.calls.length = 0;
    await scene.sandbox.editIssue(CATALOG, dashboards()[0]?.number ?? 0, "maintainer", { body: "Mine now." });
    await scene.settled();
    expect(scene.sandbox.calls).toEqual([]);
    await look();
    expect(body()).toContain("### Cases");
  });

  it("is opened again when somebody deletes it, with every case in it", async () => {
    await open();
    const number = await scene.report("poll-maker");
    await label(number, "maintainer", "security");
    await scene.sandbox.deleteIssue(CATALOG, dashboards()[0]?.number ?? 0, "maintainer");
    await look();
    expect(dashboards().at(-1)?.body).toContain(`#${number} | deadline`);
  });

  it("finds a case again whose copy somebody cut out", async () => {
    await open();
    const number = await scene.report("poll-maker");
    await label(number, "maintainer", "security");
    const before = body();
    await look();
    await scene.stopApp();
    await scene.sandbox.editIssue(CATALOG, dashboards()[0]?.number ?? 0, "maintainer", {
      body: before.replace(/^record [^\n]+\n/m, "").replace(/^\| `poll.*\n/m, ""),
    });
    // Long after the label, so that nothing but the cut tells of the case.
    scene.clock.advance(3 * DAY_MS);
    await scene.startApp();
    await look();
    expect(body()).toContain(`#${number} | deadline`);
    expect(bears(body(), "record")).toBe(true);
  });
});

describe("it lists", () => {
  it("submissions by whose turn it is and since when, a title as mere words", async () => {
    await open();
    const title = "Hi @maintainer <!-- --> `x` | y";
    const good = await submit(scene, await goodFiles("new-tool"), { title });
    const bad = await submit(scene, await goodFiles("bad-tool", { summary: "short" }), { branch: "bad" });
    await scene.settled();
    scene.clock.advance(10_001);
    await scene.settled();
    const text = part("Submissions");
    const ready = text.indexOf("ready to merge: 1");
    const changes = text.indexOf("The contributor's turn: 1");
    expect(ready).toBeGreaterThan(0);
    expect(text.slice(ready, changes)).toContain(
      `- #${good.number} \`Hi @maintainer ‹!-- --> 'x' | y\`, since 20`,
    );
    expect(text.slice(changes)).toContain(`- #${bad.number} \`Add a listing\`, since 20`);
    await rested();
    const before = writes().length;
    await look();
    await look();
    expect(writes().slice(before)).toEqual([]);
    await scene.sandbox.closePullRequest(CATALOG, bad.number, "contributor");
    await look();
    expect(part("Submissions")).not.toContain(`#${bad.number} `);
  });

  it("who is to be written to, until /contacted", async () => {
    await open();
    const { number } = await submit(scene, await goodFiles("new-tool"), { title: "New tool" });
    await scene.settled();
    await scene.sandbox.mergePullRequest(CATALOG, number, "maintainer");
    await scene.settled();
    scene.clock.advance(60_000);
    await scene.settled();
    await look();
    expect(part("To contact")).toContain(`- #${number} \`New tool\`, merged 20`);
    expect(await say(number, "stranger", "/contacted")).toBe("-1");
    await look();
    expect(part("To contact")).toContain(`#${number}`);
    expect(await say(number, "maintainer", "/contacted")).toBe("+1");
    scene.clock.advance(10_001);
    await scene.settled();
    expect(part("To contact")).toContain("None.");
    expect(scene.sandbox.labels(CATALOG, number)).not.toContain("steward: to contact");
  });

  it("what is merged and held, with the issue that says why", async () => {
    await open();
    await scene.sandbox.commit(
      CATALOG,
      "main",
      { ...(await goodFiles("bad-tool")), "listings/bad-tool.yml": "name: x\n" },
      { author: "maintainer", message: "Push past the review" },
    );
    await scene.settled();
    await look();
    const report = scene.sandbox
      .issues(CATALOG)
      .find(({ labels }) => labels.some(({ name }) => name === "steward: not published"));
    expect(report).toBeDefined();
    expect(part("Publishes on hold")).toContain(`- #${report?.number}: `);
  });

  it("waivers that end soon", async () => {
    const until = new Date(Date.now() + 5 * DAY_MS).toISOString().slice(0, 10);
    await open({
      policy: `extends: mattermost\nwaivers:\n  - check: image\n    listing: poll-maker\n    who: maintainer\n    why: a new logo is being drawn\n    until: ${until}\n`,
    });
    expect(part("Waivers about to end")).toContain(`\`image\` for \`poll-maker\`: until ${until}`);
  });

  it("what Steward gave up on, without saying why", async () => {
    let repositoryId = 0;
    await open({
      queue: (clock) => {
        const queue = createMemoryQueue(clock);
        const dead = (key: string) => ({ key, because: "a secret", attempts: 8, failedAtMs: clock.nowMs() });
        const keys = () => [
          `review:${repositoryId}#77`,
          `publish:${repositoryId}`,
          `case:${repositoryId + 1}#78`,
        ];
        return { ...queue, deadLetters: () => Promise.resolve(repositoryId === 0 ? [] : keys().map(dead)) };
      },
    });
    repositoryId = scene.sandbox.repository(CATALOG).id;
    await look();
    const text = part("Problems on our side");
    expect(text).toContain("- #77: given up on at 20");
    expect(text).toContain("- publishing: given up on at 20");
    expect(text).not.toContain("#78");
    expect(body()).not.toContain("a secret");
  });

  it("a policy file that is not valid", async () => {
    await open();
    await scene.sandbox.commit(CATALOG, "main", { ".github/steward.yml": "extends: nowhere\n" });
    await scene.settled();
    await look();
    expect(part("Problems on our side")).toMatch(/- #\d+: the policy file is not valid/);
  });

  it("cases of the private repository there, and of them in the catalog only what is public", async () => {
    await open({ vault: true });
    const number = await scene.report("poll-maker", VAULT);
    await scene.sandbox.label(VAULT, number, "maintainer", "security");
    await scene.settled();
    await look();
    expect(part("Cases")).toMatch(/\| `poll-maker` \| under review \| #\d+ \| deadline /);
    expect(bears(body(), "record")).toBe(false);
    const other = scene.sandbox.issues(VAULT).find(({ title }) => title === "Dashboard of cases");
    expect(other?.body).toContain(`| \`poll-maker\` | medium | #${number} | deadline `);
    expect(other?.body).not.toContain("### Submissions");
  });

  it("nothing at all of a private case with `nothing`", async () => {
    await open({
      vault: true,
      policy: `extends: mattermost\ntakedown:\n  repository: ${VAULT}\n  public: nothing\n`,
    });
    const number = await scene.report("poll-maker", VAULT);
    await scene.sandbox.label(VAULT, number, "maintainer", "security");
    await scene.settled();
    await look();
    expect(part("Cases")).toContain("None.");
    expect(body()).not.toContain("poll-maker");
  });
});
