// Walks the YAML parser's events into values that remember where they stand, and refuses what hides meaning.

import {
  boolCoreTag,
  EVENT_ALIAS,
  EVENT_DOCUMENT,
  EVENT_MAPPING,
  EVENT_POP,
  EVENT_SCALAR,
  EVENT_SEQUENCE,
  floatCoreTag,
  getScalarValue,
  intCoreTag,
  NOT_RESOLVED,
  nullCoreTag,
  SCALAR_STYLE_PLAIN,
  type Event,
  type MappingEvent,
  type ScalarEvent,
  type SequenceEvent,
} from "js-yaml";
import type { SourcePosition } from "./places.ts";
import { quote } from "./quote.ts";

const PLAIN_TAGS = [nullCoreTag, boolCoreTag, intCoreTag, floatCoreTag] as const;

export interface YamlProblem {
  readonly rule:
    | "not-utf8"
    | "too-large"
    | "empty"
    | "syntax"
    | "alias"
    | "anchor"
    | "merge-key"
    | "tag"
    | "duplicate-key"
    | "several-documents"
    | "not-a-mapping";
  readonly message: string;
  readonly fix: string;
  readonly place: SourcePosition;
  /** The whole line as it should be, where there is one right answer. */
  readonly after?: string;
}

export type YamlNode =
  | {
      readonly kind: "scalar";
      readonly value: string | number | boolean | null;
      readonly offset: number;
      /** Where a value without quotes ends. */
      readonly plainEnd?: number;
    }
  | { readonly kind: "list"; readonly items: readonly YamlNode[]; readonly offset: number }
  | { readonly kind: "map"; readonly entries: ReadonlyMap<string, YamlEntry>; readonly offset: number };

export interface YamlEntry {
  readonly keyOffset: number;
  readonly node: YamlNode;
}

type Draft =
  | { kind: "list"; items: YamlNode[]; offset: number }
  | {
      kind: "map";
      entries: Map<string, YamlEntry>;
      offset: number;
      key: { text: string; offset: number } | undefined;
    };

type Refuse = (rule: YamlProblem["rule"], offset: number, message: string, fix: string) => void;

/** One walk over the events; every refusal is collected, so that all of them arrive at once. */
export function buildYaml(
  text: string,
  events: readonly Event[],
  placeAt: (offset: number) => SourcePosition,
) {
  const problems: YamlProblem[] = [];
  const refuse: Refuse = (rule, offset, message, fix) => {
    problems.push({ rule, message, fix, place: placeAt(Math.max(0, offset)) });
  };
  const values = createValues(refuse);
  let documents = 0;
  for (const event of events) {
    if (event.type === EVENT_DOCUMENT) {
      documents += 1;
      continue;
    }
    if (documents > 1) {
      const offset = "start" in event ? event.start : "valueStart" in event ? event.valueStart : 0;
      refuse(
        "several-documents",
        offset,
        "The file holds more than one YAML document.",
        "Keep one document per file; remove the `---` line and what follows it.",
      );
      break;
    }
    if (event.type === EVENT_POP) {
      values.close();
    } else if (event.type === EVENT_ALIAS) {
      refuse("alias", event.anchorStart - 1, "Aliases (`*name`) are not read.", "Write the value out.");
      values.put({ kind: "scalar", value: null, offset: event.anchorStart - 1 }, "");
    } else {
      refuseHidden(event, refuse);
      if (event.type === EVENT_MAPPING)
        values.open({ kind: "map", entries: new Map(), offset: event.start, key: undefined });
      else if (event.type === EVENT_SEQUENCE) values.open({ kind: "list", items: [], offset: event.start });
      else if (event.type === EVENT_SCALAR) {
        const content = getScalarValue(text, event);
        const value = event.style === SCALAR_STYLE_PLAIN ? resolvePlain(content) : content;
        const offset = event.valueStart >= 0 ? opening(event) : values.nearestOffset();
        const isPlain = event.style === SCALAR_STYLE_PLAIN && event.valueStart >= 0;
        const end = isPlain ? { plainEnd: event.valueEnd } : {};
        values.put({ kind: "scalar", value, offset, ...end }, content);
      }
    }
  }
  return { root: values.root(), problems };
}

/** Anchors and tags change what a value means without its showing. */
function refuseHidden(event: ScalarEvent | MappingEvent | SequenceEvent, refuse: Refuse): void {
  if (event.anchorStart >= 0)
    refuse(
      "anchor",
      event.anchorStart - 1,
      "Anchors (`&name`) are not read.",
      "Write the value out where it is needed.",
    );
  if (event.tagStart >= 0)
    refuse("tag", event.tagStart, "Tags (`!…`) are not read.", "Remove the tag; text in quotes is text.");
}

/** The values that are open, one in the other, and the outermost one. */
function createValues(refuse: Refuse) {
  const stack: Draft[] = [];
  let root: YamlNode | undefined;
  /** `plainText`: what a scalar says, for where it is a key; undefined: no scalar. */
  const put = (node: YamlNode, plainText: string | undefined): void => {
    const parent = stack.at(-1);
    if (parent === undefined) {
      root ??= node;
    } else if (parent.kind === "list") {
      parent.items.push(node);
    } else if (parent.key === undefined) {
      const key = plainText ?? "";
      if (plainText === undefined)
        refuse("syntax", node.offset, "A key is not plain text.", "Use a plain word as the key.");
      if (key === "<<")
        refuse("merge-key", node.offset, "Merge keys (`<<`) are not read.", "Write the fields out.");
      if (parent.entries.has(key)) {
        refuse("duplicate-key", node.offset, `${quote(key)} is given twice.`, "Keep one of the two.");
      }
      parent.key = { text: key, offset: node.offset };
    } else {
      if (!parent.entries.has(parent.key.text)) {
        parent.entries.set(parent.key.text, { keyOffset: parent.key.offset, node });
      }
      parent.key = undefined;
    }
  };
  return {
    put,
    open: (draft: Draft): void => void stack.push(draft),
    close(): void {
      const done = stack.pop();
      if (done !== undefined) put(done, undefined);
    },
    /** An empty value has no offset of its own; its key's is the nearest thing a person can look at. */
    nearestOffset(): number {
      const parent = stack.at(-1);
      return parent?.kind === "map" ? (parent.key?.offset ?? parent.offset) : (parent?.offset ?? 0);
    },
    root: (): YamlNode | undefined => root,
  };
}

/** Quotes stand before the first character of the value; people see the quote. */
function opening(event: ScalarEvent): number {
  return event.style === SCALAR_STYLE_PLAIN || event.indent >= 0
    ? event.valueStart
    : Math.max(0, event.valueStart - 1);
}

/** YAML 1.2 core: `no`, `on` and dates stay text; null, booleans and numbers do not. */
function resolvePlain(content: string): string | number | boolean | null {
  if (content !== "" && !/^[-+.0-9~nNtTfF]/.test(content)) return content;
  for (const tag of PLAIN_TAGS) {
    const value = tag.resolve(content, false, tag.tagName);
    if (value !== NOT_RESOLVED) return value;
  }
  return content;
}
