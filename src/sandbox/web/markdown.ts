// GitHub-flavoured Markdown → HTML that is safe to show: raw HTML is dropped but for a few harmless tags.

import type { Nodes, Root, TableCell } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";

import { alreadyHtml, escapeMarkup, type Html } from "./html.ts";

interface Scope {
  /** `/owner/name`: where `#12` and relative links lead. */
  readonly base: string;
  /** Tags opened by raw HTML and not closed yet. */
  readonly open: string[];
  readonly definitions: Map<string, string>;
}

const PAIRED_TAGS: readonly string[] = ["details", "summary", "sub", "sup", "kbd"];

function safeUrl(url: string, scope: Scope): string | undefined {
  if (/^(?:https?:|mailto:)/i.test(url)) return url;
  if (url.startsWith("#") || (url.startsWith("/") && !url.startsWith("//"))) return url;
  return /^[a-z][a-z0-9+.-]*:|^\/\//i.test(url) ? undefined : `${scope.base}/blob/HEAD/${url}`;
}

function anchor(url: string, inner: string, scope: Scope): string {
  const safe = safeUrl(url, scope);
  return safe === undefined ? inner : `<a href="${escapeMarkup(safe)}" rel="nofollow noopener">${inner}</a>`;
}

/** Pictures from elsewhere would be requests to strangers: they become links. */
function image(url: string, alt: string, scope: Scope, widthPx?: string): string {
  const safe = safeUrl(url, scope);
  if (safe === undefined) return escapeMarkup(alt);
  const local = safe.startsWith("/") || /^http:\/\/127\.0\.0\.1[:/]/.test(safe);
  if (!local) return anchor(safe, `🖼 ${escapeMarkup(alt === "" ? "image" : alt)}`, scope);
  const source = safe.replace(/^(\/[^/]+\/[^/]+)\/blob\//, "$1/raw/");
  const width = widthPx === undefined ? "" : ` width="${widthPx}"`;
  return `<img src="${escapeMarkup(source)}" alt="${escapeMarkup(alt)}"${width}>`;
}

function attribute(tag: string, name: string): string | undefined {
  return new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, "i")
    .exec(tag)
    ?.slice(1)
    .find((one) => one !== undefined);
}

function rawTag(tag: string, scope: Scope): string {
  const name = /^<\/?([a-z0-9]+)/i.exec(tag)?.[1]?.toLowerCase() ?? "";
  if (name === "br") return "<br>";
  if (name === "img") {
    const widthPx = attribute(tag, "width");
    const given = widthPx !== undefined && /^\d{1,4}$/.test(widthPx) ? widthPx : undefined;
    return image(attribute(tag, "src") ?? "", attribute(tag, "alt") ?? "", scope, given);
  }
  if (!PAIRED_TAGS.includes(name)) return "";
  if (!tag.startsWith("</")) {
    scope.open.push(name);
    return name === "details" && /\sopen\b/i.test(tag) ? "<details open>" : `<${name}>`;
  }
  // A closing tag counts only when it closes the innermost open one.
  if (scope.open.at(-1) !== name) return "";
  scope.open.pop();
  return `</${name}>`;
}

/** Comments vanish, allowed tags are written anew, everything else loses its tags and keeps its words. */
function rawHtml(value: string, scope: Scope): string {
  let text = "";
  let last = 0;
  for (const match of value.matchAll(/<!--[\s\S]*?(?:-->|$)|<\/?[a-z][^>]*>/gi)) {
    text += escapeMarkup(value.slice(last, match.index));
    text += match[0].startsWith("<!--") ? "" : rawTag(match[0], scope);
    last = match.index + match[0].length;
  }
  return text + escapeMarkup(value.slice(last));
}

function plainText(value: string, scope: Scope): string {
  return escapeMarkup(value).replaceAll(
    /(^|[\s(])(?:@([a-z0-9](?:[a-z0-9_-]{0,99}))|#(\d{1,7}))(?![\w-])/gi,
    (_all, before: string, login: string | undefined, number: string | undefined) =>
      login === undefined
        ? `${before}<a href="${escapeMarkup(scope.base)}/issues/${number}">#${number}</a>`
        : `${before}<strong class="mention">@${login}</strong>`,
  );
}

function children(node: { readonly children: readonly Nodes[] }, scope: Scope): string {
  return node.children.map((child) => block(child, scope)).join("");
}

function cell(node: TableCell, tag: "td" | "th", scope: Scope): string {
  return `<${tag}>${children(node, scope)}</${tag}>`;
}

function table(node: Extract<Nodes, { type: "table" }>, scope: Scope): string {
  const [head, ...rows] = node.children;
  const header = (head?.children ?? []).map((one) => cell(one, "th", scope)).join("");
  const body = rows
    .map((row) => `<tr>${row.children.map((one) => cell(one, "td", scope)).join("")}</tr>`)
    .join("");
  return `<div class="scroll"><table><thead><tr>${header}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function listItem(node: Extract<Nodes, { type: "listItem" }>, scope: Scope, tight: boolean): string {
  const box =
    typeof node.checked === "boolean"
      ? `<input type="checkbox" disabled${node.checked ? " checked" : ""}> `
      : "";
  const inner = node.children.map((child) =>
    tight && child.type === "paragraph" ? children(child, scope) : block(child, scope),
  );
  return `<li${box === "" ? "" : ' class="task"'}>${box}${inner.join("")}</li>`;
}

function list(node: Extract<Nodes, { type: "list" }>, scope: Scope): string {
  const tag = node.ordered === true ? "ol" : "ul";
  const start =
    node.ordered === true && typeof node.start === "number" && node.start !== 1
      ? ` start="${node.start}"`
      : "";
  return `<${tag}${start}>${node.children.map((item) => listItem(item, scope, node.spread !== true)).join("")}</${tag}>`;
}

function block(node: Nodes, scope: Scope): string {
  switch (node.type) {
    case "root":
      return children(node, scope);
    case "paragraph":
      return `<p>${children(node, scope)}</p>`;
    case "heading":
      return `<h${node.depth}>${children(node, scope)}</h${node.depth}>`;
    case "text":
      return plainText(node.value, scope);
    case "emphasis":
      return `<em>${children(node, scope)}</em>`;
    case "strong":
      return `<strong>${children(node, scope)}</strong>`;
    case "delete":
      return `<del>${children(node, scope)}</del>`;
    case "inlineCode":
      return `<code>${escapeMarkup(node.value)}</code>`;
    case "code": {
      const suggestion = node.lang === "suggestion";
      return `<pre${suggestion ? ' class="suggestion"' : ""}><code>${escapeMarkup(node.value)}</code></pre>`;
    }
    case "link":
      return anchor(node.url, children(node, scope), scope);
    case "linkReference":
      return anchor(scope.definitions.get(node.identifier) ?? "#", children(node, scope), scope);
    case "image":
      return image(node.url, node.alt ?? "", scope);
    case "list":
      return list(node, scope);
    case "blockquote":
      return `<blockquote>${children(node, scope)}</blockquote>`;
    case "thematicBreak":
      return "<hr>";
    case "break":
      return "<br>";
    case "table":
      return table(node, scope);
    case "html":
      return rawHtml(node.value, scope);
    default:
      return "children" in node ? children(node, scope) : "";
  }
}

const MARKDOWN_CHARACTERS_MAX = 200_000;

export function markdown(text: string, base: string): Html {
  const root: Root = fromMarkdown(text.slice(0, MARKDOWN_CHARACTERS_MAX), {
    extensions: [gfm()],
    mdastExtensions: [gfmFromMarkdown()],
  });
  const definitions = new Map(
    root.children.flatMap((node) =>
      node.type === "definition" ? [[node.identifier, node.url] as const] : [],
    ),
  );
  const scope: Scope = { base, open: [], definitions };
  const body = block(root, scope);
  const closing = scope.open
    .toReversed()
    .map((name) => `</${name}>`)
    .join("");
  return alreadyHtml(`<div class="markdown">${body}${closing}</div>`);
}
