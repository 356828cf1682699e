// The rules of a case one by one: days, notices, extensions, reminders, commands, and records that nobody else can write.

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  DAY_MS,
  extensionLeftDays,
  firstDeadlineMs,
  isLate,
  LATE_MS,
  nextMs,
  regraded,
  reminderDue,
  removalMs,
} from "../../src/core/takedown/clock.ts";
import { parseCaseCommand } from "../../src/core/takedown/commands.ts";
import { dashboard, mergeCopies, readDashboard } from "../../src/core/takedown/dashboard.ts";
import { firstFieldOf } from "../../src/core/takedown/form.ts";
import {
  canonical,
  readChain,
  readRecords,
  sealOf,
  writeRecord,
  type CaseRecord,
  type Terms,
} from "../../src/core/takedown/record.ts";
import { utc } from "../../src/core/takedown/words.ts";
import type { SeenComment } from "../../src/core/review/seen.ts";
import { createSeal } from "../../src/seal.ts";
import { canaryForm } from "../support/takedown-canary.ts";

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

describe("the clock", () => {
  it("counts days of 24 hours, over a daylight-saving night too", () => {
    // In much of the world the clocks change within these days; a deadline does not.
    const deadline = firstDeadlineMs("medium", TERMS, START, START + 5_000) ?? 0;
    expect(deadline - START).toBe(14 * 86_400_000);
    expect(utc(deadline)).toBe("2026-03-29 12:00:00 UTC");
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
  const [one, two] = [
    comment(`A notice.\n\n${writeRecord(first, seal)}`),
    comment(writeRecord(second, seal)),
  ];

  it("are read back in order", () => {
    expect(chain([two, one])).toMatchObject({ broken: undefined, newest: second, next: { number: 3 } });
    expect(chain([])).toMatchObject({ broken: undefined, newest: undefined, next: { number: 1 } });
  });

  it.each([
    ["edited", [one, { ...two, edited: true }], undefined, "edited"],
    ["the first is missing", [two], undefined, "missing"],
    ["the last is missing, as the copy knows", [one], second, "missing"],
    ["of another case", [comment(writeRecord(record({ issue: 8 }), seal))], undefined, "elsewhere"],
    [
      "another deadline under the same seal",
      [comment(writeRecord(first, seal).replace(String(first.deadlineMs), "1"))],
      undefined,
      "not-verified",
    ],
  ] as const)("%s: held", (_, comments, copy, why) => {
    expect(chain(comments, copy).broken).toBe(why);
  });

  it("count only when this App wrote them", () => {
    expect(chain([comment(writeRecord(second, seal), { mine: false }), one])).toMatchObject({
      broken: undefined,
      newest: first,
    });
  });

  it("of the key before still count while keys rotate, and of a third never", () => {
    const text = writeRecord(first, createSeal(["o".repeat(40)]));
    expect(readRecords(text, createSeal(["n".repeat(40), "o".repeat(40)]))).toHaveLength(1);
    expect(readRecords(text, createSeal(["n".repeat(40)]))).toEqual(["broken"]);
  });

  it("have one spelling each", () => {
    const shuffled = Object.fromEntries(Object.entries(first).reverse()) as CaseRecord;
    expect(canonical(shuffled)).toBe(canonical(first));
  });

  it("verify under no change of a single character", () => {
    const text = writeRecord(first, seal);
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), fc.constantFrom("0", "1", "a", " ", "}"), (at, to) => {
        const changed = text.slice(0, at) + to + text.slice(at + 1);
        const read = readRecords(changed, seal);
        return changed === text || read.every((found) => found === "broken");
      }),
    );
  });
});

describe("the dashboard", () => {
  const input = { catalog: true, publicLines: [], waivers: [], asOfMs: START, nowMs: START };

  it("holds a copy of every case, however many, and reads them back", () => {
    const many = new Map(
      Array.from({ length: 500 }, (_, at) => [at + 1, record({ issue: at + 1 })] as const),
    );
    const { body, pages } = dashboard({ ...input, copies: many }, seal);
    for (const text of [body, ...pages]) expect(Buffer.byteLength(text)).toBeLessThan(65_536);
    const read = readDashboard([body, ...pages], 10, seal);
    expect(read.copies).toEqual(many);
    expect(read.asOfMs).toBe(START);
  });

  it("never takes an older copy for a newer one, and forgets what ended long ago", () => {
    const newer = record({ number: 2 });
    expect(mergeCopies(new Map([[7, newer]]), [record()], START).get(7)).toBe(newer);
    const ended = record({ phase: "ended", how: "resolved" });
    expect(mergeCopies(new Map([[7, ended]]), [], START + DAY_MS).size).toBe(1);
    expect(mergeCopies(new Map([[7, ended]]), [], START + 18 * DAY_MS).size).toBe(0);
  });
});
