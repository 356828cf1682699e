// The search in a real browser: opened with a question it moves nothing, Back undoes a step, and no answer is a dead end.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { niceCatalog } from "../support/storefront-sample.ts";
import { openStage, PAGES, type Stage } from "./stage.ts";

const SHIFT_MAX = 0.02;
const SIZES = [
  { width: 360, height: 740 },
  { width: 412, height: 823 },
  { width: 1350, height: 940 },
];
const ASKED = ["?q=meet", "?q=zzzzzz", "?type=tool", "?tag=meetings", "?q=poll&type=plugin&sort=updated"];

const SHIFTS = `
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries())
      if (!hadRecentInput)
        window.shifts.push([value, sources.map(({ node }) => node?.id || node?.className || node?.nodeName).join(" ")]);
  }).observe({ type: "layout-shift", buffered: true });
`;

/** What of the words that a page shows is cut off at its right: nothing but what says so with an ellipsis of its own. */
const CUT = `[...document.querySelectorAll("select")]
  .filter((one) => one.checkVisibility())
  .filter((one) => {
    const ghost = one.cloneNode(false);
    ghost.append(new Option(one.selectedOptions[0]?.text ?? ""));
    ghost.style.cssText = "position:absolute;visibility:hidden;width:auto;min-width:0;max-width:none";
    one.parentNode.append(ghost);
    const wanted = ghost.getBoundingClientRect().width;
    ghost.remove();
    return wanted > one.getBoundingClientRect().width;
  }).map(({ name, value }) => name + "=" + value)`;

void describe("the search", () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage(niceCatalog());
  });
  after(() => stage.close());

  for (const viewport of SIZES)
    void it(`opened with a question it moves nothing, ${viewport.width} pixels wide`, async () => {
      const page = await stage.visit("about/", { viewport });
      await page.addInitScript(SHIFTS);
      // As on a slow line: whatever comes late comes apart.
      await page.route(/\/(?:assets|search)\//, (route) =>
        setTimeout(() => void route.continue().catch(() => undefined), 40),
      );
      for (const path of [...ASKED, ...Object.values(PAGES)]) {
        await page.goto(stage.url + path);
        if (path.startsWith("?")) await page.locator("#results[data-share='1']").waitFor();
        const shifts = await page.evaluate<[number, string][]>(
          "new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(window.shifts))))",
        );
        const sum = shifts.reduce((all, [value]) => all + value, 0);
        assert.ok(sum < SHIFT_MAX, `${path}: ${sum} by ${JSON.stringify(shifts)}`);
      }
      await page.context().close();
    });

  void it("shows every choice whole, from 360 pixels on", async () => {
    for (const { width } of SIZES) {
      const page = await stage.visit("?q=meet&sort=updated&type=integration", {
        viewport: { width, height: 800 },
      });
      await page.locator("#results h3").first().waitFor();
      assert.deepEqual(await page.evaluate(CUT), [], `${width}`);
      await page.context().close();
    }
  });

  void it("goes back a choice at a time, and typed words are one step", async () => {
    const page = await stage.visit("");
    await page.locator("#q").pressSequentially("meetings", { delay: 5 });
    await page.locator("#results[data-share='1']").waitFor();
    await page.locator("select[name=type]").selectOption("app");
    await page.locator("select[name=tag]").selectOption("design");
    const state = async (): Promise<string> => {
      const names = await page.locator("#results h3:visible").allInnerTexts();
      return `${new URL(page.url()).search} ${names.sort().join(",")}`;
    };
    assert.equal(await state(), "?q=meetings&type=app&tag=design Whiteboard");
    await page.goBack();
    assert.equal(await state(), "?q=meetings&type=app Meeting Notes,Whiteboard");
    await page.goBack();
    assert.equal(await state(), "?q=meetings Calendar Bridge,Meeting Notes,Whiteboard");
    await page.goBack();
    await page.getByRole("heading", { name: "New", exact: true }).waitFor();
    assert.equal(new URL(page.url()).search, "");
    assert.equal(await page.locator("#q").inputValue(), "");
    await page.goForward();
    assert.equal(await state(), "?q=meetings Calendar Bridge,Meeting Notes,Whiteboard");
    await page.context().close();
  });

  void it("helps where nothing was found", async () => {
    const page = await stage.visit("?q=meetings&type=tool");
    await page.getByText("No listings found").waitFor();
    await page.getByRole("button", { name: "Show 3 listings of any type and tag" }).click();
    assert.equal(await page.locator("#results h3").count(), 3);
    assert.equal(new URL(page.url()).search, "?q=meetings");
    await page.locator("#q").fill("qqqqqqqq");
    await page.getByText("No listings found").waitFor();
    assert.equal(await page.locator("[data-wider]").isVisible(), false);
    for (const name of ["Browse all listings", "Browse tags", "List your work"])
      assert.ok(await page.locator("#results").getByRole("link", { name }).isVisible(), name);
    await page.locator("#q").fill("calendar unicorns");
    await page.getByText("2 listings with some of them").waitFor();
    assert.equal(await page.locator("[data-none]").isVisible(), false);
    await page.context().close();
  });

  void it("says so when it cannot be loaded at all", async () => {
    const page = await stage.visit("about/");
    await page.route("**/assets/search.*", (route) => route.abort());
    await page.goto(`${stage.url}?q=poll`);
    await page.getByText("The search could not be loaded").waitFor();
    await page.context().close();
  });

  void it("asks nobody else, and is refused nothing by its own policy", () => {
    assert.deepEqual(stage.misdeeds, []);
  });
});
