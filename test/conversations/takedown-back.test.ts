// After a takedown: the owner brings the listing back by a pull request, others do not; and a wrong clock decides nothing.

import { describe, expect, it } from "@jest/globals";
import { CATALOG, goodFiles, rollUp, submit, verdicts } from "../support/scene.ts";
import { takedownStage } from "../support/takedown-stage.ts";

const { scene, open } = takedownStage();

const say = async (number: number, body: string): Promise<void> => {
  scene().clock.advance(5_000);
  scene().sandbox.comment(CATALOG, number, "maintainer", body);
  await scene().settled();
};

/** Listed by its owner's own pull request, then taken down for a case. */
async function takenDown(): Promise<number> {
  await open({ ids: ["other-tool"] });
  const { number: pull } = await submit(scene(), await goodFiles());
  await scene().settled();
  await scene().sandbox.mergePullRequest(CATALOG, pull, "maintainer");
  await scene().settled();
  const number = await scene().report("poll-maker");
  await scene().sandbox.label(CATALOG, number, "maintainer", "security", "severity: critical");
  await say(number, "/case poll-maker");
  expect(await scene().isListed("poll-maker")).toBe(false);
  return number;
}

describe("a resubmission", () => {
  const again = async (body: string, author = "contributor") => {
    const submission = await submit(scene(), await goodFiles(), { body, author, branch: `again-${author}` });
    await scene().settled();
    return submission;
  };

  it("waits until every case has ended, then shows what was", async () => {
    const number = await takenDown();
    expect(await scene().ledger("poll-maker")).toMatch(/owners: \[\d+\]/);
    const { sha } = await again("## What changed\n\nThe hole is closed.\n");
    expect(verdicts(scene(), sha)["steward / Standing"]).toBe("failure");
    await say(number, "/resolve fixed in 2.1");
    await scene().server.service.sweepAll();
    await scene().settled();
    scene().sandbox.comment(CATALOG, (await pullOf(sha)) ?? 0, "contributor", "/recheck");
    await scene().settled();
    expect(verdicts(scene(), sha)["steward / Standing"]).toBe("success");
    expect(rollUp(scene(), sha)).toBe("success");
    const run = scene()
      .sandbox.checkRuns(CATALOG, sha)
      .findLast(({ name }) => name === "steward / Standing");
    expect(run?.summary).toContain(`#${number}, severity critical`);
  });

  it("by somebody else is a maintainer's to decide", async () => {
    const number = await takenDown();
    await say(number, "/resolve fixed");
    const { sha } = await again("## What changed\n\nMine now.\n", "stranger");
    expect(verdicts(scene(), sha)["steward / Standing"]).toBe("action_required");
  });

  const pullOf = async (sha: string): Promise<number | undefined> =>
    scene()
      .sandbox.issues(CATALOG)
      .find(({ pull }) => pull?.head.sha === sha)?.number;
});

describe("a withdrawal while a case runs", () => {
  it("takes the case's reason, and the case stays open until the team ends it", async () => {
    await open({ ids: ["other-tool"] });
    const merge = async (files: Parameters<typeof submit>[1], branch: string): Promise<void> => {
      const { number } = await submit(scene(), files, { branch });
      await scene().settled();
      await scene().sandbox.mergePullRequest(CATALOG, number, "maintainer");
      await scene().settled();
      await scene().days(0.02);
    };
    await merge(await goodFiles(), "come");
    const number = await scene().report("poll-maker");
    await scene().sandbox.label(CATALOG, number, "maintainer", "security");
    await scene().settled();
    scene().clock.advance(3_600_000);
    await merge({ "listings/poll-maker.yml": null, "images/poll-maker.png": null }, "go");
    const line = (await scene().ledger("poll-maker")) ?? "";
    expect(line).toContain("reason: security");
    expect(line).toContain(`"issue":${number}`);
    expect(scene().sandbox.issue(CATALOG, number).state).toBe("open");
    expect(scene().said(number).at(-1)).toContain("is removed from the marketplace");
    await scene().days(15);
    expect(
      scene()
        .said(number)
        .filter((body) => body.includes("days left")),
    ).toEqual([]);
    await say(number, "/resolve they withdrew it");
    await say(number, "/restore poll-maker");
    expect(await scene().isListed("poll-maker")).toBe(true);
  });
});

describe("a clock that is an hour wrong", () => {
  it("starts nothing and removes nothing until it is right again", async () => {
    let skewMs = 0;
    const clock = { nowMs: () => Date.now() };
    await open({ sandbox: { nowMs: () => clock.nowMs() - skewMs } });
    clock.nowMs = scene().clock.nowMs;
    const number = await scene().report("poll-maker");
    skewMs = 3_600_000;
    await scene().sandbox.label(CATALOG, number, "maintainer", "security", "severity: critical");
    await say(number, "/case poll-maker");
    expect(scene().said(number)).toEqual([]);
    expect(await scene().isListed("poll-maker")).toBe(true);
    expect(scene().logged.some((line) => line.includes("our clock and GitHub's differ"))).toBe(true);
    const { text } = await scene().server.service.metrics.render();
    const apart = Number(/^steward_clock_apart_seconds (\S+)/m.exec(text)?.[1]);
    expect(Math.abs(apart - 3_600)).toBeLessThan(60);
    expect(text).toMatch(/steward_key_seconds_count\{kind="case",outcome="held"\} [1-9]/);
    skewMs = 0;
    await scene().days(0.01);
    expect(await scene().isListed("poll-maker")).toBe(false);
  });
});
