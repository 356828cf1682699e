// Mistakes that people make in listings, as they make them: where each is found, and the file after its fix was followed.

import { listing, pngIcon, README } from "./scene.ts";

export type Files = Readonly<Record<string, string | Uint8Array>>;

export interface Mistake {
  readonly name: string;
  readonly rule: string;
  /** 1-based, in the listing's file; 1 where the finding is about the file as a whole. */
  readonly line: number;
  /** What the fix must say for the next step to follow from it. */
  readonly says: string;
  readonly wrong: (id: string) => Files | Promise<Files>;
  readonly fixed: (id: string) => Files | Promise<Files>;
  /** undefined in `fixed`: the file goes. */
  readonly gone?: (id: string) => readonly string[];
}

type Change = Parameters<typeof listing>[0];

const good = async (id: string, change: Change = {}): Promise<Files> => ({
  [`listings/${id}.yml`]: listing({ image: `images/${id}.png`, ...change }),
  [`images/${id}.png`]: await pngIcon(),
});

/** One field written wrong, and right; the lines of the other fields stay where they are. */
function field(
  name: string,
  rule: string,
  line: number,
  wrong: Change,
  says: string,
  right: Change = {},
): Mistake {
  return {
    name,
    rule,
    line,
    says,
    wrong: (id) => good(id, wrong),
    fixed: (id) => good(id, right),
  };
}

/** The text of the whole file, written wrong and right. */
function text(
  name: string,
  rule: string,
  line: number,
  wrong: (sound: string) => string,
  says: string,
  right: (sound: string) => string = (sound) => sound,
): Mistake {
  const files = async (id: string, change: (sound: string) => string): Promise<Files> => {
    const sound = await good(id);
    return { ...sound, [`listings/${id}.yml`]: change(String(sound[`listings/${id}.yml`])) };
  };
  return { name, rule, line, says, wrong: (id) => files(id, wrong), fixed: (id) => files(id, right) };
}

const LINK = "https://github.com/contributor/poll-maker";

/** Lines of a listing as `listing()` writes it. */
export const LINES = {
  name: 1,
  type: 2,
  summary: 3,
  link: 4,
  documentation: 5,
  issues: 6,
  image: 7,
  maintainers: 8,
  security: 9,
  license: 10,
} as const;

export const MISTAKES: readonly Mistake[] = [
  field(
    "a type in capitals",
    "submission/not-allowed",
    LINES.type,
    { type: "Plugin" },
    "Did you mean `plugin`?",
  ),
  field("a type that is none", "submission/not-allowed", LINES.type, { type: "bot" }, "Choose one of them", {
    type: "app",
  }),
  field("no summary", "submission/missing", 1, { summary: undefined }, "Add it, for example: `summary:"),
  field(
    "a summary as long as a description",
    "submission/too-long",
    LINES.summary,
    { summary: `Create polls${" and see the votes come in".repeat(6)}` },
    "140 characters or fewer",
    { summary: `Create polls${" and see the votes come in".repeat(4)}` },
  ),
  field(
    "a summary of one word",
    "submission/too-short",
    LINES.summary,
    { summary: "Polls" },
    "Say a little more",
  ),
  field(
    "a field misspelt",
    "submission/unknown-field",
    LINES.license,
    { license: undefined, licence: "MIT" },
    "Write `license`",
    {
      license: "MIT",
    },
  ),
  field("a field nobody knows", "submission/unknown-field", 11, { version: "1.0.0" }, "Remove the line"),
  field("a name that reads as a number", "submission/wrong-type", LINES.name, { name: "2048" }, "in quotes", {
    name: '"2048"',
  }),
  field(
    "one maintainer who is no list",
    "submission/wrong-type",
    LINES.maintainers,
    { maintainers: "contributor" },
    "one line `- value` for each entry",
    {
      maintainers: "\n  - contributor",
    },
  ),
  field(
    "a login with its at sign",
    "submission/not-a-login",
    LINES.maintainers,
    { maintainers: '["@contributor"]' },
    "without the `@`",
  ),
  field(
    "a profile's address",
    "submission/not-a-login",
    LINES.maintainers,
    { maintainers: "[https://github.com/contributor]" },
    "without the `https://…/`",
  ),
  field(
    "an address over http",
    "submission/not-https",
    LINES.link,
    { link: "http://github.com/contributor/poll-maker" },
    "`https://` address",
  ),
  field(
    "an address without its scheme",
    "submission/not-https",
    LINES.issues,
    { issues: "github.com/contributor/poll-maker/issues" },
    "starting with `https://`",
  ),
  field(
    "an address with a blank in it",
    "submission/bad-address",
    LINES.documentation,
    { documentation: `"${LINK} #readme"` },
    "Copy the address anew",
  ),
  field(
    "an e-mail address without mailto",
    "submission/bad-address",
    LINES.security,
    { security: "security@poll-maker.example" },
    "`mailto:` before the address",
  ),
  field(
    "a licence by its everyday name",
    "submission/not-spdx",
    LINES.license,
    { license: "Apache 2" },
    "`Apache-2.0`",
  ),
  field("a version range without quotes", "submission/syntax", 11, { compatibility: ">=9.5.0" }, "quotes", {
    compatibility: '">=9.5.0"',
  }),
  field(
    "a version that is no range",
    "submission/not-semver",
    11,
    { compatibility: '"9.x or newer"' },
    '`">=9.0.0"`',
    {
      compatibility: '">=9.0.0"',
    },
  ),
  field(
    "a tag with a capital and a blank",
    "submission/bad-tag",
    11,
    { tags: "[Team Polls]" },
    "lowercase letters",
    {
      tags: "[team-polls]",
    },
  ),
  field(
    "a tag given twice",
    "submission/given-twice",
    11,
    { tags: "[polls, polls]" },
    "Keep one of the two",
    {
      tags: "[polls]",
    },
  ),
  field("a name left empty", "submission/wrong-type", LINES.name, { name: "" }, "Fill in the value"),
  text(
    "a field given twice",
    "submission/duplicate-key",
    11,
    (sound) => `${sound}name: Poll Maker\n`,
    "Keep one of the two",
  ),
  text(
    "a colon in a value",
    "submission/syntax",
    LINES.summary,
    (sound) => sound.replace(/summary: .*/, "summary: Polls: create them and see the votes"),
    "quotes",
    (sound) => sound.replace(/summary: .*/, 'summary: "Polls: create them and see the votes"'),
  ),
  text(
    "a tab before a field",
    "submission/syntax",
    LINES.type,
    (sound) => sound.replace("type:", "\ttype:"),
    "",
    (sound) => sound,
  ),
  text(
    "two documents in one file",
    "submission/several-documents",
    12,
    (sound) => `${sound}---\nname: Another\n`,
    "",
  ),
  text(
    "a hidden character from a copied text",
    "submission/hidden-character",
    LINES.name,
    (sound) => sound.replace("Poll Maker", "Poll\u200bMaker"),
    "",
    (sound) => sound.replace("Poll Maker", "PollMaker"),
  ),
  {
    name: "an image that is not in the pull request",
    rule: "image/not-in-repository",
    line: LINES.image,
    says: "",
    wrong: (id) => ({ [`listings/${id}.yml`]: listing({ image: `images/${id}.png` }) }),
    fixed: (id) => good(id),
  },
  {
    name: "an image of the listing next door",
    rule: "submission/foreign-file",
    line: LINES.image,
    says: "",
    wrong: (id) => ({ [`listings/${id}.yml`]: listing({ image: "images/poll-maker.png" }) }),
    fixed: (id) => good(id),
  },
  {
    name: "a PNG named .jpg",
    rule: "image/wrong-name",
    line: LINES.image,
    says: "",
    wrong: async (id) => ({
      [`listings/${id}.yml`]: listing({ image: `images/${id}.jpg` }),
      [`images/${id}.jpg`]: await pngIcon(),
    }),
    fixed: (id) => good(id),
    gone: (id) => [`images/${id}.jpg`],
  },
  field(
    "an image format that is not taken",
    "submission/bad-address",
    LINES.image,
    { image: "images/poll-maker.gif" },
    "",
  ),
  field("a link that leads nowhere", "link/not-found", LINES.link, { link: `${LINK}-old` }, ""),
  field(
    "an archived repository",
    "link/archived",
    LINES.link,
    { link: "https://github.com/owner/archived" },
    "link to the repository where development continues",
  ),
  field(
    "issues switched off",
    "issue-tracker/disabled",
    LINES.issues,
    { issues: "https://github.com/owner/no-issues/issues" },
    "",
  ),
  field(
    "documentation that does not say how to install",
    "documentation/no-install",
    LINES.documentation,
    { documentation: "https://github.com/owner/not-installable" },
    "",
  ),
  field(
    "a maintainer with a typing error",
    "ownership/no-account",
    LINES.maintainers,
    { maintainers: "[contributor, contribtuor]" },
    "",
  ),
  field(
    "an organisation as maintainer",
    "ownership/not-a-user",
    LINES.maintainers,
    { maintainers: "[contributor, community]" },
    "",
  ),
  field(
    "somebody else's listing",
    "ownership/not-a-maintainer",
    LINES.maintainers,
    { maintainers: "[owner]" },
    "",
    {
      maintainers: "[owner, contributor]",
    },
  ),
];

export const WITHOUT_INSTALLING = README.replace(
  /## Installation[\s\S]*?## Configuration/,
  "## Configuration",
);
