// Other people's words in our Markdown: what the world outside brings comes out in code spans and nowhere else.

import { describe, expect, it } from "@jest/globals";
import { exampleOwnership, exampleRepository, exampleStanding } from "../../src/core/checks/example-facts.ts";
import type { DocumentationInput, OwnershipInput } from "../../src/core/checks/inputs.ts";
import {
  absent,
  known,
  type Account,
  type Fact,
  type ImageFact,
  type LinkTarget,
  type PageBlock,
  type TrackerTarget,
} from "../../src/core/facts.ts";
import { parsePolicy } from "../../src/core/policy/policy.ts";
import { GOOD_PAGE, goodJudgement } from "../support/good-world.ts";
import { shareTold } from "../support/inert.ts";
import { yamlString } from "../support/listing-files.ts";
import { BOSS, HEAD, type World } from "../support/tiny-github.ts";

function worldWorld(text: string): World {
  const author: Account = { id: 7, login: text, type: "User" };
  const accounts = new Map<string, Fact<Account>>([
    [text.toLowerCase(), absent("not-found")],
    [`${text}2`.toLowerCase(), known({ ...author, type: "Organization" })],
  ]);
  const ownership: Partial<OwnershipInput> = {
    kind: "change",
    author,
    maintainers: [text, `${text}2`],
    maintainersBefore: [`${text}3`],
    accounts,
    record: { state: "recorded", owners: [], from: "published-entry" },
  };
  const repository = exampleRepository({
    owner: text,
    name: text,
    host: text,
    movedTo: `https://a.example/${text}`,
    archived: true,
  });
  return {
    judgements: [
      goodJudgement({
        ownership: exampleOwnership(ownership),
        linkTarget: known<LinkTarget>({ kind: "page", host: text, movedTo: text }),
        tracker: known<TrackerTarget>({ kind: "repository", repository }),
        image: known<ImageFact>({
          bytes: 1,
          bytesMax: 9,
          extension: "png",
          content: { kind: "refused", problem: "unsafe-svg", detail: text },
        }),
        standing: exampleStanding({ author, ledger: "unreadable" }),
      }),
      goodJudgement({
        linkTarget: known<LinkTarget>({ kind: "repository", repository: { ...repository, archived: false } }),
        tracker: known<TrackerTarget>({ kind: "page", host: text, asksForLogin: false }),
      }),
    ],
  };
}

function pageWorld(text: string): World {
  const around = (before: PageBlock, after: PageBlock): readonly PageBlock[] => [before, after, ...GOOD_PAGE];
  const pages: readonly (readonly PageBlock[])[] = [
    GOOD_PAGE.map((block) =>
      block.kind === "heading" ? { ...block, text: `${block.text} ${text}` } : block,
    ),
    around(
      { kind: "heading", depth: 1, text },
      { kind: "code", language: "sh", text: `npm install ${text}` },
    ),
    [
      { kind: "heading", depth: 2, text: "Installation" },
      {
        kind: "paragraph",
        text: `Download the latest release and upload the file ${text} in System Console > Plugins > Management.`,
      },
      { kind: "heading", depth: 2, text: `Configuration ${text}` },
      {
        kind: "paragraph",
        text: `${text} is something about which there is quite a lot to be said, although not how it is done.`,
      },
      { kind: "row", header: false, cells: [text, text] },
      { kind: "item", ordered: false, text },
      { kind: "heading", depth: 2, text: "Usage" },
      { kind: "code", language: "", text: `/poll ${text}` },
    ],
    [
      {
        kind: "paragraph",
        text: `Install it: download ${text}.zip from the releases page, and no configuration is needed. ${text}`,
      },
    ],
  ];
  return {
    judgements: pages.map((blocks) => {
      const documentation = known<DocumentationInput>({
        page: { title: text, blocks, builtByScript: false },
        screenshotsInListing: 0,
      });
      return goodJudgement({ documentation });
    }),
  };
}

function policyWorld(text: string): World {
  const lines = [
    `extends: ${yamlString(text)}`,
    `${yamlString(text)}: x`,
    `types: [${yamlString(text)}]`,
    "checks:",
    `  ${yamlString(text)}: x`,
    `  link: ${yamlString(text)}`,
    `waivers: [{check: ${yamlString(text)}, listing: ${yamlString(text)}, who: ${yamlString(text)}, why: ${yamlString(text)}, until: ${yamlString(text)}}]`,
    `marketplace: {name: ${yamlString(text)}, url: ${yamlString(text)}, security: ${yamlString(text)}}`,
    `takedown: {repository: ${yamlString(text)}}`,
  ];
  const problems = [lines.join("\n"), `extends: ${yamlString(text)}\n`, `extends: !${text}\n`].flatMap(
    (file) => {
      const parsed = parsePolicy(new TextEncoder().encode(file), "acme");
      return parsed.state === "invalid" ? parsed.problems : [];
    },
  );
  return { subject: { kind: "nothing", policyProblems: problems } };
}

const held = known<DocumentationInput>({
  page: { title: "", blocks: [], builtByScript: true },
  screenshotsInListing: 1,
});

describe("hostile texts", () => {
  /** The proof would be empty if the texts never came through. */
  it.each<[string, (text: string) => World]>([
    ["logins, repositories, hosts, addresses, the image", worldWorld],
    ["the documentation page", pageWorld],
    ["the policy", policyWorld],
  ])("in %s", (_, make) => {
    expect(shareTold(make)).toBeGreaterThan(0.6);
  });

  it("in a maintainer's reason", () => {
    const world = { judgements: [goodJudgement({ documentation: held })] };
    const share = shareTold(
      () => world,
      (github, text) => github.comment(BOSS, `/accept documentation ${HEAD.slice(0, 7)} because ${text}`),
    );
    expect(share).toBeGreaterThan(0.6);
  });
});
