// The page readers: each markup becomes the same blocks, and no bytes, however hostile, make them throw or crawl.

import { describe, expect, it } from "@jest/globals";
import { array, assert, constantFrom, oneof, property, uint8Array } from "fast-check";
import { readPage } from "../../src/adapters/page/read-page.ts";
import { processorMs } from "../support/cpu.ts";
import type { DocumentationPage } from "../../src/core/facts.ts";

function read(text: string, contentType: string, url: string): DocumentationPage {
  return readPage(new TextEncoder().encode(text), contentType, url);
}

/** Blocks as short lines: what a table can be compared with. */
function outline(page: DocumentationPage): readonly string[] {
  return page.blocks.map((block) => {
    if (block.kind === "heading") return `h${block.depth} ${block.text}`;
    if (block.kind === "row") return `${block.header ? "head" : "row"} ${block.cells.join("|")}`;
    if (block.kind === "image") return `image ${block.url}`;
    if (block.kind === "code") return `code(${block.language}) ${block.text}`;
    return `${block.kind === "item" ? (block.ordered ? "step" : "item") : "text"} ${block.text}`;
  });
}

const WANTED = [
  "h1 Bot",
  "text A bot for /lunch.",
  "h2 Install",
  "step Get it.",
  "step Run:",
  "code(sh) brew install bot",
  "item one",
];

describe("tables and links of plain markup", () => {
  it.each([
    [
      "README.rst",
      "Bot\n===\n\n+------+-------+\n| Name | Value |\n+======+=======+\n| salt | ``2`` |\n+------+-------+\n",
      ["h1 Bot", "head Name|Value", "row salt|2"],
    ],
    [
      "README.adoc",
      "= Bot\n\n|===\n|Name |Value\n\n|salt |2\n|===\n",
      ["h1 Bot", "head Name|Value", "row salt|2"],
    ],
  ])("%s", (file, text, wanted) => {
    expect(outline(read(text, "text/plain", file)).map((line) => line.replaceAll(/\s*\|\s*/gu, "|"))).toEqual(
      wanted,
    );
  });

  it("follows a named target of reStructuredText", () => {
    const page = read(
      "Bot\n===\n\nSee the `long manual`_.\n\n.. _long manual: https://example.org/m\n",
      "text/plain",
      "a.rst",
    );
    expect(page.blocks[1]?.spans?.[0]).toEqual({
      kind: "link",
      text: "long manual",
      url: "https://example.org/m",
    });
  });
});

describe("the same page in every markup", () => {
  it.each([
    [
      "Markdown",
      "README.md",
      "# Bot\n\nA bot for `/lunch`.\n\n## Install\n\n1. Get it.\n2. Run:\n\n   ```sh\n   brew install bot\n   ```\n\n- one\n",
    ],
    [
      "HTML",
      "index.html",
      '<title>x</title><nav>Menu</nav><main><h1>Bot</h1><p>A bot for <code>/lunch</code>.<h2>Install</h2><ol><li>Get it.<li><p>Run:</p><pre><code class="language-sh">brew install bot</code></pre></ol><ul><li>one</ul></main><footer>©</footer>',
    ],
    [
      "reStructuredText",
      "README.rst",
      "===\nBot\n===\n\nA bot for ``/lunch``.\n\nInstall\n-------\n\n1. Get it.\n2. Run:\n\n.. code-block:: sh\n\n    brew install bot\n\n* one\n",
    ],
    [
      "AsciiDoc",
      "README.adoc",
      "= Bot\n:toc:\n\nA bot for `/lunch`.\n\n== Install\n\n. Get it.\n. Run:\n\n[source,sh]\n----\nbrew install bot\n----\n\n* one\n",
    ],
    [
      "Org",
      "README.org",
      "* Bot\n\nA bot for ~/lunch~.\n\n** Install\n\n1. Get it.\n2. Run:\n\n#+begin_src sh\nbrew install bot\n#+end_src\n\n- one\n",
    ],
    [
      "WordPress",
      "readme.txt",
      "=== Bot ===\n\nA bot for `/lunch`.\n\n== Install ==\n\n1. Get it.\n2. Run:\n\n```sh\nbrew install bot\n```\n\n* one\n",
    ],
  ])("%s", (_name, file, text) => {
    expect(outline(read(text, file.endsWith(".html") ? "text/html" : "text/plain", file))).toEqual(WANTED);
  });
});

describe("Markdown", () => {
  it.each([
    [
      "HTML headings and images",
      '<h1 align="center">Bot</h1>\n<p align="center">\n  <img src="a.png" width="300">\n</p>\n',
      ["h1 Bot", "image a.png"],
    ],
    [
      "details",
      "<details>\n<summary>Settings</summary>\n\n- one\n\n</details>\n",
      ["text Settings", "item one"],
    ],
    ["an HTML table", "<table><tr><th>Key</th></tr><tr><td>a</td></tr></table>\n", ["head Key", "row a"]],
    ["a table", "| Key | Use |\n|---|---|\n| `a\\|b` | x |\n", ["head Key|Use", "row a|b|x"]],
    ["setext headings", "Bot\n===\n\nPart\n----\n", ["h1 Bot", "h2 Part"]],
    ["front matter", '---\ntitle: "Bot"\n---\ntext\n', ["text text"]],
    ["comments", "a <!-- hidden --> b\n\n<!--\n# hidden\n-->\n", ["text a b"]],
    ["no tag may swallow the rest", "<script>\n\n# Bot\n", ["text <script>", "h1 Bot"]],
    ["names with underscores", "MY_BOT_TOKEN and *this*\n", ["text MY_BOT_TOKEN and this"]],
    ["indented code", "Run\n\n    make soup\n", ["text Run", "code() make soup"]],
    ["an unclosed fence", "```sh\nmake\n", ["code(sh) make"]],
  ])("%s", (_name, text, wanted) => {
    expect(outline(read(text, "text/markdown", "README.md"))).toEqual(wanted);
  });

  it("keeps links, code and bold beside the text, badges with their link", () => {
    const [text, image] = read(
      "**Get** [it](https://example.org) with `get`\n\n[![ok](a.svg)](https://ci.example.org)\n",
      "text/markdown",
      "",
    ).blocks;
    expect(text?.spans).toEqual([
      { kind: "strong", text: "Get" },
      { kind: "link", text: "it", url: "https://example.org" },
      { kind: "code", text: "get" },
    ]);
    expect(image).toMatchObject({
      kind: "image",
      url: "a.svg",
      spans: [{ kind: "link", url: "https://ci.example.org" }],
    });
  });
});

describe("HTML", () => {
  it.each([
    [
      "hidden parts",
      '<p>a</p><p hidden>b</p><div style="display:none">c</div><template>d</template><aside>e</aside>',
      ["text a"],
    ],
    [
      "GitHub's rendered file",
      "<main><p>chrome</p><article class='markdown-body'><p>a</p></article></main>",
      ["text a"],
    ],
    [
      "an article's own header",
      "<article><header><h1>Bot</h1></header><p>a</p></article>",
      ["h1 Bot", "text a"],
    ],
    ["cells with lists", "<table><tr><td><ul><li>a<li>b</ul></table>", ["row a b"]],
  ])("%s", (_name, html, wanted) => {
    expect(outline(read(html, "text/html", "https://example.org/"))).toEqual(wanted);
  });

  it.each([
    ["an empty root", '<div id="app"></div><script src="a.js"></script>', true],
    [
      "a note for those without script",
      "<noscript>You need to enable JavaScript to run this app.</noscript>",
      true,
    ],
    ["text, and scripts", `<p>${"soup ".repeat(100)}</p><script src="a.js"></script>`, false],
    ["a short page without scripts", "<p>soup</p>", false],
  ])("%s: built by script %s", (_name, html, wanted) => {
    expect(read(html, "text/html", "").builtByScript).toBe(wanted);
  });
});

describe("charset", () => {
  const cp1251 = Uint8Array.from([0xd1, 0xf3, 0xef]);
  it.each([
    ["header", cp1251, "text/html; charset=windows-1251", "Суп"],
    [
      "meta",
      Uint8Array.from([...new TextEncoder().encode('<meta charset="windows-1251">'), ...cp1251]),
      "text/html",
      "Суп",
    ],
    [
      "byte order mark",
      Uint8Array.from([0xff, 0xfe, 0x21, 0x04, 0x43, 0x04, 0x3f, 0x04]),
      "text/html",
      "Суп",
    ],
    ["unknown label", new TextEncoder().encode("Суп"), "text/html; charset=klingon", "Суп"],
  ])("by %s", (_name, bytes, contentType, wanted) => {
    expect(outline(readPage(bytes, contentType, ""))).toEqual([`text ${wanted}`]);
  });
});

describe("hostile pages", () => {
  const pieces = [
    "<",
    ">",
    "</",
    "<p",
    "<table>",
    "<td>",
    "<li>",
    "<pre>",
    "```",
    "~~~",
    "# ",
    "- ",
    "1. ",
    "|",
    "---",
    "[a]",
    "(b)",
    "![",
    "`",
    "**",
    "_",
    "\n",
    "\n\n",
    "    ",
    "> ",
    "..",
    "::",
    "====",
    "a",
    "ы",
    "\u0000",
    "&#",
    "&amp;",
    "<!--",
    "-->",
    "<script>",
    "<div>",
    "<a ",
    " b=1 ",
  ];
  const file = constantFrom("a.md", "a.rst", "a.adoc", "a.org", "a.html", "a.txt", "");
  /** Work that grew with the square would take many times as long. */
  const CHARS = 128 * 1024;
  const DURATION_MS_MAX = 2_000;

  it("are read in linear time, whatever they repeat", () => {
    const unit = array(constantFrom(...pieces), { minLength: 1, maxLength: 4 });
    assert(
      property(unit, file, (parts, url) => {
        const part = parts.join("");
        const text = part.repeat(Math.ceil(CHARS / part.length)).slice(0, CHARS);
        expect(processorMs(() => read(text, "text/plain", url))).toBeLessThan(DURATION_MS_MAX);
      }),
      { numRuns: 100 },
    );
  });

  it("never throws, whatever the bytes", () => {
    const soup = array(constantFrom(...pieces), { maxLength: 200 }).map((parts) =>
      new TextEncoder().encode(parts.join("")),
    );
    assert(
      property(
        oneof(soup, uint8Array({ maxLength: 500 })),
        constantFrom("text/html", "text/plain", "x; charset="),
        file,
        (bytes, type, url) => {
          const page = readPage(bytes, type, url);
          for (const block of page.blocks) if ("text" in block) expect(block.text).not.toBe("");
        },
      ),
      { numRuns: 500 },
    );
  });
});
