// A case from label to ledger, in a local GitHub with the real App: the clock starts, reminds, removes, and lets back in.

import { describe, expect, it } from "@jest/globals";
import { CATALOG } from "../support/scene.ts";
import { CANARY } from "../support/takedown-scene.ts";
import { takedownStage } from "../support/takedown-stage.ts";
import { bears } from "../support/marked.ts";

const { scene, open, say } = takedownStage();

/** A listing's case, acknowledged. */
async function acknowledged(...labels: string[]): Promise<number> {
  const number = await scene().report("poll-maker");
  await scene().sandbox.label(
    CATALOG,
    number,
    "maintainer",
    ...(labels.length === 0 ? ["security"] : labels),
  );
  await scene().settled();
  return number;
}

const reactions = (number: number): readonly string[] =>
  scene()
    .sandbox.comments(CATALOG, number)
    .flatMap((comment) => comment.reactions.map(({ content }) => content));

describe("a case", () => {
  it("starts with the label of somebody authorised, and tells everybody until when", async () => {
    await open();
    const number = await acknowledged();
    const [notice = "", ...more] = scene().said(number);
    expect(more).toEqual([]);
    const at = scene()
      .sandbox.issue(CATALOG, number)
      .events.find(({ event }) => event === "labeled");
    const deadline = new Date(Math.floor((at?.createdAtMs ?? 0) / 1_000) * 1_000 + 14 * 86_400_000);
    expect(notice).toContain(`${deadline.toISOString().slice(0, 19).replace("T", " ")} UTC`);
    expect(notice).toContain("@contributor");
    expect(notice).toContain("acknowledged by `maintainer`");
    expect(bears(notice, "record")).toBe(true);
    const dashboard = scene()
      .sandbox.issues(CATALOG)
      .find(({ title }) => title === "Dashboard");
    expect(dashboard?.body).toContain(`| \`poll-maker\` | medium | #${number} | deadline `);
    expect(bears(dashboard?.body, "record")).toBe(true);
  });

  it("writes nothing more when nothing happened", async () => {
    await open();
    await acknowledged();
    const before = scene().sandbox.calls.filter(({ kind }) => kind === "write").length;
    await scene().server.service.sweepAll();
    await scene().settled();
    expect(scene().sandbox.calls.filter(({ kind }) => kind === "write").length).toBe(before);
  });

  it("reminds 7, 3 and 1 days before, then takes the listing down, once", async () => {
    await open();
    const number = await acknowledged();
    await scene().days(13.9);
    expect(
      scene()
        .said(number)
        .map((body) => /(\d+) days? left/.exec(body)?.[1]),
    ).toEqual([undefined, "7", "3", "1"]);
    expect(await scene().isListed("poll-maker")).toBe(true);
    await scene().days(0.2);
    expect(await scene().isListed("poll-maker")).toBe(false);
    expect(await scene().isListed("other-tool")).toBe(true);
    const line = (await scene().ledger("poll-maker")) ?? "";
    expect(line).toContain("reason: security");
    expect(line).toContain(`"issue":${number}`);
    expect(line).toContain("images/poll-maker.png");
    expect(scene().sandbox.labels(CATALOG, number)).toContain("taken-down");
    expect(scene().sandbox.issue(CATALOG, number).state).toBe("open");
    const commits = scene()
      .said(number)
      .filter((body) => body.includes("is removed from the marketplace"));
    expect(commits).toHaveLength(1);
  });

  it("ends with /resolve: the issue is closed, the listing stays", async () => {
    await open();
    const number = await acknowledged();
    await say(number, "maintainer", `/resolve ${CANARY} is fixed`);
    expect(reactions(number)).toEqual(["+1"]);
    expect(scene().sandbox.issue(CATALOG, number).state).toBe("closed");
    await scene().days(20);
    expect(await scene().isListed("poll-maker")).toBe(true);
    expect(scene().said(number)).toHaveLength(2);
  });

  it("comes back with /restore once every case has ended, byte for byte", async () => {
    await open();
    const before = await scene().sandbox.readFile(CATALOG, "main", "listings/poll-maker.yml");
    const number = await acknowledged("security", "severity: critical");
    await say(number, "maintainer", "/case poll-maker");
    expect(await scene().isListed("poll-maker")).toBe(false);
    await say(number, "maintainer", "/restore poll-maker");
    expect(scene().said(number).at(-1)).toContain(`Not yet: #${number} is still open`);
    await say(number, "maintainer", "/resolve fixed");
    expect((await scene().ledger("poll-maker")) ?? "").toContain('"ended":');
    await say(number, "maintainer", "/restore poll-maker");
    expect(await scene().isListed("poll-maker")).toBe(true);
    expect(await scene().sandbox.readFile(CATALOG, "main", "listings/poll-maker.yml")).toEqual(before);
    expect(await scene().sandbox.readFile(CATALOG, "main", "images/poll-maker.png")).toBeDefined();
    expect(await scene().ledger("poll-maker")).toBeUndefined();
  });
});
