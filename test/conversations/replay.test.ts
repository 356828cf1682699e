// Whoever captured a delivery, owns another installation or renames a repository gets nothing done that GitHub itself does not say.

import { WEBHOOK_PATH } from "../../src/core/setup/webhook.ts";
import { createHmac, randomUUID } from "node:crypto";
import { afterEach, describe, expect, it } from "@jest/globals";
import { EVENTS } from "../../src/events/app.ts";
import {
  CASE_PERMISSIONS,
  LIST_PERMISSIONS,
  PUBLISH_PERMISSIONS,
  REVIEW_PERMISSIONS,
  SWEEP_PERMISSIONS,
} from "../../src/work/permissions.ts";
import type { Permissions } from "../../src/work/permissions.ts";
import type { SandboxDelivery } from "../../src/sandbox/model.ts";
import { REMEMBERED_MS } from "../../src/server/recent.ts";
import { CATALOG, goodFiles, rollUp, submit, verdicts, openScene, type Scene } from "../support/scene.ts";

let scene: Scene;
afterEach(async () => {
  await scene.close();
});

const writes = () => scene.sandbox.calls.filter(({ kind }) => kind === "write");

/** The captured bytes with their signature, under headers of the replayer's choice. */
async function replay(payload: unknown, event: string, id: string = randomUUID()): Promise<number> {
  const body = JSON.stringify(payload);
  const mac = createHmac("sha256", scene.sandbox.webhookSecret).update(body).digest("hex");
  const response = await fetch(`${scene.server.url}${WEBHOOK_PATH}`, {
    method: "POST",
    body,
    headers: { "x-github-event": event, "x-github-delivery": id, "x-hub-signature-256": `sha256=${mac}` },
  });
  await response.arrayBuffer();
  return response.status;
}

/** A life of a catalog, with one delivery of every kind we listen to and some we do not. */
async function live(): Promise<readonly SandboxDelivery[]> {
  const { sandbox } = scene;
  const held = await submit(scene, await goodFiles());
  await scene.settled();
  scene.clock.advance(2_000);
  sandbox.comment(CATALOG, held.number, "maintainer", `/accept submission ${held.sha.slice(0, 7)} seen it`);
  await scene.settled();
  sandbox.comment(CATALOG, held.number, "contributor", "Thanks!");
  await sandbox.editPullRequest(CATALOG, held.number, "contributor", {
    title: "Add Poll Maker",
    draft: true,
  });
  await sandbox.editPullRequest(CATALOG, held.number, "contributor", { draft: false });
  const review = sandbox.review(CATALOG, held.number, "maintainer", "APPROVED");
  sandbox.dismissReview(CATALOG, held.number, review.id, "maintainer");
  await scene.settled();
  const run = sandbox.checkRuns(CATALOG, held.sha).find(({ name }) => name === "steward / Image");
  await sandbox.rerequestCheckRun(CATALOG, run?.id ?? 0, "contributor");
  await scene.settled();
  await sandbox.mergeGroup(CATALOG, [held.number]);
  await sandbox.commit(CATALOG, "main", { "README.md": "# Anew\n" }, { author: "maintainer" });
  const issue = await sandbox.openIssue(CATALOG, { author: "stranger", title: "A question" });
  sandbox.comment(CATALOG, issue.number, "stranger", "/recheck");
  await scene.settled();
  await scene.server.service.sweepAll();
  await scene.settled();
  return [...sandbox.deliveries];
}

describe("a captured delivery", () => {
  it("replayed under its own name or any other does nothing twice", async () => {
    scene = await openScene({ files: await goodFiles("poll-makers") });
    const deliveries = await live();
    const kinds = new Map(deliveries.map((one) => [`${one.event}.${one.action ?? ""}`, one]));
    expect(kinds.size).toBeGreaterThan(10);
    const names = [...new Set(EVENTS.map((event) => event.split(".")[0] ?? ""))];
    const others = ["issues", "label", "ping", "star", "__proto__", "constructor"];
    // Later than anything is remembered: what keeps us is that events are only hints.
    scene.clock.advance(2 * REMEMBERED_MS);
    // What publishing left for later is done by then.
    scene.server.service.worker.poke();
    await scene.settled();
    scene.sandbox.calls.length = 0;
    let replayed = 0;
    for (const [kind, { event, payload, guid }] of kinds) {
      // Two kinds ask for runs to be posted anew, which is their whole meaning; they have a test of their own.
      if (/^check_(?:run|suite)\.rerequested$/.test(kind)) continue;
      for (const name of [event, ...names, ...others]) {
        const status = await replay(payload, name, name === event ? guid : randomUUID());
        expect([200, 202, 400]).toContain(status);
        replayed += 1;
      }
      await scene.settled();
    }
    expect(replayed).toBeGreaterThan(150);
    expect(writes()).toEqual([]);
    expect(scene.logged.filter((line) => line.includes("request failed"))).toEqual([]);
  });

  it("of a re-run posts those runs anew and changes no verdict; at once again it does not even that", async () => {
    scene = await openScene();
    const { sha } = await submit(scene, await goodFiles());
    await scene.settled();
    const run = scene.sandbox.checkRuns(CATALOG, sha).find(({ name }) => name === "steward / Image");
    await scene.sandbox.rerequestCheckRun(CATALOG, run?.id ?? 0, "contributor");
    await scene.settled();
    const before = verdicts(scene, sha);
    const captured = scene.sandbox.deliveries.find(({ action }) => action === "rerequested");
    scene.sandbox.calls.length = 0;
    expect(await replay(captured?.payload, "check_run")).toBe(202);
    await scene.settled();
    expect(writes()).toEqual([]);
    scene.clock.advance(2 * REMEMBERED_MS);
    // What the first delivery left for later, as the dashboard is, is done by then.
    scene.server.service.worker.poke();
    await scene.settled();
    scene.sandbox.calls.length = 0;
    await replay(captured?.payload, "check_run");
    await scene.settled();
    expect(writes().map(({ template }) => template)).toEqual(["/repos/{owner}/{repo}/check-runs"]);
    expect(verdicts(scene, sha)).toEqual(before);
  });

  it("from before a push is answered with what is true now", async () => {
    scene = await openScene();
    const { sha, fork, branch } = await submit(scene, await goodFiles());
    await scene.settled();
    const opened = scene.sandbox.deliveries.find(({ action }) => action === "opened");
    const next = await scene.sandbox.commit(
      fork,
      branch,
      await goodFiles("poll-maker", { summary: "short" }),
      { author: "contributor" },
    );
    await scene.settled();
    expect(rollUp(scene, next)).toBe("failure");
    scene.clock.advance(2 * REMEMBERED_MS);
    await replay(opened?.payload, "pull_request");
    await scene.settled();
    expect(rollUp(scene, next)).toBe("failure");
    expect(rollUp(scene, sha)).toBe("success");
  });

  it("of an installation that is gone, suspended or never was is worked on by nobody", async () => {
    scene = await openScene();
    await submit(scene, await goodFiles());
    await scene.settled();
    const opened = scene.sandbox.deliveries.find(({ action }) => action === "opened");
    const { payload } = opened as { payload: Record<string, unknown> };
    scene.sandbox.suspend("community", true);
    await scene.settled();
    scene.clock.advance(2 * REMEMBERED_MS);
    scene.sandbox.calls.length = 0;
    await replay(payload, "pull_request");
    await scene.settled();
    expect(writes()).toEqual([]);
    scene.sandbox.suspend("community", false);
    scene.sandbox.uninstall(CATALOG);
    await scene.settled();
    scene.clock.advance(2 * REMEMBERED_MS);
    await replay(payload, "pull_request");
    await replay({ ...payload, installation: { id: 999_999 } }, "pull_request");
    await replay(
      { ...payload, repository: { ...(payload["repository"] as object), id: 888_888 } },
      "pull_request",
    );
    await replay({ ...payload, installation: undefined }, "pull_request");
    await scene.settled();
    expect(writes()).toEqual([]);
    await expect(scene.server.service.queue.state()).resolves.toMatchObject({ working: 0 });
  });
});

describe("a suspension that ends", () => {
  it("has every catalog looked at, though GitHub names none", async () => {
    scene = await openScene();
    scene.sandbox.suspend("community", true);
    const { sha } = await submit(scene, await goodFiles());
    await scene.settled();
    expect(rollUp(scene, sha)).toBeUndefined();
    scene.sandbox.suspend("community", false);
    await scene.settled();
    const told = scene.sandbox.deliveries.find(({ action }) => action === "unsuspend");
    expect(told?.payload).not.toHaveProperty("repositories");
    expect(rollUp(scene, sha)).toBe("success");
  });
});

describe("the button of a suite that is not ours", () => {
  it("is logged as ignored", async () => {
    scene = await openScene();
    const { sha } = await submit(scene, await goodFiles());
    await scene.settled();
    const opened = scene.sandbox.deliveries.find(({ action }) => action === "opened");
    const before = scene.logged.length;
    const { payload } = opened as { payload: Record<string, unknown> };
    const { pull_request: _, ...where } = payload;
    await replay(
      { ...where, action: "rerequested", check_suite: { id: 4_711, head_sha: sha } },
      "check_suite",
    );
    await scene.settled();
    const said = scene.logged.slice(before);
    const line = said.find((one) => one.includes("rerun-suite:"));
    expect(line).toContain('"because":"no run of ours"');
    expect(said.join("")).not.toContain("re-run");
  });
});

describe("ALLOW_REPOSITORIES", () => {
  const elsewhere = async (owner: string, name: string) => {
    scene.sandbox.addUser("attacker");
    await scene.sandbox.addRepository({
      owner,
      name,
      installed: true,
      files: { ".github/steward.yml": "extends: mattermost\n", "listings/.gitkeep": "" },
    });
  };
  const proposeTo = async (repo: string) => {
    await scene.sandbox.commit(repo, "change", await goodFiles(), { author: "attacker" });
    return scene.sandbox.openPullRequest({ repo, author: "attacker", head: { branch: "change" } });
  };

  it("serves those on it and no other, however well it is signed", async () => {
    scene = await openScene({ allowRepositories: ["Community/Marketplace"] });
    await elsewhere("attacker", "marketplace");
    const foreign = await proposeTo("attacker/marketplace");
    const own = await submit(scene, await goodFiles());
    await scene.settled();
    await scene.server.service.sweepAll();
    await scene.settled();
    expect(rollUp(scene, own.sha)).toBe("success");
    expect(scene.sandbox.checkRuns("attacker/marketplace", foreign.pull.head.sha)).toEqual([]);
  });

  it("a foreign repository that takes an allowed name later is not let in", async () => {
    scene = await openScene({ allowRepositories: [CATALOG] });
    const first = await submit(scene, await goodFiles());
    await scene.settled();
    expect(rollUp(scene, first.sha)).toBe("success");
    scene.sandbox.rename(CATALOG, "marketplace-before");
    await elsewhere("community", "marketplace");
    const foreign = await proposeTo(CATALOG);
    await scene.settled();
    await scene.server.service.sweepAll();
    await scene.settled();
    expect(scene.sandbox.checkRuns(CATALOG, foreign.pull.head.sha)).toEqual([]);
  });

  it("an event that claims an allowed name for another number is found out before anything is written", async () => {
    scene = await openScene({ allowRepositories: [CATALOG] });
    await elsewhere("attacker", "lookalike");
    const foreign = await proposeTo("attacker/lookalike");
    await scene.settled();
    const opened = scene.sandbox.deliveries.findLast(({ action }) => action === "opened");
    const { payload } = opened as { payload: Record<string, unknown> };
    const repository = payload["repository"] as { id: number };
    scene.sandbox.calls.length = 0;
    const claimed = { ...repository, name: "marketplace", owner: { login: "community" } };
    expect(await replay({ ...payload, repository: claimed }, "pull_request")).toBe(202);
    await scene.settled();
    expect(writes()).toEqual([]);
    expect(scene.sandbox.checkRuns("attacker/lookalike", foreign.pull.head.sha)).toEqual([]);
    // Nor does the false claim keep the true one out.
    const own = await submit(scene, await goodFiles());
    await scene.settled();
    expect(rollUp(scene, own.sha)).toBe("success");
  });
});

describe("tokens", () => {
  const within = (given: Readonly<Record<string, string>>, wanted: Permissions): boolean =>
    Object.entries(given).every(
      ([name, level]) => wanted[name] === "write" || (wanted[name] === "read" && level === "read"),
    );

  it("are minted for one repository with what the work needs, and a sweep's can write nothing", async () => {
    scene = await openScene({ files: await goodFiles("poll-makers") });
    await scene.sandbox.addRepository({
      owner: "community",
      name: "other",
      installed: true,
      files: { "a.md": "a" },
    });
    await live();
    const catalog = scene.sandbox.repository(CATALOG).id;
    const tokens = [...scene.sandbox.world.tokens.values()];
    expect(tokens.length).toBeGreaterThan(2);
    for (const { permissions, repositoryIds } of tokens) {
      if (repositoryIds === undefined) expect(within(permissions, LIST_PERMISSIONS)).toBe(true);
      else expect([...repositoryIds]).toHaveLength(1);
      // Reviews, publishing, or cases; no work asks for what they have between them.
      const most = [REVIEW_PERMISSIONS, PUBLISH_PERMISSIONS, CASE_PERMISSIONS];
      expect(most.some((one) => within(permissions, one))).toBe(true);
      if (Object.values(permissions).includes("write")) expect(repositoryIds?.has(catalog)).toBe(true);
    }
    const sweeping = tokens.filter(({ permissions }) => within(permissions, SWEEP_PERMISSIONS));
    expect(sweeping.filter(({ repositoryIds }) => repositoryIds !== undefined).length).toBeGreaterThan(0);
  });
});
