// 10,000 listings: what the home page weighs before anybody searches, and how long an answer takes.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { largeCatalog } from "../support/storefront-sample.ts";
import { openStage, type Stage } from "./stage.ts";

const TRANSFERRED_MAX = 150 * 1024;
const CARDS_MAX = 30;
/** Words, some misspelt, and whether anything fits them. How long an answer takes is measured by `npm run bench search`. */
const SEARCHES: readonly (readonly [words: string, isFound: boolean])[] = [
  ["channel", true],
  ["chanel", true],
  ["alert dig", true],
  ["release review branch", true],
  ["poll 77", true],
  ["zzzz", false],
  ["calendar", true],
];

void describe("10,000 listings", () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage(largeCatalog(10_000));
  });
  after(() => stage.close());

  void it("cost at most 150 KB on the home page before the search is used", async (test) => {
    const page = await stage.visit("about/");
    const session = await page.context().newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.setCacheDisabled", { cacheDisabled: true });
    let bytes = 0;
    session.on("Network.loadingFinished", ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await page.setViewportSize({ width: 1280, height: 2400 });
    await page.goto(stage.url, { waitUntil: "networkidle" });
    test.diagnostic(`${(bytes / 1024).toFixed(1)} KB transferred`);
    assert.ok(bytes > 10_000 && bytes <= TRANSFERRED_MAX, `${bytes} bytes`);
    await page.context().close();
  });

  void it("are all searched, and no answer draws more cards than one screenful", async (test) => {
    const page = await stage.visit("");
    await page.locator("#q").fill("a");
    await page.locator("#results[data-share='1']").waitFor({ timeout: 60_000 });
    const answers: string[] = [];
    for (const [words, isFound] of SEARCHES) {
      await page.locator("#q").fill(words);
      const [status, cards] = await page.evaluate<[string, number]>(
        `[document.querySelector("[data-status]").textContent, document.querySelector("[data-cards]").children.length]`,
      );
      const found = Number(
        /^([\d,]+) listings?$/
          .exec(status.replace("No listings found", "0 listings"))?.[1]
          ?.replaceAll(",", ""),
      );
      answers.push(`${words}: ${status}`);
      assert.equal(found > 0, isFound, `${words}: ${status}`);
      assert.equal(cards, Math.min(found, CARDS_MAX), words);
    }
    test.diagnostic(answers.join(", "));
    assert.deepEqual(stage.misdeeds, []);
    await page.context().close();
  });
});
