// A listing file's bytes → what it says and all that is wrong with it, each on its line. Never throws.

import type { z } from "zod";
import { quote, quoteForYaml } from "./quote.ts";
import { ID_PATTERN } from "./ids.ts";
import { exampleFor, FIELD_NAMES, LISTING_FIELDS, otherNameOf, type FieldName } from "./fields.ts";
import {
  IMAGE_PATH_PATTERN,
  LISTING_BYTES_MAX,
  SCREENSHOT_PATH_PATTERN,
  type Listing,
  type ListingSchema,
} from "./schema.ts";
import { schemaProblems, unknownField, type KeyPath, type Problem, type SchemaWords } from "./problems.ts";
import type { SourcePosition } from "./places.ts";
import { plainValue, readYaml, type YamlFile } from "./yaml.ts";
import { nearestOf } from "./nearest.ts";

export interface ParsedListing {
  /** Every field that is itself in order, even when others are not: one round trip shows all faults. */
  readonly fields: Partial<Listing>;
  readonly problems: readonly Problem[];
  /** What may be as it was meant: never a reason to refuse. */
  readonly remarks: readonly Problem[];
  /** Fields that stand in the file, though nothing could be read of them. */
  readonly unread: ReadonlySet<string>;
  /** Where the value at `path` stands, or the nearest thing to it. */
  readonly place: (path: KeyPath) => SourcePosition;
}

/** A longer line is not shown back: it would be cut. */
const SHOWN_MAX = 110;
const WHY_UNKNOWN = "The catalog is read by programs; a field they do not know would be lost silently.";
const WHY_YAML = "The file must mean the same to every reader, people and programs alike.";

/** Where ` #` cuts what people see or follow; elsewhere a comment is a comment. */
const MAY_HOLD_HASH: readonly FieldName[] = [
  "name",
  "summary",
  "link",
  "documentation",
  "issues",
  "image",
  "security",
];

export function parseListing(bytes: Uint8Array, id: string, schema: ListingSchema): ParsedListing {
  const read = readYaml(bytes, LISTING_BYTES_MAX);
  const problems: Problem[] = read.problems.map((problem) => ({ ...problem, why: WHY_YAML, path: [] }));
  const unread = new Set(
    [...read.unread].map((key) => otherNameOf(key) ?? nearestOf(key, FIELD_NAMES) ?? key),
  );
  if (read.root === undefined) return { fields: {}, problems, remarks: [], unread, place: read.place };
  const { file, value, misnamed, keyOf } = underTheirNames(read, read.root, unread);
  problems.push(...misnamed);
  const result = schema.safeParse(value);
  const { cut, remarks } = commentsOf(file, value, keyOf);
  if (!result.success)
    problems.push(
      ...schemaProblems(result.error.issues, file, value, FIELD_NAMES, wordsFor(id))
        .filter(
          // Half a value is too short, no address, and so on: what cut it is the one mistake.
          ({ rule, path }) =>
            !cut.some((problem) => problem.path[0] === path[0]) &&
            !(rule === "missing" && unread.has(String(path[0]))),
        )
        .map((problem) => named(problem, id)),
    );
  const fields = result.success ? { ...result.data } : soundFields(value, result.error.issues);
  problems.push(...cut);
  for (const { path } of cut) delete fields[path[0] as FieldName];
  for (const problem of foreignFiles(fields, id, file)) {
    problems.push(problem);
    delete fields[problem.path[0] as FieldName];
  }
  return { fields, problems, remarks, unread, place: file.place };
}

/** More unknown keys than this are nobody's slips, and guessing for thousands would take seconds. */
const GUESSED_MAX = 50;

/** What stands under another name is read all the same: `Licence: MIT License` is two mistakes, and one round shows both. */
function underTheirNames(
  file: YamlFile,
  root: NonNullable<YamlFile["root"]>,
  unread: ReadonlySet<string>,
): {
  readonly file: YamlFile;
  readonly value: Record<string, unknown>;
  readonly misnamed: Problem[];
  readonly keyOf: (name: string) => string;
} {
  const given = new Set(root.entries.keys());
  const keys = new Map<string, string>();
  const unknown = [...given].filter((key) => !FIELD_NAMES.some((name) => name === key));
  for (const key of unknown.slice(0, GUESSED_MAX)) {
    const name = otherNameOf(key) ?? nearestOf(key, FIELD_NAMES);
    if (name !== undefined && !given.has(name) && !keys.has(name) && !unread.has(name)) keys.set(name, key);
  }
  const nameOf = new Map([...keys].map(([name, key]) => [key, name]));
  const entries = new Map([...root.entries].map(([key, entry]) => [nameOf.get(key) ?? key, entry]));
  const keyOf = (name: string): string => keys.get(name) ?? name;
  const asWritten = (path: KeyPath): KeyPath =>
    path.length === 0 ? path : [keyOf(String(path[0])), ...path.slice(1)];
  const misnamed = [...nameOf].map(([key, name]) => ({
    ...unknownField(key, name),
    why: WHY_UNKNOWN,
    path: [key],
    place: file.placeOfKey([key]),
    meant: JSON.stringify([name]),
  }));
  return {
    file: {
      ...file,
      place: (path) => file.place(asWritten(path)),
      placeOfKey: (path) => file.placeOfKey(asWritten(path)),
      commentAfter: (path) => file.commentAfter(asWritten(path)),
    },
    value: plainValue({ ...root, entries }) as Record<string, unknown>,
    misnamed,
    keyOf,
  };
}

/** YAML reads ` #…` as a comment, in silence: "The #1 poll" says "The". */
function commentsOf(
  file: YamlFile,
  value: Readonly<Record<string, unknown>>,
  keyOf: (name: string) => string,
): { readonly cut: readonly Problem[]; readonly remarks: readonly Problem[] } {
  const [cut, remarks]: [Problem[], Problem[]] = [[], []];
  for (const name of MAY_HOLD_HASH) {
    const comment = file.commentAfter([name]);
    const kept = value[name];
    if (comment === undefined || typeof kept !== "string") continue;
    const whole = `${name}: ${quoteForYaml(`${kept} ${comment}`)}`;
    const quotes = `ut the whole value in quotes${whole.length <= SHOWN_MAX ? `: ${quote(whole)}` : "."}`;
    const found = {
      rule: "cut-by-comment",
      message: `\`${name}\` ends before ${quote(comment)}: YAML reads \` #\` and all that follows as a comment.`,
      why: LISTING_FIELDS[name].why,
      fix: `P${quotes}`,
      path: [name],
      place: file.place([name]),
    };
    const key = keyOf(name);
    const isOneLine = file.placeOfKey([name]).line === found.place.line;
    if (/^#+[^#\s]/.test(comment))
      cut.push({ ...found, ...(isOneLine && { after: `${key}: ${quoteForYaml(`${kept} ${comment}`)}` }) });
    else remarks.push({ ...found, fix: `If that is part of it, p${quotes}` });
  }
  return { cut, remarks };
}

/** A listing shows its own files only: another's could change, or go, without it. */
function foreignFiles(fields: Partial<Listing>, id: string, file: YamlFile): Problem[] {
  const named: [KeyPath, string, RegExp, string][] = [
    ...(fields.image === undefined
      ? []
      : [
          [
            ["image"],
            fields.image,
            IMAGE_PATH_PATTERN,
            `\`images/${id}.png\`, \`.jpg\` or \`.svg\``,
          ] satisfies [KeyPath, string, RegExp, string],
        ]),
    ...(fields.screenshots ?? []).map((path, index): [KeyPath, string, RegExp, string] => [
      ["screenshots", index],
      path,
      SCREENSHOT_PATH_PATTERN,
      `\`images/${id}/<name>.png\` or \`.jpg\``,
    ]),
  ];
  return named.flatMap(([path, text, pattern, own]) => {
    const owner = pattern.exec(text)?.[1];
    if (owner === undefined || owner === id) return [];
    const isSlip = nearestOf(owner, [id]) !== undefined;
    return [
      {
        rule: "foreign-file",
        message: `\`${path[0]}\` names a file of ${isSlip ? "" : "another listing, "}${quote(owner)}; this listing is \`${id}\`.`,
        why: LISTING_FIELDS[path[0] as FieldName].why,
        fix: isSlip
          ? `Did you mean \`${text.replace(owner, id)}\`?`
          : `Put the file at ${own} and name it so.`,
        path,
        place: file.place(path),
      },
    ];
  });
}

function soundFields(value: Record<string, unknown>, issues: readonly z.core.$ZodIssue[]): Partial<Listing> {
  const bad = new Set(issues.map((issue) => String(issue.path[0] ?? "")));
  const sound: Record<string, unknown> = {};
  for (const name of FIELD_NAMES) {
    if (Object.hasOwn(value, name) && !bad.has(name)) sound[name] = value[name];
  }
  return sound;
}

/** `images/<id>.png` → the listing's own. */
function named(problem: Problem, id: string): Problem {
  if (!ID_PATTERN.test(id) || !problem.fix.includes("<id>")) return problem;
  return {
    ...problem,
    message: problem.message.replaceAll("<id>", id),
    fix: problem.fix.replaceAll("<id>", id),
  };
}

const wordsFor = (id: string): SchemaWords => ({
  why: (path) => LISTING_FIELDS[path[0] as FieldName]?.why ?? WHY_UNKNOWN,
  missing: (path) => ({
    message: `The listing has no \`${path.join(".")}\`.`,
    fix: `Add it, for example: \`${exampleFor(String(path[0]), id)}\``,
  }),
  example: (path) => (path.length === 1 ? exampleFor(String(path[0]), id) : undefined),
  isRequired: (path) => LISTING_FIELDS[path[0] as FieldName]?.need === "required",
  names: (path) => (path.length === 0 ? FIELD_NAMES : []),
  nearest: (key, path, known) =>
    path.length === 0 ? (otherNameOf(key) ?? nearestOf(key, known)) : nearestOf(key, known),
});
