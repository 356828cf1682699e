// A listing's description: Markdown → elements. No HTML of its own, no pictures from elsewhere, headings below the page's.

import type { Nodes, Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import type { ComponentChildren, VNode } from "preact";
import { Out } from "../frame.tsx";
import { safeHref } from "../text.ts";

/** The page's own headings end here; the description's begin one below. */
const DEPTH_ABOVE = 2;
const DEPTH_MAX = 6;

/** Nothing in it means anything to Markdown: plain paragraphs, which most descriptions are, need no parser. */
const PLAIN = /^(?:(?![*_`#[\]<>|~\\&!]|https?:|www\.|@)[^\n\t]|\n(?![ \t]*(?:[-+=]|\d{1,9}[.)]|\t| {4})))*$/;

/** Made once: putting it together takes longer than reading a short text. */
const GFM = { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] };

interface Scope {
  readonly definitions: ReadonlyMap<string, string>;
  /** Headings may not skip a level; how deep the last ones were, outermost first. */
  readonly depths: number[];
}

export function Description({ text }: { readonly text: string }): VNode {
  return (
    <div class="prose" dir="auto">
      {PLAIN.test(text) && !/^[ \t]*(?:[-+=]|\d{1,9}[.)]| {4})/.test(text) && !/ \n/.test(text)
        ? text
            .split(/\n\s*\n/)
            .filter((part) => part.trim() !== "")
            .map((part, at) => <p key={at}>{part.trim()}</p>)
        : marked(text)}
    </div>
  );
}

function marked(text: string): ComponentChildren {
  const root: Root = fromMarkdown(text, GFM);
  const definitions = new Map<string, string>();
  collect(root, definitions);
  return inner(root, { definitions, depths: [] });
}

function collect(node: Nodes, definitions: Map<string, string>): void {
  if (node.type === "definition" && !definitions.has(node.identifier))
    definitions.set(node.identifier, node.url);
  if ("children" in node) for (const child of node.children) collect(child, definitions);
}

function inner(node: { readonly children: readonly Nodes[] }, scope: Scope): ComponentChildren {
  return node.children.map((child) => drawn(child, scope));
}

function drawn(node: Nodes, scope: Scope): ComponentChildren {
  switch (node.type) {
    case "paragraph":
      return <p>{inner(node, scope)}</p>;
    case "heading":
      return heading(node, scope);
    case "text":
      return node.value;
    case "emphasis":
      return <em>{inner(node, scope)}</em>;
    case "strong":
      return <strong>{inner(node, scope)}</strong>;
    case "delete":
      return <del>{inner(node, scope)}</del>;
    case "inlineCode":
      return <code>{node.value}</code>;
    case "code":
      return (
        <pre>
          <code>{node.value}</code>
        </pre>
      );
    case "link":
      return link(node.url, wordsOf(node) === "" ? undefined : inner(node, scope));
    case "linkReference":
      return link(scope.definitions.get(node.identifier), inner(node, scope));
    case "image":
      return link(node.url, node.alt === "" || node.alt === null ? undefined : node.alt);
    case "imageReference":
      return link(scope.definitions.get(node.identifier), node.alt ?? undefined);
    case "list":
      return node.ordered === true ? (
        <ol {...(typeof node.start === "number" && node.start !== 1 && { start: node.start })}>
          {inner(node, scope)}
        </ol>
      ) : (
        <ul>{inner(node, scope)}</ul>
      );
    case "listItem":
      return (
        <li>
          {typeof node.checked === "boolean" ? (node.checked ? "☑ " : "☐ ") : null}
          {node.children.length === 1 && node.children[0]?.type === "paragraph"
            ? inner(node.children[0], scope)
            : inner(node, scope)}
        </li>
      );
    case "blockquote":
      return <blockquote>{inner(node, scope)}</blockquote>;
    case "thematicBreak":
      return <hr />;
    case "break":
      return <br />;
    case "table":
      return table(node, scope);
    case "footnoteReference":
      return `[${node.label ?? node.identifier}]`;
    case "footnoteDefinition":
      return (
        <div class="note">
          [{node.label ?? node.identifier}] {inner(node, scope)}
        </div>
      );
    // Tags of HTML are left out; what stands between them is Markdown, and is shown as such.
    case "html":
    case "definition":
    case "yaml":
      return null;
    default:
      return "children" in node ? inner(node, scope) : null;
  }
}

function heading(node: Extract<Nodes, { type: "heading" }>, scope: Scope): ComponentChildren {
  if (wordsOf(node).trim() === "") return null;
  while ((scope.depths.at(-1) ?? 0) >= node.depth) scope.depths.pop();
  scope.depths.push(node.depth);
  const Tag = `h${Math.min(DEPTH_ABOVE + scope.depths.length, DEPTH_MAX)}` as "h3";
  return <Tag>{inner(node, scope)}</Tag>;
}

function table(node: Extract<Nodes, { type: "table" }>, scope: Scope): VNode {
  const [head, ...rows] = node.children;
  const cells = head?.children ?? [];
  // A heading cell without words would be announced as nothing: it becomes a plain cell.
  return (
    <div class="scroll" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {cells.map((cell, at) =>
              wordsOf(cell).trim() === "" ? (
                <td key={at} />
              ) : (
                <th key={at} scope="col">
                  {inner(cell, scope)}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              {row.children.map((cell, column) => (
                <td key={column}>{inner(cell, scope)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A link into the project's own folders leads nowhere from here: its words stay. */
function link(url: string | undefined, words: ComponentChildren): ComponentChildren {
  const href = safeHref(url);
  if (href === undefined) return words ?? url ?? null;
  return <Out href={href}>{words ?? href}</Out>;
}

function wordsOf(node: Nodes): string {
  if ("children" in node) return (node.children as readonly Nodes[]).map(wordsOf).join("");
  if (node.type === "html") return "";
  if (node.type === "image" || node.type === "imageReference") return node.alt ?? "";
  return "value" in node ? node.value : "";
}
