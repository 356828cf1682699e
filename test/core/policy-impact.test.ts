// What a new policy would do to what is listed, and what is in force: by what is recorded, never by a guess.

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { CheckId } from "../../src/core/checks/check.ts";
import { CHECK_IDS } from "../../src/core/checks/ids.ts";
import { changedKeys, explainPolicy } from "../../src/core/policy/explain.ts";
import { impactOf, type RecordedCheck, type RecordedListing } from "../../src/core/policy/impact.ts";
import { resolvePolicy } from "../../src/core/policy/policy.ts";
import { PRESETS } from "../../src/core/policy/presets.ts";
import type { PolicyFile } from "../../src/core/policy/schema.ts";
import { reportText, reportTitle } from "../../src/core/review/policy-report.ts";

const TODAY = "2026-04-15";
const policy = (own: PolicyFile = {}) => resolvePolicy({ extends: "mattermost", ...own });
type Statuses = Partial<Record<CheckId, RecordedCheck["status"]>>;

function recorded(
  id: string,
  change: Partial<RecordedListing> = {},
  statuses: Statuses = {},
): RecordedListing {
  const checks = CHECK_IDS.map((check) => {
    const status = statuses[check] ?? "pass";
    return [check, { status, evidence: status !== "waived" }] as const;
  });
  return { id, type: "plugin", inOrder: true, imageBytes: 1_000, checks: new Map(checks), ...change };
}

const waiver = (until: string) => ({
  check: "link",
  listing: "poll-maker",
  who: "boss",
  why: "it is being moved",
  until,
});

describe("which listings change verdict", () => {
  it.each<[string, PolicyFile, PolicyFile, RecordedListing, string | undefined]>([
    ["nothing changed", {}, {}, recorded("a"), undefined],
    [
      "a type goes",
      {},
      { types: ["tool"] },
      recorded("a"),
      "pass → fail: submission its type `plugin` is not among the types",
    ],
    [
      "a type comes",
      { types: ["tool"] },
      {},
      recorded("a"),
      "fail → pass: submission its type `plugin` is not among the types",
    ],
    [
      "smaller images",
      {},
      { checks: { image: { max_bytes: 2_000 } } },
      recorded("a", { imageBytes: 2_001 }),
      "pass → fail: image its image has 2001 bytes, more than 2000",
    ],
    [
      "smaller images, this one is small enough",
      {},
      { checks: { image: { max_bytes: 2_000 } } },
      recorded("a", { imageBytes: 2_000 }),
      undefined,
    ],
    [
      "a check that was off is asked for",
      { checks: { link: "off" } },
      {},
      recorded("a", {}, { link: "not-run" }),
      "pass → unknown: link it was never checked",
    ],
    [
      "a check that had remarks is required",
      { checks: { link: "recommended" } },
      {},
      recorded("a", {}, { link: "recommended" }),
      "pass → unknown: link it passed with remarks while it was only recommended",
    ],
    [
      "a check is lowered",
      {},
      { checks: { link: "recommended" } },
      recorded("a", {}, { link: "grace" }),
      "fail → pass: link it stays for its days of grace only",
    ],
    [
      "a waiver goes",
      { waivers: [waiver("2026-05-01")] },
      {},
      recorded("poll-maker", {}, { link: "waived" }),
      "pass → fail: link it did not pass, and no waiver holds",
    ],
    [
      "a waiver whose day is over",
      { waivers: [waiver("2026-05-01")] },
      { waivers: [waiver("2026-04-14")] },
      recorded("poll-maker", {}, { link: "waived" }),
      "pass → fail: link it did not pass, and no waiver holds",
    ],
    [
      "a waiver that holds to the end of today",
      { waivers: [waiver("2026-05-01")] },
      { waivers: [waiver(TODAY)] },
      recorded("poll-maker", {}, { link: "waived" }),
      undefined,
    ],
    ["somebody else's waiver", { waivers: [waiver("2026-05-01")] }, {}, recorded("other"), undefined],
    [
      "what a maintainer let through stays through",
      { checks: { link: "off" } },
      {},
      recorded("a", {}, { link: "released" }),
      undefined,
    ],
    [
      "two things at once",
      {},
      { types: ["tool"], checks: { image: { max_bytes: 2_000 } } },
      recorded("a", { imageBytes: 3_000 }),
      "pass → fail: submission its type `plugin` is not among the types; image its image has 3000 bytes, more than 2000",
    ],
    [
      "takedown, texts and branches concern no verdict",
      {},
      { takedown: { days: { medium: 7 } }, publish: { branch: "site" } },
      recorded("a"),
      undefined,
    ],
  ])("%s", (_, before, after, listing, expected) => {
    const { listings, changes } = impactOf([listing], policy(before), policy(after), TODAY);
    expect(listings).toBe(1);
    const said = changes.map(
      ({ from, to, because }) =>
        `${from} → ${to}: ${because.map(({ check, why }) => `${check} ${why}`).join("; ")}`,
    );
    expect(said).toEqual(expected === undefined ? [] : [expected]);
  });

  it("there and back are each other's opposite, for any records and any levels", () => {
    const level = fc.constantFrom("required" as const, "recommended" as const, "off" as const);
    const file = fc
      .record({ link: level, documentation: level, "issue-tracker": level, image: level })
      .map((checks): PolicyFile => ({ checks }));
    const status = fc.constantFrom<RecordedCheck["status"]>(
      "pass",
      "waived",
      "released",
      "recommended",
      "grace",
      "not-run",
    );
    const statuses = fc.record({
      link: status,
      documentation: status,
      "issue-tracker": status,
      image: status,
    });
    fc.assert(
      fc.property(file, file, fc.array(statuses, { maxLength: 5 }), (a, b, all) => {
        const listings = all.map((one, i) => recorded(`tool-${i}`, {}, one));
        const there = impactOf(listings, policy(a), policy(b), TODAY).changes;
        const back = impactOf(listings, policy(b), policy(a), TODAY).changes;
        expect(back.map(({ id, from, to }) => [id, to, from])).toEqual(
          there.map(({ id, from, to }) => [id, from, to]),
        );
        expect(impactOf(listings, policy(a), policy(a), TODAY).changes).toEqual([]);
      }),
    );
  });
});

describe("the report", () => {
  const changes = Array.from({ length: 1_234 }, (_, i) => recorded(`tool-${String(i).padStart(4, "0")}`));
  const impact = impactOf(changes, policy(), policy({ types: ["tool"] }), TODAY);
  const report = {
    keys: changedKeys({ extends: "mattermost" }, { extends: "mattermost", types: ["tool"] }),
    impact,
    graceDays: 14,
  };

  it("is a table that is cut with its count, and says what becomes of them", () => {
    const text = reportText(report);
    expect(reportTitle(report)).toBe("1,234 of 1,234 listings would change verdict");
    expect(text).toContain(
      "**1,234 of 1,234 published listings would change verdict:** 1,234 from “passes” to “fails”.",
    );
    expect(text).toContain(
      "| `tool-0000` | ✅ passes | ❌ fails | `submission`: its type `plugin` is not among the types |",
    );
    expect(text).toContain("… and 1,034 more. `steward policy check` prints all of them.");
    expect(text).toContain("14 days of grace");
    expect(text).toContain('| `types` | `["plugin","app"');
    expect(new TextEncoder().encode(text).byteLength).toBeLessThan(60_000);
  });

  it("says so when nothing changes, nothing is published, or nothing can be read", () => {
    const same = impactOf(changes, policy(), policy(), TODAY);
    expect(reportText({ ...report, impact: same, keys: [] })).toMatch(
      /^\*\*None of the 1,234 published listings.*\n\nNo key in force changes\.$/,
    );
    expect(reportText({ ...report, impact: "nothing" })).toContain("Nothing is published yet");
    expect(reportText({ ...report, impact: "unreadable" })).toContain("cannot be read");
  });

  it("a bar in a value does not end its cell", () => {
    const keys = changedKeys({}, { outreach: { welcome: "a | b" } });
    expect(reportText({ ...report, keys })).toContain('| `outreach.welcome` | `""` | `"a \\| b"` |');
  });
});

describe("what is in force", () => {
  const of = (own: PolicyFile) => new Map(explainPolicy(own).map((one) => [one.key, one]));

  it.each<[string, PolicyFile, string, string | undefined, string]>([
    [
      "what the file says",
      { extends: "mattermost", publish: { branch: "site" } },
      "publish.branch",
      '"site"',
      "file",
    ],
    ["what the preset says", { extends: "mattermost" }, "publish.branch", '"gh-pages"', "preset"],
    ["what stands in for both", { extends: "mattermost" }, "publish.grace_days", "14", "default"],
    [
      "a level that stands by itself",
      { extends: "mattermost", checks: { link: "off" } },
      "checks.link.level",
      '"off"',
      "file",
    ],
    [
      "one day of several",
      { extends: "mattermost", takedown: { days: { high: 3 } } },
      "takedown.days.high",
      "3",
      "file",
    ],
    [
      "its neighbour",
      { extends: "mattermost", takedown: { days: { high: 3 } } },
      "takedown.days.medium",
      "14",
      "preset",
    ],
    ["what nobody sets", { extends: "mattermost" }, "takedown.team", undefined, "default"],
  ])("%s", (_, own, key, value, from) => {
    expect(of(own).get(key)).toEqual({ key, value, from });
  });

  it("names every key of every preset, and nothing of theirs twice", () => {
    for (const name of Object.keys(PRESETS)) {
      const keys = explainPolicy({ extends: name }).map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys.length).toBeGreaterThan(35);
    }
  });
});
