// The documentation gets people from nothing to using it: installing, configuring, using.

import { absent, known, type PageBlock } from "../facts.ts";
import { FIRST_VERSION, defineCheck, type CheckResult } from "./check.ts";
import { judgeDocumentation, type DocumentationJudgement } from "../documentation/judge-page.ts";
import type { DocumentationInput } from "./inputs.ts";
import { judgeAbsent, WEB_RULES, type WebRule } from "./web-rules.ts";
import { quoted } from "../listing/quote.ts";

type Topic = keyof DocumentationJudgement["topics"];
type Rule =
  | WebRule
  | "not-said"
  | "template"
  | "no-install"
  | "no-configure"
  | "no-use"
  | "doubtful"
  | "built-by-script"
  | "no-screenshot";

const TOPICS: Readonly<Record<Topic, { readonly label: string; readonly missing: Rule }>> = {
  install: { label: "installing", missing: "no-install" },
  configure: { label: "configuring", missing: "no-configure" },
  use: { label: "using", missing: "no-use" },
};

const TOPICS_COUNT = Object.keys(TOPICS).length;

const heading = (text: string): PageBlock => ({ kind: "heading", depth: 2, text });
const says = (text: string): PageBlock => ({ kind: "paragraph", text });
const installs = [
  heading("Installation"),
  says(
    "Download the latest release and upload the file in System Console > Plugins > Management, then enable it.",
  ),
];
const configures = [
  heading("Configuration"),
  says(
    "Open System Console > Plugins > Poll Maker and set the API token that you created in your account settings.",
  ),
];
const uses = [
  heading("Usage"),
  says('Type /poll "Lunch?" in any channel to start a poll, and click an answer to vote.'),
];
const page = (
  blocks: readonly PageBlock[],
  change: Partial<DocumentationInput> = {},
  builtByScript = false,
) =>
  known<DocumentationInput>({
    page: { title: "Poll Maker", blocks, builtByScript },
    screenshotsInListing: 1,
    ...change,
  });

export const documentationCheck = defineCheck<"documentation", Rule>({
  id: "documentation",
  order: 40,
  since: FIRST_VERSION,
  title: "Documentation",
  item: "Documentation that supports installing, configuring and using it; screenshots are recommended",
  why: "Without it only its author gets it to run; screenshots show what to expect.",
  fix: "Cover installing, configuring and using on the page that `documentation` names.",
  needs: ["documentation"],
  field: "documentation",
  fixed: false,
  policy: {
    level: "required",
    words: "Documentation: required, recommended or off.",
    presets: {
      // Most are used by copying a few lines; a page on configuring them would say nothing.
      "home-dashboards": "recommended",
      // It looks for installing and configuring, of which teaching material has none.
      "open-courses": "off",
    },
  },
  rules: {
    ...WEB_RULES,
    "no-install": {
      level: "fail",
      why: "People need to know how to install it.",
      fix: "Add a section “Installation” with the steps or the command; if nothing is to be installed, say so.",
    },
    "no-configure": {
      level: "fail",
      why: "People need to know what to set before it works.",
      fix: "Add a section “Configuration” with each setting; if nothing is to be set, say so: “No configuration is needed.”",
    },
    "no-use": {
      level: "fail",
      why: "People need to know what to do once it runs.",
      fix: "Add a section “Usage” with what to type or click, and what happens then.",
    },
    doubtful: {
      level: "held",
      why: "The page hints at it, but not clearly enough for a program to be sure.",
      fix: "Add a heading for the topic with the steps under it; otherwise a maintainer decides.",
    },
    "not-said": {
      level: "held",
      why: "Many small tools have no settings; then it helps to say so.",
      fix: "Add the section, or say that nothing is to be set: “No configuration is needed.” Otherwise a maintainer decides.",
    },
    template: {
      level: "held",
      why: "Template text describes another product, or none.",
      fix: "Replace the template text with your own; otherwise a maintainer decides.",
    },
    "built-by-script": {
      level: "held",
      why: "The page builds its text with JavaScript, so we cannot read it.",
      fix: "Nothing to do if the page is fine; a maintainer decides. A README or a static page is read immediately.",
    },
    "no-screenshot": {
      level: "suggestion",
      why: "Screenshots are recommended: people decide by what they see.",
      fix: "Add a picture of it in use to the page, or to `screenshots` in the listing.",
    },
  },
  examples: {
    pass: [
      { name: "all three topics", facts: { documentation: page([...installs, ...configures, ...uses]) } },
      {
        name: "the page says that nothing is to be configured",
        facts: {
          documentation: page([
            ...installs,
            heading("Configuration"),
            says("No configuration is needed."),
            ...uses,
          ]),
        },
      },
    ],
    fail: [
      {
        name: "not a word on installing",
        facts: { documentation: page([...configures, ...uses]) },
      },
      {
        name: "headings with nothing under them",
        facts: {
          documentation: page([heading("Installation"), heading("Configuration"), heading("Usage")]),
        },
      },
      { name: "the page is gone", facts: { documentation: absent("not-found") } },
    ],
    held: [
      { name: "not a word on configuring", facts: { documentation: page([...installs, ...uses]) } },
      {
        name: "a template to be filled in",
        facts: {
          documentation: page([heading("Plugin starter template"), ...installs, ...configures, ...uses]),
        },
      },
      { name: "a page built by script", facts: { documentation: page([], {}, true) } },
    ],
  },
  *evaluate({ documentation }) {
    const path = ["documentation"];
    if (documentation.state === "absent") {
      yield* judgeAbsent(documentation.reason, "documentation", path);
      return;
    }
    const { page, screenshotsInListing } = documentation.value;
    const checkInput = judgeDocumentation(page);
    if (checkInput.unreadable) {
      yield {
        rule: "built-by-script",
        message: "The documentation page builds its text by script; we cannot read it.",
        path,
      };
      return;
    }
    yield* judgeTopics(checkInput);
    if (checkInput.screenshots + screenshotsInListing === 0) {
      yield {
        rule: "no-screenshot",
        message: "Neither the documentation page nor the listing shows a screenshot.",
        path,
      };
    }
  },
});

function* judgeTopics({ topics, verdict }: DocumentationJudgement): Iterable<CheckResult<Rule>> {
  const path = ["documentation"];
  const covered: string[] = [];
  for (const topic of ["install", "configure", "use"] as const) {
    const { state, quote, where, mayTell = [] } = topics[topic];
    const elsewhere =
      mayTell.length === 0
        ? ""
        : ` It links ${mayTell.map((url) => quoted(url)).join(" and ")}, which may tell it: copy it over, or name that page in \`documentation\`.`;
    const { label, missing } = TOPICS[topic];
    const place = `${quoted(quote ?? "")}, ${where ?? "on the documentation page"}`;
    if (state === "told" || state === "not-needed") {
      covered.push(state === "told" ? `${label}: ${place}` : `${label}: not needed, says the page: ${place}`);
    } else if (verdict === "fail") {
      const how = state === "not-told" ? "does not cover" : `has a place for, but does not say enough on,`;
      yield { rule: missing, message: `The documentation page ${how} ${label}.${elsewhere}`, path };
    } else if (state === "not-told") {
      yield {
        rule: "not-said",
        message: `The documentation page does not say whether there is anything to do for ${label}.${elsewhere}`,
        path,
      };
    } else {
      const hint = quote === undefined ? "" : ` (${place})`;
      yield {
        rule: "doubtful",
        message: `It is not clear whether the documentation page covers ${label}${hint}.${elsewhere}`,
        path,
      };
    }
  }
  if (verdict === "hold" && covered.length === TOPICS_COUNT) {
    yield {
      rule: "template",
      message: "The documentation page reads like a template that is still to be filled in.",
      path,
    };
  }
  for (const evidence of covered) yield { evidence };
}
