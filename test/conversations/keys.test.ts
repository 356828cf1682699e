// RECORD_KEY changes while a case runs: it goes on, what can be edited is sealed anew, and `doctor` says when the old key can go.

import { tmpdir } from "node:os";
import { describe, expect, it } from "@jest/globals";
import { runDoctor } from "../../src/cli/doctor.ts";
import { openText } from "../../src/core/marks/sealed-text.ts";
import { createSeal } from "../../src/platform/seal.ts";
import { mergeNow, openIssues } from "../support/published.ts";
import { CATALOG, goodFiles, RECORD_KEY } from "../support/scene.ts";
import { takedownStage } from "../support/takedown-stage.ts";

const { scene, open, label, say } = takedownStage();
const NEW_KEY = "5e0d9a72c41b8f36e7d20c95ab48f1637d92e0b8";
const BOTH = [NEW_KEY, RECORD_KEY];
const byNewKey = createSeal([NEW_KEY]);

const dashboard = () => {
  const [found] = openIssues(scene(), "steward: dashboard");
  if (found === undefined) throw new Error("there is no dashboard");
  return found;
};
const isNew = (body: string | null, at: "issue" | `talk ${number}`): boolean =>
  openText(body ?? "", { repositoryId: scene().sandbox.repository(CATALOG).id, at }, byNewKey).fits;
const restart = async (recordKeys: readonly string[]): Promise<void> => {
  await scene().stopApp();
  await scene().startApp({ recordKeys });
  await scene().server.service.sweepAll();
  await scene().settled();
};

async function doctor(): Promise<string> {
  const { sandbox, clock } = scene();
  let said = "";
  await runDoctor(
    { repo: CATALOG, catalog: undefined, format: "text" },
    {
      environment: {
        APP_ID: String(sandbox.appId),
        PRIVATE_KEY: sandbox.privateKey,
        WEBHOOK_SECRET: "f3a9c1d7e5b80426917c3d5fe8b0a264",
        RECORD_KEY: BOTH.join(","),
        GITHUB_API_URL: sandbox.url,
        DATA_DIR: tmpdir(),
      },
      nowMs: () => clock.nowMs(),
      color: false,
      write: (text) => void (said += text),
      warn: (text) => void (said += text),
    },
  );
  // As one line: a terminal breaks it anywhere.
  return said.replaceAll(/\s+/g, " ");
}

describe("a key that is replaced while a case runs", () => {
  it("moves no deadline; the old one is needed until the case has ended and all else is sealed anew", async () => {
    await open();
    await mergeNow(scene(), { "README.md": "# One\n" });
    const number = await scene().report("poll-maker");
    await label(number, "maintainer", "security");
    await scene().days(8);
    const said = scene().said(number);
    expect(said).toHaveLength(2);

    await restart(BOTH);
    expect(scene().said(number)).toEqual(said);
    expect(isNew(dashboard().body, "issue")).toBe(true);
    expect(await say(number, "maintainer", "/extend 3 they asked")).toBe("+1");
    expect(isNew(scene().said(number).at(-1) ?? "", `talk ${number}`)).toBe(true);
    const needed = await doctor();
    expect(needed).toContain("The second RECORD_KEY is still needed, for");
    expect(needed).toContain(`the case #${number}`);
    expect(needed).not.toContain(`#${dashboard().number}`);

    await scene().days(8.8);
    expect(await scene().isListed("poll-maker")).toBe(true);
    await scene().days(0.4);
    expect(await scene().isListed("poll-maker")).toBe(false);
    expect(scene().said(number).join("\n")).not.toContain("held");
    expect(await doctor()).toContain(`the case #${number}`);
    await say(number, "maintainer", "/resolve fixed");
    await mergeNow(scene(), await goodFiles("new-tool", { name: "New Tool" }));
    await scene().days(0.1);
    const over = await doctor();
    expect(over).toContain("Nothing here needs the second RECORD_KEY any more: take it out");
    expect(over).not.toContain("is still needed");

    await restart([NEW_KEY]);
    await say(number, "maintainer", "/restore poll-maker");
    expect(await scene().isListed("poll-maker")).toBe(true);
    expect(openIssues(scene(), "steward: publishing stopped")).toEqual([]);
  });
});
