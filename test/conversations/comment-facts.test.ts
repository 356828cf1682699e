// What the comment says beside the checklist: what an update changes of what is published, and how long it takes here.

import { afterEach, describe, expect, it } from "@jest/globals";
import { CATALOG, goodFiles, listing, openScene, pngIcon, submit, type Scene } from "../support/scene.ts";
import { bears } from "../support/marked.ts";

let scene: Scene;
afterEach(async () => scene.close());

const HOUR_MS = 3_600_000;
const sticky = (number: number): string =>
  scene.sandbox.comments(CATALOG, number).find(({ body }) => bears(body, "review"))?.body ?? "";
const PATH = "listings/poll-maker.yml";
const good = (change: Parameters<typeof listing>[0] = {}) =>
  listing({ image: "images/poll-maker.png", ...change });

describe("an update", () => {
  it("is shown against what is published, and a new listing against nothing", async () => {
    scene = await openScene();
    const added = await submit(scene, await goodFiles());
    await scene.settled();
    expect(sticky(added.number)).not.toContain("What changes");
    await scene.sandbox.mergePullRequest(CATALOG, added.number, "maintainer");
    await scene.settled();
    scene.clock.advance(20_000);
    scene.server.service.worker.poke();
    await scene.settled();
    expect(scene.sandbox.branchSha(CATALOG, "gh-pages")).toBeDefined();

    const change = { name: "Polls", tags: "[fun]", license: undefined };
    const { number } = await submit(scene, {
      [PATH]: good(change),
      "images/poll-maker.png": await pngIcon(256),
    });
    await scene.settled();
    expect(sticky(number)).toContain(
      [
        "**What changes of what is published:**",
        "- `name`: “`Poll Maker`” → “`Polls`”",
        "- `license`: “`Apache-2.0`” goes",
        "- `tags`: “`fun`” added",
        "- `images/poll-maker.png`: another file under the same name",
      ].join("\n"),
    );
  }, 120_000);

  it("of what is not published yet is shown against the default branch", async () => {
    scene = await openScene({ files: await goodFiles() });
    const { number } = await submit(scene, { [PATH]: good({ type: "plugins", name: "Polls" }) });
    await scene.settled();
    // What is not in order says nothing yet of what it will be.
    expect(sticky(number)).toContain(
      "**What changes of the default branch's version:**\n- `name`: “`Poll Maker`” → “`Polls`”\n\n",
    );
  });
});

describe("how long it takes here", () => {
  /** Merged after so many hours, while nobody listens; the label says that it was a submission. */
  async function merged(hours: number, label = "steward: ready"): Promise<void> {
    const { sandbox } = scene;
    sandbox.faults.deliveries.lose = true;
    const { number } = await submit(
      scene,
      { [`notes/${sandbox.calls.length}-${hours}.md`]: "x" },
      { branch: `b${hours}` },
    );
    if (label !== "") await sandbox.label(CATALOG, number, "maintainer", label);
    scene.clock.advance(hours * HOUR_MS);
    await sandbox.mergePullRequest(CATALOG, number, "maintainer");
    await scene.settled();
    sandbox.faults.deliveries.lose = false;
  }

  it("is said once there are five, and alone never a reason to write", async () => {
    scene = await openScene();
    for (const hours of [1, 2, 3, 4]) await merged(hours);
    // What was no submission counts for nothing.
    await merged(5, "");
    await merged(6, "bug");
    const { number } = await submit(scene, await goodFiles(), { branch: "mine" });
    await scene.settled();
    expect(sticky(number)).toContain("ready to be merged");
    expect(sticky(number)).not.toContain("How long");

    // New figures alone write nothing.
    await merged(50);
    const before = scene.sandbox.calls.length;
    scene.sandbox.comment(CATALOG, number, "contributor", "/recheck");
    await scene.settled();
    const writes = scene.sandbox.calls
      .slice(before)
      .filter(({ kind, template }) => kind === "write" && !template.endsWith("/reactions"));
    expect(writes).toEqual([]);

    await scene.sandbox.editPullRequest(CATALOG, number, "contributor", { draft: true });
    await scene.settled();
    expect(sticky(number)).toMatch(
      /\*\*How long it takes here:\*\* half of the last 5 submissions were merged within 3 hours, nine in ten within 3 days\. <sub>From opening/,
    );
  }, 120_000);
});
