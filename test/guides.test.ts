// The guides for what is added most often are as long as the code makes them: whatever knows of the one they follow is listed.

import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { read, sources } from "../scripts/generate.ts";

const GUIDES = readdirSync("docs/guides").filter((name) => name !== "README.md");
const page = (name: string): string => read(`docs/guides/${name}`) ?? "";

/** Made from the code itself: nobody writes there. */
const isWritten = (text: string): boolean => !/^\/\/ .*GENERATED/.test(text);
const SOURCES = sources("src")
  .map((path) => ({ path, text: read(path) ?? "" }))
  .filter(({ text }) => isWritten(text));

const followed = (guide: string): string => /^Follow `([^`]+)`/m.exec(guide)?.[1] ?? "";

/** The first column of the tables under these headings. */
function filesUnder(guide: string, ...headings: readonly string[]): readonly string[] {
  return headings.flatMap((heading) => {
    const [, section = ""] =
      new RegExp(`^## ${heading}$([\\s\\S]*?)(?=^## |$(?![\\s\\S]))`, "m").exec(guide) ?? [];
    return [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, path = ""]) => path);
  });
}

/** As a word of its own or a string, not as a part of another name or in a comment. */
function knowsOf(text: string, name: string): boolean {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(?<=^|\s)\/\/.*$/gm, "");
  return new RegExp(`(?<![\\w/-])${name}(?![\\w/-])`).test(code);
}

describe.each(GUIDES)("%s", (name) => {
  const guide = page(name);

  it("names files that there are", () => {
    const named = [...guide.matchAll(/`((?:src|test|docs)\/[^`\s]+)`/g)].map(([, path = ""]) => path);
    expect(named.length).toBeGreaterThan(1);
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
  });

  it("lists every file that knows of the one it follows, and no other", () => {
    const knowing = SOURCES.filter(({ text }) => knowsOf(text, followed(guide))).map(({ path }) => path);
    expect(knowing.toSorted()).toEqual(filesUnder(guide, "Files", "Where it fits").toSorted());
  });

  it("names places in the code that there are", () => {
    const files = [...guide.matchAll(/^\| `(src\/[^`]+)` \| (.*) \|$/gm)];
    expect(files.length).toBeGreaterThan(0);
    for (const [, path = "", words = ""] of files)
      for (const [, place = ""] of words.matchAll(/`([A-Z][A-Z_]+|[a-z]+[A-Z]\w+)`/g))
        expect({ path, place, there: read(path)?.includes(place) }).toMatchObject({ there: true });
  });
});

describe("the index of guides", () => {
  const rows = [
    ...page("README.md").matchAll(/^\| \[[^\]]+\]\(([\w-]+\.md)\) \| (\d+)[^|]*\| `([^`]+)` \|$/gm),
  ].map(([, name = "", files = "", follow = ""]) => ({ name, files: Number(files), follow }));

  it("has each guide, and whom it follows", () => {
    expect(rows.map(({ name }) => name).toSorted()).toEqual(GUIDES.toSorted());
    for (const { name, follow } of rows) expect(follow).toBe(followed(page(name)));
  });

  it.each(rows)("says of $name how many files there are", ({ name, files }) => {
    // A fact has a check that asks for it, and a host a line: both are named apart from the number.
    const apart = ["add-a-fact.md", "add-a-code-host.md"].includes(name) ? 1 : 0;
    expect(filesUnder(page(name), "Files").length - apart).toBe(files);
  });
});
