// A listing file's bytes → what it says and all that is wrong with it, each on its line. Never throws.

import type { z } from "zod";
import { quote } from "./quote.ts";
import { exampleFor, FIELD_NAMES, LISTING_FIELDS, otherNameOf, type FieldName } from "./fields.ts";
import {
  IMAGE_PATH_PATTERN,
  LISTING_BYTES_MAX,
  SCREENSHOT_PATH_PATTERN,
  type Listing,
  type ListingSchema,
} from "./schema.ts";
import { schemaProblems, type KeyPath, type Problem, type SchemaWords } from "./problems.ts";
import type { SourcePosition } from "./places.ts";
import { plainValue, readYaml, type YamlFile } from "./yaml.ts";
import { nearestOf } from "./nearest.ts";

export interface ParsedListing {
  /** Every field that is itself in order, even when others are not: one round trip shows all faults. */
  readonly fields: Partial<Listing>;
  readonly problems: readonly Problem[];
  /** Where the value at `path` stands, or the nearest thing to it. */
  readonly place: (path: KeyPath) => SourcePosition;
}

const WHY_YAML = "The file must mean the same to every reader, people and programs alike.";

export function parseListing(bytes: Uint8Array, id: string, schema: ListingSchema): ParsedListing {
  const file = readYaml(bytes, LISTING_BYTES_MAX);
  const problems: Problem[] = file.problems.map((problem) => ({ ...problem, why: WHY_YAML, path: [] }));
  if (file.root === undefined) return { fields: {}, problems, place: file.place };
  const value = plainValue(file.root) as Record<string, unknown>;
  const result = schema.safeParse(value);
  if (!result.success)
    problems.push(...schemaProblems(result.error.issues, file, value, FIELD_NAMES, wordsFor(id)));
  const fields = result.success ? { ...result.data } : soundFields(value, result.error.issues);
  for (const problem of foreignFiles(fields, id, file)) {
    problems.push(problem);
    delete fields[problem.path[0] as FieldName];
  }
  return { fields, problems, place: file.place };
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
    return [
      {
        rule: "foreign-file",
        message: `\`${path[0]}\` names a file of another listing (${quote(owner)}).`,
        why: LISTING_FIELDS[path[0] as FieldName].why,
        fix: `Put the file at ${own} and name it so.`,
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

const wordsFor = (id: string): SchemaWords => ({
  why: (path) =>
    LISTING_FIELDS[path[0] as FieldName]?.why ??
    "The catalog is read by programs; a field they do not know would be lost silently.",
  missing: (path) => ({
    message: `The listing has no \`${path.join(".")}\`.`,
    fix: `Add it, for example: \`${exampleFor(String(path[0]), id)}\``,
  }),
  nearest: (key, path, known) =>
    path.length === 0 ? (otherNameOf(key) ?? nearestOf(key, known)) : nearestOf(key, known),
});
