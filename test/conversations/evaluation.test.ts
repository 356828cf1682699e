// What somebody who had not seen the tests found wrong with the App's conversation.

import { writeMessage } from "../../src/core/catalog/message.ts";
import { createSeal } from "../../src/platform/seal.ts";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import {
  CATALOG,
  goodFiles,
  openScene,
  rollUp,
  submit,
  verdicts,
  type Scene,
  type SceneOptions,
  RECORD_KEY,
} from "../support/scene.ts";

let scene: Scene;
async function open(options: SceneOptions = {}): Promise<void> {
  await scene.close();
  scene = await openScene(options);
}
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

async function later(ms: number): Promise<void> {
  scene.clock.advance(ms);
  scene.server.service.worker.poke();
  await scene.settled();
}

describe("two pull requests that add the same id", () => {
  it("do not stay ready both: when one is merged, the other hears that the id is taken", async () => {
    const first = await submit(scene, await goodFiles());
    const second = await submit(scene, await goodFiles("poll-maker", { maintainers: "[stranger]" }), {
      author: "stranger",
    });
    await scene.settled();
    expect([rollUp(scene, first.sha), rollUp(scene, second.sha)]).toEqual(["success", "success"]);
    await scene.sandbox.mergePullRequest(CATALOG, first.number, "maintainer");
    await scene.settled();
    expect(verdicts(scene, second.sha)).toMatchObject({
      steward: "failure",
      "steward / Listing file": "failure",
    });
    const run = scene.sandbox
      .checkRuns(CATALOG, second.sha)
      .find(({ name, conclusion }) => name === "steward / Listing file" && conclusion === "failure");
    expect(run?.summary).toContain("submission/id-taken");
  });
});

describe("a removal", () => {
  it("is not said to be published by merging", async () => {
    await open({ files: await goodFiles() });
    const { number } = await submit(
      scene,
      { "listings/poll-maker.yml": null, "images/poll-maker.png": null },
      { author: "maintainer" },
    );
    await scene.settled();
    const said = scene.sandbox.comments(CATALOG, number)[0]?.body;
    expect(said).toContain("merging takes it out of the marketplace");
    expect(said).not.toContain("publishes");
  });
});

describe("a check that waits for another", () => {
  it("says so in a whole sentence", async () => {
    const { sha } = await submit(scene, {
      ...(await goodFiles("one-thing")),
      ...(await goodFiles("second-item")),
    });
    await scene.settled();
    const run = scene.sandbox.checkRuns(CATALOG, sha).find(({ name }) => name === "steward / Link");
    expect(run?.summary).toContain("`one-thing`: not checked yet: fix `link`");
    expect(run?.summary).not.toContain("This check `");
  });
});

/** What a publish of ours would have left on its branch: owners are believed only from a commit that bears our seal. */
async function publishedByUs(files: Readonly<Record<string, string>>): Promise<void> {
  const repository = scene.sandbox.repository(CATALOG);
  const author = "maintainer";
  const first = await scene.sandbox.commit(CATALOG, "gh-pages", files, { author });
  const tree = (await repository.git.objects.commit(first))?.tree ?? "";
  const said = { source: "0".repeat(40), generation: 1, added: [] };
  const message = writeMessage(said, repository.id, tree, createSeal([RECORD_KEY]));
  await scene.sandbox.commit(CATALOG, "gh-pages", files, { author, message });
}

describe("a check with one problem to fix and one that is held", () => {
  it("counts what needs fixing alone, as the comment does", async () => {
    await open({ files: await goodFiles() });
    const record = { id: "poll-maker", owners: [{ id: 999_999, login: "contributor" }] };
    await publishedByUs({ "listings/poll-maker.json": JSON.stringify(record) });
    const change = await goodFiles("poll-maker", { summary: "Create polls with your whole team" });
    const { sha, number } = await submit(scene, change);
    await scene.settled();
    const run = scene.sandbox.checkRuns(CATALOG, sha).find(({ name }) => name === "steward / Owner");
    expect(run?.summary).toContain("ownership/not-the-owner");
    expect(run?.title).toMatch(/belongs to another account now/);
    expect(scene.sandbox.comments(CATALOG, number)[0]?.body).toContain("1 problem to fix");
  });
});

describe("GitHub that answers 404 for a moment after its own event", () => {
  it("does not leave a pull request without a verdict", async () => {
    scene.sandbox.faults.staleReads = 1;
    const { sha, number } = await submit(scene, await goodFiles());
    await scene.settled();
    scene.sandbox.faults.staleReads = 0;
    for (let i = 0; i < 4; i += 1) await later(10_000);
    expect(rollUp(scene, sha)).toBe("success");
    expect(scene.sandbox.comments(CATALOG, number)).toHaveLength(1);
  });

  it.each([
    ["a folder", "GET", /\/git\/trees\//],
    ["a check run", "POST", /\/check-runs$/],
    ["the comment", "POST", /\/issues\/\d+\/comments$/],
    ["the label", "POST", /\/issues\/\d+\/labels$/],
  ])("is asked again for %s", async (_, method, path) => {
    scene.sandbox.faults.requests = [{ method, path, nth: 1, times: 1, answer: { status: 404 } }];
    await expectAllThereInTheEnd();
  });

  it("is believed when it says so for good", async () => {
    scene.sandbox.faults.requests = [{ method: "GET", path: /\/git\/trees\//, answer: { status: 404 } }];
    const { sha } = await submit(scene, await goodFiles());
    await scene.settled();
    for (let i = 0; i < 8; i += 1) await later(60_000);
    expect(rollUp(scene, sha)).toBeUndefined();
    const calls = scene.sandbox.calls.length;
    await later(3_600_000);
    expect(scene.sandbox.calls).toHaveLength(calls);
  });
});

describe("an answer that came cut", () => {
  it.each([
    ["a check run", /\/check-runs$/],
    ["the comment", /\/issues\/\d+\/comments$/],
  ])("is not taken for %s that was made", async (_, path) => {
    scene.sandbox.faults.requests = [{ method: "POST", path, nth: 1, times: 1, answer: { malformed: true } }];
    await expectAllThereInTheEnd();
  });
});

async function expectAllThereInTheEnd(): Promise<void> {
  const { sha, number } = await submit(scene, await goodFiles());
  await scene.settled();
  for (let i = 0; i < 4; i += 1) await later(20_000);
  expect(Object.values(verdicts(scene, sha))).toEqual(Array.from({ length: 8 }, () => "success"));
  expect(scene.sandbox.comments(CATALOG, number)).toHaveLength(1);
  expect(scene.sandbox.labels(CATALOG, number)).toEqual(["steward: ready"]);
}
