// Communities of other kinds: the same App, their checks, their days and their words.

import { afterEach, describe, expect, it } from "@jest/globals";
import {
  addProject,
  CATALOG,
  goodFiles,
  openScene,
  rollUp,
  submit,
  verdicts,
  type Scene,
} from "../support/scene.ts";
import { bears } from "../support/marked.ts";

let scene: Scene;
afterEach(async () => scene.close());

const comment = (number: number): string =>
  scene.sandbox.comments(CATALOG, number).find(({ body }) => bears(body, "review"))?.body ?? "";

describe("a marketplace of its own kind", () => {
  it("of courses asks for no installation, and speaks as it likes", async () => {
    scene = await openScene({ policy: "extends: open-courses\n" });
    await addProject(scene.sandbox, "contributor", "algebra", { "README.md": "# Algebra\n\nForty hours.\n" });
    const address = "https://github.com/contributor/algebra";
    const fields = { type: "course", link: address, documentation: address, issues: `${address}/issues` };
    const { number, sha } = await submit(scene, await goodFiles("algebra", { name: "Algebra", ...fields }));
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("success");
    expect(Object.keys(verdicts(scene, sha))).not.toContain("steward / Documentation");
    expect(comment(number)).toContain("### ✅ `algebra`: ready for the shelf");
    expect(comment(number)).toContain("merging puts it on the shelf");
    expect(comment(number)).toContain("- [x] **A page where learners can start at once**");

    await scene.sandbox.mergePullRequest(CATALOG, number, "maintainer");
    await scene.settled();
    scene.clock.advance(20_000);
    scene.server.service.worker.poke();
    await scene.settled();
    const said = scene.sandbox.comments(CATALOG, number).map(({ body }) => body);
    expect(said.join("\n")).toContain("`algebra` now stands on the marketplace.");
  }, 120_000);

  it("of dashboards refuses what it does not list, in its own words", async () => {
    scene = await openScene({ policy: "extends: home-dashboards\n" });
    const wrong = await submit(scene, await goodFiles("night-theme"), { branch: "plugin" });
    await scene.settled();
    expect(rollUp(scene, wrong.sha)).toBe("failure");
    expect(comment(wrong.number)).toContain("`theme`, `card`, `blueprint`, `icon-set`, `integration`");

    const right = await submit(scene, await goodFiles("quiet-card", { type: "card" }), { branch: "card" });
    await scene.settled();
    expect(rollUp(scene, right.sha)).toBe("success");
    expect(comment(right.number)).toContain("### ✅ `quiet-card`: ready for the gallery");
    expect(comment(right.number)).toContain("**A public place where people can say that it broke**");
  }, 120_000);
});
