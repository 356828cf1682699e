// docs/hostile-input.md says what was tried and how often; the counts are the tests' own, so the page cannot fall behind them.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "@jest/globals";
import { EVENTS } from "../../src/events/app.ts";
import { FIELD_NAMES } from "../../src/core/listing/fields.ts";
import { TRIES_MAX } from "../../src/server/registration.ts";
import { FORBIDDEN_HOSTS, PUBLIC_ADDRESSES } from "../support/addresses.ts";
import { hostileImages } from "../support/hostile-images.ts";
import { HOSTILE_TEXTS } from "../support/hostile-texts.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PAGE = join(ROOT, "docs/hostile-input.md");
const COMMANDS = 3;
/** So that one more property need not touch the page. */
const TENS = 10;

type Row = readonly [what: string, tried: string, result: string, where: string];

function source(name: string): string {
  return readFileSync(join(ROOT, "test", name), "utf8");
}

/** The first number that `pattern` finds: a bound that the test itself asserts. */
function stated(name: string, pattern: RegExp): string {
  const found = pattern.exec(source(name))?.[1];
  if (found === undefined) throw new Error(`${name} no longer says ${String(pattern)}`);
  return Number(found.replaceAll("_", "")).toLocaleString("en");
}

/** Rows of the table between `start` and the end of that table, as the formatter lays them out. */
function rowsIn(name: string, start: string, end: string, row: RegExp): number {
  const [, rest = ""] = source(name).split(start);
  const count = rest.split(end)[0]?.match(row)?.length ?? 0;
  if (count === 0) throw new Error(`${name} no longer has the table after ${start}`);
  return count;
}

const SEEN: readonly (readonly [library: string, seen: string, guard: string])[] = [
  [
    "librsvg 2.63.2 in sharp 0.35.5",
    "two drawings under 5 MB not drawn in 15 s, three more for 4 s to 7 s, one beyond 512 MiB",
    "a process that is killed after 5 s; reckoning before it draws",
  ],
  [
    "libpng 1.6.58 in sharp 0.35.5",
    "an image within the limit of pixels read for almost 10 s",
    "the same process and time",
  ],
  [
    "mdast-util-from-markdown 2.1.0",
    "nine of twelve patterns of 256 KiB not read in 8 s",
    "a reader of our own",
  ],
  [
    "markdown-it 15.0.3, marked 18.2.1, commonmark 0.31.2",
    "each slower than the text grows, on two to four of the twelve",
    "a reader of our own",
  ],
  ["yaml 2.9.1", "four files of 64 KiB not read in 12 s", "js-yaml 5.5.0 instead, which read each at once"],
];

const EACH_ROW = /^ {4}\[/gm;

async function rows(): Promise<readonly Row[]> {
  const images = await hostileImages("https://sentinel.example/");
  const people = rowsIn("conversations/authority.test.ts", "const PEOPLE", "];", /login: "/g);
  const properties = readdirSync(join(ROOT, "test"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .reduce((sum, name) => sum + (source(name).match(/\bfc\.(?:asyncP|p)roperty\(/g)?.length ?? 0), 0);
  const flood = "server/flood.long.test.ts";
  return [
    [
      "Spellings of internal addresses: written directly, behind a redirect, as an answer of DNS",
      `${FORBIDDEN_HOSTS.length} × 3`,
      "0 connections",
      "adapters/web.test.ts",
    ],
    ["Public addresses next to them", String(PUBLIC_ADDRESSES.length), "all allowed", "adapters/web.test.ts"],
    [
      "Images: polyglots, broken, wrong formats, just too large, SVG with scripts, entities, references",
      String(images.length),
      "0 crashes; each in the right words; no visit to the sentinel",
      "adapters/images.test.ts",
    ],
    [
      "Logos as people draw them, as SVG and as PNG: the counter-check",
      `${stated("adapters/logos.test.ts", /const OF_EACH = (\d+);/)} × 2`,
      "at least 99.5 % accepted",
      "adapters/logos.test.ts",
    ],
    [
      "YAML files: aliases, nesting, tags, duplicate keys, keys of JavaScript, sizes",
      `at least ${stated("core/listing-yaml.test.ts", /HOSTILE\.length\)\.toBeGreaterThanOrEqual\((\d+)\)/)}`,
      "each refused in bounded time and words",
      "core/listing-yaml.test.ts",
    ],
    [
      "Hostile texts: mentions, links, images, HTML, fences, headings, bidi, zero-width; in every field and a key",
      `${HOSTILE_TEXTS.length} × ${FIELD_NAMES.length + 1}`,
      "nothing but code spans in any comment or check run",
      "core/review-hostile.long.test.ts, conversations/hostile.test.ts",
    ],
    [
      "Roles against `/recheck`, `/accept` and an approving review",
      `${people} × ${COMMANDS}`,
      "only those who may write at that moment; robots get no answer",
      "conversations/authority.test.ts",
    ],
    [
      "Strangers with commands on one pull request",
      stated("conversations/authority.test.ts", /STRANGERS = (\d+)/),
      "a bounded number of questions; the maintainer is heard",
      "conversations/authority.test.ts",
    ],
    [
      `Captured deliveries under every event name (${EVENTS.length} kinds are listened to)`,
      `over ${stated("conversations/replay.test.ts", /replayed\)\.toBeGreaterThan\((\d+)\)/)}`,
      "0 writes",
      "conversations/replay.test.ts",
    ],
    [
      "Signatures that are wrong, cut, doubled, of other secrets or algorithms",
      String(rowsIn("server/http.test.ts", 'describe("signatures"', '])("', EACH_ROW)),
      "all refused",
      "server/http.test.ts",
    ],
    [
      "Odd headers, event names, actions and payloads, correctly signed",
      String(rowsIn("server/http.test.ts", 'describe("headers and payloads"', '])("', EACH_ROW)),
      "none handed on, none logged as a fault",
      "server/http.test.ts",
    ],
    [
      "Bytes of one unauthenticated body, while deliveries arrive",
      stated(flood, /FLOOD_BYTES = (\d+) \* MEGABYTE/).concat(" MB"),
      `deliveries answered; memory under ${stated(flood, /MEMORY_BYTES_MAX = (\d+) \* MEGABYTE/)} MB`,
      flood,
    ],
    [
      "Connections with garbage or silence, while deliveries arrive",
      stated(flood, /CONNECTIONS = ([\d_]+)/),
      `deliveries answered; memory under ${stated(flood, /MEMORY_BYTES_MAX = (\d+) \* MEGABYTE/)} MB`,
      flood,
    ],
    [
      "Wrong codes at the registration page before it closes",
      String(TRIES_MAX),
      "not even the right one counts after them",
      "server/registration.test.ts",
    ],
    [
      "Weak or known secrets, each as WEBHOOK_SECRET and as RECORD_KEY",
      `${rowsIn("server/secrets.test.ts", 'describe("the start is refused"', '])("', EACH_ROW)} × 2`,
      "the start is refused",
      "server/secrets.test.ts",
    ],
    [
      "Kinds of secrets given to the log in every place",
      String(rowsIn("server/secrets.test.ts", "const shapes", "];", EACH_ROW)),
      "none in any line",
      "server/secrets.test.ts",
    ],
    [
      "Properties tested with random input (fast-check)",
      `over ${Math.floor(properties / TENS) * TENS}`,
      "all hold",
      "whole suite",
    ],
  ];
}

function pageOf(table: readonly Row[]): string {
  const lines = table.map(
    ([what, tried, result, where]) =>
      `| ${what} | ${tried} | ${result} | ${where
        .split(", ")
        .map((name) => (name.endsWith(".ts") ? `[\`${name}\`](../test/${name})` : name))
        .join(", ")} |`,
  );
  return `# Hostile input: what was tried

Everything here runs with \`npm test\` or \`npm run test:long\`. The counts are taken from the tests themselves by
[\`test/server/hostile-input.test.ts\`](../test/server/hostile-input.test.ts), which fails when this page says something
else (\`npm run gen\` writes it anew). What is promised on these grounds, and what is not, stands in
[SECURITY.md](../SECURITY.md).

| What | Tried | Result | Test |
|---|---:|---|---|
${lines.join("\n")}

No file here is heavy for a program that opens it: limits are set low to be reached with little, and what never ends, swells
or lies is played by processes of the tests' own.

## What hung or swelled without our guards

Seen once on a busy machine, with our own limits switched off; each is a reason for the guard beside it. What the inputs were
is not repeated.

| Library | What was seen | Guard |
|---|---|---|
${SEEN.map((row) => `| ${row.join(" | ")} |`).join("\n")}
`;
}

it("docs/hostile-input.md is current (`npm run gen` writes it)", async () => {
  const page = pageOf(await rows());
  if (process.env["UPDATE"] === "1") writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, "utf8")).toBe(page);
}, 30_000);
