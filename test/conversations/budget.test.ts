// GitHub's hourly budget: who is no catalog is asked once, and looking for lost events slows before anything else stops.

import { afterEach, describe, expect, it } from "@jest/globals";
import { runReconcile } from "../../src/cli/reconcile.ts";
import { addPlain, asked, hourOf, leave, pass } from "../support/budget.ts";
import { CATALOG, goodFiles, openScene, RECORD_KEY, rollUp, submit, type Scene } from "../support/scene.ts";

let scene: Scene;
afterEach(async () => scene.close());

const PLAIN = "community/tool-3";
const POLICY = { ".github/steward.yml": "extends: mattermost\n", "listings/.gitkeep": "" };
const isCatalog = (repo: string): boolean =>
  scene.sandbox.issues(repo).some(({ title }) => title === "Dashboard");

describe("a repository that is no catalog", () => {
  it("costs one point, once; becomes a catalog by a push that nobody told us of; and is one by an event at once", async () => {
    scene = await openScene();
    await hourOf(scene, { restart: true });
    const alone = await hourOf(scene, { restart: true });
    await addPlain(scene, 8);
    const first = await hourOf(scene, { restart: true });
    expect(first - alone).toBeGreaterThanOrEqual(8);
    expect(first - alone).toBeLessThanOrEqual(12);
    expect((await hourOf(scene)) - alone).toBeLessThanOrEqual(2);
    scene.sandbox.faults.deliveries.lose = true;
    await scene.sandbox.commit(PLAIN, "main", POLICY, { author: "maintainer" });
    await pass(scene, 30);
    expect([isCatalog(PLAIN), isCatalog("community/tool-4")]).toEqual([true, false]);
    scene.sandbox.faults.deliveries.lose = false;
    await scene.sandbox.commit("community/tool-4", "main", POLICY, { author: "maintainer" });
    await scene.settled();
    await pass(scene, 1, 1);
    expect(isCatalog("community/tool-4")).toBe(true);
    // Another branch is its default from now on: no push tells that.
    const other = "community/tool-5";
    await scene.sandbox.commit(other, "catalog", POLICY, { author: "maintainer" });
    await pass(scene, 60);
    expect(isCatalog(other)).toBe(false);
    for (const repository of scene.sandbox.world.repositories.values())
      if (repository.name === "tool-5") repository.defaultBranch = "catalog";
    await pass(scene, 30);
    expect(isCatalog(other)).toBe(true);
  }, 300_000);

  it("is not asked about for every issue with a label of cases", async () => {
    scene = await openScene();
    await addPlain(scene, 8);
    await hourOf(scene, { restart: true });
    scene.sandbox.calls.length = 0;
    const { number } = await scene.sandbox.openIssue(PLAIN, { author: "stranger", title: "x", body: "" });
    await scene.sandbox.label(PLAIN, number, "maintainer", "security");
    await scene.settled();
    // Its own issue and state, and the one catalog there is: none of its seven neighbours.
    expect(asked(scene).names.filter((name) => name === "CatalogState").length).toBeLessThanOrEqual(3);
  }, 300_000);
});

describe("little of the hour's budget is left", () => {
  const get = async (path: string): Promise<string> => (await fetch(`${scene.server.url}${path}`)).text();
  const dashboard = (): string =>
    scene.sandbox.issues(CATALOG).find(({ title }) => title === "Dashboard")?.body ?? "";
  /** Anything that is asked tells the App what is left. */
  const ask = async (): Promise<void> => {
    scene.server.service.worker.poke();
    await scene.sandbox.openIssue(CATALOG, { author: "stranger", title: "x", body: "" });
    await scene.settled();
  };
  const sweeps = (): number => asked(scene).names.filter((name) => name === "OpenPullRequests").length;

  it("sweeps wait for the reset and that is told; reviews go on, and what was lost is found after the reset", async () => {
    scene = await openScene();
    await scene.server.service.begin();
    await pass(scene, 5);
    expect(await get("/readyz")).toBe("ready\n");
    leave(scene, 0.08);
    await ask();
    expect(await get("/readyz")).toMatch(
      /^ready\n[78] % of GitHub's hourly budget is left to installation \d+: sweeps wait until \d{4}-\d\d-\d\dT\d\d:\d\dZ\n$/,
    );
    expect(await get("/metrics")).toMatch(
      /^steward_sweeps_slowed_until_seconds\{installation="\d+"\} \d{10}$/m,
    );
    const { sha, number } = await submit(scene, await goodFiles());
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("success");
    // Nobody hears of this one.
    scene.sandbox.calls.length = 0;
    scene.sandbox.faults.deliveries.lose = true;
    const lost = await submit(scene, await goodFiles("chess", { name: "Chess" }));
    scene.sandbox.faults.deliveries.lose = false;
    await pass(scene, 30);
    expect([sweeps(), rollUp(scene, lost.sha)]).toEqual([0, undefined]);
    expect(dashboard()).toContain("looks for what no event told wait until");
    // A merge is published all the same.
    await scene.sandbox.mergePullRequest(CATALOG, number, "maintainer", "squash");
    await scene.settled();
    expect(await scene.sandbox.readFile(CATALOG, "gh-pages", "catalog.json")).toBeDefined();
    await pass(scene, 60);
    expect(rollUp(scene, lost.sha)).toBe("success");
    expect(await get("/readyz")).toBe("ready\n");
    expect(await get("/metrics")).not.toMatch(/^steward_sweeps_slowed_until_seconds\{/m);
    expect(dashboard()).not.toContain("looks for what no event told wait");
  }, 300_000);

  it("a third of it: rounds are stretched, and still come before the reset", async () => {
    scene = await openScene();
    await scene.server.service.begin();
    await pass(scene, 5);
    leave(scene, 0.25);
    await ask();
    expect(await get("/readyz")).toContain("sweeps are stretched until");
    scene.sandbox.calls.length = 0;
    await pass(scene, 50);
    // Four rounds in an hour, otherwise.
    expect(sweeps()).toBeGreaterThanOrEqual(1);
    expect(sweeps()).toBeLessThanOrEqual(2);
  }, 300_000);

  it("`steward reconcile` waits for nothing: somebody asked for it", async () => {
    scene = await openScene();
    leave(scene, 0.05);
    const said: string[] = [];
    const { privateKey, appId, url } = scene.sandbox;
    const environment = { APP_ID: String(appId), PRIVATE_KEY: privateKey, GITHUB_API_URL: url, RECORD_KEY };
    const output = {
      write: (text: string) => void said.push(text),
      warn: (text: string) => void said.push(text),
    };
    scene.sandbox.faults.deliveries.lose = true;
    const { sha } = await submit(scene, await goodFiles());
    expect(await runReconcile(CATALOG, environment, output)).toBe(0);
    expect([rollUp(scene, sha), said.join("")]).toEqual(["success", expect.stringMatching(/looks?, [1-9]/)]);
  }, 300_000);
});
