// Looks at Markdown as GitHub would read it: other people's words must stand in code spans and nowhere else.

import { expect } from "@jest/globals";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { isSticky } from "../../src/core/review/comment.ts";
import { HOSTILE_TEXTS, PLAIN, SENTINEL } from "./hostile-texts.ts";
import { MINUTE_MS, TinyGitHub, type World } from "./tiny-github.ts";

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly depth?: number;
  readonly children?: readonly Node[];
}

/** What the templates themselves bring along. */
const OWN_HTML =
  /^(?:<!-- steward\n(?:[a-z]+ [^\n]+\n)+-->|<\/?sub>|<details><summary>\d+ suggestions?, which never blocks?<\/summary>|<\/details>)$/;
const OWN_KINDS = new Set([
  "root",
  "heading",
  "paragraph",
  "text",
  "list",
  "listItem",
  "strong",
  "inlineCode",
  "html",
  "break",
  "emphasis",
]);

function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const child of node.children ?? []) walk(child, visit);
}

/** What in a document is neither our own words nor a code span; and how many headings it has. */
export function breaches(markdown: string): readonly string[] {
  const found: string[] = [];
  const tree = fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }) as Node;
  walk(tree, (node) => {
    if (!OWN_KINDS.has(node.type)) found.push(`${node.type}: ${JSON.stringify(node).slice(0, 200)}`);
    if (node.type === "html" && !OWN_HTML.test(node.value ?? "")) found.push(`html: ${node.value ?? ""}`);
    if (node.type === "heading" && node.depth !== 3) found.push("heading");
    // A word of theirs, or anything that GitHub makes a mention, a reference or an emoji of, in running text.
    if (node.type === "text" && /zq7|@|(?:^|\W)#\d|:\w+:|https?:|www\./.test(node.value ?? ""))
      found.push(`text: ${node.value ?? ""}`);
    if (node.type === "inlineCode" && /[\p{Cc}\p{Cf}]/u.test(node.value ?? ""))
      found.push(`code: ${node.value ?? ""}`);
  });
  return found;
}

/**
 * Documents that were parsed and found sound, without what stands in their code spans and without our numbers:
 * a document that differs in nothing else parses alike. Every text is parsed in full at least as it is, before its longer forms come.
 */
const SOUND = new Set<string>();

function shapeOf(markdown: string, text: string): string {
  return PLAIN.has(text) ? markdown : markdown.replaceAll(/`[^`\n\r]+`/g, "`…`").replaceAll(/\d+/g, "0");
}

/** Everything that goes to GitHub as Markdown. */
function documents(github: TinyGitHub): readonly string[] {
  return [
    ...github.comments.filter(({ mine, body }) => mine && isSticky(body)).map(({ body }) => body),
    ...[...github.shown.values()].map(({ summary }) => summary),
  ];
}

export function expectInert(
  text: string,
  world: World,
  act?: (github: TinyGitHub) => void,
): { readonly told: boolean } {
  const github = new TinyGitHub();
  github.review(world);
  if (act !== undefined) {
    github.nowMs += MINUTE_MS;
    act(github);
    github.review(world);
  }
  const all = documents(github);
  expect(all.length).toBeGreaterThan(0);
  for (const markdown of all) {
    const shape = shapeOf(markdown, text);
    if (SOUND.has(shape)) continue;
    expect(breaches(markdown)).toEqual([]);
    SOUND.add(shape).add(shapeOf(markdown, ""));
  }
  for (const { title } of github.shown.values()) expect(title).not.toMatch(/[\n\r`]/);
  for (const write of github.writes) {
    if (write.do !== "create-run" && write.do !== "update-run") continue;
    for (const { message } of write.run.annotations) expect(message).not.toMatch(/`|[\p{Cf}]/u);
  }
  return { told: all.some((markdown) => markdown.includes(SENTINEL)) };
}

/** How many of the texts came through to what people read, of all that were put into worlds; none may have done anything. */
export function shareTold(
  make: (text: string) => World,
  act?: (github: TinyGitHub, text: string) => void,
): number {
  const told = HOSTILE_TEXTS.filter((text) => {
    const then = act === undefined ? undefined : (github: TinyGitHub) => act(github, text);
    return expectInert(text, make(text), then).told;
  });
  return told.length / HOSTILE_TEXTS.length;
}
