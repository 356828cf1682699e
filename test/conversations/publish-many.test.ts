// Many new listings at once: where they came from is asked about all of them together, and in full about few.

import { afterEach, expect, it } from "@jest/globals";
import { bears } from "../support/marked.ts";
import { catalog, later } from "../support/published.ts";
import { CATALOG, goodFiles, openScene, submit, type Scene } from "../support/scene.ts";

let scene: Scene;
afterEach(async () => scene.close());

const MINUTE_MS = 60_000;
const NAMES = "harbor meadow violin copper lantern glacier pepper saddle thunder whistle blanket".split(" ");

it("what was pushed is told cheaply, what came by a pull request in full", async () => {
  const files: Record<string, string | Uint8Array> = {};
  for (const name of NAMES) Object.assign(files, await goodFiles(name, { name }));
  scene = await openScene({ files });
  scene.sandbox.setWebhookTarget(undefined);
  const { number } = await submit(scene, await goodFiles());
  await scene.sandbox.mergePullRequest(CATALOG, number, "maintainer");
  scene.sandbox.calls.length = 0;
  await scene.server.service.sweepAll();
  await scene.settled();
  await later(scene, MINUTE_MS);
  expect((await catalog(scene)).count).toBe(NAMES.length + 1);
  const asked = (name: string): number =>
    scene.sandbox.calls.filter(({ operationName }) => operationName === name).length;
  // Two files of each of twelve; only the listing that was proposed is asked about once more.
  expect([asked("Pushed"), asked("Origins")]).toEqual([2, 1]);
  expect(scene.sandbox.comments(CATALOG, number).some(({ body }) => bears(body, "welcome"))).toBe(true);
  const owners = ((await catalog(scene)).entries ?? []).find(({ id }) => id === "poll-maker")?.owners;
  expect(owners?.map(({ login }) => login)).toEqual(["contributor"]);
});
