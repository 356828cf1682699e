// People close their accounts; what they proposed, said and reported stays, in nobody's name.

import { afterEach, describe, expect, it } from "@jest/globals";
import { CATALOG, goodFiles, listing, openScene, rollUp, submit, type Scene } from "../support/scene.ts";
import { ids, later, mergeNow } from "../support/published.ts";
import { handles, openCases, type CaseScene } from "../support/takedown-scene.ts";

const MINUTE_MS = 60_000;

describe("somebody who has closed their account", () => {
  let scene: Scene;
  afterEach(async () => scene.close());

  it("leaves a pull request that nobody owns: it is told, and passes no check of whose it is", async () => {
    scene = await openScene();
    await mergeNow(scene, await goodFiles());
    await scene.stopApp();
    const files = { "listings/poll-maker.yml": listing({ summary: "Create polls and see who votes" }) };
    const { number, sha } = await submit(scene, files, { author: "contributor" });
    scene.sandbox.closeAccount("contributor");
    await scene.startApp();
    expect(scene.sandbox.issue(CATALOG, number).pull?.head.repository).toBeUndefined();
    expect(rollUp(scene, sha)).not.toBe("success");
    expect(rollUp(scene, sha)).toBeDefined();
    expect(scene.sandbox.comments(CATALOG, number).at(-1)?.body).toContain("account");
    expect(await scene.server.service.queue.state()).toMatchObject({ dead: 0 });
  });

  it("has what they had merged published, and what is published of them stays", async () => {
    scene = await openScene();
    await mergeNow(scene, await goodFiles());
    await scene.stopApp();
    scene.sandbox.closeAccount("contributor");
    await scene.startApp();
    await scene.server.service.sweepAll();
    await later(scene, 20 * MINUTE_MS);
    expect(await ids(scene)).toEqual(["poll-maker"]);
    expect(await scene.server.service.queue.state()).toMatchObject({ dead: 0 });
  });

  it("has no say any more: their approval and their `/accept` let nothing through", async () => {
    scene = await openScene();
    await mergeNow(scene, await goodFiles());
    scene.sandbox.setRole(CATALOG, "leaver", "maintain");
    const files = { "listings/poll-maker.yml": listing({ summary: "Create polls and see who votes" }) };
    const { number, sha } = await submit(scene, files, { author: "stranger" });
    await scene.stopApp();
    scene.clock.advance(MINUTE_MS);
    scene.sandbox.comment(CATALOG, number, "leaver", `/accept ownership ${sha.slice(0, 7)} known to us`);
    scene.sandbox.closeAccount("leaver");
    await scene.startApp();
    expect(rollUp(scene, sha)).toBe("action_required");
    expect(await scene.server.service.queue.state()).toMatchObject({ dead: 0 });
  });
});

describe("a case", () => {
  let scene: CaseScene;
  const { label } = handles(() => scene);
  afterEach(async () => scene.close());

  it("goes on when whoever reported it has closed their account", async () => {
    scene = await openCases();
    const number = await scene.report("poll-maker");
    await label(number, "maintainer", "security");
    const { author } = scene.sandbox.issue(CATALOG, number);
    scene.sandbox.closeAccount(author.login);
    await scene.days(15);
    expect(await scene.isListed("poll-maker")).toBe(false);
    expect(await scene.server.service.queue.state()).toMatchObject({ dead: 0 });
  });
});
