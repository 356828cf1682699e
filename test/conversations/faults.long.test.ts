// The fault matrix: each request we send fails in turn, in each way GitHub fails, and in the end all is as if none had.
// `npm run fault-matrix` tries every pair; `npm test` tries every second request, each in one of the ways.
// `TEST_WAY=404 npm run fault-matrix` tries one way alone.

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { RequestFault } from "../../src/sandbox/faults.ts";
import {
  CATALOG,
  goodFiles,
  listing,
  openScene,
  submit,
  verdicts,
  type Scene,
  type Submission,
} from "../support/scene.ts";
import { bears } from "../support/marked.ts";

const WHOLE = process.env["TEST_WHOLE"] !== undefined;

const WAYS: Readonly<Record<string, RequestFault["answer"]>> = {
  "404": { status: 404 },
  "401": { status: 401, message: "Bad credentials" },
  "403 without Retry-After": { status: 403, message: "Resource not accessible by integration" },
  "403 with Retry-After": {
    status: 403,
    retryAfterSeconds: 40,
    message: "You have exceeded a secondary rate limit",
  },
  "secondary limit without Retry-After": { status: 403, message: "You have exceeded a secondary rate limit" },
  "429 with Retry-After": { status: 429, retryAfterSeconds: 40 },
  "429": { status: 429 },
  "the budget used up": { status: 403, message: "API rate limit exceeded", resetInSeconds: 40 },
  "a part of the answer": { hole: ["repository"] },
  "409": { status: 409 },
  "422": { status: 422 },
  "500": { status: 500 },
  "502 after the work was done": { afterWork: 502 },
  "504 after the work was done": { afterWork: 504 },
  "a cut answer": { malformed: true },
  "a reset": { reset: true },
  ...(WHOLE ? { "no answer at all": { hang: true } } : {}),
};

interface Story {
  readonly name: string;
  /** Until the fault begins. */
  before(scene: Scene, id: string): Promise<Submission>;
  /** What causes the requests that fail in turn. */
  act(scene: Scene, submission: Submission, id: string): Promise<Submission>;
  readonly verdict: string;
  readonly label: string;
}

const nothing = (): Promise<Submission> => Promise.resolve({ number: 0, branch: "", fork: "", sha: "" });

const STORIES: readonly Story[] = [
  {
    name: "a first submission",
    before: nothing,
    act: async (scene, _, id) => submit(scene, await goodFiles(id), { branch: id }),
    verdict: "success",
    label: "steward: ready",
  },
  {
    name: "a mistake that is fixed",
    before: async (scene, id) =>
      submit(scene, await goodFiles(id, { summary: "short", type: "plugins" }), { branch: id }),
    async act(scene, submission, id) {
      const sha = await scene.sandbox.commit(
        submission.fork,
        submission.branch,
        { [`listings/${id}.yml`]: listing({ image: `images/${id}.png` }) },
        { author: "contributor" },
      );
      return { ...submission, sha };
    },
    verdict: "success",
    label: "steward: ready",
  },
  {
    name: "a held result that a maintainer lets through",
    before: async (scene, id) => submit(scene, await goodFiles(`${id}s`), { branch: `${id}-${count}` }),
    act(scene, submission) {
      scene.clock.advance(2_000);
      scene.sandbox.comment(
        CATALOG,
        submission.number,
        "maintainer",
        `/accept submission ${submission.sha.slice(0, 7)} they differ`,
      );
      return Promise.resolve(submission);
    },
    verdict: "success",
    label: "steward: ready",
  },
];

let scene: Scene;
let count = 0;

beforeAll(async () => {
  const ids = Array.from({ length: 26 }, (_, letter) => letterId(letter));
  const files: Record<string, string> = {};
  for (const id of ids) files[`listings/${id}.yml`] = listing({ image: "https://img.example/a.png" });
  scene = await openScene({ files });
});
afterAll(() => scene.close());

function letterId(letter: number): string {
  return `known-${String.fromCharCode(97 + letter).repeat(6)}`;
}

/** Ids that look like no other, except to the story about looks. */
function nextId(story: Story): string {
  count += 1;
  return story.name.startsWith("a held")
    ? letterId(count % 26)
    : `n${count}-${(count * 7_919).toString(36)}-x`;
}

async function passTime(): Promise<void> {
  for (const ms of [3_000, 10_000, 20_000, 45_000, 90_000]) {
    scene.clock.advance(ms);
    scene.server.service.worker.poke();
    await scene.settled();
  }
}

/** Requests of an undisturbed run, so that each can fail in turn. */
async function countRequests(story: Story): Promise<number> {
  const id = nextId(story);
  const submission = await story.before(scene, id);
  await scene.settled();
  const from = scene.sandbox.calls.length;
  const last = await story.act(scene, submission, id);
  await scene.settled();
  expectDone(story, last);
  return scene.sandbox.calls.length - from;
}

function expectDone(story: Story, { number, sha }: Submission): void {
  const runs = scene.sandbox.checkRuns(CATALOG, sha);
  expect(verdicts(scene, sha)).toMatchObject({ steward: story.verdict });
  expect(Object.values(verdicts(scene, sha)).every((verdict) => verdict === "success")).toBe(true);
  expect(runs.every(({ status }) => status === "completed")).toBe(true);
  const names = runs.filter(({ conclusion }) => conclusion === "success").map(({ name }) => name);
  expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
  const comments = scene.sandbox.comments(CATALOG, number).filter(({ body }) => bears(body, "review"));
  expect(comments).toHaveLength(1);
  expect(scene.sandbox.labels(CATALOG, number)).toEqual([story.label]);
}

describe.each(STORIES.map((story) => [story.name, story] as const))("%s", (_, story) => {
  it(
    "ends as if nothing had failed, whichever request fails, and however",
    async () => {
      const requests = await countRequests(story);
      expect(requests).toBeGreaterThan(5);
      const only = process.env["TEST_WAY"];
      const ways = Object.entries(WAYS).filter(([way]) => only === undefined || way === only);
      const broken: string[] = [];
      // The short form takes every second request, in one of the ways each, by turns.
      for (let nth = 1; nth <= requests; nth += WHOLE ? 1 : 3) {
        const chosen = WHOLE ? ways : [ways[nth % ways.length]];
        for (const [way, answer] of chosen as typeof ways) {
          const id = nextId(story);
          const submission = await story.before(scene, id);
          await scene.settled();
          const from = scene.sandbox.calls.length;
          scene.sandbox.faults.requests = [{ path: /^/, nth, times: 1, answer }];
          const last = await story.act(scene, submission, id);
          await scene.settled();
          scene.sandbox.faults.requests = [];
          await passTime();
          // A right that was refused once is not asked for again until something happens or the sweep comes round.
          await scene.server.service.sweepAll();
          await scene.settled();
          try {
            expectDone(story, last);
          } catch (error) {
            const hit = scene.sandbox.calls[from + nth - 1];
            broken.push(
              `request ${nth} of ${requests} (${hit?.method} ${hit?.operationName ?? hit?.template}), ${way}: ${(error as Error).message.slice(0, 400)}`,
            );
          }
          await scene.sandbox.editPullRequest(CATALOG, last.number, "contributor", { state: "closed" });
          await scene.settled();
        }
      }
      expect(broken).toEqual([]);
    },
    WHOLE ? 3_600_000 : 240_000,
  );
});
