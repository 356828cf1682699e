// A report that is turned round at the last moment takes nothing down: somebody who decides has to name the listing.

import { describe, expect, it } from "@jest/globals";
import { CATALOG } from "../support/scene.ts";
import { canaryForm, DAY_MS, VAULT } from "../support/takedown-scene.ts";
import { takedownStage } from "../support/takedown-stage.ts";

const { scene, open, label, say, records, deadlineOf } = takedownStage();

const HOUR_MS = 3_600_000;

/** Reported long ago, and turned round two seconds before whoever decides sets the label. */
async function turned(...labels: string[]): Promise<number> {
  await open();
  const number = await scene().report("poll-maker");
  scene().clock.advance(5 * HOUR_MS);
  await edit(number, "stranger", "other-tool");
  scene().clock.advance(2_000);
  await scene().sandbox.label(CATALOG, number, "maintainer", ...labels);
  await scene().settled();
  return number;
}

async function edit(number: number, login: string, id: string): Promise<void> {
  await scene().sandbox.editIssue(CATALOG, number, login, { body: canaryForm(id) });
  await scene().settled();
}

const labelledMs = (number: number, name: string): number =>
  Math.floor(
    (scene()
      .sandbox.issue(CATALOG, number)
      .events.findLast(({ event, label: set }) => event === "labeled" && set?.name === name)?.createdAtMs ??
      0) / 1_000,
  ) * 1_000;

describe("an edit within the hour before the label", () => {
  it.each([
    ["critical first", ["severity: critical", "security"]],
    ["critical last", ["security", "severity: critical"]],
  ])(
    "takes nothing out, %s, until the listing is named; then the named one goes at once",
    async (_, labels) => {
      const number = await turned(...labels);
      expect(await scene().isListed("other-tool")).toBe(true);
      expect(records(number)).toEqual([]);
      expect(scene().said(number)).toHaveLength(1);
      expect(scene().said(number)[0]).toContain("/case other-tool");
      expect(await say(number, "stranger", "/case other-tool")).toBe("-1");
      await scene().days(3);
      expect(await scene().isListed("other-tool")).toBe(true);
      expect(await say(number, "deputy", "/case poll-maker")).toBe("+1");
      expect(await scene().isListed("poll-maker")).toBe(false);
      expect(await scene().isListed("other-tool")).toBe(true);
    },
  );

  it("costs no time: the clock counts from the label, with 7 days' notice at least", async () => {
    const number = await turned("security");
    expect(records(number)).toEqual([]);
    expect(scene().said(number)[0]).toContain("edited within the hour before");
    scene().clock.advance(2 * DAY_MS);
    expect(await say(number, "maintainer", "/case poll-maker")).toBe("+1");
    expect(deadlineOf(number)).toBe(labelledMs(number, "security") + 14 * DAY_MS);
    expect(records(number)[0]).toContain('"listing":"poll-maker"');
  });

  it("gives 7 days, however late the listing is named", async () => {
    const number = await turned("security");
    scene().clock.advance(20 * DAY_MS);
    for (const token of scene().sandbox.world.tokens.values())
      Object.assign(token, { expiresAtMs: Number.MAX_SAFE_INTEGER });
    expect(await say(number, "maintainer", "/case poll-maker")).toBe("+1");
    expect(deadlineOf(number) - scene().clock.nowMs()).toBeGreaterThan(6.99 * DAY_MS);
    expect(deadlineOf(number) - scene().clock.nowMs()).toBeLessThan(7.01 * DAY_MS);
  });

  it("is seen among others: one by somebody who decides does not cover it", async () => {
    await open();
    const number = await scene().report("poll-maker");
    scene().clock.advance(2 * HOUR_MS);
    await edit(number, "stranger", "other-tool");
    scene().clock.advance(60_000);
    await edit(number, "deputy", "poll-maker");
    await label(number, "maintainer", "security");
    expect(records(number)).toEqual([]);
    expect(scene().said(number).at(-1)).toContain("/case poll-maker");
  });

  it("of somebody who decides, or an hour and more ago, asks for nothing", async () => {
    await open();
    const number = await scene().report("poll-maker");
    scene().clock.advance(2 * HOUR_MS);
    await edit(number, "deputy", "other-tool");
    await label(number, "maintainer", "security");
    expect(records(number)[0]).toContain('"listing":"other-tool"');
    const second = await scene().report("poll-maker");
    await edit(second, "stranger", "other-tool");
    scene().clock.advance(HOUR_MS + 60_000);
    await label(second, "maintainer", "security");
    expect(records(second)[0]).toContain('"listing":"other-tool"');
  });
});

describe("critical severity", () => {
  it("on a stranger's report that nobody touched asks too, and says the line", async () => {
    await open();
    const number = await scene().report("poll-maker");
    await label(number, "maintainer", "security", "severity: critical");
    expect(await scene().isListed("poll-maker")).toBe(true);
    expect(scene().said(number)).toHaveLength(1);
    expect(scene().said(number)[0]).toContain("/case poll-maker");
    expect(await say(number, "deputy", "/case poll-maker")).toBe("+1");
    expect(await scene().isListed("poll-maker")).toBe(false);
  });

  it("set moments after the case began asks, and is not forgotten by what is written meanwhile", async () => {
    await open();
    const number = await scene().report("poll-maker");
    await label(number, "maintainer", "security");
    await label(number, "maintainer", "severity: critical");
    expect(await scene().isListed("poll-maker")).toBe(true);
    expect(await say(number, "deputy", "/extend 2 just a moment")).toBe("+1");
    expect(records(number)).toHaveLength(2);
    expect(await say(number, "deputy", "/case other-tool")).toBe("confused");
    expect(await scene().isListed("poll-maker")).toBe(true);
    expect(scene().sandbox.labels(CATALOG, number)).toContain("severity: critical");
    expect(await say(number, "deputy", "/case poll-maker")).toBe("+1");
    expect(await scene().isListed("poll-maker")).toBe(false);
    expect(await scene().isListed("other-tool")).toBe(true);
  });

  it("taken back before anybody named the listing starts the usual clock, from the label", async () => {
    await open();
    const number = await scene().report("poll-maker");
    await label(number, "maintainer", "security", "severity: critical");
    await scene().sandbox.unlabel(CATALOG, number, "maintainer", "severity: critical");
    await scene().settled();
    expect(records(number)[0]).toContain('"grade":"medium"');
    expect(deadlineOf(number)).toBe(labelledMs(number, "security") + 14 * DAY_MS);
  });
});

describe("a private case", () => {
  it("asks in the same way, in its own issue alone", async () => {
    await open({ vault: true });
    const number = await scene().report("poll-maker", VAULT);
    scene().clock.advance(2 * HOUR_MS);
    await scene().sandbox.editIssue(VAULT, number, "triager", { body: canaryForm("other-tool") });
    scene().clock.advance(2_000);
    await scene().sandbox.label(VAULT, number, "maintainer", "severity: critical", "security");
    await scene().settled();
    expect(await scene().isListed("other-tool")).toBe(true);
    expect(scene().said(number, VAULT)).toHaveLength(1);
    expect(scene().said(number, VAULT)[0]).toContain("/case other-tool");
    const inPublic = scene()
      .sandbox.issues(CATALOG)
      .filter(({ title }) => title !== "Dashboard");
    expect(inPublic).toEqual([]);
    expect(await say(number, "maintainer", "/case poll-maker", VAULT)).toBe("+1");
    expect(await scene().isListed("poll-maker")).toBe(false);
    expect(await scene().isListed("other-tool")).toBe(true);
  });
});
