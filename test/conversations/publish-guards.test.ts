// What publishing does not let happen: an emptied catalog, somebody else's branch, a history that is lost.

import { afterEach, describe, expect, it } from "@jest/globals";
import { sealLedger } from "../../src/core/listing/ledger.ts";
import { createSeal } from "../../src/platform/seal.ts";
import { CATALOG, goodFiles, openScene, RECORD_KEY, type Scene } from "../support/scene.ts";
import {
  BRANCH,
  catalog,
  entries,
  ids,
  issuesBearing,
  later,
  mergeNow,
  openIssues,
  publishedText,
  removed,
} from "../support/published.ts";

let scene: Scene;
afterEach(async () => scene.close());

const STOPPED = "steward: publishing stopped";
const NOTE = "steward: publishing";
const MINUTE_MS = 60_000;
const NAMES = ["alpha-one", "bravo-two", "carrot-six", "delta-nine", "echo-seven"];

async function several(): Promise<Record<string, string | Uint8Array>> {
  const files: Record<string, string | Uint8Array> = {};
  for (const name of NAMES) Object.assign(files, await goodFiles(name, { name }));
  return files;
}

async function openSeveral(): Promise<void> {
  scene = await openScene();
  await scene.sandbox.commit(CATALOG, "main", await several(), { author: "maintainer" });
  await scene.settled();
  expect(await ids(scene)).toEqual(NAMES);
}

const without = (names: readonly string[]) =>
  Object.fromEntries(
    names.flatMap((name) => [
      [`listings/${name}.yml`, null],
      [`images/${name}.png`, null],
    ]),
  );

describe("a push that empties the catalog", () => {
  it("stops; what is published stays until a maintainer says /publish", async () => {
    await openSeveral();
    const before = scene.sandbox.branchSha(CATALOG, BRANCH);
    await scene.sandbox.commit(CATALOG, "main", without(NAMES), { author: "maintainer" });
    await scene.settled();
    expect(scene.sandbox.branchSha(CATALOG, BRANCH)).toBe(before);
    const [issue] = openIssues(scene, STOPPED);
    expect(issue?.body).toContain("5 of 5 published listings");
    scene.clock.advance(2_000);
    scene.sandbox.setRole(CATALOG, "stranger", "write");
    scene.sandbox.comment(CATALOG, issue?.number ?? 0, "stranger", "/publish");
    await scene.settled();
    expect(scene.sandbox.branchSha(CATALOG, BRANCH)).toBe(before);
    scene.sandbox.comment(CATALOG, issue?.number ?? 0, "maintainer", "/publish");
    await scene.settled();
    expect(await ids(scene)).toEqual([]);
    expect(openIssues(scene, STOPPED)).toEqual([]);
    expect((await removed(scene)).map(({ reason }) => reason)).toEqual(NAMES.map(() => "policy"));
    expect(await scene.sandbox.readFile(CATALOG, "main", "removed/alpha-one.yml")).toBeDefined();
  });

  it("is undone by putting the files back", async () => {
    await openSeveral();
    await scene.sandbox.commit(CATALOG, "main", without(NAMES), { author: "maintainer" });
    await scene.settled();
    await scene.sandbox.commit(CATALOG, "main", await several(), { author: "maintainer" });
    await scene.settled();
    expect(await ids(scene)).toEqual(NAMES);
    expect(await removed(scene)).toEqual([]);
  });

  it("does not keep the publish branch from being fixed", async () => {
    await openSeveral();
    const before = await entries(scene);
    await scene.sandbox.commit(CATALOG, "main", without(NAMES), { author: "maintainer" });
    await scene.settled();
    await scene.sandbox.deleteBranch(CATALOG, BRANCH);
    await scene.server.service.sweepAll();
    await later(scene, MINUTE_MS);
    expect(await entries(scene)).toEqual(before);
    expect(openIssues(scene, STOPPED)).toHaveLength(1);
    const fixed = scene.sandbox.branchSha(CATALOG, BRANCH);
    await scene.server.service.sweepAll();
    await later(scene, MINUTE_MS);
    expect(scene.sandbox.branchSha(CATALOG, BRANCH)).toBe(fixed);
  });

  it("does not keep a takedown from going out", async () => {
    await openSeveral();
    const line = (id: string): string =>
      `version: 1\nid: ${id}\nreason: security\nremoved: "2026-01-05T10:00:00Z"\n`;
    const { id: repositoryId } = scene.sandbox.repository(CATALOG);
    const revision = scene.clock.nowMs() + MINUTE_MS;
    const sealedLine = sealLedger(line("bravo-two"), { repositoryId, revision }, createSeal([RECORD_KEY]));
    // Only the first is Steward's own word; the other is a line that somebody wrote.
    await scene.sandbox.commit(
      CATALOG,
      "main",
      {
        ...without(NAMES),
        "removed/bravo-two.yml": sealedLine,
        "removed/alpha-one.yml": line("alpha-one"),
      },
      { author: "maintainer" },
    );
    await scene.settled();
    expect(await ids(scene)).toEqual(NAMES.filter((name) => name !== "bravo-two"));
    expect(openIssues(scene, STOPPED)).toHaveLength(1);
    expect((await removed(scene))[0]).toMatchObject({
      id: "bravo-two",
      reason: "security",
      kept: { id: "bravo-two" },
    });
  });
});

describe("a removal", () => {
  it("merged from its owner's pull request is no loss; one that comes back as it was needs no new judgement", async () => {
    await openSeveral();
    const [before] = await entries(scene);
    await mergeNow(scene, without(["alpha-one"]));
    expect(await ids(scene)).not.toContain("alpha-one");
    // What `/restore` does: it is let back, then the identical files come, and the ledger's line goes with the same commit.
    const { id: repositoryId } = scene.sandbox.repository(CATALOG);
    await scene.server.service.publishingFor({ assertHeld: () => undefined }).lift(repositoryId, "alpha-one");
    const files = await goodFiles("alpha-one", { name: "alpha-one" });
    await scene.sandbox.commit(
      CATALOG,
      "main",
      { ...files, "removed/alpha-one.yml": null },
      { author: "maintainer" },
    );
    await scene.settled();
    expect((await entries(scene))[0]).toEqual(before);
    for (const { path } of before?.image?.files ?? [])
      expect(await scene.sandbox.readFile(CATALOG, BRANCH, path)).toBeDefined();
  });

  it("that a stranger's pull request brought is held", async () => {
    await openSeveral();
    await mergeNow(scene, without(["alpha-one"]), { author: "stranger" });
    expect(await ids(scene)).toContain("alpha-one");
    expect(openIssues(scene, "steward: not published")[0]?.body).toContain(
      "it stays published until this is resolved",
    );
  });

  it("on a protected branch: the ledger cannot be written, that is said once, and the mark keeps the id", async () => {
    await openSeveral();
    scene.sandbox.addRuleset(CATALOG, { name: "main", rules: [{ type: "pull_request" }] });
    await mergeNow(scene, without(["alpha-one"]));
    expect(await ids(scene)).not.toContain("alpha-one");
    expect((await removed(scene))[0]).toMatchObject({ id: "alpha-one", reason: "withdrawn", marked: true });
    expect(openIssues(scene, NOTE)[0]?.body).toContain("The ledger could not be written");
    const calls = scene.sandbox.calls.length;
    for (let i = 0; i < 3; i += 1) await later(scene, 20 * MINUTE_MS);
    await scene.server.service.sweepAll();
    await later(scene, MINUTE_MS);
    expect(scene.sandbox.calls.slice(calls).filter(({ template }) => template.includes("/git/refs"))).toEqual(
      [],
    );
    expect(openIssues(scene, NOTE)).toHaveLength(1);
  });
});

describe("the publish branch", () => {
  it("of somebody else is not touched until the policy says so; files outside our paths stay", async () => {
    scene = await openScene();
    const theirs = await scene.sandbox.commit(
      CATALOG,
      BRANCH,
      { CNAME: "market.example\n", "index.html": "<p>Hello</p>" },
      { author: "maintainer" },
    );
    await mergeNow(scene, await goodFiles());
    expect(scene.sandbox.branchSha(CATALOG, BRANCH)).toBe(theirs);
    expect(openIssues(scene, STOPPED)[0]?.body).toContain("adopt: true");
    const adopt = "extends: mattermost\npublish:\n  adopt: true\n";
    await scene.sandbox.commit(CATALOG, "main", { ".github/steward.yml": adopt }, { author: "maintainer" });
    await scene.settled();
    await later(scene, MINUTE_MS);
    expect(await ids(scene)).toEqual(["poll-maker"]);
    expect(await publishedText(scene, "CNAME")).toBe("market.example\n");
    expect(openIssues(scene, STOPPED).length).toBe(0);
  });

  it("edited by hand is put right again, and said; what stands outside stays", async () => {
    await openSeveral();
    const before = await publishedText(scene, "catalog/0.json");
    await scene.sandbox.commit(
      CATALOG,
      BRANCH,
      {
        CNAME: "market.example\n",
        "catalog/0.json": "{}\n",
        "listings/alpha-one.json": null,
        "listings/evil.json": "{}",
      },
      { author: "maintainer", message: "By hand" },
    );
    await scene.server.service.sweepAll();
    await later(scene, MINUTE_MS);
    expect(await publishedText(scene, "catalog/0.json")).toBe(before);
    expect(await publishedText(scene, "listings/alpha-one.json")).toBeDefined();
    expect(await publishedText(scene, "listings/evil.json")).toBeUndefined();
    expect(await publishedText(scene, "CNAME")).toBe("market.example\n");
    expect(openIssues(scene, NOTE)[0]?.body).toContain("Somebody else wrote");
  });

  it("with a commit that only looks like ours: what was published is read from ours", async () => {
    await openSeveral();
    const own = scene.sandbox.branchSha(CATALOG, BRANCH) ?? "";
    const message = (await scene.sandbox.repository(CATALOG).git.objects.commit(own))?.message ?? "";
    const forged = ((await publishedText(scene, "catalog.json")) ?? "").replaceAll(
      /"owners":\[\{"id":\d+/g,
      '"owners":[{"id":1',
    );
    await scene.sandbox.commit(
      CATALOG,
      BRANCH,
      { "catalog.json": forged },
      { author: "maintainer", message },
    );
    await scene.server.service.sweepAll();
    await later(scene, MINUTE_MS);
    expect((await entries(scene)).every(({ owners }) => (owners[0]?.id ?? 0) > 1)).toBe(true);
  });

  it("that a rule protects from us: said once, and nothing is half done", async () => {
    scene = await openScene();
    await mergeNow(scene, await goodFiles());
    const before = scene.sandbox.branchSha(CATALOG, BRANCH);
    scene.sandbox.addRuleset(CATALOG, {
      name: "pages",
      rules: [{ type: "update" }],
      include: [`refs/heads/${BRANCH}`],
    });
    await mergeNow(scene, await goodFiles("alpha-one", { name: "Alpha" }));
    await scene.server.service.sweepAll();
    await later(scene, MINUTE_MS);
    expect(scene.sandbox.branchSha(CATALOG, BRANCH)).toBe(before);
    expect(openIssues(scene, NOTE)).toHaveLength(1);
    expect(openIssues(scene, NOTE)[0]?.body).toContain("Nothing can be published");
  });

  it("deleted is made again from the commit that the newest deployment names, owners and all", async () => {
    await openSeveral();
    const before = await entries(scene);
    await scene.sandbox.deleteBranch(CATALOG, BRANCH);
    await scene.server.service.sweepAll();
    await later(scene, MINUTE_MS);
    expect(await entries(scene)).toEqual(before);
    expect(scene.sandbox.issues(CATALOG).map(({ title }) => title)).toEqual(["Dashboard"]);
  });

  it("force-pushed to something else is reported and left alone", async () => {
    await openSeveral();
    const main = scene.sandbox.branchSha(CATALOG, "main") ?? "";
    await scene.sandbox.forcePush(CATALOG, BRANCH, main);
    await scene.server.service.sweepAll();
    await later(scene, MINUTE_MS);
    expect(scene.sandbox.branchSha(CATALOG, BRANCH)).toBe(main);
    expect(openIssues(scene, STOPPED)).toHaveLength(1);
  });

  it("force-pushed back to an older publish of ours catches up, and its generation still grows", async () => {
    await openSeveral();
    const old = scene.sandbox.branchSha(CATALOG, BRANCH) ?? "";
    await mergeNow(scene, await goodFiles());
    const { generation } = await catalog(scene);
    await scene.sandbox.forcePush(CATALOG, BRANCH, old);
    await scene.server.service.sweepAll();
    await later(scene, MINUTE_MS);
    expect(await ids(scene)).toEqual([...NAMES, "poll-maker"]);
    expect((await catalog(scene)).generation).toBeGreaterThanOrEqual(generation);
  });

  it("and the deployment's commit both lost: publishing waits for /publish, then begins anew", async () => {
    await openSeveral();
    await scene.sandbox.deleteBranch(CATALOG, BRANCH);
    const [first] = scene.sandbox.repository(CATALOG).deployments;
    Object.assign(first?.payload ?? {}, { publish_commit: "0123456789".repeat(4) });
    await scene.server.service.sweepAll();
    await later(scene, MINUTE_MS);
    expect(scene.sandbox.branchSha(CATALOG, BRANCH)).toBeUndefined();
    const [issue] = openIssues(scene, STOPPED);
    expect(issue?.body).toContain("is gone");
    scene.clock.advance(2_000);
    scene.sandbox.comment(CATALOG, issue?.number ?? 0, "maintainer", "/publish");
    await scene.settled();
    expect(await ids(scene)).toEqual(NAMES);
    expect(issuesBearing(scene, STOPPED).map(({ state }) => state)).toEqual(["closed"]);
  });
});
