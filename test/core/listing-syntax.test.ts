// Where YAML breaks: the mistakes that nearly everybody makes are named, and the fix that is shown makes the line sound.

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { syntaxWords } from "../../src/core/listing/syntax-words.ts";
import { readYaml } from "../../src/core/listing/yaml.ts";
import { processorMs } from "../support/cpu.ts";

const read = (text: string) => readYaml(new TextEncoder().encode(text), 65_536);
const faultOf = (text: string) => read(text).problems.find(({ rule }) => rule === "syntax");
const AROUND = ["name: Poll Maker\n", "\ntype: plugin\n"] as const;
const within = (line: string): string => AROUND.join(line);

describe("a broken line", () => {
  it.each<[string, string, number, string, string]>([
    ["a colon", "summary: Polls: make them", 10, "contains a colon", 'summary: "Polls: make them"'],
    ["an at sign", "summary: @team polls", 10, "begins with `@`", 'summary: "@team polls"'],
    ["a per cent sign", "summary: % of votes", 10, "begins with `%`", 'summary: "% of votes"'],
    ["a version range", "compatibility: >=9.5.0", 16, "begins with `>`", 'compatibility: ">=9.5.0"'],
    ["emphasis", "summary: *bold* polls", 10, "begins with `*`", 'summary: "*bold* polls"'],
    ["a dash", "summary: - polls", 10, "begins with `-`", 'summary: "- polls"'],
    [
      "an apostrophe in quotes",
      "summary: 'it's fine'",
      10,
      "end before the value does",
      `summary: "it's fine"`,
    ],
    [
      "words behind the quotes",
      'summary: "Polls" for teams',
      10,
      "end before the value does",
      'summary: "\\"Polls\\" for teams"',
    ],
    ["a tab", "\tsummary: Polls", 1, "begins with a tab", "summary: Polls"],
    ["blanks before the field", "  summary: Polls", 1, "Unexpected indentation", "summary: Polls"],
    [
      "a login with its sign in a list",
      "maintainers: [@ann-doe, bob]",
      15,
      "begins with `@`",
      "maintainers: [ann-doe, bob]",
    ],
    ["no blank after the colon", "summary:Polls", 9, "A space is missing", "summary: Polls"],
  ])("%s", (_, line, column, says, after) => {
    const text = within(line);
    const fault = faultOf(text);
    expect(fault?.place).toEqual({ line: 2, column });
    expect(fault?.message).toContain(says);
    expect(faultOf(within(after))).toBeUndefined();
    const words = syntaxWords(text, { line: line.startsWith("summary:P") ? 3 : 2, column: 1 }, "");
    if (line !== 'summary: "Polls" for teams') expect(words.after).toBe(after);
    if (words.after !== undefined) expect(faultOf(within(words.after))).toBeUndefined();
  });

  it.each<[string, string, string]>([
    ["a quote", 'summary: "Polls', '"'],
    ["an apostrophe", "summary: 'Polls", "'"],
    ["a bracket", "tags: [polls, votes", "]"],
    ["a brace", "tags: {polls", "}"],
  ])("%s that is never closed is named where it stands", (_, line, closing) => {
    const fault = faultOf(within(line));
    expect(fault?.place.line).toBe(2);
    expect(fault?.message).toContain("never closed");
    expect(fault?.fix).toContain(`\`${closing}\``);
    expect(faultOf(within(line + closing))).toBeUndefined();
  });

  it("that nobody expects keeps the parser's own words", () => {
    expect(faultOf("name: a\n? b\n: c\n- d\n")?.message).toContain("not valid YAML");
  });
});

describe("whatever stands there", () => {
  it("is answered, at a place inside the file, without taking anything for fixed that is not", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom(..."ab: \t'\"[]{}-#@>|*&!%,?\\") }), { maxLength: 6 }),
        (lines) => {
          const text = lines.join("\n");
          const fault = faultOf(text);
          if (fault === undefined) return;
          expect(fault.place.line).toBeGreaterThanOrEqual(1);
          expect(fault.place.line).toBeLessThanOrEqual(lines.length + 1);
          expect(fault.place.column).toBeGreaterThanOrEqual(1);
          expect(fault.fix).not.toBe("");
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it("of the largest size is answered at once", () => {
    for (const line of [
      "a: b" + " ".repeat(65_000) + ": c",
      "a:" + " ".repeat(65_000),
      "a: [".repeat(16_000),
      `a: '${"'x".repeat(32_000)}`,
    ]) {
      expect(processorMs(() => read(`${line}\n:`))).toBeLessThan(2_000);
    }
  });
});
