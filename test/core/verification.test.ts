// Verification decides purely: three failures over seven days, never by an outage, healed at once, told once.

import { isoDay } from "../../src/core/time.ts";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { absent, known, unavailable } from "../../src/core/facts.ts";
import { decide, isTold, type Verified } from "../../src/core/verification/decide.ts";
import {
  parseVerification,
  verificationText,
  type LinkProblem,
  type Verification,
} from "../../src/core/verification/file.ts";
import { issueSteps } from "../../src/core/verification/issue.ts";
import {
  failedOr,
  sifted,
  witnesses,
  type Look,
  type LinkOutcome,
} from "../../src/core/verification/look.ts";
import { dueAtMs, dueToday, spread } from "../../src/core/verification/schedule.ts";

const DAY_MS = 86_400_000;
const START_MS = Date.parse("2026-03-02T09:00:00Z");
const FINE: LinkOutcome = { kind: "fine", host: "tool.example" };
const BROKEN: LinkOutcome = { kind: "failed", rule: "not-found" };
const SILENT: LinkOutcome = { kind: "failed", rule: "no-answer" };

function listing(id: string, change: Partial<Verified> = {}): Verified {
  return {
    id,
    name: id,
    maintainers: ["owner"],
    link: `https://tool.example/${id}`,
    documentation: `https://docs.example/${id}`,
    issues: `https://bugs.example/${id}`,
    ...change,
  };
}

/** A look at the link; the two other addresses are in order. */
function looks(
  { id, link, documentation, issues }: Verified,
  outcome: LinkOutcome,
  host = "tool.example",
): Look[] {
  const fine = (name: string): LinkOutcome => ({ kind: "fine", host: name });
  return [
    { id, field: "link", url: link, host, by: "web", outcome },
    {
      id,
      field: "documentation",
      url: documentation,
      host: "docs.example",
      by: "web",
      outcome: fine("docs.example"),
    },
    { id, field: "issues", url: issues, host: "bugs.example", by: "web", outcome: fine("bugs.example") },
  ];
}

/** Day after day from nothing; `atMs` by day number and hour. */
function live(
  outcomes: readonly { readonly day: number; readonly outcome: LinkOutcome }[],
  one = listing("tool"),
): { readonly file: Verification | undefined; readonly toldOn: readonly number[] } {
  let file: Verification | undefined;
  const toldOn: number[] = [];
  for (const { day, outcome } of outcomes) {
    const nowMs = START_MS + day * DAY_MS;
    const { rows, reports } = decide(file, [one], looks(one, outcome), { control: true, nowMs });
    if (reports.some(({ isNew }) => isNew)) toldOn.push(day);
    file = parseVerification(verificationText(isoDay(nowMs), rows));
  }
  return { file, toldOn };
}

const each = (days: readonly number[], outcome: LinkOutcome) => days.map((day) => ({ day, outcome }));

describe("a link", () => {
  it.each<[string, readonly { day: number; outcome: LinkOutcome }[], readonly number[]]>([
    ["broken for six days", each([0, 1, 2, 3, 4, 5, 6], BROKEN), []],
    ["broken for seven days and looked at daily", each([0, 1, 2, 3, 4, 5, 6, 7], BROKEN), [7]],
    ["broken in two looks a fortnight apart", each([0, 14], BROKEN), []],
    ["broken in three looks over a fortnight", each([0, 7, 14], BROKEN), [14]],
    ["silent as well as not found", [...each([0, 3], SILENT), ...each([7], BROKEN)], [7]],
    ["told once, however long", each([0, 3, 7, 8, 20, 60], BROKEN), [7]],
    ["healed in between", [...each([0, 3], BROKEN), ...each([5], FINE), ...each([8, 9], BROKEN)], []],
    [
      "not to be told in between",
      [...each([0, 3], BROKEN), ...each([5], { kind: "unknown" }), ...each([8], BROKEN)],
      [8],
    ],
    [
      "broken again after it healed",
      [...each([0, 3, 7], BROKEN), ...each([8], FINE), ...each([9, 12, 16], BROKEN)],
      [7, 16],
    ],
    ["archived, seen once", each([0], { kind: "changed", rule: "archived" }), []],
    ["archived, seen again the next day", each([0, 1], { kind: "changed", rule: "archived" }), [1]],
    [
      "archived after it was broken",
      [...each([0, 3, 7], BROKEN), ...each([8, 9], { kind: "changed", rule: "archived" })],
      [7, 9],
    ],
    [
      "leading elsewhere from the first look on",
      each([0, 1, 2], { kind: "fine", host: "www.other.example" }),
      [],
    ],
    [
      "leading elsewhere since later",
      [...each([0], FINE), ...each([1, 2], { kind: "fine", host: "parked.example" })],
      [2],
    ],
    [
      "leading elsewhere for a day",
      [...each([0], FINE), ...each([1], { kind: "fine", host: "parked.example" }), ...each([2, 3], FINE)],
      [],
    ],
    [
      "leading to www. of itself",
      [...each([0], FINE), ...each([1, 2, 3], { kind: "fine", host: "www.tool.example" })],
      [],
    ],
  ])("%s", (_, outcomes, days) => {
    expect(live(outcomes).toldOn).toEqual(days);
  });

  it("looked at twice within an hour was looked at once", () => {
    const often = Array.from({ length: 100 }, (_, at) => ({ day: at / 50, outcome: BROKEN }));
    expect(live(often).file?.listings[0]?.troubles?.[0]?.times).toBeLessThanOrEqual(3);
  });

  it("that was replaced in the listing begins anew", () => {
    const old = listing("tool");
    const { file } = live(each([0, 3, 6], BROKEN), old);
    const next = listing("tool", { link: "https://tool.example/new" });
    const nowMs = START_MS + 8 * DAY_MS;
    const { rows, reports } = decide(file, [next], looks(next, BROKEN), { control: true, nowMs });
    expect(reports).toEqual([]);
    expect(rows[0]?.troubles?.[0]).toMatchObject({ url: next.link, times: 1 });
  });
});

describe("any history", () => {
  const outcome = fc.constantFrom<LinkOutcome>(FINE, BROKEN, SILENT, { kind: "unknown" });
  const history = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 60 }), outcome), { minLength: 1, maxLength: 40 })
    .map((steps) => {
      let hour = 0;
      return steps.map(([hours, one]) => ({ day: (hour += hours) / 24, outcome: one }));
    });

  it("accuses nobody before three failures over seven days without one look that was fine", () => {
    fc.assert(
      fc.property(history, (steps) => {
        for (const toldOn of live(steps).toldOn) {
          const until = steps.filter(({ day }) => day <= toldOn);
          const since = until.findLastIndex(({ outcome: one }) => one.kind === "fine") + 1;
          const failed = until.slice(since).filter(({ outcome: one }) => one.kind === "failed");
          expect(failed.length).toBeGreaterThanOrEqual(3);
          // In whole hours: a seventh of a day is no sum of binary fractions.
          const hours = Math.round(((failed.at(-1)?.day ?? 0) - (failed[0]?.day ?? 0)) * 24);
          expect(hours).toBeGreaterThanOrEqual(7 * 24);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("is healed by one look that is fine", () => {
    fc.assert(
      fc.property(history, (steps) => {
        const last = (steps.at(-1)?.day ?? 0) + 1;
        const { file } = live([...steps, { day: last, outcome: FINE }]);
        expect(file?.listings[0]?.troubles).toBeUndefined();
        expect(file?.listings[0]?.verified).toBe(isoDay(START_MS + last * DAY_MS));
      }),
    );
  });

  it("of outages, of a host or of ours, accuses nobody", () => {
    const listings = Array.from({ length: 4 }, (_, at) => listing(`tool-${at}`));
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 10, maxLength: 40 }), fc.boolean(), (isOut, isOurs) => {
        let file: Verification | undefined;
        for (const [day, broken] of isOut.entries()) {
          const nowMs = START_MS + day * DAY_MS;
          const seen = listings.flatMap((one) => {
            const all = looks(one, broken ? SILENT : FINE);
            // Ours: nothing on the web answers at all. A host's: the others do.
            return isOurs && broken ? all.map((look) => ({ ...look, outcome: SILENT })) : all;
          });
          const { rows, reports } = decide(file, listings, seen, { control: !isOurs || !broken, nowMs });
          expect(reports).toEqual([]);
          expect(rows.flatMap(({ troubles = [] }) => troubles)).toEqual([]);
          file = { version: 1, day: isoDay(nowMs), listings: rows };
        }
      }),
    );
  });
});

describe("what a day's looks say together", () => {
  const kinds = (found: readonly Look[]) => found.map(({ outcome: { kind } }) => kind);
  const link = (id: string, host: string, outcome: LinkOutcome, by: Look["by"] = "web"): Look => ({
    id,
    field: "link",
    url: `https://${host}/${id}`,
    host,
    by,
    outcome,
  });

  it.each<[string, readonly Look[], boolean, readonly string[]]>([
    [
      "one fails, another host answers",
      [link("a", "x", BROKEN), link("b", "y", FINE)],
      false,
      ["failed", "fine"],
    ],
    ["one fails, nothing answers, the control neither", [link("a", "x", BROKEN)], false, ["unknown"]],
    ["one fails, the control answers", [link("a", "x", BROKEN)], true, ["failed"]],
    [
      "the same host answers somebody else",
      [link("a", "x", BROKEN), link("b", "x", FINE), link("c", "x", BROKEN), link("d", "x", BROKEN)],
      true,
      ["failed", "fine", "failed", "failed"],
    ],
    [
      "a host fails for three",
      ["a", "b", "c"].map((id) => link(id, "x", BROKEN)),
      true,
      ["unknown", "unknown", "unknown"],
    ],
    [
      "most hosts fail at once",
      [...["x", "y", "z"].map((host) => link("a", host, SILENT)), link("b", "w", FINE)],
      true,
      ["unknown", "unknown", "unknown", "fine"],
    ],
    [
      "a repository is gone while the web is out of reach",
      [link("a", "github.com", BROKEN, "api"), link("b", "github.com", FINE, "api"), link("c", "x", SILENT)],
      false,
      ["failed", "fine", "unknown"],
    ],
  ])("%s", (_, all, control, expected) => {
    expect(kinds(sifted(all, control))).toEqual(expected);
  });

  it("asks for witnesses of a host of which nothing answered, and of no other", () => {
    const others = ["a", "b", "c", "d", "e", "f", "g"].map((id) => ({ id, hosts: ["x"] }));
    expect([...witnesses([link("a", "x", BROKEN)], others)]).toEqual(["b", "c", "d", "e"]);
    expect([...witnesses([link("a", "x", BROKEN), link("b", "x", FINE)], others)]).toEqual([]);
    expect([...witnesses([link("a", "x", FINE)], others)]).toEqual([]);
    expect([
      ...witnesses(
        ["a", "b", "c", "d", "e"].map((id) => link(id, "x", BROKEN)),
        others,
      ),
    ]).toEqual([]);
  });

  it.each([
    ["not found", absent("not-found"), "failed"],
    ["a bad certificate", absent("bad-certificate"), "failed"],
    ["an incomplete chain", absent("incomplete-chain"), "failed"],
    ["no answer in time", unavailable("time-out"), "failed"],
    ["a server's error", unavailable("host-error"), "failed"],
    ["robots turned away", unavailable("host-busy"), "unknown"],
    ["a challenge", unavailable("challenge"), "unknown"],
    ["our own limit", unavailable("our-limit"), "unknown"],
    ["our own crash", unavailable("crashed"), "unknown"],
    ["GitHub in trouble", unavailable("github"), "unknown"],
    ["an answer", known("x"), "fine"],
  ] as const)("%s", (_, fact, kind) => {
    expect(failedOr<string>(fact, () => FINE).kind).toBe(kind);
  });
});

describe("the schedule", () => {
  const listed = Array.from({ length: 7_000 }, (_, at) => ({
    id: `tool-${at}`,
    verified: "2026-03-01T00:00:00Z",
  }));

  it("looks at each listing once a week, about as many each day", () => {
    const counts = new Map<string, number>();
    for (let day = 0; day < 7; day += 1) {
      const due = dueToday(listed, new Map(), isoDay(START_MS + day * DAY_MS));
      expect(due.length).toBeGreaterThan(850);
      expect(due.length).toBeLessThan(1_150);
      for (const id of due) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    expect(counts.size).toBe(listed.length);
    expect([...counts.values()].every((count) => count === 1)).toBe(true);
  });

  it("looks daily at what is in trouble, and soon at what missed its day; never twice on one day", () => {
    const trouble: LinkProblem = {
      field: "link",
      url: "https://x.example/",
      rule: "not-found",
      since: "2026-03-01T00:00:00Z",
      last: "2026-03-01T00:00:00Z",
      times: 1,
    };
    const rows = new Map([["tool-1", { id: "tool-1", troubles: [trouble] }]]);
    for (let day = 0; day < 7; day += 1)
      expect(dueToday(listed.slice(1, 2), rows, isoDay(START_MS + day * DAY_MS))).toEqual(["tool-1"]);
    expect(dueToday(listed, new Map(), "2026-03-20")).toHaveLength(listed.length);
    const today = new Map(listed.map(({ id }) => [id, { id, verified: "2026-03-20" }]));
    expect(dueToday(listed, today, "2026-03-20")).toEqual([]);
  });

  it("gives each catalog an hour of its own, the next day", () => {
    const due = Array.from({ length: 500 }, (_, at) => dueAtMs("2026-03-01", at + 1));
    expect(Math.min(...due)).toBeGreaterThanOrEqual(Date.parse("2026-03-02"));
    expect(Math.max(...due)).toBeLessThan(Date.parse("2026-03-03"));
    expect(new Set(due).size).toBeGreaterThan(350);
    expect(spread("tool")).toBe(spread("tool"));
  });
});

describe("the issue", () => {
  const told = (change: Partial<LinkProblem> = {}): LinkProblem => ({
    field: "link",
    url: "https://tool.example/",
    rule: "not-found",
    since: "2026-03-01T00:00:00Z",
    last: "2026-03-09T00:00:00Z",
    times: 4,
    ...change,
  });
  const report = (troubles: readonly LinkProblem[], change: Partial<Verified> = {}) => ({
    listing: listing("tool", change),
    troubles,
    isNew: troubles.some(({ reported }) => reported === undefined),
  });

  it("lets nothing that a listing says become a mention, a link or a heading", () => {
    const name = "@everyone `# [x](https://evil.example)\n<!-- steward:verification other -->";
    const [step] = issueSteps(
      [report([told({ url: "https://tool.example/`@all`" })], { name })],
      [],
      new Set(),
    );
    expect(step?.kind).toBe("open");
    const { body = "", title = "" } = step?.kind === "open" ? step : {};
    expect(title).not.toContain("@");
    expect(body.replaceAll(/`[^`]*`/g, "")).not.toMatch(/@(?!owner)|evil|other/);
  });

  it("is edited when something else is wrong, and left alone when nothing is new", () => {
    const first = issueSteps([report([told()])], [], new Set(["tool"]))[0];
    const body = first?.kind === "open" ? first.body : "";
    const own = [{ number: 4, open: true, body }];
    const later = told({ last: "2026-03-30T00:00:00Z", times: 30, reported: "2026-03-09" });
    expect(issueSteps([report([later])], own, new Set(["tool"]))).toEqual([]);
    const more = [later, told({ field: "issues", rule: "archived" })];
    expect(issueSteps([report(more)], own, new Set(["tool"]))).toMatchObject([{ kind: "edit", number: 4 }]);
  });

  it("stays closed when a person closed it, until something else is wrong", () => {
    const seen = told({ reported: "2026-03-09" });
    expect(issueSteps([report([seen])], [], new Set(["tool"]))).toEqual([]);
    expect(issueSteps([report([seen, told({ field: "issues" })])], [], new Set(["tool"]))).toMatchObject([
      { kind: "open" },
    ]);
  });

  it.each([
    "not-found",
    "no-answer",
    "archived",
    "transferred",
    "other-host",
    "issues-off",
    "downgrade",
  ] as const)("has a sentence for %s", (rule) => {
    const [step] = issueSteps([report([told({ rule, to: "https://new.example" })])], [], new Set());
    expect(step?.kind === "open" ? step.body : "").not.toContain("undefined");
    expect(isTold(told({ rule }))).toBe(true);
  });
});
