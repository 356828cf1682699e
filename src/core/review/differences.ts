// What an update changes of what visitors see: field by field, old and new, in a few safely quoted words.

import { FIELD_NAMES, type FieldName } from "../listing/fields.ts";
import { quote, quoted } from "../listing/quote.ts";
import { NO_TEXTS, format, type Texts } from "../policy/texts.ts";
import { toMarkdown } from "./markdown.ts";

/** A listing's fields as texts; a list has one entry for each of its values. */
export type FieldTexts = Readonly<Partial<Record<FieldName, string | readonly string[] | undefined>>>;

export interface ListingDifference {
  readonly id: string;
  /** What it is compared with. */
  readonly since: "published" | "default-branch";
  readonly before: FieldTexts;
  readonly after: FieldTexts;
  /** Fields that are not in order: what they will say is not known yet. */
  readonly unclear: readonly FieldName[];
  /** Files of the listing, such as its image, that bear the same name and hold something else. */
  readonly files: readonly string[];
}

const SHOWN_LENGTH_MAX = 80;
const LINES_MAX = 20;
const VALUES_MAX = 8;

/** A part of the comment; nothing when no listing is updated. */
export function differencesText(
  differences: readonly ListingDifference[],
  texts: Texts = NO_TEXTS,
): string[] {
  const several = differences.length > 1;
  const sections = differences.map((difference) => {
    const lines = linesOf(difference);
    return lines.length === 0 ? [`- ${format(texts, "changes/nothing")}`] : lines;
  });
  if (sections.length === 0) return [];
  const all = sections.flatMap((lines, at) =>
    several ? [`- ${quote(differences[at]?.id ?? "")}`, ...lines.map((line) => `  ${line}`)] : lines,
  );
  const more = all.length > LINES_MAX ? [`- and ${all.length - LINES_MAX} more`] : [];
  const published = differences.every(({ since }) => since === "published");
  const head = format(texts, published ? "changes/published" : "changes/default-branch");
  return [[`**${head}**`, ...all.slice(0, LINES_MAX), ...more].join("\n")];
}

function linesOf({ before, after, unclear, files }: ListingDifference): string[] {
  const fields = FIELD_NAMES.filter((field) => !unclear.includes(field)).flatMap((field) =>
    lineOf(field, before[field], after[field]),
  );
  return [...fields, ...files.map((path) => `- ${quote(path)}: another file under the same name`)];
}

type Values = FieldTexts[FieldName];

function lineOf(field: FieldName, before: Values, after: Values): string[] {
  const [old, now] = [valuesOf(before), valuesOf(after)];
  if (old.length === now.length && old.every((value, at) => value === now[at])) return [];
  const name = `- \`${field}\``;
  if (Array.isArray(before) || Array.isArray(after)) return [`${name}: ${listWords(old, now)}`];
  const [a = "", b = ""] = [old[0], now[0]];
  if (a === "") return [`${name}: new, ${shown(b)}`];
  if (b === "") return [`${name}: ${shown(a)} goes`];
  // A long text that differs somewhere in its middle would be shown as two equal beginnings.
  if (isLong(a) || isLong(b))
    return [`${name}: ${lengthOf(a)} → ${lengthOf(b)} characters, from ${around(a, b)}`];
  return [`${name}: ${shown(a)} → ${shown(b)}`];
}

function listWords(old: readonly string[], now: readonly string[]): string {
  const gone = old.filter((value) => !now.includes(value));
  const come = now.filter((value) => !old.includes(value));
  const words = [
    ...(come.length > 0 ? [`${several(come)} added`] : []),
    ...(gone.length > 0 ? [`${several(gone)} taken off`] : []),
  ];
  return words.length === 0 ? "in another order" : words.join(", ");
}

function several(values: readonly string[]): string {
  const more = values.length > VALUES_MAX ? ` and ${values.length - VALUES_MAX} more` : "";
  return values.slice(0, VALUES_MAX).map(shown).join(", ") + more;
}

/** Both texts from where they begin to differ. */
function around(a: string, b: string): string {
  const [left, right] = [Array.from(a), Array.from(b)];
  let at = 0;
  while (at < left.length && left[at] === right[at]) at += 1;
  const from = Math.max(0, at - 10);
  const cut = (text: readonly string[]): string => {
    const rest = text.slice(from).join("");
    return rest.trim() === "" ? "nothing" : shown(from > 0 ? `…${rest}` : rest);
  };
  return `${cut(left)} to ${cut(right)}`;
}

function shown(text: string): string {
  return toMarkdown(quoted(text, SHOWN_LENGTH_MAX));
}

function isLong(text: string): boolean {
  return lengthOf(text) > SHOWN_LENGTH_MAX || text.includes("\n");
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}

function valuesOf(texts: Values): readonly string[] {
  if (texts === undefined) return [];
  return typeof texts === "string" ? [texts] : texts;
}
