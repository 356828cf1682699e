// Where a catalog is published: another repository of its owner, the address that GitHub serves it at, and whose word counts on its branch.

import { afterEach, describe, expect, it } from "@jest/globals";
import { parseCatalog } from "../../src/core/catalog/schema.ts";
import { CATALOG, goodFiles, listing, openScene, submit, verdicts, type Scene } from "../support/scene.ts";
import { BRANCH, entries, ids, later, mergeNow, openIssues, publishedText } from "../support/published.ts";
import { bears } from "../support/marked.ts";

let scene: Scene;
afterEach(async () => scene.close());

const MINUTE_MS = 60_000;
const SITE = "community/market-site";
const POLICY = `extends: mattermost\npublish:\n  repository: ${SITE}\n`;

async function addSite(installed: boolean): Promise<void> {
  await scene.sandbox.addRepository({
    owner: "community",
    name: "market-site",
    installed,
    files: { "README.md": "# The site\n" },
  });
}

async function idsAt(repository: string): Promise<readonly string[] | undefined> {
  const text = await scene.sandbox.readFile(repository, BRANCH, "catalog.json");
  return parseCatalog(text?.toString("utf8") ?? "")?.entries?.map(({ id }) => id);
}

describe("another repository of the owner", () => {
  it("gets the catalog, the pages and the pictures; the catalog keeps deployments, welcomes and the ledger", async () => {
    scene = await openScene({ policy: POLICY });
    await addSite(true);
    const number = await mergeNow(scene, await goodFiles());
    expect(await idsAt(SITE)).toEqual(["poll-maker"]);
    expect(scene.sandbox.branchSha(CATALOG, BRANCH)).toBeUndefined();
    const home = await scene.sandbox.readFile(SITE, BRANCH, "index.html");
    expect(home?.toString("utf8")).toContain("/market-site/assets/");
    const deployments = scene.sandbox.repository(CATALOG).deployments;
    expect(deployments.at(-1)?.payload).toMatchObject({
      publish_commit: scene.sandbox.branchSha(SITE, BRANCH),
    });
    expect(scene.sandbox.comments(CATALOG, number).some(({ body }) => bears(body, "welcome"))).toBe(true);
    // Owners are read from there too: a stranger's change is held.
    const strange = await submit(
      scene,
      { "listings/poll-maker.yml": listing({ summary: "Words of somebody else" }) },
      { author: "stranger" },
    );
    await scene.settled();
    expect(verdicts(scene, strange.sha)["steward / Owner"]).toBe("action_required");
    await mergeNow(scene, { "listings/poll-maker.yml": null, "images/poll-maker.png": null });
    expect(await idsAt(SITE)).toEqual([]);
    expect(await scene.sandbox.readFile(CATALOG, "main", "removed/poll-maker.yml")).toBeDefined();
  });

  it("where Steward is not installed: said in one issue, and made good as soon as it is", async () => {
    scene = await openScene({ policy: POLICY });
    await addSite(false);
    await mergeNow(scene, await goodFiles());
    expect(await idsAt(SITE)).toBeUndefined();
    const [issue] = openIssues(scene, "steward: publishing stopped");
    expect(issue?.body).toContain(SITE);
    scene.sandbox.install(SITE);
    await scene.server.service.sweepAll();
    await later(scene, MINUTE_MS);
    expect(await idsAt(SITE)).toEqual(["poll-maker"]);
    await later(scene, MINUTE_MS);
    expect(openIssues(scene, "steward: publishing stopped")).toEqual([]);
  });
});

describe("the address of the pages", () => {
  it("is the project's folder before GitHub says more, and what GitHub says from then on", async () => {
    scene = await openScene();
    await mergeNow(scene, await goodFiles());
    expect(await publishedText(scene, "index.html")).toContain('href="/marketplace/assets/');
    expect(await publishedText(scene, "sitemap.xml")).toBeUndefined();
    scene.sandbox.repository(CATALOG).pages = { branch: BRANCH, url: "https://market.example/" };
    await mergeNow(scene, await goodFiles("new-one", { name: "New One" }));
    await later(scene, MINUTE_MS);
    await later(scene, MINUTE_MS);
    expect(await publishedText(scene, "index.html")).toContain('href="/assets/');
    expect(await publishedText(scene, "listings/poll-maker/index.html")).toContain('href="/assets/');
    expect(await publishedText(scene, "sitemap.xml")).toContain("https://market.example/");
    // Other sites are shown a picture that is there, though the policy names no logo.
    const home = await publishedText(scene, "index.html");
    const [, share = ""] =
      /og:image" content="https:\/\/market\.example\/(assets\/[^"]+)"/.exec(home ?? "") ?? [];
    const drawn = await scene.sandbox.readFile(CATALOG, BRANCH, share);
    expect(drawn?.subarray(0, 4).toString("latin1")).toBe("\x89PNG");
    const at = scene.sandbox.branchSha(CATALOG, BRANCH);
    for (let i = 0; i < 12; i += 1) await later(scene, MINUTE_MS);
    expect(scene.sandbox.branchSha(CATALOG, BRANCH)).toBe(at);
  });
});

describe("the policy's logo", () => {
  const MARK = (color: string): string =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60"><rect width="200" height="60" fill="${color}"/></svg>`;
  const logos = async (): Promise<readonly string[]> => {
    const home = (await publishedText(scene, "index.html")) ?? "";
    return [...home.matchAll(/src="\/marketplace\/(assets\/logo\.[^"]+)"/g)].map(([, path = ""]) => path);
  };
  const isNote = ({ state, labels }: { state: string; labels: readonly { name: string }[] }): boolean =>
    state === "open" && labels.some(({ name }) => name === "steward: publishing");
  const notes = () =>
    scene.sandbox
      .issues(CATALOG)
      .filter(isNote)
      .map(({ body }) => body);
  const published = async (path = "") => scene.sandbox.readFile(CATALOG, BRANCH, path);

  it("is drawn anew for the pages' head, changes with its file, and goes with it", async () => {
    scene = await openScene({ policy: "extends: mattermost\npublish:\n  logo: brand/mark.svg\n" });
    // There is no such file yet: the marketplace's initial stands in.
    await mergeNow(scene, await goodFiles());
    expect(await logos()).toEqual([]);
    expect(notes()).toEqual([
      expect.stringMatching(/`brand\/mark\.svg`, is not shown: there is no such file/),
    ]);
    const commit = (files: Readonly<Record<string, string | null>>) =>
      scene.sandbox.commit(CATALOG, "main", files, { author: "maintainer" });
    await commit({ "brand/mark.svg": MARK("red") });
    await scene.settled();
    const [red] = await logos();
    expect((await published(red))?.subarray(1, 4).toString("latin1")).toBe("PNG");
    expect(await publishedText(scene, "listings/poll-maker/index.html")).toContain(red);
    const at = scene.sandbox.branchSha(CATALOG, BRANCH);
    await later(scene, MINUTE_MS);
    expect(scene.sandbox.branchSha(CATALOG, BRANCH)).toBe(at);
    await commit({ "brand/mark.svg": MARK("blue") });
    await scene.settled();
    const [blue] = await logos();
    expect(blue).not.toBe(red);
    expect(await published(blue)).toBeDefined();
    expect(await published(red)).toBeUndefined();
    // What cannot be shown is not shown, and the rest is published all the same.
    await commit({ "brand/mark.svg": "<svg><script>1</script></svg>" });
    await scene.settled();
    await mergeNow(scene, await goodFiles("new-one", { name: "New One" }));
    expect(await ids(scene)).toEqual(["poll-maker", "new-one"]);
    expect(await logos()).toEqual([]);
    expect(await published(blue)).toBeUndefined();
    expect(notes()).toEqual([
      expect.stringMatching(/there is no such file[^]*it is not an image that can be read/),
    ]);
  });

  it("is told of when a policy names it that has nothing to show, once, and not again after that was read", async () => {
    scene = await openScene({ files: { "brand/large.png": new Uint8Array(1_100_000).fill(7) } });
    await mergeNow(scene, await goodFiles());
    expect(notes()).toEqual([]);
    const policy = "extends: mattermost\npublish:\n  logo: brand/large.png\n";
    await scene.sandbox.commit(CATALOG, "main", { ".github/steward.yml": policy }, { author: "maintainer" });
    await scene.settled();
    expect(notes()).toEqual([expect.stringContaining("it is larger than 1 MiB")]);
    const issue = scene.sandbox.issues(CATALOG).find(isNote);
    await scene.sandbox.closeIssue(CATALOG, issue?.number ?? 0, "maintainer");
    await mergeNow(scene, await goodFiles("new-one", { name: "New One" }));
    await later(scene, MINUTE_MS);
    expect(notes()).toEqual([]);
    expect(await ids(scene)).toEqual(["poll-maker", "new-one"]);
  });
});

describe("owners", () => {
  it("are read from our newest commit, whatever a hand wrote on top of it", async () => {
    scene = await openScene();
    await mergeNow(scene, await goodFiles());
    const [entry] = await entries(scene);
    const { id } = scene.sandbox.addUser("forger");
    const forged = JSON.stringify({ ...entry, owners: [{ id, login: "forger" }] });
    scene.sandbox.setWebhookTarget(undefined);
    await scene.sandbox.commit(
      CATALOG,
      BRANCH,
      { "listings/poll-maker.json": forged },
      { author: "maintainer" },
    );
    scene.sandbox.setWebhookTarget(`${scene.server.url}/api/github/webhooks`);
    const { sha } = await submit(
      scene,
      { "listings/poll-maker.yml": listing({ summary: "Words of somebody else" }) },
      { author: "forger" },
    );
    await scene.settled();
    expect(verdicts(scene, sha)["steward / Owner"]).toBe("action_required");
    expect(await ids(scene)).toEqual(["poll-maker"]);
  });
});
