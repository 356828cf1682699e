// Who may start, change and end a case, and what becomes of everything that others try.

import { describe, expect, it } from "@jest/globals";
import { CATALOG } from "../support/scene.ts";
import { canaryForm, CANARY, DAY_MS } from "../support/takedown-scene.ts";
import { takedownStage } from "../support/takedown-stage.ts";

const { scene, open, label, say, records, deadlineOf } = takedownStage();

describe("labels", () => {
  it("of a stranger are taken off with one polite sentence, and start nothing", async () => {
    await open();
    const number = await scene().report("poll-maker");
    await label(number, "triager", "security", "severity: critical");
    expect(scene().sandbox.labels(CATALOG, number)).toEqual([]);
    expect(records(number)).toEqual([]);
    const sentences = scene()
      .said(number)
      .filter((body) => body.includes("Thank you for the report!"));
    expect(sentences.length).toBeGreaterThan(0);
    await label(number, "maintainer", "security");
    expect(records(number)).toHaveLength(1);
  });

  const openWith = async (author: string, ...labels: string[]): Promise<number> => {
    const issue = await scene().sandbox.openIssue(CATALOG, {
      author,
      title: CANARY,
      body: canaryForm("poll-maker"),
      labels,
    });
    await scene().settled();
    return issue.number;
  };

  it.each(["stranger", "triager"])("set at opening, as a form does, start nothing for %s", async (author) => {
    await open();
    const number = await openWith(author, "security", "severity: critical");
    expect(scene().sandbox.labels(CATALOG, number)).toEqual([]);
    expect(records(number)).toEqual([]);
    expect(scene().said(number)).toHaveLength(1);
    expect(await scene().isListed("poll-maker")).toBe(true);
  });

  it.each(["maintainer", "deputy"])("set at opening by %s count at once", async (author) => {
    await open();
    const number = await openWith(author, "security");
    expect(scene().said(number)).toHaveLength(1);
    expect(scene().said(number)[0]).toContain(`acknowledged by \`${author}\``);
    expect(records(number)).toHaveLength(1);
    const setMs = scene().sandbox.issue(CATALOG, number).events[0]?.createdAtMs ?? 0;
    expect(deadlineOf(number)).toBe(Math.floor(setMs / 1_000) * 1_000 + 14 * DAY_MS);
    // The issue is theirs, so is what it names.
    const critical = await openWith(author, "security", "severity: critical");
    expect(records(critical)).not.toEqual([]);
    expect(await scene().isListed("poll-maker")).toBe(false);
  });

  it("of a running case are put back, whoever takes them off", async () => {
    await open();
    const number = await scene().report("poll-maker");
    await label(number, "maintainer", "security", "severity: high");
    await scene().sandbox.unlabel(CATALOG, number, "maintainer", "security");
    await scene().settled();
    expect(scene().sandbox.labels(CATALOG, number)).toContain("security");
    await scene().sandbox.unlabel(CATALOG, number, "triager", "severity: high");
    await scene().settled();
    expect(scene().sandbox.labels(CATALOG, number)).toContain("severity: high");
    expect(scene().said(number).at(-1)).toContain("put it back");
  });

  it("that are deleted or renamed in the repository come back on running cases", async () => {
    await open();
    const number = await scene().report("poll-maker");
    await label(number, "maintainer", "security");
    await fetch(`${scene().sandbox.url}/repos/${CATALOG}/labels/security`, {
      method: "DELETE",
      headers: { authorization: "Bearer user:maintainer" },
    });
    await scene().settled();
    expect(scene().sandbox.labels(CATALOG, number)).toContain("security");
    expect(records(number)).toHaveLength(1);
  });
});

describe("the listing", () => {
  it("is asked for once when the body was edited after the label; the comment's time then counts", async () => {
    await open();
    const number = await scene().report("poll-maker");
    await scene().stopApp();
    await scene().sandbox.label(CATALOG, number, "maintainer", "security");
    scene().clock.advance(3_000);
    await scene().sandbox.editIssue(CATALOG, number, "stranger", { body: canaryForm("other-tool") });
    await scene().startApp();
    await scene().server.service.queue.add(
      `case:${scene().sandbox.repository(CATALOG).id}#${number}`,
      "person",
    );
    await scene().settled();
    expect(records(number)).toEqual([]);
    expect(scene().said(number)).toHaveLength(1);
    expect(scene().said(number)[0]).toContain("edited after it was labelled");
    scene().clock.advance(3_600_000);
    expect(await say(number, "maintainer", "/case poll-maker")).toBe("+1");
    const at = scene()
      .sandbox.comments(CATALOG, number)
      .find(({ body }) => body.startsWith("/case"));
    expect(deadlineOf(number)).toBe(Math.floor((at?.createdAtMs ?? 0) / 1_000) * 1_000 + 14 * DAY_MS);
    expect(records(number)[0]).toContain('"listing":"poll-maker"');
  });

  it("stays what the record says, whatever the reporter edits afterwards", async () => {
    await open();
    const number = await scene().report("poll-maker");
    await label(number, "maintainer", "security");
    await scene().sandbox.editIssue(CATALOG, number, "stranger", { body: canaryForm("other-tool") });
    await scene().settled();
    await scene().days(14.1);
    expect(await scene().isListed("poll-maker")).toBe(false);
    expect(await scene().isListed("other-tool")).toBe(true);
  });

  it("that nobody knows starts no clock", async () => {
    await open();
    const number = await scene().report("no-such-thing");
    await label(number, "maintainer", "blocking-bug");
    expect(scene().said(number)[0]).toContain("is not listed and never was");
    expect(await say(number, "stranger", "/case poll-maker")).toBe("-1");
    expect(records(number)).toEqual([]);
  });

  it("already removed is noted on its line, without a clock", async () => {
    await open();
    const first = await scene().report("poll-maker");
    await label(first, "maintainer", "security", "severity: critical");
    await say(first, "maintainer", "/case poll-maker");
    const second = await scene().report("poll-maker");
    await label(second, "maintainer", "blocking-bug");
    expect(scene().said(second)[0]).toContain("is removed already");
    expect(await scene().ledger("poll-maker")).toContain(`"issue":${second}`);
    await say(first, "maintainer", "/resolve fixed");
    expect(await say(first, "maintainer", "/restore poll-maker")).toBe("confused");
    await say(second, "maintainer", "/dismiss it was none");
    await say(second, "maintainer", "/restore poll-maker");
    expect(await scene().isListed("poll-maker")).toBe(true);
  });
});

describe("commands", () => {
  it("extend the deadline, 14 days in all", async () => {
    await open();
    const number = await scene().report("poll-maker");
    await label(number, "maintainer", "security");
    const before = deadlineOf(number);
    expect(await say(number, "deputy", `/extend 9 ${CANARY}`)).toBe("+1");
    expect(deadlineOf(number)).toBe(before + 9 * DAY_MS);
    expect(await say(number, "deputy", "/extend 6 more")).toBe("confused");
    expect(scene().said(number).at(-1)).toContain("At most 5 more days");
    expect(await say(number, "deputy", "/extend 5 the last")).toBe("+1");
    expect(await say(number, "deputy", "/extend 1 please")).toBe("confused");
    expect(deadlineOf(number)).toBe(before + 14 * DAY_MS);
  });

  it.each([
    ["somebody without the role", "triager", "/resolve done", "-1"],
    ["no reason", "maintainer", "/dismiss", "confused"],
    ["a quote", "maintainer", "> /dismiss no", ""],
    ["code", "maintainer", "```\n/dismiss no\n```", ""],
    ["the second line", "maintainer", "Hm.\n/dismiss no", ""],
  ])("do nothing from %s", async (_, login, body, reaction) => {
    await open();
    const number = await scene().report("poll-maker");
    await label(number, "maintainer", "security");
    expect(await say(number, login, body)).toBe(reaction);
    expect(scene().sandbox.issue(CATALOG, number).state).toBe("open");
    expect(records(number)).toHaveLength(1);
  });

  it("do nothing when a comment is edited into one", async () => {
    await open();
    const number = await scene().report("poll-maker");
    await label(number, "maintainer", "security");
    const comment = scene().sandbox.comment(CATALOG, number, "maintainer", "Thinking.");
    scene().sandbox.editComment(CATALOG, comment.id, "maintainer", "/takedown poll-maker");
    await scene().server.service.sweepAll();
    await scene().settled();
    expect(await scene().isListed("poll-maker")).toBe(true);
    // It is told so at the next look, and does nothing then either.
    expect(await say(number, "maintainer", "/extend 1 please")).toBe("+1");
    expect(comment.reactions.map(({ content }) => content)).toEqual(["confused"]);
    expect(scene().said(number).join("\n")).toContain("an edited comment is not run as a command");
    expect(await scene().isListed("poll-maker")).toBe(true);
  });

  it("of others are refused with a reaction each, and in words once", async () => {
    await open();
    const number = await scene().report("poll-maker");
    await label(number, "maintainer", "security");
    for (const body of ["/dismiss it was none", "/takedown poll-maker", "/extend 3 please"])
      expect(await say(number, "stranger", body)).toBe("-1");
    expect(await say(number, "triager", "/resolve done")).toBe("-1");
    const words = scene()
      .said(number)
      .filter((body) => body.includes("cases are decided by the security team"));
    expect(words).toHaveLength(1);
    expect(records(number)).toHaveLength(1);
  });

  it("take a listing down without a case: by policy, and /restore brings it back", async () => {
    await open();
    const number = await scene().report("poll-maker");
    expect(await say(number, "stranger", "/takedown poll-maker")).toBe("-1");
    expect(await say(number, "maintainer", "/takedown poll-maker")).toBe("+1");
    expect(await scene().isListed("poll-maker")).toBe(false);
    expect(await scene().ledger("poll-maker")).toContain("reason: policy");
    expect(scene().said(number).at(-1)).toContain("@contributor");
    expect(await say(number, "maintainer", "/restore poll-maker")).toBe("+1");
    expect(await scene().isListed("poll-maker")).toBe(true);
  });
});
