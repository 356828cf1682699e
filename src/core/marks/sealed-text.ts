// Where our texts leave for GitHub they are sealed, and where they come back only what the seal fits is believed.

import { noComment } from "../listing/quote.ts";
import {
  AGED,
  BLOCK_CLOSE,
  BLOCK_OPEN,
  BROKEN,
  linesOf,
  readLine,
  readLines,
  readMarks,
  withMarks,
  type Mark,
  type OpenedText,
  type TextPlace,
} from "./marks.ts";
import { readFirstMarks } from "./first-marks.ts";
import type { Seal } from "../seal.ts";

const KEPT: ReadonlySet<string> = new Set(["record", "copies", "review"]);
const SEALED = /^((?:[^\n]+\n)*)seal ([0-9a-f]{64})\n$/;

/**
 * `body`: as `withMarks` made it. What people read before the block can hold no comment of HTML, whoever wrote it, so
 * nothing there could ever be taken for a block.
 */
export function sealText(body: string, place: TextPlace, seal: Pick<Seal, "sign">): string {
  const { text, marks } = readMarks(body);
  const said = noComment(text);
  // Bodies bear a seal in any case: by it an issue is ours though another App of ours opened it.
  if (marks.length === 0 && place.at !== "issue") return said;
  const lines = linesOf(marks);
  return `${said}\n\n${BLOCK_OPEN}${lines}seal ${seal.sign(sealed(place, lines))}\n${BLOCK_CLOSE}`;
}

/**
 * The seal covers marks and place, not the words before them: who may edit our words may do so, and the marks stay what
 * they are. That a record's comment was edited, GitHub itself says.
 */
export function openText(body: string, place: TextPlace, seal: Pick<Seal, "verify" | "isAged">): OpenedText {
  const normal = body.replaceAll("\r\n", "\n").trimEnd();
  const from = normal.lastIndexOf(BLOCK_OPEN);
  if (from < 0) return readFirstMarks(normal, place, seal);
  const text = normal.slice(0, from).trimEnd();
  const isLast = normal.endsWith(`\n${BLOCK_CLOSE}`);
  const [, lines, code] =
    (isLast ? SEALED.exec(normal.slice(from + BLOCK_OPEN.length, -BLOCK_CLOSE.length)) : null) ?? [];
  const marks = lines === undefined ? undefined : readLines(lines);
  if (lines === undefined || code === undefined || marks === undefined)
    return { body: broken(text, normal.slice(from)), fits: false };
  const said = sealed(place, lines);
  if (!seal.verify(said, code)) return { body: broken(text, lines), fits: false };
  const aged: readonly Mark[] = seal.isAged?.(said, code) === true ? [[AGED, true]] : [];
  return { body: withMarks(text, [...marks, ...aged]), fits: true };
}

/**
 * Records are sealed one by one: they are kept, and the reader sees that what they stood in is broken. So is what tells
 * which text it is that has to be put right.
 */
function broken(text: string, rest: string): string {
  const kept = rest.split("\n").flatMap((line): readonly Mark[] => {
    const mark = readLine(line);
    if (mark !== undefined && KEPT.has(mark[0])) return [mark];
    return line.startsWith("record ") ? [["record", null]] : [];
  });
  return withMarks(text, [...kept, [BROKEN, true]]);
}

function sealed({ repositoryId, at }: TextPlace, lines: string): string {
  return `steward-text\n${repositoryId} ${at}\n${lines}`;
}
