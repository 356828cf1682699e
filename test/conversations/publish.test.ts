// A merge publishes: the main road, from the merge button to the welcome.

import { afterEach, describe, expect, it } from "@jest/globals";
import { CATALOG, goodFiles, listing, openScene, type Scene } from "../support/scene.ts";
import {
  BRANCH,
  catalog,
  entries,
  ids,
  issuesBearing,
  later,
  mergeNow,
  publishedText,
  removed,
} from "../support/published.ts";
import { bears } from "../support/marked.ts";

let scene: Scene;
afterEach(async () => scene.close());

const MINUTE_MS = 60_000;
const deployments = () => scene.sandbox.repository(CATALOG).deployments;

describe("a merged listing", () => {
  it("is published with its owner, its checks and its pictures; the deployment and the welcome say so", async () => {
    scene = await openScene();
    const number = await mergeNow(scene, await goodFiles());
    const [entry] = await entries(scene);
    const contributor = scene.sandbox.world.names.size > 0 ? entry?.owners[0] : undefined;
    expect(entry).toMatchObject({
      id: "poll-maker",
      order: 0,
      status: "active",
      name: "Poll Maker",
      maintainers: ["contributor"],
      owners: [{ login: "contributor" }],
      source: { pull: number },
    });
    expect(contributor?.id).toBeGreaterThan(0);
    expect(entry?.checks.map(({ id, status }) => [id, status])).toEqual(
      ["submission", "ownership", "link", "documentation", "issue-tracker", "image", "standing"].map((id) => [
        id,
        "pass",
      ]),
    );
    expect(entry?.image?.files.map(({ path }) => path.replace(/[0-9a-f]{32}/, "…"))).toEqual([
      "images/poll-maker/…-1-512.png",
      "images/poll-maker/…-1-512.webp",
      "images/poll-maker/…-1-128.png",
      "images/poll-maker/…-1-128.webp",
    ]);
    for (const { path, bytes } of entry?.image?.files ?? [])
      expect((await scene.sandbox.readFile(CATALOG, BRANCH, path))?.length).toBe(bytes);
    expect(JSON.parse((await publishedText(scene, "listings/poll-maker.json")) ?? "")).toEqual(entry);
    const { source, count } = await catalog(scene);
    expect([source.commit, count]).toEqual([scene.sandbox.branchSha(CATALOG, "main"), 1]);
    expect(deployments()).toHaveLength(1);
    expect(deployments()[0]).toMatchObject({
      sha: source.commit,
      payload: { publish_commit: scene.sandbox.branchSha(CATALOG, BRANCH) },
    });
    const welcome = scene.sandbox.comments(CATALOG, number).filter(({ body }) => bears(body, "welcome"));
    expect(welcome).toHaveLength(1);
    expect(welcome[0]?.body).toContain("@contributor");
    await later(scene, MINUTE_MS);
    expect(deployments()[0]?.statuses.map(({ state, description }) => [state, description])).toEqual([
      ["success", "Pushed to gh-pages; GitHub Pages is off"],
    ]);
    expect(scene.sandbox.comments(CATALOG, number).filter(({ body }) => bears(body, "welcome"))).toHaveLength(
      1,
    );
    expect(issuesBearing(scene, "steward: not published")).toEqual([]);
  });

  it("that is changed keeps its date of addition, its number and its owners; nobody is welcomed again", async () => {
    scene = await openScene();
    await mergeNow(scene, await goodFiles());
    const [before] = await entries(scene);
    scene.clock.advance(3 * MINUTE_MS);
    const number = await mergeNow(scene, {
      "listings/poll-maker.yml": listing({ summary: "Polls, better than before" }),
    });
    const [after] = await entries(scene);
    expect(after).toMatchObject({ summary: "Polls, better than before", added: before?.added, order: 0 });
    expect(after?.owners).toEqual(before?.owners);
    expect(after?.image).toEqual(before?.image);
    expect(after?.updated).not.toBe(before?.updated);
    expect(scene.sandbox.comments(CATALOG, number).filter(({ body }) => bears(body, "welcome"))).toEqual([]);
    expect((await catalog(scene)).generation).toBeGreaterThan(1);
  });

  it("that goes is taken off, and the ledger has its line; back again, the line goes", async () => {
    scene = await openScene();
    await mergeNow(scene, await goodFiles());
    const [entry] = await entries(scene);
    await mergeNow(scene, { "listings/poll-maker.yml": null, "images/poll-maker.png": null });
    expect(await ids(scene)).toEqual([]);
    expect(await publishedText(scene, "listings/poll-maker.json")).toBeUndefined();
    expect(await publishedText(scene, entry?.image?.files[0]?.path ?? "")).toBeUndefined();
    const line = (await scene.sandbox.readFile(CATALOG, "main", "removed/poll-maker.yml"))?.toString("utf8");
    expect(line).toContain("reason: withdrawn");
    expect(line).toContain(`owners: [${entry?.owners[0]?.id}]`);
    expect(await removed(scene)).toEqual([
      expect.objectContaining({ id: "poll-maker", reason: "withdrawn", status: "withdrawn", kept: entry }),
    ]);
    expect((await removed(scene))[0]?.marked).toBeUndefined();
    await mergeNow(scene, await goodFiles(), {
      body: "## What changed\nWe are back, with everything fixed.",
    });
    expect(await ids(scene)).toEqual(["poll-maker"]);
    expect(await removed(scene)).toEqual([]);
    expect(await scene.sandbox.readFile(CATALOG, "main", "removed/poll-maker.yml")).toBeUndefined();
  });
});

describe("a ledger line by hand beside a listing that is published", () => {
  it("goes again: what is out was not removed", async () => {
    scene = await openScene();
    await mergeNow(scene, await goodFiles());
    const line = (id: string): string =>
      `version: 1\nid: ${id}\nreason: policy\nremoved: "2026-01-01T00:00:00Z"\ncases: []\nowners: [1]\n`;
    const files = { "removed/poll-maker.yml": line("poll-maker"), "removed/never.yml": line("never") };
    await scene.sandbox.commit(CATALOG, "main", files, { author: "maintainer" });
    await scene.settled();
    await later(scene, MINUTE_MS);
    expect(await ids(scene)).toEqual(["poll-maker"]);
    expect((await removed(scene)).map(({ id }) => id)).toEqual(["never"]);
    expect(await scene.sandbox.readFile(CATALOG, "main", "removed/poll-maker.yml")).toBeUndefined();
    expect(await publishedText(scene, "removed/poll-maker/index.html")).toBeUndefined();
  });
});

describe("a push", () => {
  it("that changes nothing of the catalog writes nothing to the publish branch", async () => {
    scene = await openScene();
    await mergeNow(scene, await goodFiles());
    const before = scene.sandbox.branchSha(CATALOG, BRANCH);
    await scene.sandbox.commit(
      CATALOG,
      "main",
      { "README.md": "# Another word\n" },
      { author: "maintainer" },
    );
    await scene.settled();
    expect(scene.sandbox.branchSha(CATALOG, BRANCH)).toBe(before);
  });
});
