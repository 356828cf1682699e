// What severities, several cases and deadlines do to a listing, and what people decide when a clock may not.

import { describe, expect, it } from "@jest/globals";
import { CATALOG } from "../support/scene.ts";
import { DAY_MS } from "../support/takedown-scene.ts";
import { takedownStage } from "../support/takedown-stage.ts";

const { scene, open, label, say, records, deadlineOf } = takedownStage();

describe("severity", () => {
  it("low pauses; leaving it starts the clock anew; critical takes the listing out at once", async () => {
    await open();
    const number = await scene().report("poll-maker");
    await label(number, "maintainer", "security");
    await label(number, "maintainer", "severity: low");
    expect(records(number).at(-1)).toContain('"phase":"paused"');
    await scene().days(20);
    expect(await scene().isListed("poll-maker")).toBe(true);
    await scene().sandbox.unlabel(CATALOG, number, "maintainer", "severity: low");
    await scene().settled();
    expect(deadlineOf(number) - scene().clock.nowMs()).toBeGreaterThan(13.9 * DAY_MS);
    await label(number, "deputy", "severity: critical");
    expect(await scene().isListed("poll-maker")).toBe(false);
    expect(await scene().ledger("poll-maker")).toContain('"severity":"critical"');
  });
});

describe("several cases on one listing", () => {
  it("take it out at the earliest deadline; it comes back when all have ended", async () => {
    await open();
    const first = await scene().report("poll-maker");
    await label(first, "maintainer", "security");
    await scene().days(5);
    const second = await scene().report("poll-maker");
    await label(second, "maintainer", "blocking-bug");
    await scene().days(9.1);
    expect(await scene().isListed("poll-maker")).toBe(false);
    expect(await scene().ledger("poll-maker")).toContain(`"issue":${second}`);
    await say(first, "maintainer", "/resolve fixed");
    expect(await say(first, "maintainer", "/restore poll-maker")).toBe("confused");
    await say(second, "maintainer", "/resolve fixed");
    expect(await say(second, "maintainer", "/restore poll-maker")).toBe("+1");
    expect(await scene().isListed("poll-maker")).toBe(true);
    await scene().days(20);
    expect(await scene().isListed("poll-maker")).toBe(true);
  });
});

describe("the deadline", () => {
  it("waits for a person when whoever acknowledged has lost the role", async () => {
    await open();
    const number = await scene().report("poll-maker");
    await label(number, "deputy", "security");
    scene().sandbox.setRole(CATALOG, "deputy", "write");
    await scene().days(14.1);
    expect(await scene().isListed("poll-maker")).toBe(true);
    expect(scene().said(number).at(-1)).toContain("is no longer authorised");
    expect(await say(number, "deputy", "/takedown poll-maker")).toBe("-1");
    await say(number, "maintainer", "/takedown poll-maker");
    expect(await scene().isListed("poll-maker")).toBe(false);
    expect(await scene().ledger("poll-maker")).toContain("reason: security");
  });

  it("that passed more than a day ago, unseen, waits for a person", async () => {
    await open();
    const number = await scene().report("poll-maker");
    await label(number, "maintainer", "security");
    await scene().stopApp();
    scene().clock.advance(15.5 * DAY_MS);
    await scene().startApp();
    expect(await scene().isListed("poll-maker")).toBe(true);
    expect(scene().said(number).at(-1)).toContain("more than a day too late");
  });

  it("with the App up is kept within five minutes", async () => {
    await open();
    const number = await scene().report("poll-maker");
    await label(number, "maintainer", "security");
    await scene().days(14.1);
    const removed = Date.parse(
      /^removed: "?([^"\n]+)/m.exec((await scene().ledger("poll-maker")) ?? "")?.[1] ?? "",
    );
    expect(removed).toBeGreaterThanOrEqual(deadlineOf(number));
    expect(removed - deadlineOf(number)).toBeLessThan(5 * 60_000);
  });

  it("is 7 days after a notice that our outage delayed", async () => {
    await open();
    const number = await scene().report("poll-maker");
    await scene().stopApp();
    await scene().sandbox.label(CATALOG, number, "maintainer", "security");
    scene().clock.advance(10 * DAY_MS);
    await scene().startApp();
    const leftMs = deadlineOf(number) - scene().clock.nowMs();
    expect(Math.abs(leftMs - 7 * DAY_MS)).toBeLessThan(5 * 60_000);
    await scene().days(6.9);
    expect(await scene().isListed("poll-maker")).toBe(true);
    await scene().days(0.2);
    expect(await scene().isListed("poll-maker")).toBe(false);
  });

  it("is spoken of once after an outage, by the latest reminder alone", async () => {
    await open();
    const number = await scene().report("poll-maker");
    await label(number, "maintainer", "security");
    await scene().stopApp();
    scene().clock.advance(12 * DAY_MS);
    await scene().startApp();
    const reminders = () =>
      scene()
        .said(number)
        .flatMap((body) => /(\d+) days? left/.exec(body)?.[1] ?? []);
    expect(reminders()).toEqual(["3"]);
    await scene().days(1.5);
    expect(reminders()).toEqual(["3", "1"]);
  });

  it("that passed a few hours ago, unseen, is kept at the next start", async () => {
    await open();
    const number = await scene().report("poll-maker");
    await label(number, "maintainer", "security");
    await scene().stopApp();
    scene().clock.advance(14.2 * DAY_MS);
    await scene().startApp();
    expect(await scene().isListed("poll-maker")).toBe(false);
    expect(records(number)).toHaveLength(2);
  });

  it("removes nothing in a dry run", async () => {
    await open({ policy: "extends: mattermost\ntakedown:\n  mode: dry-run\n" });
    const number = await scene().report("poll-maker");
    await label(number, "maintainer", "security");
    await scene().days(14.1);
    expect(await scene().isListed("poll-maker")).toBe(true);
    expect(scene().said(number).at(-1)).toContain("would be removed now");
  });

  it("a running clock keeps its terms when the policy changes", async () => {
    await open();
    const number = await scene().report("poll-maker");
    await label(number, "maintainer", "security");
    await scene().sandbox.commit(CATALOG, "main", {
      ".github/steward.yml": "extends: mattermost\ntakedown:\n  days:\n    medium: 1\n",
    });
    await scene().settled();
    await scene().days(10);
    expect(await scene().isListed("poll-maker")).toBe(true);
    await scene().days(4.1);
    expect(await scene().isListed("poll-maker")).toBe(false);
    expect(number).toBeGreaterThan(0);
  });
});
