// Hostile texts as names, summaries and descriptions, in a browser that would run them if it could.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { HOSTILE_WEB } from "../support/hostile-web.ts";
import { entryOf, picture, SITE } from "../support/storefront-sample.ts";
import { openStage, type Stage } from "./stage.ts";

void describe("hostile texts", () => {
  let stage: Stage;
  before(async () => {
    const entries = HOSTILE_WEB.map((text, at) =>
      entryOf({ id: `hostile-${at}`, name: text, summary: text, description: text, maintainers: [text] }),
    );
    stage = await openStage({ site: SITE, entries, removed: [] });
  });
  after(() => stage.close());

  void it("run no script on any page that shows them", async () => {
    const page = await stage.visit("");
    const paths = [...stage.storefront.pages.keys()].filter((path) => path.endsWith("index.html"));
    assert.ok(paths.length > HOSTILE_WEB.length);
    for (const path of paths) {
      await page.goto(stage.url + path.replace(/index\.html$/, ""), { waitUntil: "load" });
      await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
    }
    await page.context().close();
    assert.deepEqual(stage.misdeeds, []);
  });

  void it("run no script in the results of a search, nor as what is searched for", async () => {
    const page = await stage.visit("");
    for (const text of ["script", "xss", "img", "onerror", "zq7", ...HOSTILE_WEB.slice(0, 40)]) {
      await page.goto(`${stage.url}?q=${encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, ""))}`);
      await page
        .locator("[data-status]", { hasText: /listings?$/ })
        .waitFor({ timeout: 5_000 })
        .catch(() => undefined);
    }
    await page.goto(
      `${stage.url}?type=${encodeURIComponent('"><img src=x onerror=xss()>')}&tag=<script>xss()</script>`,
    );
    await page.context().close();
    assert.deepEqual(stage.misdeeds, []);
  });
});

void describe("a page with the longest of everything", () => {
  let stage: Stage;
  before(async () => {
    const site = {
      ...SITE,
      marketplace: { ...SITE.marketplace, name: "Wide Market ".repeat(5), about: "We make it. ".repeat(150) },
    };
    const full = entryOf({
      id: "full",
      name: "W".repeat(60),
      summary: "W".repeat(140),
      description: `${"W".repeat(900)}\n\n\`${"x".repeat(300)}\``,
      link: `https://github.com.${"a".repeat(60)}.${"b".repeat(60)}.evil.example/`,
      screenshots: [picture("images/full/shot-1", 100, 2_000), picture("images/full/shot-2", 1_280, 800)],
    });
    stage = await openStage({ site, entries: [full], removed: [] });
  });
  after(() => stage.close());

  void it("keeps within the screen, shows hosts to their end, and screenshots at a look", async () => {
    for (const path of ["", "listings/full/", "about/", "all/"]) {
      const page = await stage.visit(path);
      for (const width of [320, 400, 900, 1400]) {
        await page.setViewportSize({ width, height: 900 });
        const seen = await page.evaluate<{ over: number; cut: number; tallest: number }>(`({
          over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
          cut: [...document.querySelectorAll(".act small")].filter((one) => one.scrollWidth > one.clientWidth).length,
          tallest: Math.max(0, ...[...document.querySelectorAll(".shots img, .hero .lead")].map((one) => one.clientHeight)),
        })`);
        assert.deepEqual({ ...seen, tallest: seen.tallest <= 400 }, { over: 0, cut: 0, tallest: true }, path);
      }
      await page.context().close();
    }
  });
});
