// The link: answers, and a repository is alive.

import { describe, expect, it } from "@jest/globals";
import { exampleRepository } from "../../src/core/checks/example-facts.ts";
import { absent, known, type LinkTarget, type RepositoryFact } from "../../src/core/facts.ts";
import { absentReasons } from "../support/absent-reasons.ts";
import { judge, rulesOf } from "../support/good-world.ts";

const repository = (change: Partial<RepositoryFact>) =>
  known<LinkTarget>({ kind: "repository", repository: exampleRepository(change) });
const page = (movedTo?: string) => known<LinkTarget>({ kind: "page", host: "poll-maker.example", movedTo });

describe("link", () => {
  it.each<[string, ReturnType<typeof page>, string, readonly string[]]>([
    ["a page that answers", page(), "pass", []],
    ["a page that moved permanently", page("https://new.example/"), "pass", ["moved?"]],
    ["a repository", repository({}), "pass", []],
    ["archived", repository({ archived: true }), "fail", ["archived"]],
    ["empty", repository({ empty: true }), "fail", ["empty"]],
    ["archived and empty", repository({ archived: true, empty: true }), "fail", ["archived", "empty"]],
    [
      "archived: nobody asks for a release too",
      repository({ archived: true, hasRelease: false }),
      "fail",
      ["archived"],
    ],
    ["no release yet", repository({ hasRelease: false }), "pass", ["no-release?"]],
    ["the host does not say whether there is a release", repository({ hasRelease: undefined }), "pass", []],
    ["moved", repository({ movedTo: "https://github.com/new/name" }), "pass", ["moved?"]],
    [
      "moved and archived",
      repository({ archived: true, movedTo: "https://github.com/new/name" }),
      "fail",
      ["archived", "moved?"],
    ],
    ["issues switched off is not the link's matter", repository({ issuesEnabled: false }), "pass", []],
  ])("%s", (_, linkTarget, status, rules) => {
    const outcome = judge("link", { linkTarget });
    expect(outcome.status).toBe(status);
    expect(rulesOf(outcome)).toEqual(rules);
    expect(outcome.evidence.length > 0).toBe(status === "pass");
  });

  it.each(absentReasons)("absent because of %s: fails, on the field's line, under that name", (reason) => {
    const outcome = judge("link", { linkTarget: absent(reason) });
    expect(outcome.status).toBe("fail");
    expect(outcome.findings).toHaveLength(1);
    expect(outcome.findings[0]).toMatchObject({ rule: `link/${reason}`, path: ["link"], line: 4, column: 7 });
  });

  it("puts the new address into the fix, ready to be copied", () => {
    const [finding] = judge("link", { linkTarget: page("https://new.example/x") }).findings;
    expect(finding?.fix).toContain("`link: https://new.example/x`");
  });
});
