// What HTML elements mean to a reader of documentation: which break the text, which are hidden, which hold the content.

import { TokenizerMode, type Tokenizer } from "parse5";
import { REGION } from "./block-writer.ts";

export const VOID = new Set(
  "area base br col embed hr img input link meta param source track wbr".split(" "),
);
export const RAW = new Map<string, Tokenizer["state"]>([
  ["script", TokenizerMode.SCRIPT_DATA],
  ["title", TokenizerMode.RCDATA],
  ["textarea", TokenizerMode.RCDATA],
  ...["style", "xmp", "iframe", "noembed", "noframes"].map((name) => [name, TokenizerMode.RAWTEXT] as const),
]);
/** Never part of what a reader reads. */
const DROPPED = new Set(
  (
    "script style template svg math nav footer aside noscript textarea iframe object select button dialog head " +
    "xmp noembed noframes canvas video audio form menu"
  ).split(" "),
);
export const BREAKING = new Set(
  (
    "p div section article main header blockquote dl dt dd ul ol details summary figure figcaption table thead " +
    "tbody tfoot caption address center hr fieldset body html"
  ).split(" "),
);
export const ROOT_IDS =
  /^(?:root|app|app-root|__next|__nuxt|main-app|q-app|react-root|gatsby-focus-wrapper|svelte)$/u;
const HIDDEN_CLASSES =
  /(?:^|\s)(?:sr-only|visually-hidden|hidden|d-none|screen-reader-text|headerlink|anchor-link)(?:\s|$)/u;
const CHROME_ROLES = /^(?:navigation|banner|contentinfo|search|complementary|dialog|alert)$/u;

export function regionOf(name: string, attrs: ReadonlyMap<string, string>): number {
  const classes = attrs.get("class") ?? "";
  if (/(?:^|\s)markdown-body(?:\s|$)/u.test(classes) || attrs.get("id") === "wiki-body")
    return REGION.markdown;
  if (name === "main" || attrs.get("role") === "main") return REGION.main;
  return name === "article" || attrs.get("itemprop") === "articleBody" ? REGION.article : 0;
}

export function isHidden(name: string, attrs: ReadonlyMap<string, string>, inBody: boolean): boolean {
  if (DROPPED.has(name)) return true;
  // The page's own header is chrome; the header of an article holds its title.
  if (name === "header" && inBody) return true;
  if (attrs.has("hidden") || attrs.get("aria-hidden") === "true") return true;
  if (/display\s*:\s*none|visibility\s*:\s*hidden/iu.test((attrs.get("style") ?? "").slice(0, 500)))
    return true;
  if (CHROME_ROLES.test(attrs.get("role") ?? "")) return true;
  return HIDDEN_CLASSES.test((attrs.get("class") ?? "").slice(0, 500));
}

export function languageOf(attrs: ReadonlyMap<string, string>): string {
  const found = /(?:^|\s)(?:language|lang|highlight-source|highlight|brush:)[-\s]?([\w+#-]+)/u.exec(
    (attrs.get("class") ?? "").slice(0, 300),
  );
  return (
    found?.[1]?.toLowerCase() ??
    attrs.get("lang")?.toLowerCase() ??
    attrs.get("data-lang")?.toLowerCase() ??
    ""
  );
}

export function size(value: string | undefined): number | undefined {
  const found = /^\s*(\d{1,5})(?:px)?\s*$/u.exec(value ?? "");
  return found === null ? undefined : Number(found[1]);
}
