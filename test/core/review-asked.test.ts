// When an address may be asked again, what a look leaves for later, and the words for it.

import { describe, expect, it } from "@jest/globals";
import { absent, known, unavailable, type Fact } from "../../src/core/facts.ts";
import { askableAtMs, laterText, LEFT_ALONE_MS, type NotAsked } from "../../src/core/review/asked.ts";
import { GIVE_UP_MS } from "../../src/core/review/retry.ts";
import { createAskings } from "../../src/jobs/facts/askings.ts";
import { createRecentAnswers } from "../../src/adapters/web/recent-answers.ts";
import { NO_TEXTS } from "../../src/core/policy/texts.ts";
import { AUTHOR, MINUTE_MS, PASSER_BY, START_MS, TinyGitHub } from "../support/tiny-github.ts";

const SILENT = unavailable("time-out");

describe("an address that was asked", () => {
  const minutes = (count: number) => START_MS + count * MINUTE_MS;
  it.each<[string, Fact<unknown>, asked: number, since: readonly number[], wanted: number]>([
    ["answered", known("page"), minutes(0), [], minutes(10)],
    ["is not there", absent("not-found"), minutes(0), [], minutes(10)],
    ["answered while another check cannot tell", known("page"), minutes(0), [minutes(0)], minutes(10)],
    ["did not answer, for the first time", SILENT, minutes(0), [], START_MS + 15_000],
    ["did not answer at the first retry", SILENT, START_MS + 15_000, [START_MS], minutes(1)],
    ["did not answer at eight minutes", SILENT, minutes(8), [START_MS], minutes(15)],
    ["was given up on a moment ago", SILENT, START_MS + GIVE_UP_MS, [START_MS], minutes(40)],
    ["did not answer for hours", SILENT, minutes(600), [START_MS], minutes(610)],
    ["of two checks, the sooner retry", SILENT, minutes(20), [START_MS, minutes(20)], minutes(20.25)],
  ])("that %s", (_, fact, askedAtMs, since, wanted) => {
    expect(askableAtMs(fact, askedAtMs, since)).toBe(wanted);
    expect(askableAtMs(fact, askedAtMs, since)).toBeLessThanOrEqual(askedAtMs + LEFT_ALONE_MS);
  });
});

describe("the memory of askings", () => {
  const world = () => {
    let nowMs = START_MS;
    let count = 0;
    const kept = createRecentAnswers(10_000);
    return {
      kept,
      count: () => count,
      pass: (ms: number) => (nowMs += ms),
      look: (of = "1 12 abc") => {
        const askings = createAskings({ kept, clock: { nowMs: () => nowMs }, of, unknownSinceMs: [] });
        return {
          ...askings,
          page: (what = "link", fact: Fact<string> = known("page")) =>
            askings.ask(what, "https://a.example/", () => Promise.resolve(((count += 1), fact))),
        };
      },
    };
  };

  it("asks once in ten minutes, and then again", async () => {
    const { look, pass, count } = world();
    await look().page();
    pass(LEFT_ALONE_MS - 1);
    const second = look();
    expect(await second.page()).toEqual(known("page"));
    expect(count()).toBe(1);
    expect(second.notAsked()).toEqual([
      {
        address: "https://a.example/",
        askedAtMs: START_MS,
        failed: false,
        askableAtMs: START_MS + LEFT_ALONE_MS,
      },
    ]);
    pass(1);
    const third = look();
    await third.page();
    expect([count(), third.notAsked()]).toEqual([2, []]);
  });

  it("asks at once for another commit, another pull request and another question", async () => {
    const { look, count } = world();
    await look().page();
    await look("1 12 abd").page();
    await look("1 13 abc").page();
    await look().page("image 1000");
    expect(count()).toBe(4);
  });

  it("asks once where two listings of one look name the same address", async () => {
    const { look, count } = world();
    const one = look();
    await Promise.all([one.page(), one.page()]);
    expect([count(), one.notAsked()]).toEqual([1, []]);
  });

  it("keeps nothing of what broke", async () => {
    const { look, count } = world();
    const fault = look().ask("link", "https://a.example/", () => Promise.reject(new Error("broken")));
    await expect(fault).rejects.toThrow("broken");
    await look().page();
    expect(count()).toBe(1);
  });

  it("is bounded: what there is no room for is asked anew", async () => {
    const { look, kept } = world();
    for (let number = 0; number < 2_000; number += 1) await look(`1 ${number} abc`).page();
    expect(kept.get("1 0 abc link https://a.example/")).toBeUndefined();
    expect(kept.get("1 1999 abc link https://a.example/")).toBeDefined();
    await look("large").page("documentation", known("x".repeat(20_000)));
    expect(kept.get("large documentation https://a.example/")).toBeUndefined();
  });
});

describe("a command that a look answers from memory", () => {
  const left = (change: Partial<NotAsked> = {}): NotAsked => ({
    address: "https://a.example/",
    askedAtMs: START_MS,
    failed: false,
    askableAtMs: START_MS + LEFT_ALONE_MS,
    ...change,
  });
  const words = (github: TinyGitHub) =>
    github.comments
      .filter(({ mine }) => mine)
      .map(({ body }) => body)
      .join("\n");

  it("is told which address is asked when, and the look is asked for then", () => {
    const github = new TinyGitHub();
    github.review();
    github.nowMs += 3 * MINUTE_MS;
    github.comment(AUTHOR, "/recheck");
    const { plan } = github.decide({ notAsked: [left()] });
    github.apply(plan);
    expect(plan.requeueAtMs).toBe(START_MS + LEFT_ALONE_MS);
    expect(words(github)).toContain("`https://a.example/` at 10:10 UTC");
    // Whatever else happens meanwhile: the words stay, and so does the time.
    github.nowMs += MINUTE_MS;
    const again = github.decide({ notAsked: [left()] }).plan;
    expect([again.requeueAtMs, again.stages]).toEqual([START_MS + LEFT_ALONE_MS, []]);
    // Asked: nothing is left to be said or done.
    github.nowMs += 7 * MINUTE_MS;
    const after = github.decide().plan;
    github.apply(after);
    expect([after.requeueAtMs, words(github).includes("10:10 UTC")]).toEqual([undefined, false]);
  });

  it("asks for nothing where nobody with a say asked, or before the address was asked", () => {
    for (const before of [
      (): void => undefined,
      (github: TinyGitHub) => github.comment(PASSER_BY, "/recheck"),
      (github: TinyGitHub) => github.comment(AUTHOR, "/recheck please"),
      (github: TinyGitHub) => github.comment(AUTHOR, "Thank you"),
    ]) {
      const github = new TinyGitHub();
      github.review();
      github.nowMs += 3 * MINUTE_MS;
      before(github);
      const { plan } = github.decide({ notAsked: [left()] });
      github.apply(plan);
      expect([plan.requeueAtMs, words(github).includes("10:10")]).toEqual([undefined, false]);
    }
    const github = new TinyGitHub();
    github.comment(AUTHOR, "/recheck");
    github.review();
    const later = left({ askedAtMs: START_MS + MINUTE_MS });
    expect(github.decide({ notAsked: [later] }).plan.requeueAtMs).toBeUndefined();
  });

  it("is a button too", () => {
    const github = new TinyGitHub();
    github.review();
    const { plan } = github.decide({ notAsked: [left()], buttonAtMs: START_MS + 1 });
    expect(plan.requeueAtMs).toBe(START_MS + LEFT_ALONE_MS);
  });

  it("names each address once, the sooner time first, and counts what there is no room for", () => {
    const many = Array.from({ length: 11 }, (_, at) =>
      left({ address: `https://a.example/${at}`, askableAtMs: START_MS + (20 - at) * MINUTE_MS - 1 }),
    );
    const text = laterText([...many, ...many], NO_TEXTS) ?? "";
    expect(text).toMatch(
      /: `https:\/\/a\.example\/10` at 10:10 UTC; `https:\/\/a\.example\/9` at 10:11 UTC; .*; 3 more, the last at 10:20 UTC\.$/,
    );
    expect(laterText([], NO_TEXTS)).toBeUndefined();
  });

  it("keeps what somebody wrote into an address from being more than that", () => {
    const text = laterText([left({ address: "https://a.example/`@all <!-- x" })], NO_TEXTS);
    expect(text).toContain("`https://a.example/'@all ‹!-- x`");
  });
});
