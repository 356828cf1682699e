// What each field of a listing is for, in words; the schema, the editors' help and the findings all quote it.

import { ID_PATTERN } from "./ids.ts";

export interface FieldWords {
  readonly need: "required" | "recommended" | "optional";
  readonly what: string;
  readonly why: string;
  readonly example: string;
  /** Among the facts on the listing's page; without it the field has a place of its own there. */
  readonly fact?: { readonly label: string; readonly as: "text" | "code" | "link" };
}

export const LISTING_FIELDS = {
  name: {
    need: "required",
    what: "The name people know the contribution by: 1–60 characters, one line.",
    why: "It is the title of the card and the page.",
    example: "name: Poll Maker",
  },
  type: {
    need: "required",
    what: "What kind of contribution this is.",
    why: "Visitors browse by type.",
    example: "type: plugin",
  },
  summary: {
    need: "required",
    what: "What it does for people, in one line of 10–140 characters.",
    why: "It is the line under the name on every card.",
    example: "summary: Create polls and see the votes come in, without leaving the channel",
  },
  description: {
    need: "optional",
    what: "More about it, in Markdown: at most 5,000 characters.",
    why: "It is the text of the listing's page.",
    example: "description: |\n  Start a poll with `/poll`.",
  },
  link: {
    need: "required",
    what: "https address where people get the contribution and can try it.",
    why: "Visitors go there to try it.",
    example: "link: https://code.example/poll-maker",
  },
  documentation: {
    need: "required",
    what: "https address of the documentation on installing, configuring and using it.",
    why: "Without it nobody gets it to run.",
    example: "documentation: https://code.example/poll-maker/docs",
  },
  screenshots: {
    need: "recommended",
    what: "Up to 6 pictures of it in use: https addresses, or files under `images/<id>/`.",
    why: "People decide by what they see.",
    example: "screenshots: [images/poll-maker/result.png]",
  },
  issues: {
    need: "required",
    what: "https address of the public issue tracker.",
    why: "Users need a place to report problems.",
    example: "issues: https://code.example/poll-maker/issues",
  },
  image: {
    need: "required",
    what: "The card's image: an https address, or `images/<id>.png`, `.jpg` or `.svg`; 512 × 512 recommended, at most 5 MB.",
    why: "It is how people recognise the listing.",
    example: "image: images/poll-maker.png",
  },
  maintainers: {
    need: "required",
    what: "1–10 GitHub logins of the people who own the listing.",
    why: "Only they may change it later, and they are told when something is wrong with it.",
    example: "maintainers: [your-login]",
  },
  security: {
    need: "recommended",
    what: "Where to report a security problem in private: a mailto: or https address.",
    why: "Security problems must not be reported in public.",
    example: "security: mailto:security@code.example",
  },
  license: {
    need: "recommended",
    what: "The licence, as an SPDX expression.",
    why: "Organisations may only use what is licensed to them.",
    example: "license: Apache-2.0",
  },
  tags: {
    need: "optional",
    what: "Up to 8 tags of 2–30 small letters, digits and hyphens.",
    why: "Visitors filter by tag.",
    example: "tags: [polls, productivity]",
  },
  compatibility: {
    need: "optional",
    what: "The versions of the platform it works with, as a semver range.",
    why: "Visitors see at once whether it fits their server.",
    example: 'compatibility: ">=9.0.0"',
    fact: { label: "Works with version", as: "code" },
  },
} as const satisfies Record<string, FieldWords>;

export type FieldName = keyof typeof LISTING_FIELDS;
export const FIELD_NAMES = Object.keys(LISTING_FIELDS) as readonly FieldName[];

type FactField = {
  [K in FieldName]: (typeof LISTING_FIELDS)[K] extends { readonly fact: unknown } ? K : never;
}[FieldName];

/** The fields that are shown as facts, in the order of the format. */
export const FACT_FIELDS = FIELD_NAMES.flatMap((name) => {
  const { fact }: FieldWords = LISTING_FIELDS[name];
  return fact === undefined ? [] : [{ name: name as FactField, ...fact }];
});

// What people call our fields elsewhere (package.json, other marketplaces, British spelling).
const OTHER_NAMES: Readonly<Record<string, FieldName>> = {
  title: "name",
  label: "name",
  kind: "type",
  category: "type",
  tagline: "summary",
  short_description: "summary",
  subtitle: "summary",
  long_description: "description",
  body: "description",
  details: "description",
  url: "link",
  homepage: "link",
  website: "link",
  repository: "link",
  repo: "link",
  docs: "documentation",
  doc: "documentation",
  documentation_url: "documentation",
  readme: "documentation",
  bugs: "issues",
  tracker: "issues",
  issue_tracker: "issues",
  bugtracker: "issues",
  bug_tracker: "issues",
  support: "issues",
  icon: "image",
  logo: "image",
  icon_url: "image",
  author: "maintainers",
  authors: "maintainers",
  owner: "maintainers",
  owners: "maintainers",
  licence: "license",
  keywords: "tags",
  labels: "tags",
  topics: "tags",
  versions: "compatibility",
  min_server_version: "compatibility",
  requires: "compatibility",
  security_contact: "security",
  gallery: "screenshots",
  pictures: "screenshots",
};

/** The field's example on one line, with files under the listing's own name: following it must not break another rule. */
export function exampleFor(name: string, id: string): string {
  const example = Object.hasOwn(LISTING_FIELDS, name) ? LISTING_FIELDS[name as FieldName].example : "";
  // A file's name that is no id is somebody's own words; they have no place in ours.
  const own = ID_PATTERN.test(id) ? id : "poll-maker";
  return example.replaceAll("\n", " ⏎ ").replaceAll("images/poll-maker", `images/${own}`);
}

export function otherNameOf(key: string): FieldName | undefined {
  const plain = key.toLowerCase().replaceAll("-", "_");
  return Object.hasOwn(OTHER_NAMES, plain) ? OTHER_NAMES[plain] : undefined;
}
