// A new listing's file: what was answered, field by field, as the text a person would have written.

import { FIELD_NAMES, type FieldName } from "./fields.ts";
import { ID_PATTERN, isReservedId } from "./ids.ts";
import type { ListingSchema } from "./schema.ts";

export type Draft = Partial<Record<FieldName, string | readonly string[]>>;

const SCHEMA_LINE = "# yaml-language-server: $schema=";
const ID_LENGTH_MAX = 50;

/** An id made of a name; undefined where nothing of the name can be part of one. */
export function idFrom(name: string): string | undefined {
  const id = name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, ID_LENGTH_MAX)
    .replaceAll(/^-+|-+$/g, "");
  return ID_PATTERN.test(id) && !isReservedId(id) ? id : undefined;
}

/** Why this cannot be the id; undefined: it can. */
export function idFault(
  id: string,
  live: ReadonlySet<string>,
  removed: ReadonlySet<string>,
): string | undefined {
  if (!ID_PATTERN.test(id))
    return "Use 2–50 small letters, digits and hyphens, with no hyphen at either end.";
  if (isReservedId(id)) return "This name is reserved; choose another.";
  if (live.has(id)) return "There is a listing of that name already.";
  if (removed.has(id))
    return "A listing of that name was removed; a maintainer decides whether it may come back.";
  return undefined;
}

/** What is wrong with one answer, in the check's own words; undefined: nothing. */
export function fieldFault(
  schema: ListingSchema,
  field: FieldName,
  value: string | readonly string[],
): string | undefined {
  const result = schema.shape[field].safeParse(value);
  if (result.success) return undefined;
  const [issue] = result.error.issues;
  const fix = (issue as { params?: { fix?: string } } | undefined)?.params?.fix;
  return [issue?.message ?? "This does not fit.", fix].filter(Boolean).join(" ").replaceAll("`", "");
}

/** The file's text; fields in the order of the format, lists as YAML's short form, text quoted where it must be. */
export function draftText(draft: Draft, schemaUrl: string | undefined): string {
  const lines = schemaUrl === undefined ? [] : [`${SCHEMA_LINE}${schemaUrl}`];
  for (const field of FIELD_NAMES) {
    const value = draft[field];
    if (value === undefined || value.length === 0) continue;
    if (typeof value !== "string") lines.push(`${field}: [${value.map(scalar).join(", ")}]`);
    else if (isBlock(value))
      lines.push(`${field}: |-`, ...value.split("\n").map((line) => (line === "" ? "" : `  ${line}`)));
    else lines.push(`${field}: ${scalar(value)}`);
  }
  return `${lines.join("\n")}\n`;
}

/** Several lines that YAML's block form keeps as they are; anything odder stands in quotes. */
function isBlock(value: string): boolean {
  return (
    value.includes("\n") &&
    /^\S/.test(value) &&
    /\S$/.test(value) &&
    !/[\p{Cc}\u2028\u2029]/u.test(value.replaceAll("\n", ""))
  );
}

/** Plain where YAML reads it back as this very text, else in double quotes (JSON's are YAML's). */
function scalar(value: string): string {
  const plain =
    /^[\p{L}][^\n:#,[\]{}&*!|>'"%@`]*$|^(?:https|mailto):[^\s#,[\]{}'"]*$|^images\/[\w./-]+$/u.test(value) &&
    value === value.trim() &&
    !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(value);
  return plain ? value : JSON.stringify(value);
}
