// Takes the storefront's two pictures in docs/pictures/ anew: `npx tsx scripts/storefront-pictures.ts`.

import { chromium } from "playwright-core";
import sharp from "sharp";
import { readBrowserSources } from "../src/adapters/storefront-files.ts";
import { openStorefront } from "../src/core/storefront/storefront.ts";
import { serveSite } from "../test/support/site-server.ts";
import { niceCatalog, SITE } from "../test/support/storefront-sample.ts";
import { pathOf } from "./generate.ts";

const PICTURES = [
  { name: "storefront-home.png", path: "", width: 1280, height: 1040, theme: "light", scale: 1 },
  {
    name: "storefront-listing.png",
    path: "listings/poll-maker/",
    width: 390,
    height: 844,
    theme: "dark",
    scale: 2,
  },
] as const;

const server = await serveSite(openStorefront(niceCatalog(), readBrowserSources()), SITE.basePath);
const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
for (const { name, path, width, height, theme, scale } of PICTURES) {
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme: theme,
    deviceScaleFactor: scale,
  });
  await page.goto(server.url + path, { waitUntil: "networkidle" });
  const taken = await page.screenshot();
  await sharp(taken)
    .png({ palette: true, colours: 192, effort: 10 })
    .toFile(pathOf(`docs/pictures/${name}`));
  await page.close();
}
await browser.close();
await server.close();
