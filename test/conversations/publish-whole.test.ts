// After each of many publishes the branch holds just the files that its catalog asks for: none missing, none left over, none old.

import { createHash } from "node:crypto";
import { afterEach, expect, it } from "@jest/globals";
import { logoPath } from "../../src/core/catalog/picture.ts";
import { shareSvg } from "../../src/core/storefront/share.ts";
import sharp from "sharp";
import { readBrowserSources } from "../../src/adapters/storefront-files.ts";
import { removedEntryOf } from "../../src/core/catalog/tombstones.ts";
import { servedByUse, siteOf } from "../../src/core/catalog/site.ts";
import { parsePolicy } from "../../src/core/policy/policy.ts";
import { pageFiles, openStorefront } from "../../src/core/storefront/storefront.ts";
import { CATALOG, goodFiles, openScene, type Scene } from "../support/scene.ts";
import { BRANCH, catalog, ids, later, removed } from "../support/published.ts";

let scene: Scene;
afterEach(async () => scene.close());

const MINUTE_MS = 60_000;
const PLAIN = "extends: mattermost\n";

type Files = Readonly<Record<string, string | Uint8Array | null>>;

async function commit(files: Files, branch = "main"): Promise<void> {
  await scene.sandbox.commit(CATALOG, branch, files, { author: "maintainer" });
  if (branch !== "main") await scene.server.service.sweepAll();
  await scene.settled();
  await later(scene, MINUTE_MS);
}

async function pathsThere(): Promise<readonly string[]> {
  const tip = scene.sandbox.branchSha(CATALOG, BRANCH) ?? "";
  const { stdout } = await scene.sandbox
    .repository(CATALOG)
    .git.objects.ask(["ls-tree", "-r", "-z", "--name-only", tip]);
  return stdout.toString().split("\0").slice(0, -1);
}

/** Style sheets and scripts of an earlier look stay: a page that a visitor still holds asks for them. */
const isOld = (path: string): boolean => /^assets\/(?!logo\.)/.test(path);

async function expectWhole(): Promise<void> {
  const head = await catalog(scene);
  const entries = head.entries ?? [];
  const text = await scene.sandbox.readFile(CATALOG, "main", ".github/steward.yml");
  const parsed = parsePolicy(text ?? new Uint8Array(), "community");
  if (parsed.state !== "valid") throw new Error("the policy is not valid");
  const served = servedByUse("community", "marketplace");
  const mark = shareSvg(parsed.policy.publish.themeColor);
  const named = createHash("sha1")
    .update(`blob ${Buffer.byteLength(mark)}\0${mark}`)
    .digest("hex");
  const site = {
    ...siteOf(parsed.policy, `https://github.com/${CATALOG}`, served, undefined, logoPath(named)),
    generation: head.generation,
    source: head.source,
    ...(head.feed && { feed: head.feed }),
  };
  const lines = (await removed(scene)).map(removedEntryOf);
  const storefront = openStorefront({ site, entries, removed: lines }, readBrowserSources());
  const pages = new Map([...pageFiles(storefront)].map((file) => [file.path, file.text]));
  const pictures = entries.flatMap(({ image, screenshots }) => [...(image ? [image] : []), ...screenshots]);
  const data = [
    "catalog.json",
    "removed.json",
    ...(site.share === undefined ? [] : [site.share]),
    ...head.parts.map(({ path }) => path),
    ...entries.map(({ id }) => `listings/${id}.json`),
    ...pictures.flatMap(({ files }) => files.map(({ path }) => path)),
  ];
  const wanted = [...new Set([...pages.keys(), ...data])].sort();
  const there = await pathsThere();
  expect(there.filter((path) => wanted.includes(path) || !isOld(path)).sort()).toEqual(wanted);
  for (const [path, page] of pages)
    expect([path, (await scene.sandbox.readFile(CATALOG, BRANCH, path))?.toString("utf8")]).toEqual([
      path,
      page,
    ]);
}

it("whatever came, went, was renamed, was edited by hand or got lost", async () => {
  scene = await openScene({ policy: `${PLAIN}publish:\n  url: https://market.example/shop/\n` });
  const shot = await sharp({ create: { width: 512, height: 300, channels: 3, background: "#a30" } })
    .png()
    .toBuffer();
  const alpha = await goodFiles("alpha-one", {
    name: '"]]> <b>Alpha</b> & مرحبا"',
    tags: "[red, green]",
    image: "images/alpha-one.png",
    screenshots: "[images/alpha-one/a.png]",
  });
  const steps: readonly (() => Promise<void>)[] = [
    () => commit({ ...alpha, "images/alpha-one.png": shot, "images/alpha-one/a.png": shot }),
    async () => commit(await goodFiles("bravo-two", { name: "Bravo", type: "tool", tags: "[red]" })),
    // The address is no longer known, and some types are no more.
    () => commit({ ".github/steward.yml": `${PLAIN}types: [plugin, tool, thing]\n` }),
    async () => {
      // The ledger's line comes by a commit of its own, when the clock has moved on.
      await commit({ "listings/bravo-two.yml": null });
      expect(await scene.sandbox.readFile(CATALOG, "main", "removed/bravo-two.yml")).toBeDefined();
    },
    () =>
      commit(
        { "index.html": "by hand", "type/plugin/index.html": null, "images/alpha-one/x.html": "x" },
        BRANCH,
      ),
    // Folders in the place of files, and the other way round.
    () =>
      commit(
        { "listings/alpha-one.json": null, "listings/alpha-one.json/x": "x", search: "by hand" },
        BRANCH,
      ),
    async () => {
      await scene.sandbox.deleteBranch(CATALOG, BRANCH);
      await scene.server.service.sweepAll();
      await later(scene, MINUTE_MS);
    },
    () => commit({ "images/alpha-one/a.png": null, ".github/steward.yml": PLAIN }),
  ];
  for (const step of steps) {
    await step();
    await expectWhole();
  }
  expect(await ids(scene)).toEqual(["alpha-one"]);
});
