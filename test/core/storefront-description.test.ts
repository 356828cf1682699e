// The short way of reading a description says what the parser says, byte for byte, of whatever text.

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { h, type FunctionComponent } from "preact";
import { renderToString } from "preact-render-to-string";
import { Description, ParsedDescription } from "../../src/core/storefront/parts/description.tsx";
import { simpleMarkdown } from "../../src/core/storefront/parts/simple-markdown.ts";

const RUNS = Number(process.env["FUZZ_RUNS"] ?? 1_500);

const html = (component: FunctionComponent<{ readonly text: string }>, text: string): string =>
  renderToString(h(component, { text }));

const WORD = fc.constantFrom(
  ..."a Some words. Slack & Teams (or so), 3 of 12. 1) - -- + = : ;/? ! !! ünï 日本 🎉 # x# a_b it's “q” \u00a0 &amp; &x http https:// HTTPS://x.example www. WWW.x.example me@x.example % $5 {} ' \" , | :- -: ^ ^1".split(
    " ",
  ),
  "",
  " ",
  "  ",
  "\t",
  "\u2028",
  "\ufeff",
  "\u0000",
  "\r",
  "    ",
);
const TOKEN = fc.constantFrom(
  ..."`code` `/a b` `` ` ``` **bold** **two words** **a.** ** * *em* _em_ __x__ ~~gone~~ ~ [guide](https://tools.example/guide) [a b](https://x.example/?a=1#b) [www.x.example](https://y.example) [x] [ ] [ ] ( ) [^1] ![alt](https://x.example/a.png) <b> <!-- < > \\ \\* --- *** === | :-: | a | # ## 1. 10) - * +".split(
    " ",
  ),
  "- ",
  "* ",
  "1. ",
  "> ",
  "[^1]: note",
  "[x]: https://x.example",
  "- [ ] task",
  "- [x](https://x.example)",
  "**two words**",
  "[a b](https://x.example)",
  "`a b`",
);
const GLUE = fc.constantFrom("", " ", " ", " ", "\n", "\n", "\n\n", "\n- ", "\n- ", "\n\n- ", "  \n", "\n  ");
const text = fc
  .array(fc.tuple(fc.oneof({ weight: 3, arbitrary: WORD }, { weight: 2, arbitrary: TOKEN }), GLUE), {
    maxLength: 12,
  })
  .map((parts) => parts.flat().join(""));

/** Texts that the short way takes: words and tokens of its own, put together in every order. */
const SIMPLE = fc
  .array(
    fc.tuple(
      fc.constantFrom("", "- "),
      fc
        .array(
          fc.constantFrom(
            ..."Some words a, 3 & ! (x) # . `code` `a*b` **bold** [guide](https://x.example/a_b*c) ünï : ; -".split(
              " ",
            ),
          ),
          { minLength: 1, maxLength: 5 },
        )
        .chain((words) => fc.constantFrom(words.join(" "), words.join(""))),
      fc.constantFrom("\n", "\n\n", "\n\n\n"),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((lines) => lines.flat().join(""));

describe("a description read the short way", () => {
  it.each([
    ["texts full of Markdown's characters", text],
    ["simple texts", SIMPLE],
    ["any text", fc.string({ unit: "binary", maxLength: 40 })],
  ])("is what the parser makes of it: %s", (_, texts) => {
    fc.assert(
      fc.property(texts, (one) => {
        fc.pre(simpleMarkdown(one) !== undefined);
        expect(html(Description, one)).toBe(html(ParsedDescription, one));
      }),
      { numRuns: RUNS, maxSkipsPerRun: 1_000 },
    );
  });

  it("takes what most descriptions are made of", () => {
    const common =
      "Polls for **every** channel & team.\n\n- Starts with `/poll`.\n- See the [guide](https://x.example/guide).\n\nTwo lines\nof one paragraph!\n";
    expect(simpleMarkdown(common)?.map(({ kind }) => kind)).toEqual(["paragraph", "list", "paragraph"]);
    expect(html(Description, common)).toBe(
      '<div class="prose" dir="auto"><p>Polls for <strong>every</strong> channel &amp; team.</p><ul><li>Starts with <code>/poll</code>.</li><li>See the <a href="https://x.example/guide" rel="nofollow ugc noopener">guide</a>.</li></ul><p>Two lines\nof one paragraph!</p></div>',
    );
  });

  it.each([
    "# Heading",
    "1. one",
    "a\n---",
    "- a\nlazy",
    "- a\n  more",
    "https://x.example",
    "me@x.example",
    "a  \nb",
    "<b>x</b>",
    "a\\*b",
    "&amp;",
    "*em*",
  ])("leaves %j to the parser", (one) => {
    expect(simpleMarkdown(one)).toBeUndefined();
  });
});
