// What no description of GitHub's tells, either way: whether an App is shown what it wrote, and what a token seconds old is refused with.

import { afterEach, describe, expect, it } from "@jest/globals";
import { CATALOG, goodFiles, openScene, rollUp, submit, type Scene } from "../support/scene.ts";
import { later, mergeNow } from "../support/published.ts";
import { openCases } from "../support/takedown-scene.ts";

let scene: Scene;
afterEach(async () => scene.close());

const MINUTE_MS = 60_000;
const ours = (number: number) => scene.sandbox.comments(CATALOG, number).filter(({ viaApp }) => viaApp);

describe("GitHub never says that the App wrote or reacted to anything", () => {
  it("a review keeps its one comment, and a command is carried out once", async () => {
    scene = await openScene({ files: await goodFiles("poll-makers") });
    scene.sandbox.faults.viewerUnknown = true;
    const { number, sha } = await submit(scene, await goodFiles());
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("action_required");
    scene.clock.advance(2_000);
    const line = `/accept submission ${sha.slice(0, 7)} seen it`;
    const comment = scene.sandbox.comment(CATALOG, number, "maintainer", line);
    await scene.settled();
    expect([rollUp(scene, sha), comment.reactions.length]).toEqual(["success", 1]);
    for (let round = 0; round < 4; round += 1) {
      // The first of them publishes, and opens the dashboard.
      if (round === 2) scene.sandbox.calls.length = 0;
      await scene.server.service.sweepAll();
      await later(scene, 16 * MINUTE_MS);
    }
    expect(ours(number)).toHaveLength(1);
    expect(
      scene.sandbox.calls
        .filter(({ kind, template }) => kind === "write" && /issues|check-runs|labels|graphql/.test(template))
        .map(({ template }) => template),
    ).toEqual([]);
    await mergeNow(scene, await goodFiles("chess", { name: "Chess" }));
    expect(await scene.sandbox.readFile(CATALOG, "gh-pages", "catalog.json")).toBeDefined();
  }, 200_000);

  it("a case says and does what it does where GitHub says it: once", async () => {
    const told: string[][] = [];
    for (const viewerUnknown of [false, true]) {
      const cases = await openCases();
      scene = cases;
      scene.sandbox.faults.viewerUnknown = viewerUnknown;
      const number = await cases.report("poll-maker");
      await scene.sandbox.label(CATALOG, number, "maintainer", "security");
      await scene.settled();
      scene.clock.advance(2_000);
      const said = scene.sandbox.comment(CATALOG, number, "maintainer", "/extend 3 they are at it");
      await scene.settled();
      await cases.days(2);
      expect(said.reactions.map(({ content }) => content)).toEqual(["+1"]);
      expect(scene.sandbox.issues(CATALOG).filter(({ title }) => title === "Dashboard")).toHaveLength(1);
      expect(await cases.isListed("poll-maker")).toBe(true);
      await cases.days(20);
      expect(await cases.isListed("poll-maker")).toBe(false);
      told.push(ours(number).map(({ body }) => body.slice(0, 25)));
      if (!viewerUnknown) await cases.close();
    }
    expect(told[1]).toEqual(told[0]);
    expect(told[0]?.length).toBeGreaterThanOrEqual(3);
  }, 300_000);
});

describe.each([401, 403] as const)("a token that is seconds old is refused with %i", (status) => {
  it("and asked with again: nothing is given up, nothing reads as denied", async () => {
    scene = await openScene();
    scene.sandbox.faults.freshTokens = { forMs: 900, status };
    const { sha } = await submit(scene, await goodFiles());
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("success");
    expect(await scene.server.service.queue.deadLetters()).toEqual([]);
  }, 200_000);
});
