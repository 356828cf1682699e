// Mistakes with one right answer, fixed in the text itself: for `steward check --fix` and for suggestions. Nothing else of the file changes.

import { parseListing, type ParsedListing } from "./parse.ts";
import type { KeyPath, Problem } from "./problems.ts";
import type { ListingSchema } from "./schema.ts";
import { IMAGE_PATH_PATTERN, SCREENSHOT_PATH_PATTERN, tagOf } from "./schema.ts";
import { licenceOf } from "./licences.ts";
import { looksLikeFile, pictureBehind, rangeOf, withoutCurlyQuotes } from "./slips.ts";
import { LOGIN_PATTERN } from "./values.ts";
import { nearestOf } from "./nearest.ts";

export interface Autofix {
  /** As the finding names it, without its check's name. */
  readonly rule: string;
  /** What was wrong and why it matters, as the finding says it. */
  readonly message: string;
  readonly why: string;
  /** 1-based line of the file as it was before this fix. */
  readonly line: number;
  readonly before: string;
  /** undefined: the line goes. */
  readonly after: string | undefined;
}

export interface Fixed {
  readonly text: string;
  readonly fixes: readonly Autofix[];
  /** false: it was given up on before every mistake was tried. */
  readonly complete: boolean;
}

const FIXES_MAX = 100;

/**
 * `types` are those of the marketplace. The text comes back as it was where nothing has one right answer.
 * `triesMax`: every try parses the text anew; whoever serves strangers sets a bound.
 */
export function autofixListing(
  text: string,
  id: string,
  { schema, types }: { readonly schema: ListingSchema; readonly types: readonly string[] },
  triesMax: number = Number.POSITIVE_INFINITY,
): Fixed {
  const fixes: Autofix[] = [];
  let now = text;
  let parsed = parse(now, id, schema);
  const hopeless = new Set<string>();
  for (let tries = 0; ; tries += 1) {
    const problem = parsed.problems.find((one) => !hopeless.has(nameOf(one)));
    if (problem === undefined) break;
    if (fixes.length >= FIXES_MAX || tries >= triesMax) return { text: now, fixes, complete: false };
    const fixed = tryFix(now, parsed, problem, { id, schema, types });
    if (fixed === undefined) hopeless.add(nameOf(problem));
    else {
      fixes.push(fixed.fix);
      ({ text: now, parsed } = fixed);
    }
  }
  return { text: now, fixes, complete: true };
}

interface World {
  readonly id: string;
  readonly schema: ListingSchema;
  readonly types: readonly string[];
}

function tryFix(
  text: string,
  before: ParsedListing,
  problem: Problem,
  world: World,
): { readonly fix: Autofix; readonly text: string; readonly parsed: ParsedListing } | undefined {
  const lines = text.split("\n");
  const at = problem.place.line - 1;
  const line = lines[at];
  if (line === undefined) return undefined;
  const after =
    problem.after === undefined
      ? lineAfter(line, problem, world)
      : `${problem.after}${line.endsWith("\r") ? "\r" : ""}`;
  if (after === null || after === line) return undefined;
  const changed = after === undefined ? lines.toSpliced(at, 1) : lines.with(at, after);
  const next = changed.join("\n");
  const parsed = parse(next, world.id, world.schema);
  // What is fixed is gone, and nothing else is wrong that was right before: else it is no answer at all.
  const left = new Set(before.problems.map(nameOf));
  left.delete(nameOf(problem));
  if (parsed.problems.length >= before.problems.length) return undefined;
  if (!parsed.problems.every((one) => left.has(nameOf(one)) || after === undefined)) return undefined;
  const { rule, message, why } = problem;
  return { fix: { rule, message, why, line: at + 1, before: line, after }, text: next, parsed };
}

function parse(text: string, id: string, schema: ListingSchema): ParsedListing {
  return parseListing(new TextEncoder().encode(text), id, schema);
}

function nameOf({ rule, path, message }: Problem): string {
  return JSON.stringify(path.length === 0 ? [rule, message] : [rule, path]);
}

/** null: no one right answer. undefined: the line goes. */
function lineAfter(line: string, problem: Problem, world: World): string | null | undefined {
  const { rule, path, place } = problem;
  const indent = line.slice(0, place.column - 1);
  const rest = line.slice(place.column - 1);
  if (rule === "unknown-field") return keyAfter(indent, rest, problem);
  // A value that was given twice stands on a line of its own, or is left to a person.
  if (rule === "given-twice") return /^\s*-\s+$/.test(indent) ? undefined : null;
  const scalar = scalarOf(rest, /\[/.test(indent) || rest.startsWith("["));
  if (scalar === undefined) return null;
  const value = valueAfter(rule, path, scalar.value, world);
  return value === undefined ? null : indent + written(value, scalar.quote) + rest.slice(scalar.length);
}

function keyAfter(indent: string, rest: string, { path, meant }: Problem): string | null {
  const key = path.at(-1);
  const name = meant === undefined ? undefined : (JSON.parse(meant) as KeyPath).at(-1);
  if (typeof key !== "string" || typeof name !== "string" || !rest.startsWith(`${key}:`)) return null;
  return `${indent}${name}${rest.slice(key.length)}`;
}

interface Scalar {
  readonly value: string;
  readonly quote: "" | '"' | "'";
  /** As it stands in the line, quotes included. */
  readonly length: number;
}

/** The scalar that a line's rest begins with, when it is a simple one that ends there. */
function scalarOf(rest: string, inFlow: boolean): Scalar | undefined {
  const quoted = /^(["'])([^"'\\]*)\1(?=\s*(?:[,\]}]|#|$))/.exec(rest.replace(/\r$/, ""));
  if (quoted !== null)
    return { value: quoted[2] ?? "", quote: quoted[1] as '"' | "'", length: quoted[0].length };
  const plain = (
    inFlow
      ? /^[^\s,[\]{}#&*!|>'"%][^,[\]{}#\r]*?(?=\s*(?:[,\]]|$))/
      : /^[^\s#&*!|>'"%[{][^#\r]*?(?=\s*(?:\s#.*)?\r?$)/
  ).exec(rest)?.[0];
  return plain === undefined ? undefined : { value: plain, quote: "", length: plain.length };
}

function valueAfter(
  rule: string,
  path: KeyPath,
  value: string,
  { id, types }: World,
): string | readonly string[] | undefined {
  const [field] = path;
  const inner = withoutCurlyQuotes(value);
  switch (rule) {
    case "not-allowed":
      return field === "type" ? nearestOf((inner ?? value).toLowerCase(), types) : undefined;

    case "not-https":
      if (looksLikeFile(value)) return undefined;
      return /^http:\/\//i.test(value)
        ? `https://${value.slice(7)}`
        : /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/\S*)?$/i.test(value)
          ? `https://${value}`
          : undefined;
    case "bad-address":
      if (inner !== undefined) return inner;
      if (field === "security" && /^[^\s:/@]+@[^\s:/@]+\.[^\s:/@]+$/.test(value)) return `mailto:${value}`;
      return ownFile(field, value, id) ?? (isPicture(field) ? pictureBehind(value) : undefined);
    case "not-a-login": {
      if (inner !== undefined) return inner;
      const login = /^(?:@|(?:https?:\/\/)?(?:www\.)?github\.com\/@?)([^/\s]+)\/?$/i.exec(value)?.[1];
      return login !== undefined && LOGIN_PATTERN.test(login) ? login : undefined;
    }
    case "bad-tag":
      return tagOf(value);
    case "not-spdx":
      return licenceOf(inner ?? value) ?? inner;
    case "not-semver":
      return rangeOf(inner ?? value) ?? inner;
    case "not-nfc":
      return value.normalize("NFC");
    case "wrong-type":
      return typeAfter(field, path, value);
    default:
      return undefined;
  }
}

/** A number or a word such as `true` where text is meant; one entry where a list is meant. */
function typeAfter(
  field: KeyPath[number] | undefined,
  path: KeyPath,
  value: string,
): string | readonly string[] | undefined {
  if (path.length === 1 && (field === "maintainers" || field === "tags" || field === "screenshots")) {
    const entries = value.split(",").map((entry) => entry.trim().replace(/^@/, ""));
    return entries.every((entry) => /^[A-Za-z0-9][A-Za-z0-9:/._-]*$/.test(entry)) ? entries : undefined;
  }
  // What a version or a name says is what stands there; without quotes YAML reads it as a number.
  return /^[\w.+-]+$/.test(value) && !/^(?:null|~)$/i.test(value) ? value : undefined;
}

function isPicture(field: KeyPath[number] | undefined): boolean {
  return field === "image" || field === "screenshots";
}

function ownFile(field: KeyPath[number] | undefined, value: string, id: string): string | undefined {
  const path = value.replace(/^(?:\.?\/)+/, "");
  const pattern = field === "image" ? IMAGE_PATH_PATTERN : SCREENSHOT_PATH_PATTERN;
  if (field !== "image" && field !== "screenshots") return undefined;
  return pattern.exec(path)?.[1] === id ? path : undefined;
}

function written(value: string | readonly string[], quote: Scalar["quote"]): string {
  if (typeof value !== "string") return `[${value.map((entry) => written(entry, "")).join(", ")}]`;
  const mark = quote === "" && isPlain(value) ? "" : quote === "" ? '"' : quote;
  return `${mark}${value}${mark}`;
}

/** Whether YAML reads it as this very text without quotes. */
function isPlain(value: string): boolean {
  return (
    /^[A-Za-z][^#:{}[\],&*!|>'"%@`]*$|^(?:https|mailto):[^\s#{}[\],'"]*$/.test(value) &&
    !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(value)
  );
}
