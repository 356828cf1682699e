// A release belongs to the commit it was written for: whatever becomes of the branch, it reaches no other.

import { afterEach, describe, expect, it } from "@jest/globals";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import {
  addProject,
  CATALOG,
  goodFiles,
  lineFrom,
  listing,
  openScene,
  rollUp,
  submit,
  type Scene,
} from "../support/scene.ts";
import { entries, ids, later, mergeNow, openIssues } from "../support/published.ts";
import { bears } from "../support/marked.ts";

let scene: Scene;
afterEach(async () => scene.close());

const MINUTE_MS = 60_000;
const HELD = "steward: not published";

const sticky = (number: number): string =>
  scene.sandbox.comments(CATALOG, number).find(({ body }) => bears(body, "review"))?.body ?? "";
const reactions = (comment: ReturnType<Sandbox["comment"]>): readonly string[] =>
  comment.reactions.map(({ content }) => content);

interface Pair {
  readonly number: number;
  readonly fork: string;
  /** Held: a stranger's link. */
  readonly evil: string;
  /** Held for the same: a stranger's typo. */
  readonly good: string;
}

/** A stranger's change of somebody's listing, shown with a bad commit first and a harmless one now. */
async function twoCommits(): Promise<Pair> {
  scene = await openScene();
  await mergeNow(scene, await goodFiles());
  await addProject(scene.sandbox, "stranger", "evil");
  const files = { "listings/poll-maker.yml": listing({ link: "https://github.com/stranger/evil" }) };
  const { number, fork, sha } = await submit(scene, files, { author: "stranger", branch: "b" });
  await scene.settled();
  expect(rollUp(scene, sha)).toBe("action_required");
  scene.clock.advance(MINUTE_MS);
  await scene.sandbox.forcePush(fork, "b", scene.sandbox.branchSha(CATALOG, "main") ?? "", "stranger");
  return { number, fork, evil: sha, good: "" };
}

async function withGood(pair: Pair): Promise<Pair> {
  const good = await scene.sandbox.commit(
    pair.fork,
    "b",
    { "listings/poll-maker.yml": listing({ summary: "Create polls and see all the votes come in" }) },
    { author: "stranger" },
  );
  await scene.settled();
  // An empty pull request is closed by its forced push; the same branch is proposed anew where GitHub did that.
  expect(scene.sandbox.issue(CATALOG, pair.number).state).toBe("open");
  scene.clock.advance(MINUTE_MS);
  return { ...pair, good };
}

describe("an `/accept` of one commit", () => {
  it("does not go with the branch back to another, which stays held and is not published", async () => {
    const { number, fork, evil, good } = await withGood(await twoCommits());
    expect(rollUp(scene, good)).toBe("action_required");
    const comment = scene.sandbox.comment(
      CATALOG,
      number,
      "maintainer",
      lineFrom(sticky(number), "ownership", "thanks"),
    );
    await scene.settled();
    expect([rollUp(scene, good), reactions(comment)]).toEqual(["success", ["+1"]]);
    scene.clock.advance(5_000);
    await scene.sandbox.forcePush(fork, "b", evil, "stranger");
    await scene.settled();
    expect(rollUp(scene, evil)).toBe("action_required");
    expect(scene.sandbox.labels(CATALOG, number)).toEqual(["steward: held"]);
    await scene.sandbox.mergePullRequest(CATALOG, number, "maintainer");
    await scene.settled();
    expect((await entries(scene))[0]?.link).toBe("https://github.com/contributor/poll-maker");
    expect(openIssues(scene, HELD)).toHaveLength(1);
  });

  it("does not reach another that is put in its place before we look", async () => {
    const { number, fork, evil, good } = await withGood(await twoCommits());
    scene.sandbox.faults.deliveries.lose = true;
    const line = lineFrom(sticky(number), "ownership", "thanks");
    const comment = scene.sandbox.comment(CATALOG, number, "maintainer", line);
    scene.clock.advance(1_000);
    await scene.sandbox.forcePush(fork, "b", evil, "stranger");
    scene.sandbox.faults.deliveries.lose = false;
    await later(scene, 16 * MINUTE_MS);
    await scene.server.service.sweepAll();
    await scene.settled();
    expect([rollUp(scene, evil), rollUp(scene, good), reactions(comment)]).toEqual([
      "action_required",
      "action_required",
      ["confused"],
    ]);
    expect(sticky(number)).toContain("and the head is");
  });

  it("counts where the branch comes back to its own commit only once it is written there again", async () => {
    const { number, fork, evil, good } = await withGood(await twoCommits());
    const say = async (): Promise<void> => {
      scene.clock.advance(MINUTE_MS);
      scene.sandbox.comment(CATALOG, number, "maintainer", lineFrom(sticky(number), "ownership", "thanks"));
      await scene.settled();
    };
    await say();
    expect(rollUp(scene, good)).toBe("success");
    for (const sha of [evil, good]) {
      scene.clock.advance(MINUTE_MS);
      await scene.sandbox.forcePush(fork, "b", sha, "stranger");
      await scene.settled();
      expect(rollUp(scene, sha)).toBe("action_required");
    }
    await say();
    expect(rollUp(scene, good)).toBe("success");
  });

  it.each(["deleted", "edited"] as const)("is taken back when it is %s, heard of or not", async (how) => {
    scene = await openScene({ files: await goodFiles("poll-makers") });
    const { number, sha } = await submit(scene, await goodFiles());
    await scene.settled();
    for (const isLost of [false, true]) {
      scene.clock.advance(MINUTE_MS);
      const line = lineFrom(sticky(number), "submission", "seen it");
      const comment = scene.sandbox.comment(CATALOG, number, "maintainer", line);
      await scene.settled();
      expect(rollUp(scene, sha)).toBe("success");
      scene.clock.advance(MINUTE_MS);
      scene.sandbox.faults.deliveries.lose = isLost;
      if (how === "deleted") scene.sandbox.deleteComment(CATALOG, comment.id, "maintainer");
      else scene.sandbox.editComment(CATALOG, comment.id, "maintainer", "Not so fast.");
      scene.sandbox.faults.deliveries.lose = false;
      if (isLost) await scene.server.service.sweepAll();
      await scene.settled();
      expect(rollUp(scene, sha)).toBe("action_required");
    }
  });

  it("an approval that is dismissed unheard is taken back too", async () => {
    scene = await openScene({ files: await goodFiles("poll-makers") });
    const { number, sha } = await submit(scene, await goodFiles());
    await scene.settled();
    scene.clock.advance(MINUTE_MS);
    const review = scene.sandbox.review(CATALOG, number, "maintainer", "APPROVED");
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("success");
    scene.sandbox.faults.deliveries.lose = true;
    scene.sandbox.dismissReview(CATALOG, number, review.id, "maintainer");
    scene.sandbox.faults.deliveries.lose = false;
    await scene.server.service.sweepAll();
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("action_required");
  });
});

describe("an `/accept` of what is not published", () => {
  it("is answered in the issue where it was mistyped, given for a pull request, or edited into one", async () => {
    scene = await openScene();
    await mergeNow(scene, await goodFiles());
    await mergeNow(scene, await goodFiles("poll-makers", { name: "Poll Makers" }));
    const number = openIssues(scene, HELD)[0]?.number ?? 0;
    const shown = (): string => openIssues(scene, HELD)[0]?.body ?? "";
    const say = async (login: string, body: string) => {
      scene.clock.advance(2_000);
      const comment = scene.sandbox.comment(CATALOG, number, login, body);
      await scene.settled();
      return comment;
    };
    for (const slip of ["/Accept poll-makers submission fine", "/accepts poll-makers", "\n/accept x"]) {
      const comment = await say("maintainer", slip);
      expect(shown()).toContain("by `maintainer`, did nothing:** what is on hold is accepted with `/accept`");
      expect(comment.reactions).toEqual([]);
    }
    await say("stranger", "/recheck");
    expect(shown()).toContain("by `stranger`, did nothing:** that command is for pull requests");
    const talk = await say("maintainer", "Let us see");
    scene.sandbox.editComment(CATALOG, talk.id, "maintainer", lineFrom(shown(), "submission", "fine"));
    await scene.settled();
    expect(shown()).toContain("a comment that was edited runs nothing");
    expect([await ids(scene), openIssues(scene, HELD).length]).toEqual([["poll-maker"], 1]);
    // The line as it is shown, in a comment of its own, ends all that.
    await say("maintainer", lineFrom(shown(), "submission", "fine"));
    expect([await ids(scene), openIssues(scene, HELD)]).toEqual([["poll-maker", "poll-makers"], []]);
  });

  it("names the commit that was shown; without one it is answered with the line, in the issue", async () => {
    scene = await openScene();
    await mergeNow(scene, await goodFiles());
    await mergeNow(scene, await goodFiles("poll-makers", { name: "Poll Makers" }));
    const shown = () => openIssues(scene, HELD)[0];
    const number = shown()?.number ?? 0;
    const tip = scene.sandbox.branchSha(CATALOG, "main") ?? "";
    scene.clock.advance(2_000);
    const bare = scene.sandbox.comment(
      CATALOG,
      number,
      "maintainer",
      "/accept poll-makers submission it is fine",
    );
    await scene.settled();
    expect([await ids(scene), reactions(bare)]).toEqual([["poll-maker"], ["confused"]]);
    const line = `/accept poll-makers submission ${tip.slice(0, 7)} <reason>`;
    expect(shown()?.body).toContain(
      `by \`maintainer\`, did nothing:** it names no commit. The line that works: \`${line}\``,
    );
    // What is shown of a listing keeps its commit while nothing of it changes.
    await scene.sandbox.commit(CATALOG, "main", { "NOTES.md": "x\n" }, { author: "maintainer" });
    await scene.settled();
    expect(lineFrom(shown()?.body ?? "", "submission", "<reason>")).toBe(line);
    // The files change: the line that was shown for the others lets these not through.
    scene.clock.advance(2_000);
    const change = listing({
      name: "Poll Makers",
      image: "images/poll-makers.png",
      summary: "Something else altogether",
    });
    await scene.sandbox.commit(
      CATALOG,
      "main",
      { "listings/poll-makers.yml": change },
      { author: "maintainer" },
    );
    await scene.settled();
    scene.clock.advance(2_000);
    const stale = scene.sandbox.comment(
      CATALOG,
      number,
      "maintainer",
      line.replace("<reason>", "it is fine"),
    );
    await scene.settled();
    expect([await ids(scene), reactions(stale)]).toEqual([["poll-maker"], ["confused"]]);
    scene.clock.advance(2_000);
    const fresh = lineFrom(shown()?.body ?? "", "submission", "it is fine").replace(
      "submission",
      "Listing file",
    );
    const comment = scene.sandbox.comment(CATALOG, number, "maintainer", fresh);
    await scene.settled();
    expect([await ids(scene), reactions(comment)]).toEqual([["poll-maker", "poll-makers"], ["+1"]]);
  });
});
