// Reads a small YAML file into values that remember where they stand, and refuses what hides meaning.

import { parseEvents, YAMLException, type Event } from "js-yaml";
import { lineIndex, type SourcePosition } from "./places.ts";
import { joinedKey, syntaxWords } from "./syntax-words.ts";
import { buildYaml, type YamlNode, type YamlProblem } from "./yaml-values.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
const DEPTH_MAX = 20;
const PROBLEMS_MAX = 50;

export interface YamlFile {
  /** The root mapping; undefined when there is none to speak of. */
  readonly root: (YamlNode & { kind: "map" }) | undefined;
  readonly problems: readonly YamlProblem[];
  /** Where the value at `path` stands; of its nearest ancestor when there is no such value. */
  readonly place: (path: readonly (string | number)[]) => SourcePosition;
  /** Where the key of the mapping entry at `path` stands. */
  readonly placeOfKey: (path: readonly (string | number)[]) => SourcePosition;
}

/** Strict UTF-8; at most `bytesMax` bytes. Never throws. */
export function readYaml(bytes: Uint8Array, bytesMax: number): YamlFile {
  if (bytes.byteLength > bytesMax) {
    return broken(
      "too-large",
      `The file has more than ${bytesMax.toLocaleString("en")} bytes; larger ones are not read.`,
      `Shorten the file to ${Math.floor(bytesMax / 1024)} KiB or less.`,
    );
  }
  let text: string;
  try {
    text = UTF8.decode(bytes);
  } catch {
    return broken(
      "not-utf8",
      "The file is not valid UTF-8.",
      "Save the file as UTF-8 text, without another encoding.",
    );
  }
  return readYamlText(text);
}

function readYamlText(text: string): YamlFile {
  const placeAt = lineIndex(text);
  let events: Event[];
  try {
    events = parseEvents(text, { maxDepth: DEPTH_MAX });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const place = { line: (error.mark?.line ?? 0) + 1, column: (error.mark?.column ?? 0) + 1 };
    const words = syntaxWords(text, place, error.reason);
    return broken("syntax", words.message, words.fix, words.place);
  }
  const builder = buildYaml(text, events, placeAt);
  const root = builder.root;
  if (root === undefined || (root.kind === "scalar" && root.value === null)) {
    return broken(
      "empty",
      "The file is empty.",
      "Fill in its fields; the documentation of the format has examples.",
    );
  }
  if (root.kind !== "map") {
    const place = placeAt(root.offset);
    // Where not even the first line is a field, a blank forgotten after its colon is the likeliest reason.
    const joined = joinedKey(
      text.split(/\r\n|\r|\n/, place.line)[place.line - 1]?.trimEnd() ?? "",
      place.line,
    );
    if (joined !== undefined) return broken("syntax", joined.message, joined.fix, joined.place);
    return broken(
      "not-a-mapping",
      "The file is not a list of `field: value` lines.",
      "Write one `field: value` pair per line, as in the examples.",
      place,
    );
  }
  return {
    root,
    problems: builder.problems.slice(0, PROBLEMS_MAX),
    place: (path) => placeAt(offsetOf(root, path, "value")),
    placeOfKey: (path) => placeAt(offsetOf(root, path, "key")),
  };
}

/** Plain data without prototypes, so that a key such as `__proto__` is only a key. */
export function plainValue(node: YamlNode): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(plainValue);
  const copy = Object.create(null) as Record<string, unknown>;
  for (const [key, entry] of node.entries) copy[key] = plainValue(entry.node);
  return copy;
}

function offsetOf(root: YamlNode, path: readonly (string | number)[], end: "key" | "value"): number {
  let node = root;
  let offset = 0;
  for (const step of path) {
    if (node.kind === "map" && typeof step === "string") {
      const entry = node.entries.get(step);
      if (entry === undefined) return offset;
      offset = end === "key" ? entry.keyOffset : entry.node.offset;
      node = entry.node;
    } else if (node.kind === "list" && typeof step === "number" && node.items[step] !== undefined) {
      node = node.items[step];
      offset = node.offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function broken(
  rule: YamlProblem["rule"],
  message: string,
  fix: string,
  place: SourcePosition = { line: 1, column: 1 },
): YamlFile {
  return {
    root: undefined,
    problems: [{ rule, message, fix, place }],
    place: () => place,
    placeOfKey: () => place,
  };
}
