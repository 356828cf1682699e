// A check that a new version brings asks nothing of anybody by itself: no level, no run, no record, nothing judged again.

import { describe, expect, it } from "@jest/globals";
import { decidePublication, mustJudgeAgain, publishedChecks } from "../../src/core/catalog/publication.ts";
import { FIRST_VERSION, type AnyCheck, type CheckId, type PolicyLevel } from "../../src/core/checks/check.ts";
import { CHECKS } from "../../src/core/checks/index.ts";
import { FACT_NAMES, isForRemoval, isInQueue, needsNetwork } from "../../src/core/checks/inputs.ts";
import { levelsForNew, levelsOf, levelUnnamed } from "../../src/core/checks/levels.ts";
import { runChecks } from "../../src/core/checks/run.ts";
import { PRESETS, withNewerChecks } from "../../src/core/policy/presets.ts";
import type { Policy } from "../../src/core/policy/policy.ts";
import { entryOf, policyWith } from "../support/catalog-entries.ts";
import { FIRST_CHECKS, goodJudgement } from "../support/good-world.ts";

const TODAY = "2026-03-10";
const NEWER = "newer" as CheckId;
const newer: Pick<AnyCheck, "id" | "since" | "policy"> = {
  id: NEWER,
  since: "0.2.0",
  policy: { level: "required", words: "Newer.", presets: { "open-courses": "recommended" } },
};
const FIRST = CHECKS.filter(({ id }) => FIRST_CHECKS.includes(id));
const all = [...FIRST, newer];

/** As a policy resolves that says so of the newer check, or nothing. */
const policyThat = (level: PolicyLevel = levelUnnamed(newer)): Policy => {
  const policy = policyWith();
  return { ...policy, levels: { ...policy.levels, [NEWER]: level } };
};

describe("the checks there are", () => {
  it("seven were there from the beginning; whatever else there is says which version brought it", () => {
    expect(FIRST_CHECKS).toEqual(
      "submission ownership link documentation issue-tracker image standing".split(" "),
    );
    for (const { since } of CHECKS) expect(since).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it("what cannot be lowered is required, everywhere and from the beginning", () => {
    for (const { fixed, since, policy } of CHECKS.filter((check) => check.fixed))
      expect({ fixed, since, policy }).toMatchObject({
        fixed: true,
        since: FIRST_VERSION,
        policy: { level: "required" },
      });
    for (const { policy } of CHECKS.filter((check) => check.fixed)) expect(policy.presets).toBeUndefined();
  });

  it("name presets that there are, and stand in places of their own", () => {
    for (const { policy } of CHECKS)
      for (const preset of Object.keys(policy.presets ?? {})) expect(Object.keys(PRESETS)).toContain(preset);
    expect(new Set(CHECKS.map(({ order }) => order)).size).toBe(CHECKS.length);
  });
});

describe("a check that came later", () => {
  it.each([undefined, ...Object.keys(PRESETS)])(
    "is off where the policy extends %s and does not name it",
    (preset) => {
      expect(levelUnnamed(newer)).toBe("off");
      expect(Object.keys(levelsOf(preset ?? "", all))).not.toContain(NEWER);
    },
  );

  it("is named by a new catalog's policy, at its preset's level", () => {
    expect(levelsForNew("mattermost", all)).toEqual({ [NEWER]: "required" });
    expect(levelsForNew("open-courses", all)).toEqual({ [NEWER]: "recommended" });
    const template = "extends: open-courses\n\n# checks:\n#   link: required\n";
    expect(withNewerChecks(template, (preset) => levelsForNew(preset, all))).toBe(
      "extends: open-courses\n\nchecks:\n  newer: recommended\n#   link: required\n",
    );
    expect(withNewerChecks("extends: mattermost\n# checks:\n", () => ({}))).toBe(
      "extends: mattermost\n# checks:\n",
    );
  });

  it("judges nothing again that has no record of it, until the policy's own file names it", () => {
    const entry = entryOf("alpha");
    expect(mustJudgeAgain(entry, policyThat(), TODAY)).toBe(false);
    expect(mustJudgeAgain(entry, policyThat("required"), TODAY)).toBe(true);
    expect(mustJudgeAgain(entry, policyThat("recommended"), TODAY)).toBe(true);
  });

  it("gives what is published the days of grace when a policy that names it finds it wanting", () => {
    // As the documentation would be, had it come later: the entry has no record of it.
    const entry = entryOf("alpha");
    const published = { ...entry, checks: entry.checks.filter(({ id }) => id !== "documentation") };
    const outcomes = runChecks(goodJudgement({ documentation: { state: "absent", reason: "not-found" } }));
    const common = { id: "alpha", file: "listings/alpha.yml", outcomes, today: TODAY, gaveUp: false };
    const others = { overrides: new Map(), published, withoutImage: false };
    const off = decidePublication({
      ...common,
      ...others,
      policy: policyWith({ checks: { documentation: "off" } }),
    });
    expect(off.state).toBe("out");
    expect(off.state === "out" && publishedChecks(off, new Map(), "x").map(({ id }) => id)).not.toContain(
      "documentation",
    );
    const on = decidePublication({
      ...common,
      ...others,
      policy: policyWith({ checks: { documentation: "required" } }),
    });
    expect(on).toMatchObject({ state: "out", grace: new Map([["documentation", "2026-03-24"]]) });
  });
});

describe("the table of facts", () => {
  const asking = (are: (name: (typeof FACT_NAMES)[number]) => boolean) =>
    FIRST.filter(({ needs }) => needs.every(are)).map(({ id }) => id);

  it("says what is judged of a listing that goes, what anew in the queue, and what needs no network", () => {
    expect(asking(isForRemoval)).toEqual(["submission", "ownership"]);
    expect(asking(isInQueue)).toEqual(["submission", "ownership", "standing"]);
    expect(asking((name) => !needsNetwork(name, {}))).toEqual(["submission", "image", "standing"]);
    expect(asking((name) => !needsNetwork(name, { image: "https://a.example/x.png" }))).toEqual([
      "submission",
      "standing",
    ]);
    expect(needsNetwork("image", { image: "images/alpha.png" })).toBe(false);
  });
});
