// The picture that a project has of itself, where projects keep them, so that nobody searches for its path.

import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { fromMarkdown } from "mdast-util-from-markdown";
import { detectFormat } from "../adapters/images/format.ts";
import { IMAGE_BYTES_MAX } from "../core/checks/image.ts";

const FOLDERS = [
  "",
  "assets",
  "docs",
  "docs/images",
  "docs/assets",
  "docs/img",
  ".github",
  ".github/images",
  ".github/assets",
  "media",
  "images",
  "img",
  "static",
  "public",
  "resources",
];
const NAMES = /^(?:icon|logo)\.(?:svg|png|jpe?g)$/i;
const README_CHARACTERS_MAX = 100_000;

/** The path of a PNG, JPEG or SVG within `folder`: the named one, an icon or logo, or the README's first of its own. */
export async function findPicture(folder: string, named: string | undefined): Promise<string | undefined> {
  if (named !== undefined && (await isPicture(folder, named))) return join(folder, named);
  for (const under of FOLDERS) {
    const names = await readdir(join(folder, under)).catch(() => []);
    // Icons before logos, and drawings before pixels.
    const fitting = names.filter((name) => NAMES.test(name)).sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
    for (const name of fitting)
      if (await isPicture(folder, join(under, name))) return join(folder, under, name);
  }
  const names = await readdir(folder).catch(() => []);
  const readme = names.find((name) => /^readme\.(?:md|markdown)$/i.test(name));
  if (readme === undefined) return undefined;
  const text = await readFile(join(folder, readme), "utf8").catch(() => "");
  for (const path of imagesIn(text)) if (await isPicture(folder, path)) return join(folder, path);
  return undefined;
}

function rank(name: string): string {
  const lower = name.toLowerCase();
  return `${lower.startsWith("icon") ? 0 : 1}${lower.endsWith(".svg") ? 0 : lower.endsWith(".png") ? 1 : 2}`;
}

interface Node {
  readonly type: string;
  readonly url?: string;
  readonly value?: string;
  readonly identifier?: string;
  readonly children?: readonly Node[];
}

/** The pictures that a README shows and that are files beside it, in its order, as paths. */
export function imagesIn(markdown: string): readonly string[] {
  const definitions = new Map<string, string>();
  const found: (() => string | undefined)[] = [];
  const visit = (node: Node): void => {
    const { type, url, value = "", identifier = "" } = node;
    if (type === "definition" && url !== undefined) definitions.set(identifier, url);
    if (type === "image") found.push(() => url);
    if (type === "imageReference") found.push(() => definitions.get(identifier));
    if (type === "html")
      for (const [, src] of value.matchAll(/<img\b[^>]{0,500}?\bsrc=["']([^"'>]{1,500})["']/gi))
        found.push(() => src);
    for (const child of node.children ?? []) visit(child);
  };
  visit(fromMarkdown(markdown.slice(0, README_CHARACTERS_MAX)));
  return found.map((url) => localPath(url() ?? "")).filter((path) => path !== undefined);
}

function localPath(url: string): string | undefined {
  if (url === "" || /^(?:[a-z][a-z0-9+.-]*:|\/\/|#)/i.test(url)) return undefined;
  const path = url.replace(/[?#].*$/, "").replace(/^\/+/, "");
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Within the folder, links followed, of at most 5 MB, and what its first bytes say is accepted. */
async function isPicture(folder: string, path: string): Promise<boolean> {
  try {
    const [root, real] = await Promise.all([realpath(folder), realpath(join(folder, path))]);
    const entry = await stat(real);
    if (!real.startsWith(root + sep) || !entry.isFile() || entry.size > IMAGE_BYTES_MAX) return false;
    return detectFormat(new Uint8Array(await readFile(real))).kind === "supported";
  } catch {
    return false;
  }
}
