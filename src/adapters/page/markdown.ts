// Reads a Markdown page, HTML in it included, by writing it as HTML line by line and handing that to the HTML reader.

import type { DocumentationPage } from "../../core/facts.ts";
import { readHeading } from "../../core/documentation/sections.ts";
import { readHtmlBlocks } from "./html.ts";
import { escapeHtml, inlineToHtml, tameHtml, type References } from "./inline.ts";
import {
  collectReferences,
  DEFINITION,
  indentOf,
  LINE_CHARS_MAX,
  skipFrontMatter,
  splitRow,
} from "./markdown-text.ts";

/**
 * Ours and not mdast-util-from-markdown: that one needs 1.2 s for 256 KiB of plain paragraphs and more than ten times as
 * long for some hostile ones (measured on Node 20.20), and anybody can write a README. Of markdown-it, marked and commonmark
 * each grew faster than some text, too. This one is linear and knows GitHub's dialect.
 */
export const MARKDOWN_CHARS_MAX = 2 * 1024 * 1024;
const PARAGRAPH_LINES_MAX = 2_000;
/** More pieces of a page than anybody reads; the judgement reads fewer, and fails no page that has more. */
const PIECES_MAX = 10_000;
const QUOTE_DEPTH_MAX = 20;

const FENCE = /^(\s*)(`{3,}|~{3,})\s*\{?\.?([^\s`{}]*)/u;
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*))?$/u;
const ITEM = /^(\s*)([-*+•]|\d{1,9}[.)])(?:\s+(.*)|)$/u;
const RULE = /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/u;
const SETEXT = /^ {0,3}(?:=+|-+)[ \t]*$/u;
const DELIMITERS = /^\s*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/u;
const HTML_BLOCK =
  /^ {0,3}<(?:!--|\/?(?:address|article|aside|blockquote|body|br|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|html|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul)(?:[\s/>]|$))/iu;
const HTML_LINE = /^ {0,3}<\/?[a-z][\w-]*(?:\s[^<>]*)?\/?>\s*$/iu;

type State =
  | { readonly kind: "text" }
  | { readonly kind: "fence"; readonly mark: string; readonly indent: number }
  | { readonly kind: "table" }
  | { readonly kind: "html"; readonly until: RegExp | undefined };

class MarkdownWriter {
  #out: string[] = [];
  #state: State = { kind: "text" };
  #paragraph: string[] = [];
  /** What the paragraph's lines become: an item's text or a paragraph. */
  #wrap: readonly [string, string] = ["<p>", "</p>"];
  /** Columns at which the text of the open list items begins. */
  #items: number[] = [];
  #blankBefore = true;
  readonly #references: References;

  constructor(references: References) {
    this.#references = references;
  }

  get isFull(): boolean {
    return this.#out.length >= PIECES_MAX;
  }

  finish(): string {
    this.#endParagraph();
    if (this.#state.kind === "fence") this.#out.push("</pre>");
    return this.#out.join("\n");
  }

  line(raw: string): void {
    const line = raw.length > LINE_CHARS_MAX ? raw.slice(0, LINE_CHARS_MAX) : raw;
    if (this.#state.kind === "fence") this.#fenceLine(line, this.#state);
    else if (this.#state.kind === "html") this.#htmlLine(line, this.#state.until);
    else this.#blockLine(this.#unquote(line));
  }

  #unquote(line: string): string {
    let rest = line;
    for (let depth = 0; depth < QUOTE_DEPTH_MAX && /^\s{0,3}>/u.test(rest); depth += 1)
      rest = rest.replace(/^\s{0,3}> ?/u, "");
    return /^\[!\w+\]\s*$/u.test(rest) ? "" : rest;
  }

  #inline(text: string): string {
    return inlineToHtml(text, this.#references);
  }

  #endParagraph(): void {
    if (this.#paragraph.length === 0) return;
    this.#out.push(this.#wrap[0] + this.#inline(this.#paragraph.join("\n")) + this.#wrap[1]);
    this.#paragraph = [];
    this.#wrap = ["<p>", "</p>"];
  }

  #blockLine(line: string): void {
    const blank = line.trim() === "";
    if (this.#state.kind === "table") {
      if (!blank && line.includes("|")) {
        this.#row(line, "td");
        return;
      }
      this.#state = { kind: "text" };
    }
    if (blank) this.#endParagraph();
    else this.#fullLine(line);
    this.#blankBefore = blank;
  }

  #fullLine(line: string): void {
    const fence = FENCE.exec(line);
    if (fence?.[2] !== undefined) {
      this.#endParagraph();
      this.#out.push(`<pre lang="${escapeHtml(fence[3] ?? "")}">`);
      this.#state = { kind: "fence", mark: fence[2], indent: indentOf(line) };
      return;
    }
    const indent = indentOf(line);
    const item = ITEM.exec(line);
    if (this.#isIndentedCode(indent, item !== null)) {
      this.#out.push(`<pre>${escapeHtml(line.trim())}</pre>`);
      return;
    }
    if (this.#leaf(line, indent)) return;
    if (item !== null && !RULE.test(line)) this.#item(item, indent);
    else this.#textLine(line, indent);
  }

  #isIndentedCode(indent: number, looksLikeItem: boolean): boolean {
    if (this.#paragraph.length > 0 || !this.#blankBefore)
      return (
        this.#out.at(-1)?.startsWith("<pre>") === true &&
        indent >= this.#textColumn() + 4 &&
        this.#paragraph.length === 0
      );
    return indent >= this.#textColumn() + 4 && !(looksLikeItem && this.#items.length > 0);
  }

  #textColumn(): number {
    return this.#items.at(-1) ?? 0;
  }

  /** Headings, rules, tables' heads, link definitions, raw HTML: lines that end a paragraph. */
  #leaf(line: string, indent: number): boolean {
    const inList = this.#items.length > 0 && indent > 3;
    const heading = HEADING.exec(inList ? line.trim() : line);
    if (heading?.[1] !== undefined) {
      this.#heading(heading[1].length, (heading[2] ?? "").replace(/\s#+\s*$/u, ""));
      return true;
    }
    if (
      SETEXT.test(line) &&
      this.#paragraph.length > 0 &&
      this.#paragraph.length <= 3 &&
      this.#wrap[0] === "<p>"
    ) {
      const text = this.#paragraph.join(" ");
      this.#paragraph = [];
      this.#heading(line.trim().startsWith("=") ? 1 : 2, text);
      return true;
    }
    if (DELIMITERS.test(line) && line.includes("-") && this.#paragraph.at(-1)?.includes("|") === true) {
      const head = this.#paragraph.pop() ?? "";
      this.#endParagraph();
      this.#row(head, "th");
      this.#state = { kind: "table" };
      return true;
    }
    if (RULE.test(line) || (this.#paragraph.length === 0 && DEFINITION.test(line))) {
      this.#endParagraph();
      return true;
    }
    return this.#rawHtml(line);
  }

  #heading(depth: number, text: string): void {
    this.#endParagraph();
    this.#items = [];
    this.#out.push(`<h${depth}>${this.#inline(text)}</h${depth}>`);
  }

  #row(line: string, cell: "th" | "td"): void {
    const cells = splitRow(line).map((text) => `<${cell}>${this.#inline(text)}</${cell}>`);
    this.#out.push(`<tr>${cells.join("")}</tr>`);
  }

  #rawHtml(line: string): boolean {
    const block = HTML_BLOCK.test(line);
    if (!block && (this.#paragraph.length > 0 || !HTML_LINE.test(line))) return false;
    this.#endParagraph();
    const until = /^\s*<!--/u.test(line) ? /-->/u : /^\s*<pre\b/iu.test(line) ? /<\/pre>/iu : undefined;
    this.#state = { kind: "html", until };
    this.#htmlLine(line, until);
    return true;
  }

  #htmlLine(line: string, until: RegExp | undefined): void {
    if (until === undefined && line.trim() === "") {
      this.#state = { kind: "text" };
      this.#blankBefore = true;
      return;
    }
    this.#out.push(tameHtml(line));
    if (until?.test(line) === true) this.#state = { kind: "text" };
  }

  #fenceLine(line: string, fence: { readonly mark: string; readonly indent: number }): void {
    const trimmed = line.replace(/^[\s>]*/u, "");
    if (trimmed.startsWith(fence.mark) && trimmed.replaceAll(fence.mark[0] ?? "`", "").trim() === "") {
      this.#out.push("</pre>");
      this.#state = { kind: "text" };
      this.#blankBefore = true;
      return;
    }
    this.#out.push(escapeHtml(line.slice(Math.min(fence.indent, line.length - line.trimStart().length))));
  }

  #item(item: RegExpExecArray, indent: number): void {
    this.#endParagraph();
    while (this.#items.length > 0 && indent < this.#textColumn()) this.#items.pop();
    const mark = item[2] ?? "-";
    this.#items.push(indent + mark.length + 1);
    this.#wrap = /\d/u.test(mark) ? ["<ol><li>", "</li></ol>"] : ["<ul><li>", "</li></ul>"];
    const text = (item[3] ?? "").replace(/^\[[ xX]\]\s+/u, "");
    // An empty line still opens the item, so that what follows is its text.
    this.#paragraph.push(text);
  }

  #textLine(line: string, indent: number): void {
    if (this.#paragraph.length === 0 && this.#blankBefore) {
      while (this.#items.length > 0 && indent < this.#textColumn()) this.#items.pop();
    }
    if (this.#paragraph.length >= PARAGRAPH_LINES_MAX) this.#endParagraph();
    this.#paragraph.push(line.trimStart());
  }
}

export function markdownToHtml(text: string): { readonly title: string; readonly html: string } {
  const { title, body } = skipFrontMatter(text.slice(0, MARKDOWN_CHARS_MAX).split(/\r\n?|\n/u));
  const writer = new MarkdownWriter(collectReferences(body));
  for (const line of body) {
    if (writer.isFull) break;
    writer.line(line);
  }
  return { title, html: writer.finish() };
}

const BARE_HEADING_CHARS_MAX = 40;
const BARE_HEADINGS_MIN = 2;
/** A page without marks is short; reading a long one twice would cost too much. */
const BARE_PAGE_CHARS_MAX = 100_000;
/** Lines short enough to ask; reading a heading costs more than reading a line. */
const BARE_HEADINGS_ASKED_MAX = 500;

/** A short line that names a chapter, in a text without any marks. */
function mayBeHeading(line: string): boolean {
  return (
    line.length <= BARE_HEADING_CHARS_MAX && /^\p{L}[^.,;:!?`]*$/u.test(line) && line.split(" ").length <= 4
  );
}

function markBareHeadings(text: string): string | undefined {
  let asked = 0;
  let found = 0;
  const lines = text.split(/\r\n?|\n/u).map((line) => {
    if (asked >= BARE_HEADINGS_ASKED_MAX || !mayBeHeading(line.trim())) return line;
    asked += 1;
    if (readHeading(line.trim()).kind === "neutral") return line;
    found += 1;
    return `\n## ${line.trim()}\n`;
  });
  return found < BARE_HEADINGS_MIN ? undefined : lines.join("\n");
}

function blocksOf(html: string): DocumentationPage["blocks"] {
  return readHtmlBlocks(html).placed.map(({ block }) => block);
}

export function readMarkdown(text: string): DocumentationPage {
  const { title, html } = markdownToHtml(text);
  let blocks = blocksOf(html);
  if (text.length <= BARE_PAGE_CHARS_MAX && blocks.every((block) => block.kind === "paragraph")) {
    const marked = markBareHeadings(text);
    if (marked !== undefined) blocks = blocksOf(markdownToHtml(marked).html);
  }
  const first = blocks.find((block) => block.kind === "heading");
  return { title: first?.kind === "heading" ? first.text : title, blocks, builtByScript: false };
}
