// Turns one Markdown paragraph into HTML in a single pass, because the reference parser takes quadratic time on hostile text.

/** `[label]: url` lines of the page, by folded label. */
export type References = ReadonlyMap<string, string>;

const DESTINATION_CHARS_MAX = 2_000;
const FENCE_RUN_MAX = 8;
/** Tags that would swallow the rest of the page: GitHub shows them as text, and so do we. */
const SWALLOWING =
  /^<\/?(?:script|style|textarea|title|xmp|iframe|noembed|noframes|plaintext|template|select|noscript)\b/iu;
const TAG = /<\/?[a-z][\w:-]{0,40}(?:\s[^<>]{0,2000})?\/?>|<!--/iuy;
const AUTOLINK = /<(https?:\/\/[^\s<>]{1,2000})>/iuy;
const BARE_URL = /https?:\/\/[^\s<>"'`\])}|]{3,2000}/iuy;

export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** Raw HTML stays as it is, apart from tags that would swallow what follows. */
export function tameHtml(html: string): string {
  return html.replaceAll(/<\/?[a-z]{5,10}\b/giu, (tag) =>
    SWALLOWING.test(tag) ? `&lt;${tag.slice(1)}` : tag,
  );
}

export function foldLabel(label: string): string {
  return label.replaceAll(/\s+/gu, " ").trim().toLowerCase();
}

/** For each `[` of the text the place of its `]`. */
function matchBrackets(text: string): ReadonlyMap<number, number> {
  const open: number[] = [];
  const pairs = new Map<number, number>();
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === "\\") at += 1;
    else if (char === "[") open.push(at);
    else if (char === "]") {
      const start = open.pop();
      if (start !== undefined) pairs.set(start, at);
    }
  }
  return pairs;
}

interface Target {
  readonly url: string;
  /** The place after the whole link. */
  readonly end: number;
}

class InlineWriter {
  #out = "";
  #at = 0;
  #strong = "";
  readonly #pairs: ReadonlyMap<number, number>;
  /** Where open links end: at the closing bracket, the tag and the place to go on from. */
  readonly #links: { readonly close: number; readonly end: number }[] = [];
  readonly #text: string;
  readonly #references: References;
  readonly #noCloser = new Set<number>();

  constructor(text: string, references: References) {
    this.#text = text;
    this.#references = references;
    this.#pairs = matchBrackets(text);
  }

  write(): string {
    while (this.#at < this.#text.length) this.#step();
    return this.#out + (this.#strong === "" ? "" : "</strong>") + "</a>".repeat(this.#links.length);
  }

  #step(): void {
    const link = this.#links.at(-1);
    if (link !== undefined && this.#at >= link.close) {
      this.#links.pop();
      this.#out += "</a>";
      this.#at = Math.max(this.#at, link.end);
      return;
    }
    const char = this.#text[this.#at] ?? "";
    if (char === "\\" && /[!-/:-@[-`{-~]/u.test(this.#text[this.#at + 1] ?? ""))
      this.#put(this.#text[this.#at + 1] ?? "", 2);
    else if (char === "`") this.#code();
    else if (char === "!" && this.#text[this.#at + 1] === "[") this.#image();
    else if (char === "[") this.#link();
    else if (char === "<") this.#angle();
    else if (char === "*" || char === "_") this.#emphasis(char);
    else if (char === "h" && this.#bareUrl()) return;
    else if (char === "&") this.#raw("&", 1);
    else this.#put(char, 1);
  }

  #raw(html: string, chars: number): void {
    this.#out += html;
    this.#at += chars;
  }

  #put(text: string, chars: number): void {
    this.#raw(text === "<" || text === ">" || text === '"' ? escapeHtml(text) : text, chars);
  }

  #code(): void {
    let run = 1;
    while (this.#text[this.#at + run] === "`") run += 1;
    const fence = "`".repeat(run);
    const start = this.#at + run;
    let end = run > FENCE_RUN_MAX || this.#noCloser.has(run) ? -1 : this.#text.indexOf(fence, start);
    while (end >= 0 && this.#text[end + run] === "`") {
      let beyond = end + run;
      while (this.#text[beyond] === "`") beyond += 1;
      end = this.#text.indexOf(fence, beyond);
    }
    if (end < 0) {
      this.#noCloser.add(run);
      this.#put(fence, run);
      return;
    }
    this.#raw(`<code>${escapeHtml(this.#text.slice(start, end))}</code>`, end + run - this.#at);
  }

  #target(close: number, label: string): Target | undefined {
    const after = this.#text[close + 1];
    if (after === "(") {
      const found = this.#text.slice(close, close + DESTINATION_CHARS_MAX).indexOf(")");
      if (found < 0) return undefined;
      let end = close + found;
      // One pair of parentheses inside the address is common on wikis.
      if (this.#text.slice(close + 2, end).includes("(") && this.#text[end + 1] === ")") end += 1;
      const url = /^\s*<?([^\s>]*)/u.exec(this.#text.slice(close + 2, end))?.[1] ?? "";
      return { url, end: end + 1 };
    }
    const second = after === "[" ? this.#pairs.get(close + 1) : undefined;
    const name = second === undefined || second === close + 2 ? label : this.#text.slice(close + 2, second);
    const url = name.length > DESTINATION_CHARS_MAX ? undefined : this.#references.get(foldLabel(name));
    return url === undefined ? undefined : { url, end: (second ?? close) + 1 };
  }

  #bracket(
    open: number,
  ): { readonly close: number; readonly target: Target; readonly label: string } | undefined {
    const close = this.#pairs.get(open);
    if (close === undefined) return undefined;
    const label = this.#text.slice(open + 1, Math.min(close, open + DESTINATION_CHARS_MAX));
    const target = this.#target(close, label);
    return target === undefined ? undefined : { close, target, label };
  }

  #image(): void {
    const found = this.#bracket(this.#at + 1);
    if (found === undefined) {
      this.#put("!", 1);
      return;
    }
    const html = `<img src="${escapeHtml(found.target.url)}" alt="${escapeHtml(found.label)}">`;
    this.#raw(html, found.target.end - this.#at);
  }

  #link(): void {
    const found = this.#links.length > 0 ? undefined : this.#bracket(this.#at);
    if (found === undefined) {
      this.#put("[", 1);
      return;
    }
    this.#links.push({ close: found.close, end: found.target.end });
    this.#raw(`<a href="${escapeHtml(found.target.url)}">`, 1);
  }

  #angle(): void {
    AUTOLINK.lastIndex = this.#at;
    const link = AUTOLINK.exec(this.#text);
    if (link?.[1] !== undefined) {
      const url = escapeHtml(link[1]);
      this.#raw(`<a href="${url}">${url}</a>`, link[0].length);
      return;
    }
    TAG.lastIndex = this.#at;
    const tag = TAG.exec(this.#text)?.[0];
    if (tag === undefined) {
      this.#put("<", 1);
      return;
    }
    if (tag === "<!--") {
      const end = this.#text.indexOf("-->", this.#at);
      this.#at = end < 0 ? this.#text.length : end + 3;
      return;
    }
    this.#raw(tameHtml(tag), tag.length);
  }

  /** `**` and `__` are strong; single marks vanish at the edge of a word and stay inside one (`MY_TOKEN`, `2*3`). */
  #emphasis(mark: string): void {
    let run = 1;
    while (this.#text[this.#at + run] === mark) run += 1;
    const before = this.#text[this.#at - 1] ?? " ";
    const after = this.#text[this.#at + run] ?? " ";
    const insideWord = /[\p{L}\p{N}]/u.test(before) && /[\p{L}\p{N}]/u.test(after);
    const loose = /\s/u.test(before) && /\s/u.test(after);
    if (loose || (mark === "_" && insideWord)) {
      this.#put(mark.repeat(Math.min(run, 200)), run);
      return;
    }
    if (run < 2 && this.#strong !== mark) {
      this.#at += 1;
      return;
    }
    if (run >= 2) {
      this.#out += this.#strong === "" ? "<strong>" : "</strong>";
      this.#strong = this.#strong === "" ? mark : "";
    }
    this.#at += run;
  }

  #bareUrl(): boolean {
    if (this.#links.length > 0) return false;
    BARE_URL.lastIndex = this.#at;
    const url = BARE_URL.exec(this.#text)?.[0].replace(/[.,;:!?*_]+$/u, "");
    if (url === undefined) return false;
    this.#raw(`<a href="${escapeHtml(url)}">${escapeHtml(url)}</a>`, url.length);
    return true;
  }
}

export function inlineToHtml(text: string, references: References): string {
  return new InlineWriter(text, references).write();
}
