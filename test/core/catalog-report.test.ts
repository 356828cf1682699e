// What we answer to each word on the report of held listings: taken, refused, or not understood.

import { describe, expect, it } from "@jest/globals";
import { reportAnswers } from "../../src/core/catalog/report.ts";
import { reportWords } from "../../src/core/catalog/report-words.ts";
import type { SeenComment } from "../../src/core/review/seen.ts";

const MAINTAINER = 5;
const STRANGER = 6;
const reported = [
  { id: "poll-maker", check: "link", blobs: "b".repeat(16), findings: "f".repeat(16), sinceMs: 1_000 },
] as const;
const comment = (body: string, change: Partial<SeenComment> = {}): SeenComment => ({
  id: 7,
  body,
  author: { id: MAINTAINER, login: "maintainer", type: "User" },
  createdAtMs: 2_000,
  edited: false,
  mine: false,
  myReactions: [],
  ...change,
});
const stranger = { author: { id: STRANGER, login: "stranger", type: "User" } } as const;

describe("an answer on the report", () => {
  it.each([
    ["a maintainer's word on what is held is taken", comment("/accept poll-maker link it is theirs"), "+1"],
    ["of another listing it is unclear", comment("/accept other link it is theirs"), "confused"],
    ["of another check it is unclear", comment("/accept poll-maker image it is theirs"), "confused"],
    ["without a reason it is unclear", comment("/accept poll-maker link"), "confused"],
    [
      "from before the report it is unclear",
      comment("/accept poll-maker link yes", { createdAtMs: 1_000 }),
      "confused",
    ],
    ["a stranger's is refused", comment("/accept poll-maker link it is mine", stranger), "-1"],
    ["a stranger's that says nothing is refused", comment("/accept", stranger), "-1"],
    ["talk has none", comment("I think so too"), undefined],
    [
      "what was answered has no second one",
      comment("/accept poll-maker link yes", { myReactions: ["+1"] }),
      undefined,
    ],
    ["what was edited has none", comment("/accept poll-maker link yes", { edited: true }), undefined],
    ["our own words have none", comment("/accept poll-maker link yes", { mine: true }), undefined],
    ["nobody's words have none", comment("/accept poll-maker link yes", { author: undefined }), undefined],
  ])("%s", (_, one, content) => {
    expect(reportAnswers(reported, [one], (account) => account === MAINTAINER)).toEqual(
      content === undefined ? [] : [{ commentId: 7, content }],
    );
  });
});

describe("words on the report", () => {
  const wordsOn = (...comments: SeenComment[]): string | undefined =>
    reportWords(
      reported,
      comments,
      reportAnswers(reported, comments, (account) => account === MAINTAINER),
    );
  const line = "/accept poll-maker link it is theirs";

  it.each([
    ["a release that was edited", comment(line, { edited: true, myReactions: ["+1"] }), "which withdraws it"],
    [
      "one that was edited into a command",
      comment(line, { edited: true }),
      "Write the line as a new comment",
    ],
    ["a stranger's", comment(line, stranger), "that takes write access"],
    ["one of another listing", comment("/accept other link 1234567 yes"), "nothing about `other` is on hold"],
    ["one without the listing", comment("/accept link 1234567 yes"), "nothing about `link` is on hold"],
  ])("%s is answered", (_, one, wanted) => {
    expect(wordsOn(one)).toContain(wanted);
  });

  it("show the line of what is on hold where another listing was named", () => {
    expect(wordsOn(comment("/accept link 1234567 yes"))).toContain("`/accept poll-maker link ");
  });

  it("say nothing of what was let through, of what is out by now, or of talk", () => {
    expect(wordsOn(comment(line))).toBeUndefined();
    const gone = comment("/accept other link 1234567 yes", { edited: true, myReactions: ["+1"] });
    expect(wordsOn(gone, comment("Thanks!"))).toBeUndefined();
  });

  const LINE = "`/accept poll-maker link ";

  it.each([
    ["in large letters", "/Accept poll-maker link 1234567 yes", ["in small letters", LINE]],
    ["mistyped", "/accepts poll-maker link 1234567 yes", ["in small letters", LINE]],
    ["as another tool calls it", "/approve", ["in small letters", LINE]],
    ["copied as code", "`/accept poll-maker link 1234567 yes`", ["in small letters", LINE]],
    ["indented", " /accept poll-maker link 1234567 yes", ["in small letters", LINE]],
    ["a pull request's", "/recheck", ["for pull requests"]],
    ["a welcomed one's", "/contacted", ["for pull requests"]],
  ])("a slip, %s, is answered by name and gets no reaction", (_, body, wanted) => {
    for (const author of [{}, stranger]) {
      const one = comment(body, author);
      const by = one.author?.login ?? "";
      expect(reportAnswers(reported, [one], (account) => account === MAINTAINER)).toEqual([]);
      for (const words of [`by \`${by}\`, did nothing:**`, ...wanted]) expect(wordsOn(one)).toContain(words);
    }
  });

  it("an App's command is answered; a case's, and talk, are not", () => {
    const app = { author: { id: 77, login: "helper[bot]", type: "Bot" } } as const;
    expect(wordsOn(comment(line, app))).toContain("by people, not by Apps");
    for (const body of ["/takedown poll-maker", "/case poll-maker", "/publish", "/etc/hosts", "accept it"])
      expect(wordsOn(comment(body))).toBeUndefined();
  });

  it("a slip of whoever's command did nothing is their last; somebody else's stands beside it, without a name", () => {
    const unclear = comment("/accept poll-maker link", { id: 8 });
    const slip = "/Accept poll-maker link 1234567 yes";
    expect(wordsOn(unclear, comment(slip, { id: 9 }))).not.toContain("is missing or unknown");
    const both = wordsOn(unclear, comment(slip, { id: 9, ...stranger }));
    expect(both).toContain(
      "by `maintainer`, did nothing:** the check, the commit or the reason is missing or unknown",
    );
    expect(both).toContain("by somebody else did nothing:** what is on hold is accepted with");
    expect(both).not.toContain("stranger");
    expect(wordsOn(unclear, comment(line, { id: 9, ...stranger }))).toContain(
      "A command by somebody else accepted nothing",
    );
  });

  it("end with a command that is carried out", () => {
    const slip = comment("/Accept poll-maker link 1234567 yes", { id: 6 });
    expect(wordsOn(slip, comment(line))).toBeUndefined();
  });

  it("to somebody who decides come before those to a stranger", () => {
    const unclear = comment("/accept poll-maker link", { id: 8 });
    expect(wordsOn(unclear, comment(line, stranger))).toContain("is missing or unknown");
  });
});
