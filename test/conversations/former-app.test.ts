// Another App takes over, with the former one named behind it in APP_ID: a running case, its dashboard and what is published go on.

import { describe, expect, it } from "@jest/globals";
import { entries, mergeNow, openIssues } from "../support/published.ts";
import { CATALOG, goodFiles } from "../support/scene.ts";
import { takedownStage } from "../support/takedown-stage.ts";

const { scene, open, label, say } = takedownStage();

const reactions = (number: number): readonly string[] =>
  scene()
    .sandbox.comments(CATALOG, number)
    .flatMap((comment) => comment.reactions.map(({ content }) => content));
const dashboards = () => openIssues(scene(), "steward: dashboard");

/** A case that was extended and reminded of; then another App runs. */
async function takenOver(isNamed: boolean): Promise<number> {
  await open();
  await mergeNow(scene(), { "README.md": "# One\n" });
  const number = await scene().report("poll-maker");
  await label(number, "maintainer", "security");
  expect(await say(number, "maintainer", "/extend 3 they asked")).toBe("+1");
  expect(await say(number, "maintainer", "/restore other-tool")).toBe("+1");
  await scene().days(10.1);
  await scene().stopApp();
  const { appId } = scene().sandbox;
  scene().sandbox.replaceApp();
  expect(scene().sandbox.appId).not.toBe(appId);
  await scene().startApp(isNamed ? { formerAppIds: [appId] } : {});
  await scene().server.service.sweepAll();
  await scene().settled();
  return number;
}

/** Twenty-four days in rounds of a quarter of an hour take long by the wall clock of a machine that others use, too. */
const HANGS_MS = 180_000;

describe("an App that takes over", () => {
  it(
    "goes on with the case of the former one: nothing is said or done twice, and it ends on its day",
    async () => {
      const number = await takenOver(true);
      const left = () =>
        scene()
          .said(number)
          .flatMap((body) => /(\d+) days? left/.exec(body)?.[1] ?? []);
      expect(left()).toEqual(["7"]);
      expect(reactions(number)).toEqual(["+1", "+1"]);
      expect(dashboards()).toHaveLength(1);
      expect(await say(number, "maintainer", "/extend 2 and once more")).toBe("+1");
      await scene().days(0.1);
      expect(dashboards()).toHaveLength(1);
      expect(dashboards()[0]?.body).toContain(`#${number} | deadline `);
      await mergeNow(scene(), await goodFiles("other-tool", { name: "Other Tool Two" }));
      expect((await entries(scene())).map(({ name }) => name)).toEqual(["Other Tool Two", "Poll Maker"]);
      expect(openIssues(scene(), "steward: publishing stopped")).toEqual([]);
      await scene().days(8.7);
      expect(await scene().isListed("poll-maker")).toBe(true);
      await scene().days(0.3);
      expect(await scene().isListed("poll-maker")).toBe(false);
      expect(left()).toEqual(["7", "7", "3", "1"]);
      expect(scene().said(number).join("\n")).not.toContain("This case is held");
      expect(await say(number, "maintainer", "/resolve fixed")).toBe("+1");
      expect(scene().sandbox.issue(CATALOG, number).state).toBe("closed");
    },
    HANGS_MS,
  );

  it("believes nothing of an App that is not named", async () => {
    await takenOver(false);
    expect(dashboards()).toHaveLength(2);
  });
});
