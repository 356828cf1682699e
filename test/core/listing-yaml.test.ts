// YAML that hides meaning, is nested or is much of one thing: each is refused in words, at once, and never throws.

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { plainValue, readYaml } from "../../src/core/listing/yaml.ts";
import { listingText, parse, rules } from "../support/listing-files.ts";

/** Quadratic work on such a file takes minutes; a busy machine is no reason to fail. */
const MILLISECONDS_MAX = 10_000;
const KIB_64 = 65_536;
const good = listingText();

/** Deeper than we read, and no burden for any parser. */
const LEVELS = 40;
/** For what other parsers take long over. */
const FEW = 2_000;

/** Fills the limit: what is too large is refused unread, and would prove nothing. */
function filled(make: (count: number) => string): string {
  let low = 1;
  let high = KIB_64;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (make(middle).length <= KIB_64) low = middle;
    else high = middle - 1;
  }
  return make(low);
}

function timed(content: string | Uint8Array) {
  // The processor's time, not the clock's: other tests run beside this one.
  const start = process.cpuUsage();
  const parsed = parse(content);
  const { user, system } = process.cpuUsage(start);
  return { parsed, ms: (user + system) / 1_000 };
}

describe("what is refused, by rule", () => {
  it.each<[string, string, readonly string[]]>([
    ["an anchor", good.replace("name: Poll", "name: &a Poll"), ["anchor"]],
    [
      "an anchor and an alias",
      good.replace("name: Poll Maker", "name: &a Poll Maker").replace("type: plugin", "type: *a"),
      ["anchor", "alias", "not-allowed"],
    ],
    ["an alias to nothing", good.replace("type: plugin", "type: *a"), ["alias", "not-allowed"]],
    ["a merge key", `${good}<<: {name: x}\n`, ["merge-key", "unknown-field"]],
    ["a tag", good.replace("name: Poll", "name: !!str Poll"), ["tag"]],
    ["a tag of somebody's own", good.replace("name: Poll", "name: !x Poll"), ["tag"]],
    ["a binary tag", good.replace("name: Poll Maker", "name: !!binary UG9sbA=="), ["tag"]],
    ["a key twice", `${good}name: Other\n`, ["duplicate-key"]],
    ["a key twice, once in quotes", `${good}"name": Other\n`, ["duplicate-key"]],
    ["a key twice, once by escapes", `${good}"\\u006eame": Other\n`, ["duplicate-key"]],
    ["two documents", `${good}---\nname: Other\n`, ["several-documents"]],
    ["a list", "- a\n- b\n", ["not-a-mapping"]],
    ["text", "just text\n", ["not-a-mapping"]],
    ["a number", "42", ["not-a-mapping"]],
    ["nothing", "", ["empty"]],
    ["white space", " \n\n", ["empty"]],
    ["comments only", "# nothing\n# here\n", ["empty"]],
    ["a document marker only", "---\n", ["empty"]],
    ["null", "~\n", ["empty"]],
    ["a tab as indentation", `${good}screenshots:\n\t- images/poll-maker/a.png\n`, ["syntax"]],
    ["an unclosed quote", 'name: "x\n', ["syntax"]],
    ["a NUL", "name: a\u0000b\n", ["syntax"]],
  ])("%s", (_, text, expected) => {
    expect(rules(parse(text))).toEqual(expected);
  });

  it("one document with its marker is one document", () => {
    expect(rules(parse(`---\n${good}...\n`))).toEqual([]);
  });

  it("the first of two equal keys counts, in no case the second unnoticed", () => {
    expect(parse(`${good}name: Other\n`).fields.name).toBe("Poll Maker");
  });

  it("a mapping as a key is said once where it stands", () => {
    expect(parse("? {a: b}\n: c\n").problems[0]).toMatchObject({ rule: "syntax" });
  });

  it("what the parser says of the text stands in a code span", () => {
    const [problem] = parse("name: !@org/team^[x](https://evil.example) y\n").problems;
    expect(problem?.rule).toMatch(/syntax|tag/);
    expect(problem?.message.replaceAll(/`[^`]*`/g, "")).not.toMatch(/@|https|\[/);
  });

  it.each<[string, Uint8Array, string]>([
    ["Latin-1", Uint8Array.from([...Buffer.from("name: Caf"), 0xe9, 0x0a]), "not-utf8"],
    ["UTF-16 with a BOM", Buffer.from(`\ufeff${good}`, "utf16le"), "not-utf8"],
    ["UTF-16 without a BOM", Buffer.from(good, "utf16le"), "syntax"],
    ["an overlong encoding", Uint8Array.from([0x6e, 0x3a, 0x20, 0xc0, 0xaf]), "not-utf8"],
    ["an encoded surrogate", Uint8Array.from([0x6e, 0x3a, 0x20, 0xed, 0xa0, 0x80]), "not-utf8"],
    ["cut off within a character", Uint8Array.from([0x6e, 0x3a, 0x20, 0xf0, 0x9f]), "not-utf8"],
    ["a PNG", Buffer.from("89504e470d0a1a0a", "hex"), "not-utf8"],
    ["one byte too many", Buffer.alloc(KIB_64 + 1, 0x23), "too-large"],
    ["1 MB", Buffer.alloc(1_048_576, 0x61), "too-large"],
  ])("%s", (_, content, rule) => {
    const parsed = parse(content);
    expect(rules(parsed)).toEqual([rule]);
    expect(parsed.fields).toEqual({});
    expect(parsed.problems[0]?.place).toMatchObject({ line: 1 });
  });

  it("exactly 64 KiB are read", () => {
    const padded = `${good}#${"x".repeat(KIB_64 - good.length - 2)}\n`;
    expect(padded.length).toBe(KIB_64);
    expect(rules(parse(padded))).toEqual([]);
  });
});

describe("values are those of YAML 1.2", () => {
  it.each<[string, unknown]>([
    ["no", "no"],
    ["on", "on"],
    ["yes", "yes"],
    ["2026-01-01", "2026-01-01"],
    ["012", 12],
    ["0o12", 10],
    ["0x10", 16],
    ["1_000", "1_000"],
    ["1:30", "1:30"],
    [".5", 0.5],
    ["1e3", 1_000],
    ["true", true],
    ["null", null],
    ["", null],
    ['""', ""],
    ["'1'", "1"],
  ])("%s", (text, value) => {
    const { root } = readYaml(new TextEncoder().encode(`a: ${text}\n`), 1_000);
    expect(root === undefined ? undefined : plainValue(root)).toEqual({ a: value });
  });

  it("keys of JavaScript are only keys", () => {
    const { root } = readYaml(
      new TextEncoder().encode("__proto__: {polluted: yes}\nconstructor: x\ntoString: y\n"),
      1_000,
    );
    const value = root === undefined ? {} : (plainValue(root) as object);
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(Object.keys(value)).toEqual(["__proto__", "constructor", "toString"]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

const HOSTILE: readonly (readonly [string, string])[] = [
  ["flow lists, nested", "[".repeat(LEVELS)],
  ["flow lists, nested and closed", `a: ${"[".repeat(LEVELS)}${"]".repeat(LEVELS)}`],
  ["flow mappings, nested", "{a: ".repeat(LEVELS)],
  ["flow mappings of lists", "{a: [".repeat(LEVELS)],
  ["block lists, nested on one line", "- ".repeat(LEVELS)],
  ["block mappings, nested", Array.from({ length: LEVELS }, (_, i) => `${" ".repeat(i)}a:`).join("\n")],
  ["explicit keys, nested", "? ".repeat(LEVELS)],
  ["explicit keys, many", filled((n) => "? a\n: b\n".repeat(n))],
  ["aliases of aliases", "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"],
  ["an alias, many times", `a: &a x\nb: [${"*a,".repeat(300)}*a]`],
  ["anchors, many", filled((n) => Array.from({ length: n }, (_, i) => `k${i}: &a${i} x\n`).join(""))],
  ["anchors that shadow each other", filled((n) => "- &a x\n".repeat(n))],
  ["merge keys, many", filled((n) => "<<: {a: b}\n".repeat(n))],
  ["tags, many", filled((n) => "- !x y\n".repeat(n))],
  [
    "tag directives, many",
    filled(
      (n) =>
        `${Array.from({ length: n }, (_, i) => `%TAG !t${i.toString(36).replaceAll(/\d/g, "z")}! tag:x,2000:\n`).join("")}---\na: b\n`,
    ),
  ],
  ["a verbatim tag never closed", filled((n) => `a: !<${"x".repeat(n)}`)],
  ["documents, many", filled((n) => "---\na: b\n".repeat(n))],
  ["document ends, many", filled((n) => "...\n".repeat(n))],
  ["keys, many and different", Array.from({ length: FEW }, (_, i) => `${i.toString(36)}:\n`).join("")],
  ["keys, many in a flow mapping", `{${Array.from({ length: FEW }, (_, i) => i.toString(36)).join(",")}}`],
  ["keys, many and equal", "a:\n".repeat(FEW)],
  ["keys that nearly are ours", Array.from({ length: FEW }, (_, i) => `nam${i.toString(36)}:\n`).join("")],
  ["one huge key", filled((n) => `${"k".repeat(n)}: x\n`)],
  ["one huge quoted key", filled((n) => `"${"\\u00e9".repeat(n)}": x\n`)],
  ["a flow mapping of many equal entries", `{${"a: b, ".repeat(FEW)}}`],
  ["a flow list of nothing", `[${",".repeat(FEW)}]`],
  ["flow entries without a value", filled((n) => `a: [${"b, ".repeat(n)}]`)],
  ["tags of a listing, 30,000", filled((n) => `tags: [${"A,".repeat(n)}]`)],
  ["maintainers, 20,000", filled((n) => `maintainers: [${"-a,".repeat(n)}]`)],
  ["a plain scalar over 30,000 lines", filled((n) => `a: b\n${" c\n".repeat(n)}`)],
  ["a quoted scalar over 30,000 lines", filled((n) => `a: "${"\n ".repeat(n)}"`)],
  ["escapes, many", filled((n) => `name: "${"\\x00".repeat(n)}"`)],
  ["lone surrogates by escapes", `name: "\\ud800\\udfff\\ud83d"\nsummary: "\\udc00 and a few more words"\n`],
  ["a surrogate pair by escapes", `name: "\\ud83d\\ude00"\n`],
  ["backslashes, many", filled((n) => `a: "${"\\\\".repeat(n)}"`)],
  ["quotes within quotes", filled((n) => `a: '${"''".repeat(n)}'`)],
  ["a block scalar with a huge indent", filled((n) => `a: |\n${" ".repeat(n)}x\n`)],
  ["a block scalar of empty lines", filled((n) => `a: |+\n${"\n".repeat(n)}`)],
  ["a folded scalar of two-letter lines", filled((n) => `a: >\n${" b\n".repeat(n)}`)],
  ["comments, many", filled((n) => "#\n".repeat(n))],
  ["white space after a key", filled((n) => `a:${" ".repeat(n)}b`)],
  ["line breaks of three kinds", filled((n) => "a: b\r\n# c\r".repeat(n).replaceAll("b\r\n", "b\n"))],
  ["prototype keys", "__proto__: {toString: 1}\nconstructor: {prototype: {a: 1}}\n__proto__: 2\n"],
  ["prototype keys in a list", "tags: [__proto__, constructor]\nscreenshots: {__proto__: [a]}\n"],
  ["a URL of 60,000 characters", filled((n) => `link: https://a.example/${"%".repeat(n)}`)],
  ["an address of at signs", filled((n) => `security: mailto:${"a@".repeat(n)}`)],
  ["a login of hyphens", filled((n) => `maintainers: [${"a-".repeat(n)}]`)],
  ["a licence of brackets", `license: "${"(".repeat(201)}"`],
  ["a licence of operators", filled((n) => `license: "${"MIT OR ".repeat(n)}"`)],
  ["a range of alternatives", filled((n) => `compatibility: "${"||".repeat(n)}"`)],
  ["a range of words", filled((n) => `compatibility: "${"latest ".repeat(n)}"`)],
  ["a range of comparators", filled((n) => `compatibility: "${">=1 ".repeat(n)}"`)],
  ["combining marks, 30,000", filled((n) => `name: "e${"\\u0301".repeat(n)}"`)],
  ["bidi controls, many", filled((n) => `description: "${"\\u202e".repeat(n)}"`)],
  ["directives that are none", filled((n) => `%FOO ${"x ".repeat(n)}\n---\na: b`)],
  ["a YAML version that is none", "%YAML 9.9\n---\na: b\n"],
  ["a BOM in the middle", `${good}\ufeffcolour: red\n`],
  ["NEL and line separators", "name: a\u0085b\u2028c\u2029d\n"],
  ["a DEL and C1 controls", "name: a\u007fb\u0080c\n"],
];

describe(`hostile files (${HOSTILE.length})`, () => {
  it("are at least 40, and none is refused merely for its size", () => {
    expect(HOSTILE.length).toBeGreaterThanOrEqual(40);
    for (const [name, text] of HOSTILE)
      expect([name, new TextEncoder().encode(text).length <= KIB_64]).toEqual([name, true]);
  });

  it.each(HOSTILE)("%s", (_, text) => {
    const { parsed, ms } = timed(text);
    expect(ms).toBeLessThan(MILLISECONDS_MAX);
    expect(parsed.problems.length).toBeGreaterThan(0);
    expect(parsed.problems.length).toBeLessThanOrEqual(560);
    for (const { message, fix } of parsed.problems) expect(message.length + fix.length).toBeLessThan(1_200);
  });
});

describe("any text", () => {
  it("is parsed or refused, but never throws", () => {
    const piece = fc.constantFrom(
      "a",
      ": ",
      "- ",
      "\n",
      "  ",
      "[",
      "]",
      "{",
      "}",
      ",",
      "'",
      '"',
      "|",
      ">",
      "&x ",
      "*x",
      "!t ",
      "? ",
      "#",
      "%",
      "---\n",
      "...\n",
      "<<",
      "\\",
      "\t",
      "\r",
      "é",
      "😀",
      "~",
      "1",
      "@",
      "`",
      "name",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const parsed = parse(pieces.join(""));
        expect(parsed.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 3_000 },
    );
  });

  it("nor do any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (content) => {
        expect(parse(content).problems.length).toBeGreaterThan(0);
      }),
    );
  });
});
