// Whose word it is that a new listing's author was welcomed or written to: ours and the maintainers', nobody else's.

import { describe, expect, it } from "@jest/globals";
import { contactAnswers, isContacted, isToContact, isWelcomed } from "../../src/core/catalog/outreach.ts";
import type { SeenComment } from "../../src/core/review/seen.ts";
import { withMarks } from "../../src/core/marks/marks.ts";

const MAINTAINER = 5;
const comment = (change: Partial<SeenComment>): SeenComment => ({
  id: 1,
  body: "",
  author: { id: MAINTAINER, login: "maintainer", type: "User" },
  createdAtMs: 0,
  edited: false,
  mine: false,
  myReactions: [],
  ...change,
});
const welcome = comment({ body: withMarks("Thank you!", [["welcome", "poll-maker"]]), mine: true });
const forged = comment({ body: welcome.body });
const ours = comment({ body: "Something else we said", mine: true });
const contacted = comment({ id: 2, body: "/contacted" });
const answered = comment({ id: 2, body: "/contacted", myReactions: ["+1"] });

describe("a welcome", () => {
  it.each([
    ["ours", [welcome], true],
    ["a stranger's copy of it", [forged], false],
    ["another comment of ours", [ours], false],
    ["both of these", [forged, ours], false],
    ["nothing", [], false],
  ])("counts when it is ours: %s", (_, comments, expected) => {
    expect(isWelcomed(comments, "poll-maker")).toBe(expected);
    expect(isToContact(comments)).toBe(expected);
  });

  it("is one listing's", () => {
    expect(isWelcomed([welcome], "poll-make")).toBe(false);
  });
});

describe("who is still to be written to", () => {
  it.each([
    ["somebody welcomed", [welcome], true],
    ["with a word we have not answered yet", [welcome, contacted], true],
    ["with a word that we took", [welcome, answered], false],
    ["with a word that we did not take", [welcome, { ...contacted, myReactions: ["-1"] }], true],
    ["with our thumb at something else", [welcome, comment({ body: "Thanks!", myReactions: ["+1"] })], true],
  ])("%s", (_, comments, expected) => {
    expect(isToContact(comments)).toBe(expected);
  });
});

describe("`/contacted`", () => {
  it.each([
    ["/contacted", true],
    ["/contacted\nby mail", true],
    ["they were /contacted", false],
    ["/contacted by mail", false],
  ])("stands alone in the first line: %j", (body, expected) => {
    expect(isContacted(body)).toBe(expected);
  });

  const mayWrite = (account: number): boolean => account === MAINTAINER;
  it.each([
    ["is taken where we welcomed somebody", [welcome, contacted], [{ commentId: 2, content: "+1" }]],
    ["is unclear where we did not", [ours, contacted], [{ commentId: 2, content: "confused" }]],
    ["is unclear where only a stranger did", [forged, contacted], [{ commentId: 2, content: "confused" }]],
    [
      "is refused to whoever may not write",
      [welcome, comment({ id: 2, body: "/contacted", author: { id: 6, login: "stranger", type: "User" } })],
      [{ commentId: 2, content: "-1" }],
    ],
    ["is not answered when nobody is known", [welcome, { ...contacted, author: undefined }], []],
    ["is answered once", [welcome, answered], []],
  ])("%s", (_, comments, expected) => {
    expect(contactAnswers(comments, mayWrite)).toEqual(expected);
  });
});
