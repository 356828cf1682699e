// `/recheck` and the re-run buttons ask an address at most once in ten minutes, say when it is asked, and then it is asked by itself.

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { LEFT_ALONE_MS } from "../../src/core/review/asked.ts";
import { createMemoryQueue } from "../../src/adapters/queue/memory.ts";
import type { KeyQueue } from "../../src/ports/queue.ts";
import { createWebHosts, type WebHosts, type WebPage } from "../../src/sandbox/web-hosts.ts";
import {
  addProject,
  CATALOG,
  goodFiles,
  openScene,
  submit,
  verdicts,
  type Scene,
  type Submission,
} from "../support/scene.ts";

const PAGE = {
  body: "<h1>Poll</h1><h2>Installation</h2><p>Download and install it with npm install poll, then run it.</p><h2>Configuration</h2><p>Set the <code>TOKEN</code> in config.yml</p><h2>Usage</h2><p>Type <code>/poll</code> to start.</p>",
  headers: { "content-type": "text/html" },
};
const LINK = "steward / Link";
const NOT_THERE: WebPage = { status: 404 };
const OUT: WebPage = { status: 503 };

let scene: Scene;
let hosts: WebHosts;
let queue: KeyQueue | undefined;

beforeEach(async () => {
  queue = undefined;
  hosts = await createWebHosts({ "docs.example": { "*": PAGE } });
  scene = await openScene({
    web: {
      ca: [hosts.ca],
      requestsPerHostAndHour: 300,
      resolve: (name) => {
        const found = hosts.resolve(name);
        return Promise.resolve(found === undefined ? [] : [found]);
      },
    },
    // What waits outlives the process, as it does on a disk.
    queue: (clock) => {
      queue ??= createMemoryQueue(clock);
      return { ...queue, close: () => Promise.resolve() };
    },
  });
});

afterEach(async () => {
  await scene.close();
  await hosts.close();
});

const ADDRESSES = {
  link: "https://docs.example/link",
  documentation: "https://docs.example/docs",
  issues: "https://docs.example/issues",
};

async function onDocs(more: Parameters<typeof goodFiles>[1] = {}): Promise<Submission> {
  const submission = await submit(scene, await goodFiles("poll-maker", { ...ADDRESSES, ...more }));
  await scene.settled();
  return submission;
}

async function pass(ms: number): Promise<void> {
  scene.clock.advance(ms);
  scene.server.service.worker.poke();
  await scene.settled();
}

async function recheck(number: number, login = "contributor"): Promise<void> {
  scene.sandbox.comment(CATALOG, number, login, "/recheck");
  await scene.settled();
}

const asked = (path: string): number => hosts.requests.filter((request) => request.path === path).length;
const sticky = (number: number): string =>
  scene.sandbox.comments(CATALOG, number).find(({ author }) => author.type === "Bot")?.body ?? "";
const link = (sha: string): string | undefined => verdicts(scene, sha)[LINK];
const put = (path: string, page: WebPage): void => {
  hosts.hosts["docs.example"] = { ...hosts.hosts["docs.example"], [path]: page };
};
/** "10:13 UTC", of the minute in which it is asked at the latest. */
const minuteOf = (ms: number): string =>
  `${new Date(Math.ceil(ms / 60_000) * 60_000).toISOString().slice(11, 16)} UTC`;

describe("somebody who asks again and again", () => {
  it("knocks on no door more than once in ten minutes, so that others' listings there are judged", async () => {
    const { number, sha } = await onDocs();
    for (let times = 0; times < 75; times += 1) {
      scene.clock.advance(3_000);
      await recheck(number);
    }
    expect(asked("/link")).toBe(1);
    expect(link(sha)).toBe("success");
    await addProject(scene.sandbox, "owner", "thing");
    const other = await submit(
      scene,
      await goodFiles("quiz-board", { ...ADDRESSES, name: "Quiz Board", maintainers: "[owner]" }),
      { author: "owner" },
    );
    await scene.settled();
    expect(link(other.sha)).toBe("success");
  }, 240_000);

  it("gets no further with a title, a first character, a review or a button, be it a maintainer", async () => {
    const { number, sha } = await onDocs();
    scene.clock.advance(60_000);
    scene.sandbox.comment(CATALOG, number, "stranger", "/anything");
    scene.sandbox.comment(CATALOG, number, "maintainer", "/recheck");
    scene.sandbox.review(CATALOG, number, "stranger", "APPROVED");
    await scene.settled();
    const run = scene.sandbox.checkRuns(CATALOG, sha).find(({ name }) => name === LINK);
    await scene.sandbox.rerequestCheckRun(CATALOG, run?.id ?? 0, "contributor");
    await scene.settled();
    await scene.sandbox.rerequestCheckSuite(CATALOG, run?.suite.id ?? 0, "contributor");
    await scene.settled();
    expect(["/link", "/docs", "/issues"].map(asked)).toEqual([1, 1, 1]);
  });

  it("the counter-checks: a push asks at once, and after ten minutes a command does", async () => {
    const { number, fork, branch } = await onDocs();
    scene.clock.advance(60_000);
    const files = await goodFiles("poll-maker", {
      ...ADDRESSES,
      summary: "Create polls, see votes, end them",
    });
    await scene.sandbox.commit(fork, branch, files, { author: "contributor" });
    await scene.settled();
    expect(asked("/link")).toBe(2);
    await pass(LEFT_ALONE_MS);
    expect(asked("/link")).toBe(2);
    await recheck(number);
    expect(asked("/link")).toBe(3);
    expect(sticky(number)).not.toContain("Asked again later");
  });
});

describe("somebody who put their page right", () => {
  async function brokenThenRight(): Promise<Submission & { readonly askedMs: number }> {
    put("/link", NOT_THERE);
    const askedMs = scene.clock.nowMs();
    const submission = await onDocs();
    expect(link(submission.sha)).toBe("failure");
    scene.clock.advance(4 * 60_000);
    put("/link", PAGE);
    return { ...submission, askedMs };
  }

  it("is told when it is asked, and then it is, by itself", async () => {
    const { number, sha, askedMs } = await brokenThenRight();
    await recheck(number);
    expect([asked("/link"), link(sha)]).toEqual([1, "failure"]);
    const told = /`https:\/\/docs\.example\/link`[^;]* at (\d\d:\d\d UTC)/.exec(sticky(number))?.[1];
    expect([minuteOf(askedMs + LEFT_ALONE_MS), minuteOf(askedMs + LEFT_ALONE_MS + 5_000)]).toContain(told);
    // Something else happens meanwhile: what was promised stands.
    scene.sandbox.comment(CATALOG, number, "stranger", "/recheck");
    await pass(60_000);
    expect(sticky(number)).toContain(told);
    await pass(LEFT_ALONE_MS - 5 * 60_000 + 10_000);
    expect([asked("/link"), link(sha)]).toEqual([2, "success"]);
    expect(sticky(number)).not.toContain("Asked again later");
    // The documentation there fails still, so everything is looked at after fifteen minutes; and that was all.
    await pass(3 * LEFT_ALONE_MS);
    await pass(60_000);
    expect(asked("/link")).toBe(3);
  });

  it("pressed a button: the same", async () => {
    const { number, sha } = await brokenThenRight();
    const run = scene.sandbox.checkRuns(CATALOG, sha).find(({ name }) => name === LINK);
    await scene.sandbox.rerequestCheckRun(CATALOG, run?.id ?? 0, "contributor");
    await scene.settled();
    expect(asked("/link")).toBe(1);
    expect(sticky(number)).toContain("Asked again later");
    await pass(LEFT_ALONE_MS);
    expect([asked("/link"), link(sha)]).toEqual([2, "success"]);
    expect(sticky(number)).not.toContain("Asked again later");
  });

  it("and the App began anew meanwhile: it is asked no later", async () => {
    const { number, sha } = await brokenThenRight();
    await recheck(number);
    await scene.stopApp();
    await scene.startApp();
    await pass(LEFT_ALONE_MS);
    expect([link(sha), sticky(number).includes("Asked again later")]).toEqual(["success", false]);
  });
});

describe("an outage", () => {
  it("is asked again by its own retries, whatever anybody writes, and is no pass meanwhile", async () => {
    put("/link", OUT);
    const { number, sha } = await onDocs();
    expect(link(sha)).toBe("in_progress");
    await recheck(number);
    await recheck(number);
    expect([asked("/link"), link(sha)]).toEqual([1, "in_progress"]);
    await pass(46_000);
    expect([asked("/link"), link(sha)]).toEqual([2, "in_progress"]);
    // The other addresses answered: they are left alone.
    expect(asked("/docs")).toBe(1);
    put("/link", PAGE);
    await recheck(number);
    expect([asked("/link"), link(sha)]).toEqual([2, "in_progress"]);
    await pass(16_000);
    expect([asked("/link"), link(sha)]).toEqual([3, "success"]);
  });

  it("that was given up on: a command in the hour is answered within ten minutes", async () => {
    put("/link", OUT);
    const { number, sha } = await onDocs();
    for (let minutes = 0; minutes < 31; minutes += 1) await pass(60_000);
    expect(link(sha)).toBe("action_required");
    const before = asked("/link");
    put("/link", PAGE);
    await recheck(number);
    expect([asked("/link"), link(sha)]).toEqual([before, "action_required"]);
    expect(sticky(number)).toContain("Asked again later");
    await pass(LEFT_ALONE_MS);
    expect([asked("/link"), link(sha)]).toEqual([before + 1, "success"]);
  });
});
