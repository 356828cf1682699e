// 10,000 listings: what the home page weighs before anybody searches, and how long an answer takes.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { largeCatalog } from "../support/storefront-sample.ts";
import { openStage, type Stage } from "./stage.ts";

const TRANSFERRED_MAX = 150 * 1024;
const ANSWER_MS_MAX = 50;

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

  void it("are searched in less than 50 ms, drawing included", async (test) => {
    const page = await stage.visit("");
    const started = performance.now();
    await page.locator("#q").fill("a");
    await page.locator("#results[data-share='1']").waitFor({ timeout: 60_000 });
    test.diagnostic(`index there after ${(performance.now() - started).toFixed(0)} ms`);
    const answers: string[] = [];
    for (const words of [
      "channel",
      "chanel",
      "alert dig",
      "release review branch",
      "dokcer",
      "poll 77",
      "zzzz",
      "calendar",
    ]) {
      const ms = await page.evaluate<number>(
        `(() => {
          const box = document.querySelector("#q");
          const once = () => {
            box.value = ${JSON.stringify(words)};
            const before = performance.now();
            box.dispatchEvent(new Event("input", { bubbles: true }));
            return performance.now() - before;
          };
          return [once(), once(), once()].sort((a, b) => a - b)[1];
        })()`,
      );
      answers.push(`${words}: ${ms.toFixed(1)} ms`);
      assert.ok(ms < ANSWER_MS_MAX, `${words}: ${ms} ms`);
    }
    test.diagnostic(answers.join(", "));
    assert.deepEqual(stage.misdeeds, []);
    await page.context().close();
  });
});
