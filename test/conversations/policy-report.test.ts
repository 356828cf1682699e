// A pull request that changes the policy is told what it would do to what is published.

import { afterEach, describe, expect, it } from "@jest/globals";
import { PART_ENTRIES_MAX } from "../../src/core/catalog/schema.ts";
import { layOut } from "../support/laid-out.ts";
import { CATALOG, openScene, rollUp, submit, type Scene } from "../support/scene.ts";
import { largeCatalog } from "../support/storefront-sample.ts";

let scene: Scene;
afterEach(async () => scene.close());

const POLICY = ".github/steward.yml";
const summary = (sha: string) => scene.sandbox.checkRuns(CATALOG, sha)[0]?.summary ?? "";
const title = (sha: string) => scene.sandbox.checkRuns(CATALOG, sha)[0]?.title ?? "";

describe("a new policy", () => {
  it("comes with the listings that would change verdict, in a few calls, and no web site is asked", async () => {
    scene = await openScene();
    await layOut(scene, 1_100);
    const playbooks = largeCatalog(1_100).entries.filter(({ type }) => type === "playbook").length;
    expect(playbooks).toBeGreaterThan(50);
    const before = scene.sandbox.calls.length;
    const { sha } = await submit(
      scene,
      { [POLICY]: "extends: mattermost\ntypes: [plugin, app, integration, webhook, tool]\n" },
      { author: "maintainer" },
    );
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("success");
    expect(title(sha)).toBe(`The new policy is valid; ${playbooks} of 1,100 listings would change verdict`);
    expect(summary(sha)).toContain(`${playbooks} from “passes” to “fails”`);
    expect(summary(sha)).toContain("its type `playbook` is not among the types");
    expect(summary(sha)).toContain("| `types` |");
    const calls = scene.sandbox.calls.slice(before).filter(({ kind }) => kind === "read");
    // Each part once; besides, the two policies.
    expect(calls.filter(({ path }) => path.includes("/git/blobs/")).length).toBeLessThanOrEqual(
      1_100 / PART_ENTRIES_MAX + 2,
    );

    // Looked at again, nothing is written.
    const from = scene.sandbox.calls.length;
    scene.sandbox.comment(CATALOG, 1, "maintainer", "/recheck");
    await scene.settled();
    const writes = scene.sandbox.calls
      .slice(from)
      .filter(({ kind, template }) => kind === "write" && !template.endsWith("/reactions"));
    expect(writes).toEqual([]);
  }, 120_000);

  it("by somebody without write access is held, with the same report; where nothing is published, it says so", async () => {
    scene = await openScene();
    const { sha } = await submit(
      scene,
      { [POLICY]: "extends: mattermost\ntakedown:\n  days:\n    medium: 7\n" },
      { author: "stranger" },
    );
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("action_required");
    expect(title(sha)).toBe("A maintainer decides");
    expect(summary(sha)).toContain("Nothing is published yet");
    expect(summary(sha)).toContain("| `takedown.days.medium` | `14` | `7` |");
  });

  it("that fixes a broken one needs no policy in force, and gets no report", async () => {
    scene = await openScene({ policy: "nonsense: true\n" });
    const { sha } = await submit(scene, { [POLICY]: "extends: mattermost\n" }, { author: "maintainer" });
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("success");
    expect(title(sha)).toBe("The new policy is valid; no listing is changed here");
  });
});
