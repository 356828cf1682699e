// What we read back out of our own texts: marks in one block at the very end of a text, and nothing else in it is searched.

import { noComment } from "../listing/quote.ts";

/**
 * A name and a JSON value. Inside the program a block stands without its seal: `sealed-text.ts` puts that on where a text
 * leaves for GitHub, and takes off what does not verify where one comes back.
 */
export type Mark = readonly [name: string, value: unknown];

export interface MarkedText {
  /** What people read. */
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** Where a text stands. A block that is copied to another place does not verify there. */
export interface TextPlace {
  readonly repositoryId: number;
  /** The body of an issue of ours (its number is not known when it is opened), what is said on an issue or a pull request, or on one of its lines. */
  readonly at: "issue" | `talk ${number}` | `line ${number}`;
}

export interface OpenedText {
  /** The text with its marks as `readMarks` reads them; what nobody vouches for is off. */
  readonly body: string;
  /** Some seal of ours fits here: this App wrote it, whoever GitHub says it was. */
  readonly fits: boolean;
}

export const BLOCK_OPEN = "<!-- steward\n";
export const BLOCK_CLOSE = "-->";
const LINE = /^([a-z]+) (.+)$/;

/** On a text whose block does not verify, or does not stand at its end: what is left in it counts for nothing by itself. */
export const BROKEN = "broken";
/** On a text that only a key which is being replaced verifies: it differs from whatever we would write now. */
export const AGED = "aged";

/** The text, in which no comment of HTML can stand, with its block; without marks it is the text alone. */
export function withMarks(text: string, marks: readonly Mark[]): string {
  const said = noComment(text);
  return marks.length === 0 ? said : `${said}\n\n${BLOCK_OPEN}${linesOf(marks)}${BLOCK_CLOSE}`;
}

/** One mark a line. Nothing in a line could end the comment or the line: whatever is not plain ASCII is escaped. */
export function linesOf(marks: readonly Mark[]): string {
  return marks.map(([name, value]) => `${name} ${jsonOf(value)}\n`).join("");
}

function jsonOf(value: unknown): string {
  return JSON.stringify(value)
    .replace(
      /[<>]|[^\x20-\x7e]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    )
    .replaceAll("--", "-\\u002d");
}

export function readMarks(body: string): MarkedText {
  const normal = body.replaceAll("\r\n", "\n").trimEnd();
  const from = normal.lastIndexOf(BLOCK_OPEN);
  if (from < 0 || !normal.endsWith(`\n${BLOCK_CLOSE}`)) return { text: normal, marks: [] };
  const marks = readLines(normal.slice(from + BLOCK_OPEN.length, -BLOCK_CLOSE.length));
  return marks === undefined ? { text: normal, marks: [] } : { text: normal.slice(0, from).trimEnd(), marks };
}

/** undefined: something in them is no mark. */
export function readLines(lines: string): readonly Mark[] | undefined {
  const marks: Mark[] = [];
  for (const line of lines.split("\n")) {
    if (line === "") continue;
    const mark = readLine(line);
    if (mark === undefined) return undefined;
    marks.push(mark);
  }
  return marks;
}

export function readLine(line: string): Mark | undefined {
  const [, name, json] = LINE.exec(line) ?? [];
  if (name === undefined || json === undefined) return undefined;
  try {
    return [name, JSON.parse(json)];
  } catch {
    return undefined;
  }
}

/** Values of the marks of that name, in their order. */
export function markValues(body: string, name: string): readonly unknown[] {
  return readMarks(body)
    .marks.filter(([one]) => one === name)
    .map(([, value]) => value);
}

export function hasMark(body: string, name: string): boolean {
  return markValues(body, name).length > 0;
}

/** The same words with the same marks, however lines end. */
export function sameText(a: string, b: string): boolean {
  return a.replaceAll("\r\n", "\n").trim() === b.replaceAll("\r\n", "\n").trim();
}
