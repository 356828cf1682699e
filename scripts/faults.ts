// One example of each fault that a listing file can have, judged by the parser itself: what the messages page shows.

import { FILE_BYTES_MAX, withOwnFiles } from "../src/core/listing/own-files.ts";
import { parseListing } from "../src/core/listing/parse.ts";
import { listingSchema } from "../src/core/listing/schema.ts";

export interface Fault {
  readonly rule: string;
  /** The line that is wrong; it takes the place of the field's own, or stands at the end of the file. */
  readonly line: string;
  readonly field?: string;
  readonly encoding?: "latin1";
  /** What the page shows instead of the line. */
  readonly shown?: string;
}

export const FAULTS: readonly Fault[] = [
  { rule: "missing", field: "summary", line: "" },
  { rule: "unknown-field", field: "license", line: "licence: MIT" },
  { rule: "wrong-type", field: "name", line: "name: 2048" },
  { rule: "not-allowed", field: "type", line: "type: Plugin" },
  { rule: "too-short", field: "summary", line: "summary: Polls" },
  { rule: "too-long", field: "name", line: `name: ${"Poll Board ".repeat(7).trim()}` },
  { rule: "too-few", field: "maintainers", line: "maintainers: []" },
  { rule: "too-many", line: "tags: [aa, bb, cc, dd, ee, ff, gg, hh, ii]" },
  { rule: "given-twice", line: "tags: [polls, polls]" },
  { rule: "not-https", field: "link", line: "link: http://code.example/poll-board" },
  { rule: "bad-address", field: "security", line: "security: security@code.example" },
  { rule: "not-a-login", field: "maintainers", line: 'maintainers: ["@octocat"]' },
  { rule: "bad-tag", line: "tags: [Team Polls]" },
  { rule: "not-spdx", field: "license", line: "license: Apache 2" },
  { rule: "not-semver", line: 'compatibility: "9.x or newer"' },
  { rule: "not-nfc", field: "name", line: "name: Cafe\u0301 Board" },
  { rule: "line-break", field: "name", line: "name: |\n  Poll\n  Board" },
  { rule: "hidden-character", field: "name", line: "name: Poll\u200bBoard" },
  { rule: "cut-by-comment", field: "summary", line: "summary: The #1 poll maker for channels" },
  { rule: "combining-marks", field: "name", line: `name: Poll${"\u0321".repeat(5)} Board` },
  { rule: "foreign-file", field: "image", line: "image: images/calendar.png" },
  { rule: "syntax", field: "summary", line: "summary: Polls: create them" },
  { rule: "duplicate-key", line: "name: Poll Board" },
  { rule: "anchor", field: "name", line: "name: &name Poll Board" },
  { rule: "alias", line: "tags: [*name]" },
  { rule: "merge-key", line: "<<: { name: Poll Board }" },
  { rule: "tag", field: "name", line: "name: !!str Poll Board" },
  { rule: "several-documents", line: "---\nname: Another" },
  { rule: "not-a-mapping", field: "all", line: "- Poll Board" },
  { rule: "empty", field: "all", line: "# nothing yet" },
  { rule: "missing-file", line: "screenshots: [images/poll-board/nowhere.png]" },
  { rule: "file-too-large", line: "screenshots: [images/poll-board/large.png]" },
  { rule: "too-large", field: "all", line: `# ${"x".repeat(70_000)}`, shown: "more than 64 KiB" },
  {
    rule: "not-utf8",
    field: "all",
    line: "name: Café",
    encoding: "latin1",
    shown: "a file saved in another encoding",
  },
  {
    rule: "too-many-mistakes",
    line: Array.from({ length: 501 }, (_, at) => `x${at}: 1`).join("\n"),
    shown: "more than 500 mistakes",
  },
];

const SOUND: Readonly<Record<string, string>> = {
  name: "name: Poll Board",
  type: "type: plugin",
  summary: "summary: Create polls and see the votes come in",
  link: "link: https://code.example/poll-board",
  documentation: "documentation: https://code.example/poll-board/docs",
  issues: "issues: https://code.example/poll-board/issues",
  image: "image: images/poll-board.png",
  maintainers: "maintainers: [octocat]",
  security: "security: mailto:security@code.example",
  license: "license: Apache-2.0",
};

export interface FaultExample {
  readonly shown: string;
  readonly message: string;
  readonly why: string;
  readonly fix: string;
}

const SIZES: Readonly<Record<string, number>> = { "images/poll-board/large.png": FILE_BYTES_MAX + 1 };

/** Throws where the example does not break its own rule: the page would lie. */
export function faultExample({ rule, line, field, encoding, shown }: Fault): FaultExample {
  const lines = field === "all" ? {} : SOUND;
  const text = [
    ...Object.entries(lines).flatMap(([name, own]) => (name === field ? (line === "" ? [] : [line]) : [own])),
    ...(field === undefined || field === "all" ? [line] : []),
  ].join("\n");
  const parsed = parseListing(Buffer.from(`${text}\n`, encoding), "poll-board", listingSchema());
  const found = withOwnFiles(parsed, (path) => SIZES[path]).problems.find((problem) => problem.rule === rule);
  if (found === undefined) throw new Error(`scripts/faults.ts: the example of ${rule} does not break it`);
  const { message, why, fix } = found;
  const example =
    line === ""
      ? `no \`${field ?? ""}\``
      : `\`${line.split("\n").join(" ⏎ ").replaceAll("\u200b", "<U+200B>")}\``;
  return { shown: shown ?? example, message, why, fix };
}
