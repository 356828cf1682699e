// The storefront's parts by themselves: colours that can be read, lists that stay where they are, words made of Markdown.

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { renderToString } from "preact-render-to-string";
import { chunksOf } from "../../src/core/storefront/chunks.ts";
import { pagesOf } from "../../src/core/storefront/lists.ts";
import { Description } from "../../src/core/storefront/parts/description.tsx";
import {
  longDay,
  fitForMarkup,
  hostShown,
  initialOf,
  momentOf,
  safeHref,
} from "../../src/core/storefront/text.ts";
import { accentOf, contrast, GROUNDS } from "../../src/core/storefront/theme.ts";

const color = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, "0")}`);

describe("the theme's colour", () => {
  it.each(["light", "dark"] as const)("whatever it is, can be read in the %s theme", (theme) => {
    fc.assert(
      fc.property(color, (chosen) => {
        const { accent, onAccent, link, tint } = accentOf(chosen, theme);
        const { ground, card, text, soft, good, warn, bad } = GROUNDS[theme];
        for (const behind of [ground, card, tint])
          for (const words of [link, text, soft]) expect(contrast(words, behind)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(onAccent, accent)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(accent, card)).toBeGreaterThanOrEqual(3);
        for (const [words, behind] of [
          [good, GROUNDS[theme]["good-tint"]],
          [warn, GROUNDS[theme]["warn-tint"]],
          [bad, GROUNDS[theme]["bad-tint"]],
          [soft, GROUNDS[theme].sunken],
        ] as const)
          expect(contrast(words, behind)).toBeGreaterThanOrEqual(4.5);
      }),
      { numRuns: 300 },
    );
  });
  it("is kept where it does", () => {
    expect(accentOf("#1c58d9", "light")).toMatchObject({
      accent: "#1c58d9",
      link: "#1c58d9",
      onAccent: "#ffffff",
    });
  });
  it("knows what contrast is", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
    expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
  });
});

const SIZES = { min: 64, oneIn: 32, max: 128 };
const items = (count: number) => Array.from({ length: count }, (_, at) => ({ id: `item-${at}` }));

describe("runs of a list", () => {
  it("have every entry once, within their sizes", () => {
    const chunks = chunksOf(items(5_000), SIZES);
    expect(chunks.flatMap(({ entries }) => entries)).toEqual(items(5_000));
    expect(Math.max(...chunks.map(({ entries }) => entries.length))).toBeLessThanOrEqual(SIZES.max);
    expect(Math.min(...chunks.slice(0, -1).map(({ entries }) => entries.length))).toBeGreaterThanOrEqual(
      SIZES.min,
    );
  });
  it("stay the same but for a few when an entry goes, wherever it stood", () => {
    const before = new Set(chunksOf(items(5_000), SIZES).map((chunk) => JSON.stringify(chunk)));
    const changed = items(5_000)
      .filter((_, at) => at % 97 === 0)
      .map(({ id }) => {
        const rest = items(5_000).filter((item) => item.id !== id);
        return chunksOf(rest, SIZES).filter((chunk) => !before.has(JSON.stringify(chunk))).length;
      });
    expect(changed.reduce((sum, count) => sum + count, 0) / changed.length).toBeLessThan(3);
  });
});

describe("pages of a list", () => {
  it.each([0, 1, 11, 12, 13, 24, 25, 100, 1_000])(
    "of %i entries lead through all of them, newest first",
    (count) => {
      const pages = pagesOf(items(count));
      const byPath = new Map(pages.map((page) => [page.path, page]));
      expect(byPath.size).toBe(pages.length);
      const seen: string[] = [];
      for (
        let page = byPath.get("");
        page !== undefined;
        page = page.older === undefined ? undefined : byPath.get(page.older)
      )
        seen.push(...page.entries.map(({ id }) => id));
      expect(seen).toEqual(
        items(count)
          .map(({ id }) => id)
          .reverse(),
      );
      for (const { newer, older } of pages)
        for (const path of [newer, older]) if (path !== undefined) expect(byPath.has(path)).toBe(true);
    },
  );
  it("leave the older ones as they are when one is added", () => {
    const before = new Map(pagesOf(items(500)).map((page) => [page.path, JSON.stringify(page)]));
    const after = pagesOf(items(501)).filter((page) => before.get(page.path) !== JSON.stringify(page));
    expect(after.length).toBeLessThanOrEqual(3);
  });
});

describe("a description", () => {
  const html = (text: string): string => renderToString(Description({ text }));
  const prose = (inner: string): string => `<div class="prose" dir="auto">${inner}</div>`;

  it("plain is paragraphs", () => {
    expect(html("One, two.\nThree.\n\nFour")).toBe(prose("<p>One, two.\nThree.</p><p>Four</p>"));
  });
  it("has headings below the page's, none left out between", () => {
    expect(html("# One\n\n#### Two\n\n# Three\n\n#\n")).toBe(prose("<h3>One</h3><h4>Two</h4><h3>Three</h3>"));
  });
  it("says what its pictures show and where they are, and loads none", () => {
    expect(html("![A chart](https://a.example/x.png)")).toBe(
      prose('<p><a href="https://a.example/x.png" rel="nofollow ugc noopener">A chart</a></p>'),
    );
  });
  it("leaves out tags and keeps words", () => {
    expect(html("a <b>bold</b> word")).toBe(prose("<p>a bold word</p>"));
  });
  it.each(["javascript:alert(1)", "http://a.example", "/docs", "#top", "//a.example", "data:text/html,x"])(
    "leads nowhere by %s",
    (address) => {
      expect(html(`[x](${address})`)).toBe(prose("<p>x</p>"));
    },
  );
  it.each(["1. one\n2. two", "- a", "a\n- b", "a\n    b", "    code", "a  \nb", "a\n===", "a\n---"])(
    "is read as Markdown where it is: %j",
    (text) => {
      expect(html(text)).not.toBe(prose(`<p>${text}</p>`));
    },
  );
});

describe("words", () => {
  it.each([
    ["2026-11-22T09:05:00Z", "22 November 2026", "22 November 2026, 09:05 UTC"],
    ["2027-01-31", "31 January 2027", "31 January 2027"],
    ["soon", "soon", "soon"],
  ])("%s is %s", (iso, day, moment) => {
    expect([longDay(iso), momentOf(iso)]).toEqual([day, moment]);
  });
  it("tell the host of an address, and the address of a mailbox", () => {
    expect(hostShown("https://www.a.example:8443/x")).toBe("a.example:8443");
    expect(hostShown("mailto:security@a.example?subject=x")).toBe("security@a.example");
  });
  it("let only two kinds of address through", () => {
    expect(safeHref("https://a.example/x y")).toBe("https://a.example/x%20y");
    expect(safeHref("mailto:a@b.example")).toBe("mailto:a@b.example");
    for (const bad of ["http://a.example", "javascript:1", " https:", "", undefined])
      expect(safeHref(bad)).toBeUndefined();
  });
  it("find an initial in any script", () => {
    expect(["poll", "«été»", "漢字", "👩", "7up"].map(initialOf)).toEqual(["P", "É", "漢", "•", "7"]);
  });
  it("lose what parsers refuse and what turns the words around it", () => {
    expect(fitForMarkup("a\0b\r\nc\uD800\u202Ed\uFFFF")).toBe("a\uFFFDb\nc\uFFFDd\uFFFD");
    expect(fitForMarkup("naïve — 👩‍👩‍👧 مرحبا")).toBe("naïve — 👩‍👩‍👧 مرحبا");
  });
});
