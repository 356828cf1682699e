// What a merge costs at GitHub: the same in a catalog of ten listings as in one of twelve hundred.

import { afterEach, describe, expect, it } from "@jest/globals";
import { layOut } from "../support/laid-out.ts";
import { BRANCH, catalog, later, mergeNow, publishedText } from "../support/published.ts";
import { CATALOG, goodFiles, openScene, submit, type Scene } from "../support/scene.ts";

let scene: Scene;
afterEach(async () => scene.close());

/** A catalog that was published before: the branch is laid out as we would have written it. */
async function openCatalog(count: number): Promise<void> {
  scene = await openScene();
  await layOut(scene, count);
  const laid = scene.sandbox.branchSha(CATALOG, BRANCH);
  await scene.server.service.sweepAll();
  await later(scene, 60_000);
  // What was laid out is what we write ourselves: nothing of it is written anew.
  expect(scene.sandbox.branchSha(CATALOG, BRANCH)).toBe(laid);
}

interface Cost {
  readonly calls: readonly string[];
  readonly pictures: number;
}

async function costOfMerge(): Promise<Cost> {
  // The first one reads what an earlier process had published; from the second on it is known.
  await mergeNow(scene, await goodFiles("warming-up"));
  const { number } = await submit(scene, await goodFiles());
  await scene.settled();
  scene.sandbox.calls.length = 0;
  await scene.sandbox.mergePullRequest(CATALOG, number, "maintainer");
  await scene.settled();
  const all = scene.sandbox.calls.filter(({ path }) => !path.endsWith("/access_tokens"));
  const calls = all
    .filter(({ template }) => !template.endsWith("/git/blobs"))
    .map(({ method, template, operationName }) => `${method} ${operationName ?? template}`);
  return { calls, pictures: all.length - calls.length };
}

describe("one merge", () => {
  it("costs at most twelve calls beside the pictures, however large the catalog", async () => {
    const costs: Cost[] = [];
    for (const count of [10, 1_200]) {
      await openCatalog(count);
      expect((await catalog(scene)).count).toBe(count);
      costs.push(await costOfMerge());
      expect((await catalog(scene)).count).toBe(count + 2);
      if (count > 1_000) {
        const changed = [
          "catalog.json",
          `catalog/${Math.floor(count / 100)}.json`,
          "listings/poll-maker.json",
        ];
        const sizes = await Promise.all(
          changed.map(async (path) => (await publishedText(scene, path))?.length ?? 0),
        );
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(512 * 1024);
        await scene.close();
        scene = await openScene();
      } else await scene.close();
    }
    const [small, large] = costs;
    // The sweep that a push brings asks one question of its own.
    const publishing = (cost: Cost | undefined) =>
      (cost?.calls.filter((call) => call !== "POST OpenPullRequests") ?? []).toSorted();
    expect(publishing(large).length).toBeLessThanOrEqual(12);
    expect(publishing(large)).toEqual(publishing(small));
    expect(large?.pictures).toBe(4);
  }, 120_000);
});
