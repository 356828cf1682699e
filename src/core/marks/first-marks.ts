// Marks as version 0.1.0 wrote them, read by its rules until we write such a text anew. Nothing is written like this any more.

import { AGED, BROKEN, withMarks, type Mark, type OpenedText, type TextPlace } from "./marks.ts";
import type { Seal } from "../seal.ts";

const MARK = /^<!-- steward:[a-z-]+(?: [^\n]*)? -->$/;
/** These stood between the words, each on a line of its own; all others stood last. */
const AMONG_WORDS = /^<!-- steward:(?:held|note|record) /;
const WAITS = " <!-- steward:waits -->";
const COPIES_OPEN = "<!-- steward:copies of cases -->";
const RECORD = /^<!-- steward:record (\{[^\n]{1,4000}\}) ([0-9a-f]{64}) -->$/;
const RECORD_TRACE = "<!-- steward:record";

/** A mark without a seal of its own counts only on a line of its own, where nobody's quoted words ever stood. */
const PLAIN: readonly (readonly [RegExp, (...found: string[]) => Mark])[] = [
  [/^<!-- steward:said ([^\n]+) -->$/, (name = "") => ["said", name]],
  [/^<!-- steward:welcome ([a-z0-9-]{2,50}) -->$/, (id = "") => ["welcome", id]],
  [/^<!-- steward:verification ([a-z0-9-]{2,50}) -->$/, (id = "") => ["verification", id]],
  [/^<!-- steward:review -->$/, () => ["review", true]],
  [/^<!-- steward:mend ([0-9a-f]{1,16}) -->$/, (key = "") => ["fix", key]],
  [/^<!-- steward:note (.+) -->$/, (mark = "") => ["note", mark]],
  [
    /^<!-- steward:stopped ([0-9a-f]{16}) (\d{1,15}) -->$/,
    (digest = "", since = "") => ["stopped", { digest, sinceMs: Number(since) }],
  ],
  [
    /^<!-- steward:held ([a-z0-9-]{2,50}) ([a-z-]{2,20}) ([0-9a-f]{16}) ([0-9a-f]{16}) (\d{1,15}) -->$/,
    (id = "", check = "", blobs = "", findings = "", since = "") => [
      "held",
      { id, check, blobs, findings, sinceMs: Number(since) },
    ],
  ],
  // Which case these are of, their own codes say; whoever reads them verifies those.
  [/^<!-- steward:notice ([0-9a-f]{64}) -->$/, (code = "") => ["notice", code]],
  [
    /^<!-- steward:public ([a-z0-9-]{2,50}) (\d{1,15}|none) ([0-9a-f]{64}) -->$/,
    (listing = "", deadline = "", token = "") => [
      "public",
      { listing, deadlineMs: deadline === "none" ? null : Number(deadline), token },
    ],
  ],
];

/** `text`: with plain line ends, and nothing after its last word. */
export function readFirstMarks(
  text: string,
  { repositoryId }: TextPlace,
  seal: Pick<Seal, "verify" | "isAged">,
): OpenedText {
  if (!text.includes("<!-- steward:")) return { body: text, fits: false };
  const lines = text.split("\n");
  let end = lines.length;
  while (end > 0 && ((lines[end - 1] ?? "") === "" || MARK.test(lines[end - 1] ?? ""))) end -= 1;
  const words: string[] = [];
  const said: string[] = [];
  for (const [index, line] of lines.entries()) {
    const isMark = index >= end || AMONG_WORDS.test(line);
    if (isMark && line !== "") said.push(line);
    if (!isMark) words.push(line);
  }
  const marks = said.flatMap(markOf);
  const copies = copiesOf(said, repositoryId, seal);
  const waits = marks.some(([name]) => name === "review") ? waitsIn(words) : [];
  const seals = [...copies.seals, ...said.flatMap(recordSeal)];
  const fits = seals.some(([sealed, code]) => seal.verify(sealed, code));
  const isAged = seals.some(([sealed, code]) => seal.isAged?.(sealed, code) === true);
  const plain = words
    .join("\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trimEnd();
  const found = [...marks, ...copies.marks, ...waits, ...(isAged ? [[AGED, true] as const] : [])];
  return { body: found.length > 0 ? withMarks(plain, found) : text, fits };
}

function markOf(line: string): readonly Mark[] {
  const record = recordOf(line);
  if (record.length > 0) return record;
  for (const [pattern, make] of PLAIN) {
    const match = pattern.exec(line);
    if (match !== null) return [make(...match.slice(1))];
  }
  return [];
}

/** Each record bears a seal of its own, which whoever reads it verifies. None: the line is no record's. */
export function recordOf(line: string): readonly Mark[] {
  if (!line.startsWith(RECORD_TRACE)) return [];
  const [, json = "", code] = RECORD.exec(line) ?? [];
  try {
    return [["record", [JSON.parse(json), code]]];
  } catch {
    return [["record", null]];
  }
}

type Sealed = readonly [sealed: string, code: string];

function recordSeal(line: string): readonly Sealed[] {
  const [, json, code] = RECORD.exec(line) ?? [];
  return json === undefined || code === undefined ? [] : [[`steward-record\n${json}`, code]];
}

/** What a page of copies says of itself, if its seal fits: the seal covers the records between its two marks. */
function copiesOf(
  said: readonly string[],
  repositoryId: number,
  seal: Pick<Seal, "verify">,
): { readonly marks: readonly Mark[]; readonly seals: readonly Sealed[] } {
  const from = said.lastIndexOf(COPIES_OPEN);
  const last = said.at(-1) ?? "";
  const block = said.slice(from + 1, -1).join("\n");
  const [, asOf, pages, first] =
    /^<!-- steward:as-of (\d{1,15}) (\d{1,6}) ([0-9a-f]{64}) -->$/.exec(last) ?? [];
  const [, page, other] = /^<!-- steward:copies (\d{1,6}) ([0-9a-f]{64}) -->$/.exec(last) ?? [];
  if (first === undefined && other === undefined) return { marks: [], seals: [] };
  const head = `steward-copies\n${repositoryId}`;
  const whole: Sealed =
    first === undefined
      ? [`${head} ${Number(page)}\n${block}`, other ?? ""]
      : [`${head} 0 ${Number(asOf)} ${Number(pages)}\n${block}`, first];
  const value =
    first === undefined ? { page: Number(page) } : { page: 0, pages: Number(pages), asOfMs: Number(asOf) };
  const isWhole = from >= 0 && seal.verify(...whole);
  return {
    marks: [["copies", value], ...(isWhole ? [] : [[BROKEN, true] as const])],
    seals: isWhole ? [whole] : [],
  };
}

/** The line that says how long submissions take; the mark stood behind its words, and now names it by its place. */
function waitsIn(words: string[]): readonly Mark[] {
  const index = words.findIndex((line) => line.endsWith(WAITS));
  if (index < 0) return [];
  words[index] = (words[index] ?? "").slice(0, -WAITS.length);
  return [["waits", index]];
}
