// Small readings of Markdown lines: indentation, table cells, link definitions and front matter.

import { foldLabel, type References } from "./inline.ts";

/** A longer line is cut: nothing in prose needs it. */
export const LINE_CHARS_MAX = 20_000;
export const DEFINITION = /^ {0,3}\[([^\]]{1,300})\]:\s*<?([^\s>]+)/u;
export function indentOf(line: string): number {
  let columns = 0;
  for (const char of line) {
    if (char === "\t") columns += 4 - (columns % 4);
    else if (char === " ") columns += 1;
    else break;
  }
  return columns;
}

export function splitRow(line: string): readonly string[] {
  const inner = line.trim().replace(/^\|/u, "").replace(/\|$/u, "");
  const cells: string[] = [];
  let cell = "";
  for (let at = 0; at < inner.length; at += 1) {
    const char = inner[at] ?? "";
    if (char === "\\" && inner[at + 1] === "|") {
      cell += "|";
      at += 1;
    } else if (char === "|") {
      cells.push(cell);
      cell = "";
    } else cell += char;
  }
  return [...cells, cell];
}

export function collectReferences(lines: readonly string[]): References {
  const references = new Map<string, string>();
  for (const line of lines) {
    const found = line.length > LINE_CHARS_MAX ? null : DEFINITION.exec(line);
    if (found?.[1] !== undefined && found[2] !== undefined) references.set(foldLabel(found[1]), found[2]);
  }
  return references;
}

/** The lines after the front matter, and the title it gives. */
export function skipFrontMatter(lines: readonly string[]): {
  readonly title: string;
  readonly body: readonly string[];
} {
  if (lines[0]?.trim() !== "---") return { title: "", body: lines };
  const end = lines.findIndex((line, at) => at > 0 && at < 200 && /^(?:---|\.\.\.)\s*$/u.test(line));
  if (end < 0) return { title: "", body: lines };
  const titleLine = lines.slice(1, end).find((line) => line.startsWith("title:")) ?? "";
  return {
    title: titleLine.replace(/^title:\s*/u, "").replaceAll(/^["']|["']$/gu, ""),
    body: lines.slice(end + 1),
  };
}
