// Commands in comments: the first line, the whole line, exact words; everything else is talk.

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { CHECK_IDS } from "../../src/core/checks/ids.ts";
import { checkNames } from "../../src/core/review/check-names.ts";
import { mayRun, parsePullCommand, REASON_LENGTH_MAX } from "../../src/core/review/commands.ts";
import type { SeenComment } from "../../src/core/review/seen.ts";

/** One word a result, so that the table can be read. */
function tell(body: string): string {
  const command = parsePullCommand(body);
  if (command === undefined) return "talk";
  if (command.name !== "accept") return command.name;
  const { check, commit, reason } = command;
  return `accept ${check}${commit === undefined ? "" : ` ${commit}`}: ${reason}`;
}

const RECHECK = [
  "/recheck",
  "/recheck ",
  "/recheck    ",
  "/recheck\n",
  "/recheck\r\n",
  "/recheck\r",
  "/recheck\nplease",
  "/recheck\n\n> quoted\n",
  "/recheck  \r\nmore words, /accept link no",
  "/recheck\n```\n/accept link x\n```",
];

const TALK = [
  "",
  " ",
  "\n",
  "\n/recheck",
  " /recheck",
  "\t/recheck",
  "/ recheck",
  "//recheck",
  "\\/recheck",
  "recheck",
  "/Recheck",
  "/RECHECK",
  "/rechecK",
  "/recheck!",
  "/recheck.",
  "/recheck,please",
  "/rechecks",
  "/recheck/",
  "/re check",
  "/re-check",
  "/recheck\u00a0",
  "/recheck\tnow",
  "please /recheck",
  "@steward /recheck",
  "> /recheck",
  ">/recheck",
  ">> /recheck",
  "- /recheck",
  "* /recheck",
  "1. /recheck",
  "# /recheck",
  "`/recheck`",
  "``/recheck``",
  "**/recheck**",
  "_/recheck_",
  "~~/recheck~~",
  "[/recheck](https://a.example)",
  "![/recheck](https://a.example)",
  "```\n/recheck\n```",
  "~~~\n/recheck\n~~~",
  "    /recheck",
  "<!-- /recheck -->",
  "<!--\n/recheck\n-->",
  "<p>/recheck</p>",
  "<details>\n/recheck\n</details>",
  "&sol;recheck",
  "&#47;recheck",
  "&#x2f;recheck",
  "／recheck",
  "⁄recheck",
  "∕recheck",
  "⧸recheck",
  "/rеcheck",
  "/recheсk",
  "/ｒｅｃｈｅｃｋ",
  "/rechec\u212a",
  "/re\u200bcheck",
  "/recheck\u200b",
  "\u200b/recheck",
  "\ufeff/recheck",
  "/recheck\u2060",
  "/recheck\u202e",
  "\u202e/recheck",
  "/recheck\u00ad",
  "/recheck\u0000",
  "/recheck\u001b[0m",
  "/recheck\u0301",
  "/recheck\ufe0f",
  "/recheck\u3000",
  "/recheck\u2028/accept link x",
  "/\u0072\u0065\u0063heck\u200d",
  "/accepted link fine",
  "/Accept link fine",
  "/ACCEPT link fine",
  "/accept\tlink fine",
  "/accept\u00a0link fine",
  " /accept link fine",
  "> /accept link fine",
  "`/accept link fine`",
  "```\n/accept link fine\n```",
  "/ accept link fine",
  "／accept link fine",
  "/ассept link fine",
  "/accept link fi\u200bne",
  "/accept link fine\u202e",
  "/accept link \ue000",
  "/accept link \ud800",
  "/takedown demo",
  "/case demo",
  "/publish",
  "/contacted",
  "/",
  "/\n",
  `/accept link ${"x".repeat(1_100)}`,
  `/recheck${" ".repeat(10_000)}`,
  "x".repeat(10_240),
  "/".repeat(10_240),
  `${"> ".repeat(5_000)}/recheck`,
];

const UNCLEAR = [
  "/recheck now",
  "/recheck  please",
  "/recheck link",
  "/recheck /recheck",
  "/accept",
  "/accept ",
  "/accept link",
  "/accept link ",
  "/accept link     ",
  "/accept links fine",
  "/accept all fine",
  "/accept steward fine",
  "/accept demo link fine",
  "/accept __proto__ fine",
  "/accept constructor fine",
  "/accept link,image fine",
  "/accept `link` fine",
  "/accept issues fine",
  "/accept issue  fine",
  "/accept one listing fine",
  "/accept link 1a2b3c4",
  "/accept link 1a2b3c4 ",
  "/accept link 1a2b3c4 <reason>",
  "/accept link <reason>",
  "/accept Listing file",
  `/accept link 1a2b3c4 ${"x".repeat(REASON_LENGTH_MAX + 1)}`,
  "/accept lin\u0301k fine",
  `/accept link ${"x".repeat(REASON_LENGTH_MAX + 1)}`,
];

const ACCEPT: readonly (readonly [string, string])[] = [
  ["/accept link fine", "accept link: fine"],
  ["/accept  link fine", "accept link: fine"],
  ["/accept link 1a2b3c4 fine", "accept link 1a2b3c4: fine"],
  ["/accept  link   1A2B3C4   fine", "accept link 1a2b3c4: fine"],
  [`/accept link ${"0f".repeat(20)} fine`, `accept link ${"0f".repeat(20)}: fine`],
  [`/accept link ${"0".repeat(65)} fine`, `accept link: ${"0".repeat(65)} fine`],
  ["/accept link 1a2b3c fine", "accept link: 1a2b3c fine"],
  ["/accept link 1a2b3cg fine", "accept link: 1a2b3cg fine"],
  ["/accept link fine 1a2b3c4", "accept link: fine 1a2b3c4"],
  ["/accept LINK fine", "accept link: fine"],
  ["/accept issue tracker 1a2b3c4 fine", "accept issue-tracker 1a2b3c4: fine"],
  ["/accept Listing File 1a2b3c4 fine", "accept submission 1a2b3c4: fine"],
  ["/accept Listing  file 1a2b3c4 it is fine", "accept submission 1a2b3c4: it is fine"],
  ["/accept steward / listing file 1a2b3c4 fine", "accept submission 1a2b3c4: fine"],
  ["/accept One listing, in its place and well formed 1a2b3c4 fine", "accept submission 1a2b3c4: fine"],
  ["/accept issue-tracker their forum works", "accept issue-tracker: their forum works"],
  ["/accept documentation   spaces   inside ", "accept documentation: spaces   inside"],
  ["/accept image fine\r\nand more", "accept image: fine"],
  ["/accept standing öäü 漢字 🎉", "accept standing: öäü 漢字 🎉"],
  ["/accept submission @org/team `x` <b> [a](b)", "accept submission: @org/team `x` <b> [a](b)"],
  [`/accept link ${"x".repeat(REASON_LENGTH_MAX)}`, `accept link: ${"x".repeat(REASON_LENGTH_MAX)}`],
];

describe("commands", () => {
  it("the tables hold at least a hundred bodies, each once", () => {
    const all = [...RECHECK, ...TALK, ...UNCLEAR, ...ACCEPT.map(([body]) => body)];
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBeGreaterThanOrEqual(130);
  });

  it.each(RECHECK)("%j asks to look again", (body) => {
    expect(tell(body)).toBe("recheck");
  });

  it.each(TALK.map((body) => [body.slice(0, 40), body]))("%j is talk", (_, body) => {
    expect(tell(body)).toBe("talk");
  });

  it.each(UNCLEAR.map((body) => [body.slice(0, 40), body]))("%j is unclear", (_, body) => {
    expect(tell(body)).toBe("unclear");
  });

  it("a check goes by the policy's own line too, and by none that could be two", () => {
    const own = checkNames({
      submission: { item: "The card is filled in." },
      image: { item: "Looks good" },
      link: { item: "Looks good" },
      standing: { item: "link" },
      documentation: { item: "Link `docs`" },
    });
    const check = (name: string) => {
      const command = parsePullCommand(`/accept ${name} 1a2b3c4 fine`, own);
      return command?.name === "accept" && command.commit !== undefined ? command.check : undefined;
    };
    expect(check("the card is filled in.")).toBe("submission");
    expect(check("The card is filled in")).toBe("submission");
    expect(check("listing file")).toBe("submission");
    expect(check("looks good")).toBeUndefined();
    expect(check("link")).toBe("link");
    expect(check("link 'docs'")).toBe("documentation");
    expect(check("link `docs`")).toBe("documentation");
  });

  it.each(ACCEPT)("%j", (body, expected) => {
    expect(tell(body)).toBe(expected);
  });

  it.each(CHECK_IDS)("/accept %s names a check", (id) => {
    expect(tell(`/accept ${id} because`)).toBe(`accept ${id}: because`);
  });

  it("any body is read without throwing, and only its first line counts", () => {
    const piece = fc.constantFrom(
      "/recheck",
      "/accept",
      " ",
      "link",
      "fine",
      "\n",
      "\r",
      "`",
      ">",
      "/",
      "\u200b",
      "é",
      "\ud800",
      "x",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const body = pieces.join("");
        const first = body.split(/[\r\n]/)[0] ?? "";
        expect(tell(body)).toBe(tell(first));
        if (tell(body) !== "talk") expect(first).toMatch(/^\/(?:recheck|accept)(?: |$)/);
      }),
      { numRuns: 2_000 },
    );
    fc.assert(fc.property(fc.string({ unit: "binary" }), (body) => expect(typeof tell(body)).toBe("string")));
  });

  it("takes time in proportion to the length at most", () => {
    const bodies = [
      (n: number) => "/accept link ".concat("a ".repeat(n)),
      (n: number) => "/".concat(" ".repeat(n)),
      (n: number) => "\u200b".repeat(n),
      (n: number) => "\n".repeat(n),
    ];
    for (const make of bodies) {
      const body = make(500_000);
      const start = process.cpuUsage();
      parsePullCommand(body);
      expect(process.cpuUsage(start).user / 1_000).toBeLessThan(500);
    }
  });
});

describe("whose command runs", () => {
  const comment: SeenComment = {
    id: 1,
    body: "/recheck",
    author: { id: 5, login: "a", type: "User" },
    createdAtMs: 0,
    edited: false,
    mine: false,
    myReactions: [],
  };

  it.each<[string, Partial<SeenComment>, boolean]>([
    ["a person's", {}, true],
    ["edited", { edited: true }, false],
    ["answered already", { myReactions: ["+1"] }, false],
    ["refused already", { myReactions: ["-1"] }, false],
    ["our own", { mine: true }, false],
    ["a bot's", { author: { id: 6, login: "b[bot]", type: "Bot" } }, false],
    ["an organisation's", { author: { id: 7, login: "o", type: "Organization" } }, false],
    ["of an account that is gone", { author: undefined }, false],
  ])("%s", (_, change, runs) => {
    expect(mayRun({ ...comment, ...change })).toBe(runs);
  });
});
