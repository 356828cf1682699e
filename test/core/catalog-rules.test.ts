// The rules of publishing, one by one: who owns, what is judged again, what goes out, what stops everything.

import { createHmac, createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { CheckId, Outcome, Status } from "../../src/core/checks/check.ts";
import { CHECK_IDS } from "../../src/core/checks/ids.ts";
import type { Entry } from "../../src/core/catalog/entry.ts";
import { ownersFor, sameBlobs } from "../../src/core/catalog/make-entry.ts";
import { readMessage, writeMessage } from "../../src/core/catalog/message.ts";
import { contactAnswers, isToContact, welcomeComment } from "../../src/core/catalog/outreach.ts";
import { isOutput } from "../../src/core/catalog/pages.ts";
import { isShrinking, ledgerText, lineFor, nextLines, reasonFor } from "../../src/core/catalog/removal.ts";
import {
  heldReport,
  parseReportCommand,
  readReport,
  reportOverrides,
} from "../../src/core/catalog/report.ts";
import {
  mustJudgeAgain,
  decidePublication,
  verdictOf,
  withRecorded,
  type PublicationInput,
} from "../../src/core/catalog/publication.ts";
import {
  mayGoOn,
  readStop,
  stopDigest,
  stoppedIssue,
  type PublishStop,
} from "../../src/core/catalog/stopped.ts";
import { absent, known, type Account } from "../../src/core/facts.ts";
import type { PolicyFile } from "../../src/core/policy/schema.ts";
import { parseLedgerLine } from "../../src/core/listing/ledger.ts";
import type { SeenComment } from "../../src/core/review/seen.ts";
import { entryOf, policyWith } from "../support/catalog-entries.ts";
import { markValues, withMarks } from "../../src/core/marks/marks.ts";

const digest = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 16);
const user = (id: number, login: string): Account => ({ id, login, type: "User" });
const TODAY = "2026-02-01";

describe("owners", () => {
  const recorded = [{ id: 1, login: "ann" }];
  it.each([
    [
      "a new login is its account's",
      ["ann"],
      [],
      new Map([["ann", known(user(1, "ann"))]]),
      [{ id: 1, login: "ann" }],
    ],
    [
      "a recorded login keeps its number, whoever bears it now",
      ["ann"],
      recorded,
      new Map([["ann", known(user(99, "ann"))]]),
      [{ id: 1, login: "ann" }],
    ],
    [
      "a login that is gone keeps its number too",
      ["ann"],
      recorded,
      new Map([["ann", absent("not-found")]]),
      recorded,
    ],
    [
      "a login taken off the file owns nothing",
      ["bob"],
      recorded,
      new Map([["bob", known(user(2, "bob"))]]),
      [{ id: 2, login: "bob" }],
    ],
    [
      "an owner under a new login is the same owner, once",
      ["ann", "ann-now"],
      recorded,
      new Map([["ann-now", known(user(1, "ann-now"))]]),
      recorded,
    ],
    [
      "an organisation owns nothing",
      ["org"],
      [],
      new Map([["org", known({ ...user(5, "org"), type: "Organization" as const })]]),
      [],
    ],
  ] as const)("%s", (_, maintainers, before, accounts, expected) => {
    expect(ownersFor(maintainers, before, accounts, undefined)).toEqual(expected);
  });

  it("the author is known by number, not by asking for the name again", () => {
    expect(ownersFor(["Ann"], [], new Map([["ann", known(user(99, "ann"))]]), user(1, "ann"))).toEqual([
      { id: 1, login: "Ann" },
    ]);
  });
});

const outcome = (id: CheckId, status: Status, level: "fail" | "held" | "unknown" = "held"): Outcome => ({
  id,
  status,
  evidence: status === "pass" ? ["seen"] : [],
  findings:
    status === "pass"
      ? []
      : [
          {
            rule: `${id}/some`,
            level: status === "fail" || status === "held" || status === "unknown" ? status : level,
            message: "Something.",
            why: "Because.",
            fix: "Fix it.",
            file: "listings/alpha.yml",
            path: [],
            line: 1,
            column: 1,
          },
        ],
});
const allPass = CHECK_IDS.map((id) => outcome(id, "pass"));
const withOne = (id: CheckId, status: Status) =>
  allPass.map((one) => (one.id === id ? outcome(id, status) : one));

function input(change: Partial<PublicationInput> = {}): PublicationInput {
  return {
    id: "alpha",
    file: "listings/alpha.yml",
    outcomes: allPass,
    policy: policyWith(),
    today: TODAY,
    gaveUp: false,
    overrides: new Map(),
    published: undefined,
    withoutImage: false,
    ...change,
  };
}

const RELEASE = { check: "link", accountId: 7, login: "boss", reason: "known", atMs: 0 } as const;

describe("a listing at publish", () => {
  it.each([
    ["all pass", {}, "out"],
    ["one fails", { outcomes: withOne("link", "fail") }, "held"],
    ["one is held", { outcomes: withOne("link", "held") }, "held"],
    [
      "one is held and let through",
      { outcomes: withOne("link", "held"), overrides: new Map([["link", RELEASE]]) },
      "out",
    ],
    [
      "one fails: nobody lets that through",
      { outcomes: withOne("link", "fail"), overrides: new Map([["link", RELEASE]]) },
      "held",
    ],
    ["one cannot be told", { outcomes: withOne("link", "unknown") }, "wait"],
    ["one cannot be told for long", { outcomes: withOne("link", "unknown"), gaveUp: true }, "held"],
    [
      "one cannot be told, another fails",
      {
        outcomes: withOne("link", "unknown").map((one) =>
          one.id === "image" ? outcome("image", "fail") : one,
        ),
      },
      "wait",
    ],
    [
      "a recommended one fails",
      { outcomes: withOne("link", "fail"), policy: policyWith({ checks: { link: "recommended" } }) },
      "out",
    ],
    [
      "one that is off fails",
      { outcomes: withOne("link", "fail"), policy: policyWith({ checks: { link: "off" } }) },
      "out",
    ],
    [
      "one is waived",
      {
        outcomes: withOne("link", "fail"),
        policy: policyWith({
          waivers: [{ check: "link", listing: "alpha", who: "boss", why: "moving", until: TODAY }],
        }),
      },
      "out",
    ],
    [
      "the waiver is over",
      {
        outcomes: withOne("link", "fail"),
        policy: policyWith({
          waivers: [{ check: "link", listing: "alpha", who: "boss", why: "moving", until: "2026-01-31" }],
        }),
      },
      "held",
    ],
    ["the picture is lost", { outcomes: withOne("image", "unknown"), withoutImage: true }, "out"],
  ] as const)("%s", (_, change, expected) => {
    expect(decidePublication(input(change as Partial<PublicationInput>)).state).toBe(expected);
  });

  it("never goes out for the first time with anything but pass, waiver or release", () => {
    const statuses = fc.constantFrom<Status>("pass", "fail", "held", "unknown", "not-run");
    fc.assert(
      fc.property(fc.array(statuses, { minLength: 7, maxLength: 7 }), fc.boolean(), (found, gaveUp) => {
        const outcomes = CHECK_IDS.map((id, at) => outcome(id, found[at] ?? "pass"));
        const { state } = decidePublication(input({ outcomes, gaveUp }));
        expect(state === "out").toBe(found.every((status) => status === "pass"));
      }),
    );
  });

  it("that is published stays for fourteen days of grace, and the day does not move", () => {
    const published = entryOf("alpha");
    const first = decidePublication(input({ outcomes: withOne("link", "fail"), published }));
    expect(first).toMatchObject({ state: "out", grace: new Map([["link", "2026-02-15"]]) });
    const checks = published.checks.map((check) =>
      check.id === "link" ? { ...check, status: "grace" as const, graceUntil: "2026-02-15" } : check,
    );
    const again = (today: string) =>
      decidePublication(
        input({ outcomes: withOne("link", "fail"), published: { ...published, checks }, today }),
      );
    expect(again("2026-02-15")).toMatchObject({ state: "out", grace: new Map([["link", "2026-02-15"]]) });
    expect(again("2026-02-16").state).toBe("held");
  });
});

describe("a policy that changed", () => {
  const entry = entryOf("alpha");
  const recorded = (id: CheckId, change: object) => ({
    ...entry,
    checks: entry.checks.map((check) => (check.id === id ? { ...check, ...change } : check)),
  });
  it.each([
    ["asks for nothing new", entry, {}, false],
    ["knows the type no more", entry, { types: ["app"] }, true],
    ["requires what was only recommended", recorded("link", { status: "recommended" }), {}, true],
    [
      "goes on recommending it",
      recorded("link", { status: "recommended" }),
      { checks: { link: "recommended" } },
      false,
    ],
    ["switches a check on", { ...entry, checks: entry.checks.filter(({ id }) => id !== "link") }, {}, true],
    ["lets a waiver go", recorded("link", { status: "waived", waivedUntil: "2026-03-01" }), {}, true],
    ["has a check in grace", recorded("link", { status: "grace", graceUntil: "2026-03-01" }), {}, true],
    ["has a check that a person let through", recorded("link", { status: "released" }), {}, false],
  ] satisfies readonly (readonly [string, Entry, object, boolean])[])("%s", (_, published, policy, again) => {
    expect(mustJudgeAgain(published, policyWith(policy as PolicyFile), TODAY)).toBe(again);
  });

  it("keeps what passed for these very files", () => {
    const outcomes = withRecorded(withOne("link", "fail"), entry, policyWith({}));
    expect(outcomes.find(({ id }) => id === "link")).toMatchObject({ status: "pass", evidence: ["answers"] });
  });

  it("does not keep what it asks otherwise of them", () => {
    const changed = policyWith({ types: ["app"] });
    const outcomes = withRecorded(withOne("submission", "fail"), entry, changed);
    expect(outcomes.find(({ id }) => id === "submission")?.status).toBe("fail");
  });
});

describe("removals", () => {
  it.each([
    [2, 10, false],
    [3, 10, true],
    [3, 60, false],
    [3, 59, true],
    [0, 0, false],
  ])("%i of %i is a loss to ask about: %s", (lost, published, expected) => {
    expect(isShrinking(lost, published)).toBe(expected);
  });

  it.each([
    ["by an owner", 101, "", "withdrawn"],
    ["by an owner who says abandoned", 101, "Reason: abandoned", "withdrawn"],
    ["by somebody else who says so", 7, "It is dead.\nreason:  Abandoned \n", "abandoned"],
    ["by somebody else", 7, "The reason: abandoned by all", "policy"],
    ["by a push", undefined, "", "policy"],
  ] as const)("%s", (_, author, text, expected) => {
    expect(reasonFor(entryOf("alpha"), author, text)).toBe(expected);
  });

  it("the ledger's file is what the ledger's reader reads, whatever the listing is called", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60, unit: "grapheme" }), (name) => {
        const line = lineFor(entryOf("alpha", { name: [...name].slice(0, 30).join("") }), "withdrawn", 5_000);
        const read = parseLedgerLine(new TextEncoder().encode(ledgerText(line)), "alpha");
        const { status: _s, marked: _m, kept: _k, revision: _r, ...said } = line;
        if (read !== undefined) expect(read).toEqual(said);
        else expect(/[\p{Cc}\p{Cs}\p{Cn}\p{Co}\p{Cf}]/u.test(name)).toBe(true);
      }),
    );
  });

  it("lines: what is remembered counts, what is back has none, what lapsed is not removed", () => {
    const [alpha, beta] = [entryOf("alpha", { order: 0 }), entryOf("beta", { order: 1 })];
    const lines = nextLines({
      memory: [lineFor(beta, "policy", 1_000)],
      going: [{ entry: alpha, reason: "policy", lapsed: true }],
      back: new Set(["beta"]),
      isLive: () => true,
      atMs: 2_000,
    });
    expect(lines).toEqual([expect.objectContaining({ id: "alpha", lapsed: true, kept: alpha })]);
    expect(lines[0]).not.toHaveProperty("marked");
    const gone = nextLines({
      memory: lines,
      going: [],
      back: new Set(),
      isLive: () => false,
      atMs: 3_000,
    });
    expect(gone).toEqual([expect.objectContaining({ id: "alpha", marked: true })]);
  });
});

describe("the publish commit's message", () => {
  const seal = (key: string) => ({
    sign: (text: string) => createHmac("sha256", key).update(text).digest("hex"),
    verify: (text: string, one: string) => createHmac("sha256", key).update(text).digest("hex") === one,
  });
  const said = { source: "a".repeat(40), generation: 1_700_000_000, added: [{ id: "alpha", pull: 7 }] };
  const text = writeMessage(said, 42, "tree", seal("key"));

  it("is read back, by us and for this repository and tree alone", () => {
    expect(readMessage(text, 42, "tree", seal("key"))).toEqual(said);
    expect(readMessage(`${text}\n`, 42, "tree", seal("key"))).toEqual(said);
    for (const [repository, tree, key] of [
      [43, "tree", "key"],
      [42, "other", "key"],
      [42, "tree", "another"],
    ] as const)
      expect(readMessage(text, repository, tree, seal(key))).toBeUndefined();
  });

  it("holds nothing that could be changed unseen", () => {
    for (let at = 0; at < text.indexOf("\nSteward-Seal"); at += 1) {
      const forged = `${text.slice(0, at)}${text[at] === "x" ? "y" : "x"}${text.slice(at + 1)}`;
      expect(readMessage(forged, 42, "tree", seal("key"))).toBeUndefined();
    }
  });
});

const comment = (body: string, change: Partial<SeenComment> = {}): SeenComment => ({
  id: 1,
  body,
  author: user(7, "boss"),
  createdAtMs: 2_000,
  edited: false,
  mine: false,
  myReactions: [],
  ...change,
});

describe("the report of what is held", () => {
  const verdict = verdictOf(input({ outcomes: withOne("link", "held") }));
  const held = {
    id: "alpha",
    verdict,
    blobs: "0".repeat(16),
    pull: 7,
    published: false,
    removal: false,
    pictureOnly: false,
  };
  const commit = "5eed".repeat(10);
  const basis = { before: [], nowMs: 1_000, commit, digest };
  const { body } = heldReport([held], basis);
  const reported = readReport(body);
  const may = (id: number) => id === 7;

  it("remembers since when, as long as files and findings stay the same", () => {
    expect(reported).toEqual([expect.objectContaining({ id: "alpha", check: "link", sinceMs: 1_000 })]);
    expect(
      readReport(heldReport([held], { ...basis, before: reported, nowMs: 9_000 }).body)[0]?.sinceMs,
    ).toBe(1_000);
    expect(
      readReport(
        heldReport([{ ...held, blobs: "1".repeat(16) }], { ...basis, before: reported, nowMs: 9_000 }).body,
      )[0]?.sinceMs,
    ).toBe(9_000);
  });

  it("fits into an issue, however much there is to say of each", () => {
    const check = held.verdict.checks.find(({ id }) => id === "link");
    const long = { ...check, notes: ["word ".repeat(800)] } as NonNullable<typeof check>;
    const many = Array.from({ length: 60 }, (_, at) => ({ ...held, id: `alpha-${at + 10}` }));
    const talkative = many.map((one) => ({ ...one, verdict: { ...one.verdict, checks: [long] } }));
    const text = heldReport(talkative, basis).body;
    expect(text.length).toBeLessThan(65_536);
    const shown = new Set(readReport(text).map(({ id }) => id)).size;
    expect(shown).toBeGreaterThan(10);
    expect(text).toContain(`And ${60 - shown} more`);
  });

  it.each([
    ["by somebody who may", comment("/accept alpha link 5eed5ee it is fine"), 1],
    ["by a stranger", comment("/accept alpha link 5eed5ee it is fine", { author: user(8, "x") }), 0],
    ["before it was reported", comment("/accept alpha link 5eed5ee it is fine", { createdAtMs: 1_000 }), 0],
    ["edited", comment("/accept alpha link 5eed5ee it is fine", { edited: true }), 0],
    ["refused before", comment("/accept alpha link 5eed5ee it is fine", { myReactions: ["-1"] }), 0],
    ["carried out before", comment("/accept alpha link 5eed5ee it is fine", { myReactions: ["+1"] }), 1],
    ["for another check", comment("/accept alpha image 5eed5ee it is fine"), 0],
    ["for another listing", comment("/accept beta link 5eed5ee it is fine"), 0],
    ["without a reason", comment("/accept alpha link 5eed5ee"), 0],
    ["without a commit", comment("/accept alpha link it is fine"), 0],
    ["for another commit", comment("/accept alpha link 5eed5ef it is fine"), 0],
    ["by the whole commit", comment(`/accept alpha link ${"5eed".repeat(10)} it is fine`), 1],
    ["by the check's title", comment("/accept alpha Link 5eed5ee it is fine"), 1],
    ["quoted", comment("> /accept alpha link 5eed5ee it is fine"), 0],
    ["by ourselves", comment("/accept alpha link 5eed5ee it is fine", { mine: true }), 0],
  ])("is let through %s: %#", (_, said, count) => {
    expect(reportOverrides(reported, [said], may)).toHaveLength(count);
  });

  it("never throws on what people write", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseReportCommand(`/accept ${text}`);
        readReport(text);
        readStop(text);
      }),
    );
  });
});

describe("a stop", () => {
  const stop: PublishStop = { why: "shrinking", lost: ["b", "a"], published: 5 };
  const issue = stoppedIssue(stop, 1_000, digest);
  const may = (id: number) => id === 7;
  it.each([
    ["a maintainer after the report", comment("/publish"), stop, true],
    ["the same loss in another order", comment("/publish"), { ...stop, lost: ["a", "b"] }, true],
    ["another loss", comment("/publish"), { ...stop, lost: ["a", "b", "c"] }, false],
    ["before the report", comment("/publish", { createdAtMs: 900 }), stop, false],
    ["somebody who may not", comment("/publish", { author: user(8, "x") }), stop, false],
    ["with more words", comment("/publish now"), stop, false],
  ] as const)("is let go by %s", (_, said, now, expected) => {
    expect(mayGoOn(readStop(issue.body), stopDigest(now as PublishStop, digest), [said], may)).toBe(expected);
  });
});

describe("outreach", () => {
  it("welcomes with the page and the private form, and asks for nothing in public", () => {
    const policy = policyWith({ outreach: { form: "https://form.example/" } });
    const text = welcomeComment("alpha", "ann", "https://market.example/listings/alpha/", policy, "Ours");
    expect(text).toContain("@ann");
    expect(text).toContain("Ours");
    expect(text).toContain("https://market.example/listings/alpha/");
    expect(text).toContain("(https://form.example/)");
    expect(markValues(text, "welcome")).toEqual(["alpha"]);
  });

  it("is to do until a maintainer says /contacted", () => {
    const welcome = comment(withMarks("Thank you!", [["welcome", "alpha"]]), { mine: true, id: 2 });
    const done = comment("/contacted", { id: 3 });
    expect(isToContact([])).toBe(false);
    expect(isToContact([welcome, done])).toBe(true);
    expect(contactAnswers([welcome, done], (id) => id === 7)).toEqual([{ commentId: 3, content: "+1" }]);
    expect(contactAnswers([welcome, done], () => false)).toEqual([{ commentId: 3, content: "-1" }]);
    expect(isToContact([welcome, { ...done, myReactions: ["+1"] }])).toBe(false);
  });
});

it("blobs are the same when paths and names are", () => {
  expect(sameBlobs({ a: "1", b: "2" }, { b: "2", a: "1" })).toBe(true);
  expect(sameBlobs({ a: "1" }, { a: "1", b: "2" })).toBe(false);
  expect(sameBlobs({ a: "1" }, { a: "2" })).toBe(false);
});

it.each([
  ["catalog.json", true],
  ["listings/alpha/index.html", true],
  ["CNAME", false],
  ["catalog.json.bak", false],
  ["README.md", false],
])("%s is ours: %s", (path, ours) => {
  expect(isOutput(path)).toBe(ours);
});
