// The files that all pages share: named by their content, so that a page and its style sheet always belong together.

import { mixed } from "./chunks.ts";
import { themeCss } from "./theme.ts";
import { initialOf } from "./text.ts";
import { escapeXml } from "./xml.ts";
import { accentOf } from "./theme.ts";

/** What `src/browser/` holds, as text; the library's own module is served as it is published, with its licence. */
export interface BrowserSources {
  readonly style: string;
  readonly theme: string;
  readonly page: string;
  readonly search: string;
  readonly find: string;
  readonly minisearch: string;
}

/** Paths on the site. */
export interface AssetNames {
  readonly style: string;
  readonly theme: string;
  readonly page: string;
  readonly search: string;
  readonly find: string;
  readonly minisearch: string;
  readonly icon: string;
}

export interface Asset {
  readonly path: string;
  readonly text: string;
}

interface Assets {
  readonly names: AssetNames;
  readonly files: readonly Asset[];
}

/** Equal input, equal files: digesting a whole library at every publish would be most of its work. */
const made = new WeakMap<BrowserSources, Map<string, Assets>>();

export function assetsOf(
  sources: BrowserSources,
  site: { readonly themeColor: string; readonly marketplace: { readonly name: string } },
): Assets {
  const known = made.get(sources) ?? new Map<string, Assets>();
  if (known.size > LOOKS_KEPT_MAX) known.clear();
  made.set(sources, known);
  const look = JSON.stringify([site.themeColor, site.marketplace.name]);
  const assets = known.get(look) ?? makeAssets(sources, site);
  known.set(look, assets);
  return assets;
}

const LOOKS_KEPT_MAX = 100;

function makeAssets(sources: BrowserSources, site: Parameters<typeof assetsOf>[1]): Assets {
  const files: Asset[] = [];
  const add = (name: string, extension: string, text: string): string => {
    const path = `assets/${name}.${assetDigest(text)}.${extension}`;
    files.push({ path, text });
    return path;
  };
  const names: AssetNames = {
    style: add("style", "css", themeCss(site.themeColor) + withoutNotes(sources.style)),
    theme: add("theme", "js", sources.theme),
    page: add("page", "js", sources.page),
    search: add("search", "js", sources.search),
    find: add("find", "js", sources.find),
    minisearch: add("minisearch", "js", sources.minisearch),
    icon: add("icon", "svg", siteIcon(site.marketplace.name, site.themeColor)),
  };
  return { names, files };
}

/** 64 bits: enough to tell versions apart, and nothing relies on it to keep anybody out. */
export function assetDigest(text: string): string {
  return [mixed(text), mixed(text, 0x9e3779b9)].map((half) => half.toString(16).padStart(8, "0")).join("");
}

function withoutNotes(css: string): string {
  return css
    .replaceAll(/\/\*[\s\S]*?\*\//g, "")
    .replaceAll(/\s*([{};])\s*/g, "$1")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** The marketplace's initial on its colour: the favicon, and the mark in the header where a policy names no logo. */
function siteIcon(name: string, themeColor: string): string {
  const { accent, onAccent } = accentOf(themeColor, "light");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="16" fill="${accent}"/><text x="32" y="44.5" font-family="system-ui,sans-serif" font-size="36" font-weight="700" text-anchor="middle" fill="${onAccent}">${escapeXml(initialOf(name))}</text></svg>\n`;
}
