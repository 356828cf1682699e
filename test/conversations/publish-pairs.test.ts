// Two ids that look alike, both published for the first time: the one whose file came first stands.

import { afterEach, describe, expect, it } from "@jest/globals";
import { addProject, CATALOG, goodFiles, openScene, submit, type Scene } from "../support/scene.ts";
import { ids, later, mergeNow, openIssues } from "../support/published.ts";
import { handles, openCases, type CaseScene } from "../support/takedown-scene.ts";

let scene: Scene;
afterEach(async () => scene.close());

const MINUTE_MS = 60_000;
const FIRST = "poll-maker";
const SECOND = "poll-makers";
const held = (): string => openIssues(scene, "steward: not published")[0]?.body ?? "";
const second = () => goodFiles(SECOND, { name: "Poll Makers" });

async function published(): Promise<readonly string[]> {
  return (await ids(scene)).toSorted();
}

/** A catalog that has one listing and never published anything. */
async function openUnpublished(): Promise<void> {
  scene = await openScene({ files: await goodFiles() });
  scene.clock.advance(MINUTE_MS);
  await addProject(scene.sandbox, "contributor", "other");
}

describe("look-alikes at a first publish", () => {
  it("the later one was let through on its pull request: both go out", async () => {
    await openUnpublished();
    const { number, sha } = await submit(scene, await second());
    await scene.settled();
    scene.clock.advance(MINUTE_MS);
    const line = `/accept submission ${sha.slice(0, 7)} their own variant`;
    scene.sandbox.comment(CATALOG, number, "maintainer", line);
    await scene.settled();
    await scene.sandbox.mergePullRequest(CATALOG, number, "maintainer");
    await scene.settled();
    expect(await published()).toEqual([FIRST, SECOND]);
    expect(held()).toBe("");
  });

  it("the later one was merged over its hold: it alone is held, however often the older file changed since", async () => {
    await openUnpublished();
    await scene.stopApp();
    await mergeNow(scene, await second());
    // More often than GitHub lists at once.
    for (let edition = 0; edition <= 100; edition += 1) {
      scene.clock.advance(MINUTE_MS);
      const summary = `Polls in every channel, edition ${edition}`;
      await scene.sandbox.commit(CATALOG, "main", await goodFiles(FIRST, { summary }), {
        author: "maintainer",
      });
    }
    await scene.startApp();
    await later(scene, MINUTE_MS);
    expect(await published()).toEqual([FIRST]);
    expect(held()).toContain(`/accept ${SECOND} submission`);
    expect(held()).not.toContain(`/accept ${FIRST} `);
  });

  it("pushed by one commit of somebody with write access: neither is held for the other", async () => {
    await openUnpublished();
    scene.clock.advance(MINUTE_MS);
    const files = {
      ...(await goodFiles("chart-maker", { name: "Chart Maker" })),
      ...(await goodFiles("chart-makers", { name: "Chart Makers" })),
    };
    await scene.sandbox.commit(CATALOG, "main", files, { author: "maintainer" });
    await scene.settled();
    expect(await published()).toEqual(["chart-maker", "chart-makers", FIRST]);
    expect(held()).toBe("");
  });

  it.each(["merge", "squash", "rebase"] as const)(
    "by one pull request of somebody without (%s): both are held",
    async (method) => {
      await openUnpublished();
      const files = {
        ...(await goodFiles("chart-maker", { name: "Chart Maker" })),
        ...(await goodFiles("chart-makers", { name: "Chart Makers" })),
      };
      const { number } = await submit(scene, files);
      await scene.settled();
      await scene.sandbox.mergePullRequest(CATALOG, number, "maintainer", method);
      await scene.settled();
      await later(scene, MINUTE_MS);
      expect(await published()).toEqual([FIRST]);
      expect(held()).toContain("/accept chart-maker submission");
      expect(held()).toContain("/accept chart-makers submission");
    },
  );

  it("a commit dated long ago that was merged last does not come first", async () => {
    await openUnpublished();
    // Proposed before the other was, merged after it: the merge counts, not the contributor's dates.
    const early = await submit(scene, await second(), { branch: "early" });
    await scene.settled();
    scene.clock.advance(60 * MINUTE_MS);
    await scene.stopApp();
    await mergeNow(scene, await goodFiles("poll-makerz", { name: "Poll Makerz" }));
    scene.clock.advance(MINUTE_MS);
    await scene.sandbox.mergePullRequest(CATALOG, early.number, "maintainer", "merge");
    await scene.startApp();
    await later(scene, MINUTE_MS);
    expect(await published()).toEqual([FIRST]);
    // Held for the oldest alone, and for both that came before.
    expect(/poll-makerz[^\n]*one letter away from `poll-maker`/.test(held())).toBe(true);
    expect(held()).not.toMatch(/`poll-makerz`[^\n]*one letter away from `poll-makers`/);
    expect(held()).toMatch(/`poll-makers`[^\n]*one letter away from `poll-makerz`/);
  });
});

it("a look-alike of what was taken out is held, though somebody deleted the ledger's file", async () => {
  const cases: CaseScene = await openCases();
  scene = cases;
  const { label, say } = handles(() => cases);
  await scene.sandbox.commit(CATALOG, "main", { "README.md": "# A marketplace\n" }, { author: "maintainer" });
  await scene.settled();
  const number = await cases.report(FIRST);
  await label(number, "maintainer", "security");
  expect(await say(number, "maintainer", `/takedown ${FIRST}`)).toBe("+1");
  await scene.stopApp();
  await scene.sandbox.commit(
    CATALOG,
    "main",
    { [`removed/${FIRST}.yml`]: null, ...(await second()) },
    { author: "maintainer" },
  );
  await scene.startApp();
  await later(scene, MINUTE_MS);
  expect(await published()).not.toContain(SECOND);
  expect(held()).toContain(`\`${SECOND}\` is one letter away from \`${FIRST}\`, a listing that was removed`);
});
