// The Markdown that most descriptions keep to, read at a glance: paragraphs and flat lists with code, bold words and links.

export type SimpleInline =
  | { readonly kind: "text" | "code" | "strong"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly url: string };

export interface SimpleBlock {
  readonly kind: "paragraph" | "list";
  /** Of a list its items, of a paragraph the only one. */
  readonly items: readonly (readonly SimpleInline[])[];
}

/** Whatever else could open a block, be an escape, or end a line with a meaning of its own is the parser's. */
const LINE = /^(?:[A-Za-z"'(`*[]|[^\0-\x7f]|\d(?!\d{0,8}[.)]))(?:.*[^ ])?$/u;

const ITEM = "- ";
const WORDS = "[A-Za-z0-9](?:[A-Za-z0-9 ,.'/-]*[A-Za-z0-9])?";
const INLINE = new RegExp(
  [
    "`([^` ](?:[^`]*[^` ])?)`(?!`)",
    `\\*\\*(${WORDS})\\*\\*(?!\\*)`,
    `\\[(${WORDS})\\]\\((https://[A-Za-z0-9./#?=_%+~-]+)\\)`,
    "((?:[^*_`[\\]<>|~\\\\&!@]|&(?![#\\w])|!(?!\\[))+)",
  ].join("|"),
  "uy",
);

/** Addresses become links of themselves. */
const ADDRESS = /https?:|www\./i;
const UNUSUAL = /(?!\n)\p{Cc}|\uFEFF/u;

/** undefined: the text needs the parser. What is answered is what the parser would say. */
export function simpleMarkdown(text: string): readonly SimpleBlock[] | undefined {
  if (UNUSUAL.test(text)) return undefined;
  const blocks: { kind: SimpleBlock["kind"]; lines: string[] }[] = [];
  let before: "blank" | SimpleBlock["kind"] = "blank";
  for (const line of text.split("\n")) {
    const kind = line === "" ? "blank" : line.startsWith(ITEM) ? "list" : "paragraph";
    const last = blocks.at(-1);
    if (kind !== "blank") {
      const words = kind === "list" ? line.slice(ITEM.length) : line;
      // A line right below an item goes on with that item.
      if (!LINE.test(words) || (kind === "paragraph" && before === "list")) return undefined;
      if (kind === "list" && last?.kind === "list") last.lines.push(words);
      else if (kind === "paragraph" && before === "paragraph") last?.lines.push(words);
      else blocks.push({ kind, lines: [words] });
    }
    before = kind;
  }
  const simple: SimpleBlock[] = [];
  for (const { kind, lines } of blocks) {
    const items = kind === "list" ? lines.map(inlineOf) : [paragraphOf(lines)];
    if (!items.every((item) => item !== undefined)) return undefined;
    simple.push({ kind, items });
  }
  return simple;
}

function paragraphOf(lines: readonly string[]): readonly SimpleInline[] | undefined {
  const all: SimpleInline[] = [];
  for (const [at, line] of lines.entries()) {
    const inline = inlineOf(line);
    if (inline === undefined) return undefined;
    if (at > 0) all.push({ kind: "text", text: "\n" });
    all.push(...inline);
  }
  return all;
}

function inlineOf(line: string): readonly SimpleInline[] | undefined {
  const all: SimpleInline[] = [];
  INLINE.lastIndex = 0;
  while (INLINE.lastIndex < line.length) {
    const match = INLINE.exec(line);
    if (match === null) return undefined;
    const [, code, strong, words, url, plain] = match;
    if (code !== undefined) all.push({ kind: "code", text: code });
    else if (ADDRESS.test(strong ?? words ?? plain ?? "")) return undefined;
    else if (strong !== undefined) all.push({ kind: "strong", text: strong });
    else if (url !== undefined) all.push({ kind: "link", text: words ?? "", url });
    else all.push({ kind: "text", text: plain ?? "" });
  }
  return all;
}
