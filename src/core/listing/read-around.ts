// A YAML file with lines that break it: what is wrong with each of those, and all the rest read around them, so that one round shows it all.

import { parseEvents, YAMLException, type Event } from "js-yaml";
import { syntaxWords } from "./syntax-words.ts";
import type { YamlProblem } from "./yaml-values.ts";

const DEPTH_MAX = 20;
/** Each round parses the whole file again. */
const ROUNDS_MAX = 20;
const KEY = /^([A-Za-z_][\w-]{0,40})\s*:/;

export interface ReadAround {
  /** With as many lines as the file. */
  readonly text: string;
  /** Of `text`; undefined: it stays unreadable. */
  readonly events: Event[] | undefined;
  readonly faults: readonly YamlProblem[];
  /** Keys at the beginning of lines that are not in `events`. */
  readonly unread: ReadonlySet<string>;
}

/** `keys`: the names that fields may have. */
export function readAround(whole: string, keys?: readonly string[]): ReadAround {
  const faults: YamlProblem[] = [];
  const unread = new Set<string>();
  let text = withoutConflict(whole, faults);
  for (let round = 0; round <= ROUNDS_MAX; round += 1) {
    try {
      return { text, events: parseEvents(text, { maxDepth: DEPTH_MAX }), faults, unread };
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error;
      const next = aroundFault(text, error, { faults, unread, keys });
      // Text of another encoding has no lines to speak of.
      if (next === text || text.includes("\0")) break;
      text = next;
    }
  }
  for (const line of linesOf(whole)) {
    const [, key] = KEY.exec(line) ?? [];
    if (key !== undefined) unread.add(key);
  }
  return { text, events: undefined, faults, unread };
}

/** The line as it should be where there is one right answer; else without the field that cannot be read. */
function aroundFault(
  text: string,
  { mark, reason }: YAMLException,
  {
    faults,
    unread,
    keys,
  }: {
    readonly faults: YamlProblem[];
    readonly unread: Set<string>;
    readonly keys?: readonly string[] | undefined;
  },
): string {
  const lines = linesOf(text);
  const at = { line: (mark?.line ?? 0) + 1, column: (mark?.column ?? 0) + 1 };
  const { message, fix, place, after } = syntaxWords(text, at, reason, keys);
  const known = faults.some((fault) => fault.place.line === place.line);
  if (!known) faults.push({ rule: "syntax", message, fix, place, ...(after !== undefined && { after }) });
  const index = Math.min(place.line, lines.length) - 1;
  if (!known && after !== undefined && after !== lines[index]) return lines.with(index, after).join("\n");
  let first = index;
  while (first > 0 && !KEY.test(lines[first] ?? "")) first -= 1;
  const [, key] = KEY.exec(lines[first] ?? "") ?? [];
  if (key === undefined) return lines.with(index, "").join("\n");
  unread.add(key);
  let last = Math.max(first, index);
  while (last + 1 < lines.length && !KEY.test(lines[last + 1] ?? "")) last += 1;
  return lines.map((line, number) => (number >= first && number <= last ? "" : line)).join("\n");
}

/** What a merge left behind is one mistake; of the two sides the first is read. */
function withoutConflict(text: string, faults: YamlProblem[]): string {
  if (!/^<{7}(?: |\r?$)/m.test(text)) return text;
  const lines = linesOf(text);
  let side: "none" | "first" | "second" = "none";
  const kept = lines.map((line, index) => {
    if (/^<{7}(?: |$)/.test(line)) {
      side = "first";
      if (faults.length === 0)
        faults.push({
          rule: "syntax",
          message: "The file holds the marks of a merge conflict.",
          fix: "Keep the lines that are right, and remove the others with the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`.",
          place: { line: index + 1, column: 1 },
        });
      return "";
    }
    if (side !== "none" && /^>{7}(?: |$)/.test(line)) {
      side = "none";
      return "";
    }
    if (side !== "none" && /^(?:={7}$|\|{7}(?: |$))/.test(line)) {
      side = "second";
      return "";
    }
    return side === "second" ? "" : line;
  });
  return kept.join("\n");
}

function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}
