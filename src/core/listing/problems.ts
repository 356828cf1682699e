// What a schema found wrong, as problems with words and places that a contributor can fix them by.

import type { z } from "zod";
import { nearestOf } from "./nearest.ts";
import { quote } from "./quote.ts";
import type { SourcePosition } from "./places.ts";
import { codePoint } from "./text.ts";
import type { YamlFile } from "./yaml.ts";

const PROBLEMS_MAX = 500;

export type KeyPath = readonly (string | number)[];

/** Something the contributor can fix, where it stands. `rule` is without its check's name. */
export interface Problem {
  readonly rule: string;
  readonly message: string;
  readonly why: string;
  readonly fix: string;
  readonly path: KeyPath;
  readonly place: SourcePosition;
  /** For an unknown field: the path (as JSON) of the one that was probably meant. */
  readonly meant?: string;
  /** The whole line as it should be, where the line itself breaks the file and has one right answer. */
  readonly after?: string;
}

export interface SchemaWords {
  why(path: KeyPath): string;
  missing(path: KeyPath): { readonly message: string; readonly fix: string };
  nearest(key: string, path: KeyPath, known: readonly string[]): string | undefined;
  /** What may stand at `path`, where saying all of it helps. */
  names?(path: KeyPath): readonly string[];
  /** The field at `path` as it may look, in one line of YAML. */
  example(path: KeyPath): string | undefined;
  isRequired(path: KeyPath): boolean;
}

/** zod's issues as problems, worded and placed. `known` are the keys of the root. */
export function schemaProblems(
  issues: readonly z.core.$ZodIssue[],
  file: YamlFile,
  value: unknown,
  known: readonly string[],
  words: SchemaWords,
): Problem[] {
  const problems: Problem[] = [];
  const add = ({ rule, message, fix }: Said, path: KeyPath, place: SourcePosition, meant?: KeyPath): void => {
    const more = meant === undefined ? {} : { meant: JSON.stringify(meant) };
    problems.push({ rule, message, why: words.why(path), fix, path, place, ...more });
  };
  for (const issue of issues.flatMap((one) => branchOf(one, value))) {
    const path = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
    if (issue.code !== "unrecognized_keys") {
      add(saidOf(issue, path, valueAt(value, path), words), path, file.place(path));
      continue;
    }
    for (const key of issue.keys) {
      const at = [...path, key];
      // What is not shown needs no guess; guessing for thousands of keys would take seconds.
      const shown = problems.length < PROBLEMS_MAX;
      const nearest = shown ? words.nearest(key, path, path.length === 0 ? known : []) : undefined;
      const isThere = nearest !== undefined && valueAt(value, [...path, nearest]) !== undefined;
      const meant = nearest === undefined || isThere ? undefined : [...path, nearest];
      const names = shown ? (words.names?.(path) ?? []) : [];
      add(unknownField(key, nearest, isThere, names), at, file.placeOfKey(at), meant);
    }
  }
  return capped(onceAPlace(problems), words);
}

/** What a problem says, apart from where it stands. */
interface Said {
  readonly rule: string;
  readonly message: string;
  readonly fix: string;
}

/** `isThere`: the one that was probably meant stands in the file already. */
export function unknownField(
  key: string,
  nearest: string | undefined,
  isThere = false,
  names: readonly string[] = [],
): Said {
  const rule = "unknown-field";
  const [, word] = /^([\w-]+)\s*[\ufe13\ufe55\uff1a\u2236\ua789]/.exec(key) ?? [];
  if (word !== undefined)
    return {
      rule,
      message: `There is no field ${quote(key)}: the colon after \`${word}\` is not the plain one.`,
      fix: `Put a plain colon and a space after \`${word}\`, and what follows in quotes.`,
    };
  const odd = /[^\x20-\x7e]/u.exec(key)?.[0];
  if (nearest !== undefined && !isThere && odd !== undefined)
    return {
      rule,
      message: `There is no field ${quote(key)}: it holds ${codePoint(odd)}, which looks like another character, or like none.`,
      fix: `Write \`${nearest}\` anew, with plain letters.`,
    };
  if (nearest === undefined)
    return {
      rule,
      message: `There is no field ${quote(key)}.`,
      fix:
        names.length === 0
          ? "Remove the line."
          : `Remove the line, or write one of ${names.map((name) => `\`${name}\``).join(", ")}.`,
    };
  if (isThere)
    return {
      rule,
      message: `There is no field ${quote(key)}; the nearest is \`${nearest}\`, which is there already.`,
      fix: `Remove the line; what only it says belongs in \`${nearest}\`.`,
    };
  return {
    rule,
    message: `There is no field ${quote(key)}; the nearest is \`${nearest}\`.`,
    fix: `Write \`${nearest}\`, or remove the line.`,
  };
}

function saidOf(issue: z.core.$ZodIssue, path: KeyPath, given: unknown, words: SchemaWords): Said {
  const name = nameOf(path);
  switch (issue.code) {
    case "invalid_type":
      return given === undefined
        ? { rule: "missing", ...words.missing(path) }
        : {
            rule: "wrong-type",
            message: `${name} must be ${expected(issue.expected)}, not ${typeof given === "number" && issue.expected === "int" ? given : kindOf(given)}.`,
            fix: fixType(issue.expected, given, words.example(path), words.isRequired(path)),
          };
    case "invalid_value":
      return given === undefined
        ? { rule: "missing", ...words.missing(path) }
        : notAllowed(name, given, issue.values.map(String));
    case "too_big":
      if (typeof given === "number")
        return {
          rule: "too-many",
          message: `${name} is ${counted(given)}; at most ${counted(issue.maximum)} is allowed.`,
          fix: `Write ${counted(issue.maximum)} or less.`,
        };
      return {
        rule: "too-many",
        message: `${name} is too long: at most ${issue.maximum} ${issue.origin === "array" ? "entries" : "characters"}.`,
        fix: `Keep ${issue.maximum} at most.`,
      };
    case "too_small":
      if (typeof given === "number")
        return {
          rule: "too-few",
          message: `${name} is ${counted(given)}; at least ${counted(issue.minimum)} is needed.`,
          fix: `Write ${counted(issue.minimum)} or more.`,
        };
      return {
        rule: "too-few",
        message: `${name} is too short: at least ${issue.minimum} ${issue.origin === "array" ? (issue.minimum === 1 ? "entry" : "entries") : "characters"}.`,
        fix: "Add what is missing.",
      };
    case "custom": {
      const { rule = "invalid", fix = "Fix the value." } = (issue.params ?? {}) as Partial<Said>;
      return { rule, message: issue.message, fix };
    }
    default:
      return malformed(name, issue);
  }
}

function malformed(name: string, issue: z.core.$ZodIssue): Said {
  const isDay = issue.code === "invalid_format" && issue.format === "date";
  const form = isDay ? DAY : formOf(issue.message);
  return form === undefined
    ? {
        rule: "invalid",
        message: `${name} is not as expected.`,
        fix: "Compare it with the examples in the documentation of the format.",
      }
    : {
        rule: "invalid",
        message: `${name} must be ${form.is}.`,
        fix: `Write, for example, \`${form.like}\`.`,
      };
}

/** A form in words, with a value that has it: what a pattern's `error` holds, so that people need not read patterns. */
export interface Form {
  readonly is: string;
  readonly like: string;
}

const DAY: Form = { is: "a date that exists, as YYYY-MM-DD", like: "2027-02-28" };
const BETWEEN = " | ";

/** For `regex(pattern, formError(…))`. */
export function formError({ is, like }: Form): { readonly error: string } {
  return { error: `${is}${BETWEEN}${like}` };
}

function formOf(message: string): Form | undefined {
  const [is, like] = message.split(BETWEEN);
  return is === undefined || like === undefined ? undefined : { is, like };
}

function counted(value: number | bigint): string {
  return value.toLocaleString("en-US");
}

/** "`tags`, entry 3": people count from one. */
function nameOf(path: KeyPath): string {
  const parts = path.map((step, index) =>
    typeof step === "number" ? `, entry ${step + 1}` : `${index === 0 ? "" : "."}${step}`,
  );
  const at = path.findIndex((step) => typeof step === "number");
  const [name, rest] = at === -1 ? [parts, []] : [parts.slice(0, at), parts.slice(at)];
  return `\`${name.join("")}\`${rest.join("")}`;
}

function notAllowed(name: string, given: unknown, options: readonly string[]): Said {
  const nearest = typeof given === "string" ? nearestOf(given.toLowerCase(), options) : undefined;
  const [only, ...more] = options;
  if (only !== undefined && more.length === 0)
    return {
      rule: "not-allowed",
      message: `${name} must be \`${only}\`; it cannot be anything else.`,
      fix: `Write \`${only}\`.`,
    };
  return {
    rule: "not-allowed",
    message: `${name} must be one of ${options.map((option) => `\`${option}\``).join(", ")}.`,
    fix: nearest === undefined ? "Choose one of them." : `Did you mean \`${nearest}\`?`,
  };
}

/** A file made of nothing but mistakes would otherwise cost thousands of annotations. */
function capped(problems: readonly Problem[], words: SchemaWords): Problem[] {
  const shown = problems.slice(0, PROBLEMS_MAX);
  const next = problems[PROBLEMS_MAX];
  if (next === undefined) return shown;
  const message = `The file has ${problems.length - PROBLEMS_MAX} more mistakes than are shown.`;
  const more = {
    rule: "too-many-mistakes",
    message,
    why: words.why([]),
    fix: "Fix these first; the rest shows then.",
  };
  return [...shown, { ...more, path: [], place: next.place }];
}

/** One mistake, one finding: a value of the wrong type breaks no further rule, and a misspelt field is not also missing. */
function onceAPlace(problems: readonly Problem[]): Problem[] {
  const key = ({ path }: Problem): string => JSON.stringify(path);
  const wrongType = new Set(problems.filter(({ rule }) => rule === "wrong-type").map(key));
  const misspelt = new Set(
    problems.flatMap(({ rule, meant }) => (rule === "unknown-field" && meant !== undefined ? [meant] : [])),
  );
  return problems.filter((problem) => {
    if (problem.rule !== "wrong-type" && wrongType.has(key(problem))) return false;
    return problem.rule !== "missing" || !misspelt.has(key(problem));
  });
}

/** Of a union's branches, the one that the writer meant: text against the first, a mapping against the last. */
function branchOf(issue: z.core.$ZodIssue, value: unknown): readonly z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return [issue];
  const given = valueAt(value, issue.path as KeyPath);
  const branch = issue.errors.at(typeof given === "object" && given !== null ? -1 : 0) ?? [];
  return branch.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

function valueAt(value: unknown, path: KeyPath): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = (current as Record<string | number, unknown>)[step];
  }
  return current;
}

function kindOf(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  return typeof value === "string" ? "text" : typeof value === "number" ? "a number" : "true or false";
}

function expected(type: string): string {
  const names: Record<string, string> = {
    string: "text",
    array: "a list",
    object: "a mapping",
    number: "a number",
    int: "a whole number",
    boolean: "true or false",
    record: "a mapping",
  };
  return names[type] ?? type;
}

function fixType(type: string, given: unknown, example: string | undefined, isRequired: boolean): string {
  const such = example === undefined ? "" : `, for example: \`${example}\``;
  if (given === null)
    return isRequired ? `Fill in the value${such}` : "Fill in the value, or remove the line.";
  if (type === "string" && (typeof given === "number" || typeof given === "boolean"))
    return "Put the value in quotes.";
  if (type === "array" && typeof given === "string")
    return "Write it as a list: one line `- value` for each entry.";
  return such === "" ? `Write ${expected(type)}.` : `Write ${expected(type)}${such}`;
}
