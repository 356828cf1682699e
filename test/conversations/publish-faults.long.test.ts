// Crashes, lost answers and races: whatever breaks in between, the same is published in the end, once.

import { afterEach, describe, expect, it } from "@jest/globals";
import { createWebHosts, type WebPage, type WebHosts } from "../../src/sandbox/web-hosts.ts";
import { CATALOG, goodFiles, listing, openScene, pngIcon, submit, type Scene } from "../support/scene.ts";
import {
  BRANCH,
  catalog,
  entries,
  ids,
  later,
  mergeNow,
  openIssues,
  publishedText,
  removed,
} from "../support/published.ts";
import { bears } from "../support/marked.ts";

let scene: Scene;
let hosts: WebHosts | undefined;
afterEach(async () => {
  await scene.close();
  await hosts?.close();
  hosts = undefined;
});

const MINUTE_MS = 60_000;
/** `npm run fault-matrix` tries every write. */
const WHOLE = process.env["TEST_WHOLE"] !== undefined;
const STEP = WHOLE ? 1 : 7;
const FIRST = WHOLE ? { POST: 1, PATCH: 1 } : { POST: 2, PATCH: 1 };
const LIMIT = { status: 403, message: "You have exceeded a secondary rate limit", retryAfterSeconds: 40 };
const LIMITED = [
  ["made", "POST", "limited", LIMIT],
  ["moved", "PATCH", "limited", LIMIT],
] as const;
const deployments = () => scene.sandbox.repository(CATALOG).deployments;
const welcomes = (number: number) =>
  scene.sandbox.comments(CATALOG, number).filter(({ body }) => bears(body, "welcome"));
const commits = async () => {
  const { git } = scene.sandbox.repository(CATALOG);
  const found: string[] = [];
  for (
    let sha = git.ref(`refs/heads/${BRANCH}`);
    sha !== undefined;
    sha = (await git.objects.commit(sha))?.parents[0]
  )
    found.push(sha);
  return found;
};

/** Every kind of write that publishing one new listing and taking off another takes. */
const WRITES = /\/git\/(?:blobs|trees|commits|refs)|\/deployments|\/issues\/\d+\/comments$/;

async function mergeBoth(): Promise<number> {
  const one = await submit(scene, await goodFiles("new-one", { name: "New One" }));
  const two = await submit(scene, { "listings/poll-maker.yml": null, "images/poll-maker.png": null });
  await scene.settled();
  scene.sandbox.setWebhookTarget(undefined);
  await scene.sandbox.mergePullRequest(CATALOG, one.number, "maintainer");
  await scene.sandbox.mergePullRequest(CATALOG, two.number, "maintainer");
  await scene.sandbox.deliveriesSettled();
  return one.number;
}

async function expectAllDone(number: number): Promise<void> {
  expect(await ids(scene)).toEqual(["new-one"]);
  expect((await removed(scene)).map(({ id, reason, marked }) => [id, reason, marked])).toEqual([
    ["poll-maker", "withdrawn", undefined],
  ]);
  expect(await scene.sandbox.readFile(CATALOG, "main", "removed/poll-maker.yml")).toBeDefined();
  expect(welcomes(number)).toHaveLength(1);
  const newest = deployments().at(-1);
  expect(newest?.payload).toMatchObject({ publish_commit: scene.sandbox.branchSha(CATALOG, BRANCH) });
  expect(newest?.statuses.at(-1)?.state).toBe("success");
  for (const { path } of (await entries(scene)).flatMap(({ image }) => image?.files ?? []))
    expect(await scene.sandbox.readFile(CATALOG, BRANCH, path)).toBeDefined();
}

describe("the n-th write fails, for every n", () => {
  it.each([
    ["made", "POST", "refused", { status: 502 }],
    ["made", "POST", "done, and its answer lost", { afterWork: 502 }],
    ["moved", "PATCH", "refused", { status: 502 }],
    ["moved", "PATCH", "done, and its answer lost", { afterWork: 502 }],
    ...(WHOLE ? LIMITED : []),
  ] as const)(
    "what is %s by %s is %s: the App ends there, and the next one brings it to the same end",
    async (_made, method, _how, answer) => {
      // The short form takes every fourth write, each of the four ways beginning at another.
      for (let nth = FIRST[method]; nth <= 40; nth += STEP) {
        scene = await openScene();
        await mergeNow(scene, await goodFiles());
        await later(scene, MINUTE_MS);
        const number = await mergeBoth();
        const from = scene.sandbox.calls.length;
        scene.sandbox.faults.requests = [{ path: WRITES, method, nth, times: 1, answer }];
        scene.sandbox.setWebhookTarget(`${scene.server.url}/api/github/webhooks`);
        await scene.server.service.sweepAll();
        await scene.settled();
        await later(scene, 11_000);
        const hit =
          scene.sandbox.calls.slice(from).filter((call) => call.method === method && WRITES.test(call.path))
            .length >= nth;
        await scene.stopApp();
        scene.sandbox.faults.requests = [];
        await scene.startApp();
        for (let i = 0; i < 4; i += 1) await later(scene, MINUTE_MS);
        await expectAllDone(number);
        if (!hit) {
          // Branches are moved by PATCH: what is published, and the default branch with its ledger.
          expect(nth).toBeGreaterThan(method === "POST" ? 9 : 2);
          return;
        }
        await scene.close();
      }
      throw new Error("there was always one more write");
    },
    WHOLE ? 1_200_000 : 240_000,
  );
});

describe("several at once", () => {
  it("merges in a row become one publish", async () => {
    scene = await openScene();
    await mergeNow(scene, await goodFiles());
    const before = (await commits()).length;
    const names = ["alpha-one", "bravo-two", "carrot-six"];
    const numbers: number[] = [];
    for (const name of names)
      numbers.push((await submit(scene, await goodFiles(name, { name }), { branch: name })).number);
    await scene.settled();
    scene.sandbox.faults.slowMs = 30;
    for (const number of numbers) await scene.sandbox.mergePullRequest(CATALOG, number, "maintainer");
    await scene.settled();
    await later(scene, MINUTE_MS);
    expect(await ids(scene)).toEqual(["poll-maker", ...names]);
    expect((await commits()).length - before).toBeLessThanOrEqual(2);
    for (const number of numbers) expect(welcomes(number)).toHaveLength(1);
  });

  it("two publishers: one wins, the other looks again; nothing is lost and nothing is said twice", async () => {
    scene = await openScene();
    await mergeNow(scene, await goodFiles());
    await later(scene, MINUTE_MS);
    const first = scene.server;
    const number = await mergeBoth();
    await scene.startApp();
    const second = scene.server;
    expect(second).not.toBe(first);
    await Promise.all([first.service.sweepAll(), second.service.sweepAll()]);
    for (let i = 0; i < 5; i += 1) {
      scene.clock.advance(20_000);
      for (const { service } of [first, second]) service.worker.poke();
      await Promise.all([first.service.worker.idle(), second.service.worker.idle()]);
    }
    await later(scene, MINUTE_MS);
    await expectAllDone(number);
    await first.stop();
  });
});

describe("somebody is faster between our look and our write", () => {
  it.each(["a hand on the branch", "a takedown of ours"])("%s: nothing of it is lost", async (who) => {
    let collide: (() => void) | undefined;
    const observe = {
      exchange: ({ method, template }: { readonly method: string; readonly template: string }) => {
        // Our commit is made, and the branch is about to be moved.
        if (method !== "POST" || !template.endsWith("/git/commits")) return;
        collide?.();
        collide = undefined;
      },
      delivery: () => undefined,
    };
    scene = await openScene({ unchecked: true, sandbox: { observe } });
    await mergeNow(scene, await goodFiles());
    await mergeNow(scene, await goodFiles("new-one", { name: "New One" }));
    await later(scene, MINUTE_MS);
    const { git, id: repositoryId } = scene.sandbox.repository(CATALOG);
    const before = git.ref(`refs/heads/${BRANCH}`) ?? "";
    const [entry] = await entries(scene);
    const line = {
      version: 1 as const,
      id: "poll-maker",
      reason: "security" as const,
      removed: new Date(scene.clock.nowMs()).toISOString(),
      cases: [],
      owners: [],
      blobs: { ...entry?.source.blobs },
    };
    scene.sandbox.setWebhookTarget(undefined);
    if (who === "a takedown of ours")
      await scene.server.service
        .publishingFor({ assertHeld: () => undefined })
        .unpublish(repositoryId, line, scene.clock.nowMs());
    else await scene.sandbox.commit(CATALOG, BRANCH, { CNAME: "market.example\n" }, { author: "maintainer" });
    await scene.settled();
    const theirs = git.ref(`refs/heads/${BRANCH}`) ?? "";
    expect(git.setRef(`refs/heads/${BRANCH}`, before, theirs)).toBe(true);
    scene.sandbox.setWebhookTarget(`${scene.server.url}/api/github/webhooks`);
    let collided = 0;
    const { number } = await submit(scene, await goodFiles("third-one", { name: "Third One" }));
    await scene.settled();
    collide = () => {
      collided += 1;
      expect(git.setRef(`refs/heads/${BRANCH}`, theirs, before)).toBe(true);
    };
    const from = scene.sandbox.calls.length;
    await scene.sandbox.mergePullRequest(CATALOG, number, "maintainer");
    await scene.settled();
    const moves = scene.sandbox.calls.slice(from).filter(({ method }) => method === "PATCH");
    expect([collided, moves.map(({ status }) => status)]).toEqual([1, [422, 200]]);
    const isTakedown = who === "a takedown of ours";
    expect(await ids(scene)).toEqual(
      isTakedown ? ["new-one", "third-one"] : ["poll-maker", "new-one", "third-one"],
    );
    expect((await removed(scene)).map(({ id, marked }) => [id, marked])).toEqual(
      isTakedown ? [["poll-maker", true]] : [],
    );
    expect(await publishedText(scene, "CNAME")).toBe(isTakedown ? undefined : "market.example\n");
    expect(await commits()).toContain(theirs);
    expect(welcomes(number)).toHaveLength(1);
  });
});

describe("a picture at an address", () => {
  const png = async () => Buffer.from(await pngIcon(256));
  const openWithHost = async (page: () => WebPage): Promise<void> => {
    hosts = await createWebHosts({ "pictures.example": { "/logo.png": page } });
    const own = hosts;
    scene = await openScene({
      web: {
        ca: [own.ca],
        resolve: async (name) => {
          const found = own.resolve(name);
          return found === undefined ? [] : [found];
        },
      },
    });
  };
  const shown = (bytes: Uint8Array): WebPage => ({ headers: { "content-type": "image/png" }, body: bytes });
  const withPicture = { "listings/poll-maker.yml": listing({ image: "https://pictures.example/logo.png" }) };

  it("that shows something else after the review: what was judged is what is published", async () => {
    let bytes = await png();
    await openWithHost(() => shown(bytes));
    const { number } = await submit(scene, withPicture);
    await scene.settled();
    const judged = bytes;
    bytes = Buffer.from(await pngIcon(200));
    await scene.sandbox.mergePullRequest(CATALOG, number, "maintainer");
    await scene.settled();
    const [entry] = await entries(scene);
    expect(entry?.image?.sourceBytes).toBe(judged.byteLength);
  });

  it("that vanishes after the review, and the bytes with it: a placeholder, a report, and another try", async () => {
    let status = 200;
    const bytes = await png();
    await openWithHost(() => (status === 200 ? shown(bytes) : { status }));
    const { number } = await submit(scene, withPicture);
    await scene.settled();
    status = 404;
    await scene.stopApp();
    await scene.sandbox.mergePullRequest(CATALOG, number, "maintainer");
    await scene.startApp();
    await later(scene, MINUTE_MS);
    expect(await ids(scene)).toEqual([]);
    for (let i = 0; i < 9; i += 1) await later(scene, 4 * MINUTE_MS);
    expect((await entries(scene))[0]?.id).toBe("poll-maker");
    expect((await entries(scene))[0]).not.toHaveProperty("image");
    expect(openIssues(scene, "steward: not published")[0]?.body).toContain("without its picture");
    status = 200;
    await later(scene, 61 * MINUTE_MS);
    expect((await entries(scene))[0]?.image?.sourceBytes).toBe(bytes.byteLength);
    expect(openIssues(scene, "steward: not published")).toHaveLength(0);
    expect((await catalog(scene)).waiting).toEqual([]);
  });

  it("that vanishes later keeps its published picture when the listing changes", async () => {
    let status = 200;
    const bytes = await png();
    await openWithHost(() => (status === 200 ? shown(bytes) : { status }));
    await mergeNow(scene, withPicture);
    const [before] = await entries(scene);
    status = 404;
    const changed = listing({
      image: "https://pictures.example/logo.png",
      summary: "Polls with other words",
    });
    await scene.sandbox.commit(
      CATALOG,
      "main",
      { "listings/poll-maker.yml": changed },
      { author: "maintainer" },
    );
    await scene.settled();
    const [after] = await entries(scene);
    expect([after?.summary, after?.image]).toEqual(["Polls with other words", before?.image]);
    expect(await publishedText(scene, before?.image?.files[0]?.path ?? "")).toBeDefined();
  });
});
