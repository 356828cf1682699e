// What Steward took out, only Steward brings back: reverts, edited ledger files and rewritten branches change nothing that is published.

import { afterEach, describe, expect, it } from "@jest/globals";
import { parseLedgerLine } from "../../src/core/listing/ledger.ts";
import { writeDeployment } from "../../src/core/catalog/message.ts";
import { createSeal } from "../../src/platform/seal.ts";
import { CATALOG, goodFiles, RECORD_KEY, rollUp, submit, verdicts } from "../support/scene.ts";
import { BRANCH, catalog, entries, ids, later, mergeNow, openIssues, removed } from "../support/published.ts";
import { handles, openCases, type CaseScene } from "../support/takedown-scene.ts";

let scene: CaseScene;
afterEach(async () => scene.close());
const { label, say } = handles(() => scene);

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ID = "poll-maker";
const OTHER = "other-tool";
const FILES = [`listings/${ID}.yml`, `images/${ID}.png`];

type Files = Record<string, string | Uint8Array | null>;

async function filesNow(): Promise<Files> {
  const found: Files = {};
  for (const path of FILES) {
    const bytes = await scene.sandbox.readFile(CATALOG, "main", path);
    if (bytes === undefined) throw new Error(`${path} is not there`);
    found[path] = bytes;
  }
  return found;
}

/** Both listings are published, and `writer` may push. */
async function openPublished(): Promise<void> {
  scene = await openCases();
  scene.sandbox.setRole(CATALOG, "writer", "write");
  await push({ "README.md": "# A marketplace\n" }, "maintainer");
  expect(await listed()).toEqual([OTHER, ID]);
}

/** Published ids, sorted. */
async function listed(): Promise<readonly string[]> {
  return (await ids(scene)).toSorted();
}

/** A case that ran out, or was critical: the listing is gone; answers the case and the files as they were. */
async function takenDown(severity?: string): Promise<{ readonly number: number; readonly files: Files }> {
  await openPublished();
  const files = await filesNow();
  const number = await scene.report(ID);
  await label(number, "maintainer", ...(severity === undefined ? [] : [severity]), "security");
  // The reporter alone has said which listing it is: for the severest a person confirms it, and it goes.
  const isCritical = severity === "severity: critical";
  expect(await say(number, "maintainer", `/${isCritical ? "case" : "takedown"} ${ID}`)).toBe("+1");
  expect(await listed()).toEqual([OTHER]);
  expect(await scene.isListed(ID)).toBe(false);
  return { number, files };
}

async function push(files: Files, author = "writer"): Promise<void> {
  scene.clock.advance(MINUTE_MS);
  await scene.sandbox.commit(CATALOG, "main", files, { author });
  await scene.settled();
  await later(scene, MINUTE_MS);
}

const heldWords = (): string =>
  openIssues(scene, "steward: not published")
    .map(({ body }) => body)
    .join("\n");
const notes = (): string =>
  openIssues(scene, "steward: publishing")
    .map(({ body }) => body)
    .join("\n");
const lastWord = (number: number): string => scene.said(number).at(-1) ?? "";

async function ledgerLine() {
  return parseLedgerLine(new TextEncoder().encode(await scene.ledger(ID)), ID);
}

describe("a takedown that somebody undid on the default branch", () => {
  it("in one push, listing back and ledger line gone: stays out, the line is written again, and people are told", async () => {
    const { number, files } = await takenDown("severity: critical");
    const line = await ledgerLine();
    await push({ ...files, [`removed/${ID}.yml`]: null });
    expect(await listed()).toEqual([OTHER]);
    expect((await removed(scene)).map(({ id, reason }) => [id, reason])).toEqual([[ID, "security"]]);
    expect(await ledgerLine()).toEqual(line);
    expect(heldWords()).toContain(`#${number}`);
    expect(lastWord(number)).toContain("stays out");
    expect(notes()).toContain(ID);
    // Days later nothing else has become of it, and nothing was said twice.
    const said = scene.said(number).length;
    await scene.days(3);
    expect(await listed()).toEqual([OTHER]);
    expect(scene.said(number)).toHaveLength(said);
    // The way back.
    expect(await say(number, "maintainer", `/restore ${ID}`)).toBe("confused");
    expect(await say(number, "maintainer", "/resolve fixed in 2.1")).toBe("+1");
    expect(await listed()).toEqual([OTHER]);
    expect(await say(number, "maintainer", `/restore ${ID}`)).toBe("+1");
    await later(scene, MINUTE_MS);
    expect(await listed()).toEqual([OTHER, ID]);
    expect(await scene.ledger(ID)).toBeUndefined();
    expect(openIssues(scene, "steward: not published")).toEqual([]);
  });

  it("by a pull request that was merged over its red checks: stays out", async () => {
    const { number, files } = await takenDown();
    const { number: pull } = await submit(
      scene,
      { ...files, [`removed/${ID}.yml`]: null },
      { author: "writer", title: `Revert "Take down ${ID}"`, body: `Reverts #${number}` },
    );
    await scene.settled();
    await scene.sandbox.mergePullRequest(CATALOG, pull, "maintainer");
    await scene.settled();
    await later(scene, MINUTE_MS);
    expect(await listed()).toEqual([OTHER]);
    expect(await ledgerLine()).toMatchObject({ id: ID, reason: "security" });
    expect(heldWords()).toContain(`#${number}`);
    expect(heldWords()).toContain("It was removed, and it stays removed.");
    // No word lets it through there, and that is said: to a maintainer not as to a stranger.
    const held = openIssues(scene, "steward: not published")[0]?.number ?? 0;
    const tip = (scene.sandbox.branchSha(CATALOG, "main") ?? "").slice(0, 7);
    expect(await say(held, "stranger", `/accept ${ID} standing ${tip} fine`)).toBe("-1");
    expect(heldWords()).toContain("that takes write access");
    expect(await say(held, "maintainer", `/accept ${ID} standing ${tip} fine`)).toBe("confused");
    expect(heldWords()).toContain(`did nothing:** nothing about \`${ID}\` is on hold here`);
    expect(await listed()).toEqual([OTHER]);
  });

  it("with the line edited and the case closed first, or undone and done again: stays out until it is restored", async () => {
    const { number, files } = await takenDown();
    const line = (await scene.ledger(ID)) ?? "";
    await push({ [`removed/${ID}.yml`]: line.replace("reason: security", "reason: withdrawn") });
    await scene.sandbox.closeIssue(CATALOG, number, "writer");
    await scene.settled();
    expect(scene.sandbox.issue(CATALOG, number).state).toBe("open");
    await push(files);
    expect(await listed()).toEqual([OTHER]);
    expect(await ledgerLine()).toMatchObject({ id: ID, reason: "security" });
    await push({ ...Object.fromEntries(FILES.map((path) => [path, null])), [`removed/${ID}.yml`]: line });
    expect(await listed()).toEqual([OTHER]);
    expect(openIssues(scene, "steward: not published")).toEqual([]);
    expect(await say(number, "maintainer", "/resolve fixed in 2.1")).toBe("+1");
    expect(await say(number, "maintainer", `/restore ${ID}`)).toBe("+1");
    await later(scene, MINUTE_MS);
    expect(await listed()).toEqual([OTHER, ID]);
  });

  it("while nobody listens, with the publish branch deleted too: stays out", async () => {
    const { files } = await takenDown();
    await scene.stopApp();
    scene.clock.advance(MINUTE_MS);
    await scene.sandbox.deleteBranch(CATALOG, BRANCH, "writer");
    await scene.sandbox.commit(
      CATALOG,
      "main",
      { ...files, [`removed/${ID}.yml`]: null },
      { author: "writer" },
    );
    await scene.startApp();
    await later(scene, MINUTE_MS);
    expect(await listed()).toEqual([OTHER]);
    expect((await removed(scene)).map(({ id, reason }) => [id, reason])).toEqual([[ID, "security"]]);
    expect(await ledgerLine()).toMatchObject({ id: ID, reason: "security" });
  });

  it("with the ledger line left, or the line alone gone: stays out", async () => {
    const { files } = await takenDown();
    await push({ [`removed/${ID}.yml`]: null });
    expect(await listed()).toEqual([OTHER]);
    expect(await ledgerLine()).toMatchObject({ id: ID });
    await push(files);
    expect(await listed()).toEqual([OTHER]);
    expect(await ledgerLine()).toMatchObject({ id: ID });
  });

  it("by a force push to before the takedown: stays out", async () => {
    await openPublished();
    const before = scene.sandbox.branchSha(CATALOG, "main") ?? "";
    const number = await scene.report(ID);
    await label(number, "maintainer", "security");
    await say(number, "maintainer", `/takedown ${ID}`);
    scene.clock.advance(MINUTE_MS);
    await scene.sandbox.forcePush(CATALOG, "main", before, "writer");
    await scene.settled();
    await later(scene, MINUTE_MS);
    expect(await listed()).toEqual([OTHER]);
    expect((await removed(scene)).map(({ id }) => id)).toEqual([ID]);
    expect(lastWord(number)).toContain("stays out");
  });

  it("and merged by its own author once the case has ended, with a word on what changed: comes back", async () => {
    const { number, files } = await takenDown();
    await say(number, "maintainer", "/resolve fixed in 2.1");
    const { number: pull } = await submit(scene, files, {
      author: "contributor",
      body: "## What changed\n\nThe token is checked now.",
    });
    await scene.settled();
    scene.clock.advance(MINUTE_MS);
    await scene.sandbox.mergePullRequest(CATALOG, pull, "maintainer");
    await scene.settled();
    await later(scene, MINUTE_MS);
    expect(await listed()).toEqual([OTHER, ID]);
    expect(await scene.ledger(ID)).toBeUndefined();
  });
});

describe("a ledger line", () => {
  it("that somebody edits says what it said: owners, cases and reason are Steward's", async () => {
    const { number } = await takenDown();
    const line = await ledgerLine();
    const forged = (await scene.ledger(ID))
      ?.replace("reason: security", "reason: withdrawn")
      .replace(/owners: \[.*\]/, "owners: [4711]");
    await push({ [`removed/${ID}.yml`]: forged ?? "" });
    expect(await ledgerLine()).toEqual(line);
    expect((await removed(scene))[0]).toMatchObject({ reason: "security", owners: line?.owners });
    expect(lastWord(number)).toContain("writes the file again");
  });

  it("is written again at most once an hour and three times a day; then that is said once", async () => {
    const { number } = await takenDown();
    let written = 0;
    for (let round = 0; round < 12; round += 1) {
      await push({ [`removed/${ID}.yml`]: null });
      if ((await scene.ledger(ID)) !== undefined) written += 1;
      await later(scene, 30 * MINUTE_MS);
      expect(await listed()).toEqual([OTHER]);
    }
    expect(written).toBeLessThanOrEqual(3);
    expect(notes().match(/leaves the file as it is until/g)).toHaveLength(1);
    expect(scene.said(number).filter((text) => text.includes("leaves the file as it is"))).toHaveLength(1);
    // A day later it stands there again, by itself.
    for (let hours = 0; hours < 26; hours += 1) await later(scene, HOUR_MS);
    expect(await ledgerLine()).toMatchObject({ id: ID });
  });

  it("that somebody writes takes nothing out, and is no reason for what then goes", async () => {
    await openPublished();
    const forged = `version: 1\nid: ${ID}\nreason: security\nremoved: "2026-01-05T10:00:00Z"\nowners: [4711]\n`;
    await push({ [`removed/${ID}.yml`]: forged });
    expect(await listed()).toEqual([OTHER, ID]);
    expect(await removed(scene)).toEqual([]);
    expect(await scene.ledger(ID)).toBeUndefined();
    const [entry] = await entries(scene);
    await push({ ...Object.fromEntries(FILES.map((path) => [path, null])), [`removed/${ID}.yml`]: forged });
    expect(await listed()).toEqual([OTHER]);
    expect((await removed(scene))[0]).toMatchObject({
      id: ID,
      reason: "policy",
      owners: entry?.owners.map(({ id }) => id),
    });
    expect(await ledgerLine()).toMatchObject({ reason: "policy" });
  });

  it("of an earlier removal, put back while the listing is live, takes nothing out", async () => {
    const { number, files } = await takenDown();
    const old = (await scene.ledger(ID)) ?? "";
    await say(number, "maintainer", "/resolve fixed in 2.1");
    await say(number, "maintainer", `/restore ${ID}`);
    await later(scene, MINUTE_MS);
    expect(await listed()).toEqual([OTHER, ID]);
    await push({ [`removed/${ID}.yml`]: old });
    expect(await listed()).toEqual([OTHER, ID]);
    expect(await scene.ledger(ID)).toBeUndefined();
    // Nor is it the reason for a removal by a push, and what goes by a push comes back by none.
    await push({ ...Object.fromEntries(FILES.map((path) => [path, null])), [`removed/${ID}.yml`]: old });
    expect((await removed(scene))[0]).toMatchObject({ reason: "policy" });
    await push({ ...files, [`removed/${ID}.yml`]: null });
    expect(await listed()).toEqual([OTHER]);
    expect(heldWords()).toContain(`/restore`);
  });
});

describe("a withdrawal", () => {
  const gone = Object.fromEntries(FILES.map((path) => [path, null]));

  it("that a push undoes stays one; its owner's pull request brings it back", async () => {
    await openPublished();
    const files = await filesNow();
    await mergeNow(scene, gone, { author: "contributor" });
    expect((await removed(scene))[0]).toMatchObject({ id: ID, reason: "withdrawn" });
    await push({ ...files, [`removed/${ID}.yml`]: null });
    expect(await listed()).toEqual([OTHER]);
    expect(heldWords()).toContain("a push put its files back");
    await push(gone);
    expect(heldWords()).toBe("");
    await mergeNow(scene, files, { author: "contributor", branch: "back" });
    await later(scene, MINUTE_MS);
    expect(await listed()).toEqual([OTHER, ID]);
  });

  it("that somebody else's merged pull request undoes is held until it is released there", async () => {
    await openPublished();
    const files = await filesNow();
    await mergeNow(scene, gone, { author: "contributor" });
    scene.clock.advance(MINUTE_MS);
    const { number, sha } = await submit(scene, files, { author: "stranger", title: "Revert" });
    await scene.settled();
    await scene.sandbox.mergePullRequest(CATALOG, number, "maintainer");
    await scene.settled();
    expect(await listed()).toEqual([OTHER]);
    expect(heldWords()).toContain("not among the owners recorded then");
    expect(sha).toHaveLength(40);
  });

  it("by a force push to before it: the pull request that once brought it brings it no second time", async () => {
    await openPublished();
    await mergeNow(
      scene,
      { [`listings/${ID}.yml`]: await summaryOf("Asks everybody, once more") },
      { author: "contributor", branch: "change" },
    );
    const before = scene.sandbox.branchSha(CATALOG, "main") ?? "";
    await mergeNow(scene, gone, { author: "contributor" });
    expect(await listed()).toEqual([OTHER]);
    scene.clock.advance(MINUTE_MS);
    await scene.sandbox.forcePush(CATALOG, "main", before, "writer");
    await scene.settled();
    await later(scene, MINUTE_MS);
    expect(await listed()).toEqual([OTHER]);
  });
});

async function summaryOf(summary: string): Promise<string> {
  const text = (await scene.sandbox.readFile(CATALOG, "main", `listings/${ID}.yml`))?.toString("utf8") ?? "";
  return text.replace(/^summary: .*$/m, `summary: ${summary}`);
}

describe("a publish branch that somebody put back to an older commit of Steward's", () => {
  const NOTE = "put the publish branch";

  /** A deployment of Steward's that names a commit which the repository does not hold. */
  function deployedElsewhere(): void {
    const { deployments, id } = scene.sandbox.repository(CATALOG);
    const newest = deployments.at(-1);
    if (newest === undefined) throw new Error("nothing was deployed");
    const payload = writeDeployment(
      { publishSha: "0".repeat(40), generation: 10_000_000_000 },
      id,
      createSeal([RECORD_KEY]),
    );
    deployments.push({ ...newest, id: newest.id + 100_000, payload: { ...payload }, statuses: [] });
  }

  async function rolledBack(isProtected: boolean): Promise<number> {
    await openPublished();
    const number = await scene.report(ID);
    await label(number, "maintainer", "security");
    if (isProtected)
      scene.sandbox.addRuleset(CATALOG, {
        name: "reviewed",
        rules: [{ type: "pull_request", parameters: {} }],
      });
    const old = scene.sandbox.branchSha(CATALOG, BRANCH) ?? "";
    const generation = (await catalog(scene)).generation;
    await say(number, "maintainer", `/takedown ${ID}`);
    expect(await listed()).toEqual([OTHER]);
    scene.clock.advance(MINUTE_MS);
    await scene.sandbox.forcePush(CATALOG, BRANCH, old, "writer");
    expect((await catalog(scene)).generation).toBe(generation);
    await scene.settled();
    for (let round = 0; round < 5; round += 1) {
      await later(scene, 16 * MINUTE_MS);
      await scene.server.service.sweepAll();
      await scene.settled();
    }
    return number;
  }

  it.each([true, false])(
    "is written anew, and nothing comes back by it (default branch protected: %s)",
    async (is) => {
      await rolledBack(is);
      expect(await listed()).toEqual([OTHER]);
      expect((await removed(scene)).map(({ id }) => id)).toEqual([ID]);
      expect(notes()).toContain(NOTE);
      expect(notes().split(NOTE)).toHaveLength(2);
    },
  );

  it.each<[string, (old: string) => Promise<void>, RegExp]>([
    [
      "put back",
      async (old) => {
        await scene.sandbox.forcePush(CATALOG, BRANCH, old, "writer");
      },
      /a case on it still runs/,
    ],
    ["gone", async () => scene.sandbox.deleteBranch(CATALOG, BRANCH, "writer"), /a case on it still runs/],
    [
      "put back, and whose newest commit cannot be read any more",
      async (old) => {
        await scene.sandbox.forcePush(CATALOG, BRANCH, old, "writer");
        deployedElsewhere();
      },
      /ledger's entry for .* cannot be read/,
    ],
  ])("is no word about who was taken out: %s", async (_, change, said) => {
    await openPublished();
    const number = await scene.report(ID);
    await label(number, "maintainer", "security");
    scene.sandbox.addRuleset(CATALOG, {
      name: "reviewed",
      rules: [{ type: "pull_request", parameters: {} }],
    });
    const old = scene.sandbox.branchSha(CATALOG, BRANCH) ?? "";
    await say(number, "maintainer", `/takedown ${ID}`);
    expect(await listed()).toEqual([OTHER]);
    scene.clock.advance(MINUTE_MS);
    const { deliveries } = scene.sandbox.faults;
    deliveries.lose = true;
    await change(old);
    deliveries.lose = false;
    // Before anything is published anew.
    const { sha } = await submit(scene, {
      [`listings/${ID}.yml`]: await summaryOf("Asks everybody, once more"),
    });
    await scene.settled();
    expect(verdicts(scene, sha)["steward / Standing"]).not.toBe("success");
    expect(rollUp(scene, sha)).not.toBe("success");
    const run = scene.sandbox.checkRuns(CATALOG, sha).find(({ name }) => name === "steward / Standing");
    expect(run?.summary).toMatch(said);
  });

  it("and whose newest commit cannot be read any more: publishing waits for a person", async () => {
    await openPublished();
    deployedElsewhere();
    await push({ "README.md": "# Another\n" });
    const [stopped] = openIssues(scene, "steward: publishing stopped");
    expect(stopped?.body).toContain("/publish");
    expect(await listed()).toEqual([OTHER, ID]);
    expect(await say(stopped?.number ?? 0, "writer", "/publish")).toBe("-1");
    expect(await say(stopped?.number ?? 0, "deputy", "/publish")).toBe("+1");
    await later(scene, MINUTE_MS);
    // Whoever keeps a copy knows this one for the newer.
    expect((await catalog(scene)).generation).toBeGreaterThan(10_000_000_000);
    expect(openIssues(scene, "steward: publishing stopped")).toEqual([]);
  });

  it("deployments of others say nothing", async () => {
    await openPublished();
    const { deployments } = scene.sandbox.repository(CATALOG);
    const newest = deployments.at(-1);
    if (newest === undefined) throw new Error("nothing was deployed");
    for (const payload of [
      { publish_commit: "0".repeat(40), generation: 10_000_000_000, seal: "0".repeat(64) },
      { publish_commit: "0".repeat(40), generation: 10_000_000_000 },
      "free text",
    ])
      deployments.push({ ...newest, id: newest.id + deployments.length, payload, statuses: [] });
    await push({ "README.md": "# Another\n" });
    expect(openIssues(scene, "steward: publishing stopped")).toEqual([]);
    expect(await listed()).toEqual([OTHER, ID]);
  });
});

describe("a default branch that was rewritten", () => {
  async function rewrite(): Promise<void> {
    await openPublished();
    const before = scene.sandbox.branchSha(CATALOG, "main") ?? "";
    await mergeNow(scene, await goodFiles("new-one", { name: "New One" }), { author: "contributor" });
    expect(await listed()).toEqual(["new-one", OTHER, ID]);
    scene.clock.advance(MINUTE_MS);
    await scene.sandbox.forcePush(CATALOG, "main", before, "writer");
    await scene.settled();
    await later(scene, MINUTE_MS);
  }

  it("takes nothing out; one issue asks, and `/publish` lets it go", async () => {
    await rewrite();
    expect(await listed()).toEqual(["new-one", OTHER, ID]);
    const [stopped, ...more] = openIssues(scene, "steward: publishing stopped");
    expect(more).toEqual([]);
    expect(stopped?.title).toContain("rewritten");
    expect(stopped?.body).toContain("`new-one`");
    await say(stopped?.number ?? 0, "deputy", "/publish");
    await later(scene, MINUTE_MS);
    expect(await listed()).toEqual([OTHER, ID]);
  });

  it("and put back goes on by itself", async () => {
    await openPublished();
    const before = scene.sandbox.branchSha(CATALOG, "main") ?? "";
    await mergeNow(scene, await goodFiles("new-one", { name: "New One" }), { author: "contributor" });
    const tip = scene.sandbox.branchSha(CATALOG, "main") ?? "";
    await scene.sandbox.forcePush(CATALOG, "main", before, "writer");
    await scene.settled();
    await later(scene, MINUTE_MS);
    expect(openIssues(scene, "steward: publishing stopped")).toHaveLength(1);
    await scene.sandbox.forcePush(CATALOG, "main", tip, "writer");
    await scene.settled();
    await later(scene, MINUTE_MS);
    expect(await listed()).toEqual(["new-one", OTHER, ID]);
    expect(openIssues(scene, "steward: publishing stopped")).toEqual([]);
  });

  it("does not keep a takedown from going out", async () => {
    await rewrite();
    const number = await scene.report("new-one");
    await label(number, "maintainer", "security");
    await say(number, "maintainer", "/takedown new-one");
    await later(scene, MINUTE_MS);
    expect(await listed()).toEqual([OTHER, ID]);
  });
});
