// Reads a small YAML file into values that remember where they stand, and refuses what hides meaning.

import { FIELD_NAMES } from "./fields.ts";
import { lineIndex, type SourcePosition } from "./places.ts";
import { readAround } from "./read-around.ts";
import { joinedKey } from "./syntax-words.ts";
import { colonless } from "./syntax-lines.ts";
import { buildYaml, type YamlNode, type YamlProblem } from "./yaml-values.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
const PROBLEMS_MAX = 50;
/** A comment that is longer is cut. */
const LINE_LENGTH_MAX = 4_000;

export interface YamlFile {
  /** The root mapping; undefined when there is none to speak of. */
  readonly root: (YamlNode & { kind: "map" }) | undefined;
  readonly problems: readonly YamlProblem[];
  /** Where the value at `path` stands; of its nearest ancestor when there is no such value. */
  readonly place: (path: readonly (string | number)[]) => SourcePosition;
  /** Keys that stand in the file, though their values could not be read. */
  readonly unread: ReadonlySet<string>;
  /** What YAML takes for a comment behind the plain value at `path`, from its `#` on; undefined: there is none. */
  readonly commentAfter: (path: readonly (string | number)[]) => string | undefined;
  /** Where the key of the mapping entry at `path` stands. */
  readonly placeOfKey: (path: readonly (string | number)[]) => SourcePosition;
}

/** Strict UTF-8; at most `bytesMax` bytes. `keys`: names of fields, those of a listing by default. Never throws. */
export function readYaml(bytes: Uint8Array, bytesMax: number, keys?: readonly string[]): YamlFile {
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
  return readYamlText(text, keys);
}

function readYamlText(whole: string, keys: readonly string[] | undefined): YamlFile {
  const { text, events, faults, unread } = readAround(whole, keys);
  const placeAt = placesIn(whole, text);
  if (events === undefined) return { ...broken("syntax", "", ""), problems: faults, unread };
  const builder = buildYaml(text, events, placeAt);
  const root = builder.root;
  // Nothing but what could not be read: that is said already.
  if (root?.kind !== "map" && faults.length > 0)
    return { ...broken("syntax", "", ""), problems: faults, unread };
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
    const lines = text.split(/\r\n|\r|\n/, place.line).map((line) => line.trimEnd());
    const joined =
      joinedKey(lines[place.line - 1] ?? "", place.line) ??
      colonless((line) => lines[line - 1] ?? "", place.line, keys ?? FIELD_NAMES);
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
    problems: [...faults, ...builder.problems].slice(0, PROBLEMS_MAX),
    unread,
    commentAfter: (path) => commentAfter(text, nodeAt(root, path)),
    place: (path) => placeAt(offsetOf(root, path, "value")),
    placeOfKey: (path) => placeAt(offsetOf(root, path, "key")),
  };
}

/** Places of `text` as they stand in `whole`, whose lines may be indented otherwise. */
function placesIn(whole: string, text: string): (offset: number) => SourcePosition {
  const placeAt = lineIndex(text);
  if (whole === text) return placeAt;
  const [before, after] = [whole, text].map((one) => one.split(/\r\n|\r|\n/)) as [string[], string[]];
  const blanks = (line: string): number => line.length - line.trimStart().length;
  return (offset) => {
    const { line, column } = placeAt(offset);
    const old = before[line - 1] ?? "";
    const shifted = column + blanks(old) - blanks(after[line - 1] ?? "");
    return { line, column: Math.max(1, Math.min(shifted, old.length + 1)) };
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

function nodeAt(root: YamlNode, path: readonly (string | number)[]): YamlNode | undefined {
  let node: YamlNode | undefined = root;
  for (const step of path) {
    if (node?.kind === "map" && typeof step === "string") node = node.entries.get(step)?.node;
    else if (node?.kind === "list" && typeof step === "number") node = node.items[step];
    else return undefined;
  }
  return node;
}

function commentAfter(text: string, node: YamlNode | undefined): string | undefined {
  if (node?.kind !== "scalar" || node.plainEnd === undefined) return undefined;
  const line = text.slice(node.plainEnd, node.plainEnd + LINE_LENGTH_MAX);
  return /^[ \t]+(#[^\r\n]*)/.exec(line)?.[1]?.trimEnd();
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
    unread: new Set(),
    commentAfter: () => undefined,
    place: () => place,
    placeOfKey: () => place,
  };
}
