// The merge queue where contributors work in forks, whose open pull requests GitHub names by none of their commits.

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { formatCommit } from "../../src/sandbox/git/parse.ts";
import type { MergeGroup, MergeMethod } from "../../src/sandbox/actions/pulls.ts";
import {
  CATALOG,
  goodFiles,
  openScene,
  rollUp,
  submit,
  type Scene,
  type Submission,
} from "../support/scene.ts";

let scene: Scene;
let one: Submission;
let two: Submission;
beforeEach(async () => {
  scene = await openScene();
  one = await submit(scene, await goodFiles(), { branch: "one" });
  two = await submit(scene, await goodFiles("chess-club"), { branch: "two" });
  await scene.settled();
});
afterEach(async () => scene.close());

interface Ask {
  readonly method?: MergeMethod;
  readonly onto?: MergeGroup;
  /** Pull requests whose branches of the queue are gone before anybody looks. */
  readonly gone?: readonly number[];
}

async function judged(numbers: readonly number[], { gone = [], ...ask }: Ask = {}) {
  const group = await scene.sandbox.mergeGroup(CATALOG, numbers, undefined, ask);
  const { git } = scene.sandbox.repository(CATALOG);
  for (const { name } of git.refs(QUEUE))
    if (gone.some((number) => name.startsWith(`${QUEUE}pr-${number}-`))) git.setRef(name, undefined);
  await scene.settled();
  const run = scene.sandbox.checkRuns(CATALOG, group.headSha)[0];
  return { group, conclusion: run?.conclusion, title: run?.title, summary: run?.summary };
}

const QUEUE = "refs/heads/gh-readonly-queue/main/";
const METHODS: readonly MergeMethod[] = ["merge", "squash", "rebase"];
const passed = (...numbers: readonly number[]): string =>
  `Every pull request of the group has passed (${numbers.map((number) => `#${number}`).join(", ")})`;

describe.each(METHODS)("a group of several from forks, by %s", (method) => {
  it("passes where each of them has, in whatever order they wait", async () => {
    expect(await judged([one.number, two.number], { method })).toMatchObject({
      conclusion: "success",
      title: passed(one.number, two.number),
    });
    scene.clock.advance(1_000);
    expect(await judged([two.number, one.number], { method })).toMatchObject({
      conclusion: "success",
      title: passed(two.number, one.number),
    });
  });

  it.each(["fails", "is held"])("does not where one of them %s, first or last", async (how) => {
    if (how === "is held") await scene.sandbox.mergePullRequest(CATALOG, two.number, "maintainer");
    const fields = how === "fails" ? { summary: "short" } : {};
    const three = await submit(scene, await goodFiles("chess-clubs", fields), { branch: "three" });
    await scene.settled();
    expect(rollUp(scene, three.sha)).toBe(how === "fails" ? "failure" : "action_required");
    const wanted = {
      conclusion: "failure",
      title: `Not every pull request of the group has passed (#${three.number})`,
    };
    expect(await judged([three.number, one.number], { method })).toMatchObject(wanted);
    scene.clock.advance(1_000);
    expect(await judged([one.number, three.number], { method })).toMatchObject(wanted);
  });

  it("does not where one cannot be found, and says which were", async () => {
    const lost = await judged([one.number, two.number], { method, gone: [one.number] });
    expect(lost).toMatchObject({
      conclusion: "failure",
      title: "Merging this would also change 'images/poll-maker.png' and 'listings/poll-maker.yml'.",
    });
    expect(lost.summary).toContain(`these pull requests were found: #${two.number}.`);
  });

  it("is told of each that stands on the one before it", async () => {
    const first = await judged([one.number], { method });
    const second = await judged([two.number], { method, onto: first.group });
    expect([first.conclusion, second.conclusion]).toEqual(["success", "success"]);
  });
});

it("counts no stranger who proposes what the queue made among the group", async () => {
  const { headSha } = await scene.sandbox.mergeGroup(CATALOG, [one.number]);
  const fork = scene.sandbox.fork(CATALOG, "stranger");
  await scene.sandbox.forcePush(fork, "top", headSha, "stranger");
  await scene.sandbox.openPullRequest({
    repo: CATALOG,
    author: "stranger",
    head: { repo: fork, branch: "top" },
  });
  const both = await judged([one.number, two.number]);
  const made = await scene.sandbox.repository(CATALOG).git.objects.commit(both.group.headSha);
  expect(made?.parents[0]).toBe(headSha);
  expect(both).toMatchObject({ conclusion: "success", title: passed(one.number, two.number) });
});

it("finds the group's among many that wait", async () => {
  const { git } = scene.sandbox.repository(CATALOG);
  const main = scene.sandbox.branchSha(CATALOG, "main") ?? "";
  for (let number = 100; number < 250; number += 1) git.setRef(`${QUEUE}pr-${number}-${one.sha}`, main);
  expect(await judged([two.number, one.number])).toMatchObject({ conclusion: "success" });
});

it.each([
  [130, "success", "passed"],
  [310, "success", "passed"],
  [1_100, "failure", "more commits than can be read"],
] as const)("with %i commits", async (count, conclusion, title) => {
  const { objects } = scene.sandbox.repository(CATALOG).git;
  const who = { name: "contributor", email: "c@x.example", dateMs: scene.clock.nowMs() };
  let sha = one.sha;
  const tree = (await objects.commit(sha))?.tree ?? "";
  for (let left = count; left > 0; left -= 1)
    sha = await objects.writeCommit(
      formatCommit({ tree, parents: [sha], author: who, committer: who, message: `${left}\n` }),
    );
  await scene.sandbox.forcePush(one.fork, one.branch, sha, "contributor");
  await scene.settled();
  expect(rollUp(scene, sha)).toBe("success");
  const group = await judged([one.number, two.number]);
  expect(group).toMatchObject({ conclusion, title: expect.stringContaining(title) as unknown });
});
