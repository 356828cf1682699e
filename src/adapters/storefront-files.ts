// The storefront's browser files and the search library's own module, as text: the core draws pages and reads no files.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { BrowserSources } from "../core/storefront/assets.ts";

/** The same folder in the source and in what is built from it. */
const BROWSER = new URL("../browser/", import.meta.url);

/** The script that a preview adds to its pages. */
export function readPreviewScript(): string {
  return readFileSync(new URL("preview.js", BROWSER), "utf8");
}

/** Read once: what a process serves is what it began with. */
export function readBrowserSources(): BrowserSources {
  return (sources ??= readSources());
}

let sources: BrowserSources | undefined;

function readSources(): BrowserSources {
  const own = (name: string): string => readFileSync(new URL(name, BROWSER), "utf8");
  const library = join(createRequire(import.meta.url).resolve("minisearch"), "../../..");
  const licence = readFileSync(join(library, "LICENSE.txt"), "utf8").trim();
  const module = readFileSync(join(library, "dist/es/index.js"), "utf8");
  return {
    style: own("site.css"),
    theme: own("theme.js"),
    page: own("page.js"),
    search: own("search.js"),
    find: own("find.js"),
    // Its map is not published, and a browser with its tools open would ask for it.
    minisearch: `/*! MiniSearch\n${licence}\n*/\n${module.replace(/\n\/\/# sourceMappingURL=.*\n?$/, "\n")}`,
  };
}
