// The policy of characters: what readers cannot see is refused by name, what scripts and emoji need is kept.

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { quote, quoted } from "../../src/core/listing/quote.ts";
import { lengthInCodePoints, textFaults } from "../../src/core/listing/text.ts";

const rulesIn = (text: string, lines: "one" | "many" = "one") =>
  textFaults(text, lines).map(({ rule }) => rule);

const REFUSED: readonly (readonly [string, number])[] = [
  ["left-to-right mark", 0x200e],
  ["right-to-left mark", 0x200f],
  ["Arabic letter mark", 0x061c],
  ["left-to-right embedding", 0x202a],
  ["right-to-left override", 0x202e],
  ["first strong isolate", 0x2068],
  ["pop directional isolate", 0x2069],
  ["zero-width space", 0x200b],
  ["zero-width non-joiner between Latin letters", 0x200c],
  ["zero-width joiner between Latin letters", 0x200d],
  ["word joiner", 0x2060],
  ["invisible times", 0x2062],
  ["byte order mark", 0xfeff],
  ["soft hyphen", 0x00ad],
  ["Mongolian vowel separator", 0x180e],
  ["Mongolian variation selector", 0x180b],
  ["combining grapheme joiner", 0x034f],
  ["Hangul filler", 0x3164],
  ["half-width Hangul filler", 0xffa0],
  ["Hangul choseong filler", 0x115f],
  ["Braille blank", 0x2800],
  ["Khmer inherent vowel", 0x17b4],
  ["tag letter", 0xe0061],
  ["tag end", 0xe007f],
  ["language tag", 0xe0001],
  ["variation selector 16 after a letter", 0xfe0f],
  ["variation selector 1", 0xfe00],
  ["variation selector 17", 0xe0100],
  ["variation selector 256", 0xe01ef],
  ["NUL", 0x0000],
  ["bell", 0x0007],
  ["escape", 0x001b],
  ["delete", 0x007f],
  ["C1 control", 0x0090],
  ["interlinear anchor", 0xfff9],
  ["private use", 0xe000],
  ["private use plane", 0x100000],
  ["unassigned", 0x0378],
  ["noncharacter", 0xffff],
  ["noncharacter of the last plane", 0x10ffff],
  ["shorthand format", 0x1bca0],
  ["musical format", 0x1d173],
];

describe("characters that readers cannot see", () => {
  it.each(REFUSED)("%s", (_, code) => {
    const [fault] = textFaults(`a${String.fromCodePoint(code)}b`, "one");
    expect(fault?.rule).toBe("hidden-character");
    expect(fault?.message).toContain(`U+${code.toString(16).toUpperCase().padStart(4, "0")}`);
    expect(rulesIn(`a${String.fromCodePoint(code)}b`, "many")).toEqual(["hidden-character"]);
  });

  it.each([0xd800, 0xdbff, 0xdc00, 0xdfff])("a lone surrogate, %i", (code) => {
    expect(textFaults(`a${String.fromCharCode(code)}b`, "one")).toMatchObject([
      { rule: "hidden-character", message: expect.stringContaining("U+D") },
    ]);
  });

  it.each([
    ["a joiner after a digit", "Poll 2\u200d Maker"],
    ["a joiner after a picture, with nothing to join", "Party 🎉\u200d"],
    ["a joiner before a picture", "\u200d🎉"],
    ["two joiners between pictures", "👩\u200d\u200d💻"],
    ["a picture style after a plain digit", "Poll 2\ufe0f"],
    ["a picture style after a letter", "a\ufe0f"],
    ["two picture styles", "❤\ufe0f\ufe0f"],
    ["a joiner at the end of a Persian word", "می\u200c"],
    ["a joiner after a Latin letter with a mark", "x\u0302\u200dy"],
    ["a flag of tag characters", "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}"],
  ])("%s", (_, text) => {
    expect(rulesIn(text)).toEqual(["hidden-character"]);
  });

  it.each(["\n", "\t", "\r", "\r\n", "\u2028", "\u2029", "\u0085"])(
    "a line break in one line: %j",
    (lineBreak) => {
      expect(rulesIn(`a${lineBreak}b`)).toEqual(["line-break"]);
    },
  );

  it.each(["\n", "\t", "\r", "\r\n"])("a line break in many lines: %j", (lineBreak) => {
    expect(rulesIn(`a${lineBreak}b`, "many")).toEqual([]);
  });

  it.each(["\u2028", "\u2029", "\u0085"])(
    "a separator that no editor shows, in many lines: %j",
    (separator) => {
      expect(rulesIn(`a${separator}b`, "many")).toEqual(["hidden-character"]);
    },
  );

  it("zalgo", () => {
    expect(rulesIn("Z\u0351\u036b\u0346a")).toEqual(["combining-marks"]);
    expect(rulesIn("q\u0307\u0323")).toEqual(["not-nfc"]);
    expect(rulesIn("q\u0323\u0307")).toEqual([]);
    expect(rulesIn("ก็็็")).toEqual(["combining-marks"]);
  });

  it.each([
    ["a decomposed accent", "Cafe\u0301"],
    ["a decomposed Hangul syllable", "\u1112\u1161\u11ab"],
    ["the Ångström sign", "\u212b"],
  ])("not composed: %s", (_, text) => {
    expect(rulesIn(text)).toEqual(["not-nfc"]);
  });

  it("each kind of fault is said once", () => {
    expect(rulesIn("\u202ea\u202eb\nc\nd")).toEqual(["hidden-character", "line-break"]);
  });
});

describe("what people write", () => {
  it.each([
    ["ASCII", "Poll Maker 2.0 (beta) #1 — 100 %"],
    ["accents", "Čeština, žluťoučký kůň, Ångström, naïve, Ελληνικά"],
    ["Vietnamese", "Trình tạo bình chọn ở đây"],
    ["Arabic", "أداة استطلاع الرأي"],
    ["Arabic with marks", "مُحَمَّد"],
    ["Persian with a non-joiner", "می\u200cخواهم"],
    ["Hebrew", "יוצר סקרים"],
    ["Hebrew with points", "שָׁלוֹם"],
    ["Hindi", "मतदान बनाएँ"],
    ["Hindi with a joiner", "क्\u200dष"],
    ["Malayalam with a joiner", "ന്\u200dറെ"],
    ["Bengali with a non-joiner", "র\u200cয"],
    ["Gujarati with a non-joiner", "ક્\u200cષ"],
    ["Tamil", "வாக்கெடுப்பு"],
    ["Thai", "ที่นี่"],
    ["Chinese", "投票制作器，简单！"],
    ["Japanese", "アンケート作成ツール「ガ」"],
    ["Korean", "설문 조사 만들기"],
    ["Georgian and Armenian", "გამოკითხვა Հարցում"],
    ["mathematics", "f(x) ≤ ∞, ∑ → ⟨x⟩"],
    ["emoji", "Polls 🎉🚀"],
    ["emoji with a style", "Love ❤️ and ☎︎"],
    ["emoji with a skin tone", "👍🏽"],
    ["a family", "👨‍👩‍👧‍👦"],
    ["a profession with a skin tone", "👩🏽‍💻"],
    ["a heart on fire", "❤️‍🔥"],
    ["the rainbow flag", "🏳️‍🌈"],
    ["flags of countries", "🇩🇪🇫🇷"],
    ["keycaps", "1️⃣ 2️⃣ #️⃣"],
    ["typography", "“quotes” ‘single’ … – — • ™ ©"],
    ["a no-break space", "10\u00a0MB"],
  ])("%s", (_, text) => {
    expect(textFaults(text, "one")).toEqual([]);
  });

  it("a composed text of letters, digits and spaces is always in order", () => {
    const letters = fc.string({ unit: fc.constantFrom(..."azAZ09 äöüßéñçøåžšğőĂαωЖяאתبي漢字カナ한글") });
    fc.assert(fc.property(letters, (text) => expect(textFaults(text.normalize("NFC"), "one")).toEqual([])));
  });

  it("any text at all is judged without throwing, and the fault names a code point of it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        for (const { rule, message } of textFaults(text, "one")) {
          if (rule === "not-nfc") continue;
          const named = /U\+([0-9A-F]{4,6})/.exec(message)?.[1];
          expect([...text].map((character) => character.codePointAt(0))).toContain(
            Number.parseInt(named ?? "", 16),
          );
        }
      }),
    );
  });

  it("length is counted in code points", () => {
    expect(lengthInCodePoints("😀é")).toBe(2);
    expect(lengthInCodePoints("\ud800")).toBe(1);
  });
});

describe("quoting", () => {
  it.each([
    ["plain", "`plain`"],
    ["a`b``c", "`a'b''c`"],
    ["", "` `"],
    ["  a \n b\t ", "`a b`"],
    ["a\u202eb\u200b", "`a�b�`"],
    ["\ud800", "`�`"],
    ["“x”", "`'x'`"],
    ["x".repeat(121), `\`${"x".repeat(119)}…\``],
    ["😀".repeat(121), `\`${"😀".repeat(119)}…\``],
  ])("%j", (text, expected) => {
    expect(quote(text)).toBe(expected);
  });

  it("whatever is quoted is one code span of one line", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(quote(text)).toMatch(/^`[^`\n\r]+`$/u);
        expect(quoted(text)).toMatch(/^“[^“”`\n\r]+”$/u);
      }),
    );
  });
});
