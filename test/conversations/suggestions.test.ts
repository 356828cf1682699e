// One-line mistakes come with their answer: as suggestion blocks on the lines, taken back when they are fixed.

import { afterEach, describe, expect, it } from "@jest/globals";
import type { RequestFault } from "../../src/sandbox/faults.ts";
import {
  CATALOG,
  goodFiles,
  listing,
  openScene,
  rollUp,
  submit,
  type Scene,
  type Submission,
} from "../support/scene.ts";

let scene: Scene;
afterEach(async () => scene.close());

const PATH = "listings/poll-maker.yml";
const pull = (number: number) => {
  const { pull: found } = scene.sandbox.issue(CATALOG, number);
  if (found === undefined) throw new Error("no pull request");
  return found;
};
const reviews = (number: number) => pull(number).reviews.filter(({ author }) => author.type === "Bot");
const threads = (number: number) =>
  pull(number).threads.map(({ comments: [first], resolvedBy }) => ({
    line: first?.line,
    resolved: resolvedBy !== undefined,
  }));
const push = (to: Submission, text: string | null) =>
  scene.sandbox.commit(to.fork, to.branch, { [PATH]: text }, { author: "contributor" });
const good = (change: Parameters<typeof listing>[0] = {}) =>
  listing({ image: "images/poll-maker.png", ...change });
const reviewCalls = () =>
  scene.sandbox.calls.filter(({ method, path }) => method === "POST" && /\/pulls\/\d+\/reviews$/.test(path));

describe("a new listing with one-line mistakes", () => {
  it("gets one review with a suggestion on each line; fixed lines are resolved; the rest is not repeated", async () => {
    scene = await openScene();
    const submission = await submit(
      scene,
      await goodFiles("poll-maker", { type: "plugins", license: "Apache License 2.0", summary: "short" }),
    );
    const { number, sha } = submission;
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("failure");
    expect(reviews(number)).toMatchObject([{ state: "COMMENTED", commitId: sha }]);
    expect(threads(number)).toEqual([
      { line: 2, resolved: false },
      { line: 10, resolved: false },
    ]);
    expect(pull(number).threads[0]?.comments[0]?.body).toContain("```suggestion\ntype: plugin\n```");

    // Looked at again, nothing is said again.
    scene.sandbox.comment(CATALOG, number, "contributor", "/recheck");
    await scene.settled();
    expect(reviewCalls()).toHaveLength(1);

    // One is taken, the other pushed down by a line: no word about either, and the taken one is closed.
    await push(submission, `# mine\n${good({ license: "Apache License 2.0", summary: "short" })}`);
    await scene.settled();
    expect(threads(number)).toEqual([
      { line: 2, resolved: true },
      { line: 10, resolved: false },
    ]);
    expect(reviews(number)).toHaveLength(1);

    const last = await push(submission, good());
    await scene.settled();
    expect(rollUp(scene, last)).toBe("success");
    expect(threads(number).every(({ resolved }) => resolved)).toBe(true);
  });

  it("waits for none of it: the roll-up stands before the review is written", async () => {
    scene = await openScene();
    await submit(scene, await goodFiles("poll-maker", { type: "plugins" }));
    await scene.settled();
    const writes = scene.sandbox.calls.filter(({ kind }) => kind === "write");
    expect(writes.at(-1)).toBe(reviewCalls()[0]);
    expect(reviewCalls()).toHaveLength(1);
  });

  it("is not looked at a second time for our own review's sake", async () => {
    scene = await openScene();
    await submit(scene, await goodFiles("poll-maker", { type: "plugins" }));
    await scene.settled();
    expect(scene.sandbox.calls.filter(({ operationName }) => operationName === "ReviewState")).toHaveLength(
      1,
    );
  });

  it("made of nothing but mistakes is not searched for answers", async () => {
    scene = await openScene();
    const many = Array.from({ length: 60 }, (_, i) => `sumary${i}: x\n`).join("");
    const { number, sha } = await submit(scene, {
      ...(await goodFiles()),
      [PATH]: good({ type: "plugins" }) + many,
    });
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("failure");
    expect(threads(number)).toEqual([]);
  });

  it("that leaves the pull request takes its suggestions along", async () => {
    scene = await openScene();
    const submission = await submit(scene, {
      "NOTES.md": "x",
      ...(await goodFiles("poll-maker", { type: "plugins" })),
    });
    await scene.settled();
    expect(threads(submission.number)).toEqual([{ line: 2, resolved: false }]);
    await scene.sandbox.commit(
      submission.fork,
      submission.branch,
      { [PATH]: null, "images/poll-maker.png": null },
      { author: "contributor" },
    );
    await scene.settled();
    expect(threads(submission.number)).toEqual([{ line: 2, resolved: true }]);
  });

  it("with Windows line ends and a line that goes: GitHub takes both", async () => {
    scene = await openScene();
    const tags = "tags:\n  - polls\n  - votes\n  - polls\n";
    const { number } = await submit(scene, {
      ...(await goodFiles()),
      [PATH]: `${good({ type: "Plugin" })}${tags}`.replaceAll("\n", "\r\n"),
    });
    await scene.settled();
    expect(threads(number).map(({ line }) => line)).toEqual([2, 14]);
    const bodies = pull(number).threads.map(({ comments: [first] }) => first?.body ?? "");
    expect(bodies.join("")).not.toContain("\r");
    expect(bodies[1]).toContain("```suggestion\n```");
  });
});

describe("a changed listing", () => {
  it("is spoken to on the lines that the pull request brought, and on no others", async () => {
    // The old file has a mistake of its own far from what is changed: GitHub refuses comments outside the diff.
    const lines = good({ license: "mit" }).split("\n");
    const padded = [
      ...lines.slice(0, 9),
      ...Array.from({ length: 12 }, (_, i) => `# ${i}`),
      ...lines.slice(9),
    ];
    scene = await openScene({ files: { ...(await goodFiles()), [PATH]: padded.join("\n") } });
    const change = padded.join("\n").replace("type: plugin", "type: PLUGIN");
    const { number, sha } = await submit(scene, { [PATH]: change });
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("failure");
    expect(threads(number)).toEqual([{ line: 2, resolved: false }]);
  });
});

describe("where GitHub fails", () => {
  const WAYS: readonly [string, RequestFault["answer"]][] = [
    ["422", { status: 422 }],
    ["403", { status: 403, message: "Resource not accessible by integration" }],
    ["404", { status: 404 }],
    ["500", { status: 500 }],
    ["502 after the work was done", { afterWork: 502 }],
    ["429 with Retry-After", { status: 429, retryAfterSeconds: 40 }],
    ["a cut answer", { malformed: true }],
    ["a reset", { reset: true }],
  ];
  const passTime = async (): Promise<void> => {
    for (const ms of [3_000, 20_000, 45_000, 90_000]) {
      scene.clock.advance(ms);
      scene.server.service.worker.poke();
      await scene.settled();
    }
  };

  it.each(WAYS)(
    "%s for the review: the verdict stands, and the mistake is said at most once",
    async (way, answer) => {
      scene = await openScene();
      scene.sandbox.faults.requests = [{ path: /\/pulls\/\d+\/reviews$/, nth: 1, times: 1, answer }];
      const { number, sha } = await submit(scene, await goodFiles("poll-maker", { type: "plugins" }));
      await scene.settled();
      expect(rollUp(scene, sha)).toBe("failure");
      await passTime();
      expect(reviewCalls().length).toBeGreaterThan(0);
      expect(threads(number).length).toBeLessThanOrEqual(1);
      // What was refused for good is asked for again when something happens.
      scene.sandbox.comment(CATALOG, number, "contributor", "/recheck");
      await passTime();
      expect([way, threads(number)]).toEqual([way, [{ line: 2, resolved: false }]]);
    },
  );

  it.each(WAYS.filter(([way]) => way !== "422"))(
    "%s while resolving: in the end it is resolved",
    async (_, answer) => {
      scene = await openScene();
      const submission = await submit(scene, await goodFiles("poll-maker", { type: "plugins" }));
      await scene.settled();
      // The second request to GraphQL: the first reads the pull request.
      const from = scene.sandbox.calls.length;
      const sha = await push(submission, good());
      await scene.settled();
      expect(threads(submission.number)).toEqual([{ line: 2, resolved: true }]);
      const nth =
        scene.sandbox.calls
          .slice(from)
          .filter(({ template }) => template === "/graphql")
          .findIndex(({ operationName }) => operationName === "ResolveThreads") + 1;
      expect(nth).toBeGreaterThan(1);

      const again = await push(submission, good({ type: "plugins" }));
      await scene.settled();
      expect(rollUp(scene, again)).toBe("failure");
      expect(threads(submission.number).at(-1)).toEqual({ line: 2, resolved: false });
      scene.sandbox.faults.requests = [{ path: /\/graphql$/, nth, times: 1, answer }];
      const last = await push(submission, good({ summary: "Create polls and see how the votes come in" }));
      await scene.settled();
      scene.sandbox.faults.requests = [];
      await passTime();
      scene.sandbox.comment(CATALOG, submission.number, "contributor", "/recheck");
      await passTime();
      expect([rollUp(scene, sha), rollUp(scene, last)]).toEqual(["success", "success"]);
      expect(threads(submission.number).every(({ resolved }) => resolved)).toBe(true);
    },
  );

  it("an owner who never granted us to resolve keeps nobody waiting", async () => {
    scene = await openScene();
    const submission = await submit(scene, await goodFiles("poll-maker", { type: "plugins" }));
    await scene.settled();
    for (const installation of scene.sandbox.world.installations.values())
      installation.permissions = { ...installation.permissions, contents: "read" };
    const sha = await push(submission, good());
    await scene.settled();
    const refused = scene.sandbox.calls.filter(
      ({ path, status }) => path.endsWith("/access_tokens") && status === 422,
    );
    expect(refused).toHaveLength(1);
    const reviews = (): number =>
      scene.sandbox.calls.filter(({ operationName }) => operationName === "ReviewState").length;
    const before = reviews();
    await passTime();
    expect(rollUp(scene, sha)).toBe("success");
    expect(threads(submission.number)).toEqual([{ line: 2, resolved: false }]);
    // No review is tried again and again for it.
    expect(reviews()).toBe(before);
  });

  it("two deliveries of one event and a lost one come to the same", async () => {
    scene = await openScene();
    scene.sandbox.faults.deliveries.double = true;
    const { number } = await submit(scene, await goodFiles("poll-maker", { type: "plugins" }));
    await scene.settled();
    scene.sandbox.faults.deliveries.double = false;
    await scene.stopApp();
    await scene.startApp();
    expect(threads(number)).toEqual([{ line: 2, resolved: false }]);
  });
});
