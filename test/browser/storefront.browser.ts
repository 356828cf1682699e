// The storefront in a real browser: for everybody, with keyboard, without JavaScript, on a phone, in the dark.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { niceCatalog } from "../support/storefront-sample.ts";
import { axeViolations, openStage, PAGES, type Stage } from "./stage.ts";

void describe("every kind of page", () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage(niceCatalog());
  });
  after(() => stage.close());

  for (const colorScheme of ["light", "dark"] as const)
    for (const [name, path] of Object.entries(PAGES))
      void it(`${name}: axe finds no fault in the ${colorScheme} theme, on a phone and on a desk`, async () => {
        const page = await stage.visit(path, { colorScheme });
        for (const summary of await page.locator("summary").all()) await summary.click();
        for (const width of [390, 1280]) {
          await page.setViewportSize({ width, height: 900 });
          assert.deepEqual(await axeViolations(page), []);
        }
        await page.context().close();
      });

  void it("needs no scrolling sideways, from 320 pixels on", async () => {
    for (const path of Object.values(PAGES)) {
      const page = await stage.visit(path);
      for (const width of [320, 390, 820, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        const over = await page.evaluate(
          "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        assert.equal(over, 0, `${path} at ${width}`);
      }
      await page.context().close();
    }
  });

  void it("can be browsed without JavaScript, and shows nothing that needs it", async () => {
    const page = await stage.visit("", { javaScriptEnabled: false });
    assert.equal(await page.locator(".js-only:visible").count(), 0);
    await page.getByRole("link", { name: "browsed" }).click();
    assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "All listings");
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Older" }).click();
    await page.getByRole("link", { name: "Poll Maker" }).click();
    assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "Poll Maker");
    await page
      .getByRole("link", { name: "meetings" })
      .or(page.getByRole("link", { name: "polls" }))
      .first()
      .click();
    assert.match(await page.getByRole("heading", { level: 1 }).innerText(), /^Tagged/);
    await page.goto(stage.url);
    await page
      .getByRole("list")
      .getByRole("link", { name: /^Playbooks/ })
      .click();
    assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "Playbooks");
    await page.context().close();
  });

  void it("can be used with the keyboard alone", async () => {
    const page = await stage.visit("");
    const focused = () =>
      page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()");
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "Skip to the content");
    await page.keyboard.press("Enter");
    assert.equal(await focused(), "main");
    await page.keyboard.press("/");
    assert.equal(await focused(), "q");
    await page.keyboard.type("whitebord");
    await page.getByRole("link", { name: "Whiteboard" }).waitFor();
    await page.locator("[data-status]", { hasText: /^1 listing$/ }).waitFor();
    for (let presses = 0; presses < 6 && (await focused()) !== "Whiteboard"; presses++)
      await page.keyboard.press("Tab");
    assert.equal(await focused(), "Whiteboard");
    await page.keyboard.press("Enter");
    await page.waitForURL(/listings\/whiteboard\/$/);
    await page.goBack();
    await page.getByRole("link", { name: "Whiteboard" }).waitFor();
    await page.locator("#q").focus();
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: "New", exact: true }).waitFor();
    assert.equal(new URL(page.url()).search, "");
    await page.context().close();
  });

  void it("keeps the theme that was chosen", async () => {
    const page = await stage.visit("", { colorScheme: "light" });
    const ground = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    const light = await ground();
    await page.getByRole("button", { name: "Use the dark theme" }).click();
    const dark = await ground();
    assert.notEqual(dark, light);
    await page.goto(`${stage.url}about/`);
    assert.equal(await ground(), dark);
    await page.getByRole("button", { name: "Use the light theme" }).click();
    assert.equal(await ground(), light);
    await page.context().close();
  });

  void it("finds by words, type and tag, sorts, and keeps all of it in the address", async () => {
    const page = await stage.visit("");
    const names = () => page.locator("#results h3").allInnerTexts();
    await page.locator("#q").fill("meetings");
    await page.locator("[data-status]", { hasText: /^\d+ listings$/ }).waitFor();
    assert.deepEqual((await names()).sort(), ["Calendar Bridge", "Meeting Notes", "Whiteboard"]);
    await page.locator("select[name=type]").selectOption("app");
    assert.deepEqual((await names()).sort(), ["Meeting Notes", "Whiteboard"]);
    await page.locator("select[name=sort]").selectOption("name");
    assert.deepEqual(await names(), ["Meeting Notes", "Whiteboard"]);
    await page.locator("select[name=tag]").selectOption("design");
    assert.deepEqual(await names(), ["Whiteboard"]);
    const address = page.url();
    assert.equal(new URL(address).search, "?q=meetings&type=app&tag=design&sort=name");
    await page.goto(address);
    await page.locator("#results h3").first().waitFor();
    assert.deepEqual(await names(), ["Whiteboard"]);
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByRole("heading", { name: "New", exact: true }).waitFor();
    await page.context().close();
  });

  void it("searches from every page", async () => {
    const page = await stage.visit("listings/poll-maker/");
    await page.getByRole("searchbox", { name: "Search listings" }).fill("backup");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Backup Check" }).waitFor();
    await page.context().close();
  });

  void it("says so when the search cannot load", async () => {
    const page = await stage.visit("");
    await page.route("**/search/**", (route) => route.abort());
    await page.locator("#q").fill("poll");
    await page.locator("[data-status]", { hasText: "Not everything could be searched" }).waitFor();
    await page.context().close();
  });

  void it("asks nobody else, runs nothing foreign, and is refused nothing by its own policy", () => {
    assert.deepEqual(stage.misdeeds, []);
  });
});
