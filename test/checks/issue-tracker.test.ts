// The issue tracker: public, and open for new issues.

import { describe, expect, it } from "@jest/globals";
import { exampleRepository } from "../../src/core/checks/example-facts.ts";
import { absent, known, type RepositoryFact, type TrackerTarget } from "../../src/core/facts.ts";
import { absentReasons } from "../support/absent-reasons.ts";
import { judge, rulesOf } from "../support/good-world.ts";

const repository = (change: Partial<RepositoryFact>) =>
  known<TrackerTarget>({ kind: "repository", repository: exampleRepository(change) });
const page = (asksForLogin: boolean) =>
  known<TrackerTarget>({ kind: "page", host: "tracker.example", asksForLogin });

describe("issue-tracker", () => {
  it.each<[string, ReturnType<typeof page>, string, readonly string[]]>([
    ["issues enabled", repository({}), "pass", []],
    ["issues disabled", repository({ issuesEnabled: false }), "fail", ["disabled"]],
    ["archived", repository({ archived: true }), "fail", ["archived"]],
    [
      "archived and disabled: said once",
      repository({ archived: true, issuesEnabled: false }),
      "fail",
      ["archived"],
    ],
    ["no template", repository({ hasIssueTemplate: false }), "pass", ["no-template?"]],
    [
      "disabled: nobody asks for a template",
      repository({ issuesEnabled: false, hasIssueTemplate: false }),
      "fail",
      ["disabled"],
    ],
    [
      "the host does not say whether there is a template",
      repository({ hasIssueTemplate: undefined }),
      "pass",
      [],
    ],
    ["moved", repository({ movedTo: "https://github.com/new/name" }), "pass", ["moved?"]],
    ["an empty repository can take issues", repository({ empty: true }), "pass", []],
    ["a page without a login", page(false), "pass", []],
    ["a page that asks for a login", page(true), "fail", ["needs-login"]],
  ])("%s", (_, tracker, status, rules) => {
    const outcome = judge("issue-tracker", { tracker });
    expect(outcome.status).toBe(status);
    expect(rulesOf(outcome)).toEqual(rules);
    expect(outcome.evidence.length > 0).toBe(status === "pass");
  });

  it.each(absentReasons)("absent because of %s: fails on the field's line", (reason) => {
    const outcome = judge("issue-tracker", { tracker: absent(reason) });
    expect(outcome.status).toBe("fail");
    expect(outcome.findings.map(({ rule, path, line }) => [rule, path, line])).toEqual([
      [`issue-tracker/${reason}`, ["issues"], 7],
    ]);
  });
});
