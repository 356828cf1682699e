// Held, released, unknown, asked again: what people and time change about a verdict.

import { afterEach, describe, expect, it } from "@jest/globals";
import {
  CATALOG,
  goodFiles,
  listing,
  openScene,
  rollUp,
  submit,
  verdicts,
  type Scene,
  type SceneOptions,
} from "../support/scene.ts";
import { LEFT_ALONE_MS } from "../../src/core/review/asked.ts";
import { createWebHosts, type HostPages, type WebHosts } from "../../src/sandbox/web-hosts.ts";
import { bears } from "../support/marked.ts";

let scene: Scene;
let hosts: WebHosts | undefined;
afterEach(async () => {
  await scene.close();
  await hosts?.close();
  hosts = undefined;
});

const MINUTE_MS = 60_000;
const sticky = (number: number) =>
  scene.sandbox.comments(CATALOG, number).find(({ body }) => bears(body, "review"))?.body ?? "";
const runsOf = (sha: string, name: string) =>
  scene.sandbox
    .repository(CATALOG)
    .suites.filter((suite) => suite.headSha === sha)
    .flatMap((suite) => suite.runs)
    .filter((run) => run.name === name)
    .sort((a, b) => a.id - b.id);
/** Counts, since a run leads to its whole repository and would fill the screen. */
const countOf = (sha: string, name: string) => runsOf(sha, name).length;
const writes = () => scene.sandbox.calls.filter(({ kind }) => kind === "write");

async function openWithWeb(pages: Record<string, HostPages>, options: SceneOptions = {}): Promise<void> {
  hosts = await createWebHosts(pages);
  const { ca, resolve } = hosts;
  scene = await openScene({
    ...options,
    web: {
      ca: [ca],
      times: { connectMs: 500, firstByteMs: 500, totalMs: 1_000 },
      resolve: async (name) => {
        const found = resolve(name);
        return found === undefined ? [] : [found];
      },
    },
  });
}

/** Moves everybody's clock and lets due work happen. */
async function later(ms: number): Promise<void> {
  scene.clock.advance(ms);
  scene.server.service.worker.poke();
  await scene.settled();
}

describe("a held check", () => {
  const lookAlike = async () => {
    scene = await openScene({ files: await goodFiles("poll-makers") });
    const submission = await submit(scene, await goodFiles());
    await scene.settled();
    expect(verdicts(scene, submission.sha)["steward / Listing file"]).toBe("action_required");
    scene.clock.advance(2_000);
    return submission;
  };

  it("is released by /accept from somebody with write access, who gets a reaction", async () => {
    const { number, sha } = await lookAlike();
    const comment = scene.sandbox.comment(
      CATALOG,
      number,
      "maintainer",
      `/accept submission ${sha.slice(0, 7)} it is their own variant`,
    );
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("success");
    expect(scene.sandbox.labels(CATALOG, number)).toEqual(["steward: ready"]);
    expect(sticky(number)).toContain("accepted by `maintainer`");
    expect(comment.reactions.map(({ content }) => content)).toEqual(["+1"]);
  });

  it("is released by an approving review of the head", async () => {
    const { number, sha } = await lookAlike();
    scene.sandbox.review(CATALOG, number, "maintainer", "APPROVED");
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("success");
  });

  it.each([
    ["somebody without write access", "stranger", "/accept submission {commit} looks fine to me", "-1"],
    ["the contributor themself", "contributor", "/accept submission {commit} please", "-1"],
    ["a check that is not held", "maintainer", "/accept image {commit} fine", "confused"],
    ["no reason", "maintainer", "/accept submission {commit}", "confused"],
    ["no commit", "maintainer", "/accept submission fine", "confused"],
    ["an unknown check", "maintainer", "/accept everything {commit} fine", "confused"],
  ])("is not released by %s", async (_, login, body, reaction) => {
    const { number, sha } = await lookAlike();
    const line = body.replace("{commit}", sha.slice(0, 7));
    const comment = scene.sandbox.comment(CATALOG, number, login, line);
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("action_required");
    expect(comment.reactions.map(({ content }) => content)).toEqual([reaction]);
  });

  it.each([
    ["in a quote", "> /accept submission {commit} fine"],
    ["in code", "```\n/accept submission {commit} fine\n```"],
    ["on the second line", "Looks good.\n/accept submission {commit} fine"],
    ["with a word before it", "please /accept submission {commit} fine"],
    ["in HTML", "<!-- -->/accept submission {commit} fine"],
  ])("is not released by a command %s", async (_, body) => {
    const { number, sha } = await lookAlike();
    const line = body.replace("{commit}", sha.slice(0, 7));
    const comment = scene.sandbox.comment(CATALOG, number, "maintainer", line);
    await scene.settled();
    scene.sandbox.comment(CATALOG, number, "contributor", "/recheck");
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("action_required");
    expect(comment.reactions).toEqual([]);
  });

  it("is not released by a comment that was edited into a command", async () => {
    const { number, sha } = await lookAlike();
    const comment = scene.sandbox.comment(CATALOG, number, "maintainer", "Looks good.");
    const line = `/accept submission ${sha.slice(0, 7)} fine`;
    scene.sandbox.editComment(CATALOG, comment.id, "maintainer", line);
    scene.sandbox.comment(CATALOG, number, "contributor", "/recheck");
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("action_required");
  });

  it("asks again after a push", async () => {
    const { number, fork, branch, sha } = await lookAlike();
    scene.sandbox.comment(CATALOG, number, "maintainer", `/accept submission ${sha.slice(0, 7)} fine`);
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("success");
    const next = await scene.sandbox.commit(
      fork,
      branch,
      { "listings/poll-maker.yml": listing({ summary: "Create polls, see votes, end them" }) },
      { author: "contributor" },
    );
    await scene.settled();
    expect(rollUp(scene, next)).toBe("action_required");
  });

  it("an approval from before the held result counts for nothing", async () => {
    scene = await openScene({ files: await goodFiles("poll-makers") });
    scene.sandbox.faults.deliveries.lose = true;
    const { number, sha } = await submit(scene, await goodFiles());
    scene.sandbox.review(CATALOG, number, "maintainer", "APPROVED");
    scene.clock.advance(5_000);
    scene.sandbox.faults.deliveries.lose = false;
    scene.sandbox.comment(CATALOG, number, "contributor", "/recheck");
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("action_required");
  });

  it("falls back when the approval is taken back by a request for changes", async () => {
    const { number, sha } = await lookAlike();
    scene.sandbox.review(CATALOG, number, "maintainer", "APPROVED");
    await scene.settled();
    scene.clock.advance(1_000);
    scene.sandbox.review(CATALOG, number, "maintainer", "CHANGES_REQUESTED", { body: "On second thought" });
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("action_required");
  });
});

describe("what we could not check", () => {
  const withHangingImage = async () => {
    const image: HostPages = { "/logo.svg": { hang: true } };
    await openWithWeb({ "images.example": image });
    const submission = await submit(scene, {
      "listings/poll-maker.yml": listing({ image: "https://images.example/logo.svg" }),
    });
    await scene.settled();
    return { ...submission, image };
  };
  const LOGO = {
    headers: { "content-type": "image/svg+xml" },
    body: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><rect width="512" height="512"/></svg>',
  };

  it("stays in progress, without a label, and turns to an answer by itself", async () => {
    const { number, sha, image } = await withHangingImage();
    expect(verdicts(scene, sha)).toMatchObject({
      steward: "in_progress",
      "steward / Image": "in_progress",
      "steward / Link": "success",
    });
    expect(scene.sandbox.labels(CATALOG, number)).toEqual([]);
    expect(sticky(number)).toContain("it does not count against you");
    image["/logo.svg"] = LOGO;
    await later(20_000);
    expect(rollUp(scene, sha)).toBe("success");
    // GitHub lets a run end: the one that waited was ended, not left beside a new one.
    expect(countOf(sha, "steward / Image")).toBe(1);
  });

  it("is given to a maintainer after 30 minutes, worded as ours, and asked again hourly", async () => {
    const { number, sha, image } = await withHangingImage();
    // Seven more looks that each wait for nothing.
    image["/logo.svg"] = { reset: true };
    for (let minutes = 0; minutes < 31; minutes += 5) await later(5 * MINUTE_MS);
    expect(verdicts(scene, sha)).toMatchObject({
      steward: "action_required",
      "steward / Image": "action_required",
    });
    expect(scene.sandbox.labels(CATALOG, number)).toEqual(["steward: held"]);
    expect(runsOf(sha, "steward / Image").at(-1)?.summary).toContain("not your fault");
    expect(Object.values(verdicts(scene, sha))).not.toContain("in_progress");
    image["/logo.svg"] = LOGO;
    await later(61 * MINUTE_MS);
    expect(rollUp(scene, sha)).toBe("success");
    expect(countOf(sha, "steward / Image")).toBe(2);
  });

  it("can be released by a maintainer once it is held", async () => {
    const { number, sha, image } = await withHangingImage();
    image["/logo.svg"] = { reset: true };
    for (let minutes = 0; minutes < 31; minutes += 10) await later(10 * MINUTE_MS);
    scene.clock.advance(1_000);
    scene.sandbox.comment(CATALOG, number, "maintainer", `/accept image ${sha.slice(0, 7)} I have seen it`);
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("success");
  });

  it("does not hide what needs fixing", async () => {
    await openWithWeb({ "images.example": { "/logo.svg": { hang: true } } });
    const { number, sha } = await submit(scene, {
      "listings/poll-maker.yml": listing({ image: "https://images.example/logo.svg", summary: "short" }),
    });
    await scene.settled();
    expect(verdicts(scene, sha)).toMatchObject({ steward: "failure", "steward / Image": "in_progress" });
    expect(scene.sandbox.labels(CATALOG, number)).toEqual(["steward: needs changes"]);
  });

  it("GitHub's own trouble with a look-up is ours too", async () => {
    scene = await openScene();
    scene.sandbox.faults.requests.push({ path: /graphql:Lookup/, answer: { status: 500 }, nth: 1, times: 1 });
    const { sha } = await submit(scene, await goodFiles());
    await scene.settled();
    expect(verdicts(scene, sha)).toMatchObject({
      steward: "in_progress",
      "steward / Link": "in_progress",
      "steward / Image": "success",
    });
    await later(20_000);
    expect(rollUp(scene, sha)).toBe("success");
  });

  it.each([502, 504])(
    "a look-up that GitHub gives up on (%d) is asked again for fewer names at once",
    async (status) => {
      scene = await openScene();
      scene.sandbox.faults.requests.push({ path: /graphql:Lookup/, answer: { status }, nth: 1, times: 1 });
      const { sha } = await submit(scene, await goodFiles());
      await scene.settled();
      expect(rollUp(scene, sha)).toBe("success");
    },
  );
});

describe("looking again", () => {
  it("/recheck with nothing changed writes nothing but the reaction", async () => {
    scene = await openScene();
    const { number } = await submit(scene, await goodFiles());
    await scene.settled();
    // What was asked is left alone for a while; a look within it has something to say.
    scene.clock.advance(LEFT_ALONE_MS);
    scene.server.service.worker.poke();
    await scene.settled();
    scene.sandbox.calls.length = 0;
    scene.sandbox.comment(CATALOG, number, "contributor", "/recheck");
    await scene.settled();
    expect(writes().map(({ template }) => template)).toEqual([
      "/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions",
    ]);
  });

  it("the re-run button posts that run anew even when nothing changed, and nothing else", async () => {
    scene = await openScene();
    const { sha } = await submit(scene, await goodFiles());
    await scene.settled();
    const [before] = runsOf(sha, "steward / Image");
    // What was asked is left alone for a while; a look within it has something to say.
    scene.clock.advance(LEFT_ALONE_MS);
    scene.server.service.worker.poke();
    await scene.settled();
    scene.sandbox.calls.length = 0;
    await scene.sandbox.rerequestCheckRun(CATALOG, before?.id ?? 0, "contributor");
    await scene.settled();
    expect(countOf(sha, "steward / Image")).toBe(2);
    expect(countOf(sha, "steward / Link")).toBe(1);
    expect(writes()).toHaveLength(1);
  });

  it("“Re-run all” posts every run anew", async () => {
    scene = await openScene();
    const { sha } = await submit(scene, await goodFiles());
    await scene.settled();
    const suite = scene.sandbox.checkRuns(CATALOG, sha)[0]?.suite;
    await scene.sandbox.rerequestCheckSuite(CATALOG, suite?.id ?? 0, "contributor");
    await scene.settled();
    for (const name of Object.keys(verdicts(scene, sha))) expect(countOf(sha, name)).toBe(2);
    expect(suite?.requeued).toBe(false);
  });

  it("an event that comes twice, or in another order, changes nothing", async () => {
    scene = await openScene();
    scene.sandbox.faults.deliveries.double = true;
    scene.sandbox.faults.deliveries.reorder = true;
    const { number, sha, fork, branch } = await submit(scene, await goodFiles());
    const next = await scene.sandbox.commit(
      fork,
      branch,
      { "listings/poll-maker.yml": listing({ summary: "Create polls, see votes, end them" }) },
      { author: "contributor" },
    );
    await scene.settled();
    expect(rollUp(scene, next)).toBe("success");
    expect(scene.sandbox.comments(CATALOG, number)).toHaveLength(1);
    expect(countOf(next, "steward")).toBe(1);
    expect(countOf(sha, "steward")).toBeLessThanOrEqual(1);
  });

  it("a policy that changes on the default branch re-judges open pull requests", async () => {
    scene = await openScene();
    const { number, sha } = await submit(
      scene,
      await goodFiles("poll-maker", { issues: "https://github.com/contributor/no-such-project/issues" }),
    );
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("failure");
    await scene.sandbox.commit(
      CATALOG,
      "main",
      { ".github/steward.yml": "extends: mattermost\nchecks:\n  issue-tracker: recommended\n" },
      { author: "maintainer" },
    );
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("success");
    expect(sticky(number)).toContain("suggestion");
    await scene.sandbox.commit(
      CATALOG,
      "main",
      { ".github/steward.yml": "extends: mattermost\nchecks:\n  issue-tracker: off\n" },
      { author: "maintainer" },
    );
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("success");
    expect(sticky(number)).not.toContain("issue or bug tracker");
  });

  it("a waiver in the policy lets it through until its date", async () => {
    scene = await openScene();
    const { sha } = await submit(
      scene,
      await goodFiles("poll-maker", { issues: "https://github.com/contributor/no-such-project/issues" }),
    );
    await scene.settled();
    const until = new Date(scene.clock.nowMs() + 86_400_000).toISOString().slice(0, 10);
    await scene.sandbox.commit(
      CATALOG,
      "main",
      {
        ".github/steward.yml": `extends: mattermost\nwaivers:\n  - check: issue-tracker\n    listing: poll-maker\n    who: maintainer\n    why: the tracker moves this week\n    until: "${until}"\n`,
      },
      { author: "maintainer" },
    );
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("success");
    expect(runsOf(sha, "steward / Issue tracker").at(-1)?.title).toBe(`waived until ${until}`);
  });

  it("an id that comes or goes on the default branch re-judges those it could be confused with, and no others", async () => {
    scene = await openScene();
    const near = await submit(scene, await goodFiles());
    const far = await submit(scene, await goodFiles("standup-notes"), { branch: "far" });
    await scene.settled();
    expect(rollUp(scene, near.sha)).toBe("success");
    await scene.sandbox.commit(CATALOG, "main", await goodFiles("poll-makers"), { author: "maintainer" });
    await scene.settled();
    expect(rollUp(scene, near.sha)).toBe("action_required");
    expect(countOf(far.sha, "steward")).toBe(1);
    await scene.sandbox.commit(
      CATALOG,
      "main",
      { "listings/poll-makers.yml": null },
      { author: "maintainer" },
    );
    await scene.settled();
    // Publishing has put the removal into the ledger: a removed id could be taken for this one just as well.
    expect(rollUp(scene, near.sha)).toBe("action_required");
    expect(runsOf(near.sha, "steward / Listing file").at(-1)?.summary).toContain("that was removed");
  });

  it("a pull request whose event was lost is found by a sweep", async () => {
    scene = await openScene();
    scene.sandbox.faults.deliveries.lose = true;
    const { sha } = await submit(scene, await goodFiles());
    await scene.settled();
    expect(rollUp(scene, sha)).toBeUndefined();
    await scene.server.service.sweepAll();
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("success");
    scene.sandbox.calls.length = 0;
    await scene.server.service.sweepAll();
    await scene.settled();
    // Asking GitHub for the lost events once more changes nothing that anybody sees.
    expect(writes().filter(({ path }) => !path.startsWith("/app/hook/"))).toEqual([]);
  });

  it("a push while we look is never answered with the old verdict", async () => {
    scene = await openScene();
    scene.sandbox.faults.slowMs = 30;
    const { sha, fork, branch } = await submit(scene, await goodFiles());
    await new Promise((resolve) => setTimeout(resolve, 150));
    const next = await scene.sandbox.commit(
      fork,
      branch,
      { "listings/poll-maker.yml": listing({ summary: "short" }) },
      { author: "contributor" },
    );
    await scene.settled();
    expect(rollUp(scene, next)).toBe("failure");
    expect(verdicts(scene, sha)).toEqual({});
  });
});

describe("the policy file", () => {
  it("that does not parse leaves the last valid one in force", async () => {
    scene = await openScene({ policy: "extends: mattermost\nchecks:\n  image: recommended\n" });
    await scene.sandbox.commit(
      CATALOG,
      "main",
      { ".github/steward.yml": "extends: [mattermost\n" },
      { author: "maintainer" },
    );
    const { sha } = await submit(scene, { "listings/poll-maker.yml": listing() });
    await scene.settled();
    expect(verdicts(scene, sha)).toMatchObject({ steward: "success", "steward / Image": "success" });
  });

  it("that is not valid gets one issue, edited as it changes and closed when it is fixed", async () => {
    scene = await openScene();
    const change = async (text: string): Promise<void> => {
      await scene.sandbox.commit(CATALOG, "main", { ".github/steward.yml": text }, { author: "maintainer" });
      await scene.settled();
    };
    const issues = () =>
      scene.sandbox.issues(CATALOG).filter(({ pull, title }) => pull === undefined && title !== "Dashboard");
    await change("extends: mattermost\nwaiver: []\n");
    expect(issues().map(({ state, title }) => `${state}: ${title}`)).toEqual([
      "open: The marketplace's policy file is not valid",
    ]);
    expect(issues()[0]?.body).toContain("line 2");
    await change("extends: mattermost\n\nwaiver: []\n");
    expect(issues()).toHaveLength(1);
    expect(issues()[0]?.body).toContain("line 3");
    await change("extends: mattermost\n");
    expect(issues().map(({ state }) => state)).toEqual(["closed"]);
  });

  it("that was never valid holds submissions, worded as ours", async () => {
    scene = await openScene({ policy: "checks: 7\n" });
    const { sha } = await submit(scene, await goodFiles());
    await scene.settled();
    expect(verdicts(scene, sha)).toEqual({ steward: "action_required" });
    expect(runsOf(sha, "steward")[0]?.summary).toContain("not the contributor's fault");
  });
});

describe("the merge queue", () => {
  it("gets the roll-up on the group's commit", async () => {
    scene = await openScene();
    const { number } = await submit(scene, await goodFiles());
    await scene.settled();
    const group = await scene.sandbox.mergeGroup(CATALOG, [number]);
    await scene.settled();
    expect(verdicts(scene, group.headSha)).toEqual({ steward: "success" });
  });

  it("a pull request that has not passed does not pass there either", async () => {
    scene = await openScene();
    const { number } = await submit(scene, await goodFiles("poll-maker", { summary: "short" }));
    await scene.settled();
    const group = await scene.sandbox.mergeGroup(CATALOG, [number]);
    await scene.settled();
    expect(verdicts(scene, group.headSha)).toEqual({ steward: "failure" });
  });

  it("judges ids against the group's base: what came first may collide", async () => {
    scene = await openScene();
    const { number } = await submit(scene, await goodFiles());
    await scene.settled();
    scene.sandbox.faults.deliveries.lose = /^push/;
    await scene.sandbox.commit(CATALOG, "main", await goodFiles("poll-makers"), { author: "maintainer" });
    const group = await scene.sandbox.mergeGroup(CATALOG, [number]);
    await scene.settled();
    expect(verdicts(scene, group.headSha)).toEqual({ steward: "action_required" });
  });

  it("a group of several passes when each of them has", async () => {
    scene = await openScene();
    const one = await submit(scene, await goodFiles());
    const two = await submit(scene, await goodFiles("standup-notes"), { branch: "two" });
    const bad = await submit(scene, await goodFiles("vote-counter", { summary: "short" }), {
      branch: "three",
    });
    await scene.settled();
    const good = await scene.sandbox.mergeGroup(CATALOG, [one.number, two.number]);
    await scene.settled();
    expect(verdicts(scene, good.headSha)).toEqual({ steward: "success" });
    const mixed = await scene.sandbox.mergeGroup(CATALOG, [one.number, bad.number]);
    await scene.settled();
    expect(verdicts(scene, mixed.headSha)).toEqual({ steward: "failure" });
  });
});
