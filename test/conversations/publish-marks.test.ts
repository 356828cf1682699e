// What takedowns ask of publishing: out at once and for as long as the mark stands, back as it was, and a word while a case runs.

import { afterEach, describe, expect, it } from "@jest/globals";
import type { PublicCase } from "../../src/core/catalog/under-review.ts";
import type { LedgerLine } from "../../src/core/listing/ledger.ts";
import { CATALOG, goodFiles, listing, openScene, type Scene } from "../support/scene.ts";
import {
  BRANCH,
  catalog,
  entries,
  ids,
  later,
  mergeNow,
  publishedText,
  removed,
} from "../support/published.ts";

let scene: Scene;
afterEach(async () => scene.close());

const MINUTE_MS = 60_000;
const CASE = 7;
const publishing = () => scene.server.service.publishingFor({ assertHeld: () => undefined });
const repositoryId = () => scene.sandbox.repository(CATALOG).id;

async function openTwo(more: Parameters<typeof openScene>[0] = {}): Promise<void> {
  scene = await openScene(more);
  await mergeNow(scene, await goodFiles());
  await mergeNow(scene, await goodFiles("new-one", { name: "New One" }));
  expect(await ids(scene)).toEqual(["poll-maker", "new-one"]);
}

async function lineOf(change: Partial<LedgerLine> = {}): Promise<LedgerLine> {
  const entry = (await entries(scene)).find(({ id }) => id === "poll-maker");
  return {
    version: 1,
    id: "poll-maker",
    reason: "security",
    removed: new Date(scene.clock.nowMs()).toISOString(),
    name: "Poll Maker",
    cases: [{ severity: "high" }],
    owners: entry?.owners.map(({ id }) => id) ?? [],
    blobs: { ...entry?.source.blobs },
    ...change,
  };
}

const ENDED = { severity: "high", ended: "2026-01-01T00:00:00Z" } as const;

describe("a listing taken down while its file stands", () => {
  it("is out at once, pages and pictures too, and stays out of every publish", async () => {
    await openTwo();
    const [entry] = await entries(scene);
    await publishing().unpublish(repositoryId(), await lineOf(), scene.clock.nowMs());
    expect(await ids(scene)).toEqual(["new-one"]);
    expect(await publishedText(scene, "listings/poll-maker.json")).toBeUndefined();
    expect(await publishedText(scene, entry?.image?.files[0]?.path ?? "")).toBeUndefined();
    expect(await publishedText(scene, "listings/poll-maker/index.html")).toContain("security");
    expect(await publishedText(scene, "removed/poll-maker/index.html")).toBeDefined();
    expect(await publishedText(scene, "search/0.json")).not.toContain("poll-maker");
    expect(await removed(scene)).toEqual([
      expect.objectContaining({ id: "poll-maker", reason: "security", marked: true, kept: entry }),
    ]);
    await scene.settled();
    await mergeNow(scene, await goodFiles("third-one", { name: "Third One" }));
    await scene.server.service.sweepAll();
    await later(scene, MINUTE_MS);
    expect(await scene.sandbox.readFile(CATALOG, "main", "listings/poll-maker.yml")).toBeDefined();
    expect(await ids(scene)).toEqual(["new-one", "third-one"]);
    expect((await removed(scene)).map(({ id, marked }) => [id, marked])).toEqual([["poll-maker", true]]);
  });

  it("asked for again says the same, and writes nothing", async () => {
    await openTwo();
    const line = await lineOf();
    await publishing().unpublish(repositoryId(), line, scene.clock.nowMs());
    const before = scene.sandbox.branchSha(CATALOG, BRANCH);
    await publishing().unpublish(repositoryId(), line, scene.clock.nowMs());
    expect(scene.sandbox.branchSha(CATALOG, BRANCH)).toBe(before);
    await publishing().unpublish(repositoryId(), { ...line, cases: [ENDED] }, scene.clock.nowMs());
    expect((await removed(scene))[0]?.cases).toEqual([ENDED]);
    expect((await removed(scene))[0]?.kept?.id).toBe("poll-maker");
  });

  it("comes back as it was when the mark is lifted, without a new judgement", async () => {
    await openTwo();
    const [before] = await entries(scene);
    await publishing().unpublish(repositoryId(), await lineOf(), scene.clock.nowMs());
    await scene.settled();
    const calls = scene.sandbox.calls.length;
    await publishing().lift(repositoryId(), "poll-maker");
    await scene.settled();
    expect((await entries(scene))[0]).toEqual(before);
    expect(await removed(scene)).toEqual([]);
    for (const { path } of before?.image?.files ?? [])
      expect(await scene.sandbox.readFile(CATALOG, BRANCH, path)).toBeDefined();
    expect(await publishedText(scene, "removed/poll-maker/index.html")).toBeUndefined();
    const asked = scene.sandbox.calls
      .slice(calls)
      .map(({ operationName, template }) => operationName ?? template);
    expect(asked.filter((one) => one === "Origins" || one === "Lookup" || one.endsWith("/readme"))).toEqual(
      [],
    );
  });

  it("changed by its owner while the case runs: held, and still out", async () => {
    await openTwo();
    await publishing().unpublish(repositoryId(), await lineOf(), scene.clock.nowMs());
    const change = { "listings/poll-maker.yml": listing({ summary: "Polls, and nothing else now" }) };
    await mergeNow(scene, change, { body: "## What changed\nAll of it." });
    await later(scene, MINUTE_MS);
    expect(await ids(scene)).toEqual(["new-one"]);
    expect((await removed(scene))[0]).toMatchObject({ id: "poll-maker", marked: true });
    expect((await catalog(scene)).waiting).toEqual(["poll-maker"]);
  });

  it("changed by its owner once every case has ended: the merge lifts the mark, and owners stay who they were", async () => {
    await openTwo();
    const [before] = await entries(scene);
    await publishing().unpublish(repositoryId(), await lineOf({ cases: [ENDED] }), scene.clock.nowMs());
    scene.clock.advance(2 * MINUTE_MS);
    const change = { "listings/poll-maker.yml": listing({ summary: "Polls, and nothing else now" }) };
    await mergeNow(scene, change, { body: "## What changed\nAll of it." });
    await later(scene, MINUTE_MS);
    const entry = (await entries(scene)).find(({ id }) => id === "poll-maker");
    expect(entry).toMatchObject({
      summary: "Polls, and nothing else now",
      owners: before?.owners,
      order: before?.order,
      added: before?.added,
    });
    expect(await removed(scene)).toEqual([]);
  });

  it("goes out past the guard against losing many at once, and alone", async () => {
    await openTwo();
    for (const name of ["alpha-one", "bravo-two"]) await mergeNow(scene, await goodFiles(name, { name }));
    const names = ["new-one", "alpha-one", "bravo-two"];
    const gone = Object.fromEntries(
      names.flatMap((name) => [
        [`listings/${name}.yml`, null],
        [`images/${name}.png`, null],
      ]),
    );
    await scene.sandbox.commit(CATALOG, "main", gone, { author: "maintainer" });
    await scene.settled();
    expect(await ids(scene)).toEqual(["poll-maker", ...names]);
    await publishing().unpublish(repositoryId(), await lineOf(), scene.clock.nowMs());
    expect(await ids(scene)).toEqual(names);
    await later(scene, MINUTE_MS);
    expect(await ids(scene)).toEqual(names);
  });
});

describe("a public case", () => {
  it("stands on the entry with its deadline and its issue while it runs, and goes with it", async () => {
    let cases: readonly PublicCase[] = [];
    await openTwo({ openCases: async () => ({ running: cases, removed: [] }) });
    const [before] = await entries(scene);
    const deadlineMs = Date.parse("2026-12-24T10:00:00Z");
    cases = [
      { id: "poll-maker", deadlineMs: deadlineMs + MINUTE_MS, issue: 9 },
      { id: "poll-maker", deadlineMs, issue: CASE },
    ];
    await publishing().enqueue(repositoryId());
    await scene.settled();
    expect((await entries(scene))[0]).toEqual({
      ...before,
      status: "under-review",
      review: { deadline: "2026-12-24T10:00:00Z", issue: CASE },
    });
    expect((await catalog(scene)).underReview).toEqual(["poll-maker"]);
    expect(await publishedText(scene, "listings/poll-maker/index.html")).toContain(`issues/${CASE}`);
    await mergeNow(scene, { "listings/poll-maker.yml": listing({ summary: "Other words meanwhile" }) });
    expect((await entries(scene))[0]).toMatchObject({
      summary: "Other words meanwhile",
      status: "under-review",
    });
    await publishing().unpublish(repositoryId(), await lineOf(), scene.clock.nowMs());
    expect((await removed(scene))[0]?.kept).toMatchObject({ status: "active" });
    expect((await removed(scene))[0]?.kept).not.toHaveProperty("review");
    cases = [];
    await publishing().lift(repositoryId(), "poll-maker");
    await scene.settled();
    expect((await entries(scene))[0]).toMatchObject({ id: "poll-maker", status: "active" });
    expect(await catalog(scene)).not.toHaveProperty("underReview");
  });
});
