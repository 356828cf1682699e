// Reads the beginning of an HTML page as far as a fetch must: how much it says, what its scripts do, and where it sends on.

import { Tokenizer, TokenizerMode, type Token as Tokens, type TokenHandler } from "parse5";

/** So much of a page is looked into, for its status alone; challenges and forwarding pages are smaller. */
export const FRONT_BYTES = 64 * 1024;
const TEXT_CHARS_KEPT = 4_000;
const SCRIPT_CHARS_KEPT = 16_000;

export interface Front {
  readonly title: string;
  /** What a reader sees, white space folded, its beginning; `textChars` counts on, within the front. */
  readonly text: string;
  readonly textChars: number;
  /** Its own scripts, one after another. */
  readonly scripts: string;
  /** It loads scripts from files. */
  readonly loadsScripts: boolean;
  readonly scriptCount: number;
  /** `content` of `<meta http-equiv=refresh>`, and that for browsers without scripts. */
  readonly refresh: string | undefined;
  readonly refreshWithoutScripts: string | undefined;
  readonly canonical: string | undefined;
  /** `href` of `<base>`, by which addresses in the page are read. */
  readonly base: string | undefined;
}

/** Elements whose content is text to the tokenizer and nothing to a reader. */
const RAW_TEXT: ReadonlyMap<string, Tokenizer["state"]> = new Map([
  ["script", TokenizerMode.SCRIPT_DATA],
  ["style", TokenizerMode.RAWTEXT],
  ["xmp", TokenizerMode.RAWTEXT],
  ["iframe", TokenizerMode.RAWTEXT],
  ["noembed", TokenizerMode.RAWTEXT],
  ["noframes", TokenizerMode.RAWTEXT],
  ["title", TokenizerMode.RCDATA],
  ["textarea", TokenizerMode.RCDATA],
]);
const SILENT: ReadonlySet<string> = new Set([...RAW_TEXT.keys(), "noscript", "template", "svg"]);

class FrontHandler implements TokenHandler {
  readonly tokenizer = new Tokenizer({}, this);
  readonly seen = {
    title: "",
    text: "",
    textChars: 0,
    scripts: "",
    loadsScripts: false,
    scriptCount: 0,
    refresh: undefined as string | undefined,
    refreshWithoutScripts: undefined as string | undefined,
    canonical: undefined as string | undefined,
    base: undefined as string | undefined,
  };
  /** The silent element that is open, and how deep it stands in its like. */
  #silent: { readonly name: string; depth: number } | undefined;
  #space = true;

  onStartTag({ tagName: name, attrs, selfClosing }: Tokens.TagToken): void {
    const raw = RAW_TEXT.get(name);
    if (raw !== undefined) {
      this.tokenizer.state = raw;
      this.tokenizer.lastStartTagName = name;
    }
    const value = (wanted: string): string | undefined => attrs.find((one) => one.name === wanted)?.value;
    if (name === "script") this.#script(value("src"));
    if (name === "meta" && /^\s*refresh\s*$/iu.test(value("http-equiv") ?? ""))
      this.#refresh(value("content"));
    if (
      this.#silent === undefined &&
      name === "link" &&
      /(?:^|\s)canonical(?:\s|$)/iu.test(value("rel") ?? "")
    )
      this.seen.canonical ??= value("href");
    if (this.#silent === undefined && name === "base") this.seen.base ??= value("href");
    this.#space = this.#space || !/^(?:a|abbr|b|code|em|i|small|span|strong|u)$/u.test(name);
    if (this.#silent !== undefined) {
      if (this.#silent.name === name && !selfClosing) this.#silent.depth += 1;
    } else if (SILENT.has(name) && !selfClosing) this.#silent = { name, depth: 1 };
  }

  onEndTag({ tagName: name }: Tokens.TagToken): void {
    this.#space = this.#space || !/^(?:a|abbr|b|code|em|i|small|span|strong|u)$/u.test(name);
    if (this.#silent?.name !== name) return;
    this.#silent.depth -= 1;
    if (this.#silent.depth === 0) this.#silent = undefined;
  }

  onCharacter({ chars }: Tokens.CharacterToken): void {
    const within = this.#silent?.name;
    if (within === "title") this.seen.title = (this.seen.title + chars).slice(0, TEXT_CHARS_KEPT);
    else if (within === "script") this.seen.scripts = (this.seen.scripts + chars).slice(0, SCRIPT_CHARS_KEPT);
    if (within !== undefined) return;
    const gap = this.#space && this.seen.textChars > 0 ? 1 : 0;
    this.seen.textChars += gap + chars.length;
    if (this.seen.text.length < TEXT_CHARS_KEPT)
      this.seen.text += (gap === 1 ? " " : "") + chars.slice(0, TEXT_CHARS_KEPT);
    this.#space = false;
  }

  onWhitespaceCharacter({ chars }: Tokens.CharacterToken): void {
    if (this.#silent === undefined) this.#space = true;
    else this.onCharacter({ chars } as Tokens.CharacterToken);
  }

  onNullCharacter(): void {}
  onComment(): void {}
  onDoctype(): void {}
  onEof(): void {}

  #script(source: string | undefined): void {
    this.seen.scriptCount += 1;
    if (source === undefined) this.seen.scripts += "\n";
    else this.seen.loadsScripts = true;
  }

  /** The first counts. Inside `<template>` and the like it is no instruction to anybody. */
  #refresh(content: string | undefined): void {
    if (this.#silent === undefined) this.seen.refresh ??= content;
    else if (this.#silent.name === "noscript") this.seen.refreshWithoutScripts ??= content;
  }
}

/** `bytes`: the page, or its first {@link FRONT_BYTES}. Linear in their number; never throws. */
export function readFront(bytes: Uint8Array): Front {
  const text = new TextDecoder("utf-8").decode(bytes.subarray(0, FRONT_BYTES));
  const handler = new FrontHandler();
  handler.tokenizer.write(text, true);
  const { title, text: seenText, ...rest } = handler.seen;
  return { ...rest, title: fold(title), text: fold(seenText) };
}

function fold(text: string): string {
  return text.replaceAll(/\s+/gu, " ").trim();
}
