// Pictures go to GitHub many at once, on a branch of their own, and never twice: whatever is cut short, refused or in the way.

import { afterEach, describe, expect, it } from "@jest/globals";
import sharp from "sharp";
import { parseCatalog } from "../../src/core/catalog/schema.ts";
import { uploadsBranch } from "../../src/core/publication/uploads.ts";
import { BRANCH, catalog, later } from "../support/published.ts";
import { CATALOG, listing, openScene, type Scene, type SceneOptions } from "../support/scene.ts";

let scene: Scene;
afterEach(async () => scene.close());

const MINUTE_MS = 60_000;

/** Names that nobody takes for each other. */
const NAMES = (
  "harbor meadow violin copper lantern glacier pepper saddle thunder whistle blanket cactus dolphin ember feather " +
  "goblet hammock igloo jasmine kettle lagoon magnet nectar orchid pigeon quartz rocket"
).split(" ");

/** Listings with a picture each, no two alike: four files are drawn of each. */
async function manyListings(count: number): Promise<Readonly<Record<string, string | Uint8Array>>> {
  const files: Record<string, string | Uint8Array> = {};
  for (const [at, id] of NAMES.slice(0, count).entries()) {
    files[`listings/${id}.yml`] = listing({
      name: id,
      image: `images/${id}.png`,
      link: `https://github.com/contributor/poll-maker/tree/main/${id}`,
    });
    files[`images/${id}.png`] = await sharp({
      create: {
        width: 512,
        height: 512,
        channels: 3,
        background: { r: (at * 37) % 256, g: (at * 91) % 256, b: 200 },
      },
    })
      .png()
      .toBuffer();
  }
  return files;
}

const ids = (count: number): string[] => NAMES.slice(0, count).toSorted();

async function openWith(count: number, options: SceneOptions = {}): Promise<void> {
  scene = await openScene({ files: await manyListings(count), ...options });
  // Where each of them leads, those that come later too.
  const folders = NAMES.map((id) => [`${id}/README.md`, `# ${id}\n`]);
  await scene.sandbox.commit("contributor/poll-maker", "main", Object.fromEntries(folders), {
    author: "contributor",
  });
}

function uploadsTip(): string | undefined {
  return scene.sandbox.branchSha(CATALOG, uploadsBranch(scene.sandbox.repository(CATALOG).id));
}

const writes = () => scene.sandbox.calls.filter(({ kind, status }) => kind === "write" && status < 300);
const singles = () => writes().filter(({ template }) => template.endsWith("/git/blobs")).length;
const together = () => writes().filter(({ operationName }) => operationName === "CommitFiles").length;

async function first(): Promise<void> {
  await scene.server.service.sweepAll();
  await scene.settled();
  for (let minute = 0; minute < 12 && (await published()).length === 0; minute += 1)
    await later(scene, MINUTE_MS);
}

async function published(): Promise<readonly string[]> {
  if (scene.sandbox.branchSha(CATALOG, BRANCH) === undefined) return [];
  return ((await catalog(scene)).entries ?? []).map(({ id }) => id);
}

/** Every file that the catalog names is there, with the bytes that its name says. */
async function expectWhole(count: number): Promise<void> {
  const { entries = [] } = await catalog(scene);
  expect(entries.map(({ id }) => id).toSorted()).toEqual(ids(count));
  const { objects } = scene.sandbox.repository(CATALOG).git;
  const tip = scene.sandbox.branchSha(CATALOG, BRANCH) ?? "";
  const { stdout } = await objects.ask(["ls-tree", "-r", tip]);
  const there = new Map(
    stdout
      .toString()
      .split("\n")
      .filter(Boolean)
      .map((line): [string, string] => [line.slice(line.indexOf("\t") + 1), line.split(/\s/)[2] ?? ""]),
  );
  for (const { image } of entries) {
    expect(image?.files).toHaveLength(4);
    for (const { path, blob } of image?.files ?? []) expect([path, there.get(path)]).toEqual([path, blob]);
  }
}

describe("a first publish", () => {
  it("sends a hundred files in a call, and leaves no branch behind", async () => {
    await openWith(27);
    const repository = scene.sandbox.repository(CATALOG);
    await first();
    await expectWhole(27);
    expect([together(), singles()]).toEqual([2, 0]);
    expect(uploadsTip()).toBeUndefined();
    // Pushes to it were told to the App, and made no work: only the catalog's own keys were worked on.
    const told = pushes().filter(({ ref }) => ref?.includes("marketplace-steward/uploads") === true);
    expect(told.length).toBeGreaterThan(0);
    const keys = new Set(scene.logged.flatMap((line) => /"key":"([a-z-]+):/.exec(line)?.[1] ?? []));
    expect([...keys].toSorted()).toEqual(["cases", "policy", "publish", "sweep", "verify"]);
    // The branch began with nothing of the marketplace, so that no workflow is on it and nothing is built from it.
    const begun = await orphans(repository.git.objects);
    expect(begun).toEqual(["README.md"]);
  });

  it("is the same where a limit comes in the middle: what was sent is not sent again", async () => {
    await openWith(27);
    scene.sandbox.faults.requests.push({
      path: /^graphql:CommitFiles$/,
      nth: 2,
      answer: { status: 403, retryAfterSeconds: 60, message: "You have exceeded a secondary rate limit" },
    });
    await first();
    await expectWhole(27);
    expect([together(), singles()]).toEqual([2, 0]);
    expect(uploadsTip()).toBeUndefined();
  });

  it("goes on after a crash with what lies there", async () => {
    await openWith(27);
    const answer = {
      status: 403,
      retryAfterSeconds: 3_600,
      message: "You have exceeded a secondary rate limit",
    };
    scene.sandbox.faults.requests.push({ path: /^graphql:CommitFiles$/, nth: 2, answer });
    await scene.server.service.sweepAll();
    await scene.settled();
    await later(scene, MINUTE_MS);
    expect([together(), uploadsTip() === undefined, await published()]).toEqual([1, false, []]);
    await scene.stopApp();
    await scene.startApp();
    await later(scene, MINUTE_MS);
    await expectWhole(27);
    expect([together(), singles()]).toEqual([2, 0]);
    expect(uploadsTip()).toBeUndefined();
  });
});

describe("whichever write fails", () => {
  const WRITES: readonly [string, string | undefined, RegExp][] = [
    ["the branch's tree", "POST", /\/git\/trees$/],
    ["the branch's commit", "POST", /\/git\/commits$/],
    ["the branch", "POST", /\/git\/refs$/],
    ["the files", undefined, /^graphql:CommitFiles$/],
    ["the branch's end", "DELETE", /\/git\/refs\//],
  ];
  const cases = WRITES.flatMap(([what, method, path]) =>
    ([{ status: 502 }, { afterWork: 502 }] as const).map(
      (answer) =>
        [
          what,
          "afterWork" in answer ? "is done and not answered" : "is not done",
          { method, path, answer },
        ] as const,
    ),
  );
  it.each(cases)("%s that %s", async (_what, _how, { method, path, answer }) => {
    await openWith(7);
    scene.sandbox.faults.requests.push({ ...(method === undefined ? {} : { method }), path, nth: 1, answer });
    await scene.server.service.sweepAll();
    await scene.settled();
    await later(scene, MINUTE_MS);
    // Where the answer was lost, the App ends there, and the next one finds what was done.
    if ("afterWork" in answer) {
      await scene.stopApp();
      await scene.startApp();
    }
    for (let minute = 0; minute < 3; minute += 1) await later(scene, MINUTE_MS);
    await expectWhole(7);
    expect([together(), singles()]).toEqual([1, 0]);
    expect(uploadsTip()).toBeUndefined();
  });
});

describe("a branch of that name that was there", () => {
  it("is built upon, whatever is in it, and taken away", async () => {
    await openWith(7);
    const branch = uploadsBranch(scene.sandbox.repository(CATALOG).id);
    await scene.sandbox.commit(CATALOG, branch, { "mine.txt": "not a picture" }, { author: "maintainer" });
    await first();
    await expectWhole(7);
    expect([together(), singles(), uploadsTip()]).toEqual([1, 0, undefined]);
  });

  it("goes with the next look, where there is nothing to be published", async () => {
    await openWith(1);
    await first();
    expect([together(), singles()]).toEqual([0, 4]);
    const branch = uploadsBranch(scene.sandbox.repository(CATALOG).id);
    await scene.sandbox.commit(CATALOG, branch, { "mine.txt": "not a picture" }, { author: "maintainer" });
    await scene.server.service.sweepAll();
    await later(scene, MINUTE_MS);
    expect(uploadsTip()).toBeUndefined();
  });
});

describe("another repository that is published in", () => {
  const SITE = "community/market-site";

  async function openAway(count: number): Promise<string> {
    await openWith(count, { policy: `extends: mattermost\npublish:\n  repository: ${SITE}\n` });
    const files = { "README.md": "# The site\n" };
    await scene.sandbox.addRepository({ owner: "community", name: "market-site", installed: true, files });
    return uploadsBranch(scene.sandbox.repository(CATALOG).id);
  }

  it("has the branch, and not the catalog's own", async () => {
    const branch = await openAway(7);
    await scene.server.service.sweepAll();
    await scene.settled();
    await later(scene, MINUTE_MS);
    const text = await scene.sandbox.readFile(SITE, BRANCH, "catalog.json");
    expect(parseCatalog(text?.toString("utf8") ?? "")?.count).toBe(7);
    expect([together(), singles()]).toEqual([1, 0]);
    const here = pushes().filter(({ ref }) => ref === `refs/heads/${branch}`);
    expect(new Set(here.map(({ repository }) => repository?.full_name))).toEqual(new Set([SITE]));
    expect(scene.sandbox.branchSha(SITE, branch)).toBeUndefined();
  });

  it("is rid of what an earlier process left, though nothing more is uploaded together", async () => {
    const branch = await openAway(1);
    await scene.sandbox.commit(SITE, branch, { "left.bin": "behind" }, { author: "maintainer" });
    await scene.server.service.sweepAll();
    await scene.settled();
    await later(scene, MINUTE_MS);
    expect([together(), singles(), scene.sandbox.branchSha(SITE, branch)]).toEqual([0, 4, undefined]);
  });
});

describe("where a rule forbids it", () => {
  const rule = (include: string, type: string) => ({
    name: "rule",
    target: "branch" as const,
    enforcement: "active" as const,
    include: [include],
    rules: [{ type }],
    bypassActors: [],
  });

  it.each([
    ["no branch can be made", "~ALL", "creation"],
    ["nothing can be pushed to it", "uploads", "pull_request"],
  ])(
    "%s: pictures go one by one, no faster than GitHub takes them, and the log says why",
    async (_what, include, type) => {
      await openWith(1);
      await first();
      const name = uploadsBranch(scene.sandbox.repository(CATALOG).id);
      scene.sandbox.addRuleset(CATALOG, rule(include === "uploads" ? `refs/heads/${name}` : include, type));
      await later(scene, 2 * MINUTE_MS);
      scene.sandbox.calls.length = 0;
      await scene.sandbox.commit(CATALOG, "main", await manyListings(15), { author: "maintainer" });
      await scene.settled();
      expect(singles()).toBe(50);
      // What was put before the pause is not put again after it.
      for (let minute = 0; minute < 4 && (await published()).length < 15; minute += 1)
        await later(scene, 1.6 * MINUTE_MS);
      await expectWhole(15);
      // The one call together is the one that was refused.
      const refused = include === "uploads" ? 1 : 0;
      expect([together(), singles(), uploadsTip()]).toEqual([refused, 56, undefined]);
      expect(scene.logged.join("\n")).toMatch(/pictures are written one by one, since [^"]*rule/i);
    },
  );
});

interface Push {
  readonly repository?: { readonly full_name: string };
  readonly ref?: string;
  readonly created?: boolean;
  readonly after?: string;
}

function pushes(): readonly Push[] {
  return scene.sandbox.deliveries.flatMap(({ event, payload }) =>
    event === "push" ? [payload as Push] : [],
  );
}

/** What stands in the commit that the branch for uploads was begun with, which has no parent. */
async function orphans(objects: ReturnType<Scene["sandbox"]["repository"]>["git"]["objects"]) {
  const begun = pushes().find(
    ({ ref, created }) => created === true && ref?.includes("marketplace-steward/uploads") === true,
  );
  const commit = await objects.commit(begun?.after ?? "");
  expect(commit?.parents).toEqual([]);
  return ((await objects.tree(commit?.tree ?? "")) ?? []).map(({ name }) => name);
}
