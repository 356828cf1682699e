// GitHub limits, cuts or loses something: what was asked for is asked for again, and nothing is decided by what did not come.

import { afterEach, describe, expect, it } from "@jest/globals";
import { runReconcile } from "../../src/cli/reconcile.ts";
import type { RequestFault } from "../../src/sandbox/faults.ts";
import { CATALOG, goodFiles, openScene, RECORD_KEY, rollUp, submit, type Scene } from "../support/scene.ts";
import { ids, later, mergeNow } from "../support/published.ts";

const MINUTE_MS = 60_000;
let scene: Scene;
afterEach(() => scene.close());

const SECONDARY = { status: 403, message: "You have exceeded a secondary rate limit" };
const LIMITS: Readonly<Record<string, RequestFault["answer"]>> = {
  "a secondary limit that says how long": { ...SECONDARY, retryAfterSeconds: 60 },
  "a secondary limit that does not": SECONDARY,
  "a secondary limit by 429": { status: 429, retryAfterSeconds: 60 },
  "the hour's budget": {
    status: 403,
    resetInSeconds: 60,
    message: "API rate limit exceeded for installation",
  },
};

function failing(path: RegExp, answer: RequestFault["answer"], more: Partial<RequestFault> = {}): void {
  scene.sandbox.faults.requests = [...scene.sandbox.faults.requests, { path, ...more, answer }];
}

const logged = (message: string): readonly Record<string, unknown>[] =>
  scene.logged
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ msg }) => msg === message);
const because = (message: string): string =>
  logged(message)
    .map((line) => String(line["because"]))
    .join("\n");
const deadLetters = async () => scene.server.service.queue.deadLetters();

describe.each(Object.entries(LIMITS))("%s while a repository is looked up", (_, answer) => {
  it("loses no key: the review comes when the limit is over", async () => {
    scene = await openScene();
    // Whoever restarts knows no repository, and looks for each.
    const { sha } = await submit(scene, await goodFiles());
    await scene.sandbox.deliveriesSettled();
    await scene.stopApp();
    failing(/^\/installation\/repositories$/, answer);
    await scene.startApp();
    const { id } = scene.sandbox.repository(CATALOG);
    await scene.server.service.queue.add(`review:${id}#1`, "person");
    await scene.settled();
    expect(because("will try again")).toMatch(
      /could not be listed: community \(installation \d+\): .*rate limited/,
    );
    expect(logged("worked").map((line) => line["because"])).not.toContain(
      "not installed there, or not allowed",
    );
    scene.sandbox.faults.requests = [];
    for (let i = 0; i < 3; i += 1) await later(scene, 2 * MINUTE_MS);
    expect(rollUp(scene, sha)).toBe("success");
    expect(logged("gave up")).toEqual([]);
  });
});

describe("one installation of two", () => {
  const open = async (): Promise<void> => {
    scene = await openScene();
    scene.sandbox.addOrganization("another");
    await scene.sandbox.addRepository({
      owner: "another",
      name: "market",
      installed: true,
      files: { "a.txt": "" },
    });
    await scene.settled();
  };

  it("that is told to wait is named, and those of the others are swept all the same", async () => {
    await open();
    const { sha } = await submit(scene, await goodFiles());
    await scene.stopApp();
    // The first list of repositories that is asked for is the other one's, or ours: in both orders the rest is swept.
    failing(/^\/installation\/repositories$/, { ...SECONDARY, retryAfterSeconds: 60 }, { nth: 2, times: 1 });
    await scene.startApp();
    expect(because("worked")).toMatch(/could not be listed: (?:another|community) \(installation \d+\)/);
    expect(logged("worked").some(({ key }) => String(key).startsWith("sweep:"))).toBe(true);
    await later(scene, 16 * MINUTE_MS);
    expect(rollUp(scene, sha)).toBe("success");
  });

  it("that went away hides nothing, and is no trouble", async () => {
    await open();
    const { sha } = await submit(scene, await goodFiles());
    await scene.stopApp();
    failing(/^\/installation\/repositories$/, { status: 404 }, { nth: 1, times: 1 });
    await scene.startApp();
    expect(logged("will try again")).toEqual([]);
    await later(scene, 16 * MINUTE_MS);
    expect(rollUp(scene, sha)).toBe("success");
  });
});

describe("steward reconcile", () => {
  const reconcile = async () => {
    let waitedMs = 0;
    const said: string[] = [];
    const say = (text: string): void => void said.push(text);
    const clock = {
      nowMs: () => scene.clock.nowMs() + waitedMs,
      pause(ms: number) {
        waitedMs += ms;
        return Promise.resolve();
      },
    };
    const environment = {
      APP_ID: String(scene.sandbox.appId),
      PRIVATE_KEY: scene.sandbox.privateKey,
      RECORD_KEY,
      GITHUB_API_URL: scene.sandbox.url,
    };
    const code = await runReconcile(CATALOG, environment, { write: say, warn: say }, clock);
    return { code, said: said.join("\n") };
  };

  it.each<[string, RegExp, RequestFault["answer"]]>([
    ["a limit on all it asks of the repository", /^\/graphql$/, { ...SECONDARY, retryAfterSeconds: 300 }],
    ["the hour's budget, told in a 200", /^\/graphql$/, { rateLimited: true, resetInSeconds: 1_800 }],
    ["a limit on its token", /access_tokens$/, { status: 429, retryAfterSeconds: 300 }],
    ["a part of the answer", /^graphql:OpenPullRequests$/, { hole: ["repository"] }],
  ])("ends with 2 and says why under %s", async (_, path, answer) => {
    scene = await openScene();
    const { sha } = await submit(scene, await goodFiles());
    await scene.sandbox.deliveriesSettled();
    await scene.stopApp();
    const before = scene.sandbox.checkRuns(CATALOG, sha).length;
    failing(path, answer);
    const { code, said } = await reconcile();
    expect(code).toBe(2);
    expect(said).toMatch(/rate limited|RESOURCE_LIMITS_EXCEEDED/);
    expect(scene.sandbox.checkRuns(CATALOG, sha)).toHaveLength(before);
    scene.sandbox.faults.requests = [];
    expect((await reconcile()).code).toBe(0);
  });
});

describe("a sweep that gets a part of the answer", () => {
  const holes: readonly [string, readonly (string | number)[]][] = [
    ["nothing of it", ["repository"]],
    ["no list", ["repository", "pullRequests"]],
    ["one pull request less", ["repository", "pullRequests", "nodes", 0]],
    ["no reviews of one", ["repository", "pullRequests", "nodes", 0, "reviews"]],
    [
      "no runs of one",
      ["repository", "pullRequests", "nodes", 0, "commits", "nodes", 0, "commit", "checkSuites"],
    ],
    ["one comment less", ["repository", "pullRequests", "nodes", 0, "comments", "nodes", 0]],
    ["no policy", ["repository", "policy"]],
    ["no default branch", ["repository", "defaultBranchRef"]],
  ];
  it.each(holes)("(%s) asks again for less, and takes none of it for an answer", async (_, hole) => {
    scene = await openScene();
    const { sha } = await submit(scene, await goodFiles());
    await scene.settled();
    const repositoryId = scene.sandbox.repository(CATALOG).id;
    failing(/^graphql:OpenPullRequests$/, { hole }, { times: 4 });
    const from = scene.logged.length;
    await scene.server.service.queue.add(`sweep:${repositoryId}`, "sweep");
    await scene.settled();
    const lines = scene.logged.slice(from).join("");
    // 100, 20, 5, 1: none of them is answered.
    expect(lines).toContain("RESOURCE_LIMITS_EXCEEDED");
    expect(lines).toContain("asked for the first open pull request alone");
    expect(lines).not.toContain('"outcome":"swept"');
    await later(scene, MINUTE_MS);
    await later(scene, MINUTE_MS);
    const kinds = logged("worked").map(({ key }) => String(key).split(":")[0]);
    for (const kind of ["policy", "cases", "publish", "verify"]) expect(kinds).toContain(kind);
    expect(rollUp(scene, sha)).toBe("success");
    expect(await deadLetters()).toEqual([]);
  });

  it("succeeds with fewer pull requests at a time, and finds all of them", async () => {
    scene = await openScene();
    const shas: string[] = [];
    await scene.stopApp();
    for (const id of ["alpha-one", "bravo-two", "carrot-six"])
      shas.push((await submit(scene, await goodFiles(id, { name: id }), { branch: id })).sha);
    failing(/^graphql:OpenPullRequests$/, { hole: ["repository"] }, { nodesOver: 300 });
    await scene.startApp();
    await later(scene, MINUTE_MS);
    expect(shas.map((sha) => rollUp(scene, sha))).toEqual(["success", "success", "success"]);
    expect(await deadLetters()).toEqual([]);
  });
});

describe("publishing", () => {
  it("asks where files came from in ever smaller lots, until GitHub answers", async () => {
    scene = await openScene();
    failing(/^graphql:Origins$/, { hole: ["repository"] }, { nodesOver: 20_000 });
    await mergeNow(scene, await goodFiles());
    const names = ["alpha-one", "bravo-two", "carrot-six", "dolphin-ten"];
    const files = await Promise.all(names.map((id) => goodFiles(id, { name: id })));
    await scene.sandbox.commit(CATALOG, "main", Object.assign({}, ...files) as Record<string, string>, {
      author: "maintainer",
    });
    await scene.settled();
    await later(scene, MINUTE_MS);
    expect((await ids(scene)).toSorted()).toEqual([...names, "poll-maker"]);
    expect(await deadLetters()).toEqual([]);
  });

  it("says which file it is where GitHub does not even answer for one, and goes on once it does", async () => {
    scene = await openScene();
    failing(/^graphql:Origins$/, { hole: ["repository"] });
    await mergeNow(scene, await goodFiles());
    expect(because("will try again")).toMatch(
      /Origins: RESOURCE_LIMITS_EXCEEDED at repository; asked for listings\/poll-maker\.yml alone/,
    );
    scene.sandbox.faults.requests = [];
    await later(scene, 5 * MINUTE_MS);
    expect(await ids(scene)).toEqual(["poll-maker"]);
  });
});

describe("texts that GitHub cuts", () => {
  it("are read whole otherwise: the policy, and what is published", async () => {
    scene = await openScene();
    scene.sandbox.faults.textBytesMax = 10;
    const { sha, number } = await submit(scene, await goodFiles());
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("success");
    await scene.sandbox.mergePullRequest(CATALOG, number, "maintainer");
    await scene.settled();
    await later(scene, MINUTE_MS);
    await mergeNow(scene, await goodFiles("chess-club", { name: "Chess Club" }));
    await later(scene, MINUTE_MS);
    expect((await ids(scene)).toSorted()).toEqual(["chess-club", "poll-maker"]);
    expect([logged("gave up"), await deadLetters()]).toEqual([[], []]);
  });
});

describe("an answer that is used up", () => {
  it("is waited for until the time that GitHub states, and not sooner", async () => {
    scene = await openScene();
    failing(/^\/graphql$/, { rateLimited: true, resetInSeconds: 1_500 });
    const { sha } = await submit(scene, await goodFiles());
    await scene.settled();
    const [line] = logged("will try again");
    expect(line?.["because"]).toContain("the hour's budget of calls is used up");
    expect(Number(line?.["waitMs"])).toBeGreaterThanOrEqual(1_500_000);
    scene.sandbox.faults.requests = [];
    const from = scene.sandbox.calls.length;
    await later(scene, 20 * MINUTE_MS);
    expect(scene.sandbox.calls.slice(from).filter(({ template }) => template === "/graphql")).toEqual([]);
    await later(scene, 7 * MINUTE_MS);
    await later(scene, MINUTE_MS);
    expect(rollUp(scene, sha)).toBe("success");
  });
});

describe("keys whose event was lost", () => {
  const queueOf = (headSha: string) =>
    scene.sandbox.checkRuns(CATALOG, headSha).map(({ conclusion }) => conclusion);
  /** How many questions it asked about these commits. */
  const sweep = async (...shas: readonly string[]): Promise<number> => {
    const from = scene.sandbox.calls.length;
    await scene.server.service.queue.add(`sweep:${scene.sandbox.repository(CATALOG).id}`, "sweep");
    await scene.settled();
    const calls = scene.sandbox.calls.slice(from);
    return calls.filter(({ path }) => shas.some((sha) => path.includes(sha))).length;
  };
  const open = async () => {
    scene = await openScene();
    const one = await submit(scene, await goodFiles(), { branch: "one" });
    const two = await submit(scene, await goodFiles("chess-club", { name: "Chess Club" }), { branch: "two" });
    await scene.settled();
    await sweep();
    return { one, two };
  };

  it("a merge group without an answer is found by a sweep, and costs nothing where there is none", async () => {
    const { one, two } = await open();
    scene.sandbox.faults.deliveries.lose = /^merge_group/;
    const group = await scene.sandbox.mergeGroup(CATALOG, [one.number]);
    const next = await scene.sandbox.mergeGroup(CATALOG, [two.number], undefined, { onto: group });
    // Its event is still to come, for all that we know.
    const heads = [group.headSha, next.headSha];
    expect([await sweep(...heads), ...heads.map(queueOf)]).toEqual([0, [], []]);
    scene.clock.advance(3 * MINUTE_MS);
    await sweep();
    expect(heads.map(queueOf)).toEqual([["success"], ["success"]]);
    // Answered once; each that still waits in the queue is one question.
    scene.clock.advance(MINUTE_MS);
    expect(await sweep(...heads)).toBe(2);
    expect(heads.map(queueOf)).toEqual([["success"], ["success"]]);
  });

  it("a group that holds what has not passed is refused, whatever stands before it", async () => {
    const { two } = await open();
    const bad = await submit(scene, await goodFiles("third-one", { summary: "short" }), { branch: "bad" });
    await scene.settled();
    scene.sandbox.faults.deliveries.lose = /^merge_group/;
    const first = await scene.sandbox.mergeGroup(CATALOG, [bad.number]);
    const next = await scene.sandbox.mergeGroup(CATALOG, [two.number], undefined, { onto: first });
    scene.clock.advance(3 * MINUTE_MS);
    await sweep();
    expect([queueOf(first.headSha), queueOf(next.headSha)]).toEqual([["failure"], ["failure"]]);
  });

  it("a branch that only looks like one of the queue lets nothing through", async () => {
    await open();
    const bad = await submit(scene, await goodFiles("third-one", { summary: "short" }), { branch: "bad" });
    await scene.settled();
    const { git } = scene.sandbox.repository(CATALOG);
    // As if nothing came between the commit and what its name says it stands on.
    git.setRef(`refs/heads/gh-readonly-queue/main/pr-${bad.number}-${bad.sha}`, bad.sha);
    scene.clock.advance(3 * MINUTE_MS);
    await sweep();
    const rollUps = scene.sandbox.checkRuns(CATALOG, bad.sha).filter(({ name }) => name === "steward");
    expect(rollUps.map(({ conclusion }) => conclusion)).not.toContain("success");
  });

  it.each(["run", "suite"] as const)(
    "a re-run of a %s that was asked for is done by a sweep",
    async (what) => {
      const { one } = await open();
      const suite = scene.sandbox.checkRuns(CATALOG, one.sha)[0]?.suite;
      const runs = () => suite?.runs ?? [];
      const [run] = runs();
      const before = runs().length;
      scene.sandbox.faults.deliveries.lose = /^check_/;
      scene.clock.advance(MINUTE_MS);
      if (what === "run") await scene.sandbox.rerequestCheckRun(CATALOG, run?.id ?? 0, "contributor");
      else await scene.sandbox.rerequestCheckSuite(CATALOG, suite?.id ?? 0, "contributor");
      await scene.settled();
      expect(runs()).toHaveLength(before);
      await sweep();
      const done = runs().length;
      expect(done).toBeGreaterThan(before);
      expect(rollUp(scene, one.sha)).toBe("success");
      await sweep();
      expect(runs()).toHaveLength(done);
    },
  );
});
