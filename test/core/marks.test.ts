// Marks in our own texts: whatever anybody writes anywhere, reading a text back yields exactly the marks that we wrote.

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { welcomeComment } from "../../src/core/catalog/outreach.ts";
import { heldReport } from "../../src/core/catalog/report.ts";
import { stoppedIssue } from "../../src/core/catalog/stopped.ts";
import { heldFindings } from "../../src/core/review/check-run.ts";
import { noComment, quote, quoted } from "../../src/core/listing/quote.ts";
import {
  AGED,
  BROKEN,
  hasMark,
  markValues,
  readMarks,
  withMarks,
  type Mark,
  type TextPlace,
} from "../../src/core/marks/marks.ts";
import { ledgerNote, notesOf } from "../../src/core/publication/notes.ts";
import { policyIssue } from "../../src/core/review/policy-issue.ts";
import { emptyComment, stickyComment, type CommentInput } from "../../src/core/review/comment.ts";
import { suggestionWrites } from "../../src/core/review/suggest.ts";
import { openText, sealText } from "../../src/core/marks/sealed-text.ts";
import { writeCopies } from "../../src/core/takedown/copies.ts";
import { dashboardBody } from "../../src/core/takedown/dashboard.ts";
import * as words from "../../src/core/takedown/messages.ts";
import { recordMark, type CaseRecord } from "../../src/core/takedown/record.ts";
import { issueSteps } from "../../src/core/verification/issue.ts";
import { createSeal } from "../../src/platform/seal.ts";
import { policyWith } from "../support/catalog-entries.ts";
import { digest, TinyGitHub } from "../support/tiny-github.ts";

const seal = createSeal(["k".repeat(40)]);
const PLACE: TextPlace = { repositoryId: 1, at: "talk 7" };
const ISSUE: TextPlace = { repositoryId: 1, at: "issue" };
const elsewhere = sealText(withMarks("Hello", [["said", "confirm-1"]]), { ...PLACE, at: "talk 8" }, seal);

/** What somebody would write who knows our marks, of this version and of the one before, and pieces of it. */
const FORGED = [
  elsewhere,
  elsewhere.slice(elsewhere.indexOf("<!--")),
  '<!-- steward\nsaid "confirm-1"\n-->',
  `<!-- steward\r\nsaid "confirm-1"\r\nseal ${"a".repeat(64)}\r\n-->`,
  "<!-- steward:said confirm-1 -->",
  "\n\n<!-- steward:welcome poll-maker -->",
  "<!-- steward:review -->",
  "<!-- steward:record",
  `<!-- steward:record {"version":1} ${"a".repeat(64)} -->`,
  `\n<!-- steward:held alpha link ${"0".repeat(16)} ${"0".repeat(16)} 1 -->\n`,
  "<!-- steward:copies of cases -->",
  'record [{"version":1},"x"]',
  `seal ${"0".repeat(64)}`,
  "<!--",
  "<",
  "!--",
  "-->",
  "--!>",
  "<\u200b!--",
  "<\u0338!--",
  "`",
  "```",
  "\n```\n",
  "“",
  "”",
  "\r\n",
  "\n\n",
  "\u2028",
  "\ud800",
  "@everyone",
] as const;
const anything = fc
  .array(
    fc.oneof(
      fc.constantFrom(...FORGED),
      fc.string({ unit: "binary", maxLength: 8 }),
      fc.string({ maxLength: 8 }),
    ),
    { maxLength: 6 },
  )
  .map((pieces) => pieces.join(""));

const record: CaseRecord = {
  version: 1,
  repositoryId: 1,
  issue: 7,
  number: 1,
  previous: "",
  why: "start",
  cause: "event:1",
  atMs: 1_000,
  by: 2,
  phase: "running",
  how: null,
  listing: "poll-maker",
  kind: "security",
  grade: "medium",
  explicit: false,
  acknowledgedBy: 2,
  startMs: 1_000,
  deadlineMs: 1_209_601_000,
  extendedDays: 0,
  extendedInAllDays: 0,
  notifiedMs: null,
  removedMs: null,
  terms: {
    days: { medium: 14, high: 14, critical: 0, "blocking-bug": 14 },
    reminderDays: [7, 3, 1],
    extensionDaysMax: 14,
    public: "under-review",
    private: false,
  },
  through: 1,
};

/** Every text that quotes somebody: how it is made of what they wrote, where it stands, and the marks that it is to bear. */
interface Quoting {
  readonly place: TextPlace;
  readonly make: (text: string) => string | undefined;
  readonly marks: (text: string) => readonly Mark[];
}

const none = (): readonly Mark[] => [];
const listed = (text: string) => ({
  state: "live" as const,
  name: text,
  maintainers: [text, "owner"],
  line: undefined,
  restorePull: undefined,
});
const noticed = (say: (text: string) => string): Quoting => ({
  place: PLACE,
  make: (text) => withMarks(say(text), [recordMark(record, seal)]),
  marks: () => [recordMark(record, seal)],
});
const said = (say: (text: string) => string): Quoting => ({
  place: PLACE,
  make: (text) => withMarks(say(text), [["said", "it-1"]]),
  marks: () => [["said", "it-1"]],
});
const verdict = () => new TinyGitHub().decide().verdict;
const judged = (text: string): NonNullable<CommentInput["verdict"]> => {
  const one = verdict();
  if (one === undefined) throw new Error("nothing was judged");
  const finding = {
    rule: "link/x",
    level: "fail" as const,
    message: `It says ${quoted(text)}`,
    why: quoted(text),
    fix: quoted(text),
    file: text,
    path: [],
    line: 3,
    column: 1,
  };
  return {
    ...one,
    overall: "held",
    checks: one.checks.map((check) => ({
      ...check,
      status: "held" as const,
      findings: [finding],
      notes: [quoted(text)],
      told: [quoted(text)],
      released: { accountId: 1, login: text, reason: text, atMs: 1 } as never,
    })),
  };
};
const policy = policyWith({});
const held = (text: string) => ({
  id: "alpha",
  verdict: judged(text),
  blobs: "0".repeat(16),
  pull: 7,
  published: false,
  removal: false,
  pictureOnly: false,
});
const waiting = (title: string) => ({
  count: 1,
  pulls: [{ number: 3, title, sinceMs: 1, unknownSinceMs: undefined }],
});
const copies = writeCopies([], new Map([[7, record]]), seal);
const fixesOf = (text: string) => ({
  complete: true,
  fixes: [
    {
      path: "listings/a.yml",
      line: 2,
      before: text,
      after: text.replaceAll(/[\r\n]/g, ""),
      added: true,
      mistakes: [{ rule: "not-allowed", message: quoted(text), why: quoted(text) }],
    },
  ],
});

const QUOTING: Readonly<Record<string, Quoting>> = {
  "a start notice": noticed((text) => words.startNotice(record, listed(text), text, text)),
  "a silent start notice": noticed((text) =>
    words.startNotice(
      { ...record, terms: { ...record.terms, private: true, public: "nothing" } },
      listed(text),
      text,
      text,
    ),
  ),
  "a grade notice": noticed((text) => words.gradeNotice(record, listed(text))),
  "a removal": noticed((text) => words.removedNotice(record, listed(text), false)),
  "a reminder": said((text) => words.reminder(record, listed(text), 3)),
  "labels taken off": said((text) => words.labelsTakenOff([text, text])),
  "labels put back": said((text) => words.labelsPutBack([text])),
  "an unknown id": said((text) => words.unknownId(text)),
  "a removal by policy": said((text) => words.policyRemoval("a", listed(text))),
  "an answer that repeats a command": said((text) => `Not understood: ${text}`),
  "the public side": {
    place: ISSUE,
    make: (text) => withMarks(words.publicIssue(record, listed(text), text).body, [["public", "x"]]),
    marks: () => [["public", "x"]],
  },
  "the public notice": {
    place: ISSUE,
    make: (text) => withMarks(words.policyRemovalIssue("a", listed(text), text).body, [["notice", "x"]]),
    marks: () => [["notice", "x"]],
  },
  "the report of what is held": {
    place: ISSUE,
    make: (text) =>
      heldReport([held(text)], { before: [], nowMs: 5, commit: "c".repeat(40), digest, answer: text }).body,
    marks: (text) =>
      held(text).verdict.checks.map((check) => [
        "held",
        {
          id: "alpha",
          check: check.id,
          blobs: "0".repeat(16),
          findings: digest(heldFindings(check)),
          sinceMs: 5,
          commit: "c".repeat(40),
        },
      ]),
  },
  "why publishing stopped": {
    place: ISSUE,
    make: (text) => stoppedIssue({ why: "not-ours", branch: text }, 5, () => "0".repeat(16)).body,
    marks: () => [["stopped", { digest: "0".repeat(16), sinceMs: 5 }]],
  },
  "what would go": {
    place: ISSUE,
    make: (text) =>
      stoppedIssue({ why: "shrinking", lost: [text, text], published: 3 }, 5, () => "0".repeat(16)).body,
    marks: () => [["stopped", { digest: "0".repeat(16), sinceMs: 5 }]],
  },
  "a listing in trouble": {
    place: ISSUE,
    make: (text) => {
      const listing = {
        id: "tool",
        name: text,
        maintainers: ["owner"],
        link: text,
        documentation: text,
        issues: text,
      };
      const trouble = {
        field: "link",
        rule: "transferred",
        url: text,
        to: text,
        since: "2026-03-01T00:00:00Z",
        last: "2026-03-02T00:00:00Z",
        times: 3,
      } as const;
      const [step] = issueSteps([{ listing, troubles: [trouble], isNew: true }], [], new Set(["tool"]));
      return step?.kind === "open" ? step.body : undefined;
    },
    marks: () => [["verification", "tool"]],
  },
  "the comment of a review": {
    place: PLACE,
    make: (text) =>
      stickyComment({
        verdict: judged(text),
        policy,
        headSha: "a".repeat(40),
        draft: false,
        ids: [text],
        removal: false,
        answer: text,
        preview: `https://x.example/`,
        differences: [
          { id: text, before: { name: "a" }, after: { name: text, link: text }, unclear: [], files: [text] },
        ] as never,
      }),
    marks: () => [["review", true]],
  },
  "the comment when nothing is left": {
    place: PLACE,
    make: (text) => emptyComment("a".repeat(40), { "comment/nothing-left": text }),
    marks: () => [["review", true]],
  },
  "a suggestion": {
    place: { repositoryId: 1, at: "line 7" },
    make: (text) => {
      const [write] = suggestionWrites(new TinyGitHub().seen(), fixesOf(text), digest);
      return write?.do === "suggest" ? write.comments[0]?.body : undefined;
    },
    marks: (text) => {
      const [write] = suggestionWrites(new TinyGitHub().seen(), fixesOf(text), digest);
      const [one] = fixesOf(text).fixes;
      return write === undefined
        ? []
        : [["fix", digest(JSON.stringify([one?.path, one?.before, one?.after]))]];
    },
  },
  "a welcome": {
    place: PLACE,
    make: (text) =>
      welcomeComment(
        "alpha",
        text,
        text,
        {
          outreach: { ...policy.outreach, welcome: text, form: text },
          texts: { "welcome/thanks": text },
        },
        text,
      ),
    marks: () => [["welcome", "alpha"]],
  },
  "a word about publishing": {
    place: ISSUE,
    make: (text) => {
      const [note] = notesOf({
        policy: { publish: { branch: text } },
        foreign: [text],
        logoLost: undefined,
        tip: { sha: text },
      } as never);
      return note === undefined ? undefined : withMarks(note.text, [["note", note.mark]]);
    },
    marks: (text) => [["note", `foreign ${text}`]],
  },
  "a word about the ledger": {
    place: ISSUE,
    make: (text) => {
      const note = ledgerNote(text, [text]);
      return withMarks(note.text, [["note", note.mark]]);
    },
    marks: (text) => [["note", ledgerNote(text, [text]).mark]],
  },
  "the policy's issue": {
    place: ISSUE,
    make: (text) =>
      policyIssue([{ message: text, fix: text, place: { line: 1, column: 1 } } as never], true).body,
    marks: none,
  },
  "the dashboard": {
    place: ISSUE,
    make: (text) =>
      dashboardBody(
        {
          backlog: {
            ready: waiting(text),
            held: waiting(text),
            changes: waiting(text),
            toContact: waiting(text),
            hasGuide: true,
            reports: {},
          },
          records: [record],
          publicLines: [{ number: 4, listing: text, deadlineMs: 5 }],
          waivers: [{ check: text, listing: text, who: text, why: text, until: "1970-01-05" } as never],
          givenUp: [{ what: text, sinceMs: 1 }],
          nowMs: 5,
        },
        copies,
        9,
      ),
    marks: () => copies.first(9),
  },
};

/** As JSON holds it: lone surrogates included. */
const plain = (marks: readonly Mark[]): unknown => JSON.parse(JSON.stringify(marks));

describe("whatever anybody writes", () => {
  it.each(Object.keys(QUOTING))("in %s forges no mark and breaks none", (name) => {
    const { make, marks, place } = QUOTING[name] ?? ({} as Quoting);
    fc.assert(
      fc.property(anything, fc.boolean(), (text, edited) => {
        const body = make(text);
        if (body === undefined) return;
        const sent = sealText(body, place, seal);
        // Whoever edits anything in a browser turns the ends of all lines.
        const shown = edited ? sent.replaceAll("\n", "\r\n") : sent;
        expect(plain(readMarks(openText(shown, place, seal).body).marks)).toEqual(plain(marks(text)));
        expect(sent.split("<!--").length - 1).toBe(place.at === "issue" || marks(text).length > 0 ? 1 : 0);
        expect(sent.length).toBeLessThan(65_536);
      }),
      { numRuns: 60 },
    );
  });

  it("cannot be quoted with the beginning of a comment of HTML in it", () => {
    fc.assert(
      fc.property(anything, (text) => {
        for (const shown of [quote(text), quoted(text), noComment(text)]) expect(shown).not.toContain("<!--");
      }),
    );
  });

  it("in a mark's own value comes back as it was", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom("said", "note", "held"), fc.oneof(anything, fc.jsonValue()))),
        (marks) => {
          const sent = sealText(withMarks("Words.", marks), ISSUE, seal);
          expect(plain(readMarks(openText(sent, ISSUE, seal).body).marks)).toEqual(plain(marks));
          expect(sent).toMatch(/^[^]*\n-->$/);
          expect(sent.split("-->")).toHaveLength(2);
        },
      ),
    );
  });

  it("before or after a block of ours, or in place of it, counts for nothing", () => {
    const ours = sealText(withMarks("Words.", [["said", "real"]]), PLACE, seal);
    fc.assert(
      fc.property(anything, anything, (before, after) => {
        const body = `${before}${ours}${after}`;
        const read = markValues(openText(body, PLACE, seal).body, "said");
        expect([[], ["real"]]).toContainEqual(read);
      }),
    );
  });
});

describe("a block", () => {
  const marks: readonly Mark[] = [
    ["said", "a"],
    ["said", "b"],
  ];
  const sent = sealText(withMarks("Words.", marks), PLACE, seal);
  const open = (body: string, place: TextPlace = PLACE) => openText(body, place, seal);

  it("is one comment of HTML, the last thing in its text", () => {
    expect(sent).toMatch(/^Words\.\n\n<!-- steward\nsaid "a"\nsaid "b"\nseal [0-9a-f]{64}\n-->$/);
    expect(open(sent)).toEqual({ body: withMarks("Words.", marks), fits: true });
  });

  it.each([
    ["of another issue", { repositoryId: 1, at: "talk 70" }],
    ["of another repository", { repositoryId: 2, at: "talk 7" }],
    ["of another kind of place", { repositoryId: 1, at: "line 7" }],
    ["of a body", { repositoryId: 1, at: "issue" }],
  ] as const)("does not verify in a place %s", (_, place) => {
    expect(readMarks(open(sent, place).body).marks).toEqual([[BROKEN, true]]);
    expect(open(sent, place).fits).toBe(false);
  });

  it.each([
    ["a mark was changed", (text: string) => text.replace('"a"', '"c"')],
    ["a mark was taken out", (text: string) => text.replace('said "a"\n', "")],
    ["a mark was put in", (text: string) => text.replace('said "a"\n', 'said "a"\nsaid "c"\n')],
    ["its order was changed", (text: string) => text.replace('said "a"\nsaid "b"', 'said "b"\nsaid "a"')],
    ["its seal was taken off", (text: string) => text.replace(/seal .*\n/, "")],
    ["something was written after it", (text: string) => `${text}\n\nP.S.`],
    ["it was indented", (text: string) => text.replaceAll("\n", "\n ")],
  ])("whose marks count for nothing: %s", (_, change) => {
    expect(markValues(open(change(sent)).body, "said")).toEqual([]);
  });

  it("stays ours when the words before it are edited: the seal covers marks and place, and GitHub says who edited", () => {
    const edited = sent.replace("Words.", "Other words.").replaceAll("\n", "\r\n");
    expect(open(`${edited}\r\n\r\n`).body).toBe(withMarks("Other words.", marks));
  });

  it("of a key that is being replaced counts, and is told apart so that it is written anew", () => {
    const rotating = createSeal(["n".repeat(40), "k".repeat(40)]);
    const body = openText(sent, PLACE, rotating).body;
    expect(markValues(body, "said")).toEqual(["a", "b"]);
    expect(hasMark(body, AGED)).toBe(true);
    const anew = sealText(withMarks("Words.", marks), PLACE, rotating);
    expect(hasMark(openText(anew, PLACE, rotating).body, AGED)).toBe(false);
    expect(openText(sent, PLACE, createSeal(["n".repeat(40)])).fits).toBe(false);
  });

  it("stands in the body of every issue of ours, though it holds no mark", () => {
    const body = sealText("Words.", ISSUE, seal);
    expect(body).toMatch(/^Words\.\n\n<!-- steward\nseal [0-9a-f]{64}\n-->$/);
    expect(openText(body, ISSUE, seal)).toEqual({ body: "Words.", fits: true });
    expect(sealText("Words.", PLACE, seal)).toBe("Words.");
  });
});
