// Reads the main content of an HTML page into blocks, one token at a time, so that a hostile page costs linear time.

import { Tokenizer, type Token as Tokens, type TokenHandler } from "parse5";
import type { DocumentationPage } from "../../core/facts.ts";
import { BREAKING, isHidden, languageOf, RAW, regionOf, ROOT_IDS, size, VOID } from "./html-elements.ts";
import { fold } from "./block-spans.ts";
import { createBlockWriter, REGION, type BlockWriter, type PlacedBlock } from "./block-writer.ts";

/**
 * Tokens, not a tree: the HTML standard's tree construction can blow a small page up to quadratically many nodes
 * (each paragraph re-opens every unclosed `<b>`), and walking a tree needs its depth in stack.
 */
export const HTML_CHARS_MAX = 2 * 1024 * 1024;
/** With less text of its own than this, a page that loads scripts says nothing that could be judged. */
const OWN_TEXT_CHARS_MIN = 250;

interface Frame {
  readonly name: string;
  readonly dropped: boolean;
  readonly regions: number;
}

interface Seen {
  title: string;
  noscript: string;
  scripts: number;
  rootElement: boolean;
}

export interface HtmlReading {
  readonly title: string;
  readonly placed: readonly PlacedBlock[];
  readonly seen: Readonly<Seen>;
}

function writeImage(writer: BlockWriter, attrs: ReadonlyMap<string, string>): void {
  const url = attrs.get("data-canonical-src") ?? attrs.get("src") ?? attrs.get("data-src") ?? "";
  if (url === "") return;
  const widthPx = size(attrs.get("width"));
  const heightPx = size(attrs.get("height"));
  writer.image({
    url: url.slice(0, 2_000),
    alt: fold((attrs.get("alt") ?? "").slice(0, 300)),
    ...(widthPx !== undefined && { widthPx }),
    ...(heightPx !== undefined && { heightPx }),
  });
}

class PageHandler implements TokenHandler {
  readonly writer = createBlockWriter();
  readonly seen: Seen = { title: "", noscript: "", scripts: 0, rootElement: false };
  readonly tokenizer = new Tokenizer({}, this);
  #frames: Frame[] = [{ name: "", dropped: false, regions: REGION.body }];
  /** How often each name is open: a closing tag without its opening one must not search the whole stack. */
  readonly #open = new Map<string, number>();
  readonly #lists: boolean[] = [];
  #pre = 0;
  #language = "";

  get #top(): Frame {
    return this.#frames.at(-1) ?? { name: "", dropped: true, regions: REGION.body };
  }

  onStartTag(token: Tokens.TagToken): void {
    const name = token.tagName;
    const attrs = new Map(token.attrs.map((attr) => [attr.name, attr.value]));
    const raw = RAW.get(name);
    if (raw !== undefined) {
      this.tokenizer.state = raw;
      this.tokenizer.lastStartTagName = name;
    }
    if (name === "script") this.seen.scripts += 1;
    if (ROOT_IDS.test(attrs.get("id") ?? "") || name === "app-root") this.seen.rootElement = true;
    const parent = this.#top;
    const dropped =
      parent.dropped || (name !== "title" && isHidden(name, attrs, parent.regions === REGION.body));
    if (VOID.has(name)) {
      if (!dropped) this.#void(name, attrs);
      return;
    }
    // A foreign self-closing element, such as <path/>: it holds nothing.
    if (token.selfClosing && parent.dropped) return;
    const regions = parent.regions | regionOf(name, attrs);
    this.#frames.push({ name, dropped, regions });
    this.#open.set(name, (this.#open.get(name) ?? 0) + 1);
    if (dropped) return;
    this.writer.region(regions);
    this.#enter(name, attrs);
  }

  onEndTag(token: Tokens.TagToken): void {
    const name = token.tagName;
    if (name === "br") this.#character(" ");
    if ((this.#open.get(name) ?? 0) === 0) return;
    for (let frame = this.#frames.pop(); frame !== undefined; frame = this.#frames.pop()) {
      this.#open.set(frame.name, (this.#open.get(frame.name) ?? 1) - 1);
      if (!frame.dropped) this.#leave(frame.name);
      if (frame.name === name) break;
    }
    this.writer.region(this.#top.regions);
  }

  onCharacter(token: { chars: string }): void {
    this.#character(token.chars);
  }
  onWhitespaceCharacter(token: { chars: string }): void {
    this.#character(token.chars);
  }
  onNullCharacter(): void {}
  onComment(): void {}
  onDoctype(): void {}
  onEof(): void {}

  #character(chars: string): void {
    const { name, dropped } = this.#top;
    if (name === "title" && this.seen.title.length < 300) this.seen.title += chars.slice(0, 300);
    else if (name === "noscript" && this.seen.noscript.length < 1_000)
      this.seen.noscript += chars.slice(0, 1_000);
    else if (!dropped) this.writer.text(chars);
  }

  #void(name: string, attrs: ReadonlyMap<string, string>): void {
    if (name === "img") writeImage(this.writer, attrs);
    else if (name === "br") this.writer.text(this.#pre > 0 ? "\n" : " ");
    else if (name === "hr") this.writer.start({ kind: "paragraph" });
  }

  #enter(name: string, attrs: ReadonlyMap<string, string>): void {
    const { writer } = this;
    if (/^h[1-6]$/u.test(name)) writer.start({ kind: "heading", depth: Number(name[1]) });
    else if (name === "ul" || name === "ol") this.#lists.push(name === "ol");
    else if (name === "li") writer.start({ kind: "item", ordered: this.#lists.at(-1) ?? false });
    else if (name === "tr") writer.startRow();
    else if (name === "td" || name === "th") writer.startCell(name === "th");
    else if (name === "pre") {
      this.#pre += 1;
      this.#language = languageOf(attrs) || this.#language;
      writer.start({ kind: "code", language: this.#language });
    } else if (name === "code" && this.#pre > 0) {
      if (languageOf(attrs) !== "") writer.start({ kind: "code", language: languageOf(attrs) });
    } else if (name === "div") {
      this.#language = languageOf(attrs);
      if (this.#pre === 0) writer.start({ kind: "paragraph" });
    } else if (BREAKING.has(name) && this.#pre === 0 && !this.#opensItem(name))
      writer.start({ kind: "paragraph" });
    this.#enterSpan(name, attrs);
  }

  /** `<li><p>…`: the paragraph is the item. */
  #opensItem(name: string): boolean {
    return name === "p" && this.#frames.at(-2)?.name === "li";
  }

  #enterSpan(name: string, attrs: ReadonlyMap<string, string>): void {
    if (name === "code" || name === "kbd" || name === "tt" || name === "samp") {
      if (this.#pre === 0) this.writer.openSpan("code");
    } else if (name === "a") this.writer.openSpan("link", (attrs.get("href") ?? "").slice(0, 2_000));
    else if (name === "strong" || name === "b" || name === "summary" || name === "dt")
      this.writer.openSpan("strong");
  }

  #leave(name: string): void {
    const { writer } = this;
    if (name === "code" || name === "kbd" || name === "tt" || name === "samp") writer.closeSpan("code");
    else if (name === "a") writer.closeSpan("link");
    else if (name === "strong" || name === "b" || name === "summary" || name === "dt")
      writer.closeSpan("strong");
    if (name === "ul" || name === "ol") this.#lists.pop();
    if (name === "pre") {
      this.#pre = Math.max(0, this.#pre - 1);
      this.#language = "";
    }
    if (name === "td" || name === "th") writer.endCell();
    else if (name === "tr" || name === "table") writer.endRow();
    else if (/^h[1-6]$/u.test(name) || name === "li" || name === "pre" || BREAKING.has(name)) {
      if (this.#pre === 0) writer.start({ kind: "paragraph" });
    }
  }
}

/** Every block of the page with its place; text outside what a reader sees is gone. */
export function readHtmlBlocks(html: string): HtmlReading {
  const handler = new PageHandler();
  handler.tokenizer.write(html.slice(0, HTML_CHARS_MAX), true);
  return { title: fold(handler.seen.title), placed: handler.writer.finish(), seen: handler.seen };
}

function textChars(placed: readonly PlacedBlock[], region: number): number {
  let chars = 0;
  for (const { block, regions } of placed) {
    if ((regions & region) === 0) continue;
    if (block.kind === "row") chars += block.cells.join("").length;
    else if (block.kind !== "image") chars += block.text.length;
  }
  return chars;
}

/** GitHub's rendered file first, then the page's main element, then an article that holds most of the text. */
function mainRegion(placed: readonly PlacedBlock[]): number {
  const body = textChars(placed, REGION.body);
  if (textChars(placed, REGION.markdown) > 0) return REGION.markdown;
  const main = textChars(placed, REGION.main);
  const article = textChars(placed, REGION.article);
  if (article > 0 && article * 2 >= (main > 0 ? main : body)) return REGION.article;
  return main * 4 >= body && main > 0 ? REGION.main : REGION.body;
}

export function readHtml(html: string): DocumentationPage {
  const { title, placed, seen } = readHtmlBlocks(html);
  const region = mainRegion(placed);
  const blocks = placed.filter(({ regions }) => (regions & region) !== 0).map(({ block }) => block);
  const littleText = textChars(placed, REGION.body) < OWN_TEXT_CHARS_MIN;
  const needsScript = seen.scripts > 0 || /java\s?script/iu.test(seen.noscript);
  return { title, blocks, builtByScript: littleText && (needsScript || seen.rootElement) };
}
