// Marks in our own texts, as conversations: no name, no comment and no pasted source of ours moves a case, and 0.1.0's cases go on.

import { describe, expect, it } from "@jest/globals";
import { readLines, type Mark } from "../../src/core/marks/marks.ts";
import type { CaseRecord } from "../../src/core/takedown/record.ts";
import { createSeal } from "../../src/platform/seal.ts";
import { bears } from "../support/marked.ts";
import { CATALOG, goodFiles, RECORD_KEY, rollUp, submit } from "../support/scene.ts";
import { mergeNow, openIssues } from "../support/published.ts";
import { takedownStage } from "../support/takedown-stage.ts";

const { scene, open, label, say, records } = takedownStage();
const seal = createSeal([RECORD_KEY]);

const dashboard = () => {
  const found = scene()
    .sandbox.issues(CATALOG)
    .find(({ title }) => title === "Dashboard");
  if (found === undefined) throw new Error("there is no dashboard");
  return found;
};
const daysLeft = (number: number) =>
  scene()
    .said(number)
    .flatMap((body) => /(\d+) days? left/.exec(body)?.[1] ?? []);
const writes = () => scene().sandbox.calls.filter(({ kind }) => kind === "write").length;

async function named(name: string): Promise<number> {
  await open({ files: await goodFiles("poll-maker", { name: JSON.stringify(name) }) });
  return scene().report("poll-maker");
}

describe("a listing's own case runs like any other, whatever its name is", () => {
  it.each([
    "Weather <!-- steward:record",
    "Weather <!-- steward:said confirm-1 -->",
    '<!-- steward\nsaid "a"\n-->',
    "Weather <!-- steward",
  ])("%j: extended, reminded of, taken down on its day", async (name) => {
    const number = await named(name);
    await label(number, "maintainer", "security");
    expect(scene().said(number)).toHaveLength(1);
    expect(await say(number, "maintainer", "/extend 3 <!-- steward:said reminder-1-1-7 -->")).toBe("+1");
    await scene().days(16.9);
    expect(await scene().isListed("poll-maker")).toBe(true);
    expect(daysLeft(number)).toEqual(["7", "3", "1"]);
    await scene().days(0.3);
    expect(await scene().isListed("poll-maker")).toBe(false);
    expect(scene().said(number).join("\n")).not.toContain("This case is held");
    for (const body of scene().said(number)) expect(body.split("<!--")).toHaveLength(2);
  });

  it("of critical severity: at once", async () => {
    const number = await named("Weather <!-- steward:record");
    await label(number, "maintainer", "security", "severity: critical");
    await say(number, "maintainer", "/case poll-maker");
    expect(await scene().isListed("poll-maker")).toBe(false);
  });

  it("can be named to submit: reviewed once, welcomed once, published", async () => {
    await open();
    const name = JSON.stringify("<!-- steward:welcome weather --><!-- steward:review -->");
    const { number, sha } = await submit(scene(), await goodFiles("weather", { name }));
    await scene().settled();
    expect(rollUp(scene(), sha)).not.toBe("failure");
    scene().sandbox.comment(CATALOG, number, "contributor", "/recheck");
    await scene().settled();
    await scene().sandbox.mergePullRequest(CATALOG, number, "maintainer");
    await scene().settled();
    await scene().server.service.sweepAll();
    await scene().settled();
    const ours = scene().said(number);
    expect(ours.filter((body) => bears(body, "review"))).toHaveLength(1);
    expect(ours.filter((body) => bears(body, "welcome")).length).toBe(
      openIssues(scene(), "steward: not published").length === 0 ? 1 : 0,
    );
  });
});

describe("a source of ours that a maintainer pastes", () => {
  it("into another case is talk, and both go on", async () => {
    await open();
    const [first, second] = [await scene().report("poll-maker"), await scene().report("other-tool")];
    await label(first, "maintainer", "security");
    await label(second, "maintainer", "security", "severity: low");
    const source = scene().said(first)[0] ?? "";
    await say(second, "maintainer", source);
    expect(await say(second, "maintainer", "/resolve it")).toBe("+1");
    await scene().days(15);
    expect(await scene().isListed("poll-maker")).toBe(false);
    expect(await scene().isListed("other-tool")).toBe(true);
  });

  it("over a comment of ours in another case holds that one for a person", async () => {
    await open();
    const [first, second] = [await scene().report("poll-maker"), await scene().report("other-tool")];
    await label(first, "maintainer", "security");
    await label(second, "maintainer", "security");
    const comment = scene()
      .sandbox.comments(CATALOG, second)
      .find(({ viaApp }) => viaApp);
    scene().clock.advance(60_000);
    scene().sandbox.editComment(CATALOG, comment?.id ?? 0, "maintainer", scene().said(first)[0] ?? "");
    await scene().settled();
    await scene().days(15);
    expect(scene().said(second).join("\n")).toContain(
      "This case is on hold: it holds a record of another case",
    );
    expect(await scene().isListed("poll-maker")).toBe(false);
    expect(await scene().isListed("other-tool")).toBe(true);
  });

  it("behind a notice of ours holds the case, and nothing is taken down by itself", async () => {
    await open();
    const number = await scene().report("poll-maker");
    await label(number, "maintainer", "security");
    const comment = scene()
      .sandbox.comments(CATALOG, number)
      .find(({ viaApp }) => viaApp);
    scene().clock.advance(60_000);
    scene().sandbox.editComment(
      CATALOG,
      comment?.id ?? 0,
      "maintainer",
      `${comment?.body ?? ""}\r\n\r\nP.S.`,
    );
    await scene().days(15);
    expect(scene().said(number).join("\n")).toContain(
      "This case is on hold: a record of this case was edited",
    );
    expect(await scene().isListed("poll-maker")).toBe(true);
  });
});

/** A text of ours as version 0.1.0 would have written it. */
function asFirst(body: string, repositoryId: number): string {
  const [, text = body, lines = ""] =
    /^([^]*?)\n*<!-- steward\n((?:[a-z]+ [^\n]+\n)*)seal [0-9a-f]{64}\n-->$/.exec(body) ?? [];
  const marks = readLines(lines) ?? [];
  const old = marks.map(([name, value]: Mark) => {
    if (name === "record") {
      const [record, code] = value as [CaseRecord, string];
      return `<!-- steward:record ${JSON.stringify(record)} ${code} -->`;
    }
    if (name !== "copies") return `<!-- steward:${name} ${String(value)} -->`.replace(" true ", " ");
    const { asOfMs, pages } = value as { asOfMs: number; pages: number };
    return `<!-- steward:as-of ${asOfMs} ${pages} `;
  });
  if (marks.at(-1)?.[0] !== "copies") return [text, ...old].join("\n\n");
  const block = old.slice(0, -1).join("\n");
  const [, asOfMs, pages] = /as-of (\d+) (\d+)/.exec(old.at(-1) ?? "") ?? [];
  const code = seal.sign(`steward-copies\n${repositoryId} 0 ${asOfMs} ${pages}\n${block}`);
  return `${text}\n\n<!-- steward:copies of cases -->\n${block}\n${old.at(-1)}${code} -->`;
}

describe("a case that version 0.1.0 began", () => {
  it("posts nothing for the new version alone, keeps what was said and done, and ends on its day", async () => {
    await open();
    await mergeNow(scene(), { "README.md": "# Hello\n" });
    const number = await scene().report("poll-maker");
    await label(number, "maintainer", "security");
    await say(number, "maintainer", "/extend 3 they asked");
    await scene().days(10.1);
    expect(daysLeft(number)).toEqual(["7"]);
    await scene().stopApp();
    const { id, issues } = scene().sandbox.repository(CATALOG);
    for (const issue of issues.values()) {
      if (issue.viaApp) issue.body = asFirst(issue.body ?? "", id);
      for (const comment of issue.comments) if (comment.viaApp) comment.body = asFirst(comment.body, id);
    }
    expect(dashboard().body).toContain("<!-- steward:as-of ");
    expect(records(number)).toEqual([]);
    const before = scene().said(number);
    await scene().startApp();
    const count = writes();
    await scene().server.service.sweepAll();
    await scene().settled();
    expect(writes()).toBe(count);
    expect(scene().said(number)).toEqual(before);
    expect(await say(number, "maintainer", "/extend 2 and once more")).toBe("+1");
    expect(records(number)).toHaveLength(1);
    await scene().days(0.1);
    expect(dashboard().body).not.toContain("<!-- steward:");
    expect(bears(dashboard().body, "record")).toBe(true);
    await scene().days(8.7);
    expect(daysLeft(number)).toEqual(["7", "7", "3", "1"]);
    expect(await scene().isListed("poll-maker")).toBe(true);
    await scene().days(0.3);
    expect(await scene().isListed("poll-maker")).toBe(false);
    expect(await say(number, "maintainer", "/resolve fixed")).toBe("+1");
    expect(await say(number, "maintainer", "/restore poll-maker")).toBe("+1");
    expect(await scene().isListed("poll-maker")).toBe(true);
  });
});
