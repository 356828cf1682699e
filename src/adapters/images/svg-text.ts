// Turns an SVG's bytes into one plain text without declaration and document type, so that scan and decoder read the same.

import { type ImageContent } from "../../core/facts.ts";

export type Refused = Extract<ImageContent, { kind: "refused" }>;

/** Illustrator declares its namespaces as entities; a handful of short, flat ones are only abbreviations. */
const ENTITIES_MAX = 64;
const ENTITY_CHARS_MAX = 256;
const ENTITY_USES_MAX = 2_000;

export function plainSvgText(bytes: Uint8Array): string | Refused {
  const decoded = decodeText(bytes);
  if (decoded === undefined) return broken("text encoding");
  const text = decoded.trimStart().replace(/^<\?xml\s[^>]*\?>/, "");
  const doctype = findDoctype(text);
  if (doctype === undefined) return text;
  const { from, to } = doctype;
  const entities = readEntities(text.slice(from, to));
  if (entities === undefined) return { kind: "refused", problem: "unsafe-svg", detail: "<!ENTITY>" };
  const rest = text.slice(0, from) + text.slice(to);
  if (entities.size === 0) return rest;
  let uses = 0;
  const expanded = rest.replace(/&([\w.:-]+);/g, (reference, name: string) => {
    const value = entities.get(name);
    if (value === undefined || ++uses > ENTITY_USES_MAX) return reference;
    return value;
  });
  if (uses > ENTITY_USES_MAX) return { kind: "refused", problem: "unsafe-svg", detail: "<!ENTITY>" };
  return expanded;
}

function decodeText(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 400)).toString("latin1");
  const stated =
    /^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1]?.toLowerCase() ?? "utf-8";
  const byMark = head.startsWith("\u00ff\u00fe")
    ? "utf-16le"
    : head.startsWith("\u00fe\u00ff")
      ? "utf-16be"
      : undefined;
  // A declaration that could be read byte by byte is not UTF-16, whatever it says.
  const label =
    byMark ?? (stated.startsWith("utf-16") || head.startsWith("\u00ef\u00bb\u00bf") ? "utf-8" : stated);
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The document type's place, past comments and instructions; undefined when the root comes first. */
function findDoctype(text: string): { readonly from: number; readonly to: number } | undefined {
  let at = 0;
  for (;;) {
    while (at < text.length && text.charCodeAt(at) <= 0x20) at += 1;
    const end = text.startsWith("<!--", at) ? "-->" : text.startsWith("<?", at) ? "?>" : undefined;
    if (end === undefined) break;
    const close = text.indexOf(end, at);
    if (close < 0) return undefined;
    at = close + end.length;
  }
  if (!text.startsWith("<!DOCTYPE", at)) return undefined;
  const subset = text.indexOf("[", at);
  const close = text.indexOf(">", at);
  if (subset < 0 || close < subset) return { from: at, to: close < 0 ? text.length : close + 1 };
  const end = /\]\s*>/g;
  end.lastIndex = subset;
  return { from: at, to: end.exec(text) === null ? text.length : end.lastIndex };
}

/** Name → text that is safe in an attribute and in content; undefined when one declaration is more than that. */
function readEntities(doctype: string): ReadonlyMap<string, string> | undefined {
  const entities = new Map<string, string>();
  const declared = doctype.split("<!ENTITY").length - 1;
  if (declared > ENTITIES_MAX || doctype.includes("%")) return undefined;
  const literal = /<!ENTITY\s+([A-Za-z_][\w.:-]*)\s+(?:"([^"<&%]*)"|'([^'<&%]*)')\s*>/g;
  for (const [, name = "", double, single] of doctype.matchAll(literal)) {
    const value = double ?? single ?? "";
    if (value.length > ENTITY_CHARS_MAX || entities.has(name)) return undefined;
    entities.set(name, value.replaceAll('"', "&quot;").replaceAll("'", "&#39;").replaceAll(">", "&gt;"));
  }
  return entities.size === declared ? entities : undefined;
}

function broken(detail: string): Refused {
  return { kind: "refused", problem: "broken", detail };
}
