// What may not stand in an SVG: whatever runs, and whatever is not in the file itself.

import { detectFormat, headerSize } from "./format.ts";

export const SVG_NAMESPACE = "http://www.w3.org/2000/svg";
const XHTML_NAMESPACE = "http://www.w3.org/1999/xhtml";
const XINCLUDE_NAMESPACE = "http://www.w3.org/2001/XInclude";

/** Lower case. They run script, or embed what is not drawn by the SVG itself. */
const FORBIDDEN_ELEMENTS: ReadonlySet<string> = new Set([
  "script",
  "foreignobject",
  "iframe",
  "object",
  "embed",
  "audio",
  "video",
  "canvas",
  "handler",
  "listener",
]);

const ANIMATIONS: ReadonlySet<string> = new Set([
  "animate",
  "set",
  "animatetransform",
  "animatemotion",
  "animatecolor",
]);

export interface Attribute {
  readonly local: string;
  readonly prefix: string;
  readonly value: string;
}

/** A finding's words, or the pixels of the images embedded in the element. */
export type Ruled = { readonly problem: string } | { readonly embeddedPixels: number };

const FINE: Ruled = { embeddedPixels: 0 };

export function ruleElement(namespace: string, local: string, attributes: readonly Attribute[]): Ruled {
  if (namespace === XHTML_NAMESPACE) return { problem: "HTML inside" };
  if (namespace === XINCLUDE_NAMESPACE) return { problem: "XInclude" };
  const name = local.toLowerCase();
  if (FORBIDDEN_ELEMENTS.has(name))
    return { problem: name === "foreignobject" ? "<foreignObject>" : `<${name}>` };
  // Editors keep their own data beside the drawing; nothing draws or follows it.
  if (namespace !== SVG_NAMESPACE) return FINE;
  let embeddedPixels = 0;
  for (const attribute of attributes) {
    const ruled = ruleAttribute(name, attribute);
    if ("problem" in ruled) return ruled;
    embeddedPixels += ruled.embeddedPixels;
  }
  return { embeddedPixels };
}

function ruleAttribute(element: string, { local, prefix, value }: Attribute): Ruled {
  const name = local.toLowerCase();
  if (prefix === "" && /^on[a-z]+$/.test(name)) return { problem: "event handler attribute" };
  if (name === "href" || (prefix === "" && name === "src")) return ruleLink(element, value);
  if (prefix === "xml" && name === "base") return { problem: "xml:base" };
  if (prefix !== "") return FINE;
  if (name === "attributename" && ANIMATIONS.has(element) && /href$|^on/i.test(value.trim()))
    return { problem: "animated link" };
  if (name === "style" || /url|\\/i.test(value)) return ruleCss(value);
  return FINE;
}

function ruleLink(element: string, value: string): Ruled {
  // oxlint-disable-next-line no-control-regex
  const target = value.replace(/[\u0000-\u0020]+/g, "");
  if (target === "" || target.startsWith("#")) return FINE;
  if (/^(javascript|vbscript):/i.test(target)) return { problem: "script link" };
  // A link that a visitor may click fetches nothing while the image is drawn.
  if (element === "a" && !/^data:/i.test(target)) return FINE;
  return /^data:/i.test(target) ? ruleEmbedded(target) : { problem: "external reference" };
}

/** `data:` with white space already gone. */
function ruleEmbedded(target: string): Ruled {
  const comma = target.indexOf(",");
  if (comma < 0 || !/;base64$/i.test(target.slice(0, comma))) return { problem: "embedded data" };
  const bytes = Buffer.from(target.slice(comma + 1), "base64");
  const detected = detectFormat(bytes);
  if (detected.kind !== "supported") return { problem: `embedded ${detected.name}` };
  if (detected.format === "svg") return { problem: "embedded SVG" };
  const size = headerSize(detected.format, bytes);
  return size === undefined ? { problem: "embedded data" } : { embeddedPixels: size.widthPx * size.heightPx };
}

/** A style sheet, a style attribute, or the value of any attribute that may hold one. */
export function ruleCss(css: string): Ruled {
  const plain = plainCss(css);
  if (/@import/.test(plain)) return { problem: "@import" };
  if (/expression\(|javascript:|-moz-binding|behavior:/.test(plain)) return { problem: "script in a style" };
  let embeddedPixels = 0;
  for (const [, quoted, bare] of plain.matchAll(/url\(\s*(?:["']([^"']*)["']|([^)]*))/g)) {
    const target = (quoted ?? bare ?? "").replace(/\s+/g, "");
    // Fonts in the file are of no use to the decoder, and of no harm.
    if (target === "" || target.startsWith("#") || /^data:[\w.+/-]*font/.test(target)) continue;
    if (!target.startsWith("data:")) return { problem: "external reference" };
    const ruled = ruleEmbedded(target);
    if ("problem" in ruled) return ruled;
    embeddedPixels += ruled.embeddedPixels;
  }
  return { embeddedPixels };
}

/** Without comments, escapes and namespace rules, and with function and rule names in lower case. */
export function plainCss(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?(\*\/|$)/g, "")
    .replace(/\\([0-9a-f]{1,6})\s?/gi, (_all, hex: string) => {
      const point = Number.parseInt(hex, 16);
      return point > 0 && point <= 0x10_ff_ff ? String.fromCodePoint(point) : "";
    })
    .replace(/\\(.)/g, "$1")
    .replace(/@namespace\b[^;]*;/gi, "")
    .replace(/@import|url\s*\(|data:[\w.+/-]*|expression\s*\(|javascript:|-moz-binding|behavior:/gi, (word) =>
      word.toLowerCase().replace(/\s+/g, ""),
    );
}
