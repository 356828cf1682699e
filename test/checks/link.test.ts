// The link: answers, and a repository is alive.

import { describe, expect, it } from "@jest/globals";
import { exampleRepository } from "../../src/core/checks/example-facts.ts";
import { absent, known, type LinkTarget, type PlaceFact, type RepositoryFact } from "../../src/core/facts.ts";
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

  const place = (change: Partial<PlaceFact>): PlaceFact => ({
    what: "folder",
    name: "plugins/poll",
    at: "release/1.x",
    isThere: false,
    rest: "/tree/release/1.x/plugins/poll",
    ...change,
  });
  it.each<[Partial<PlaceFact>, string]>([
    [{}, "the folder `plugins/poll` at `release/1.x`"],
    [{ what: "file or folder" }, "the file or folder `plugins/poll` at `release/1.x`"],
    [{ what: "branch or tag", name: "next", at: undefined }, "the branch or tag `next`"],
    [{ what: "commit", name: "0123abc", at: undefined }, "the commit `0123abc`"],
    [{ what: "release", name: "v9", at: undefined }, "the release `v9`"],
    [{ what: "release", name: "", at: undefined }, "a release"],
    [{ what: "download", name: "x.tgz", at: "v1" }, "the file `x.tgz` of the release `v1`"],
    [{ what: "download", name: "x.tgz", at: "" }, "the file `x.tgz` of the newest release"],
    [{ what: "issue", name: "#12", at: undefined }, "the issue `#12`"],
    [{ what: "wiki page", name: "Setup", at: undefined }, "the wiki page `Setup`"],
    [{ what: "page", name: "discussions/12", at: undefined }, "the page `discussions/12`"],
  ])("what it points at is named, there or not: %j", (change, words) => {
    const at = (isThere: boolean) =>
      judge("link", {
        linkTarget: known<LinkTarget>({
          kind: "repository",
          repository: exampleRepository(),
          place: place({ ...change, isThere }),
        }),
      });
    const [missing, there] = [at(false), at(true)];
    expect([missing.status, rulesOf(missing)]).toEqual(["fail", ["not-found"]]);
    expect(missing.findings[0]?.message).toContain(`but ${words} is not.`);
    expect([there.status, there.evidence.join()]).toEqual(["pass", expect.stringContaining(`has ${words}.`)]);
  });

  it("of an empty repository nothing in it is called missing; a moved one keeps the rest of the address", () => {
    const target = (change: Partial<RepositoryFact>) => ({
      linkTarget: known<LinkTarget>({
        kind: "repository",
        repository: exampleRepository(change),
        place: place({}),
      }),
    });
    expect(rulesOf(judge("link", target({ empty: true })))).toEqual(["empty"]);
    const moved = judge("link", target({ movedTo: "https://github.com/new/name" }));
    expect(moved.findings.map(({ fix }) => fix).join()).toContain(
      "`link: https://github.com/new/name/tree/release/1.x/plugins/poll`",
    );
  });

  it("puts the new address into the fix, ready to be copied", () => {
    const [finding] = judge("link", { linkTarget: page("https://new.example/x") }).findings;
    expect(finding?.fix).toContain("`link: https://new.example/x`");
  });
});
