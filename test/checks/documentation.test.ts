// Documentation: what the judgement of a page comes to, finding by finding. The judgement itself: test/core/documentation.test.ts.

import { describe, expect, it } from "@jest/globals";
import type { DocumentationInput } from "../../src/core/checks/inputs.ts";
import { absent, known, type PageBlock } from "../../src/core/facts.ts";
import { absentReasons } from "../support/absent-reasons.ts";
import { GOOD_PAGE, judge, rulesOf } from "../support/good-world.ts";

const heading = (text: string): PageBlock => ({ kind: "heading", depth: 2, text });
const says = (text: string): PageBlock => ({ kind: "paragraph", text });
const [installs, configures, uses] = [GOOD_PAGE.slice(0, 2), GOOD_PAGE.slice(2, 4), GOOD_PAGE.slice(4, 6)];
const picture: PageBlock = { kind: "image", url: "https://a.example/poll-screenshot.png", alt: "A poll" };

function page(blocks: readonly PageBlock[], screenshotsInListing = 1, builtByScript = false) {
  return known<DocumentationInput>({
    page: { title: "Poll Maker", blocks, builtByScript },
    screenshotsInListing,
  });
}

describe("documentation", () => {
  it.each<[string, ReturnType<typeof page>, string, readonly string[]]>([
    ["all three topics", page(GOOD_PAGE), "pass", []],
    ["no screenshot anywhere", page(GOOD_PAGE, 0), "pass", ["no-screenshot?"]],
    ["a screenshot on the page", page([...GOOD_PAGE, picture], 0), "pass", []],
    [
      "nothing is to be configured, says the page",
      page([...installs, heading("Configuration"), says("No configuration is needed."), ...uses]),
      "pass",
      [],
    ],
    [
      "not a word on configuring: perhaps there is nothing to set",
      page([...installs, ...uses]),
      "held",
      ["not-said"],
    ],
    [
      "a chapter on configuring that only sends away",
      page([...installs, heading("Configuration"), says("See the wiki."), ...uses]),
      "fail",
      ["no-configure"],
    ],
    ["not a word on installing", page([...configures, ...uses]), "fail", ["no-install"]],
    ["not a word on using", page([...installs, ...configures]), "fail", ["no-use"]],
    ["nothing at all", page([]), "fail", ["no-install", "no-configure", "no-use"]],
    [
      "headings alone",
      page([heading("Installation"), heading("Configuration"), heading("Usage")]),
      "fail",
      ["no-install", "no-configure", "no-use"],
    ],
    ["a template", page([heading("Plugin starter template"), ...GOOD_PAGE]), "held", ["template"]],
    ["built by script", page([], 1, true), "held", ["built-by-script"]],
    ["built by script, whatever else stands there", page(GOOD_PAGE, 0, true), "held", ["built-by-script"]],
  ])("%s", (_, documentation, status, rules) => {
    const outcome = judge("documentation", { documentation });
    expect(rulesOf(outcome)).toEqual(rules);
    expect(outcome.status).toBe(status);
    for (const { path, line } of outcome.findings) expect([path, line]).toEqual([["documentation"], 5]);
  });

  it("quotes its evidence for each topic", () => {
    expect(judge("documentation", { documentation: page(GOOD_PAGE) }).evidence).toEqual([
      "installing: “Installation”, heading on the documentation page",
      "configuring: “Configuration”, heading on the documentation page",
      "using: “Usage”, heading on the documentation page",
    ]);
  });

  it.each(absentReasons)("absent because of %s: fails", (reason) => {
    const outcome = judge("documentation", { documentation: absent(reason) });
    expect(outcome.status).toBe("fail");
    expect(rulesOf(outcome)).toEqual([reason]);
  });
});
