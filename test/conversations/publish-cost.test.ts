// What a merge costs at GitHub: the same in a catalog of ten listings as in one of twelve hundred.

import { afterEach, describe, expect, it } from "@jest/globals";
import { assemble, NOTHING_PUBLISHED } from "../../src/core/catalog/assemble.ts";
import { writeMessage } from "../../src/core/catalog/message.ts";
import { siteOf } from "../../src/core/catalog/site.ts";
import { createSeal } from "../../src/service.ts";
import { digests, entryOf, policyWith } from "../support/catalog-entries.ts";
import { CATALOG, goodFiles, listing, openScene, RECORD_KEY, submit, type Scene } from "../support/scene.ts";
import { BRANCH, catalog, later, mergeNow, publishedText } from "../support/published.ts";

let scene: Scene;
afterEach(async () => scene.close());

const words = (number: number) => `listing-${String(number * 7919).padStart(8, "0")}`;

/** A catalog that was published before: the branch is laid out as we would have written it. */
async function openCatalog(count: number): Promise<void> {
  const files: Record<string, string> = {};
  for (let at = 0; at < count; at += 1)
    files[`listings/${words(at)}.yml`] = listing({ name: words(at), image: "https://x.example/a.png" });
  scene = await openScene({ files });
  scene.sandbox.setWebhookTarget(undefined);
  const { git } = scene.sandbox.repository(CATALOG);
  const repositoryId = scene.sandbox.repository(CATALOG).id;
  const tip = scene.sandbox.branchSha(CATALOG, "main") ?? "";
  const root = (await git.objects.tree((await git.objects.commit(tip))?.tree ?? "")) ?? [];
  const shaOf = (name: string) => root.find((entry) => entry.name === name)?.sha ?? null;
  const inListings = (await git.objects.tree(shaOf("listings") ?? "")) ?? [];
  const blobs = new Map(inListings.map(({ name, sha }) => [name, sha]));
  const policyEntry = (await git.objects.tree(shaOf(".github") ?? ""))?.find(
    ({ name }) => name === "steward.yml",
  );
  const { texts, head } = assemble(
    NOTHING_PUBLISHED,
    {
      put: Array.from({ length: count }, (_, at) =>
        entryOf(words(at), {
          source: { blobs: { [`listings/${words(at)}.yml`]: blobs.get(`${words(at)}.yml`) ?? "" } },
        }),
      ),
      drop: [],
      removed: [],
      waiting: [],
      source: {
        commit: tip,
        atMs: scene.clock.nowMs() - 60_000,
        policy: policyEntry?.sha ?? "",
        listings: shaOf("listings"),
        images: shaOf("images"),
        removed: shaOf("removed"),
      },
      today: "2026-01-01",
      site: siteOf(policyWith(), "https://github.com/community/marketplace"),
      pagesVersion: "none",
    },
    digests,
  );
  const laid = Object.fromEntries(texts.map(({ path, text }) => [path, text]));
  const first = await scene.sandbox.commit(CATALOG, "laid-out", laid, { author: "maintainer" });
  // A tree of these files alone, under a message that bears our seal.
  const { changeTree } = await import("../../src/sandbox/git/trees.ts");
  const { formatCommit } = await import("../../src/sandbox/git/parse.ts");
  const changes = new Map(
    await Promise.all(
      Object.entries(laid).map(
        async ([path, text]) => [path, { mode: "100644", sha: await git.objects.writeBlob(text) }] as const,
      ),
    ),
  );
  const tree = await changeTree(git.objects, undefined, changes);
  const message = writeMessage(
    { source: tip, generation: head.generation, added: [] },
    repositoryId,
    tree,
    createSeal([RECORD_KEY]),
  );
  const author = { name: "app", email: "app@example.com", dateMs: scene.clock.nowMs() };
  const sha = await git.objects.writeCommit(
    formatCommit({ tree, parents: [], author, committer: author, message }),
  );
  expect(first).toHaveLength(40);
  await scene.sandbox.forcePush(CATALOG, BRANCH, sha);
  await scene.sandbox.deleteBranch(CATALOG, "laid-out");
  scene.sandbox.setWebhookTarget(`${scene.server.url}/api/github/webhooks`);
  await scene.server.service.sweepAll();
  await later(scene, 60_000);
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
