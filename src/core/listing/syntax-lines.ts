// Lines that break a YAML file by how they stand among the others: a colon that is missing, an indentation that does not fit.

import type { SourcePosition } from "./places.ts";
import { asLine, quoteForYaml } from "./quote.ts";
import { codePoint } from "./text.ts";

/** Lines by number, from 1, without the blanks at their ends. */
type Lines = (line: number) => string;

interface LineFault {
  readonly place: SourcePosition;
  readonly message: string;
  readonly fix: string;
  readonly after?: string;
}

/** Further up nobody looks for what broke a line. */
const LINES_UP_MAX = 40;
const EMPTY = /^\s*(?:#|$)/;
const ITEM = /^ *- /;
const KEYED = /^ *(?:- +)?[\w-]{1,60}:(?:[ \t]|$)/;
const WITH_VALUE = /^ *(?:- +)?[\w-]{1,60}:[ \t]+[^\s#|>]/;
/** A word, and what stands where a colon and a space belong. */
const COLONLESS =
  /^( *(?:- )?)([A-Za-z_][\w-]{0,40})([ \t]*[\ufe13\ufe55\uff1a\u2236\ua789]\s*|:[\u00a0\u2000-\u200b\u202f\u3000\ufeff]\s*|[ \t]+(?:=[ \t]*)?|$)(.*)$/;

/** `type plugin`, `type = plugin` and `type：plugin`, at line `from` or above it. */
export function colonless(at: Lines, from: number, keys: readonly string[]): LineFault | undefined {
  for (let line = from; line >= Math.max(1, from - LINES_UP_MAX); line -= 1) {
    const text = at(line);
    const fault = EMPTY.test(text) ? undefined : withoutColon(text, line, keys);
    const above = at(above1(at, line));
    // What goes on from a value is no field, whatever word it begins with.
    if (fault !== undefined && !(WITH_VALUE.test(above) && indentOf(text) > indentOf(above))) return fault;
    if (line !== from && KEYED.test(text)) return undefined;
  }
  return undefined;
}

function withoutColon(text: string, line: number, keys: readonly string[]): LineFault | undefined {
  const [, lead = "", key = "", between = "", value = ""] = COLONLESS.exec(text) ?? [];
  const odd = /[^\x20-\x7e\t]/.exec(between)?.[0];
  if (key === "" || (odd === undefined && !keys.includes(key))) return undefined;
  // The value must not break the line anew.
  const isSound = !/^[^"'[{].*:(?:\s|$)|^[@`%&*!|>]/.test(value);
  const after = value === "" ? `${lead}${key}:` : `${lead}${key}: ${isSound ? value : quoteForYaml(value)}`;
  const what = /^\s*:/.test(between) ? "space" : "colon";
  return {
    place: { line, column: lead.length + 1 },
    message:
      odd === undefined
        ? `A colon is missing after \`${key}\`.`
        : `The ${what} after \`${key}\` is not the plain one, but ${codePoint(odd)}.`,
    fix: asLine("Write", after, `Put a plain colon and a space after \`${key}\`.`),
    after,
  };
}

/** `count`: how many lines there are. */
export function indentation(at: Lines, number: number, count: number): LineFault | undefined {
  const line = at(number);
  if (!KEYED.test(line) && !ITEM.test(line)) return undefined;
  const own = indentOf(line);
  const isItem = ITEM.test(line);
  const above = above1(at, number);
  if (above === 0) return undefined;
  const before = contentOf(at(above), isItem);
  if (own > before)
    return WITH_VALUE.test(at(above))
      ? moved(at, number, before, "Unexpected indentation: the line above is complete.")
      : undefined;
  // What is open above: the lines that are deeper than this one, up to one that is not.
  const deeper: number[] = [];
  for (let up = above; up > 0; up = above1(at, up)) {
    const content = contentOf(at(up), isItem);
    if (content === own || deeper.length > LINES_UP_MAX) return undefined;
    if (content < own) break;
    deeper.push(up);
  }
  const target = Math.min(...deeper.map((up) => contentOf(at(up), isItem)));
  const [last, ...more] = deeper.filter((up) => contentOf(at(up), isItem) === target);
  if (last === undefined) return undefined;
  const isOdd = more.length === 0 && !ITEM.test(at(last)) && hasSibling(at, number, count);
  return isOdd
    ? moved(at, last, own, "The indentation does not match the line below.")
    : moved(at, number, target, "The indentation does not match the line above.");
}

function moved(at: Lines, line: number, spaces: number, message: string): LineFault {
  const fix =
    spaces === 0
      ? "Remove the spaces at the beginning of the line."
      : `Begin the line with ${spaces} ${spaces === 1 ? "space" : "spaces"}.`;
  const after = " ".repeat(spaces) + at(line).trimStart();
  return { place: { line, column: 1 }, message, fix, after };
}

function hasSibling(at: Lines, number: number, count: number): boolean {
  const own = indentOf(at(number));
  for (let down = number + 1; down <= Math.min(count, number + LINES_UP_MAX); down += 1) {
    const indent = indentOf(at(down));
    if (EMPTY.test(at(down)) || indent > own) continue;
    return indent === own;
  }
  return false;
}

/** A line that is neither a field nor an entry, at `from` or above it. */
export function strayLine(at: Lines, from: number): LineFault | undefined {
  for (const line of [from, above1(at, from)]) {
    const text = at(line);
    if (EMPTY.test(text) || KEYED.test(text) || !/^[\p{L}\d"']/u.test(text)) continue;
    return {
      place: { line, column: 1 },
      message: "The line is no `field: value`.",
      fix: "If it goes on from the line above, begin it with two spaces; else begin it with a field's name, a colon and a space.",
    };
  }
  return undefined;
}

/** The next line above that says something; 0: there is none. */
function above1(at: Lines, line: number): number {
  let up = line - 1;
  while (up > 0 && EMPTY.test(at(up))) up -= 1;
  return up;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Where a line's field begins; of an entry of a list its dash counts for other entries alone. */
function contentOf(line: string, forItem: boolean): number {
  return forItem ? indentOf(line) : (/^ *(?:- +)?/.exec(line)?.[0].length ?? 0);
}
