// What the pages for people name is there: commands with their options, npm scripts, and the pages they link.

import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { FROM_SOURCE } from "./support/from-source.ts";

const run = promisify(execFile);
const PAGES = [
  "README.md",
  "SECURITY.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "src/README.md",
  ...["design", "guides"].flatMap((folder) =>
    readdirSync(`docs/${folder}`).map((name) => `docs/${folder}/${name}`),
  ),
  ...readdirSync("docs")
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
  ...["README.md", "CONTRIBUTING.md", "SECURITY.md"].map((name) => `submissions-template/${name}`),
].filter((path) => existsSync(path));

const text = (path: string): string => readFileSync(path, "utf8");

interface Line {
  readonly page: string;
  readonly command: string;
  readonly options: readonly string[];
}

/** Lines of code and code spans that run `steward`, in whichever of its spellings. */
function commandLines(page: string): readonly Line[] {
  const code = [
    ...[...text(page).matchAll(/^```\w*\n([\s\S]*?)^```/gm)].flatMap(([, block]) =>
      (block ?? "").split("\n"),
    ),
    ...[...text(page).matchAll(/`([^`\n]+)`/g)].map(([, span]) => span ?? ""),
  ];
  return code.flatMap((one) => {
    const found =
      /(?:^|\s)(?:npm run -s steward -- |npx marketplace-steward |node dist\/cli\/main\.js |steward )([a-z][a-z-]*)(.*)$/.exec(
        one.split(/\s#\s/, 1)[0] ?? "",
      );
    // In a container the image's own command line begins anew: `docker run … steward node …`.
    if (
      found === null ||
      found[1] === "node" ||
      !/^(?:\$ )?(?:npm|npx|node|steward|docker|\w+=)/.test(one.trim())
    )
      return [];
    return [
      {
        page,
        command: found[1] ?? "",
        options: [...(found[2] ?? "").matchAll(/(?<=\s)--[a-z-]+/g)].map(([option]) => option),
      },
    ];
  });
}

const LINES = PAGES.flatMap(commandLines);
const helps = new Map<string, string>();

async function helpOf(words: readonly string[]): Promise<string> {
  const key = words.join(" ");
  const known = helps.get(key);
  if (known !== undefined) return known;
  const { stdout } = await run(process.execPath, [...FROM_SOURCE, "src/cli/main.ts", ...words, "--help"]);
  helps.set(key, stdout);
  return stdout;
}

describe("commands on the pages", () => {
  it("are many enough to be found", () => {
    expect(LINES.length).toBeGreaterThan(25);
    expect(new Set(LINES.map(({ page }) => page)).size).toBeGreaterThan(4);
  });

  it.each([...new Set(LINES.map(({ command }) => command))].sort())(
    "steward %s is one, with each option that is named",
    async (command) => {
      const all = await helpOf([]);
      expect(all).toMatch(new RegExp(`^  ${command}\\b`, "m"));
      const own = await helpOf([command]);
      const inner = [...own.matchAll(/^ {2}([a-z]+) /gm)]
        .map(([, name]) => name ?? "")
        .filter((name) => name !== "help");
      const helpTexts = [own];
      if (/^Commands:/m.test(own)) for (const name of inner) helpTexts.push(await helpOf([command, name]));
      const help = helpTexts.join("\n");
      for (const { page, options } of LINES.filter((line) => line.command === command))
        for (const option of options)
          expect({ page, command, option, known: help.includes(option) }).toMatchObject({ known: true });
    },
    30_000,
  );

  it("npm scripts are in package.json", () => {
    const { scripts } = JSON.parse(text("package.json")) as { scripts: Record<string, string> };
    for (const page of PAGES)
      for (const [, script] of text(page).matchAll(/npm run (?:-s )?([a-z][a-z:-]*)/g))
        expect({ page, script, known: Object.hasOwn(scripts, script ?? "") }).toMatchObject({ known: true });
  });
});

describe("links on the pages", () => {
  const links = PAGES.flatMap((page) =>
    [...text(page).matchAll(/\]\((?!https?:|mailto:|\.\.\/\.\.\/)([^)\s#{]*)(?:#([^)\s]*))?\)/g)].map(
      ([, path, anchor]) => ({ page, path: path ?? "", anchor }),
    ),
  );

  it.each(links)("$page → $path#$anchor", ({ page, path, anchor }) => {
    const target = path === "" ? page : normalize(join(dirname(page), path));
    expect(existsSync(target)).toBe(true);
    if (anchor === undefined || !target.endsWith(".md")) return;
    const anchors = [...text(target).matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
      (title ?? "")
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
        .trim()
        .replaceAll(/\s/g, "-"),
    );
    expect(anchors).toContain(anchor);
  });
});

describe("the design pages", () => {
  const pages = readdirSync("docs/design").filter((name) => name !== "README.md");
  const index = text("docs/design/README.md");

  it("are all in their index, and each in the first column", () => {
    const named = [...index.matchAll(/^\| \[[^\]]+\]\(([\w-]+\.md)\)/gm)].map(([, name]) => name ?? "");
    expect(named.toSorted()).toEqual(pages.toSorted());
  });

  it.each(pages)("%s says what, why and until when, within sixty lines", (name) => {
    const page = text(`docs/design/${name}`);
    for (const part of ["Context", "Decision", "Why", "Consequences", "When to revisit"])
      expect(page).toMatch(new RegExp(`^\\*\\*${part}\\b`, "m"));
    expect(page.split("\n").length).toBeLessThanOrEqual(60);
  });
});
