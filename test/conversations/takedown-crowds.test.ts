// However much others make happen on a case, what authorised people say is found, and no deadline is lost.

import { describe, expect, it } from "@jest/globals";
import type { IssueEvent } from "../../src/sandbox/model.ts";
import { CATALOG } from "../support/scene.ts";
import { DAY_MS } from "../support/takedown-scene.ts";
import { takedownStage } from "../support/takedown-stage.ts";

const { scene, open, label, say, records, deadlineOf } = takedownStage();

const MINUTE_MS = 60_000;

async function running(): Promise<number> {
  await open();
  const number = await scene().report("poll-maker");
  await label(number, "maintainer", "security");
  expect(records(number)).toHaveLength(1);
  return number;
}

function accountOf(login: string): IssueEvent["actor"] {
  const found = [...scene().sandbox.world.accounts.values()].find((one) => one.login === login);
  if (found === undefined) throw new Error(`nobody is called ${login}`);
  return found;
}

/** What anybody can cause on any issue, by mentioning it or being mentioned there. */
function flood(
  number: number,
  count: number,
  change: (at: number) => Partial<IssueEvent> = () => ({}),
): void {
  const { sandbox, clock } = scene();
  const { events } = sandbox.issue(CATALOG, number);
  for (let at = 0; at < count; at += 1)
    events.push({
      id: sandbox.world.nextId(),
      event: at % 2 === 0 ? "mentioned" : "referenced",
      actor: accountOf("stranger"),
      viaApp: false,
      createdAtMs: clock.nowMs(),
      ...change(at),
    });
}

const callsFor = async (what: () => Promise<unknown>): Promise<number> => {
  const before = scene().sandbox.calls.length;
  await what();
  return scene().sandbox.calls.length - before;
};

describe("events", () => {
  it("in their thousands hide neither the deadline nor a command", async () => {
    const number = await running();
    flood(number, 3_001);
    await scene().days(10);
    expect(await scene().isListed("poll-maker")).toBe(true);
    expect(
      scene()
        .said(number)
        .some((body) => body.includes("7 days left")),
    ).toBe(true);
    await scene().days(4.1);
    expect(await scene().isListed("poll-maker")).toBe(false);
    expect(await say(number, "maintainer", "/resolve fixed in 2.1")).toBe("+1");
  });

  it("hide no label that came among them, before, between or after", async () => {
    await open();
    const number = await scene().report("poll-maker");
    flood(number, 1_500);
    scene().clock.advance(MINUTE_MS);
    await scene().stopApp();
    await scene().sandbox.label(CATALOG, number, "maintainer", "security");
    scene().clock.advance(MINUTE_MS);
    flood(number, 1_700);
    scene().clock.advance(MINUTE_MS);
    await scene().startApp();
    await scene().settled();
    expect(records(number)).toHaveLength(1);
    const before = deadlineOf(number);
    await scene().stopApp();
    await scene().sandbox.label(CATALOG, number, "deputy", "severity: low");
    scene().clock.advance(MINUTE_MS);
    flood(number, 900);
    await scene().startApp();
    await scene().settled();
    expect(records(number)).toHaveLength(2);
    expect(records(number).at(-1)).toContain('"grade":"low"');
    expect(before).toBeGreaterThan(0);
    // A stranger's label among as many is still nobody's word.
    await scene().stopApp();
    await scene().sandbox.label(CATALOG, number, "triager", "severity: critical");
    flood(number, 900);
    await scene().startApp();
    await scene().settled();
    expect(scene().sandbox.labels(CATALOG, number)).not.toContain("severity: critical");
    expect(await scene().isListed("poll-maker")).toBe(true);
  });

  it("cost a bounded number of questions in a look", async () => {
    const number = await running();
    flood(number, 12_000);
    const calls = await callsFor(() => say(number, "maintainer", "/extend 3 a fix is in review"));
    expect(records(number)).toHaveLength(2);
    // Each of the few looks that one command leads to.
    expect(calls).toBeLessThan(4 * 40);
  });

  it("about labels, more than can be read: a person is told and confirms", async () => {
    const number = await running();
    const color = "ededed";
    flood(number, 700);
    flood(number, 160, (at) => ({
      event: at % 2 === 0 ? "labeled" : "unlabeled",
      label: { name: "question", color },
      actor: accountOf("triager"),
    }));
    await scene().days(14.1);
    expect(await scene().isListed("poll-maker")).toBe(true);
    expect(scene().said(number).at(-1)).toContain("its labels were changed more often than Steward can read");
    expect(scene().said(number).at(-1)).toContain("/takedown poll-maker");
    const board = scene()
      .sandbox.issues(CATALOG)
      .find(({ title }) => title === "Dashboard");
    expect(board?.body).toContain("due since");
    expect(await say(number, "maintainer", "/takedown poll-maker")).toBe("+1");
    expect(await scene().isListed("poll-maker")).toBe(false);
  });

  it("about labels, too many before anybody acknowledged: the newest word of an authorised person counts", async () => {
    await open();
    const number = await scene().report("poll-maker");
    flood(number, 600);
    await scene().stopApp();
    await scene().sandbox.label(CATALOG, number, "maintainer", "security");
    flood(number, 330, (at) => ({
      event: at % 2 === 0 ? "labeled" : "unlabeled",
      label: { name: "question", color: "ededed" },
      actor: accountOf("triager"),
    }));
    await scene().startApp();
    await scene().settled();
    expect(records(number)).toEqual([]);
    await say(number, "maintainer", "/restore nothing-here");
    expect(scene().said(number).join("\n")).toContain("cannot tell who set `security`");
    expect(scene().sandbox.labels(CATALOG, number)).toContain("security");
    await scene().sandbox.unlabel(CATALOG, number, "maintainer", "security");
    await label(number, "maintainer", "security");
    expect(records(number)).toHaveLength(1);
  });
});

describe("commands", () => {
  /** Written while the App is away, so that they are all there at its next look. */
  async function meanwhile(write: () => void): Promise<void> {
    const { sandbox, clock } = scene();
    sandbox.faults.deliveries.lose = true;
    clock.advance(MINUTE_MS);
    write();
    sandbox.faults.deliveries.lose = false;
    clock.advance(16 * MINUTE_MS);
    await scene().server.service.sweepAll();
    await scene().settled();
  }

  it("of a deputy are carried out, however often one stranger writes after them", async () => {
    const number = await running();
    const before = deadlineOf(number);
    const said: { readonly reactions: readonly { readonly content: string }[] }[] = [];
    await meanwhile(() => {
      said.push(scene().sandbox.comment(CATALOG, number, "deputy", "/extend 5 a fix is in review"));
      for (let at = 0; at < 60; at += 1) {
        scene().clock.advance(2_000);
        said.push(scene().sandbox.comment(CATALOG, number, "stranger", "/notified"));
      }
    });
    expect(said[0]?.reactions.map(({ content }) => content)).toEqual(["+1"]);
    expect(deadlineOf(number)).toBe(before + 5 * DAY_MS);
    expect(said.slice(1).every(({ reactions }) => reactions[0]?.content === "-1")).toBe(true);
  });

  it("of a deputy are carried out, however many strangers write before them", async () => {
    const number = await running();
    const before = deadlineOf(number);
    const said: { readonly reactions: readonly { readonly content: string }[] }[] = [];
    await meanwhile(() => {
      for (let at = 0; at < 45; at += 1) scene().sandbox.addUser(`stranger-${at}`);
      for (let at = 0; at < 45; at += 1)
        said.push(scene().sandbox.comment(CATALOG, number, `stranger-${at}`, "/takedown poll-maker"));
      said.push(scene().sandbox.comment(CATALOG, number, "deputy", "/extend 5 a fix is in review"));
    });
    expect(said.at(-1)?.reactions.map(({ content }) => content)).toEqual(["+1"]);
    expect(deadlineOf(number)).toBe(before + 5 * DAY_MS);
    expect(
      said.slice(0, -1).every(({ reactions }) => reactions.map((one) => one.content).join() === "-1"),
    ).toBe(true);
    expect(await scene().isListed("poll-maker")).toBe(true);
  });
});

describe("closing", () => {
  it("again and again by the reporter is answered a few times, and then undone now and then", async () => {
    const number = await running();
    const before = scene().said(number).length;
    for (let at = 0; at < 40; at += 1) {
      scene().clock.advance(2_000);
      if (scene().sandbox.issue(CATALOG, number).state === "open")
        await scene().sandbox.closeIssue(CATALOG, number, "stranger");
      await scene().settled();
    }
    const said = scene().said(number).slice(before);
    expect(said).toHaveLength(3);
    expect(said.at(-1)).toContain("Steward opens it again at most once an hour");
    expect(scene().sandbox.issue(CATALOG, number).events.length).toBeLessThan(12);
    // The clock runs on, the issue is opened again by itself, and nothing more is said.
    await scene().days(0.1);
    expect(scene().sandbox.issue(CATALOG, number).state).toBe("open");
    expect(scene().said(number)).toHaveLength(before + 3);
    await scene().sandbox.closeIssue(CATALOG, number, "stranger");
    await scene().settled();
    await scene().days(14.1);
    expect(scene().sandbox.issue(CATALOG, number).state).toBe("open");
    expect(await scene().isListed("poll-maker")).toBe(false);
  });
});
