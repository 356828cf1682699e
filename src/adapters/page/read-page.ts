// Reads a documentation page of any kind we know into blocks: says which kind it is and in which charset it is written.

import { known, type DocumentationPage } from "../../core/facts.ts";
import type { ReadPage } from "../../ports/pages.ts";
import { HTML_CHARS_MAX, readHtml } from "./html.ts";
import { readMarkdown } from "./markdown.ts";
import { asciidocToMarkdown, isWikiText, orgToMarkdown, wikiToMarkdown } from "./plain-markup.ts";
import { rstToMarkdown } from "./rst.ts";

/** What lies beyond is not read. */
export const PAGE_BYTES_MAX = HTML_CHARS_MAX;
const META_BYTES = 2_048;

type Kind = "html" | "markdown" | "rst" | "asciidoc" | "org";

const KINDS: readonly (readonly [RegExp, Kind])[] = [
  [/\.(?:md|markdown|mkd|mkdn|mdown|mdwn|mdx|rmd|qmd)$/u, "markdown"],
  [/\.(?:rst|rest)$/u, "rst"],
  [/\.(?:adoc|asciidoc|asc)$/u, "asciidoc"],
  [/\.org$/u, "org"],
];

function charsetOf(bytes: Uint8Array, contentType: string): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "utf-8";
  const header = /charset\s*=\s*["']?([\w:-]+)/iu.exec(contentType)?.[1];
  if (header !== undefined) return header;
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, META_BYTES));
  return /<meta[^>]{0,300}charset\s*=\s*["']?\s*([\w:-]+)/iu.exec(head)?.[1] ?? "utf-8";
}

function decode(bytes: Uint8Array, contentType: string): string {
  const label = charsetOf(bytes, contentType);
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    // An unknown label: nearly every page is UTF-8 whatever it says.
    return new TextDecoder("utf-8").decode(bytes);
  }
}

function pathOf(url: string): string {
  const path = /^[a-z][\w+.-]*:\/\/[^/?#]*([^?#]*)/iu.exec(url)?.[1] ?? url.split(/[?#]/u)[0] ?? "";
  return path.toLowerCase();
}

function kindOf(text: string, contentType: string, url: string): Kind {
  const type = contentType.toLowerCase();
  if (/html/u.test(type)) return "html";
  const byName = KINDS.find(([pattern]) => pattern.test(pathOf(url)))?.[1];
  if (/markdown/u.test(type)) return byName ?? "markdown";
  const start = text.slice(0, 1_000).trimStart();
  if (byName === undefined && /^(?:<!doctype html|<html|<\?xml[^>]*>\s*<(?:!doctype )?html)/iu.test(start))
    return "html";
  if (byName !== undefined) return byName;
  if (/^= \S/u.test(start) && !isWikiText(text)) return "asciidoc";
  return /^(?:\.\. [\w|-]+|\S[^\n]*\n[=*#~^"-]{4,}\n)/u.test(start) &&
    /^\.\. (?:code|image|_|\|)|::\s*$/mu.test(text.slice(0, 50_000))
    ? "rst"
    : "markdown";
}

const READERS: Readonly<Record<Kind, (text: string) => DocumentationPage>> = {
  html: readHtml,
  markdown: (text) => readMarkdown(isWikiText(text) ? wikiToMarkdown(text) : text),
  rst: (text) => readMarkdown(rstToMarkdown(text)),
  asciidoc: (text) => readMarkdown(asciidocToMarkdown(text)),
  org: (text) => readMarkdown(orgToMarkdown(text)),
};

/** For the command line, which waits for nothing else. */
export const readPageHere: ReadPage = async (bytes, contentType, url) =>
  known(readPage(bytes, contentType, url));

/** `url` is the page's address or a file's path: its ending names the markup where the content type does not. */
export function readPage(bytes: Uint8Array, contentType: string, url: string): DocumentationPage {
  const text = decode(bytes.subarray(0, PAGE_BYTES_MAX), contentType).replaceAll("\u0000", "");
  return READERS[kindOf(text, contentType, url)](text);
}
