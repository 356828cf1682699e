// The rules of a case one by one: days, notices, extensions, reminders, commands, and records that nobody else can write.

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { execFileSync } from "node:child_process";
import {
  extensionLeftDays,
  firstDeadlineMs,
  isLate,
  LATE_MS,
  nextMs,
  regraded,
  reminderDue,
  removalMs,
} from "../../src/core/takedown/clock.ts";
import { DAY_MS } from "../../src/core/time.ts";
import { parseCaseCommand } from "../../src/core/takedown/commands.ts";
import { layOut, mergeCopies, readCopies, writeCopies } from "../../src/core/takedown/copies.ts";
import { dashboardBody, type DashboardInput, type Waiting } from "../../src/core/takedown/dashboard.ts";
import { firstFieldOf } from "../../src/core/takedown/form.ts";
import {
  canonical,
  readChain,
  readRecords,
  sealOf,
  recordMark,
  type CaseRecord,
  type Terms,
} from "../../src/core/takedown/record.ts";
import { reminder, startNotice, utc } from "../../src/core/takedown/messages.ts";
import type { SeenComment } from "../../src/core/review/seen.ts";
import { createSeal } from "../../src/platform/seal.ts";
import { canaryForm } from "../support/takedown-canary.ts";
import { FROM_SOURCE } from "../support/from-source.ts";
import { withMarks } from "../../src/core/marks/marks.ts";
import { openText, sealText } from "../../src/core/marks/sealed-text.ts";

const seal = createSeal(["b".repeat(40)]);
const TERMS: Terms = {
  days: { medium: 14, high: 14, critical: 0, "blocking-bug": 14 },
  reminderDays: [7, 3, 1],
  extensionDaysMax: 14,
  public: "under-review",
  private: false,
};
const START = Date.UTC(2026, 2, 15, 12);

function record(change: Partial<CaseRecord> = {}): CaseRecord {
  return {
    version: 1,
    repositoryId: 10,
    issue: 7,
    number: 1,
    previous: "",
    why: "start",
    cause: "event:5",
    atMs: START + 10_000,
    by: 1,
    phase: "running",
    how: null,
    listing: "poll-maker",
    kind: "security",
    grade: "medium",
    explicit: false,
    acknowledgedBy: 1,
    startMs: START,
    deadlineMs: START + 14 * DAY_MS,
    extendedDays: 0,
    extendedInAllDays: 0,
    notifiedMs: null,
    removedMs: null,
    terms: TERMS,
    through: 5,
    ...change,
  };
}

describe("the maintainers of a listing are mentioned", () => {
  const listing = (...maintainers: readonly string[]) => ({
    state: "live" as const,
    name: "Poll Maker",
    maintainers,
    line: undefined,
    restorePull: undefined,
  });

  it.each(["mona", "mona_octo", "m-o-n-a_octo", "m", "a_b"])("%s", (login) => {
    const notice = startNotice(record(), listing(login), "boss", "mailto:safe@shop.example");
    expect(notice.split("\n")[0]).toBe(`@${login}`);
    // When, what to do, and where to write what nobody else may read.
    expect(notice).toContain("publish a fix, then write here which version has it");
    expect(notice).toContain("`safe@shop.example`");
    expect(reminder(record(), listing("other", login), 3)).toContain(`@other @${login}`);
  });

  it.each([
    "",
    "_mona",
    "mona_",
    "@mona",
    "org/team",
    "mona octo",
    "mona\n@all",
    "m.o",
    "`mona`",
    "a".repeat(101),
  ])("%j, which is no login, is not", (login) => {
    expect(startNotice(record(), listing(login), "boss", "")).not.toContain("@");
  });
});

describe("the clock", () => {
  it("counts days of 24 hours, over a daylight-saving night too", () => {
    // In much of the world the clocks change within these days; a deadline does not.
    const deadline = firstDeadlineMs("medium", TERMS, START, START + 5_000) ?? 0;
    expect(deadline - START).toBe(14 * 86_400_000);
    expect(utc(deadline)).toBe("2026-03-29 12:00:00 UTC");
  });

  it("names the same moments on a machine whose own clocks change that night", () => {
    // In Berlin 02:30 does not exist on the first of these nights, and comes twice on the second. A zone belongs to a
    // process, so each asks one of its own.
    const nights = [Date.UTC(2026, 2, 29, 1, 30), Date.UTC(2026, 9, 25, 0, 30)];
    const code = `
      import { firstDeadlineMs, reminderDue } from "./src/core/takedown/clock.ts";
      import { utc } from "./src/core/takedown/messages.ts";
      const terms = ${JSON.stringify(TERMS)};
      const day = 86_400_000;
      console.log(JSON.stringify(${JSON.stringify(nights)}.map((night) => {
        const deadlineMs = firstDeadlineMs("medium", terms, night - 14 * day, night - 14 * day);
        const record = { ...${JSON.stringify(record())}, startMs: night - 14 * day, atMs: night - 14 * day, deadlineMs };
        const at = (ms) => reminderDue(record, ms, () => false)?.days;
        return [new Date(night).getHours(), utc(deadlineMs), at(night - day), at(night - day - 1)];
      })));`;
    const inZone = (zone: string): unknown => {
      const env = { ...process.env, TZ: zone };
      const args = [...FROM_SOURCE, "--input-type=module", "--eval", code];
      return JSON.parse(execFileSync(process.execPath, args, { env, encoding: "utf8" }));
    };
    const expected = (hours: readonly number[]) =>
      nights.map((night, at) => [
        hours[at],
        `${new Date(night).toISOString().slice(0, 19).replace("T", " ")} UTC`,
        1,
        3,
      ]);
    expect(inZone("UTC")).toEqual(expected([1, 0]));
    expect(inZone("Europe/Berlin")).toEqual(expected([3, 2]));
  });

  it.each([
    ["on time", "medium", 10_000, 14],
    ["three days late: 11 are left, more than 7", "medium", 3 * DAY_MS, 14],
    ["ten days late: 7 days from the notice", "medium", 10 * DAY_MS, 17],
    ["a month late", "high", 30 * DAY_MS, 37],
    ["critical, late or not: at once", "critical", 2 * DAY_MS, 2],
  ] as const)("leaves people time when the notice is %s", (_, grade, delayMs, days) => {
    expect(firstDeadlineMs(grade, TERMS, START, START + delayMs)).toBe(START + days * DAY_MS);
  });

  it("gives a short policy its own days after a late notice, not 7", () => {
    const short = { ...TERMS, days: { ...TERMS.days, medium: 3 } };
    expect(firstDeadlineMs("medium", short, START, START + 5 * DAY_MS)).toBe(START + 8 * DAY_MS);
  });

  it("low has none", () => {
    expect(firstDeadlineMs("low", TERMS, START, START)).toBeNull();
    expect(removalMs(record({ phase: "paused", deadlineMs: null }))).toBeUndefined();
  });

  it("a new severity: the start plus its days plus extensions, at least 7 days after the notice", () => {
    const extended = record({ extendedDays: 5, extendedInAllDays: 5, grade: "high" });
    expect(regraded(extended, "medium", START + DAY_MS, START + DAY_MS).deadlineMs).toBe(START + 19 * DAY_MS);
    expect(regraded(record(), "high", START + 10 * DAY_MS, START + 10 * DAY_MS).deadlineMs).toBe(
      START + 17 * DAY_MS,
    );
    expect(regraded(record(), "critical", START + DAY_MS, START + DAY_MS).deadlineMs).toBe(START + DAY_MS);
    expect(regraded(record(), "low", START + DAY_MS, START + DAY_MS)).toMatchObject({
      phase: "paused",
      deadlineMs: null,
    });
  });

  it("leaving low starts anew", () => {
    const paused = record({ grade: "low", phase: "paused", deadlineMs: null, extendedDays: 3 });
    expect(regraded(paused, "medium", START + 30 * DAY_MS, START + 30 * DAY_MS)).toEqual({
      phase: "running",
      startMs: START + 30 * DAY_MS,
      deadlineMs: START + 44 * DAY_MS,
      extendedDays: 0,
    });
  });

  it("a silent case waits for /notified, and then 7 days", () => {
    const silent = record({ terms: { ...TERMS, private: true, public: "nothing" } });
    expect(removalMs(silent)).toBeUndefined();
    expect(removalMs({ ...silent, notifiedMs: START + DAY_MS })).toBe(START + 14 * DAY_MS);
    expect(removalMs({ ...silent, notifiedMs: START + 13 * DAY_MS })).toBe(START + 20 * DAY_MS);
    expect(removalMs({ ...silent, grade: "critical", deadlineMs: START })).toBe(START);
  });

  it("is late after a day, not before", () => {
    expect(isLate(START, START + LATE_MS)).toBe(false);
    expect(isLate(START, START + LATE_MS + 1)).toBe(true);
  });

  it("reminds of missed moments once, by the latest", () => {
    const due = (days: number, sent: readonly number[] = []) =>
      reminderDue(record(), START + days * DAY_MS, ({ days: one }) => sent.some((n) => n <= one))?.days;
    expect([due(6.9), due(7), due(10), due(11.5), due(13.5)]).toEqual([undefined, 7, 7, 3, 1]);
    expect([due(8, [7]), due(12, [7]), due(12, [3, 7]), due(13.5, [7])]).toEqual([
      undefined,
      3,
      undefined,
      1,
    ]);
    expect(due(14)).toBeUndefined();
  });

  it("always knows when to look next while it runs", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 13.999, noNaN: true }), (days) => {
        const now = START + days * DAY_MS;
        const next = nextMs(record(), now) ?? 0;
        return next > now && next <= START + 14 * DAY_MS;
      }),
    );
  });

  it("counts extensions over the whole case", () => {
    expect(extensionLeftDays(record({ extendedInAllDays: 9 }))).toBe(5);
    expect(extensionLeftDays(record({ extendedInAllDays: 14 }))).toBe(0);
  });
});

describe("commands", () => {
  it.each([
    ["/case poll-maker", { name: "case", id: "poll-maker" }],
    ["/takedown poll-maker\nand some words", { name: "takedown", id: "poll-maker" }],
    ["/extend 5 a fix is in review", { name: "extend", days: 5 }],
    ["/resolve fixed in 2.1", { name: "resolve" }],
    ["/dismiss not reproducible", { name: "dismiss" }],
    ["/notified  ", { name: "notified" }],
  ])("%j is understood", (body, command) => {
    expect(parseCaseCommand(body)).toEqual(command);
  });

  it.each([
    "/case",
    "/case Poll-Maker",
    "/case poll-maker now",
    "/takedown ../../etc",
    "/extend five days",
    "/extend 0 x",
    "/extend 5",
    "/resolve",
    "/resolve    ",
    "/notified yes",
  ])("%j gets a sentence that helps", (body) => {
    expect(parseCaseCommand(body)?.name).toBe("unclear");
  });

  it.each([
    " /case poll-maker",
    "> /case poll-maker",
    "please /resolve it",
    "/Resolve it",
    "/resolved it",
    "/case\u200b poll-maker",
    "",
  ])("%j is talk", (body) => {
    expect(parseCaseCommand(body)).toBeUndefined();
  });
});

describe("the form's first field", () => {
  it("is read, and nothing after it", () => {
    expect(firstFieldOf(canaryForm("poll-maker"))).toBe("poll-maker");
    expect(firstFieldOf("### Listing\r\n\r\n`poll-maker`\r\n")).toBe("poll-maker");
    expect(firstFieldOf("### Other\n\n_No response_\n\n### Listing\n\npoll-maker\n")).toBeUndefined();
    expect(firstFieldOf("poll-maker")).toBeUndefined();
    expect(firstFieldOf("### Listing\n\nPoll Maker\n")).toBeUndefined();
  });
});

const comment = (body: string, change: Partial<SeenComment> = {}): SeenComment => ({
  id: 1,
  body,
  author: { id: 99, login: "steward[bot]", type: "Bot" },
  createdAtMs: START,
  edited: false,
  mine: true,
  myReactions: [],
  ...change,
});

const notice = (one: CaseRecord): string => withMarks("", [recordMark(one, seal)]);

describe("records", () => {
  const place = { repositoryId: 10, issue: 7 };
  const first = record();
  const second = record({
    number: 2,
    why: "extend",
    cause: "comment:9",
    previous: sealOf(first, seal),
    deadlineMs: START + 15 * DAY_MS,
  });
  const chain = (comments: readonly SeenComment[], copy?: CaseRecord) =>
    readChain(place, comments, copy, seal);
  const [one, two] = [comment(withMarks("A notice.", [recordMark(first, seal)])), comment(notice(second))];

  it("are read back in order", () => {
    expect(chain([two, one])).toMatchObject({ broken: undefined, newest: second, next: { number: 3 } });
    expect(chain([])).toMatchObject({ broken: undefined, newest: undefined, next: { number: 1 } });
  });

  it.each([
    ["edited", [one, { ...two, edited: true }], undefined, "edited"],
    ["the first is missing", [two], undefined, "missing"],
    ["the last is missing, as the copy knows", [one], second, "missing"],
    [
      "a record that follows another one than stands there",
      [one, comment(notice({ ...second, previous: sealOf({ ...first, by: 4 }, seal) }))],
      undefined,
      "missing",
    ],
    ["of another case", [comment(notice(record({ issue: 8 })))], undefined, "elsewhere"],
    [
      "another deadline under the same seal",
      [comment(notice(first).replace(String(first.deadlineMs), "1"))],
      undefined,
      "not-verified",
    ],
  ] as const)("%s: held", (_, comments, copy, why) => {
    expect(chain(comments, copy).broken).toBe(why);
  });

  it("count only when this App wrote them", () => {
    expect(chain([comment(notice(second), { mine: false }), one])).toMatchObject({
      broken: undefined,
      newest: first,
    });
  });

  it("of the key before still count while keys rotate, and of a third never", () => {
    const text = withMarks("", [recordMark(first, createSeal(["o".repeat(40)]))]);
    expect(readRecords(text, createSeal(["n".repeat(40), "o".repeat(40)]))).toHaveLength(1);
    expect(readRecords(text, createSeal(["n".repeat(40)]))).toEqual(["broken"]);
  });

  it("have one spelling each", () => {
    const shuffled = Object.fromEntries(Object.entries(first).reverse()) as CaseRecord;
    expect(canonical(shuffled)).toBe(canonical(first));
  });

  it("verify under no change of a single character", () => {
    const text = notice(first);
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), fc.constantFrom("0", "1", "a", " ", "}"), (at, to) => {
        const changed = text.slice(0, at) + to + text.slice(at + 1);
        const read = readRecords(changed, seal);
        return (
          at < "\n\n<!-- steward\nrecord ".length ||
          changed === text ||
          read.every((found) => found === "broken")
        );
      }),
    );
  });
});

describe("the copies", () => {
  const many = (count: number): ReadonlyMap<number, CaseRecord> =>
    new Map(Array.from({ length: count }, (_, at) => [at + 1, record({ issue: at + 1 })] as const));
  const texts = (copies: ReadonlyMap<number, CaseRecord>, before: readonly (readonly number[])[] = []) => {
    const { first, pages } = writeCopies(before, copies, seal);
    return [
      sealText(
        withMarks("Steward keeps this up to date.", first(START)),
        { repositoryId: 10, at: "issue" },
        seal,
      ),
      ...pages.map((page) => sealText(page, { repositoryId: 10, at: "talk 5" }, seal)),
    ];
  };
  /** As GitHub shows them. */
  const back = (written: readonly string[], repositoryId = 10) =>
    readCopies(
      written.map(
        (text, at) => openText(text, { repositoryId, at: at === 0 ? "issue" : "talk 5" }, seal).body,
      ),
      repositoryId,
      seal,
    );

  it.each([0, 1, 20, 21, 10_000])("of %i cases are read back, and fit", (count) => {
    const written = texts(many(count));
    for (const text of written) expect(Buffer.byteLength(text)).toBeLessThan(65_000);
    const read = back(written);
    expect(read.copies).toEqual(many(count));
    expect(read.asOfMs).toBe(START);
    expect(texts(read.copies, read.pages)).toEqual(written);
  });

  it("are read from GitHub's line ends, and not as another repository's", () => {
    const written = texts(many(30)).map((text) => text.replaceAll("\n", "\r\n"));
    expect(back(written).asOfMs).toBe(START);
    expect(back(written, 11)).toMatchObject({ asOfMs: undefined, copies: new Map() });
  });

  it("stay on their page: whatever changes, comes or goes writes one page", () => {
    const before = back(texts(many(490)));
    const changed = (copies: ReadonlyMap<number, CaseRecord>): number =>
      texts(copies, before.pages).filter((text, at) => text !== texts(many(490))[at]).length;
    expect(changed(new Map([...many(490), [300, record({ issue: 300, number: 2 })]]))).toBe(1);
    expect(changed(new Map([...many(490)].filter(([issue]) => issue !== 100)))).toBe(1);
    expect(changed(new Map([...many(490), [491, record({ issue: 491 })]]))).toBe(1);
  });

  it("that are gone leave room, and no page is ever too full", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.boolean()), { maxLength: 500 }),
        (steps) => {
          let copies = new Map(many(200));
          let pages: readonly (readonly number[])[] = [];
          for (const [issue, comes] of steps) {
            copies = new Map(copies);
            if (comes) copies.set(issue, record({ issue }));
            else copies.delete(issue);
            pages = layOut(pages, copies);
          }
          pages = layOut(pages, copies);
          expect(pages.flat().sort((a, b) => a - b)).toEqual([...copies.keys()].sort((a, b) => a - b));
          expect(pages[0]?.length ?? 0).toBeLessThanOrEqual(20);
          for (const page of pages.slice(1)) expect(page.length).toBeLessThanOrEqual(60);
        },
      ),
      { numRuns: 20 },
    );
  });

  it.each([
    ["a page is gone", (all: string[]) => all.filter((_, at) => at !== 2)],
    ["the last page is gone", (all: string[]) => all.slice(0, -1)],
    [
      "a record was cut out of a page",
      (all: string[]) => all.map((text, at) => (at === 1 ? cut(text) : text)),
    ],
    [
      "a record was cut out of the body",
      (all: string[]) => all.map((text, at) => (at === 0 ? cut(text) : text)),
    ],
    ["the body is not ours", (all: string[]) => ["", ...all.slice(1)]],
    [
      "the time was changed",
      (all: string[]) => all.map((text) => text.replace(`"asOfMs":${START}`, '"asOfMs":9')),
    ],
  ])("are all to be looked at again when %s", (_, change) => {
    const read = back(change(texts(many(100))));
    expect(read.asOfMs).toBeUndefined();
    expect(texts(many(100), read.pages).length).toBeGreaterThan(1);
  });

  const cut = (text: string): string => text.replace(/record [^\n]+\n/, "");
  it("never takes an older copy for a newer one, and forgets what ended long ago", () => {
    const newer = record({ number: 2 });
    expect(mergeCopies(new Map([[7, newer]]), [record()], START).get(7)).toBe(newer);
    const ended = record({ phase: "ended", how: "resolved" });
    expect(mergeCopies(new Map([[7, ended]]), [], START + DAY_MS).size).toBe(1);
    expect(mergeCopies(new Map([[7, ended]]), [], START + 18 * DAY_MS).size).toBe(0);
  });
});

describe("the dashboard", () => {
  const nobody: Waiting = { count: 0, pulls: [] };
  const backlog = {
    ready: nobody,
    held: nobody,
    changes: nobody,
    toContact: nobody,
    hasGuide: true,
    reports: {},
  };
  const input: DashboardInput = {
    backlog,
    records: [],
    publicLines: [],
    waivers: [],
    givenUp: [],
    nowMs: START,
  };
  const body = (change: Partial<DashboardInput>): string => {
    const all = { ...input, ...change };
    const copies = new Map([...all.records].map((one) => [one.issue, one]));
    return dashboardBody(all, writeCopies([], copies, seal), START);
  };
  const pull = (number: number, title = "Add a listing") => ({
    number,
    title,
    sinceMs: START,
    unknownSinceMs: undefined,
  });

  it("links the page for maintainers where the catalog has it, and nothing that is not there", () => {
    const repositoryUrl = "https://github.com/acme/marketplace";
    const link = `[Every command, label and page](${repositoryUrl}/blob/HEAD/docs/maintain.md)`;
    expect(body({ repositoryUrl })).toContain(link);
    expect(body({ repositoryUrl, backlog: { ...backlog, hasGuide: false } })).not.toContain("maintain.md");
    expect(body({ backlog: undefined, repositoryUrl })).not.toContain("maintain.md");
  });

  it("says whose turn it is, since when, and how many more wait", () => {
    const pulls = Array.from({ length: 20 }, (_, at) => pull(at + 1));
    const text = body({
      backlog: { ...backlog, ready: { count: 31, pulls }, changes: { count: 1, pulls: [pull(40)] } },
    });
    expect(text).toContain("**A maintainer's turn, ready to merge: 31**");
    expect(text).toContain("- #1 `Add a listing`, since 2026");
    expect(text).toContain("- and 11 more");
    expect(text).toContain("**The contributor's turn: 1**");
  });

  it("keeps somebody else's title inert", () => {
    for (const title of [
      "`@everyone` ![x](https://x.example/) | [a](b)\n### Cases",
      `<!-- steward:as-of 1 1 ${"a".repeat(64)} -->`,
      `x\n\n<!-- steward\ncopies {"page":0,"pages":1,"asOfMs":1}\n-->`,
      "<!-- steward:copies of cases -->\n<!-- steward:record {} -->",
    ]) {
      const text = body({ backlog: { ...backlog, held: { count: 1, pulls: [pull(3, title)] } } });
      const line = text.split("\n").find((one) => one.startsWith("- #3 ")) ?? "";
      expect(line).toMatch(/^- #3 `[^`]+`, since [^`]+$/);
      expect(readCopies([text], 10, seal).asOfMs).toBe(START);
    }
  });

  it("says the same an hour later", () => {
    const all = { records: [record()], backlog: { ...backlog, ready: { count: 1, pulls: [pull(2)] } } };
    expect(body({ ...all, nowMs: START + 3_600_000 })).toBe(body(all));
  });

  it("lists waivers that end within two weeks, and none that has ended", () => {
    const waiver = (until: string) => ({
      check: "image" as const,
      listing: "alpha",
      who: "x",
      why: "y",
      until,
    });
    const day = (days: number): string => new Date(START + days * DAY_MS).toISOString().slice(0, 10);
    const text = body({ waivers: [waiver(day(-1)), waiver(day(0)), waiver(day(13)), waiver(day(20))] });
    expect([...text.matchAll(/until (\S+)/g)].map(([, until]) => until)).toEqual([day(0), day(13)]);
  });

  it("names what Steward itself could not do", () => {
    const held = { count: 1, pulls: [{ ...pull(8), unknownSinceMs: START - DAY_MS }] };
    const text = body({
      backlog: { ...backlog, held, reports: { stopped: 4, publishing: 5, policy: 6, held: 7 } },
      givenUp: [{ what: "#9", sinceMs: START }],
    });
    const trouble = text.slice(text.indexOf("### Problems on our side"));
    for (const number of ["#4", "#5", "#6", "#8", "#9"]) expect(trouble).toContain(number);
    expect(text.slice(text.indexOf("### Publishes on hold")).split("###")[1]).toContain("#7");
  });

  it("shows the cases that are due first, and fits with ten thousand of them", () => {
    const records = Array.from({ length: 10_000 }, (_, at) =>
      record({ issue: at + 1, deadlineMs: START + (10_000 - at) * 60_000 }),
    );
    const text = body({ records });
    expect(Buffer.byteLength(text)).toBeLessThan(65_536);
    expect(text.indexOf("#10000 ")).toBeLessThan(text.indexOf("#9999 "));
    expect(text).toContain("and 9900 more, all later");
  });
});
