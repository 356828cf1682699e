// Mistakes of contributors as they are made in an editor: what is found, and the file after the fix was followed to the letter.

import { listing as listingOf } from "./scene.ts";

export interface TypedMistake {
  readonly name: string;
  /** The whole file. */
  readonly wrong: string;
  /** Each finding as "line rule". */
  readonly found: readonly string[];
  /** What the first finding's fix says. */
  readonly says: string;
  /** The file after that; undefined: `--fix` writes it. */
  readonly right?: string;
}

type Change = Parameters<typeof listingOf>[0];

/** A listing whose picture lies elsewhere, so that nothing has to be drawn. */
export const listing = (change: Change = {}): string =>
  listingOf({ image: "https://raw.githubusercontent.com/contributor/poll-maker/main/logo.png", ...change });

const good = listing();

/** One field as it was typed; what is right stands in `right`, or is left to `--fix`. */
const typed = (name: string, change: Change, found: string, says: string, right?: Change): TypedMistake => ({
  name,
  wrong: listing(change),
  found: [found],
  says,
  ...(right !== undefined && { right: listing(right) }),
});

const LINK = "https://github.com/contributor/poll-maker";

export const TYPED_MISTAKES: readonly TypedMistake[] = [
  typed(
    "@ in a list of logins",
    { maintainers: "[@contributor]" },
    "8 syntax",
    "Write `maintainers: [contributor]`",
  ),
  typed("@ in lines of logins", { maintainers: "\n  - @contributor" }, "9 syntax", "Write `- contributor`"),
  typed("@ and no list", { maintainers: "@contributor" }, "8 syntax", "Write `maintainers: [contributor]`"),
  typed(
    "curly quotes around a login",
    { maintainers: "[“contributor”]" },
    "8 not-a-login",
    "without them: `contributor`",
  ),
  typed(
    "curly quotes around an address",
    { link: `“${LINK}”` },
    "4 bad-address",
    `without them: \`${LINK}\``,
  ),
  typed(
    "a login twice",
    { maintainers: "[contributor, Contributor]" },
    "8 given-twice",
    "Keep one of the two",
    {},
  ),
  typed(
    "a file as documentation",
    { documentation: "README.md" },
    "5 bad-address",
    "at which a browser shows the file",
    {
      documentation: `${LINK}/blob/HEAD/README.md`,
    },
  ),
  typed(
    "a file of a folder as documentation",
    { documentation: "docs/install.md" },
    "5 bad-address",
    "at which a browser shows the file",
    {
      documentation: `${LINK}/blob/HEAD/docs/install.md`,
    },
  ),
  typed(
    "an address without https",
    { documentation: "docs.rs/poll-maker" },
    "5 not-https",
    "starting with `https://`",
  ),
  typed(
    "an address with http",
    { issues: `http://github.com/contributor/poll-maker/issues` },
    "6 not-https",
    "`https://` address",
  ),
  typed(
    "one slash",
    { link: "https:/github.com/contributor/poll-maker" },
    "4 bad-address",
    "`https://…`",
    {},
  ),
  typed(
    "user name in an address",
    { link: "https://me@github.com/contributor/poll-maker" },
    "4 bad-address",
    "before the `@`",
    {},
  ),
  typed(
    "the page of a picture at GitHub",
    { image: `${LINK}/blob/main/docs/logo.png` },
    "7 bad-address",
    "`https://raw.githubusercontent.com/contributor/poll-maker/main/docs/logo.png`",
  ),
  typed(
    "the page of a picture, over http",
    { image: `http://github.com/contributor/poll-maker/blob/main/docs/logo.png` },
    "7 bad-address",
    "`https://raw.githubusercontent.com/contributor/poll-maker/main/docs/logo.png`",
  ),
  typed("a GIF", { image: "images/poll-maker.gif" }, "7 bad-address", "Save the picture as PNG", {}),
  typed("a WebP of a folder", { image: "docs/logo.webp" }, "7 bad-address", "Save the picture as PNG", {}),
  typed(
    "a picture of another folder",
    { image: "docs/logo.png" },
    "7 bad-address",
    "Put the file at `images/poll-maker.png`",
    {},
  ),
  typed(
    "a picture with a leading slash",
    { image: "/images/poll-maker.png" },
    "7 bad-address",
    "Put the file at",
  ),
  typed(
    "` #` in a summary",
    { summary: "The #1 poll plugin for channels" },
    "3 cut-by-comment",
    '`summary: "The #1 poll plugin for channels"`',
  ),
  typed(
    "` #` late in a summary",
    { summary: "The best poll plugin in town #1 in polls and votes" },
    "3 cut-by-comment",
    "in quotes",
  ),
  typed("` #` in a name", { name: "Poll #1" }, "1 cut-by-comment", '`name: "Poll #1"`'),
  typed(
    "a colon in a summary",
    { summary: "Polls: the best ones in town" },
    "3 syntax",
    '`summary: "Polls: the best ones in town"`',
  ),
  typed("a quote that is not closed", { summary: '"Create polls in a channel' }, "3 syntax", 'Add `"`', {
    summary: '"Create polls in a channel"',
  }),
  typed("a bracket that is not closed", { tags: "[polls, votes" }, "11 syntax", "Add `]`", {
    tags: "[polls, votes]",
  }),
  typed("no space after a colon", {}, "3 syntax", "Write `summary: "),
  typed(
    "an apostrophe in single quotes",
    { summary: "'It's polls for everybody'" },
    "3 syntax",
    "Write it as",
  ),
  typed("a licence by name", { license: "MIT License" }, "10 not-spdx", "Did you mean `MIT`?"),
  typed(
    "a licence with its version",
    { license: "Apache License, Version 2.0" },
    "10 not-spdx",
    "Did you mean `Apache-2.0`?",
  ),
  typed(
    "a licence that leaves a question",
    { license: "GPLv3" },
    "10 not-spdx",
    "`GPL-3.0-only` or `GPL-3.0-or-later`",
    {
      license: "GPL-3.0-or-later",
    },
  ),
  typed("a licence of one's own", { license: "Proprietary" }, "10 not-spdx", "`LicenseRef-Proprietary`", {
    license: "LicenseRef-Proprietary",
  }),
  typed("a type that is missing", { type: undefined }, "1 missing", "type: plugin", {}),
  typed("a type in the plural", { type: "plugins" }, "2 not-allowed", "Did you mean `plugin`?"),
  typed("a version with a plus", { compatibility: "7.8+" }, "11 not-semver", '`">=7.8.0"`'),
  typed("a version or newer", { compatibility: "v10 or newer" }, "11 not-semver", '`">=10.0.0"`'),
  typed("a number as a tag", { tags: "[polls, 2024]" }, "11 wrong-type", "in quotes"),
  typed("a tag with its hash", { tags: '["#polls"]' }, "11 bad-tag", "`polls`"),
  typed("tags with commas only", { tags: "polls, votes" }, "11 wrong-type", "as a list"),
  typed("an author beside maintainers", { author: "Ann Doe" }, "11 unknown-field", "Remove the line", {}),
  typed("a homepage beside a link", { homepage: LINK }, "11 unknown-field", "Remove the line", {}),
  typed(
    "an icon beside an image",
    { icon: "images/poll-maker.png" },
    "11 unknown-field",
    "Remove the line",
    {},
  ),
  typed(
    "a repository in place of a link",
    { link: undefined, repo: LINK },
    "10 unknown-field",
    "Write `link`",
  ),
  typed(
    "an e-mail address alone",
    { security: "security@poll-maker.example" },
    "9 bad-address",
    "Write `mailto:`",
  ),
  typed(
    "a colon in a name with a comment behind",
    { name: "Fermi Lab: Widgets    # without it: the repository's name" },
    "1 syntax",
    'in quotes: `name: "Fermi Lab: Widgets"`',
  ),
  typed("a name with brackets", { name: "[beta] Polls" }, "1 syntax", '`name: "[beta] Polls"`'),
  typed("a name with backticks", { name: "`code` runner" }, "1 syntax", "in double quotes", {
    name: '"`code` runner"',
  }),
  typed("an empty name", { name: "" }, "1 wrong-type", "`name: Poll Maker`", { name: "Poll Maker" }),
  typed("a tag of one letter", { tags: "[x]" }, "11 bad-tag", "2 characters or more, or remove the tag", {
    tags: "[]",
  }),
  typed(
    "a picture's name with a letter too few",
    { image: "images/poll-make.png" },
    "7 foreign-file",
    "Did you mean `images/poll-maker.png`?",
    { image: "images/poll-maker.png" },
  ),
  typed(
    "a mapping for people",
    { maintainers: "{ who: contributor }" },
    "8 wrong-type",
    "`maintainers: [",
    {},
  ),
  {
    name: "a colon that is missing",
    wrong: good.replace("type: plugin", "type plugin"),
    found: ["2 syntax"],
    says: "Write `type: plugin`",
  },
  {
    name: "a colon of another keyboard",
    wrong: good.replace("name: ", "name："),
    found: ["1 syntax"],
    says: "Write `name: ",
  },
  {
    name: "a colon of another keyboard, and one of this",
    wrong: good.replace(/summary: .*/, "sumary：Polls: the #1 maker"),
    found: ["1 missing", "3 unknown-field"],
    says: "`summary: ",
    right: good,
  },
  {
    name: "a space of another kind",
    wrong: good.replace("name: ", "name:\u00a0"),
    found: ["1 syntax"],
    says: "Write `name: ",
  },
  {
    name: "an equals sign in a colon's place, before the last line",
    wrong: good.replace("license: ", "license = "),
    found: ["10 syntax"],
    says: "Write `license: ",
  },
  {
    name: "a field behind the mark of a document",
    wrong: `--- ${good}`,
    found: ["1 syntax"],
    says: "Write `name: ",
  },
  {
    name: "a list whose entries do not stand below each other",
    wrong: listing({ maintainers: "\n  - contributor\n - octocat" }),
    found: ["10 syntax"],
    says: "Begin the line with 2 spaces",
  },
  {
    name: "a first line with a space before it",
    wrong: ` ${good}`,
    found: ["1 syntax"],
    says: "Remove the spaces",
  },
  {
    name: "a hidden character in a field's name",
    wrong: good.replace("license:", "lice\u200bnse:"),
    found: ["10 unknown-field"],
    says: "Write `license` anew",
  },
  {
    name: "a Cyrillic letter in a field's name",
    wrong: good.replace("name:", "n\u0430me:"),
    found: ["1 unknown-field"],
    says: "Write `name` anew",
  },
  {
    name: "a line that goes on from the one above",
    wrong: good.replace("type: plugin", "without leaving the channel\ntype: plugin"),
    found: ["2 syntax"],
    says: "begin it with two spaces",
    right: good.replace("type: plugin", "  without leaving the channel\ntype: plugin"),
  },
  {
    name: "a field in capitals, its value too",
    wrong: good.replace("type: plugin", "Type: Plugin"),
    found: ["2 unknown-field", "2 not-allowed"],
    says: "Write `type`",
  },
  {
    name: "marks of a merge conflict",
    wrong: good.replace("type: plugin\n", "<<<<<<< HEAD\ntype: plugin\n=======\ntype: app\n>>>>>>> other\n"),
    found: ["2 syntax"],
    says: "remove the others",
    right: good,
  },
  {
    name: "a tab before a field",
    wrong: good.replace("type:", "\ttype:"),
    found: ["2 syntax"],
    says: "Replace the tab",
  },
  {
    name: "a broken line among other mistakes",
    wrong: listing({
      summary: "Polls: the best ones in town",
      maintainers: "[@contributor]",
      license: "MIT License",
      issues: "github.com/contributor/poll-maker/issues",
      compatibility: "7.8+",
    }),
    found: ["3 syntax", "8 syntax", "6 not-https", "10 not-spdx", "11 not-semver"],
    says: "in quotes",
  },
].map((mistake) =>
  mistake.name === "no space after a colon"
    ? { ...mistake, wrong: good.replace("summary: ", "summary:") }
    : mistake,
);
