// Rewrites AsciiDoc, Org and wiki pages as Markdown, line by line: enough of each to read headings, lists and code.

import { heading, markupLines } from "./markup-lines.ts";

function asciidocInline(line: string): string {
  return line
    .replaceAll(/image::?([^\s[]{1,1000})\[([^\]]{0,300})\]/gu, "![$2]($1)")
    .replaceAll(/(?:link:|xref:)([^\s[]{1,1000})\[([^\]]{0,300})\]/gu, "[$2]($1)")
    .replaceAll(/(https?:\/\/[^\s[\]]{1,1000})\[([^\]]{1,300})\]/gu, "[$2]($1)")
    .replaceAll(/`\+([^`]{1,300})\+`/gu, "`$1`")
    .replaceAll(/(?<![\w*])\*([^*\s][^*]{0,200})\*(?![\w*])/gu, "**$1**");
}

function asciidocLine(line: string, language: string): string {
  const head = /^(={1,6})\s+(\S.*)$/u.exec(line);
  if (head !== null) return heading(head[1]?.length ?? 1, asciidocInline(head[2] ?? ""));
  if (
    /^(?:\/\/|:[\w!-]+:|ifn?def::|ifeval::|endif::|include::|toc::|\[\[|\[#)/u.test(line) ||
    (/^\[[^\]]*\]$/u.test(line) && language === "")
  )
    return "";
  const ordered = /^(\.{1,5})\s+(\S.*)$/u.exec(line);
  if (ordered !== null) return `1. ${asciidocInline(ordered[2] ?? "")}`;
  const item = /^\s*([*-]{1,5})\s+(\S.*)$/u.exec(line);
  if (item !== null) return `${"  ".repeat((item[1]?.length ?? 1) - 1)}- ${asciidocInline(item[2] ?? "")}`;
  const term = /^(\S.{0,200}?)::\s+(\S.*)$/u.exec(line);
  if (term !== null) return `- **${term[1] ?? ""}** ${asciidocInline(term[2] ?? "")}`;
  const title = /^\.([^\s.].*)$/u.exec(line);
  if (title !== null) return `\n${title[1] ?? ""}\n`;
  return asciidocInline(
    line.replace(/^(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):\s+/u, "").replace(/^\+$/u, ""),
  );
}

export function asciidocToMarkdown(text: string): string {
  const out: string[] = [];
  let fence: string | undefined;
  let language = "";
  let table = false;
  let rows = 0;
  for (const line of markupLines(text)) {
    const trimmed = line.trim();
    if (fence !== undefined) {
      if (trimmed === fence) out.push("~~~", "");
      else out.push(line);
      if (trimmed === fence) fence = undefined;
      continue;
    }
    const source = /^\[(?:source|,)\s*,?\s*([\w+#-]*)/u.exec(trimmed);
    if (source !== null) language = source[1] ?? "";
    else if (/^(?:-{4,}|\.{4,}|`{3,}.*)$/u.test(trimmed)) {
      fence = trimmed.startsWith("`") ? "```" : trimmed;
      out.push("", `~~~${language || trimmed.replace(/^[`.-]+/u, "")}`);
      language = "";
    } else if (/^\|={3,}$/u.test(trimmed)) {
      table = !table;
      out.push("");
      rows = 0;
    } else if (table && trimmed === "") continue;
    else if (table && trimmed.startsWith("|")) {
      const cells = trimmed.slice(1).split("|");
      if (cells.length === 1) out.push(`- ${asciidocInline(trimmed.slice(1).trim())}`);
      else {
        const row = `| ${cells.map((cell) => asciidocInline(cell.trim())).join(" | ")} |`;
        out.push(row, ...(rows === 0 ? [`|${" --- |".repeat(cells.length)}`] : []));
        rows += 1;
      }
    } else if (/^(?:={4,}|_{4,}|\*{4,}|\+{4,})$/u.test(trimmed)) out.push("");
    else out.push(asciidocLine(line, language));
  }
  if (fence !== undefined) out.push("~~~");
  return out.join("\n");
}

export function orgToMarkdown(text: string): string {
  return markupLines(text)
    .map((line) => {
      const head = /^(\*{1,8})\s+(\S.*)$/u.exec(line);
      if (head !== null) return heading(head[1]?.length ?? 1, head[2] ?? "");
      const begin = /^\s*#\+begin_(?:src|example)\s*(\S*)/iu.exec(line);
      if (begin !== null) return `\n~~~${begin[1] ?? ""}`;
      if (/^\s*#\+end_(?:src|example)/iu.test(line)) return "~~~\n";
      if (/^\s*#\+title:/iu.test(line)) return heading(1, line.replace(/^\s*#\+title:/iu, ""));
      if (/^\s*(?:#\+|:[A-Z_]+:)/u.test(line)) return "";
      return line
        .replaceAll(/\[\[([^\]]{1,1000})\]\[([^\]]{1,300})\]\]/gu, "[$2]($1)")
        .replaceAll(/(?<!\w)[=~]([^=~\s][^=~]{0,200})[=~](?!\w)/gu, "`$1`");
    })
    .join("\n");
}

const WIKI_HEADING = /^(={1,6})\s*([^=\s][^=]{0,200}?)\s*\1\s*$/u;

/** WordPress plugin pages and MediaWiki: headings between equals signs. */
export function isWikiText(text: string): boolean {
  let heads = 0;
  for (const line of markupLines(text.slice(0, 50_000)))
    if (line.startsWith("=") && WIKI_HEADING.test(line)) heads += 1;
  return heads >= 2;
}

export function wikiToMarkdown(text: string): string {
  const lines = markupLines(text);
  // WordPress counts downwards: `=== Name ===`, `== Section ==`, `= Part =`.
  const downwards = /^\uFEFF?===[^=]/u.test(lines.find((line) => line.trim() !== "") ?? "");
  return lines
    .map((line) => {
      const head = line.startsWith("=") ? WIKI_HEADING.exec(line) : null;
      const marks = head?.[1]?.length ?? 0;
      return head === null ? line : heading(downwards ? 4 - marks : marks, head[2] ?? "");
    })
    .join("\n");
}
