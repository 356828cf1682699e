// A storefront served on localhost and a Chromium to visit it with; every visit is watched for what a page must never do.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { readBrowserSources } from "../../src/adapters/storefront-files.ts";
import type { Catalog } from "../../src/core/catalog/entry.ts";
import { openStorefront, type Storefront } from "../../src/core/storefront/storefront.ts";
import { serveSite } from "../support/site-server.ts";

export interface Stage {
  readonly url: string;
  readonly storefront: Storefront;
  /** What pages did that they must not: requests to others, refused scripts, errors, `xss()` run. */
  readonly misdeeds: string[];
  visit(path: string, options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
}

export async function openStage(catalog: Catalog): Promise<Stage> {
  const storefront = openStorefront(catalog, readBrowserSources());
  const server = await serveSite(storefront, catalog.site.basePath);
  const browser: Browser = await chromium.launch({
    executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  const misdeeds: string[] = [];
  return {
    url: server.url,
    storefront,
    misdeeds,
    async visit(path, options = {}) {
      const context = await browser.newContext(options);
      const page = await context.newPage();
      await watch(page, new URL(server.url).origin, misdeeds);
      await page.goto(server.url + path, { waitUntil: "networkidle" });
      return page;
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

async function watch(page: Page, origin: string, misdeeds: string[]): Promise<void> {
  const say = (what: string): void => void misdeeds.push(`${page.url()}: ${what}`);
  await page.exposeFunction("tell", say);
  await page.addInitScript(`
    window.xss = () => window.tell("a script of somebody else's ran");
    addEventListener("securitypolicyviolation", (event) =>
      window.tell("refused: " + event.violatedDirective + " " + event.blockedURI));
  `);
  page.on("request", (request) => {
    if (!request.url().startsWith(`${origin}/`)) say(`asked ${request.url()}`);
  });
  page.on("pageerror", (error) => say(`error: ${error.message}`));
  page.on("dialog", () => say("a dialog"));
}

export const PAGES: Readonly<Record<string, string>> = {
  home: "",
  "search results": "?q=meet",
  "no results": "?q=nothinglikethis",
  "all listings": "all/",
  type: "type/plugin/",
  tag: "tag/meetings/",
  tags: "tags/",
  listing: "listings/poll-maker/",
  "listing under review": "listings/whiteboard/",
  "listing without picture": "listings/feed-reader/",
  "removed listing": "removed/token-share/",
  "removed listings": "removed/",
  about: "about/",
  checklist: "checklist/",
  "not found": "no/such/page/",
};

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core finds fault with, all of its rules on. */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  return page.evaluate<string[]>(
    "axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target.join(' ')).join(', ')))",
  );
}
