// Suggestions: each mistake once, one review a head, taken back when the mistake is gone; and inert, whatever the line holds.

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { fromMarkdown } from "mdast-util-from-markdown";
import { lineFixes } from "../../src/core/listing/line-fixes.ts";
import { DEFAULT_TYPES, listingSchema } from "../../src/core/listing/schema.ts";
import type { Write } from "../../src/core/review/plan.ts";
import {
  NOTHING_TO_FIX,
  SUGGESTIONS_MAX,
  suggestionWrites,
  type SeenFix,
} from "../../src/core/review/suggest.ts";
import { HOSTILE_TEXTS } from "../support/hostile-texts.ts";
import { yamlString } from "../support/listing-files.ts";
import { listing } from "../support/scene.ts";
import { digest, HEAD, PASSER_BY, TinyGitHub } from "../support/tiny-github.ts";

const WORLD = { schema: listingSchema(), types: DEFAULT_TYPES };
const fixesIn = (text: string) => lineFixes(text, "poll-maker", WORLD, 100);

const fix = (change: Partial<SeenFix> = {}): SeenFix => ({
  path: "listings/poll-maker.yml",
  line: 2,
  before: "type: plugins",
  after: "type: plugin",
  added: true,
  mistakes: [{ rule: "not-allowed", message: "`type` must be one of them.", why: "Programs read it." }],
  ...change,
});
const TYPE = fix();
const LINK = fix({ line: 4, before: "link: http://a.example", after: "link: https://a.example" });

/** What is planned at this head, done at once. */
function look(github: TinyGitHub, fixes: readonly SeenFix[], complete = true): readonly Write[] {
  const writes = suggestionWrites(github.seen(), { fixes, complete }, digest);
  github.apply({ stages: [writes], requeueAtMs: undefined });
  return writes;
}
const suggested = (writes: readonly Write[]) =>
  writes.flatMap((write) => (write.do === "suggest" ? write.comments : []));
const standing = (github: TinyGitHub) => github.threads.filter(({ resolved }) => !resolved).length;

describe("lines with one right answer", () => {
  it("several mistakes in one line make one change of it, and lines keep their numbers when another goes", () => {
    const text = listing({
      maintainers: '["@contributor", https://github.com/other-one]',
      tags: "\n  - polls\n  - polls",
      zzz: undefined,
    }).replace("type: plugin", "type: Plugin");
    const { fixes, complete } = fixesIn(`${text}licence: MIT\n`.replace(/license: .*\n/, ""));
    expect(complete).toBe(true);
    expect(fixes.map(({ line, after }) => [line, after])).toEqual([
      [2, "type: plugin"],
      [8, 'maintainers: ["contributor", other-one]'],
      [12, undefined],
      [13, "license: MIT"],
    ]);
    expect(fixes.map(({ mistakes }) => mistakes.length)).toEqual([1, 2, 1, 1]);
  });

  it("line ends of Windows stay out of it", () => {
    const { fixes } = fixesIn(listing({ type: "Plugin" }).replaceAll("\n", "\r\n"));
    expect(fixes.map(({ before, after }) => [before, after])).toEqual([["type: Plugin", "type: plugin"]]);
  });

  it("put in place of their lines they give what `--fix` writes, in any order of mistakes", () => {
    const wrong = fc.subarray([
      ["type", "PLUGIN"],
      ["link", "http://a.example/x"],
      ["issues", "a.example/issues"],
      ["maintainers", "contributor"],
      ["tags", "polls, votes"],
      ["license", "mit"],
      ["name", "2048"],
    ] as const);
    fc.assert(
      fc.property(wrong, (changes) => {
        const text = listing(Object.fromEntries(changes));
        const lines: (string | undefined)[] = text.split("\n");
        for (const { line, after } of fixesIn(text).fixes) lines[line - 1] = after;
        const fixed = lines.filter((line) => line !== undefined).join("\n");
        expect(fixesIn(fixed).fixes).toEqual([]);
        expect(fixesIn(text).fixes.length).toBe(changes.length);
      }),
      { numRuns: 60 },
    );
  });

  it("a bound on tries is kept, and said", () => {
    const text = listing({ type: "PLUGIN", link: "http://a.example/x", license: "mit" });
    const { fixes, complete } = lineFixes(text, "poll-maker", WORLD, 2);
    expect(fixes).toHaveLength(2);
    expect(complete).toBe(false);
  });
});

describe("what is written", () => {
  it("one review with every mistake, and nothing at the second look", () => {
    const github = new TinyGitHub();
    const writes = look(github, [TYPE, LINK]);
    expect(writes).toHaveLength(1);
    expect(suggested(writes).map(({ path, line }) => [path, line])).toEqual([
      [TYPE.path, 2],
      [LINK.path, 4],
    ]);
    expect(suggested(writes)[0]?.body).toContain("\n```suggestion\ntype: plugin\n```\n");
    expect(look(github, [TYPE, LINK])).toEqual([]);
  });

  it("on the next head only what is new is said, wherever the old line stands by now", () => {
    const github = new TinyGitHub();
    look(github, [TYPE]);
    github.pull = { headSha: "b".repeat(40) };
    expect(suggested(look(github, [{ ...TYPE, line: 7 }, LINK])).map(({ line }) => line)).toEqual([4]);
  });

  it("a second review on the same head is never written, whatever is found", () => {
    const github = new TinyGitHub();
    look(github, [TYPE]);
    expect(look(github, [TYPE, LINK])).toEqual([]);
  });

  it("a line that the pull request did not bring gets none; GitHub would refuse all of them", () => {
    const github = new TinyGitHub();
    expect(look(github, [fix({ added: false })])).toEqual([]);
    expect(suggested(look(github, [fix({ added: false }), LINK]))).toHaveLength(1);
  });

  it("a mistake that is gone is resolved, once; one that comes back is said again", () => {
    const github = new TinyGitHub();
    look(github, [TYPE, LINK]);
    const [first] = github.threads;
    github.pull = { headSha: "b".repeat(40) };
    expect(look(github, [LINK])).toEqual([{ do: "resolve-threads", ids: [first?.id] }]);
    expect(look(github, [LINK])).toEqual([]);
    github.pull = { headSha: "c".repeat(40) };
    expect(suggested(look(github, [LINK, TYPE])).map(({ line }) => line)).toEqual([2]);
    expect(standing(github)).toBe(2);
  });

  it("what a person resolved is not said again", () => {
    const github = new TinyGitHub();
    look(github, [TYPE]);
    github.threads = github.threads.map((thread) => ({ ...thread, resolved: true, resolvedByOther: true }));
    github.pull = { headSha: "b".repeat(40) };
    expect(look(github, [TYPE])).toEqual([]);
  });

  it("nothing is called gone where not everything was looked at", () => {
    const github = new TinyGitHub();
    look(github, [TYPE]);
    expect(look(github, [], false)).toEqual([]);
    expect(standing(github)).toBe(1);
  });

  it("other people's conversations are left alone, even with our mark in them", () => {
    const github = new TinyGitHub();
    look(github, [TYPE]);
    const body = github.threads[0]?.body ?? "";
    github.threads = [
      { id: "A", resolved: false, resolvedByOther: false, body, mine: false },
      { id: "B", resolved: false, resolvedByOther: false, body: "ours, about something else", mine: true },
    ];
    expect(look(github, [])).toEqual([]);
    github.pull = { headSha: "b".repeat(40) };
    expect(suggested(look(github, [TYPE]))).toHaveLength(1);
  });

  it("what two looks said twice becomes one", () => {
    const github = new TinyGitHub();
    look(github, [TYPE]);
    const again = github.threads.map((thread) => ({ ...thread, id: `${thread.id}-again` }));
    github.threads.push(...again);
    expect(look(github, [TYPE])).toEqual([{ do: "resolve-threads", ids: again.map(({ id }) => id) }]);
    expect(standing(github)).toBe(1);
  });

  it("no more than a page of them", () => {
    const many = Array.from({ length: SUGGESTIONS_MAX + 5 }, (_, i) =>
      fix({ line: i + 1, before: `- a${i}`, after: `- b${i}` }),
    );
    expect(suggested(look(new TinyGitHub(), many))).toHaveLength(SUGGESTIONS_MAX);
  });

  it("a pull request that changes no listing any more has none standing", () => {
    const github = new TinyGitHub();
    look(github, [TYPE]);
    github.review({ subject: { kind: "nothing", policyProblems: undefined } });
    expect(standing(github)).toBe(0);
    expect(suggestionWrites(github.seen(), NOTHING_TO_FIX, digest)).toEqual([]);
  });

  it("they come last, after the roll-up", () => {
    const github = new TinyGitHub();
    github.comment(PASSER_BY, "/recheck");
    const { stages } = github.decide({ fixes: { fixes: [TYPE], complete: true } }).plan;
    expect(stages.at(-1)?.map((write) => write.do)).toEqual(["react", "suggest"]);
    expect(
      stages
        .slice(0, -1)
        .flat()
        .map((write) => write.do),
    ).not.toContain("suggest");
    expect(HEAD).toBe(github.seen().headSha);
  });
});

describe("whatever stands in the line", () => {
  const parts = (body: string) => fromMarkdown(body).children;

  it("is one code block of exactly that line, and no other word of it shows", () => {
    const fences = fc.array(
      fc.constantFrom("`", "```", "~~~", "````", "\n```", "<!--", "-->", "@you", "x", " "),
    );
    fc.assert(
      fc.property(fences, (pieces) => {
        const after = pieces.join("").replaceAll("\n", "");
        const [comment] = suggested(look(new TinyGitHub(), [fix({ after })]));
        // The literal line, or none: no comment of HTML but ours stands in what we write.
        if (after.includes("<!--")) {
          expect(comment).toBeUndefined();
          return;
        }
        const code = parts(comment?.body ?? "").filter((node) => node.type === "code");
        expect(code).toHaveLength(1);
        expect(code[0]).toMatchObject({ lang: "suggestion", value: after });
        expect(parts(comment?.body ?? "").map(({ type }) => type)).toEqual([
          "paragraph",
          "code",
          "paragraph",
          "html",
        ]);
      }),
    );
  });

  it("hostile texts in a listing come out inside the block alone, and never what cannot be seen", () => {
    let told = 0;
    for (const text of HOSTILE_TEXTS) {
      const { fixes } = fixesIn(
        listing({ type: `Plugin # ${text.replaceAll(/[\r\n]/g, " ")}`, name: yamlString(text) }),
      );
      const comments = suggested(
        look(
          new TinyGitHub(),
          fixes.map((one) => ({ ...fix(), ...one })),
        ),
      );
      for (const { body } of comments) {
        told += 1;
        expect(body).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}]/u);
        const nodes = parts(body);
        expect(nodes.filter(({ type }) => type === "code")).toHaveLength(1);
        expect(nodes.map(({ type }) => type)).toEqual(["paragraph", "code", "paragraph", "html"]);
      }
    }
    expect(told).toBeGreaterThan(HOSTILE_TEXTS.length * 0.4);
  });
});
