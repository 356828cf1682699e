// `npm run bench search`: how long a search over 10,000 listings takes in Chromium, from the keystroke to the drawn cards.

import { largeCatalog } from "../support/storefront-sample.ts";
import { openStage } from "../browser/stage.ts";
import { median } from "./figures.ts";

/** What the storefront promises on a machine that does nothing else. */
const ANSWER_MS = 50;
const ROUNDS = 9;
const WORDS = [
  "channel",
  "chanel",
  "alert dig",
  "release review branch",
  "dokcer",
  "poll 77",
  "zzzz",
  "calendar",
];

export async function benchSearch(): Promise<void> {
  const stage = await openStage(largeCatalog(10_000));
  try {
    const page = await stage.visit("");
    await page.locator("#q").fill("a");
    await page.locator("#results[data-share='1']").waitFor({ timeout: 120_000 });
    const whole: number[] = [];
    for (const words of WORDS) {
      const rounds = await page.evaluate<readonly (readonly [all: number, searching: number])[]>(
        `(() => {
          const box = document.querySelector("#q");
          const results = document.querySelector("#results");
          return Array.from({ length: ${ROUNDS} }, () => {
            box.value = ${JSON.stringify(words)};
            const before = performance.now();
            box.dispatchEvent(new Event("input", { bubbles: true }));
            return [performance.now() - before, Number(results.dataset.answerMs)];
          });
        })()`,
      );
      const all = median(rounds.map(([ms]) => ms));
      const searching = median(rounds.map(([, ms]) => ms));
      whole.push(all);
      console.log(`${words}: ${all.toFixed(1)} ms, ${searching.toFixed(1)} of them the search`);
    }
    const worst = Math.max(...whole);
    console.log(`worst median ${worst.toFixed(1)} ms; ${ANSWER_MS} are promised`);
    if (worst >= ANSWER_MS) process.exitCode = 1;
  } finally {
    await stage.close();
  }
}
